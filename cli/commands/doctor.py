"""``gongkai doctor``: is everything there, reachable and sound? Loads no plugin itself, so it runs when all are broken."""

import platform
import sqlite3
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.words import command, option
from gongkai.core.errors import CheckFailed, GongkaiError
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.office import Office

GOOD, WARN, BAD = "ok", "warning", "fault"
STATES = {GOOD: T("正常", "ok"), WARN: T("注意", "warning"), BAD: T("故障", "fault")}
HEADS = (
    ("check", T("项目", "Check")),
    ("state", T("结果", "State")),
    ("what", T("情况", "What")),
)
NEEDED = ("click", "peewee", "pluggy", "msgspec", "tomli", "textual")
RESTORE = T(
    "索引损坏可用 --mend 重建；其余从备份恢复（gongkai restore）。",
    " --mend makes damaged indexes anew; for the rest restore a backup (gongkai restore).",
)
Line = tuple[T, str, T | str]


@command(
    "doctor",
    T("体检：环境、设置、存储、升级、插件、检索索引和各插件的自查。有故障时退出码为 1。",
      "Check environment, settings, store, upgrades, plugins, search index, and each plugin's own data. Exit code 1 on a fault."),
    option("--mend", words=T("重建有问题的索引；改正 gongkai.toml 中过时的区划代码。",
                             "Make indexes anew where they are wrong; mend an outdated division in gongkai.toml."), is_flag=True),
)  # fmt: skip
@click.pass_obj
def doctor(session: "Session", mend: bool) -> None:
    """Every check in its turn; what one finds never keeps the next from running."""
    from gongkai.core.text import clean_line

    found = list(_all(session, mend))
    json = session.format in ("json", "jsonl")
    rows = [(str(check), state if json else STATES[state], clean_line(str(what))) for check, state, what in found]
    session.emit(HEADS, rows, keep=("check", "state"))
    faults = [check for check, state, _ in found if state == BAD]
    if faults:
        raise CheckFailed(
            T(f"{len(faults)} 项有故障。", f"{len(faults)} checks found a fault."),
            T(
                "按上面的说明处理；索引可用 --mend 重建。",
                "See above; indexes can be made anew with --mend.",
            ),
        )


def _all(session: "Session", mend: bool) -> Iterator[Line]:
    from gongkai.cli.probe import probe

    yield from _environment()
    told = []
    for line in _office(session, mend):
        told.append(str(line[2]))
        yield line
    try:
        seen = probe(session, mend=mend, deep=True)
    except GongkaiError as error:
        yield T("插件", "Plugins"), BAD, str(error)
        return
    yield from _plugins(seen["plugins"])
    for check in seen["indexes"]:
        yield _index(check)
    tree = T("区划与单位", "Divisions and units")
    for what in seen["tree"]:
        yield tree, BAD, what
    if seen["looked"] and not seen["tree"]:
        yield tree, GOOD, T("推算的列逐一核对，相符。", "Every derived column was worked out again and agrees.")
    for name, what in seen["findings"]:
        yield T(f"自查：{name}", f"Own check: {name}"), WARN, what
    for what in seen["errors"]:
        if what not in told:  # the office does not open: said above
            yield T("规则与登记册", "Rules and registers"), BAD, what


def _environment() -> Iterator[Line]:
    from importlib.metadata import PackageNotFoundError, version

    from gongkai import __version__

    yield (
        T("版本", "Version"),
        GOOD,
        f"gongkai {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
    )
    missing, parts = [], []
    for name in NEEDED:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        what = T(
            f"缺少 {'、'.join(missing)}；重新安装 gongkai。", f"{', '.join(missing)} missing; install gongkai again."
        )
        yield T("依赖", "Dependencies"), BAD, what
    else:
        yield T("依赖", "Dependencies"), GOOD, ", ".join(parts)
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    state = GOOD if encoding in ("utf8", "gb18030", "gbk", "cp936", "cp65001") else WARN
    hint = (
        T("", "") if state == GOOD else T("；显示不了汉字，设置 PYTHONUTF8=1。", "; lacks Chinese, set PYTHONUTF8=1.")
    )
    yield T("输出编码", "Output encoding"), state, T(encoding, encoding) + hint


def _office(session: "Session", mend: bool) -> Iterator[Line]:
    """Settings, store and version, each step only after the one before it went well."""
    from gongkai.cli.commands.migrate import unchecked
    from gongkai.core.store.migrate import pending

    folder, store, upgrades = T("单位工作区", "Office"), T("存储", "Store"), T("升级", "Upgrades")
    if not session.has_office:
        yield folder, WARN, T(f"{session.folder} 里没有；用 -C 指明。", f"None in {session.folder}; name it with -C.")
        return
    try:
        office = unchecked(session)
    except GongkaiError as error:
        yield folder, BAD, str(error)
        return
    try:
        yield folder, GOOD, str(session.folder.resolve())
        yield store, GOOD, office.store_shown
        waiting = pending(office)
        if waiting:
            names = T(f"待升级：{'、'.join(waiting)}", f"Pending: {', '.join(waiting)}")
            yield upgrades, BAD, names + T("；运行 gongkai migrate。", "; run gongkai migrate.")
        else:
            yield upgrades, GOOD, T("没有待升级的。", "None pending.")
            broken = office.store.damage()
            if broken and mend:
                office.store.run("REINDEX")
                broken = office.store.damage()
            for what in broken:
                yield T("数据库内部", "Inside the store"), BAD, what + RESTORE
            if not broken:
                yield T("数据库内部", "Inside the store"), GOOD, T("完好。", "Sound.")
            yield from _roles(office)
    except GongkaiError as error:
        yield upgrades, BAD, str(error)
    finally:
        office.close()


def _roles(office: "Office") -> Iterator[Line]:
    """Database roles of accounts, where there are any."""
    if office.store.kind != "postgresql":
        return
    from gongkai.core.access.dbroles import made, plan

    name, roles = T("数据库角色", "Database roles"), made(office)
    if roles and plan(office):
        yield (
            name,
            WARN,
            T(
                "与授权不一致；运行 gongkai store roles apply。",
                "Not as the grants say; run gongkai store roles apply.",
            ),
        )
    elif roles:
        yield name, GOOD, T(f"{len(roles)} 个，与授权一致。", f"{len(roles)}, as the grants say.")


def _plugins(found: list[dict[str, Any]]) -> Iterator[Line]:
    from gongkai.cli.commands.plugin import state_of

    for plugin in found:
        what = plugin["fault"] or f"{state_of(plugin)} {plugin['version']}".strip()
        yield T(f"插件：{plugin['name']}", f"Plugin: {plugin['name']}"), BAD if plugin["fault"] else GOOD, what


def _index(check: dict[str, Any]) -> Line:
    name = T(f"检索索引：{check['register']}", f"Search index: {check['register']}")
    if check["mended"]:
        return name, GOOD, T(f"已重建，{check['records']} 条。", f"Made anew, {check['records']} records.")
    if check["faults"]:
        return (
            name,
            BAD,
            T(f"{check['faults']} 处不符；用 --mend 重建。", f"{check['faults']} faults; --mend makes it anew."),
        )
    return name, GOOD, T("相符。", "Agrees.")
