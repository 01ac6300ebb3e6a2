"""Figures of surveys for scores: the newest result of each series of the last two years."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Measure
from gongkai.plugins.inspection.appraisal.models import PLACES
from gongkai.plugins.inspection.appraisal.surveys import FULL, WHOLE, form_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

_Row = tuple[str, str, str, int]

# the results of the newest survey of each series and unit, the whole as well as the aspects
_NEWEST = """
SELECT r.unit, s.form, r.aspect, r.score FROM {survey_result} r JOIN {survey} s ON s.uid = r.survey
WHERE r.scope BETWEEN ? AND ? AND s.year >= ? AND s.year <= ? AND (s.ended_on IS NULL OR s.ended_on <= ?) AND s.year = (
  SELECT MAX(t.year) FROM {survey_result} o JOIN {survey} t ON t.uid = o.survey
  WHERE o.unit = r.unit AND t.series = s.series AND t.year <= ? AND (t.ended_on IS NULL OR t.ended_on <= ?))
ORDER BY r.unit, s.series, r.aspect
"""


def _rows(office: "Office", low: int, high: int) -> list[_Row]:
    day, year = office.today.isoformat(), office.today.year
    return [(str(unit), str(form), str(aspect), int(score)) for unit, form, aspect, score in office.rows(
        _NEWEST, (low, high, year - 1, year, day, year, day)
    )]  # fmt: skip


def _scores(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """The mean of a unit's newest surveys, of 100: the whole's score, else the mean of the aspects."""
    wholes: dict[tuple[str, str], Decimal] = {}
    parts: dict[tuple[str, str], list[Decimal]] = {}
    for unit, form, aspect, score in _rows(office, low, high):
        value = Decimal(score).scaleb(-PLACES)
        if aspect == WHOLE:
            wholes[unit, form] = value
        else:
            parts.setdefault((unit, form), []).append(value)
    found: dict[str, list[Decimal]] = {}
    for key in {**parts, **wholes}:
        some = parts.get(key, [])
        numerator, of = (wholes[key], 1) if key in wholes else (sum(some, Decimal(0)), len(some))
        kept = found.setdefault(key[0], [Decimal(0), Decimal(0)])
        kept[0] += numerator
        kept[1] += FULL * of
    return {unit: Figure(some, of) for unit, (some, of) in found.items()}


def _below(office: "Office", low: int, high: int) -> dict[str, Figure]:
    """How many of a unit's results are below their pass line, and how many there are."""
    found: dict[str, list[int]] = {}
    for unit, form, _, score in _rows(office, low, high):
        kept = found.setdefault(unit, [0, 0])
        kept[0] += Decimal(score).scaleb(-PLACES) < form_of(office, form).line
        kept[1] += 1
    return {unit: Figure(Decimal(some), Decimal(of)) for unit, (some, of) in found.items()}


def _measure(key: str, name: T, unit: str, run: "Callable[[Office, int, int], dict[str, Figure]]") -> Measure:
    return Measure(key, name, unit, run, register="survey_result", up="mean" if unit == "share" else "")


MEASURES = (
    _measure("survey.score", T("民意调查得分率", "Score in surveys"), "share", _scores),
    _measure("survey.below", T("调查不及格项数", "Survey results below the line"), "count", _below),
)
