"""``gongkai plugin new|enable|disable|doctor|trace|data``: the life of a plugin. Joined to ``gongkai plugin``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.commands.plugin import ADDS, HEADS, ORIGINS, plugin, state_of
from gongkai.cli.words import argument, option
from gongkai.core.errors import BadInput, CheckFailed
from gongkai.core.i18n import T, same
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.cli.context import Session

NAME = T("名称", "NAME")


@plugin.make(
    "new", T("新建一个插件的项目：样例、测试、说明都齐全，照原样即可通过测试。",
             "Write the project of a new plugin: example, tests, docs; it passes its tests as written."),
    argument("name", T("插件名称：小写字母、数字、下划线。", "Its name: lower-case letters, digits, underscores."), NAME),
    option("--kind", words=T("region 地区规则；register 一本登记册；full 各种都有。",
                             "region: rules only; register: a register; full: one of everything."),
           type=click.Choice(("region", "register", "full")), default="region", show_default=True),
    option("--in", "parent", words=T("写在这个文件夹里；不写时为当前文件夹。", "The folder to write it into; else the current one."),
           shown=T("文件夹", "DIR"), default="."),
    output=False,
)  # fmt: skip
@click.pass_obj
def new(session: "Session", name: str, kind: str, parent: str) -> None:
    """A project from a template."""
    from gongkai.core.plugins.scaffolding import scaffold

    written = scaffold(name, kind, Path(parent))
    click.echo(str(Path(parent) / name))
    session.note(T(f"写了 {len(written)} 个文件。接下来：", f"{len(written)} files written. Next:"))
    session.note(same(f"cd {Path(parent) / name} && pip install -e '.[test]' && pytest"))


def _known(session: "Session", name: str) -> dict[str, Any]:
    from gongkai.cli.probe import probe

    known = probe(session)["plugins"]
    wanted = clean_line(name)
    found: dict[str, Any] | None = next((p for p in known if p["name"] == wanted), None)
    if found is None:
        near = nearest(wanted, [p["name"] for p in known])
        raise BadInput(
            T(f"没有插件 {wanted[:40]}。", f"There is no plugin {wanted[:40]}."),
            T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
            else T("用 gongkai plugin list 查看。", "See gongkai plugin list."),
        )  # fmt: skip
    return found


def _switch(session: "Session", name: str, on: bool) -> None:
    from gongkai.core.office import FILE
    from gongkai.core.plugins.stuck import forget
    from gongkai.core.settingsfile import edit

    if not session.has_office:
        _ = session.office  # says that there is none
    found = _known(session, name)
    off = [str(one) for one in session.plugins.disabled]
    if on == (found["name"] not in off):
        session.note(T(f"{name} 本来就是这样。", f"{name} is so already."))
        return
    off = [one for one in off if one != name] if on else [*off, name]
    edit(session.folder / FILE, {"plugins": {"disable": sorted(off)}})
    forget(session.folder)
    session.note(
        T(f"插件 {name} 已启用。", f"Plugin {name} is on.") if on
        else T(f"插件 {name} 已停用；它的数据留着。", f"Plugin {name} is off; its data stays.")
    )  # fmt: skip


@plugin.make(
    "enable", T("启用一个停用的插件。", "Turn a plugin on again."),
    argument("name", T("插件名称。", "The plugin's name."), NAME), output=False,
)  # fmt: skip
@click.pass_obj
def enable(session: "Session", name: str) -> None:
    """On, in gongkai.toml."""
    _switch(session, name, True)


@plugin.make(
    "disable", T("停用一个插件，自带的也可以；它的数据留着。", "Turn a plugin off, a bundled one, too; its data stays."),
    argument("name", T("插件名称。", "The plugin's name."), NAME), output=False,
)  # fmt: skip
@click.pass_obj
def disable(session: "Session", name: str) -> None:
    """Off, in gongkai.toml."""
    _switch(session, name, False)


@plugin.make(
    "doctor", T("逐个体检插件：导入用时、故障、将取消的用法、对版本和次序的要求；有故障时退出码 1。",
                "Look at every plugin: how long its import takes, faults, what it uses that will go, what it asks for; exit 1 on faults."),
)  # fmt: skip
@click.pass_obj
def doctor(session: "Session") -> None:
    """How each plugin is."""
    from gongkai.cli.probe import probe
    from gongkai.core.plugins.stuck import forget

    forget(session.folder if session.has_office else None)  # what never ended is tried again
    found = probe(session)["plugins"]
    columns = (
        ("name", HEADS[0][1]), ("origin", HEADS[1][1]), ("version", HEADS[2][1]), ("state", HEADS[3][1]),
        ("import_ms", T("导入(毫秒)", "Import (ms)")), ("requires", T("要求", "Requires")), ("order", T("次序", "Order")),
        ("warnings", T("将取消的用法", "Will go")), ("fault", HEADS[4][1]),
    )  # fmt: skip
    session.emit(columns, [
        (one["name"], ORIGINS.get(one["origin"], one["origin"]), one["version"], state_of(one), round(one["seconds"] * 1000),
         one["requires"], _order(one), " · ".join(one["warnings"]), one["fault"])
        for one in found
    ], keep=("name", "state"))  # fmt: skip
    if any(one["fault"] for one in found):
        raise CheckFailed(
            T("有插件出了故障。", "Some plugins are faulty."),
            T("用 gongkai plugin show 查看，或用 gongkai plugin disable 停用。",
              "See gongkai plugin show, or turn them off with gongkai plugin disable."),
        )  # fmt: skip


def _order(one: dict[str, Any]) -> str:
    told = [f">{name}" for name in one["after"]] + [f"<{name}" for name in one["before"]]
    return " ".join(told)


@plugin.make(
    "trace", T("每个登记册、命令、界面、指标、规则文件、钩子由哪个插件提供；可按名称筛选。",
               "Which plugin gives each register, command, screen, measure, rule file and hook; a name narrows it."),
    argument("name", T("登记册、命令、界面、钩子等的名称。", "A register's, command's, screen's, hook's … name."), NAME,
             required=False, default=""),
)  # fmt: skip
@click.pass_obj
def trace(session: "Session", name: str) -> None:
    """Who gives what, in the order in which it is called."""
    from gongkai.cli.probe import probe

    wanted = clean_line(name)
    rows = []
    for one in probe(session)["plugins"]:
        for kind, keys in one["adds"].items():
            rows += [
                (ADDS.get(kind, same(kind)), key, one["name"], ORIGINS.get(one["origin"]), one["target"])
                for key in keys
            ]
    rows = [row for row in rows if wanted in ("", row[1], row[2])]
    if wanted and not rows:
        raise BadInput(
            T(f"没有插件提供 {wanted[:40]}。", f"No plugin gives {wanted[:40]}."),
            T(
                "规则的值用 gongkai config show --origin 查看来历。",
                "See gongkai config show --origin for values of rules.",
            ),
        )
    columns = (
        ("kind", T("类别", "Kind")), ("key", T("名称", "Name")), ("plugin", T("插件", "Plugin")),
        ("origin", T("来源", "Origin")), ("target", T("位置", "Where")),
    )  # fmt: skip
    session.emit(columns, rows, keep=("key", "plugin"))


@plugin.make(
    "data", T("已卸载的插件留下的登记册；写名称则列出其中的记录。",
              "Registers that plugins which are gone have left; with a name, the records in it."),
    argument("table", T("留下的登记册。", "A register that was left."), NAME, required=False, default=""),
)  # fmt: skip
@click.pass_obj
def data(session: "Session", table: str) -> None:
    """Kept, readable, exportable (-o FILE)."""
    from gongkai.core.plugins.left import left_rows, left_tables

    office = session.office
    if table:
        names, rows = left_rows(office, clean_line(table))
        session.emit([(name, same(name)) for name in names], rows, keep=("uid",))
        return
    found = [(one, sum(1 for _ in left_rows(office, one)[1])) for one in left_tables(office)]
    session.emit((("table", T("登记册", "Register")), ("records", T("记录数", "Records"))), found, keep=("table",))
