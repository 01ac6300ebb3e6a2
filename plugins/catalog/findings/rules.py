"""What a profile says of findings: the rule behind a kind, and the figures and words that checks compare with."""

from typing import Literal

from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Selector, Struct


class CheckKind(Struct, frozen=True):
    """A kind of finding: the rule behind it, how grave it is, and whether it is looked for at all.

    ``key`` is the finding's code; an empty ``severity`` leaves what the check itself says.
    """

    key: str
    rule: str = ""
    severity: Literal["", "error", "warning", "note"] = ""
    off: bool = False


class UpdateLimit(Struct, frozen=True):
    """Columns whose newest item may be so many days old.

    Attributes:
        topics: names of topics, on whatever level of the path (``财政信息``).
        obligations: ids of obligations that are meant beside them.
    """

    id: str
    name: T
    days: int
    topics: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    to: Selector = Selector()
    rule: str = ""


class ColumnRule(Struct, frozen=True):
    """How much each column (first-level topic) of a unit must hold: at least so many items, the newest not older than
    ``newest`` days, no two neighbours further apart than ``gap`` days. A figure of 0 asks for nothing.

    Attributes:
        days: what is looked at: items of so many days until today.
    """

    id: str
    name: T
    to: Selector = Selector()
    topics: tuple[str, ...] = ()
    items: int = 0
    newest: int = 0
    gap: int = 0
    days: int = 365
    rule: str = ""


class NeededFields(Struct, frozen=True):
    """Fields that entries or public publications must have filled.

    Attributes:
        fields: names; ``a|b`` where either will do.
        only: field to value, all of which a record that is meant has.
        obligations: ids of obligations that are meant; none: all.
    """

    id: str
    name: T
    fields: tuple[str, ...]
    register: Literal["entry", "publication"] = "publication"
    only: dict[str, str] = {}
    obligations: tuple[str, ...] = ()
    to: Selector = Selector()
    rule: str = ""


class NeededWord(Struct, frozen=True):
    """One item of a text: how it is called, and other words that say the same."""

    name: T
    also: tuple[str, ...] = ()


class NeededText(Struct, frozen=True):
    """Items that the published text of some obligations must hold, such as the seven of a guide."""

    id: str
    name: T
    obligations: tuple[str, ...]
    item: tuple[NeededWord, ...]
    rule: str = ""


class SumCheck(Struct, frozen=True):
    """Figures of a text that belong together: the one behind the word ``total`` is the sum of those behind ``parts``."""

    id: str
    name: T
    total: str
    parts: tuple[str, ...]
    rule: str = ""


class TenderRule(Struct, frozen=True):
    """Works that must go to open tender: an investment of ``yuan`` or more, published for one of the obligations (none: any)."""

    id: str
    name: T
    yuan: int
    obligations: tuple[str, ...] = ()
    to: Selector = Selector()
    rule: str = ""


class CoverageTarget(Struct, frozen=True):
    """The share of its catalogue, in percent, that a unit must have made public; ``above`` when that is not enough itself."""

    id: str
    name: T
    percent: int
    above: bool = False
    to: Selector = Selector()
    rule: str = ""


SECTIONS = (
    Section("check_kind", CheckKind, plugin="catalog"),
    Section("update_limit", UpdateLimit, plugin="catalog"),
    Section("column_rule", ColumnRule, plugin="catalog"),
    Section("needed_fields", NeededFields, plugin="catalog"),
    Section("needed_text", NeededText, plugin="catalog"),
    Section("sum_check", SumCheck, plugin="catalog"),
    Section("tender_rule", TenderRule, plugin="catalog"),
    Section("coverage_target", CoverageTarget, plugin="catalog"),
)
"""The parts of the profile about findings and coverage."""
