"""An act in words: its steps, its preview, the lineage that it left."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from gongkai.core.codes import format_code, parse_code
from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.core.registry.actfile import Item, Part
from gongkai.core.registry.acts import GRANTS, KINDS, Lineage
from gongkai.core.text import clean_line
from gongkai.tui.reorg.asks import STEPS, Ask, choices, values_of, what_of
from gongkai.tui.text import facts, wrap

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.registry.plan import Preview
    from gongkai.core.registry.touched import PlaceChange, Touched, UnitChange

COMMA = T("、", ", ")
NAMED = 6
"""Subjects of a step that are named in one line."""


def subject_name(office: "Office", text: str) -> str:
    """A division by its code, a unit by its id, or the text itself."""
    text = clean_line(str(text)).strip()
    if not text:
        return ""
    if text.isdigit() and len(text) in (2, 4, 6, 9, 12, 15):
        return clean_line(office.place_name(parse_code(text)))
    return clean_line(office.unit_name(text))


def names(office: "Office", texts: Iterable[Any], most: int = NAMED) -> str:
    """Several of them in one line."""
    known = [subject_name(office, str(text)) for text in texts]
    shown = str(COMMA).join(known[:most])
    return shown if len(known) <= most else shown + str(T(" 等 {n} 个", " and others, {n}")).format(n=len(known))


def step_line(office: "Office", item: Item) -> str:
    """One step in one line: kind, subjects, where they go, what is new."""
    said = [names(office, item.subjects) if item.subjects else clean_line(item.name)]
    if item.to != "":
        said.append(f"→ {subject_name(office, str(item.to))}")
    if item.subjects and item.name:
        said.append(f"→ {clean_line(item.name)}")
    if item.code != "":
        said.append(clean_line(str(item.code)))
    if item.at != "":
        said.append(f"@ {subject_name(office, str(item.at))}")
    if item.part:
        said.append("→ " + str(COMMA).join(part_name(office, part) for part in item.part))
    if item.matters:
        said.append(f"({str(COMMA).join(map(clean_line, item.matters))})")
    return "  ".join(part for part in said if part)


def part_name(office: "Office", part: Part) -> str:
    """One part of a split."""
    if part.name:
        return clean_line(part.name)
    return subject_name(office, part.unit or str(part.code)) or "—"


def shown(office: "Office", ask: Ask, value: Any) -> str:
    """A form's value in words."""
    if value in ("", ()):
        return ""
    if ask.kind in ("choice", "flag"):
        return next((str(words) for key, words in choices(office, ask) if key == value), clean_line(str(value)))
    if ask.kind == "pick":
        return subject_name(office, str(value))
    if ask.kind == "picks":
        return names(office, value)
    if ask.kind == "parts":
        return str(COMMA).join(part_name(office, part) for part in value)
    return clean_line(str(value))


def suggested(office: "Office", items: Sequence[Item]) -> str:
    """A name for an act that was given none."""
    if not items:
        return ""
    first = items[0]
    who = names(office, first.subjects, 3) if first.subjects else clean_line(first.name)
    more = str(T(f"等 {len(items)} 项", f" and more, {len(items)} steps")) if len(items) > 1 else ""
    return str(T(f"{KINDS[first.op].zh}{who}{more}", f"{KINDS[first.op].en} {who}{more}"))[:120]


def content_words(office: "Office", act: Act, width: int) -> Content:
    """What an act says: its head and its steps with everything that they say."""
    head = act.act
    grants = next((str(words) for key, words in GRANTS if key == head.grants), "")
    pairs: list[tuple[object, str]] = [
        (T("名称", "Title"), head.title), (T("文号", "Legal basis"), head.basis),
        (T("生效日期", "Effective"), head.effective.isoformat()),
        (T("公布日期", "Announced"), head.announced.isoformat() if head.announced else ""),
        (T("授权处理", "Grants"), grants), (T("说明", "Note"), head.note),
    ]  # fmt: skip
    parts = [facts([pair for pair in pairs if pair[1]], width, 16)]
    for number, item in enumerate(act.item, 1):
        title = T(f"第 {number} 步  {KINDS[item.op].zh}", f"Step {number}  {KINDS[item.op].en}")
        parts += [Content(""), Content.styled(str(title), "bold $text-primary")]
        asks = STEPS[item.op, what_of(item)]
        lines = [
            (ask.label, shown(office, ask, value))
            for ask, value in zip(asks, values_of(asks, item).values(), strict=True)
        ]
        fate = T("单位去向", "Fate of units")
        lines += [(fate, f"{subject_name(office, uid)} → {fate_name(office, end)}") for uid, end in item.units.items()]
        parts.append(facts([(label, text) for label, text in lines if text], width, 16))
    return Content("\n").join(parts)


def fate_name(office: "Office", fate: str) -> str:
    """What becomes of a unit whose division ends."""
    return str({"keep": T("保留", "goes on"), "end": T("撤销", "ends")}.get(fate) or subject_name(office, fate))


# the preview


def preview_words(office: "Office", seen: "Preview", width: int) -> Content:
    """Everything that an act would do."""
    found = seen.touched
    parts: list[Content] = []
    if found is not None:
        parts += _touched(found, width)
    if seen.edges:
        parts += _section(T("沿革", "Lineage"), [
            f"{edge.source.label} → {_target(edge)}" + (f"  {edge.share}" if edge.share is not None else "") for edge in seen.edges
        ], width)  # fmt: skip
    if seen.notes:
        parts += _section(T("提示", "Notes"), map(str, seen.notes), width)
    return Content("\n").join(parts[1:]) if parts else Content("")


def _target(edge: Any) -> str:
    if edge.target is None:
        return "—"
    return str(edge.target.name if hasattr(edge.target, "name") else edge.target.now("name"))


def _touched(found: "Touched", width: int) -> list[Content]:
    parts = _section(T("区划", "Divisions"), [_place(place) for place in found.places], width)
    if found.carried_places:
        words = T("随之移动：区划 {n}，单位 {m}", "carried along: {n} divisions, {m} units")
        parts.append(Content(f"  {words.format(n=f'{found.carried_places:,}', m=f'{found.carried_units:,}')}"))
    parts += _section(T("单位", "Units"), [_unit(unit) for unit in found.units], width)
    left = T("未办结 {n}", "{n} open")
    parts += _section(T("涉及的记录", "Records touched"), [
        f"{one.name} {one.number:,}" + (f"  {left.format(n=f'{one.open:,}')}" if one.open else "") for one in found.counts
    ], width)  # fmt: skip
    parts += _section(
        T("授权", "Grants"), [f"{one.account}  {one.role}  {one.place}  {one.what}" for one in found.grants], width
    )
    return parts + _section(
        T("划转事项涉及的记录（接收单位另行办理）", "Records on what is handed over (the receiver needs its own)"),
        [f"{matter}  {name} {number:,}" for matter, name, number in found.matters], width,
    )  # fmt: skip


def _section(title: T, lines: Iterable[str], width: int) -> list[Content]:
    found = [text for line in lines for text in _hanging(clean_line(line), width)]
    return [Content(""), Content.styled(str(title), "bold $text-primary"), *found] if found else []


def _hanging(text: str, width: int) -> list[Content]:
    first, *rest = wrap(text, width - 6) or [""]
    return [Content(f"  {first}"), *(Content(f"      {line}") for line in rest)]


def _place(place: "PlaceChange") -> str:
    before = f"{place.name} {format_code(place.code)}" if place.code else ""
    after = f"{place.new_name} {format_code(place.new_code)}" if place.new_code else ""
    way = f"{before} → {after}" if before and after and before != after else before or after
    above = T("上级 {name}", "below {name}") if place.new_code else T("由{name}承接", "{name} carries on")
    parts = [str(place.what), way, str(above.format(name=place.parent)) if place.parent else ""]
    if place.below:
        parts.append(str(T("下级 {n}", "{n} below").format(n=f"{place.below:,}")))
    return "  ".join(part for part in parts if part)


def _unit(unit: "UnitChange") -> str:
    parts = [str(unit.what), unit.name]
    parts += [f"{label} {old or '—'} → {new or '—'}" for label, old, new in unit.changes]
    if unit.heir:
        parts.append(str(T("由{name}承接", "{name} carries on").format(name=unit.heir)))
    return "  ".join(parts)


# afterwards


def lineage_words(office: "Office", act: Any, width: int) -> Content:
    """What came from whom by an act that was applied."""
    edges = office.fetch(office.select(Lineage).where(Lineage.act == act.uid).order_by(Lineage.id))
    if not edges:
        return Content.styled(str(T("没有沿革关系。", "It left no lineage.")), "$text-muted")
    lines = []
    for edge in edges:
        text = f"{edge.source_name} → {edge.target_name or '—'}"
        if edge.share is not None:
            text += f"  {edge.share}"
        if edge.matters:
            text += f"  ({str(COMMA).join(clean_line(edge.matters).split())})"
        lines += _hanging(clean_line(text), width)
    return Content("\n").join(lines)
