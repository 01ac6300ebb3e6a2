"""The digest of a whole set: how many rows of a register lie within a place, and the sum of their digests.

Sums are kept between bundles and moved on by what changed, so a small bundle costs nothing of the register's size. They
are worked out from all rows again for a complete bundle, and after an act has moved places.
"""

from collections.abc import Iterable, Mapping
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
_LEFT_OUT = (*LOCAL, "version")  # a version is no content, and the ledger's lines do not say what it was
_MODULUS = 1 << 256
_encode = msgspec.json.encode


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
    said = sorted((name, value) for name, value in row.items() if value is not None and name not in _LEFT_OUT)
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
    office: "Office", deployment: str, resource: "Resource", upward: bool, link: int | None = None
) -> Total | None:
    """The total that was kept for a stream; None when there is none, or places were moved since.

    Args:
        upward: which of the two streams with that deployment.
        link: the last link that it must count; any unless said.
    """
    found = office.store.sql(
        "SELECT link, rows, total FROM exchange_set WHERE deployment = ? AND register = ? AND upward = ?",
        (deployment, resource.key, int(upward)),
    )
    if not found or (link is not None and found[0][0] != link):
        return None
    moved = office.store.sql(
        "SELECT 1 FROM ledger_line WHERE register = ? AND uid = '' AND id >= ? LIMIT 1",
        (resource.key, (found[0][0] + 1) << LINE_BITS),
    )
    return None if moved else Total(found[0][1], int(found[0][2], 16))


def keep(change: "Change", deployment: str, resource: "Resource", upward: bool, total: Total, link: int) -> None:
    """Keep a total until the next bundle; it follows from the rows, so the ledger does not speak of it."""
    change.store.run(
        "INSERT INTO exchange_set (deployment, register, upward, link, rows, total) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (deployment, register, upward)"
        " DO UPDATE SET link = excluded.link, rows = excluded.rows, total = excluded.total",
        (deployment, resource.key, int(upward), link, *total.said),
    )
