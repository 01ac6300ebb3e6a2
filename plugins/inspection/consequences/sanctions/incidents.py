"""Facts that somebody may have to answer for: looked into by another person, down to who had which duty."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM
from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T
from gongkai.plugins.inspection.consequences.sanctions.models import Incident
from gongkai.plugins.inspection.consequences.sanctions.rules import IncidentKind, terms_of
from gongkai.plugins.inspection.rounds.marking import own_units

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

LABELS = {name: field.meta.label for name, field in Incident._meta.fields.items() if hasattr(field, "meta")}
APPROVALS = ("approve", "sign", "publish")
"""Verbs of steps by which somebody takes responsibility for a record."""


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Who entered it when, and by when it is looked into.

    Raises:
        BadInput: it has not happened yet.
    """
    today = office.today.isoformat()
    row["happened_on"] = row["happened_on"] or today
    if row["happened_on"] > today:
        raise BadInput(
            T(f"发生日期 {row['happened_on']} 还没有到。", f"{row['happened_on']} has not come yet."),
            T("填实际发生的日期。", "Give the day on which it happened."),
        )
    row["reported_by"], row["reported_on"] = row["reported_by"] or office.actor, row["reported_on"] or today
    if not row["due"]:
        due = Limit.parse(terms_of(office).look).due_from(date.fromisoformat(row["reported_on"]), office.calendar)
        row["due"] = due.isoformat() if due else None


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """What is found to be so names, where its kind asks for that, who it was and what that person had to do.

    Whoever approved the record in question answers for it when nobody else is named.

    Raises:
        BadInput: something is missing.
        NotAllowed: somebody of the unit settles it.
    """
    office = change.office
    if office.actor != SYSTEM and row["unit"] in own_units(office):
        name = office.unit_name(row["unit"])
        raise NotAllowed(
            T(f"{office.actor} 在{name}任职，不能认定它的问题。",
              f"{office.actor} holds a post in {name} and cannot settle what concerns it."),
            T("请其他单位的人核查。", "Somebody from elsewhere looks into it."),
        )  # fmt: skip
    if action.key != "establish":
        return
    if not row["person"] and row["register"] and row["record"]:
        row["person"] = approver(office.inside, row["register"], row["record"])
        if row["person"]:
            resource = office.resource("incident")
            change.put_row(resource, change.current(resource, row["uid"]), {"person": row["person"]}, "update")
    kind = office.profile.items("incident_kind", IncidentKind).get(row["kind"])
    missing = [LABELS[name] for name in (kind.needs if kind else ()) if row[name] in (None, "")]
    if missing:
        raise BadInput(
            T(f"认定前须查明：{'、'.join(one.zh for one in missing)}。",
              f"It must be found out first: {', '.join(one.en for one in missing)}."),
            T("问事到人，问人到责；查不到人的继续核查。", "The fact leads to a person, the person to a duty; go on looking."),
        )  # fmt: skip


def approver(office: "Office", register: str, record: str) -> str | None:
    """Who approved a record last, by its history; None when nobody did, or there is no such record."""
    from gongkai.core.ledger.history import history

    if register not in office.resources:
        return None
    resource = office.resource(register)
    flow = office.workflow(resource) if resource.workflow else None
    steps = {f"act:{step.key}" for step in (flow.action if flow else ()) if step.verb in APPROVALS}
    found = next((entry.actor for entry in history(office, register, record) if entry.action in steps), None)
    if found is None:
        return None
    names = office.rows("SELECT display FROM {account} WHERE name = ?", (found,))
    return str(names[0][0] or found) if names else found


def refuse_own(office: "Office", old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> None:
    """Nobody takes a fact away that was found to be so.

    Raises:
        BadInput: somebody tries to.
    """
    if new is None and old is not None and old["stage"] == "established":
        raise BadInput(
            T("已认定的线索不能删除。", "What was found to be so is not deleted."),
            T(
                "认定有误的，由认定人之外的人更正并说明。",
                "Where that was wrong, another person corrects it and says why.",
            ),
        )
