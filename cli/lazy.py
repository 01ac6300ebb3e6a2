"""Groups whose commands are imported when one of them is used, and whose help names them all without importing any."""

from importlib import import_module
from typing import Any

import click

from gongkai.cli.words import Group, dress
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T


class LazyGroup(Group):
    """A group with a table of commands: name to ``module:attribute`` and words for the list."""

    def __init__(self, name: str, words: T, table: dict[str, tuple[str, T]], **rest: Any) -> None:
        super().__init__(name, words, **rest)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return [*self.table, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name in self.table:
            found: click.Command = target(self.table[cmd_name][0])
            return found
        return super().get_command(ctx, cmd_name)

    def line(self, ctx: click.Context, name: str) -> str:
        """The command's line in the list."""
        if name in self.table:
            return str(self.table[name][1])
        made = self.get_command(ctx, name)
        return made.get_short_help_str() if made else ""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands."""
        rows = [(name, self.line(ctx, name)) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def target(where: str) -> Any:
    """What ``module:attribute`` names, imported."""
    module, _, attribute = where.partition(":")
    return getattr(import_module(module), attribute)


def plugin_command(session: Any, name: str, plugin: str, where: str) -> click.Command:
    """A plugin's command; what keeps it from being imported is told with the plugin's name.

    Raises:
        GongkaiError: it cannot be imported, or is no command.
    """
    try:
        try:
            found = target(where)
        except ModuleNotFoundError:
            session.plugins.load()  # an office's own plugin can be imported only once it is loaded
            found = target(where)
    except (Exception, SystemExit) as error:
        raise _broken(name, plugin, f"{type(error).__name__}: {error}") from error
    if not isinstance(found, click.Command):
        raise _broken(name, plugin, f"{where}: {type(found).__name__}")
    return dress(found)


def _broken(name: str, plugin: str, cause: str) -> GongkaiError:
    return GongkaiError(
        T(f"插件 {plugin} 的命令 {name} 无法使用（{cause}）。", f"Command {name} of plugin {plugin} cannot be used ({cause})."),
        T(f"用 gongkai plugin show {plugin} 查看，或在 gongkai.toml 中停用它。",
          f"See gongkai plugin show {plugin}, or turn it off in gongkai.toml."),
    )  # fmt: skip
