"""The day's register of all cases at the windows, window by window, with what is about to run late."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from gongkai.plugins.tasks.timing import soon_before

if TYPE_CHECKING:
    from gongkai.core.office import Office


class Sheet(NamedTuple):
    """What one window did on a day, and how its open cases stood at its end."""

    unit: str
    desk: str
    taken: int
    done: int
    on_spot: int
    guided: int
    open: int
    soon: int
    overdue: int


def sheet(office: "Office", day: date) -> list[Sheet]:
    """One line for each window, in one pass over the register."""
    today, warned = day.isoformat(), soon_before(office.on(day))
    still = "taken_on <= ? AND (done_on IS NULL OR done_on > ?)"
    counted = {
        "taken_on = ?": [today],
        "done_on = ? AND stage = 'closed'": [today],
        "done_on = ? AND stage = 'closed' AND taken_on = done_on": [today],
        "done_on = ? AND stage = 'guided'": [today],
        still: [today, today],
        f"{still} AND due >= ? AND due < ?": [today, today, today, warned],
        f"{still} AND due < ?": [today, today, today],
    }
    sums = ", ".join(f"SUM(CASE WHEN {test} THEN 1 ELSE 0 END)" for test in counted)
    values = [value for given in counted.values() for value in given]
    rows = office.rows(
        f"SELECT unit, COALESCE(desk, ''), {sums} FROM {{window_case}} WHERE {still} OR done_on = ?"
        " GROUP BY unit, scope, COALESCE(desk, '') ORDER BY scope, unit, 2",
        [*values, today, today, today],
    )
    return [Sheet(*row) for row in rows]
