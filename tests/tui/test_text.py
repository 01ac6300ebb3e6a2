"""Texts on their way to the screen: broken into lines, cut, counted, told in local time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.color import Color

from gongkai.core.i18n import T, use
from gongkai.core.text import cells, clean
from gongkai.testing.hostile import HOSTILE, live_controls
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.pick import Item, narrowed
from gongkai.tui.text import NoControls, column, counted, day, facts, line, moment, wrap

WORDS = st.text(alphabet="公开目录，。（）ab c\n1", max_size=80)


@given(WORDS, st.integers(min_value=2, max_value=40))
def test_lines_fit_and_no_letter_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cells(part) <= width + 2 for part in lines)
    assert "".join("".join(lines).split()) == "".join(clean(text).split())


def test_no_line_begins_with_a_stop() -> None:
    lines = wrap("政务公开，政务公开，政务公开。", 8)
    assert all(part[0] not in "，。" for part in lines)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_texts_are_harmless_in_every_shape(text: str) -> None:
    shapes = ["\n".join(wrap(text, 30)), column(text, 12), line(text).plain, facts([(text, text)], 40).plain]
    assert [live_controls(shape) for shape in shapes] == [""] * 4
    assert cells(column(text, 12)) == 12


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_the_last_guard_lets_no_control_through(text: str) -> None:
    guard = NoControls()
    given_ = [Segment("公开"), Segment(text), Segment("目录")]
    told = "".join(segment.text for segment in guard.apply(given_, Color.parse("black")))
    assert live_controls(told) == "" and "\n" not in told and "\t" not in told
    assert guard.apply([Segment("公开")], Color.parse("black")) == [Segment("公开")]


def test_counts_dates_and_moments() -> None:
    assert (counted(None), counted(0), counted(9_999), counted(10_000)) == ("…", "0", "9,999", "9,999+")
    assert day(date(2026, 11, 22)) == "2026-11-22 周日"
    use("en")
    assert day(date(2026, 11, 22)) == "2026-11-22 Sun"
    assert moment("2026-11-22T01:14:00.000Z", 2026) == "11-22 09:14"
    assert moment("2025-12-31T20:00:00.000Z", 2026) == "2026-01-01 04:00"[5:]
    assert moment("2024-02-01T00:00:00.000Z", 2026) == "2024-02-01 08:00"
    assert moment("no\x1b[2J date") == "no␛[2J date"


def test_facts_stand_in_two_columns_and_an_empty_one_is_a_dash() -> None:
    shown = facts([(T("名称", "Name"), "平昌县人民政府办公室"), (T("电话", "Phone"), "")], 20).plain.split("\n")
    assert shown == ["名称  平昌县人民政府", "      办公室", "电话  —"]


def test_lists_are_narrowed_by_characters_initials_keys_and_whole_phrases() -> None:
    items = [Item("a", T("一般", "Ordinary")), Item("b", T("重要", "Major")), Item("c", "公安局", find="police")]
    assert [item.key for item in narrowed(items, "")] == ["a", "b", "c"]
    assert [item.key for item in narrowed(items, "yb")] == ["a"]
    assert [item.key for item in narrowed(items, "zy")] == ["b"]
    assert narrowed(items, "zy", phrases=False) == []
    assert [item.key for item in narrowed(items, "MAJ")] == ["b"]
    assert [item.key for item in narrowed(items, "pol")] == ["c"]
    assert [item.key for item in narrowed(items, "安")] == ["c"]


def test_a_key_is_said_as_a_person_knows_it() -> None:
    key = Key("ctrl+s", "save", T("保存", "Save"), priority=True)
    assert (key.shown, str(key.says)) == ("^S", "保存")
    assert [b.key for b in bindings((key, Key("enter", "", T("打开", "Open"))))] == ["ctrl+s"]  # type: ignore[union-attr]
    assert Key("up,down", "", T("选择", "Choose")).shown == "↑↓"
