"""No text is left in the other language: every screen is walked in English and in Chinese."""

import re
from pathlib import Path

from gongkai.core.office import Office
from gongkai.core.rules import Rule
from gongkai.testing.journey import travel
from tests.tui.walk import walk

HAN = re.compile("[\u3400-\u9fff]+")
LATIN = re.compile("[A-Za-z][A-Za-z'-]+")
OURS = {
    # names, formats and keys that are the same in every language
    "gongkai", "admin", "WPS", "Excel", "xlsx", "xls", "csv", "tsv", "json", "jsonl", "toml", "sqlite", "tui", "log",
    "Enter", "Esc", "Space", "Tab", "Delete", "Del", "Shift", "Ctrl", "PgUp", "PgDn", "Home", "End", "ctrl", "English",
    "F1", "f5", "uid", "init", "search", "attach", "check", "catalog",
}  # fmt: skip


def data_of(office: Office) -> str:
    """Every text of the store and of the office's own file: what may stand on a screen in either language."""
    found: list[str] = [office.settings.name, str(office.folder), office.store.shown]
    for rule in office.profile.items("rule", Rule).values():
        found += [rule.id, rule.clause]
    for table in office.store.tables():
        if not table.startswith(("fts_", "sqlite_")):
            for row in office.store.sql(f"SELECT * FROM {table}"):
                found += [value for value in row if isinstance(value, str)]
    return "\n".join(dict.fromkeys(found))


async def test_no_chinese_stands_on_an_english_screen_unless_it_is_data(office: Office) -> None:
    data = data_of(office)
    wrong: dict[str, set[str]] = {}
    async with travel(office, (100, 30), "en") as at:
        async for name, text in walk(at):
            left = {run for run in HAN.findall(text) if run not in data and run != "中文"}
            if left:
                wrong[name] = left
    assert wrong == {}, "\n".join(f"{k}: {v}" for k, v in wrong.items())


async def test_no_english_stands_on_a_chinese_screen_unless_it_is_data(office: Office) -> None:
    data = data_of(office)
    wrong: dict[str, set[str]] = {}
    async with travel(office, (100, 30), "zh") as at:
        async for name, text in walk(at):
            left = {word for word in LATIN.findall(text) if word not in OURS and word not in data}
            if left:
                wrong[name] = left
    assert wrong == {}, "\n".join(f"{k}: {v}" for k, v in wrong.items())


def test_every_text_of_the_terminal_ui_has_both_languages() -> None:
    folder = Path(__file__).resolve().parents[2] / "tui"
    single = re.compile(r"T\(\s*(\"[^\"]*\"|'[^']*')\s*,?\s*\)")
    assert [path.name for path in folder.rglob("*.py") if single.search(path.read_text("utf-8"))] == []
