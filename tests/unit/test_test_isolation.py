"""Tests are alone: no home, folder, language or setting of the person who runs them."""

import os
from pathlib import Path

import pytest

from gongkai.core import i18n
from gongkai.core.i18n import T
from gongkai.testing.hostile import HOSTILE, UNENCODABLE, live_controls


def test_home_and_folders_are_the_tests_own(tmp_path: Path) -> None:
    assert Path.home() == tmp_path / "home"
    assert Path.cwd() == tmp_path
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        assert Path(os.environ[name]).is_relative_to(tmp_path)
    assert not [name for name in os.environ if name.startswith("GONGKAI_")]


@pytest.mark.parametrize("turn", [1, 2])
def test_a_language_chosen_by_one_test_does_not_reach_the_next(turn: int) -> None:
    assert str(T("公开", "disclosure")) == "公开"
    i18n.use("en")
    assert str(T("公开", "disclosure")) == "disclosure"


def test_hostile_texts_cover_every_way_to_break_out(hostile_texts: tuple[str, ...]) -> None:
    together = "".join(hostile_texts)
    for part in (
        "[/]",
        "[b",
        "[@click=",
        "\x1b]52;",
        "\x1b[2J",
        "\x9b",
        "\x00",
        "\u202e",
        "\u200b",
        "{x}",
        "%s",
        "𠮷",
    ):
        assert part in together
    assert max(len(text) for text in hostile_texts) == 10_000
    assert len(set(hostile_texts)) == len(HOSTILE)


def test_every_hostile_text_can_be_written_except_the_one_kept_apart(hostile_text: str) -> None:
    assert hostile_text.encode().decode() == hostile_text
    with pytest.raises(UnicodeEncodeError):
        UNENCODABLE.encode()


@pytest.mark.parametrize("name", ["osc52_clipboard", "csi_clear", "c1_csi", "nul", "bidi_override", "carriage_return"])
def test_live_controls_finds_what_a_terminal_obeys(name: str) -> None:
    assert live_controls(HOSTILE[name])
    assert live_controls("公开\t目录\n“🇨🇳” é") == ""
