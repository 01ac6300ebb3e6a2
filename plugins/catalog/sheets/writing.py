"""The catalogue as a sheet that people edit and bring back: standard layout, hidden keys, notes and lists to choose from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.labels import unit_labels
from gongkai.core.store.record import columns
from gongkai.core.tables import Cell, write
from gongkai.core.tables.model import MAX_LINES
from gongkai.core.tables.writing import format_of
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.sheets.shown import TICK, Shown, levels_of
from gongkai.plugins.catalog.timing import finals, marks

if TYPE_CHECKING:
    from gongkai.core.office import Office

Level = tuple[T, str]
"""Heading of a level column, and the levels it ticks."""

COUNTY, TOWNSHIP, VILLAGE = T("县级", "County level"), T("乡级", "Township level"), T("村级", "Village level")
LAYOUTS: dict[str, tuple[Level, ...]] = {
    "standard": ((COUNTY, "county"), (TOWNSHIP, "township")),
    "county": ((COUNTY, "county"), (T("乡、村级", "Township level"), "township village")),
    "township": ((T("镇级", "Township level"), "township"), (VILLAGE, "village")),
    "city": ((T("市级", "Prefecture level"), "prefecture county"), (T("镇（街）级", "Township level"), "township")),
    "plain": (),
}
"""Level columns of each layout; everything else is the same in all of them."""

DEPTHS = (
    T("一级事项", "First level"), T("二级事项", "Second level"), T("三级事项", "Third level"),
    T("四级事项", "Fourth level"), T("五级事项", "Fifth level"),
)  # fmt: skip
TICKS = (TICK,)
LIMITS = (
    "及时公开",
    "信息形成或者变更之日起20个工作日内",
    "10个工作日内",
    "每月",
    "每季度",
    "每半年",
    "每年",
    "长期公开",
    "分阶段公开",
)  # zh-data


NONE = T("", "")


@dataclass(frozen=True)
class Head:
    """A column of the sheet.

    Attributes:
        group: what stands over several columns; empty for a column that is alone.
        field, mark: what it shows of an entry, see ``Shown.cell``; a topic's depth from 0 in ``mark``.
        note: what a person must know to fill it in.
        choices: what the list offers; other words may still be written.
    """

    name: T
    field: str
    width: int
    note: T
    group: T = NONE
    mark: str = ""
    choices: Sequence[str] = ()


def heads(office: "Office", layout: str, depth: int) -> list[Head]:
    """The columns of a layout with room for topics of some depth (the item's own name included)."""
    topic = T("公开事项", "Item")
    audience, manner, level = T("公开对象", "Audience"), T("公开方式", "Manner"), T("公开层级", "Level")
    tick = T("打√表示选中。", "A tick marks it.")
    channels = [str(words) for _, words in office.lists.choices.get("channel", ())]
    return [
        Head(T("序号", "No."), "serial", 6, T("可任意填写，不影响导入。", "Anything may stand here; imports do not read it.")),
        *(
            Head(DEPTHS[at], "topic", 22, T(
                "最后一个有内容的级别是事项名称，前面的是栏目。",
                "The lowest level that is filled is the item's name, those before it its topic."), topic, str(at))
            for at in range(depth)
        ),
        Head(T("公开内容（要素）", "Content (elements)"), "elements", 46, T("规定必须写明的要素。", "What must be in it.")),
        Head(T("公开依据", "Basis"), "basis", 36, T("文件名称和条款，每行一个。", "Documents and articles, one a line.")),
        Head(T("公开时限", "Time limit"), "term", 20, T(
            "如“信息形成之日起20个工作日内”“每季度”“长期公开”；空白按20个工作日。",
            "Such as 20 working days, each quarter, standing; empty means 20 working days."), choices=LIMITS),
        Head(T("责任单位", "Responsible unit"), "unit", 24, T(
            "单位全称；新增的行必须填写。", "The unit's full name; needed in a new row.")),
        Head(T("公开主体", "Who discloses"), "subject", 18, T("与责任单位不同时填写。", "Where it is not the unit itself.")),
        Head(T("公开渠道和载体", "Channels"), "channels", 28, T(
            f"可写多个，用顿号隔开：{'、'.join(channels)}。",
            f"One or several, divided by commas: {', '.join(channels)}."), choices=channels),
        Head(T("全社会", "The public"), "audience", 8, tick, audience, "public", TICKS),
        Head(T("特定群体", "A particular group"), "audience", 8, tick, audience, "group", TICKS),
        Head(T("主动", "Proactive"), "manner", 8, tick, manner, "proactive", TICKS),
        Head(T("依申请公开", "On request"), "manner", 8, tick, manner, "request", TICKS),
        *(
            Head(name, "level", 8, T("由责任单位的层级得出。", "Follows from the unit."), level, mark, TICKS)
            for name, mark in LAYOUTS[layout]
        ),
        Head(T("备注", "Note"), "note", 24, T("其他说明。", "Anything else.")),
        Head(T("条目编号", "Entry id"), "key", 18, T(
            "系统用来认出条目，请勿改动；新增的行留空。", "By this an entry is known again: leave it alone, and empty in a new row.")),
    ]  # fmt: skip


def export_catalog(
    office: "Office", path: Path, layout: str = "standard", within: int | None = None, unit: str = "", format: str | None = None
) -> int:  # fmt: skip
    """Write the entries in use as a sheet that can be imported again; gives how many.

    Args:
        unit: uid of the only unit that is meant.
        format: one of the formats of ``gongkai.core.tables.write``; without it the ending of the path decides.

    Raises:
        BadInput: there is no such layout, more entries than a sheet has rows, or the file cannot be written.
    """
    rows = _entries(office, within, unit)
    if len(rows) > MAX_LINES - 1_000:
        raise BadInput(
            T(f"共 {len(rows)} 条，一个工作表放不下。", f"{len(rows)} entries are more than one sheet holds."),
            T("用 --within 或 --unit 缩小范围。", "Narrow it with --within or --unit."),
        )
    depth = min(max((len(levels_of(row)) for row in rows), default=2), len(DEPTHS))
    columns_ = heads(office, layout, max(depth, 2))
    units = sorted({row["unit"] for row in rows})
    shown = Shown(office, unit_labels(office, units), _levels(office, units))
    lines = _lines(rows, columns_, shown)
    kind = format or format_of(path)
    if kind != "xlsx":
        return write(
            path, [f"{head.group}/{head.name}" if head.group else str(head.name) for head in columns_], lines, kind
        )
    from gongkai.plugins.catalog.sheets.workbook import write_book

    owner = office.unit_name(unit) if unit else office.place_name(office.scope if within is None else within)
    title = T(f"{owner}政务公开目录", f"Catalogue of {owner}")
    write_book(path, str(title), columns_, lines)
    return len(rows)


def _entries(office: "Office", within: int | None, unit: str) -> list[dict[str, Any]]:
    names, out = columns(Entry), finals(office)
    low, high = span(office.scope if within is None else within)
    where, values = ("unit = ?", (unit,)) if unit else ("scope BETWEEN ? AND ?", (low, high))
    found = office.rows(
        f"SELECT {', '.join(names)} FROM {{entry}} WHERE {where} AND stage NOT IN ({marks(out)}) ORDER BY scope, unit, topic, id",
        (*values, *out),
    )
    return [dict(zip(names, row, strict=True)) for row in found]


def _levels(office: "Office", units: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(units), 500):
        part = units[start : start + 500]
        found |= dict(office.rows(f"SELECT uid, level FROM {{unit}} WHERE uid IN ({marks(part)})", part))
    return found


def _lines(rows: Sequence[dict[str, Any]], columns_: Sequence[Head], shown: Shown) -> Iterator[list[Cell]]:
    deepest = sum(1 for head in columns_ if head.field == "topic")
    for number, row in enumerate(rows, 1):
        levels = levels_of(row)
        if len(levels) > deepest:  # more levels than there are columns: the upper ones stay one
            levels = ["/".join(levels[: len(levels) - deepest + 1]), *levels[len(levels) - deepest + 1 :]]
        line: list[Cell] = []
        for head in columns_:
            if head.field == "serial":
                line.append(number)
            elif head.field == "key":
                line.append(row["uid"])
            elif head.field == "topic":
                at = int(head.mark)
                line.append((levels[at] if at < len(levels) else "") or None)
            else:
                line.append(str(shown.cell(row, head.field, head.mark)) or None)
        yield line
