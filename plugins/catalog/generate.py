"""Obligations become entries: one for each unit that an obligation's selector means."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.codes import span
from gongkai.core.i18n import T
from gongkai.core.ledger.history import edits
from gongkai.core.store.record import columns
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.timing import marks, refresh_due
from gongkai.plugins.catalog.wanted import RETIRED, Wanted

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

CHUNK = 500


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
    work = Wanted(office, *span(place))
    register = office.resource("entry")
    if work.many:
        added = change.insert_generated(register, work.batches())
    else:
        full = dict.fromkeys(columns(Entry))
        made = [
            full | dict(zip(data, row, strict=True))
            for data, _ in work.batches() for row in zip(*data.values(), strict=True)
        ]  # fmt: skip
        change.insert_rows(register, made)
        added = len(made)
    gone = work.gone()
    retired = _retire(office, change, gone)
    for row in rows_of(office, work.back):
        change.put_row(register, row, {"stage": office.workflow(register).initial, "due": None}, "update")
    moved = refresh_due(office, change, place) if work.before else 0
    kept = work.before - len(gone) - len(work.back)
    return Counts(added, retired, kept, len(gone) - retired, len(work.back), moved)


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
