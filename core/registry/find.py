"""Finding units and divisions by what a person types: an id, a code, characters, or pinyin initials."""

from typing import TYPE_CHECKING, Any

from gongkai.core.access import scoped
from gongkai.core.codes import Level, format_code, parse_code, span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.models import Division, Unit

if TYPE_CHECKING:
    from gongkai.core.office import Office

TOWN = 1_000_000  # scopes in a township


def find_divisions(office: "Office", text: str, level: Level | None = None, limit: int = 50) -> list[Division]:
    """Divisions whose code starts with, name holds, or initials start with the text; higher levels first."""
    text = text.strip()
    found: dict[int, Division] = {}
    base = Division.select()
    if level is not None:
        base = base.where(Division.level == level.value)
    if text.isdigit():
        try:
            low, high = span(parse_code(text))
            query = base.where(Division.code.between(low, high)).order_by(Division.level, Division.code)
            return office.store.fetch(query.limit(limit))
        except BadInput:
            return []
    if text.isascii():
        low_text = text.lower()
        query = base.where((Division.initials >= low_text) & (Division.initials < low_text + "{"))
    else:
        query = base.where(Division.name.contains(text))
    for part in (
        Division.level <= 4,
        Division.level > 4,
    ):  # the upper levels by their index, villages after them
        if len(found) < limit:
            ordered = query.where(part).order_by(Division.level, Division.code)
            found |= {row.code: row for row in office.store.fetch(ordered.limit(limit - len(found)))}
    exact = [d for d in found.values() if text in (d.name, d.initials)]
    return exact + [d for d in found.values() if d not in exact]


def children(office: "Office", parent: int | None, after: int = -1, limit: int = 500) -> list[Division]:
    """The divisions directly below one, in order of code, after a code; below None stands the nation.

    Villages are found by the code range of their town, everything above by the index on parents: one small query.
    """
    if parent is None:
        return office.store.fetch(Division.select().where(Division.parent.is_null(), Division.level <= 4).limit(limit))
    low, high = span(parent)
    query = Division.select().where((Division.parent == parent) & (Division.code > after))
    if high - low < TOWN:
        query = query.where(Division.code.between(low, high))
    else:
        query = query.where(Division.level <= 4)
    return office.store.fetch(query.order_by(Division.code).limit(limit))


def one_place(office: "Office", text: str) -> int:
    """The scope meant by a code, a name or initials.

    Raises:
        BadInput: none or several; says what to type instead.
    """
    text = text.strip()
    if text.replace(" ", "").isdigit():
        code = parse_code(text)
        if office.store.sql("SELECT 1 FROM division WHERE code = ?", (code,)):
            return code
        raise BadInput(
            T(f"本库没有区划 {format_code(code)}。", f"This store has no division {format_code(code)}."),
            T("用 gongkai division find 查找；本库只含本级及其上下级。",
              "Look with gongkai division find; the store holds its own subtree and its ancestors."),
        )  # fmt: skip
    found = find_divisions(office, text, limit=6)
    exact = [d for d in found if text in (d.name, d.initials)]
    hits = exact or found
    if len(hits) == 1:
        return int(hits[0].code)
    if not hits:
        raise BadInput(
            T(f"找不到区划“{text}”。", f"There is no division “{text}”."),
            T("输入代码、名称或拼音首字母。", "Type a code, a name, or pinyin initials."),
        )
    names = [f"{d.name} {format_code(d.code)}" for d in hits[:5]]
    raise BadInput(
        T(f"“{text}”对应多个区划。", f"“{text}” fits several divisions."),
        T(f"用代码指明：{'；'.join(names)}。", f"Give the code: {'; '.join(names)}."),
    )


def one_node(office: "Office", text: str) -> Any:
    """The division (its scope) or the unit (its record) meant by a text; digits are a division's.

    Raises:
        BadInput: neither, or several.
    """
    text = text.strip()
    if not text.replace(" ", "").isdigit():
        exact = office.store.fetch(
            scoped(office, Unit.select(), Unit).where((Unit.uid == text.lower()) | (Unit.name == text)).limit(2)
        )
        if len(exact) == 1:
            return exact[0]
        if not find_divisions(office, text, limit=1):
            return one_unit(office, text)
    return one_place(office, text)


def find_units(office: "Office", text: str, limit: int = 20) -> list[Any]:
    """Units the acting account may see whose id, name or initials fit; exact ones first."""
    text = text.strip()
    base = scoped(office, Unit.select(), Unit)
    exact = office.store.fetch(
        base.where((Unit.uid == text.lower()) | (Unit.name == text) | (Unit.initials == text.lower())).limit(limit)
    )
    if exact:
        return exact
    if text.isascii():
        low = text.lower()
        query = base.where((Unit.initials >= low) & (Unit.initials < low + "{"))
    else:
        query = base.where(Unit.name.contains(text))
    found = office.store.fetch(query.order_by(Unit.scope, Unit.id).limit(limit))
    if found or not text.isascii() or not text.isalnum():
        return found
    # initials with letters left out: jyj for 教育科技局
    inside = Unit.initials ** ("%" + "%".join(text.lower()) + "%")
    return office.store.fetch(base.where(inside).order_by(Unit.scope, Unit.id).limit(limit))


def one_unit(office: "Office", text: str) -> Any:
    """The unit meant by an id, a name, a part of a name, or pinyin initials.

    Raises:
        BadInput: none or several; names the candidates.
    """
    found = find_units(office, text, limit=6)
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(
            T(f"找不到单位“{text}”。", f"There is no unit “{text}”."),
            T("用 gongkai unit list --search 查找名称、首字母或编号。",
              "Look with gongkai unit list --search for a name, initials or id."),
        )  # fmt: skip
    names = [f"{unit.name}（{unit.uid}）" for unit in found[:5]]  # zh-data
    raise BadInput(
        T(f"“{text}”对应多个单位。", f"“{text}” fits several units."),
        T(f"写全名或编号：{'；'.join(names)}。", f"Give the full name or the id: {'; '.join(names)}."),
    )
