"""A small office of a region, in which a test breaks a rule, sees what the product says, and mends it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gongkai.core.codes import parse_code
from gongkai.core.office import Office
from gongkai.core.registry.findings import findings
from gongkai.plugins.catalog.generate import generate
from gongkai.plugins.tasks.dispatch import dispatch
from tests.registry import Listing, make_office

PERSON = "赵志强"


class World:
    """An opened office and short words for what tests do with it."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def unit(self, template: str, place: str = "") -> str:
        """The uid of a unit made from a template, in a place where there are several."""
        where = f" AND scope = {parse_code(place)}" if place else ""
        rows = self.office.store.sql(f"SELECT uid FROM unit WHERE template = ?{where} ORDER BY scope", (template,))
        return str(rows[0][0])

    def add(self, register: str, **values: Any) -> str:
        """A new record; gives its uid."""
        with self.office.change() as change:
            return str(change.create(register, **values).uid)

    def add_unit(self, name: str, kind: str, level: str, place: str, **values: Any) -> str:
        """A unit made by hand."""
        return self.add("unit", name=name, kind=kind, level=level, division=place, **values)

    def hold(self, unit: str, kind: str, person: str = PERSON, **values: Any) -> str:
        """Somebody takes a post."""
        return self.add("post", unit=unit, kind=kind, person=person, **values)

    def mend(self, register: str, uid: str, **values: Any) -> None:
        """Change a record."""
        with self.office.change() as change:
            change.update(self.office.register(register).get(uid), **values)

    def abolish(self, unit: str) -> None:
        """A unit ends today."""
        self.mend("unit", unit, valid_to=self.office.today)

    def restore(self, unit: str) -> None:
        """A unit that ended goes on."""
        self.mend("unit", unit, valid_to=None)

    def told(self, rule: str, unit: str = "", code: str = "") -> list[str]:
        """What the check of units says under a rule, of one unit and of one kind of finding when they are given."""
        return [
            str(f.what)
            for f in findings(self.office)
            if f.rule == rule and unit in ("", f.unit) and code in ("", f.code)
        ]

    def catalogue(self) -> None:
        """Entries for all obligations."""
        with self.office.change() as change:
            generate(self.office, change)

    def bound(self, obligation: str) -> dict[str, str]:
        """Units that have an entry for an obligation, by template (name, when made by hand), with its elements."""
        rows = self.office.store.sql(
            "SELECT u.template, u.name, e.elements FROM entry e JOIN unit u ON u.uid = e.unit WHERE e.obligation = ?",
            (obligation,),
        )
        return {template or name: elements or "" for template, name, elements in rows}

    def tasks(self, plan: str, item: str) -> list[tuple[str, str, str]]:
        """Dispatch a plan; the template of the unit, start and due day of each task of one item."""
        with self.office.change() as change:
            dispatch(self.office, change, plan)
        return [
            (str(template), str(start), str(due))
            for template, start, due in self.office.store.sql(
                "SELECT u.template, t.start, t.due FROM task t JOIN unit u ON u.uid = t.unit WHERE t.item = ?", (item,)
            )
        ]


def settle(folder: Path, region: Sequence[str], division: str, listing: Listing) -> None:
    """Make the office once; tests work on copies."""
    make_office(folder, "sqlite:///office.sqlite", listing, division, region, templates=True).close()
