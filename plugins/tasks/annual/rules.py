"""The parts of the profile that the annual report reads."""

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


SECTIONS = (
    Section("annual_form", Form, plugin="tasks"),
    Section("annual_quality", Quality, plugin="tasks"),
    Section("annual_documents", Documents, plugin="tasks"),
    Section("annual_duty", AnnualDuty, plugin="tasks"),
)
