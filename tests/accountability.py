"""Short words for tests of the ladder: facts found to be so, measures proposed, decided, appealed against."""

from typing import Any

from gongkai.core.register import Query
from gongkai.plugins.inspection.consequences.sanctions.proposing import propose
from tests.rules.world import World

PEOPLE = {
    "du": ("supervisor",),  # proposes, sees changes
    "jian": ("inspector",),  # enters facts
    "cha": ("inspector",),  # settles them
    "zhang": ("head",),  # decides
    "liu": ("head",),  # answers appeals
    "wen": ("clerk",),  # holds a post in a unit and speaks for it
}


class Ladder(World):
    """An office with the people of the ladder; ``wen`` belongs to the unit that was named last by ``speaks_for``."""

    def staff(self, division: str) -> "Ladder":
        for name, roles in PEOPLE.items():
            self.add("account", name=name, display=name, division=division)
            for role in roles:
                self.add("grant", account=name, role=role, division=division)
        self.office.forget()
        return self

    def speaks_for(self, unit: str) -> None:
        self.hold(unit, "officer", "wen")

    def fact(self, unit: str, kind: str, settled: bool = True, **values: Any) -> Any:
        """A fact entered by one inspector and, unless not, found to be so by another."""
        outcome = {name: values.pop(name) for name in ("person", "duty", "grave") if name in values}
        title = values.pop("title", f"{kind} {len(self.all('incident'))}")
        made = (
            self.office.as_("jian")
            .register("incident")
            .save(None, {"unit": unit, "title": title, "kind": kind, **values})
        )
        return self.do("cha", "incident", made, "establish", outcome="属实。", **outcome) if settled else made

    def do(self, who: str, register: str, record: Any, step: str, reason: str = "", **values: Any) -> Any:
        own = self.office.as_(who).register(register)
        return own.act(own.get(record.uid), step, reason, **values)

    def propose(self) -> list[Any]:
        """What the rules propose today that was not there before."""
        office = self.office.as_("du")
        with office.change() as change:
            found = propose(office, change)
        return self.office.register("sanction").records([one.uid for one in found.new])

    def by_hand(self, unit: str, kind: str, **values: Any) -> Any:
        """Proposed by a person and taken by another."""
        made = (
            self.office.as_("du")
            .register("sanction")
            .save(None, {"unit": unit, "kind": kind, "why": "检查发现", **values})
        )
        return self.take(made)

    def take(self, made: Any, **values: Any) -> Any:
        return self.do("zhang", "sanction", made, "confirm", **values)

    def circulars(self, unit: str, *days: str) -> list[Any]:
        """Circulars that were taken on these days."""
        found = []
        for day in days:
            self.office.stand_on(day)
            found.append(self.by_hand(unit, "circular"))
        return found

    def undo(self, sanction: Any) -> Any:
        """Undone on appeal."""
        self.do("wen", "sanction", sanction, "appeal", appeal="与事实不符。")
        return self.do("liu", "sanction", sanction, "revoke", answer="撤销。")

    def all(self, register: str = "sanction", **where: str) -> list[Any]:
        return [row.record for row in self.office.register(register).page(Query(where=where))]

    def kinds(self, stage: str = "proposed") -> list[str]:
        return sorted(one.kind for one in self.all(stage=stage))

    def grounds(self, sanction: Any) -> list[str]:
        rows = self.office.rows(
            "SELECT record FROM {sanction_ground} WHERE sanction = ? ORDER BY day, id", (sanction.uid,)
        )
        return [record for (record,) in rows]
