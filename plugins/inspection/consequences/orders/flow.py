"""What follows from, and what hinders, the steps of an order and of its evidence."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM
from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.files import is_whole, place_of
from gongkai.core.i18n import T
from gongkai.plugins.inspection.consequences.orders.models import AGAIN, CLEAN, FILE, Order
from gongkai.plugins.inspection.consequences.orders.rules import kind_of
from gongkai.plugins.inspection.rounds.marking import own_units

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

OVER = ("closed", "withdrawn")
"""Stages in which an order is no longer open."""
FROZEN = ("submitted", *OVER)
"""Stages in which its evidence stays as it is."""


def matter_of(row: Mapping[str, Any]) -> str | None:
    """What makes two orders about the same problem: the finding on a record or unit, the item of a score, or the record.

    None for an order by hand, which only a person can tell from another.
    """
    if row["finding"]:
        return "|".join(("finding", row["finding"], row["unit"], row["record"] or "", row["item"] or ""))
    if row["indicator"]:
        return "|".join(("score", row["round"] or "", row["unit"], row["indicator"]))
    return "|".join((row["register"], row["record"])) if row["register"] and row["record"] else None


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Who issues it when, by when it is due, and which closed order of the same matter it follows.

    Raises:
        BadInput: it is due before it is issued, or issued in the future.
        Conflict: an order for the same matter is open.
    """
    today = office.today.isoformat()
    row["issued_on"], row["issued_by"] = row["issued_on"] or today, row["issued_by"] or office.actor
    row["issuer"] = row["issuer"] or _issuer(office)
    kind = kind_of(office, row["kind"]) if row["kind"] else None
    if kind is not None:
        row["rule"] = row["rule"] or kind.rule or None
        row["demand"] = row["demand"] or (str(kind.demand) if kind.demand else None)
    if not row["due"] and kind is not None and kind.term:
        due = Limit.parse(kind.term).due_from(date.fromisoformat(row["issued_on"]), office.calendar)
        row["due"] = due.isoformat() if due else None
    _days(row, today)
    if row["first_due"] is None and row["unit"]:
        _matter(office, row)
        row["first_due"] = row["due"]


def _issuer(office: "Office") -> str | None:
    """The unit in which the acting account holds a post, where it is one; asked once in a change."""
    if "orders.issuer" not in office.remembered:
        own = own_units(office)
        office.remembered["orders.issuer"] = own.pop() if len(own) == 1 else None
    found: str | None = office.remembered["orders.issuer"]
    return found


def _days(row: Mapping[str, Any], today: str) -> None:
    if not row["due"]:
        raise BadInput(
            T("没有整改期限。", "It has no day by which it is due."),
            T("用 --due 写明，或在 [[order_kind]] 中定 term。", "Give --due, or set term in [[order_kind]]."),
        )
    if row["issued_on"] > today:
        raise BadInput(
            T(f"下达日期 {row['issued_on']} 还没有到。", f"It cannot have been issued on {row['issued_on']} yet."),
            T("检查日期。", "Check the date."),
        )
    if row["due"] < row["issued_on"]:
        raise BadInput(
            T(
                f"整改期限 {row['due']} 早于下达日期 {row['issued_on']}。",
                f"It is due on {row['due']}, before it was issued on {row['issued_on']}.",
            ),
            T("改正其中一个日期。", "Mend one of the dates."),
        )


def _matter(office: "Office", row: dict[str, Any]) -> None:
    matter = row["matter"] = matter_of(row)
    if matter is None:
        return
    key = ("order", matter)
    if key not in office.remembered:  # whoever opens many at once has looked at all of them before
        office.remembered[key] = latest(office.inside, [matter]).get(matter)
    before = office.remembered[key]
    if before is not None and before[1] not in OVER:
        raise Conflict(
            T(f"这个问题已有未销号的整改通知（{before[0]}）。", f"An order for this problem is open already ({before[0]})."),
            T("在原通知上办理。", "Go on with that one."),
        )  # fmt: skip
    if before is not None and before[1] == "closed":
        row["follows"] = row["follows"] or before[0]
    office.remembered[key] = (row["uid"], "issued")


def latest(office: "Office", matters: list[str]) -> dict[str, tuple[str, str]]:
    """Uid and stage of the latest order on each matter that has one."""
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(matters), 500):
        part = matters[start : start + 500]
        marks = ", ".join("?" for _ in part)
        rows = office.rows(
            f"SELECT matter, uid, stage FROM {{rectification_order}} WHERE matter IN ({marks}) ORDER BY id", part
        )
        found |= {matter: (uid, stage) for matter, uid, stage in rows}
    return found


def follow(change: "Change", old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, action: str) -> None:
    """An extension moves the day on, never back.

    Raises:
        BadInput: the new day is no later than the old one, or already over.
    """
    if action != "act:extend" or old is None or new is None:
        return
    if new["due"] <= old["due"] or new["due"] < change.office.today.isoformat():
        raise BadInput(
            T(f"延期后的期限应晚于 {old['due']}，且不早于今天。", f"The new day must lie after {old['due']}, and not be over."),
            T("用 --due 写明新的期限。", "Give the new day with --due."),
        )  # fmt: skip


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """Evidence stands behind what is handed in, somebody else has checked it, and what comes back is ordered again.

    Raises:
        BadInput: no evidence, none that holds, or the check still finds the problem.
        NotAllowed: whoever closes or looks again belongs to the unit.
    """
    if action.key == "submit" and not _proofs(change.office, row, ("added", "accepted")):
        raise BadInput(
            T("还没有佐证，不能提请验收。", "There is no evidence yet, so it cannot be handed in."),
            T("用 gongkai order attach 加文件，或用 gongkai order_proof add 登记链接、文号。",
              "Add files with gongkai order attach, or a link or number with gongkai order_proof add."),
        )  # fmt: skip
    if action.key in ("close", "recheck"):
        _from_elsewhere(change.office, row)
    if action.key == "return":
        _put(change, row, {"returned": (row["returned"] or 0) + 1})
    elif action.key == "close":
        _close(change, row)
    elif action.key == "recheck":
        _recheck(change, row)


def _put(change: "Change", row: Mapping[str, Any], values: dict[str, Any]) -> None:
    resource = change.office.resource("order")
    change.put_row(resource, change.current(resource, row["uid"]), values, "update")


def _from_elsewhere(office: "Office", row: Mapping[str, Any]) -> None:
    if office.actor != SYSTEM and row["unit"] in own_units(office):
        name = office.unit_name(row["unit"])
        raise NotAllowed(
            T(f"{office.actor} 在{name}任职，不能验收本单位的整改。",
              f"{office.actor} holds a post in {name} and cannot check its own repairs."),
            T("请其他单位的人验收。", "Somebody from elsewhere does it."),
        )  # fmt: skip


def _proofs(office: "Office", row: Mapping[str, Any], stages: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Uid, name, hash, stage and who added it, of the evidence in these stages."""
    marks = ", ".join("?" for _ in stages)
    return office.inside.rows(
        f"SELECT uid, name, sha256, stage, added_by FROM {{order_proof}} WHERE of = ? AND stage IN ({marks}) ORDER BY id",
        (row["uid"], *stages),
    )


def _close(change: "Change", row: Mapping[str, Any]) -> None:
    """Whoever closes vouches for the evidence that nobody refused; their own does not count."""
    office, resource = change.office, change.office.resource("order_proof")
    held = 0
    for uid, name, sha256, stage, added_by in _proofs(office, row, ("added", "accepted")):
        if sha256 and not is_whole(place_of(office, sha256), sha256):
            raise BadInput(
                T(f"佐证文件 {name} 缺失或内容不符。", f"The evidence {name} is missing or not what it was."),
                T("退回，请单位重新提交。", "Send it back and let the unit add it again."),
            )
        if stage == "added" and added_by != office.actor:
            seen = {"stage": "accepted", "checked_by": office.actor, "checked_on": office.today.isoformat()}
            change.put_row(resource, change.current(resource, uid), seen, "act:accept")
        held += stage == "accepted" or added_by != office.actor
    if not held:
        raise BadInput(
            T("没有经他人核验的佐证，不能销号。", "There is no evidence that somebody else checked, so it cannot be closed."),
            T("请单位补充佐证，由另一人核验。", "Let the unit add some, and another person check it."),
        )  # fmt: skip
    from gongkai.plugins.inspection.consequences.orders.sources import still_found

    if still_found(office.inside, row):
        raise BadInput(
            T("检查仍然发现这个问题，不能销号。", "The check still finds this problem, so it cannot be closed."),
            T("退回整改；问题不成立的，撤销通知。", "Send it back; or withdraw it when there is no problem."),
        )


def _recheck(change: "Change", row: Mapping[str, Any]) -> None:
    """Look again: by the check that found it, or as a person says; what is there again gets an order that links back."""
    from gongkai.plugins.inspection.consequences.orders.sources import still_found

    found = row["recheck"]
    if still_found(change.office.inside, row):
        found = AGAIN
    elif not found and row["finding"]:
        found = CLEAN
    if not found:
        raise BadInput(
            T("没有写明回头看的结果。", "The result of the recheck is missing."),
            T("用 --recheck clean 或 --recheck again 写明。", "Give --recheck clean or --recheck again."),
        )
    _put(change, row, {"recheck": found})
    if found != AGAIN:
        return
    office = change.office
    office.remembered.pop(("order", row["matter"]), None)
    kept = (
        "unit", "title", "kind", "problem", "demand", "issuer", "rule", "register", "record", "finding", "item", "round",
        "indicator",
    )  # fmt: skip
    made = change.create("order", **{name: row[name] for name in kept})
    if row["matter"] is None:
        _put(change, {"uid": made.uid}, {"follows": row["uid"]})


# ---- evidence


def prepare_proof(office: "Office", row: dict[str, Any]) -> None:
    """Evidence belongs to the order's unit; only what was attached is a file.

    Raises:
        BadInput: there is no such order, or a file that was only named.
    """
    found = office.inside.rows("SELECT unit FROM {rectification_order} WHERE uid = ?", (row["of"] or "",))
    if not found:
        raise BadInput(
            T(f"没有整改通知 {row['of'] or ''}。", f"There is no order {row['of'] or ''}."),
            T("用 gongkai order list 查看编号。", "See the ids with gongkai order list."),
        )
    row["unit"] = row["unit"] or found[0][0]
    if row["kind"] == FILE and not row["sha256"]:
        raise BadInput(
            T("文件要用 gongkai order attach 加入。", "A file comes by gongkai order attach."),
            T("链接填“链接”，文号填“文号”。", "For a link or a document number choose that kind."),
        )
    row["added_by"], row["added_on"] = row["added_by"] or office.actor, row["added_on"] or office.today.isoformat()


def follow_proof(change: "Change", old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, action: str) -> None:
    """What was handed in stays as it is until it is sent back; a person from elsewhere checks it.

    Raises:
        BadInput: the order is handed in or over.
        NotAllowed: whoever checks belongs to the unit.
    """
    row = new or old or {}
    if action in ("act:accept", "act:refuse"):
        _from_elsewhere(change.office, row)
        return
    found = change.office.inside.rows("SELECT stage FROM {rectification_order} WHERE uid = ?", (row["of"],))
    if found and found[0][0] in FROZEN:
        raise BadInput(
            T("整改已提请验收或已办结，佐证不能再改。", "It is handed in or over; its evidence stays as it is."),
            T("先由验收人退回。", "Let it be sent back first."),
        )


def doubt(office: "Office", record: Any) -> T | None:
    """What is doubtful about an order that was kept all the same: it asks for more than a year."""
    if isinstance(record, Order) and record.due and (record.due - record.issued_on).days > 366:
        return T("整改期限超过一年。", "It is due in more than a year.")
    return None
