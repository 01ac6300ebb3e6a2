"""Finding a round by its code, and what it froze."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest
from gongkai.plugins.inspection.rounds.models import Round
from gongkai.plugins.inspection.rules import Rubric

if TYPE_CHECKING:
    from gongkai.core.office import Office

OVER = ("published", "appeal", "closed")
"""Stages in which the scores are public and change only by an appeal."""


def find_round(office: "Office", text: str) -> Any:
    """The round of a code or uid; None when there is none that the account may see."""
    return office.first(office.select(Round).where((Round.code == text) | (Round.uid == text)))


def round_of(office: "Office", text: str) -> Any:
    """The round that a person means.

    Raises:
        BadInput: there is none; names the nearest, or those there are.
    """
    text = clean_line(text)
    found = find_round(office, text)
    if found is not None:
        return found
    known = [code for (code,) in office.rows("SELECT code FROM {inspection_round} ORDER BY id DESC LIMIT 50")]
    near = nearest(text, known) or known[:5]
    raise BadInput(
        T(f"没有轮次 {text[:40]}。", f"There is no round {text[:40]}."),
        T(f"可用的有：{'、'.join(near)}。", f"Known ones: {', '.join(near)}.") if near
        else T("用 gongkai round open 开一轮。", "Open one with gongkai round open."),
    )  # fmt: skip


def rubric_in(round: Any) -> Rubric:
    """The rubric as the round froze it."""
    return msgspec.json.decode(round.frozen, type=Rubric)


def rubric_of_row(row: Mapping[str, Any]) -> Rubric:
    """The same of a stored row."""
    return msgspec.json.decode(row["frozen"], type=Rubric)


def member_of(office: "Office", round: str, unit: str) -> tuple[str, str, str] | None:
    """Level, kind and class of a unit in a round; None when it takes no part."""
    rows = office.rows("SELECT level, kind, unit_class FROM {round_member} WHERE round = ? AND unit = ?", (round, unit))
    return tuple(rows[0]) if rows else None


def want_computed(round: Any) -> None:
    """Refuse a round that was never computed.

    Raises:
        BadInput: it was not.
    """
    if round.run_on is None:
        raise BadInput(
            T(f"轮次 {round.code} 还没有计算。", f"Round {round.code} is not computed yet."),
            T(f"用 gongkai round run {round.code} 计算。", f"Compute it with gongkai round run {round.code}."),
        )
