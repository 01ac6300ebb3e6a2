"""Two dozen ways to break a plugin, all installed at once: each is named for what it is, and the office works on."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.testing.journey import SIZES, travel
from tests.cli.conftest import Gongkai, process

TOWN = "511923101000"
BROKEN = Path(__file__).parent / "broken"
WHY = {
    "syntax": "SyntaxError",
    "missing_library": "no_such_library_here",
    "raises": "RuntimeError",
    "leaves": "SystemExit: 3",
    "endless": "超过 1 秒",
    "newer": "需要 gongkai >=99.0",
    "unknown_hook": "gongkai_tomorrow",
    "wrong_signature": "colour",
    "no_register": "int",
    "taken_register": "登记册 entry 已由插件 catalog 提供",
    "taken_table": "表名 account 已被占用",
    "taken_command": "命令 score 已由插件 inspection 提供",
    "catalog": "名称已被 bundled 占用",
    "order_one": "装载次序互相矛盾",
    "order_two": "装载次序互相矛盾",
}
"""What is wrong with them when they are loaded."""
LATER = {
    "today_raises": "ZeroDivisionError",
    "today_endless": "超过 1 秒",
    "round_the_door": "不能使用存储本身",
    "as_the_system": "不能使用系统身份",
    "reads_everything": "account",
}
"""What is wrong with them when their hook is called."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with every broken plugin in it; its plugins may take a second, not twenty."""
    folder = tmp_path_factory.mktemp("broken") / "town"
    office = init_office(folder, TOWN, account="admin")
    unit = office.register("unit").page(limit=1)[0].uid
    with office.change("work") as change:
        change.create("task", unit=unit, title="公开预算", due="2026-12-31")
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    office.close()
    shutil.copytree(BROKEN, folder / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "gongkai.toml").open("a", encoding="utf-8") as out:
        out.write("\n[plugins]\npatience = 1\n")
    return folder


@pytest.fixture
def town(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gongkai]:
    folder = tmp_path / "town"
    shutil.copytree(made, folder)
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    yield Gongkai(folder)


def test_there_are_two_dozen_of_them_and_each_says_what_it_breaks() -> None:
    found = [path for path in BROKEN.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    assert len(found) >= 23
    for path in found:
        text = (path / "__init__.py" if path.is_dir() else path).read_text("utf-8")
        assert re.match(r'"""[A-Z].+\."""\n', text), path


def test_each_is_named_for_what_it_is(town: Gongkai) -> None:
    said = town.good("plugin", "list", "--format", "json").json
    faults = {row["name"]: row["fault"] for row in said if row["fault"]}
    assert {name: WHY[name] in faults.get(name, "") for name in WHY} == dict.fromkeys(WHY, True)
    fine = {row["name"] for row in said if row["origin"] == "本单位" and not row["fault"]}
    assert fine == {*LATER, "shouts", "slow_fields", "bad_migration"}
    assert not any("\x1b" in text for text in faults.values())


def test_the_office_works_on(town: Gongkai) -> None:
    for words in (
        ("unit", "list"), ("task", "list"), ("entry", "list"), ("catalog", "generate"), ("catalog", "check"),
        ("catalog", "coverage"), ("score", "list"), ("task", "board"), ("history",), ("nightly",), ("verify",),
    ):  # fmt: skip
        said = town(*words)
        assert said.code in (0, 1), (words, said.err)
        assert "\x1b" not in said.out + said.err and "half_made" not in said.out
    assert [row["title"] for row in town.rows("task", "list")] == ["公开预算"]


def test_a_hook_that_fails_costs_its_plugin_and_nothing_else(town: Gongkai) -> None:
    said = town.good("today")
    assert "有缺项的单位" in said.out and "\x1b" not in said.out + said.err
    for name, why in LATER.items():
        assert any(name in line and why in line for line in said.err.splitlines()), (name, said.err)
    office = Office.open(town.folder)
    assert verify(office).faults == []
    assert "half_made" not in office.store.tables() and "bad_stamp" not in office.resources
    office.close()


def test_only_one_command_waits_for_what_never_ends(town: Gongkai) -> None:
    town.good("plugin", "list")
    before = time.process_time()
    town.good("division", "count")
    town.good("unit", "list")
    first = Office.open(town.folder)
    plugin = next(p for p in first.plugins.load().found if p.name == "endless")
    assert "超过 1 秒" in plugin.fault and plugin.module is None and plugin.seconds == 0
    assert time.process_time() > before
    mended = town.folder / "plugins" / "endless.py"
    mended.write_text('"""Mended."""\n', "utf-8")
    again = Office.open(town.folder)
    assert next(p for p in again.plugins.load().found if p.name == "endless").fault == ""


def test_a_register_that_never_finishes_to_write_writes_nothing(town: Gongkai) -> None:
    unit = town.rows("unit", "list", "--limit", "1")[0]["uid"]
    said = town("wheel", "add", "--unit", unit, "name=turn")
    assert said.code == 1, said.err
    assert "wheel.prepare" in said.err and "slow_fields" in said.err
    town.good("wheel", "add", "--unit", unit, "name=still")
    office = town.office()
    assert [row[0] for row in office.rows("SELECT name FROM {bad_wheel}")] == ["still"]
    office.close()


def test_a_command_that_raises_is_one_line(town: Gongkai) -> None:
    said = process("-C", town.folder, "spin")
    assert said.code == 1 and "Traceback" not in said.err and "\x1b" not in said.err and "ZeroDivisionError" in said.err


@pytest.mark.parametrize("size", SIZES)
async def test_every_place_of_the_terminal_ui_opens(town: Gongkai, size: tuple[int, int]) -> None:
    office = Office.open(town.folder)
    async with travel(office, size) as at:
        await at.until("the cards", lambda: at.app.ready and "公开预算" not in at.text)
        for digit in "2345":
            await at.press(digit)
            assert "\x1b" not in at.text
        at.app.open_screen("broken")
        await at.until("the broken screen is named", lambda: any("slow_fields" in text for text in at.heard))
        await at.press("1")
        assert at.app.bugs == []


ENDLESS = '''"""A screen that never finishes to answer a key."""

from textual.screen import Screen
from textual.widgets import Static

from gongkai import T, hookimpl


class Turning(Screen):
    def __init__(self, office):
        super().__init__()

    def compose(self):
        yield Static("turning")

    def key_x(self):
        number = 0
        while True:
            number += 1


@hookimpl
def gongkai_screens(register):
    register("turning", f"{__name__}:Turning", T("转圈", "Turning"))
'''


async def test_a_screen_that_never_ends_is_closed_and_named(town: Gongkai) -> None:
    shutil.rmtree(town.folder / "plugins")
    (town.folder / "plugins").mkdir()
    (town.folder / "plugins" / "turning.py").write_text(ENDLESS, "utf-8")
    office = Office.open(town.folder)
    async with travel(office) as at:
        await at.until("ready", lambda: at.app.ready)
        at.app.open_screen("turning")
        await at.until("the screen", lambda: "turning" in at.text)
        await at.press("x")
        await at.until("it is named", lambda: any("turning" in text and "久不结束" in text for text in at.heard))
        await at.until("and closed", lambda: at.name == "TodayScreen")
