"""The parts of the profile that the annual report reads."""

from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Selector, Struct
from gongkai.plugins.tasks.annual.forms import Form, Quality


class AnnualDuty(Struct, frozen=True, kw_only=True):
    """By which day of the year after (``MM-DD``) units of a kind hand in and publish their report."""

    id: str
    publish: str
    submit: str = ""
    to: Selector = Selector()
    rule: str = ""


class Documents(Struct, frozen=True):
    """Which obligations of the catalogue hold the documents that a row of table two counts."""

    id: str
    row: str
    obligations: tuple[str, ...]
    rule: str = ""


class Paper(Struct, frozen=True):
    """The words and the order of a report: text with marks such as ``{{overview}}``; see ``paper``."""

    id: str
    body: str


class Indicator(Struct, frozen=True):
    """A figure that is followed over the years: cells that are added up, and what it was called up to 2018."""

    id: str
    name: T
    cells: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Stated(Struct, frozen=True):
    """Words that come before a number in the text of a report, in this order, and the cell that must hold that number.

    A clause in which one of the words in ``without`` stands near says something else.
    """

    id: str
    cell: str
    words: tuple[str, ...]
    unit: str
    without: tuple[str, ...] = ()


SECTIONS = (
    Section("annual_form", Form, plugin="tasks"),
    Section("annual_quality", Quality, plugin="tasks"),
    Section("annual_documents", Documents, plugin="tasks"),
    Section("annual_duty", AnnualDuty, plugin="tasks"),
    Section("annual_paper", Paper, plugin="tasks"),
    Section("annual_indicator", Indicator, plugin="tasks"),
    Section("annual_stated", Stated, plugin="tasks"),
)
