"""What follows from, and what hinders, a step of an instruction or of a case at a window."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.rules import PostKind

if TYPE_CHECKING:
    from gongkai.core.office import Office

REPRESENTATIVE = "chief-representative"


def prepare_instruction(office: "Office", row: dict[str, Any]) -> None:
    """Refuse a date that cannot be.

    Raises:
        BadInput: it is due before it was written, or was written in the future.
    """
    said, due, today = row.get("said_on") or "", row.get("due") or "", office.today.isoformat()
    if due and said > due:
        raise BadInput(
            T(f"办结时限 {due} 早于批示日期 {said}。", f"It is due on {due}, before it was written on {said}."),
            T("改正其中一个日期。", "Mend one of the dates."),
        )
    if said > today:
        raise BadInput(
            T(f"批示日期 {said} 还没有到。", f"It cannot have been written on {said}, which has not come yet."),
            T("检查日期。", "Check the date."),
        )


def prepare_case(office: "Office", row: dict[str, Any]) -> None:
    """Fill the days that follow from the type.

    Raises:
        BadInput: a promised case without a day, or one before it was taken.
    """
    taken = row["taken_on"] = row.get("taken_on") or office.today.isoformat()
    if row.get("kind") == "instant":
        row["due"] = taken
    due = row.get("due") or ""
    if due < taken:
        raise BadInput(
            T(
                "承诺件要写承诺日期，不早于受理日期。",
                "A promised case needs its day, no earlier than the day it was taken.",
            ),
            T("填写 due。", "Fill in due."),
        )


def vet_case(office: "Office", old: Mapping[str, Any] | None, new: dict[str, Any] | None) -> None:
    """Told once only; finished only with the hand signature of somebody who may give it.

    Raises:
        BadInput: something was told a second time, or the signature is nobody's who represents the unit.
    """
    if new is None:
        return
    if old is not None and old["told"] and new["told"] != old["told"]:
        raise BadInput(
            T(f"{old['told_on']} 已经一次性告知，不能再补要。", f"All was told on {old['told_on']}; nothing more can be asked."),
            T("按已告知的内容办理。", "Go on with what was told."),
        )  # fmt: skip
    if new["stage"] == "closed" and (old is None or old["stage"] != "closed"):
        _check_signature(office, new)


def _check_signature(office: "Office", row: dict[str, Any]) -> None:
    if REPRESENTATIVE not in office.profile.items("post_kind", PostKind):
        return
    today = office.today.isoformat()
    holders = [
        name
        for (name,) in office.rows(
            "SELECT person FROM {post} WHERE unit = ? AND kind = ? AND person IS NOT NULL"
            " AND (valid_from IS NULL OR valid_from <= ?) AND (valid_to IS NULL OR valid_to >= ?) ORDER BY id",
            (row["unit"], REPRESENTATIVE, today, today),
        )
    ]
    if row["signed_by"] not in holders:
        known_zh, known_en = "、".join(holders) or "（待定）", ", ".join(holders) or "(vacant)"  # zh-data
        raise BadInput(
            T(
                "办结件要由本单位首席代表亲笔签名。",
                "A finished case is signed by hand by the unit’s chief representative.",
            ),
            T(f"signed_by 填首席代表姓名：{known_zh}。", f"Give signed_by one of: {known_en}."),
        )
