"""Obligations: what a kind of unit must disclose, read from ``[[obligation]]`` tables."""

from typing import Literal

from gongkai.core.i18n import T
from gongkai.core.rules import Selector, Struct


class Obligation(Struct, frozen=True):
    """One duty to disclose. ``limit`` is in the grammar of ``gongkai.core.clock`` (``20wd``, ``quarter`` …)."""

    id: str
    name: T
    topic: tuple[T, ...]
    limit: str
    to: Selector = Selector()
    elements: tuple[T, ...] = ()
    basis: tuple[str, ...] = ()  # "source-id" or "source-id:clause"
    rule: str = ""
    subject: T | None = None
    channels: tuple[str, ...] = ("site",)
    audience: str = "public"
    manner: Literal["proactive", "request"] = "proactive"
    phase: tuple[Literal["before", "during", "after"], ...] = ()
    matter: Literal["", "statutory", "target", "process", "result"] = ""  # the four types of matter
    importance: Literal["ordinary", "important"] = "ordinary"
    marks: tuple[Literal["interest", "corruption", "hot"], ...] = ()  # the three marks of priority
    stages: tuple[T, ...] = ()  # usual milestones of what is disclosed stage by stage
    since: str = ""
    until: str = ""


class Abstract(Struct, frozen=True, rename={"since": "from"}):
    """How long an abstract may be: ``short`` characters, ``long`` for texts of more than ``since`` (``from``)."""

    short: int = 300
    long: int = 500
    since: int = 5000
    rule: str = ""
