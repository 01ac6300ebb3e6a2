"""``rule``, ``config`` and ``access``: what is in force, who set it, who may do what."""

import re
from pathlib import Path

from tests.cli.conftest import TOWN, Gongkai


def test_rules_are_listed_with_source_and_layer(town: Gongkai) -> None:
    rows = town.rows("rule", "list")
    assert len(rows) > 50
    by_id = {row["id"]: row for row in rows}
    assert by_id["REG-12"]["layer"] == "national" and by_id["REG-12"]["clause"]
    assert {row["id"] for row in town.rows("rule", "list", "--source", "reg2019")} < set(by_id)
    found = town.rows("rule", "list", "--search", "reg-12")
    assert [row["id"] for row in found] == ["REG-12"]


def test_a_regions_rules_can_be_read_before_they_are_adopted(town: Gongkai) -> None:
    rows = town.rows("rule", "list", "--region", "gansu")
    assert rows and {row["layer"] for row in rows} == {"region:gansu"}
    shown = town.good("rule", "show", rows[0]["id"], "--region", "gansu", "--format", "json").json
    assert shown["layer"] == "region:gansu"
    assert town("rule", "list", "--region", "atlantis").code == 3


def test_a_rule_shows_the_file_and_line_that_set_it(town: Gongkai) -> None:
    rule = town.good("rule", "show", "reg-12", "--format", "json").json
    assert rule["id"] == "REG-12" and "obligation:disclosure-guide" in rule["sets"]
    file, line = rule["where"].rsplit(":", 1)
    begun = Path(file).read_text("utf-8").splitlines()[int(line) - 1 :]
    assert any('id = "REG-12"' in words for words in begun[:3])
    assert town.good("rule", "show", "REG-12").lines[0].split() == ["编号", "REG-12"]
    wrong = town("rule", "show", "REG-1x")
    assert wrong.code == 3 and "最接近" in wrong.err


def test_rules_and_config_need_no_office(tmp_path: object) -> None:
    nowhere = Gongkai(tmp_path)  # type: ignore[arg-type]
    assert len(nowhere.rows("rule", "list")) > 50
    assert nowhere.rows("config", "show", "role")


def test_config_says_which_layer_set_a_value(town: Gongkai) -> None:
    rows = {row["key"]: row for row in town.rows("config", "show", "--origin")}
    assert rows["office.division"]["value"] == TOWN
    assert rows["office.division"]["layer"] == "office" and rows["office.division"]["file"].endswith("gongkai.toml")
    assert rows["role.viewer.verbs"]["layer"] == "national" and rows["role.viewer.verbs"]["value"] == ["view"]
    (town.folder / "rules").mkdir()
    (town.folder / "rules" / "own.toml").write_text(
        '[[role]]\nkey = "viewer"\nname = { zh = "旁听", en = "Guest" }\n', "utf-8"
    )
    changed = {row["key"]: row for row in town.rows("config", "show", "role.viewer", "--origin")}
    assert changed["role.viewer.name"]["file"].endswith("own.toml") and changed["role.viewer.name"]["line"] == 3
    assert changed["role.viewer.verbs"]["layer"] == "national"
    assert "旁听" in town.good("config", "show", "role.viewer").out
    assert town("config", "show", "rolle").code == 3


def test_a_password_is_never_shown(town: Gongkai) -> None:
    path = town.folder / "gongkai.toml"
    address = "postgresql://wang:s3cret@127.0.0.1:1/office"
    path.write_text(path.read_text("utf-8").replace("sqlite:///office.sqlite", address), "utf-8")
    for words in (("config", "show", "office"), ("config", "show", "--format", "json"), ("doctor",), ("unit", "list")):
        said = town(*words)
        assert "s3cret" not in said.out + said.err, words
        assert "Traceback" not in said.err
    assert town("unit", "list").code == 6


def test_access_is_explained_grant_by_grant(town: Gongkai) -> None:
    yes = town.good("access", "explain", "clerk", TOWN, "edit")
    assert "可以“编辑”" in yes.lines[0] and "允许" in yes.lines[1]
    no = town("access", "explain", "clerk", "xtz", "签发")
    assert no.code == 1 and "不能“签发”" in no.lines[0] and no.err == ""
    answer = town("access", "explain", "clerk", "0", "view", "--format", "json")
    assert answer.json["allowed"] is False and answer.json["grants"]
    for words, near in ((("clrk", TOWN, "view"), "clerk"), (("clerk", TOWN, "veiw"), "view")):
        wrong = town("access", "explain", *words)
        assert wrong.code == 3 and re.search(f"最接近的是 {near}", wrong.err)
