"""``gongkai bundle send, receive, resend``. The list is the register's own."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.exchange.streams import Plan

FILE = T("文件", "FILE")
BUNDLE = T("数据包文件，如 响滩镇.gkb。", "The bundle, such as town.gkb.")
TO = T(
    "发给谁：superior（上级，默认），或下级部署的名称、区划代码、编号。",
    "Whom for: superior (unless said), or name, code or id of a deployment below.",
)
COLUMNS = (
    ("register", T("登记册", "Register")),
    ("new", T("新增", "New")),
    ("changed", T("修改", "Changed")),
    ("deleted", T("删除", "Deleted")),
    ("same", T("相同", "Same")),
    ("set_aside", T("隔离", "Set aside")),
)
MOST = 20  # reasons that are printed


@command(
    "send",
    T("生成发给上级或下级的下一个数据包：上一个之后的改动；第一个含全部记录。",
      "Write the next bundle for the superior, or for one below: what changed since the one before; the first holds all."),
    argument("file", BUNDLE, FILE),
    option("--to", words=TO, shown=T("部署", "DEPLOYMENT"), default="superior"),
    option("--all", "complete", words=T("含全部记录。", "Send every record."), is_flag=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def send(session: "Session", file: str, to: str, complete: bool) -> None:
    """Write it and say what is in it."""
    from gongkai.core.exchange.outgoing import send as write

    made = write(session.office, Path(file), complete, to)
    count = sum(made.counts.values())
    session.note(T(f"已生成 {file}：第 {made.number} 号，{count:,} 条记录。",
                   f"Wrote {file}: number {made.number}, {count:,} records."))  # fmt: skip


@command(
    "resend",
    T("把已发出的数据包再写一份，内容不变。", "Write a bundle that was sent before once more, byte by byte the same."),
    argument("number", T("序号。", "Its number."), T("序号", "NUMBER"), type=int),
    argument("file", BUNDLE, FILE),
    option("--to", words=TO, shown=T("部署", "DEPLOYMENT"), default="superior"),
    output=False,
)
@click.pass_obj
def resend(session: "Session", number: int, file: str, to: str) -> None:
    """Write it."""
    from gongkai.core.exchange.outgoing import resend as write

    write(session.office, number, Path(file), to)
    session.note(T(f"已重写第 {number} 号：{file}", f"Wrote number {number} again: {file}"))


@command(
    "receive",
    T(
        "查看收到的数据包会改动什么；加 --apply 才写入。",
        "Say what a bundle that was received would change; --apply writes it.",
    ),
    argument("file", BUNDLE, FILE),
    option("--apply", words=T("写入。", "Write it."), is_flag=True),
)
@click.pass_obj
def receive(session: "Session", file: str, apply: bool) -> None:
    """The plan, register by register, or what was done."""
    from gongkai.core.exchange.container import read_file
    from gongkai.core.exchange.incoming import look
    from gongkai.core.exchange.incoming import receive as take

    data = read_file(Path(file))
    plan = (take if apply else look)(session.office, data)
    who, number = plan.sender["name"], plan.manifest.number
    if plan.known:
        session.note(
            T(
                f"{who}的第 {number} 号已经接收过，无须再做。",
                f"Number {number} of {who} was received before; nothing to do.",
            )
        )
        return
    _show(session, plan)
    for one, why in plan.refused[:MOST]:
        session.note(T(f"隔离 {one.register} {one.uid}：{why.zh}", f"Set aside {one.register} {one.uid}: {why.en}"))
    for name in plan.differs:
        session.note(T(f"{session.office.resource(name).name.zh}与对方的全部记录不一致，请对方用 bundle send --all 发送完整数据包。",
                       f"{session.office.resource(name).name.en} differs from the sender's complete set; "
                       "have a complete bundle sent with bundle send --all."))  # fmt: skip
    session.note(
        T(f"已接收{who}的第 {number} 号。", f"Received number {number} of {who}.") if apply
        else T("什么都没有写入；加 --apply 写入。", "Nothing was written; --apply writes it.")
    )  # fmt: skip


def _show(session: "Session", plan: "Plan") -> None:
    aside: dict[str, int] = {}
    for one, _ in plan.refused:
        aside[one.register] = aside.get(one.register, 0) + 1
    name_of = (lambda key: str(session.office.resource(key).name)) if session.tables else str
    session.emit(
        COLUMNS,
        [
            (name_of(key), len(done.new), len(done.changed), len(done.deleted), done.same, aside.get(key, 0))
            for key, done in plan.outcomes.items()
        ],
    )
