"""For authors of plugins: does what a plugin shows stay within what an account may see?"""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gongkai.core.access import ANYONE
from gongkai.core.codes import END
from gongkai.core.measures import measures_of
from gongkai.core.register import Query
from gongkai.core.today import cards

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

LIMIT = 500


def leaks(office: "Office") -> list[str]:
    """What the acting account gets to see of units that it may not see, through anything that plugins contribute.

    Looks at the rows, filters, search and computed columns of every register, at every measure, at the day's
    cards and at the views of records. An empty list is what a plugin must reach with any grants.

    Args:
        office: an office full of data, acting as an account that may see a part of it.
    """
    everything = office.as_system()
    visible = {row[0] for row in office.rows("SELECT uid FROM {unit}")}
    hidden = {
        uid: name for uid, name in everything.rows("SELECT uid, name FROM {unit}") if uid not in visible
    }  # fmt: skip
    names = set(hidden.values()) - {row[0] for row in office.rows("SELECT name FROM {unit}")}
    found = [f"{where}: {what}" for where, what in _shown(office) if what in hidden or _holds(what, hidden, names)]
    for key, measure in measures_of(office).items():
        found += [f"measure {key}: {uid}" for uid in measure.figures(office, 0, END - 1) if uid in hidden]
    for card in cards(office):
        if card.register and card.count is not None:
            counted = office.register(card.register).count(Query(filters=card.filters))
            if counted != card.count:
                found.append(f"card {card.key}: {card.count}, the account sees {counted}")
    return found


def _holds(text: str, hidden: dict[str, str], names: set[str]) -> bool:
    return any(name and name in text for name in names) or any(uid in text for uid in hidden)


def _shown(office: "Office") -> Iterator[tuple[str, str]]:
    """Owners of the rows that the account gets to see, and texts made for it, each with where.

    What a visible record itself says (who issued a task) is the record's own affair and not looked at, and so is whose a
    record is that everybody is told of.
    """
    for resource in office.resources.values():
        register = office.register(resource.key)
        for query in _queries(resource):
            where = f"{resource.key} {'+'.join(query.filters) or query.search}"
            for row in register.page(query, limit=LIMIT):
                if resource.model.reading != ANYONE:
                    yield where, row.record.unit or ""
                for column in resource.computed:
                    yield where, register.cell(row.record, column.key)
    yield from _views(office)


def _queries(resource: "Resource") -> Iterator[Query]:
    yield Query()
    yield from (Query(filters=(item.key,)) for item in resource.filters)
    if resource.searched:
        yield from (Query(search=text) for text in ("人民政府", "公开", "rmzf"))  # zh-data


def _views(office: "Office") -> Iterator[tuple[str, str]]:
    """Lines of the views that plugins add to records."""
    for resource in office.resources.values():
        for row in office.register(resource.key).page(limit=3):
            targets: list[tuple[str, str]] = []
            office.plugins.call("gongkai_record_screens", _collector(targets), office=office, record=row.record)
            for name, target in targets:
                module, _, attribute = target.partition(":")
                for line in getattr(import_module(module), attribute)(office, row.record):
                    yield f"view {name}", str(line)


def _collector(into: list[tuple[str, str]]) -> Any:
    def of_plugin(plugin: str) -> Any:
        return lambda name, target, help: into.append((name, target))

    return of_plugin
