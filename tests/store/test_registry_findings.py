"""What the registry lacks is a finding with its rule: posts, seats, facilities, facts, coverage, credit codes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.findings import finding_counts, findings, marks
from gongkai.core.setup import init_office
from gongkai.core.today import cards
from tests.registry import sound

TOWN = "511923101000"
GOVERNMENT = "township-government"
VILLAGE_KIND = {"village_committee", "residents_committee"}

RULES = """
[[post_kind]]
key = "first-responsible"
needs = ["phone", "duty|resume"]

[[post_kind]]
key = "group-head"
same_as = "first-responsible"

[[post_kind]]
key = "secrecy-reviewer"
required = { kinds = ["township_government"] }
at_least = 2
not_same_as = ["officer"]

[[post_kind]]
key = "officer"
full_time = true
titles = ["科员", "主任"]

[[post_kind]]
key = "window-staff"
min_months = 12

[[body]]
key = "group"
name = { zh = "领导小组", en = "leading group" }
of = { kinds = ["township_government"] }
office = "convenience-centre"
rule = "X-1"
seats = [
  { post = "group-head" },
  { post = "group-deputy", titles = ["纪委书记"] },
  { post = "group-deputy", same_as = "deputy-in-charge", name = { zh = "分管副职", en = "deputy in charge" } },
  { post = "group-member", units = ["health-centre", "派出所"], at_least = 2 },
]

[[facility]]
key = "notice-board"
of = { kinds = ["township_government"] }
at_least = 2
needs = ["address"]
rule = "X-2"

[[facility]]
key = "suggestion-box"
of = { kinds = ["village_committee"] }
each_below = true
rule = "X-3"

[[coverage]]
key = "centre"
name = { zh = "便民服务中心", en = "service centre" }
levels = ["township"]
of = { kinds = ["service_centre"] }
at_most = 1
rule = "X-4"

[[coverage]]
key = "schools"
name = { zh = "学校", en = "school" }
levels = ["township"]
of = { tags = ["school"] }
at_least = 2
whole = true
rule = "X-5"
"""


@pytest.fixture
def ruled(store_url: str, tmp_path: Path) -> Iterator[Office]:
    """The office of a town with rules of its own."""
    made = init_office(tmp_path / "ruled", TOWN, store=store_url, account="admin")
    made.close()
    (made.folder / "rules").mkdir(exist_ok=True)
    (made.folder / "rules" / "x.toml").write_text(RULES, "utf-8")
    office = Office.open(made.folder)
    yield office
    office.close()


def of(office: Office, unit: str) -> set[str]:
    return {f"{f.code}: {f.what}" for f in findings(office) if f.unit == unit}


def coded(office: Office, code: str, item: str = "") -> list[str]:
    return [str(f.what) for f in findings(office) if f.code == code and item in f.item]


def unit_of(office: Office, template: str) -> str:
    return str(office.store.sql("SELECT uid FROM unit WHERE template = ? ORDER BY scope", (template,))[0][0])


def hold(office: Office, unit: str, kind: str, person: str, **rest: Any) -> str:
    with office.change() as change:
        return str(change.create("post", unit=unit, kind=kind, person=person, **rest).uid)


def test_a_post_that_a_rule_requires_is_missing_until_somebody_holds_it(office: Office) -> None:
    unit = office.register("unit").page(limit=1)[0].uid
    before = of(office, unit)
    with office.change() as change:
        post = change.create("post", unit=unit, kind="first-responsible", person="赵志强")
    gone = before - of(office, unit)
    assert [text for text in gone if "第一责任人" in text] == list(gone) and len(gone) == 1
    with office.change() as change:
        change.update(post, valid_to="2020-01-01")  # whoever left no longer holds it
    assert of(office, unit) == before
    with office.change() as change:
        change.create("post", unit=unit, kind="first-responsible")  # a vacant post is nobody
    assert of(office, unit) == before


def test_where_two_are_needed_one_is_not_enough_and_one_person_counts_once(ruled: Office) -> None:
    unit = unit_of(ruled, GOVERNMENT)
    hold(ruled, unit, "secrecy-reviewer", "赵志强")
    hold(ruled, unit, "secrecy-reviewer", "赵志强", title="副主任")
    assert any("只有 1 人，应不少于 2 人" in text for text in coded(ruled, "post-missing", "secrecy-reviewer"))
    hold(ruled, unit, "secrecy-reviewer", "李文静")
    assert not coded(ruled, "post-missing", "secrecy-reviewer")


def test_who_must_be_the_same_person_and_who_another(ruled: Office) -> None:
    unit = unit_of(ruled, GOVERNMENT)
    head = hold(ruled, unit, "group-head", "李文静")
    assert not coded(ruled, "post-other-person")  # nobody is the principal yet: that is a finding of its own
    hold(ruled, unit, "first-responsible", "赵志强")
    assert len(coded(ruled, "post-other-person")) == 1
    with ruled.change() as change:
        change.update(ruled.register("post").get(head), person="赵志强")
    assert not coded(ruled, "post-other-person")
    hold(ruled, unit, "secrecy-reviewer", "周敏")
    officer = hold(ruled, unit, "officer", "周敏", full_time="yes", title="科员")
    assert len(coded(ruled, "post-same-person")) == 1
    with ruled.change() as change:
        change.update(ruled.register("post").get(officer), person="刘海涛")
    assert not coded(ruled, "post-same-person")


def test_what_a_holder_must_be_and_tell(ruled: Office) -> None:
    unit = unit_of(ruled, GOVERNMENT)
    first = hold(ruled, unit, "first-responsible", "赵志强")
    assert coded(ruled, "post-field") == ["响滩镇人民政府的第一责任人没有填写办公电话、分管领域或简历。"]
    with ruled.change() as change:
        change.update(ruled.register("post").get(first), phone="0827-6000001", resume="略")
    assert not coded(ruled, "post-field")
    officer = hold(ruled, unit, "officer", "周敏", title="司机")
    assert len(coded(ruled, "post-full-time")) == 1 and len(coded(ruled, "post-title")) == 1
    with ruled.change() as change:
        change.update(ruled.register("post").get(officer), full_time="yes", title="办公室主任")
    assert not coded(ruled, "post-full-time") and not coded(ruled, "post-title")


@pytest.mark.parametrize(("end", "short"), [("2026-12-30", True), ("2026-12-31", False), (None, False)])
def test_a_term_that_is_shorter_than_the_rule_wants(
    ruled: Office, monkeypatch: pytest.MonkeyPatch, end: str | None, short: bool
) -> None:
    monkeypatch.setattr(type(ruled), "today", date(2026, 6, 1))
    hold(ruled, unit_of(ruled, GOVERNMENT), "window-staff", "周敏", valid_from="2026-01-01", valid_to=end)
    assert bool(coded(ruled, "post-short")) is short
    monkeypatch.setattr(type(ruled), "today", date(2028, 6, 1))  # long ago, nobody mends it any more
    assert not coded(ruled, "post-short")


def test_every_seat_of_a_leading_group_is_asked_for(ruled: Office) -> None:
    unit = unit_of(ruled, GOVERNMENT)
    empty = coded(ruled, "seat-empty")
    assert len(empty) == 4 and any("纪委书记" in text for text in empty) and any("分管副职" in text for text in empty)
    hold(ruled, unit, "group-head", "赵志强")
    hold(ruled, unit, "group-deputy", "陈晓梅", title="党委副书记、纪委书记")
    hold(ruled, unit, "group-deputy", "孙立新", title="副镇长")
    assert len(coded(ruled, "seat-empty")) == 2  # a deputy who is not the deputy in charge does not fill that seat
    hold(ruled, unit, "deputy-in-charge", "孙立新")
    hold(ruled, unit, "group-member", "王建国", title="派出所所长")
    assert len(coded(ruled, "seat-empty")) == 1
    hold(ruled, unit, "group-member", "刘海涛", from_unit=unit_of(ruled, "health-centre"))
    assert not coded(ruled, "seat-empty")
    assert {f.rule for f in findings(ruled) if f.code == "body-office"} == set()
    with ruled.change() as change:
        centre = ruled.register("unit").get(unit_of(ruled, "convenience-centre"))
        change.update(centre, valid_to=ruled.today)
    assert [f.rule for f in findings(ruled) if f.code == "body-office"] == ["X-1"]


def test_facilities_are_missing_until_they_are_registered(ruled: Office) -> None:
    unit = unit_of(ruled, GOVERNMENT)
    assert len(coded(ruled, "facility-missing", "notice-board")) == 1
    with ruled.change() as change:
        board = change.create("facility", unit=unit, kind="notice-board")
    assert any("只有 1 处" in text for text in coded(ruled, "facility-missing", "notice-board"))
    assert len(coded(ruled, "facility-field")) == 1
    with ruled.change() as change:
        change.update(board, number=2, address="政府大门右侧")
    assert not coded(ruled, "facility-missing", "notice-board") and not coded(ruled, "facility-field")
    with ruled.change() as change:
        change.update(ruled.register("facility").get(board.uid), valid_to="2020-01-01")
    assert len(coded(ruled, "facility-missing", "notice-board")) == 1


def test_a_box_for_every_group_below_the_village(ruled: Office) -> None:
    village = ruled.store.sql("SELECT uid, scope FROM unit WHERE kind = 'village_committee' ORDER BY scope LIMIT 1")[0]
    before = len(coded(ruled, "facility-missing", "suggestion-box"))
    with ruled.store.write():
        for number in (1, 2):
            ruled.store.run(
                "INSERT INTO division (code, name, level, parent, kind, initials, edition) VALUES (?, ?, 6, ?, 'custom', '', '')",
                (village[1] + number, f"{number}社", village[1]),
            )
    assert len(coded(ruled, "facility-missing", "suggestion-box")) == before + 1  # two groups instead of the village
    with ruled.change() as change:
        change.create("facility", unit=village[0], kind="suggestion-box", division=village[1] + 1)
    found = coded(ruled, "facility-missing", "suggestion-box")
    assert len(found) == before and any("2社" in text for text in found) and not any("1社" in text for text in found)


def test_places_have_as_many_units_of_a_sort_as_they_should(ruled: Office) -> None:
    government = unit_of(ruled, GOVERNMENT)
    assert coded(ruled, "coverage-many") == [] and len(coded(ruled, "coverage-few")) == 1
    village = ruled.store.sql("SELECT scope FROM unit WHERE kind = 'village_committee' ORDER BY scope LIMIT 1")[0][0]
    town = ruled.register("unit").get(government).division
    with ruled.change() as change:
        for number, place in enumerate((town, village)):
            change.create(
                "unit", name=f"第{number}小学", kind="institution", level="township", division=place, tags="school"
            )
    assert coded(ruled, "coverage-few") == []  # one of them stands in a village of the town
    with ruled.change() as change:
        change.create("unit", name="第二便民中心", kind="service_centre", level="township", division=town)
    many = [f for f in findings(ruled) if f.code == "coverage-many"]
    assert [(f.unit, f.rule) for f in many] == [(government, "X-4")]


# covers: REG-12
def test_what_a_unit_must_say_of_its_disclosure_office(office: Office) -> None:
    unit = unit_of(office, GOVERNMENT)
    assert len(coded(office, "unit-fact", "contact")) == 1
    with office.change() as change:
        change.update(
            office.register("unit").get(unit), desk="党政办公室", address="正街1号", hours="9:00—17:00", phone="1", fax="2",
        )  # fmt: skip
    assert ["电子邮箱或网址" in text for text in coded(office, "unit-fact")] == [True]
    with office.change() as change:
        change.update(office.register("unit").get(unit), website="www.example.gov.cn")
    assert not coded(office, "unit-fact")


@pytest.mark.parametrize(("code", "wrong"), [("11441700007280420Y", False), ("114417000072804200", True), ("1", True)])
def test_a_credit_code_that_does_not_check_is_warned_of_and_kept(office: Office, code: str, wrong: bool) -> None:
    unit = office.register("unit").page(limit=1)[0].record
    with office.change() as change:
        change.update(unit, uscc=code)
    assert any(text.startswith("uscc-wrong") for text in of(office, unit.uid)) is wrong
    assert office.register("unit").get(unit.uid).uscc == code


def test_findings_are_only_those_of_units_one_may_see(ruled: Office) -> None:
    assert findings(ruled) and findings(ruled.as_("nobody")) == []
    assert marks(ruled.as_("nobody")) == {} and set(finding_counts(ruled.as_("nobody"), [ruled.scope]).values()) == {0}


def test_counts_by_unit_and_by_place_agree_with_the_list(ruled: Office) -> None:
    unit = unit_of(ruled, GOVERNMENT)
    with ruled.change() as change:
        change.update(ruled.register("unit").get(unit), uscc="1")
    hold(ruled, unit, "first-responsible", "赵志强")
    listed = findings(ruled)
    by_unit = marks(ruled)
    assert {uid: sum(f.unit == uid for f in listed) for uid in {f.unit for f in listed}} == by_unit
    villages = [row[0] for row in ruled.store.sql("SELECT code FROM division WHERE level = 5 ORDER BY code")]
    places = dict(ruled.store.sql("SELECT uid, scope FROM unit"))
    counts = finding_counts(ruled, [ruled.scope, *villages])
    assert counts[ruled.scope] == len(listed)
    for village in villages:
        assert counts[village] == sum(places[f.unit] == village for f in listed)


def test_the_units_that_lack_something_are_a_filter_and_a_card_of_the_day(ruled: Office) -> None:
    lacking = {f.unit for f in findings(ruled)}
    register, query = ruled.register("unit"), Query(filters=("lacking",))
    assert {row.uid for row in register.page(query, limit=500)} == lacking
    card = next(card for card in cards(ruled) if card.key == "unit.lacking")
    assert card.count == len(lacking) and card.detail is not None and str(len(findings(ruled))) in str(card.detail)
    nobody = ruled.as_("nobody")
    assert nobody.register("unit").count(query) == 0 and not any(card.key == "unit.lacking" for card in cards(nobody))


@pytest.mark.parametrize("text", [
    '[[post_kind]]\nkey = "group-head"\nsame_as = "first-responsable"\n',
    '[[body]]\nkey = "b"\nname = { zh = "b", en = "b" }\nof = {}\nseats = [{ post = "first-responsable" }]\n',
])  # fmt: skip
def test_a_rule_that_names_a_post_that_is_not_there_says_where_it_stands(office: Office, text: str) -> None:
    (office.folder / "rules").mkdir(exist_ok=True)
    (office.folder / "rules" / "x.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"x\.toml:1.*first-responsable") as caught:
        findings(Office.open(office.folder))
    assert "first-responsible" in str(caught.value.hint)


def test_a_rule_that_needs_a_field_that_is_not_there_is_refused(office: Office) -> None:
    (office.folder / "rules").mkdir(exist_ok=True)
    (office.folder / "rules" / "x.toml").write_text('[[unit_fact]]\nkey = "contact"\nneeds = ["phon"]\n', "utf-8")
    with pytest.raises(BadInput, match="phon"):
        findings(Office.open(office.folder))


def test_two_may_not_hold_a_single_post_on_one_day(office: Office) -> None:
    unit = unit_of(office, GOVERNMENT)
    hold(office, unit, "first-responsible", "赵志强", valid_from="2020-01-01", valid_to="2023-06-30")
    for start, end in (("2023-06-30", None), (None, None), ("2019-01-01", "2020-01-01"), ("2021-01-01", "2021-02-01")):
        with pytest.raises(BadInput, match="任期重叠"):
            hold(office, unit, "first-responsible", "李文静", valid_from=start, valid_to=end)
    with pytest.raises(BadInput, match="任期重叠"), office.change() as change:  # two rows of one import
        change.insert_many("post", [
            {"unit": unit, "kind": "first-responsible", "person": "李文静", "valid_from": "2024-01-01"},
            {"unit": unit, "kind": "first-responsible", "person": "周敏", "valid_from": "2025-01-01"},
        ])  # fmt: skip
    with office.change() as change:
        change.create("post", unit=unit, kind="first-responsible", person="李文静", valid_from="2023-07-01")
        change.create("post", unit=unit, kind="first-responsible", valid_from="2023-07-01")  # vacant: nobody
    hold(office, unit, "officer", "周敏")
    hold(office, unit, "officer", "刘海涛")  # not a single post
    sound(office)


def test_parents_run_in_no_circle_and_stand_on_no_lower_level(office: Office) -> None:
    government, centre = unit_of(office, GOVERNMENT), unit_of(office, "convenience-centre")
    village = office.store.sql("SELECT uid FROM unit WHERE level = 'village' ORDER BY scope LIMIT 1")[0][0]
    get = office.register("unit").get
    with office.change() as change:
        change.update(get(centre), parent=government)
        change.update(get(village), parent=centre)
    with pytest.raises(BadInput, match="成环"), office.change() as change:
        change.update(get(village), level="township")
        change.update(get(government), parent=village)
    with pytest.raises(BadInput, match="层级低于"), office.change() as change:
        change.update(get(village), parent=None)
        change.update(get(government), parent=village)
    with pytest.raises(BadInput, match="成环"), office.change() as change:  # by an import of several rows
        rows = [
            {"uid": f"x{n}", "name": f"{n}", "kind": "department", "level": "township", "division": TOWN} for n in "12"
        ]
        change.insert_many("unit", rows)
        change.update_many("unit", [(get(f"x{n}"), {"parent": f"x{3 - int(n)}"}) for n in "12"])
    sound(office)
