"""Registers something that is no register."""

from gongkai import hookimpl


@hookimpl
def gongkai_resources(register):
    register(3)
