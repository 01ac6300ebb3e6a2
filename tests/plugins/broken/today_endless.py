"""Its card is never counted to the end."""

from gongkai import hookimpl


@hookimpl
def gongkai_today(office, register):
    number = 0
    while True:
        try:
            number += 1
        except Exception:  # and it catches what it can
            pass
