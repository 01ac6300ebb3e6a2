"""Who sent a bundle, and whether it is its turn in the stream."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.exchange.certificates import Body, Chain, check_chain
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.container import Manifest, head_digest, open_bundle
from gongkai.core.exchange.identity import Row, rows
from gongkai.core.exchange.merging import Contest
from gongkai.core.exchange.models import ABOVE, ACTIVE, APPLIED, BELOW, IN, REVOKED, SELF
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

AHEAD = timedelta(days=1)  # how far a sender's clock may go before ours


@dataclass
class Outcome:
    """What one register gets from a bundle: rows that are new, changed and deleted, and how many are the same already."""

    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    deleted: list[Row] = field(default_factory=list)
    same: int = 0


@dataclass
class Plan:
    """What receiving a bundle does.

    Attributes:
        upward: whether it comes from below.
        scope: the place that it may write.
        known: it was applied before, and nothing is to be done.
        missing: the number that must come first; 0 when it is its turn.
        outcomes: by register.
        refused: records that would be set aside, with the reason.
        contests: records that both sides changed.
        acts: reorganisation acts of the superior that are not known here.
        rules: names of the superior's rule files that come with it and are other than those here.
        differs: registers whose whole set is not what the sender has, once all is applied.
        notes: what else a person should know: what could not be done by itself.
    """

    manifest: Manifest
    sender: Row
    digest: str
    upward: bool = True
    scope: int = 0
    known: bool = False
    missing: int = 0
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    refused: list[tuple[Sent, T]] = field(default_factory=list)
    contests: list[Contest] = field(default_factory=list)
    acts: list[Row] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    notes: list[T] = field(default_factory=list)


def verified(office: "Office", data: bytes) -> tuple[Plan, Body, bytes]:
    """The bundle with who sent it, once the sender may send it; and whether it is its turn.

    Raises:
        BadInput: it is damaged, meant for somebody else, or made in the future.
        NotAllowed: its sender is unknown or revoked, or its certificate does not hold.
        Conflict: it contradicts the stream.
    """
    manifest, body = open_bundle(data)
    own = rows(office, "relation = ?", SELF)
    if not own or manifest.receiver != own[0]["uid"]:
        raise BadInput(
            T("这个数据包不是发给本级的。", "This bundle is not meant for this deployment."),
            T("检查文件是否拿错。", "Check that it is the right file."),
        )
    leaf = manifest.chain[0].body
    known = rows(office, "uid = ? AND relation IN (?, ?)", manifest.sender, BELOW, ABOVE)
    upward = bool(known) and known[0]["relation"] == BELOW
    if not known or (upward and leaf.issuer != own[0]["uid"]):
        raise NotAllowed(
            T(f"{leaf.name}（{manifest.sender}）没有在本级登记。", f"{leaf.name} ({manifest.sender}) is not enrolled here."),
            T("先用 gongkai deployment enrol 登记。", "Enrol it first with gongkai deployment enrol."),
        )  # fmt: skip
    sender = known[0]
    keys = [certificate.body.key for certificate in manifest.chain]
    marks = ", ".join("?" for _ in keys)
    gone = office.store.sql(f"SELECT 1 FROM deployment WHERE state = ? AND public_key IN ({marks})", (REVOKED, *keys))
    if sender["state"] != ACTIVE or sender["public_key"] != leaf.key or gone:
        raise NotAllowed(
            T(f"{sender['name']}的这个密钥已吊销或更换。", f"This key of {sender['name']} was revoked or replaced."),
            T("请对方重新申请登记。", "Have them ask to be enrolled again."),
        )
    said = check_chain(Chain(manifest.chain), office.today)
    if upward and said.scope != sender["division"]:
        raise NotAllowed(
            T(f"{sender['name']}用的是旧证书，区划不同。", f"{sender['name']} uses an older certificate of another place."),
            T("请对方接受最近签发的证书。", "Have them accept the certificate that was signed last."),
        )  # fmt: skip
    plan = Plan(manifest, sender, head_digest(data), upward, said.scope if upward else own[0]["division"])
    _take_turn(office, plan)
    return plan, said, body


def _take_turn(office: "Office", plan: Plan) -> None:
    """Whether the bundle was applied before, or another one must come first."""
    manifest, name = plan.manifest, plan.sender["name"]
    stream, params = "FROM bundle WHERE direction = ? AND deployment = ? AND state = ?", (IN, manifest.sender, APPLIED)
    if office.store.sql(f"SELECT 1 {stream} AND digest = ?", (*params, plan.digest)):
        plan.known = True
        return
    _not_ahead(manifest, office)
    head: list[tuple[Any, ...]] = office.store.sql(
        f"SELECT epoch, number, digest, store_id {stream} ORDER BY epoch DESC, number DESC LIMIT 1", params
    )
    epoch, number, digest, store_id = head[0] if head else (0, 0, "", "")
    if manifest.epoch < epoch or (manifest.epoch == epoch and manifest.store_id != store_id):
        raise Conflict(
            T(f"{name}的这个数据包来自较早的或另一份数据库（第 {manifest.epoch} 代，已收到第 {epoch} 代）。",
              f"This bundle of {name} comes from an older or another copy of its store (epoch {manifest.epoch}, known {epoch})."),
            T("请对方确认哪一份在用，用那一份发送完整数据包（bundle send --all）。",
              "Have them settle which copy is in use, and send a complete bundle from it (bundle send --all)."),
        )  # fmt: skip
    if manifest.epoch > epoch:
        number, digest = 0, ""
    if manifest.number <= number:
        raise Conflict(
            T(f"{name}的第 {manifest.number} 号已用过，内容不同。", f"Number {manifest.number} of {name} was another bundle."),
            T("请对方发送完整数据包（bundle send --all）。", "Have them send a complete one (bundle send --all)."),
        )  # fmt: skip
    if manifest.complete:
        return
    if manifest.number > number + 1 or number == 0:
        plan.missing = number + 1
    elif manifest.previous != digest:
        raise Conflict(
            T(f"{name}的第 {manifest.number} 号接不上已收到的第 {number} 号。",
              f"Bundle {manifest.number} of {name} does not go on from number {number}, which was received."),
            T("请对方发送完整数据包（bundle send --all）。", "Have them send a complete one (bundle send --all)."),
        )  # fmt: skip


def early(plan: Plan) -> Conflict:
    """Why a bundle that came too early cannot be applied yet."""
    name, number, missing = plan.sender["name"], plan.manifest.number, plan.missing
    return Conflict(
        T(f"{name}的第 {number} 号到早了：还缺第 {missing} 号。",
          f"Bundle {number} of {name} came too early: number {missing} is missing."),
        T("先接收缺少的；若已丢失，请对方用 gongkai bundle resend 重发。",
          "Receive the missing one first; when it is lost, have it sent again with gongkai bundle resend."),
    )  # fmt: skip


def _not_ahead(manifest: Manifest, office: "Office") -> None:
    try:
        ahead = datetime.fromisoformat(manifest.made) - datetime.fromisoformat(office.now) > AHEAD
    except (ValueError, TypeError):
        ahead = True
    if ahead:
        raise BadInput(
            T(f"数据包的生成时间（{manifest.made}）在将来。", f"The bundle was made in the future ({manifest.made})."),
            T("检查两边机器的时间；改正后请对方重新发送。", "Check the clocks of both machines, then have it sent again."),
        )  # fmt: skip
