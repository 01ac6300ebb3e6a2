"""Rubrics: indicators in levels, their points, measures and operators, read from ``[[rubric]]`` tables.

Numbers are exact decimals written as text. A region or a lower office builds on another rubric with ``extends`` (see
``gongkai.core.profile``): it repeats an indicator's id to change it, adds its own, and takes away with
``remove.indicator``.
"""

from hashlib import sha256

import msgspec

from gongkai.core.i18n import T
from gongkai.core.rules import Selector, Struct


class Step(Struct, frozen=True):
    """Points from a threshold on: the first step whose conditions all hold gives its points."""

    points: str
    least: str = ""  # value >= least
    above: str = ""  # value > above
    most: str = ""  # value <= most
    below: str = ""  # value < below


class Fault(Struct, frozen=True):
    """One thing that costs points in a ``deduct``: ``per`` for each, at most ``cap``.

    Without a measure a person counts it. With ``above`` or ``below`` it is one fault when the value lies strictly
    beyond, and none otherwise.
    """

    id: str
    name: T
    per: str
    measure: str = ""
    above: str = ""
    below: str = ""
    cap: str = ""
    rule: str = ""


class Part(Struct, frozen=True):
    """One source of a ``mix``: ``weight`` per cent of the item, from a measure, or else from a mark out of 100."""

    id: str
    name: T
    weight: str
    measure: str = ""


class Gate(Struct, frozen=True):
    """A bonus counts only when a part's subtotal lies ``above``, or is at ``least``; ``of`` "" is the whole."""

    of: str = ""
    above: str = ""
    least: str = ""


class UnitClass(Struct, frozen=True):
    """A class of units that are scored alike: own ``points``, ``only`` some indicators, or without some (``drop``).

    A unit belongs to the first class whose selector means it. What a class does without leaves its parent's points to
    the others where the rubric's ``absent`` is ``spread``, and both sides where it is ``rescale``.
    """

    id: str
    name: T
    to: Selector = Selector()
    points: dict[str, str] = {}
    only: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    rule: str = ""


class Indicator(Struct, frozen=True):
    """One indicator. One that others name as ``parent`` is a group and has no operator; the rest are items.

    Operators: see ``gongkai.plugins.inspection.arithmetic.operators``.

    Attributes:
        points: most that it gives; a group's is the sum of its items' when left out.
        measure: key of a registered measure.
        cap: what a deduction loses, or an addition gains, at most.
        cap_in: ``item``: the loss ends at the item's own points; ``level1`` or ``total``: it eats into the points of
            the first-level indicator or of the whole, which stop at zero.
        above, below: the value counts once when strictly beyond (``deduct``, ``veto``, ``limit``).
        fixed: the score that a ``veto`` leaves (0 when empty), or that a ``limit`` does not let pass.
        absent: what an item without anything to measure does; the rubric's own when empty.
        bonus: points beyond the total; a group's items follow it, and ``gate`` opens it.
        least: a part with less fails the whole.
        criteria: what is looked at and how points are lost; ``process``: the side of work, as sheets print it.
    """

    id: str
    name: T
    points: str = ""
    operator: str = ""
    parent: str = ""
    measure: str = ""
    target: str = "1"
    per: str = "1"
    cap: str = ""
    cap_in: str = "item"
    above: str = ""
    below: str = ""
    steps: tuple[Step, ...] = ()
    fault: tuple[Fault, ...] = ()
    part: tuple[Part, ...] = ()
    fixed: str = ""
    absent: str = ""
    bonus: bool = False
    gate: Gate | None = None
    least: str = ""
    to: Selector = Selector()
    why: T | None = None
    criteria: T | None = None
    process: T | None = None
    rule: str = ""


class Rubric(Struct, frozen=True):
    """A set of indicators for some units, in one edition.

    Attributes:
        extends: id of the rubric that this one builds on.
        valid_from, valid_to: first and last day (ISO) on which it scores by itself.
        named_only: it scores only where someone names it, never by itself.
        weights: how ``points`` are meant: ``points``; ``percent`` of the parent, 100 among siblings; ``fit``: parts of
            the parent, whatever they add up to.
        total: what the points of all items but bonuses add up to; ``out_of``: what a full score is, ``total`` when
            empty.
        absent: what becomes of an item that does not apply: ``rescale`` (it leaves both sides), ``spread`` (its points
            go to the others of its parent), or the share of its points that it gets, such as 0.8.
        pass_line: a lower published score is unqualified.
        confidence: ``seen`` or ``second-hand``: how the source was read.
    """

    id: str
    edition: str
    name: T
    to: Selector = Selector()
    source: str = ""
    extends: str = ""
    valid_from: str = ""
    valid_to: str = ""
    named_only: bool = False
    weights: str = "points"
    total: str = "100"
    out_of: str = ""
    absent: str = "rescale"
    pass_line: str = ""
    confidence: str = ""
    note: T | None = None
    unit_class: tuple[UnitClass, ...] = ()
    indicator: tuple[Indicator, ...] = ()

    @property
    def hash(self) -> str:
        """SHA-256 of the content in canonical form: what a round freezes."""
        return sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


class Repair(Struct, frozen=True):
    """One thing a unit can put right, and how it moves the figures of measures: numerators, one repair each.

    ``register`` and ``filters`` say where what is to be repaired stands.
    """

    id: str
    name: T
    moves: dict[str, int]
    register: str = ""
    filters: tuple[str, ...] = ()


class Scheme(Struct, frozen=True):
    """Another assessment in which disclosure counts: yearly targets, integrity, cadres, efficiency.

    Attributes:
        points: what a full score of disclosure brings there; empty where the source gives no figure and the office has
            not set one.
        total: what a full score of the whole scheme is.
        rubric: the rubric whose score counts; each unit's own when empty.
    """

    id: str
    name: T
    to: Selector = Selector()
    points: str = ""
    total: str = "100"
    rubric: str = ""
    rule: str = ""
