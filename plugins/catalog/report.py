"""Coverage: how much of what must be public is public, in time, late and blank, by unit, level, domain, division or month.

Each way of grouping is one statement over a range of places. Where nothing is expected there is no share: neither
nothing nor everything of it is public.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import Level, span
from gongkai.core.i18n import T
from gongkai.core.registry.select import units_mark
from gongkai.plugins.catalog import measures
from gongkai.plugins.catalog.cards import percent
from gongkai.plugins.catalog.findings.rules import CoverageTarget
from gongkai.plugins.catalog.rules import Domain
from gongkai.plugins.catalog.timing import EXPECTED, finals, marks

if TYPE_CHECKING:
    from gongkai.core.office import Office

HEADINGS: dict[str, T] = {
    "uid": T("单位编号", "Unit id"),
    "unit": T("单位", "Unit"),
    "place": T("区划", "Division"),
    "total": T("应公开", "Expected"),
    "published": T("已公开", "Published"),
    "on_time": T("按时", "On time"),
    "overdue": T("逾期", "Overdue"),
    "blank": T("未公开", "Never published"),
    "waiting": T("待事项发生", "Waiting for an event"),
    "coverage": T("公开率%", "Coverage %"),
    "target": T("目标%", "Target %"),
    "met": T("达标", "Met"),
    "timely": T("近一年按时率%", "On time, last year %"),
    "note": T("说明", "Note"),
}
COUNTS = ("total", "published", "on_time", "overdue", "blank", "waiting", "coverage")
GROUP: dict[str, T] = {
    "key": T("编号", "Key"), "name": T("名称", "Name"), **{key: HEADINGS[key] for key in COUNTS},
}  # fmt: skip
OF_UNITS: dict[str, T] = {
    "target": HEADINGS["target"],
    "met": HEADINGS["met"],
    "bound": T("有目标的单位", "Units with a target"),
    "meeting": T("达标单位", "Units that meet it"),
}
OWN: dict[str, T] = {
    "own_total": T("本级应公开", "Own expected"),
    "own_published": T("本级已公开", "Own published"),
    "own_coverage": T("本级公开率%", "Own coverage %"),
}
FIGURES = ("total", "published", "on_time", "overdue", "blank", "waiting")
WAYS = ("unit", "level", "domain", "division", "month")
MONTHS = 12
Target = tuple[int, bool]
"""Percent, and whether the share must be above it."""
NOTHING = T("无应公开事项", "nothing expected")


@dataclass
class Tally:
    """What was counted of one group of entries.

    Attributes:
        total: entries of which something is expected; those that wait for their event are only in ``waiting``.
        targets: percent and whether it must be above it, of the units in the group that are expected to publish anything;
            None for those without a target.
        bound, meeting: units with a target, and those of them that meet it.
    """

    total: int = 0
    published: int = 0
    on_time: int = 0
    overdue: int = 0
    blank: int = 0
    waiting: int = 0
    targets: set[Target | None] = field(default_factory=set)
    bound: int = 0
    meeting: int = 0

    def add(self, figures: Iterable[Any]) -> None:
        """Add figures in the order of the fields; none at all add nothing."""
        for name, figure in zip(FIGURES, figures, strict=False):
            setattr(self, name, getattr(self, name) + int(figure or 0))

    def figures(self) -> list[int]:
        """Its figures in the order in which they are added."""
        return [getattr(self, name) for name in FIGURES]

    def meets(self, target: Target | None) -> bool | None:
        """Whether the share of what is public meets a target; None without one, or where nothing is expected."""
        if target is None or not self.total:
            return None
        share = Decimal(self.published) * 100 / Decimal(self.total)
        return share > target[0] if target[1] else share >= target[0]

    def join(self, unit: "Tally", target: Target | None) -> None:
        """Add one unit with its target."""
        self.add(unit.figures())
        if unit.total:
            self.targets.add(target)
            self.bound += target is not None
            self.meeting += unit.meets(target) is True

    def merge(self, other: "Tally") -> None:
        """Add another group."""
        self.add(other.figures())
        self.targets |= other.targets
        self.bound += other.bound
        self.meeting += other.meeting

    def row(self) -> dict[str, Any]:
        """The figures with share and target: the highest one where every unit of the group has one."""
        target = None if None in self.targets else max((t for t in self.targets if t), default=None)
        return {
            "total": self.total, "published": self.published, "on_time": self.on_time, "overdue": self.overdue,
            "blank": self.blank, "waiting": self.waiting, "coverage": percent(self.published, self.total),
            "target": f"{'>' if target[1] else ''}{target[0]}" if target else "", "met": self.meets(target),
            "bound": self.bound, "meeting": self.meeting, "note": "" if self.total else str(NOTHING),
        }  # fmt: skip


def coverage(office: "Office", within: int | None = None, by: str = "unit") -> list[dict[str, Any]]:
    """One row per unit, level, domain, child division or month of a subtree, of what the acting account may see.

    Args:
        by: one of ``WAYS``. ``division`` counts each child division with all below it, and on its own.

    Returns:
        Rows with the keys of ``columns_of(by)``; shares are percent with one decimal, rounded down, as text, empty where
        nothing was expected.
    """
    low, high = span(office.scope if within is None else within)
    ways: dict[str, Callable[[Office, int, int], list[dict[str, Any]]]] = {
        "unit": _by_unit, "level": _by_level, "domain": _by_domain, "division": _by_division, "month": _by_month,
    }  # fmt: skip
    return ways[by](office, low, high)


def columns_of(by: str) -> dict[str, T]:
    """The columns of one way of grouping, with their headings."""
    last = {"note": HEADINGS["note"]}
    return {
        "unit": HEADINGS, "level": GROUP | OF_UNITS | last, "division": GROUP | OF_UNITS | OWN | last,
    }.get(by, GROUP | last)  # fmt: skip


def _figures(
    office: "Office", group: str, low: int, high: int, more: str = "", values: tuple[Any, ...] = ()
) -> list[tuple[Any, ...]]:
    """For each group of live entries: how many are expected, published, last in time and not late now, late, blank, waiting."""
    out, today = finals(office), office.today.isoformat()
    return office.rows(
        f"SELECT {group}, SUM(CASE WHEN {EXPECTED} THEN 1 ELSE 0 END), SUM(CASE WHEN x.published_on IS NOT NULL THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN x.published_on IS NOT NULL AND x.timely = 1 AND (x.due IS NULL OR x.due >= ?) THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN x.due < ? THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN x.published_on IS NULL AND x.due IS NOT NULL THEN 1 ELSE 0 END),"
        f" SUM(CASE WHEN {EXPECTED} THEN 0 ELSE 1 END) FROM {{entry}} x"
        f" {more} WHERE x.scope BETWEEN ? AND ? AND x.stage NOT IN ({marks(out)}) GROUP BY {group}",
        (today, today, *values, low, high, *out),
    )


def _targets(office: "Office", low: int, high: int) -> dict[str, Target]:
    """The highest target of each unit that a rule binds."""
    found: dict[str, Target] = {}
    for item in office.profile.items("coverage_target", CoverageTarget).values():
        text, values = units_mark(office, item.to)
        for (uid,) in office.rows(
            f"SELECT u.uid FROM {{unit}} u WHERE u.scope BETWEEN ? AND ? AND u.uid IN {text}", (low, high, *values)
        ):
            found[uid] = max(found.get(uid, (0, False)), (item.percent, item.above))
    return found


def _units(office: "Office", low: int, high: int) -> list[tuple[Any, ...]]:
    """Units in order of place: uid, name, scope, level, name of the place, and whether it is there today."""
    today = office.today.isoformat()
    return office.rows(
        "SELECT u.uid, u.name, u.scope, u.level, d.name, u.valid_to IS NULL OR u.valid_to > ? FROM {unit} u LEFT JOIN {division} d"
        " ON d.code = u.scope WHERE u.scope BETWEEN ? AND ? ORDER BY u.scope, u.id", (today, low, high),
    )  # fmt: skip


def _tallies(office: "Office", low: int, high: int, key: Callable[[tuple[Any, ...]], Any]) -> dict[Any, Tally]:
    """Units' figures and targets added up by what ``key`` makes of a unit's row; an abolished unit counts while it has entries."""
    counted = {unit: figures for unit, *figures in _figures(office, "x.unit", low, high)}
    targets = _targets(office, low, high)
    found: dict[Any, Tally] = {}
    for row in _units(office, low, high):
        if row[5] or row[0] in counted:
            one = Tally()
            one.add(counted.get(row[0], ()))
            found.setdefault(key(row), Tally()).join(one, targets.get(row[0]))
    return found


def _by_unit(office: "Office", low: int, high: int) -> list[dict[str, Any]]:
    tallies = _tallies(office, low, high, lambda row: row)
    on_time = measures.timely.figures(office, low, high)
    rows = []
    for (uid, name, scope, _, place, _), tally in tallies.items():
        met = on_time.get(uid)
        timely = percent(int(met.numerator), int(met.denominator)) if met else ""
        rows.append(
            {"uid": uid, "unit": name, "place": place or office.place_name(scope), **tally.row(), "timely": timely}
        )
    return rows


def _by_level(office: "Office", low: int, high: int) -> list[dict[str, Any]]:
    tallies = _tallies(office, low, high, lambda row: row[3] or "")
    order = [level.key for level in Level]
    return [
        {"key": key, "name": str(Level.from_key(key).label) if key in order else key, **tallies[key].row()}
        for key in sorted(tallies, key=lambda key: (order.index(key) if key in order else 99, key))
    ]


def _by_domain(office: "Office", low: int, high: int) -> list[dict[str, Any]]:
    """By the domain that the topic names on one of its levels; what names none, by its first level."""
    names = {item.name.zh: item.name for item in office.profile.items("domain", Domain).values()}
    found: dict[str, Tally] = {}
    for topic, *figures in _figures(office, "x.topic", low, high):
        parts = (topic or "").split("/")
        found.setdefault(next((part for part in parts if part in names), parts[0]), Tally()).add(figures)
    order = sorted(found, key=lambda name: (name not in names, list(names).index(name) if name in names else 0, name))
    return [{"key": name, "name": str(names.get(name, name)), **found[name].row()} for name in order]


def _by_division(office: "Office", low: int, high: int) -> list[dict[str, Any]]:
    """The division itself, and its children with all that lies below them."""
    children = office.rows("SELECT code, name FROM {division} WHERE parent = ? ORDER BY code", (low,))
    tallies = _tallies(office, low, high, lambda row: row[2])
    rows = []
    for code, name in [(low, office.place_name(low)), *children]:
        first, last = (low, high) if code == low else span(code)
        whole = Tally()
        for scope, tally in tallies.items():
            if first <= scope <= last:
                whole.merge(tally)
        own = tallies.get(code, Tally())
        rows.append({
            "key": str(code), "name": name, **whole.row(), "own_total": own.total, "own_published": own.published,
            "own_coverage": percent(own.published, own.total),
        })  # fmt: skip
    return rows


def _by_month(office: "Office", low: int, high: int) -> list[dict[str, Any]]:
    """What was due in each of the last months: answered by a publication, or standing open."""
    first = (office.today.replace(day=1) - timedelta(days=31 * (MONTHS - 1))).replace(day=1).isoformat()
    today, out = office.today.isoformat(), finals(office)
    found: dict[str, Tally] = {}
    for month, number, on_time in office.rows(
        "SELECT substr(p.due, 1, 7), COUNT(*), SUM(p.on_time) FROM {publication} p WHERE p.scope BETWEEN ? AND ? AND p.due >= ?"
        " AND p.published_on IS NOT NULL GROUP BY substr(p.due, 1, 7)", (low, high, first),
    ):  # fmt: skip
        found.setdefault(month, Tally()).add((number, number, on_time, 0, 0))
    for month, number, overdue, blank in office.rows(
        "SELECT substr(x.due, 1, 7), COUNT(*), SUM(CASE WHEN x.due < ? THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN x.published_on IS NULL THEN 1 ELSE 0 END) FROM {entry} x WHERE x.scope BETWEEN ? AND ? AND x.due >= ?"
        f" AND x.stage NOT IN ({marks(out)}) GROUP BY substr(x.due, 1, 7)", (today, low, high, first, *out),
    ):  # fmt: skip
        found.setdefault(month, Tally()).add((number, 0, 0, overdue, blank))
    return [{"key": month, "name": month, **found[month].row()} for month in sorted(found) if month <= today[:7]]
