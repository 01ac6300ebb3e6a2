"""The registers of powers: powers, their steps, their changes, and the duties they come from."""

from collections.abc import Mapping

from gongkai.core import waiting
from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.catalog import versions
from gongkai.plugins.catalog.powers import flow, questions
from gongkai.plugins.catalog.powers.models import Power, PowerChange, PowerDuty, PowerStep

# Headings of lists in use, beside the labels of the fields.
WORDS = {  # zh-data
    "name": "职权名称 权力名称 权责名称 行政职权名称 行政权力名称 项目名称 事项名称 权责事项 项目 职权项目",
    "code": "职权编号 权力编码 权责编码 编码 项目编码",
    "kind": "权力类型 权力类别 职权类型 事项类型 类别 类型",
    "basis": "法律依据 设定依据 办理依据 职权依据 行使依据 职责依据 依据",
    "conditions": "办理条件 受理条件 权力行使条件",
    "procedure": "运行程序 办事程序 办理流程 工作流程",
    "materials": "申报文件要求 申请材料 所需材料",
    "office": "承办机构 承办科室 承办股室 责任处室 内设机构",
    "post": "承办人员 责任岗位",
    "liability": "岗位责任 责任追究",
    "promised": "办理时限 承诺期限 承诺办结时限 办结时间 承诺时间 办公时限",
    "statutory": "法定办结时限 法定期限 法定时间",
    "actual": "实际办结时限 实际时间",
    "rights": "相对人的权利 行政相对人权利",
    "restraint": "监督制约",
    "complaint": "投诉受理 投诉举报渠道 监督投诉方式",
    "phone": "投诉电话 举报电话 电话",
    "fees": "收费依据及标准 收费情况",
    "form": "公开方式",
    "disclosed": "公开时间",
    "audience": "公开对象",
    "handling": "办理方式",
    "unit": "实施主体 实施机关 行使主体 行使单位 部门 单位名称",
    "source": "权力来源",
    "entrusted_by": "委托部门",
    "feedback": "意见处理反馈 群众意见反馈",
}  # fmt: skip
UNITS = "单位 部门 单位名称 实施主体"  # zh-data
STEP_WORDS = {  # zh-data
    "unit": UNITS,
    "name": "环节名称 步骤 步骤名称 办理环节",
    "number": "环节序号 步骤序号 顺序",
    "post": "岗位 责任岗位 承办人员",
    "allowed": "时限 办理期限 环节时限",
    "goes_to": "下一环节 下一步",
    "restraint": "监督制约环节 监督措施",
    "handler": "承办单位",
}  # fmt: skip
CHANGE_WORDS = {  # zh-data
    "unit": UNITS,
    "changed_on": "变动日期 调整日期 时间",
    "change": "变动类型 变动情况",
    "items": "数量 事项数",
    "basis": "变动依据 文件依据",
    "target": "下放给 承接部门",
}  # fmt: skip
DUTY_WORDS = {  # zh-data
    "unit": UNITS,
    "number": "职责序号 编号",
    "name": "职责内容 主要职责 工作职责 职能",
    "empowers": "是否涉及职权 是否有职权",
    "basis": "依据 三定规定 三定方案 “三定”方案",
}  # fmt: skip


def headings(words: Mapping[str, str]) -> dict[str, str]:
    """Heading to field."""
    return {word: field for field, several in words.items() for word in several.split()}


HEADINGS = headings(WORDS)

POWERS = Resource(
    Power,
    key="power",
    travels="up",
    name=T("职权", "Power"),
    columns=("unit", "code", "name", "kind", "stage", "waits", "whom", "times", "office", "phone"),
    title="name",
    natural=("unit", "name"),
    filters=(
        Filter("for_me", T("待我办理", "Waiting for me"), questions.for_me, "",
               T("待我审核、公布的，和退回给我修改的。", "What I can review or publish, and what was sent back to me.")),
        Filter("draft", T("清理中", "Being cleaned"), questions.in_stage("draft")),
        Filter("in_review", T("审核中", "In review"), questions.in_stage("staffing", "legal", "discipline"), "soon"),
        Filter("confirmed", T("已确认未公布", "Confirmed, not published"), questions.in_stage("confirmed"), "soon"),
        Filter("public", T("公布的职权目录", "The published catalogue"), questions.in_stage("published"), "done"),
        Filter("returned", T("退回我修改", "Sent back to me"), questions.returned),
        Filter("over", T("时限超出", "Time exceeded"), questions.over, "late",
               T("承诺超过法定，或实际超过承诺。", "Promised beyond the statutory time, or real beyond the promised.")),
        Filter("stepless", T("没有自定环节", "Without steps"), questions.stepless, "blank",
               T("流程图用本类职权的标准环节。", "The chart is the standard one of the kind.")),
        Filter("joint", T("并联审批", "Joint approval"), questions.joint),
        Filter("withheld", T("不宜公开清单", "Not to be public"), questions.in_stage("withheld"), "muted",
               T("确认但不宜公开的职权和理由。", "Confirmed, but not fit to be public, with the reasons.")),
        Filter("changing", T("调整中", "Being adjusted"), questions.changing, "soon",
               T("公布的职权的更新稿；旧的一版仍在公布。", "New versions of public powers; the old ones are still public.")),
        Filter("ended", T("已下放、取消", "Delegated or cancelled"), questions.in_stage("delegated", "cancelled"), "muted"),
    ),
    computed=(Computed("times", T("法定→承诺→实际", "Times"), questions.times, 24), *waiting.COLUMNS),
    workflow="power",
    tone=questions.tone,
    prepare=flow.prepare,
    after=flow.after,
    before=versions.replaced,
    aliases=HEADINGS,
    help=T("行政职权：清理、审核确认、公布和变动，每项一张流程图。", "Powers: cleaned, reviewed, published; each with a flow chart."),
    empty=T("还没有职权。按 n 登记，或用 gongkai power import 导入清单。", "None yet. Press n, or use gongkai power import."),
)  # fmt: skip
STEPS = Resource(
    PowerStep,
    key="power_step",
    travels="up",
    part_of="power",
    name=T("职权环节", "Step of a power"),
    columns=("power", "number", "name", "kind", "post", "allowed", "goes_to", "together"),
    title="name",
    natural=("power", "number"),
    order=("power", "number"),
    prepare=flow.prepare_step,
    vet=flow.vet_step,
    aliases=headings(STEP_WORDS),
    help=T("每项职权的办理环节，流程图由此绘制。", "The steps of each power, from which its chart is drawn."),
    empty=T("还没有环节；流程图用标准环节。", "No step yet; charts are drawn from the standard steps."),
)
CHANGES = Resource(
    PowerChange,
    key="power_change",
    travels="up",
    part_of="power",
    name=T("职权变动", "Change of powers"),
    columns=("unit", "changed_on", "change", "kind", "items", "power", "basis"),
    title="basis",
    natural=("power", "change", "changed_on", "unit", "kind"),
    order=("changed_on",),
    aliases=headings(CHANGE_WORDS),
    help=T(
        "职权底数的动态管理：核定、新增、调整、下放、取消。",
        "The count of powers: base, added, adjusted, delegated, cancelled.",
    ),
    empty=T("还没有变动。确认、调整、下放、取消职权时自动记录。", "No change yet. Each action on a power records one."),
)
DUTIES = Resource(
    PowerDuty,
    key="power_duty",
    travels="up",
    part_of="power",
    name=T("“三定”职责", "Duty of a unit"),
    columns=("unit", "number", "name", "empowers", "basis"),
    title="name",
    natural=("unit", "number"),
    filters=(Filter("empowers", T("涉及职权", "Giving power"), lambda office: PowerDuty.empowers == 1),),
    aliases=headings(DUTY_WORDS),
    help=T(
        "“三定”规定的职责，用来自上而下核对职权。",
        "Duties by the establishment decision, to compare powers with from above.",
    ),
    empty=T("还没有职责。导入“三定”规定的职责表。", "No duty yet. Import the list of the establishment decision."),
)
