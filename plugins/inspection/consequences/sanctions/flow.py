"""What follows from, and what hinders, the steps of a measure: people decide, on grounds that hold; units may appeal."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM
from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T
from gongkai.plugins.inspection.consequences.sanctions.models import Sanction
from gongkai.plugins.inspection.consequences.sanctions.proposing import grounds_hold, lapse_resting_on
from gongkai.plugins.inspection.consequences.sanctions.rules import kinds_of, terms_of
from gongkai.plugins.inspection.rounds.marking import own_units

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

DECIDED = ("inforce", "appealed", "lifted")
"""Stages of a measure that was taken and not undone: it counts, also while an appeal is open."""
FROM_ELSEWHERE = ("confirm", "decline", "change", "keep", "revoke")
LABELS = {name: field.meta.label for name, field in Sanction._meta.fields.items() if hasattr(field, "meta")}


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Who proposed it, for which year, when its grounds were complete.

    Raises:
        BadInput: that day is yet to come.
    """
    today = office.today.isoformat()
    row["day"] = row["day"] or today
    if row["day"] > today:
        raise BadInput(
            T(f"依据成立日期 {row['day']} 还没有到。", f"{row['day']} has not come yet."),
            T("检查日期。", "Check the date."),
        )
    row["period"] = row["period"] or row["day"][:4]
    row["title"] = row["title"] or (
        str(kinds_of(office)[row["kind"]].name) if row["kind"] in kinds_of(office) else None
    )
    if not row["step"]:
        row["proposed_by"] = row["proposed_by"] or office.actor


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """The clocks of a decision, and who may take which step.

    Raises:
        BadInput: grounds that hold no more, something that must be said, an appeal that comes too late or again.
        NotAllowed: somebody of the unit decides, or somebody from elsewhere appeals.
    """
    office = change.office
    if action.key in FROM_ELSEWHERE and office.actor != SYSTEM and row["unit"] in own_units(office):
        name = office.unit_name(row["unit"])
        raise NotAllowed(
            T(f"{office.actor} 在{name}任职，不能决定对它的措施。",
              f"{office.actor} holds a post in {name} and cannot decide on measures against it."),
            T("请其他单位的人决定。", "Somebody from elsewhere does it."),
        )  # fmt: skip
    if action.key == "confirm":
        _confirm(change, row)
    elif action.key == "appeal":
        _appeal(change, row)
    elif action.key == "revoke":
        lapse_resting_on(change, "sanction", row["uid"])


def _put(change: "Change", row: Mapping[str, Any], values: dict[str, Any]) -> None:
    resource = change.office.resource("sanction")
    change.put_row(resource, change.current(resource, row["uid"]), values, "update")


def _confirm(change: "Change", row: Mapping[str, Any]) -> None:
    office = change.office
    if not grounds_hold(office.inside, row):
        raise BadInput(
            T("依据已不成立，不能采取这项措施。", "Its grounds hold no more, so it cannot be taken."),
            T(
                "用 gongkai ladder propose 更新建议，或不予采取。",
                "Have gongkai ladder propose look again, or decline it.",
            ),
        )
    kind = kinds_of(office).get(row["kind"])
    missing = [name for name in (kind.needs if kind else ()) if row[name] in (None, "")]
    if missing:
        labels = [LABELS[name] for name in missing]
        options = " ".join(f"--{name.replace('_', '-')}" for name in missing)
        raise BadInput(
            T(f"采取{row['title']}须由决定人写明：{'、'.join(one.zh for one in labels)}。",
              f"Whoever decides on this ({row['title']}) must say: {', '.join(one.en for one in labels)}."),
            T(f"用 {options} 写明；认定不是这个原因的，不予采取。", f"Give {options}; decline it when that is not the cause."),
        )  # fmt: skip
    decided = date.fromisoformat(row["decided_on"])
    clocks = {"change_by": kind.limit if kind else "", "appeal_by": terms_of(office).appeal}
    _put(change, row, {name: _due(office, limit, decided) for name, limit in clocks.items()})


def _due(office: "Office", limit: str, start: date) -> str | None:
    due = Limit.parse(limit).due_from(start, office.calendar) if limit else None
    return due.isoformat() if due else None


def _appeal(change: "Change", row: Mapping[str, Any]) -> None:
    office = change.office
    if row["answered_on"]:
        raise BadInput(
            T(f"{row['answered_on']} 已经复核，不能再次申诉。", f"An appeal was answered on {row['answered_on']}; there is no second."),
            T("有新情况的，向决定人反映。", "Tell whoever decided what is new."),
        )  # fmt: skip
    if row["appeal_by"] and row["appealed_on"] > row["appeal_by"]:
        raise BadInput(
            T(f"申诉期限 {row['appeal_by']} 已过。", f"The time for an appeal was over on {row['appeal_by']}."),
            T("有新情况的，向决定人反映。", "Tell whoever decided what is new."),
        )
    if office.actor != SYSTEM and row["unit"] not in own_units(office):
        name = office.unit_name(row["unit"])
        raise NotAllowed(
            T(f"申诉由{name}自己的人提出。", f"An appeal is {name}'s own."),
            T("请在该单位任职的人登录提出。", "Somebody who holds a post there raises it."),
        )
    _put(change, row, {"answer_due": _due(office, terms_of(office).answer, office.today)})


# ---- grounds by hand


def prepare_ground(office: "Office", row: dict[str, Any]) -> None:
    """A ground belongs to the unit of its measure, and names a record that is there.

    Raises:
        BadInput: there is no such measure or record, or the measure is decided.
    """
    found = office.inside.rows("SELECT unit, stage FROM {sanction} WHERE uid = ?", (row["sanction"] or "",))
    if not found or found[0][1] != "proposed":
        raise BadInput(
            T("没有这项待决定的措施。", "There is no such measure that waits for a decision."),
            T("依据在决定之前补充。", "Grounds are added before it is decided."),
        )
    row["unit"] = row["unit"] or found[0][0]
    register = office.register(row["register"] or "")
    record = register.get(row["record"] or "")
    row["record"] = record.uid
    row["title"] = row["title"] or register.title(record)
    row["day"] = row["day"] or office.today.isoformat()
