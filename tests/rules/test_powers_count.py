"""Powers: their count, their times and their steps, in a town's office of the region that states the rule."""

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.plugins.catalog.powers.checks import findings
from gongkai.plugins.catalog.powers.counting import times
from tests.catalogues import unit_of
from tests.rules.powers import (
    Maker,
    act,
    add,
    adjusted,
    became,
    confirmed,
    counted,
    delete,
    lacks,
    published,
    said,
    step,
)

# ---- the count


def test_a_power_counts_from_its_confirmation_until_it_is_cancelled_or_delegated(office: Office) -> None:
    # covers: HYA-19, PC-19
    one, two = confirmed(office), confirmed(office, "户外广告许可")
    village = unit_of(office, "village_committee")
    published(office, adjusted(office, published(office, one)))
    with pytest.raises(BadInput, match="变动依据"):
        act(office, "zhi", two, "delegated")
    act(office, "zhi", two, "delegated", change_basis="镇发2号", change_must="release", delegated_to=village)
    row = counted(office, "2026-01-01", "2026-12-31")["行政许可"]
    assert {key: row[key] for key in ("base", "added", "adjusted", "delegated", "cancelled", "end")} == {
        "base": 0, "added": 2, "adjusted": 1, "delegated": 1, "cancelled": 0, "end": 1,
    }  # fmt: skip
    changes = [r.record for r in office.register("power_change").page(Query())]
    assert {(c.change, c.must, c.target) for c in changes} >= {
        ("adjusted", "adjust", None),
        ("delegated", "release", village),
    }
    assert said(office, "power-count") == []
    became(office, "added", "2026-11-20", 1)
    [found] = said(office, "power-count")
    assert "2 项" in found.what.zh and "1 项" in found.what.zh
    assert verify(office).faults == []


def test_a_public_power_is_changed_by_a_new_version_while_the_old_one_stays(office: Office) -> None:
    # covers: HYA-19, HYB-10
    old = confirmed(office, statutory="20wd", promised="10wd")
    step(office, add(office, "别的"), 1, "别的环节")
    with office.as_system().change() as change:
        change.create("power_step", unit=old.unit, power=old.uid, number=1, name="受理", kind="end")
    old = published(office, old)
    with pytest.raises(BadInput, match="已公布"):
        office.as_("wen").register("power").save(old, {"promised": "5wd"})
    [first] = office.register("power_step").page(Query(where={"power": old.uid}))
    for write in (
        lambda: office.as_("wen").register("power_step").save(first.record, {"name": "改了"}),
        lambda: delete(office.as_("wen"), first.record),
        lambda: step(office, old, 2, "新环节"),
    ):
        with pytest.raises(BadInput, match="已公布"):
            write()
    new = adjusted(office, old)
    assert (new.stage, new.revision, new.name, new.staffing_by, new.code) == ("draft", 2, old.name, None, old.code)
    with pytest.raises(BadInput, match="更新稿"):
        adjusted(office, old)
    with pytest.raises(BadInput, match="更新稿"):
        act(office, "zhi", old, "cancelled", change_basis="镇发2号")
    [copied] = [row.record for row in office.register("power_step").page(Query(where={"power": new.uid}))]
    office.as_("wen").register("power_step").save(copied, {"name": "网上受理"})
    new = office.as_("wen").register("power").save(new, {"promised": "5wd"})
    public = [row.record.uid for row in office.register("power").page(Query(filters=("public",)))]
    assert public == [old.uid] and office.register("power").count(Query(filters=("changing",))) == 1
    assert (times(office).powers, times(office).shorter) == (1, "50.00")  # of what is public
    assert counted(office, "2026-01-01", "2026-12-31")["合计"]["adjusted"] == 0
    for actor, action in (("wen", "staffing"), ("kan", "submit"), ("mei", "confirm"), ("guo", "publish")):
        with pytest.raises((NotAllowed, BadInput)):
            act(office, actor, new, action)
    act(office, "wen", new, "submit")
    act(office, "guo", new, "staffing")
    with pytest.raises(NotAllowed, match="guo"):
        act(office, "guo", new, "legal")  # each office by itself, as the first time
    act(office, "jian", new, "legal")
    new = act(office, "ban", new, "confirm")
    with pytest.raises(BadInput, match=old.uid):
        act(office, "zhi", new, "cancelled", change_basis="镇发2号")
    assert said(office, "power-count") == said(office, "power-code-twice") == []
    new = act(office, "mei", new, "publish")
    old = office.register("power").get(old.uid)
    assert (old.stage, old.promised, new.stage, new.series) == ("superseded", "10wd", "published", old.uid)
    row = counted(office, "2026-01-01", "2026-12-31")["合计"]
    assert (row["added"], row["adjusted"], row["end"]) == (1, 1, 1)
    assert times(office).shorter == "75.00" and said(office, "power-count") == []
    assert [row.record.name for row in office.register("power_step").page(Query(where={"power": old.uid}))] == ["受理"]
    # given up, and taken up again: it counts once
    act(office, "zhi", new, "cancelled", change_basis="镇发3号")
    again = published(office, act(office, "admin", new, "resume", reason="恢复"))
    row = counted(office, "2026-01-01", "2026-12-31")["合计"]
    assert (again.stage, row["added"], row["cancelled"], row["end"]) == ("published", 2, 1, 1)
    assert said(office, "power-count") == [] and verify(office).faults == []


def test_taking_the_adjustment_back_takes_its_draft_and_steps_back(office: Office) -> None:
    old = published(office, confirmed(office))
    new = adjusted(office, old)
    office.as_("wen").register("power").undo(old.uid)
    assert office.register("power").page(Query(where={"replaces": old.uid})) == []
    assert adjusted(office, office.register("power").get(old.uid)).uid != new.uid
    assert verify(office).faults == []


def test_a_power_not_fit_to_be_public_is_on_a_list_with_its_reason(office: Office) -> None:
    power = confirmed(office, kind="inspection")
    with pytest.raises(BadInput, match="不宜公开理由"):
        act(office, "zhi", power, "withhold")
    with pytest.raises(NotAllowed):
        act(office, "mei", power, "withhold", undisclosed="涉及暗访")
    act(office, "zhi", power, "withhold", undisclosed="涉及暗访")
    with pytest.raises(BadInput, match="不宜公开"):
        act(office, "mei", power, "publish")
    [row] = office.register("power").page(Query(filters=("withheld",)))
    assert (row.record.name, row.record.kind, row.record.undisclosed) == (power.name, "inspection", "涉及暗访")
    assert counted(office, "2026-01-01", "2026-12-31")["合计"]["end"] == 1 and said(office, "power-count") == []
    act(office, "zhi", power, "release", reason="可以公开")
    assert act(office, "mei", power, "publish").stage == "published"


def test_five_rounds_of_the_state_council(office: Office) -> None:
    # covers: HYA-01, HYA-02
    became(office, "base", "2001-01-01", 3602, kind="licence")
    became(office, "cancelled", "2004-05-19", 1800, kind="licence")
    became(office, "adjusted", "2010-07-04", 383, kind="licence")
    total = counted(office, "2001-01-01", "2010-12-31", places=1)["合计"]
    assert (total["base"], total["share"]) == (3602, "60.6")
    became(office, "cancelled", "2009-06-30", 1925, unit=unit_of(office, "village_committee"))
    became(office, "delegated", "2009-06-30", 2116, unit=unit_of(office, "village_committee"))
    year = counted(office, "2009-01-01", "2009-12-31")["合计"]
    assert (year["cancelled"], year["delegated"]) == (1925, 2116)


def test_a_county_cuts_items_charges_and_time(office: Office) -> None:
    # covers: PC-20
    became(office, "base", "2008-01-01", 295)
    became(office, "cancelled", "2008-03-01", 39, must="应减必减")
    became(office, "fee-cancelled", "2008-03-01", 11)
    became(office, "fee-lowered", "2008-03-01", 3)
    total = counted(office, "2008-01-01", "2008-12-31")["合计"]
    assert (total["net"], total["end"], total["fee-cancelled"], total["fee-lowered"]) == ("-13.22", 256, 11, 3)
    later = counted(office, "2008-03-02", "2008-12-31")["合计"]
    assert (later["base"], later["cancelled"], later["net"]) == (256, 0, "0.00")
    add(office, "甲", statutory="5000min", promised="2000min")
    add(office, "乙", statutory="5000min", promised="3461min")
    add(office, "丙", statutory="20wd")
    assert times(office).shorter == "45.39"


def test_the_count_by_unit_and_by_division_own_and_below(office: Office) -> None:
    village = unit_of(office, "village_committee")
    became(office, "added", "2026-02-01", 5)
    became(office, "added", "2026-02-01", 2, unit=village)
    by_unit = counted(office, "2026-01-01", "2026-12-31", by="unit")
    assert by_unit[office.unit_name(village)]["added"] == 2 and by_unit["合计"]["added"] == 7
    by_place = counted(office, "2026-01-01", "2026-12-31", by="place")
    own = next(row for name, row in by_place.items() if name.endswith("本级"))
    assert own["added"] == 5 and sorted(row["added"] for row in by_place.values()) == [2, 5, 7]


# ---- times and steps


def test_promises_are_within_the_law_and_kept(office: Office) -> None:
    # covers: PC-92
    power = add(office, statutory="15天", promised="3天", actual="10分钟")
    assert office.register("power").cell(power, "times") == "15日 → 3日 → 10分钟"
    over = {"power-promise", "power-late"}
    assert not over & {f.code for f in findings(office)}
    power = office.register("power").save(power, {"promised": "16天", "actual": "17天"})
    assert {(f.code, f.rule) for f in findings(office) if f.code in over} == {(code, "PC-92") for code in over}
    assert office.register("power").count(Query(filters=("over",))) == 1
    with pytest.raises(BadInput, match="读不懂"):
        office.register("power").save(power, {"promised": "尽快"})


def test_what_is_promised_at_once_is_done_the_same_day(office: Office) -> None:
    power = add(office, "婚姻登记", promised="当场办结", actual="10分钟")
    assert said(office, "power-late") == [] and office.register("power").count(Query(filters=("over",))) == 0
    office.register("power").save(power, {"actual": "2天"})
    assert len(said(office, "power-late")) == 1 == office.register("power").count(Query(filters=("over",)))


def test_a_profile_may_ask_for_promises_a_third_shorter(make: Maker) -> None:
    office = make(rules='[power_time]\nshorter = "1/3"\n')
    power = add(office, statutory="15wd", promised="11wd")
    assert [f.uid for f in said(office, "power-shorter")] == [power.uid]
    office.register("power").save(power, {"promised": "10wd"})
    assert said(office, "power-shorter") == []


def test_steps_take_no_longer_than_promised_and_lead_somewhere(office: Office) -> None:
    # covers: HYB-13, PC-92
    power = add(office, promised="3wd")
    step(office, power, 1, "受理", kind="start", allowed="1wd")
    step(office, power, 2, "审查", kind="decision", allowed="2wd", goes_to="同意:3；补正:1")
    step(office, power, 3, "发证", kind="end")
    assert [f.code for f in findings(office) if f.code.startswith("power-steps")] == []
    step(office, power, 4, "备案", allowed="1wd", goes_to="9")
    assert [r.record.goes_to for r in office.register("power_step").page(Query())] == [None, "同意:3;补正:1", None, "9"]
    codes = {f.code for f in findings(office) if f.code.startswith("power-steps")}
    assert codes == {"power-steps-lost", "power-steps-apart"}
    with office.change() as change:
        third = next(r.record for r in office.register("power_step").page(Query()) if r.record.number == 3)
        change.update(third, allowed="4小时", unit=unit_of(office, "village_committee"))
    assert office.register("power_step").get(third.uid).unit == power.unit  # it stays where its power is
    [long] = said(office, "power-steps-long")
    assert "3.5 个工作日" in long.what.zh


def test_joint_approval_has_one_door_and_several_units(make: Maker) -> None:
    # covers: PC-30, PC-31, PC-32
    office = make()
    power = add(office, "施工许可联审", joint="是", statutory="20wd", promised="7wd")
    assert "牵头单位" in lacks(office, "PC-31") and "办理窗口" in lacks(office, "PC-32")
    assert [f.rule for f in said(office, "power-joint")] == ["PC-30"]
    units = [row[0] for row in office.store.sql("SELECT uid FROM unit ORDER BY id LIMIT 15")]
    step(office, power, 1, "统一受理", kind="start")
    for number, unit in enumerate(units, 2):
        step(office, power, number, f"同步审查{number}", together="联审", handler=unit, allowed="5wd")
    step(office, power, 20, "限时办结", kind="end")
    office.register("power").save(
        office.register("power").get(power.uid),
        {"lead": units[0], "counter": "综合窗口", "form": "网站", "materials": "一套材料", "fees": "一次收费"},
    )
    assert said(office, "power-joint") == [] and said(office, "power-steps-long") == []
    assert lacks(office, "PC-31") == "" and lacks(office, "PC-32") == ""
    sums = times(office)
    assert (sums.joint, sums.joint_units) == (1, len(units))
