"""What regions and offices set for rounds, read from TOML: how long a stage may take, random samples, the best and worst."""

from typing import TYPE_CHECKING, Literal

from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Selector, Struct

if TYPE_CHECKING:
    from gongkai.core.office import Office


class StageLimit(Struct, frozen=True):
    """How long a round may stay in a stage, such as ``10wd``; the day on which the stage began is not counted."""

    id: str
    stage: str
    term: str
    rule: str = ""


class SampleKind(Kind, frozen=True, kw_only=True):
    """What samples are drawn from: the members (no items), or the items listed here. ``size`` where nobody says another."""

    size: int = 10
    items: tuple[str, ...] = ()


class RoundKind(Kind, frozen=True, kw_only=True):
    """A sort of round that is held again and again: ``every`` month, quarter or year, by which rubric, of whom."""

    every: Literal["month", "quarter", "year"] = "year"
    rubric: str = ""
    to: Selector = Selector()


class RoundRules(Struct, frozen=True):
    """What holds for every round: how many units are named best and worst; how many are shown around one."""

    best: int = 3
    around: int = 5


SECTIONS = (
    Section("round", RoundRules, many=False, plugin="inspection"),
    Section("round_limit", StageLimit, plugin="inspection"),
    Section("round_kind", RoundKind, plugin="inspection"),
    Section("sample", SampleKind, plugin="inspection"),
)


def rules_of(office: "Office") -> RoundRules:
    """What holds for every round here."""
    return office.profile.table("round", RoundRules)


def limit_of(office: "Office", stage: str) -> StageLimit | None:
    """The limit of a stage: of several the one named last."""
    found = [one for one in office.profile.items("round_limit", StageLimit).values() if one.stage == stage]
    return found[-1] if found else None


PHASES = (
    ("", T("日常", "Standing")),
    ("self", T("自评", "Self-assessment")),
    ("first", T("初评", "First mark")),
    ("second", T("复评", "Second mark")),
    ("appeal", T("申诉复核", "After an appeal")),
)
"""When a mark was given. Of those that count the last holds: appeal, second, first, standing; self never counts."""
COUNTING = ("appeal", "second", "first", "")
