"""``gongkai``: the root of the command line.

Nothing is imported before it is needed: the root knows its commands by name only, those of plugins from what was
remembered of them (``Plugins.names``).
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from gongkai.cli.context import Session
from gongkai.cli.lazy import LazyGroup, plugin_command
from gongkai.cli.words import Option
from gongkai.core import i18n
from gongkai.core.i18n import LANGUAGES, T

if TYPE_CHECKING:
    from gongkai.cli.registers import RegisterGroup

COMMANDS = "gongkai.cli.commands."
START: dict[str, tuple[str, T]] = {
    "init": (f"{COMMANDS}init:init", T("新建单位工作区", "Make an office")),
    "demo": (f"{COMMANDS}demo:demo", T("打开样例单位", "Open a sample office")),
    "today": (f"{COMMANDS}today:today", T("今日要点：逾期、待办、即将到期", "Today: overdue, waiting, due soon")),
}
OWN_REGISTERS = {
    "unit": T("单位", "Units"),
    "post": T("岗位和人员", "Posts and who holds them"),
    "facility": T("公开栏、意见箱等设施", "Boards, boxes and rooms for the public"),
    "account": T("账号", "Accounts"),
    "grant": T("授权", "Grants"),
    "holiday": T("放假和调休安排", "Holidays and make-up working days"),
    "act": T("机构改革和区划调整", "Reorganisation acts"),
    "lineage": T("沿革关系：谁由谁而来", "Lineage: who came from whom"),
    "term": T("单位沿革", "What units were"),
    "deployment": T("上下级部署：登记、证书、吊销", "Deployments above and below: enrolment, certificates"),
    "bundle": T("与上下级交换的数据包", "Bundles exchanged with those above and below"),
    "quarantine": T("收到而不能采用的记录", "Records received that could not be taken"),
}
OWN_PARTS = ("grant", "lineage", "term", "bundle", "quarantine")
"""Own registers whose records hang on another's; those of plugins say so themselves (``part_of``)."""
RULES: dict[str, tuple[str, T]] = {
    "division": (f"{COMMANDS}division:division", T("行政区划", "Divisions")),
    "rule": (f"{COMMANDS}rule:rule", T("规则及其出处", "Rules and where they come from")),
    "config": (f"{COMMANDS}config:config", T("生效的设置及其来源", "Settings in force and who set them")),
    "access": (f"{COMMANDS}access:access", T("解释一个账号的权限", "Explain what an account may do")),
}
UPKEEP: dict[str, tuple[str, T]] = {
    "plugin": (f"{COMMANDS}plugin:plugin", T("插件及其状态", "Plugins and how they are")),
    "history": (f"{COMMANDS}history:history", T("最近的变更", "The newest changes")),
    "nightly": (
        f"{COMMANDS}nightly:nightly",
        T("夜间任务：催办、逾期、报送周期", "Nightly run: reminders, overdue marks, reports due"),
    ),
    "verify": (f"{COMMANDS}verify:verify", T("核对台账：有无绕过台账的改动", "Check the ledger against every row")),
    "backup": (f"{COMMANDS}backup:backup", T("备份到一个文件", "Back up into one file")),
    "restore": (f"{COMMANDS}backup:restore", T("从备份恢复", "Bring a backup back")),
    "doctor": (
        f"{COMMANDS}doctor:doctor",
        T("体检：环境、存储、插件、检索", "Check environment, store, plugins, search"),
    ),
    "migrate": (f"{COMMANDS}migrate:migrate", T("升级存储（先备份）", "Upgrade the store (backs up first)")),
    "store": (f"{COMMANDS}store:store", T("存储搬家", "Move the store")),
    "completion": (f"{COMMANDS}completion:completion", T("命令补全脚本", "Shell completion script")),
}
SECTIONS: tuple[tuple[T, dict[str, tuple[str, T]]], ...] = (
    (T("开始", "Start"), START),
    (T("登记册", "Registers"), {}),
    (T("附属登记册", "Registers of what belongs to their records"), {}),
    (T("业务", "Work"), {}),
    (T("规则与区划", "Rules and divisions"), RULES),
    (T("维护", "Upkeep"), UPKEEP),
)
ABOUT = T(
    "政务公开工作台：目录、任务、督查评分。不带命令时打开终端界面。",
    "The admin framework for government-disclosure work. Without a command it opens the terminal UI.",
)


class Root(LazyGroup):
    """The root: built-in commands by the table, registers by their key, plugins' commands by what is remembered."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name in self.table:
            return super().get_command(ctx, cmd_name)
        session: Session = ctx.obj
        if cmd_name in OWN_REGISTERS:
            return _register(session, cmd_name, OWN_REGISTERS[cmd_name])
        names = session.names
        if cmd_name in names.registers:
            _, zh, en = names.registers[cmd_name]
            made = _register(session, cmd_name, T(zh, en))
            if cmd_name in names.commands:  # a plugin's own commands join those of its register of the same name
                plugin, where, _, _ = names.commands[cmd_name]
                made.join(plugin_command(session, cmd_name, plugin, where))
            return made
        if cmd_name in names.commands:
            plugin, where, _, _ = names.commands[cmd_name]
            return plugin_command(session, cmd_name, plugin, where)
        return None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, section by section."""
        return [name for _, rows in self._sections(ctx) for name, _ in rows]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by section; none is imported for it."""
        for heading, rows in self._sections(ctx):
            if rows:
                with formatter.section(str(heading)):
                    formatter.write_dl([(name, str(words)) for name, words in rows])

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help page, in the office's language when none was chosen."""
        ctx.obj.settle_language()
        super().format_help(ctx, formatter)

    def _sections(self, ctx: click.Context) -> list[tuple[T, list[tuple[str, T]]]]:
        names = ctx.obj.names
        given = {key: T(zh, en) for key, (_, zh, en) in names.registers.items() if key not in self.table}
        work = {key: T(zh, en) for key, (_, _, zh, en) in names.commands.items() if key not in {**self.table, **given}}
        parts = {*OWN_PARTS, *names.parts}
        registers = (OWN_REGISTERS | given).items()
        more = {
            1: [(name, words) for name, words in registers if name not in parts],
            2: [(name, words) for name, words in registers if name in parts],
            3: list(work.items()),
        }
        found = []
        for number, (heading, table) in enumerate(SECTIONS):
            found.append((heading, [*((name, words) for name, (_, words) in table.items()), *more.get(number, [])]))
        return found

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; what it returns is no exit code."""
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            quiet()
        finally:
            ctx.obj.close()

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one call and leave with its exit code; errors become one line."""
        session = extra.setdefault("obj", Session())
        glance(session, sys.argv[1:] if args is None else list(args))

        def run() -> Any:
            return super(Root, self).main(
                args, prog_name or "gongkai", complete_var, standalone_mode=False,
                windows_expand_args=windows_expand_args, **extra,
            )  # fmt: skip

        if not standalone_mode:
            return run()
        try:
            code = run() or 0
        except BaseException as error:
            if isinstance(error, SystemExit | GeneratorExit):
                raise  # the completion of a shell, or click's own way out
            from gongkai.cli.errors import report

            code = report(error)
        tell_faults(session)
        sys.exit(code)


def _register(session: Session, key: str, words: T) -> "RegisterGroup":
    from gongkai.cli.registers import RegisterGroup  # peewee, 45 ms: not for help pages and commands without a store

    return RegisterGroup(session, key, words)


def glance(session: Session, words: Sequence[str]) -> None:
    """Take language and folder before anything is said: ``--help`` is answered before they are parsed."""
    i18n.use(os.environ.get("GONGKAI_LANG", "zh"))
    session.directory = os.environ.get("GONGKAI_DIR", "")
    left = list(words)
    while left and left[0].startswith("-"):
        name, _, value = left.pop(0).partition("=")
        if name in ("-C", "--as", "--lang") and not value and left:
            value = left.pop(0)
        if name == "-C":
            session.directory = value
        if name == "--lang" and value in LANGUAGES:
            session.spoken = True
            i18n.use(value)


def quiet() -> None:
    """The reader of our output has seen enough (``| head``): no failure, and nothing more is written."""
    with suppress(OSError), open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def tell_faults(session: Session) -> None:
    """Name every plugin that failed during the run, once."""
    for plugin in session.faults:
        version = f" {plugin.version}" if plugin.version else ""
        session.note(
            T(
                f"插件 {plugin.name}{version} 本次停用：{plugin.fault}（gongkai doctor 查看）",
                f"Plugin {plugin.name}{version} was put aside for this run: {plugin.fault} (see gongkai doctor)",
            )
        )


def version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Print the version and leave."""
    if value and not ctx.resilient_parsing:
        from gongkai import __version__

        click.echo(f"gongkai {__version__}")
        ctx.exit()


def start(ctx: click.Context, directory: str, account: str, lang: str | None) -> None:
    """Take the options of the root (``lang`` was taken by ``glance``); without a command open the office."""
    session: Session = ctx.obj
    session.directory, session.account = directory, account or None
    session.settle_language()
    if ctx.invoked_subcommand is None:
        from gongkai.cli.ui import open_office

        open_office(session)


cli = Root(
    "gongkai",
    ABOUT,
    START | RULES | UPKEEP,
    callback=click.pass_context(start),
    invoke_without_command=True,
    no_args_is_help=False,
    params=[
        Option(
            ["-C", "directory"],
            T("单位工作区所在的文件夹；不写时从当前文件夹向上找。", "Folder of the office; else the nearest upwards from here."),
            T("文件夹", "DIR"), default="", envvar="GONGKAI_DIR", show_envvar=True,
        ),
        Option(
            ["--as", "account"], T("以这个账号办理。", "The account that acts."), T("账号", "ACCOUNT"), default="",
            envvar="GONGKAI_ACCOUNT", show_envvar=True,
        ),
        Option(
            ["--lang"],
            T("语言：zh 中文，en 英文。  [环境变量：GONGKAI_LANG]", "Language: zh Chinese, en English.  [env var: GONGKAI_LANG]"),
            type=click.Choice(LANGUAGES), default=None,
        ),
        Option(
            ["--version"], T("显示版本。", "Show the version."), is_flag=True, is_eager=True, expose_value=False,
            callback=version,
        ),
    ],
)  # fmt: skip


def main() -> None:
    """The command ``gongkai``."""
    cli.main()
