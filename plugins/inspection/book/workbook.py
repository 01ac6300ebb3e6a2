"""The book as a workbook: ranking, heat map, all items, then a sheet for each unit, linked from the ranking."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.tables.atomic import replacing
from gongkai.core.tables.xlsx_out import put_text
from gongkai.core.text import clean_line, truncate
from gongkai.plugins.inspection.book.heat import Heat
from gongkai.plugins.inspection.book.pages import UnitPage
from gongkai.plugins.inspection.book.paper import LOSSES, MENDING, PARTS, mended
from gongkai.plugins.inspection.book.words import class_name, points, rank_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

RANKING = (
    T("层级和类别", "Level and kind"), T("名次", "Rank"), T("单位", "Unit"), T("得分", "Score"), T("已评", "Assessed"),
    T("应评", "Expected"), T("结论", "Verdict"), T("评分办法", "Rubric"),
)  # fmt: skip
ITEMS = (
    T("单位", "Unit"), T("指标编号", "Id"), T("指标", "Indicator"), T("结果", "Result"), T("满分", "Points"), T("得分", "Earned"),
    T("计入总分", "Adds"), T("分子", "Numerator"), T("分母", "Denominator"), T("评分理由", "Reason"), T("规则", "Rule"),
)  # fmt: skip
WIDTHS = (24, 10, 12, 14, 60)
BAD = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
NAME = 31
"""Characters of the name of a sheet."""


def write_book(path: Path, office: "Office", title: str, found: Sequence[UnitPage], heat: Heat) -> None:
    """Write it, or leave the file as it was when anything fails.

    Raises:
        BadInput, StoreError: a cell is too long, or the file cannot be written.
    """
    from xlsxwriter import Workbook

    with TemporaryDirectory(prefix="gongkai-", ignore_cleanup_errors=True) as folder, replacing(path) as stream:
        book = _Book(Workbook(stream, {"tmpdir": folder}))
        taken: set[str] = set()
        first = book.page(sheet_name(str(T("排名", "Ranking")), taken))
        second = book.page(sheet_name(str(T("热力图", "Heat map")), taken))
        third = book.page(sheet_name(str(T("明细", "Items")), taken))
        names = [sheet_name(page.ranked.score.name, taken) for page in found]
        _ranking(book, first, office, title, found, names)
        _heat(book, second, heat)
        _items(book, third, found)
        for page, name in zip(found, names, strict=True):
            _unit(book, book.page(name), office, page, first.get_name())
        book.book.close()


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a sheet may have: without the signs of references, 31 characters, not twice (case apart)."""
    short = clean_line(name).translate(BAD).strip() or "_"
    number, made = 1, short[:NAME]
    while made.casefold() in taken:
        number += 1
        tail = f" {number}"
        made = short[: NAME - len(tail)] + tail
    taken.add(made.casefold())
    return made


class _Book:
    """A workbook and its formats."""

    def __init__(self, book: Any) -> None:
        self.book = book
        edge = {"border": 1, "valign": "top"}
        self.head = book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#DDEBF7", "valign": "vcenter"}
        )
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.label = book.add_format({"bold": True})
        self.text = book.add_format({**edge, "text_wrap": True})
        self.number = book.add_format({**edge, "num_format": "0.00"})
        self.plain = book.add_format(edge)
        self.link = book.add_format({**edge, "font_color": "#0563C1", "underline": 1})

    def page(self, name: str) -> Any:
        """A new sheet for A4, as wide as a page."""
        page = self.book.add_worksheet(name)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page

    def row(self, page: Any, line: int, values: Iterable[Any], style: Any = None) -> None:
        """A line of cells: texts as texts, numbers as numbers."""
        for at, value in enumerate(values):
            if value is None:
                page.write_blank(line, at, None, style or self.plain)
            elif isinstance(value, int):
                page.write_number(line, at, value, style or self.plain)
            elif isinstance(value, (str, T)):
                put_text(page, line, at, clean_line(str(value)), style or self.text)
            else:
                page.write_number(line, at, value, style or self.number)


def _ranking(
    book: _Book, page: Any, office: "Office", title: str, found: Sequence[UnitPage], names: Sequence[str]
) -> None:
    put_text(page, 0, 0, title, book.title)
    book.row(page, 2, RANKING, book.head)
    for line, (one, name) in enumerate(zip(found, names, strict=True), 3):
        score = one.ranked.score
        verdict = score.result.verdict.label if score.result else T("", "")
        row = (
            class_name(office, score), one.ranked.rank, None, score.published, score.assessed, score.expected, verdict,
            score.rubric.name,
        )  # fmt: skip
        book.row(page, line, row)
        page.write_url(line, 2, f"internal:'{name}'!A1", book.link, truncate(clean_line(score.name), 250))
    for at, width in enumerate((20, 7, 32, 9, 7, 7, 14, 26)):
        page.set_column(at, at, width)
    page.freeze_panes(3, 3)
    if found:
        page.autofilter(2, 0, 2 + len(found), len(RANKING) - 1)
    page.repeat_rows(2)


def _heat(book: _Book, page: Any, heat: Heat) -> None:
    heads = (T("区划或单位", "Division or unit"), T("单位数", "Units"), *(column.name for column in heat.columns))
    book.row(page, 0, heads, book.head)
    for line, row in enumerate(heat.rows, 1):
        cells = (None if cell is None else round(cell * 100, 2) for cell in row.cells)
        book.row(page, line, (row.name, row.units, *cells))
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 8)
    page.set_column(2, 1 + max(1, len(heat.columns)), 12)
    if heat.rows:
        scale = {
            "type": "3_color_scale", "min_type": "num", "min_value": 40, "mid_type": "num", "mid_value": 75,
            "max_type": "num", "max_value": 100, "min_color": "#F8696B", "mid_color": "#FFEB84", "max_color": "#63BE7B",
        }  # fmt: skip
        page.conditional_format(1, 2, len(heat.rows), 1 + len(heat.columns), scale)
    page.freeze_panes(1, 2)
    page.set_landscape()


def _items(book: _Book, page: Any, found: Sequence[UnitPage]) -> None:
    book.row(page, 0, ITEMS, book.head)
    line = 0
    for one in found:
        for item in one.ranked.score.items:
            line += 1
            counts = item.contribution is not None
            figure = item.figure
            row = (
                one.ranked.score.name, item.indicator.id, item.indicator.name, item.kind.label, item.points,
                item.earned if counts else None, item.contribution, figure.numerator if figure else None,
                figure.denominator if figure else None, item.given.reason if item.given else "", item.indicator.rule,
            )  # fmt: skip
            book.row(page, line, row)
    for at, width in enumerate((30, 14, 26, 10, 8, 8, 9, 9, 9, 40, 12)):
        page.set_column(at, at, width)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, max(1, line), len(ITEMS) - 1)
    page.set_landscape()
    page.repeat_rows(0)


def _unit(book: _Book, page: Any, office: "Office", one: UnitPage, back: str) -> None:
    score = one.ranked.score
    put_text(page, 0, 0, clean_line(score.name), book.title)
    page.write_url(0, 4, f"internal:'{back}'!A1", book.link, str(T("返回排名", "Back to the ranking")))
    facts = (
        (T("得分", "Score"), points(score.published)),
        (T("名次", "Rank"), rank_of(office, one.ranked)),
        (T("评分办法", "Rubric"), f"{score.rubric.name} {score.rubric.edition}"),
        (T("已评/应评", "Assessed"), f"{score.assessed}/{score.expected}"),
    )
    for line, (label, value) in enumerate(facts, 1):
        put_text(page, line, 0, str(label), book.label)
        put_text(page, line, 1, clean_line(value))
    line = len(facts) + 2
    book.row(page, line, PARTS, book.head)
    for part in one.parts:
        line += 1
        numbers = (part.points, part.earned, part.contribution) if part.assessed else (part.points or None, None, None)
        book.row(page, line, (part.indicator.name, *numbers, f"{part.assessed}/{part.expected}"))
    line += 2
    book.row(page, line, LOSSES[:3], book.head)
    page.merge_range(line, 3, line, 4, str(LOSSES[3]), book.head)
    for loss in one.losses:
        line += 1
        book.row(page, line, (loss.name, loss.kind, loss.lost))
        page.merge_range(line, 3, line, 4, "", book.text)
        put_text(page, line, 3, clean_line(str(loss.grounds)), book.text)
    line += 2
    book.row(page, line, MENDING, book.head)
    for gain in one.repairs:
        line += 1
        book.row(page, line, mended(gain))
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width)
    page.set_landscape()
