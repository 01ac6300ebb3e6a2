"""A finding: what a check saw, by which rule, where, since when, and how to mend it."""

from dataclasses import dataclass

from gongkai.core.i18n import T


@dataclass(frozen=True)
class Finding:
    """One thing that is not as a rule wants it.

    Attributes:
        code: kind of finding (``post-missing``); stable, for scripts.
        rule: id of the rule, or empty where none asks for it by name.
        unit: uid of the unit concerned.
        register, uid: the record concerned, when there is one.
        since: ISO date from which it is so, when known.
        item: the item of the profile that stands for the rule (``post_kind:officer``), when there is one.
    """

    code: str
    what: T
    remedy: T
    unit: str
    rule: str = ""
    register: str = ""
    uid: str = ""
    since: str = ""
    item: str = ""
