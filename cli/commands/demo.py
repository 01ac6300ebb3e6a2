"""``gongkai demo``: a sample office, made once and opened."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import argument, command, option
from gongkai.core.errors import BadInput, StoreError, UsageError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.demo import Demo

HEADS = (
    ("key", T("名称", "Name")),
    ("title", T("系统", "System")),
    ("division", T("区划", "Division")),
    ("about", T("内容", "What is in it")),
)


@command(
    "demo",
    T(
        "打开样例单位；第一次运行时生成，约需一分钟。不在终端中运行时输出当日要点。",
        "Open a sample office; the first run makes it, in about a minute. Prints the dashboard when not on a terminal.",
    ),
    argument("name", T("样例系统，见 --list；不写时为第一个。", "The sample system, see --list; else the first."),
             T("名称", "NAME"), required=False, default=""),
    option("--list", "listed", words=T("列出有哪些样例系统。", "List the sample systems."), is_flag=True),
    option("--dir", "folder", words=T("放在这个文件夹；不写时放在用户数据目录。",
                                      "Keep it in this folder; else in the user's data folder."),
           shown=T("文件夹", "DIR"), default=""),
    option("--reset", words=T("重新生成，先前的改动全部丢弃。", "Make it anew; earlier changes are lost."), is_flag=True),
)  # fmt: skip
@click.pass_obj
def demo(session: "Session", name: str, listed: bool, folder: str, reset: bool) -> None:
    """List the sample systems, or make one and open it."""
    from gongkai.core.demo import DEMOS

    if listed:
        session.emit(HEADS, [(d.key, d.name, d.division, d.about) for d in DEMOS], keep=("key", "division"))
        return
    chosen = _chosen(name)
    target = Path(folder) if folder else data_folder() / chosen.key
    _prepare(session, chosen, target, reset)
    session.turn_to(target)
    try:
        opened = session.office
    except StoreError as error:
        raise StoreError(
            error.message,
            T("用 gongkai demo --reset 重新生成样例。", "Make the sample anew with gongkai demo --reset."),
        ) from error
    session.note(
        T(f"样例单位在 {opened.folder}；其他命令加 -C {opened.folder}。",
          f"The sample office is in {opened.folder}; give other commands -C {opened.folder}.")
    )  # fmt: skip
    from gongkai.cli.ui import open_office

    open_office(session)


def data_folder() -> Path:
    """Where sample offices are kept: the user's data folder, as the system has it."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "gongkai" / "demo"


def _chosen(name: str) -> "Demo":
    from gongkai.core.demo import DEMOS

    if not name:
        return DEMOS[0]
    keys = [d.key for d in DEMOS]
    if name in keys:
        return DEMOS[keys.index(name)]
    near, shown = nearest(name, keys), clean_line(name)[:40]
    raise UsageError(
        T(f"没有样例系统 {shown}。", f"There is no sample system {shown}."),
        T(f"是不是 {near[0]}？", f"Did you mean {near[0]}?") if near
        else T("用 gongkai demo --list 查看。", "See gongkai demo --list."),
    )  # fmt: skip


def _prepare(session: "Session", chosen: "Demo", target: Path, reset: bool) -> None:
    """Make the sample beside its place and move it there when it is whole, so a killed run leaves none half made."""
    from gongkai.core.demo import make_demo
    from gongkai.core.office import FILE, Office

    there = (target / FILE).is_file()
    old = there and not reset and _of_an_earlier_version(target)
    if there and not reset and not old:
        return
    if there:
        _only_samples(target)
    elif target.exists() and any(target.iterdir()):
        raise BadInput(
            T(f"{target} 不是空文件夹。", f"{target} is not an empty folder."),
            T("用 --dir 另选一个。", "Choose another with --dir."),
        )
    work = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made: Office = make_demo(work, chosen, note=session.note)
        made.close()
        if old:
            _keep(session, target)
        if target.exists():
            shutil.rmtree(target)
        work.replace(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _of_an_earlier_version(target: Path) -> bool:
    """Whether the sample lacks tables that this gongkai needs; a sample is made anew rather than brought up."""
    from gongkai.core.office import FILE, Office, read_settings
    from gongkai.core.profile import Layer
    from gongkai.core.store.migrate import pending

    if not read_settings(Layer.load("office", target / FILE)).sample:
        return False
    office = Office.open(target, checked=False)
    try:
        return bool(pending(office))
    finally:
        office.close()


def _keep(session: "Session", target: Path) -> None:
    """Put the earlier sample aside, in place of one that was put aside before."""
    aside = target.with_name(f"{target.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    target.rename(aside)
    session.note(
        T(f"原样例由较早的版本生成，已重新生成；原来的留在 {aside}。",
          f"The sample was of an earlier version and was made anew; the earlier one is kept in {aside}.")
    )  # fmt: skip


def _only_samples(target: Path) -> None:
    """Nothing but a sample is ever thrown away."""
    from gongkai.core.office import FILE, read_settings
    from gongkai.core.profile import Layer

    if not read_settings(Layer.load("office", target / FILE)).sample:
        raise BadInput(
            T(
                f"{target} 里是正式的单位工作区，不是样例，不能重新生成。",
                f"{target} holds a real office, not a sample; it is left alone.",
            ),
            T("用 --dir 另选一个文件夹。", "Choose another folder with --dir."),
        )
