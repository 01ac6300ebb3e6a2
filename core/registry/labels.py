"""Units named so that the name can be read back: where several have one name, the id stands behind it."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.core.office import Office

CHUNK = 400
_MARKED = re.compile(r".*[〔（(\[]\s*([0-9a-z][0-9a-z.-]{0,79})\s*[〕）)\]]")  # zh-data


def unit_labels(office: "Office", uids: Iterable[str]) -> dict[str, str]:
    """``name``, or ``name〔uid〕`` where the name is not unique in the store; ``marked_uid`` reads it."""
    wanted = list(dict.fromkeys(uids))
    names, found = office.unit_names(wanted), {}
    double: set[str] = set()
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        double |= {
            uid
            for (uid,) in office.store.sql(  # by the initials, which have an index
                f"SELECT u.uid FROM unit u WHERE u.uid IN ({marks}) AND EXISTS"
                " (SELECT 1 FROM unit o WHERE o.initials = u.initials AND o.name = u.name AND o.uid <> u.uid)",
                part,
            )
        }
    for uid in wanted:
        name = names.get(uid, uid)
        found[uid] = f"{name}〔{uid}〕" if uid in double else name  # zh-data
    return found


def marked_uid(text: str) -> str:
    """The id that stands in brackets behind a name; empty when none does."""
    found = _MARKED.fullmatch(text.strip())
    return found.group(1) if found else ""
