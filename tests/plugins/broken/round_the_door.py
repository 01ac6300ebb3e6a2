"""Writes without the door."""

from gongkai import hookimpl


@hookimpl
def gongkai_today(office, register):
    office.store.run("UPDATE unit SET name = name || ?", ("改",))
