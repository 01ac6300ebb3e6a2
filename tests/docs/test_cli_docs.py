"""docs/cli.md: every command of a fresh office is in it, every option that it names exists, its promises hold."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from gongkai.cli.context import Session
from gongkai.cli.main import cli
from gongkai.cli.registers import VERBS, RegisterGroup
from gongkai.cli.words import FORMATS
from gongkai.core.errors import ExitCode

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text("utf-8")


def walk(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            context = click.Context(inner, info_name=name, parent=ctx, obj=ctx.obj)
            yield context.command_path, inner
            yield from walk(inner, context)


def commands() -> dict[str, click.Command]:
    session = Session()
    session.directory = "/nonexistent"
    return dict(walk(cli, click.Context(cli, info_name="gongkai", obj=session)))


def documented(path: str) -> bool:
    return re.search(rf"`{re.escape(path)}[ `]", PAGE) is not None


def test_every_built_in_command_is_documented() -> None:
    missing = []
    found = commands()
    for path, command in found.items():
        words = path.split()
        register = isinstance(found.get(" ".join(words[:2])), RegisterGroup)
        common = register and len(words) == 3 and words[2] in VERBS
        of_plugin = not type(command).__module__.startswith("gongkai.cli") or (register and len(words) == 3)
        if not common and not of_plugin and not isinstance(command, click.Group) and not documented(path):
            missing.append(path)
    assert missing == []


def test_what_every_register_has_is_documented_once() -> None:
    assert [verb for verb in VERBS if not documented(f"gongkai REGISTER {verb}")] == []
    for key in ("unit", "post", "account", "grant", "holiday"):
        assert f"`{key}`" in PAGE
    assert documented("gongkai unit generate")


def test_every_option_of_the_page_exists() -> None:
    known = {"--help"}
    for command in [cli, *commands().values()]:
        known |= {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE))
    assert named - known == set()


def test_exit_codes_formats_and_variables_are_told() -> None:
    for code in ExitCode:
        assert re.search(rf"^\| {int(code)} \|", PAGE, re.MULTILINE), code
    assert re.search(r"^\| 130 \|", PAGE, re.MULTILINE)
    assert all(f"`{format}`" in PAGE for format in FORMATS)
    for name in ("GONGKAI_DIR", "GONGKAI_ACCOUNT", "GONGKAI_LANG", "GONGKAI_PLUGINS", "GONGKAI_TODAY", "GONGKAI_DEBUG"):
        assert f"`{name}`" in PAGE
