"""What is known of a node of the tree: a unit's facts, posts and figures, or a division's."""

from typing import TYPE_CHECKING

from gongkai.core.codes import format_code
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.core.registry.models import Division, Post
from gongkai.core.resource import show_value
from gongkai.core.text import clean_line
from gongkai.tui.registersource import guarded
from gongkai.tui.text import MOST, counted
from gongkai.tui.units import level_name

if TYPE_CHECKING:
    from gongkai.core.office import Office

Facts = list[tuple[T, list[tuple[object, str]]]]
"""Groups of label and value."""

POSTS = 12


def unit_facts(office: "Office", uid: str) -> Facts:
    """A unit: its facts that are filled, who holds which post, and how much it has in each register."""
    register = office.register("unit")
    unit = register.get(uid)
    own: list[tuple[object, str]] = [
        (label, text)
        for name, label, text in register.shown(unit)
        if clean_line(text) and name != "name" and not register.resource.meta(name).system
    ]
    kinds = office.resource("post").meta("kind")
    today = office.today
    query = office.select(Post).where(Post.unit == uid).order_by(Post.id).limit(POSTS)
    posts: list[tuple[object, str]] = [
        (show_value(office, kinds, post.kind), f"{post.person}{f'  {post.phone}' if post.phone else ''}")
        for post in office.fetch(query)
        if post.valid_to is None or post.valid_to >= today
    ]
    return [
        (T("单位", "Unit"), own),
        (T("岗位", "Posts"), posts),
        (T("数量", "Figures"), figures_of(office, Query(unit=uid))),
    ]


def division_facts(office: "Office", scope: int) -> Facts:
    """A division: code, level, and how much lies in it and below."""
    found = office.first(Division.select().where(Division.code == scope))
    own: list[tuple[object, str]] = [(T("代码", "Code"), format_code(scope))]
    if found is not None:
        own.append((T("层级", "Level"), str(level_name(found))))
        if found.parent is not None:
            own.append((T("上级", "Above"), office.place_name(int(found.parent))))
    query = Query(within=scope)
    units = office.register("unit").count(query, MOST)
    figures: list[tuple[object, str]] = [(T("单位", "Units"), counted(units))]
    return [
        (T("区划", "Division"), own),
        (T("数量（含下级）", "Figures, levels below included"), figures + figures_of(office, query)),
    ]


def figures_of(office: "Office", query: Query) -> list[tuple[object, str]]:
    """Each plugin's register that stands by itself and has records there: how many, how many overdue where it can say so."""
    found: list[tuple[object, str]] = []
    for key, resource in office.plugins.resources.items():
        if resource.placed and not resource.part_of:
            text = _counted(office.register(key), query)
            if text != "0":
                found.append((resource.name, text))
    return found


def _counted(register: Register, query: Query) -> str:
    text = counted(guarded(register, lambda: register.count(query, MOST)))
    late = next((one for one in register.resource.filters if one.key == "overdue"), None)
    if late is None:
        return text
    asked = Query(filters=(late.key,), unit=query.unit, within=query.within)
    count = guarded(register, lambda: register.count(asked, MOST))
    if not count:
        return text
    return f"{text}  {T('{name} {n}', '{n} {name}').format(name=late.name, n=counted(count))}"
