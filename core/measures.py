"""Measures: figures about units, each set-based over a whole subtree, never a loop over units.

A measure says what it adds up (``sums``): parts and wholes over the rows of one register. All measures of one register
are read by one statement, however many there are. A measure may also be data, ``[[measure]]`` in TOML: the register's
named filters and fields say what is the part and what the whole, so that a region adds one without code.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from peewee import Case, Context, fn

from gongkai.core.errors import BadInput, CheckFailed, GongkaiError
from gongkai.core.i18n import T
from gongkai.core.rules import MeasureRule

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource


class Way(StrEnum):
    """How a figure goes up a level: what the figure of a place is, with all below it.

    ``sum`` adds parts and wholes; ``mean`` takes every unit's share alike; ``weighted`` weighs the shares by another
    measure's whole; ``min`` and ``max`` take the worst or best unit; ``own`` takes the units of the place itself alone.
    """

    SUM = "sum"
    MEAN = "mean"
    WEIGHTED = "weighted"
    MIN = "min"
    MAX = "max"
    OWN = "own"

    @property
    def label(self) -> T:
        """The way in words."""
        return _WAYS[self]


_WAYS = {
    Way.SUM: T("分子分母分别相加", "parts and wholes added"),
    Way.MEAN: T("各单位平均", "mean of the units"),
    Way.WEIGHTED: T("加权平均", "weighted mean"),
    Way.MIN: T("取最低", "lowest unit"),
    Way.MAX: T("取最高", "highest unit"),
    Way.OWN: T("只计本级", "own level only"),
}
WINDOWS: dict[str, T] = {
    "": T("现状", "as it stands"),
    "month": T("当月", "this month"),
    "quarter": T("本季度", "this quarter"),
    "calendar-year": T("本年度", "this year"),
    "year": T("近一年", "last 365 days"),
}


class Figure:
    """One unit's figure: numerator and denominator, both ``Decimal``. Never changed after it was made.

    ``denominator`` 0 says that there was nothing to measure (not applicable), never that the figure is zero. The hash is
    worked out once: a national round looks every figure up in the memory of what was judged already.
    """

    __slots__ = ("_hash", "denominator", "numerator")

    def __init__(self, numerator: Decimal, denominator: Decimal) -> None:
        self.numerator = numerator
        self.denominator = denominator
        self._hash = hash((numerator, denominator))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Figure) and (self.numerator, self.denominator) == (other.numerator, other.denominator)
        )

    def __repr__(self) -> str:
        return f"Figure({self.numerator}, {self.denominator})"


@dataclass(frozen=True)
class Sums:
    """What a measure adds up over the rows of a register, as peewee conditions and columns; None asks for nothing.

    Attributes:
        whole: rows of the denominator; ``part``: those among them that make the numerator.
        add, of: columns of numbers that are added up in place of counting rows, for numerator and denominator.
    """

    part: Any = None
    whole: Any = None
    add: Any = None
    of: Any = None

    def columns(self) -> tuple[Any, Any]:
        """Numerator and denominator as expressions to be selected."""
        part = self.whole if self.part is None else self.part if self.whole is None else self.whole & self.part
        return _sum(part, self.add), _sum(self.whole, self.of)


def _sum(condition: Any, column: Any) -> Any:
    one = 1 if column is None else column
    if condition is None:
        return fn.COUNT(1) if column is None else fn.SUM(column).coerce(False)
    return fn.SUM(Case(None, ((condition, one),), 0)).coerce(False)


@dataclass(frozen=True)
class Measure:
    """A figure that indicators may name.

    Attributes:
        key: its name (``entry.coverage``).
        unit: what it counts: ``share`` (numerator / denominator) or ``count``.
        run: called with the office and the first and last scope of a subtree; gives uid of unit to figure. Needed only
            where ``sums`` cannot say it.
        register, filters: where the records behind the figure stand, for the trace.
        sums: called with the office, says what is added up over ``register``; read together with the register's others.
        up: how the figure goes up a level, see ``way``; ``weight`` names the measure whose whole weighs (for ``weighted``).
        window: the time that it looks at, a key of ``WINDOWS``.
    """

    key: str
    name: T
    unit: str
    run: "Callable[[Office, int, int], dict[str, Figure]] | None" = None
    register: str = ""
    filters: tuple[str, ...] = ()
    sums: "Callable[[Office], Sums] | None" = None
    up: str = ""
    weight: str = ""
    window: str = ""
    rule: str = ""

    @property
    def way(self) -> Way:
        """How the figure goes up a level: a share adds parts and wholes, a count takes the mean of the units, unless it
        says otherwise. (What a county loses for blank entries does not grow with the number of its units.)"""
        return Way(self.up) if self.up else Way.SUM if self.unit == "share" else Way.MEAN

    def figures(self, office: "Office", low: int, high: int) -> dict[str, Figure]:
        """The figures of a subtree's units."""
        return scan(office, (self,), low, high).of(self.key)


def measures_of(office: "Office") -> dict[str, Measure]:
    """Every measure that plugins and the profile give, by key; the profile's come over a plugin's of the same key.

    Raises:
        BadInput: one of the profile names a filter, field, window or way that is not there.
    """
    kept = office.remembered.get("measures")
    if kept is None:
        rules = office.profile.items("measure", MeasureRule).values()
        # one over a register of a plugin that is switched off is not there either
        kept = {rule.id: _from_rule(office, rule) for rule in rules if rule.register in office.resources}
        office.remembered["measures"] = kept
    return {**office.plugins.load().measures, **kept}


def _from_rule(office: "Office", rule: MeasureRule) -> Measure:
    resource = office.resource(rule.register)
    for key in (*rule.whole, *rule.part):
        resource.filter_of(key.removeprefix("!"))
    for name in (*rule.whole_is, *rule.part_is, *filter(None, (rule.add, rule.of, rule.day))):
        resource.meta(name)
    known = {"unit": ("share", "count"), "window": tuple(WINDOWS), "up": ("", *(way.value for way in Way))}
    for name, values in known.items():
        if getattr(rule, name) not in values:
            raise BadInput(
                T(f"指标数据 {rule.id} 的 {name}“{getattr(rule, name)}”不可用。",
                  f"Measure {rule.id}: {name} “{getattr(rule, name)}” cannot be used."),
                T(f"可用：{'、'.join(filter(None, values))}。", f"There are: {', '.join(filter(None, values))}."),
            )  # fmt: skip
    if rule.window and not rule.day:
        raise BadInput(
            T(f"指标数据 {rule.id} 写了 window，没有写 day。", f"Measure {rule.id} has a window but no day."),
            T("写明按哪个日期字段计算。", "Name the date field that it is judged by."),
        )
    shown = tuple(key for key in (*rule.whole, *rule.part) if not key.startswith("!"))

    def sums(office: "Office") -> Sums:
        fields = resource.model._meta.fields
        whole = _conditions(office, resource, rule.whole, rule.whole_is)
        if rule.window:
            whole.append(_inside(office, fields[rule.day], rule.window))
        if rule.of:  # a share is taken only over rows that state both figures
            whole += [fields[name].is_null(False) for name in (rule.add, rule.of) if name]
        part = _conditions(office, resource, rule.part, rule.part_is)
        numbers = [fields[name] if name else None for name in (rule.add, rule.of)]
        return Sums(*(reduce(and_, tests) if tests else None for tests in (part, whole)), *numbers)

    return Measure(
        rule.id, rule.name, rule.unit, None, rule.register, shown, sums, rule.up, rule.weight, rule.window, rule.rule
    )


def _conditions(
    office: "Office", resource: "Resource", filters: Iterable[str], fields: Mapping[str, Sequence[str]]
) -> list[Any]:
    found = []
    for key in filters:
        condition = resource.filter_of(key.removeprefix("!")).where(office)
        # what is not known is not the filter's: the opposite of a filter holds for it
        found.append(Case(None, ((condition, 0),), 1) == 1 if key.startswith("!") else condition)
    for name, values in fields.items():
        column = getattr(resource.model, name)
        if values == ("*",):
            found.append(column.is_null(False))
        else:
            found.append(column.is_null() if values == ("",) else column.in_(list(values)))
    return found


def begins(day: date, window: str) -> str:
    """The first day of a window that holds ``day``."""
    if window == "year":
        return date.fromordinal(day.toordinal() - 364).isoformat()
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1}.get(window, 1)
    return f"{day.year}-{month:02d}-01"


def _inside(office: "Office", column: Any, window: str) -> Any:
    first, last = begins(office.today, window), office.today.isoformat()
    if getattr(column, "meta", None) is not None and column.meta.kind != "date":
        first, last = first[:7], last[:7]  # a month kept as text
    return (column >= first) & (column <= last)


# ---- reading

Rows = Mapping[str, Sequence[Any]]


@dataclass
class Scan:
    """Figures of many units by several measures, as they came from the store.

    Attributes:
        read: how many records were read; ``statements``: by how many statements.
    """

    read: int = 0
    statements: int = 0
    _rows: list[Rows] = field(default_factory=list)
    _at: dict[str, tuple[int, int]] = field(default_factory=dict)
    _known: dict[Any, Figure] = field(default_factory=dict)

    def has(self, key: str) -> bool:
        """Whether a measure was read."""
        return key in self._at

    def pair(self, key: str, uid: str) -> tuple[Any, Any] | None:
        """One unit's part and whole as the store gave them; None when it has no records."""
        number, at = self._at[key]
        row = self._rows[number].get(uid)
        return None if row is None else (row[at] or 0, row[at + 1] or 0)

    def column(self, key: str, uids: Sequence[str]) -> list[Figure | None]:
        """The figures of units in their order; equal ones are one object, so that they are judged once."""
        number, at = self._at[key]
        known = self._known
        found: list[Figure | None] = []
        for row in map(self._rows[number].get, uids):
            if row is None:
                found.append(None)
                continue
            pair = row[at : at + 2]
            figure = known.get(pair)
            if figure is None:
                figure = known[pair] = figure_of(*pair)
            found.append(figure)
        return found

    def of(self, key: str) -> dict[str, Figure]:
        """A measure's figures by unit."""
        number, _ = self._at[key]
        uids = list(self._rows[number])
        return {uid: figure for uid, figure in zip(uids, self.column(key, uids), strict=True) if figure is not None}


def figure_of(part: Any, whole: Any) -> Figure:
    """A figure of what a store added up; what was never there counts as nothing."""
    return Figure(_decimal(part), _decimal(whole))


def _decimal(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(int(value or 0))


def scan(
    office: "Office", measures: Iterable[Measure], low: int, high: int, units: Sequence[str] | None = None
) -> Scan:
    """Read several measures over a range of places: one statement for each register.

    Args:
        units: only these units of the range; their number is bounded by what a statement may name (some hundred).

    Raises:
        CheckFailed: a measure failed; names it.
    """
    found = Scan()
    together: dict[str, list[Measure]] = {}
    for measure in measures:
        if found.has(measure.key) or measure in together.get(measure.register, ()):
            continue
        if measure.sums is not None:
            together.setdefault(measure.register, []).append(measure)
            continue
        with _named(measure):
            figures = measure.run(office, low, high) if measure.run is not None else {}
        found._at[measure.key] = len(found._rows), 0
        wanted = None if units is None else set(units)
        found._rows.append({
            uid: (figure.numerator, figure.denominator) for uid, figure in figures.items() if wanted is None or uid in wanted
        })  # fmt: skip
        found.statements += 1
    for register, ones in together.items():
        _read(office, office.resource(register), ones, low, high, units, found)
    return found


def _read(
    office: "Office", resource: "Resource", ones: Sequence[Measure], low: int, high: int,
    units: Sequence[str] | None, found: Scan,
) -> None:  # fmt: skip
    model: Any = resource.model
    wanted: list[Any] = []
    wholes: dict[str, Any] = {}
    for number, measure in enumerate(ones):
        with _named(measure):
            assert measure.sums is not None
            sums = measure.sums(office)
        wholes[_text(sums.whole)] = sums.whole
        wanted += [value.alias(f"n{number}{at}") for at, value in enumerate(sums.columns())]
    query = office.select(model, model.unit, *wanted, fn.COUNT(1)).where(model.scope.between(low, high))
    if len(wholes) == 1 and "" not in wholes:  # every measure looks at the same rows
        query = query.where(*wholes.values())
    if units is not None:
        query = query.where(model.unit.in_(list(units)))
    with _named(ones[0]):
        rows = office.fetch(query.group_by(model.unit).tuples())
    found.read += sum(int(row[-1]) for row in rows)
    found.statements += 1
    for number, measure in enumerate(ones):
        found._at[measure.key] = len(found._rows), 2 * number
    found._rows.append({row[0]: row[1:] for row in rows if row[0]})


def _text(condition: Any) -> str:
    """A condition as SQL with its values: whether two are the same."""
    context: Any = Context()
    return "" if condition is None else str(context.sql(condition).query())


class _named:
    """What goes wrong inside is told with the measure's name."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Exception) and not isinstance(error, GongkaiError):
            raise CheckFailed(
                T(f"数据来源 {self.measure.key} 计算失败：{error}", f"The measure {self.measure.key} failed: {error}"),
                T("用 gongkai plugin list 查看提供它的插件。", "See gongkai plugin list for the plugin that gives it."),
            ) from error
