"""What proposals rest on: records that a rule means, and figures below their line, by unit and in order of day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Cadence
from gongkai.core.codes import span
from gongkai.core.measures import Figure, measures_of, scan
from gongkai.core.registry.models import Unit
from gongkai.core.registry.select import condition
from gongkai.plugins.inspection.consequences.sanctions.rules import SanctionRule

if TYPE_CHECKING:
    from gongkai.core.office import Office

FIGURE = "measure"
"""What stands for the register where a ground is a figure."""
PERIODS_BACK = 2
"""How many periods that are over figures are judged for; a run that comes later than that has lost them."""
ROLLING = 365


@dataclass(frozen=True, slots=True)
class Fact:
    """One ground: a record, or a figure of a period; ``day`` is when it came to count."""

    unit: str
    scope: int
    register: str
    record: str
    title: str
    day: str
    figure: str = ""
    period: str = ""

    def key(self, rule: SanctionRule) -> tuple[str, str, str]:
        """What makes it the same ground when one looks again."""
        return self.register, self.record, self.day if rule.recurs else ""


def facts(office: "Office", rule: SanctionRule, within: int, unit: str = "") -> dict[str, list[Fact]]:
    """The grounds of a rule by unit, each unit's in order of day; one statement, or one for each period of figures.

    Args:
        within: only units at this place and below; ``unit``: only this one.
    """
    read = _figures if rule.figures else _records
    found = sorted(read(office, rule, within, unit), key=lambda fact: (fact.unit, fact.day, fact.record))
    return {unit: list(ones) for unit, ones in groupby(found, key=lambda fact: fact.unit)}


def _records(office: "Office", rule: SanctionRule, within: int, unit: str) -> Iterator[Fact]:
    resource = office.resource(rule.register)
    model: Any = resource.model
    fields = model._meta.fields
    low, high = span(within)
    query = office.select(model, model.uid, model.unit, model.scope, fields[resource.title], fields[rule.day])
    query = query.where(model.scope.between(low, high), fields[rule.day] >= (rule.since or "0000"))
    query = query.where(fields[rule.day] <= office.today.isoformat(), *_meant(office, rule, model))
    query = query.where(*[resource.filter_of(key).where(office) for key in rule.filters])
    query = query.where(*[fields[name].in_(list(values)) for name, values in rule.where.items()])
    if unit:
        query = query.where(model.unit == unit)
    for uid, owner, scope, title, day in office.fetch(query.order_by().tuples()):
        text = day.isoformat() if isinstance(day, date) else str(day)
        yield Fact(owner, scope, rule.register, uid, str(title or ""), text, "", text[:4])


def _meant(office: "Office", rule: SanctionRule, model: Any) -> list[Any]:
    tests = condition(office, rule.to)[1:]  # the first says that the unit is still there
    return [model.unit.in_(office.select(Unit, Unit.uid).where(*tests))] if tests else []


def _figures(office: "Office", rule: SanctionRule, within: int, unit: str) -> Iterator[Fact]:
    """Units below a line in a period that is over, judged on its last day; strictly less is below, and exactly so."""
    known = measures_of(office)
    lines = [line for line in rule.figures if line.measure in known]
    if not lines or (rule.join == "and" and len(lines) < len(rule.figures)):
        return
    low, high = span(within)
    meant = office.select(Unit, Unit.uid, Unit.scope).where(Unit.scope.between(low, high), *condition(office, rule.to))
    units: dict[str, int] = dict(office.fetch(meant.tuples()))
    period = Cadence(rule.period).period_of(office.today)
    for _ in range(PERIODS_BACK):
        period = period.previous()
        if period.end.isoformat() < rule.since:
            return
        then = office.on(period.end)
        read = scan(then, [measures_of(then)[line.measure] for line in lines], low, high, [unit] if unit else None)
        columns = [read.of(line.measure) for line in lines]
        for uid, scope in units.items():
            below = [
                (line, figure)
                for line, figures in zip(lines, columns, strict=True)
                if (figure := figures.get(uid)) is not None and _is_below(figure, line.below)
            ]
            if not below or (rule.join == "and" and len(below) < len(lines)):
                continue
            for line, figure in below:
                name = known[line.measure].name
                yield Fact(
                    uid,
                    scope,
                    FIGURE,
                    f"{line.measure}@{period.key}",
                    str(name),
                    period.end.isoformat(),
                    _said(figure),
                    period.key,
                )


def _is_below(figure: Figure, line: str) -> bool:
    """Whether part / whole is strictly less, without dividing; of nothing there is no share."""
    return figure.denominator > 0 and figure.numerator < Decimal(line) * figure.denominator


def _said(figure: Figure) -> str:
    """A share as a person checks it, cut (never rounded up to the line): ``178/200 = 89.00%``."""
    part, whole = int(figure.numerator), int(figure.denominator)
    hundredths = part * 10_000 // whole
    return f"{part}/{whole} = {hundredths // 100}.{hundredths % 100:02d}%"


def spans(ones: Sequence[Fact], window: str) -> Iterator[list[Fact]]:
    """Facts in order of day, parted into the times of a window: each year, quarter or month, or all of them.

    For the last 365 days every fact opens a time of its own.
    """
    if window == "year":
        for at, first in enumerate(ones):
            last = date.fromordinal(date.fromisoformat(first.day).toordinal() + ROLLING - 1).isoformat()
            yield [fact for fact in ones[at:] if fact.day <= last]
        return

    def time_of(fact: Fact) -> str:
        month = int(fact.day[5:7])
        return {
            "month": fact.day[:7],
            "quarter": f"{fact.day[:4]}Q{(month + 2) // 3}",
            "calendar-year": fact.day[:4],
        }.get(window, "")

    for _, group in groupby(ones, key=time_of):
        yield list(group)
