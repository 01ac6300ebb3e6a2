"""A hook with an argument that it is not given."""

from gongkai import hookimpl


@hookimpl
def gongkai_today(office, colour):
    """Never called."""
