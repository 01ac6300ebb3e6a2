"""What follows from the steps of a round: opening freezes rubric and members, stages get their clocks, publishing seals."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import require
from gongkai.core.clock import Limit
from gongkai.core.codes import span
from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.i18n import T
from gongkai.core.registry.models import Unit
from gongkai.core.registry.select import condition
from gongkai.core.rules import Selector
from gongkai.core.store.record import derived_uids
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.rounds.finding import OVER, find_round, member_of, rubric_in
from gongkai.plugins.inspection.rounds.marking import own_units
from gongkai.plugins.inspection.rounds.rules import limit_of
from gongkai.plugins.inspection.rubrics import plan_of, rubric_of

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action


def open_round(
    office: "Office", change: "Change", code: str, rubric: str = "default", title: str = "", within: int | None = None,
    to: Selector | None = None, as_of: date | None = None, cut_off: date | None = None, unit: str = "",
) -> Any:  # fmt: skip
    """Open a round: its rubric is kept as it is today, its units as they are today.

    Args:
        to: who takes part, beside what the rubric itself means; ``within``: only this subtree, the office's own by default.
        as_of: the day on which records are judged, the day of computing by default; ``cut_off``: the last day for marks.

    Raises:
        BadInput: there is such a round, no such rubric, nobody takes part, or the days are in the wrong order.
        NotAllowed: the acting account may not inspect all of the place.
    """
    place = office.scope if within is None else within
    require(office, "inspect", place, whole=True)
    found = rubric_of(office, rubric)
    plan_of(office, found)  # a rubric that cannot be worked out opens nothing
    if find_round(office, clean_line(code)):
        raise BadInput(
            T(f"已有轮次 {code}。", f"There is a round {code} already."),
            T("换一个编号，或用 gongkai round show 查看。", "Choose another code, or see gongkai round show."),
        )
    ones = _meant(office, found, place, to or Selector())
    if not ones:
        raise BadInput(
            T("没有单位在参评范围内。", "No unit takes part."),
            T("检查评分办法的 to、--level 和 --within。", "Check the rubric’s to, --level and --within."),
        )
    made = change.create(
        "round", code=code, title=title or f"{code} {found.name.zh}", rubric=found.id, unit=unit or _owner(office),
        as_of=as_of, cut_off=cut_off,
    )  # fmt: skip
    resource = office.resource("round")
    new = {
        "edition": found.edition, "edition_hash": found.hash, "frozen": msgspec.json.encode(found, order="sorted").decode(),
        "selector": msgspec.json.encode(to or Selector()).decode(), "within": place, "members": len(ones),
    }  # fmt: skip
    change.put_row(resource, change.current(resource, made.uid), new, "update")
    uids, scopes, levels, kinds, classes = (list(column) for column in zip(*ones, strict=True))
    count = len(uids)
    rows = {
        "uid": derived_uids(("round_member", made.uid, uid) for uid in uids), "unit": uids, "scope": scopes,
        "stage": [""] * count, "version": [1] * count, "round": [made.uid] * count, "level": levels, "kind": kinds,
        "unit_class": classes,
    }  # fmt: skip
    change.insert_generated(office.resource("round_member"), [(rows, [""] * count)])
    return change.office.first(office.select(type(made)).where(type(made).uid == made.uid))


def _owner(office: "Office") -> str:
    rows = office.rows(
        "SELECT uid FROM {unit} WHERE scope = ? AND valid_to IS NULL ORDER BY id LIMIT 1", (office.scope,)
    )
    rows = rows or office.rows("SELECT uid FROM {unit} WHERE valid_to IS NULL ORDER BY scope, id LIMIT 1")
    return str(rows[0][0]) if rows else ""


def owner(office: "Office") -> str | None:
    """The unit that holds a round when nobody names one: the first at the office's own place."""
    return _owner(office) or None


def _meant(office: "Office", rubric: Any, place: int, to: Selector) -> list[tuple[Any, ...]]:
    """Unit, scope, level, kind and class of everybody who takes part, in order of place."""
    low, high = span(place)

    def asked(*selectors: Selector) -> list[tuple[Any, ...]]:
        query = office.select(Unit, Unit.uid, Unit.scope, Unit.level, Unit.kind)
        for selector in selectors:
            for test in condition(office, selector):
                query = query.where(test)
        return [tuple(row) for row in office.fetch(
            query.where(Unit.scope.between(low, high)).order_by(Unit.scope, Unit.id).tuples())]  # fmt: skip

    classes: dict[str, str] = {}
    for one in rubric.unit_class:
        for row in asked(one.to):
            classes.setdefault(row[0], one.id)
    return [(*row, classes.get(row[0], "")) for row in asked(rubric.to, to)]


# ---- hooks of the registers


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Days in order, and the limit of the stage that a round stands in."""
    row["code"] = clean_line(row["code"] or "") or None
    if row["as_of"] and row["cut_off"] and row["cut_off"] < row["as_of"]:
        raise BadInput(
            T(f"评分截止（{row['cut_off']}）早于数据截至（{row['as_of']}）。",
              f"Marks end ({row['cut_off']}) before the records’ day ({row['as_of']})."),
            T("改正其中一个日期。", "Mend one of the two days."),
        )  # fmt: skip


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """The clock of the stage; what publishing seals.

    Raises:
        BadInput: the round has no units, or marks came after the last computing.
    """
    office = change.office
    resource = office.resource("round")
    new: dict[str, Any] = {"due": _due(office, row)}
    if not row["members"]:
        raise BadInput(
            T("这一轮没有参评单位。", "Nobody takes part in this round."),
            T("用 gongkai round open 开轮，范围随之固定。", "Open it with gongkai round open, which settles who does."),
        )
    if action.key == "publish":
        late = office.inside.rows(
            "SELECT count(*) FROM {mark} WHERE round = ? AND marked_on > ?", (row["code"], row["run_on"])
        )[0][0]
        if late:
            raise BadInput(
                T(f"计算之后又有 {late} 项评分。", f"{late} marks were given after the scores were computed."),
                T("先用 gongkai round run 重新计算。", "Compute them again with gongkai round run first."),
            )
        new["digest"] = digest(office.inside, row["uid"])
    change.put_row(resource, change.current(resource, row["uid"]), new, "update")


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


# ---- objections and evidence


def prepare_objection(office: "Office", row: dict[str, Any]) -> None:
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
            T("用 gongkai round show 查看参评范围。", "See gongkai round show for who does."),
        )
    row["indicator"] = entry_key(office, held, member[2], row["indicator"])
    from gongkai.core.access import SYSTEM

    if office.actor != SYSTEM and row["unit"] not in own_units(office):
        name = office.unit_name(row["unit"])
        raise NotAllowed(
            T(f"反馈和申诉由{name}自己的人提出。", f"Replies and appeals are {name}'s own."),
            T("请在该单位任职的人登录提出。", "Somebody who holds a post there raises it."),
        )
    row["raised_by"], row["raised_on"] = row["raised_by"] or office.actor, row["raised_on"] or office.today.isoformat()
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


def after_objection(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """What is upheld with points becomes a mark, and after publication the unit's score is corrected."""
    from gongkai.plugins.inspection.rounds.renewal import renew

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


def prepare_proof(office: "Office", row: dict[str, Any]) -> None:
    """Who adds it and when."""
    if row["round"]:
        held = find_round(office.inside, row["round"])
        if held is not None:
            row["round"] = held.uid
    row["added_by"], row["added_on"] = row["added_by"] or office.actor, row["added_on"] or office.today.isoformat()
