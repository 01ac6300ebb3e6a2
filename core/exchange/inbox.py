"""What comes in as files: bundles of any kind in any order, and receipts; early ones wait visibly until their turn.

A bundle that came too early is kept in ``.gongkai/inbox`` and stands among the bundles as waiting; it is applied when those
before it have been.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.core.access import require
from gongkai.core.errors import BadInput, GongkaiError
from gongkai.core.exchange.container import MARK, head_digest, open_bundle, read_file
from gongkai.core.exchange.identity import add, put
from gongkai.core.exchange.incoming import receive as apply
from gongkai.core.exchange.models import APPLIED, BUNDLES, DEPLOYMENTS, EARLY, IN
from gongkai.core.exchange.receipts import read_receipt
from gongkai.core.exchange.sealing import SEALED, unseal
from gongkai.core.exchange.streams import Plan, verified
from gongkai.core.i18n import T
from gongkai.core.store.record import derived_uid
from gongkai.core.tables.atomic import replacing, write_failed

if TYPE_CHECKING:
    from gongkai.core.office import Office

INBOX = Path(".gongkai") / "inbox"
DONE, WAIT, REFUSED = "done", "waiting", "refused"


@dataclass
class Came:
    """What became of a file: the plan of a bundle, those that had waited for it, or the giver of a receipt."""

    plan: Plan | None = None
    after: list[Plan] = field(default_factory=list)
    receipt: str = ""
    stuck: list[GongkaiError] = field(default_factory=list)


def is_bundle(data: bytes) -> bool:
    """Whether a file is a bundle (else it may be a receipt)."""
    return data.startswith(MARK)


def opened(office: "Office", path: Path) -> bytes:
    """A file's bytes, decrypted when they were encrypted for this deployment."""
    data = read_file(path)
    return unseal(office, data) if data.startswith(SEALED) else data


def receive(office: "Office", data: bytes) -> Came:
    """Apply a bundle, and those that waited for it; keep one that came too early; take a receipt.

    Raises:
        BadInput, NotAllowed, Conflict: see ``incoming.look``.
    """
    if not is_bundle(data):
        return Came(receipt=read_receipt(office, data)[0])
    require(office, "administer", office.scope, whole=True)
    plan, _, _ = verified(office, data)
    if plan.missing:
        _keep(office, plan, data)
        return Came(plan)
    came = Came(apply(office, data))
    if came.plan is not None and not came.plan.known:
        came.after += _next(office, plan.manifest.sender, came.stuck)
    return came


def _keep(office: "Office", plan: Plan, data: bytes) -> None:
    """Keep an early bundle until its turn."""
    kept = _place(office, plan.digest)
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_failed(error, kept) from error
    with replacing(kept, own=True) as out:
        out.write(data)
    manifest, uid = plan.manifest, derived_uid("early", plan.digest)
    if office.store.sql("SELECT 1 FROM bundle WHERE uid = ?", (uid,)):
        return
    words = T(f"第 {manifest.number} 号等待第 {plan.missing} 号", f"number {manifest.number} waits for {plan.missing}")
    with office.change(str(words)) as change:
        add(
            change, BUNDLES, uid, direction=IN, deployment=manifest.sender, store_id=manifest.store_id,
            epoch=manifest.epoch, number=manifest.number, digest=plan.digest, first_link=manifest.first,
            last_link=manifest.last, records=sum(manifest.counts.values()), deleted=0, set_aside=0, state=EARLY,
            made=manifest.made, note=str(words),
        )  # fmt: skip
        put(change, DEPLOYMENTS, change.current(DEPLOYMENTS, manifest.sender), last_contact=office.now)


def _next(office: "Office", sender: str, stuck: list[GongkaiError]) -> Iterator[Plan]:
    """Apply what waited and whose turn it is, one after the other; forget what a complete bundle has overtaken."""
    while True:
        head = office.store.sql(
            "SELECT epoch, number FROM bundle WHERE direction = ? AND deployment = ? AND state = ?"
            " ORDER BY epoch DESC, number DESC LIMIT 1", (IN, sender, APPLIED),
        )[0]  # fmt: skip
        waiting = office.store.sql(
            "SELECT uid, digest, epoch, number FROM bundle WHERE direction = ? AND deployment = ? AND state = ?"
            " ORDER BY epoch, number", (IN, sender, EARLY),
        )  # fmt: skip
        past = [one for one in waiting if one[2:] <= head]
        if past:
            with office.change(str(T("等待的数据包已不需要", "bundles that waited are needed no more"))) as change:
                for uid, *_ in past:
                    change.remove_row(BUNDLES, change.current(BUNDLES, uid))
        for _, digest, *_ in past:
            _place(office, digest).unlink(missing_ok=True)
        turn = [one for one in waiting if one[2:] == (head[0], head[1] + 1)]
        if not turn:
            return
        kept = _place(office, turn[0][1])
        try:
            yield apply(office, read_file(kept))
        except GongkaiError as error:
            stuck.append(error)
            return


def _place(office: "Office", digest: str) -> Path:
    return office.folder / INBOX / f"{digest}.gkb"


def watch(office: "Office", folder: Path) -> Iterator[tuple[str, str, Came | GongkaiError]]:
    """Take every file of a folder once: gives name, what became of it (``done``, ``waiting``, ``refused``), and more.

    Files are moved into folders of these names beside; why one was refused stands beside it as text.

    Raises:
        BadInput: the folder cannot be read or written.
    """
    if not folder.is_dir():
        raise BadInput(T(f"没有文件夹 {folder}。", f"There is no folder {folder}."), T("检查路径。", "Check the path."))
    found = [path for path in sorted(folder.iterdir()) if path.suffix in (".gkb", ".gkr") and path.is_file()]
    for path in sorted(found, key=_order):
        try:
            came = receive(office, opened(office, path))
        except (BadInput, GongkaiError) as error:
            _move(path, REFUSED, str(error))
            yield path.name, REFUSED, error
            continue
        early = came.plan is not None and came.plan.missing > 0
        _move(path, WAIT if early else DONE)
        yield path.name, WAIT if early else DONE, came


def _order(path: Path) -> tuple[int, int]:
    """By number where that can be read, so that fewer must wait."""
    try:
        manifest, _ = open_bundle(read_file(path))
    except GongkaiError:
        return (0, 0)
    return (manifest.epoch, manifest.number)


def _move(path: Path, where: str, why: str = "") -> None:
    target = path.parent / where
    try:
        target.mkdir(exist_ok=True)
        place = target / path.name
        if place.exists():
            place = target / f"{path.stem}-{head_digest(path.read_bytes())[:8]}{path.suffix}"
        path.replace(place)
    except OSError as error:
        raise write_failed(error, target) from error
    if why:
        with replacing(place.with_suffix(".txt"), own=True) as out:
            out.write(f"{why}\n".encode())
