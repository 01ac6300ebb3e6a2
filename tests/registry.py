"""Small offices with just the divisions and units that a test of the registry needs."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from gongkai.core.codes import NATION, Level, format_code, kinds_of, natural_level, parse_code, span, upper
from gongkai.core.ledger.verify import verify
from gongkai.core.office import FILE, Office, store_url
from gongkai.core.registry.actfile import Content, Head, Item
from gongkai.core.registry.checks import check_tree
from gongkai.core.registry.generate import generate_units
from gongkai.core.registry.load import load_divisions
from gongkai.core.store.engine import open_store
from gongkai.core.store.migrate import migrate_core
from gongkai.core.store.record import derived_uid

Listing = Sequence[tuple[str, str]]
KINDS = {
    Level.TOWNSHIP: "township_government",
    Level.VILLAGE: "village_committee",
}
SUFFIX = {Level.TOWNSHIP: "人民政府", Level.VILLAGE: ""}


def columns_of(listing: Listing) -> Any:
    """A list of codes and names as the loader wants it: the nation first, parents by digits."""
    named = {NATION: "中国"} | {parse_code(code): name for code, name in listing}
    scopes = sorted(named)
    parents: list[int | None] = []
    for scope in scopes:
        above = upper(scope)
        while above not in named:
            above = upper(above)
        parents.append(None if scope == NATION else above)
    levels = [natural_level(scope).value for scope in scopes]
    names = [named[scope] for scope in scopes]
    heads = [n for n, level in enumerate(levels) if level != Level.VILLAGE]
    return scopes, names, levels, parents, kinds_of(heads, scopes, names, levels, parents)


def make_office(
    folder: Path, url: str, listing: Listing, division: str = "0", region: Sequence[str] = (), templates: bool = False
) -> Office:
    """An office of these divisions, with ``admin`` over all of it.

    Each division has a government (or committee), or what the ``templates`` of the rules say.
    """
    folder.mkdir(parents=True)
    regions = ", ".join(f'"{name}"' for name in region)
    text = (
        f'[office]\ndivision = "{format_code(parse_code(division))}"\nname = "试验"\nregion = [{regions}]\n'
        f'store = "{url}"\naccount = "admin"\n'
    )
    (folder / FILE).write_text(text, "utf-8")
    store = open_store(store_url(folder, url), create=True)
    migrate_core(store)
    store.close()
    office = Office.open(folder)
    system = office.as_system()
    columns = columns_of(listing)
    with system.change("made") as change:
        load_divisions(system, change, columns, parse_code(division), "试验")
        change.create("account", name="admin", display="管理员", division=division)
        change.create("grant", account="admin", role="administrator", division=division)
    assert system.resources  # makes the plugins' tables
    low, high = span(parse_code(division))
    with system.change("units") as change:
        if templates:
            generate_units(system, change, parse_code(division))
            columns = ((), (), (), (), ())
        change.insert_many("unit", (
            {
                "uid": unit_uid(scope), "name": f"{name}{SUFFIX.get(Level(level), '人民政府')}", "level": Level(level).key,
                "kind": KINDS.get(Level(level), "government"), "line": "general", "division": str(scope), "template": "government",
            }
            for scope, name, level in zip(*columns[:3], strict=True) if level and low <= scope <= high
        ))  # fmt: skip
    office.forget()
    return office


def unit_uid(code: int | str) -> str:
    """The uid of a division's government."""
    return derived_uid("test-unit", str(parse_code(code) if isinstance(code, str) else code))


def act(kind: str, effective: str, *items: Item, title: str = "", **head: Any) -> Content:
    """An act of these items."""
    from datetime import date

    return Content(
        act=Head(kind=kind, title=title or f"{kind} {effective}", effective=date.fromisoformat(effective), **head),
        item=items,
    )


def sound(office: Office) -> None:
    """The ledger holds, and every derived column is what it should be."""
    faults = [str(fault) for fault in verify(office).faults or []]
    assert not faults, faults
    findings = [str(finding) for finding in check_tree(office)]
    assert not findings, findings


def divisions(office: Office) -> list[tuple[Any, ...]]:
    """The divisions now: code, name, level, parent, kind."""
    return office.store.sql("SELECT code, name, level, parent, kind FROM division ORDER BY code")


def present(office: Office) -> dict[str, Any]:
    """Everything that an act may change and its undoing must bring back."""
    found: dict[str, Any] = {"division": divisions(office)}
    found["unit"] = office.store.sql(
        "SELECT uid, name, kind, level, line, leadership, division, scope, parent, uscc, valid_from, valid_to FROM unit ORDER BY uid"
    )
    for resource in office.resources.values():
        if resource.placed and not resource.sheeted:
            found[resource.key] = office.store.sql(f"SELECT uid, unit, scope FROM {resource.table} ORDER BY uid")
    found["account"] = office.store.sql("SELECT uid, scope, division FROM account ORDER BY uid")
    found["grant"] = office.store.sql("SELECT uid, scope, division, valid_to FROM access_grant ORDER BY uid")
    found["own"] = office.settings.division
    return found


def scopes(office: Office, register: str) -> Iterable[tuple[Any, ...]]:
    """Unit and place of every record of a register."""
    return office.store.sql(f"SELECT uid, unit, scope FROM {office.resource(register).table} ORDER BY uid")
