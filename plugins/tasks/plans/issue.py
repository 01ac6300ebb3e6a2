"""Tasks made for many units at once, column by column, and the record of what was issued to whom."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from gongkai.core.access import allowed_throughout, require
from gongkai.core.bigrams import tokens
from gongkai.core.pinyin import initials
from gongkai.core.registry.select import Member
from gongkai.core.rules import Selector
from gongkai.core.search import LONGEST, UnitWords
from gongkai.core.store.record import columns, derived_uids
from gongkai.plugins.tasks.models import TASKS, Task
from gongkai.plugins.tasks.plans.backward import Milestone, place_steps
from gongkai.plugins.tasks.plans.models import Checkpoint
from gongkai.plugins.tasks.plans.registers import CHECKPOINTS, ISSUES
from gongkai.plugins.tasks.rules import Backward

if TYPE_CHECKING:
    from gongkai.core.ledger import generated
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

BULK = 10_000  # with more tasks than this in one issue the ledger keeps them in sheets
PIECE = 8_000  # rows of a sheet


class Target(NamedTuple):
    """A task to be made: its uid, the unit that gets it, and what is its own among those of its batch."""

    uid: str
    member: Member
    section: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class Batch:
    """Tasks that differ only in their unit (and section and person): what they share, and for whom they are."""

    base: dict[str, Any]
    targets: tuple[Target, ...]
    schedule: Backward | None = None

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row for each task, every column in it."""
        full = dict.fromkeys(columns(Task)) | self.base
        for target in self.targets:
            yield full | self.own(target)

    def own(self, target: Target) -> dict[str, Any]:
        """What is one task's own."""
        said = {
            "section": target.section or self.base.get("section"),
            "person": target.person or self.base.get("person"),
        }
        return {"uid": target.uid, "unit": target.member.uid, "scope": target.member.scope, **said}


def fresh(office: "Office") -> dict[str, Any]:
    """What every new task begins with."""
    return {"stage": office.workflow(TASKS).initial, "version": 1, "progress": 0, "assigned_by": office.actor}


def record_issue(
    office: "Office", change: "Change", batches: Sequence[Batch], selectors: Sequence[Selector], area: int
) -> list[Batch]:
    """Write down whom an item is issued to now, and give its batches with the number of that issue."""
    if not any(batch.targets for batch in batches):
        return []
    base = batches[0].base
    members = sorted(target.uid for batch in batches for target in batch.targets)
    proof = hashlib.sha256("\n".join(members).encode()).hexdigest()
    uid = derived_uids([("issue", str(change.seq), proof)])[0]
    row = dict.fromkeys(columns(ISSUES.model)) | {
        "uid": uid,
        "scope": area,
        "stage": "",
        "version": 1,
        "plan": base.get("plan"),
        "item": base.get("item"),
        "parent": None if base.get("plan") else base.get("parent"),
        "title": base["title"],
        "selector": msgspec.json.encode(tuple(selectors)).decode(),
        "units": len(members),
        "members": proof,
        "start": base["start"],
        "due": base["due"],
        "issued_on": office.today.isoformat(),
        "issued_by": office.actor,
    }
    change.insert_rows(ISSUES, [row])
    return [Batch({**batch.base, "issue": uid}, batch.targets, batch.schedule) for batch in batches]


def insert_batches(office: "Office", change: "Change", batches: Sequence[Batch], area: int) -> None:
    """Write the tasks and their milestones.

    Raises:
        NotAllowed: no right to assign at one of the units.
    """
    if not allowed_throughout(office, TASKS.verb, area):
        for scope, unit in sorted({(t.member.scope, t.member.uid) for batch in batches for t in batch.targets}):
            require(office, TASKS.verb, scope, unit)
    if sum(len(batch.targets) for batch in batches) > BULK:
        change.insert_generated(TASKS, (made for batch in batches for made in _columns(batch)))
    else:
        change.insert_rows(TASKS, [row for batch in batches for row in batch.rows()])
    for batch in batches:
        if batch.schedule is not None:
            _schedule(office, change, batch, batch.schedule)


def _columns(batch: Batch) -> Iterator["generated.Batch"]:
    """The tasks of a batch as columns, and what the search index holds of each; pieces of one sheet."""
    settled = {name: value for name, value in batch.base.items() if value is not None}
    texts = [batch.base[name] for name in TASKS.searched if batch.base.get(name)]
    for start in range(0, len(batch.targets), PIECE):
        part = batch.targets[start : start + PIECE]
        data: dict[str, list[Any]] = {name: [value] * len(part) for name, value in settled.items()}
        data |= {
            "uid": [target.uid for target in part],
            "unit": [target.member.uid for target in part],
            "scope": [target.member.scope for target in part],
        }
        yield data, _indexed(texts, batch.base["title"], part)


def _indexed(texts: Sequence[str], title: str, targets: Sequence[Target]) -> list[str]:
    """What the search index holds of each row: the texts that all share, and what it holds of the unit already.

    The same words as ``words_of`` of them, in another order.
    """
    own, mark = [word for text in texts for word in tokens(text)], initials(title)
    shared = " ".join(word[:LONGEST] for word in dict.fromkeys((*own, mark)) if word)
    found = []
    for target in targets:
        _, name, _, place, words = target.member
        if not words:
            unit = UnitWords.of(name, place)
            words = " ".join((*unit.words, *unit.marks))
        if place and title.startswith(place):
            words = f"{words} {initials(title.removeprefix(place))[:LONGEST]}"
        found.append(f"{shared} {words}")
    return found


def _schedule(office: "Office", change: "Change", batch: Batch, schedule: Backward) -> None:
    """The milestones of every task of a batch: the same days for all."""
    start, due = batch.base["start"], batch.base["due"]
    if due < office.today.isoformat():
        return  # an old plan that is entered afterwards: there is nothing left to plan
    for milestone in place_steps(office, start, due, schedule.step):
        shared = milestone_row(milestone)
        uids = derived_uids([("checkpoint", target.uid, milestone.key) for target in batch.targets])
        if len(batch.targets) > BULK:
            for begin in range(0, len(uids), PIECE):
                part = batch.targets[begin : begin + PIECE]
                data: dict[str, list[Any]] = {k: [v] * len(part) for k, v in shared.items() if v is not None}
                data |= {
                    "uid": uids[begin : begin + PIECE],
                    "unit": [target.member.uid for target in part],
                    "scope": [target.member.scope for target in part],
                    "task": [target.uid for target in part],
                }
                change.insert_generated(CHECKPOINTS, [(data, _indexed([shared["title"]], shared["title"], part))])
        else:
            full = dict.fromkeys(columns(Checkpoint)) | shared
            change.insert_rows(
                CHECKPOINTS,
                [
                    full | {"uid": uid, "unit": target.member.uid, "scope": target.member.scope, "task": target.uid}
                    for uid, target in zip(uids, batch.targets, strict=True)
                ],
            )


def squeezed(office: "Office", batches: Sequence[Batch]) -> list[str]:
    """Milestones that would lie before the start or in the past, and so stand on the first day possible."""
    found = []
    for batch in batches:
        if batch.schedule is not None and batch.targets and batch.base["due"] >= office.today.isoformat():
            placed = place_steps(office, batch.base["start"], batch.base["due"], batch.schedule.step)
            found += [one.title for one in placed if one.moved]
    return list(dict.fromkeys(found))


def milestone_row(milestone: Milestone) -> dict[str, Any]:
    """What the milestones of all tasks with these dates share."""
    return {
        "stage": "",
        "version": 1,
        "number": milestone.number,
        "title": milestone.title,
        "before": milestone.before,
        "due": milestone.due.isoformat(),
    }
