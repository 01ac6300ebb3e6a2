"""The plugin's contributions to gongkai."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.hookspecs import RegisterTarget, hookimpl
from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.plugins.catalog.findings.rules import SECTIONS as FINDING_SECTIONS
from gongkai.plugins.catalog.powers.rules import SECTIONS as POWER_SECTIONS
from gongkai.plugins.catalog.publications.numbers import IndexNumber
from gongkai.plugins.catalog.publications.texts import MainTitle, Withholding
from gongkai.plugins.catalog.rules import Abstract, Domain, Obligation
from gongkai.plugins.catalog.sheets.rules import SECTIONS as SHEET_SECTIONS

if TYPE_CHECKING:
    from gongkai.core.clock import DayNote
    from gongkai.core.findings import Check
    from gongkai.core.ledger.door import Change
    from gongkai.core.measures import Measure
    from gongkai.core.nightly import Job
    from gongkai.core.office import Office
    from gongkai.core.recount import Moved
    from gongkai.core.resource import Resource
    from gongkai.core.today import Card

FOLDER = Path(__file__).parent


@hookimpl
def gongkai_sections(register: Callable[[Section], None]) -> None:
    """The parts of the profile that this plugin reads."""
    register(Section("obligation", Obligation, plugin="catalog"))
    register(Section("domain", Domain, plugin="catalog"))
    register(Section("index_number", IndexNumber, many=False, plugin="catalog"))
    register(Section("abstract", Abstract, many=False, plugin="catalog"))
    register(Section("main_title", MainTitle, many=False, plugin="catalog"))
    register(Section("withholding", Withholding, many=False, plugin="catalog"))
    for section in (*POWER_SECTIONS, *FINDING_SECTIONS, *SHEET_SECTIONS):
        register(section)


@hookimpl
def gongkai_rules(register: Callable[[Path], None]) -> None:
    """The plugin's default rules."""
    for path in sorted(FOLDER.glob("*.toml")):
        register(path)


@hookimpl
def gongkai_resources(register: "Callable[[Resource], None]") -> None:
    """Entries, their milestones, publications with where they hang and their files, and powers."""
    from gongkai.plugins.catalog.powers.registers import CHANGES, DUTIES, POWERS, STEPS
    from gongkai.plugins.catalog.publications.registers import ATTACHMENTS, POSTINGS, PUBLICATIONS
    from gongkai.plugins.catalog.registers import ENTRIES, MILESTONES

    for resource in (ENTRIES, MILESTONES, PUBLICATIONS, POSTINGS, ATTACHMENTS, POWERS, STEPS, CHANGES, DUTIES):
        register(resource)


@hookimpl
def gongkai_measures(register: "Callable[[Measure], None]") -> None:
    """Coverage, timeliness, blank and overdue entries of units."""
    from gongkai.plugins.catalog.measures import MEASURES

    for measure in MEASURES:
        register(measure)


@hookimpl
def gongkai_today(office: "Office", register: "Callable[[Card], None]") -> None:
    """Cards of the day."""
    from gongkai.plugins.catalog.cards import cards

    cards(office, register)


@hookimpl
def gongkai_nightly(office: "Office", register: "Callable[[Job], None]") -> None:
    """Due dates of entries brought up to date."""
    from gongkai.core.nightly import Done, Job
    from gongkai.plugins.catalog.timing import next_turn, refresh_due

    what = T("目录条目的应公开日期", "Due dates of entries")

    def refresh(office: "Office") -> list[Done]:
        moved = refresh_due(office)
        return [Done("catalog", what, moved, office.today, office.today)] if moved else []

    register(Job("catalog", what, refresh, next_turn))


@hookimpl
def gongkai_explain_due(office: "Office", uid: str, register: "Callable[[list[DayNote], T], None]") -> None:
    """Due dates of entries."""
    from gongkai.plugins.catalog.recount import explain

    found = explain(office, uid)
    if found is not None:
        register(*found)


@hookimpl
def gongkai_recount(office: "Office", change: "Change | None", register: "Callable[[Moved], None]") -> None:
    """Entries whose dates are counted in working days."""
    from gongkai.plugins.catalog.recount import recount_entries

    for moved in recount_entries(office, change):
        register(moved)


@hookimpl
def gongkai_commands(register: RegisterTarget) -> None:
    """The commands ``catalog``, ``publication`` and ``power``."""
    register(
        "catalog",
        "gongkai.plugins.catalog.commands:catalog",
        T("公开目录：生成、推算期限、公开率", "The catalogue: make it, keep dates, see coverage"),
    )
    register(
        "publication",
        "gongkai.plugins.catalog.publications.commands:publication",
        T("公开信息", "Publications"),
    )
    register("power", "gongkai.plugins.catalog.powers.commands:power", T("职权", "Powers"))


@hookimpl
def gongkai_screens(register: RegisterTarget) -> None:
    """The findings, kind by kind."""
    register("findings", "gongkai.tui.screens.findings:FindingsScreen", T("目录问题", "Findings"))


@hookimpl
def gongkai_record_screens(office: "Office", record: Any, register: RegisterTarget) -> None:
    """A power's flow chart."""
    from gongkai.plugins.catalog.powers.models import Power

    if isinstance(record, Power):
        register("flow", "gongkai.plugins.catalog.powers.drawing:lines", T("流程图", "Flow chart"))


@hookimpl
def gongkai_demo(office: "Office", seed: int) -> None:
    """Sample entries, two years of sample publications, and sample powers with their flow charts."""
    from gongkai.plugins.catalog.demo import fill
    from gongkai.plugins.catalog.powers.demo import fill as fill_powers

    fill(office, seed)
    fill_powers(office, seed)


@hookimpl
def gongkai_standing(office: "Office", marks: Sequence[str], register: Callable[[str, int, int], None]) -> None:
    """How it stands with obligations."""
    from gongkai.plugins.catalog.standing import standing

    standing(office, marks, register)


@hookimpl
def gongkai_check(office: "Office", register: Callable[[T], None]) -> None:
    """What is wrong with the catalogue's rules and records."""
    from gongkai.plugins.catalog.checks import check

    check(office, register)


@hookimpl
def gongkai_findings(office: "Office", register: "Callable[[Check], None]") -> None:
    """Kinds of findings on entries, publications and powers."""
    from gongkai.plugins.catalog.findings.kinds import add

    add(office, register)
