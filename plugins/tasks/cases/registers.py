"""The registers of cases."""

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.tasks.cases import flow, questions
from gongkai.plugins.tasks.cases.models import Case, Round

CASES = Resource(
    Case,
    key="case",
    travels="both",
    name=T("群众诉求", "Case"),
    columns=("number", "title", "channel", "kind", "unit", "taken_on", "due", "timeliness", "stage", "rated"),
    title="title",
    natural=("centre", "number"),
    filters=(
        Filter("urgent", T("急件", "Urgent"), questions.urgent, "late", T("供水、燃气、防洪等，先办。", "Water, gas, floods: first.")),
        Filter("overdue", T("逾期未办结", "Overdue"), questions.overdue, "late"),
        Filter("soon", T("即将到期", "Due soon"), questions.soon, "soon",
               T("几个工作日内到期，天数由规则的 warn_days 定。", "Due within the working days that warn_days sets.")),
        Filter("open", T("在办", "Open"), questions.is_open),
        Filter("to_assign", T("待我交办", "For me to assign"), questions.to_assign, "soon",
               T("待交办的，和提出派单异议的。", "Not assigned yet, or objected to.")),
        Filter("to_call_back", T("待回访", "To be called back"), questions.to_call_back, "soon"),
        Filter("dissatisfied", T("不满意待重办", "Dissatisfied"), questions.dissatisfied, "late"),
        Filter("to_file", T("待备案", "To be filed"), questions.to_file, "soon"),
        Filter("alike", T("疑似重复", "Look alike"), questions.alike, "",
               T("电话或地点与在办工单相同；是否并案由人判断。", "The same telephone or place as an open case; a person decides.")),
        Filter("late", T("未按时", "Not on time"), questions.late, "late",
               T("逾期未办结和首轮逾期反馈的，影响按时率。", "Overdue, or answered late in the first round.")),
        Filter("redone", T("重办", "Done again"), questions.redone),
        Filter("merged", T("并案", "Merged"), lambda office: Case.merged_into.is_null(False)),
        Filter("routed", T("告知法定渠道", "Told the route"), lambda office: Case.route.is_null(False)),
        Filter("answered", T("已反馈", "Answered"), lambda office: Case.replied_on.is_null(False), "done"),
    ),
    computed=(
        Computed("timeliness", T("时效", "Timeliness"), questions.timeliness_of, 10),
        Computed("rated", T("评价", "Rating"), questions.rated, 10),
    ),
    asked=("title", "phone", "address", "caller"),
    order=("priority", "scope"),
    owner=flow.centre_of,
    workflow="case",
    tone=questions.tone,
    prepare=flow.prepare,
    after=flow.after,
    warn=questions.doubt,
    aliases={"来电内容": "title", "反映问题": "title", "来电人": "caller", "电话": "phone", "来源": "channel"},
    help=T("热线、来信、来访、信箱的诉求：登记、交办、调查、落实、反馈、备案，急件在前。",
           "Calls, letters, visits, mail: entered, assigned, investigated, acted on, answered, filed; urgent ones first."),
    empty=T("还没有诉求。用 gongkai case new 登记，或按 n。", "No cases yet. Enter one with gongkai case new, or press n."),
)  # fmt: skip
ROUNDS = Resource(
    Round,
    key="case_round",
    travels="both",
    part_of="case",
    name=T("办理轮次", "Round of a case"),
    columns=("unit", "ticket", "number", "assigned_on", "due", "ended_on", "outcome", "rating"),
    title="number",
    natural=("ticket", "number"),
    filters=(
        Filter("open", T("在办", "Open"), lambda office: Round.ended_on.is_null()),
        Filter("again", T("第二轮以上", "Second and later"), lambda office: Round.number > 1),
    ),
    by_hand=False,
    help=T("每次交办到反馈或改派为一轮，各有期限；首轮的数字不变。", "From assignment to reply or reassignment, each with its clock."),
    empty=T("还没有交办过。", "Nothing was assigned yet."),
)  # fmt: skip
REGISTERS = (CASES, ROUNDS)
