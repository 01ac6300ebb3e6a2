"""The regions that ship, each alone over the national layers and the plugins' defaults, as an office reads it."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from gongkai.core.levels import level_layers, region_layers
from gongkai.core.plugins import Plugins
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile
from gongkai.core.rules import PostKind, Selector, UnitTemplate
from gongkai.plugins.catalog.rules import Obligation
from gongkai.plugins.inspection.arithmetic import plan
from gongkai.plugins.inspection.rules import Indicator, Rubric
from tests.unit.test_levels_content import LEVELS, Sort, binds

# region: prefix of its rules, and how many its document states
STATED = {
    "pingchang": ("PC", 100), "gansu": ("GS", 46), "quzhou": ("QZ", 73), "nation2010": ("HYA", 32),
    "nation2008": ("HYB", 40), "zaozhuang": ("ZZ", 40), "kaiyang": ("KY", 30), "chongqing": ("CQ", 4),
}  # fmt: skip
REGIONS = tuple(STATED)
FIVE = REGIONS[2:7]


@cache
def plugins() -> Plugins:
    return Plugins(None).load()


@cache
def profile(*regions: str) -> Profile:
    layers = level_layers() + [Layer.load(f"plugin:{name}", path) for name, path in plugins().files]
    return Profile([*layers, *region_layers(regions)], [*CORE_SECTIONS, *plugins().sections])


@cache
def structs() -> dict[str, Any]:
    return {section.name: section.struct for section in profile("quzhou").sections.values() if section.many}


def items(name: str, region: str) -> dict[str, Any]:
    return profile(region).items(name, structs()[name])


def everything(region: str) -> Iterator[tuple[str, str, Any]]:
    for name in structs():
        for key, item in items(name, region).items():
            yield name, key, item


def sorts(region: str, *levels: str) -> list[Sort]:
    templates: dict[str, UnitTemplate] = items("template", region)
    return [Sort(level, t) for level in (levels or sorted(LEVELS)) for t in templates.values() if level in t.levels]


def sort_of(region: str, template: str) -> Sort:
    found: UnitTemplate = items("template", region)[template]
    return Sort(found.levels[0], found)


def duties(region: str, template: str) -> dict[str, Obligation]:
    """The obligations of one sort of unit, wherever it is."""
    sort = sort_of(region, template)
    return {key: o for key, o in items("obligation", region).items() if binds(o.to, sort)}


def words(obligation: Obligation) -> set[str]:
    return {element.zh for element in obligation.elements}


def data(region: str) -> dict[str, dict[str, Any]]:
    """What each rule states, by its id."""
    return {key: rule.data for key, rule in items("rule", region).items()}


def default_indicators(region: str) -> dict[str, Indicator]:
    return {i.id: i for i in items("rubric", region)["default"].indicator}


def required(region: str, post: str) -> Selector:
    kind: PostKind = items("post_kind", region)[post]
    assert kind.required is not None, post
    return kind.required


def own(region: str, section: str) -> list[str]:
    """Ids that the region's own files write, as often as they write them."""
    tables = [item for layer in region_layers((region,)) for item in layer.data.get(section, ())]
    return [item.get("id", item.get("key")) for item in tables]


def full_points(rubric: Rubric) -> Decimal:
    """What a rubric's items give together, bonuses apart; thirds are rounded."""
    given = (leaf.node.points for leaf in plan(rubric).leaves if not leaf.node.bonus)
    return round(sum(given, Decimal(0)), 9)
