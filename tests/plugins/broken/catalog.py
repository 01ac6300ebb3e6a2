"""A plugin that is called as a bundled one."""

from gongkai import hookimpl


@hookimpl
def gongkai_today(office, register):
    """Never called."""
