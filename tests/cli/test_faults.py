"""Bad input and faults: one line with a hint, the promised exit code, never a traceback, nothing half written."""

from pathlib import Path

import pytest

from gongkai.core.errors import ExitCode
from gongkai.testing.hostile import HOSTILE, UNENCODABLE, live_controls
from tests.cli.conftest import GOVERNMENT, TOWN, Gongkai, process


def test_every_exit_code_is_shown(town: Gongkai) -> None:
    seen = {
        ExitCode.DONE: town("unit", "list"),
        ExitCode.CHECK_FAILED: town("access", "explain", "viewer", TOWN, "edit"),
        ExitCode.USAGE: town("unit", "list", "--nope"),
        ExitCode.BAD_INPUT: town("division", "show", "999999"),
        ExitCode.NOT_ALLOWED: town("unit", "edit", "xtzrmzf", "phone=1", root=("--as", "viewer")),
    }
    town.good("unit", "edit", "xtzrmzf", "phone=1")
    seen[ExitCode.CONFLICT] = town("unit", "edit", "xtzrmzf", "phone=2", "--version", 1)
    (town.folder / "office.sqlite").write_bytes(b"x" * 5000)
    seen[ExitCode.STORE] = town("unit", "list")
    assert {code: said.code for code, said in seen.items()} == {code: int(code) for code in ExitCode}
    for code, said in seen.items():
        if code > ExitCode.CHECK_FAILED:
            assert len(said.err.splitlines()) == 1 and said.err.startswith("错误：")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[office]\ndivison = "511923101000"\n', ("gongkai.toml:2", "divison", "division")),
        ('[office]\ndivision = "511923101000"\nregion = "pingchang"\n', ("gongkai.toml:3", "region")),
        ('[office]\nname = "x"\n', ("gongkai.toml:1", "division")),
        ('[office\ndivision = 1\n', ("gongkai.toml", "TOML")),
        ('[ofice]\ndivision = "511923101000"\n', ("gongkai.toml", "office")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("words", [("unit", "list"), ("today",), ()])
def test_a_wrong_key_in_the_settings_names_file_line_key_and_the_nearest(
    town: Gongkai, text: str, said: tuple[str, ...], words: tuple[str, ...]
) -> None:
    (town.folder / "gongkai.toml").write_text(text, "utf-8")
    answer = town(*words)
    assert answer.code == 3 and len(answer.err.splitlines()) == 1
    assert all(part in answer.err for part in said), answer.err
    assert town.good("--help").out, "help needs no settings"
    assert town("doctor").code == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[rol]]\nkey = "x"\n', ("own.toml:1", "[role]".strip("[]"))),
        ('[[role]]\nkey = "x"\nname = { zh = "x", en = "x" }\nverb = ["view"]\n', ("own.toml:4", "verb", "verbs")),
        ('[role]\nkey = "x"\n', ("own.toml:1", "[[role]]")),
        ('[[role]]\nname = { zh = "x", en = "x" }\n', ("own.toml:1", "key")),
        ('[remove]\nrole = ["nobody"]\n', ("own.toml:2", "nobody")),
    ],
)
def test_a_wrong_rule_file_names_file_line_and_key(town: Gongkai, text: str, said: tuple[str, ...]) -> None:
    (town.folder / "rules").mkdir()
    (town.folder / "rules" / "own.toml").write_text(text, "utf-8")
    answer = town("unit", "list")
    assert answer.code == 3 and len(answer.err.splitlines()) == 1
    assert all(part in answer.err for part in said), answer.err
    assert town.good("division", "list").code == 0, "what needs no rules works on"
    assert "post" in town.good("--help").out


def test_a_folder_without_an_office(tmp_path: Path) -> None:
    here = Gongkai(tmp_path / "nowhere")
    for words in (("unit", "list"), ("entry", "list"), ("today",), (), ("verify",), ("division", "list"), ("migrate",)):
        said = here(*words)
        assert said.code == 3 and "gongkai init" in said.err and len(said.err.splitlines()) == 1


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_texts_are_taken_or_refused_and_shown_harmless(town: Gongkai, name: str) -> None:
    text = HOSTILE[name]
    said = town("post", "add", "--unit", "xtzrmzf", "kind=officer", f"person={text}".replace("\x00", ""))
    assert said.code in (0, 3) and live_controls(said.out + said.err) == ""
    for format in ("table", "json", "csv"):
        answer = town.good("post", "list", "--format", format)
        assert live_controls(answer.out + answer.err) == ""
    assert town.good("verify", "--format", "json").json["intact"] is True


@pytest.mark.parametrize("name", ["osc52_clipboard", "c1_csi", "bidi_override", "markup_closing", "csi_clear"])
def test_what_got_into_the_store_by_other_ways_is_harmless_on_the_screen(town: Gongkai, name: str) -> None:
    office = town.office()
    office.store.run(
        "UPDATE unit SET address = ?, name = ? WHERE name = ?", (HOSTILE[name], f"单位{HOSTILE[name]}", GOVERNMENT)
    )
    office.close()
    for words in (
        ("unit", "list"), ("unit", "list", "--format", "json"), ("unit", "list", "--columns", "name,address"),
        ("unit", "export", "-"), ("unit", "show", "单位"), ("verify",), ("unit", "show", "单位", "--format", "csv"),
    ):  # fmt: skip
        said = town(*words)
        assert live_controls(said.out + said.err) == "", words


TYPED = ("osc0_title", "like", "sql", "quotes", "long", "option", "empty", "spaces")


@pytest.mark.parametrize("text", [UNENCODABLE, *(HOSTILE[name] for name in TYPED)], ids=["unencodable", *TYPED])
def test_hostile_words_on_the_command_line(town: Gongkai, text: str) -> None:
    for words in (
        ("unit", "list", "--search", text), ("unit", "show", "--", text or "x"), ("unit", "list", f"--where=name={text}"),
        ("division", "find", "--", text), ("unit", "list", "--within", text), ("rule", "show", "--", text),
        ("plugin", "show", "--", text), ("division", "--", text), ("config", "show", "--", text), ("entry", "list", "--unit", text),
    ):  # fmt: skip
        said = town(*words)
        assert said.code in (0, 2, 3) and live_controls(said.out + said.err) == "", words
        assert "Error" not in said.err and len(said.err.splitlines()) <= 1, words


def test_bytes_that_are_no_utf8_on_the_command_line(town: Gongkai) -> None:
    said = process("-C", town.folder, "division", "find", UNENCODABLE)
    assert said.code == 0 and "没有找到" in said.err


def test_an_output_encoding_without_chinese_is_told(town: Gongkai) -> None:
    said = process("-C", town.folder, "division", "list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert said.code == 3 and "PYTHONUTF8" in said.err and "Traceback" not in said.err


def test_a_target_that_cannot_be_written(town: Gongkai, tmp_path: Path) -> None:
    for words in (("unit", "export", tmp_path / "no" / "x.csv"), ("unit", "list", "-o", tmp_path / "no" / "x.csv")):
        said = town(*words)
        assert said.code in (3, 6) and len(said.err.splitlines()) == 1


def test_a_full_disk_is_told(town: Gongkai) -> None:
    said = process("-C", town.folder, "unit", "export", "/dev/full", "--format", "csv")
    assert said.code in (3, 6) and "Traceback" not in said.err and said.err.startswith("错误：")


def test_a_wrong_day_is_told(town: Gongkai) -> None:
    said = town("today", env={"GONGKAI_TODAY": "tomorrow"})
    assert said.code == 3 and "GONGKAI_TODAY" in said.err
