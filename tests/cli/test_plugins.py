"""Plugins on the command line: a register of 40 lines gets every command; a broken plugin costs nothing but itself."""

from pathlib import Path

import pytest

from tests.cli.conftest import Gongkai

SEALS = '''
"""Seals that a unit keeps: a whole register in one file."""
from gongkai import T, hookimpl
from gongkai.core.resource import Filter, Resource
from gongkai.core.store.fields import Choice, Date, Text
from gongkai.core.store.record import Record

KINDS = (("office", T("公章", "Office seal")), ("finance", T("财务章", "Finance seal")))


class Seal(Record):
    """One seal."""

    code = Text(T("编码", "Code"), required=True, unique=True, search=True)
    kind = Choice(T("种类", "Kind"), KINDS, required=True)
    keeper = Text(T("保管人", "Keeper"), search=True, help=T("须为在编人员。", "Must be on the staff."))
    made = Date(T("刻制日期", "Made"))

    class Meta:
        table_name = "seal"


SEALS = Resource(
    Seal,
    key="seal",
    name=T("印章", "Seal"),
    columns=("unit", "code", "kind", "keeper", "stage"),
    title="code",
    natural=("code",),
    filters=(Filter("unkept", T("无人保管", "Without a keeper"), lambda office: Seal.keeper.is_null()),),
    workflow="seal",
)


@hookimpl
def gongkai_resources(register):
    register(SEALS)
'''
FLOW = """
[[workflow]]
key = "seal"
initial = "kept"
[[workflow.stage]]
key = "kept"
name = { zh = "在用", en = "In use" }
[[workflow.stage]]
key = "gone"
name = { zh = "已销毁", en = "Destroyed" }
final = true
[[workflow.action]]
key = "hand-over"
name = { zh = "移交", en = "Hand over" }
verb = "edit"
asks = ["keeper"]
needs = ["keeper"]
[[workflow.action]]
key = "destroy"
name = { zh = "销毁", en = "Destroy" }
verb = "edit"
to = "gone"
reason = true
"""


def install(town: Gongkai, name: str, text: str) -> None:
    folder = town.folder / "plugins"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(text.lstrip(), "utf-8")


@pytest.fixture
def seals(town: Gongkai) -> Gongkai:
    """The town with the register of seals, and its workflow as a rule file."""
    install(town, "seals", SEALS)
    (town.folder / "rules").mkdir()
    (town.folder / "rules" / "seals.toml").write_text(FLOW, "utf-8")
    return town


def test_the_plugin_is_short() -> None:
    assert len([line for line in SEALS.strip().splitlines() if line.strip()]) <= 40


def test_one_declaration_gives_every_command(seals: Gongkai, tmp_path: Path) -> None:
    assert "  seal " in seals.good("--help").out and "印章" in seals.good("--help").out
    page = seals.good("seal", "--help").out
    for name in (
        "list",
        "show",
        "add",
        "edit",
        "delete",
        "import",
        "export",
        "history",
        "undo",
        "hand-over",
        "destroy",
    ):
        assert f"  {name} " in page
    assert "office（公章）" in seals.good("seal", "add", "--help").out
    assert "须为在编人员" in seals.good("seal", "add", "--help").out

    uid = seals.good("seal", "add", "--unit", "xtzrmzf", "code=A1", "kind=公章").out.strip()
    assert seals.rows("seal", "list", "--unkept")[0]["code"] == "A1"
    said = seals("seal", "hand-over", uid)
    assert said.code == 3 and "保管人" in said.err, "what the action needs is asked for"
    assert "移交" in seals.good("seal", "hand-over", uid, "--keeper", "张三").err
    assert seals.rows("seal", "list", "--search", "张三")[0]["uid"] == uid

    path = tmp_path / "seals.xlsx"
    seals.good("seal", "export", path)
    assert "不变 1" in seals.good("seal", "import", path).err
    more = tmp_path / "more.csv"
    more.write_text("责任单位,编码,种类,保管人\n响滩镇人民政府,A1,公章,李四\n响滩镇人民政府,B2,财务章,\n", "utf-8")
    assert "新增 1，修改 1，不变 0，有误 0" in seals.good("seal", "import", more).err
    seals.good("seal", "import", more, "--apply")
    assert {(r["code"], r["keeper"]) for r in seals.rows("seal", "list")} == {("A1", "李四"), ("B2", None)}

    seals.good("seal", "edit", uid, "keeper=王五")
    seals.good("seal", "undo", uid)
    assert seals.good("seal", "show", uid, "--format", "json").json["keeper"] == "李四"
    assert seals("seal", "destroy", uid).code == 2, "the action's reason is compulsory"
    seals.good("seal", "destroy", uid, "--reason", "破损")
    assert "已销毁" in seals.good("seal", "show", uid).out
    wrong = seals("seal", "hand-over", uid, "--keeper", "张三")
    assert wrong.code == 3 and "已销毁" in wrong.err
    words = [h["word"] for h in seals.good("seal", "history", uid, "--format", "json").json]
    assert words == ["销毁", "撤销", "修改", "修改", "移交", "新增"]
    assert seals.good("verify", "--format", "json").json["intact"] is True


def test_show_says_what_can_be_done_next(seals: Gongkai) -> None:
    uid = seals.good("seal", "add", "--unit", "xtzrmzf", "code=A1", "kind=公章").out.strip()
    assert "移交 (hand-over)、销毁 (destroy)" in seals.good("seal", "show", uid).out
    assert "可办理" not in seals.good("seal", "show", uid, root=("--as", "viewer")).out


BROKEN = {
    "import": "raise ValueError('cannot\\x1b[2J start')",
    "syntax": "def (",
    "exit": "raise SystemExit(3)",
    "hook": "from gongkai import hookimpl\n@hookimpl\ndef gongkai_resources(register):\n    register(None)\n",
    "unknown_hook": "from gongkai import hookimpl\n@hookimpl\ndef gongkai_resorces(register):\n    pass\n",
    "today": "from gongkai import hookimpl\n@hookimpl\ndef gongkai_today(office, register):\n    1 / 0\n",
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_plugin_is_named_once_and_everything_else_works(town: Gongkai, how: str) -> None:
    install(town, "wreck", BROKEN[how])
    said = town.good("today")
    assert len([line for line in said.err.splitlines() if "wreck" in line]) == 1
    assert "\x1b" not in said.err and "Traceback" not in said.err
    assert town.good("entry", "list").code == 0
    assert len(town.rows("unit", "list")) > 30


def test_a_field_that_a_database_would_misread_is_refused_by_name(town: Gongkai) -> None:
    install(town, "wreck", SEALS.replace("keeper", "similar"))
    said = town.good("today")
    assert "wreck" in said.err and "similar" in said.err
    assert town("seal", "list").code != 0 and town.good("entry", "list").code == 0


def test_a_broken_plugin_is_named_when_a_command_fails_too(town: Gongkai) -> None:
    install(town, "wreck", BROKEN["import"])
    said = town("entry", "show", "nothing")
    assert said.code == 3 and "wreck" in said.err


@pytest.mark.parametrize("how", ["import", "exit"])
def test_plugin_and_doctor_work_when_every_plugin_is_broken(town: Gongkai, how: str) -> None:
    for name in ("catalog", "tasks", "inspection"):
        install(town, f"own_{name}", BROKEN[how])
    env = {"GONGKAI_PLUGINS": "own_catalog,own_tasks,own_inspection"}
    rows = {row["name"]: row for row in town.good("plugin", "list", "--format", "json", env=env).json}
    assert all(rows[f"own_{name}"]["state"] == "有故障" for name in ("catalog", "tasks", "inspection"))
    assert rows["tasks"]["state"] == "被 GONGKAI_PLUGINS 停用"
    said = town("doctor", env=env)
    assert said.code == 1 and "插件：own_tasks" in said.out and "检索索引：unit" in said.out
    assert town.good("plugin", "list", env={"GONGKAI_PLUGINS": ""}).code == 0


def test_a_plugin_that_kills_the_process_is_found_out(town: Gongkai) -> None:
    install(town, "killer", "import os\nos._exit(7)")
    rows = {row["name"]: row for row in town.rows("plugin", "list")}
    assert rows["killer"]["state"] == "有故障" and "7" in rows["killer"]["fault"]
    assert rows["tasks"]["state"] == "启用"
    shown = town.good("plugin", "show", "killer").out
    assert "killer.py" in shown and "7" in shown


def test_what_a_plugin_prints_while_loading_spoils_nothing(town: Gongkai) -> None:
    install(town, "talker", "print('hello'); print('\\x1egongkai [broken')".replace("[broken", '["busy", "x"]'))
    assert {row["name"] for row in town.rows("plugin", "list")} >= {"talker", "tasks"}


def test_a_plugin_is_turned_off_in_the_settings(town: Gongkai) -> None:
    install(town, "wreck", BROKEN["import"])
    path = town.folder / "gongkai.toml"
    path.write_text(path.read_text("utf-8") + '\n[plugins]\ndisable = ["wreck", "inspection"]\n', "utf-8")
    assert "wreck" not in town.good("today").err
    rows = {row["name"]: row["state"] for row in town.rows("plugin", "list")}
    assert rows["wreck"] == rows["inspection"] == "在 gongkai.toml 中停用"
    assert town("mark", "list").code == 2, "its commands are gone"
    assert town.good("unit", "list").err.count("wreck") == 0


def test_show_tells_what_a_plugin_adds(town: Gongkai) -> None:
    shown = town.good("plugin", "show", "tasks", "--format", "json").json
    assert "task" in shown["adds"]["register"] and shown["origin"] == "bundled"
    assert "登记册" in town.good("plugin", "show", "tasks").out
    wrong = town("plugin", "show", "task")
    assert wrong.code == 3 and "tasks" in wrong.err


COMMANDS = '''
import click
from gongkai import T, hookimpl


@click.group(help=str(T("问候。", "Greetings.")))
def greet() -> None:
    """Greetings."""


@greet.command(help=str(T("说话。", "Speak.")))
@click.option("--loud", is_flag=True)
@click.pass_obj
def say(session, loud):
    session.emit((("name", T("名称", "Name")),), [(session.office.title + ("!" if loud else ""),)])


@greet.command(help=str(T("格式。", "Format.")))
@click.pass_obj
def kind(session):
    click.echo(session.format)


@hookimpl
def gongkai_commands(register):
    register("greet", f"{__name__}:greet", T("问候", "Greetings"))
    register("lost", "no.such.module:thing", T("丢失", "Lost"))
'''


def test_a_plugins_commands_get_the_common_options(town: Gongkai, tmp_path: Path) -> None:
    install(town, "greeter", COMMANDS)
    assert town.good("greet", "say", "--loud", "--format", "json").json == [{"name": "响滩镇!"}]
    assert town.good("greet", "kind", "--format", "csv").out == "csv\n"
    town.good("greet", "say", "-o", tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text("utf-8-sig").replace('"', "").splitlines() == ["名称", "响滩镇"]
    page = town.good("greet", "say", "--help").out
    assert "--loud" in page and "--format" in page and "选项" in page and "显示本帮助" in page
    assert "  greet " in town.good("--help").out
    wrong = town("greet", "sya")
    assert wrong.code == 2 and "say" in wrong.err and len(wrong.err.splitlines()) == 1


def test_a_plugins_command_that_cannot_be_imported_is_named(town: Gongkai) -> None:
    install(town, "greeter", COMMANDS)
    said = town("lost")
    assert said.code == 1 and "greeter" in said.err and "lost" in said.err and len(said.err.splitlines()) == 1
