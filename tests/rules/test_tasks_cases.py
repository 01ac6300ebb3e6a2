"""Cases by what they do: the seven steps in a closed loop, limits, urgent ones first, one matter handled once."""

import contextlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core.errors import BadInput
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.ruled import effects
from gongkai.core.rules import Rule
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.tasks.cases.loop import steps
from gongkai.plugins.tasks.cases.matching import groups
from gongkai.plugins.tasks.cases.measures import on_time, satisfied
from gongkai.plugins.tasks.cases.models import Case
from gongkai.plugins.tasks.cases.report import report
from tests.rules.county import Maker
from tests.rules.world import World

REGION = ("zaozhuang",)
PLACE = "370400"
LISTING = [
    ("370000", "山东省"),
    ("370400", "枣庄市"),
    ("370402", "市中区"),
    ("370402100", "税郭镇"),
    ("370402100200", "安岭村"),
]


class Undo(Exception):
    """Takes a change back."""


def at(office: Office, day: str) -> None:
    office._fixed_today = day


def take(world: World, title: str, **values: Any) -> Any:
    return world.office.register("case").save(None, {"title": title, **values})


def do(world: World, case: Any, action: str, reason: str = "", **values: Any) -> Any:
    register = world.office.register("case")
    return register.act(register.get(case.uid), action, reason, **values)


def through(world: World, case: Any, unit: str, **values: Any) -> Any:
    """Assigned, investigated, acted on, answered."""
    do(world, case, "assign", unit=unit, **values)
    do(world, case, "investigate", person="王工", findings="已到场查看。")
    do(world, case, "act", measures="已更换。")
    return do(world, case, "feedback", result="已修复。")


def listed(world: World, *filters: str) -> list[str]:
    return [row.record.number for row in world.office.register("case").page(Query(filters=filters))]


def test_a_case_goes_through_seven_steps_and_comes_back_to_the_caller(world: World) -> None:
    # covers: ZZ-33 ZZ-34
    case = take(world, "解放路路灯不亮", channel="12319", phone="13800000001", address="解放路")
    assert case.unit == case.centre == world.unit("zz-hotline-centre")  # easy intake: one sentence is enough
    housing = world.unit("city-housing")
    through(world, case, housing)
    with pytest.raises(BadInput, match="还没有回访"):
        do(world, case, "file")
    do(world, case, "callback", rating="satisfied")
    done = do(world, case, "file")
    assert (done.stage, done.unit) == ("filed", housing)
    went = steps(world.office, done)
    assert [(s.no, str(s.name)) for s in went if s.no] == [
        (1, "接话"), (3, "登记"), (4, "调查"), (5, "落实"), (6, "反馈"), (7, "备案"),
    ]  # fmt: skip
    assert all(s.day == date(2026, 6, 1) for s in went)
    visit = take(world, "反映小区漏雨", channel="visit")
    assert steps(world.office, visit)[0][:2] == (2, steps(world.office, visit)[0].name)
    assert str(steps(world.office, visit)[0].name) == "接访"


def test_the_loop_cannot_be_cut_short(world: World) -> None:
    case = take(world, "解放路路灯不亮")
    for action, values in (("feedback", {"result": "好"}), ("file", {}), ("act", {"findings": "看过"})):
        with pytest.raises(BadInput, match="待交办"):
            do(world, case, action, **values)
    do(world, case, "assign", unit=world.unit("city-housing"))
    do(world, case, "investigate")
    with pytest.raises(BadInput, match="调查情况"):
        do(world, case, "act")


@pytest.mark.parametrize(("manner", "due"), [("phone", "2026-06-04"), ("writing", "2026-06-08")])
def test_three_days_by_telephone_and_seven_in_writing(world: World, manner: str, due: str) -> None:
    # covers: ZZ-36 ZZ-37
    case = take(world, "解放路路灯不亮")
    done = do(world, case, "assign", unit=world.unit("city-housing"), manner=manner)
    assert (done.due.isoformat(), done.counted_from.isoformat()) == (due, "2026-06-01")
    at(world.office, due)
    assert listed(world, "overdue") == []
    at(world.office, (date.fromisoformat(due) + timedelta(days=1)).isoformat())
    assert listed(world, "overdue") == [case.number]


def test_how_it_is_assigned_follows_the_channel_when_nobody_says(world: World) -> None:
    unit = world.unit("city-housing")
    dues = {
        channel: do(world, take(world, "路灯不亮", channel=channel), "assign", unit=unit).due.isoformat()
        for channel in ("12319", "letter", "zaozhuang-daily", "police-news")
    }
    assert dues == {
        "12319": "2026-06-04",
        "letter": "2026-06-08",
        "zaozhuang-daily": "2026-06-08",
        "police-news": "2026-06-04",
    }


@pytest.mark.parametrize("matter", ["光明路爆管停水", "居民楼有煤气味", "地下车库内涝"])
def test_water_gas_and_floods_go_first_and_their_clock_runs_from_the_call(world: World, matter: str) -> None:
    # covers: ZZ-35
    take(world, "路灯不亮")
    case = take(world, matter, channel="12319")
    assert (case.urgent, case.due) == (True, date(2026, 6, 1))  # before anybody was assigned
    assert listed(world)[0] == case.number and listed(world, "urgent") == [case.number]
    at(world.office, "2026-06-02")
    assert listed(world, "overdue") == [case.number]
    plain = world.office.register("case").save(world.office.register("case").get(case.uid), {"urgent": False})
    assert plain.due is None and listed(world, "urgent") == []
    assert not take(world, "停水通知看不懂").urgent


def test_the_old_number_is_entered_under_the_new_one(world: World) -> None:
    # covers: ZZ-31
    assert take(world, "路灯不亮", channel="96111").channel == "12319"
    with pytest.raises(BadInput, match="来源渠道"):
        take(world, "路灯不亮", channel="12318")


def test_five_sources_are_linked_with_the_hotline(world: World) -> None:
    # covers: ZZ-39
    linked = {
        "mayor-telephone": "市长公开电话", "conduct-hotline": "创建文明城市热线", "zaozhuang-daily": "《枣庄日报》",
        "lunan-morning": "《鲁南晨刊》", "police-news": "110新闻直通车",
    }  # fmt: skip
    for name in linked.values():
        take(world, f"{name}转来：路灯不亮", channel=name)
    found = {row["key"]: (str(row["name"]), row["taken"]) for row in report(world.office, "channel")}
    assert found == {key: (name, 1) for key, name in linked.items()}


def test_an_entry_of_the_catalogue_is_followed_up_through_the_hotline(world: World) -> None:
    # covers: ZZ-40
    world.catalogue()
    with pytest.raises(BadInput, match="公开事项"):
        take(world, "办事公开栏没有更新", kind="follow-up")
    entry = f"{world.unit('zz-hotline-centre')}.zz-hotline"
    case = take(world, "办事公开栏没有更新", kind="follow-up", entry=entry)
    assert [row["taken"] for row in report(world.office, "kind") if row["key"] == "follow-up"] == [1]
    assert case.entry == entry


def test_four_aims_are_what_the_hotline_shows_and_is_measured_by(world: World) -> None:
    # covers: ZZ-32
    world.catalogue()
    aims = {"内部管理科学化", "服务质量标准化", "综合执法程序化", "社会监督公开化"}
    assert aims <= set(world.bound("zz-hotline")["zz-hotline-centre"].split("、"))


def test_the_figures_of_zaozhuang_come_out_of_one_query(world: World) -> None:
    # covers: ZZ-38
    stated = world.office.profile.items("rule", Rule)["ZZ-38"].data
    unit, resource = world.unit("zz-hotline-centre"), world.office.resource("case")
    scope = world.office.unit_scope(unit)
    blank = dict.fromkeys(columns(Case))
    rows = [
        blank | {
            "uid": derived_uid("case", str(n)), "unit": unit, "centre": unit, "scope": scope, "version": 1, "priority": 2,
            "stage": "filed" if done else "assigned", "number": f"2026-{n:05d}", "title": "路灯不亮", "channel": "12319",
            "kind": "repair", "taken_on": "2026-01-05", "due": "2026-01-08", "first_due": "2026-01-08",
            "replied_on": "2026-01-08" if done else None, "first_replied_on": "2026-01-08" if done else None,
        }
        for n in range(1, stated["accepted"] + 1)
        if (done := n <= stated["closed"]) is not None
    ]  # fmt: skip
    with world.office.change("figures") as change:
        change.insert_rows(resource, rows)
    [found] = report(world.office)
    assert (found["taken"], found["done"]) == (12459, 12422)
    assert found["done_percent"] == Decimal(stated["closed_percent"]) and found["on_time_percent"] == Decimal("100.0")
    assert found["overdue"] == 37 and report(world.office, start=date(2026, 2, 1)) == []


def test_callers_about_one_thing_are_joined_by_a_person_and_all_called_back(world: World) -> None:
    first = take(world, "光明路12号水管漏水", phone="13800000001", address="光明路12号", kind="repair")
    second = take(world, "水管一直漏水没人管", phone="13800000002", address="光明路 12 号。", kind="repair")
    other = take(world, "噪声扰民", phone="13800000003", address="文化路", kind="complaint")
    assert (first.looks_like, second.looks_like, other.looks_like) == (None, first.uid, None)
    assert listed(world, "alike") == [second.number]
    [group] = groups(world.office, 0, 10**15)
    assert group[3:5] == (2, 2)
    do(world, second, "merge", merged_into=first.number)
    through(world, first, world.unit("city-housing"))
    assert sorted(listed(world, "to_call_back")) == [first.number, second.number]
    do(world, first, "callback", rating="very")
    with pytest.raises(BadInput, match=f"还没有回访：{second.number}"):
        do(world, first, "file")
    do(world, second, "callback", rating="dissatisfied", rating_note="还在漏")
    assert sorted(listed(world, "dissatisfied")) == [first.number, second.number]
    with pytest.raises(BadInput, match="重办"):
        do(world, first, "file")


def test_nothing_is_merged_into_itself_or_into_what_is_answered(world: World) -> None:
    first, second = take(world, "路灯不亮"), take(world, "路灯还是不亮")
    for wrong in (first.number, "2026-99999"):
        with pytest.raises(BadInput, match="没有另一件"):
            do(world, first, "merge", merged_into=wrong)
    do(world, second, "answer", result="今晚检修。")
    with pytest.raises(BadInput, match="已反馈"):
        do(world, first, "merge", merged_into=second.uid)


def test_dissatisfied_means_a_new_round_and_the_first_keeps_its_figures(world: World) -> None:
    case = take(world, "路灯不亮", channel="12319")
    unit = world.unit("city-housing")
    through(world, case, unit)
    with pytest.raises(BadInput, match="没有不满意"):
        do(world, case, "redo", "再查")
    do(world, case, "callback", rating="very-dissatisfied")
    at(world.office, "2026-06-20")
    again = do(world, case, "redo", "没有修好")
    assert (again.stage, again.round, again.due.isoformat(), again.rating) == ("assigned", 2, "2026-06-23", None)
    assert (again.first_due.isoformat(), again.first_replied_on.isoformat()) == ("2026-06-04", "2026-06-01")
    at(world.office, "2026-06-30")  # the second round is late, the first stays in time
    do(world, case, "investigate")
    do(world, case, "act", findings="换线路")
    do(world, case, "feedback", result="已修复。")
    rounds = world.office.store.sql("SELECT number, due, ended_on, outcome, rating FROM case_round ORDER BY number")
    assert rounds == [
        (1, "2026-06-04", "2026-06-01", "replied", "very-dissatisfied"), (2, "2026-06-23", "2026-06-30", "replied", None),
    ]  # fmt: skip
    [figures] = report(world.office)
    assert (figures["on_time_percent"], figures["again"]) == (Decimal("100.0"), 1)
    low, high = 0, 10**15
    assert on_time.figures(world.office, low, high)[unit].numerator == 1


def test_whoever_does_not_rate_in_seven_days_counts_by_default_and_no_run_is_needed(world: World) -> None:
    case = take(world, "咨询供暖时间", kind="question")
    do(world, case, "answer", result="11月15日起。")
    at(world.office, "2026-06-08")
    assert satisfied.figures(world.office, 0, 10**15) == {} and listed(world, "to_call_back") == [case.number]
    at(world.office, "2026-06-09")
    [figure] = satisfied.figures(world.office, 0, 10**15).values()
    assert (figure.numerator, figure.denominator) == (Decimal(1), Decimal(1))
    [row] = report(world.office)
    assert (row["rated"], row["score"], row["satisfied_percent"]) == (1, Decimal("6.0"), Decimal("100.0"))
    assert do(world, case, "file").stage == "filed"


def test_a_unit_objects_and_is_upheld_or_another_is_assigned_with_a_clock_of_its_own(world: World) -> None:
    case = take(world, "路灯不亮", channel="12319")
    do(world, case, "assign", unit=world.unit("city-housing"))
    do(world, case, "object", objection="属城管职责")
    assert listed(world, "to_assign") == [case.number]
    at(world.office, "2026-06-03")
    kept = do(world, case, "uphold", "属市政设施")
    assert (kept.stage, kept.due.isoformat(), kept.objection) == ("assigned", "2026-06-04", None)
    moved = do(world, case, "reassign", "职责调整", unit=world.unit("city-urban-management"))
    assert (moved.round, moved.due.isoformat(), moved.unit) == (2, "2026-06-06", world.unit("city-urban-management"))
    assert moved.first_due.isoformat() == "2026-06-04"


def test_what_has_a_statutory_route_is_told_that_route(world: World) -> None:
    case = take(world, "要求公开拆迁补偿标准")
    with pytest.raises(BadInput, match="法定渠道"):
        do(world, case, "route", result="请依申请公开")
    done = do(world, case, "route", route="request", result="请向市住建局提出申请。")
    assert (done.stage, done.first_replied_on) == ("routed", date(2026, 6, 1)) and listed(world, "routed") == [
        case.number
    ]


def test_many_cases_of_one_sheet_get_numbers_of_their_own(world: World) -> None:
    with world.office.change("import") as change:
        change.insert_many("case", [{"title": f"路灯{n}不亮"} for n in range(5)])
    assert listed(world) == [f"2026-{n:05d}" for n in range(1, 6)]
    assert take(world, "路灯不亮").number == "2026-00006"


@given(
    st.lists(st.tuples(st.sampled_from("123"), st.sampled_from("甲乙"), st.integers(1, 30)), min_size=22, max_size=40)
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sheet_finds_the_doubles_that_one_by_one_entry_finds(world: World, rows: list[tuple[str, str, int]]) -> None:
    cases = [
        {"title": f"{matter}路灯不亮", "phone": f"1380000000{phone}", "taken_on": f"2026-05-{day:02d}", "kind": "repair",
         "uid": derived_uid("sheet", str(n))}
        for n, (phone, matter, day) in enumerate(rows)
    ]  # fmt: skip
    found = []
    for together in (True, False):
        with contextlib.suppress(Undo), world.office.change("sheet") as change:
            if together:
                change.insert_many("case", cases)
            else:
                for one in cases:
                    values = {**one}
                    change.create("case", values.pop("uid"), **values)
                    world.office.remembered.clear()  # as if each were a change of its own
            found.append(dict(world.office.rows("SELECT uid, looks_like FROM {hotline_case}")))
            raise Undo
    assert found[0] == found[1]
    assert any(found[0].values())


def test_a_named_person_answers_the_county_heads_mailbox(county: Maker) -> None:
    # covers: KY-17
    world = county("kaiyang")
    world.office = world.office.as_system()
    unit = world.unit("education")
    case = take(world, "咨询入学", channel="head-mailbox", unit=unit)
    do(world, case, "assign", unit=unit)
    do(world, case, "investigate")
    do(world, case, "act", findings="已核实")
    with pytest.raises(BadInput, match="承办人"):
        do(world, case, "feedback", result="按片区入学。")
    world.hold(unit, "ky-reply-officer", "李文静")
    other = take(world, "再问入学", channel="email", unit=unit)
    assert do(world, other, "assign", unit=unit).person == "李文静"


def test_topics_that_people_name_are_answered_in_public(county: Maker) -> None:
    # covers: QZ-24
    world = county("quzhou")
    world.office = world.office.as_system()
    case = take(world, "请公开水价构成", channel="topic")
    assert case.kind == "disclosure"
    with pytest.raises(BadInput, match="公开链接"):
        do(world, case, "answer", result="已公开")
    assert do(world, case, "answer", result="已公开", link="https://example.gov.cn/1").stage == "replied"


def test_the_opinion_box_collects_opinions_and_suggestions(county: Maker) -> None:
    # covers: QZ-25
    world = county("quzhou")
    world.office = world.office.as_system()
    case = take(world, "建议增加公开栏", channel="opinion-box")
    assert case.kind == "suggestion"
    do(world, case, "answer", result="已采纳。")
    [row] = report(world.office, "channel")
    assert (row["key"], row["taken"], row["done"]) == ("opinion-box", 1, 1)


def test_a_rule_says_where_it_lives(world: World) -> None:
    rules = world.office.profile.items("rule", Rule)
    marks = {
        e.mark
        for key in ("ZZ-31", "ZZ-33", "ZZ-35", "ZZ-36", "ZZ-37", "ZZ-39", "ZZ-40")
        for e in effects(world.office.profile, rules[key])
    }
    assert {
        "workflow:case",
        "case_limit:zz-phone",
        "case_limit:zz-writing",
        "case_channel:police-news",
        "case_emergency:gas",
    } <= marks
