"""The list of divisions that ships with the package, and the digests that the ledger keeps of lists.

The shipped edition is the 2023 list of the National Bureau of Statistics (cut-off 2023-06-30): 31 provinces
down to 620,572 villages. Hong Kong (810000), Macao (820000) and Taiwan (710000) are not in that list and not
added here: the bureau gives no codes below them, and the number of province rows stays 31.

Every list has the same shape, ``Columns``: scopes, names, levels, parents, kinds, sorted by scope, the nation
first. Columns and not row objects, because a whole edition has 665,272 rows. See ``codes.kind_of`` for kinds.
"""

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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate, chain, pairwise
from typing import Any, TypeAlias, cast

from gongkai.core.codes import NATION, Level, format_code, kinds_of, span
from gongkai.core.errors import BadInput, CheckFailed
from gongkai.core.i18n import T

Columns: TypeAlias = tuple[list[int], list[str], list[int], list[int | None], list[str]]
"""scopes, names, levels, parents (None for the nation), kinds; sorted by scope."""

Row: TypeAlias = tuple[int, str, int, int | None, str]
"""scope, name, level, parent, kind."""

NATION_ROW: Row = (NATION, "中国", int(Level.NATION), None, "")  # zh-data

HEADER = struct.Struct("<4sIII")
"""Head of a province member: MARK, rows, bytes of the names, steps that do not fit one byte."""

MARK = b"GKD1"

_HEADS = re.compile(rb"[\0-\4]")  # levels above the village
_FAR = re.compile(rb"\xff")

# Unit and array type of the places in a Sheet: most children stand whole codes apart and fit two bytes.
_WIDTHS = ((1000, "H"), (1000, "Q"), (1, "H"), (1, "Q"))

UNREADABLE = (
    *(zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error),
    *(EOFError, OSError, KeyError, ValueError, RuntimeError),
)
"""What zipfile, tarfile and what they call raise for damaged bytes."""


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
        except (*UNREADABLE, TypeError, AttributeError) as error:
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
            return _join(chain([columns_of([NATION_ROW])], map(self._unpack, sorted(self.manifest.members))))
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
        return _join([columns_of([NATION_ROW, *reversed(above)]), subtree])

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
        except UNREADABLE as error:
            raise _damaged() from error
        if hashlib.sha256(data).hexdigest() != self.manifest.members[key].sha256:
            raise _damaged()
        return decode(data)


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


def columns_of(rows: Iterable[Row]) -> Columns:
    """Rows as columns."""
    return cast(Columns, tuple(map(list, zip(*rows, strict=True))))


def _row(columns: Columns, at: int) -> Row:
    return cast(Row, tuple(column[at] for column in columns))


def _join(parts: Iterable[Columns]) -> Columns:
    return cast(Columns, tuple(list(chain.from_iterable(pieces)) for pieces in zip(*parts, strict=True)))


def _damaged() -> BadInput:
    return BadInput(
        T("随附的区划清单缺失或已损坏。", "The division list of this installation is missing or damaged."),
        T("请重新安装 gongkai。", "Install gongkai again."),
    )
