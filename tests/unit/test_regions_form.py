"""The form of the regions that ship: every stated rule once, in both languages, naming only what is there."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from gongkai.core.access import VERBS
from gongkai.core.clock import Limit
from gongkai.core.levels import level_layers, region_folders, region_layers
from gongkai.core.profile import CORE_SECTIONS, Profile, Region
from gongkai.core.rulecheck import target
from gongkai.core.rules import PostKind, Rule, UnitTemplate
from gongkai.core.workflow import Workflow
from gongkai.plugins.inspection.rules import Rubric
from tests.regions import (
    FIVE,
    REGIONS,
    STATED,
    everything,
    full_points,
    items,
    own,
    profile,
    sorts,
    structs,
)
from tests.unit.test_levels_content import CHINESE, LEVELS, PLUGINS, binds, selectors, texts

# ---- form: each region alone


def test_the_regions_ship_seven_with_all_rules_of_their_documents() -> None:
    assert set(STATED) == set(region_folders())
    assert sum(count for prefix, count in STATED.values() if prefix != "CQ") == 361


@pytest.mark.parametrize("region", REGIONS)
def test_every_stated_rule_stands_once_and_no_item_twice(region: str) -> None:
    prefix, count = STATED[region]
    assert Counter(own(region, "rule")) == {f"{prefix}-{n:02d}": 1 for n in range(1, count + 1)}
    for key in own(region, "rule"):
        rule: Rule = items("rule", region)[key]
        assert rule.source and rule.clause and rule.plugin in PLUGINS and rule.kind, key
        assert rule.kind != "statistic" or rule.data, f"{key} states no figure"
        assert rule.sets or rule.data or region not in FIVE, f"{key} acts on nothing and states nothing"
    for section in structs():
        assert [key for key, times in Counter(own(region, section)).items() if times > 1] == [], section


@pytest.mark.parametrize("region", REGIONS)
def test_every_item_fits_its_struct_and_stands_in_both_languages(region: str) -> None:
    said = Profile(region_layers((region,)), CORE_SECTIONS, whole=False).table("region", Region)
    assert said.key == region
    for name, key, item in [("region", region, said), *everything(region)]:
        for text in texts(item):
            where = f"{name} {key}: {text!r}"
            assert text.zh == text.zh.strip() and CHINESE.search(text.zh), where
            assert text.en == text.en.strip() and text.en and not CHINESE.search(text.en), where


def resolves(mark: str, region: str) -> bool:
    """Whether an entry of ``sets`` names something that is there."""
    section, _, key = mark.partition(":")
    if section == "limit":
        return key in items("obligation", region)
    if section in ("indicator", "item"):
        outer, _, inner = key.partition(".")
        owner = items("rubric" if section == "indicator" else "plan", region).get(outer)
        parts = getattr(owner, "indicator", ()) or getattr(owner, "item", ())
        return inner in {part.id for part in parts}
    if section not in structs():  # a single table
        return target(profile(region), mark) is not None
    return key in items(section, region)


@pytest.mark.parametrize("region", REGIONS)
def test_references_resolve(region: str) -> None:
    rules, sources = items("rule", region), items("source", region)
    for name, key, item in everything(region):
        for part in (item, *getattr(item, "indicator", ()), *getattr(item, "item", ()), *getattr(item, "action", ())):
            named = getattr(part, "rule", "")
            assert not named or named in rules, f"{name} {key}: no rule {named}"
        if name in ("rule", "rubric", "plan"):
            assert not item.source or item.source in sources, f"{name} {key}: no source {item.source}"
        for basis in getattr(item, "basis", ()):
            assert basis.partition(":")[0] in sources, f"{name} {key}: no source {basis}"
        for mark in getattr(item, "sets", ()):
            assert resolves(mark, region), f"{name} {key}: sets {mark}, which is not there"


@pytest.mark.parametrize("region", FIVE)
def test_what_names_a_rule_is_named_by_it(region: str) -> None:
    """A rule and what it sets agree in both directions: nothing of a region hangs on a rule that does not know it."""
    prefix = f"{STATED[region][0]}-"
    sets = {key: set(rule.sets) for key, rule in items("rule", region).items()}
    for key in own(region, "obligation"):
        rule = items("obligation", region)[key].rule
        assert not rule.startswith(prefix) or f"obligation:{key}" in sets[rule], f"{rule} does not name {key}"
    for name in (
        "template",
        "post_kind",
        "body",
        "facility",
        "unit_fact",
        "coverage",
        "channel",
        "audience",
        "line",
        "unit_kind",
    ):
        for key, item in items(name, region).items():
            if item.rule.startswith(prefix):
                assert f"{name}:{key}" in sets[item.rule], f"{item.rule} does not name {name} {key}"


@pytest.mark.parametrize("region", REGIONS)
def test_limits_are_counted_and_words_of_lists_declared(region: str) -> None:
    channels, audiences = set(items("channel", region)), set(items("audience", region))
    for key, obligation in items("obligation", region).items():
        assert str(Limit.parse(obligation.limit)) == obligation.limit, key
        assert obligation.channels and set(obligation.channels) <= channels, key
        assert obligation.audience in audiences, key
        assert obligation.topic and obligation.elements and obligation.basis, key
    for key, rule in items("rule", region).items():
        stated = {str(rule.data[field]) for field in ("limit", "stage") if field in rule.data}
        assert all(Limit.parse(limit) for limit in stated), key
        set_here = {mark.removeprefix("limit:") for mark in rule.sets if mark.startswith("limit:")}
        limits = {items("obligation", region)[mark].limit for mark in set_here}
        assert not stated or limits <= stated or region not in FIVE, f"{key}: {limits}"


@pytest.mark.parametrize("region", REGIONS)
def test_selectors_name_what_is_there_and_every_obligation_binds_some_unit(region: str) -> None:
    templates: dict[str, UnitTemplate] = items("template", region)
    declared: dict[str, set[str]] = {
        "levels": LEVELS,
        "kinds": set(items("unit_kind", region)),
        "lines": set(items("line", region)),
        "tags": {tag for template in templates.values() for tag in template.tags} | {"heat"},  # given by hand
        "leadership": {"local", "vertical", "dual"},
        "units": set(templates),
    }
    for name, key, item in everything(region):
        for selector in selectors(item):
            for field, known in declared.items():
                assert set(getattr(selector, field)) <= known, f"{name} {key}: {field}"
            assert all(re.fullmatch(r"\d{2}(\d\d)?(\d\d)?", code) for code in selector.within), f"{name} {key}"
    units = sorts(region)
    obligations = items("obligation", region)
    for key in own(region, "obligation"):
        assert any(binds(obligations[key].to, sort) for sort in units), key
    seats = {seat.post for body in items("body", region).values() for seat in body.seats}
    for key in own(region, "post_kind"):
        kind: PostKind = items("post_kind", region)[key]
        asks = kind.needs or kind.min_months or kind.titles  # of whoever holds it, wherever
        assert key in seats or asks if kind.required is None else any(binds(kind.required, s) for s in units), key


@pytest.mark.parametrize("region", REGIONS)
def test_templates_roles_and_workflows_are_whole(region: str) -> None:
    templates = items("template", region)
    for key, template in templates.items():
        assert "{place}" in template.title or key == "ecology" or template.levels == ("nation",), key
        assert template.kind in items("unit_kind", region) and template.line in items("line", region), key
        assert set(template.levels) <= LEVELS, key
        parent = templates.get(template.parent)
        assert not template.parent or (parent and set(template.levels) <= set(parent.levels)), key
    for key, role in items("role", region).items():
        assert set(role.verbs) <= set(VERBS), key
    for key, flow in items("workflow", region).items():
        stages = {stage.key for stage in flow.stage}
        for action in flow.action:
            assert set(action.source) <= stages and action.verb in VERBS, f"{key} {action.key}"
            assert not action.target or action.target in stages, f"{key} {action.key}"


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_can_be_read_without_the_plugins_it_refines(region: str) -> None:
    alone = Profile([*level_layers(), *region_layers((region,))], CORE_SECTIONS, whole=False)
    assert all(isinstance(flow, Workflow) for flow in alone.items("workflow", Workflow).values())


@pytest.mark.parametrize("region", REGIONS)
def test_rubrics_add_up_to_a_hundred(region: str) -> None:
    for key, rubric in items("rubric", region).items():
        assert full_points(rubric) == 100, key
        for indicator in rubric.indicator:
            where = f"{key}.{indicator.id}"
            if not indicator.operator:  # one that others stand below
                assert any(other.parent == indicator.id for other in rubric.indicator), where
                continue
            assert indicator.operator in ("ratio", "deduct", "mark", "veto"), where
            assert bool(indicator.measure) == (indicator.operator != "mark"), where
            if indicator.operator == "deduct":
                assert 0 < Decimal(indicator.cap) <= Decimal(indicator.points), where


@pytest.mark.parametrize("region", REGIONS)
def test_plans_are_marked_as_samples_and_whole(region: str) -> None:
    templates, units = items("template", region), sorts(region)
    for key, plan in items("plan", region).items():
        assert "样例" in plan.title.zh and "sample" in plan.title.en, key
        assert [item.no for item in plan.item] == [str(n) for n in range(1, len(plan.item) + 1)], key
        for item in plan.item:
            assert set(item.leads) <= set(templates), f"{key} {item.id}"
            assert any(binds(item.to, sort) for sort in units), f"{key} {item.id}"
            if item.due[0] == "2":
                assert date.fromisoformat(item.due).year - plan.year in (0, 1), f"{key} {item.id}"  # it may run on
            else:
                assert Limit.parse(item.due).is_event, f"{key} {item.id}"


def test_a_local_region_lies_over_the_national_ones() -> None:
    read = profile("nation2008", "nation2010", "quzhou")
    for key, rubric in read.items("rubric", Rubric).items():
        assert full_points(rubric) == 100, key
    assert read.items("post_kind", PostKind)["first-responsible"].rule == "QZ-55"
