"""Decisions and responses by what they do: the steps of each type, their times and numbers, opinions and their use, the hours."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.register import Query
from gongkai.core.rules import Rule
from gongkai.core.store.record import row_of
from gongkai.plugins.tasks.decisions.responses import lacking
from gongkai.plugins.tasks.decisions.rules import chain
from tests.rules.county import Maker
from tests.rules.world import World, settle

TODAY = date(2026, 6, 1)
FACTS: dict[str, Any] = {
    "link": "https://example.gov.cn/1", "received": 0, "people": 5, "view": "pass", "conclusion": "可行。",
    "ways": ["site", "new-media", "hearing"], "representatives": 5, "forum": "executive", "adopted": 0, "adoption": "无意见。",
    "papers_on": TODAY - timedelta(days=90),
    "evidence": True, "cross_examined": True,
}  # fmt: skip


USUAL = (45, 14)
DAYS = {
    "preview": (80, 46),
    "counter-argument": (14, 13),
    "legality": (13, 2),
    "collective": (1, 1),
    "result-public": (1, 1),
}
"""Days ago on which a step begins and ends."""


class Town:
    """A county's office of a region, acting as the system."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.office = world.office.as_system()
        self.unit = world.unit("government")

    def decision(self, *types: str) -> Any:
        register = self.office.register("decision")
        made = register.save(None, {"unit": self.unit, "title": "票价调整", "types": types, "responsible": "周敏",
                                    "proposed_on": TODAY - timedelta(days=90)})  # fmt: skip
        return register.act(made, "begin")

    def steps(self, decision: Any) -> dict[str, Any]:
        rows = self.office.register("decision_step").page(Query(where={"decision": decision.uid}))
        return {row.record.step: row.record for row in sorted(rows, key=lambda row: row.record.position)}

    def finish(self, decision: Any, step: str, **values: Any) -> Any:
        begun, ended = (TODAY - timedelta(days=days) for days in DAYS.get(step, USUAL))
        given = {**FACTS, "starts_on": begun, "ends_on": ended, **values}
        facts = {name: value for name, value in given.items() if value is not None}
        return self.office.register("decision_step").act(self.steps(decision)[step], "finish", **facts)

    def finish_all(self, decision: Any, *but: str) -> None:
        for step in self.steps(decision):
            if step not in but:
                self.finish(decision, step)

    def decide(self, decision: Any, **values: Any) -> Any:
        register = self.office.register("decision")
        return register.act(register.get(decision.uid), "decide", **{"view": "pass", **values})

    def publish(self, decision: Any) -> Any:
        register = self.office.register("decision")
        return register.act(register.get(decision.uid), "publish")

    def listed(self, register: str, *filters: str) -> list[str]:
        return [row.record.uid for row in self.office.register(register).page(Query(filters=filters))]

    def event(self, kind: str, found: str = "2026-06-01 08:00", **values: Any) -> Any:
        values = {"unit": self.unit, "title": "网传水质", "kind": kind, "found_at": found, **values}
        return self.office.register("response").save(None, values)

    def issue(self, event: Any, at: str, **values: Any) -> Any:
        self.office.register("response_issue").save(
            None, {"unit": event.unit, "response": event.uid, "at": at, **values}
        )
        return self.office.register("response").get(event.uid)


@pytest.fixture
def town(county: Maker) -> Any:
    return lambda region: Town(county(region))


@pytest.mark.parametrize(
    ("region", "kind", "steps"),
    [
        ("nation2010", "overall", "preview opinions experts legality collective"),  # covers: HYA-12
        ("nation2008", "overall", "opinions legality collective"),  # covers: HYB-05
        ("nation2008", "technical", "experts advice evaluation legality collective"),  # covers: HYB-06
        ("nation2008", "livelihood", "notice hearing opinions legality collective"),  # covers: HYB-07
        ("nation2008", "conflict", "open-talks appraisal public-part result-public"),  # covers: HYB-32
        ("quzhou", "overall", "opinions experts advice evaluation legality collective"),  # covers: QZ-39
        ("quzhou", "livelihood", "notice hearing opinions evaluation legality collective"),  # covers: QZ-40
        ("pingchang", "overall", "preview counter-argument legality collective"),  # covers: PC-72
        ("pingchang", "technical", "experts counter-argument legality collective"),
        ("pingchang", "livelihood", "hearing counter-argument legality collective"),
    ],
)
def test_each_type_of_matter_has_its_steps_and_none_is_skipped(town: Any, region: str, kind: str, steps: str) -> None:
    own = town(region)
    decision = own.decision(kind)
    assert list(own.steps(decision)) == steps.split()
    for left_out in steps.split():
        with pytest.raises(BadInput, match="步骤没有完成"):
            own.decide(decision)
        own.finish(decision, left_out)
    assert own.decide(decision).stage == "decided"


def test_types_are_joined_and_each_step_is_taken_once(town: Any) -> None:
    own = town("nation2008")
    decision = own.decision("overall", "technical", "livelihood")
    found = list(own.steps(decision))
    assert len(found) == len(set(found)) and found[-2:] == ["legality", "collective"]
    assert set(found) == {"opinions", "experts", "advice", "evaluation", "notice", "hearing", "legality", "collective"}
    assert chain(own.office, ["no-such"]) == []


def test_the_public_is_asked_before_the_decision(town: Any) -> None:
    # covers: QZ-20
    own = town("quzhou")
    decision = own.decision("livelihood")
    for step in ("notice", "hearing"):
        own.finish(decision, step)
    for too_early in ("legality", "collective"):
        with pytest.raises(BadInput, match="征求意见"):
            own.finish(decision, too_early)
    own.finish(decision, "opinions")
    own.finish(decision, "evaluation")
    with pytest.raises(BadInput, match="早于前一步骤"):
        own.finish(decision, "legality", starts_on=TODAY - timedelta(days=40))
    own.finish(decision, "legality")
    own.finish(decision, "collective")
    with pytest.raises(BadInput, match="早于最后一步"):
        own.decide(decision, decided_on=TODAY - timedelta(days=30))


def test_opinions_are_asked_for_thirty_days_and_legality_takes_seven_working_days(town: Any) -> None:
    own = town("quzhou")
    decision = own.decision("overall")
    short = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 4, 30)}
    with pytest.raises(BadInput, match=r"不少于30日，从 2026-04-01 起应到 2026-05-01"):
        own.finish(decision, "opinions", **short)
    own.finish(decision, "opinions", starts_on=date(2026, 4, 1), ends_on=date(2026, 5, 1))
    for step in ("experts", "advice", "evaluation"):
        own.finish(decision, step)
    with pytest.raises(BadInput, match="不少于7个工作日"):
        own.finish(decision, "legality", starts_on=date(2026, 5, 21), ends_on=date(2026, 5, 31))
    assert own.finish(decision, "legality", starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 29)).stage == "done"


def test_what_came_in_and_how_it_was_used_is_published(town: Any) -> None:
    # covers: HYA-13
    own = town("nation2010")
    decision = own.decision("overall")
    with pytest.raises(BadInput, match="预先公开"):
        own.finish(decision, "opinions")
    own.finish(decision, "preview")
    own.finish(decision, "opinions", received=31)
    assert own.listed("decision", "untold") == [decision.uid]
    with pytest.raises(BadInput, match="多于收到"):
        own.office.register("decision_step").act(own.steps(decision)["opinions"], "adopt", adopted=32, adoption="采纳")
    own.office.register("decision_step").act(
        own.steps(decision)["opinions"], "adopt", adopted=12, adoption="采纳12条，其余说明理由。"
    )
    assert own.listed("decision", "untold") == [] and own.listed("decision_step", "unused") == []


def test_a_decision_is_not_published_before_the_use_of_opinions_is_told(town: Any) -> None:
    own = town("nation2008")
    decision = own.decision("overall")
    own.finish(decision, "opinions", received=3)
    own.finish_all(decision, "opinions")
    own.decide(decision)
    with pytest.raises(BadInput, match="3 条意见"):
        own.publish(decision)
    own.office.register("decision_step").act(own.steps(decision)["opinions"], "adopt", adopted=1, adoption="采纳1条。")
    assert own.publish(decision).stage == "published"


def test_a_hearing_is_real(town: Any) -> None:
    # covers: HYA-14
    own = town("nation2010")
    decision = own.decision("livelihood")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"people": 2}, "参加人数"), ({"representatives": 0}, "群众代表"), ({"conclusion": None}, "结论"),
        ({"adoption": None}, "采纳情况"), ({"papers_on": TODAY - timedelta(days=50)}, "材料应在7日前"),
    ]  # fmt: skip
    for values, said in wrong:
        with pytest.raises(BadInput, match=said):
            own.finish(decision, "hearing", **values)
    assert own.finish(decision, "hearing", people=3, representatives=1).stage == "done"


def test_policies_are_open_to_comment_as_a_rule_and_an_exception_has_its_reason(town: Any) -> None:
    # covers: HYB-11
    own = town("nation2008")
    decision = own.decision("policy")
    register = own.office.register("decision_step")
    with pytest.raises(BadInput, match="理由"):
        register.act(own.steps(decision)["draft-opinions"], "waive")
    with pytest.raises(BadInput, match="不能省略"):
        register.act(own.steps(decision)["legality"], "waive", "赶时间")
    assert register.act(own.steps(decision)["draft-opinions"], "waive", "应急立法").stage == "waived"
    own.finish_all(decision, "draft-opinions")
    assert own.decide(decision).stage == "decided"


def test_somebody_answers_the_collective_decides_and_the_public_is_heard(town: Any) -> None:
    # covers: HYB-12
    own = town("nation2008")
    register = own.office.register("decision")
    made = register.save(None, {"unit": own.unit, "title": "票价", "types": ["livelihood"]})
    with pytest.raises(BadInput, match="责任人"):
        register.act(made, "begin")
    register.act(made, "begin", responsible="周敏")
    assert {"notice", "hearing", "collective"} <= set(own.steps(made))
    own.finish_all(made, "collective")
    with pytest.raises(BadInput, match="会议"):
        own.finish(made, "collective", forum=None)


def test_opinions_are_asked_on_the_site_in_new_media_and_at_a_hearing(town: Any) -> None:
    # covers: KY-18
    own = town("kaiyang")
    decision = own.decision("overall")
    with pytest.raises(BadInput, match="政务新媒体、听证会"):
        own.finish(decision, "opinions", ways=["site"])
    assert own.finish(decision, "opinions").stage == "done"


@pytest.mark.parametrize("kind", ["overall", "technical", "livelihood", "policy"])
def test_every_major_decision_passes_a_legality_review(town: Any, kind: str) -> None:
    # covers: KY-19
    own = town("kaiyang")
    decision = own.decision(kind)
    own.finish_all(decision, "legality", "collective")
    with pytest.raises(BadInput, match="合法性审查"):
        own.finish(decision, "collective")
    own.finish(decision, "legality")
    own.finish(decision, "collective")
    assert own.decide(decision).stage == "decided"


def test_the_executive_meeting_decides_with_five_representatives_sitting_in(town: Any) -> None:
    # covers: PC-71 PC-73
    own = town("pingchang")
    decision = own.decision("technical")
    own.finish_all(decision, "collective")
    with pytest.raises(BadInput, match="政府常务会议"):
        own.finish(decision, "collective", forum="unit")
    with pytest.raises(BadInput, match="4，应不少于 5"):
        own.finish(decision, "collective", representatives=4)
    assert own.finish(decision, "collective", representatives=5).stage == "done"


def test_steps_are_the_rules_own(town: Any) -> None:
    own = town("pingchang")
    decision = own.decision("technical")
    register = own.office.register("decision_step")
    with pytest.raises(BadInput, match="不能自行"):
        register.save(None, {"unit": own.unit, "decision": decision.uid})
    with pytest.raises(BadInput, match="不能自行"), own.office.change("不想要") as change:
        change.delete(own.steps(decision)["experts"])


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    from gongkai.core.office import Office

    monkeypatch.setenv("GONGKAI_TODAY", TODAY.isoformat())
    settle(
        tmp_path / "zz", ("zaozhuang",), "370400", [("370000", "山东省"), ("370400", "枣庄市"), ("370402", "市中区")]
    )
    office = Office.open(tmp_path / "zz")
    world = World(office)
    own = Town.__new__(Town)
    own.world, own.office, own.unit = world, office.as_system(), world.unit("city-government")
    yield own
    office.close()


def test_a_plan_is_announced_shown_on_holidays_opinions_are_sorted_and_it_is_improved(city: Any) -> None:
    # covers: ZZ-24
    decision = city.decision("planning-show")
    assert list(city.steps(decision)) == ["show-notice", "show", "collect", "improve"]
    with pytest.raises(BadInput, match="事前公告"):
        city.finish(decision, "show")
    city.finish(decision, "show-notice", starts_on=date(2026, 4, 10), ends_on=date(2026, 4, 20))
    with pytest.raises(BadInput, match="没有节假日"):
        city.finish(decision, "show", starts_on=date(2026, 5, 11), ends_on=date(2026, 5, 15))
    city.finish(decision, "show", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 5))
    city.finish(decision, "collect", starts_on=date(2026, 5, 6), ends_on=date(2026, 5, 8), received=9)
    city.finish(decision, "improve", starts_on=date(2026, 5, 9), ends_on=date(2026, 5, 20))
    assert city.decide(decision).stage == "decided"


def test_demolition_is_heard_with_evidence_and_cross_examination(city: Any) -> None:
    # covers: ZZ-25
    decision = city.decision("demolition")
    for name, said in (("evidence", "举证"), ("cross_examined", "质证")):
        for value in (None, False):
            with pytest.raises(BadInput, match=said):
                city.finish(decision, "demolition-hearing", **{name: value})
    with pytest.raises(BadInput, match="拆迁听证"):
        city.finish(decision, "collective")
    assert city.finish(decision, "demolition-hearing").stage == "done"


def test_the_unit_concerned_answers_first_by_its_first_responsible(town: Any) -> None:
    # covers: KY-22
    own = town("kaiyang")
    education = own.world.unit("education")
    own.world.office = own.office
    own.world.hold(education, "first-responsible", "赵志强")
    event = own.event("concern")
    assert event.person is None and event.first_due == "2026-06-02 08:00"
    register = own.office.register("response")
    moved = register.act(event, "handover", "学校的事", unit=education)
    assert (moved.unit, moved.person, moved.first_due) == (education, "赵志强", "2026-06-02 08:00")
    assert own.listed("response", "unanswered") == [event.uid] and own.listed("response", "late") == []
    own.office._fixed_today = "2026-06-03"
    assert own.listed("response", "late") == [event.uid]
    answered = own.issue(moved, "2026-06-02 07:59")
    assert answered.first_at == "2026-06-02 07:59" and own.listed("response", "late") == []


@pytest.mark.parametrize(("kind", "first", "brief"), [("major", "13:00", "2026-06-02 08:00"), ("concern", None, None)])
def test_five_twenty_four_and_forty_eight_hours(town: Any, kind: str, first: str | None, brief: str | None) -> None:
    event = town("quzhou").event(kind)
    assert event.first_due == (f"2026-06-01 {first}" if first else "2026-06-03 08:00") and event.brief_due == brief


def test_an_emergency_is_told_at_once_all_the_way_at_home_and_abroad(town: Any) -> None:
    # covers: HYB-08
    own = town("nation2008")
    event = own.event("emergency")
    assert event.first_due == "2026-06-01 13:00"
    event = own.issue(event, "2026-06-01 13:01", items=["disaster"])
    assert own.listed("response", "late") == [event.uid]
    wanted = {"款物管理使用", "重建政策", "事前预警", "事后善后", "发布会", "面向国外"}
    assert {str(part) for part in lacking(own.office, row_of(event))} == wanted
    register = own.office.register("response")
    with pytest.raises(BadInput, match="重建政策"):
        register.act(event, "close")
    own.issue(event, "2026-06-01 07:00", phase="before")
    own.issue(event, "2026-06-01 15:00", items=["relief-goods"], conference=True, abroad=True)
    event = own.issue(event, "2026-06-01 18:00", items=["rebuilding"], phase="after")
    assert (event.first_at, event.brief_at) == ("2026-06-01 13:01", "2026-06-01 15:00")
    assert register.act(event, "close").stage == "closed"
    with pytest.raises(BadInput, match="事件已结束"):
        own.issue(event, "2026-06-01 09:00")


def test_of_an_accident_progress_measures_and_precautions_are_told(town: Any) -> None:
    # covers: HYB-33
    own = town("nation2008")
    event = own.event("accident")
    event = own.issue(event, "2026-06-01 09:00", items=["progress"], conference=True)
    assert {str(part) for part in lacking(own.office, row_of(event))} == {"举措", "防范措施"}
    event = own.issue(event, "2026-06-01 10:00", items=["measures", "precautions"])
    assert own.office.register("response").act(event, "close").stage == "closed"


@pytest.mark.parametrize("text", ["昨天", "2026-06-01", "2026-02-30 08:00", "2026-06-02 08:00"])
def test_a_time_that_is_none_or_is_yet_to_come_is_refused(town: Any, text: str) -> None:
    with pytest.raises(BadInput):
        town("quzhou").event("concern", text)


def test_the_sums_of_2008_are_kept_as_stated(county: Maker) -> None:
    # covers: HYB-31
    data = county("nation2008").office.profile.items("rule", Rule)["HYB-31"].data
    leverage = [round(total / own, 2) for own, total in zip(data["central_yi"], data["total_yi"], strict=True)]
    assert leverage == [3.39, 4.0]
