"""The plugin's contributions to gongkai."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.hookspecs import RegisterTarget, hookimpl
from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.plugins.tasks.annual.rules import SECTIONS as ANNUAL_SECTIONS
from gongkai.plugins.tasks.cases.rules import SECTIONS as CASE_SECTIONS
from gongkai.plugins.tasks.decisions.rules import SECTIONS as DECISION_SECTIONS
from gongkai.plugins.tasks.measures import MEASURES
from gongkai.plugins.tasks.models import TASKS
from gongkai.plugins.tasks.requests.rules import SECTIONS as REQUEST_SECTIONS
from gongkai.plugins.tasks.rules import Backward, Plan, UnitPhrase
from gongkai.plugins.tasks.supervision.rules import SECTIONS as SUPERVISION_SECTIONS

if TYPE_CHECKING:
    from gongkai.core.clock import DayNote
    from gongkai.core.ledger.door import Change
    from gongkai.core.measures import Measure
    from gongkai.core.nightly import Job
    from gongkai.core.office import Office
    from gongkai.core.recount import Moved
    from gongkai.core.resource import Resource
    from gongkai.core.today import Card

FOLDER = Path(__file__).parent
COMMANDS = "gongkai.plugins.tasks.commands"


@hookimpl
def gongkai_sections(register: Callable[[Section], None]) -> None:
    """The parts of the profile that this plugin reads."""
    register(Section("plan", Plan, plugin="tasks"))
    for section in (*REQUEST_SECTIONS, *ANNUAL_SECTIONS, *SUPERVISION_SECTIONS, *CASE_SECTIONS, *DECISION_SECTIONS):
        register(section)
    register(Section("unit_phrase", UnitPhrase, plugin="tasks"))
    register(Section("backward", Backward, plugin="tasks"))


@hookimpl
def gongkai_rules(register: Callable[[Path], None]) -> None:
    """The plugin's default rules."""
    for path in sorted(FOLDER.glob("*.toml")):
        register(path)


@hookimpl
def gongkai_resources(register: "Callable[[Resource], None]") -> None:
    """Tasks with what stands beside them; requests with who asks, who is consulted, notices and remedies; annual reports;
    cases; services; decisions and responses.
    """
    from gongkai.plugins.tasks.annual.registers import REGISTERS as ANNUAL
    from gongkai.plugins.tasks.cases.registers import REGISTERS as CASES
    from gongkai.plugins.tasks.decisions.registers import REGISTERS as DECISIONS
    from gongkai.plugins.tasks.plans.registers import REGISTERS as PLANS
    from gongkai.plugins.tasks.requests.registers import REGISTERS as REQUESTS
    from gongkai.plugins.tasks.services.registers import REGISTERS as SERVICES
    from gongkai.plugins.tasks.supervision.registers import REGISTERS as SUPERVISION

    for resource in (TASKS, *PLANS, *REQUESTS, *ANNUAL, *SUPERVISION, *CASES, *SERVICES, *DECISIONS):
        register(resource)


@hookimpl
def gongkai_measures(register: "Callable[[Measure], None]") -> None:
    """Tasks, cases, requests and services in time, people satisfied."""
    from gongkai.plugins.tasks.cases.measures import MEASURES as CASES
    from gongkai.plugins.tasks.requests.measures import MEASURES as OF_REQUESTS
    from gongkai.plugins.tasks.services.measures import MEASURES as SERVICES

    for measure in (*MEASURES, *CASES, *OF_REQUESTS, *SERVICES):
        register(measure)


@hookimpl
def gongkai_commands(register: RegisterTarget) -> None:
    """``gongkai plan``, ``gongkai clock``, ``gongkai request`` and ``gongkai supervise``."""
    register("request", "gongkai.plugins.tasks.requests.commands:request", T("依申请公开", "Requests on application"))
    register("plan", f"{COMMANDS}:plan", T("工作要点：查看、分解交办", "Work plans: look, dispatch to units"))
    register("task", "gongkai.plugins.tasks.plans.taskcommands:task", T("任务", "Tasks"))
    register(
        "clock",
        f"{COMMANDS}:clock",
        T("时限：逐日推算、说明", "Time limits, counted and explained day by day"),
    )
    register(
        "supervise",
        "gongkai.plugins.tasks.supervision.commands:supervise",
        T("督办：窗口日登记、轮值", "Supervision: the windows’ day, turns"),
    )
    register("case", "gongkai.plugins.tasks.cases.commands:case", T("群众诉求", "Cases"))
    register("service", "gongkai.plugins.tasks.services.commands:service", T("服务事项", "Service items"))


@hookimpl
def gongkai_screens(register: RegisterTarget) -> None:
    """The board, the month of due dates, who is behind."""
    register("board", "gongkai.tui.work.board:BoardScreen", T("办理看板", "Board"))
    register("month", "gongkai.tui.work.month:MonthScreen", T("到期月历", "Month of due dates"))
    register("plan-paste", "gongkai.tui.work.planpaste:PlanPasteScreen", T("粘贴工作要点", "Paste a work plan"))
    register("laggards", "gongkai.tui.work.laggards:LaggardsScreen", T("滞后名单", "Who is behind"))


@hookimpl
def gongkai_record_screens(office: "Office", record: Any, register: RegisterTarget) -> None:
    """The tables of an annual report, the parts of a task, the timeline of a request."""
    from gongkai.plugins.tasks.annual.models import AnnualReport
    from gongkai.plugins.tasks.models import Task
    from gongkai.plugins.tasks.requests.models import Request

    if isinstance(record, AnnualReport):
        register("tables", "gongkai.plugins.tasks.annual.telling:screen", T("报告表格", "Tables of the report"))
    if isinstance(record, Task):
        register("parts", "gongkai.plugins.tasks.plans.progress:part_lines", T("下级进度", "Parts"))
    if isinstance(record, Request):
        register("timeline", "gongkai.plugins.tasks.requests.clockview:lines", T("时间线", "Timeline"))


@hookimpl
def gongkai_today(office: "Office", register: "Callable[[Card], None]") -> None:
    """Tasks, cases and requests that are overdue, due soon or wait for me."""
    from gongkai.plugins.tasks.annual.cards import add_cards as report_cards
    from gongkai.plugins.tasks.cases.cards import add_cards as case_cards
    from gongkai.plugins.tasks.decisions.cards import add_cards as decision_cards
    from gongkai.plugins.tasks.requests.today import add_cards as add_request_cards
    from gongkai.plugins.tasks.supervision.cards import add_cards as supervision_cards
    from gongkai.plugins.tasks.today import add_cards  # only the day's screen asks

    add_cards(office, register)
    supervision_cards(office, register)
    case_cards(office, register)
    decision_cards(office, register)
    add_request_cards(office, register)
    report_cards(office, register)


@hookimpl
def gongkai_nightly(office: "Office", register: "Callable[[Job], None]") -> None:
    """Reminders and escalations, reports that units owe."""
    from gongkai.plugins.tasks.supervision.jobs import JOBS

    for job in JOBS:
        register(job)


@hookimpl(trylast=True)
def gongkai_explain_due(office: "Office", uid: str, register: "Callable[[list[DayNote], T], None]") -> None:
    """Due dates of requests by their own clock, then of whatever a ladder follows."""
    from gongkai.plugins.tasks.requests.timeline import explained
    from gongkai.plugins.tasks.supervision.explaining import explain

    for days, said in explained(office, uid) or explain(office, uid):
        register(days, said)


@hookimpl
def gongkai_recount(office: "Office", change: "Change | None", register: "Callable[[Moved], None]") -> None:
    """Tasks and requests whose dates are counted in working days."""
    from gongkai.plugins.tasks.recount import recount_tasks
    from gongkai.plugins.tasks.requests.recount import recount_requests

    for moved in (*recount_tasks(office, change), *recount_requests(office, change)):
        register(moved)


@hookimpl
def gongkai_demo(office: "Office", seed: int) -> None:
    """Sample tasks, cases and requests in every state."""
    from gongkai.plugins.tasks.annual.demo import fill as fill_reports
    from gongkai.plugins.tasks.cases.demo import fill as fill_cases
    from gongkai.plugins.tasks.decisions.demo import fill as fill_decisions
    from gongkai.plugins.tasks.demo import fill  # only samples need it
    from gongkai.plugins.tasks.requests.demo import fill as fill_requests
    from gongkai.plugins.tasks.supervision.demo import fill as fill_supervision

    fill(office, seed)
    fill_supervision(office, seed)
    fill_cases(office, seed)
    fill_decisions(office, seed)
    fill_requests(office, seed)
    fill_reports(office, seed)


@hookimpl
def gongkai_standing(office: "Office", marks: Sequence[str], register: Callable[[str, int, int], None]) -> None:
    """How it stands with items of plans."""
    from gongkai.plugins.tasks.standing import standing

    standing(office, marks, register)


@hookimpl
def gongkai_check(office: "Office", register: Callable[[T], None]) -> None:
    """Plans that cannot be dispatched, tasks and requests of units that are gone, laws and forms of requests."""
    from gongkai.plugins.tasks.plans.evidence import damaged
    from gongkai.plugins.tasks.requests.today import findings as request_findings
    from gongkai.plugins.tasks.supervision.cards import findings as supervision_findings
    from gongkai.plugins.tasks.today import findings  # only doctor asks

    for finding in (*findings(office), *request_findings(office), *supervision_findings(office)):
        register(finding)
    for name, _ in damaged(office):
        register(T(f"佐证文件 {name} 缺失或内容不符。", f"The evidence {name} is missing or not what it was."))
