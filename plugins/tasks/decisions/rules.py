"""The chain of decisions and the clocks of responses, read from TOML."""

from typing import TYPE_CHECKING

from gongkai.core.profile import Section
from gongkai.core.rules import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongkai.core.office import Office


class StepRule(Kind, frozen=True, kw_only=True):
    """What one step of a decision needs before it is done.

    Attributes:
        after: steps that must be done before, where the decision has them.
        last: after every other step of the decision.
        needs: fields that must be filled; a figure may be 0.
        at_least: field to the smallest number.
        term: how long it takes at the least, from its start to its end (``30d``, ``7wd``).
        papers: how long before its start the papers must be out.
        ways: ways that it must take, each of them.
        any_way: at least one of these.
        forums: meetings in which it may be taken.
        holiday: it must run over at least one day of rest.
        adoption: how the opinions were used must be published, where any came in.
        waivable: it may be left out, with a reason.
    """

    after: tuple[str, ...] = ()
    last: bool = False
    needs: tuple[str, ...] = ()
    at_least: dict[str, int] = {}
    term: str = ""
    papers: str = ""
    ways: tuple[str, ...] = ()
    any_way: tuple[str, ...] = ()
    forums: tuple[str, ...] = ()
    holiday: bool = False
    adoption: bool = False
    waivable: bool = False


class DecisionType(Kind, frozen=True, kw_only=True):
    """A type of major matter with its steps in order."""

    steps: tuple[str, ...]


class ResponseKind(Kind, frozen=True, kw_only=True):
    """Something that must be answered.

    Attributes:
        first, brief: hours from its discovery to the first word and to the press conference; 0 for none.
        items: what must have been told before it is closed; ``phases``: in which phases something must be published.
        abroad: whether something must be for people abroad as well.
    """

    first: int = 0
    brief: int = 0
    items: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    abroad: bool = False


SECTIONS = (
    Section("decision_step", StepRule, plugin="tasks"),
    Section("decision_type", DecisionType, plugin="tasks"),
    Section("decision_way", Kind, plugin="tasks"),
    Section("response_kind", ResponseKind, plugin="tasks"),
    Section("response_item", Kind, plugin="tasks"),
)


def step_rules(office: "Office") -> dict[str, StepRule]:
    """The steps that the rules know."""
    return office.profile.items("decision_step", StepRule)


def chain(office: "Office", types: "Sequence[str]") -> list[str]:
    """The steps of a decision of these types: joined, each once, in the order that their rules ask for."""
    known = office.profile.items("decision_type", DecisionType)
    rules = step_rules(office)
    wanted = list(dict.fromkeys(step for key in types if key in known for step in known[key].steps if step in rules))
    ordered: list[str] = []
    while wanted:
        ready = [step for step in wanted if not any(other in wanted for other in rules[step].after if other != step)]
        pick = next((step for step in ready if not rules[step].last), (ready or wanted)[0])
        ordered.append(pick)
        wanted.remove(pick)
    return ordered
