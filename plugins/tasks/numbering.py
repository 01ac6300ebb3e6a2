"""Numbers of records within a unit and a year."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.core.office import Office


def next_number(office: "Office", table: str, holder: str, unit: str, year: str) -> str:
    """The next number of a unit in a year, such as ``2026-00001``. Called by a register's hook.

    Rows of one import are prepared before any of them is written, so what was given out is remembered until the change
    ends.

    Args:
        table: of the register; ``holder``: its column with the unit that numbers.
    """
    key = ("number", table, unit, year)
    last = office.remembered.get(key)
    if last is None:
        found = office.inside.rows(
            f"SELECT max(number) FROM {{{table}}} WHERE {holder} = ? AND number >= ? AND number < ?",
            (unit, f"{year}-", f"{year}."),
        )
        last = int(found[0][0].partition("-")[2]) if found[0][0] else 0
    office.remembered[key] = last + 1
    return f"{year}-{last + 1:05d}"
