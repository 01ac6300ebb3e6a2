"""Marks in a round: in which phase they are given, by whom, until when."""

from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T
from gongkai.plugins.inspection.rounds.finding import member_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

STAGES = ("self", "first", "second")
"""Stages of a round in which marks are given, each in its own phase; after an appeal only what is upheld changes points."""


def own_units(office: "Office") -> set[str]:
    """Uids of the units in which the acting account's person holds a post today.

    Accounts and posts are tied by the person's name: the account's display name and the post's person. Two people
    of one name count as one, which refuses a mark too many rather than one too few.
    """
    today = office.today.isoformat()
    rows = office.inside.rows(
        "SELECT p.unit FROM {post} p JOIN {account} a ON a.display = p.person WHERE a.name = ?"
        " AND (p.valid_from IS NULL OR p.valid_from <= ?) AND (p.valid_to IS NULL OR p.valid_to >= ?)",
        (office.actor, today, today),
    )
    return {row[0] for row in rows}


def seen_own_units(office: "Office") -> list[str]:
    """The same of the units that the account may see, for screens; the door asks of all."""
    today = office.today.isoformat()
    rows = office.rows(
        "SELECT unit FROM {post} WHERE person = ? AND (valid_from IS NULL OR valid_from <= ?)"
        " AND (valid_to IS NULL OR valid_to >= ?)",
        (office.person[0], today, today),
    )
    return sorted({unit for (unit,) in rows})


def enter(office: "Office", row: dict[str, Any], held: Any) -> None:
    """Check that a mark may be given now in this round, and say in which phase; called by the door.

    Raises:
        BadInput: the round takes no marks now, the last day is over, the unit takes no part or was not drawn.
        NotAllowed: a self-assessment by somebody from elsewhere.
    """
    phase = held.stage if held.stage in STAGES else None
    new = not row.get("marked_by")
    if phase is None or not (new or row["phase"] == phase):
        stage = office.workflow(office.resource("round")).stage_of(held.stage)
        raise BadInput(
            T(f"轮次 {held.code} 在“{stage.name.zh}”阶段，不收这项评分。",
              f"Round {held.code} is in stage “{stage.name.en}” and does not take this mark."),
            T("自评、初评、复评在各自阶段内进行。", "Marks are given and changed in their own stage."),
        )  # fmt: skip
    row["phase"] = phase
    if held.cut_off and office.today > held.cut_off:
        raise BadInput(
            T(
                f"轮次 {held.code} 的评分已于 {held.cut_off} 截止。",
                f"Marks of round {held.code} were taken until {held.cut_off}.",
            ),
            T("确需补评的，另开一轮。", "Open another round for what is still to be marked."),
        )
    name = office.unit_name(row["unit"])
    if member_of(office.inside, held.uid, row["unit"]) is None:
        raise BadInput(
            T(f"{name}不参加轮次 {held.code}。", f"{name} takes no part in round {held.code}."),
            T("用 gongkai round_member list 查看参评单位。", "See gongkai round_member list for who does."),
        )
    drawn = {one for (one,) in office.inside.rows(
        "SELECT item FROM {round_draw} WHERE round = ? AND what = 'units'", (held.uid,))}  # fmt: skip
    if drawn and phase != "self" and row["unit"] not in drawn:
        raise BadInput(
            T(f"{name}未被抽中，本轮不评这项。", f"{name} was not drawn, so this is not marked."),
            T("用 gongkai round draw 查看抽样结果。", "See gongkai round draw for the sample."),
        )
    if phase == "self" and office.actor != SYSTEM and row["unit"] not in own_units(office):
        raise NotAllowed(
            T(f"自评由{name}自己的人填写。", f"The self-assessment is {name}'s own."),
            T("请在该单位任职的人登录填写。", "Somebody who holds a post there enters it."),
        )
