"""Texts that break careless programs: every field, file, screen and command must take them unharmed.

``from gongkai.testing.hostile import HOSTILE`` for parametrised tests, or the fixtures ``hostile_text`` (one test per
text) and ``hostile_texts`` (all at once) from ``tests/conftest.py``.
"""

HOSTILE: dict[str, str] = {
    # read as markup by the terminal UI's libraries
    "markup_closing": "[/]",
    "markup_unclosed": "[b",
    "markup_nested": "[[red]公开[/red]",
    "markup_link": "[link=https://example.invalid]公开[/link]",
    "markup_action": "[@click=app.quit]公开[/]",
    "markup_backslash": "\\[b]公开\\",
    # obeyed by the terminal
    "osc52_clipboard": "公开\x1b]52;c;Z29uZ2thaQ==\x07目录",
    "osc8_link": "\x1b]8;;https://example.invalid\x1b\\公开\x1b]8;;\x1b\\",
    "osc0_title": "\x1b]0;title\x07公开",
    "csi_clear": "公开\x1b[2J目录",
    "csi_colour": "\x1b[31m公开\x1b[0m",
    "c1_csi": "公开\x9b2J目录",
    "c1_osc": "公开\x9d0;title\x9c目录",
    "nul": "公\x00开",
    "backspace": "公开\x08\x08目录",
    "carriage_return": "应公开\r已公开",
    "bell_delete": "公开\x07\x7f",
    # changes what the eye sees
    "bidi_override": "公开\u202egpj.目录",
    "bidi_isolate": "公开\u2066目录\u2069",
    "zero_width": "公\u200b开\u200d目\ufeff录",
    "combining": "公" + "\u0301" * 200,
    "line_separator": "公开\u2028目录\u2029",
    # long, wide, rare
    "long": "政务公开" * 2_500,
    "long_word": "x" * 10_000,
    "many_lines": "公开\n" * 500,
    "ext_b": "𠮷𡐓㙟",
    "emoji_zwj": "👨\u200d👩\u200d👧\u200d👦🇨🇳",
    "private_use": "\ue000\U000f0000",
    # read as a template, a statement, a formula, a path or an option
    "format_braces": "{x} {0} {} {x.__class__}",
    "format_percent": "%s %(x)s %d 100%",
    "quotes": "'\"`“”‘’",
    "sql": "'; DROP TABLE unit; --",
    "like": "%_\\",
    "formula": '=HYPERLINK("https://example.invalid","公开")',
    "formula_at": "@SUM(1+1)",
    "csv": 'a,"b\n c";\t|',
    "html": "<script>alert(1)</script>&amp;",
    "path": "../../etc/passwd",
    "option": "--help",
    "json": '{"a": [1, null]}',
    # nearly nothing
    "empty": "",
    "spaces": " \t\u3000\xa0 ",
}

UNENCODABLE = "公开\udcff"
"""A lone surrogate: what a file name or an argument that is not UTF-8 becomes; UTF-8 cannot hold it."""

_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}


def live_controls(text: str) -> str:
    """What a terminal would obey in ``text``: C0 without newline and tab, DEL, C1, bidi controls.

    ``assert live_controls(screen) == ""`` is the test of anything that is printed or painted.
    """
    return "".join(c for c in text if (ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) <= 0x9F or ord(c) in _BIDI)
