"""Commendations of units and persons; none for a unit that a measure of the year bars from them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.inspection.consequences.sanctions.flow import DECIDED
from gongkai.plugins.inspection.consequences.sanctions.rules import kinds_of

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """This year, and who named it."""
    row["year"] = row["year"] or office.today.year
    row["proposed_by"] = row["proposed_by"] or office.actor


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """An honour is granted only where nothing of the year bars it.

    Raises:
        BadInput: a measure bars it; names the measure.
    """
    barred = barring(change.office.inside, row) if action.key == "grant" else None
    if barred:
        raise BadInput(
            T(f"{change.office.unit_name(row['unit'])} {row['year']} 年有“{barred}”，不能评先评优。",
              f"{change.office.unit_name(row['unit'])} is under “{barred}” in {row['year']} and gets no honours."),
            T("措施经申诉撤销后可以再报。", "Once the measure is undone on appeal it can be named again."),
        )  # fmt: skip


def barring(office: "Office", row: Mapping[str, Any]) -> str | None:
    """The measure that bars a unit from honours in a year; None when there is none."""
    kinds = [key for key, kind in kinds_of(office).items() if kind.bars_honours]
    if not kinds:
        return None
    marks = ", ".join("?" for _ in kinds)
    stages = ", ".join("?" for _ in DECIDED)
    rows = office.rows(
        f"SELECT title FROM {{sanction}} WHERE unit = ? AND kind IN ({marks}) AND stage IN ({stages}) AND period LIKE ?"
        " ORDER BY id LIMIT 1",
        (row["unit"], *kinds, *DECIDED, f"{row['year']}%"),
    )
    return str(rows[0][0]) if rows else None
