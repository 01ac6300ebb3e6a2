"""Deferrals filed with the organ above: which organ that is, and what has been filed with the acting account's own.

The organ above a unit is its parent unit; a unit without one (a township's government) stands below the division that holds
its own. A deferral is noted by somebody who has the right over there, never by the unit itself.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.core.access import allowed
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

DEFERRED = "deferred"
VERB = "verify"


class Superior(NamedTuple):
    """The organ above a unit: the place where it lies, its uid (empty when only the place is known), its name."""

    scope: int
    unit: str
    name: str


_ABOVE = (
    "SELECT u.uid, COALESCE(p.scope, d.parent), COALESCE(p.uid, ''), COALESCE(p.name, a.name) FROM {unit} u"
    " LEFT JOIN {unit} p ON p.uid = u.parent LEFT JOIN {division} d ON d.code = u.scope"
    " LEFT JOIN {division} a ON a.code = d.parent WHERE "
)


def superior_of(office: "Office", unit: str) -> Superior | None:
    """The organ above a unit; None where the store knows of none."""
    found = office.rows(_ABOVE + "u.uid = ?", (unit,))
    return _superior(found[0]) if found else None


def _superior(row: tuple[Any, ...]) -> Superior | None:
    return Superior(row[1], row[2], row[3]) if row[1] and row[3] else None


def address(office: "Office", row: dict[str, Any]) -> None:
    """Say with whom a deferral is filed when the drafter did not.

    Raises:
        BadInput: nobody said, and the store knows no organ above.
    """
    if row["filed_with"]:
        return
    above = superior_of(office, row["unit"])
    if above is None:
        raise BadInput(
            T("不知道上一级机关是谁。", "The organ above is not known."),
            T("填写备案机关（filed_with）。", "Say with whom it is filed (filed_with)."),
        )
    row["filed_with"] = above.name


def require_superior(office: "Office", unit: str) -> None:
    """Refuse to note a deferral that was filed with somebody else.

    Raises:
        NotAllowed: the acting account has no right over the organ above the unit.
    """
    above = superior_of(office.inside, unit)
    if above is None or not allowed(office, VERB, above.scope, above.unit):
        name = above.name if above else "?"
        raise NotAllowed(
            T(f"备案由上一级机关（{name}）登记。", f"It is noted by the organ above ({name})."),
            T("请上一级机关的同事办理。", "Ask a colleague there."),
        )


def units_below(office: "Office") -> list[str]:
    """Units with a deferral that nobody has noted and that the acting account, for the organ above, can note."""
    found = office.rows(
        f"{_ABOVE} u.uid IN (SELECT unit FROM {{publication}} WHERE stage = ? AND noted_on IS NULL)", (DEFERRED,)
    )
    asked: dict[tuple[int, str], bool] = {}
    below = []
    for row in found:
        above = _superior(row)
        if above is not None and asked.setdefault(above[:2], allowed(office, VERB, above.scope, above.unit)):
            below.append(row[0])
    return below
