"""Outside text made harmless, and its width in cells."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from gongkai.core.text import cells, clean, clean_line, nearest, pad, truncate
from gongkai.testing.hostile import UNENCODABLE, live_controls

# Ideographs, punctuation and letters as they occur in documents; controls and format characters as in attacks.
CHINESE = st.text(st.sampled_from("平昌县人民政府办公室关于〔2026〕14号（试行）“公开”——…·、，。：①℃㎡𠮷𡐓㙟 aZ"))
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


def test_what_a_terminal_would_obey_is_gone_and_the_words_stay(hostile_text: str) -> None:
    shown = clean(hostile_text)
    assert live_controls(shown) == ""
    words = [c for c in hostile_text if c.isalnum() and c.isascii()]
    assert [c for c in shown if c.isalnum() and c.isascii()] == words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("公开\x1b]52;c;Zm9v\x07目录", "公开␛]52;c;Zm9v目录"),
        ("公开\x9b2J目录", "公开2J目录"),
        ("公\x00\x08开\x7f", "公开"),
        ("公开\u202egpj.目录\u2066\u2069", "公开gpj.目录"),
        ("公\u200b\u200e开\u2060\ufeff", "公开"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("列\t行\n", "列\t行\n"),
        (UNENCODABLE, "公开\ufffd"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("e\u0301", "é"),
        ("[b]公开[/b] <b> {x} %s", "[b]公开[/b] <b> {x} %s"),
        ("\ue170长shan村", "\ue170长shan村"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(ANYTHING)
def test_cleaned_text_is_harmless_normal_and_stays_so(text: str) -> None:
    shown = clean(text)
    assert live_controls(shown) == ""
    assert unicodedata.is_normalized("NFC", shown)
    assert clean(shown) == shown
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  公开\r\n\t 目录 \n", "公开 目录"),
        ("应公开  事项", "应公开  事项"),
        ("\n\t", ""),
        ("\u3000标题\u3000", "标题"),
        (" " * 50_000 + "\n" + " " * 50_000, ""),
    ],
)
def test_clean_line(text: str, line: str) -> None:
    assert clean_line(text) == line


@given(ANYTHING)
def test_a_cleaned_line_is_one_line(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line and "\t" not in line
    assert clean_line(line) == line


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("plain", 5),
        ("公开", 4),
        ("（试行）", 8),
        ("〔2026〕14号", 12),
        ("𠮷𡐓㙟", 6),
        ("e\u0301", 1),
        ("公" + "\u0301" * 200, 2),
        ("“公开”——①", 9),
        ("ｱＡ", 3),
        ("a\nb", 2),
    ],
)
def test_cells(text: str, width: int) -> None:
    assert cells(text) == width


@given(CHINESE)
def test_cells_agree_with_the_library_that_paints(text: str) -> None:
    assert cells(text) == cell_len(text)


def test_every_ideograph_and_full_width_sign_agrees_with_the_library_that_paints() -> None:
    blocks = [(0x3001, 0x303E), (0x3041, 0x3096), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3)]
    blocks += [
        (0xFF01, 0xFF60),
        (0x20000, 0x2A6DF),
        (0x20, 0x7E),
        (0xA1, 0xAC),
        (0x2010, 0x2027),
        (0x2500, 0x25FF),
    ]
    wrong = [
        hex(code) for low, high in blocks for code in range(low, high + 1) if cells(chr(code)) != cell_len(chr(code))
    ]
    assert wrong == []


@given(CHINESE, st.integers(-2, 40))
def test_a_truncated_text_fits_and_says_that_it_was_cut(text: str, width: int) -> None:
    cut = truncate(text, width)
    assert cells(cut) <= max(width, 0)
    if cells(text) <= width:
        assert cut == text
    elif width >= 1:
        assert cut.endswith("…") and text.startswith(cut[:-1])
        assert cells(cut) >= width - 1


def test_a_wide_character_is_not_split() -> None:
    assert truncate("政务公开", 6) == "政务…"
    assert truncate("政务公开", 1) == "…"
    assert truncate("政务公开", 3, ellipsis="（略）") == "政"
    assert truncate("政务公开", 1, ellipsis="") == ""
    assert truncate("政务公开", 8) == "政务公开"


@given(CHINESE, st.integers(0, 60))
def test_pad_fills_to_the_width_in_cells(text: str, width: int) -> None:
    assert cells(pad(text, width)) == max(width, cells(text)) == cells(pad(text, width, "right"))
    assert pad(text, width).startswith(text) and pad(text, width, align="right").endswith(text)


def test_nearest_finds_what_was_meant() -> None:
    assert nearest("平昌", ["南江县", "平昌县", "通江县"]) == ["平昌县"]
    assert nearest("XSLX", ["csv", "xlsx", "json"]) == ["xlsx"]
    assert nearest("units", ["unit", "unity", "division"], n=2) == ["unit", "unity"]
    assert nearest("毫无关系", ["csv", "json"]) == []
