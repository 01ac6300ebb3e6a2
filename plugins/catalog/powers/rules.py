"""What a profile says of powers: which fields they need, how they are coded and timed, the standard steps of a kind."""

from typing import Literal

from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Selector, Struct

FEES = ("fee_item", "fee_basis", "fee_rate", "fees")
"""Fields that nobody misses where a power says that nothing is charged."""


class PowerFields(Struct, frozen=True):
    """Fields that powers must have filled.

    Attributes:
        fields: names; ``a|b`` where either will do.
        kinds: kinds of power that are meant; none: all.
        only: field to value, all of which a power that is meant has (``joint`` = ``1``).
        to: units whose powers are meant.
    """

    id: str
    name: T
    fields: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    only: dict[str, str] = {}
    to: Selector = Selector()
    rule: str = ""


class PowerList(Struct, frozen=True):
    """Units that must have a catalogue of powers of their own."""

    id: str
    name: T
    to: Selector = Selector()
    rule: str = ""


class PowerCode(Struct, frozen=True):
    """How codes are built and checked.

    Attributes:
        form: text with marks: ``{county}`` division code (6), ``{division}`` (12), ``{org}`` letters or digits of the unit
            from ``orgs``, ``{kind}`` code of the kind from ``kinds``, ``{serial:4}`` the next number after what stands
            before it, ``{sub:2}`` the sub-item, always zero here.
        pattern: a regular expression that codes must fit; empty takes every form.
        kinds: kind to its code.
        orgs: unit's template or name to its code.
    """

    form: str = ""
    pattern: str = ""
    kinds: dict[str, str] = {}
    orgs: dict[str, str] = {}
    rule: str = ""


class PowerTime(Struct, frozen=True):
    """What is asked of promised times: ``shorter`` is a share such as ``1/3`` by which they are below the statutory ones."""

    shorter: str = ""
    rule: str = ""


class PowerCheck(Struct, frozen=True):
    """Which rule stands behind a kind of finding; ``key`` is the finding's code."""

    key: str
    rule: str


class Step(Struct, frozen=True):
    """A step as a profile writes it; the same as a record of ``power_step``."""

    number: int
    name: T
    kind: Literal["start", "step", "decision", "end"] = "step"
    post: T | None = None
    time: str = ""
    to: str = ""
    together: str = ""
    restraint: T | None = None


class PowerSteps(Struct, frozen=True):
    """The standard procedure of some kinds of power, for those that have no steps of their own, and of a service hall."""

    key: str
    name: T
    kinds: tuple[str, ...] = ()
    step: tuple[Step, ...] = ()
    rule: str = ""


SECTIONS = (
    Section("power_kind", Kind, plugin="catalog"),
    Section("power_fields", PowerFields, plugin="catalog"),
    Section("power_list", PowerList, plugin="catalog"),
    Section("power_steps", PowerSteps, plugin="catalog"),
    Section("power_check", PowerCheck, plugin="catalog"),
    Section("power_code", PowerCode, many=False, plugin="catalog"),
    Section("power_time", PowerTime, many=False, plugin="catalog"),
)
"""The parts of the profile about powers."""
