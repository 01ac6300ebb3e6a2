"""Replies to first marks and appeals against published scores: who raises them, who decides, what becomes of the points."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM
from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.i18n import T
from gongkai.plugins.inspection.rounds.finding import OVER, find_round, member_of, rubric_in
from gongkai.plugins.inspection.rounds.marking import own_units
from gongkai.plugins.inspection.rubrics import plan_of

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Who raises it, in which stage; only the unit's own people do.

    Raises:
        BadInput: the round is in no stage for it, or has no such indicator or unit.
        NotAllowed: somebody from elsewhere.
    """
    if not (row["round"] and row["unit"] and row["indicator"]) or row["answered_by"]:
        return
    held = find_round(office.inside, row["round"])
    kinds = {"reply": "reply", "published": "appeal", "appeal": "appeal"}
    if held is None or held.stage not in kinds:
        raise BadInput(
            T("这一轮现在不收反馈或申诉。", "The round takes no reply or appeal now."),
            T("反馈阶段和公布之后可以提出。", "They are raised in the stage of replies and after publication."),
        )
    row["round"], row["kind"] = held.uid, row["kind"] or kinds[held.stage]
    if held.stage in ("reply", "appeal") and held.due and office.today > held.due:
        raise BadInput(
            T(f"期限 {held.due} 已过。", f"The time was over on {held.due}."),
            T("联系检查单位。", "Speak to the inspecting unit."),
        )
    member = member_of(office.inside, held.uid, row["unit"])
    if member is None:
        raise BadInput(
            T(f"{office.unit_name(row['unit'])}不参加这一轮。", f"{office.unit_name(row['unit'])} takes no part."),
            T("用 gongkai round_member list 查看参评单位。", "See gongkai round_member list for who does."),
        )
    row["indicator"] = entry_key(office, held, member[2], row["indicator"])
    if office.actor != SYSTEM and row["unit"] not in own_units(office):
        name = office.unit_name(row["unit"])
        raise NotAllowed(
            T(f"反馈和申诉由{name}自己的人提出。", f"Replies and appeals are {name}'s own."),
            T("请在该单位任职的人登录提出。", "Somebody who holds a post there raises it."),
        )
    row["raised_by"], row["raised_on"] = row["raised_by"] or office.actor, row["raised_on"] or office.today.isoformat()
    twin = office.inside.rows(
        "SELECT 1 FROM {round_objection} WHERE round = ? AND unit = ? AND indicator = ? AND stage = 'raised' AND uid <> ?",
        (row["round"], row["unit"], row["indicator"], row["uid"]),
    )
    if twin:
        raise BadInput(
            T("这项已经提出，正待复核。", "This is raised already and waits for a decision."),
            T(
                "改已有的那条（gongkai round_objection edit）。",
                "Edit the one that is there (gongkai round_objection edit).",
            ),
        )
    if row["view"] == "agree":
        row["stage"] = "agreed"


def entry_key(office: "Office", held: Any, unit_class: str, text: str) -> str:
    """The entry of a round's rubric that a person means, by key or name.

    Raises:
        BadInput: there is none; names those there are.
    """
    entries = plan_of(office, rubric_in(held), unit_class or "").entries
    for entry in entries:
        if text in (entry.key, entry.name.zh, entry.name.en, entry.indicator.id):
            return entry.key
    known = [entry.key for entry in entries]
    raise BadInput(
        T(f"本轮没有指标 {text[:40]}。", f"The round has no indicator {text[:40]}."),
        T(f"可用的有：{'、'.join(known)}。", f"There are: {', '.join(known)}."),
    )


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """What is upheld with points becomes a mark, and after publication the unit's score is corrected."""
    from gongkai.plugins.inspection.rounds.renewal import renew  # which computes by what is marked here

    office = change.office
    if action.key != "uphold":
        return
    held = find_round(office.inside, row["round"])
    if row["unit"] in own_units(office):
        name = office.unit_name(row["unit"])
        raise NotAllowed(
            T(f"{office.actor} 在{name}任职，不能复核。", f"{office.actor} holds a post in {name} and cannot decide."),
            T("请其他单位的检查人复核。", "Ask an inspector from elsewhere."),
        )
    if row["points"] is not None:
        _mark(change, held, row)
    if row["kind"] == "appeal":
        resource = office.resource("round_result")
        before = office.inside.rows(
            "SELECT uid FROM {round_result} WHERE round = ? AND unit = ?", (held.uid, row["unit"])
        )
        renew(office.inside, change, held, [row["unit"]], note=False)
        for (uid,) in before:
            change.put_row(resource, change.current(resource, uid), {"corrected": 1}, "appeal")


def _mark(change: "Change", held: Any, row: Mapping[str, Any]) -> None:
    office = change.office
    phase = "appeal" if row["kind"] == "appeal" else "second"
    if phase == "second" and held.stage in OVER:
        raise Conflict(T("得分已公布。", "The scores are public."), T("请对方提出申诉。", "Let the unit appeal."))
    resource = office.resource("mark")
    known = office.inside.rows(
        "SELECT uid FROM {mark} WHERE unit = ? AND round = ? AND rubric = ? AND indicator = ? AND phase = ?",
        (row["unit"], held.code, held.rubric, row["indicator"], phase),
    )
    said = {
        "points": row["points"],
        "reason": row["answer"],
        "marked_by": office.actor,
        "marked_on": office.today.isoformat(),
    }
    member = member_of(office.inside, held.uid, row["unit"])
    entries = {e.key: e for e in plan_of(office, rubric_in(held), (member[2] or "") if member else "").entries}
    entry = entries[row["indicator"]]
    if not entry.hand:
        raise BadInput(
            T("这项由系统计算，不能直接改分。", "This is computed and cannot be given points."),
            T(
                "采纳时不填分数；更正记录后按记录重算。",
                "Uphold without points; it is computed anew from the corrected records.",
            ),
        )
    most = None if entry.most is None else int(entry.most.scaleb(2))
    if row["points"] < 0 or (most is not None and row["points"] > most):
        raise BadInput(
            T(f"改评分数不在 0 至 {entry.most} 之间。", f"The points are not in 0 to {entry.most}."),
            T("改正 --points。", "Mend --points."),
        )
    if known:
        change.put_row(resource, change.current(resource, known[0][0]), said, "update")
        return
    from gongkai.core.store.record import columns, new_uid
    from gongkai.plugins.inspection.models import Mark

    full = dict.fromkeys(columns(Mark)) | {
        "uid": new_uid(), "unit": row["unit"], "scope": row["scope"], "stage": "", "version": 1, "rubric": held.rubric,
        "indicator": row["indicator"], "round": held.code, "phase": phase,
    }  # fmt: skip
    change.insert_rows(resource, [full | said])
