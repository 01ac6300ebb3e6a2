"""Cases that look alike: the same telephone, or the same place with the same matter. Found and told, merged by a person."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from gongkai.plugins.tasks.cases.rules import rules_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

_IDLE = re.compile(r"[\W_]+|反映|来电|市民|群众|请求|要求|咨询|投诉|附近|门口|的|了|在|是")  # zh-data
MANY = 20
"""New cases of one change that are each looked up by a statement of their own."""
_READ = ("uid", "taken_on", "phone", "spot", "matter", "kind")
OPEN = "replied_on IS NULL AND merged_into IS NULL"


def short(text: str | None) -> str:
    """A place or a matter without what differs from caller to caller, so that two wordings of one thing agree."""
    plain = normalize("NFKC", text or "").lower()
    return _IDLE.sub("", plain)


def since(office: "Office") -> date:
    """The first day on which a case must have been taken to be compared."""
    return office.today - timedelta(days=rules_of(office).match_days)


def similar(office: "Office", row: dict[str, Any]) -> str | None:
    """The earliest open case at the same centre that a new one (its prepared row) repeats; None without one.

    Cases entered by the same change count, too. Each new case is looked up by itself; from the ``MANY``-th of a change on, the
    centre's open cases are read once and looked up here.
    """
    key = ("alike", row["centre"])
    own: _Open = office.remembered.setdefault(key, _Open())
    own.asked += 1
    if own.asked == MANY:
        reading = f"SELECT {', '.join(_READ)} FROM {{hotline_case}} WHERE centre = ? AND {OPEN}"
        for known in office.inside.rows(reading, (row["centre"],)):
            own.add(known)
    found = [*own.like(row, rules_of(office).match_days), *([] if own.asked >= MANY else _stored(office, row))]
    own.add(tuple(row[name] for name in _READ))
    return min(found)[1] if found else None


def _stored(office: "Office", row: dict[str, Any]) -> list[tuple[str, str]]:
    taken = date.fromisoformat(row["taken_on"])
    return office.inside.rows(
        "SELECT taken_on, uid FROM {hotline_case} WHERE centre = ? AND uid <> ? AND taken_on BETWEEN ? AND ?"
        f" AND {OPEN} AND (phone = ? OR (spot <> '' AND spot = ?)) AND (matter = ? OR kind = ?)"
        " ORDER BY taken_on, uid LIMIT 1",
        (row["centre"], row["uid"], (taken - timedelta(days=rules_of(office).match_days)).isoformat(), row["taken_on"],
         row["phone"], row["spot"], row["matter"], row["kind"]),
    )  # fmt: skip


class _Open:
    """Open cases of a centre, in order of the day taken: by telephone or place, each with the matter or the kind."""

    def __init__(self) -> None:
        self.asked = 0
        self._by: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def add(self, values: tuple[Any, ...]) -> None:
        """A case by the columns of ``_READ``."""
        uid, taken, *marks = values
        for key in _keys(*marks):
            cases = self._by.setdefault(key, [])
            at = bisect_left(cases, (taken, uid))
            if cases[at : at + 1] != [(taken, uid)]:
                cases.insert(at, (taken, uid))

    def like(self, row: dict[str, Any], days: int) -> list[tuple[str, str]]:
        """(Taken on, uid) of the earliest that a case repeats in each way."""
        first = (date.fromisoformat(row["taken_on"]) - timedelta(days=days)).isoformat()
        found = []
        for key in _keys(*(row[name] for name in _READ[2:])):
            cases = self._by.get(key, [])
            at = bisect_left(cases, (first, ""))
            found += [case for case in cases[at : at + 2] if case[1] != row["uid"] and case[0] <= row["taken_on"]][:1]
        return found


def _keys(phone: str | None, spot: str | None, matter: str | None, kind: str | None) -> Iterator[tuple[str, ...]]:
    """In which ways two cases may be alike."""
    for name, where in (("phone", phone), ("spot", spot)):
        for what, said in (("matter", matter), ("kind", kind)):
            if where and said is not None:
                yield name, where, what, said


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
