"""Documents from Markdown: what Word needs is there, every text comes through, nothing is markup."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.docx import docx_of, save
from gongkai.core.errors import BadInput
from gongkai.core.text import clean

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body(markdown: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(docx_of(markdown))) as archive:
        assert archive.testzip() is None
        assert {"[Content_Types].xml", "_rels/.rels", "word/document.xml"} == set(archive.namelist())
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        found = ElementTree.fromstring(archive.read("word/document.xml")).find(f"{W}body")
    assert found is not None
    return found


def test_headings_paragraphs_and_tables() -> None:
    found = body("# 答复书\n\n张三：\n\n- 一项\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| 3 |\n\n## 附\n\n完")
    assert [child.tag.removeprefix(W) for child in found] == ["p", "p", "p", "tbl", "p", "p", "sectPr"]
    assert "".join(found.itertext()) == "答复书张三：一项甲乙123附完"
    assert [len(row.findall(f"{W}tc")) for row in found.iter(f"{W}tr")] == [2, 2, 2]
    assert docx_of("# 同") == docx_of("# 同")


@given(st.text())
def test_any_text_makes_a_sound_document(text: str) -> None:
    plain = "".join("".join(body(f"x{text}").itertext()).split())
    assert plain.startswith("x") or clean(text).lstrip().startswith(("|", "#"))


def test_markup_stays_text(tmp_path: Path) -> None:
    assert "".join(body('<w:p/> & "x" ]]>').itertext()) == '<w:p/> & "x" ]]>'
    save(tmp_path / "a.md", "# 题\n")
    assert (tmp_path / "a.md").read_text("utf-8") == "# 题\n"
    with pytest.raises(BadInput, match=r"a\.pdf"):
        save(tmp_path / "a.pdf", "x")
    with pytest.raises(BadInput):
        save(tmp_path / "none" / "a.docx", "x")
