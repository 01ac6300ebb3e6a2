"""Tables of powers: the powers themselves, the steps of each, what became of them, and the duties they come from.

One schema holds the field sets of all source systems and the national exchange schema (GB/T 39554); which of them must be
filled is the profile's word (``[[power_fields]]``).
"""

from gongkai.core.i18n import T
from gongkai.core.registry.models import LEVELS
from gongkai.core.store.fields import Choice, Date, Flag, Integer, LongText, Many, Ref, Text, UnitRef
from gongkai.core.store.record import Record
from gongkai.plugins.catalog.powers.limits import show_length

SOURCES = (
    ("statutory", T("法定职权", "Statutory")),
    ("authorised", T("法律法规授权", "Authorised by law")),
    ("delegated", T("上级下放", "Delegated from above")),
    ("entrusted", T("受委托行使", "Entrusted")),
)
SUBKINDS = (
    ("licence", T("许可事项", "Licence")),
    ("non-licence", T("非许可审批", "Approval that is no licence")),
    ("entrusted-by-province", T("省委托事项", "Entrusted by the province")),
)
CASE_TYPES = (("at-once", T("即办件", "Done at once")), ("promised", T("承诺件", "By a promised date")))
ONLINE = (
    ("accept", T("网上受理", "Accepted online")),
    ("handle", T("网上办理", "Handled online")),
    ("approve", T("网上审批", "Approved online")),
    ("supervise", T("网上监管", "Supervised online")),
)
# The four tests of the reviews of approvals: what fails one of them is to be cancelled.
CUT_TESTS = (
    (
        "separation",
        T("不符合政企、政资、政事、政社分开", "Against the separation of government from business and society"),
    ),
    ("market", T("市场机制能够解决", "The market can settle it")),
    ("supervision", T("事后监管能够达到目的", "Supervision afterwards attains the end")),
    ("repeated", T("重复审批", "Approved twice")),
)
STEP_KINDS = (
    ("start", T("开始", "Start")),
    ("step", T("环节", "Step")),
    ("decision", T("判断", "Decision")),
    ("end", T("结束", "End")),
)
CHANGES = (
    ("base", T("核定底数", "Base number")),
    ("added", T("新增", "Added")),
    ("received", T("承接", "Received")),
    ("adjusted", T("调整", "Adjusted")),
    ("delegated", T("下放", "Delegated")),
    ("cancelled", T("取消", "Cancelled")),
    ("fee-cancelled", T("取消收费", "Charge cancelled")),
    ("fee-lowered", T("降低收费", "Charge lowered")),
)
# The five musts of a local clean-up: each change says which of them it follows.
MUSTS = (
    ("clean", T("应清必清", "To be cleared")),
    ("cut", T("应减必减", "To be cut")),
    ("release", T("应放必放", "To be delegated")),
    ("adjust", T("应调必调", "To be adjusted")),
    ("enter", T("应进必进", "To enter the centre")),
)
# What lists call the kinds, beside their full names.
_KIND_WORDS = {  # zh-data
    "licence": "许可 审批 行政审批",
    "penalty": "处罚",
    "coercion": "强制 行政强制措施 行政强制执行",
    "levy": "征收 行政征用 行政收费",
    "benefit": "给付",
    "ruling": "裁决",
    "confirmation": "确认",
    "award": "奖励",
    "inspection": "检查 监督 监督检查 行政监督 行政监督检查",
    "other": "其他 其他权力 其它 其他类 其他职权 其他行政职权",
    "non-licence": "非行政许可 非许可审批",
}  # fmt: skip
KIND_WORDS = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split()}
_LIMIT = T("如 15个工作日、3天、10分钟、当场办结。", "Such as 15wd, 3d, 10min, at once.")


class Power(Record):
    """One power of one unit, and the trace of its review. Times are lengths; see ``gongkai.plugins.catalog.powers.limits``.

    What is public is changed by a new version (``replaces``; see ``gongkai.plugins.catalog.versions``).
    """

    serial = Integer(T("序号", "Serial"), width=6)
    code = Text(
        T("职权编码", "Code"), search=True, width=20, index=True,
        help=T("按本地编码规则；空着时审核确认后自动编制。", "By the local rule; made at confirmation when empty."),
    )  # fmt: skip
    name = Text(T("职权名称", "Power"), required=True, search=True, width=28)
    kind = Choice(T("职权类别", "Kind"), "power_kind", required=True, width=10, rule="GS-18", also=KIND_WORDS)
    subkind = Choice(T("职权子类", "Sub-kind"), SUBKINDS, width=10, rule="QZ-11")
    level = Choice(T("行使层级", "Level"), LEVELS, width=8, rule="GS-20")
    source = Choice(T("职权来源", "Source"), SOURCES, width=10, rule="HYB-09")
    entrusted_by = Text(T("委托机关", "Entrusted by"), help=T("受委托行使时填写。", "When it is entrusted."))
    duty = Text(
        T("对应职责", "Duty"), width=8, rule="GS-17",
        help=T("本单位“三定”职责的序号，几项用逗号隔开。", "Numbers of the unit's duties, parted by commas."),
    )  # fmt: skip
    authority = LongText(T("行政权限", "Authority"), rule="HYB-09")
    duty_scope = LongText(T("职责范围", "Scope of duty"), rule="HYB-09")
    staffing = Text(T("人员编制", "Staff"), rule="HYB-09")
    setup = Text(T("机构设置", "Organisation"), rule="HYB-09")
    # basis and conduct
    basis = LongText(
        T("实施依据", "Basis"), search=True, rule="GS-18", help=T("法律法规名称、文号、条款。", "Title, number, articles."),
    )  # fmt: skip
    conditions = LongText(
        T("行使条件", "Conditions"), rule="HYB-13", help=T("受理、办理的条件。", "When it may be exercised.")
    )
    procedure = LongText(T("办理程序", "Procedure"), rule="ZZ-23")
    handling_rules = LongText(T("办件规则", "Handling rules"), rule="PC-79")
    regulations = LongText(T("管理规定", "Regulations"), rule="QZ-28")
    standard = LongText(T("工作标准", "Working standard"), rule="HYB-14")
    discretion = LongText(T("裁量基准", "Bounds of discretion"), rule="HYB-14")
    materials = LongText(T("申报材料", "Papers to file"), rule="GS-12")
    handling = Text(
        T("办理形式", "How it is applied for"), help=T("窗口、网上、邮寄等。", "At the window, online, by post …")
    )
    special = LongText(T("特别程序", "Special procedures"), help=T("听证、检验、评审等。", "Hearing, test, review …"))
    result = Text(T("办理结果", "Result"), rule="GS-12")
    office = Text(T("承办处室", "Handling office"), width=14, rule="GS-18")
    post = Text(T("承办岗位", "Post in charge"), width=14, rule="HYB-13")
    liability = LongText(
        T("岗位责任", "Responsibility"), rule="QZ-70", help=T("办事人的责任和追究。", "Of who handles it.")
    )
    restraint = LongText(
        T("监督制约环节", "Checks"), rule="HYB-13", help=T("谁在哪个环节监督。", "Who checks at which step.")
    )
    rights = LongText(
        T("相对人权利", "Rights of the party"),
        rule="HYB-13",
        help=T("陈述、申辩、听证、复议、诉讼等。", "Hearing, review …"),
    )
    complaint = Text(T("投诉举报", "Complaints"), rule="HYB-13")
    phone = Text(T("监督电话", "Telephone"), width=14, rule="ZZ-23")
    feedback = LongText(T("意见反馈", "Answers to opinions"), rule="GS-12")
    integrity = LongText(T("廉政承诺", "Integrity promise"), rule="PC-79")
    quality = LongText(T("质量承诺", "Promise of quality"), rule="PC-17")
    # times
    statutory = Text(T("法定时限", "Statutory time"), width=10, rule="PC-92", show=show_length, help=_LIMIT)
    promised = Text(T("承诺时限", "Promised time"), width=10, rule="PC-92", show=show_length, help=_LIMIT)
    actual = Text(T("实际用时", "Actual time"), width=10, rule="PC-92", show=show_length, help=_LIMIT)
    limit_note = LongText(T("法定时限说明", "Note on the statutory time"))
    promised_note = LongText(T("承诺时限说明", "Note on the promised time"))
    statutory_size = Integer(T("法定时限折算", "Statutory size"), system=True)
    promised_size = Integer(T("承诺时限折算", "Promised size"), system=True)
    actual_size = Integer(T("实际用时折算", "Actual size"), system=True)
    # charges
    charged = Flag(T("是否收费", "Charged"), width=6)
    fee_item = Text(T("收费项目", "Charge"), rule="PC-79")
    fee_basis = LongText(T("收费依据", "Basis of the charge"), rule="GS-18")
    fee_rate = LongText(T("收费标准", "Rate"), rule="GS-18")
    fees = LongText(
        T("收费依据和标准", "Basis and rate"), rule="GS-18", help=T("原表合为一栏的。", "Where a list has one column.")
    )
    # disclosure
    content = LongText(T("公开内容", "What is public"), rule="QZ-11")
    form = Text(T("公开形式", "Form of disclosure"), rule="GS-18")
    audience = Text(T("公开范围", "Range of disclosure"), rule="GS-18")
    disclosed = Text(T("公开时限", "Time of disclosure"), rule="GS-18")
    link = Text(T("公开位置", "Where"), rule="GS-23")
    undisclosed = LongText(
        T("不宜公开理由", "Why it is not to be public"), system=True, rule="GS-28",
        help=T("列入不宜公开清单时填写。", "Given when it goes on the list of what is not to be public."),
    )  # fmt: skip
    # service
    counter = Text(T("办理窗口", "Window"), rule="PC-32")
    place = Text(T("办理地点", "Place"))
    hours = Text(T("办公时间", "Office hours"), rule="QZ-28")
    consult = Text(T("咨询方式", "Inquiries"))
    seal = Text(T("审批用章", "Seal"), rule="PC-22")
    case_type = Choice(T("办件类型", "Type of case"), CASE_TYPES, width=8)
    served = Text(T("服务对象", "Who is served"))
    visits = Integer(T("到现场次数", "Visits"), width=6)
    online = Many(T("网上运行", "Online"), ONLINE, rule="HYA-29")
    depth = Text(T("网办深度", "Depth of online service"))
    reach = Text(T("通办范围", "Where it may be applied for"))
    booking = Text(T("预约办理", "Booking"))
    centralised = Flag(T("集中审批", "In one place"), width=6, rule="QZ-38")
    steps_before = Integer(T("原环节数", "Steps before"), width=6, rule="QZ-38")
    joint = Flag(T("并联审批", "Joint approval"), width=6, rule="PC-30")
    lead = UnitRef(T("牵头单位", "Lead unit"), rule="PC-31")
    partners = Text(T("联办机构", "Joint bodies"))
    intermediary = Text(T("中介服务", "Intermediary service"))
    faq = LongText(T("常见问题", "Frequent questions"))
    # penalties
    act = LongText(T("违法行为", "Offence"))
    penalty = LongText(T("处罚种类", "Sort of penalty"))
    penalty_range = LongText(T("处罚幅度", "Range of penalty"))
    # other codes
    basic_code = Text(T("基本编码", "Basic code"), width=14)
    local_code = Text(T("地方基本编码", "Local basic code"), width=14)
    implement_code = Text(T("实施编码", "Implementation code"), width=20)
    item_code = Text(T("业务办理项编码", "Business item code"), width=20)
    body_kind = Text(T("实施主体性质", "Nature of the body"))
    data_source = Text(T("数据来源", "Source of the data"))
    valid_from = Date(T("生效日期", "In force from"), width=10)
    valid_to = Date(T("失效日期", "In force to"), width=10)
    cut_tests = Many(T("应减情形", "Grounds to cut it"), CUT_TESTS, rule="HYA-07")
    # review
    drafted_by = Text(T("报送人", "Submitted by"), system=True, width=10)
    drafted_on = Date(T("报送日期", "Submitted on"), system=True, width=10)
    staffing_by = Text(T("编制审核人", "Staffing review by"), system=True, width=10)
    staffing_on = Date(T("编制审核日期", "Staffing review on"), system=True, width=10)
    staffing_opinion = LongText(T("编制审核意见", "Staffing opinion"), system=True)
    legal_by = Text(T("法制审核人", "Legal review by"), system=True, width=10)
    legal_on = Date(T("法制审核日期", "Legal review on"), system=True, width=10)
    legal_opinion = LongText(T("法制审核意见", "Legal opinion"), system=True)
    discipline_by = Text(T("纪检审核人", "Discipline review by"), system=True, width=10)
    discipline_on = Date(T("纪检审核日期", "Discipline review on"), system=True, width=10)
    discipline_opinion = LongText(T("纪检审核意见", "Discipline opinion"), system=True)
    published_on = Date(T("公布日期", "Published on"), system=True, width=10)
    changed_on = Date(T("变动日期", "Changed on"), system=True, width=10)
    change_basis = LongText(T("变动依据", "Basis of the change"), system=True, rule="HYA-19")
    change_must = Choice(T("清理要求", "Demand"), MUSTS, system=True, rule="PC-19")
    change_note = LongText(T("变动说明", "Note on the change"), system=True)
    delegated_to = UnitRef(T("下放给", "Delegated to"), system=True)
    series = Text(T("首版", "First version"), system=True, width=16)
    revision = Integer(T("版次", "Version"), system=True, width=6)
    replaces = Ref(T("调整自", "Replaces"), "power", system=True, width=16)

    class Meta:
        table_name = "power"


class PowerStep(Record):
    """One step of a power's procedure. Without ``goes_to`` the next number follows; those of one group (``together``) run side by side."""

    power = Ref(T("职权", "Power"), "power", required=True, width=16, index=True, null=False)
    number = Integer(T("序号", "Number"), required=True, width=6, null=False)
    name = Text(T("环节", "Step"), required=True, search=True, width=20)
    kind = Choice(T("类型", "Kind"), STEP_KINDS, default="step", width=8)
    post = Text(T("承办岗位", "Post"), width=14)
    handler = UnitRef(T("办理单位", "Handled by"), width=16, help=T("不填为本单位。", "Empty: the unit itself."))
    allowed = Text(T("办理时限", "Time"), width=10, show=show_length, help=_LIMIT)
    size = Integer(T("时限折算", "Size"), system=True)
    goes_to = Text(
        T("转至", "Goes to"), width=14,
        help=T("下一环节的序号；分支写 是:3；否:5。不填为下一个。", "Number of the next step; branches as yes:3; no:5. Empty: the next."),
    )  # fmt: skip
    together = Text(
        T("并联组", "Parallel group"), width=10, help=T("同组环节同时办理。", "Steps of a group run at once.")
    )
    restraint = LongText(T("监督制约", "Checks"))
    note = LongText(T("说明", "Note"))

    class Meta:
        table_name = "power_step"


class PowerChange(Record):
    """What became of a power, or of a number of powers, on a day; the count of powers is reckoned from these."""

    power = Ref(
        T("职权", "Power"), "power", width=16, index=True, help=T("成批统计的不填。", "Empty for a whole batch.")
    )
    change = Choice(T("变动", "Change"), CHANGES, required=True, width=8)
    kind = Choice(T("职权类别", "Kind"), "power_kind", width=10, also=KIND_WORDS)
    changed_on = Date(T("日期", "Date"), required=True, width=10, index=True)
    items = Integer(T("项数", "Items"), required=True, default=1, width=6)
    basis = LongText(
        T("依据", "Basis"), required=True, rule="HYA-19", help=T("文件名称和文号。", "Document and number.")
    )
    must = Choice(T("清理要求", "Demand"), MUSTS, width=8, rule="PC-19")
    target = UnitRef(T("承接单位", "Received by"), width=16)
    note = LongText(T("说明", "Note"))

    class Meta:
        table_name = "power_change"


class PowerDuty(Record):
    """A duty that the unit's establishment decision gives it: what powers are compared with from above."""

    number = Text(T("序号", "Number"), required=True, width=6)
    name = Text(T("职责", "Duty"), required=True, search=True, width=40)
    basis = Text(T("“三定”规定", "Decision"), width=24, help=T("文件名称和文号。", "Document and number."))
    empowers = Flag(
        T("涉及职权", "Gives power"),
        default=True,
        width=8,
        help=T("只是规划、指导的填否。", "No where it only plans or guides."),
    )

    class Meta:
        table_name = "power_duty"
