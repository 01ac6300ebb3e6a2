"""Every finding in a subtree, one after the other, and how many there are of each kind.

The conditions of all checks on one register are asked in one pass over its rows, page by page along the key of place and
id, so that neither the store nor this program ever holds more than one page.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.findings import Check, Finding, Said
from gongkai.core.i18n import T, same
from gongkai.core.rules import Rule, Source
from gongkai.core.text import nearest
from gongkai.plugins.catalog.findings.rules import CheckKind

if TYPE_CHECKING:
    from gongkai.core.office import Office

PAGE = 5000
TEXTS = 500
"""Rows of a page where whole texts are read."""


@dataclass(frozen=True)
class Planned:
    """A check, the plugin that brought it, and what the profile says of its kinds."""

    plugin: str
    check: Check
    kinds: Mapping[str, CheckKind]

    @property
    def codes(self) -> Mapping[str, T]:
        """The kinds of findings it can give, with their names."""
        return self.check.codes or {self.check.code: self.check.name}


class Findings:
    """The findings of a subtree that the acting account may see.

    Attributes:
        kinds: code to name of every kind that is looked for.
    """

    def __init__(self, office: "Office", within: int | None = None, kind: str = "", unit: str = "") -> None:
        """Look for all kinds, or one of them; in a subtree, or for one unit.

        Raises:
            BadInput: there is no such kind; names the nearest.
        """
        self.office, self.unit, self.kind = office, unit, kind
        self.low, self.high = span(office.scope if within is None else within)
        if unit:
            self.low = self.high = office.unit_scope(unit)
        planned = list(self._planned())
        names = {code: name for one in planned for code, name in one.codes.items()}
        if kind and kind not in names and kind not in {one.check.code for one in planned}:
            near = nearest(kind, list(names))
            raise BadInput(
                T(f"没有问题类型 {kind}。", f"There is no kind of finding {kind}."),
                T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
                else T("用 gongkai catalog check --kinds 查看。", "See gongkai catalog check --kinds."),
            )  # fmt: skip
        self.planned = [one for one in planned if kind in ("", one.check.code) or kind in one.codes]
        whole = {one.check.code for one in self.planned}
        self.kinds = {c: n for one in self.planned for c, n in one.codes.items() if kind in ("", c) or kind in whole}

    def _planned(self) -> Iterator[Planned]:
        kinds = self.office.profile.items("check_kind", CheckKind)
        off = {key for key, kind in kinds.items() if kind.off}
        found: list[Planned] = []

        def collector(plugin: str) -> Any:
            return lambda check: found.append(Planned(plugin, check, kinds))

        self.office.plugins.call("gongkai_findings", collector, office=self.office)
        for one in found:
            kept = {code: name for code, name in one.check.codes.items() if code not in off}
            if one.check.code not in off and (kept or not one.check.codes):
                yield replace(one, check=replace(one.check, codes=kept))

    # listing

    def __iter__(self) -> Iterator[Finding]:
        """Every finding: those on rows register by register in order of place, then those of whole columns and doubles."""
        for plugin, register, group in self._groups():
            yield from self._guarded(plugin, self._on_rows(register, group))
        for one in self.planned:
            if one.check.find is not None:
                yield from self._guarded(one.plugin, self._found(one))

    def _groups(self) -> Iterator[tuple[str, str, list[Planned]]]:
        """Checks by plugin and register, in the order in which they were handed over."""
        order: dict[tuple[str, str], list[Planned]] = {}
        for one in self.planned:
            if one.check.find is None:
                order.setdefault((one.plugin, one.check.register), []).append(one)
        for (plugin, register), group in order.items():
            yield plugin, register, group

    def _guarded(self, plugin: str, found: Iterable[Finding]) -> Iterator[Finding]:
        """A check of somebody else's plugin that fails puts that plugin aside; the others go on."""
        try:
            yield from found
        except Exception as error:
            self._failed(plugin, error)

    def _failed(self, plugin: str, error: Exception) -> None:
        if plugin == "catalog":
            raise error
        for one in self.office.plugins.found:
            if one.name == plugin:
                self.office.plugins.set_aside(one, error)

    def _found(self, one: Planned) -> Iterator[Finding]:
        assert one.check.find is not None  # only those come here
        for finding in one.check.find(self.office, self.low, self.high):
            if finding.code in self.kinds and self.unit in ("", finding.unit):
                kind = one.kinds.get(finding.code, CheckKind(key=finding.code))
                yield replace(
                    finding, rule=finding.rule or kind.rule or one.check.rule, severity=kind.severity or one.check.severity
                )  # fmt: skip

    def _on_rows(self, register: str, group: Sequence[Planned]) -> Iterator[Finding]:
        scan = _Scan(self.office, register, [one.check for one in group])
        size = TEXTS if any(one.check.judge for one in group) else PAGE
        tells = [_Tell(one, register) for one in group]
        for row in scan.rows(self.low, self.high, self.unit, size):
            for number in scan.hits(row):
                yield from tells[number].findings(row, scan.values(row, number))

    # counting

    def counts(self, severity: str = "") -> Counter[str]:
        """How many findings there are of each kind; kinds without any are left out.

        Args:
            severity: count only kinds of this severity that need no look at texts.
        """
        found: Counter[str] = Counter()
        for plugin, register, group in self._groups():
            wanted = [one for one in group if not severity or self.severity(one, one.check.code) == severity]
            quick = [one for one in wanted if one.check.judge is None]
            slow = [one for one in wanted if one.check.judge is not None and not severity]
            try:
                if quick:
                    scan = _Scan(self.office, register, [one.check for one in quick])
                    for one, number in zip(quick, scan.sums(self.low, self.high, self.unit), strict=True):
                        found[one.check.code] += number
                if slow:
                    found.update(finding.code for finding in self._on_rows(register, slow))
            except Exception as error:
                self._failed(plugin, error)
        for one in self.planned:
            if one.check.find is not None and not severity:
                found.update(finding.code for finding in self._guarded(one.plugin, self._found(one)))
        return +found

    @staticmethod
    def severity(one: Planned, code: str) -> str:
        """How grave a kind is here."""
        kind = one.kinds.get(code)
        return (kind.severity if kind else "") or one.check.severity

    @property
    def severities(self) -> dict[str, str]:
        """How grave each kind is here."""
        return {code: self.severity(one, code) for one in self.planned for code in one.codes}


class _Scan:
    """One statement over a register's rows for several conditions; the number of those that hold is a bit mask."""

    def __init__(self, office: "Office", register: str, checks: Sequence[Check]) -> None:
        resource = office.resource(register)
        self._office, self._checks = office, checks
        self._table = resource.table
        self._joins = " ".join(dict.fromkeys(join for check in checks for join in check.joins))
        columns = {"x.id": 0, "x.scope": 1, "x.uid": 2, "x.unit": 3, f"x.{resource.title}": 4}
        self._at = []
        for check in checks:
            wanted = (check.since, check.own_rule, *check.values)
            self._at.append([columns.setdefault(text, len(columns)) for text in wanted])
        self._columns = ", ".join(columns)
        self._width = len(columns)

    def rows(self, low: int, high: int, unit: str, size: int) -> Iterator[tuple[Any, ...]]:
        """The rows for which some condition holds: of a part of the office in order of place and id, of all of it by id.

        Rows lie in the store by id; to read all of them in order of place would fetch each from somewhere else.
        """
        whole = not unit and (low, high) == span(self._office.scope)
        mask = " + ".join(f"CASE WHEN {check.test} THEN {1 << n} ELSE 0 END" for n, check in enumerate(self._checks))
        # where the whole table is read anyway, a condition that looks like one of a partial index would only mislead
        some = f"{mask} > 0" if whole else " OR ".join(f"({check.test})" for check in self._checks)
        values = [value for check in self._checks for value in check.params]
        later, order = ("x.id > ?", "x.id") if whole else ("(x.scope, x.id) > (?, ?)", "x.scope, x.id")
        where, given = _within(low, high, unit, whole)
        statement = (
            f"SELECT {self._columns}, {mask} FROM {{{self._table}}} x {self._joins} WHERE {where} AND {later} AND ({some})"
            f" ORDER BY {order} LIMIT {size}"
        )
        after: tuple[int, ...] = (0,) if whole else (low - 1, 0)
        while True:
            if not whole:
                given[0] = max(low, after[0])  # both stores then begin where the page before ended
            page = self._office.rows(statement, [*values, *given, *after, *values])
            yield from page
            if len(page) < size:
                return
            after = (page[-1][0],) if whole else (page[-1][1], page[-1][0])

    def sums(self, low: int, high: int, unit: str) -> list[int]:
        """For how many rows each condition holds."""
        sums = ", ".join(f"SUM(CASE WHEN {check.test} THEN 1 ELSE 0 END)" for check in self._checks)
        values = [value for check in self._checks for value in check.params]
        where, given = _within(low, high, unit, not unit and (low, high) == span(self._office.scope))
        row = self._office.rows(
            f"SELECT {sums} FROM {{{self._table}}} x {self._joins} WHERE {where}", (*values, *given)
        )[0]  # fmt: skip
        return [int(number or 0) for number in row]

    def hits(self, row: Sequence[Any]) -> Iterator[int]:
        """The numbers of the conditions that hold for a row."""
        mask, number = int(row[self._width]), 0
        while mask:
            if mask & 1:
                yield number
            mask >>= 1
            number += 1

    def values(self, row: Sequence[Any], number: int) -> list[Any]:
        """Day, own rule and further values of a check for a row."""
        return [row[at] for at in self._at[number]]


def _within(low: int, high: int, unit: str, whole: bool) -> tuple[str, list[Any]]:
    """A range of places as a condition; with a sign before it no index is used, where all rows are meant anyway."""
    text, values = f"{'+' if whole else ''}x.scope BETWEEN ? AND ?", [low, high]
    return (f"{text} AND x.unit = ?", [*values, unit]) if unit else (text, values)


class _Tell:
    """Makes findings of rows for one check, with what the profile says of its kind."""

    def __init__(self, one: Planned, register: str) -> None:
        kind = one.kinds.get(one.check.code, CheckKind(key=one.check.code))
        self.check, self.register = one.check, register
        # what the profile's item says goes before what it says of the kind, and that before what the check brings along
        self.rule = one.check.rule if one.check.item else kind.rule or one.check.rule
        self.severity = kind.severity or one.check.severity

    def findings(self, row: Sequence[Any], given: Sequence[Any]) -> Iterator[Finding]:
        """What the check has to say of a row."""
        check, (since, own, *values) = self.check, given
        if check.judge is not None:
            told: Iterable[Said] = check.judge(*("" if value is None else value for value in values))
        else:
            told = (Said(same(str(values[0] or "")) if values else same("")),)
        title = row[4] or ""
        for said in told:
            words = (
                check.tell(title, said.words)
                if check.tell
                else T(f"{title}：{check.name.zh}", f"{title}: {check.name.en}")
            )
            day = said.since or _later(since, check.later)
            yield Finding(
                check.code, words, check.remedy, row[3] or "", said.rule or own or self.rule, self.register, row[2], day,
                check.item, self.severity,
            )  # fmt: skip


def _later(day: str | None, days: int) -> str:
    if not day or not days:
        return day or ""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except ValueError:
        return day


class Sources:
    """The documents behind rules, in words: title and clause."""

    def __init__(self, office: "Office") -> None:
        self._rules = office.profile.items("rule", Rule)
        self._sources = office.profile.items("source", Source)
        self._known: dict[str, T] = {"": same("")}

    def of(self, rule: str) -> T:
        """Title and clause of a rule; empty where the profile does not know it."""
        if rule not in self._known:
            found = self._rules.get(rule)
            source = self._sources.get(found.source) if found else None
            title = source.title if source else same(found.source if found else "")
            clause = found.clause if found else ""
            self._known[rule] = T(
                f"《{title.zh}》{clause}" if title else "", f"{title.en}{', ' if clause else ''}{clause}"
            )
        return self._known[rule]
