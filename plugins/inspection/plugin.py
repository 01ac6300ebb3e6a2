"""The plugin's contributions to gongkai."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.hookspecs import RegisterTarget, hookimpl
from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.registry.models import Unit
from gongkai.plugins.inspection.appraisal.rules import SECTIONS as APPRAISAL_SECTIONS
from gongkai.plugins.inspection.book.rules import ScorePage
from gongkai.plugins.inspection.consequences.orders.rules import SECTIONS as ORDER_SECTIONS
from gongkai.plugins.inspection.consequences.sanctions.rules import SECTIONS as SANCTION_SECTIONS
from gongkai.plugins.inspection.models import MARKS
from gongkai.plugins.inspection.problems.rules import SECTIONS as PROBLEM_SECTIONS
from gongkai.plugins.inspection.rounds.rules import SECTIONS as ROUND_SECTIONS
from gongkai.plugins.inspection.rules import Repair, Rubric, Scheme
from gongkai.plugins.inspection.website.rules import SECTIONS as SITE_SECTIONS

if TYPE_CHECKING:
    from gongkai.core.findings import Check
    from gongkai.core.measures import Measure
    from gongkai.core.nightly import Job
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource
    from gongkai.core.today import Card

FOLDER = Path(__file__).parent
COMMANDS = "gongkai.plugins.inspection.commands"


@hookimpl
def gongkai_sections(register: Callable[[Section], None]) -> None:
    """The parts of the profile that this plugin reads."""
    register(Section("rubric", Rubric, plugin="inspection"))
    register(Section("repair", Repair, plugin="inspection"))
    register(Section("scheme", Scheme, plugin="inspection"))
    register(Section("score_page", ScorePage, plugin="inspection"))
    for section in (
        *ROUND_SECTIONS,
        *ORDER_SECTIONS,
        *SANCTION_SECTIONS,
        *SITE_SECTIONS,
        *APPRAISAL_SECTIONS,
        *PROBLEM_SECTIONS,
    ):
        register(section)


@hookimpl
def gongkai_rules(register: Callable[[Path], None]) -> None:
    """The plugin's default rules."""
    for path in sorted(FOLDER.glob("*.toml")):
        register(path)


@hookimpl
def gongkai_resources(register: "Callable[[Resource], None]") -> None:
    """Marks; rounds with what hangs on them; orders, measures, honours; sites; surveys and ways to complain."""
    from gongkai.plugins.inspection.appraisal.registers import REGISTERS as APPRAISAL
    from gongkai.plugins.inspection.consequences.orders.registers import REGISTERS as ORDERS
    from gongkai.plugins.inspection.consequences.sanctions.registers import REGISTERS as SANCTIONS
    from gongkai.plugins.inspection.rounds.registers import REGISTERS as ROUNDS
    from gongkai.plugins.inspection.website.registers import REGISTERS as SITES

    for resource in (MARKS, *ROUNDS, *ORDERS, *SANCTIONS, *SITES, *APPRAISAL):
        register(resource)


@hookimpl
def gongkai_measures(register: "Callable[[Measure], None]") -> None:
    """Figures of sites and surveys."""
    from gongkai.plugins.inspection.appraisal.measures import MEASURES as SURVEYS
    from gongkai.plugins.inspection.website.measures import MEASURES as SITES

    for measure in (*SITES, *SURVEYS):
        register(measure)


@hookimpl
def gongkai_findings(office: "Office", register: "Callable[[Check], None]") -> None:
    """What fails a site outright; surveys and ways to complain; sham disclosure; faults of approval."""
    from gongkai.plugins.inspection.appraisal.findings import checks as appraisal_checks
    from gongkai.plugins.inspection.problems.approvals import checks as approval_checks
    from gongkai.plugins.inspection.problems.shams import checks as sham_checks
    from gongkai.plugins.inspection.website.findings import checks as site_checks

    for check in (*site_checks(office), *appraisal_checks(office), *sham_checks(office), *approval_checks(office)):
        register(check)


@hookimpl
def gongkai_commands(register: RegisterTarget) -> None:
    """``gongkai score`` and ``gongkai indicator``."""
    register("score", f"{COMMANDS}:score", T("得分：列表、说明、排名", "Scores: list, explain, ranking"))
    register(
        "rubric",
        "gongkai.plugins.inspection.rubrics.commands:rubric",
        T("评分办法：查看、检查、采用、导入、导出", "Rubrics: show, check, adopt, import, export"),
    )
    register(
        "round",
        "gongkai.plugins.inspection.rounds.commands:round",
        T("考核轮次：开轮、计算、公布", "Rounds: open, compute, publish"),
    )
    register(
        "order", "gongkai.plugins.inspection.consequences.orders.commands:order", T("整改通知", "Rectification orders")
    )
    register(
        "site",
        "gongkai.plugins.inspection.website.commands:site",
        T("网站和新媒体：检查、栏目、登记", "Sites and accounts: check, columns, look"),
    )
    register(
        "ladder",
        "gongkai.plugins.inspection.consequences.sanctions.commands:ladder",
        T("问责阶梯：建议、决定、申诉", "Accountability ladder: proposals, decisions, appeals"),
    )
    register(
        "problem",
        "gongkai.plugins.inspection.problems.commands:problem",
        T("问题类型：分类、统计、清单", "Types of problems: types, numbers, lists"),
    )
    register(
        "survey",
        "gongkai.plugins.inspection.appraisal.commands:survey",
        T("民意调查：位次、导入结果", "Surveys: standing, results from a sheet"),
    )
    register("indicator", f"{COMMANDS}:indicator", T("评分指标：方法和依据", "Indicators: method and source"))


@hookimpl
def gongkai_screens(register: RegisterTarget) -> None:
    """The scoring sheet."""
    register("scores", "gongkai.tui.screens.scores:ScoresScreen", T("得分", "Scores"))
    register("marking", "gongkai.tui.inspection.sheet:MarkingScreen", T("评分表", "Scoring sheet"))
    register("heat", "gongkai.tui.inspection.heat:HeatScreen", T("得分热力图", "Heat map of scores"))


@hookimpl
def gongkai_record_screens(office: "Office", record: Any, register: RegisterTarget) -> None:
    """A unit's score, explained, and its ladder."""
    if isinstance(record, Unit):
        register(
            "ladder", "gongkai.plugins.inspection.consequences.sanctions.standing:lines", T("问责", "Accountability")
        )
        register("score", "gongkai.plugins.inspection.explain:lines", T("得分说明", "Score explained"))


@hookimpl
def gongkai_today(office: "Office", register: "Callable[[Card], None]") -> None:
    """The way to the scores; rounds; orders, measures and facts."""
    from gongkai.plugins.inspection.consequences.orders.cards import add_cards as order_cards
    from gongkai.plugins.inspection.consequences.sanctions.cards import add_cards as sanction_cards
    from gongkai.plugins.inspection.rounds.cards import add_cards as round_cards
    from gongkai.plugins.inspection.today import add_cards  # only the day's screen asks

    for add in (add_cards, round_cards, order_cards, sanction_cards):
        add(office, register)


@hookimpl
def gongkai_nightly(office: "Office", register: "Callable[[Job], None]") -> None:
    """Measures that the rules propose; people decide."""
    from gongkai.core.nightly import Job as NightlyJob
    from gongkai.plugins.inspection.consequences.sanctions.proposing import nightly

    register(NightlyJob("sanction", T("问责建议", "Measures proposed"), nightly))


@hookimpl
def gongkai_demo(office: "Office", seed: int) -> None:
    """Sample marks and rounds."""
    from gongkai.plugins.inspection.demo import fill  # only samples need it
    from gongkai.plugins.inspection.rounds.demo import fill as fill_rounds

    fill(office, seed)
    fill_rounds(office, seed)


@hookimpl
def gongkai_check(office: "Office", register: Callable[[T], None]) -> None:
    """Rubrics that do not add up or name what is not there; evidence that is missing or changed."""
    from gongkai.plugins.inspection import schemes  # only doctor asks
    from gongkai.plugins.inspection.consequences.orders.opening import damaged
    from gongkai.plugins.inspection.problems.sorting import faults
    from gongkai.plugins.inspection.rounds.proofs import damaged_proofs
    from gongkai.plugins.inspection.rubrics import findings
    from gongkai.plugins.inspection.website.looking import damaged_looks

    for finding in (*findings(office), *schemes.findings(office), *faults(office)):
        register(finding)
    for name, _ in damaged(office):
        register(
            T(f"整改佐证 {name} 缺失或内容不符。", f"The evidence {name} of an order is missing or not what it was.")
        )
    for name, _ in damaged_proofs(office):
        register(
            T(f"考核佐证 {name} 缺失或内容不符。", f"The evidence {name} of a round is missing or not what it was.")
        )
    for name, _ in damaged_looks(office):
        register(
            T(
                f"网站检查凭证 {name} 缺失或内容不符。",
                f"The proof {name} of a look at a site is missing or not what it was.",
            )
        )
