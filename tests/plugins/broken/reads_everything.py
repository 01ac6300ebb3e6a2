"""Reads a table without the office narrowing it."""

from gongkai import hookimpl


@hookimpl
def gongkai_today(office, register):
    office.rows("SELECT name FROM account")
