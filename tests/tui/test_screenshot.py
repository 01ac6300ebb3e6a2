"""The screenshot tool: one place per character, wide characters two cells wide."""

import importlib.util
import io
import re
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console
from rich.text import Text


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """tools/screenshot.py, which is no part of a package."""
    path = Path(__file__).resolve().parents[2] / "tools" / "screenshot.py"
    spec = importlib.util.spec_from_file_location("screenshot", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def picture(text: str) -> str:
    """What Rich saves for one line of text."""
    console = Console(record=True, width=40, force_terminal=True, file=io.StringIO())
    console.print(Text(text))
    return console.export_svg(title="公开")


def places(svg: str) -> dict[str, float]:
    """Character → x, in cells of 12.2."""
    found: dict[str, float] = {}
    for xs, body in re.findall(r'<text [^>]*?\bx="([\d. ]+)"[^>]*>([^<\n]+)</text>', svg):
        letters = body.replace("&#160;", " ").replace("&amp;", "&")
        if len(xs.split()) == len(letters):
            found |= {letter: round(float(x) / 12.2, 1) for letter, x in zip(letters, xs.split(), strict=True)}
    return found


def test_wide_characters_take_two_cells(tool: ModuleType) -> None:
    fixed = tool.fix_svg(picture("a公𠮷&开…b"))
    found = places(fixed)
    assert {letter: found[letter] for letter in "a公𠮷&开…b"} == {
        "a": 0, "公": 1, "𠮷": 3, "&": 5, "开": 6, "…": 8, "b": 9,
    }  # fmt: skip
    assert "textLength" not in fixed
    assert "full-width" not in fixed
    assert "https://cdnjs" not in fixed
    assert "Noto Sans Mono CJK SC" in fixed


def test_fixing_twice_changes_nothing_more(tool: ModuleType) -> None:
    once = tool.fix_svg(picture("应公开 │ 已公开 <b>"))
    assert tool.fix_svg(once) == once
    assert "&lt;b&gt;" in once


def test_the_size_is_read_from_the_picture(tool: ModuleType) -> None:
    assert tool.size_of('<svg viewBox="0 0 994 635.6">') == (994, 636)
    assert tool.size_of("<svg>") == (1240, 640)


def test_without_a_program_one_line_says_what_to_install(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tool.shutil, "which", lambda name: None)
    source = tmp_path / "screen.svg"
    source.write_text(picture("公开"), encoding="utf-8")
    assert tool.main([str(source), str(tmp_path / "out.png")]) == 1
    assert "chromium" in capsys.readouterr().err
    assert tool.main([str(tmp_path / "missing.svg"), str(tmp_path / "out.png")]) == 1
    assert "missing.svg" in capsys.readouterr().err


def test_the_program_that_is_there_draws(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "rsvg-convert"
    # stands for the converter: writes the fixed picture it was given to the name after -o
    program.write_text('#!/bin/sh\nwhile [ "$1" != -o ]; do page=$1; shift; done\ncp "$page" "$2"\n')
    program.chmod(0o755)
    monkeypatch.setattr(tool.shutil, "which", lambda name: str(program) if name == "rsvg-convert" else None)
    source, target = tmp_path / "screen.svg", tmp_path / "out.png"
    source.write_text(picture("公开"), encoding="utf-8")
    assert tool.main([str(source), str(target), "--scale", "2"]) == 0
    assert "rsvg-convert" in capsys.readouterr().out
    drawn = target.read_text(encoding="utf-8")
    assert "textLength" not in drawn and re.search(r'<svg width="\d+" height="\d+"', drawn)
