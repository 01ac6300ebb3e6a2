"""A command whose name another plugin has."""

from gongkai import T, hookimpl


@hookimpl
def gongkai_commands(register):
    register("score", "nowhere:command", T("得分", "Scores"))
