"""How far the exchange with each deployment is: for the list of deployments, and for whoever is late."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai.core.access import require
from gongkai.core.exchange.identity import rows
from gongkai.core.exchange.models import ABOVE, ACCEPTED, APPLIED, BELOW, EARLY, IN, OUT, RECEIVED, SENT, WAITING

if TYPE_CHECKING:
    from gongkai.core.office import Office


@dataclass(frozen=True)
class Standing:
    """One deployment: numbers of the last bundle sent, received and accepted there, and received here; what waits."""

    name: str
    relation: str
    state: str
    sent: int
    received_there: int
    accepted_there: int
    received: int
    waiting: int
    set_aside: int
    last_contact: str


def standings(office: "Office") -> list[Standing]:
    """A standing for each deployment above and below, in the order of their names.

    Raises:
        NotAllowed: the account does not administer the office.
    """
    require(office, "administer", office.scope, whole=True)
    latest: dict[tuple[str, str, str], tuple[int, int]] = {}
    for peer, direction, state, epoch, number in office.store.sql(
        "SELECT deployment, direction, state, max(epoch), max(epoch * 4294967296 + number) FROM bundle"
        " GROUP BY deployment, direction, state"
    ):
        latest[peer, direction, state] = (epoch, number & 0xFFFFFFFF)
    waiting = dict(
        office.store.sql("SELECT deployment, count(*) FROM bundle WHERE state = ? GROUP BY deployment", (EARLY,))
    )
    aside = dict(
        office.store.sql("SELECT deployment, count(*) FROM quarantine WHERE state = ? GROUP BY deployment", (WAITING,))
    )
    found = []
    for one in rows(office, "relation IN (?, ?)", BELOW, ABOVE):
        uid = one["uid"]
        outs = {state: latest.get((uid, OUT, state), (0, 0)) for state in (SENT, RECEIVED, ACCEPTED)}
        now = max(epoch for epoch, _ in outs.values())
        numbers = {state: number if epoch == now else 0 for state, (epoch, number) in outs.items()}
        received = max(numbers[RECEIVED], numbers[ACCEPTED])
        found.append(Standing(
            one["name"], one["relation"], one["state"], max(numbers.values()), received, numbers[ACCEPTED],
            latest.get((uid, IN, APPLIED), (0, 0))[1], waiting.get(uid, 0), aside.get(uid, 0), one["last_contact"] or "",
        ))  # fmt: skip
    return found
