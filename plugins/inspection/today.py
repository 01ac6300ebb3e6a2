"""The score's card on the day's first screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from gongkai.core.i18n import T, counted
from gongkai.core.register import Query
from gongkai.core.today import Card
from gongkai.plugins.inspection.models import current_round

if TYPE_CHECKING:
    from gongkai.core.office import Office


def add_cards(office: "Office", register: Callable[[Card], None]) -> None:
    """A card that opens the scores. It names the marks given this year and computes no score: a score of the whole
    subtree reads every entry, and the first screen must not wait for that."""
    marks = office.register("mark").count(Query(filters=("current",)))
    turn = current_round(office.today)
    detail = counted(
        marks, T(f"{turn} 年手工评分 {{n}} 条", f"{{n}} mark given in {turn}"), f"{{n}} marks given in {turn}"
    )
    register(Card("score", "state", T("各单位得分", "Scores of the units"), screen="scores", detail=detail))
