"""What supervision is told by TOML: ladders of reminders, reports that units owe."""

from gongkai.core.clock import Cadence
from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Selector, Struct


class LadderStep(Struct, frozen=True):
    """A step of a ladder.

    Attributes:
        key: which kind of step (``reminder_step``); at most once in a ladder.
        at: when, counted from the due date: ``-5wd`` (five working days before), ``0d``, ``1d``, ``10wd``.
        colour: key of a ``warning_colour``.
        to: whom it addresses: ``unit`` (who owes), ``superior`` (the unit above), or ``template:KEY`` (the unit made
            from a template that is nearest on the way up, such as the supervision office).
    """

    key: str
    at: str
    colour: str = ""
    to: str = "unit"


class Ladder(Struct, frozen=True, kw_only=True):
    """Reminders and escalations of one register, from before the due date to the superior.

    Attributes:
        clock: pairs of columns: a due date, and the day on which it was answered (empty: the due date moves on then).
        begin: column of the day from which the matter ran; no step lies before it.
        unless: column to values; rows that hold one of them are left alone.
        only: column to values; rows that hold none of them are left alone.
        title: column that names a matter.
        since: no step lies before this day (ISO), such as the day on which an office began to use the ladder.
    """

    id: str
    name: T
    register: str
    title: str = "title"
    clock: tuple[tuple[str, str], ...]
    begin: str = ""
    unless: dict[str, tuple[str, ...]] = {}
    only: dict[str, tuple[str, ...]] = {}
    since: str = ""
    step: tuple[LadderStep, ...] = ()
    rule: str = ""


class Colour(Kind, frozen=True, kw_only=True):
    """A colour of warning, from mild to grave in the order of the list, with the look that it has in a grid."""

    tone: str = ""


class Turn(Struct, frozen=True, kw_only=True):
    """Units that take turns, such as heads on the air week by week, in the order of their places and numbers.

    Attributes:
        cadence: how often the turn passes on (``week``, ``month`` …).
        since: a day in the period of the first unit's turn (ISO).
    """

    id: str
    name: T
    cadence: Cadence
    since: str
    to: Selector
    rule: str = ""


class ReportForm(Kind, frozen=True, kw_only=True):
    """A bulletin or report that is written from data.

    Attributes:
        limit: how often, and by when after its period (``ten-days``, ``half-year@06-30,12-31``).
        body: its Markdown, with marks; an office's own lies in ``templates/supervision/KEY.md``.
        obligation: whose entries it answers, so that one knows who has not handed it in.
    """

    limit: str
    body: str
    obligation: str = ""


SECTIONS = (
    Section("ladder", Ladder, plugin="tasks"),
    Section("reminder_step", Kind, plugin="tasks"),
    Section("warning_colour", Colour, plugin="tasks"),
    Section("turn", Turn, plugin="tasks"),
    Section("report_form", ReportForm, plugin="tasks"),
)
