"""``verify``: has anything been changed behind the door's back?

Every row is compared with the digest that its last line in the ledger recorded; every line and sheet with its link;
every link with the one before it. What differs is named: table, record, what is wrong.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from gongkai.core.access import EVENTS
from gongkai.core.codes import format_code, span
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.ledger.chain import GENESIS, LINE_BITS, line_bytes, link_hash, sheet_bytes
from gongkai.core.ledger.generated import generated_faults, has_sheets
from gongkai.core.ledger.sheeted import sheet_faults
from gongkai.core.ledger.shifts import Trail
from gongkai.core.resource import Resource
from gongkai.core.search import index_name, words_of
from gongkai.core.store.record import digest, digests
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.store.engine import Store

SIZE = 5000
CHANGED = T("区划被绕过台账修改。", "the division was changed behind the ledger.")
REMOVED = T("区划被绕过台账删除。", "the division was deleted behind the ledger.")
ADDED = T("区划是绕过台账加入的。", "the division was added behind the ledger.")


@dataclass(frozen=True)
class Fault:
    """One thing that does not agree with the ledger."""

    table: str
    uid: str
    what: T

    def __str__(self) -> str:
        return str(T(f"{self.table} {self.uid}：{self.what.zh}", f"{self.table} {self.uid}: {self.what.en}"))


@dataclass
class Report:
    """What was looked at, and what was found."""

    links: int = 0
    lines: int = 0
    rows: int = 0
    divisions: int = 0
    head: str = GENESIS
    faults: list[Fault] = field(default_factory=list)


def verify(office: "Office", progress: Callable[[str], None] = lambda name: None) -> Report:
    """Check chain, rows, reference data, migrations and search index; faults are in the report, in order.

    A section that cannot even be read is itself a fault, and the others are looked at all the same.
    """
    office.forget()  # names that others have changed meanwhile
    report = Report()
    known = office.resources.values()

    def look(table: str, section: Callable[[], Iterator[Fault]]) -> None:
        progress(table)
        try:
            for fault in section():
                report.faults.append(fault)
        except (GongkaiError, ValueError, TypeError, OverflowError, KeyError, struct.error) as error:
            said = clean_line(str(error))[:120]
            what = T(f"读不下去，内容已被破坏（{said}）。", f"cannot be read on; its content is damaged ({said}).")
            report.faults.append(Fault(table, "*", what))

    look("ledger", lambda: _chain(office, report))
    for resource in known:
        if resource.sheeted:
            look(resource.table, partial(_past, office, resource.model, resource.key))
            continue
        look(resource.table, partial(_rows, office, resource, report))
        if has_sheets(resource):
            look(resource.table, partial(_generated, office, resource))
        look(index_name(resource), partial(index_faults, office, resource))
    look("ledger_line", lambda: _strangers(office, {resource.key for resource in known}))
    look("division", lambda: _divisions(office, report))
    from gongkai.core.registry.terms import DivisionTerm, PlaceShift  # the registry's own tables

    look("division_term", lambda: _past(office, DivisionTerm, "division_term"))
    look("place_shift", lambda: _past(office, PlaceShift, "place_shift"))
    look("migration_core", lambda: _histories(office))
    look("*", lambda: (Fault("*", "*", told) for told in office.store.damage()))
    if not report.links and not report.faults:
        report.faults.append(
            Fault(
                "ledger",
                "1",
                T("没有任何台账，工作区没有建完。", "there is no link at all; the office was never finished."),
            )
        )
    return report


def _chain(office: "Office", report: Report) -> Iterator[Fault]:
    store, previous, expected = office.store, GENESIS, 1
    lines = store.stream("SELECT id, register, uid, action, before, after, digest FROM ledger_line ORDER BY id")
    sheets = store.stream("SELECT id, register, key, rows, digest FROM ledger_sheet ORDER BY id")
    line, sheet = next(lines, None), next(sheets, None)
    for row in store.stream(
        "SELECT seq, at, actor, reason, rule, lines, sheets, body, prev, login, hash FROM ledger ORDER BY seq"
    ):
        seq, *_, body, prev, _, link = row
        report.links += 1
        if seq != expected:
            yield Fault("ledger", str(expected), T("缺少这一笔。", "this link is missing."))
            expected = seq
        if prev != previous:
            yield Fault("ledger", str(seq), T("与前一笔不相接。", "does not follow the one before it."))
        if link_hash(*row[:10]) != link:
            yield Fault("ledger", str(seq), T("这一笔的登记被改过。", "the link itself was changed."))
        sha, n, m = hashlib.sha256(), 0, 0
        while line is not None and line[0] >> LINE_BITS == seq:
            sha.update(line_bytes(line[1:]))
            n, line = n + 1, next(lines, None)
        while sheet is not None and sheet[0] >> LINE_BITS == seq:
            sha.update(sheet_bytes(*sheet[1:]))
            m, sheet = m + 1, next(sheets, None)
        report.lines += n
        if sha.hexdigest() != body:
            yield Fault("ledger_line", str(seq), T("这一笔的明细被改过。", "the lines of this link were changed."))
        elif (n, m) != (row[5], row[6]):
            yield Fault("ledger_line", str(seq), T("明细数目不符。", "the number of lines is wrong."))
        while line is not None and line[0] >> LINE_BITS < seq:
            yield Fault("ledger_line", str(line[0]), T("不属于任何一笔。", "belongs to no link."))
            line = next(lines, None)
        previous, expected = link, seq + 1
    while line is not None:
        yield Fault("ledger_line", str(line[0]), T("不属于任何一笔。", "belongs to no link."))
        line = next(lines, None)
    report.head = previous


def _rows(office: "Office", resource: Resource, report: Report) -> Iterator[Fault]:
    """Merge the rows with their last lines, both in order of uid."""
    names = [f.column_name for f in resource.model._meta.sorted_fields if f.name != "id"]
    at, made = names.index("uid"), names.index("sheet") if has_sheets(resource) else None
    collate = ' COLLATE "C"' if office.store.kind == "postgresql" else ""
    rows = office.store.stream(f"SELECT {', '.join(names)} FROM {resource.table} ORDER BY uid{collate}")
    last = office.store.stream(
        "SELECT uid, digest, action, id FROM ledger_line WHERE id IN"
        f" (SELECT max(id) FROM ledger_line WHERE register = ? AND uid <> '' GROUP BY uid) ORDER BY uid{collate}",
        (resource.key,),
    )
    trail = Trail(office, resource.key)
    line = next(last, None)
    for batch in batches(rows):
        report.rows += len(batch)
        for row, now in zip(batch, digests(names, batch), strict=True):
            uid = row[at]
            while line is not None and line[0] < uid:
                if line[2] != "delete":
                    yield Fault(
                        resource.table,
                        line[0],
                        T("记录被绕过台账删除。", "the row was deleted behind the ledger."),
                    )
                line = next(last, None)
            if made is not None and row[made] is not None and (line is None or line[0] > uid):
                continue  # kept by a sheet, and never edited
            if line is None or line[0] > uid or line[2] == "delete":
                yield Fault(resource.table, uid, T("记录是绕过台账加入的。", "the row was added behind the ledger."))
            elif line[3] < trail.last:  # places were moved since by a set line
                then = trail.then(line[3], dict(zip(names, row, strict=True)))
                if line[1] != digest(then):
                    yield Fault(resource.table, uid, _what(office, resource, uid, then))
            elif line[1] != now:
                changed = _what(office, resource, uid, dict(zip(names, row, strict=True)))
                yield Fault(resource.table, uid, changed)
            if line is not None and line[0] == uid:
                line = next(last, None)
    while line is not None:
        if line[2] != "delete":
            yield Fault(resource.table, line[0], T("记录被绕过台账删除。", "the row was deleted behind the ledger."))
        line = next(last, None)


def _generated(office: "Office", resource: Resource) -> Iterator[Fault]:
    """Rows that were made in bulk, against their sheets."""
    for uid, what in generated_faults(office, resource):
        if what == "changed":
            said = T("记录被绕过台账修改或加入。", "the row was changed or added behind the ledger.")
        else:
            said = T("这一批里有记录被绕过台账删除。", "rows of this batch were deleted behind the ledger.")
        yield Fault(resource.table, uid, said)


def _what(office: "Office", resource: Resource, uid: str, now: dict[str, Any]) -> T:
    """Which columns differ: the row rebuilt from its lines, held against the row that is there."""
    import msgspec

    built: dict[str, Any] = {}
    for before, after in office.store.sql(
        "SELECT before, after FROM ledger_line WHERE register = ? AND uid = ? ORDER BY id",
        (resource.key, uid),
    ):
        for name in msgspec.json.decode(before) if before else ():
            built.pop(name, None)
        built |= msgspec.json.decode(after) if after else {}
    names = [n for n in now if n != "version" and (now[n] or None) != (built.get(n) or None)]
    labels = [resource.meta(n).label if n in resource.fields else T(n, n) for n in names] or [T("版本", "version")]
    return T(
        f"被绕过台账修改：{'、'.join(label.zh for label in labels)}。",
        f"changed behind the ledger: {', '.join(label.en for label in labels)}.",
    )


def index_faults(office: "Office", resource: Resource) -> Iterator[Fault]:
    """The search index is derived; a record that it misses or a stranger in it is named."""
    if not resource.searched:
        return
    name, store = index_name(resource), office.store
    key = "rowid" if store.kind == "sqlite" else "id"
    for (uid,) in store.sql(
        f"SELECT r.uid FROM {resource.table} r LEFT JOIN {name} f ON f.{key} = r.id WHERE f.{key} IS NULL LIMIT 20"
    ):
        yield Fault(name, uid, T("检索索引缺少这条记录；用 gongkai doctor --mend 重建。",
                                 "missing in the search index; gongkai doctor --mend rebuilds it."))  # fmt: skip
    for (row_id,) in store.sql(
        f"SELECT f.{key} FROM {name} f LEFT JOIN {resource.table} r ON r.id = f.{key} WHERE r.id IS NULL LIMIT 20"
    ):
        yield Fault(name, str(row_id), T("检索索引多出一条；用 gongkai doctor --mend 重建。",
                                         "a stranger in the search index; gongkai doctor --mend rebuilds it."))  # fmt: skip
    if store.kind == "sqlite":
        yield from _tokens(office, resource)


def _tokens(office: "Office", resource: Resource) -> Iterator[Fault]:
    names = [f.column_name for f in resource.model._meta.sorted_fields]
    columns = ", ".join(f"r.{name}" for name in names)
    rows = office.store.stream(
        f"SELECT f.tokens, {columns} FROM {resource.table} r JOIN {index_name(resource)} f ON f.rowid = r.id"
    )
    for batch in batches(rows):
        held, *values = zip(*batch, strict=True)
        data = dict(zip(names, values, strict=True))
        for uid, kept, right in zip(data["uid"], held, words_of(office, resource, data), strict=True):
            # which words, not in what order: bulk writers put together what is known of a title and of a unit
            if kept != right and set(kept.split()) != set(right.split()):
                yield Fault(index_name(resource), uid, T(
                    "检索索引与记录不符；用 gongkai doctor --mend 重建。",
                    "the search index differs from the record; gongkai doctor --mend rebuilds it.",
                ))  # fmt: skip


def _strangers(office: "Office", known: set[str]) -> Iterator[Fault]:
    """Registers in the ledger whose plugin is not loaded: said, because their rows were not checked."""
    for (key,) in office.store.sql("SELECT DISTINCT register FROM ledger_line"):
        if key not in known and key not in ("division", EVENTS):
            yield Fault(key, "*", T("登记册的插件未启用，未核对。", "its plugin is not loaded; not checked."))


def _divisions(office: "Office", report: Report) -> Iterator[Fault]:
    """Compare each family of divisions with its sheet; name what was changed, removed or added."""
    from gongkai.core.registry.load import SPINE  # the registry, only where divisions are looked at

    store = office.store
    low, high = span(office.scope)
    trail = Trail(office, "division")
    sheets = _sheets(store, trail)
    spine: list[tuple[Any, ...]] = []
    rows = store.stream("SELECT parent, code, name, level, kind FROM division ORDER BY parent, code", size=SIZE)
    for parent, group in groupby(rows, key=itemgetter(0)):
        family = [(code, name, level, parent, kind) for _, code, name, level, kind in group]
        report.divisions += len(family)
        if parent is None or not low <= parent <= high:
            spine += family
        elif parent not in sheets:
            yield from (Fault("division", format_code(row[0]), ADDED) for row in family)
        else:
            line, key, number, sha, marks = sheets.pop(parent)
            if line < trail.last:  # the family went along with what stands above it, since its sheet was written
                family = [_then(trail, line, row) for row in family]
            for scope, what in _family(key, (number, sha, marks), family):
                now = trail.carried(line, scope)
                yield Fault("division", format_code(scope if now is None else now), what)
    spine_sheet = sheets.pop(SPINE, None)
    yield from _spine((spine_sheet[2], spine_sheet[3], spine_sheet[4]) if spine_sheet else None, spine)
    for _, key, number, _, _ in sheets.values():
        if number:  # a sheet of no rows says that the family is gone
            yield Fault(
                "division", format_code(key),
                T("下级区划被绕过台账删除。", "its divisions were deleted behind the ledger."),
            )  # fmt: skip


def _sheets(store: "Store", trail: Trail) -> dict[int, tuple[int, int, int, str, bytes]]:
    """The sheet in force for each parent, by the code that it has now: line, key then, rows, digest, marks."""
    from gongkai.core.registry.load import SPINE

    found: dict[int, tuple[int, int, int, str, bytes]] = {}
    newest = (
        ""
        if trail.lines
        else " WHERE id IN (SELECT max(id) FROM ledger_sheet WHERE register = 'division' GROUP BY key)"
    )
    for sheet_id, key, rows, sha, marks in store.stream(
        "SELECT id, key, rows, digest, marks FROM ledger_sheet" + (newest or " WHERE register = 'division' ORDER BY id")
    ):
        line = ((sheet_id >> LINE_BITS) + 1 << LINE_BITS) - 1  # sheets are written after the lines of their link
        now = key if key == SPINE else trail.carried(line, key)
        if now is not None:
            found[now] = (line, key, rows, sha, bytes(marks))
    return found


def _then(trail: Trail, line: int, row: tuple[Any, ...]) -> tuple[Any, ...]:
    code, name, level, parent, kind = row
    then = trail.then(line, {"code": code, "parent": parent})
    return then["code"], name, level, then["parent"], kind


def _family(parent: int, sheet: tuple[int, str, bytes], family: list[tuple[Any, ...]]) -> Iterator[tuple[int, T]]:
    from gongkai.core.registry.edition import compare_sheet

    try:
        difference = compare_sheet((parent, *sheet), family)
    except GongkaiError as error:
        yield parent, error.message
        return
    named = [
        *((scope, CHANGED) for scope in difference.changed),
        *((scope, REMOVED) for scope in difference.missing),
        *((scope, ADDED) for scope in difference.added),
    ]
    if not difference.intact and not named:
        named = [(parent, T("下级区划中有一行被绕过台账修改。", "one of its divisions was changed behind the ledger."))]
    yield from named


def _spine(sheet: tuple[int, str, bytes] | None, rows: list[tuple[Any, ...]]) -> Iterator[Fault]:
    from gongkai.core.registry.load import spine_digest

    if sheet is None:
        return
    number, digest, marks = spine_digest(rows)
    if digest == sheet[1]:
        return
    if number != sheet[0]:
        yield Fault(
            "division",
            "*",
            T("本级或上级区划被绕过台账增删。", "a division above was added or deleted behind the ledger."),
        )
        return
    for at, row in enumerate(sorted(rows)):
        if marks[4 * at : 4 * at + 4] != sheet[2][4 * at : 4 * at + 4]:
            yield Fault("division", format_code(row[0]), CHANGED)


def _past(office: "Office", model: Any, register: str) -> Iterator[Fault]:
    """What is kept by sheets: the rows that each link wrote."""
    for uid, gone in sheet_faults(office.store, model, register):
        what = (
            T("过去的记载被绕过台账删除。", "a part of the past was deleted behind the ledger.") if gone
            else T("过去的记载被绕过台账修改。", "the past was changed behind the ledger.")
        )  # fmt: skip
        yield Fault(model._meta.table_name, uid, what)


def _histories(office: "Office") -> Iterator[Fault]:
    """Names in the migration histories that no migration bears."""
    from gongkai.core.store.migrate import CORE, CORE_HISTORY, applied, migration_names

    for name in applied(office.store, CORE_HISTORY):
        if name not in migration_names(CORE):
            yield Fault(CORE_HISTORY, name, T("不认识的升级记录。", "an unknown migration."))


def batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in parts of ``SIZE``."""
    batch: list[tuple[Any, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == SIZE:
            yield batch
            batch = []
    if batch:
        yield batch
