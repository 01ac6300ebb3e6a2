"""Obligations become entries: one for each unit that an obligation's selector means."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import require
from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.ledger.history import edits
from gongkai.core.registry.select import selected
from gongkai.core.rules import Source
from gongkai.core.store.record import columns
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.rules import Obligation
from gongkai.plugins.catalog.timing import cadence_of, finals, first_due, limit_of, marks, refresh_due

if TYPE_CHECKING:
    from gongkai.core.clock import Limit
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

RETIRED = "retired"
CHUNK = 500
BATCH = 10_000
_CLAUSE = re.compile(r"(\d+)(?:\((\d+)\))?\Z")


@dataclass(frozen=True)
class Counts:
    """What generating did.

    Attributes:
        added: new entries.
        retired: untouched entries whose obligation no longer means their unit.
        kept: entries that stay as they are.
        left: entries whose obligation is gone but that somebody worked on; a person decides.
        restored: retired entries whose obligation means their unit again.
        moved: due dates that the catch-up moved.
    """

    added: int = 0
    retired: int = 0
    kept: int = 0
    left: int = 0
    restored: int = 0
    moved: int = 0

    def words(self) -> T:
        """The counts in one line."""
        return T(
            "新增 {added}，停用 {retired}，恢复 {restored}，不变 {kept}；义务已无但有人办过的 {left}；期限顺延 {moved}。",
            "{added} added, {retired} retired, {restored} restored, {kept} kept; "
            "{left} without an obligation but worked on; {moved} due dates moved.",
        ).format(**asdict(self))


def obligations(office: "Office") -> list[Obligation]:
    """The obligations in force today."""
    today = office.today.isoformat()
    return [
        item
        for item in office.profile.items("obligation", Obligation).values()
        if (not item.since or item.since <= today) and (not item.until or today <= item.until)
    ]


def entry_uid(unit: str, obligation: str) -> str:
    """An entry's identity: the same in every store that makes it."""
    return f"{unit}.{obligation}".lower()


def generate(office: "Office", change: "Change", within: int | None = None) -> Counts:
    """Bring the catalogue into line with the obligations; running it again changes nothing.

    Entries that are there are never touched, so what a unit changed stays. An entry whose obligation no longer
    means its unit is retired when nobody worked on it; otherwise it is left for a person to decide.

    Args:
        within: a scope; only its subtree. The office's own by default.

    Raises:
        NotAllowed: the acting account may not administer the place.
        BadInput: an obligation has a time limit that cannot be read; names it.
    """
    place = office.scope if within is None else within
    require(office, "administer", place, whole=True)
    low, high = span(place)
    there = dict(
        office.rows(
            "SELECT uid, stage FROM {entry} WHERE scope BETWEEN ? AND ? AND obligation IS NOT NULL", (low, high)
        )
    )
    wanted: set[str] = set()
    back: list[str] = []
    added = 0
    register = office.resource("entry")
    begun = starts(office, low, high)
    rows: list[dict[str, Any]] = []
    for item, base, limit in templates(office):
        for unit, _, scope in selected(office, item.to, place):
            uid = entry_uid(unit, item.id)
            wanted.add(uid)
            if uid not in there:
                since = since_day(item, begun.get(unit, ""))
                due = first_due(limit, office.today, office.calendar, since).isoformat()
                rows.append({**base, "uid": uid, "unit": unit, "scope": scope, "due": due})
            elif there[uid] == RETIRED:
                back.append(uid)
        if len(rows) >= BATCH:
            change.insert_rows(register, rows)
            added, rows = added + len(rows), []
    change.insert_rows(register, rows)
    added += len(rows)
    gone = [uid for uid, stage in there.items() if uid not in wanted and stage not in finals(office)]
    retired = _retire(office, change, gone)
    for row in rows_of(office, back):
        change.put_row(register, row, {"stage": office.workflow(register).initial, "due": None}, "update")
    moved = refresh_due(office, change, place)
    kept = len(there) - len(gone) - len(back)
    return Counts(added, retired, kept, len(gone) - retired, len(back), moved)


def templates(office: "Office") -> Iterator[tuple[Obligation, dict[str, Any], "Limit"]]:
    """For each obligation in force: it, the columns that its entries share, and its time limit."""
    sources = office.profile.items("source", Source)
    empty: dict[str, Any] = dict.fromkeys(columns(Entry))
    initial = office.workflow(office.resource("entry")).initial
    for item in obligations(office):
        limit = _limit(item)
        base = empty | {
            "stage": initial,
            "version": 1,
            "title": item.name.zh,
            "obligation": item.id,
            "topic": "/".join(part.zh for part in item.topic),
            "elements": "、".join(element.zh for element in item.elements) or None,  # zh-data
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


def starts(office: "Office", low: int, high: int) -> dict[str, str]:
    """When the units of a range began, of those that say so: a new unit owes nothing for the time before."""
    return dict(
        office.rows(
            "SELECT uid, valid_from FROM {unit} WHERE scope BETWEEN ? AND ? AND valid_from IS NOT NULL", (low, high)
        )
    )


def since_day(item: Obligation, begun: str) -> date | None:
    """The day on which a unit's duty began: the unit's first or the rule's first, whichever is later."""
    day = max(item.since, begun)
    return date.fromisoformat(day) if day else None


def rows_of(office: "Office", uids: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Stored rows of entries by uid, read in chunks."""
    names, wanted = columns(Entry), list(uids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        for row in office.rows(f"SELECT {', '.join(names)} FROM {{entry}} WHERE uid IN ({marks(part)})", part):
            yield dict(zip(names, row, strict=True))


def _retire(office: "Office", change: "Change", uids: list[str]) -> int:
    """Retire the untouched ones of entries without an obligation; gives how many."""
    register = office.resource("entry")
    initial = office.workflow(register).initial
    idle = [row for row in rows_of(office, uids) if row["stage"] == initial and row["published_on"] is None]
    touched = _touched(office, [row["uid"] for row in idle])
    retired = [row for row in idle if row["uid"] not in touched]
    for row in retired:
        change.put_row(register, row, {"stage": RETIRED}, "update")
    return len(retired)


def _touched(office: "Office", uids: list[str]) -> set[str]:
    """Those of the entries that somebody worked on: more than a moved date or a change of stage by generating."""
    found = {
        uid for uid, action, names in edits(office, office.resource("entry"), uids)
        if action != "update" or not names <= {"due", "stage"}
    }  # fmt: skip
    for start in range(0, len(uids), CHUNK):
        part = uids[start : start + CHUNK]
        found |= {
            row[0] for row in office.rows(f"SELECT entry FROM {{publication}} WHERE entry IN ({marks(part)})", part)
        }
    return found


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
