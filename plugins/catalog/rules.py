"""Obligations: what a kind of unit must disclose, read from ``[[obligation]]`` tables, and the domains they are of."""

from typing import Literal

from gongkai.core.i18n import T
from gongkai.core.rules import Selector, Struct

CONFIDENCE = {
    "seen": T("已核对原文", "read in the text"),
    "second-hand": T("转引，待核对", "second-hand, to be checked"),
    "memory": T("凭记忆，待核对", "from memory, to be checked"),
    "guess": T("推断，待核对", "a guess, to be checked"),
}
"""How sure it is that a document says so, in words."""
Confidence = Literal["seen", "second-hand", "memory", "guess"]


class Obligation(Struct, frozen=True):
    """One duty to disclose.

    Attributes:
        topic: two or three levels.
        limit: in the grammar of ``gongkai.core.clock`` (``20wd``, ``quarter`` …).
        to: the units that it binds.
        required: what a published text must name, each as in ``elements`` or in other words that may stand for it,
            divided by ``|`` (``监督电话|投诉电话``).
        basis: ``source-id`` or ``source-id:clause``.
        matter: which of the four types of matter it is.
        marks: the three marks of priority.
        stages: usual milestones of what is disclosed stage by stage.
        example: the place whose own catalogue the row was taken from, as an example; empty where a rule says so.
        confidence: whether its document was read. What was not is offered, and binds nobody until it is adopted.
        adopted: in force or not, whatever ``confidence`` says; an office sets it.
    """

    id: str
    name: T
    topic: tuple[T, ...]
    limit: str
    to: Selector = Selector()
    elements: tuple[T, ...] = ()
    required: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    rule: str = ""
    subject: T | None = None
    channels: tuple[str, ...] = ("site",)
    audience: str = "public"
    manner: Literal["proactive", "request"] = "proactive"
    phase: tuple[Literal["before", "during", "after"], ...] = ()
    matter: Literal["", "statutory", "target", "process", "result"] = ""
    importance: Literal["ordinary", "important"] = "ordinary"
    marks: tuple[Literal["interest", "corruption", "hot"], ...] = ()
    stages: tuple[T, ...] = ()
    example: str = ""
    confidence: Confidence = "seen"
    adopted: bool | None = None
    since: str = ""
    until: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it binds: what was read in its document, unless an office decided otherwise."""
        return self.confidence == "seen" if self.adopted is None else self.adopted

    def on(self, day: str) -> bool:
        """Whether it binds on a day (ISO)."""
        return self.in_force and (not self.since or self.since <= day) and (not self.until or day <= self.until)


class Domain(Struct, frozen=True):
    """A domain of the grass-roots catalogue: an obligation is of it when its topic names it.

    ``to`` says which units see to it in an ordinary county.
    """

    key: str
    name: T
    to: Selector = Selector()
    source: str = ""
    confidence: Confidence = "seen"
    note: T | None = None


class Abstract(Struct, frozen=True, rename={"since": "from"}):
    """How long an abstract may be: ``short`` characters, ``long`` for texts of more than ``since`` (``from``)."""

    short: int = 300
    long: int = 500
    since: int = 5000
    rule: str = ""
