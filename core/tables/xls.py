"""Old workbooks (xls, et): read by a second Python process with limits of memory and time.

The old format cannot be checked beforehand as the zipped ones are, and the parser may ask for any amount of
memory or never return on a hostile file. So it works in a process of its own that may fail: this module
starts it (``read_xls``) and is also what runs inside it (``python -m gongkai.core.tables.xls``).
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.model import Grid, Limits
from gongkai.core.tables.package import protected
from gongkai.core.tables.workbook import SheetChoice, choose, moment, to_rows, unreadable
from gongkai.core.text import clean_line

_MEMORY = 3 << 30  # bytes of address space, where the system can limit it
_SECONDS = 120
_PASSWORD, _FAILED = 3, 4  # exit codes of the process
_MAX_MERGES = 100_000


def read_xls(data: bytes, file: str, sheet: SheetChoice, limits: Limits) -> Grid:
    """One sheet of an old workbook.

    Raises BadInput when it is damaged or protected, or the process had to be stopped.
    """
    sheets = _sheets(data, file)
    index, warnings = choose(file, sheets, sheet)
    return _grid(data, file, sheets[index][0], index, limits, warnings)


def every_xls_sheet(data: bytes, file: str, limits: Limits) -> list[Grid]:
    """Every visible sheet of an old workbook that holds anything."""
    return [
        _grid(data, file, name, index, limits, [])
        for index, (name, visible, filled) in enumerate(_sheets(data, file))
        if visible and filled
    ]


def _sheets(data: bytes, file: str) -> list[tuple[str, bool, bool]]:
    listing = json.loads(_ask(data, file, "")[0])
    return [(str(name), bool(visible), bool(filled)) for name, visible, filled in listing]


def _grid(data: bytes, file: str, name: str, index: int, limits: Limits, warnings: list[T]) -> Grid:
    lines = _ask(data, file, str(index))
    left, merges = json.loads(lines[0])
    rows = to_rows(([_decoded(cell) for cell in json.loads(line)] for line in lines[1:]), left, file, limits)
    return Grid(rows, [(a, b, c, d) for a, b, c, d in merges], file, clean_line(name), "xls", warnings)


def xls_sheets(data: bytes, file: str) -> list[str]:
    """Names of the sheets of an old workbook."""
    return [clean_line(name) for name, _, _ in _sheets(data, file)]


def _ask(data: bytes, file: str, index: str) -> list[str]:
    """The lines that the process printed for a workbook: its sheets, or one sheet by place."""
    import os
    import subprocess

    # The same modules as here, also where they come from a checkout or a path set at run time.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONUTF8": "1"}
    command = [sys.executable, "-P", "-m", __name__, index]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, env=environment)
    except subprocess.TimeoutExpired as error:
        raise unreadable(file) from error
    except OSError as error:
        raise BadInput(
            T("无法启动读取旧版表格的程序。", "The reader of old workbooks could not be started."),
            T("请用 WPS 或 Excel 另存为 xlsx 后再试。", "Save the file as xlsx with WPS or Excel."),
        ) from error
    if done.returncode == _PASSWORD:
        raise protected(file)
    lines = done.stdout.decode("utf-8").splitlines()
    if done.returncode or not lines:
        raise unreadable(file)
    return lines


def _encoded(value: Any) -> Any:
    """A cell as json: dates, times and spans as one-entry objects."""
    if isinstance(value, (str, float, bool, int)):
        return value
    if isinstance(value, timedelta):
        return {"span": value.total_seconds()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    return {"date": value.isoformat()} if isinstance(value, date) else None


def _decoded(value: Any) -> Any:
    if not isinstance(value, dict):
        return "" if value is None else value
    if "date" in value:
        found: date | datetime = moment(value["date"])
        return found
    return time.fromisoformat(value["time"]) if "time" in value else timedelta(seconds=value["span"])


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit and the separate process remain
        return
    import contextlib

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main(index: str) -> int:
    """Inside the process: print the sheets, or the cells of one sheet, as lines of json."""
    import io

    from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

    _limit_memory()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        return _PASSWORD
    out = sys.stdout
    if not index:
        sheets = [
            (meta.name, meta.visible == SheetVisibleEnum.Visible, book.get_sheet_by_index(place).height > 0)
            for place, meta in enumerate(book.sheets_metadata)
        ]
        out.write(json.dumps(sheets) + "\n")
        return 0
    sheet = book.get_sheet_by_index(int(index))
    merges = [(a + 1, b, c + 1, d) for (a, b), (c, d) in (sheet.merged_cell_ranges or [])[:_MAX_MERGES]]
    out.write(json.dumps([sheet.start[1] if sheet.start else 0, merges]) + "\n")
    for row in sheet.iter_rows():
        # ASCII escapes keep every line end inside a text out of the lines of this protocol.
        out.write(json.dumps([_encoded(cell) for cell in row]) + "\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(_main(sys.argv[1]))
    except BaseException as failure:
        # Also a panic of the compiled parser; whoever started us says it in words.
        sys.exit(failure.code if isinstance(failure, SystemExit) else _FAILED)
