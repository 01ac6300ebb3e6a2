"""A county's region stands on its prefecture's, and that on the province's; plugins bring regions."""

from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.levels import region_layers
from gongkai.core.rules import Role
from tests.cli.conftest import Gongkai, made, town

__all__ = ["made", "town"]

PLUGIN = '''"""Three regions that stand on each other."""

from pathlib import Path

from gongkai import hookimpl


@hookimpl
def gongkai_regions(register):
    for name in ("prov", "pref", "coun"):
        register(Path(__file__).parent / "regions" / name)
'''
LIMIT = """
[[case_limit]]
id = "help"
term = "{term}"
{more}
"""


def bring(folder: Path) -> None:
    """A plugin with three regions, in an office's own folder."""
    plugin = folder / "plugins" / "three"
    plugin.mkdir(parents=True)
    (plugin / "__init__.py").write_text(PLUGIN, "utf-8")
    for name, upper, term, more in (
        ("prov", "", "2wd", 'kinds = ["question"]'), ("pref", "prov", "1wd", 'rule = "HOT-6"'), ("coun", "pref", "4wd", ""),
    ):  # fmt: skip
        region = plugin / "regions" / name
        region.mkdir(parents=True)
        inherits = f'inherits = ["{upper}"]\n' if upper else ""
        head = f'[region]\nkey = "{name}"\nname = {{ zh = "{name}地", en = "{name}" }}\n{inherits}'
        (region / "region.toml").write_text(head + LIMIT.format(term=term, more=more), "utf-8")


def test_each_value_is_told_by_the_layer_that_set_it(town: Gongkai) -> None:
    # covers: KY-27
    bring(town.folder)
    settings = town.folder / "gongkai.toml"
    settings.write_text(settings.read_text("utf-8").replace("region = []", 'region = ["coun"]'), "utf-8")
    said = town.good("config", "show", "case_limit", "--origin", "--format", "json").json
    found = {row["key"]: (row["value"], row["layer"]) for row in said if row["key"].startswith("case_limit.help.")}
    assert found["case_limit.help.term"] == ("4wd", "region:coun")
    assert found["case_limit.help.rule"] == ("HOT-6", "region:pref")
    assert found["case_limit.help.kinds"][1] == "region:prov"
    assert found["case_limit.help.name"][1].startswith("plugin:tasks")
    office = town.office()
    names = [layer.name for layer in office.profile.layers if layer.name.startswith("region:")]
    assert names == ["region:prov", "region:pref", "region:coun"]
    assert office.profile.items("role", Role)
    office.close()


def test_a_new_office_takes_a_region_that_a_plugin_brings(tmp_path: Path) -> None:
    bring(tmp_path / "village")
    said = Gongkai(tmp_path / "village")("init", tmp_path / "village", "--division", "511923101201", "--region", "coun")
    assert said.code == 0, said.err
    assert Gongkai(tmp_path / "village").rows("unit", "list")
    with pytest.raises(BadInput, match="nowhere"):
        region_layers(("nowhere",), tmp_path / "village")


def test_regions_that_inherit_in_a_circle_or_from_nobody_are_refused(tmp_path: Path) -> None:
    for name, upper in (("one", "two"), ("two", "one"), ("lost", "atlantis")):
        folder = tmp_path / "regions" / name
        folder.mkdir(parents=True)
        (folder / "region.toml").write_text(
            f'[region]\nkey = "{name}"\nname = {{ zh = "甲", en = "a" }}\ninherits = ["{upper}"]\n', "utf-8"
        )
    with pytest.raises(BadInput, match="one → two → one"):
        region_layers(("one",), tmp_path)
    with pytest.raises(BadInput, match="lost 要继承"):
        region_layers(("lost",), tmp_path)
