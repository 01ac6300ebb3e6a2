"""The filters of a register: as words for the line above the grid, and as lists to choose from."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from gongkai.core.codes import parse_code
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.core.resource import NO, YES, choices_of
from gongkai.core.text import clean_line
from gongkai.tui.screens.pick import Item, PickScreen, TickScreen
from gongkai.tui.units import place_items, unit_items

if TYPE_CHECKING:
    from textual.app import App


class Asking(Protocol):
    """A screen whose question is changed."""

    register: Register
    query_asked: Query

    @property
    def app(self) -> "App[Any]": ...

    def ask(self, query: Query) -> None:
        """Another question."""
        ...


def chips(register: Register, query: Query) -> list[str]:
    """Every filter in force, in words."""
    office, resource = register.office, register.resource
    named = {one.key: one.name for one in resource.filters}
    found = [str(named.get(key, key)) for key in query.filters]
    for name, value in query.where.items():
        meta = resource.meta(name)
        words = clean_line(value)
        if name == "stage" and resource.workflow:
            words = str(register.stage_name(value))
        elif meta.kind in ("choice", "many"):
            words = next((str(w) for key, w in choices_of(office, meta) if key == value), words)
        elif meta.kind == "unit" and value:
            words = office.unit_name(value)
        found.append(f"{meta.label}{T('：', ': ')}{words or T('（空）', '(empty)')}")
    if query.unit:
        found.append(office.unit_name(query.unit))
    if query.within is not None:
        found.append(str(T("{place}及下级", "{place} and below").format(place=office.place_name(query.within))))
    if query.search:
        found.append(f"/{query.search}")
    if query.longest:
        found.append(str(T("等得最久的在前", "longest waiting first")))
    return found


def ask_filters(screen: Asking) -> None:
    """Tick named filters, and a stage."""
    register, query = screen.register, screen.query_asked
    resource = register.resource
    items = [Item(f"filter:{one.key}", one.name, one.help or "", find=one.key) for one in resource.filters]
    if resource.workflow:
        stage = T("阶段", "stage")
        items += [
            Item(f"stage:{one.key}", one.name, stage, find=one.key) for one in register.office.workflow(resource).stage
        ]
    chosen = [f"filter:{key}" for key in query.filters]
    chosen += [f"stage:{query.where['stage']}"] if "stage" in query.where else []

    def taken(keys: Any) -> None:
        if keys is None:
            return
        names = tuple(key.removeprefix("filter:") for key in keys if key.startswith("filter:"))
        stages = [key.removeprefix("stage:") for key in keys if key.startswith("stage:")]
        where = {name: value for name, value in query.where.items() if name != "stage"}
        if stages:
            where["stage"] = stages[-1]  # a record is in one stage only
        screen.ask(replace(screen.query_asked, filters=names, where=where))

    screen.app.push_screen(TickScreen(T("筛选", "Filter"), items, chosen=chosen), taken)


def ask_field(screen: Asking) -> None:
    """Choose a field, then its value."""
    register = screen.register
    resource = register.resource
    items = [Item(name, meta.label, find=name) for name, meta in resource.fields.items()]

    def field(name: Any) -> None:
        if name is not None:
            _ask_value(screen, str(name))

    screen.app.push_screen(PickScreen(T("按哪一栏筛选", "Filter by which field"), items), field)


def _ask_value(screen: Asking, name: str) -> None:
    register = screen.register
    meta = register.resource.meta(name)
    empty = Item("", T("（空）", "(empty)"))
    source: Any
    if meta.kind in ("choice", "many") and choices_of(register.office, meta):
        source = [Item(key, words, find=key) for key, words in choices_of(register.office, meta)]
        source.append(empty)
    elif meta.kind == "flag":
        source = [Item("yes", YES), Item("no", NO), empty]
    elif meta.kind == "unit":
        source = _units(register)
    elif meta.kind == "place":
        source = _places(register)
    else:
        source = _typed

    def value(text: Any) -> None:
        if text is None:
            return
        where = {**screen.query_asked.where, name: str(text)}
        screen.ask(replace(screen.query_asked, where=where))

    screen.app.push_screen(PickScreen(meta.label, source), value)


def _typed(text: str) -> list[Item]:
    """Whatever is typed is the value."""
    if not text.strip():
        return [Item("", T("（空）", "(empty)"))]
    return [Item(text.strip(), text.strip())]


def _units(register: Register) -> Callable[[str], list[Item]]:
    return lambda text: unit_items(register.office, text)


def _places(register: Register) -> Callable[[str], list[Item]]:
    return lambda text: place_items(register.office, text)


def ask_unit(screen: Asking) -> None:
    """One unit, by characters or initials."""

    def taken(uid: Any) -> None:
        if uid is not None:
            screen.ask(replace(screen.query_asked, unit=str(uid)))

    screen.app.push_screen(PickScreen(T("只看哪个单位", "Which unit"), _units(screen.register)), taken)


def ask_division(screen: Asking) -> None:
    """One division with everything below it."""

    def taken(code: Any) -> None:
        if code is not None:
            screen.ask(replace(screen.query_asked, within=parse_code(str(code))))

    screen.app.push_screen(PickScreen(T("只看哪个区划", "Which division"), _places(screen.register)), taken)
