"""A report is read from every kind of file that offices send, and the same cells come out."""

import csv
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.plugins.tasks.annual.drawing import flat, placed, shown, web
from gongkai.plugins.tasks.annual.forms import Cell, Cells
from gongkai.plugins.tasks.annual.reading import read_report
from gongkai.plugins.tasks.annual.telling import Report
from gongkai.plugins.tasks.annual.writing import write_report
from tests.annual import GOLDEN, form, forms, golden

FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def page(cells: Cells) -> str:
    body = "".join("\n".join(web(table, cells)) for table in form().table)
    return f"<!DOCTYPE html><html><head><title>x</title></head><body><p>试验市2025年政府信息公开工作年度报告</p>{body}</body></html>"


def rows_as_copied(cells: Cells) -> list[list[str]]:
    """As a browser copies a table: only the cells that are there, none for what spans."""
    found: list[list[str]] = []
    for table in form().table:
        lines: dict[int, list[str]] = {}
        for one in sorted(placed(table, cells)):
            lines.setdefault(one.line, []).append(shown(one.content))
        found += lines.values()
    return found


def word(cells: Cells) -> bytes:
    """A document as Word keeps it: spans to the right as gridSpan, downwards as vMerge."""
    import io

    body = "<w:p><w:r><w:t>试验市2025年度报告</w:t></w:r></w:p>"
    for table in form().table:
        made = placed(table, cells)
        height, width = max(o.line + o.rows for o in made), max(o.column + o.columns for o in made)
        grid: dict[tuple[int, int], str] = {}
        for one in made:
            for line in range(one.line, one.line + one.rows):
                down = "" if one.rows == 1 else f'<w:vMerge w:val="{"restart" if line == one.line else "continue"}"/>'
                text = shown(one.content) if line == one.line else ""
                grid[line, one.column] = (
                    f'<w:tc><w:tcPr><w:gridSpan w:val="{one.columns}"/>{down}</w:tcPr>'
                    f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
                )
        rows = ["".join(grid.get((line, column), "") for column in range(width)) for line in range(height)]
        body += "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return held.getvalue()


def written(path: Path, kind: str) -> Path:
    """The golden report as a file of a kind."""
    cells = golden()
    path = path / f"report.{kind.partition('-')[0]}"
    if kind == "html":
        path.write_text(page(cells), "utf-8")
    elif kind == "html-gbk":
        path.write_bytes(page(cells).encode("gb18030"))
    elif kind == "docx":
        path.write_bytes(word(cells))
    elif kind in ("xlsx", "csv", "json"):
        write_report(Report(2025, "试验市", form(), cells), kind, str(path))
    elif kind == "csv-merged":
        with path.open("w", encoding="gb18030", newline="") as stream:
            for table in form().table:
                csv.writer(stream).writerows([shown(c) for c in row] for row in flat(table, cells))
    elif kind == "json-lists":
        path.write_text(json.dumps(GOLDEN), "utf-8")
    elif kind == "txt-copied":
        path.write_text("\n".join("\t".join(row) for row in rows_as_copied(cells)), "utf-8")
    elif kind == "txt-blanks":  # as it comes out of a PDF: nothing but blanks between the cells
        path.write_text("\n".join(" ".join(row) for row in rows_as_copied(cells)), "utf-8")
    elif kind == "md":
        tables = ["\n".join("| " + " | ".join(map(shown, row)) + " |" for row in flat(t, cells)) for t in form().table]
        path.write_text("# 报告\n\n" + "\n\n".join(tables), "utf-8")
    elif kind == "md-web":
        path.write_text("# 报告\n\n" + "\n\n".join("\n".join(web(t, cells)) for t in form().table), "utf-8")
    return path


KINDS = (
    "html", "html-gbk", "docx", "xlsx", "csv", "csv-merged", "json", "json-lists", "txt-copied", "txt-blanks", "md", "md-web",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_layout_gives_the_same_cells(kind: str, tmp_path: Path) -> None:
    found = read_report(written(tmp_path, kind), forms().values())
    assert found.form.id == "2021" and found.cells == golden()
    assert set(found.places) == set(found.cells)


def test_numbers_as_people_write_them(tmp_path: Path) -> None:
    said = page(golden()).replace(">14069<", ">14，069<").replace(">13612<", f">{'13612'.translate(FULL)}<")
    said = said.replace(">13364<", "> 13,364 <").replace(">11398889<", ">N.A.<").replace(">74<", "><")
    path = tmp_path / "report.html"
    path.write_text(said, "utf-8")
    cells = read_report(path, forms().values()).cells
    assert cells[Cell("3", "new", "all")] == 14069 and cells[Cell("3", "new", "person")] == 13612
    assert cells[Cell("3", "total", "person")] == 13364
    assert cells[Cell("2", "licence", "decisions")] == "N.A." and cells[Cell("2", "rules", "in_force")] is None


def test_labels_with_other_numbering_and_signs_are_known(tmp_path: Path) -> None:
    said = page(golden()).replace("1.属于国家秘密", "①属于国家秘密").replace("（七）总计", "(七) 总 计")
    said = said.replace("危及“三安全一稳定”", "危及&quot;三安全一稳定&quot;").replace("行政规范性文件", "规范性文件")
    path = tmp_path / "report.html"
    path.write_text(said, "utf-8")
    assert read_report(path, forms().values()).cells == golden()


def test_the_form_of_2019_is_known_by_its_rows(tmp_path: Path) -> None:
    earlier = form(2019)
    cells: Cells = {cell: Decimal(number) for number, cell in enumerate(earlier.cells())}
    path = tmp_path / "2019年度报告.html"
    path.write_text("<html>" + "".join("\n".join(web(table, cells)) for table in earlier.table), "utf-8")
    found = read_report(path, forms().values())
    assert (found.form.id, found.year) == ("2019", 2019) and found.cells == cells


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.html", b""), ("none.html", b"<html><table><tr><td>1</td></tr></table></html>"), ("bad.json", b'{"tables": '),
        ("list.json", b"[[1, 2], [3]]"), ("deep.json", b'{"a":' * 50_000), ("broken.docx", b"PK\x03\x04word/document.xml"),
        ("text.txt", "没有表格的一段话。".encode()), ("bytes.txt", b"\0\1\2"),
        ("wide.html", b"<html><table>" + b'<tr><td rowspan="999" colspan="999">x</td></tr>' * 40 + b"</table>"),
    ],
)  # fmt: skip
def test_what_holds_no_report_is_refused_in_words(name: str, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInput) as told:
        read_report(path, forms().values())
    assert told.value.message.zh and told.value.hint


def test_a_docx_with_a_document_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(BadInput):
        read_report(path, forms().values())
