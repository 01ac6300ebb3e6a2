"""Whom a step addresses: the government of a unit's place, else that of the division above; or, likewise, the unit of a template
(the supervision office) that is nearest on the way up."""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.core.office import Office

GOVERNMENTS = ("government", "township_government")
CHUNK = 500


class Superiors:
    """Looks superiors up for many units at once and remembers the divisions that it passed on the way up."""

    def __init__(self, office: "Office", template: str = "") -> None:
        self.office, self.template = office, template
        self._above: dict[int, int | None] = {}

    @cached_property
    def _heads(self) -> dict[int, str]:
        column, wanted = ("template", (self.template,)) if self.template else ("kind", GOVERNMENTS)
        marks = ", ".join("?" for _ in wanted)
        rows = self.office.rows(
            f"SELECT scope, uid FROM {{unit}} WHERE {column} IN ({marks}) AND (valid_to IS NULL OR valid_to > ?)"
            " ORDER BY id DESC",
            (*wanted, self.office.today.isoformat()),
        )
        return {int(scope): uid for scope, uid in rows}  # the first one of a place wins

    def of(self, units: Iterable[tuple[str, int]]) -> dict[str, str]:
        """The superiors of units given with their places; units at the top of the office are left out."""
        places, found = dict(units), {}
        while places:
            for uid, place in list(places.items()):
                head = self._heads.get(place)
                if head is not None and head != uid:
                    found[uid] = head
                    del places[uid]
            self._learn(set(places.values()) - self._above.keys())
            places = {uid: up for uid, place in places.items() if (up := self._above.get(place)) is not None}
        return found

    def _learn(self, codes: set[int]) -> None:
        wanted = sorted(codes)
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]
            marks = ", ".join("?" for _ in part)
            self._above |= dict.fromkeys(part)
            self._above |= dict(
                self.office.rows(f"SELECT code, parent FROM {{division}} WHERE code IN ({marks})", part)
            )
