"""The registers of exchange: deployments, bundles, and records of bundles that could not be taken."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.access.verbs import VERBS
from gongkai.core.i18n import T
from gongkai.core.resource import Filter, Resource
from gongkai.core.store.fields import Choice, Date, Integer, LongText, Many, Moment, Place, Ref, Text
from gongkai.core.store.record import Record

if TYPE_CHECKING:
    from gongkai.core.office import Office

SELF, BELOW, ABOVE, OTHER = "self", "below", "above", "other"
RELATIONS = (
    (SELF, T("本级", "This one")),
    (BELOW, T("下级", "Below")),
    (ABOVE, T("上级", "Above")),
    (OTHER, T("其他", "Other")),
)
ACTIVE, REVOKED, FORMER = "active", "revoked", "former"
STATES = (
    (ACTIVE, T("有效", "Active")),
    (REVOKED, T("已吊销", "Revoked")),
    (FORMER, T("原上级", "Superior before")),
)
OUT, IN = "out", "in"
DIRECTIONS = (
    (OUT, T("发出", "Sent")),
    (IN, T("收到", "Received")),
)
SENT, RECEIVED, ACCEPTED, APPLIED, EARLY = "sent", "received", "accepted", "applied", "early"
BUNDLE_STATES = (
    (SENT, T("已发出", "Sent")),
    (RECEIVED, T("对方已接收", "Received there")),
    (ACCEPTED, T("对方全部采用", "Accepted there")),
    (APPLIED, T("已应用", "Applied")),
    (EARLY, T("等待前面的数据包", "Waits for one before")),
)
WAITING, TAKEN, REJECTED = "waiting", "taken", "rejected"
QUARANTINE_STATES = (
    (WAITING, T("待处理", "Waiting")),
    (TAKEN, T("已采用", "Taken")),
    (REJECTED, T("已退回", "Rejected")),
)
UNFIT, CONTESTED, RETURNED = "unfit", "contested", "returned"
QUARANTINE_KINDS = (
    (UNFIT, T("不能采用", "Cannot be taken")),
    (CONTESTED, T("两边都改了", "Changed on both sides")),
    (RETURNED, T("对方未采用", "Not taken there")),
)


class Deployment(Record):
    """A deployment that this one knows: itself, those that it enrolled, and the one that enrolled it.

    ``uid`` is the deployment's identity everywhere. ``store_id`` and ``epoch`` name the stream of its bundles, and
    ``bound`` (of this one alone) says where its store lies, so that a copy is noticed.
    """

    name = Text(T("名称", "Name"), system=True, search=True, width=24)
    relation = Choice(T("关系", "Relation"), RELATIONS, system=True, width=6)
    division = Place(T("区划", "Division"), system=True, width=16)
    state = Choice(T("状态", "State"), STATES, system=True, width=8)
    verbs = Many(T("权限", "Verbs"), tuple(VERBS.items()), system=True, width=16)
    valid_from = Date(T("起", "From"), system=True, width=10)
    valid_to = Date(T("止", "To"), system=True, width=10, help=T("证书的最后一天。", "The certificate's last day."))
    algorithm = Text(T("签名算法", "Algorithm"), system=True, width=8)
    public_key = Text(T("公钥", "Public key"), system=True, width=16)
    certificate = LongText(T("证书", "Certificate"), system=True)
    store_id = Text(T("数据库标识", "Store"), system=True, width=16)
    epoch = Integer(T("代次", "Epoch"), system=True, width=6,
                    help=T("数据库恢复或复制一次，代次加一。", "Grows by one when the store is restored or copied."))  # fmt: skip
    bound = Text(T("存储位置", "Where it lies"), system=True, width=12)
    box = Text(T("加密公钥", "Key to encrypt with"), system=True, width=16)
    last_contact = Moment(T("最近联系", "Last contact"), system=True, width=16)

    class Meta:
        table_name = "deployment"


class Bundle(Record):
    """A bundle that was sent or received."""

    direction = Choice(T("方向", "Direction"), DIRECTIONS, system=True, width=6)
    deployment = Ref(T("对方", "With"), "deployment", system=True, width=20, index=True)
    store_id = Text(T("数据库标识", "Store"), system=True, width=16)
    epoch = Integer(T("代次", "Epoch"), system=True, width=6)
    number = Integer(T("序号", "Number"), system=True, width=6)
    digest = Text(T("摘要", "Digest"), system=True, width=12)
    first_link = Integer(T("台账起", "From link"), system=True, width=8)
    last_link = Integer(T("台账止", "To link"), system=True, width=8)
    records = Integer(T("记录数", "Records"), system=True, width=8)
    deleted = Integer(T("删除数", "Deleted"), system=True, width=8)
    set_aside = Integer(T("隔离数", "Set aside"), system=True, width=8)
    state = Choice(T("状态", "State"), BUNDLE_STATES, system=True, width=8)
    made = Moment(T("生成时间", "Made"), system=True, width=16)
    note = Text(T("说明", "Note"), system=True, width=24)

    class Meta:
        table_name = "bundle"


class Quarantine(Record):
    """A record of a bundle that could not be taken, with the reason; the rest of its bundle was applied."""

    reading = "administer"  # what stands in it may be anything

    deployment = Ref(T("来自", "From"), "deployment", system=True, width=20, index=True)
    bundle = Ref(T("数据包", "Bundle"), "bundle", system=True, width=16, index=True)
    register = Text(T("登记册", "Register"), system=True, width=12)
    record = Text(T("记录编号", "Record"), system=True, width=16, index=True)
    why = Text(T("原因", "Why"), system=True, search=True, width=40)
    content = LongText(T("内容", "Content"), system=True)
    state = Choice(T("状态", "State"), QUARANTINE_STATES, system=True, width=8)
    kind = Choice(T("情形", "Case"), QUARANTINE_KINDS, system=True, width=10)
    told = Text(T("处理说明", "Answer"), system=True, width=24)

    class Meta:
        table_name = "quarantine"


def _by_exchange(row: Mapping[str, Any]) -> T:
    return T(
        "由 gongkai deployment 和 gongkai bundle 写入。", "It is written by gongkai deployment and gongkai bundle."
    )


def _place(office: "Office", row: dict[str, Any]) -> None:
    """A deployment below lies where it writes; all else concerns this office as a whole."""
    row["scope"] = row["division"] if row.get("relation") == BELOW else office.scope


def _quiet(office: "Office") -> Any:
    """Deployments below of which nothing was heard for a week."""
    since = (office.today - timedelta(days=7)).isoformat()
    silent = Deployment.last_contact.is_null() | (Deployment.last_contact < since)
    return (Deployment.relation == BELOW) & (Deployment.state == ACTIVE) & silent


DEPLOYMENTS = Resource(
    Deployment,
    key="deployment",
    name=T("部署", "Deployment"),
    columns=("name", "relation", "division", "state", "valid_to", "last_contact"),
    title="name",
    natural=("uid",),
    filters=(
        Filter("below", T("下级", "Below"), lambda office: Deployment.relation == BELOW),
        Filter("quiet", T("逾七日未联系", "Silent for a week"), _quiet, "late"),
        Filter("revoked", T("已吊销", "Revoked"), lambda office: Deployment.state == REVOKED, "muted"),
        Filter("expired", T("证书已过期", "Expired"),
               lambda office: Deployment.valid_to.is_null(False) & (Deployment.valid_to < office.today.isoformat()), "late"),
    ),
    verb="administer",
    placed=False,
    by_hand=False,
    prepare=_place,
    locked=_by_exchange,
    help=T("本级和与本级交换数据的上下级部署。", "This deployment, and those above and below that it exchanges with."),
    empty=T("还没有部署；用 gongkai deployment request 开始。", "None yet; begin with gongkai deployment request."),
)  # fmt: skip
BUNDLES = Resource(
    Bundle,
    key="bundle",
    part_of="deployment",
    name=T("数据包", "Bundle"),
    columns=("direction", "deployment", "number", "records", "deleted", "set_aside", "state", "made"),
    title="number",
    natural=("uid",),
    filters=(
        Filter("in", T("收到", "Received"), lambda office: Bundle.direction == IN),
        Filter("out", T("发出", "Sent"), lambda office: Bundle.direction == OUT),
    ),
    verb="administer",
    placed=False,
    by_hand=False,
    prepare=_place,
    locked=_by_exchange,
    help=T("发出和收到的数据包。", "Bundles that were sent and received."),
    empty=T("还没有数据包。", "No bundle yet."),
)
QUARANTINE = Resource(
    Quarantine,
    key="quarantine",
    part_of="bundle",
    name=T("隔离记录", "Set aside"),
    columns=("deployment", "kind", "register", "record", "why", "state", "told"),
    title="why",
    natural=("uid",),
    filters=(
        Filter("waiting", T("待处理", "Waiting"), lambda office: Quarantine.state == WAITING, "late"),
    ),
    verb="administer",
    placed=False,
    by_hand=False,
    prepare=_place,
    locked=_by_exchange,
    help=T("收到而不能采用的记录和原因。", "Records that were received and could not be taken, with the reason."),
    empty=T("没有隔离的记录。", "Nothing was set aside."),
)  # fmt: skip
