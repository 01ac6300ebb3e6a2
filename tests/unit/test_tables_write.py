"""Writing sheets: to files as a whole or not at all, to streams, and back again."""

import errno
import io
import json
import os
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.core.errors import BadInput, StoreError, UsageError
from gongkai.core.i18n import T, use
from gongkai.core.tables import WRITE_FORMATS, read, write
from gongkai.core.text import cells, clean
from gongkai.testing.hostile import HOSTILE, live_controls

COLUMNS = ["名称", "数量"]
ROWS = [["平昌县", 3], ["衢州市", 12]]


class Kind(Enum):
    """Stands for a choice of a register."""

    POWER = "行政许可"


class Level(IntEnum):
    """Stands for a numbered choice."""

    COUNTY = 3


def text_of(columns: list[Any], rows: list[list[Any]], format: str, **options: Any) -> str:
    stream = io.StringIO()
    assert write(stream, columns, rows, format, **options) == len(rows)
    return stream.getvalue()


def test_csv_files_carry_the_mark_for_spreadsheets_and_streams_do_not(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    assert write(path, COLUMNS, ROWS) == 2
    assert path.read_bytes() == "\ufeff名称,数量\r\n平昌县,3\r\n衢州市,12\r\n".encode()
    write(path, COLUMNS, ROWS, bom=False)
    assert path.read_bytes().startswith("名称".encode())
    assert text_of(COLUMNS, ROWS, "csv") == "名称,数量\n平昌县,3\n衢州市,12\n"
    assert text_of(COLUMNS, [], "csv", bom=True) == "\ufeff名称,数量\n"
    binary = io.BytesIO()
    write(binary, COLUMNS, ROWS, "tsv", bom=True)
    assert binary.getvalue() == "\ufeff名称\t数量\r\n平昌县\t3\r\n衢州市\t12\r\n".encode()


def test_json_and_jsonl() -> None:
    assert json.loads(text_of(COLUMNS, ROWS, "json")) == [{"名称": n, "数量": c} for n, c in ROWS]
    assert text_of(COLUMNS, ROWS[:1], "jsonl") == '{"名称": "平昌县", "数量": 3}\n'
    assert text_of(COLUMNS, [], "json") == "[]\n" and text_of(COLUMNS, [], "jsonl") == ""


def test_a_table_is_aligned_in_cells_with_numbers_at_the_right() -> None:
    rows = [["平昌县", 3, True, date(2026, 11, 22)], ["qz\n\x1b[2J", 12.5, None, None]]
    assert text_of(["名称", "数量", "公开", "时限"], rows, "table") == (
        "名称     数量  公开  时限\n───────  ────  ────  ──────────\n平昌县      3  是    2026-11-22\nqz ␛[2J  12.5\n"
    )


@given(
    st.lists(st.lists(st.text(st.sampled_from("平昌（）a1\u0301 "), max_size=12), min_size=3, max_size=3), max_size=6),
    st.integers(16, 60),
)
def test_a_table_fits_into_its_width(rows: list[list[str]], width: int) -> None:
    lines = text_of(["甲", "乙", "丙"], rows, "table", width=width).splitlines()
    assert len(lines) == len(rows) + 2
    assert max(map(cells, lines)) <= width


def test_values_of_records_in_each_format() -> None:
    values: list[Any] = [
        None, True, Kind.POWER, Level.COUNTY, Decimal("1.10"), Decimal("0.1234567890123456789"), Decimal("1E+3"),
        datetime(2026, 11, 22, 10, 30), date(2026, 11, 22), time(10, 30), ["甲", "乙"], T("是", "yes"),
        float("nan"), "公\x00开", Path("a/b"),
    ]  # fmt: skip
    names = [f"c{i}" for i in range(len(values))]
    as_text = ["", "是", "行政许可", "3", "1.10", "0.1234567890123456789", "1000", "2026-11-22 10:30:00", "2026-11-22",
               "10:30:00", "甲；乙", "是", "nan", "公开", "a/b"]  # fmt: skip
    assert text_of(names, [values], "csv").splitlines()[1] == ",".join(as_text)
    assert list(json.loads(text_of(names, [values], "jsonl")).values()) == [
        None, True, "行政许可", 3, 1.1, "0.1234567890123456789", 1000, "2026-11-22T10:30:00", "2026-11-22", "10:30:00",
        "甲；乙", "是", "nan", "公开", "a/b",
    ]  # fmt: skip


def test_marks_in_data_do_not_change_with_the_language() -> None:
    use("en")
    assert text_of(["公开"], [[True], [False]], "tsv") == "公开\n是\n否\n"


def test_texts_that_look_like_formulas_are_text_in_xlsx_and_unchanged_in_csv(tmp_path: Path) -> None:
    looks = ['=HYPERLINK("http://x","y")', "+86", "-5", "@SUM(A1)", "{=1}", "http://example.invalid", "internal:A1"]
    path = tmp_path / "x.xlsx"
    write(path, ["=A1", "名称"], [[text, "甲"] for text in looks])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "hyperlink" not in sheet
    back = read(path)
    assert back.columns == ["=A1", "名称"] and [row[0] for _, row in back.rows] == looks
    assert text_of(["名称", "数量"], [["=1+1", "-5"]], "csv").splitlines()[1] == "=1+1,-5"


def test_an_xlsx_file_opens_well(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    row = [
        "政务公开" * 20,
        511923000000,
        110101199001011234,
        date(2026, 11, 22),
        datetime(2026, 1, 2, 3, 4),
        date(1890, 1, 1),
    ]
    write(path, ["名称", "区划代码", "身份证号", "日期", "时刻", "旧日期"], [row], sheet="目录[2026]:*?/\\" + "长" * 40)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert 'state="frozen"' in sheet and 'width="60.7' in sheet and "<b/>" in styles and "yyyy-mm-dd" in styles
    back = read(path)
    assert back.rows == [(2, [*row[:2], "110101199001011234", *row[3:5], "1890-01-01"])]
    assert back.name.startswith("目录_2026______") and len(back.name.encode("utf-16-le")) <= 62


def test_moments_with_a_zone_stay_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write(path, ["时刻"], [[datetime(2026, 11, 22, 10, 30, tzinfo=UTC)]])
    assert read(path).rows == [(2, ["2026-11-22 10:30:00+00:00"])]


# whole or not at all


def failing(rows: list[list[Any]], error: BaseException) -> Iterator[list[Any]]:
    yield from rows
    raise error


@pytest.mark.parametrize("format", WRITE_FORMATS)
@pytest.mark.parametrize("error", [ValueError("rule"), OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, format: str, error: BaseException) -> None:
    path = tmp_path / "报表.dat"
    path.write_text("旧")
    expected = StoreError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        write(path, COLUMNS, failing(ROWS, error), format)
    assert path.read_text() == "旧"
    assert sorted(p.name for p in tmp_path.iterdir() if p.name != "home") == ["报表.dat"]


@pytest.mark.parametrize("format", WRITE_FORMATS)
def test_a_full_disk_is_told_and_leaves_the_old_file(
    tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "报表.dat"
    path.write_text("旧")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as caught:
        write(path, COLUMNS, ROWS, format)
    assert caught.value.hint and "报表.dat" in str(caught.value.message)
    assert path.read_text() == "旧" and len([p for p in tmp_path.iterdir() if p.name != "home"]) == 1


def test_a_new_file_has_usual_rights_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    plain, new, old = tmp_path / "plain", tmp_path / "new.csv", tmp_path / "old.csv"
    plain.touch()
    write(new, COLUMNS, ROWS)
    assert new.stat().st_mode == plain.stat().st_mode
    old.touch()
    old.chmod(0o640)
    write(old, COLUMNS, ROWS)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640


def test_links_are_followed_and_devices_written_in_place(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("旧")
    link.symlink_to(real)
    write(link, COLUMNS, ROWS, bom=False)
    assert link.is_symlink() and real.read_text("utf-8").startswith("名称")
    write("/dev/null", COLUMNS, ROWS, "csv")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(StoreError):
        write("/dev/full", COLUMNS, ROWS, "csv")


@pytest.mark.parametrize("name", ["无/x.csv", "", "x\0.csv", "长" * 300 + ".csv"])
def test_places_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    with pytest.raises((BadInput, StoreError)) as caught:
        write(tmp_path / name, COLUMNS, ROWS, "csv")
    assert caught.value.hint
    assert [p.name for p in tmp_path.iterdir() if p.name != "home"] == []


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="xlsx"):
        write(tmp_path / "x.xslx", COLUMNS, ROWS)
    with pytest.raises(UsageError):
        write(io.StringIO(), COLUMNS, ROWS, "docx")
    with pytest.raises(BadInput, match="名称"):
        write(io.StringIO(), ["名称", "名\u200b称"], ROWS, "json")
    with pytest.raises(BadInput, match="第 2 行有 1 个值"):
        write(io.StringIO(), COLUMNS, [["甲", 1], ["乙"]], "csv")
    with pytest.raises(BadInput, match="第 2 行 B 列"):
        write(tmp_path / "x.xlsx", COLUMNS, [["甲", "长" * 32_768]])
    with pytest.raises(BadInput, match="16384"):
        write(tmp_path / "x.xlsx", range(16_385), [])
    assert not (tmp_path / "x.xlsx").exists()


def test_xlsx_needs_a_place_for_bytes() -> None:
    with pytest.raises(UsageError):
        write(io.StringIO(), COLUMNS, ROWS, "xlsx")
    raw = io.BytesIO()
    text = io.TextIOWrapper(raw, "utf-8")
    write(text, COLUMNS, ROWS, "xlsx")
    assert raw.getvalue().startswith(b"PK") and not text.closed


def test_a_stream_that_lacks_characters_is_told() -> None:
    with pytest.raises(BadInput, match="ascii"):
        write(io.TextIOWrapper(io.BytesIO(), "ascii"), COLUMNS, ROWS, "csv")


class Pipe(io.StringIO):
    """A reader that has gone, or a disk that is full."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error


def test_a_closed_pipe_is_left_to_the_front_end_and_a_full_disk_is_told() -> None:
    with pytest.raises(BrokenPipeError):
        write(Pipe(BrokenPipeError()), COLUMNS, ROWS, "csv")
    with pytest.raises(StoreError):
        write(Pipe(OSError(errno.ENOSPC, "No space left on device")), COLUMNS, ROWS, "csv")


# there and back

FORMATS = ("xlsx", "csv", "tsv", "json", "jsonl")
TEXT = st.one_of(
    st.sampled_from([text for text in HOSTILE.values() if len(text) < 32_000]),
    st.text(st.characters(codec=None, exclude_categories=()), max_size=20),
    st.text(st.sampled_from("公,;\t\"\n\r'=+-@_x0041_<&>{}"), max_size=12),
)
VALUES = st.one_of(
    TEXT,
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 4)),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.datetimes(datetime(1900, 3, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
)


def comes_back(value: Any, format: str) -> Any:
    """What a value is after writing and reading it in a format."""
    if isinstance(value, str):
        return clean(value) if clean(value).strip() else None
    if value is None:
        return None
    if format in ("csv", "tsv"):
        if isinstance(value, bool):
            return "是" if value else "否"
        return value.isoformat(" ") if isinstance(value, datetime) else str(value)
    if isinstance(value, date):
        if format == "xlsx":
            # A sheet stores days with fractions: midnight is the day itself.
            return value.date() if isinstance(value, datetime) and value.time() == time(0) else value
        return value.isoformat()
    return value


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=80)
@given(data=st.data())
def test_what_is_written_reads_back(format: str, data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 4))
    columns = [f"列{i}" for i in range(width)]
    if data.draw(st.booleans()):
        columns[0] = data.draw(
            st.sampled_from(["=1+1", "a;b;c", "sep=;", '名"称', "[b]名称", "名/称", "é名", "x y", "𠮷"])
        )
    rows = data.draw(st.lists(st.lists(VALUES, min_size=width, max_size=width), min_size=1, max_size=6))
    expected = [[comes_back(value, format) for value in row] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{format}"
        assert write(path, columns, rows) == len(rows)
        sheet = read(path)
    assert sheet.columns == columns
    got = [row for _, row in sheet.rows]
    assert got == [row for row in expected if any(cell is not None for cell in row)]
    assert all(live_controls(cell) == "" for row in got for cell in row if isinstance(cell, str))


@pytest.mark.parametrize("name", ["gongkai.core.tables", "gongkai.core.tables.reading", "gongkai.core.tables.writing"])
def test_nothing_heavy_is_imported_before_it_is_used(name: str) -> None:
    heavy = ["python_calamine", "xlsxwriter", "csv", "json", "zipfile", "xml.parsers.expat", "tempfile", "difflib"]
    code = (
        f"import sys; before = set(sys.modules); import {name}; "
        f"print([m for m in {heavy!r} if m in sys.modules and m not in before])"
    )
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=here)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
