"""The stages of a round: each has its clock, and publishing seals the scores."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, counted
from gongkai.core.ledger.history import touched
from gongkai.plugins.inspection.rounds.opening import settle
from gongkai.plugins.inspection.rounds.rules import limit_of

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """The clock of the stage; what publishing seals.

    Raises:
        BadInput: marks came after the last computing.
    """
    office = change.office
    resource = office.resource("round")
    new: dict[str, Any] = {"due": _due(office, row), "members": settle(change, row)}
    if action.key == "publish":
        late = _late_marks(office, row)
        if late:
            raise BadInput(
                counted(
                    late,
                    T("计算之后又有 {n} 项评分。", "{n} mark was given or changed after the scores were computed."),
                    "{n} marks were given or changed after the scores were computed.",
                ),
                T("先用 gongkai round run 重新计算。", "Compute them again with gongkai round run first."),
            )
        new["digest"] = digest(office.inside, row["uid"])
    change.put_row(resource, change.current(resource, row["uid"]), new, "update")


def _late_marks(office: "Office", row: Mapping[str, Any]) -> int:
    """How many marks of a round were given, changed or taken away since it was computed."""
    since = touched(office.inside, ["mark"], row["run_seq"] or 0)
    uids = {uid for ones in since.values() for _, uid, _ in ones}
    held = {uid for (uid,) in office.inside.rows("SELECT uid FROM {mark} WHERE round = ?", (row["code"],))}
    return len(uids & held)


def _due(office: "Office", row: Mapping[str, Any]) -> str | None:
    limit = limit_of(office, row["stage"])
    if limit is None or not row["since"]:
        return None
    due = Limit.parse(limit.term).due_from(date.fromisoformat(row["since"]), office.calendar)
    return due.isoformat() if due else None


def digest(office: "Office", round: str) -> str:
    """SHA-256 over every unit and its unrounded score, in order of uid: what was published, for anybody to check."""
    sha = hashlib.sha256()
    for unit, unrounded in office.rows(
        "SELECT unit, unrounded FROM {round_result} WHERE round = ? ORDER BY unit", (round,)
    ):
        sha.update(f"{unit} {unrounded or '-'}\n".encode())
    return sha.hexdigest()


def next_step(office: "Office", round: Any) -> "Action":
    """The next step of a round: of those that are open the one that leads to the nearest stage.

    Raises:
        BadInput: the round is closed.
    """
    flow = office.workflow(office.resource("round"))
    order = [stage.key for stage in flow.stage]
    steps = sorted(flow.open_actions({"stage": round.stage}), key=lambda step: order.index(step.target))
    if not steps:
        raise BadInput(
            T(f"轮次 {round.code} 已结束。", f"Round {round.code} is closed."),
            T("另开一轮。", "Open another one."),
        )
    return steps[0]
