"""``gongkai store``: where the office's data lies, and bringing it elsewhere."""

from typing import TYPE_CHECKING

import click

from gongkai.cli.words import Group, argument, option
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session

store = Group("store", T("存储：把数据搬到另一处。", "The store: bring the data to another place."))


@store.make(
    "copy",
    T("把存储抄到另一处（SQLite 与 PostgreSQL 之间，或另一 schema），逐表逐行比对并核对台账。目标处已有内容时不写。",
      "Copy the store to another place (between SQLite and PostgreSQL, or to another schema); every row is compared and the"
      " ledger verified. Nothing is written over what is there."),
    argument("target", T("postgresql://用户@主机/库?schema=名，或 sqlite:///文件。",
                         "postgresql://user@host/database?schema=name, or sqlite:///file."), T("目标", "TARGET")),
    option("--switch", words=T("抄好后改 gongkai.toml，从此用新的存储；其间别人的写入等待。",
                               "Then let gongkai.toml name the new store; others' writes wait meanwhile."), is_flag=True),
    output=False,
)  # fmt: skip
@click.pass_obj
def copy(session: "Session", target: str, switch: bool) -> None:
    """Copy, compare, and switch when asked."""
    from gongkai.core.store.moving import copy_store

    before = session.office.store_shown
    made = copy_store(session.office, target, switch)
    session.note(
        T(f"已抄到 {made.shown}：{made.tables} 张表、{made.rows:,} 行，台账到第 {made.seq} 笔，逐行一致。",
          f"Copied to {made.shown}: {made.tables} tables, {made.rows:,} rows, the ledger at {made.seq}; every row agrees.")
    )  # fmt: skip
    if switch:
        session.note(
            T(f"gongkai.toml 已指向新的存储。请关闭仍开着的界面；原存储留在 {before}。",
              f"gongkai.toml names the new store. Close screens that are still open; the old one stays at {before}.")
        )  # fmt: skip
    else:
        session.note(
            T("单位仍用原来的存储；加 --switch 才改用新的。",
              "The office goes on with its old store; --switch makes it use the new one.")
        )  # fmt: skip
