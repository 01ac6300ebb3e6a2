"""Acts as the system, and so sees everything."""

from gongkai import hookimpl


@hookimpl
def gongkai_today(office, register):
    office.as_system().rows("SELECT name FROM {unit}")
