"""The registers of facts, measures with their grounds, and honours."""

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.inspection.consequences.sanctions import flow, honours, incidents, questions
from gongkai.plugins.inspection.consequences.sanctions.models import Ground, Honour, Incident, Sanction

INCIDENTS = Resource(
    Incident,
    key="incident",
    name=T("问责线索", "Fact to answer for"),
    columns=("unit", "title", "kind", "source", "happened_on", "grave", "person", "due", "stage"),
    title="title",
    natural=("unit", "title", "happened_on"),
    filters=(
        Filter("overdue", T("核查逾期", "Overdue"), questions.look_late, "late"),
        Filter("open", T("待核查", "To be looked into"), questions.to_look, "soon"),
        Filter("established", T("属实", "Found to be so"), questions.established),
        Filter("unpursued", T("属实未处理", "Nothing done yet"), questions.unpursued, "late",
               T("已认定属实，还没有整改通知，也没有决定措施。", "Found to be so, with neither an order nor a decision on a measure.")),
        Filter("grave", T("后果严重", "Grave"), lambda office: Incident.grave == 1, "late"),
    ),
    asked=("unit", "title", "kind", "source", "happened_on"),
    workflow="incident",
    verb="inspect",
    prepare=incidents.prepare,
    after=incidents.after,
    vet=incidents.refuse_own,
    help=T("举报、检查、败诉等线索：由登记人以外的人核查，查到人、查到责，属实的整改、问责。",
           "Reports, checks, lost lawsuits: looked into by another person, down to who had which duty; then put right and pursued."),
    empty=T("还没有线索。用 gongkai incident add 登记，或按 n。", "None yet. Enter one with gongkai incident add, or press n."),
)  # fmt: skip
SANCTIONS = Resource(
    Sanction,
    key="sanction",
    name=T("问责措施", "Measure of accountability"),
    columns=("unit", "kind", "period", "day", "rule", "amount", "decided_on", "next", "stage"),
    title="title",
    natural=("unit", "kind", "day"),
    filters=(
        Filter("to_decide", T("待我决定", "For me to decide"), questions.to_decide, "soon"),
        Filter("proposed", T("待决定", "Proposed"), lambda office: Sanction.stage == "proposed", "soon"),
        Filter("to_answer", T("待我复核的申诉", "Appeals for me to answer"), questions.to_answer, "soon"),
        Filter("answer_late", T("复核逾期", "Answer overdue"), questions.answer_late, "late"),
        Filter("counting", T("已采取", "Taken"), questions.counting),
        Filter("limited", T("限期改变中", "Time to change"), questions.limited),
        Filter("unchanged", T("到期未改变", "No change in time"), questions.unchanged, "late"),
        Filter("shaken", T("依据已撤销", "Ground undone"), questions.shaken, "late",
               T("所依据的措施后来经申诉撤销，请复查。", "A measure that it rests on was undone on appeal; look at it again.")),
        Filter("undone", T("经申诉撤销", "Undone on appeal"), lambda office: Sanction.stage == "undone"),
    ),
    computed=(Computed("next", T("接下来", "Next"), questions.next_day, 18),),
    asked=("unit", "kind", "why", "person"),
    workflow="sanction",
    verb="assign",
    tone=questions.tone,
    prepare=flow.prepare,
    after=flow.after,
    help=T("系统按规则提出建议并列明依据，由人决定；单位可以申诉，撤销的不再计数。",
           "Proposed by rules with their grounds, decided by people; the unit may appeal, and what is undone counts no more."),
    empty=T("还没有措施。用 gongkai ladder propose 按规则提出建议。", "None yet. gongkai ladder propose looks what the rules propose."),
)  # fmt: skip
GROUNDS = Resource(
    Ground, key="sanction_ground", part_of="sanction", name=T("措施依据", "Ground of a measure"),
    columns=("unit", "sanction", "day", "register", "title", "figure"), title="title", natural=("sanction", "register", "record"),
    verb="assign", prepare=flow.prepare_ground,
    help=T("措施所依据的记录或数据。", "The records and figures that a measure rests on."),
    empty=T("没有依据。", "No grounds."),
)  # fmt: skip
HONOURS = Resource(
    Honour,
    key="honour",
    name=T("表彰", "Honour"),
    columns=("unit", "person", "title", "year", "granted_on", "stage"),
    title="title",
    natural=("unit", "person", "title", "year"),
    filters=(
        Filter("named", T("待批准", "To be granted"), lambda office: Honour.stage == "named", "soon"),
        Filter("persons", T("个人", "Persons"), lambda office: Honour.person.is_null(False)),
        Filter("granted", T("已表彰", "Granted"), lambda office: Honour.stage == "granted", "done"),
    ),
    workflow="honour",
    verb="assign",
    prepare=honours.prepare,
    after=honours.after,
    help=T("先进单位和个人；当年被取消评先评优资格的不予批准。",
           "Units and persons that are commended; none where a measure of the year bars the unit."),
    empty=T("还没有表彰。", "No honours yet."),
)  # fmt: skip
REGISTERS = (INCIDENTS, SANCTIONS, GROUNDS, HONOURS)
