"""Rubrics in sheets as the field keeps them: 序号, 过程, 一/二/三级指标, 测评指标与考察点, 权重, 得分, 扣分依据.

A sheet written here has three more columns (编号, 算法, 参数) and comes back as the same rubric. A sheet of the field
has none of them: names, points and criteria are taken as they stand, an operator is only seen where the words leave
no doubt, and every row that finds no place is named.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.tables import Cell, Sheet, read, write
from gongkai.core.text import clean, clean_line
from gongkai.plugins.inspection.arithmetic import number, shown
from gongkai.plugins.inspection.rubrics.writing import bare
from gongkai.plugins.inspection.rules import Indicator, Rubric

DIGITS = "一二三四五六七八"  # zh-data
WHOLE = "办法"  # zh-data: marks the row of the rubric itself
_LEVEL = re.compile(rf"([{DIGITS}])级")
_HEADS = (  # zh-data: what a heading holds, and what the column is
    ("number", ("序号",)),
    ("process", ("过程",)),
    ("criteria", ("考察点", "测评指标", "评分标准", "评价标准", "考核标准", "评分细则", "计分办法", "考核内容")),
    ("points", ("权重", "分值", "满分", "标准分", "分数")),
    ("score", ("得分",)),
    ("grounds", ("扣分依据", "扣分原因", "备注")),
    ("id", ("编号",)),
    ("operator", ("算法",)),
    ("more", ("参数",)),
)
_DITTO = re.compile(r"(?:同上|同前|〃|″|\")[。.]?")
_NAMED = re.compile(r"(.+?)\s*[（(]\s*(\d+(?:\.\d+)?)\s*(?:分|%|％)?\s*[）)]\s*")
_POINTS = re.compile(r"\+?\s*(\d+(?:\.\d+)?)\s*(?:分|%|％)?")
_SUMS = ("合计", "总计", "总分", "小计")  # zh-data
_EACH = re.compile(r"每[^，。；,;\d]{0,12}扣\s*(\d+(?:\.\d+)?)\s*分")
_MOST = re.compile(r"最多扣\s*(\d+(?:\.\d+)?)\s*分")


@dataclass(slots=True)
class _Row:
    """One row that has a place: names from the first level down, and what else stands in it."""

    line: int
    path: tuple[str, ...]
    values: dict[str, str]
    points: str
    fresh: bool  # whether it names an indicator that the row above did not


@dataclass(slots=True)
class Understood:
    """A rubric read from a sheet, rows that found no place with the reason, and what was assumed."""

    rubric: Rubric
    lost: list[tuple[int, T]] = field(default_factory=list)
    notes: list[T] = field(default_factory=list)


def read_sheet(path: Path, rubric_id: str = "", title: str = "", edition: str = "", sheet: str = "") -> Understood:
    """Read a rubric from a sheet of any format that ``core.tables`` reads.

    Raises:
        BadInput: the file cannot be read, or has no column of indicators or of points, or nothing in it has points.
    """
    table = read(path, sheet or None)
    columns = _columns(table)
    lost: list[tuple[int, T]] = []
    notes: list[T] = list(table.warnings)
    whole: dict[str, Any] = {}
    rows = list(_rows(table, columns, whole, lost, notes))
    if not rows:
        raise BadInput(
            T(f"{table.file} 里没有带分值的指标。", f"{table.file} holds no indicator with points."),
            T("检查“一级指标”和“权重”两列。", "Look at the columns of indicators and of points."),
        )
    exact = all(row.values.get("id") for row in rows)
    items = list(_exact(rows, lost) if exact else _guessed(rows))
    head = {"id": rubric_id, "edition": edition, **({"name": same(title)} if title else {})}
    head = {key: value for key, value in head.items() if value}
    own = {
        "id": re.sub(r"[^a-z0-9-]+", "-", path.stem.lower()).strip("-") or "rubric",
        "edition": "1",
        "name": same(clean_line(path.stem)),
    }
    rubric = _struct({**own, **whole, **head, "indicator": items}, Rubric)
    if not exact:  # nobody is scored by it before a person has looked at what was understood
        rubric = msgspec.structs.replace(_with_total(rubric, notes), named_only=True)
        notes.append(
            T("点名时才用；确认后删去 named_only 即对全部单位生效。",
              "It scores only where it is named; without named_only it holds for every unit.")
        )  # fmt: skip
    return Understood(rubric, lost, notes)


def write_sheet(rubric: Rubric, path: Path) -> int:
    """Write a rubric as a sheet, one row for each indicator; gives how many rows. Raises as ``core.tables.write`` does."""
    by_id = {one.id: one for one in rubric.indicator}
    chains = {one.id: _chain(one, by_id) for one in rubric.indicator}
    depth = max([3, *(len(chain) for chain in chains.values())])
    names = [f"{DIGITS[level]}级指标" for level in range(min(depth, len(DIGITS)))]  # zh-data
    columns = [
        "序号",
        "过程",
        *names,
        "测评指标与考察点",
        "权重",
        "得分",
        "扣分依据",
        "编号",
        "算法",
        "参数",
    ]  # zh-data

    def rows() -> Iterator[list[Any]]:
        own = {key: value for key, value in bare(rubric).items() if key not in ("id", "indicator")}
        blank: list[Any] = [None] * len(names)
        blank[0] = rubric.name.zh
        yield [WHOLE, None, *blank, None, Decimal(rubric.total), None, None, rubric.id, None, _json(own)]
        for at, one in enumerate(rubric.indicator, 1):
            chain = [by_id[name].name.zh for name in chains[one.id]]
            levels = (chain + [None] * len(names))[: len(names)] if len(chain) <= len(names) else chain[: len(names)]
            points = Decimal(one.points) if one.points else None
            yield [
                at, one.process.zh if one.process else None, *levels, one.criteria.zh if one.criteria else None, points, None, None,
                one.id, one.operator or None, _json(_more(one, points)),
            ]  # fmt: skip

    return write(path, columns, rows(), sheet=WHOLE)


def _chain(one: Indicator, by_id: dict[str, Indicator]) -> list[str]:
    chain = [one.id]
    while (up := by_id[chain[0]].parent) in by_id and up not in chain:
        chain.insert(0, up)
    return chain


def _more(one: Indicator, points: Decimal | None) -> dict[str, Any]:
    """What the columns of the field do not hold."""
    found = bare(one)
    for key in ("id", "operator"):
        found.pop(key, None)
    if points is None or shown(points) == one.points:
        found.pop("points", None)
    for key in ("name", "process", "criteria"):
        words = found.get(key)
        if words and words["en"] == words["zh"] == clean(words["zh"]):
            del found[key]
    return found


def _json(value: dict[str, Any]) -> str | None:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None


# ---- reading


def _columns(table: Sheet) -> dict[int, str]:
    """What each column holds: ``0`` … for the levels, or a key of ``_HEADS``."""
    found: dict[int, str] = {}
    for at, title in enumerate(table.columns):
        text = re.sub(r"\s+", "", title)
        level = _LEVEL.search(text)
        if level and "权重" not in text and "分" not in text:
            found[at] = str(DIGITS.index(level[1]))
            continue
        key = next((key for key, words in _HEADS if any(word in text for word in words)), "")
        if key and key not in found.values():
            found[at] = key
    if "0" not in found.values() and "criteria" in found.values():
        found = {at: "0" if key == "criteria" else key for at, key in found.items()}
    if "0" not in found.values() or "points" not in found.values():
        raise BadInput(
            T(f"{table.file} 没有“一级指标”或“权重”列。", f"{table.file} has no column 一级指标 or 权重."),  # zh-data
            T("表头写成：序号、过程、一级指标、二级指标、三级指标、测评指标与考察点、权重、得分、扣分依据。",
              "Give it the headings 序号, 过程, 一级指标, 二级指标, 三级指标, 测评指标与考察点, 权重, 得分, 扣分依据."),  # zh-data
        )  # fmt: skip
    return found


def _rows(
    table: Sheet, columns: dict[int, str], whole: dict[str, Any], lost: list[tuple[int, T]], notes: list[T]
) -> Iterator[_Row]:
    above: list[str] = []
    last: _Row | None = None
    depth = 1 + max(int(key) for key in columns.values() if key.isdigit())
    for line, cells in table.rows:
        values = {columns[at]: _text(cell) for at, cell in enumerate(cells) if at in columns and cell is not None}
        if values.get("number") == WHOLE:
            _whole(line, values, whole, lost)
            continue
        levels = [values.get(str(level), "") for level in range(depth)]
        label = next((text for text in (values.get("number", ""), *levels) if text), "")
        if label.startswith(_SUMS) and not values.get("criteria"):
            if points := _points(values.get("points", "")):
                notes.append(T(f"第 {line} 行：{label} {points}。", f"Row {line}: {label} {points}."))
            continue
        path, fresh = _path(levels, above)
        points = _points(values.get("points", ""))
        if values.get("points") and not points:
            lost.append(
                (line, T(f"分值“{values['points']}”读不懂。", f"the points “{values['points']}” cannot be read."))
            )
            continue
        if not path:
            lost.append((line, T("没有指标名称。", "no indicator is named.")))
            continue
        above = list(path)
        if not fresh and not points and last is not None and not values.get("id"):
            if values.get("criteria"):  # the rest of a merged cell
                joined = "\n".join(text for text in (last.values.get("criteria", ""), values["criteria"]) if text)
                last.values["criteria"] = joined
            continue
        process = values.get("process", "")
        if last is not None and not values.get("id") and (not process or _DITTO.fullmatch(process)):
            values["process"] = last.values.get("process", "")
        last = _Row(line, path, values, points, fresh)
        yield last


def _path(levels: list[str], above: list[str]) -> tuple[tuple[str, ...], bool]:
    """The names from the first level down: a blank cell and 同上 stand for what is above, until something new is named."""
    path: list[str] = []
    fresh = False
    for level, text in enumerate(levels):
        old = above[level] if level < len(above) else ""
        if (not text and not fresh and (old and (any(levels[level + 1 :]) or not any(levels)))) or (
            _DITTO.fullmatch(text) and old and not fresh
        ):
            path.append(old)
        elif text:
            fresh = fresh or text != old
            path.append(text)
        else:
            break
    return tuple(path), fresh


def _exact(rows: list[_Row], lost: list[tuple[int, T]]) -> Iterator[dict[str, Any]]:
    """Rows of a sheet that was written here: each is an indicator."""
    for row in rows:
        values = row.values
        item: dict[str, Any] = {
            "id": values["id"],
            "name": same(row.path[-1]),
            "points": row.points,
            "operator": values.get("operator", ""),
        }
        for key in ("process", "criteria"):
            if values.get(key):
                item[key] = same(values[key])
        try:
            item |= json.loads(values.get("more") or "{}")
        except (ValueError, TypeError):
            lost.append((row.line, T("参数不是 JSON。", "its parameters are no JSON.")))
        yield item


def _guessed(rows: list[_Row]) -> Iterator[dict[str, Any]]:
    """Rows of the field: what names stand above others are groups, the last ones items with their operators."""
    own_rows: dict[tuple[str, ...], list[_Row]] = {}
    order: dict[tuple[str, ...], None] = {}
    for row in rows:
        for end in range(1, len(row.path) + 1):
            order.setdefault(row.path[:end])
        own_rows.setdefault(row.path, []).append(row)
    ids: dict[tuple[str, ...], str] = {(): ""}
    counts: dict[tuple[str, ...], int] = {}
    groups = {path[:end] for path in order for end in range(1, len(path))}
    for path in order:
        parent = path[:-1]
        counts[parent] = counts.get(parent, 0) + 1
        ids[path] = f"{ids[parent]}-{counts[parent]}".strip("-")
        own = own_rows.get(path, [])
        bonus = any("加分" in name for name in path)
        if path in groups or len(own) > 1:
            name, points = _name(path[-1])
            if len(own) == 1 and path in groups:
                points = own[0].points or points
            yield _item(ids[path], name, points, ids[parent], bonus, group=True)
            if path not in groups:
                for at, row in enumerate(own, 1):
                    text = row.values.get("criteria", "") or f"{name} {at}"
                    yield _item(f"{ids[path]}-{at}", _short(text), row.points, ids[path], bonus, row)
        elif own:
            name, points = _name(path[-1])
            yield _item(ids[path], name, own[0].points or points, ids[parent], bonus, own[0])


def _item(
    key: str, name: str, points: str, parent: str, bonus: bool, row: _Row | None = None, group: bool = False
) -> dict[str, Any]:
    item: dict[str, Any] = {"id": key, "name": same(name), "points": points}
    if parent:
        item["parent"] = parent
    if bonus:
        item["bonus"] = True
    if row is not None:
        for part in ("process", "criteria"):
            if row.values.get(part):
                item[part] = same(row.values[part])
    if not group:
        item |= _operator(f"{name} {row.values.get('criteria', '') if row else ''}", points)
    return item


def _operator(words: str, points: str) -> dict[str, Any]:
    """The operator that the words leave no doubt about: a veto, so many points for each, otherwise a person's mark."""
    if "一票否决" in words and not points:
        return {"operator": "veto", "points": ""}
    each = _EACH.findall(words)
    if len(each) == 1 and words.count("扣") - words.count("扣完") - len(_MOST.findall(words)) == 1:
        most = _MOST.search(words)
        if points:
            return {"operator": "occurrence", "per": each[0], **({"cap": most[1]} if most else {})}
        return {"operator": "occurrence", "points": "0", "per": each[0], "cap_in": "total"}
    return {"operator": "mark", "points": points or "0"}


def _with_total(rubric: Rubric, notes: list[T]) -> Rubric:
    """The total that the first level adds up to, where it is not 100."""
    by_parent: dict[str, list[Indicator]] = {}
    for one in rubric.indicator:
        by_parent.setdefault(one.parent, []).append(one)

    def points(one: Indicator) -> Decimal:
        if one.points or one.operator:
            return number(one.points or "0", one.id, "points")
        return sum((points(child) for child in by_parent.get(one.id, ())), Decimal(0))

    total = sum((points(one) for one in by_parent.get("", ()) if not one.bonus), Decimal(0))
    if total in (100, 0):
        return rubric
    notes.append(
        T(f"各指标合计 {shown(total)} 分，按此为总分，得分折算为百分制。",
          f"The points add up to {shown(total)}: taken as the total, and scores are brought to 100.")
    )  # fmt: skip
    return msgspec.structs.replace(rubric, total=shown(total), out_of="100")


def _whole(line: int, values: dict[str, str], whole: dict[str, Any], lost: list[tuple[int, T]]) -> None:
    try:
        more = json.loads(values.get("more") or "{}")
        whole |= {"id": values.get("id", ""), **more}
    except (ValueError, TypeError):
        lost.append((line, T("参数不是 JSON。", "its parameters are no JSON.")))


def _struct(table: dict[str, Any], struct: type[Rubric]) -> Rubric:
    plain = json.loads(json.dumps(table, default=lambda text: {"zh": text.zh, "en": text.en}))
    try:
        return msgspec.convert(plain, struct, strict=True)
    except msgspec.ValidationError as error:
        raise BadInput(
            T(f"表中的参数不合要求：{error}。", f"The sheet's parameters do not fit: {error}."),
            T("“算法”“参数”两列用导出的样子。", "Leave the columns of operators and parameters as they were exported."),
        ) from error


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        return shown(Decimal(repr(cell))) if abs(cell) < 1e9 else ""
    return clean(str(cell)).strip() if cell is not None else ""


def _points(text: str) -> str:
    found = _POINTS.fullmatch(text.strip())
    return found[1] if found else ""


def _name(text: str) -> tuple[str, str]:
    """A name and the points that stand in brackets behind it."""
    found = _NAMED.fullmatch(text)
    return (clean_line(found[1]), found[2]) if found else (clean_line(text), "")


def _short(text: str) -> str:
    """The first clause of a criterion as a name."""
    return (re.split(r"[，。；：,;:\n（(]", clean_line(text).lstrip("0123456789.、 "))[0] or clean_line(text))[:30]
