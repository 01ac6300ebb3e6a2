"""Breakdown tables: 工作任务 | 具体要求 | 责任单位 | 时限要求 and their kin, from a workbook or from a document's table."""

# zh-data: module (headings to recognise, not to show)

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.plans.duties import JOINT, LEAD, PERSON, SECTION, UNIT, Duty
from gongkai.plugins.tasks.plans.items import Draft, Reading, settle_due, settle_units, year_of
from gongkai.plugins.tasks.plans.outline import Left
from gongkai.plugins.tasks.plans.source import Line
from gongkai.plugins.tasks.plans.units import Matcher

_HEADINGS: tuple[tuple[str, str], ...] = (
    ("no", r"序号|编号|项次"),
    ("aspect", r"方面|类别|领域|板块|重点领域|一级任务|任务类别|工作类别|项目类别"),
    (LEAD, r"牵头(?:单位|部门|责任单位)|主办单位|主责单位"),
    (JOINT, r"(?:配合|协办|参与|协同)(?:单位|部门)"),
    (UNIT, r"(?:责任|承办|落实|实施|负责)(?:单位|部门)|单位"),
    (SECTION, r"(?:责任|承办|牵头)?(?:科室|处室|股室)"),
    (PERSON, r"责任人(?:员)?|负责人|分管领导|责任领导"),
    ("due", r"时限要求|完成(?:时限|时间|期限|日期)|时间(?:要求|节点|安排)|时限|办理时限"),
    (
        "title",
        r"(?:工作|重点|主要|目标)?任务|工作(?:内容|事项|项目)|任务(?:名称|内容|事项)|重点(?:工作|事项)|事项|二级任务",
    ),
    (
        "requirement",
        r"(?:具体|工作|任务|目标)要求|(?:工作|具体|推进)(?:措施|举措|目标)|具体(?:内容|任务|事项)|三级任务|备注要求",
    ),
)
_PATTERNS = tuple((key, re.compile(pattern)) for key, pattern in _HEADINGS)
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv")


def heading_keys(cells: Sequence[Any]) -> dict[int, str]:
    """Which column of a heading holds what; each is taken once, the first column that says it."""
    found: dict[int, str] = {}
    for index, cell in enumerate(cells):
        text = re.sub(r"[\s()（）:：]", "", clean_line(str(cell or "")))
        key = next((key for key, pattern in _PATTERNS if pattern.fullmatch(text)), "")
        if key and key not in found.values():
            found[index] = key
    return found


def is_breakdown(cells: Sequence[Any]) -> bool:
    """Whether a row is the heading of such a table: it names the task and who acts, or by when."""
    keys = set(heading_keys(cells).values())
    return bool(keys & {"title", "requirement"}) and bool(keys & {LEAD, UNIT, "due"})


def read_sheet(path: Path, matcher: Matcher, title: str = "", year: int | None = None, sheet: str = "") -> Reading:
    """The items of a breakdown sheet; its merged cells count for each of their rows.

    Raises:
        BadInput: it cannot be read, or its heading names neither a task nor who acts.
    """
    from gongkai.core.tables import read

    found = read(path, sheet or None, fill_merged=True)
    if not is_breakdown(found.columns):
        shown = "、".join(str(name) for name in found.columns[:12])
        raise BadInput(
            T(f"{path.name} 的表头认不出工作任务和责任单位：{shown}。", f"The heading of {path.name} names no task and unit: {shown}."),
            T("表头写：工作任务、具体要求、责任单位、时限要求。",
              "It needs columns for the task, the demands, the units and the due date; docs/plans.md lists their names."),
        )  # fmt: skip
    named = title or clean_line(path.stem)
    reading = Reading(named, "", year or year_of(named))
    keys = heading_keys(found.columns)
    other = [str(name) for index, name in enumerate(found.columns) if index not in keys]
    if other:
        reading.left.append(Left(0, "、".join(other), T("没有用到的列", "columns that were not used")))
    _rows(((number, cells) for number, cells in found.rows), keys, reading, matcher)
    return reading


def read_tables(tables: Iterable[Sequence[Line]], reading: Reading, matcher: Matcher) -> None:
    """Add the items of a document's own breakdown tables; other tables are listed as not placed.

    When the text above a table has items already, the table is taken as their breakdown and only listed: nothing twice.
    """
    taken = bool(reading.items)
    for table in tables:
        if taken or not is_breakdown(table[0].cells):
            why = (
                T("表格：条目已取自正文", "a table; the items are those of the text") if taken else T("表格", "a table")
            )
            reading.left += [Left(row.number, row.text, why) for row in table]
            continue
        width = len(table[0].cells)
        rows = [(row.number, (*row.cells, *([""] * width))[:width]) for row in table[1:]]
        _rows(rows, heading_keys(table[0].cells), reading, matcher)
    reading.left.sort(key=lambda one: one.line)


def _rows(rows: Iterable[tuple[int, Sequence[Any]]], keys: dict[int, str], reading: Reading, matcher: Matcher) -> None:
    aspect = title = ""
    for line, cells in rows:
        given = {key: _said(cells[index]) for index, key in keys.items() if index < len(cells)}
        aspect = given.get("aspect") or aspect
        if not (given.get("title") or given.get("requirement")):
            text = " | ".join(_said(cell) for cell in cells if _said(cell))
            reading.left.append(Left(line, text, T("行内没有工作任务", "no task in this row")))
            continue
        requirement = given.get("requirement", "")
        title = given.get("title") or title or requirement
        draft = Draft(line, given.get("no", ""), clean_line(title), aspect, "" if requirement == title else requirement)
        duty = Duty()
        for role in (LEAD, UNIT, JOINT, SECTION, PERSON):
            duty.add(role, re.sub(r"\n+", "、", given.get(role, "")))
        duty.add("due", clean_line(given.get("due", "")))
        settle_units(draft, duty, reading, matcher)
        settle_due(draft, duty, list(_texts(title, requirement)), reading)
        draft.no = draft.no or str(len(reading.items) + 1)
        reading.items.append(draft)


def _texts(*texts: str) -> Iterator[str]:
    yield from (text for text in texts if text)


def _said(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell.date()) if hasattr(cell, "date") and callable(cell.date) else str(cell).strip()
