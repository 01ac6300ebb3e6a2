"""Powers: what each rule about their facts, their cleaning and their review does, in a town's office of the region that states it."""

from datetime import date
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.plugins.catalog.powers.checks import check_rules
from tests.catalogues import unit_of
from tests.rules.powers import (
    TOWN_KIND,
    WHOLE,
    Maker,
    act,
    add,
    became,
    confirmed,
    lacks,
    said,
    whole,
)

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


def test_the_clean_up_has_five_demands_and_what_should_be_cut_is_told(office: Office) -> None:
    # covers: PC-19
    unit = unit_of(office, TOWN_KIND)
    for must, words in (
        ("clean", "应清必清"),
        ("cut", "应减必减"),
        ("release", "应放必放"),
        ("adjust", "应调必调"),
        ("enter", "应进必进"),
    ):
        became(office, "adjusted", "2026-03-01", 1, must=words)
        assert office.register("power_change").count(Query(unit=unit, where={"must": must})) == 1
    with pytest.raises(BadInput, match="清理要求"):
        became(office, "adjusted", "2026-03-01", 1, must="应留必留")
    power = confirmed(office, cut_tests="市场机制能够解决")
    assert [(f.rule, f.uid) for f in said(office, "power-uncut")] == [("PC-19", power.uid)]
    act(office, "zhi", power, "cancelled", change_basis="镇发2号", change_must="应减必减")
    assert said(office, "power-uncut") == []
    assert office.register("power_change").count(Query(where={"must": "cut", "power": power.uid})) == 1
