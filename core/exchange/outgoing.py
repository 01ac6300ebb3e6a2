"""Sending: what changed since the bundle before, sealed with the deployment's key.

A bundle is first written into the office's outbox, then entered in the ledger, then copied to where it was asked for:
whatever is cut off in between, no two bundles ever go out under one number, and ``resend`` gives the same bytes again.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.core.access import require
from gongkai.core.errors import BadInput
from gongkai.core.exchange import sets
from gongkai.core.exchange.arriving import acts_for, own_rules, revoked_keys
from gongkai.core.exchange.changes import changed, everything, since
from gongkai.core.exchange.container import Change as Sent
from gongkai.core.exchange.container import Manifest, head_digest, pack, read_file, seal
from gongkai.core.exchange.enrolment import named, own_chain
from gongkai.core.exchange.identity import Row, add, ensure_self, put, rows
from gongkai.core.exchange.keys import private_key
from gongkai.core.exchange.models import ABOVE, ACTIVE, BELOW, BUNDLES, DEPLOYMENTS, IN, OUT, SENT
from gongkai.core.exchange.receipts import receipt_for
from gongkai.core.exchange.sealing import SEALED, encrypt
from gongkai.core.exchange.travelling import FILES, merged, rows_within, travelling
from gongkai.core.files import is_whole, place_of
from gongkai.core.i18n import T
from gongkai.core.registry.acts import ACTS
from gongkai.core.registry.models import UNITS
from gongkai.core.store.record import new_uid
from gongkai.core.tables.atomic import replacing, write_failed

if TYPE_CHECKING:
    from gongkai.core.exchange.certificates import Certificate
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

OUTBOX = Path(".gongkai") / "outbox"
SUPERIOR = "superior"


@dataclass(frozen=True)
class _Stream:
    """Where a bundle goes, and its place in the stream."""

    peer: Row
    upward: bool
    scope: int
    number: int
    previous: str
    since: int
    complete: bool
    anew: bool


def send(
    office: "Office", path: Path, complete: bool = False, to: str = SUPERIOR, encrypted: bool = False
) -> Manifest:  # fmt: skip
    """Write the next bundle for the superior, or for a deployment below, into a file.

    Args:
        complete: send every record; otherwise what changed since the bundle before (the first one is always complete).
        to: ``superior``, or name, code or id of a deployment below.
        encrypted: so that nobody but the receiver can read it.

    Raises:
        BadInput: no superior has enrolled this deployment, there is no such deployment, or the file cannot be written.
        NotAllowed: the account does not administer the office, or the certificate has expired.
    """
    require(office, "administer", office.scope, whole=True)
    key = private_key(office.folder)
    peer = peer_of(office, to)
    with office.change(str(T(f"向{peer['name']}发送数据包", f"sent a bundle to {peer['name']}"))) as change:
        own = ensure_self(change)
        chain = own_chain(change, own, key)
        stream = _stream(change, own, chain, change.current(DEPLOYMENTS, peer["uid"]), complete)
        found, totals = _content(change, stream)
        size, packed = pack(found)
        counts: dict[str, int] = {}
        for one in found:
            counts[one.register] = counts.get(one.register, 0) + 1
        files = _files(office, found)
        last = change.seq - 1
        manifest = Manifest(
            own["uid"], peer["uid"], own["store_id"], own["epoch"], stream.number, stream.previous, stream.complete,
            0 if stream.complete else stream.since, last, office.now, counts,
            {name: total.said for name, total in totals.items()}, size, len(packed), sha256(packed).hexdigest(), chain,
            tuple((digest, len(data)) for digest, data in files.items()),
            () if stream.upward else own_rules(office), {}, () if stream.upward else revoked_keys(office),
            receipt_for(office, peer["uid"]),
        )  # fmt: skip
        data = seal(manifest, packed, key, list(files.values()))
        digest = head_digest(data)
        if encrypted:
            data = encrypt(data, peer["uid"], peer["box"] or "", peer["name"])
        kept = _kept(office, own["epoch"], stream.number, peer["uid"])
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_failed(error, kept) from error
        with replacing(kept, own=True) as out:
            out.write(data)
        sets.keep(change, peer["uid"], stream.upward, totals, last)
        add(
            change, BUNDLES, new_uid(), direction=OUT, deployment=peer["uid"], store_id=own["store_id"], epoch=own["epoch"],
            number=stream.number, digest=digest, first_link=manifest.first, last_link=last, records=len(found),
            deleted=sum(one.row is None for one in found), set_aside=0, state=SENT, made=manifest.made,
        )  # fmt: skip
        put(change, DEPLOYMENTS, change.current(DEPLOYMENTS, peer["uid"]), last_contact=manifest.made)
    with replacing(path) as out:
        out.write(data)
    return manifest


def resend(office: "Office", number: int, path: Path, to: str = SUPERIOR) -> None:
    """Write a bundle that was sent before into a file once more, byte by byte the same.

    Raises:
        BadInput: the outbox does not hold it.
    """
    require(office, "administer", office.scope, whole=True)
    peer = peer_of(office, to)
    found = office.store.sql(
        "SELECT epoch, digest FROM bundle WHERE direction = ? AND deployment = ? AND number = ? ORDER BY epoch DESC LIMIT 1",
        (OUT, peer["uid"], number),
    )
    kept = _kept(office, found[0][0], number, peer["uid"]) if found else None
    if kept is None or not kept.is_file() or not _as_sent(read_file(kept), found[0][1]):
        raise BadInput(
            T(f"没有保存第 {number} 号数据包。", f"Bundle {number} is not kept."),
            T("用 gongkai bundle send --all 发送完整数据包。", "Send a complete one with gongkai bundle send --all."),
        )
    data = read_file(kept)
    with replacing(path) as out:
        out.write(data)


def _as_sent(data: bytes, digest: str) -> bool:
    """Whether what is kept is what was sent; of an encrypted one the receiver sees it."""
    return data.startswith(SEALED) or head_digest(data) == digest


def peer_of(office: "Office", to: str) -> Row:
    """The deployment that is meant, if it may be sent to."""
    if to.strip() not in (SUPERIOR, "上级"):  # zh-data
        found = named(office, to, BELOW)
        if found["state"] != ACTIVE:
            raise BadInput(
                T(f"{found['name']}已吊销。", f"{found['name']} was revoked."),
                T("先重新登记。", "Enrol it anew first."),
            )
        return found
    above = rows(office, "relation = ? AND state = ?", ABOVE, ACTIVE)
    if not above:
        raise BadInput(
            T("上级还没有登记本级。", "No superior has enrolled this deployment."),
            T("用 gongkai deployment request 申请，再用 accept 接受证书；发给下级用 --to 指明。",
              "Ask with gongkai deployment request, then accept; name one below with --to."),
        )  # fmt: skip
    return above[0]


def _stream(
    change: "Change", own: Row, chain: "tuple[Certificate, ...]", peer: Row, complete: bool
) -> _Stream:  # fmt: skip
    upward = peer["relation"] == ABOVE
    if upward and chain[0].body.issuer != peer["uid"]:
        raise BadInput(
            T("本级的证书不是由这个上级签发的。", "This deployment's certificate was not signed by that superior."),
            T("重新申请登记。", "Ask to be enrolled again."),
        )
    found = change.store.sql(
        "SELECT number, digest, last_link, id FROM bundle WHERE direction = ? AND deployment = ? AND epoch = ?"
        " AND store_id = ? ORDER BY number DESC LIMIT 1", (OUT, peer["uid"], own["epoch"], own["store_id"]),
    )  # fmt: skip
    number, digest, link, row = found[0] if found else (0, "", 0, 0)
    # a store of theirs that was brought back, or came from somewhere else, lacks what it was sent before
    anew = change.store.sql(
        "SELECT 1 FROM bundle b WHERE b.direction = ? AND b.deployment = ? AND b.epoch = ? AND b.id > ? AND EXISTS"
        " (SELECT 1 FROM bundle e WHERE e.direction = b.direction AND e.deployment = b.deployment AND e.epoch < b.epoch)",
        (IN, peer["uid"], peer["epoch"] or 0, row),
    )  # fmt: skip
    scope = chain[0].body.scope if upward else peer["division"]
    return _Stream(peer, upward, scope, number + 1, digest, link, complete or number == 0 or bool(anew), bool(anew))


def _content(change: "Change", stream: _Stream) -> tuple[list[Sent], dict[str, sets.Total]]:
    """The records, and the totals of the registers that must be the same on both sides."""
    office, peer = change.office, stream.peer["uid"]
    found: list[Sent] = []
    totals: dict[str, sets.Total] = {}
    registers = travelling(office, stream.upward)
    wanted_lines = [name for name, one in registers.items() if merged(one)] if stream.complete else registers
    ledger = since(change, wanted_lines, peer, 0 if stream.complete else stream.since)
    compared = [one for one in registers.values() if sets.compared(one)]
    known = {} if stream.complete else sets.kept(office, peer, compared, stream.upward, stream.since)
    for name, resource in registers.items():
        wanted = sets.compared(resource)
        if stream.complete:
            there = rows_within(office, resource, stream.scope, stream.upward)
            found += everything(resource, there, stream.upward, None if stream.anew else ledger)
            if wanted:
                totals[name] = sets.of_rows(there)
            continue
        total = known.get(name)
        found += changed(change, resource, ledger, stream.scope, stream.upward, total)
        if wanted:
            totals[name] = sets.whole(office, resource, stream.scope, stream.upward) if total is None else total
    if not stream.upward and (acts := acts_for(office, stream.scope, 0 if stream.complete else stream.since)):
        units = rows_within(office, UNITS, stream.scope, True)  # what an act brings to a place, its records lie with
        found += [*everything(ACTS, acts, False), *everything(UNITS, units, False)]
    return found, totals


def _files(office: "Office", found: list[Sent]) -> dict[str, bytes]:
    """The kept files that the records name; one that is damaged here is left out, and the receiver says that it lacks it."""
    wanted = dict.fromkeys(
        str(one.row[name]) for one in found if one.row for name in FILES if one.row.get(name)
    )  # fmt: skip
    data: dict[str, bytes] = {}
    for digest in wanted:
        place = place_of(office, digest)
        if is_whole(place, digest):
            data[digest] = place.read_bytes()
    return data


def _kept(office: "Office", epoch: int, number: int, peer: str) -> Path:
    return office.folder / OUTBOX / f"{peer}-{epoch}-{number}.gkb"
