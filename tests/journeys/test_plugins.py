"""A plugin of a few lines is a whole register; a broken one is named and everything else goes on."""

import re
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.imports import apply, plan, sheet_of
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.core.today import cards

TOWN = "511923101000"

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "plugins.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)  # the page's own examples are what is tested
REGISTER, SAYS, READING = EXAMPLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    office = init_office(tmp_path / "office", TOWN, account="admin")
    office.close()
    (tmp_path / "office" / "plugins").mkdir()
    return tmp_path / "office"


def test_forty_lines_give_a_register_with_everything(folder: Path, tmp_path: Path) -> None:
    assert len([line for line in REGISTER.splitlines() if line.strip()]) < 40
    (folder / "plugins" / "boards.py").write_text(REGISTER, "utf-8")
    office = Office.open(folder)
    boards = office.register("board")
    unit = office.register("unit").page(limit=1)[0].uid
    made = boards.save(None, {"unit": unit, "name": "镇政府公示栏", "state": "完好", "checked": "2026年11月1日"})
    assert (made.state, made.checked.isoformat()) == ("good", "2026-11-01")
    boards.save(made, {"state": "broken"}, "巡查")
    assert [row.tone for row in boards.page(Query(filters=("broken",)))] == [""]
    assert boards.count(Query(search="公示")) == boards.count(Query(search="zzf")) == 1
    assert [entry.reason for entry in boards.history(made.uid)] == ["巡查", ""]
    assert boards.check("state", "坏了") is not None and boards.check("state", "破损") is None
    assert boards.undo(made.uid).state == "good"
    columns, lines = sheet_of(boards, [row.record for row in boards.page()])
    again = plan(boards, columns, list(enumerate(lines, 2)))
    assert (again.new, again.changed, again.same) == ([], [], 1)
    more = plan(boards, ["责任单位", "公示栏", "状况"], [(2, [unit, "村口", "破损"])])
    assert apply(boards, more) == 1
    figures: dict[str, Any] = {}
    exec(READING, figures)  # what the page shows, run as it stands there
    low, high = span(office.scope)
    assert figures["broken_boards"](office, low, high) == {office.unit_name(unit): 1}
    assert figures["broken_boards"](office.as_("nobody"), low, high) == {}
    office.store.run("UPDATE board SET name = '改' WHERE name = '村口'")
    assert "board" in {fault.table for fault in verify(office).faults}


BROKEN = {
    "syntax": "def (",
    "missing": "import no_such_library_here",
    "raises": "raise RuntimeError('[/]\\x1b]52;c;x')",
    "leaves": "import sys; sys.exit(3)",
    "signature": "from gongkai import hookimpl\n@hookimpl\ndef gongkai_today(office, colour): ...",
    "unknown": "from gongkai import hookimpl\n@hookimpl\ndef gongkai_tomorrow(office): ...",
    "register": "from gongkai import hookimpl\n@hookimpl\ndef gongkai_resources(register): register(3)",
    "today": "from gongkai import hookimpl\n@hookimpl\ndef gongkai_today(office, register): 1 / 0",
    "catalog": "x = 1",
}


def test_broken_plugins_are_named_and_the_office_works_on(folder: Path) -> None:
    for name, text in BROKEN.items():
        (folder / "plugins" / f"{name}.py").write_text(text, "utf-8")
    (folder / "plugins" / "boards.py").write_text(REGISTER, "utf-8")
    office = Office.open(folder)
    assert office.register("unit").count() > 5
    assert office.register("board").count() == 0
    assert isinstance(cards(office), list)
    faults = {plugin.name: plugin.fault for plugin in office.plugins.faults}
    assert set(faults) == set(BROKEN)
    assert "no_such_library_here" in faults["missing"] and "ZeroDivisionError" in faults["today"]
    assert "gongkai_tomorrow" in faults["unknown"]
    assert {"catalog", "tasks", "inspection"} <= {p.name for p in office.plugins.found if p.module and not p.disabled}


def test_what_a_plugin_says_of_itself_is_read_as_the_page_writes_it(folder: Path) -> None:
    (folder / "plugins" / "boards.py").write_text(SAYS + REGISTER, "utf-8")
    office = Office.open(folder)
    (found,) = [plugin for plugin in office.plugins.load().found if plugin.name == "boards"]
    assert (found.requires, found.after, found.before) == (">=0.1", ("catalog",), ("my_other_plugin",))
    assert not found.fault and "board" in office.resources


def test_an_office_can_do_without_a_bundled_plugin(folder: Path) -> None:
    settings = folder / "gongkai.toml"
    settings.write_text(settings.read_text("utf-8") + '[plugins]\ndisable = ["catalog"]\n', "utf-8")
    office = Office.open(folder)
    assert office.register("unit").count() > 5
    with pytest.raises(BadInput, match="entry"):
        office.register("entry")
    assert office.plugins.faults == []


def test_two_plugins_with_one_register_keep_the_first(folder: Path) -> None:
    (folder / "plugins" / "boards.py").write_text(REGISTER, "utf-8")
    (folder / "plugins" / "boards2.py").write_text(REGISTER.replace('"board"\n', '"board2"\n'), "utf-8")
    office = Office.open(folder)
    assert office.register("board").resource.plugin == "boards"
    assert [plugin.name for plugin in office.plugins.faults] == ["boards2"]
    assert "boards" in office.plugins.faults[0].fault


def test_the_example_in_the_documentation_is_the_one_tested_here() -> None:
    page = (Path(__file__).parents[2] / "docs" / "plugins.md").read_text("utf-8")
    assert REGISTER.strip() in page
