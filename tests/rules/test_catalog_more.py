"""Rules of the catalogue on publications, channels and powers, each by what it does in a county's office of its region."""

from datetime import date
from typing import Any

import pytest

from gongkai.core.codes import span
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.measures import measures_of
from gongkai.core.register import Query
from gongkai.core.rules import Rule
from gongkai.plugins.catalog.powers.checks import findings
from tests.catalogues import act, count, step
from tests.rules.county import COUNTY, Maker
from tests.rules.world import World

NOW = date(2026, 6, 1)


# ---- open is the rule, not open the exception


def test_what_says_nothing_is_open_and_what_is_not_needs_a_ground_and_stays_blank(county: Maker) -> None:
    # covers: QZ-16
    world = county("quzhou")
    made = world.drafted("education", "org-overview")
    assert made.attribute == "proactive"
    blank = count(world.office, "blank")
    made = world.office.as_("wen").register("publication").save(made, {"attribute": "withheld"})
    with pytest.raises(BadInput, match="不予公开理由"):
        step(world.office, "wen", made, "submit")
    world.office.as_("wen").register("publication").save(
        world.office.register("publication").get(made.uid), {"ground": "secret"}
    )
    step(world.office, "wen", made, "submit")
    step(world.office, "guo", made, "review")
    step(world.office, "zhi", made, "withhold", review_on="2026-12-01")
    assert count(world.office, "blank") == blank  # the duty stands until the exception is over


def test_a_ground_that_the_system_does_not_name_is_told(county: Maker) -> None:
    # covers: QZ-17
    for region, told in (("quzhou", 1), ("kaiyang", 0)):
        world = county(region)
        world.drafted("education", "org-overview", attribute="withheld", ground="secret")
        assert world.count("unnamed") == 0
        world.drafted("education", "org-overview", attribute="withheld", ground="internal")
        assert world.count("unnamed") == told


def test_matters_that_bear_a_mark_come_first_and_the_principal_approves_them(county: Maker) -> None:
    # covers: QZ-19
    world = county("quzhou")
    marked = {
        row.record.obligation: set(row.record.marks)
        for row in world.office.register("entry").page(Query(filters=("marked",)), limit=500)
    }
    for obligation, mark in (
        ("social-assistance", "interest"),
        ("trade", "corruption"),
        ("house-expropriation", "hot"),
    ):
        assert mark in marked[obligation]
    made = world.drafted("civil-affairs", "social-assistance")
    step(world.office, "wen", made, "submit")
    step(world.office, "guo", made, "review")
    with pytest.raises(BadInput, match="不适用"):
        step(world.office, "mei", made, "sign")
    assert step(world.office, "zhi", made, "approve").stage == "ready"


# ---- carriers: each is posted, proved and taken down by itself


def test_what_goes_out_by_board_press_and_network_stands_in_each(county: Maker) -> None:
    # covers: QZ-23
    world = county("quzhou")
    carriers = ["board", "press", "tv", "radio", "site"]
    made = world.published("education", "org-overview", channels=carriers)
    assert [one.channel for one in world.postings(made)] == carriers
    assert count(world.office, "unproved", register="posting") == len(carriers)
    with pytest.raises(BadInput, match="渠道"):
        world.drafted("education", "plans", channels=["公告牌子"])


def test_a_guide_of_the_hall_hangs_on_every_carrier_and_comes_down_from_every_one(county: Maker) -> None:
    # covers: QZ-26
    world = county("quzhou")
    made = world.published("service-centre", "centre-guides")
    carriers = {one.channel for one in world.postings(made)}
    assert carriers >= {"board", "touch-screen", "screen", "leaflet"}
    item = world.entry("service-centre", "centre-guides")
    assert "服务指南" in item.elements and "办事须知" in item.elements
    step(world.office, "mei", made, "withdraw", reason="流程已变")
    for left, posting in zip(range(len(carriers), 0, -1), world.postings(made), strict=True):
        assert (left, world.count("hanging")) == (left, 1)
        world.office.as_("mei").register("posting").save(posting, {"removed_on": "2026-06-01"})
    assert world.count("hanging") == 0


def test_press_items_of_the_fund_are_counted(county: Maker) -> None:
    # covers: QZ-27
    world = county("quzhou")
    least = world.office.profile.items("rule", Rule)["QZ-27"].data["press_items_min"]
    fund = world.unit("provident-fund")
    with world.office.as_system().change("press") as change:
        for number in range(least + 1):
            change.create(
                "posting", uid=f"press{number}", unit=fund, publication=f"p{number}", channel="press", posted_on=NOW
            )
        change.create("posting", unit=fund, publication="talk", channel="tv", posted_on=NOW)
        change.create("posting", unit=world.unit("education"), publication="other", channel="press", posted_on=NOW)
    asked = Query(unit=fund, where={"channel": "press"})
    assert world.office.register("posting").count(asked) == 301 > least == 300
    figures = measures_of(world.office)["posting.press"].figures(world.office, *span(world.office.scope))
    assert (
        figures[fund].numerator == 301 and figures[world.unit("education")].numerator == 1
    )  # what a score may ask for


def test_a_page_in_the_press_is_due_every_year_with_its_three_facts(county: Maker) -> None:
    # covers: ZZ-21
    world = county("zaozhuang")
    assert set(world.bound("zz-press-page")) == {"housing"}
    item = world.entry("housing", "zz-press-page")
    assert all(word in item.elements for word in ("职责", "服务承诺", "监督电话"))
    made = world.published("housing", "zz-press-page")
    assert [one.channel for one in world.postings(made)] == ["press", "site"]
    after = world.entry("housing", "zz-press-page")
    assert after.due.year == item.due.year + 1


def test_the_hall_has_eight_windows_and_free_leaflets(county: Maker) -> None:
    # covers: ZZ-22
    world = county("zaozhuang")
    unit = world.unit("housing")
    world.add("facility", unit=unit, kind="zz-window", number=7)
    [told] = world.told("ZZ-22", unit)
    assert "7 处" in told
    world.add("facility", unit=unit, kind="zz-window", number=1)
    assert world.told("ZZ-22", unit) == []
    made = world.published("housing", "zz-windows")
    assert {one.channel for one in world.postings(made)} == {"window", "leaflet"}
    assert "免费" in world.entry("housing", "zz-windows").elements


# ---- money of works


def test_payments_are_shown_month_by_month(county: Maker) -> None:
    # covers: ZZ-29
    world = county("zaozhuang")
    item = world.entry("housing", "zz-gate-payment")
    assert "工程进度" in item.elements and "合同" in item.elements
    first = item.due
    made = world.published("housing", "zz-gate-payment")
    after = world.entry("housing", "zz-gate-payment")
    assert made.signed_by == "zhi" and (after.due.year * 12 + after.due.month) - (first.year * 12 + first.month) == 1


def test_the_accounts_follow_within_twenty_days_of_the_audit(county: Maker) -> None:
    # covers: ZZ-30
    world = county("zaozhuang")
    item = world.entry("housing", "zz-gate-accounts")
    assert "审计结论" in item.elements
    act(world.office, "wen", "entry", item, "changed", changed_on="2026-04-30")
    assert world.entry("housing", "zz-gate-accounts").due == date(2026, 6, 1)  # 20 working days, without the holiday
    act(world.office, "wen", "entry", item, "changed", changed_on="2026-04-29")
    assert count(world.office, "overdue") >= 1 and world.entry("housing", "zz-gate-accounts").due == date(2026, 5, 29)
    late = world.published("housing", "zz-gate-accounts")
    assert late.on_time is False


# ---- Pingchang: where, what is fixed, what was lacking


def test_guide_and_catalogue_are_on_the_site_and_in_a_place_for_reading(county: Maker) -> None:
    # covers: PC-84
    world = county("pingchang")
    made = world.published("government", "disclosure-guide")
    assert [one.channel for one in world.postings(made)] == ["site", "reading-point"]
    assert "目录" in world.entry("government", "disclosure-guide").elements
    unit = world.unit("government")
    assert any("查阅场所" in told for told in world.told("PC-84", unit))
    place = world.add("facility", unit=unit, kind="pc-reading-point")
    assert world.told("PC-84", unit) and "地点" in world.told("PC-84", unit)[0]
    world.mend("facility", place, address="县档案馆一楼")
    assert world.told("PC-84", unit) == []


def lacking(world: World, rule: str) -> list[str]:
    return [str(f.what) for f in findings(world.office) if f.rule == rule and f.code == "power-field"]


def test_five_things_are_fixed_for_every_power(county: Maker) -> None:
    # covers: PC-89
    world = county("pingchang")
    uid = world.add("power", unit=world.unit("education"), name="民办学校许可", kind="licence", basis="教育法")
    [told] = lacking(world, "PC-89")
    assert all(word in told for word in ("公开内容", "公开时限", "承办岗位", "岗位责任", "监督制约环节"))
    values = {"content": "全部要素", "disclosed": "20个工作日内", "post": "审批股", "liability": "首问负责"}
    world.mend("power", uid, **values)
    assert "监督制约环节" in lacking(world, "PC-89")[0] and "公开内容" not in lacking(world, "PC-89")[0]
    world.mend("power", uid, restraint="纪检组抽查")
    assert lacking(world, "PC-89") == []


def test_everything_is_classified_and_found_by_its_words(county: Maker) -> None:
    # covers: PC-94
    world = county("pingchang")
    entries = world.office.register("entry")
    every = entries.count()
    assert every and world.office.store.sql("SELECT count(*) FROM entry WHERE COALESCE(topic, '') = ''")[0][0] == 0
    made = world.published(
        "education", "org-overview", title="平昌县教育局职能介绍", content="负责学前教育和义务教育。"
    )
    for words in ("职能介绍", "义务教育", "学前"):
        found = [row.record.uid for row in world.office.register("publication").page(Query(search=words))]
        assert found == [made.uid]
    topic = world.entry("education", "org-overview").topic
    assert 0 < entries.count(Query(where={"topic": topic})) < every


def test_a_decision_is_shown_stage_by_stage_not_only_by_its_result(county: Maker) -> None:
    # covers: PC-95
    world = county("pingchang")
    item = world.entry("government", "major-decisions")
    assert count(world.office, "stageless") >= 1 and set(item.phase) == {"before", "during", "after"}
    for number, (title, due) in enumerate(
        (("预先公开", "2026-05-20"), ("听证", "2026-06-10"), ("决定", "2026-06-30")), 1
    ):
        world.add("milestone", uid=f"m{number}", unit=item.unit, entry=item.uid, number=number, title=title, due=due)
    made = world.drafted("government", "major-decisions", milestone="m3")
    step(world.office, "wen", made, "submit")
    step(world.office, "guo", made, "review")
    step(world.office, "zhi", made, "approve")
    step(world.office, "mei", made, "publish")
    item = world.entry("government", "major-decisions")
    assert item.due == date(2026, 5, 20)  # the result is out, what led to it is still owed, and late
    overdue = [row.record.uid for row in world.office.register("entry").page(Query(filters=("overdue",)), limit=500)]
    assert item.uid in overdue


def test_a_unit_reviews_its_own_secrets(county: Maker) -> None:
    # covers: PC-96
    world = county("pingchang")
    school, health = world.unit("education"), world.unit("health")
    [told] = world.told("PC-96", school)
    assert "保密审查员" in told  # the unit answers for the boundary itself
    world.hold(school, "secrecy-reviewer")
    assert world.told("PC-96", school) == []
    world.add("account", name="bao", display="卫健审查员", division=COUNTY)
    world.add("grant", account="bao", role="reviewer", target=health)
    made = world.drafted("education", "org-overview")
    made = step(world.office, "wen", made, "submit")
    with pytest.raises(NotAllowed):
        step(world.office, "bao", made, "review")  # not sent on to another department
    world.add("grant", account="bao", role="reviewer", target=school)
    assert step(world.office, "bao", made, "review", review_opinion="不涉密").reviewed_by == "bao"


def test_accounts_go_down_to_each_travel_expense_and_the_principal_answers(county: Maker) -> None:
    # covers: PC-97
    world = county("pingchang")
    found = world.bound("pc-half-year-finance")
    assert {"education", "township-government"} <= set(found) and all("差旅费逐笔" in said for said in found.values())
    item = world.entry("education", "pc-half-year-finance")
    assert item.due == date(2026, 1, 31)  # the last half year is still owed
    made = world.published("education", "pc-half-year-finance", content="差旅费：3月2日成都，交通312元，住宿280元。")
    assert (made.signed_by, made.on_time) == ("zhi", False)
    assert world.entry("education", "pc-half-year-finance").due == date(2026, 7, 31)


def test_power_money_people_and_goods_are_each_owed(county: Maker) -> None:
    # covers: PC-99
    world = county("pingchang")
    for obligation in ("powers", "pc-half-year-finance", "appointments", "procurement"):
        bound = world.bound(obligation)
        assert bound, obligation
    owed = {row[0] for row in world.office.store.sql(
        "SELECT DISTINCT obligation FROM entry WHERE published_on IS NULL AND obligation IN"
        " ('powers', 'pc-half-year-finance', 'appointments', 'procurement')"
    )}  # fmt: skip
    assert len(owed) == 4
    marked = world.office.register("entry").count(Query(filters=("marked",), where={"obligation": "procurement"}))
    assert marked == len(world.bound("procurement")) and world.entry("education", "powers").marks == ("corruption",)


# ---- Kaiyang: data travel, people do not


def test_what_is_applied_for_says_how_often_somebody_has_to_come(county: Maker) -> None:
    # covers: KY-30
    world = county("kaiyang")
    unit = world.unit("education")
    uid = world.add("power", unit=unit, name="学历确认", kind="confirmation", basis="教育法")
    world.add("power", unit=unit, name="无证办学处罚", kind="penalty", basis="教育法")
    [told] = lacking(world, "KY-30")
    assert "学历确认" in told and "网上运行" in told and "到现场次数" in told
    world.mend("power", uid, online="网上受理、网上办理", visits=1)
    assert lacking(world, "KY-30") == []
    service = next(iter(world.bound("ky-col-online")))
    made = world.published(service, "ky-col-online")
    assert "platform" in {one.channel for one in world.postings(made)}
    assert "跑动次数" in world.entry(service, "ky-col-online").elements


# ---- times: by the type of the matter, by its stage, at once


def test_attribute_and_channels_are_settled_before_anybody_reviews(county: Maker) -> None:
    # covers: HYB-04, HYB-18, HYB-19
    world = county("nation2008")
    made = world.drafted("education", "org-overview", channels=[], attribute="request")
    with pytest.raises(BadInput, match="公开渠道"):
        step(world.office, "wen", made, "submit")
    made = world.office.as_("wen").register("publication").save(made, {"channels": ["site"], "attribute": "proactive"})
    made = step(world.office, "wen", made, "submit")
    assert world.office.register("publication").history(made.uid)[0].rule == "HYB-19"
    with pytest.raises(BadInput, match="待审查"):
        world.office.as_("wen").register("publication").save(made, {"attribute": "withheld"})
    with pytest.raises(BadInput, match="待审查"):
        step(world.office, "mei", made, "sign")  # nothing is signed that was not reviewed


def test_each_of_the_four_types_of_matter_has_its_time(county: Maker) -> None:
    # covers: ZZ-11, ZZ-12, ZZ-13, ZZ-15, ZZ-16, ZZ-10
    world = county("zaozhuang")

    def changed(obligation: str, day: str) -> Any:
        act(world.office, "wen", "entry", world.entry("housing", obligation), "changed", changed_on=day)
        return world.entry("housing", obligation)

    world.published("housing", "zz-statutory")
    assert world.entry("housing", "zz-statutory").due is None  # it hangs there for good
    standing = {row.record.uid for row in world.office.register("entry").page(Query(filters=("standing",)), limit=500)}
    assert world.entry("housing", "zz-statutory").uid in standing
    assert (world.entry("housing", "zz-targets").due.month, world.entry("housing", "zz-targets").due.day) == (1, 31)
    result = changed("zz-results", "2026-05-29")
    assert (result.term, result.cadence, result.due) == (
        "at-once",
        "occasional",
        date(2026, 6, 29),
    )  # the law's latest day
    assert changed("zz-results", "2026-04-29").due == date(2026, 5, 29)
    assert world.published("housing", "zz-results").on_time is False
    progress = world.entry("housing", "zz-progress")
    assert set(progress.phase) == {"before", "during", "after"}
    for number, due in enumerate(("2026-05-30", "2026-06-15"), 1):
        world.add(
            "milestone",
            uid=f"z{number}",
            unit=progress.unit,
            entry=progress.uid,
            number=number,
            title=f"进度{number}",
            due=due,
        )
    assert [
        made.on_time for made in (world.published("housing", "zz-progress"), world.published("housing", "zz-progress"))
    ] == [
        False,
        True,
    ]
    assert world.entry("housing", "zz-progress").due is None  # every stage of it is out


def test_a_single_task_has_a_board_of_its_own(county: Maker) -> None:
    # covers: ZZ-19
    world = county("zaozhuang")
    board = world.published("housing", "zz-task-board")
    assert "task-board" in {one.channel for one in world.postings(board)}
    whole = world.published("housing", "zz-statutory")
    assert "board" in {one.channel for one in world.postings(whole)}
    step(world.office, "mei", board, "expire")
    assert world.count("hanging") == 1  # the task is over, its board is not down yet; the general one stays
    for posting in world.postings(board):
        world.office.as_("mei").register("posting").save(posting, {"removed_on": "2026-06-01"})
    assert world.count("hanging") == 0 and world.postings(whole)[0].removed_on is None


def test_the_portal_is_at_once_and_three_audiences_are_kept_apart(county: Maker) -> None:
    # covers: QZ-50, QZ-67, QZ-69
    world = county("quzhou")
    item = world.entry("education", "qz-portal-live")
    act(world.office, "wen", "entry", item, "changed", changed_on="2026-06-01")
    live = world.entry("education", "qz-portal-live")
    assert (live.term, live.due) == ("at-once", date(2026, 6, 30))  # at once, and by law at the latest
    assert world.published("education", "qz-portal-live").on_time is True
    entries = world.office.register("entry")
    unit = world.unit("education")
    seen = {
        audience: {
            row.record.obligation for row in entries.page(Query(unit=unit, where={"audience": audience}), limit=500)
        }
        for audience in ("grassroots", "internal", "public")
    }
    for audience, obligation in (
        ("grassroots", "qz-grassroots"),
        ("internal", "qz-internal"),
        ("public", "qz-portal-live"),
    ):
        assert [name for name, found in seen.items() if obligation in found] == [audience]
    staged = world.entry("education", "qz-staged-work")
    assert set(staged.phase) == {"before", "during", "after"}
    stageless = {row.record.uid for row in entries.page(Query(filters=("stageless",), unit=unit), limit=500)}
    assert staged.uid in stageless
    world.add("milestone", unit=unit, entry=staged.uid, number=1, title="事前", due="2026-06-30")
    assert staged.uid not in {
        row.record.uid for row in entries.page(Query(filters=("stageless",), unit=unit), limit=500)
    }
