"""Rules from TOML layers: a mistake is told by file, line and nearest key; every value knows its layer."""

from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.profile import CORE_SECTIONS, Clock, Layer, Profile, Settings
from gongkai.core.rules import Role, Rule


def layer(folder: Path, name: str, text: str) -> Layer:
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return Layer.load(name, path)


RULES = """
[clock]
warn_days = 5

[[rule]]
id = "A-1"
text = { zh = "甲", en = "first" }
source = "s"

[[rule]]
id = "A-2"
text = { zh = "乙", en = "second" }
source = "s"
"""


def test_a_later_layer_changes_one_value_and_the_origin_says_so(tmp_path: Path) -> None:
    low = layer(tmp_path, "national", RULES)
    high = layer(tmp_path, "office", '[[rule]]\nid = "A-2"\nclause = "第3条"\n[clock]\nwarn_days = 9\n')
    profile = Profile([low, high], CORE_SECTIONS)
    rules = profile.items("rule", Rule)
    assert (rules["A-2"].clause, rules["A-2"].text, rules["A-1"].clause) == ("第3条", T("乙", "second"), "")
    assert profile.table("clock", Clock).warn_days == 9
    origin = profile.origin("rule", "A-2", "clause")
    assert origin is not None and (origin.layer, origin.line) == ("office", 3)
    origin = profile.origin("rule", "A-2", "text")
    assert origin is not None and (origin.layer, origin.line) == ("national", 12)
    assert ("clock.warn_days", 9) in [(name, value) for name, value, _ in profile.origins()]


def test_an_item_can_be_taken_away_but_not_one_that_is_not_there(tmp_path: Path) -> None:
    low = layer(tmp_path, "national", RULES)
    assert list(
        Profile([low, layer(tmp_path, "o", '[remove]\nrule = ["A-1"]\n')], CORE_SECTIONS).items("rule", Rule)
    ) == ["A-2"]
    with pytest.raises(BadInput, match=r"o\.toml:2.*A-9"):
        Profile([low, layer(tmp_path, "o", '[remove]\nrule = ["A-9"]\n')], CORE_SECTIONS).items("rule", Rule)


@pytest.mark.parametrize(
    ("text", "line", "near"),
    [
        ('[[rule]]\nid = "B"\ntext = { zh = "甲", en = "a" }\nsource = "s"\nclaus = "1"\n', 5, "clause"),
        ('[[rule]]\nid = "B"\nsource = "s"\n', 1, "text"),
        ('[[role]]\nkey = "r"\nname = { zh = "甲", en = "a" }\nverbs = "view"\n', 4, "verbs"),
        ('[[roles]]\nkey = "r"\n', 1, "role"),
        ('[role]\nkey = "r"\n', 1, "[[role]]"),
        ('[[rule]]\ntext = { zh = "甲", en = "a" }\n', 1, "id"),
        ('[clock]\nwarn_day = 1\n', 2, "warn_days"),
        ("[clock\n", 1, "TOML"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_line_and_the_right_key(tmp_path: Path, text: str, line: int, near: str) -> None:
    with pytest.raises(BadInput) as caught:
        profile = Profile([layer(tmp_path, "wrong", text)], CORE_SECTIONS)
        profile.items("rule", Rule), profile.items("role", Role), profile.table("clock", Clock)
    said = str(caught.value)
    assert "wrong.toml" in said and near in said
    assert f"wrong.toml:{line}" in said or "line 1" in said


def test_the_offices_own_file_is_checked_before_anything_opens(tmp_path: Path) -> None:
    from gongkai.core.office import Office, read_settings

    path = tmp_path / "gongkai.toml"
    path.write_text('[office]\ndivision = "511923000000"\nregoin = ["pingchang"]\n', "utf-8")
    with pytest.raises(BadInput, match=r"gongkai\.toml:3.*regoin.*region"):
        Office.open(tmp_path)
    path.write_text('[office]\nname = "x"\n', "utf-8")
    with pytest.raises(BadInput, match="division"):
        read_settings(Layer.load("office", path))
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="UTF-8"):
        Office.open(tmp_path)
    assert Settings(division="1").store.startswith("sqlite:")
