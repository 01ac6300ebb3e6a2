"""What travels: the registers that say so, which way, and the columns that mean the same everywhere.

``up`` and ``down`` have one writer: the deployment that is enrolled at the place, or its superior. ``both`` are written by
both sides and merged field by field (a task that is dispatched and reported on). ``report`` go up and are merged, because
the superior keeps records of its own there (rounds of inspection). ``decided`` go down and are carried out there (acts).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import ancestors, span
from gongkai.core.errors import NotAllowed
from gongkai.core.exchange.models import ABOVE, ACTIVE, BELOW
from gongkai.core.i18n import T
from gongkai.core.ledger.chain import LINE_BITS
from gongkai.core.store.record import columns

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

UP, DOWN, BOTH, REPORT, DECIDED = "up", "down", "both", "report", "decided"
CAME = "bundle:"  # begins the rule of a link that a bundle was applied by; the sender's id follows
LOCAL = ("sheet", "scope")  # where the ledger keeps a row, and its unit's present place, which the receiver knows
FILES = ("sha256", "proof_hash")  # columns that name a kept file
CHUNK = 500


def travelling(office: "Office", upward: bool) -> "dict[str, Resource]":
    """Registers whose records go to the superior, or to deployments below; what others refer to comes first."""
    ways = (UP, BOTH, REPORT) if upward else (DOWN, BOTH)  # what was decided goes by itself, see ``arriving``
    found = {key: one for key, one in sorted(office.resources.items()) if one.travels in ways}
    return dict(sorted(found.items(), key=lambda pair: _depth(found, pair[0])))


def _depth(found: "dict[str, Resource]", key: str) -> int:
    depth, at = 0, found[key].part_of
    while at in found and depth < len(found):
        depth, at = depth + 1, found[at].part_of
    return depth


def merged(resource: "Resource") -> bool:
    """Whether both sides write the register's records."""
    return resource.travels in (BOTH, REPORT)


def sent_columns(resource: "Resource", upward: bool) -> list[str]:
    """The columns of a row that travel: a version only where one side writes, what is private only down."""
    left = {"sheet"} | ({"scope"} if resource.placed else set()) | ({"version"} if merged(resource) else set())
    left |= set(resource.private) if upward else set()
    return [name for name in columns(resource.model) if name not in left]


def within(resource: "Resource", scope: int, upward: bool) -> tuple[str, Sequence[int]]:
    """Condition and values for the rows that go: those at or below a place; down also what holds for all above it."""
    low, high = span(scope)
    if upward or resource.placed:
        return "scope BETWEEN ? AND ?", (low, high)
    above = (*ancestors(scope), scope)
    return f"(scope BETWEEN ? AND ? OR scope IN ({', '.join('?' for _ in above)}))", (low, high, *above)


def lies_within(resource: "Resource", scope: int, upward: bool, place: int) -> bool:
    """The same of one row's place."""
    low, high = span(scope)
    return low <= place <= high or (not upward and not resource.placed and place in ancestors(scope))


def rows_within(
    office: "Office", resource: "Resource", scope: int, upward: bool, uids: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Rows of a register that go, with every column: all of them, or those of some uids."""
    names = columns(resource.model)
    where, params = within(resource, scope, upward)
    statement = f"SELECT {', '.join(names)} FROM {resource.table} WHERE {where}"
    if uids is None:
        found = office.store.sql(f"{statement} ORDER BY id", params)
    else:
        found = []
        for start in range(0, len(uids), CHUNK):
            part = uids[start : start + CHUNK]
            marks = ", ".join("?" for _ in part)
            found += office.store.sql(f"{statement} AND uid IN ({marks}) ORDER BY id", (*params, *part))
    return [dict(zip(names, values, strict=True)) for values in found]


def refuse_other_writer(office: "Office", resource: "Resource", scope: int) -> None:
    """Refuse to write by hand what a deployment below, or the superior, writes.

    Raises:
        NotAllowed: names the deployment.
    """
    name = other_writer(office, resource, scope)
    if name is None:
        return
    if resource.travels == DOWN:
        raise NotAllowed(
            T(
                f"{resource.name.zh}由上级“{name}”下发，本级不能修改。",
                f"{resource.name.en} is handed down by “{name}” above.",
            ),
            T("请上级修改后下发。", "Have it changed there and sent down."),
        )
    raise NotAllowed(
        T(f"{office.place_name(scope)}的{resource.name.zh}由下级部署“{name}”填报，本级不能修改。",
          f"{resource.name.en} at {office.place_name(scope)} is written by the deployment “{name}” below."),
        T("请下级修改后上报；或先吊销该部署。", "Have it changed there and sent up; or revoke that deployment."),
    )  # fmt: skip


def other_writer(office: "Office", resource: "Resource", scope: int) -> str | None:
    """The deployment that alone writes the register's records at a place; None where this one may."""
    relation = {UP: BELOW, DOWN: ABOVE}.get(resource.travels)
    if relation is None:
        return None
    for kind, uid, name, low, high in _writers(office):
        if kind == relation and low <= scope <= high and (kind == BELOW or _handed_down(office, resource, uid)):
            return name
    return None


def writes_alone(office: "Office") -> bool:
    """Whether no other deployment writes anything of what lies here, so that rows by the thousand need not be asked one by one."""
    return not _writers(office)


def _writers(office: "Office") -> list[tuple[str, str, str, int, int]]:
    if "writers" not in office.remembered:
        found = office.store.sql(
            "SELECT relation, uid, name, division FROM deployment WHERE relation IN (?, ?) AND state = ?",
            (BELOW, ABOVE, ACTIVE),
        )
        office.remembered["writers"] = [(kind, uid, name, *span(scope)) for kind, uid, name, scope in found]
    return list(office.remembered["writers"])


def _handed_down(office: "Office", resource: "Resource", superior: str) -> bool:
    """Whether the superior has sent any of the register; until then each keeps its own."""
    key = f"down:{resource.key}"
    if key not in office.remembered:
        office.remembered[key] = bool(office.store.sql(
            f"SELECT 1 FROM ledger_line n JOIN ledger l ON l.seq = n.id / {1 << LINE_BITS}"
            " WHERE n.register = ? AND l.rule = ? LIMIT 1", (resource.key, CAME + superior),
        ))  # fmt: skip
    return bool(office.remembered[key])
