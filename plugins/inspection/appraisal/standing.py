"""Where units stand in a survey: rank among units and among aspects, change on the year before, and what is flagged.

Ranks are those among the results that the account may see and that are here; where an organiser stated the rank of the whole
and not all of it is here, the stated one is told. One statement for a survey, however many units it has.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.plugins.inspection.appraisal.models import PLACES
from gongkai.plugins.inspection.appraisal.surveys import WHOLE, aspect_name, form_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

BELOW, ONLY, LOWEST, UNDER_MEAN = "below-pass", "only-below", "lowest", "below-mean"
FLAGS = {
    BELOW: T("不及格", "below the pass line"),
    ONLY: T("唯一不及格", "the only one below"),
    LOWEST: T("最低", "lowest"),
    UNDER_MEAN: T("低于平均", "below the mean"),
}
# one row for each result of a survey: ranks among units of a level and kind, and among the unit's own aspects
_STANDINGS = """
SELECT r.uid, r.unit, r.scope, r.aspect, r.score, r.mean, r.stated_rank, r.stated_of, r.stated_change,
  RANK() OVER (PARTITION BY r.aspect, u.level, u.kind ORDER BY r.score DESC) AS place,
  COUNT(*) OVER (PARTITION BY r.aspect, u.level, u.kind) AS places,
  SUM(r.score) OVER (PARTITION BY r.aspect, u.level, u.kind) AS together,
  RANK() OVER (PARTITION BY r.unit, CASE WHEN r.aspect = ? THEN 0 ELSE 1 END ORDER BY r.score) AS from_below,
  COUNT(*) OVER (PARTITION BY r.unit, CASE WHEN r.aspect = ? THEN 0 ELSE 1 END) AS aspects,
  SUM(CASE WHEN r.score < ? THEN 1 ELSE 0 END) OVER (PARTITION BY r.unit, CASE WHEN r.aspect = ? THEN 0 ELSE 1 END) AS failed,
  b.score AS earlier, q.year AS earlier_year
FROM {survey_result} r JOIN {unit} u ON u.uid = r.unit
LEFT JOIN {survey} q ON q.uid = ?
LEFT JOIN {survey_result} b ON b.survey = q.uid AND b.unit = r.unit AND b.aspect = r.aspect
WHERE r.survey = ?
"""


@dataclass(frozen=True)
class Standing:
    """One result and where it stands.

    Attributes:
        rank, of: among units of its level and kind, equal scores sharing a rank; None where there is nothing to compare.
        mean: of the same units, or as the organiser stated it for the whole.
        change: on the last earlier survey of the series; ``stated`` where only the organiser tells it.
        flags: keys of ``FLAGS``.
    """

    uid: str
    unit: str
    scope: int
    aspect: T
    score: Decimal
    rank: int | None
    of: int | None
    mean: Decimal | None
    change: Decimal | None
    previous_year: int | None
    aspects: int
    flags: tuple[str, ...]
    doubts: tuple[T, ...]


def before(office: "Office", survey: Any) -> str | None:
    """The last survey of the same series of an earlier year."""
    rows = office.rows(
        "SELECT uid FROM {survey} WHERE series = ? AND year < ? ORDER BY year DESC, id DESC LIMIT 1",
        (survey.series, survey.year),
    )
    return str(rows[0][0]) if rows else None


def standings(office: "Office", survey: Any, within: int | None = None, unit: str = "") -> list[Standing]:
    """Every result of a survey in order of place and unit, its whole first; ranks are among all of them.

    Args:
        within, unit: only these are given back.
    """
    form = form_of(office, survey.form)
    line = int(form.line.scaleb(PLACES))
    low, high = span(office.scope if within is None else within)
    rows = office.rows(
        f"SELECT * FROM ({_STANDINGS}) z WHERE z.scope BETWEEN ? AND ?{' AND z.unit = ?' if unit else ''}"
        " ORDER BY CASE WHEN z.aspect = ? THEN 0 ELSE 1 END, z.uid",
        (WHOLE, WHOLE, line, WHOLE, before(office, survey), survey.uid, low, high, *((unit,) if unit else ()), WHOLE),
    )
    order = {one.name.zh: n for n, one in enumerate(form.aspect)}
    found = [_standing(form, row) for row in rows]
    return sorted(found, key=lambda one: (one.scope, one.unit, order.get(one.aspect.zh, -1)))


def _standing(form: Any, row: tuple[Any, ...]) -> Standing:
    (uid, unit, scope, aspect, score, mean, stated_rank, stated_of, stated_change, place, places, together, from_below, aspects,
     failed, previous, year) = row  # fmt: skip
    whole = aspect == WHOLE
    all_here = not whole and aspects > 1 and aspects >= form.of
    rank, of, doubts = _rank(place, places, stated_rank, stated_of)
    average = _scaled(mean)
    if average is None and places > 1:
        average = Decimal(int(together)).scaleb(-PLACES) / places
    change = None if previous is None else _exact(score - previous)
    if change is not None and stated_change is not None and change != _exact(stated_change):
        said = _exact(stated_change)
        doubts += (
            T(
                f"所报升降 {said:+}，与上次比为 {change:+}",
                f"change stated as {said:+}, and {change:+} on the last one",
            ),
        )
    value = _exact(score)
    flags = [
        key
        for key, holds in (
            (BELOW, value < form.line),
            (ONLY, value < form.line and failed == 1 and all_here),
            (LOWEST, from_below == 1 and all_here),
            (UNDER_MEAN, average is not None and value < average),
        )
        if holds
    ]
    return Standing(
        uid, unit, int(scope), aspect_name(form, aspect), value, rank, of, average, _scaled(stated_change) if change is None else change,
        year if previous is not None else None, aspects, tuple(flags), doubts,
    )  # fmt: skip


def _rank(place: int, places: int, stated: int | None, of: int | None) -> tuple[int | None, int | None, tuple[T, ...]]:
    """The computed rank where all that take part are here, else the stated one."""
    if stated is not None and (of is None or places < of):
        return stated, of, ()
    if places < 2:
        return None, None, ()
    said = (
        ()
        if stated in (None, place)
        else (T(f"所报位次 {stated}，按结果为 {place}", f"rank stated as {stated}, and by the results {place}"),)
    )
    return place, places, said


def _exact(number: int) -> Decimal:
    return Decimal(int(number)).scaleb(-PLACES)


def _scaled(number: int | None) -> Decimal | None:
    return None if number is None else _exact(number)


def newest(office: "Office") -> list[Any]:
    """The newest survey of each series that has results, as records."""
    rows = office.rows(
        "SELECT s.uid, s.series FROM {survey} s WHERE EXISTS (SELECT 1 FROM {survey_result} r WHERE r.survey = s.uid)"
        " ORDER BY s.year, s.id"
    )
    last = {series: uid for uid, series in rows}
    return office.register("survey").records(list(last.values()))
