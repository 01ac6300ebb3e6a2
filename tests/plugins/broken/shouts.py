"""Prints codes that a terminal obeys, while it is imported and whenever it is called."""

from gongkai import hookimpl

print("\x1b]0;mine now\x07\x1b[2J\x1b[?1049hnoise")


@hookimpl
def gongkai_today(office, register):
    print("\x1b[31m[/bold]", end="")
