"""Keeping the rows of a round: in bulk where there are none yet, else those that differ."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gongkai.core.store.record import columns
from gongkai.plugins.inspection.rounds.desk import Columns

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.ledger.generated import Batch

BATCH = 8000


def keep(change: "Change", register: str, model: Any, rows: Columns) -> int:
    """Write rows: all of them in bulk where there are none yet, else those that differ; gives how many."""
    office, resource = change.office, change.office.resource(register)
    names = [name for name in columns(model) if name != "sheet"]
    if not rows["uid"]:
        return 0
    before = {
        row[0]: row for row in office.rows(
            f"SELECT uid, version, {', '.join(names)} FROM {{{resource.table}}} WHERE round = ?", (rows["round"][0],)
        )
    }  # fmt: skip
    if not before:
        return change.insert_generated(resource, _batches(rows))
    told = [name for name in names if name not in ("uid", "version", "corrected")]
    at = {name: number + 2 for number, name in enumerate(names)}
    fresh: list[dict[str, Any]] = []
    written = 0
    for row in zip(*rows.values(), strict=True):
        new = dict(zip(rows, row, strict=True))
        old = before.pop(new["uid"], None)
        if old is None:
            fresh.append({**dict.fromkeys(columns(model)), **new})
        elif changed := {name: new[name] for name in told if new[name] != old[at[name]]}:
            change.put_row(resource, change.current(resource, new["uid"]), changed, "run")
            written += 1
    change.insert_rows(resource, fresh)
    for uid in before:
        change.remove_row(resource, change.current(resource, uid))
    return written + len(fresh) + len(before)


def _batches(rows: Columns) -> Iterator["Batch"]:
    for start in range(0, len(rows["uid"]), BATCH):
        part = {name: values[start : start + BATCH] for name, values in rows.items()}
        yield part, ["" for _ in part["uid"]]
