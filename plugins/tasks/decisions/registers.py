"""The registers of decisions and responses."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.store.record import row_of
from gongkai.plugins.tasks.decisions import flow, responses
from gongkai.plugins.tasks.decisions.models import Decision, DecisionStep, Response, ResponseIssue
from gongkai.plugins.tasks.decisions.rules import step_rules

if TYPE_CHECKING:
    from gongkai.core.office import Office


def unused(office: "Office") -> Any:
    """Opinions came in, and how they were used is not published."""
    keys = [key for key, rule in step_rules(office).items() if rule.adoption]
    done = (DecisionStep.stage == flow.DONE) & DecisionStep.step.in_(keys)
    return done & (DecisionStep.received > 0) & DecisionStep.adoption_on.is_null()


def _untold(office: "Office") -> Any:
    return Decision.uid.in_(office.select(DecisionStep, DecisionStep.decision).where(unused(office)))


def _waiting(office: "Office") -> Any:
    """Every step is done or left out, so that it can be decided."""
    open_ = office.select(DecisionStep, DecisionStep.decision).where(DecisionStep.stage == flow.OPEN)
    return (Decision.stage == "preparing") & Decision.uid.not_in(open_)


def _step_doubt(office: "Office", record: Any) -> T | None:
    rule = step_rules(office).get(record.step)
    if record.stage == flow.DONE and rule and rule.adoption and record.received and not record.adoption_on:
        return T("采纳情况还没有公布。", "How the opinions were used is not published.")
    return None


def _late(office: "Office") -> Any:
    now = responses.now(office)
    first = (Response.first_at > Response.first_due) | (Response.first_at.is_null() & (Response.first_due < now))
    brief = (Response.brief_at > Response.brief_due) | (Response.brief_at.is_null() & (Response.brief_due < now))
    return first | brief


def _state(office: "Office", record: Any) -> T:
    late = T("逾时", "late")
    if responses.late(office, record.first_at, record.first_due):
        return T(f"首次回应{late.zh}", f"first word {late.en}")
    if responses.late(office, record.brief_at, record.brief_due):
        return T(f"发布会{late.zh}", f"press conference {late.en}")
    return T("按时", "in time") if record.first_at else T("待回应", "to be answered")


def _lacks(office: "Office", record: Any) -> T | None:
    found = responses.lacking(office, row_of(record)) if record.stage == "open" else []
    return responses.in_words(found) if found else None


DECISIONS = Resource(
    Decision,
    key="decision",
    travels="up",
    name=T("重大决策", "Major decision"),
    columns=("unit", "title", "types", "proposed_on", "stage", "decided_on", "published_on"),
    title="title",
    natural=("unit", "title"),
    filters=(
        Filter("open", T("进行中", "Under way"), lambda office: Decision.stage.in_(("proposed", "preparing"))),
        Filter("ready", T("步骤已完成，待决定", "Steps done, to be decided"), _waiting, "soon"),
        Filter("decided", T("待公布", "To be published"), lambda office: Decision.stage == "decided", "soon"),
        Filter("untold", T("采纳情况未公布", "Use of opinions not published"), _untold, "late",
               T("收到意见而没有公布怎样采纳。", "Opinions came in, and how they were used was not published.")),
        Filter("published", T("已公布", "Published"), lambda office: Decision.stage == "published", "done"),
    ),
    workflow="decision",
    prepare=flow.prepare,
    after=flow.after,
    help=T("重大决策按类型走征求意见、论证、听证、合法性审查、集体讨论等步骤。",
           "Major decisions go through the steps of their types: opinions, experts, hearing, legality, collective decision."),
    empty=T("还没有重大决策。", "No major decisions yet."),
)  # fmt: skip
STEPS = Resource(
    DecisionStep,
    key="decision_step",
    travels="up",
    part_of="decision",
    name=T("决策步骤", "Step of a decision"),
    columns=("unit", "decision", "position", "step", "starts_on", "ends_on", "received", "adopted", "stage"),
    title="step",
    natural=("decision", "step"),
    filters=(
        Filter("open", T("待完成", "To be done"), lambda office: DecisionStep.stage == flow.OPEN),
        Filter("unused", T("采纳情况未公布", "Use of opinions not published"), unused, "late"),
        Filter("waived", T("已省略", "Left out"), lambda office: DecisionStep.stage == flow.WAIVED),
    ),
    workflow="decision_step",
    prepare=flow.prepare_step,
    after=flow.after_step,
    vet=flow.vet_step,
    warn=_step_doubt,
    help=T("决策启动时按类型列出；期限、人数、方式按规则核对。", "Listed when a decision begins and checked by the rules."),
    empty=T("还没有步骤：先启动决策程序（decision begin）。", "No steps yet: begin a decision first (decision begin)."),
)  # fmt: skip
RESPONSES = Resource(
    Response,
    key="response",
    travels="up",
    name=T("舆情应急回应", "Response"),
    columns=("unit", "title", "kind", "found_at", "first_due", "first_at", "brief_due", "brief_at", "state", "lacks"),
    title="title",
    natural=("unit", "title"),
    filters=(
        Filter("unanswered", T("待首次回应", "First word awaited"),
               lambda office: (Response.stage == "open") & Response.first_at.is_null(), "late"),
        Filter("late", T("回应逾时", "Answered late"), _late, "late",
               T("首次回应或发布会超过时限。", "The first word or the press conference was late.")),
        Filter("open", T("回应中", "Open"), lambda office: Response.stage == "open"),
        Filter("closed", T("已结束", "Closed"), lambda office: Response.stage == "closed", "done"),
    ),
    computed=(
        Computed("state", T("时效", "Timeliness"), _state, 12),
        Computed("lacks", T("尚未公开", "Not told yet"), _lacks, 20),
    ),
    workflow="response",
    prepare=responses.prepare,
    after=responses.after,
    help=T("政务舆情、突发事件、事故：从发现起按小时计，涉事单位先回应。",
           "Public concern, emergencies, accidents: hours from the discovery; the unit concerned answers."),
    empty=T("还没有需要回应的事件。", "Nothing to respond to."),
)  # fmt: skip
ISSUES = Resource(
    ResponseIssue,
    key="response_issue",
    travels="up",
    part_of="response",
    name=T("回应发布", "Issue of a response"),
    columns=("unit", "response", "at", "phase", "items", "conference", "link"),
    title="at",
    natural=("response", "at"),
    filters=(Filter("conference", T("新闻发布会", "Press conferences"), lambda office: ResponseIssue.conference == 1),),
    prepare=responses.prepare_issue,
    follow=responses.follow_issue,
    help=T("就一个事件发布的每条信息。", "What was published about an event, one by one."),
    empty=T("还没有发布。", "Nothing was published."),
)  # fmt: skip
REGISTERS = (DECISIONS, STEPS, RESPONSES, ISSUES)
