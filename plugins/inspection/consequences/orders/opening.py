"""Opening orders, one or many: a problem whose order is still open is left alone."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.files import damaged as damaged_files
from gongkai.core.files import keep
from gongkai.core.i18n import T
from gongkai.core.store.record import new_uid
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.consequences.orders.flow import OVER, latest, matter_of
from gongkai.plugins.inspection.consequences.orders.models import FILE
from gongkai.plugins.inspection.consequences.orders.sources import Problem

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


@dataclass(frozen=True)
class Opened:
    """Uids of the orders that were opened, and how many problems have an open one already."""

    uids: list[str]
    known: int


def open_orders(
    office: "Office", change: "Change", problems: Iterable[Problem], due: date | None = None, **given: Any
) -> Opened:
    """Open an order for each problem that has none open; two of one matter make one.

    Args:
        given: fields that go before those of the problem (``demand``, ``no``, ``issuer``).

    Raises:
        BadInput: a value does not fit.
        NotAllowed: the acting account may not assign where a unit lies.
    """
    rows, known, seen = [], 0, set()
    for one in problems:
        row = {name: value or None for name, value in asdict(one).items()} | {n: v for n, v in given.items() if v}
        rows.append((matter_of(row), row))
    last = latest(office, [matter for matter, _ in rows if matter])
    wanted: list[dict[str, Any]] = []
    for matter, row in rows:
        before = last.get(matter) if matter else None
        if (before and before[1] not in OVER) or (matter and matter in seen):
            known += 1
            continue
        if matter:
            seen.add(matter)
            office.remembered["order", matter] = before
        wanted.append({**row, "uid": new_uid(), "due": due})
    change.insert_many("order", wanted)
    return Opened([row["uid"] for row in wanted], known)


def attach(office: "Office", order: Any, paths: Iterable[Path], page: int | None = None, quote: str = "") -> list[Any]:
    """Add files to an order as evidence, all or none, and give them.

    Raises:
        BadInput: one cannot be read, its name is taken, or the order is handed in or over.
    """
    kept = [(clean_line(path.name), *keep(office, path)) for path in paths]
    made = []
    with office.change(str(T(f"佐证 {kept[0][0]}", f"evidence {kept[0][0]}"))) as change:
        resource = office.resource("order_proof")
        for name, sha256, size in kept:
            if office.rows("SELECT 1 FROM {order_proof} WHERE of = ? AND name = ?", (order.uid, name)):
                raise BadInput(
                    T(f"已有同名佐证 {name}。", f"There is evidence named {name} already."),
                    T("换一个文件名。", "Use another file name."),
                )
            uid = change.create(
                resource, unit=order.unit, of=order.uid, kind="link", name=name, page=page, quote=quote
            ).uid
            said = {"kind": FILE, "size": size, "sha256": sha256}
            change.put_row(resource, change.current(resource, uid), said, "update")
            made.append(uid)
    return office.register("order_proof").records(made)


def damaged(office: "Office") -> list[tuple[str, str]]:
    """Files of evidence that are missing or changed: (name, hash)."""
    kept = office.rows("SELECT min(name), sha256 FROM {order_proof} WHERE sha256 IS NOT NULL GROUP BY sha256")
    return damaged_files(office, ((name, sha256) for name, sha256 in kept))
