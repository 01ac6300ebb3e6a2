"""The lists, fields and forms of the catalogue's rules, each by what it does in a county's office of its region."""

from datetime import date

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.plugins.catalog.elements import missing
from gongkai.plugins.catalog.generate import generate
from tests.catalogues import act, count, publications, step
from tests.rules.county import COUNTY, County, Maker

GOVERNMENTS = {"government", "township-government"}


def channels(world: County, template: str, obligation: str) -> list[str]:
    """Where a publication of an entry is really posted."""
    return [one.channel for one in world.postings(world.published(template, obligation))]


def lacks(world: County, template: str, obligation: str, text: str) -> list[str]:
    """Required elements of an entry that a text does not name."""
    return missing(world.entry(template, obligation).required, [text])


def withheld(world: County, template: str, obligation: str, ground: str) -> int:
    """How many withheld drafts are told as outside the local grounds, after one more with a ground."""
    world.drafted(template, obligation, attribute="withheld", ground=ground)
    return world.count("unnamed")


def marked(world: County, obligation: str) -> set[str]:
    """Marks of priority of an obligation's entries."""
    found = {
        mark
        for row in world.office.register("entry").page(Query(where={"obligation": obligation}), limit=500)
        for mark in row.record.marks or ()
    }
    return set(found)


# ---- Gansu


def test_what_people_care_about_most_is_late_the_next_day(county: Maker) -> None:
    # covers: GS-06
    world = county("gansu")
    assert {"government", "education", "health"} <= set(world.bound("gs-most-concerned"))
    item = world.entry("education", "gs-most-concerned")
    assert (str(item.term), set(item.marks)) == ("at-once", {"interest", "hot"})
    made = world.published("education", "gs-most-concerned")
    assert made.published_on == date(2026, 6, 1)
    assert world.entry("education", "gs-most-concerned").due is None  # nothing more is due until it happens again


def test_only_what_the_law_holds_unfit_is_closed(county: Maker) -> None:
    # covers: GS-08
    world = county("gansu")
    for ground in ("secret", "forbidden", "stability", "third-party"):
        assert withheld(world, "education", "org-overview", ground) == 0, ground
    assert withheld(world, "education", "org-overview", "internal") == 1
    assert withheld(world, "education", "org-overview", "process") == 2


def test_eight_hot_topics_stand_first(county: Maker) -> None:
    # covers: GS-14
    world, plain = county("gansu"), county("kaiyang")
    topics = {
        "medical-care", "food-drug", "schools", "employment", "civil-service-exam", "gs-township-finance", "trade",
        "house-expropriation",
    }  # fmt: skip
    hot = {
        row.record.obligation
        for row in world.office.register("entry").page(Query(filters=("marked",)), limit=500)
        if "hot" in row.record.marks
    }
    assert topics <= hot
    assert not marked(plain, "medical-care")  # elsewhere it has no mark


def test_seven_services_are_offered_online_and_a_page_that_lacks_one_is_found(county: Maker) -> None:
    # covers: GS-24
    world = county("gansu")
    assert set(world.bound("gs-online-services")) == {"service-centre"}
    assert "platform" in channels(world, "service-centre", "gs-online-services")
    said = "网上审批、查询、缴费、办证、咨询、投诉"
    assert lacks(world, "service-centre", "gs-online-services", said) == ["求助"]
    assert lacks(world, "service-centre", "gs-online-services", said + "、求助") == []


def test_seven_carriers_are_named_and_used(county: Maker) -> None:
    # covers: GS-27
    world = county("gansu")
    assert channels(world, "government", "gs-carriers") == [
        "site", "gazette", "window", "touch-screen", "leaflet", "board", "press",
    ]  # fmt: skip
    assert len(lacks(world, "government", "gs-carriers", "")) == 7


# ---- the nation, 2008


def test_guide_and_catalogue_are_owed_from_the_day_the_regulations_came_into_force(
    county: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    # covers: HYB-03
    folder = county("nation2008").office.folder
    for day, owed in (("2008-04-30", 0), ("2008-05-01", 1)):
        monkeypatch.setenv("GONGKAI_TODAY", day)
        office = Office.open(folder)
        with office.change() as change:
            generate(office, change)
        stages = office.store.sql("SELECT DISTINCT stage FROM entry WHERE obligation = 'disclosure-guide'")
        assert stages == [("active",) if owed else ("retired",)], day
        office.close()


def test_four_relations_are_kept_apart(county: Maker) -> None:
    # covers: HYB-16
    world = county("nation2008")
    made = world.drafted("education", "org-overview", attribute="withheld")
    with pytest.raises(BadInput, match="不予公开理由"):  # open and secret: closed only for a reason
        step(world.office, "wen", made, "submit")
    asked = world.drafted("education", "org-overview", attribute="request")
    assert asked.attribute == "request" and world.entry("education", "org-overview").published_on is None
    inside, outside = world.entry("education", "hyb-internal"), world.entry("education", "powers")
    assert (inside.audience, outside.audience) == ("internal", "public")
    assert "site" not in inside.channels and "site" in outside.channels
    line = world.bound("hyb-line-guide")  # own organ and line: the guide is that of the vertical systems
    assert "tax" in line and "education" not in line


def test_three_internal_systems_are_owed_and_shown_inside_only(county: Maker) -> None:
    # covers: HYB-21
    world = county("nation2008")
    assert {"government", "education", "tax"} <= set(world.bound("hyb-internal-systems"))
    assert channels(world, "education", "hyb-internal-systems") == ["internal"]
    assert lacks(world, "education", "hyb-internal-systems", "内部审查制度；协调发布制度") == ["考核评价"]


def test_stations_in_the_townships_have_system_catalogue_carriers_and_agents(county: Maker) -> None:
    # covers: HYB-28
    world = county("nation2008")
    assert set(world.bound("hyb-stations")) == {"convenience-centre", "health-centre"}
    assert lacks(world, "convenience-centre", "hyb-stations", "办事公开制度、目录、公开栏等载体") == ["代理"]
    assert lacks(world, "convenience-centre", "hyb-stations", "制度、目录、载体、全程代办") == []
    station = world.add_unit("响滩镇农技站", "institution", "township", "511923101", line="agriculture")
    world.catalogue()
    assert world.office.store.sql(
        "SELECT count(*) FROM entry WHERE unit = ? AND obligation = 'hyb-stations'", (station,)
    ) == [(1,)]


def test_every_investment_is_shown_but_a_state_secret(county: Maker) -> None:
    # covers: HYB-29
    world = county("nation2008")
    assert set(world.bound("hyb-investment")) == {"development", "finance"}
    assert withheld(world, "development", "hyb-investment", "secret") == 0
    assert withheld(world, "development", "hyb-investment", "third-party") == 1
    assert world.entry("development", "hyb-investment").due is not None  # it is owed all the same
    assert channels(world, "finance", "hyb-investment")[0] == "site"


# ---- Kaiyang


def test_what_is_open_comes_from_the_regulations_from_documents_and_from_the_unit(county: Maker) -> None:
    # covers: KY-02
    world = county("kaiyang")
    unit = world.unit("education")
    bases = dict(world.office.store.sql("SELECT obligation, basis FROM entry WHERE unit = ?", (unit,)))
    assert "政府信息公开条例" in bases["org-overview"] and "预算法" in bases["budget"]
    assert "site" in world.entry("education", "ky-own-matters").channels
    own = world.add("entry", unit=unit, title="校车线路", channels=["site"], topic="单位事项")
    made = world.office.register("entry").get(own)
    assert made.local and made.due is not None and count(world.office, "local") == 1
    world.catalogue()
    assert world.office.register("entry").get(own).stage == "active"  # rules never take a unit's own matter away


def test_four_channels_with_the_countys_site_at_the_core(county: Maker) -> None:
    # covers: KY-04
    world = county("kaiyang")
    rows = world.office.store.sql(
        "SELECT e.channels FROM entry e JOIN unit u ON u.uid = e.unit WHERE u.kind IN ('department', 'township_government')"
        " AND e.obligation LIKE 'ky-%' AND e.audience = 'public'"
    )
    assert len(rows) > 100 and all('"site"' in channels for (channels,) in rows)
    carriers = ["site", "board", "tv", "press", "new-media"]
    made = world.published("education", "ky-own-matters", channels=carriers)
    assert [one.channel for one in world.postings(made)] == carriers


def test_the_keeper_of_columns_keeps_those_of_the_own_unit_only(county: Maker) -> None:
    # covers: KY-14
    world = county("kaiyang")
    found = world.bound("ky-columns")
    assert all("网上服务栏目" in said and "政民互动栏目" in said for said in found.values()) and "education" in found
    unit = world.unit("education")
    assert any("栏目" in told for told in world.told("KY-05", unit))
    world.hold(unit, "ky-column-editor")
    assert not any("栏目" in told for told in world.told("KY-05", unit))
    world.add("account", name="lan", display="栏目维护", division=COUNTY)
    world.add("grant", account="lan", role="ky-column-editor", target=unit)
    act(world.office, "lan", "entry", world.entry("education", "ky-interaction"), "draft")
    [made] = publications(world.office, world.entry("education", "ky-interaction"))
    saved = world.office.as_("lan").register("publication").save(made, {"content": "来信12件，回复12件。"})
    assert saved.content
    with pytest.raises(NotAllowed):
        act(world.office, "lan", "entry", world.entry("health", "ky-interaction"), "draft")
    step(world.office, "lan", saved, "submit")
    with pytest.raises(NotAllowed):
        step(world.office, "lan", saved, "review")  # keeps, does not sign


# ---- Pingchang


def test_departments_use_portal_television_and_board(county: Maker) -> None:
    # covers: PC-04
    world = county("pingchang")
    assert channels(world, "education", "org-overview") == ["site", "tv", "board"]


def test_enterprises_show_decisions_and_problems(county: Maker) -> None:
    # covers: PC-06
    world = county("pingchang")
    found = world.bound("factory-decisions")
    kinds = {row[0] for row in world.office.store.sql(
        "SELECT DISTINCT u.kind FROM entry e JOIN unit u ON u.uid = e.unit WHERE e.obligation = 'factory-decisions'"
    )}  # fmt: skip
    assert kinds == {"state_enterprise"}
    assert found and all("重大决策" in said and "重要问题" in said for said in found.values())


def test_organs_show_in_advance_and_answer_topics(county: Maker) -> None:
    # covers: PC-07
    world = county("pingchang")
    found = world.bound("pc-benefit-actions")
    assert {"education", "health", "civil-affairs"} <= set(found) and "police" not in found
    item = world.entry("education", "pc-benefit-actions")
    assert "before" in item.phase and "点题公开答复" in item.elements
    assert lacks(world, "education", "pc-benefit-actions", "惠民项目三项；行业收费目录") == ["行风"]


def test_seven_things_are_on_the_villages_wall(county: Maker) -> None:
    # covers: PC-09
    world = county("pingchang")
    wall = (
        "pc-village-cadre", "village-land", "village-finance", "village-levy", "village-projects", "pc-village-market",
        "pc-village-jobs",
    )  # fmt: skip
    for obligation in wall:
        assert set(world.bound(obligation)) == {"village-committee"}, obligation
        assert "village-board" in world.entry("village-committee", obligation).channels, obligation


def test_each_department_and_township_has_a_page(county: Maker) -> None:
    # covers: PC-65
    world = county("pingchang")
    for template in ("education", "township-government"):
        unit = world.unit(template)
        [told] = world.told("PC-65", unit)
        assert "网址" in told
        world.mend("unit", unit, website="http://www.scpc.gov.cn/jyj")
        assert world.told("PC-65", unit) == []
    assert world.told("PC-65", world.unit("village-committee")) == []


def test_each_unit_and_township_has_one_standard_board(county: Maker) -> None:
    # covers: PC-68
    world = county("pingchang")
    unit = world.unit("education")
    assert len(world.told("PC-68", unit)) == 1
    board = world.add("facility", unit=unit, kind="pc-standard-board")
    assert "地点" in world.told("PC-68", unit)[0]  # people must find it
    world.mend("facility", board, address="教育局门口")
    assert world.told("PC-68", unit) == []
    assert len(world.told("PC-02", world.unit("township-government"))) >= 1


def test_four_platforms_stand_or_are_missed(county: Maker) -> None:
    # covers: PC-69
    world = county("pingchang")
    assert world.told("PC-69") == []
    for template in ("service-centre", "media-centre"):
        unit = world.unit(template)
        world.abolish(unit)
        assert len(world.told("PC-69")) == 1, template
        world.restore(unit)
    assert "window" in world.entry("service-centre", "pc-centre-flow").channels
    assert "tv" in world.entry("education", "pc-promise").channels
    assert {"site", "board"} <= set(world.entry("education", "org-overview").channels)


def test_four_key_points_each_fall_on_those_who_hold_them(county: Maker) -> None:
    # covers: PC-70
    world = county("pingchang")
    assert set(world.bound("major-decisions")) == {"government"}
    assert {"education", "township-government"} <= set(world.bound("pc-half-year-finance"))
    approving = {row[0] for row in world.office.store.sql(
        "SELECT template FROM unit WHERE kind IN ('department', 'line_hq') AND tags LIKE '%approval%'"
    )}  # fmt: skip
    assert set(world.bound("service-guide")) == approving
    assert set(world.bound("pc-key-projects")) == {"development", "transport", "water", "housing"}


def test_money_is_allotted_by_a_meeting_and_investment_reviewed_first(county: Maker) -> None:
    # covers: PC-74
    world = county("pingchang")
    assert set(world.bound("pc-finance-meeting")) == {"government"}
    assert lacks(world, "government", "pc-finance-meeting", "县政府决定安排 120 万元") == ["会议", "金额"]
    made = world.published("government", "pc-finance-meeting", content="财政专题办公会议决定：道路养护，金额120万元。")
    assert made.signed_by == "zhi"  # a major matter: the principal approves
    review = world.bound("pc-investment-review")
    assert set(review) == {"finance"} and "审减额和审减率" in review["finance"]
    assert "finance" in world.bound("procurement")


# ---- Quzhou


def test_three_new_fields_are_owed(county: Maker) -> None:
    # covers: QZ-43
    world = county("quzhou")
    assert "finance" in world.bound("government-budget")
    assert "development" in world.bound("major-projects") and "natural-resources" in world.bound("planning")
    assert "housing" in world.bound("house-expropriation")
    owed = count(world.office, "blank")
    world.published("housing", "house-expropriation")
    assert count(world.office, "blank") == owed - 1


def test_budget_and_accounts_are_two_duties_with_two_days(county: Maker) -> None:
    # covers: QZ-44
    world = county("quzhou")
    for budget, accounts, template in (
        ("budget", "final-accounts", "education"),
        ("government-budget", "government-accounts", "finance"),
    ):
        world.published(template, budget)
        assert world.entry(template, accounts).published_on is None  # one does not stand for the other
        assert world.entry(template, budget).due == date(2027, 4, 30)
        assert world.entry(template, accounts).due.month == 10


def test_bidding_of_major_works_is_shown_from_approval_to_accounts(county: Maker) -> None:
    # covers: QZ-45
    world = county("quzhou")
    [template] = world.bound("qz-investment-bidding")
    item = world.entry(template, "qz-investment-bidding")
    assert item.cadence == "staged" and set(item.phase) == {"before", "during", "after"}
    for number, (title, due) in enumerate((("招标公告", "2026-05-20"), ("中标通知", "2026-07-01")), 1):
        world.add("milestone", unit=item.unit, entry=item.uid, number=number, title=title, due=due)
    assert world.entry(template, "qz-investment-bidding").due == date(2026, 5, 20)
    made = world.published(template, "qz-investment-bidding")
    assert "bidding-platform" in {one.channel for one in world.postings(made)}
    assert world.entry(template, "qz-investment-bidding").due == date(2026, 7, 1)


def test_power_money_and_people_are_owed_by_those_who_hold_them(county: Maker) -> None:
    # covers: QZ-46
    world = county("quzhou")
    departments = {row[0] for row in world.office.store.sql(
        "SELECT template FROM unit WHERE kind = 'department' AND level = 'county'"
    )}  # fmt: skip
    assert departments <= set(world.bound("powers")) and departments <= set(world.bound("budget"))
    assert set(world.bound("appointments")) == {"government"} and set(world.bound("civil-service-exam")) == {"hr"}
    held = (
        ("education", "powers"),
        ("education", "budget"),
        ("government", "appointments"),
        ("hr", "civil-service-exam"),
    )
    assert all("corruption" in world.entry(*one).marks for one in held)  # among the items of priority


def test_eight_livelihood_matters_are_owed(county: Maker) -> None:
    # covers: QZ-48
    world = county("quzhou")
    for obligation, template in (
        ("employment", "hr"), ("social-insurance", "hr"), ("qz-training", "hr"), ("elder-care", "civil-affairs"),
        ("insurance-benefits", "medical-insurance"), ("social-assistance", "civil-affairs"),
    ):  # fmt: skip
        assert template in world.bound(obligation), obligation
    assert world.entry("hr", "qz-training").due == date(2026, 3, 31)  # the first quarter is still owed
    assert not world.bound("qz-fund-use")  # the funds are the city's
    fund = world.add_unit("衢州市住房公积金中心", "institution", "prefecture", COUNTY, line="housing", tags=["fund"])
    world.catalogue()
    found = world.bound("qz-fund-use")
    assert list(found) == ["衢州市住房公积金中心"] and "基金收入" in found["衢州市住房公积金中心"]
    world.abolish(fund)
    world.catalogue()
    assert world.office.store.sql("SELECT stage FROM entry WHERE obligation = 'qz-fund-use'") == [("retired",)]


def test_one_matter_goes_out_in_seven_forms(county: Maker) -> None:
    # covers: QZ-49
    world, other = county("quzhou"), county("kaiyang")
    forms = ["board", "leaflet", "briefing", "hearing", "screen", "touch-screen", "site"]
    made = world.published("education", "org-overview", channels=forms)
    assert [one.channel for one in world.postings(made)] == forms
    with pytest.raises(BadInput, match="hearing"):
        other.drafted("education", "org-overview", channels=["hearing"])


# ---- Zaozhuang


def test_three_exceptions_and_no_more(county: Maker) -> None:
    # covers: ZZ-09
    world = county("zaozhuang")
    assert withheld(world, "housing", "zz-results", "secret") == 0
    assert withheld(world, "housing", "zz-results", "third-party") == 0  # trade secrets and privacy
    assert withheld(world, "housing", "zz-results", "internal") == 1


def test_results_of_bidding_qualification_and_licences_are_named(county: Maker) -> None:
    # covers: ZZ-17
    world = county("zaozhuang")
    assert set(world.bound("zz-results")) == {"housing"}
    assert lacks(world, "housing", "zz-results", "6月招标结果；资质年检结果") == ["许可"]
    made = world.published("housing", "zz-results", content="招标结果、资质审批和年检结果、许可结果。")
    assert {one.channel for one in world.postings(made)} == {"press", "board", "site"}
    item = world.entry("housing", "zz-results")
    assert (item.importance, item.matter, made.signed_by) == ("important", "result", "zhi")


def test_the_board_hangs_outside_and_changes_with_the_duties(county: Maker) -> None:
    # covers: ZZ-18
    world = county("zaozhuang")
    unit = world.unit("housing")
    assert len(world.told("ZZ-18", unit)) == 1 and world.told("ZZ-18", world.unit("education")) == []
    world.add("facility", unit=unit, kind="zz-outside-board", address="单位大门外东侧")
    assert world.told("ZZ-18", unit) == []
    assert lacks(world, "housing", "zz-board", "法定职责十二项") == ["承诺"]
    world.published("housing", "zz-board")
    assert world.entry("housing", "zz-board").due is None
    act(world.office, "wen", "entry", world.entry("housing", "zz-board"), "changed", changed_on="2026-05-29")
    assert world.entry("housing", "zz-board").due is not None  # duties changed: the old board is owed a new one
