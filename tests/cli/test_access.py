"""``access``, ``grant``, ``--as`` and passwords from the command line."""

import json

import pytest

from tests.cli.conftest import TOWN, Gongkai


def village_of(town: Gongkai) -> str:
    """A village's code."""
    rows = town.rows("division", "list", "--level", "village")
    return str(rows[0]["code"])


def test_explain_names_the_grant_that_decides(town: Gongkai) -> None:
    village = village_of(town)
    town.good("account", "add", "name=zhang", "display=张三", f"division={TOWN}")
    town.good("grant", "add", "account=zhang", "role=clerk", f"division={TOWN}")
    town.good("grant", "add", "account=zhang", "role=signer", f"division={TOWN}", f"excluded={village}")
    said = town.good("access", "explain", "zhang", TOWN, "publish")
    assert (
        said.lines[0].endswith("可以“公开”。")
        and said.lines[1].startswith("* 签发")
        and said.lines[2].startswith("- 经办")
    )
    assert "没有“公开”这项权限" in said.lines[2]
    no = town("access", "explain", "zhang", village, "publish", "--format", "json")
    answer = json.loads(no.out)
    assert no.code == 1 and answer["allowed"] is False and answer["decides"] is None
    assert any("除外" in one["why"] for one in answer["grants"])
    english = town("access", "explain", "zhang", village, "publish", root=("--lang", "en"))
    assert "leaves out" in english.out and "。" not in english.out
    assert town("access", "explain", "zhang", "xtzrmzf", "edit").code == 0  # a unit
    assert town("access", "explain", "zhang", "没有", "edit").code == 3


def test_people_see_and_type_names(town: Gongkai) -> None:
    rows = town.rows("grant", "list")
    assert {row["account"] for row in rows} == {"admin", "clerk", "viewer"}
    assert [row["role"] for row in town.rows("grant", "list", "--where", "account=clerk")] == ["clerk"]
    wrong = town("grant", "add", "account=clrk", "role=clerk", f"division={TOWN}")
    assert wrong.code == 3 and "最接近的是 clerk" in wrong.err
    listed = town.rows("access", "list", "--at", village_of(town))
    assert {row["account"] for row in listed} == {"admin", "clerk", "viewer"}
    assert len(town.rows("access", "list", "--account", "viewer")) == 1
    given = town.good("grant", "add", "account=viewer", "role=clerk", "target=xtzrmzf").out.strip()
    assert town.good("grant", "show", given, "--format", "json").json["granted_by"] == "admin"
    sheet = town.folder / "grants.csv"
    town.good("grant", "export", str(sheet))
    assert "viewer" in sheet.read_text("utf-8-sig")
    assert "不变 4" in town.good("grant", "import", str(sheet)).err + town.good("grant", "import", str(sheet)).out


def test_as_is_for_administrators_and_recorded(town: Gongkai) -> None:
    assert town.good("unit", "list", "--count", root=("--as", "viewer")).out
    assert "以 viewer 的身份" in town.good("history").out
    for other in ("admin", "viewer", "nobody"):
        refused = town("unit", "list", root=("--as", other), env={"GONGKAI_ACCOUNT": "clerk"})
        assert refused.code == 4 and "只有管理员" in refused.err
    town.good("unit", "list", root=("--as", "clerk"), env={"GONGKAI_ACCOUNT": "clerk"})
    assert town("unit", "list", root=("--as", "gongkai")).code == 3
    town.good("verify")


def test_the_last_administrator_is_told_so(town: Gongkai) -> None:
    uid = next(row["uid"] for row in town.rows("grant", "list") if row["account"] == "admin")
    said = town("grant", "delete", uid, "--reason", "tidy")
    assert said.code == 4 and "没有人能管理" in said.err
    assert town("grant", "edit", uid, "valid_to=2090-01-01").code == 4


def test_a_password_comes_from_stdin_and_opens_the_office(town: Gongkai, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from gongkai.cli.main import cli

    def passwd(text: str) -> int:
        return CliRunner().invoke(cli, ["-C", str(town.folder), "access", "passwd"], input=text).exit_code

    assert passwd("short\n") == 3
    assert passwd("a long password\n") == 0
    closed = town("unit", "list")
    assert closed.code == 4 and "GONGKAI_PASSWORD" in closed.err
    assert town("unit", "list", env={"GONGKAI_PASSWORD": "another one"}).code == 4
    opened = {"GONGKAI_PASSWORD": "a long password"}
    assert town("unit", "list", env=opened).code == 0
    assert "a long" not in town("history", env=opened).out
    assert town("access", "passwd", "--remove", env=opened).code == 0
    assert town("unit", "list").code == 0
