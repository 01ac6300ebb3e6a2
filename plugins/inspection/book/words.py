"""Scores and ranks in words, as book, charts and screens say them alike."""

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from gongkai.core.codes import Level
from gongkai.core.i18n import T, same
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.arithmetic import PUBLISHED
from gongkai.plugins.inspection.engine import UnitScore
from gongkai.plugins.inspection.ranking import Ranked

if TYPE_CHECKING:
    from gongkai.core.office import Office

GRADES: tuple[tuple[int, T], ...] = (
    (90, T("90% 以上", "90% and more")),
    (75, T("75%—90%", "75% to 90%")),
    (60, T("60%—75%", "60% to 75%")),
    (0, T("60% 以下", "below 60%")),
)
"""Classes of a heat map in per cent, best first."""


def grade(share: Decimal | None) -> int | None:
    """Place of a share (0 to 1) among ``GRADES``; None where nothing was assessed."""
    if share is None:
        return None
    return next((place for place, (least, _) in enumerate(GRADES) if share * 100 >= least), len(GRADES) - 1)


def points(value: Decimal | None) -> str:
    """Points with two places, a dash where there are none."""
    return "—" if value is None else str(value.quantize(PUBLISHED))


def per_cent(share: Decimal | None) -> str:
    """A share (0 to 1) in whole per cent, cut, as ``grade`` cuts it; a dot where nothing was assessed."""
    return "·" if share is None else str((share * 100).to_integral_value(ROUND_DOWN))


def class_name(office: "Office", score: UnitScore) -> str:
    """The class in which a unit is ranked: level and kind."""
    kinds = dict(office.profile.choices["unit_kind"])
    kind = kinds.get(score.kind, same(score.kind))
    return clean_line(str(Level.from_key(score.level).label + same(" · ") + kind))


def rank_of(office: "Office", one: Ranked) -> str:
    """A unit's rank, of how many assessed, in which class."""
    name = class_name(office, one.score)
    if one.rank is None:
        return str(T(f"未评（{name}）", f"not assessed ({name})"))
    return str(T(f"{one.rank}/{one.assessed}（{name}）", f"{one.rank} of {one.assessed} ({name})"))
