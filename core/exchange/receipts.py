"""Receipts: what of the other side's stream was received here, and what of it was not taken.

A receipt counts from the beginning, so one that is lost or comes twice does no harm. It travels in the next bundle, or by
itself as a signed paper.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gongkai.core.access import require
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.exchange.certificates import parse_paper, sign, signed_by, write_paper
from gongkai.core.exchange.container import Receipt
from gongkai.core.exchange.identity import Row, add, ensure_self, put, rows
from gongkai.core.exchange.judging import shown
from gongkai.core.exchange.keys import private_key
from gongkai.core.exchange.merging import GONE
from gongkai.core.exchange.models import (
    ACCEPTED,
    ACTIVE,
    APPLIED,
    BUNDLES,
    DEPLOYMENTS,
    IN,
    OUT,
    QUARANTINE,
    RECEIVED,
    REJECTED,
    RETURNED,
    SELF,
    SENT,
    TAKEN,
    UNFIT,
    WAITING,
)
from gongkai.core.i18n import T
from gongkai.core.store.record import derived_uid

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

MOST = 2000  # records that a receipt names


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A receipt on its own: who gives it, to whom, when."""

    sender: str
    receiver: str
    made: str
    receipt: Receipt


class SignedNote(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="paper", tag="receipt"):
    """A receipt with its giver's signature."""

    body: Note
    signature: str


def receipt_for(office: "Office", peer: str) -> Receipt | None:
    """What was received from a deployment; None when nothing was."""
    head = office.store.sql(
        "SELECT store_id, epoch, number FROM bundle WHERE direction = ? AND deployment = ? AND state = ?"
        " ORDER BY epoch DESC, number DESC LIMIT 1", (IN, peer, APPLIED),
    )  # fmt: skip
    if not head:
        return None
    aside = office.store.sql(
        "SELECT b.number, q.register, q.record, q.why, q.state, q.told FROM quarantine q JOIN bundle b ON b.uid = q.bundle"
        " WHERE q.deployment = ? AND b.epoch = ? AND b.direction = ? AND q.state <> ?"
        " AND (q.kind = ? OR q.content LIKE ?) ORDER BY b.number DESC, q.id LIMIT ?",
        (peer, head[0][1], IN, TAKEN, UNFIT, f'{{"{GONE}"%', MOST),  # a contested field is found on both sides anyway
    )
    store_id, epoch, number = head[0]
    back = ((at, register, record, told or why, state) for at, register, record, why, state, told in aside)
    return Receipt(store_id, epoch, number, tuple(back))


def take_receipt(change: "Change", peer: str, receipt: Receipt | None) -> int:
    """Mark what was sent as received, or as accepted where nothing of it was set aside; gives how many bundles changed."""
    own = rows(change.office, "relation = ?", SELF)
    if receipt is None or not own or (receipt.store_id, receipt.epoch) != (own[0]["store_id"], own[0]["epoch"]):
        return 0
    back = {number for number, *_ in receipt.aside}
    count = 0
    for uid, number, state in change.store.sql(
        "SELECT uid, number, state FROM bundle WHERE direction = ? AND deployment = ? AND epoch = ? AND number <= ?"
        " AND state IN (?, ?)", (OUT, peer, receipt.epoch, receipt.number, SENT, RECEIVED),
    ):  # fmt: skip
        now = RECEIVED if number in back else ACCEPTED
        if now != state:
            put(change, BUNDLES, change.current(BUNDLES, uid), state=now)
            count += 1
    _tell_returned(change, peer, receipt)
    return count


def _tell_returned(change: "Change", peer: str, receipt: Receipt) -> None:
    """What was not taken there stands here too, for whoever must mend it."""
    told = {
        derived_uid("returned", peer, str(receipt.epoch), str(number), register, record): (number, register, record, why, state)
        for number, register, record, why, state in receipt.aside
    }  # fmt: skip
    statement = "SELECT uid, state FROM quarantine WHERE deployment = ? AND kind = ?"
    known: dict[str, str] = dict(change.store.sql(statement, (peer, RETURNED)))
    for uid, (number, register, record, why, state) in told.items():
        if uid not in known:
            add(
                change, QUARANTINE, uid, deployment=peer, register=shown(register), record=shown(record), kind=RETURNED,
                why=why[:500], state=REJECTED if state == REJECTED else WAITING, told=str(T(f"第 {number} 号", f"number {number}")),
            )  # fmt: skip
        elif known[uid] == WAITING and state == REJECTED:
            put(change, QUARANTINE, change.current(QUARANTINE, uid), state=REJECTED, why=why[:500])
    for uid in known.keys() - told.keys():
        if known[uid] != TAKEN:
            put(change, QUARANTINE, change.current(QUARANTINE, uid), state=TAKEN)


def write_receipt(office: "Office", path: Path, peer: Row) -> Receipt:
    """Write what was received from a deployment into a file for it.

    Raises:
        BadInput: nothing was received from it.
    """
    require(office, "administer", office.scope, whole=True)
    key = private_key(office.folder)
    receipt = receipt_for(office, peer["uid"])
    if receipt is None:
        raise BadInput(
            T(f"还没有收到{peer['name']}的数据包。", f"Nothing was received from {peer['name']} yet."),
            T("先接收数据包。", "Receive a bundle first."),
        )
    with office.change(str(T(f"给{peer['name']}回执", f"a receipt for {peer['name']}"))) as change:
        own = ensure_self(change)
        body = Note(own["uid"], peer["uid"], office.now, receipt)
        write_paper(path, SignedNote(body, sign(own["algorithm"], key, "receipt", body)))
    return receipt


def read_receipt(office: "Office", data: bytes) -> tuple[str, int]:
    """Take a receipt that came by itself; gives who gave it, and how many bundles it changed.

    Raises:
        BadInput: it is damaged, or meant for another deployment.
        NotAllowed: its giver is not known here, or was revoked.
    """
    require(office, "administer", office.scope, whole=True)
    paper = parse_paper(data, SignedNote, str(T("文件", "The file")))
    body = paper.body
    own = rows(office, "relation = ?", SELF)
    if not own or body.receiver != own[0]["uid"]:
        raise BadInput(
            T("这份回执不是给本级的。", "This receipt is not meant for this deployment."),
            T("检查文件是否拿错。", "Check that it is the right file."),
        )
    known = rows(office, "uid = ? AND state = ?", body.sender, ACTIVE)
    if not known or not signed_by(known[0]["algorithm"], known[0]["public_key"], "receipt", body, paper.signature):
        raise NotAllowed(
            T(
                "回执的签名不是已登记的有效部署所签。",
                "The receipt is not signed by a deployment that is enrolled and active.",
            ),
            T("请对方重新生成。", "Have it made again."),
        )
    with office.change(str(T(f"{known[0]['name']}的回执", f"a receipt of {known[0]['name']}"))) as change:
        count = take_receipt(change, body.sender, body.receipt)
        put(change, DEPLOYMENTS, change.current(DEPLOYMENTS, body.sender), last_contact=office.now)
    return str(known[0]["name"]), count
