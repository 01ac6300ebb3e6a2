"""``gongkai act preview, draft, apply, undo, show``: reorganisation acts. The list is the register's own."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.codes import format_code
from gongkai.core.errors import CheckFailed
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.registry.plan import Preview
    from gongkai.core.registry.sketch import Fault
    from gongkai.core.registry.touched import Count, Touched

FILE_OR_ID = T("文件或编号", "FILE|ID")
ITEM = T("项", "Item")


def given(session: "Session", word: str) -> Any:
    """The act in a file, or the record of a stored one.

    Raises:
        BadInput: there is neither, or the file is wrong; names file, line and key.
    """
    from gongkai.core.registry.actfile import read_act

    if word.endswith(".toml") or Path(word).is_file():
        return read_act(Path(word))
    return session.office.register("act").get(clean_line(word))


@command(
    "preview",
    T("说明一项机构改革会改动什么、还有什么没有落实；什么都不写入。有误或未落实时退出码为 1。",
      "Say what a reorganisation act would change and what it leaves open. Writes nothing; exit code 1 when it cannot be applied."),
    argument("act", T("TOML 文件，或草拟的编号。", "A TOML file, or the id of a draft."), FILE_OR_ID),
)  # fmt: skip
@click.pass_obj
def preview(session: "Session", act: str) -> None:
    """The whole preview, section by section."""
    from gongkai.core.registry.plan import plan_act

    seen = plan_act(session.office, given(session, act))
    if session.tables:
        _sections(seen)
    else:
        session.emit_one(plain(seen))
    if seen.faults or seen.waiting:
        wrong, left = len(seen.faults), len(seen.waiting)
        raise CheckFailed(
            T(f"错误 {wrong} 处，未落实 {left} 处。", f"{wrong} faults, {left} open points."),
            T("改正文件后重新预览。", "Mend the file and look again."),
        )
    if seen.early:
        session.note(
            T(
                "生效日期未到：可用 gongkai act draft 存为草拟。",
                "Its day has not come: keep it with gongkai act draft.",
            )
        )
    else:
        session.note(T(f"可以实施：gongkai act apply {act} --seen {seen.digest[:12]}",
                       f"It can be applied: gongkai act apply {act} --seen {seen.digest[:12]}"))  # fmt: skip


@command(
    "draft",
    T("把文件存为草拟，输出编号；到期后用编号实施。", "Keep a file as a draft and print its id; apply it by the id when its day has come."),
    argument("file", T("TOML 文件。", "A TOML file."), T("文件", "FILE")),
    option("--id", "uid", words=T("更新这项草拟的内容。", "Put the content into this draft."), shown=T("编号", "ID"), default=""),
    output=False,
)  # fmt: skip
@click.pass_obj
def draft(session: "Session", file: str, uid: str) -> None:
    """Store it; nothing is applied."""
    from gongkai.core.registry.actfile import read_act
    from gongkai.core.registry.apply import draft_act

    known = session.office.register("act").get(clean_line(uid)).uid if uid else ""
    made = draft_act(session.office, read_act(Path(file)), known)
    click.echo(made.uid)
    session.note(T(f"已草拟：{made.title}", f"Drafted: {made.title}"))


@command(
    "apply",
    T("实施一项机构改革，一次全部完成，或什么都不写入。", "Apply a reorganisation act: all of it in one transaction, or nothing."),
    argument("act", T("TOML 文件，或草拟的编号。", "A TOML file, or the id of a draft."), FILE_OR_ID),
    option("--seen", words=T("预览给出的标记；情况有变时不实施。", "Mark of the preview: refuse when something changed since."),
           shown=T("标记", "MARK"), default=""),
    output=False,
)  # fmt: skip
@click.pass_obj
def apply(session: "Session", act: str, seen: str) -> None:
    """Apply it and say its id."""
    from gongkai.core.registry.apply import apply_act
    from gongkai.core.registry.plan import plan_act

    wanted = given(session, act)
    mark = clean_line(seen)
    if mark:  # a mark is shown by its beginning
        now = plan_act(session.office, wanted, counts=False).digest
        mark = now if now.startswith(mark) else mark
    made = apply_act(session.office, wanted, mark or None)
    click.echo(made.uid)
    session.note(T(f"已实施：{made.title}；gongkai act undo {made.uid} 可撤销。",
                   f"Applied: {made.title}; gongkai act undo {made.uid} takes it back."))  # fmt: skip


@command(
    "undo",
    T("撤销一项已实施的机构改革；之后又有变动的不能撤销。", "Take an applied act back, while nothing was built on it."),
    argument("uid", T("编号，前几位能区分即可。", "The id; its beginning is enough when only one fits."), T("编号", "ID")),
    option("--reason", words=T("事由，记入台账。", "Why; kept in the ledger."), shown=T("文字", "TEXT"), default=""),
    output=False,
)  # fmt: skip
@click.pass_obj
def undo(session: "Session", uid: str, reason: str) -> None:
    """Take it back by another act, whose id is printed."""
    from gongkai.core.registry.undoact import undo_act

    record = session.office.register("act").get(clean_line(uid))
    made = undo_act(session.office, record.uid, clean_line(reason))
    click.echo(made.uid)
    session.note(T(f"已撤销：{record.title}", f"Taken back: {record.title}"))


@command(
    "delete",
    T("删除一项草拟；内容留在台账。", "Delete a draft; its content stays in the ledger."),
    argument("uid", T("编号，前几位能区分即可。", "The id; its beginning is enough when only one fits."), T("编号", "ID")),
    option("--reason", words=T("事由，记入台账。", "Why; kept in the ledger."), shown=T("文字", "TEXT"), required=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def delete(session: "Session", uid: str, reason: str) -> None:
    """Only a draft can go; the door refuses what was applied."""
    register = session.office.register("act")
    record = register.get(clean_line(uid))
    with session.office.change(clean_line(reason)) as change:
        change.delete(record)
    session.note(T(f"已删除草拟：{record.title}", f"Draft deleted: {record.title}"))


@command(
    "show",
    T("显示一项机构改革：内容、沿革关系；草拟的同时预览。", "Show an act: what it says, the lineage it left; a draft with its preview."),
    argument("uid", T("编号，前几位能区分即可。", "The id; its beginning is enough when only one fits."), T("编号", "ID")),
)  # fmt: skip
@click.pass_obj
def show(session: "Session", uid: str) -> None:
    """Fields, items and lineage."""
    from gongkai.cli.output import lines
    from gongkai.core.registry.actfile import content_of
    from gongkai.core.registry.acts import DRAFT, KINDS, Lineage
    from gongkai.core.registry.plan import plan_act

    office = session.office
    register = office.register("act")
    record = register.get(clean_line(uid))
    lineage = office.register("lineage")
    edges = office.fetch(office.select(Lineage).where(Lineage.act == record.uid).order_by(Lineage.id))
    if not session.tables:
        import msgspec

        items = msgspec.json.decode(record.items or "[]")
        data = {k: v for k, v in register.plain(record).items() if k not in ("items", "done")}
        session.emit_one(
            {**data, "stage": record.stage, "items": items, "lineage": [lineage.plain(edge) for edge in edges]}
        )
        return
    hidden = ("items", "done", "seq")
    lines(
        [
            ("ID", record.uid),
            *((str(label), text) for name, label, text in register.shown(record) if name not in hidden),
        ]
    )
    for number, item in enumerate(content_of(record).item, 1):
        what = "、".join(item.subjects) or item.name  # zh-data
        sys.stdout.write(
            clean_line(f"{number}. {KINDS[item.op]} {what} {f'→ {item.to}' if item.to else ''}").rstrip() + "\n"
        )
    if edges:
        _heading(lineage.resource.name)
        _table(((e.source_name, e.target_name or "", e.share, e.matters) for e in edges),
               (T("原", "From"), T("现", "To"), T("比例", "Share"), T("事项", "Matters")))  # fmt: skip
    if record.stage == DRAFT:
        _sections(plan_act(office, record))


# what is shown


def _heading(text: T) -> None:
    sys.stdout.write(f"\n{text}\n")


def _table(rows: Iterable[Sequence[Any]], heads: Sequence[T]) -> None:
    from gongkai.cli.output import emit

    emit(rows, [(head.en.lower(), head) for head in heads], "table", keep=("id", "code"))


def _sections(seen: "Preview") -> None:
    from gongkai.cli.output import lines

    head = seen.content.act
    lines([
        (str(T("名称", "Title")), head.title), (str(T("文号", "Legal basis")), head.basis),
        (str(T("生效日期", "Effective")), head.effective), (str(T("标记", "Mark")), seen.digest[:12]),
    ])  # fmt: skip
    if seen.touched:
        _touched(seen, seen.touched)
    for words, faults in ((T("错误", "Faults"), seen.faults), (T("未落实", "Open"), seen.waiting)):
        if faults:
            _heading(words)
            for fault in faults:
                sys.stdout.write(clean_line(str(fault)) + "\n")
    if seen.notes:
        _heading(T("提示", "Notes"))
        for note in seen.notes:
            sys.stdout.write(clean_line(str(note)) + "\n")


def _touched(seen: "Preview", found: "Touched") -> None:
    if found.places:
        _heading(T("区划", "Divisions"))
        _table(
            ((p.item, p.what, p.name, _code(p.code), p.new_name, _code(p.new_code), p.parent, p.below) for p in found.places),
            (ITEM, T("变动", "Change"), T("原名", "Before"), T("原代码", "Code before"), T("现名", "After"), T("现代码", "Code after"),
             T("上级或承接", "Parent or heir"), T("下级", "Below")),
        )  # fmt: skip
    if found.carried_places:
        sys.stdout.write(str(T(
            f"随代码移动：区划 {found.carried_places}，单位 {found.carried_units}\n",
            f"Carried along: {found.carried_places} divisions, {found.carried_units} units\n",
        )))  # fmt: skip
    if found.units:
        _heading(T("单位", "Units"))
        _table(
            ((u.item, u.uid, u.name, u.what, _changes(u.changes), u.heir) for u in found.units),
            (
                ITEM,
                T("编号", "Id"),
                T("单位", "Unit"),
                T("变动", "Change"),
                T("内容", "What"),
                T("承接单位", "Carries on"),
            ),
        )
    if found.counts:
        _heading(T("涉及的记录", "Records touched"))
        _table(
            ((c.name, c.number, c.open or "", _names(c)) for c in found.counts),
            (T("登记册", "Register"), T("条数", "Number"), T("未办结", "Open"), T("其中", "Among them")),
        )
    if found.grants:
        _heading(T("授权", "Grants"))
        _table(((g.account, g.role, g.place, g.what) for g in found.grants),
               (T("账号", "Account"), T("角色", "Role"), T("区划", "Division"), T("处理", "What becomes of it")))  # fmt: skip
    if found.matters:
        _heading(
            T("划转事项涉及的记录（由接收单位另行办理）", "Records on what is handed over (the receiver needs its own)")
        )
        _table(found.matters, (T("事项", "Matter"), T("登记册", "Register"), T("条数", "Number")))


def _code(code: int) -> str:
    return format_code(code) if code else ""


def _names(count: "Count") -> str:
    """Some of the records by title."""
    more = T("等", " …") if len(count.some) < count.number else T("", "")
    return str(T("、", ", ")).join(title for _, title in count.some) + str(more)


def _changes(changes: Iterable[tuple[T, str, str]]) -> str:
    mark = str(T("；", "; "))
    return mark.join(f"{label} {old} → {new}" if old else f"{label} {new}" for label, old, new in changes)


def _fault(fault: "Fault") -> dict[str, Any]:
    return {"item": fault.item, "what": str(fault.what)}


def plain(seen: "Preview") -> dict[str, Any]:
    """A preview for programs."""
    found = seen.touched
    data: dict[str, Any] = {
        "title": seen.content.act.title, "basis": seen.content.act.basis, "kind": seen.content.act.kind,
        "effective": seen.content.act.effective.isoformat(), "mark": seen.digest, "ready": seen.ready, "early": seen.early,
        "faults": [_fault(f) for f in seen.faults], "open": [_fault(f) for f in seen.waiting],
        "notes": [str(note) for note in seen.notes], "divisions": [], "units": [], "records": {}, "grants": [],
    }  # fmt: skip
    if found:
        data["divisions"] = [
            {
                "item": p.item, "change": p.what.en, "code": _code(p.code), "name": p.name, "new_code": _code(p.new_code),
                "new_name": p.new_name, "parent": p.parent, "below": p.below,
            } for p in found.places
        ]  # fmt: skip
        data["units"] = [
            {
                "item": u.item, "uid": u.uid, "name": u.name, "change": u.what.en, "successor": u.heir,
                "values": {label.en: [old, new] for label, old, new in u.changes},
            } for u in found.units
        ]  # fmt: skip
        data["carried"] = {"divisions": found.carried_places, "units": found.carried_units}
        data["records"] = {
            c.register: {
                "number": c.number,
                "open": c.open,
                "some": [{"uid": uid, "title": title} for uid, title in c.some],
            }
            for c in found.counts
        }
        data["grants"] = [
            {"uid": g.uid, "account": g.account, "role": g.role, "division": g.place, "what": str(g.what)}
            for g in found.grants
        ]
        data["matters"] = [{"matter": m, "register": name.en, "number": number} for m, name, number in found.matters]
    return data
