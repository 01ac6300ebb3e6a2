"""Every command line of README and docs/ names a command that exists, and options that this command has."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gongkai.cli.context import Session
from gongkai.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")])
STOPS = re.compile(r"\s+#\s.*$|\s*(?:&&|\|\||[;|<>]).*$")  # what is behind them belongs to the shell, or is a remark


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Command lines in blocks, and those between backticks, with the line they begin in."""
    fenced = re.sub(
        r"^```.*?^```", lambda block: re.sub("(?m)^(?!```)", "    ", block[0]), text, flags=re.MULTILINE | re.DOTALL
    )
    for match in re.finditer(r"^ {4,}(?:\$ )?(?:[A-Z_]+=\S+ )*(gongkai (?:.*\\\n)*.*)$", fenced, re.MULTILINE):
        yield fenced.count("\n", 0, match.start()) + 1, match[1].replace("\\\n", " ")
    for match in re.finditer(r"(?<!`)`(gongkai\s[^`]+)`(?!`)", text):
        yield text.count("\n", 0, match.start()) + 1, " ".join(match[1].split())


def words(line: str) -> list[str]:
    """The words of a command line; a remark, and what the shell does with the output, left out."""
    plain = STOPS.sub("", line)
    for text in (plain, line):  # a text between quotes may go on after a sign of the shell
        try:
            return [word for part in shlex.split(text) if (word := part.strip("[]")) != "options"]
        except ValueError:
            continue
    return plain.split()


def fault(given: list[str]) -> str:
    """What a command line names that is not there; empty when all of it is."""
    session = Session()
    session.directory = "/nonexistent"
    command: click.Command = cli
    ctx = click.Context(cli, info_name="gongkai", obj=session)
    left = given[1:]
    while left:
        word = left.pop(0)
        if word.startswith("-") and len(word) > 1 and not re.fullmatch(r"-\d+", word):
            name, _, value = word.partition("=")
            options = {
                name: p for p in command.params if isinstance(p, click.Option) for name in (*p.opts, *p.secondary_opts)
            }
            if name == "--help":
                continue
            if name not in options:
                return f"{ctx.command_path}: {name}"
            option = options[name]
            if not value and not option.is_flag and not option.count and left:
                left = left[option.nargs :]
        elif isinstance(command, click.Group):
            if re.fullmatch(r"[A-Z|…]+|…|\.\.\.|.*[|/].*", word):  # stands for any, or for several
                return ""
            inner = command.get_command(ctx, word)
            if inner is None:
                return f"{ctx.command_path}: {word}"
            command, ctx = inner, click.Context(inner, info_name=word, parent=ctx, obj=session)
    return ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_can_be_typed(page: Path) -> None:
    text = page.read_text("utf-8")
    own = re.findall(r'key="(\w+)"', text)  # a register that the page itself declares
    found = [(number, line, fault(words(line))) for number, line in lines(text) if words(line)[1] not in own]
    assert [f"{page.name}:{number}: {line}  →  {wrong}" for number, line, wrong in found if wrong] == []


def test_a_command_or_an_option_that_is_not_there_is_seen() -> None:
    assert fault(words("gongkai catalog chek")) and fault(words("gongkai -C county catalog check --jsn"))
    assert not fault(words("gongkai -C county --as zhang entry list --overdue --format json | head"))
    text = "A `gongkai unit list`\nand\n\n    gongkai catalog \\\n      check   # now\n"
    assert [line.split() for _, line in lines(text)][1][:2] == ["gongkai", "unit"] and len(list(lines(text))) == 2
