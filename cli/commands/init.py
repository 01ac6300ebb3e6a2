"""``gongkai init``: make an office."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session


@command(
    "init",
    T(
        "新建单位工作区：设置文件、存储、本级及以下的区划和单位、第一个账号。",
        "Make an office: settings, store, the divisions and units of its own subtree, the first account.",
    ),
    argument("folder", T("新建在这个文件夹。", "The folder to make it in."), T("文件夹", "DIR")),
    option(
        "--division", words=T("本单位的区划：12 位代码或全名。", "The office's division: its 12-digit code or full name."),
        shown=T("代码", "CODE"), required=True,
    ),
    option(
        "--region", "regions", words=T("采用的地区规则；可多次，后者优先。", "A region's rules; may be repeated, the later wins."),
        shown=T("名称", "NAME"), multiple=True,
    ),
    option(
        "--store", words=T("存储地址；不写时为文件夹内的 SQLite。", "Address of the store; else a SQLite file in the folder."),
        shown=T("地址", "URL"), default="",
    ),
    option("--name", words=T("单位名称；不写时用区划名。", "The office's name; else the division's."), shown=T("名称", "NAME"), default=""),
    option(
        "--account", words=T("第一个账号（管理员）；不写时用登录名。", "The first account, an administrator; else your login."),
        shown=T("账号", "ACCOUNT"), default="",
    ),
    after=T(
        "例：gongkai init pc --division 511923000000 --region pingchang\n"
        "PostgreSQL：--store \"postgresql://用户@主机/库?schema=名\"",
        "Example: gongkai init pc --division 511923000000 --region pingchang\n"
        "PostgreSQL: --store \"postgresql://user@host/database?schema=name\"",
    ),
    output=False,
)  # fmt: skip
@click.pass_obj
def init(
    session: "Session", folder: str, division: str, regions: tuple[str, ...], store: str, name: str, account: str
) -> None:
    """Make the office and say how to open it."""
    from gongkai.core.setup import init_office

    made = init_office(
        Path(folder), clean_line(division), region=regions, store=store, name=clean_line(name),
        account=clean_line(account), note=session.note,
    )  # fmt: skip
    made.close()
    session.note(
        T(f"已建好：{made.title}，管理员账号 {made.actor}。", f"Made: {made.title}, administrator {made.actor}.")
    )
    session.note(T(f"打开：gongkai -C {folder}", f"Open it: gongkai -C {folder}"))
