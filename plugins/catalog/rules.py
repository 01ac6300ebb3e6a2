"""Obligations: what a kind of unit must disclose, read from ``[[obligation]]`` tables."""

from gongkai.core.i18n import T
from gongkai.core.rules import Selector, Struct


class Obligation(Struct):
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
    manner: str = "proactive"
    phase: tuple[str, ...] = ()
    matter: str = ""  # the four types of matter: statutory, target, process, result
    importance: str = "ordinary"
    since: str = ""
    until: str = ""
