"""Tables in cells, json that stays json, narration apart from data."""

import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.cli.output import LEAST, emit, emit_one, squeezed
from gongkai.cli.wrapping import wrap
from gongkai.core.i18n import T
from gongkai.core.text import cells
from tests.cli.conftest import Gongkai

COLUMNS = (("code", T("编号", "Code")), ("name", T("名称", "Name")), ("number", T("数目", "Number")))


def printed(*words: Any, **options: Any) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        emit(*words, **options)
    return out.getvalue()


def test_a_table_is_aligned_by_cells_and_figures_stand_at_the_right() -> None:
    text = printed([("a1", "响滩镇", 3), ("a22", "x", 12)], COLUMNS)
    assert text.splitlines() == ["编号  名称    数目", "────  ──────  ────", "a1    响滩镇     3", "a22   x         12"]


def test_values_of_every_kind() -> None:
    row = [(None, True, Decimal("1.50")), (date(2026, 3, 1), False, Decimal("2"))]
    assert printed(row, COLUMNS).splitlines()[2:] == ["            是    1.50", "2026-03-01  否       2"]
    assert json.loads(printed(row, COLUMNS, "json")) == [
        {"code": None, "name": True, "number": "1.50"},
        {"code": "2026-03-01", "name": False, "number": "2"},
    ]
    assert printed(row, COLUMNS, "csv").splitlines()[0] == "编号,名称,数目"
    assert printed([], COLUMNS, "json") == "[]\n"


def test_rows_stream_and_are_not_held() -> None:
    alive = 0

    def rows() -> Iterator[tuple[str, str, int]]:
        nonlocal alive
        for number in range(2_000):
            alive = number
            yield ("x", "y", number)

    class Watching(io.StringIO):
        first = -1

        def write(self, text: str) -> int:
            if self.first < 0:
                self.first = alive
            return super().write(text)

    out = Watching()
    with redirect_stdout(out):
        emit(rows(), COLUMNS)
    assert out.first < 600, "a table begins before its last row is read"
    assert len(out.getvalue().splitlines()) == 2_002


def test_one_thing_in_every_format() -> None:
    data, words = {"name": "甲\n乙", "tags": ["a", "b"]}, {"name": T("名称", "Name")}

    def shown(format: str) -> str:
        out = io.StringIO()
        with redirect_stdout(out):
            emit_one(data, format, words)
        return out.getvalue()

    assert shown("table").splitlines() == ["名称  甲", "      乙", "tags  a；b"]
    assert json.loads(shown("json")) == data and json.loads(shown("jsonl")) == data
    assert shown("csv").splitlines()[0] == "名称,tags"


@given(st.lists(st.integers(1, 200), min_size=1, max_size=12), st.integers(10, 300), st.data())
def test_squeezing_fits_where_it_can_and_never_cuts_what_must_stay(
    widths: list[int], room: int, data: st.DataObject
) -> None:
    whole = data.draw(st.sets(st.integers(0, len(widths) - 1)))
    fitted = squeezed(widths, room, whole)
    assert all(new <= old for new, old in zip(fitted, widths, strict=True))
    assert all(fitted[i] == widths[i] for i in whole)
    assert all(new >= min(old, LEAST) for new, old in zip(fitted, widths, strict=True))
    least = sum(widths[i] if i in whole else min(widths[i], LEAST) for i in range(len(widths)))
    assert sum(fitted) <= max(room, least)


@given(st.text(alphabet="政务公开，。（）abc -_=\u3000", max_size=120), st.integers(12, 80))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert cells(line) <= width or " " not in line.strip()
        # a mark that stands after a blank in the text is a piece of its own
        assert not line.startswith(("，", "。")) or line == lines[0] or re.search(r"\s[，。]", text)


def test_a_narrow_terminal_gets_whole_ids_and_no_broken_lines(town: Gongkai) -> None:
    """A real terminal of 60 cells: every line fits, and the id can be copied."""
    main, side = pty.openpty()
    environment = {**os.environ, "COLUMNS": "60", "LINES": "24"}
    words = [sys.executable, "-m", "gongkai", "-C", str(town.folder), "unit", "list", "--limit", "5"]
    with subprocess.Popen(words, stdout=side, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment):
        os.close(side)
        data = b""
        while True:
            try:
                part = os.read(main, 65536)
            except OSError:
                break
            if not part:
                break
            data += part
    os.close(main)
    lines = data.decode().splitlines()
    uids = [row["uid"] for row in town.rows("unit", "list", "--limit", 5)]
    assert [line.split()[0] for line in lines[2:]] == uids
    assert max(cells(line) for line in lines) <= 60 and "…" in data.decode()


def test_narration_is_on_stderr_and_data_on_stdout(town: Gongkai, tmp_path: Path) -> None:
    said = town.good("unit", "list", "--limit", 1, "--format", "csv")
    assert len(said.lines) == 2 and said.err == ""
    assert town.good("backup", tmp_path / "x.zip").out == ""


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "tsv", "xlsx"])
def test_xlsx_and_the_others_through_a_pipe(town: Gongkai, format: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    with target.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", "-C", str(town.folder), "division", "list", "--format", format],
            stdout=out,
        )
    assert done.returncode == 0
    head = target.read_bytes()[:40]
    assert head.startswith(
        {"json": b"[", "jsonl": b"{", "csv": "代码,".encode(), "tsv": "代码\t".encode(), "xlsx": b"PK"}[format]
    )
