"""Sending: what changed since the bundle before, sealed with the deployment's key.

A bundle is first written into the office's outbox, then entered in the ledger, then copied to where it was asked for:
whatever is cut off in between, no two bundles ever go out under one number, and ``resend`` gives the same bytes again.
"""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from gongkai.core.access import require
from gongkai.core.errors import BadInput
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.container import Manifest, Said, head_digest, pack, read_file, seal
from gongkai.core.exchange.enrolment import own_chain
from gongkai.core.exchange.identity import Row, add, ensure_self, put
from gongkai.core.exchange.keys import private_key
from gongkai.core.exchange.models import ABOVE, BUNDLES, DEPLOYMENTS, OUT, SENT
from gongkai.core.exchange.travelling import rows_within, set_of, upward
from gongkai.core.i18n import T
from gongkai.core.ledger.chain import LINE_BITS
from gongkai.core.ledger.generated import has_sheets
from gongkai.core.store.record import new_uid
from gongkai.core.tables.atomic import replacing, write_failed

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

OUTBOX = Path(".gongkai") / "outbox"
CHUNK = 500


def send(office: "Office", path: Path, complete: bool = False) -> Manifest:
    """Write the next bundle for the superior into a file.

    Args:
        complete: send every record; otherwise what changed since the bundle before (the first one is always complete).

    Raises:
        BadInput: no superior has enrolled this deployment, or the file cannot be written.
        NotAllowed: the account does not administer the office, or the certificate has expired.
    """
    require(office, "administer", office.scope, whole=True)
    key = private_key(office.folder)
    with office.change(str(T("向上级发送数据包", "sent a bundle to the superior"))) as change:
        own = ensure_self(change)
        chain = own_chain(change, own, key)
        if len(chain) < 2:
            raise BadInput(
                T("上级还没有登记本级。", "No superior has enrolled this deployment."),
                T("用 gongkai deployment request 申请，再用 accept 接受证书。", "Ask with gongkai deployment request, then accept."),
            )  # fmt: skip
        receiver = chain[0].body.issuer
        number, previous, since = _before(change, receiver, own)
        complete = complete or number == 1
        registers, last, scope = upward(office), change.seq - 1, chain[0].body.scope
        whole = {name: rows_within(office, one, scope) for name, one in registers.items()}
        found = [
            one for name, resource in registers.items()
            for one in (_everything(name, whole[name]) if complete else _changed(change, resource, whole[name], since))
        ]  # fmt: skip
        size, packed = pack(found)
        counts: dict[str, int] = {}
        for one in found:
            counts[one.register] = counts.get(one.register, 0) + 1
        manifest = Manifest(
            own["uid"], receiver, own["store_id"], own["epoch"], number, previous, complete, 0 if complete else since, last,
            office.now, counts, {name: set_of(rows) for name, rows in whole.items()}, size, len(packed), sha256(packed).hexdigest(), chain,
        )  # fmt: skip
        data = seal(manifest, packed, key)
        kept = _kept(office, own["epoch"], number)
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_failed(error, kept) from error
        with replacing(kept, own=True) as stream:
            stream.write(data)
        add(
            change, BUNDLES, new_uid(), direction=OUT, deployment=receiver, store_id=own["store_id"], epoch=own["epoch"],
            number=number, digest=head_digest(data), first_link=manifest.first, last_link=last, records=len(found),
            deleted=sum(one.row is None for one in found), set_aside=0, state=SENT, made=manifest.made,
        )  # fmt: skip
        put(change, DEPLOYMENTS, change.current(DEPLOYMENTS, receiver), relation=ABOVE, last_contact=manifest.made)
    with replacing(path) as stream:
        stream.write(data)
    return manifest


def resend(office: "Office", number: int, path: Path) -> None:
    """Write a bundle that was sent before into a file once more, byte by byte the same.

    Raises:
        BadInput: the outbox does not hold it.
    """
    require(office, "administer", office.scope, whole=True)
    rows = office.store.sql(
        "SELECT epoch, digest FROM bundle WHERE direction = ? AND number = ? ORDER BY epoch DESC LIMIT 1", (OUT, number)
    )
    kept = _kept(office, rows[0][0], number) if rows else None
    if kept is None or not kept.is_file() or head_digest(read_file(kept)) != rows[0][1]:
        raise BadInput(
            T(f"没有保存第 {number} 号数据包。", f"Bundle {number} is not kept."),
            T("用 gongkai bundle send --all 发送完整数据包。", "Send a complete one with gongkai bundle send --all."),
        )
    data = read_file(kept)
    with replacing(path) as stream:
        stream.write(data)


def _before(change: "Change", receiver: str, own: Row) -> tuple[int, str, int]:
    """The next number, the digest of the bundle before, and the last link that it held."""
    rows = change.store.sql(
        "SELECT number, digest, last_link FROM bundle WHERE direction = ? AND deployment = ? AND epoch = ? AND store_id = ?"
        " ORDER BY number DESC LIMIT 1", (OUT, receiver, own["epoch"], own["store_id"]),
    )  # fmt: skip
    return (rows[0][0] + 1, rows[0][1], rows[0][2]) if rows else (1, "", 0)


def _everything(name: str, rows: list[Row]) -> list[Sent]:
    return [Sent(name, row["uid"], row, ()) for row in rows]


def _changed(change: "Change", resource: "Resource", rows: list[Row], since: int) -> list[Sent]:
    """Records that lines of the ledger name after a link, as they are now, and what the lines say was done."""
    said: dict[str, list[Said]] = {}
    whole = False
    for uid, action, at, actor, reason, after in change.store.sql(
        "SELECT n.uid, n.action, l.at, l.actor, l.reason, n.after FROM ledger_line n"
        f" JOIN ledger l ON l.seq = n.id / {1 << LINE_BITS} WHERE n.register = ? AND n.id >= ? ORDER BY n.id",
        (resource.key, (since + 1) << LINE_BITS),
    ):
        whole = whole or not uid  # one statement moved many rows
        words = msgspec.json.decode(after).get("_reason", "") if after else ""
        said.setdefault(uid, []).append((at, actor, action, words or reason))
    made: set[str] = set()
    if has_sheets(resource):
        made = {
            row[0] for row in change.store.sql(
                f"SELECT uid FROM {resource.table} WHERE sheet >= ?", ((since + 1) << LINE_BITS,)
            )
        }  # fmt: skip
    there = {row["uid"]: row for row in rows}
    found = [
        Sent(resource.key, uid, row, tuple(said.get(uid, ())))
        for uid, row in there.items() if whole or uid in said or uid in made
    ]  # fmt: skip
    gone = [Sent(resource.key, uid, None, tuple(lines)) for uid, lines in said.items() if uid and uid not in there]
    return found + gone


def _kept(office: "Office", epoch: int, number: int) -> Path:
    return office.folder / OUTBOX / f"{epoch}-{number}.gkb"
