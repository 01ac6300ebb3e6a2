"""Powers: what each rule about them does, in a town's office of the region that states it."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.findings import Finding
from gongkai.core.imports import apply, plan
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.checks import check_tree
from gongkai.core.setup import init_office
from gongkai.plugins.catalog.powers.checks import check_rules, findings
from gongkai.plugins.catalog.powers.counting import count, times
from gongkai.plugins.catalog.powers.demo import fill
from gongkai.plugins.catalog.powers.drawing import chart_for, lines
from tests.catalogues import FRIDAY, staffed, unit_of

LAW = "《行政许可法》第十二条"
TOWN_KIND = "township_government"
Maker = Callable[..., Office]
# what a power of a region states when nothing is missing
WHOLE: dict[str, Any] = {
    "basis": LAW, "source": "statutory", "duty": "1", "conditions": "符合法定条件", "post": "审批岗",
    "office": "审批股", "procedure": "受理、审查、决定、送达", "statutory": "20个工作日", "promised": "5个工作日",
    "restraint": "负责人复核", "rights": "陈述、申辩、复议、诉讼", "complaint": "纪委信箱", "phone": "0827-6222222",
    "integrity": "不收礼", "quality": "一次办成", "liability": "首问负责", "charged": "否", "form": "网站",
    "audience": "社会", "disclosed": "20个工作日内", "materials": "申请表", "result": "许可证",
    "feedback": "10日内答复", "link": "https://www.example.org/", "handling_rules": "一次告知",
    "regulations": "窗口管理规定", "hours": "工作日", "seal": "行政审批专用章", "subkind": "licence",
    "content": "全部要素", "centralised": "是", "online": "网上受理、网上办理", "staffing": "10人",
    "setup": "内设4股", "duty_scope": "辖区许可", "authority": "准予或不予许可", "standard": "一次办结",
    "discretion": "无裁量", "counter": "3号窗口",
}  # fmt: skip


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    """Makes a town's office of a region, with rules of its own."""
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    opened: list[Office] = []

    def made(region: str = "pingchang", rules: str = "", store: str = "sqlite:///office.sqlite") -> Office:
        folder = tmp_path / f"office{len(opened)}"
        staffed(folder, store, region)
        if rules:
            (folder / "rules").mkdir()
            (folder / "rules" / "own.toml").write_text(rules, "utf-8")
        office = Office.open(folder)
        opened.append(office)
        assert office.plugins.load().faults == []
        return office

    yield made
    for office in opened:
        office.close()


def add(at: Office, /, name: str = "小餐饮许可", kind: str = "licence", actor: str = "admin", **values: Any) -> Any:
    unit = values.pop("unit", unit_of(at, TOWN_KIND))
    register = at.as_(actor).register("power")
    return register.save(None, {"unit": unit, "name": name, "kind": kind, "basis": LAW, **values})


def whole(at: Office, /, **values: Any) -> Any:
    """A power that lacks nothing that its region asks for."""
    return add(at, **{**WHOLE, **values})


def act(office: Office, actor: str, power: Any, action: str, reason: str = "", **values: Any) -> Any:
    own = office.as_(actor).register("power")
    return own.act(own.get(power.uid), action, reason, **values)


def confirmed(office: Office, name: str = "小餐饮许可", **values: Any) -> Any:
    made = add(office, name, actor="wen", **values)
    act(office, "wen", made, "submit")
    act(office, "guo", made, "staffing")
    act(office, "jian", made, "legal")
    return act(office, "ban", made, "confirm")


def published(office: Office, power: Any) -> Any:
    """Through the reviews that it still needs, and published."""
    for stage, actor, action in (
        ("draft", "wen", "submit"), ("staffing", "guo", "staffing"), ("legal", "jian", "legal"), ("discipline", "ban", "confirm"),
        ("confirmed", "mei", "publish"),
    ):  # fmt: skip
        power = office.register("power").get(power.uid)
        if power.stage == stage:
            power = act(office, actor, power, action)
    return power


def adjusted(office: Office, power: Any, **values: Any) -> Any:
    """A draft of the next version of a public power."""
    act(office, "wen", power, "adjusted", **{"change_basis": "镇发1号", "change_must": "应调必调", **values})
    return office.register("power").page(Query(where={"replaces": power.uid}))[0].record


def delete(office: Office, record: Any) -> None:
    with office.change("多余") as change:
        change.delete(record)


def said(office: Office, code: str = "", rule: str = "") -> list[Finding]:
    return [f for f in findings(office) if code in ("", f.code) and rule in ("", f.rule)]


def lacks(office: Office, rule: str) -> str:
    return "；".join(str(finding.what) for finding in said(office, "power-field", rule))


def step(office: Office, power: Any, number: int, name: str, **values: Any) -> None:
    with office.change() as change:
        change.create("power_step", unit=power.unit, power=power.uid, number=number, name=name, **values)


def became(office: Office, change_: str, day: str, items: int, **values: Any) -> None:
    unit = values.pop("unit", unit_of(office, TOWN_KIND))
    with office.change() as change:
        change.create("power_change", unit=unit, change=change_, changed_on=day, items=items, basis="文件", **values)


# ---- the facts that each system asks for

# region, rule, kind of power, every fact that the document names: the field and its words
NEEDED: list[tuple[str, str, str, str]] = [
    ("gansu", "GS-18", "penalty", "basis:实施依据 form:公开形式 audience:公开范围 disclosed:公开时限 fees:收费标准 office:承办处室"),
    ("gansu", "GS-12", "licence", "materials:申报材料 procedure:办理程序 promised:承诺时限 fees:收费标准 result:办理结果"
     " complaint+phone:投诉举报 feedback:意见反馈"),
    ("gansu", "GS-23", "licence", "basis:实施依据 procedure:办理程序 result:办理结果 link:公开位置"),
    ("quzhou", "QZ-41", "penalty", "conditions:行使条件 post:承办岗位 statutory+promised:时限 restraint:监督制约环节 rights:相对人权利"),
    ("quzhou", "QZ-11", "licence", "subkind:职权子类 procedure:办理程序 content:公开内容 form:公开形式 disclosed:公开时限"),
    ("quzhou", "QZ-28", "licence", "procedure:办理程序 fees:收费标准 promised+hours:承诺时限 basis+regulations:管理规定"),
    ("quzhou", "QZ-70", "licence", "procedure:办理程序 result:办理结果 promised+statutory:承诺时限 liability:岗位责任"),
    ("quzhou", "QZ-38", "licence", "centralised:集中审批 online:网上运行"),
    ("nation2008", "HYB-09", "penalty", "staffing:人员编制 setup:机构设置 duty_scope:职责范围 authority:行政权限"
     " source:职权来源 basis:实施依据"),
    ("nation2008", "HYB-13", "penalty", "conditions:行使条件 post:承办岗位 statutory+promised:法定时限 restraint:监督制约环节"
     " rights:相对人权利 complaint+phone:投诉举报"),
    ("nation2008", "HYB-14", "penalty", "standard:工作标准 procedure:办理程序 discretion:裁量基准"),
    ("nation2010", "HYA-17", "penalty", "basis:实施依据 source:职权来源 duty:对应职责 form:公开形式 conditions:行使条件 procedure:办理程序"
     " restraint:监督制约环节"),
    ("nation2010", "HYA-15", "penalty", "procedure:办理程序"),
    ("nation2010", "HYA-28", "benefit", "procedure:办理程序 handling_rules+materials:办件规则 result:办理结果"),
    ("nation2010", "HYA-29", "licence", "online:网上运行"),
    ("zaozhuang", "ZZ-23", "licence", "basis:实施依据 procedure:办理程序 conditions:行使条件 fees:收费标准 phone:监督电话"),
    ("pingchang", "PC-79", "licence", "fees:收费项目 handling_rules:办件规则 promised:承诺时限 integrity:廉政承诺 phone:监督电话"),
    ("pingchang", "PC-17", "licence", "promised:承诺时限 quality:质量承诺 liability:岗位责任"),
    ("pingchang", "PC-22", "licence", "seal:审批用章"),
    ("pingchang", "PC-92", "licence", "statutory:法定时限 promised:承诺时限"),
]  # fmt: skip


@pytest.mark.parametrize(("region", "rule", "kind", "facts"), NEEDED, ids=[line[1] for line in NEEDED])
def test_facts_that_the_region_asks_for_are_missed_one_by_one_and_filled(
    make: Maker, region: str, rule: str, kind: str, facts: str
) -> None:
    # covers: GS-18, GS-12, GS-23, QZ-41, QZ-11, QZ-28, QZ-70, QZ-38, HYB-09, HYB-13, HYB-14, HYA-17, HYA-15, HYA-28, HYA-29
    # covers: ZZ-23, PC-79, PC-17, PC-22, PC-92
    office = make(region)
    wanted = {fields: words for fields, _, words in (fact.partition(":") for fact in facts.split())}
    names = [name for fields in wanted for name in fields.split("+")]
    given = {**WHOLE, "fees": "每证10元"} | ({"charged": "是"} if "fees" in names else {})
    power = add(office, kind=kind, **{**given, **dict.fromkeys(names)})
    register = office.register("power")
    for fields, words in wanted.items():
        assert words in lacks(office, rule), words
        first = fields.split("+")[0]
        power = register.save(register.get(power.uid), {first: given[first]})
    assert lacks(office, rule) == ""
    assert list(check_rules(office)) == []


def test_nobody_misses_a_rate_where_nothing_is_charged(make: Maker) -> None:
    office = make("gansu")
    power = whole(office, kind="penalty", charged=None)
    assert "收费依据" in lacks(office, "GS-18")
    office.register("power").save(power, {"charged": "否"})
    assert lacks(office, "GS-18") == ""
    office.register("power").save(office.register("power").get(power.uid), {"charged": "是"})
    assert "收费标准" in lacks(office, "GS-18")
    office.register("power").save(office.register("power").get(power.uid), {"fees": "每证10元，省价格部门核定"})
    assert lacks(office, "GS-18") == ""


def test_licences_are_asked_for_more_than_penalties(make: Maker) -> None:
    office = make()
    add(office, "罚款", "penalty", phone="12345", post="执法岗")
    assert said(office, "power-field") == []
    add(office, "许可")
    assert {f.rule for f in said(office, "power-field")} == {"POW-1", "PC-79", "PC-17", "PC-22", "PC-89", "PC-92"}


# ---- cleaning, review, publication


@pytest.fixture
def office(make: Maker, store_url: str) -> Office:
    return make(store=store_url)


def test_a_power_is_reported_reviewed_by_three_and_only_then_published(office: Office) -> None:
    # covers: HYB-10, GS-16, GS-19
    power = add(office, actor="wen")
    with pytest.raises(BadInput, match="阶段不能"):
        act(office, "mei", power, "publish")
    act(office, "wen", power, "submit")
    with pytest.raises(BadInput, match="不能直接修改"):
        office.as_("wen").register("power").save(office.register("power").get(power.uid), {"name": "改名"})
    with pytest.raises(NotAllowed):
        act(office, "kan", power, "staffing")
    act(office, "jian", power, "staffing", staffing_opinion="职责相符")
    with pytest.raises(NotAllowed, match="jian"):
        act(office, "jian", power, "legal")  # no two reviews are one person's
    act(office, "guo", power, "legal")
    made = act(office, "ban", power, "confirm", discipline_opinion="监督环节齐全")
    assert (made.drafted_by, made.staffing_by, made.legal_by, made.discipline_by) == ("wen", "jian", "guo", "ban")
    assert (made.staffing_opinion, made.discipline_opinion, made.legal_on) == (
        "职责相符",
        "监督环节齐全",
        date(2026, 11, 20),
    )
    public = Query(filters=("public",))
    assert office.register("power").count(public) == 0
    act(office, "mei", power, "publish")
    assert [row.record.name for row in office.register("power").page(public)] == ["小餐饮许可"]
    assert verify(office).faults == []


def test_who_reported_a_power_does_not_review_it_and_it_goes_back_with_a_reason(office: Office) -> None:
    # covers: HYB-10
    power = add(office, actor="jian")
    act(office, "jian", power, "submit")
    with pytest.raises(NotAllowed):
        act(office, "jian", power, "staffing")
    with pytest.raises(BadInput, match="理由"):
        act(office, "guo", power, "return")
    back = act(office, "guo", power, "return", "依据不足")
    assert back.stage == "draft"
    assert office.as_("jian").register("power").count(Query(filters=("returned",))) == 1


def test_a_power_brought_in_without_reviews_is_found(make: Maker) -> None:
    # covers: GS-19, HYB-10
    for region, rule in (("gansu", "GS-19"), ("nation2008", "HYB-10")):
        office = make(region)
        made = add(office, "旧许可")
        with office.as_system().change() as change:
            resource = office.resource("power")
            change.put_row(
                resource, change.current(resource, made.uid), {"stage": "published", "legal_by": "guo"}, "update"
            )
        [found] = said(office, "power-unreviewed")
        assert found.rule == rule and "编制审核人" in found.what.zh and "法制审核人" not in found.what.zh


def test_reported_powers_and_given_duties_are_compared_both_ways(make: Maker) -> None:
    # covers: GS-17
    office = make("gansu")
    unit = unit_of(office, TOWN_KIND)
    power = add(office, duty="7、8")
    assert said(office, rule="GS-17") == []  # no duties on record: nothing to compare with
    with office.change() as change:
        for number, name, empowers in (("1", "小餐饮管理", True), ("2", "编制规划", False), ("17", "防汛", True)):
            change.create("power_duty", unit=unit, number=number, name=name, empowers=empowers)
    assert sorted((f.code, f.uid == power.uid) for f in said(office, rule="GS-17")) == [
        ("duty-without-power", False), ("duty-without-power", False), ("power-without-duty", True),
    ]  # fmt: skip
    office.register("power").save(power, {"duty": "1，8"})
    assert [str(f.what) for f in said(office, rule="GS-17")] == ["职责 17“防汛”没有报出职权。"]


def test_units_that_must_list_their_powers_and_have_none(make: Maker) -> None:
    # covers: GS-20, GS-16
    office = make("gansu")
    unit = unit_of(office, TOWN_KIND)
    assert [(f.unit, f.rule) for f in said(office, "power-list")] == [(unit, "GS-20")]
    add(office)
    assert said(office, "power-list") == []


def test_governments_and_departments_publish_their_powers(tmp_path: Path) -> None:
    # covers: QZ-37
    county = init_office(tmp_path / "county", "330802000000", region=("quzhou",), account="admin")
    missing = {f.unit for f in said(county, "power-list", "QZ-37")}
    departments = {
        row[0] for row in county.store.sql("SELECT uid FROM unit WHERE kind IN ('government', 'department')")
    }
    assert len(departments) > 20 and missing == departments
    county.close()


def test_what_fails_a_test_of_the_clean_up_is_to_be_cut(make: Maker) -> None:
    # covers: HYA-07
    office = make("nation2010")
    power = confirmed(office, cut_tests="市场机制能够解决")
    [found] = said(office, "power-uncut")
    assert (found.rule, found.uid) == ("HYA-07", power.uid)
    act(office, "zhi", power, "cancelled", change_basis="国发〔2010〕21号", change_must="应减必减")
    assert said(office, "power-uncut") == []


# ---- the count


def counted(office: Office, first: str, last: str, **how: Any) -> dict[str, dict[str, Any]]:
    places = how.pop("places", 2)
    found = count(office, date.fromisoformat(first), date.fromisoformat(last), **how)
    return {tally.name: tally.row(places) for tally in found}


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


# ---- charts


def test_a_power_without_steps_has_the_chart_of_its_kind_and_with_steps_its_own(office: Office) -> None:
    # covers: HYB-13, PC-14
    power = add(office, phone="0827-1", conditions="年满十八岁")
    drawing = "\n".join(lines(office, power))
    assert "一次性告知补正" in drawing and "监督电话：0827-1" in drawing and "行使条件：年满十八岁" in drawing
    step(office, power, 1, "提交", kind="start", post="窗口")
    step(office, power, 2, "办结", kind="end")
    assert [b.nodes[0].name for b in chart_for(office, power).blocks] == ["提交", "办结"]
    assert "一次性告知补正" not in "\n".join(lines(office, power))


# ---- codes and sheets


def test_codes_are_built_and_checked_by_the_profile(make: Maker) -> None:
    office = make(
        "gansu",
        rules='[power_code]\nform = "{county}00{org}-{kind}-{serial:4}"\n[power_code.orgs]\ntownship-government = "MZ"\n',
    )
    unit = office.store.sql(
        "SELECT COALESCE(template, ''), name FROM unit WHERE uid = ?", (unit_of(office, TOWN_KIND),)
    )[0]
    (office.folder / "rules" / "own.toml").write_text(
        f'[power_code]\nform = "{{county}}00{{org}}-{{kind}}-{{serial:4}}"\norgs = {{ "{unit[0] or unit[1]}" = "MZ" }}\n',
        "utf-8",
    )
    office = Office.open(office.folder)
    assert [confirmed(office, name).code for name in ("甲", "乙")] == ["51192300MZ-XK-0001", "51192300MZ-XK-0002"]
    assert confirmed(office, "丙", kind="penalty").code == "51192300MZ-CF-0001"
    assert said(office, "power-code") == []
    add(office, "丁", code="XK1")
    add(office, "戊", code="51192300MZ-XK-0001")
    assert [f.code for f in findings(office) if f.code.startswith("power-code")] == [
        "power-code",
        "power-code-twice",
        "power-code-twice",
    ]
    office.close()


@pytest.mark.parametrize(
    ("form", "rest", "first"),
    [
        (
            "{county}{org}{kind}{serial:3}{sub:2}",
            'kinds = { licence = "01" }\norgs = { "*" = "008" }',
            "5119230080100100",
        ),
        ("{org}{kind}{serial:3}", 'kinds = { licence = "00001" }\norgs = { "*" = "12" }', "1200001001"),
    ],
    ids=["hubei-16", "guizhou-2+5+3"],
)
def test_codes_of_other_provinces(make: Maker, form: str, rest: str, first: str) -> None:
    office = make()
    name = office.unit_name(unit_of(office, TOWN_KIND))
    (office.folder / "rules").mkdir()
    (office.folder / "rules" / "own.toml").write_text(
        f'[power_code]\nform = "{form}"\n{rest.replace("*", name)}\n', "utf-8"
    )
    office = Office.open(office.folder)
    assert list(check_rules(office)) == []
    assert confirmed(office).code == first
    with pytest.raises(BadInput, match="31"):
        add(office, "甲", implement_code="1100")
    with pytest.raises(BadInput, match="12"):
        add(office, "甲", basic_code="1234567890123")
    office.close()


def test_a_list_in_use_is_imported_by_its_own_headings(office: Office) -> None:
    columns = [
        "序号",
        "权力名称",
        "权力类型",
        "实施主体",
        "设定依据",
        "承办机构",
        "法定办结时限",
        "承诺办结时限",
        "收费依据及标准",
        "投诉电话",
    ]
    unit = office.unit_name(unit_of(office, TOWN_KIND))
    rows = [
        (2, [1, "小餐饮许可", "许可", unit, LAW, "审批股", "20个工作日", "5天", "不收费", "12345"]),
        (3, [2, "无照经营", "行政处罚", unit, "条例", "执法队", "", "九十日", "", "12345"]),
    ]
    register = office.register("power")
    made = plan(register, columns, rows)
    assert (len(made.new), made.faults) == (2, [])
    apply(register, made)
    first = register.page(Query(where={"name": "小餐饮许可"}))[0].record
    assert (first.kind, first.promised, first.statutory_size, first.fees, first.phone) == (
        "licence",
        "5d",
        20 * 3360,
        "不收费",
        "12345",
    )
    again = plan(
        register, columns, [(2, [1, "小餐饮许可", "审批", unit, LAW, "审批股", "20wd", "3天", "不收费", "12345"])]
    )
    assert [set(edit.shown) for edit in again.changed] == [{"statutory", "promised"}] or [
        set(e.shown) for e in again.changed
    ] == [{"promised"}]


def test_charts_of_a_unit_are_svg_files(office: Office, tmp_path: Path) -> None:
    from gongkai.plugins.catalog.powers.drawing import charts

    powers = [add(office, name) for name in ("小餐饮/许可", "../../etc", "小餐饮/许可二")]
    made = dict(charts(office, powers, "svg"))
    assert len(made) == 3 and not any(set("/\\.") & set(name.removesuffix(".svg")) for name in made)
    assert all(ET.fromstring(content) is not None for content in made.values())


def test_the_sample_powers_of_a_county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    county = init_office(tmp_path / "county", "511923000000", region=("pingchang",), account="admin")
    fill(county.as_system(), 1)
    fill(county.as_system(), 2)  # what is there stays
    assert 60 <= county.register("power").count() <= 120
    assert verify(county).faults == [] and check_tree(county) == []
    codes = {finding.code for finding in findings(county)}
    assert "power-field" in codes and not [
        c for c in codes if c.startswith(("power-steps", "power-count", "power-unreviewed"))
    ]
    powers = [row.record for row in county.register("power").page(limit=200)]
    assert all(len(lines(county, power)) > 20 for power in powers)
    assert times(county).joint == 1 and float(times(county).shorter) > 30
    county.close()
