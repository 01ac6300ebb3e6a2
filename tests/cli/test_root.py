"""The root: help in both languages, misspelled words, exit codes of click's own complaints, what is said on failure."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gongkai.cli.context import Session
from gongkai.cli.main import SECTIONS, cli
from gongkai.core import i18n
from tests.cli.conftest import Gongkai, process
from tests.packaging.sources import CJK


def walk(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command below one, with its context."""
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None, f"{ctx.command_path} {name}"
            context = inner.context_class(inner, info_name=name, parent=ctx, obj=ctx.obj)
            yield context.command_path, inner, context
            yield from walk(inner, context)


def all_commands(folder: Path) -> list[tuple[str, click.Command, click.Context]]:
    session = Session()
    session.directory = str(folder)
    root = cli.context_class(cli, info_name="gongkai", obj=session)
    found = [("gongkai", cli, root), *walk(cli, root)]
    session.close()
    return found


def test_help_names_the_commands_in_both_languages(town: Gongkai) -> None:
    chinese, english = town.good("--help"), town.good("--help", root=("--lang", "en"))
    assert "公开" in chinese.out and "用法：gongkai" in chinese.out
    assert "Usage: gongkai" in english.out and not CJK.search(english.out)
    for said in (chinese, english):
        for _, table in SECTIONS:
            assert all(f"  {name} " in said.out for name in table)
        assert "entry" in said.out and "task" in said.out, "registers of plugins are named too"


def test_help_is_there_without_an_office(tmp_path: Path) -> None:
    said = Gongkai(tmp_path / "nowhere").good("--help")
    assert "demo" in said.out and "unit" in said.out and "entry" in said.out


def test_every_command_has_a_readable_help_page_in_both_languages(town: Gongkai) -> None:
    pages = 0
    for path, command, ctx in all_commands(town.folder):
        for language in ("zh", "en"):
            i18n.use(language)
            text = command.get_help(ctx)
            pages += 1
            usage = "用法：" if language == "zh" else "Usage: "
            assert text.startswith(usage + "gongkai"), path
            about = text.splitlines()[2] if len(text.splitlines()) > 2 else ""
            assert about.strip(), f"{path} does not say what it does in {language}"
    assert pages > 150


def test_help_of_our_own_commands_speaks_only_the_chosen_language(town: Gongkai) -> None:
    from gongkai.cli.words import Command

    i18n.use("en")
    for name in [n for n in sys.modules if n.startswith("gongkai.plugins.") and n.endswith("commands")]:
        del sys.modules[name]  # a plugin's words are made when its commands are imported: once in a process
    for path, command, ctx in all_commands(town.folder):
        if isinstance(command, Command):
            i18n.use("en")
            assert not CJK.search(command.get_help(ctx)), path


def test_help_fits_80_cells(town: Gongkai) -> None:
    from gongkai.core.text import cells

    for path, command, ctx in all_commands(town.folder):
        for line in command.get_help(ctx).splitlines():
            assert cells(line) <= 80 or len(line.split()) <= 3, f"{path}: {line}"


def test_the_language_can_be_chosen_in_three_ways(town: Gongkai) -> None:
    assert "Usage" in town.good("--help", root=("--lang", "en")).out
    assert "Usage" in town.good("unit", "--help", env={"GONGKAI_LANG": "en"}).out
    path = town.folder / "gongkai.toml"
    path.write_text(path.read_text("utf-8") + 'language = "en"\n', "utf-8")
    assert "Usage" in town.good("unit", "--help").out
    assert "Usage" in town.good("--help").out
    assert "Unit name" in town.good("unit", "list", "--limit", 1).out
    assert "单位名称" in town.good("unit", "list", "--limit", 1, root=("--lang", "zh")).out, (
        "the call wins over the office"
    )


@pytest.mark.parametrize(
    ("words", "code", "near"),
    [
        (("untt", "list"), 2, "unit"),
        (("unit", "lst"), 2, "list"),
        (("division", "fnd", "x"), 2, "find"),
        (("unit", "list", "--clsed"), 2, "--closed"),
        (("unit", "list", "--limit", "x"), 2, "--limit"),
        (("unit", "list", "--format", "yaml"), 2, "json"),
        (("post", "show"), 2, "编号"),
        (("unit", "list", "extra"), 2, "extra"),
        (("unit", "list", "--where"), 2, "--where"),
        (("unit", "list", "--county=1"), 2, "--county"),
        (("unit", "edit", "x", "y"), 2, "字段=值"),
        (("unit", "delete", "x"), 2, "--reason"),
        (("demo", "pingchan"), 2, "pingchang"),
    ],
)
def test_wrong_words_are_answered_in_one_line_with_what_is_near(
    town: Gongkai, words: tuple[str, ...], code: int, near: str
) -> None:
    said = town(*words)
    assert said.code == code
    assert said.out == "" and len(said.err.splitlines()) == 1
    assert said.err.startswith("错误：") and near in said.err
    assert town(*words, root=("--lang", "en")).err.startswith("Error: ")


def test_a_group_alone_shows_its_help_as_a_usage_error(town: Gongkai) -> None:
    said = town("division")
    assert said.code == 2 and "用法：gongkai division" in said.err and "find" in said.err


def test_version() -> None:
    said = process("--version")
    assert (said.code, said.out) == (0, "gongkai 0.1.0\n")


def test_alone_and_not_on_a_terminal_it_prints_the_dashboard(town: Gongkai) -> None:
    said = process("-C", town.folder, GONGKAI_TODAY="2026-11-20")
    assert said.code == 0
    assert said.out.splitlines()[0] == "响滩镇  2026-11-20  星期五  工作日"
    assert "admin" in said.out
    assert "Friday" in process("-C", town.folder, "--lang", "en", GONGKAI_TODAY="2026-11-20").out


def test_the_office_is_found_from_a_folder_inside_it(town: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = town.folder / "rules" / "deep"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert '"village"' in process("division", "count", "--format", "json").out
    monkeypatch.chdir(town.folder.parent)
    assert process("division", "count", GONGKAI_DIR=str(town.folder)).code == 0


def test_a_reader_that_has_seen_enough_is_no_failure(town: Gongkai) -> None:
    words = [sys.executable, "-m", "gongkai", "-C", str(town.folder), "rule", "list"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0) as running:
        assert running.stdout and running.stderr
        running.stdout.read(10)
        running.stdout.close()
        err = running.stderr.read().decode()
    assert (running.returncode, err) == (0, "")


def test_an_interrupt_ends_with_130(town: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.core.office import Office

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Office, "open", interrupted)
    said = town("division", "count")
    assert said.code == 130 and "已中断" in said.err


def test_a_signal_from_the_keyboard_leaves_no_traceback(town: Gongkai, tmp_path: Path) -> None:
    (town.folder / "plugins").mkdir()
    (town.folder / "plugins" / "slow.py").write_text(
        f"import time, pathlib\npathlib.Path({str(tmp_path / 'begun')!r}).touch()\ntime.sleep(60)\n", "utf-8"
    )
    words = [sys.executable, "-m", "gongkai", "-C", str(town.folder), "today"]
    heard = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731 - a runner in the background ignores it
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heard) as running:
        while not (tmp_path / "begun").exists():
            assert running.poll() is None
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130 and b"Traceback" not in err


def test_what_nobody_foresaw_is_one_line_and_the_details_are_kept_for_who_asks(
    town: Gongkai, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.core.office import Office

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by\x1b]0;zero")

    monkeypatch.setattr(Office, "open", broken)
    said = town("division", "count")
    assert said.code == 1 and len(said.err.splitlines()) == 1
    assert "ZeroDivisionError" in said.err and "GONGKAI_DEBUG=1" in said.err and "\x1b" not in said.err
    shown = process("-C", town.folder, "unit", "show", "nothing", GONGKAI_DEBUG="1")
    assert shown.code == 3 and "Traceback" in shown.err and shown.err.splitlines()[-1].startswith("错误：")


def test_registers_that_hang_on_others_stand_in_a_section_of_their_own(town: Gongkai) -> None:
    text = town.good("--help").out
    main = text.index("\n登记册")
    parts = text.index("\n附属登记册")
    for name, place in (("request", main), ("case", main), ("unit", main), ("consult", parts), ("lineage", parts)):
        at = text.index(f"\n  {name} ")
        assert place < at and (place == parts) == (at > parts), name
    from gongkai.cli.main import OWN_PARTS
    from gongkai.core.office import CORE_REGISTERS, core_resource

    assert {key for key in CORE_REGISTERS if (one := core_resource(key)) and one.part_of} == set(OWN_PARTS)
