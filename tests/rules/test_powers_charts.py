"""Powers: their flow charts, their codes, and lists in use."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.imports import apply, plan
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.checks import check_tree
from gongkai.core.setup import init_office
from gongkai.plugins.catalog.powers.checks import check_rules, findings
from gongkai.plugins.catalog.powers.counting import times
from gongkai.plugins.catalog.powers.demo import fill
from gongkai.plugins.catalog.powers.drawing import chart_for, lines
from tests.catalogues import FRIDAY, unit_of
from tests.cli.conftest import Gongkai
from tests.rules.powers import (
    LAW,
    TOWN_KIND,
    Maker,
    add,
    confirmed,
    said,
    step,
)

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


def test_the_way_through_the_hall_is_drawn_where_the_region_has_one(make: Maker) -> None:
    # covers: PC-14
    drawn = Gongkai(make().folder).good("power", "standard", "service-hall").out
    places = [drawn.find(words) for words in ("取号", "接件", "同步审查", "加盖行政审批专用章", "发件", "归档")]
    assert -1 not in places and places == sorted(places)  # from the door to the archive, in this order
    elsewhere = Gongkai(make("gansu").folder)("power", "standard", "service-hall")
    assert elsewhere.code == 3 and "service-hall" in elsewhere.err


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
    from gongkai.plugins.catalog.findings.listing import Findings

    assert (
        sum(found.code == "power-code-twice" for found in Findings(office)) == 2
    )  # the catalogue's list knows it, too
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
