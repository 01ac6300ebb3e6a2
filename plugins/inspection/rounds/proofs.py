"""Evidence of a round: a file kept by its hash, the page and the words that count."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.files import damaged, keep
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.rounds.finding import find_round, member_of
from gongkai.plugins.inspection.rounds.objections import entry_key

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def add_proof(
    office: "Office", change: "Change", held: Any, unit: str, indicator: str, file: Path, page: int | None = None, quote: str = ""
) -> Any:  # fmt: skip
    """Keep a file and enter it as evidence.

    Raises:
        BadInput: no such indicator, or the file cannot be read (see ``gongkai.core.files.keep``).
        NotAllowed: the acting account may not edit the unit's records.
    """
    member = member_of(office, held.uid, unit)
    key = entry_key(office, held, member[2] if member else "", indicator)
    made = change.create(
        "round_proof", round=held.code, unit=unit, indicator=key, name=clean_line(file.name), page=page, quote=quote
    )  # refused before anything is copied
    sha256, size = keep(office, file)
    resource = office.resource("round_proof")
    change.put_row(resource, change.current(resource, made.uid), {"sha256": sha256, "size": size}, "update")
    made.sha256, made.size = sha256, size
    return made


def damaged_proofs(office: "Office") -> list[tuple[str, str]]:
    """Files that are missing or whose content is not what it was, as (name, hash)."""
    return damaged(office, office.rows("SELECT name, sha256 FROM {round_proof} WHERE sha256 IS NOT NULL"))


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """Who adds it and when."""
    if row["round"]:
        held = find_round(office.inside, row["round"])
        if held is not None:
            row["round"] = held.uid
    row["added_by"], row["added_on"] = row["added_by"] or office.actor, row["added_on"] or office.today.isoformat()
