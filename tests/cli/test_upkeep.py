"""``verify``, ``backup``, ``restore``, ``migrate``, ``doctor``, ``history``, ``completion``, ``init``, ``demo``, ``today``."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gongkai.core import demo as demos
from gongkai.core.demo import Demo
from gongkai.core.i18n import T
from tests.cli.conftest import GOVERNMENT, TOWN, Gongkai, process


def tamper(folder: Path, statement: str) -> None:
    """Change the store behind the ledger's back."""
    with sqlite3.connect(folder / "office.sqlite") as db:
        db.execute(statement)
    db.close()


# verify


def test_verify_says_intact(town: Gongkai) -> None:
    said = town.good("verify")
    assert said.out == "" and "完好" in said.err
    report = town.good("verify", "--format", "json").json
    assert report["intact"] and report["rows"] > 30 and report["faults"] == []


def test_verify_names_what_was_changed_behind_the_ledger(town: Gongkai) -> None:
    uid = town.good("unit", "show", GOVERNMENT, "--format", "json").json["uid"]
    tamper(town.folder, f"UPDATE unit SET phone = '999' WHERE uid = '{uid}'")
    tamper(town.folder, "UPDATE division SET name = '假村' WHERE code = 511923101002000")
    said = town("verify")
    assert said.code == 1
    assert [line for line in said.lines if "unit" in line and uid in line and "联系电话" in line]
    assert [line for line in said.lines if "division" in line and "511923101002" in line]
    assert said.err.startswith("错误：发现 2 处不符")
    report = town("verify", "--format", "json")
    assert report.code == 1 and {f["table"] for f in report.json["faults"]} == {"unit", "division"}


# backup, restore


def test_a_backup_comes_back_whole(town: Gongkai, tmp_path: Path) -> None:
    town.good("unit", "edit", "xtzrmzf", "phone=123")
    assert "备份到" in town.good("backup", tmp_path / "a.zip").err
    town.good("restore", tmp_path / "a.zip", tmp_path / "back")
    back = Gongkai(tmp_path / "back")
    assert back.good("unit", "show", GOVERNMENT, "--format", "json").json["phone"] == "123"
    assert back.good("verify", "--format", "json").json["intact"]
    again = town("restore", tmp_path / "a.zip", tmp_path / "back")
    assert again.code == 3 and len(again.err.splitlines()) == 1
    (tmp_path / "b.zip").write_bytes(b"no zip")
    assert town("restore", tmp_path / "b.zip", tmp_path / "other").code == 3
    assert town("backup", tmp_path).code == 3
    assert town("backup", tmp_path / "no" / "such" / "a.zip").code in (3, 6)


# migrate, versions


def test_a_store_of_a_newer_version_is_refused(town: Gongkai) -> None:
    tamper(town.folder, "INSERT INTO migration_core (name, applied) VALUES ('0999_later', '2030-01-01')")
    for words in (("unit", "list"), ("migrate",), ()):
        said = town(*words)
        assert said.code == 6 and "更新版本" in said.err and len(said.err.splitlines()) == 1
    doctor = town("doctor")
    assert doctor.code == 1 and "0999_later" in doctor.out


def test_migrate_backs_up_first(town: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.core.store import migrate as core

    assert "已是当前版本" in town.good("migrate").err
    done: list[str] = []
    monkeypatch.setattr(core, "pending", lambda office: ["0002_next"])
    monkeypatch.setattr(core, "migrate_core", lambda store: done.append("run") or ["0002_next"])  # type: ignore[func-returns-value]
    said = town.good("migrate")
    (held,) = (town.folder / "backups").glob("*.zip")
    assert done == ["run"] and "0002_next" in said.err and held.name in said.err


def test_what_is_no_store_of_ours(town: Gongkai) -> None:
    path = town.folder / "office.sqlite"
    path.write_bytes(b"this is not a database, it is a letter" * 50)
    said = town("unit", "list")
    assert said.code == 6 and len(said.err.splitlines()) == 1 and "gongkai restore" in said.err
    path.unlink()
    assert town("unit", "list").code == 6
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t (x)")
    db.close()
    said = town("division", "list")
    assert said.code == 6 and "不是 gongkai 的数据库" in said.err


# doctor


def test_doctor_looks_at_everything(town: Gongkai) -> None:
    rows = {row["check"]: row for row in town.rows("doctor")}
    assert {row["state"] for row in rows.values()} == {"ok"}, rows
    assert "gongkai 0.1.0" in rows["版本"]["what"]
    assert "插件：catalog" in rows and "检索索引：unit" in rows


def test_doctor_finds_and_mends_a_search_index(town: Gongkai) -> None:
    tamper(town.folder, "DELETE FROM fts_unit")
    assert town.rows("unit", "list", "--search", "人民政府") == []
    found = town("doctor")
    assert found.code == 1 and "检索索引：unit" in found.out and "--mend" in found.out
    assert "已重建" in town.good("doctor", "--mend").out
    assert town.rows("unit", "list", "--search", "人民政府")
    assert town.good("doctor").code == 0


def test_doctor_and_verify_find_damage_inside_an_index(town: Gongkai) -> None:
    """An index that says other things than its table: nothing that reads the rows would notice."""
    with sqlite3.connect(town.folder / "office.sqlite") as db:
        db.execute("PRAGMA writable_schema = 1")
        db.execute(
            'UPDATE sqlite_master SET sql = replace(sql, \'("scope", "id")\', \'("id", "scope")\') WHERE name = \'unit_scope_id\''
        )
    db.close()
    found = town("doctor")
    lines = [line for line in found.lines if line.startswith("数据库内部")]
    assert found.code == 1 and lines
    assert all("unit_scope_id" in line and "--mend" in line and "gongkai restore" in line for line in lines)
    said = town("verify")
    assert said.code == 1 and "unit_scope_id" in said.out
    assert "Sound." in town.good("doctor", "--mend", root=("--lang", "en")).out
    assert town.good("doctor").code == town.good("verify").code == 0


@pytest.mark.parametrize(
    ("statement", "name", "remedy"),
    [
        (f"UPDATE unit SET initials = 'zz' WHERE name = '{GOVERNMENT}'", GOVERNMENT, "gongkai restore"),
        ("UPDATE division SET initials = 'zz' WHERE code = 511923101000000", "响滩镇", "gongkai division load"),
        (f"UPDATE unit SET scope = 0 WHERE name = '{GOVERNMENT}'", GOVERNMENT, "gongkai restore"),
        (f"UPDATE unit SET parent = 'nobody' WHERE name = '{GOVERNMENT}'", GOVERNMENT, "gongkai unit edit"),
        ("UPDATE division SET level = 3 WHERE code = 511923101000000", "响滩镇", "gongkai restore"),
    ],
)
def test_doctor_names_a_derived_column_that_is_wrong_and_a_remedy(
    town: Gongkai, statement: str, name: str, remedy: str
) -> None:
    tamper(town.folder, statement)
    said = town("doctor")
    lines = [line for line in said.lines if line.startswith("区划与单位")]
    assert said.code == 1 and [line for line in lines if name in line and remedy in line], said.out


def test_doctor_runs_where_there_is_no_office(tmp_path: Path) -> None:
    rows = {row["check"]: row for row in Gongkai(tmp_path).rows("doctor")}
    assert rows["单位工作区"]["state"] == "warning" and rows["插件：tasks"]["state"] == "ok"


def test_a_plugins_own_check_is_told(town: Gongkai) -> None:
    (town.folder / "plugins").mkdir()
    (town.folder / "plugins" / "looks.py").write_text(
        "from gongkai import T, hookimpl\n\n@hookimpl\ndef gongkai_check(office, register):\n"
        '    register(T(f"{office.title}缺少公章", "The seal is missing"))\n',
        "utf-8",
    )
    rows = {row["check"]: row for row in town.rows("doctor")}
    assert rows["自查：looks"] == {"check": "自查：looks", "state": "warning", "what": "响滩镇缺少公章"}
    assert "The seal is missing" in town.good("doctor", root=("--lang", "en")).out


# history


def test_the_newest_changes_of_the_office(town: Gongkai) -> None:
    town.good("unit", "edit", "xtzrmzf", "phone=1", "--reason", "改电话")
    rows = town.good("history", "--format", "json", "--limit", 2).json
    assert (rows[0]["actor"], rows[0]["reason"], rows[0]["lines"]) == ("admin", "改电话", 1)
    assert len(rows) == 2 and rows[0]["seq"] == rows[1]["seq"] + 1
    assert "改电话" in town.good("history").out


# completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    said = process("completion", shell)
    assert said.code == 0 and "_GONGKAI_COMPLETE" in said.out and "gongkai" in said.out


def test_commands_complete(town: Gongkai) -> None:
    said = process(_GONGKAI_COMPLETE="bash_complete", COMP_WORDS=f"gongkai -C {town.folder} unit ex", COMP_CWORD="4")
    assert said.out.split() == ["plain,export"]
    said = process(_GONGKAI_COMPLETE="bash_complete", COMP_WORDS="gongkai div", COMP_CWORD="1")
    assert said.out.split() == ["plain,division"]


# init


def test_init_makes_an_office_and_says_how_to_open_it(tmp_path: Path) -> None:
    here = Gongkai(tmp_path)
    said = here.good("init", tmp_path / "new", "--division", TOWN, "--account", "wang", "--name", "响滩公开办")
    assert said.out == "" and "响滩公开办" in said.err and "wang" in said.err
    made = Gongkai(tmp_path / "new")
    assert made.rows("account", "list")[0]["name"] == "wang"
    assert made.rows("unit", "list", "--township")
    assert made.good("verify").code == 0


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("--division", "519923000000"), "代码"),
        (("--division", "平昌"), "完整名称"),
        (("--division", TOWN, "--region", "pingchnag"), "pingchang"),
        (("--division", TOWN, "--store", "mysql://x"), "sqlite:///"),
    ],
)
def test_init_that_cannot_be_leaves_nothing(tmp_path: Path, words: tuple[str, ...], near: str) -> None:
    said = Gongkai(tmp_path)("init", tmp_path / "new", *words)
    assert said.code == 3 and near in said.err
    assert not (tmp_path / "new").exists()


def test_init_never_writes_over_an_office(town: Gongkai) -> None:
    before = (town.folder / "gongkai.toml").read_bytes()
    assert town("init", town.folder, "--division", TOWN).code == 3
    assert (town.folder / "gongkai.toml").read_bytes() == before


# demo and today

SMALL = Demo("town", T("响滩镇", "Xiangtan town"), TOWN, ("pingchang",), T("一个镇。", "A town."))


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town in place of the county, which takes a minute."""
    monkeypatch.setattr(demos, "DEMOS", (SMALL,))


def test_demo_lists_the_sample_systems(tmp_path: Path) -> None:
    rows = Gongkai(tmp_path).rows("demo", "--list")
    assert "pingchang" in [row["key"] for row in rows]


@pytest.mark.usefixtures("small_demo")
def test_demo_is_made_once_in_the_users_data_folder_and_shown(tmp_path: Path) -> None:
    here = Gongkai(tmp_path)
    first = here.good("demo", env={"XDG_DATA_HOME": str(tmp_path / "data")})
    folder = tmp_path / "data" / "gongkai" / "demo" / "town"
    assert "样例数据" in first.out and first.lines[0].startswith("响滩镇")
    assert str(folder) in first.err and sorted(p.name for p in folder.parent.iterdir()) == ["town"]
    Gongkai(folder).good("unit", "edit", "xtzrmzf", "phone=7")
    second = here.good("demo", env={"XDG_DATA_HOME": str(tmp_path / "data")})
    assert "样例数据" in second.out and len(second.err.splitlines()) == 1, "nothing is made again"
    assert Gongkai(folder).good("unit", "show", "xtzrmzf", "--format", "json").json["phone"] == "7"
    here.good("demo", "--reset", env={"XDG_DATA_HOME": str(tmp_path / "data")})
    assert Gongkai(folder).good("unit", "show", "xtzrmzf", "--format", "json").json["phone"] != "7"
    assert Gongkai(folder).good("verify").code == 0


@pytest.mark.usefixtures("small_demo")
def test_a_sample_of_an_earlier_version_is_made_anew_and_the_earlier_one_kept(tmp_path: Path) -> None:
    here, data = Gongkai(tmp_path), {"XDG_DATA_HOME": str(tmp_path / "data")}
    here.good("demo", env=data)
    folder = tmp_path / "data" / "gongkai" / "demo" / "town"
    with closing(sqlite3.connect(folder / "office.sqlite")) as store:
        store.execute("DELETE FROM migration_tasks WHERE id = (SELECT max(id) FROM migration_tasks)")
        store.commit()
    said = here.good("demo", env=data)
    assert "town.old" in said.err and "停用" not in said.err
    assert sorted(p.name for p in folder.parent.iterdir()) == ["town", "town.old"]
    assert Gongkai(folder).good("verify").code == 0 and Gongkai(folder).good("task", "list").code == 0


@pytest.mark.usefixtures("small_demo")
def test_demo_throws_nothing_away_but_samples(town: Gongkai, tmp_path: Path) -> None:
    said = town("demo", "--dir", town.folder, "--reset")
    assert said.code == 3 and "正式" in said.err
    assert town.good("unit", "list").code == 0
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    assert town("demo", "--dir", tmp_path / "full").code == 3
    assert (tmp_path / "full" / "letter.txt").exists()


def test_today_as_data_names_the_command_behind_each_number(town: Gongkai) -> None:
    (town.folder / "plugins").mkdir()
    (town.folder / "plugins" / "cards.py").write_text(
        "from gongkai import T, hookimpl\nfrom gongkai.core.today import Card\n\n@hookimpl\n"
        "def gongkai_today(office, register):\n"
        '    register(Card("own", "late", T("村级单位", "Villages"), 30, register="unit", filters=("village",)))\n'
        '    register(Card("words", "news", T("会议\\x1b]0;x", "Meeting")))\n',
        "utf-8",
    )
    (card,) = [c for c in town.rows("today") if c["key"] == "own"]
    assert card["command"] == "gongkai unit list --village" and card["count"] == 30
    assert len(town.rows(*card["command"].split()[1:])) > 0
    text = town.good("today").out
    assert "逾期" in text and "gongkai unit list --village" in text and "\x1b" not in text


# both stores


def test_an_office_on_either_store(store_url: str, tmp_path: Path) -> None:
    here, folder = Gongkai(tmp_path), tmp_path / "office"
    here.good("init", folder, "--division", TOWN, "--account", "wang", "--store", store_url)
    office = Gongkai(folder)
    assert office.good("division", "count", "--format", "json").json["township"] == 1
    uid = office.rows("unit", "list", "--search", "xtzrmzf")[0]["uid"]
    office.good("unit", "edit", uid, "phone=1")
    assert office("unit", "edit", uid, "phone=2", "--version", 1).code == 5
    office.good("unit", "undo", uid)
    assert [h["action"].partition(":")[0] for h in office.good("unit", "history", uid, "--format", "json").json] == [
        "undo", "update", "create"
    ]  # fmt: skip
    sheet = tmp_path / "days.csv"
    sheet.write_text("日期,安排\n2027-01-01,放假\n", "utf-8")
    office.good("holiday", "import", sheet, "--apply")
    assert office.good("entry", "list").code == 0
    assert office.good("doctor").code == 0
    office.good("backup", tmp_path / "a.zip")
    here.good("restore", tmp_path / "a.zip", tmp_path / "back")
    back = Gongkai(tmp_path / "back")
    assert back.rows("holiday", "list") == office.rows("holiday", "list")
    assert back.good("verify", "--format", "json").json["intact"] and office.good("verify").code == 0
    assert back.rows("unit", "list", "--search", "xtzrmzf")[0]["uid"] == uid


# killed in the middle

KILLED = """
import json, os, signal, sys
from gongkai.cli.main import cli
from gongkai.core.ledger.door import Change

def deadly(name):
    whole = getattr(Change, name)
    def run(self, *words):
        whole(self, *words)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(Change, name, run)

deadly(sys.argv[1])
cli.main(json.loads(sys.argv[2]))
"""


@pytest.mark.parametrize("step", ["_put", "seal"])
def test_an_import_that_is_killed_leaves_all_or_nothing(town: Gongkai, tmp_path: Path, step: str) -> None:
    """SIGKILL when the rows are in but not their lines, and when everything is written but not committed."""
    sheet = tmp_path / "many.csv"
    days = [
        f"{year}-{month:02}-{day:02},放假"
        for year in range(2030, 2040)
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    sheet.write_text("日期,安排\n" + "\n".join(days) + "\n", "utf-8")
    words = ["-C", str(town.folder), "holiday", "import", str(sheet), "--apply"]
    done = subprocess.run([sys.executable, "-c", KILLED, step, json.dumps(words)], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert town.good("holiday", "list", "--count").out == "0\n"
    assert town.good("verify", "--format", "json").json["intact"] is True
    town.good(*words[2:])
    assert town.good("holiday", "list", "--count").out == f"{len(days)}\n"
    assert town.good("verify", "--format", "json").json["intact"] is True
