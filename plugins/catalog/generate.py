"""Obligations become entries: one for each unit that an obligation's selector means."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.core.ledger.history import edits
from gongkai.core.store.record import columns
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.timing import BY_RULE, marks, refresh_due
from gongkai.plugins.catalog.wanted import RETIRED, TAKEN, Wanted

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.ledger.generated import Batch
    from gongkai.core.office import Office

CHUNK = 500
SETTLED = {"published_on", "changed_on", "answered", "stage"}
"""Columns that change with the due date when it follows from what happened."""


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
        revised: entries that took over what their obligation says now.
    """

    added: int = 0
    retired: int = 0
    kept: int = 0
    left: int = 0
    restored: int = 0
    moved: int = 0
    revised: int = 0

    def words(self) -> T:
        """The counts in one line."""
        return T(
            "新增 {added}，按规则更新 {revised}，停用 {retired}，恢复 {restored}，不变 {kept}；"
            "义务已无但有人办过的 {left}；期限顺延 {moved}。",
            "{added} added, {revised} revised, {retired} retired, {restored} restored, {kept} kept; "
            "{left} without an obligation but worked on; {moved} due dates moved.",
        ).format(**asdict(self))


Told = Callable[[str, dict[str, Any]], None]
"""Is told of each entry what happens to it: a field of ``Counts``, and its row as it was or is made."""


WHAT = {
    "added": T("新增", "added"),
    "revised": T("按规则更新", "revised"),
    "restored": T("恢复", "restored"),
    "retired": T("停用", "retired"),
    "left": T("义务已无、有人办过", "without obligation, worked on"),
}


class Trial:
    """Listens to what generating does and tells it by obligation, or entry by entry (``each``)."""

    def __init__(self, office: "Office", each: bool = False) -> None:
        self._office, self._each = office, each
        self._counts: dict[str, Counter[str]] = {}
        self._names: dict[str, str] = {}
        self._rows: list[tuple[str, str, str, str, str]] = []

    def tell(self, what: str, row: dict[str, Any]) -> None:
        """Take note of one entry."""
        if self._each:
            self._rows.append((what, row["uid"], row["unit"], row["obligation"], row["title"]))
            return
        self._counts.setdefault(row["obligation"], Counter())[what] += 1
        self._names[row["obligation"]] = row["title"]

    @property
    def heads(self) -> tuple[tuple[str, T], ...]:
        """Keys and words of the columns."""
        if self._each:
            return (("what", T("变动", "What")), ("id", T("编号", "Id")), ("unit", T("单位", "Unit")),
                    ("obligation", T("义务编号", "Obligation")), ("title", T("公开事项", "Item")))  # fmt: skip
        return (("obligation", T("义务编号", "Obligation")), ("title", T("公开事项", "Item")), *WHAT.items())

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows."""
        names = self._office.unit_names(sorted({unit for _, _, unit, _, _ in self._rows}))
        for what, uid, unit, obligation, title in self._rows:
            yield WHAT[what], uid, names.get(unit, unit), obligation, title
        for key, counts in self._counts.items():
            yield key, self._names[key], *(counts[what] for what in WHAT)


def generate(office: "Office", change: "Change", within: int | None = None, tell: Told | None = None) -> Counts:
    """Bring the catalogue into line with the obligations; running it again changes nothing.

    What somebody edited stays. Columns that nobody edited follow the obligation, and the due date a changed time
    limit. An entry whose obligation no longer means its unit is retired when nobody worked on it; otherwise it is
    left for a person to decide.

    Args:
        within: a scope; only its subtree. The office's own by default.
        tell: is told of every entry but those that stay as they are.

    Raises:
        NotAllowed: the acting account may not administer the place.
        BadInput: an obligation has a time limit that cannot be read; names it.
    """
    place = office.scope if within is None else within
    require(office, "administer", place, whole=True)
    work = Wanted(office, *span(place))
    register = office.resource("entry")
    batches = _told(work.batches(), tell) if tell else work.batches()
    if work.many:
        added = change.insert_generated(register, batches)
    else:
        full = dict.fromkeys(columns(Entry))
        made = [
            full | dict(zip(data, row, strict=True))
            for data, _ in batches for row in zip(*data.values(), strict=True)
        ]  # fmt: skip
        change.insert_rows(register, made)
        added = len(made)
    tell = tell or _silent
    gone = work.gone()
    retired = _retire(office, change, gone, tell)
    restored = _follow(office, change, work, work.back, "restored", tell)
    revised = _follow(office, change, work, work.stale, "revised", tell)
    kept = work.before - len(gone) - restored - revised
    moved = refresh_due(office, change, place) if work.before else 0
    return Counts(added, retired, kept, len(gone) - retired, restored, moved, revised)


def _silent(what: str, row: dict[str, Any]) -> None:
    """Told to nobody."""


def _told(batches: Iterable["Batch"], tell: Told) -> Iterator["Batch"]:
    for data, words in batches:
        for row in zip(*data.values(), strict=True):
            tell("added", dict(zip(data, row, strict=True)))
        yield data, words


def _follow(office: "Office", change: "Change", work: Wanted, uids: dict[str, str], what: str, tell: Told) -> int:
    """Have entries say what their obligations say now, where nobody edited them; gives how many changed."""
    register = office.resource("entry")
    initial = office.workflow(register).initial
    edited = _edited(office, list(uids))
    done = 0
    for row in rows_of(office, uids):
        base, own = work.shared[uids[row["uid"]]], edited.get(row["uid"], set())
        new = {name: base[name] for name in TAKEN if row[name] != base[name] and name not in own}
        if what == "restored":
            new |= {"stage": initial, "due": None}
        elif "term" in new and "due" not in own:
            new["due"] = None  # the door works it out from the new time limit
        if new:
            tell(what, row)
            change.put_row(register, row, new, BY_RULE)
            done += 1
    return done


def _edited(office: "Office", uids: list[str]) -> dict[str, set[str]]:
    """What people edited of entries: columns by uid. A due date that moved with a publication was edited by nobody."""
    found: dict[str, set[str]] = {}
    for uid, action, names in edits(office, office.resource("entry"), uids):
        if action != BY_RULE:
            found.setdefault(uid, set()).update(names - {"due"} if names & SETTLED else names)
    return found


def rows_of(office: "Office", uids: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Stored rows of entries by uid, read in chunks."""
    names, wanted = columns(Entry), list(uids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        for row in office.rows(f"SELECT {', '.join(names)} FROM {{entry}} WHERE uid IN ({marks(part)})", part):
            yield dict(zip(names, row, strict=True))


def _retire(office: "Office", change: "Change", uids: list[str], tell: Told) -> int:
    """Retire the untouched ones of entries without an obligation; gives how many."""
    register = office.resource("entry")
    initial = office.workflow(register).initial
    idle = [row for row in rows_of(office, uids) if row["stage"] == initial and row["published_on"] is None]
    touched = _touched(office, [row["uid"] for row in idle])
    retired = [row for row in idle if row["uid"] not in touched]
    for row in retired:
        tell("retired", row)
        change.put_row(register, row, {"stage": RETIRED}, BY_RULE)
    stays = set(uids) - {row["uid"] for row in retired}
    for row in rows_of(office, stays) if tell is not _silent else ():
        tell("left", row)
    return len(retired)


def _touched(office: "Office", uids: list[str]) -> set[str]:
    """Those of the entries that somebody worked on: more than a moved date or a change of stage by generating."""
    found = {
        uid for uid, action, names in edits(office, office.resource("entry"), uids)
        if action != BY_RULE and (action != "update" or not names <= {"due", "stage"})
    }  # fmt: skip
    for start in range(0, len(uids), CHUNK):
        part = uids[start : start + CHUNK]
        found |= {
            row[0] for row in office.rows(f"SELECT entry FROM {{publication}} WHERE entry IN ({marks(part)})", part)
        }
    return found
