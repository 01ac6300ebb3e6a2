"""What travels: the registers that say so, the columns that mean the same everywhere, and the digest of a whole set."""

from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.errors import NotAllowed
from gongkai.core.exchange.container import row_digest
from gongkai.core.exchange.models import ACTIVE, BELOW
from gongkai.core.i18n import T
from gongkai.core.store.record import columns

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

LOCAL = ("sheet", "scope")  # where the ledger keeps a row, and the unit's present place, which the receiver knows
UP = "up"
_MODULUS = 1 << 256


def upward(office: "Office") -> "dict[str, Resource]":
    """Registers whose records go to the superior."""
    return {key: one for key, one in sorted(office.resources.items()) if one.travels == UP}


def sent_columns(resource: "Resource") -> list[str]:
    """The columns of a row that travel."""
    return [name for name in columns(resource.model) if name not in LOCAL]


def rows_within(office: "Office", resource: "Resource", scope: int) -> list[dict[str, Any]]:
    """Every row of a register within a place, as it travels."""
    names = sent_columns(resource)
    low, high = span(scope)
    found = office.store.sql(
        f"SELECT {', '.join(names)} FROM {resource.table} WHERE scope BETWEEN ? AND ? ORDER BY id", (low, high)
    )
    return [dict(zip(names, values, strict=True)) for values in found]


def set_of(rows: list[dict[str, Any]]) -> tuple[int, str]:
    """How many rows, and the digest over all of them."""
    return len(rows), f"{sum(map(row_digest, rows)) % _MODULUS:064x}"


def refuse_other_writer(office: "Office", resource: "Resource", scope: int) -> None:
    """Refuse to write by hand what a deployment below writes.

    Raises:
        NotAllowed: names the deployment.
    """
    for name, low, high in _writers(office):
        if low <= scope <= high:
            raise NotAllowed(
                T(f"{office.place_name(scope)}的{resource.name.zh}由下级部署“{name}”填报，本级不能修改。",
                  f"{resource.name.en} at {office.place_name(scope)} is written by the deployment “{name}” below."),
                T("请下级修改后上报；或先吊销该部署。", "Have it changed there and sent up; or revoke that deployment."),
            )  # fmt: skip


def _writers(office: "Office") -> list[tuple[str, int, int]]:
    if "writers" not in office.remembered:
        found = office.store.sql(
            "SELECT name, division FROM deployment WHERE relation = ? AND state = ?", (BELOW, ACTIVE)
        )
        office.remembered["writers"] = [(name, *span(scope)) for name, scope in found]
    return list(office.remembered["writers"])
