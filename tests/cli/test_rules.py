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


def test_a_rule_says_what_it_does_here_and_where(town: Gongkai) -> None:
    # covers: PC-02
    shown = town.good("rule", "show", "PC-02", "--region", "pingchang", "--format", "json").json
    assert [effect["sets"] for effect in shown["effects"]] == shown["sets"]
    for effect in shown["effects"]:
        assert (effect["units"], effect["findings"], effect["layer"]) == (1, 1, "region:pingchang")
        file, line = effect["where"].rsplit(":", 1)
        key = effect["sets"].partition(":")[2]
        assert f'key = "{key}"' in "".join(Path(file).read_text("utf-8").splitlines()[int(line) - 1 :][:2])
    unit = town.rows("unit", "list", "--township")[0]["uid"]
    town.good("facility", "add", f"unit={unit}", "kind=notice-board", "address=大门右侧")
    again = town.good("rule", "show", "PC-02", "--region", "pingchang", "--format", "json").json
    assert [effect["findings"] for effect in again["effects"]] == [1, 1, 0]
    text = town.good("rule", "show", "PC-02", "--region", "pingchang").out
    assert "政务公开栏" in text and "没有问题" in text and "2008-10-06" in text and "region.toml:" in text
    wide = town.good("rule", "show", "PC-01", "--region", "pingchang", "--format", "json").json["effects"][0]
    assert (wide["sets"], wide["places"], wide["covered"]) == ("coverage:pc-townships", 1, 1)


def test_a_rule_of_another_region_is_pointed_to(town: Gongkai) -> None:
    elsewhere = town("rule", "show", "qz-01")
    assert elsewhere.code == 3 and "rule show QZ-01 --region quzhou" in elsewhere.err
    assert town.good("rule", "show", "QZ-01", "--region", "quzhou").lines[0].split() == ["编号", "QZ-01"]


def test_rules_are_narrowed_by_the_plugin_that_acts_on_them(town: Gongkai) -> None:
    rows = town.rows("rule", "list", "--region", "pingchang", "--plugin", "registry")
    assert len(rows) == 19 and rows[0].keys() == {"id", "text", "source", "clause", "layer"}
    wrong = town("rule", "list", "--plugin", "regstry")
    assert wrong.code == 3 and "registry" in wrong.err


def test_figures_that_a_document_has_wrong_are_told_and_left_alone(town: Gongkai) -> None:
    # covers: PC-91
    shown = town.good("rule", "show", "PC-91", "--region", "pingchang", "--format", "json").json
    assert shown["data"]["total"] == 5316 and len(shown["differences"]) == 1 and "相差 5" in shown["differences"][0]
    checked = town.good("config", "check", "--region", "pingchang")
    assert "PC-91" in checked.out and "5321" in checked.out
    assert town.good("config", "check", "--format", "json").json == []


def test_what_a_rule_sets_must_be_there(town: Gongkai) -> None:
    (town.folder / "rules").mkdir()
    own = town.folder / "rules" / "own.toml"
    own.write_text(
        '[[source]]\nid = "own"\ntitle = { zh = "本县规定", en = "own" }\n\n'
        '[[rule]]\nid = "OWN-1"\ntext = { zh = "一", en = "one" }\nsource = "owm"\n'
        'sets = ["post_kind:oficer", "posts:officer", "post_kind:officer"]\n'
        "data = { a = 1, b = 2, c = 4 }\n"
        'figures = ["c = a + b", "c = a * b", "c = a + d"]\n\n'
        '[[post_kind]]\nkey = "officer"\nrule = "OWN-2"\n',
        "utf-8",
    )
    checked = town("config", "check", "--format", "json")
    assert checked.code == 1
    by_what = {row["what"]: row for row in checked.json}
    told = "\n".join(by_what)
    for words in ("post_kind:oficer", "posts:officer", "owm", "c = a * b", "没有写明 d", "相差 1", "OWN-2"):
        assert words in told, words
    wrong = next(row for row in checked.json if "post_kind:oficer" in row["what"])
    assert wrong["where"].endswith("own.toml:9") and "officer" in wrong["remedy"] and wrong["rule"] == "OWN-1"
    assert [row["rule"] for row in checked.json if row["state"] == "注意"] == ["OWN-1"]
    ill = town("doctor")
    assert ill.code == 1 and "post_kind:oficer" in ill.out and "own.toml:9" in ill.out and "相差" not in ill.out
