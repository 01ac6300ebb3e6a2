"""What single rules of the regions state: figures, sorts of units, time limits, steps."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from gongkai.core.clock import Calendar, Limit
from gongkai.core.workflow import Workflow
from gongkai.plugins.tasks.rules import Plan
from tests.regions import FIVE, data, default_indicators, duties, items, required, sort_of, sorts, words
from tests.unit.test_levels_content import binds

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
