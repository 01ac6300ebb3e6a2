"""The digest of a whole set: how many rows of a register lie within a place, and the sum of their digests.

Sums are kept between bundles and moved on by what changed, so a small bundle costs nothing of the register's size. They
are worked out from all rows again for a complete bundle, and after an act has moved places.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.exchange.travelling import LOCAL, merged, rows_within
from gongkai.core.ledger.chain import LINE_BITS

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

Row = dict[str, Any]
_LEFT_OUT = frozenset(
    (*LOCAL, "version", "id")
)  # a version is no content, and the ledger's lines do not say what it was
_MODULUS = 1 << 256
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass
class Total:
    """Rows, and the sum of their digests."""

    rows: int = 0
    total: int = 0

    def put(self, row: Mapping[str, Any] | None) -> None:
        """Count a row in."""
        if row is not None:
            self.rows, self.total = self.rows + 1, (self.total + _digest(row)) % _MODULUS

    def take(self, row: Mapping[str, Any] | None) -> None:
        """Count a row out."""
        if row is not None:
            self.rows, self.total = self.rows - 1, (self.total - _digest(row)) % _MODULUS

    @property
    def said(self) -> tuple[int, str]:
        """As a manifest says it."""
        return self.rows, f"{self.total:064x}"


def _digest(row: Mapping[str, Any]) -> int:
    said = {name: value for name, value in row.items() if value is not None and name not in _LEFT_OUT}
    return int.from_bytes(sha256(_encode(said)).digest())


def compared(resource: "Resource") -> bool:
    """Whether both sides must have the same set: where one of them writes."""
    return not merged(resource) and resource.placed


def whole(office: "Office", resource: "Resource", scope: int, upward: bool) -> Total:
    """The total of every row, counted one by one."""
    return of_rows(rows_within(office, resource, scope, upward))


def of_rows(rows: Iterable[Row]) -> Total:
    """The total of some rows."""
    found = Total()
    for row in rows:
        found.put(row)
    return found


def kept(
    office: "Office", deployment: str, resources: Sequence["Resource"], upward: bool, link: int | None = None
) -> dict[str, Total]:
    """The totals that were kept for a stream, by register; without those of which places were moved since.

    Args:
        upward: which of the two streams with that deployment.
        link: the last link that they must count; any unless said.
    """
    wanted = [one.key for one in resources]
    marks = ", ".join("?" for _ in wanted)
    moved: dict[str, int] = dict(office.store.sql(
        f"SELECT register, max(id) FROM ledger_line WHERE register IN ({marks}) AND uid = '' GROUP BY register", wanted
    ))  # fmt: skip
    found = office.store.sql(
        "SELECT register, link, rows, total FROM exchange_set WHERE deployment = ? AND upward = ?",
        (deployment, int(upward)),
    )
    return {
        register: Total(rows, int(total, 16)) for register, at, rows, total in found
        if register in wanted and link in (None, at) and moved.get(register, 0) >> LINE_BITS <= at
    }  # fmt: skip


def keep(change: "Change", deployment: str, upward: bool, totals: Mapping[str, Total], link: int) -> None:
    """Keep totals until the next bundle; they follow from the rows, so the ledger does not speak of them."""
    if totals:
        change.store.many(
            "INSERT INTO exchange_set (deployment, register, upward, link, rows, total) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (deployment, register, upward)"
            " DO UPDATE SET link = excluded.link, rows = excluded.rows, total = excluded.total",
            [(deployment, name, int(upward), link, *total.said) for name, total in totals.items()],
        )
