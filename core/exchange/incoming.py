"""Receiving: who sent it, what is missing, what would change; then all of it in one transaction.

A record that cannot be taken is set aside with the reason, and the rest is applied. Receiving a bundle once more does
nothing; one that came too early is refused with the number that is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import peewee

from gongkai.core.access import require
from gongkai.core.codes import contains, span
from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.exchange.certificates import Body, Chain, check_chain
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.container import Manifest, head_digest, open_bundle, unpack
from gongkai.core.exchange.identity import Row, add, put, rows
from gongkai.core.exchange.models import ACTIVE, APPLIED, BELOW, BUNDLES, DEPLOYMENTS, IN, QUARANTINE, SELF, WAITING
from gongkai.core.exchange.travelling import rows_within, sent_columns, set_of, upward
from gongkai.core.i18n import T
from gongkai.core.ledger.received import rows_now, take_away, take_changed, take_new
from gongkai.core.store.record import columns, derived_uid, new_uid
from gongkai.core.text import is_clean

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

AHEAD = timedelta(days=1)  # how far a sender's clock may go before ours
LARGEST_INTEGER = 1 << 62


@dataclass
class Outcome:
    """What one register gets from a bundle: uids of what is new, changed and deleted, and how many are the same already."""

    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    deleted: list[Row] = field(default_factory=list)
    same: int = 0


@dataclass
class Plan:
    """What receiving a bundle does.

    Attributes:
        known: it was applied before, and nothing is to be done.
        outcomes: by register.
        refused: records that would be set aside, with the reason.
        differs: registers whose whole set is not what the sender has, once all is applied.
    """

    manifest: Manifest
    sender: Row
    digest: str
    known: bool = False
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    refused: list[tuple[Sent, T]] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)


def look(office: "Office", data: bytes) -> Plan:
    """What receiving a bundle would do; writes nothing.

    Raises:
        BadInput: it is damaged, or meant for somebody else.
        NotAllowed: its sender is unknown or revoked, or its certificate does not hold.
        Conflict: another one must come first, or it contradicts one that was applied.
    """
    require(office, "administer", office.scope, whole=True)
    plan, body, packed = _verified(office, data)
    if not plan.known:
        _compare(office, plan, body, packed)
    return plan


def receive(office: "Office", data: bytes) -> Plan:
    """Apply a bundle in one transaction; see ``look`` for what is refused."""
    require(office, "administer", office.scope, whole=True)
    manifest, _ = open_bundle(data)
    with office.change(str(T(f"接收数据包 {manifest.number} 号", f"received bundle {manifest.number}"))) as change:
        plan, body, packed = _verified(office, data)  # inside the transaction: two receivers queue here
        if plan.known:
            return plan
        said = _compare(office, plan, body, packed)
        registers = upward(office)
        for name, outcome in plan.outcomes.items():
            resource = registers[name]
            take_away(change, resource, outcome.deleted, said[name])
            unfit = take_changed(change, resource, outcome.changed, said[name])
            unfit |= take_new(change, resource, outcome.new, said[name])
            plan.refused += [
                (Sent(name, row["uid"], {n: row[n] for n in sent_columns(resource)}, ()), T(unfit[row["uid"]], unfit[row["uid"]]))
                for row in [*outcome.new, *(new for _, new in outcome.changed)] if row["uid"] in unfit
            ]  # fmt: skip
            outcome.new = [row for row in outcome.new if row["uid"] not in unfit]
            outcome.changed = [pair for pair in outcome.changed if pair[1]["uid"] not in unfit]
        _enter(change, plan)
        plan.differs = [
            name for name, one in registers.items()
            if name in manifest.sets and set_of(rows_within(office, one, body.scope)) != manifest.sets[name]
        ]  # fmt: skip
    return plan


def _enter(change: "Change", plan: Plan) -> None:
    """The bundle itself, what it left aside, and when its sender was last heard of."""
    manifest, bundle = plan.manifest, new_uid()
    deleted = sum(len(outcome.deleted) for outcome in plan.outcomes.values())
    add(
        change, BUNDLES, bundle, direction=IN, deployment=manifest.sender, store_id=manifest.store_id,
        epoch=manifest.epoch, number=manifest.number, digest=plan.digest, first_link=manifest.first,
        last_link=manifest.last, records=sum(manifest.counts.values()), deleted=deleted, set_aside=len(plan.refused),
        state=APPLIED, made=manifest.made,
    )  # fmt: skip
    for number, (one, why) in enumerate(plan.refused):
        add(
            change, QUARANTINE, derived_uid("quarantine", bundle, str(number)), deployment=manifest.sender, bundle=bundle,
            register=_shown(one.register), record=_shown(one.uid), why=str(why),
            content=msgspec.json.encode(one.row).decode(), state=WAITING,
        )  # fmt: skip
    sender = change.current(DEPLOYMENTS, manifest.sender)
    put(
        change, DEPLOYMENTS, sender, store_id=manifest.store_id, epoch=manifest.epoch, last_contact=change.office.now
    )  # fmt: skip


def _shown(text: str) -> str:
    return text[:64] if is_clean(text) else "?"


def _verified(office: "Office", data: bytes) -> tuple[Plan, Body, bytes]:
    """The bundle with who sent it, once the sender may send it and it is its turn."""
    manifest, packed = open_bundle(data)
    own = rows(office, "relation = ?", SELF)
    if not own or manifest.receiver != own[0]["uid"]:
        raise BadInput(
            T("这个数据包不是发给本级的。", "This bundle is not meant for this deployment."),
            T("检查文件是否拿错。", "Check that it is the right file."),
        )
    leaf = manifest.chain[0].body
    known = rows(office, "uid = ? AND relation = ?", manifest.sender, BELOW)
    if not known or leaf.issuer != own[0]["uid"]:
        raise NotAllowed(
            T(f"{leaf.name}（{manifest.sender}）没有在本级登记。", f"{leaf.name} ({manifest.sender}) is not enrolled here."),
            T("先用 gongkai deployment enrol 登记。", "Enrol it first with gongkai deployment enrol."),
        )  # fmt: skip
    sender = known[0]
    if sender["state"] != ACTIVE or sender["public_key"] != leaf.key:
        raise NotAllowed(
            T(f"{sender['name']}的这个密钥已吊销或更换。", f"This key of {sender['name']} was revoked or replaced."),
            T("请对方重新申请登记。", "Have them ask to be enrolled again."),
        )
    body = check_chain(Chain(manifest.chain), office.today)
    if body.scope != sender["division"]:
        raise NotAllowed(
            T(f"{sender['name']}用的是旧证书，区划不同。", f"{sender['name']} uses an older certificate of another place."),
            T("请对方接受最近签发的证书。", "Have them accept the certificate that was signed last."),
        )  # fmt: skip
    plan = Plan(manifest, sender, head_digest(data))
    plan.known = _in_turn(office, plan)
    return plan, body, packed


def _in_turn(office: "Office", plan: Plan) -> bool:
    """Whether the bundle was applied before.

    Raises:
        Conflict: it is not its turn, or it contradicts the stream.
        BadInput: it comes from the future.
    """
    manifest, name = plan.manifest, plan.sender["name"]
    stream = "FROM bundle WHERE direction = ? AND deployment = ?"
    if office.store.sql(f"SELECT 1 {stream} AND digest = ?", (IN, manifest.sender, plan.digest)):
        return True
    _not_ahead(manifest, office)
    head = office.store.sql(
        f"SELECT epoch, number, digest, store_id {stream} ORDER BY epoch DESC, number DESC LIMIT 1",
        (IN, manifest.sender),
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
        return False
    if manifest.number > number + 1 or number == 0:
        raise Conflict(
            T(f"{name}的第 {manifest.number} 号到早了：还缺第 {number + 1} 号。",
              f"Bundle {manifest.number} of {name} came too early: number {number + 1} is missing."),
            T("先接收缺少的；若已丢失，请对方用 gongkai bundle resend 重发。",
              "Receive the missing one first; when it is lost, have it sent again with gongkai bundle resend."),
        )  # fmt: skip
    if manifest.previous != digest:
        raise Conflict(
            T(f"{name}的第 {manifest.number} 号接不上已收到的第 {number} 号。",
              f"Bundle {manifest.number} of {name} does not go on from number {number}, which was received."),
            T("请对方发送完整数据包（bundle send --all）。", "Have them send a complete one (bundle send --all)."),
        )  # fmt: skip
    return False


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


def _compare(office: "Office", plan: Plan, body: Body, packed: bytes) -> dict[str, dict[str, Any]]:
    """Fill in what would change; gives what was said of each record, by register and uid."""
    registers = upward(office)
    found: dict[str, dict[str, Sent]] = {name: {} for name in registers}
    for one in unpack(plan.manifest, packed):
        if one.register not in registers:
            plan.refused.append(
                (
                    one,
                    T(f"本级没有登记册 {_shown(one.register)}。", f"There is no register {_shown(one.register)} here."),
                )
            )
        elif one.uid in found[one.register]:
            plan.refused.append((one, T("同一记录出现两次。", "The record stands in it twice.")))
        else:
            found[one.register][one.uid] = one
    places = _places(office, body.scope)
    said: dict[str, dict[str, Any]] = {}
    for name, sent in found.items():
        resource, outcome = registers[name], Outcome()
        now = {} if not sent else rows_now(office.store, resource, list(sent))
        judge = _Judge(office, resource, body, places)
        said[name] = {uid: [plan.sender["name"], *map(list, one.said)] for uid, one in sent.items() if one.said}
        for uid, one in sent.items():
            why = judge(one, now.get(uid))
            if why is not None:
                plan.refused.append((one, why))
            else:
                _sort(outcome, resource, one, now.get(uid), places)
        if plan.manifest.complete and name in plan.manifest.sets:
            low, high = span(body.scope)
            left = office.store.sql(f"SELECT uid FROM {resource.table} WHERE scope BETWEEN ? AND ?", (low, high))
            outcome.deleted += rows_now(office.store, resource, [uid for (uid,) in left if uid not in sent]).values()
        plan.outcomes[name] = outcome
    return said


def _sort(outcome: Outcome, resource: "Resource", one: Sent, old: Row | None, places: Mapping[str, int]) -> None:
    if one.row is None:
        if old is not None:
            outcome.deleted.append(old)
        return
    row = dict.fromkeys(columns(resource.model)) | one.row
    row["scope"] = places[str(row["unit"])]
    if old is None:
        outcome.new.append(row)
        return
    if "sheet" in old:
        row["sheet"] = old["sheet"]
    if all(old[name] == value for name, value in row.items()):
        outcome.same += 1
    else:
        outcome.changed.append((old, row))


def _places(office: "Office", scope: int) -> dict[str, int]:
    """Units within a place, to where they are."""
    low, high = span(scope)
    return dict(office.store.sql("SELECT uid, scope FROM unit WHERE scope BETWEEN ? AND ?", (low, high)))


class _Judge:
    """Says why a record cannot be taken; None when it can."""

    def __init__(self, office: "Office", resource: "Resource", body: Body, places: Mapping[str, int]) -> None:
        self.resource, self.body, self.places = resource, body, places
        self.names = set(sent_columns(resource))
        self.fields = resource.model._meta.columns
        self.stages = {one.key for one in office.workflow(resource).stage} if resource.workflow else {""}
        self.required = [name for name, meta in resource.fields.items() if meta.required is True]
        self.dates = [name for name, meta in resource.fields.items() if meta.kind == "date"]

    def __call__(self, one: Sent, old: Row | None) -> T | None:
        if self.resource.verb not in self.body.verbs:
            return T(f"证书没有“{self.resource.verb}”权限。", f"The certificate lacks the verb {self.resource.verb}.")
        if old is not None and not contains(self.body.scope, old["scope"]):
            return T(
                "本级的这条记录属于证书区划以外的单位。",
                "The record here belongs to a unit outside the certificate's place.",
            )
        row = one.row
        if row is None:
            return None
        if row.get("uid") != one.uid or not is_clean(one.uid) or not 0 < len(one.uid) <= 64:
            return T("记录编号不符。", "The record's id does not fit.")
        if unknown := sorted(set(row) - self.names):
            return T(f"本级没有字段 {unknown[0][:40]!a}。", f"There is no field {unknown[0][:40]!a} here.")
        if row.get("unit") not in self.places:
            return T("责任单位不在证书的区划内，或本级没有这个单位。",
                     "Its unit does not lie within the certificate's place, or is not known here.")  # fmt: skip
        return self._values(row)

    def _values(self, row: Mapping[str, Any]) -> T | None:
        for name, value in row.items():
            numeric = isinstance(self.fields[name], peewee.IntegerField)
            fits = value is None or (
                (type(value) is int and abs(value) < LARGEST_INTEGER) if numeric else isinstance(value, str) and is_clean(value)
            )  # fmt: skip
            if not fits:
                return T(f"字段 {name} 的值不合规。", f"The value of field {name} does not fit.")
        if row.get("stage") not in self.stages or not (isinstance(row.get("version"), int) and row["version"] > 0):
            return T("阶段或版本不合规。", "Its stage or version does not fit.")
        for name in self.required:
            if row.get(name) in (None, ""):
                return T(
                    f"缺少{self.resource.fields[name].label.zh}。", f"{self.resource.fields[name].label.en} is missing."
                )
        try:
            for name in self.dates:
                if row.get(name):
                    date.fromisoformat(row[name])
        except ValueError:
            return T("日期不合规。", "A date does not fit.")
        return None
