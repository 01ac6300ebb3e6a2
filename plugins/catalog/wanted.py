"""What the obligations want in a range of places, held against the entries that are there: obligation by obligation."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from peewee import JOIN, fn

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.models import Division, Unit
from gongkai.core.registry.select import condition
from gongkai.core.rules import Selector, Source
from gongkai.core.search import Composer, UnitWords
from gongkai.plugins.catalog.rules import Obligation
from gongkai.plugins.catalog.timing import cadence_of, finals, first_due, limit_of, marks

if TYPE_CHECKING:
    from gongkai.core.clock import Limit
    from gongkai.core.ledger.generated import Batch
    from gongkai.core.office import Office

RETIRED = "retired"
BATCH = 5_000  # rows in one sheet of the ledger
BULK = 20_000  # with more entries than this the ledger keeps them in sheets
SEARCHED = ("title", "topic", "elements")
TAKEN = (
    "title", "topic", "elements", "required", "basis", "term", "subject", "marks", "phase", "matter", "channels",
    "audience", "manner", "importance", "rule",
)  # fmt: skip
"""Columns that an entry takes from its obligation, and goes on taking until somebody edits them."""
_CLAUSE = re.compile(r"(\d+)(?:\((\d+)\))?\Z")


def obligations(office: "Office") -> list[Obligation]:
    """The obligations in force today."""
    today = office.today.isoformat()
    return [item for item in office.profile.items("obligation", Obligation).values() if item.on(today)]


def entry_uid(unit: str, obligation: str) -> str:
    """An entry's identity: the same in every store that makes it."""
    return f"{unit}.{obligation}".lower()


Meant = tuple[str, int, str, UnitWords]
"""A unit that an obligation means: uid, scope, first day, what the search index holds of its name."""


class Wanted:
    """What generating has to do in a range of places: obligation by obligation, never entry by entry.

    Attributes:
        before: entries that came from obligations and were there already.
        back: retired entries whose obligation means their unit again, with its key.
        stale: entries in use that say something else than their obligation, with its key.
        shared: what the entries of an obligation share.

    What is to be done with entries that were there is known when all batches were made.
    """

    def __init__(self, office: "Office", low: int, high: int) -> None:
        self.office, self.low, self.high = office, low, high
        self.templates = sorted(
            templates(office), key=lambda one: repr(one[0].to)
        )  # units of equal selectors are read once
        self.there: dict[str, dict[str, int]] = defaultdict(dict)
        for obligation, stage, number in office.rows(
            "SELECT obligation, stage, count(*) FROM {entry} WHERE scope BETWEEN ? AND ? AND obligation IS NOT NULL"
            " GROUP BY obligation, stage", (low, high),
        ):  # fmt: skip
            self.there[obligation][stage] = number
        self.before = sum(number for stages in self.there.values() for number in stages.values())
        self.meant: dict[str, int] = {}  # obligation to how many units it means
        self.back: dict[str, str] = {}
        self.stale: dict[str, str] = {}
        self.shared = {item.id: base for item, base, _ in self.templates}
        self._left: list[str] = []
        self._out = finals(office)
        self._last: tuple[Selector | None, list[Meant]] = (None, [])

    @property
    def many(self) -> bool:
        """Whether so many are missing that the ledger keeps them in sheets."""
        counted: dict[str, int] = {}
        for item, _, _ in self.templates:
            key = repr(item.to)
            if key not in counted:
                counted[key] = int(self.office.value(self._asked(item.to, fn.COUNT(Unit.id))))
        return sum(counted[repr(item.to)] for item, _, _ in self.templates) - self.before > BULK

    def batches(self) -> Iterator["Batch"]:
        """What is missing, as columns, and what the search index holds of each row."""
        for item, base, limit in self.templates:
            units = self._units(item.to)
            self.meant[item.id] = len(units)
            known = self._known(item, base) if self.there.get(item.id) else {}
            dues: dict[str, str | None] = {}
            composer = Composer([base[name] for name in SEARCHED if base.get(name)], base["title"])
            settled = {name: value for name, value in base.items() if value is not None}
            rows: list[tuple[str, str, int, str | None]] = []
            words: list[str] = []
            for unit, scope, begun, named in units:
                uid = entry_uid(unit, item.id)
                there = known.pop(uid, None)
                if there is not None:
                    if there[0] == RETIRED:
                        self.back[uid] = item.id
                    elif there[1] and there[0] not in self._out:
                        self.stale[uid] = item.id
                    continue
                if begun not in dues:
                    due = first_due(limit, self.office.today, self.office.calendar, since_day(item, begun))
                    dues[begun] = due.isoformat() if due else None
                rows.append((uid, unit, scope, dues[begun]))
                words.append(composer.tokens(named))
                if len(rows) == BATCH:
                    yield _columns(settled, rows), words
                    rows, words = [], []
            self._left.extend(uid for uid, (stage, _) in known.items() if stage not in self._out)
            if rows:
                yield _columns(settled, rows), words

    def gone(self) -> list[str]:
        """Entries that are in use although no obligation means their unit; ask when all batches were made."""
        unknown = [key for key in self.there if key not in self.meant]
        found = list(self._left)
        for key in unknown:
            found += [
                row[0] for row in self.office.rows(
                    "SELECT uid FROM {entry} WHERE obligation = ? AND scope BETWEEN ? AND ? AND stage NOT IN"
                    f" ({marks(self._out)}) ORDER BY id", (key, self.low, self.high, *self._out),
                )
            ]  # fmt: skip
        return found

    def _known(self, item: Obligation, base: dict[str, Any]) -> dict[str, tuple[str, int]]:
        """The entries of an obligation that are there: their stages, and whether they say something else than it does."""
        differs = " OR ".join(f"COALESCE({name}, '') <> ?" for name in TAKEN)
        return {
            uid: (stage, other)
            for uid, stage, other in self.office.rows(
                f"SELECT uid, stage, CASE WHEN {differs} THEN 1 ELSE 0 END FROM {{entry}}"
                " WHERE obligation = ? AND scope BETWEEN ? AND ?",
                (*(base[name] or "" for name in TAKEN), item.id, self.low, self.high),
            )
        }

    def _units(self, selector: Selector) -> list[Meant]:
        if self._last[0] != selector:
            query = self._asked(selector, Unit.uid, Unit.scope, Unit.valid_from, Unit.name, Division.name)
            query = query.join(Division, JOIN.LEFT_OUTER, on=(Division.code == Unit.scope)).order_by(
                Unit.scope, Unit.id
            )
            self._last = (
                selector,
                [
                    (uid, scope, begun.isoformat() if begun else "", UnitWords.of(name, place or ""))
                    for uid, scope, begun, name, place in self.office.fetch(query.tuples())
                ],
            )
        return self._last[1]

    def _asked(self, selector: Selector, *columns: Any) -> Any:
        query = self.office.select(Unit, *columns)
        for test in condition(self.office, selector):
            query = query.where(test)
        return query.where(Unit.scope.between(self.low, self.high))


def _columns(settled: dict[str, Any], rows: list[tuple[str, str, int, str | None]]) -> dict[str, list[Any]]:
    own = dict(zip(("uid", "unit", "scope", "due"), map(list, zip(*rows, strict=True)), strict=True))
    return {name: [value] * len(rows) for name, value in settled.items()} | own


def templates(office: "Office") -> Iterator[tuple[Obligation, dict[str, Any], "Limit"]]:
    """For each obligation in force: it, the columns that its entries share, and its time limit."""
    sources = office.profile.items("source", Source)
    initial = office.workflow(office.resource("entry")).initial
    for item in obligations(office):
        limit = _limit(item)
        base: dict[str, Any] = {
            "stage": initial,
            "version": 1,
            "title": item.name.zh,
            "obligation": item.id,
            "topic": "/".join(part.zh for part in item.topic),
            "elements": "、".join(element.zh for element in item.elements) or None,  # zh-data
            "required": "、".join(item.required) or None,  # zh-data
            "basis": "\n".join(basis_words(text, sources) for text in item.basis) or None,
            "term": str(limit),
            "cadence": cadence_of(limit),
            "subject": item.subject.zh if item.subject else None,
            "marks": _many(item.marks),
            "phase": _many(item.phase),
            "matter": item.matter or None,
            "channels": _many(item.channels),
            "audience": item.audience or None,
            "manner": item.manner,
            "importance": item.importance,
            "rule": item.rule or None,
        }
        yield item, base, limit


def basis_words(text: str, sources: dict[str, Source]) -> str:
    """``reg2019:20(7)`` as the document's title and the article; an unknown document stays as it is written."""
    name, _, clause = text.partition(":")
    source = sources.get(name)
    if source is None:
        return text
    found = _CLAUSE.match(clause)
    if found:
        article = f"第{found[1]}条" + (f"第{found[2]}项" if found[2] else "")  # zh-data
    else:
        article = clause
    return f"《{source.title.zh}》{article}"  # zh-data


def since_day(item: Obligation, begun: str) -> date | None:
    """The day on which a unit's duty began: the unit's first or the rule's first, whichever is later."""
    day = max(item.since, begun)
    return date.fromisoformat(day) if day else None


def _many(values: tuple[str, ...]) -> str | None:
    return msgspec.json.encode(values).decode() if values else None


def _limit(item: Obligation) -> "Limit":
    try:
        limit = limit_of(item.limit)
    except BadInput as error:
        raise BadInput(
            T(f"公开义务 {item.id} 的时限读不懂：{error.message.zh}", f"Obligation {item.id}: {error.message.en}"),
            error.hint,
        ) from error
    if limit is None:
        raise BadInput(
            T(f"公开义务 {item.id} 没有时限。", f"Obligation {item.id} has no time limit."),
            T("在规则文件中补上 limit，如 20wd。", "Give it a limit, such as 20wd."),
        )
    return limit
