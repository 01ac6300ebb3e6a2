"""The seven regions that ship: each alone over the national layers and the plugins' defaults, as an office reads it."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.access import VERBS
from gongkai.core.clock import Calendar, Limit
from gongkai.core.i18n import T
from gongkai.core.levels import level_layers, region_folders, region_layers
from gongkai.core.office import Office
from gongkai.core.plugins import Plugins
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile, Region
from gongkai.core.registry.select import selected
from gongkai.core.rulecheck import target
from gongkai.core.rules import PostKind, Rule, Selector, UnitTemplate
from gongkai.core.setup import init_office
from gongkai.core.workflow import Workflow
from gongkai.plugins.catalog.generate import generate
from gongkai.plugins.catalog.rules import Obligation
from gongkai.plugins.inspection.rubrics import findings, rubric_for
from gongkai.plugins.inspection.rules import Indicator, Rubric
from gongkai.plugins.tasks.dispatch import draft
from gongkai.plugins.tasks.rules import Plan
from tests.unit.test_levels_content import CHINESE, LEVELS, PLUGINS, Sort, binds, selectors, texts

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


# ---- form: each region alone


def test_the_regions_ship_seven_with_all_rules_of_their_documents() -> None:
    assert set(STATED) == set(region_folders())
    assert sum(count for prefix, count in STATED.values() if prefix != "CQ") == 361


def own(region: str, section: str) -> list[str]:
    """Ids that the region's own files write, as often as they write them."""
    tables = [item for layer in region_layers((region,)) for item in layer.data.get(section, ())]
    return [item.get("id", item.get("key")) for item in tables]


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
        assert sum(Decimal(i.points) for i in rubric.indicator) == 100, key
        for indicator in rubric.indicator:
            where = f"{key}.{indicator.id}"
            assert indicator.operator in ("ratio", "deduct", "mark"), where
            assert (indicator.measure in plugins().measures) == (indicator.operator != "mark"), where
            if indicator.operator == "deduct":
                assert 0 < Decimal(indicator.cap) <= Decimal(indicator.points), where


@pytest.mark.parametrize("region", REGIONS)
def test_plans_are_marked_as_samples_and_whole(region: str) -> None:
    templates, units = items("template", region), sorts(region)
    for key, plan in items("plan", region).items():
        assert "样例" in plan.title.zh and "sample" in plan.title.en, key
        assert [item.no for item in plan.item] == [str(n) for n in range(1, len(plan.item) + 1)], key
        for item in plan.item:
            assert item.lead in templates, f"{key} {item.id}"
            assert any(binds(item.to, sort) for sort in units), f"{key} {item.id}"
            if item.due[0] == "2":
                assert date.fromisoformat(item.due).year == plan.year, f"{key} {item.id}"
            else:
                assert Limit.parse(item.due).is_event, f"{key} {item.id}"


def test_a_local_region_lies_over_the_national_ones() -> None:
    read = profile("nation2008", "nation2010", "quzhou")
    for key, rubric in read.items("rubric", Rubric).items():
        assert sum(Decimal(i.points) for i in rubric.indicator) == 100, key
    assert read.items("post_kind", PostKind)["first-responsible"].rule == "QZ-55"


# ---- facts that an obligation asks for: how many, or which, as its document has them

# fmt: off
FACTS: dict[str, dict[str, int | str]] = {
    "quzhou": {
        # covers: QZ-21 QZ-28 QZ-22 QZ-05
        "qz-transport-classes": 20, "qz-display-plate": 6, "qz-civil-window": 6, "qz-local-measures": 5,
        "qz-proactive-system": "范围 内容 程序 方式 时限",  # covers: QZ-63
        "qz-request-system": "受理 审查 处理 答复",  # covers: QZ-64
        "qz-tourism-items": "办事程序 公开内容 公开形式 办理时限",  # covers: QZ-11
        "service-guide": "办理程序和过程 办理结果 办结时限 经办人责任",  # covers: QZ-70
        "powers": "行使条件 承办岗位 办理时限 监督制约环节 相对人权利",  # covers: QZ-41
        "major-decisions": "公示 听证 意见征集 专家咨询和论证 集体决策 决策评估",  # covers: QZ-39 QZ-40
    },
    "nation2010": {
        "hya-centre-profile": 5, "hya-procedures": 4,  # covers: HYA-22 HYA-28
        "hya-window-systems": "首问负责 限时办结 考核评议 追究问责",  # covers: HYA-23
        "centre-windows": "授权情况 未进驻事项和理由",  # covers: HYA-25 HYA-27
        "major-decisions": "预公开 公众参与 专家咨询 合法性审查 听证 集体讨论决定 意见征集和采纳情况",  # covers: HYA-12 HYA-14
        "hya-online-powers": "网上受理入口 网上办理进度 网上审批结果 网上监管和投诉",  # covers: HYA-29
    },
    "nation2008": {
        # covers: HYB-24 HYB-25 HYB-26 HYB-01 HYB-36 HYB-15
        "hyb-rural-a": 3, "hyb-rural-b": 8, "hyb-rural-b-village": 8, "hyb-rural-c": 5,
        "hyb-leading-group": 9, "hyb-internal": 6, "hyb-centre-functions": 5,
        "hyb-power-list": "人员编制 机构设置 职责范围 行政权限 职权来源 依据",  # covers: HYB-09
        "powers": "行使条件 承办岗位 办理时限 监督制约环节 相对人权利 投诉举报",  # covers: HYB-13
        "hyb-investment": "资金种类 资金数量 资金使用 咨询电话 举报电话",  # covers: HYB-30
    },
    "zaozhuang": {
        "zz-seven": "项目 办理依据 办理程序 办理条件 收费标准 责任单位 监督电话",  # covers: ZZ-23
        "zz-plan-show": 4,  # covers: ZZ-24
        "zz-targets": "工作目标 工作重心 工作难点 解决措施",  # covers: ZZ-14
        "zz-hotline": "接话 接访 登记 调查 落实 反馈 备案",  # covers: ZZ-33
    },
    "kaiyang": {
        "ky-own-matters": 5, "ky-request-window": 5, "ky-unit-rules": 3,  # covers: KY-03 KY-23 KY-26
        "major-decisions": "合法性审查",  # covers: KY-19
    },
}
# fmt: on


@pytest.mark.parametrize("region", FIVE)
def test_an_obligation_asks_for_the_facts_that_are_stated(region: str) -> None:
    for key, facts in FACTS[region].items():
        asked = words(items("obligation", region)[key])
        assert len(asked) == facts if isinstance(facts, int) else set(facts.split()) <= asked, f"{key}: {asked}"


# ---- Quzhou


def test_quzhou_keeps_two_lists_of_eight_sectors_apart() -> None:
    # covers: QZ-04 QZ-47
    stated = data("quzhou")
    first, second = set(stated["QZ-04"]["sectors"]), set(stated["QZ-47"]["sectors"])
    assert len(first) == len(second) == 8 and first != second
    assert first - second == {"family-planning", "gas"} and second - first == {"telecom", "postal"}
    obligations = items("obligation", "quzhou")
    assert set(obligations["qz-sector-affairs"].to.lines) == first - {"gas"}
    assert set(obligations["qz-trade-affairs"].to.lines) == second
    gas = duties("quzhou", "gas-company")
    assert "qz-sector-gas" in gas and "qz-trade-affairs" not in gas
    postal = duties("quzhou", "postal-company")
    assert "qz-trade-affairs" in postal and "qz-sector-affairs" not in postal


def test_quzhou_has_three_cadences_and_three_audiences() -> None:
    # covers: QZ-67 QZ-68 QZ-69 QZ-50
    bureau = duties("quzhou", "city-transport")
    assert Limit.parse(bureau["qz-routine-work"].limit).is_periodic
    assert (bureau["qz-staged-work"].limit, bureau["qz-occasional-work"].limit) == ("stages", "at-once")
    assert bureau["qz-staged-work"].phase == ("before", "during", "after")
    assert {bureau[k].audience for k in ("qz-grassroots", "qz-internal", "qz-portal-live")} == {
        "grassroots", "internal", "public",
    }  # fmt: skip
    assert bureau["qz-portal-live"].limit == "at-once"


def test_quzhou_has_one_office_and_three_centres() -> None:
    # covers: QZ-06
    bodies = [s.template for s in sorts("quzhou", "prefecture") if "one-office-three-centres" in s.template.tags]
    assert Counter(t.parent == "qz-resource-office" for t in bodies) == {True: 3, False: 1}


def test_quzhou_scores_satisfaction_from_sixty() -> None:
    # covers: QZ-30 QZ-31 QZ-62
    satisfaction = next(i for i in items("rubric", "quzhou")["quzhou"].indicator if i.id == "satisfaction")
    assert (satisfaction.operator, satisfaction.rule) == ("mark", "QZ-30") and data("quzhou")["QZ-30"]["pass"] == 60
    assert len(data("quzhou")["QZ-31"]["findings"]) == 5
    assert [step["measure"] for step in data("quzhou")["QZ-62"]["ladder"]] == ["criticism", "liability"]


def test_the_points_of_2010_have_six_aspects_and_23_items() -> None:
    # covers: QZ-35 QZ-36 QZ-34
    plan: Plan = items("plan", "quzhou")["quzhou-2010"]
    assert (plan.year, plan.number, plan.source) == (2010, "衢政办发〔2010〕74号", "qz-points2010")
    assert (len({item.aspect for item in plan.item}), len(plan.item)) == (6, 23)
    assert (plan.item[-1].rule, plan.item[-1].start) == ("QZ-36", "2010-11-03")
    # covers: QZ-73
    assert items("source", "quzhou")["quzhou2010"].number == "〔2010〕44号"


# ---- the two national speeches


def test_nation2010_decisions_powers_and_centres() -> None:
    # covers: HYA-10 HYA-13
    assert items("obligation", "nation2010")["hya-preview"].phase == ("before",)
    approving = [s for s in sorts("nation2010", "county") if "approval" in s.template.tags]
    assert all(binds(required("nation2010", "hya-approval-head"), s) for s in approving)
    # covers: HYA-32
    assert {"hya-village-services"} == {k for k in duties("nation2010", "village-committee") if k.startswith("hya-")}
    # covers: HYA-11
    assert len(items("plan", "nation2010")["nation2010-tasks"].item) == data("nation2010")["HYA-11"]["tasks"] == 3


def test_nation2010_numbers_and_marks() -> None:
    stated = data("nation2010")
    # covers: HYA-03 HYA-01 HYA-04
    centres = stated["HYA-03"]
    assert centres["province"] + centres["prefecture"] + centres["county"] == centres["total"] == 2842
    assert (stated["HYA-01"]["items"], stated["HYA-01"]["percent"]) == (2183, "60.6")
    assert stated["HYA-04"]["on_time_percent"] == "95.2"
    # covers: HYA-18
    before, after = (default_indicators(region)["quality"] for region in ("gansu", "nation2010"))
    assert after.rule == "HYA-18" and after.points == before.points and after.why != before.why


def test_nation2008_three_types_of_matters_and_leading_groups() -> None:
    # covers: HYB-05 HYB-06 HYB-07
    stated, mine = data("nation2008"), duties("nation2008", "city-government")
    steps = {stated[key]["type"]: stated[key]["steps"] for key in ("HYB-05", "HYB-06", "HYB-07")}
    assert steps["A"] == ["consultation"] and len(steps["B"]) == len(steps["C"]) == 3
    assert {"hyb-decision-overall", "hyb-decision-technical", "hyb-decision-livelihood"} <= mine.keys()
    # covers: HYB-02 HYB-34
    assert "hyb-leading-group" in duties("nation2008", "hyb-leading-group")
    assert items("template", "nation2008")["hyb-national-group"].levels == ("nation",)
    assert items("post_kind", "nation2008")["deputy-in-charge"].rule == "HYB-34"


def test_nation2008_lists() -> None:
    assert {"hyb-rural-a", "hyb-rural-b"} <= duties("nation2008", "township-government").keys()
    assert {"hyb-rural-b-village", "hyb-rural-c"} <= duties("nation2008", "village-committee").keys()
    # covers: HYB-27
    reached = {
        s.template.key for s in sorts("nation2008", "county")
        if {"hyb-rural-d", "hyb-rural-d-gas"} & duties("nation2008", s.template.key).keys()
    }  # fmt: skip
    assert {"middle-school", "hospital", "water-company", "power-company", "gas-company", "telecom-company"} <= reached
    bureau = duties("nation2008", "finance")
    assert bureau["hyb-internal"].audience == "internal"
    # covers: HYB-23
    assert "hyb-line-guide" in duties("nation2008", "tax") and "hyb-line-guide" not in bureau
    # covers: HYB-08 HYB-33
    emergency = duties("nation2008", "emergency")
    assert (emergency["hyb-emergency"].limit, emergency["hyb-emergency"].audience) == ("at-once", "home-and-abroad")
    assert emergency["hyb-accidents"].limit == "at-once"


def test_nation2008_settles_attribute_and_channels_before_review() -> None:
    # covers: HYB-04 HYB-18 HYB-19
    flow: Workflow = items("workflow", "nation2008")["publication"]
    submit, review = flow.action_of("submit"), flow.action_of("review")
    assert {"content", "channels", "attribute"} <= set(submit.needs)
    assert submit.stamps and submit.target == "review"  # the rest of the national step stays
    assert review.verb == "review" and review.differs


# ---- Zaozhuang


def test_zaozhuang_four_types_of_matter_and_four_gates() -> None:
    # covers: ZZ-11 ZZ-12 ZZ-13 ZZ-15 ZZ-16 ZZ-10
    bureau = duties("zaozhuang", "city-housing")
    wanted = {
        "zz-statutory": ("statutory", "standing"),
        "zz-targets": ("target", "year@01-31"),
        "zz-stage-targets": ("target", "stages"),
        "zz-progress": ("process", "stages"),
        "zz-results": ("result", "at-once"),
    }
    assert {key: (bureau[key].matter, bureau[key].limit) for key in wanted} == wanted
    assert bureau["zz-targets"].phase == ("before",) and bureau["zz-results"].phase == ("after",)
    assert set(bureau["zz-progress"].phase) == {"before", "during", "after"}
    assert not any(key.startswith("zz-") for key in duties("zaozhuang", "city-education"))
    # covers: ZZ-26 ZZ-27 ZZ-28 ZZ-19 ZZ-20
    stated = data("zaozhuang")
    assert {f"zz-gate-{gate}" for gate in stated["ZZ-26"]["gates"]} <= bureau.keys()
    assert stated["ZZ-27"]["yuan_min"] == 500_000 and len(stated["ZZ-28"]["witnesses"]) == 3
    assert "task-board" in bureau["zz-task-board"].channels
    assert len(stated["ZZ-20"]["powers"]) == 4 and "zz-transfer" in duties("zaozhuang", "urban-management")


def test_zaozhuang_hotline_answers_in_three_and_seven_natural_days() -> None:
    # covers: ZZ-36 ZZ-37
    centre, day, calendar = duties("zaozhuang", "zz-hotline-centre"), date(2026, 3, 6), Calendar()
    assert Limit.parse(centre["zz-telephone-reply"].limit).due_from(day, calendar) == date(2026, 3, 9)
    assert Limit.parse(centre["zz-written-reply"].limit).due_from(day, calendar) == date(2026, 3, 13)
    # covers: ZZ-31 ZZ-38
    assert data("zaozhuang")["ZZ-31"]["numbers"] == ["96111", "12319"]
    by_event = {item.no: item.due for item in items("plan", "zaozhuang")["zaozhuang-2026"].item if item.due[0] != "2"}
    assert by_event == {"9": "3d", "10": "7d"}
    cases = data("zaozhuang")["ZZ-38"]
    assert round(Decimal(cases["closed"]) / cases["accepted"] * 100, 1) == Decimal(cases["closed_percent"])


def test_zaozhuang_posts_tasks_and_rubric() -> None:
    # covers: ZZ-03
    assert binds(required("zaozhuang", "zz-subordinate-person"), sort_of("zaozhuang", "zz-hotline-centre"))
    # covers: ZZ-04
    assert {"report", "section", "person"} <= set(items("workflow", "zaozhuang")["task"].action_of("submit").needs)
    # covers: ZZ-05
    points = {i.id: Decimal(i.points) for i in items("rubric", "zaozhuang")["zaozhuang"].indicator}
    assert points["tasks"] == max(points.values())


# ---- Kaiyang


def test_kaiyang_has_eleven_key_columns_each_with_a_keeper() -> None:
    # covers: KY-15 KY-05
    columns = {key for key in items("obligation", "kaiyang") if key.startswith("ky-col-")}
    assert len(columns) == len(data("kaiyang")["KY-15"]["columns"]) == 11
    kept = {key for sort in sorts("kaiyang", "county") for key in duties("kaiyang", sort.template.key)}
    assert columns <= kept
    assert set(items("role", "kaiyang")["ky-column-editor"].verbs) == {"view", "edit", "publish"}
    assert {"site", "board"} == set(duties("kaiyang", "township-government")["ky-request-window"].channels)


def test_kaiyang_signs_by_importance_and_takes_down_what_lapsed() -> None:
    # covers: KY-09 KY-10 KY-16
    flow: Workflow = items("workflow", "kaiyang")["publication"]
    sign, approve, expire = (flow.action_of(key) for key in ("sign", "approve", "expire"))
    assert (sign.rule, sign.only, sign.verb) == ("KY-09", {"importance": "ordinary", "attribute": "proactive"}, "sign")
    assert (approve.rule, approve.only, approve.verb) == (
        "KY-10",
        {"importance": "important", "attribute": "proactive"},
        "approve",
    )
    assert sign.differs == approve.differs == ("drafted_by",)
    assert expire.rule == "KY-16" and expire.stamps["ended_on"] == "today"


def test_kaiyang_takes_the_rubric_over_and_weighs_blank_columns_more() -> None:
    # covers: KY-06 KY-27
    before, after = default_indicators("gansu"), default_indicators("kaiyang")
    assert list(after) == list(before)
    for key in ("blank", "overdue"):
        assert Decimal(after[key].points) > Decimal(before[key].points)
        assert (after[key].operator, after[key].measure) == (before[key].operator, before[key].measure)


def test_kaiyang_posts_decisions_and_response() -> None:
    # covers: KY-17 KY-25 KY-18 KY-20 KY-21 KY-22 KY-28
    for post in ("ky-reply-officer", "deputy-in-charge", "officer"):
        assert binds(required("kaiyang", post), sort_of("kaiyang", "township-government")), post
    office = duties("kaiyang", "government")
    assert {"site", "new-media", "briefing"} <= set(office["major-decisions"].channels)
    assert (office["ky-central-work"].limit, office["ky-progress"].limit, office["ky-response"].limit) == (
        "quarter", "at-once", "at-once",
    )  # fmt: skip
    assert {"ky-inspection", "ky-bulletin", "ky-case-library"} <= duties("kaiyang", "ky-supervision").keys()


# ---- offices


def make(folder: Path, region: str, division: str) -> Office:
    return init_office(folder / region, division, region=[region], account="admin").as_system()


@pytest.mark.parametrize(
    ("region", "division", "wanted"),
    [
        ("quzhou", "330825000000", {"qz-half-year-report", "qz-trade-affairs", "qz-checks"}),
        ("nation2010", "520121200000", {"hya-village-services", "hya-centre-profile"}),
        ("nation2008", "620881204000", {"hyb-rural-a", "hyb-rural-b-village", "hyb-rural-c", "hyb-stations"}),
        ("zaozhuang", "370404000000", {"zz-statutory", "zz-gate-bidding", "zz-transfer", "zz-plan-show"}),
        ("kaiyang", "520121000000", {"ky-col-budget", "ky-own-matters", "ky-inspection"}),
    ],
)
def test_an_office_of_the_region_can_be_made(tmp_path: Path, region: str, division: str, wanted: set[str]) -> None:
    office = make(tmp_path, region, division)
    assert not office.plugins.faults
    with office.change("catalogue") as change:
        assert generate(office, change).added > 0
    assert wanted <= {row[0] for row in office.store.sql("SELECT DISTINCT obligation FROM entry")}
    assert list(findings(office)) == []
    said: list[T] = []
    office.plugins.call("gongkai_check", lambda name: said.append, office=office)
    assert said == []


def test_rules_of_one_county_bind_that_county_alone(tmp_path: Path) -> None:
    # covers: QZ-09 QZ-07 QZ-20 QZ-24 QZ-25
    office = make(tmp_path, "quzhou", "330800000000")
    obligations = office.profile.items("obligation", Obligation)
    for key, county in (
        ("qz-half-year-report", 330825), ("qz-county-rules", 330802), ("qz-decision-opinions", 330822),
        ("qz-topic-answers", 330881), ("qz-opinion-box", 330803),
    ):  # fmt: skip
        units = selected(office, obligations[key].to)
        assert units and {scope // 10**9 for _, _, scope in units} == {county}, key
    # the city's own bodies and fund, and the points of 2010 for everybody they name
    assert len(selected(office, obligations["qz-resource-allocation"].to)) == 4
    assert len(selected(office, obligations["qz-fund-use"].to)) == 2
    reached = {part.item.id: part.reached for part in draft(office, "quzhou-2010")}
    assert all(reached.values()) and reached["04"] == 6 + 1  # six counties (QZ-02) and the lead
    one = office.store.sql("SELECT uid FROM unit WHERE template = 'city-police'")[0][0]
    rubric = rubric_for(office, one)
    assert rubric is not None and rubric.id == "quzhou"
