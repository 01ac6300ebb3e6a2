"""What units are called in sheets, kept in the office's own file for the next import."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gongkai.core.access import require
from gongkai.core.settingsfile import keep_items
from gongkai.plugins.catalog.sheets.owners import Owners
from gongkai.plugins.catalog.sheets.rules import UnitAlias

if TYPE_CHECKING:
    from gongkai.core.office import Office


def aliases_said(office: "Office", called: Mapping[str, str]) -> tuple[list[UnitAlias], list[str]]:
    """Words of a file with the one unit that each means, and the words that mean several, which no alias can.

    Raises:
        BadInput: words name no unit.
        NotAllowed: the account may not administer the office, so it may not keep them either.
    """
    require(office, "administer", office.scope, whole=True)
    owners, kept, left = Owners(office, called=called), list[UnitAlias](), list[str]()
    for words in called:
        uids, _ = owners.of(words)
        if len(uids) == 1:
            name = office.unit_name(uids[0])
            kept.append(UnitAlias(words, name if owners.labels(uids)[uids[0]] == name else uids[0]))
        else:
            left.append(words)
    return kept, left


def keep_aliases(office: "Office", aliases: Sequence[UnitAlias]) -> None:
    """Write them as ``[[unit_alias]]`` into ``gongkai.toml``.

    Raises:
        StoreError: the file cannot be written.
    """
    from gongkai.core.office import FILE

    if aliases:
        keep_items(office.folder / FILE, "unit_alias", [{"key": one.key, "unit": one.unit} for one in aliases])
