"""A list of powers cleaned from below and from above, reviewed by three offices, published, adjusted: from the shell."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gongkai.cli.main import cli
from gongkai.core.office import Office
from tests.catalogues import FRIDAY, staffed

DUTIES = """单位,职责序号,主要职责,是否涉及职权,三定方案
响滩镇人民政府,1,小餐饮管理,是,平编〔2024〕3号
响滩镇人民政府,2,编制规划,否,平编〔2024〕3号
响滩镇人民政府,3,宅基地审批,是,平编〔2024〕3号
"""
POWERS = """序号,权力名称,权力类型,实施主体,设定依据,对应职责,承办机构,法定办结时限,承诺办结时限,办理方式,收费依据及标准
1,小餐饮许可,许可,响滩镇人民政府,食品安全法,1,审批股,20个工作日,10个工作日,窗口,不收费
2,摆摊许可,行政许可,响滩镇人民政府,无,9,审批股,10个工作日,15个工作日,窗口,不收费
"""
STEPS = """职权,单位,环节序号,环节名称,类型,岗位,时限,下一步
{power},响滩镇人民政府,1,申请,开始,窗口,,
{power},响滩镇人民政府,2,审查,判断,审批股,8个工作日,齐全:3；补正:1
{power},响滩镇人民政府,3,发证,结束,窗口,1个工作日,
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    staffed(tmp_path / "town", "sqlite:///office.sqlite", "gansu")
    return tmp_path / "town"


def test_from_two_lists_to_the_published_catalogue(folder: Path, tmp_path: Path) -> None:
    # covers: GS-17, GS-19, HYB-10
    def call(actor: str, *words: str) -> Result:
        return CliRunner().invoke(cli, ["-C", str(folder), "--as", actor, *words], catch_exceptions=False)

    def good(actor: str, *words: str) -> str:
        result = call(actor, *words)
        assert result.exit_code == 0, (words, result.stderr)
        return result.stdout.strip()

    def load(register: str, text: str) -> None:
        path = tmp_path / f"{register}.csv"
        path.write_text(text, "utf-8")
        good("wen", register, "import", str(path), "--apply")

    def powers(*words: str) -> dict[str, Any]:
        return {row["name"]: row for row in json.loads(good("wen", "power", "list", *words, "--format", "json"))}

    def found(rule: str) -> set[tuple[str, str]]:
        told = json.loads(call("wen", "power", "check", "--format", "json").stdout)
        return {(row["code"], row["uid"]) for row in told if row["rule"] == rule}

    load("power_duty", DUTIES)  # from above: what the establishment decision gives
    load("power", POWERS)  # from below: what the unit reports
    food, stall = powers()["小餐饮许可"]["uid"], powers()["摆摊许可"]["uid"]
    [third] = [
        row["uid"] for row in json.loads(good("wen", "power_duty", "list", "--format", "json")) if row["number"] == "3"
    ]
    assert found("GS-17") == {("power-without-duty", stall), ("duty-without-power", third)}
    assert ("power-promise", stall) in found("POW-4")
    good("wen", "power", "delete", stall, "--reason", "没有依据")
    good("wen", "power", "add", "unit=响滩镇人民政府", "name=宅基地许可", "kind=licence", "basis=土地管理法", "duty=3")
    assert found("GS-17") == set()

    load("power_step", STEPS.format(power=food))
    assert "审查" in good("wen", "power", "flow", food) and found("POW-3") == set()
    steps = [
        ("kan", "submit", 4), ("wen", "submit", 0), ("wen", "staffing", 4), ("guo", "staffing", 0), ("guo", "legal", 4),
        ("mei", "publish", 3), ("jian", "legal", 0), ("jian", "confirm", 4), ("ban", "confirm", 0), ("wen", "publish", 4),
        ("mei", "publish", 0),
    ]  # fmt: skip
    for actor, action, code in steps:
        result = call(actor, "power", action, food)
        assert result.exit_code == code, (actor, action, result.stderr)
    assert set(powers("--public")) == {"小餐饮许可"}

    assert call("wen", "power", "edit", food, "promised=5wd").exit_code == 3
    begun = good("wen", "power", "adjusted", food, "--change-basis", "响府发〔2026〕9号", "--change-must", "adjust")
    [new] = powers("--changing").values()
    assert begun == new["uid"]  # what the next call needs
    good("wen", "power", "edit", new["uid"], "promised=5wd")
    office = Office.open(folder, "guo")  # the reviewer sees it beside the version that is public
    register = office.register("power")
    drafted = register.get(new["uid"])
    assert register.resource.before is not None and register.resource.before(office, register.get(food)) is None
    public = register.resource.before(office, drafted)
    assert (public.uid, public.promised, drafted.promised) == (food, "10wd", "5wd")
    office.close()
    assert powers("--public")["小餐饮许可"]["promised"] == "10wd"
    assert call("zhi", "power", "cancelled", food, "--change-basis", "文件").exit_code == 3
    for actor, action in (
        ("wen", "submit"),
        ("guo", "staffing"),
        ("jian", "legal"),
        ("ban", "confirm"),
        ("mei", "publish"),
    ):
        good(actor, "power", action, new["uid"])
    assert powers("--public")["小餐饮许可"]["promised"] == "5wd"
    total = json.loads(good("wen", "power", "count", "--format", "json"))[-1]
    assert (total["added"], total["adjusted"], total["end"]) == (1, 1, 1)
    files = tmp_path / "charts"
    good("wen", "power", "charts", str(files))
    assert [path.suffix for path in files.iterdir()] == [".svg"]


def test_a_list_brought_again_means_the_newest_version(folder: Path, tmp_path: Path) -> None:
    def call(actor: str, *words: str) -> Result:
        return CliRunner().invoke(cli, ["-C", str(folder), "--as", actor, *words], catch_exceptions=False)

    path = tmp_path / "list.csv"
    path.write_text("\n".join(POWERS.splitlines()[:2]) + "\n", "utf-8")
    assert call("wen", "power", "import", str(path), "--apply").exit_code == 0
    [row] = json.loads(call("wen", "power", "list", "--format", "json").stdout)
    for actor, action in (
        ("wen", "submit"),
        ("guo", "staffing"),
        ("jian", "legal"),
        ("ban", "confirm"),
        ("mei", "publish"),
    ):
        assert call(actor, "power", action, row["uid"]).exit_code == 0
    assert call("wen", "power", "adjusted", row["uid"], "--change-basis", "文件").exit_code == 0
    path.write_text(path.read_text("utf-8").replace("10个工作日", "6个工作日"), "utf-8")
    done = call("wen", "power", "import", str(path), "--apply")
    assert done.exit_code == 0, done.stderr
    told = {(r["stage"], r["promised"]) for r in json.loads(call("wen", "power", "list", "--format", "json").stdout)}
    assert told == {("published", "10wd"), ("draft", "6wd")}
