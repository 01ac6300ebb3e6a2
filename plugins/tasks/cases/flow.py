"""What follows from the steps of a case: its number, order, limit and rounds, and what a step refuses."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Limit
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.tasks.cases.matching import short, similar
from gongkai.plugins.tasks.cases.models import ORDINARY, URGENT, Case, Round
from gongkai.plugins.tasks.cases.rules import (
    CaseKind,
    bad_ratings,
    channel_of,
    emergency_in,
    limit_for,
    rules_of,
)
from gongkai.plugins.tasks.numbering import next_number
from gongkai.plugins.tasks.requests.facts import in_order, not_after

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

LABELS = {name: field.meta.label for name, field in Case._meta.fields.items() if hasattr(field, "meta")}
DAYS = ("taken_on", "assigned_on", "investigated_on", "acted_on", "replied_on", "callback_on", "filed_on")
MERGED = "merged"


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Everything of a case that follows from its other fields; called by the door before each write.

    Raises:
        BadInput: a day that has not come, days in the wrong order, a kind of case without what it needs.
    """
    row["unit"] = row["unit"] or centre_of(office)
    if not (row["unit"] and row["title"] and row["channel"]):
        return  # the door names what is missing
    new = row["centre"] is None
    if new:
        _enter(office, row)
    not_after(office, row, {name: LABELS[name] for name in DAYS})
    in_order(row, LABELS, "taken_on", "assigned_on", "investigated_on", "acted_on", "replied_on", "callback_on")
    row["priority"] = URGENT if row["urgent"] else ORDINARY
    row["spot"], row["matter"] = short(row["address"]), short(row["title"])
    kind = office.profile.items("case_kind", CaseKind).get(row["kind"])
    missing = [LABELS[name] for name in (kind.needs if kind else ()) if not row[name]]
    if missing:
        raise BadInput(
            T(f"这类诉求须填写：{'、'.join(m.zh for m in missing)}。", f"Such a case must have: {', '.join(m.en for m in missing)}."),
            T("补填后再登记。", "Fill them in."),
        )  # fmt: skip
    if not row["replied_on"] and not row["merged_into"]:
        _count(office, row)
    if row["stage"] in ("registered", ""):
        row["looks_like"] = similar(office, row)


def centre_of(office: "Office") -> str | None:
    """The unit that takes cases when nobody names one: the first of the rules' templates at the office's own place."""
    key = ("case", "centre")
    if key not in office.remembered:
        found: str | None = None
        for template in rules_of(office).centre:
            units = selected(office, Selector(units=(template,)), office.scope)
            if units:
                found = str(next((uid for uid, _, scope in units if scope == office.scope), units[0][0]))
                break
        office.remembered[key] = found
    known: str | None = office.remembered[key]
    return known


def _enter(office: "Office", row: dict[str, Any]) -> None:
    channel = channel_of(office, row["channel"])
    row["channel"] = channel.key
    row["kind"] = row["kind"] or channel.kind
    row["taken_on"] = row["taken_on"] or office.today.isoformat()
    row["taken_by"] = row["taken_by"] or office.actor
    row["centre"] = row["unit"]
    if row["urgent"] is None:
        row["urgent"] = int(emergency_in(office, f"{row['title']} {row['content'] or ''}") is not None)
    row["number"] = next_number(office, "hotline_case", "centre", row["centre"], row["taken_on"][:4])


def _count(office: "Office", row: dict[str, Any]) -> None:
    """The limit that holds now and the day it gives; nothing while the clock has not begun."""
    limit = limit_for(office, row)
    again = (row["round"] or 0) > 1
    start = row["taken_on"] if limit and limit.counted == "taken" and not again else row["assigned_on"]
    if limit is None or not start:
        row["limit_key"] = row["counted_from"] = row["due"] = None
        return
    term = rules_of(office).rectify if again and rules_of(office).rectify else limit.term
    due = Limit.parse(term).due_from(date.fromisoformat(start), office.calendar)
    row["limit_key"], row["counted_from"], row["due"] = limit.id, start, due.isoformat() if due else None


# ---- steps


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """What a step refuses, and what it brings about beside the case's own fields.

    Raises:
        BadInput: the step does not fit the case as it stands; says what to do instead.
    """
    step = _STEPS.get(action.key)
    if step is not None:
        step(change, row)


def _assign(change: "Change", row: dict[str, Any]) -> None:
    """A round begins: its number, how it was assigned, who answers where the channel wants a named person."""
    office = change.office
    _end_round(change, row, "reassigned")
    channel = channel_of(office, row["channel"])
    number = (row["round"] or 0) + 1
    new: dict[str, Any] = {
        "round": number, "manner": row["manner"] or channel.manner, "investigated_on": None, "acted_on": None,
        "person": holder(office, row["unit"], channel.post) if channel.post else None, "objection": None,
    }  # fmt: skip
    put(change, row["uid"], new)
    row = change.current(office.resource("case"), row["uid"])
    if number == 1:
        put(change, row["uid"], {"first_due": row["due"]})
    _begin_round(change, row)


def holder(office: "Office", unit: str, post: str) -> str | None:
    """Who holds a post of a unit today."""
    today = office.today.isoformat()
    found = office.inside.rows(
        "SELECT person FROM {post} WHERE unit = ? AND kind = ? AND (valid_from IS NULL OR valid_from <= ?)"
        " AND (valid_to IS NULL OR valid_to >= ?) ORDER BY id",
        (unit, post, today, today),
    )
    return str(found[0][0]) if found else None


def _begin_round(change: "Change", row: Mapping[str, Any]) -> None:
    office = change.office
    resource = office.resource("case_round")
    made = dict.fromkeys(columns(Round)) | {
        "uid": derived_uid("case_round", row["uid"], str(row["round"])), "unit": row["unit"], "scope": row["scope"],
        "stage": "", "version": 1, "ticket": row["uid"], "number": row["round"],
    }  # fmt: skip
    made |= {name: row[name] for name in ("assigned_on", "manner", "limit_key", "counted_from", "due")}
    change.insert_rows(resource, [made])


def _end_round(change: "Change", row: Mapping[str, Any], outcome: str) -> None:
    """The open round of a case ends, if there is one."""
    office = change.office
    found = office.inside.rows("SELECT uid FROM {case_round} WHERE ticket = ? AND ended_on IS NULL", (row["uid"],))
    resource = office.resource("case_round")
    for (uid,) in found:
        new = {"outcome": outcome, "ended_on": row["replied_on"] or office.today.isoformat(), "result": row["result"]}
        change.put_row(resource, change.current(resource, uid), new, "update")


def put(change: "Change", uid: str, new: dict[str, Any]) -> None:
    """Set columns of a case."""
    resource = change.office.resource("case")
    change.put_row(resource, change.current(resource, uid), new, "update")


def _uphold(change: "Change", row: dict[str, Any]) -> None:
    put(change, row["uid"], {"objection": None})


def _reply(change: "Change", row: dict[str, Any]) -> None:
    """The reply goes to everybody who called about it, and the time for their ratings begins."""
    office = change.office
    channel = channel_of(office, row["channel"])
    missing = [LABELS[name] for name in channel.needs if not row[name]]
    if missing:
        raise BadInput(
            T(f"{channel.name.zh}的反馈须有：{'、'.join(m.zh for m in missing)}。",
              f"A reply through this channel ({channel.name.en}) must have: {', '.join(m.en for m in missing)}."),
            T("反馈时一并填写。", "Give it with the reply."),
        )  # fmt: skip
    rate_by = Limit.parse(rules_of(office).rate_within).due_from(date.fromisoformat(row["replied_on"]), office.calendar)
    new: dict[str, Any] = {"rate_by": rate_by.isoformat() if rate_by else None}
    if not row["first_replied_on"]:
        new |= {"first_replied_on": row["replied_on"], "first_due": row["first_due"] or row["due"]}
    put(change, row["uid"], new)
    _end_round(change, row, "replied")
    told = {name: row[name] for name in ("replied_on", "result", "link", "due")} | {"rate_by": new["rate_by"]}
    for uid, first in office.inside.rows(
        "SELECT uid, first_replied_on FROM {hotline_case} WHERE merged_into = ? ORDER BY id", (row["uid"],)
    ):
        own = {} if first else {"first_replied_on": row["replied_on"], "first_due": row["due"]}
        put(change, uid, told | own | {"callback_on": None, "called_by": None, "rating": None, "rating_note": None})


def _route(change: "Change", row: dict[str, Any]) -> None:
    _end_round(change, row, "routed")
    put(change, row["uid"], {"first_replied_on": row["replied_on"], "first_due": row["first_due"] or row["due"]})


def _merge(change: "Change", row: dict[str, Any]) -> None:
    office = change.office
    found = office.inside.rows(
        "SELECT uid, centre, merged_into, replied_on FROM {hotline_case} WHERE uid = ? OR (centre = ? AND number = ?)",
        (row["merged_into"], row["centre"], row["merged_into"]),
    )
    if not found or found[0][0] == row["uid"]:
        raise BadInput(
            T(f"没有另一件工单 {row['merged_into']}。", f"There is no other case {row['merged_into']}."),
            T("写工单号或编号；gongkai case duplicates 列出相似的。",
              "Give its number or id; gongkai case duplicates lists those that look alike."),
        )  # fmt: skip
    target, centre, above, replied_on = found[0]
    if centre != row["centre"]:
        raise BadInput(
            T("只能并入同一受理单位的工单。", "Only cases taken at the same unit are merged."),
            T("先由上级转办。", "Let the unit above reassign it first."),
        )
    if above or replied_on:
        raise BadInput(
            T("对方工单已并入别的工单或已反馈。", "That case is merged or answered itself."),
            T(f"并入 {above}，或单独办理。", f"Merge it into {above}, or handle it by itself.")
            if above else T("单独办理，或先将其重办。", "Handle it by itself."),
        )  # fmt: skip
    _end_round(change, row, "merged")
    new = {"merged_into": target}
    put(change, row["uid"], new)
    for (uid,) in office.inside.rows("SELECT uid FROM {hotline_case} WHERE merged_into = ?", (row["uid"],)):
        put(change, uid, new)  # what was merged into this one goes along


def _call_back(change: "Change", row: dict[str, Any]) -> None:
    if not row["replied_on"]:
        raise BadInput(
            T("还没有反馈，不能回访。", "It is not answered yet, so nobody is called back."),
            T("主办工单反馈后再回访。", "Wait for the reply to the leading case."),
        )
    rounds = change.office.inside.rows(
        "SELECT uid FROM {case_round} WHERE ticket = ? AND outcome = 'replied' ORDER BY number DESC", (row["uid"],)
    )
    if rounds:
        resource = change.office.resource("case_round")
        change.put_row(resource, change.current(resource, rounds[0][0]), {"rating": row["rating"]}, "update")


def group(office: "Office", uid: str) -> list[tuple[str, str, str | None, str | None]]:
    """A case and those merged into it: uid, number, day of the call back, rating."""
    rows = office.inside.rows(
        "SELECT uid, number, callback_on, rating FROM {hotline_case} WHERE uid = ? OR merged_into = ? ORDER BY id",
        (uid, uid),
    )
    return [(str(u), str(n), back, rating) for u, n, back, rating in rows]


def _redo(change: "Change", row: dict[str, Any]) -> None:
    office = change.office
    bad = bad_ratings(office)
    if not any(rating in bad for _, _, _, rating in group(office, row["uid"])):
        raise BadInput(
            T("没有不满意的评价，不用重办。", "Nobody was dissatisfied, so it is not done again."),
            T("先用 callback 登记回访和评价。", "Enter the call back and the rating first (callback)."),
        )
    number = (row["round"] or 0) + 1
    cleared = dict.fromkeys(
        ("result", "findings", "measures", "rate_by", "called_by", "rating", "rating_note", "filed_by")
    )
    put(change, row["uid"], {**cleared, "round": number})
    _begin_round(change, change.current(office.resource("case"), row["uid"]))


def _file(change: "Change", row: dict[str, Any]) -> None:
    """Filed when everybody was called back, or their time to rate is over, and no bad rating is left undone."""
    office = change.office
    bad = bad_ratings(office)
    people = group(office, row["uid"])
    if any(rating in bad for _, _, _, rating in people):
        raise BadInput(
            T("有不满意的评价，须重办后再备案。", "Somebody is dissatisfied: it is done again before it is filed."),
            T("用 redo 重办。", "Use redo."),
        )
    waiting = [number for _, number, back, _ in people if not back]
    if waiting and office.today.isoformat() <= (row["rate_by"] or ""):
        raise BadInput(
            T(f"还没有回访：{'、'.join(waiting)}；评价到 {row['rate_by']} 截止。",
              f"Not called back yet: {', '.join(waiting)}; ratings are open until {row['rate_by']}."),
            T("逐件回访，或等评价截止。", "Call each of them back, or wait until then."),
        )  # fmt: skip


_STEPS = {
    "assign": _assign,
    "reassign": _assign,
    "uphold": _uphold,
    "answer": _reply,
    "feedback": _reply,
    "route": _route,
    "merge": _merge,
    "callback": _call_back,
    "redo": _redo,
    "file": _file,
}
