"""Figures of windows counted from the cases themselves, beside those that were stated; where the two differ is told."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.plugins.tasks.cases.rules import Rating

if TYPE_CHECKING:
    from gongkai.core.office import Office

COUNTED = T("按办件登记统计", "counted from the cases")


class Counted(NamedTuple):
    """What one window did in a month; the names of the figures are those of ``ServiceFigure``."""

    unit: str
    desk: str
    month: str
    total: int
    instant: int
    promised: int
    on_spot: int
    closed: int
    on_time: int
    rated: int
    satisfied: int


FIGURES = Counted._fields[3:]


def counted(office: "Office", first: str, last: str, low: int, high: int) -> list[Counted]:
    """One line for each window and month (``2026-11``), in one pass over the cases taken in these months.

    A case counts in the month in which it was taken, whenever it was finished; one that was guided on to another window
    counts there. In time is what was finished by the promised day.
    """
    good = [key for key, one in office.profile.items("case_rating", Rating).items() if not one.bad]
    liked = ", ".join("?" for _ in good) or "''"
    done = "stage = 'closed'"
    tests = (
        "1=1", "kind = 'instant'", "kind = 'promised'", f"{done} AND done_on = taken_on", done,
        f"{done} AND done_on <= COALESCE(due, taken_on)", "rating IS NOT NULL", f"rating IN ({liked})",
    )  # fmt: skip
    sums = ", ".join(f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END)" for test in tests)
    rows = office.rows(
        f"SELECT unit, COALESCE(desk, ''), substr(taken_on, 1, 7), {sums} FROM {{window_case}}"
        " WHERE stage <> 'guided' AND taken_on BETWEEN ? AND ? AND scope BETWEEN ? AND ?"
        " GROUP BY unit, scope, COALESCE(desk, ''), substr(taken_on, 1, 7) ORDER BY scope, unit, 2, 3",
        (*good, f"{first}-01", f"{last}-31", low, high),
    )
    return [Counted(unit, desk, month, *map(int, figures)) for unit, desk, month, *figures in rows]


def windows(office: "Office", first: str, last: str, unit: str = "") -> list[Counted]:
    """Each window over some months together: as stated where figures were given, else as counted."""
    rows = office.rows(
        f"SELECT unit, COALESCE(desk, ''), month, {', '.join(FIGURES)} FROM {{service_figure}} WHERE month BETWEEN ? AND ?",
        (first, last),
    )
    stated = {tuple(row[:3]): Counted(*row[:3], *(int(value or 0) for value in row[3:])) for row in rows}
    found = {(one.unit, one.desk, one.month): one for one in counted(office, first, last, *span(office.scope))}
    sums: dict[tuple[str, str], list[int]] = {}
    for (owner, desk, _), one in sorted((found | stated).items()):
        if unit in ("", owner):
            held = sums.setdefault((owner, desk), [0] * len(FIGURES))
            for place, name in enumerate(FIGURES):
                held[place] += getattr(one, name)
    return [Counted(owner, desk, "", *held) for (owner, desk), held in sums.items()]


class Difference(NamedTuple):
    """A figure that was stated otherwise than the cases say."""

    unit: str
    desk: str
    month: str
    figure: str
    stated: int
    counted: int


def differences(office: "Office", first: str, last: str, low: int, high: int) -> Iterator[Difference]:
    """Where stated figures are not those of the cases; windows without a single case are passed over."""
    own = {(one.unit, one.desk, one.month): one for one in counted(office, first, last, low, high)}
    for unit, desk, month, source, *values in office.rows(
        f"SELECT unit, COALESCE(desk, ''), month, source, {', '.join(FIGURES)} FROM {{service_figure}}"
        " WHERE month BETWEEN ? AND ? AND scope BETWEEN ? AND ? ORDER BY scope, id",
        (first, last, low, high),
    ):
        one = own.get((unit, desk, month))
        if one is None or source in (COUNTED.zh, COUNTED.en):
            continue
        for name, value in zip(FIGURES, values, strict=True):
            if value is not None and int(value) != getattr(one, name):
                yield Difference(unit, desk, month, name, int(value), getattr(one, name))


def keep(office: "Office", first: str, last: str, low: int, high: int) -> tuple[int, int]:
    """Write the counted figures of windows for which none were stated, and renew those that were counted before; gives
    how many were added and how many changed. Stated figures are never touched."""
    register = office.register("service_figure")
    there: dict[tuple[str, str, str], tuple[str, str]] = {
        (unit, desk, month): (uid, source or "")
        for unit, desk, month, uid, source in office.rows(
            "SELECT unit, COALESCE(desk, ''), month, uid, source FROM {service_figure} WHERE month BETWEEN ? AND ?",
            (first, last),
        )
    }
    new: list[dict[str, Any]] = []
    again: dict[str, dict[str, Any]] = {}
    for one in counted(office, first, last, low, high):
        values = {name: getattr(one, name) for name in FIGURES}
        known = there.get((one.unit, one.desk, one.month))
        if known is None:
            new.append({"unit": one.unit, "desk": one.desk or None, "month": one.month, "source": COUNTED.zh, **values})
        elif known[1] in (COUNTED.zh, COUNTED.en):
            again[known[0]] = values
    if not new and not again:
        return 0, 0
    with office.change(str(T("窗口办件统计", "figures of windows"))) as change:
        change.insert_many(register.resource, new)
        changed = change.update_many(
            register.resource, [(one, again[one.uid]) for one in register.records(list(again))]
        )
    return len(new), changed
