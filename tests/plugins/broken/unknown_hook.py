"""A hook that nobody calls."""

from gongkai import hookimpl


@hookimpl
def gongkai_tomorrow(office):
    """Never called."""
