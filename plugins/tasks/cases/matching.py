"""Cases that look alike: the same telephone, or the same place with the same matter. Found and told, merged by a person."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from gongkai.plugins.tasks.cases.rules import rules_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

_IDLE = re.compile(r"[\W_]+|反映|来电|市民|群众|请求|要求|咨询|投诉|附近|门口|的|了|在|是")  # zh-data
OPEN = "replied_on IS NULL AND merged_into IS NULL"


def short(text: str | None) -> str:
    """A place or a matter without what differs from caller to caller, so that two wordings of one thing agree."""
    plain = normalize("NFKC", text or "").lower()
    return _IDLE.sub("", plain)


def since(office: "Office") -> date:
    """The first day on which a case must have been taken to be compared."""
    return office.today - timedelta(days=rules_of(office).match_days)


def similar(office: "Office", row: dict[str, Any]) -> str | None:
    """The earliest open case at the same centre that a new one (its prepared row) repeats; None without one."""
    taken = date.fromisoformat(row["taken_on"])
    found = office.inside.rows(
        "SELECT uid FROM {hotline_case} WHERE centre = ? AND uid <> ? AND taken_on BETWEEN ? AND ?"
        f" AND {OPEN} AND (phone = ? OR (spot <> '' AND spot = ?)) AND (matter = ? OR kind = ?)"
        " ORDER BY taken_on, id LIMIT 1",
        (row["centre"], row["uid"], (taken - timedelta(days=rules_of(office).match_days)).isoformat(), row["taken_on"],
         row["phone"], row["spot"], row["matter"], row["kind"]),
    )  # fmt: skip
    return str(found[0][0]) if found else None


def groups(office: "Office", low: int, high: int) -> list[tuple[Any, ...]]:
    """Open cases that look alike, place by place, in one statement.

    Returns:
        (place, matter of the first, kind, how many, telephones, first taken on, uid of the first), the most first.
    """
    return office.rows(
        "SELECT min(address), min(title), kind, COUNT(*), COUNT(DISTINCT phone), min(taken_on), min(number)"
        " FROM {hotline_case} WHERE scope BETWEEN ? AND ? AND taken_on >= ?"
        f" AND {OPEN} AND spot <> '' GROUP BY centre, spot, kind HAVING COUNT(*) > 1"
        " ORDER BY COUNT(*) DESC, min(number)",
        (low, high, since(office).isoformat()),
    )
