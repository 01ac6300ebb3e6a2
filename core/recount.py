"""What moves when working days change: the yearly holiday notice, told first, then loaded with every date that follows."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gongkai.core.clock import Calendar, Override
from gongkai.core.clock.overrides import parse_numbered
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


class Moved(NamedTuple):
    """A record whose due date is another by now."""

    register: str
    uid: str
    unit: str
    title: str
    was: str | None
    due: str | None


class NewDay(NamedTuple):
    """A day of a notice that is not what the office's calendar says so far."""

    day: date
    was: bool
    is_working: bool
    note: str


class Notice(NamedTuple):
    """What loading a table would do: days that change, years that become known, records whose dates move."""

    table: Mapping[date, Override]
    days: tuple[NewDay, ...]
    years: tuple[int, ...]
    moved: tuple[Moved, ...]


def read_notice(path: Path) -> dict[date, Override]:
    """The days of a sheet: day or run of days, work or rest, note.

    Raises:
        BadInput: it cannot be read, holds no day, or contradicts itself; names the rows.
    """
    from gongkai.core.tables.reading import grids

    found = grids(path)
    table = parse_numbered(found[0].rows) if found else {}
    if not table:
        raise BadInput(
            T("表里没有放假或上班的日期。", "There is no day in the table."),
            T("每行写：日期，放假或上班，说明。", "Write a row for each: day, rest or work, note."),
        )
    return table


def plan_notice(office: "Office", table: Mapping[date, Override]) -> Notice:
    """What loading the table would do; changes nothing."""
    old, new = office.calendar, _calendar(office, table)
    days = tuple(
        NewDay(day, old.is_working(day), entry.is_working, entry.note)
        for day, entry in sorted(table.items())
        if old.is_working(day) != entry.is_working or not old.settled(day)
    )
    years = tuple(year for year in sorted({day.year for day in table}) if new.known(year) and not old.known(year))
    return Notice(table, days, years, tuple(recount(office.by(new))))


def load_notice(office: "Office", table: Mapping[date, Override], source: str = "") -> Notice:
    """Load the table and write every due date that moves, by one change; gives what was done.

    Raises:
        NotAllowed: the acting account may not administer the office, or may not change a record that moves.
    """
    from gongkai.core.access import require

    require(office, "administer", office.scope, whole=True)
    plan = plan_notice(office, table)
    new = office.by(_calendar(office, table))
    with office.change(str(T("载入放假安排", "holiday notice loaded"))) as change:
        _write_days(office, change, table, source)
        recount(new, change)
    office.__dict__.pop("calendar", None)
    return plan


def recount(office: "Office", change: "Change | None" = None) -> list[Moved]:
    """Every due date counted again by the office's calendar; those that move are given, and written when there is a change."""
    moved: list[Moved] = []
    office.plugins.call("gongkai_recount", lambda plugin: moved.append, office=office, change=change)
    return moved


def _calendar(office: "Office", table: Mapping[date, Override]) -> Calendar:
    from gongkai.core.registry.holidays import loaded_days

    return Calendar({**loaded_days(office), **table})


def _write_days(office: "Office", change: "Change", table: Mapping[date, Override], source: str) -> None:
    resource = office.resource("holiday")
    there = {row.day: row for row in office.fetch(office.select(resource.model))}
    fresh = []
    for day, entry in sorted(table.items()):
        values = {"kind": "work" if entry.is_working else "rest", "note": entry.note or None, "source": source or None}
        known = there.get(day)
        if known is None:
            fresh.append({"day": day, **values})
        elif any(getattr(known, name) != value for name, value in values.items()):
            change.update(known, **values)
    change.insert_many(resource, fresh)
