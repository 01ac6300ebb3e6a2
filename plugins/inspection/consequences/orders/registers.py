"""The registers of orders and of their evidence."""

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.plugins.inspection.consequences.orders import flow, questions
from gongkai.plugins.inspection.consequences.orders.models import Order, OrderProof

ORDERS = Resource(
    Order,
    key="order",
    name=T("整改通知", "Rectification order"),
    columns=("unit", "title", "kind", "issued_on", "due", "timeliness", "stage", "recheck"),
    title="title",
    natural=("unit", "title", "issued_on"),
    filters=(
        Filter("overdue", T("整改逾期", "Overdue"), questions.overdue, "late"),
        Filter("soon", T("即将到期", "Due soon"), questions.soon, "soon"),
        Filter("open", T("整改中", "Open"), questions.is_open),
        Filter("late", T("未按时", "Not on time"), questions.late, "late"),
        Filter("to_check", T("待我验收", "For me to check"), questions.to_check, "soon"),
        Filter("returned", T("被退回", "Sent back"), lambda office: Order.returned > 0),
        Filter("closed", T("已销号", "Closed"), lambda office: Order.stage == "closed", "done"),
        Filter("unseen", T("未回头看", "Not rechecked"),
               lambda office: (Order.stage == "closed") & Order.recheck.is_null()),
        Filter("came_back", T("问题反弹", "There again"), questions.came_back, "late",
               T("回头看又有问题，或销号后再次下达的。", "There again at a recheck, or ordered again after it was closed.")),
    ),
    computed=(Computed("timeliness", T("时效", "Timeliness"), questions.timeliness_of, 10),),
    asked=("unit", "title", "problem", "demand", "due"),
    workflow="order",
    verb="assign",
    tone=questions.tone,
    prepare=flow.prepare,
    after=flow.after,
    follow=flow.follow,
    warn=flow.doubt,
    aliases={"问题清单": "title", "存在问题": "title", "整改时限": "due", "完成时限": "due", "责任部门": "unit"},
    help=T("检查发现、考核失分、群众诉求等问题，限期整改；佐证由另一人核验后销号，再回头看。",
           "Problems from checks, scores and complaints, to be put right by a day; closed on evidence that somebody else"
           " checked, and looked at again."),
    empty=T("还没有整改通知。用 gongkai order open 下达。", "No orders yet. Open one with gongkai order open."),
)  # fmt: skip
PROOFS = Resource(
    OrderProof,
    key="order_proof",
    part_of="order",
    name=T("整改佐证", "Evidence of an order"),
    columns=("unit", "of", "kind", "name", "page", "added_by", "checked_by", "stage"),
    title="name",
    natural=("of", "name"),
    filters=(
        Filter("unchecked", T("待核验", "Not checked"), lambda office: OrderProof.stage == "added", "soon"),
        Filter("refused", T("不采用", "Refused"), lambda office: OrderProof.stage == "refused", "late"),
        Filter("files", T("有文件", "With a file"), lambda office: OrderProof.sha256.is_null(False)),
    ),
    workflow="order_proof",
    prepare=flow.prepare_proof,
    follow=flow.follow_proof,
    help=T("文件按校验值保存；链接、文号照录；由单位以外的人核验。",
           "Files are kept by their hash, links and numbers as they are; somebody from outside the unit checks them."),
    empty=T("还没有佐证。", "No evidence yet."),
)  # fmt: skip
REGISTERS = (ORDERS, PROOFS)
