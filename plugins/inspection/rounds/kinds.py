"""Rounds that are held again and again: a region says how often, of whom and by which rubric; what is owed is told."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.inspection.rounds.finding import find_round
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rounds.rules import RoundKind

if TYPE_CHECKING:
    from datetime import date

    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


@dataclass(frozen=True)
class Owed:
    """A round of a sort that is to be held in the present period; ``stage`` is empty while it is not opened."""

    kind: RoundKind
    code: str
    stage: str


def period(every: str, day: "date") -> str:
    """The period of a day: ``2026-11``, ``2026-Q4`` or ``2026``."""
    if every == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if every == "quarter" else str(day.year)


def owed(office: "Office") -> list[Owed]:
    """Every sort of round with that of the present period, in the order in which the rules name them."""
    found = []
    for kind in office.profile.items("round_kind", RoundKind).values():
        code = f"{kind.key}-{period(kind.every, office.today)}"
        held = find_round(office, code)
        found.append(Owed(kind, code, held.stage if held is not None else ""))
    return found


def open_kind(office: "Office", change: "Change", key: str) -> Any:
    """Open the present period's round of a sort.

    Raises:
        BadInput: there is no such sort, or see ``open_round`` (it is open already, nobody takes part).
    """
    found = next((one for one in owed(office) if one.kind.key == key), None)
    if found is None:
        known = list(office.profile.items("round_kind", RoundKind))
        raise BadInput(
            T(f"没有定期考核 {key[:40]}。", f"There is no regular round {key[:40]}."),
            T(f"可用：{'、'.join(known)}。", f"There are: {', '.join(known)}.") if known
            else T("在规则文件中写 [[round_kind]]。", "Write a [[round_kind]] in the rules."),
        )  # fmt: skip
    kind, day = found.kind, found.code.removeprefix(f"{key}-")
    title = str(kind.name + T(f" {day}", f" {day}"))
    return open_round(office, change, found.code, kind.rubric or "default", title, to=kind.to)
