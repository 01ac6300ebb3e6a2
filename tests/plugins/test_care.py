"""The life of a plugin on the command line: written, checked, turned off and on, looked at, gone."""

from pathlib import Path

import pytest

from tests.cli.conftest import Gongkai, made, town
from tests.plugins.test_testing import BOARDS

__all__ = ["made", "town"]


def put(town: Gongkai, name: str, text: str) -> None:
    (town.folder / "plugins").mkdir(exist_ok=True)
    (town.folder / "plugins" / f"{name}.py").write_text(text, "utf-8")


def test_a_new_project_is_written_and_checked(town: Gongkai, tmp_path: Path) -> None:
    said = town.good("plugin", "new", "my_county", "--in", tmp_path / "home")
    assert said.out.strip().endswith("my_county") and "pip install -e" in said.err
    checked = town.good("plugin", "check", tmp_path / "home" / "my_county", "--format", "json")
    assert checked.json == [] and "没有问题" in checked.err
    again = town("plugin", "new", "my_county", "--in", tmp_path / "home")
    assert again.code == 3 and "已存在" in again.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOARDS + "\n\ndef f(office):\n    return office.store\n", "存储本身"),
        ("import sqlite3\n" + BOARDS, "数据库驱动"),
        ("import textual\n" + BOARDS, "拖慢"),
        (BOARDS + "\n1 / 0\n", "ZeroDivisionError"),
        ("def (", "读不懂"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(town: Gongkai, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "boards.py"
    path.write_text(text, "utf-8")
    checked = town("plugin", "check", path, "--format", "json")
    assert checked.code == 1 and any(said in row["what"] and row["file"] == "boards.py" for row in checked.json)


def test_a_private_module_is_advice(town: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "boards.py"
    path.write_text("from gongkai.core.search import rebuild\n" + BOARDS, "utf-8")
    checked = town.good("plugin", "check", path, "--format", "json")
    assert [(row["severity"], row["line"]) for row in checked.json] == [("建议", 1)]


def test_nothing_to_check_says_what_is_looked_for(town: Gongkai, tmp_path: Path) -> None:
    for path in (tmp_path / "home", tmp_path / "nowhere"):
        said = town("plugin", "check", path)
        assert said.code == 3 and "gongkai.plugins" in said.err


def test_a_plugin_is_turned_off_and_on_and_nothing_else_in_the_file_changes(town: Gongkai) -> None:
    put(town, "boards", BOARDS)
    settings = town.folder / "gongkai.toml"
    before = settings.read_text("utf-8")
    settings.write_text(before + "\n# 本单位的说明\n[clock]\nwarn_days = 3  # 三天\n", "utf-8")
    unit = town.rows("unit", "list", "--limit", "1")[0]["uid"]
    town.good("board", "add", "--unit", unit, "name=村口", "state=good")
    for name in ("boards", "tasks"):
        assert "数据留着" in town.good("plugin", "disable", name).err
    assert "# 本单位的说明" in settings.read_text("utf-8") and "# 三天" in settings.read_text("utf-8")
    assert town("board", "list").code == 2 and town("task", "list").code == 2
    assert {"table": "board", "records": 1} in town.good("plugin", "data", "--format", "json").json
    kept = town.good("plugin", "data", "board", "--format", "json").json
    assert [(row["unit"], row["name"]) for row in kept] == [(unit, "村口")]
    assert town.good("plugin", "data", "board", "--format", "json", root=("--as", "viewer")).json == kept
    assert "本来就是这样" in town.good("plugin", "disable", "boards").err
    for name in ("boards", "tasks"):
        town.good("plugin", "enable", name)
    assert town.rows("board", "list")[0]["name"] == "村口"
    assert town("plugin", "disable", "bords").code == 3
    assert town.good("verify").code == 0


def test_data_of_a_plugin_that_is_gone_stays_within_what_an_account_may_see(town: Gongkai) -> None:
    put(town, "boards", BOARDS)
    units = town.rows("unit", "list", "--limit", "100")
    villages = [unit for unit in units if unit["level"] == "village"][:2]
    for number, unit in enumerate(villages):
        town.good("board", "add", "--unit", unit["uid"], f"name=公示栏{number}", "state=good")
    office = town.office()
    with office.as_system().change("one village") as change:
        change.create("account", name="one", display="one", division="511923101000")
        change.create("grant", account="one", role="viewer", target=villages[0]["uid"])
    office.close()
    (town.folder / "plugins" / "boards.py").unlink()
    seen = town.good("plugin", "data", "board", "--format", "json", root=("--as", "one")).json
    assert [row["name"] for row in seen] == ["公示栏0"]
    assert town("plugin", "data", "board", root=("--as", "nobody")).code == 4 or not seen[1:]
    assert town("plugin", "data", "unit").code == 3


def test_doctor_tells_times_orders_and_what_will_go(town: Gongkai) -> None:
    put(town, "boards", 'import warnings\nload_after = ("tasks",)\nrequires_gongkai = ">=0.1"\n' + BOARDS
        + "\nwarnings.warn('old: use new, gone in 1.0', DeprecationWarning)\n")  # fmt: skip
    rows = {row["name"]: row for row in town.good("plugin", "doctor", "--format", "json").json}
    assert rows["boards"]["order"] == ">tasks" and rows["boards"]["requires"] == ">=0.1"
    assert "use new" in rows["boards"]["warnings"] and isinstance(rows["boards"]["import_ms"], int)
    put(town, "broken", "1 / 0")
    assert town("plugin", "doctor").code == 1


def test_trace_says_who_gives_what(town: Gongkai) -> None:
    put(town, "boards", BOARDS)
    given = town.good("plugin", "trace", "board", "--format", "json").json
    assert {(row["kind"], row["plugin"]) for row in given} >= {("登记册", "boards")}
    hooks = town.good("plugin", "trace", "gongkai_resources", "--format", "json").json
    assert [row["plugin"] for row in hooks] == ["catalog", "tasks", "inspection", "boards"]
    assert town("plugin", "trace", "nothing").code == 3
