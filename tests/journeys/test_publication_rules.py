"""What a publication must keep to: its abstract, number, day of making and title; numbers of every form; filing above."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.actfile import read_act
from gongkai.core.registry.apply import apply_act
from gongkai.core.setup import init_office
from gongkai.core.today import cards
from gongkai.plugins.catalog.publications.numbers import IndexNumber, check_form
from tests.catalogues import (
    FRIDAY,
    TOWN,
    Opener,
    catalogue,
    count,
    draft,
    entry,
    publications,
    publish,
    step,
    to_sign,
    unit_of,
)

NOW = date(2026, 11, 20)


def saved(office: Office, made: Any, **values: Any) -> Any:
    return office.as_("wen").register("publication").save(office.register("publication").get(made.uid), values)


# ---- what it says of itself


def test_the_abstract_is_as_short_as_the_profile_asks(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    made = draft(office, entry(office, "farm-policy"), content="正文" * 100, abstract="概" * 301)
    with pytest.raises(BadInput, match="301 字，最多 300 字（META-3）"):
        step(office, "wen", made, "submit")
    assert office.register("publication").get(made.uid).stage == "draft"
    saved(office, made, content="文" * 5001, abstract="概" * 500)
    assert step(office, "wen", made, "submit").stage == "review"

    shorter = opener(rules="[abstract]\nshort = 100\nlong = 100\n")
    made = draft(shorter, entry(shorter, "water-works"), abstract="概" * 101)
    with pytest.raises(BadInput, match="最多 100 字"):
        step(shorter, "wen", made, "submit")
    saved(shorter, made, abstract="概" * 50 + "\n" + " 概" * 50)  # blanks are no characters
    assert step(shorter, "wen", made, "submit").stage == "review"


def test_the_title_is_the_main_title(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    made = draft(office, entry(office, "farm-policy"), title="种粮补贴办法——关于2026年的安排")
    with pytest.raises(BadInput, match=r"副标题.*META-2"):
        step(office, "wen", made, "submit")
    taken = opener(rules="[main_title]\nbreaks = []\n")
    assert step(taken, "wen", made, "submit").stage == "review"


def test_a_document_number_and_its_day_are_brought_into_form(town: Office) -> None:
    made = draft(town, entry(town, "farm-policy"), doc_no="响府发[2026] 8 号", countersigned="2026年3月5日,2026-03-01")
    assert (made.doc_no, made.made_on, made.countersigned) == (
        "响府发〔2026〕8号",
        date(2026, 3, 5),
        "2026-03-01,2026-03-05",
    )
    with pytest.raises(BadInput, match="年份"):
        saved(town, made, doc_no="响府发〔26〕8号")
    with pytest.raises(BadInput, match="2026-11-21"):
        saved(town, made, countersigned="", made_on="2026-11-21")
    for stage in (("wen", "submit"), ("guo", "review"), ("mei", "sign")):
        step(town, stage[0], made, stage[1])
    with pytest.raises(BadInput, match="晚于公开日期"):
        step(town, "mei", made, "publish", published_on="2026-03-04")
    assert step(town, "mei", made, "publish", published_on="2026-03-05").stage == "published"


# ---- index numbers

FORMS = [  # the form, the first number that it makes for the town (in November 2026)
    ("{uscc}/{year}-{serial:5}", "11441700007280420Y/2026-00001"),
    ("{hyphened}/{year}-{serial:5}", "00728042-0/2026-00001"),
    ("{org}/{year}-{serial:5}", "007280420/2026-00001"),
    ("{unit}/{year}-{serial:5}", "QZ06101/2026-00001"),
    ("{uscc}/{year}{month}-{serial:5}", "11441700007280420Y/202611-00001"),
    ("{county}0000/{year}-{serial:6}", "5119230000/2026-000001"),
    ("{division:10}/{year}-{serial:6}", "5119231010/2026-000001"),
    ("{year}{month}{day}-{time}-{serial:3}", r"20261120-\d{6}-001"),
    ("{unit}-{class:4}-{year}-{serial:5}", "QZ06101-0240-2026-00001"),
    ("{county}-{unit}-{class}-{group}-{year}{month}{day}-{serial:3}", "511923-QZ06101-0240-07-20261120-001"),
]


@pytest.mark.parametrize(("form", "first"), FORMS, ids=[form for form, _ in FORMS])
def test_every_form_of_index_numbers_in_use_is_a_line_of_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, first: str
) -> None:
    import re

    from tests.catalogues import staffed

    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    staffed(tmp_path / "o", "sqlite:///office.sqlite")
    (tmp_path / "o" / "rules").mkdir()
    (tmp_path / "o" / "rules" / "own.toml").write_text(
        f'[index_number]\nform = "{form}"\n[index_number.classes]\n"重点领域" = "0240"\n"重点领域/惠农" = "07"\n'
        '[index_number.units]\n"township" = "XX"\n"11441700007280420Y" = "QZ06101"\n',
        "utf-8",
    )
    office = Office.open(tmp_path / "o")
    catalogue(office)
    town = office.register("unit").get(unit_of(office, "township_government"))
    office.register("unit").save(town, {"uscc": "11441700007280420Y"})
    office.register("entry").save(entry(office, "farm-policy"), {"topic": "重点领域/惠农"})
    number = publish(office, "farm-policy").index_no
    assert re.fullmatch(first, number), number
    office.close()


def test_numbers_given_elsewhere_are_taken_unless_the_profile_or_another_publication_forbids_it(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    samples = [
        "11441700007280420Y/2021-00050",
        "0142768-8/2022-00185",
        "20230628-112137-065",
        "QZ06101-0240-2020-00207",
    ]
    made = [draft(office, entry(office, "farm-policy")) for _ in samples]
    for one, number in zip(made, samples, strict=True):
        assert step(office, "admin", one, "record", published_on="2026-05-01", index_no=number).index_no == number
    village = draft(office, entry(office, "village-finance", "village_committee"))
    with pytest.raises(BadInput, match="已属于另一条"):
        step(office, "admin", village, "record", index_no=samples[0])  # unique across publishers
    step(office, "wen", made[0], "revise")
    assert publications(office, entry(office, "farm-policy"))[-1].index_no == samples[0]  # a version keeps it

    strict = opener(rules='[index_number]\npattern = "[0-9A-Z]{18}/[0-9]{4}-[0-9]{5}"\nrule = "X-1"\n')
    with pytest.raises(BadInput, match="不合本地格式（X-1）"):
        step(strict, "admin", village, "record", index_no="620702069/2023-00096")
    assert step(strict, "admin", village, "record", index_no="11341702486344515H/2026-00013").stage == "published"


def test_the_next_number_goes_on_after_one_that_was_given_elsewhere(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    town = office.register("unit").get(unit_of(office, "township_government"))
    office.register("unit").save(town, {"uscc": "11441700007280420Y"})
    made = draft(office, entry(office, "farm-policy"))
    step(office, "admin", made, "record", index_no="007280420/2026-00041")
    assert publish(office, "water-works").index_no == "007280420/2026-00042"


@pytest.mark.parametrize("form", ["{time}", "{unit}{serial", "{serial:3}-{year}"])
def test_a_form_that_cannot_work_is_named(form: str) -> None:
    assert check_form(IndexNumber(form=form)) is not None


ACTS = {  # the town is renamed and gets another code; it is merged into its neighbour; its matters go there
    "recode": '[[item]]\nop = "recode"\nof = "511923101000"\ncode = "511923010000"\nname = "响滩街道"\n',
    "merge": '[[item]]\nop = "merge"\nof = ["511923102000", "511923101000"]\nto = "511923102000"\n',
    "transfer": '[[item]]\nop = "transfer"\nof = "{unit}"\nto = "平昌县农业农村局"\nmatters = ["惠农"]\n',
}


@pytest.mark.parametrize("kind", list(ACTS))
def test_a_number_stays_whatever_becomes_of_its_publisher(county: Office, kind: str) -> None:
    uid = county.register("entry").get("filed").unit
    county.register("unit").save(county.register("unit").get(uid), {"uscc": "11441700007280420Y"})
    made = to_sign(county, county.register("entry").get("filed"))
    step(county, "mei", made, "sign")
    made = step(county, "mei", made, "publish")
    assert made.index_no == "007280420/2026-00001"
    head = f'[act]\nkind = "{kind}"\ntitle = "调整"\nbasis = "川府函〔2026〕1号"\neffective = 2026-11-20\ngrants = "follow"\n\n'
    path = county.folder / "act.toml"
    path.write_text(head + ACTS[kind].format(unit=uid), "utf-8")
    apply_act(county.as_("admin"), read_act(path))
    after = county.register("publication").get(made.uid)
    assert (after.index_no, after.unit, after.stage) == (made.index_no, made.unit, "published")
    if kind == "recode":  # the unit goes on: so does its next version, with the number
        step(county, "admin", after, "revise")
        new = publications(county, county.register("entry").get("filed"))[-1]
        assert (new.index_no, new.scope) == (made.index_no, 511923010000000)
    assert verify(county).faults == []


# ---- two people


def test_two_people_on_one_draft_lose_nothing(town: Office) -> None:
    made = draft(town, entry(town, "farm-policy"), content="第一稿")
    wen, jian = town.as_("wen").register("publication"), town.as_("jian").register("publication")
    first, second = wen.get(made.uid), jian.get(made.uid)
    wen.save(first, {"content": "文的一稿"})
    with pytest.raises(Conflict, match=r"文的一稿.*简的一稿|简的一稿.*文的一稿"):
        jian.save(second, {"content": "简的一稿"})
    with pytest.raises(Conflict):
        jian.act(second, "submit")  # what was not read is not submitted
    assert town.register("publication").get(made.uid).content == "文的一稿"
    seen = jian.get(made.uid)
    step(town, "wen", made, "submit")
    with pytest.raises(Conflict):
        jian.act(seen, "submit")
    passed = town.register("publication").get(made.uid)
    step(town, "guo", made, "review")
    with pytest.raises((Conflict, BadInput)):
        town.as_("jian").register("publication").act(passed, "review")
    assert town.register("publication").get(made.uid).reviewed_by == "guo"


def test_hostile_text_stays_text_on_the_whole_way(town: Office, hostile_texts: tuple[str, ...]) -> None:
    for number, text in enumerate(hostile_texts):
        try:
            made = draft(
                town,
                entry(town, "farm-policy"),
                title=f"{number}{text}"[:200],
                content=f"甲{text}",
                abstract=text[:90],
                doc_no=text,
            )
            for actor, action in (("wen", "submit"), ("guo", "review"), ("mei", "sign"), ("mei", "publish")):
                made = step(town, actor, made, action)
        except BadInput:
            continue
        shown = " ".join(f"{words}" for _, _, words in town.register("publication").shown(made))
        assert "\x1b" not in shown and "\x00" not in shown
    assert count(town, "published", register="publication") > len(hostile_texts) // 2
    assert verify(town).faults == []


# ---- filed with the organ above


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A county's office in which a town defers: accounts of the town, and the county's disclosure office."""
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    office = init_office(tmp_path / "county", "511923000000", region=("gansu",), account="admin")
    with office.as_system().change("accounts") as change:
        for name, role, place in (
            ("wen", "clerk", TOWN), ("guo", "reviewer", TOWN), ("mei", "signer", TOWN), ("zhi", "head", TOWN),
            ("ban", "supervisor", TOWN), ("xian", "supervisor", "511923000000"), ("lin", "supervisor", "511923102000"),
        ):  # fmt: skip
            change.create("account", name=name, display=name, division=place)
            change.create("grant", account=name, role=role, division=place)
    uid = office.store.sql("SELECT uid FROM unit WHERE kind = 'township_government' AND scope = 511923101000000")[0][0]
    with office.as_system().change("entries") as change:
        change.create("entry", uid="filed", unit=uid, title="粮食收购安排", channels=["board"])
    yield office
    office.close()


def test_a_deferral_stands_in_the_queue_of_the_organ_above_until_it_is_noted(county: Office) -> None:
    # covers: GS-28
    made = to_sign(county, county.register("entry").get("filed"))
    made = step(county, "zhi", made, "defer", defer_reason="价格在谈", review_on="2026-12-31")
    assert (made.filed_with, made.deferred_by) == ("平昌县", "zhi")

    def queue(actor: str) -> int:
        return county.as_(actor).register("publication").count(Query(filters=("filed",)))

    assert [queue(name) for name in ("xian", "ban", "lin", "zhi", "wen")] == [1, 0, 0, 0, 0]
    assert {c.key: c.count for c in cards(county.as_("xian"))}["catalog.filed"] == 1
    assert "catalog.filed" not in {c.key for c in cards(county.as_("ban"))}
    for wrong in ("ban", "lin", "wen", "zhi"):
        with pytest.raises(NotAllowed):
            step(county, wrong, made, "acknowledge")
    made = step(county, "xian", made, "acknowledge", noted_opinion="同意，月底再报")
    assert (made.stage, made.noted_by, made.noted_on, made.noted_opinion) == ("deferred", "xian", NOW, "同意，月底再报")
    assert queue("xian") == 0
    step(county, "zhi", made, "reassess", reason="仍在谈", review_on="2027-03-31")
    assert queue("xian") == 1  # the next filing
    made = step(county, "zhi", made, "release")
    assert (made.deferred_by, made.noted_by, made.filed_with, queue("xian")) == (None, None, None, 0)
    assert verify(county).faults == []


def test_the_day_to_judge_it_again_is_yet_to_come(town: Office) -> None:
    made = to_sign(town, entry(town, "farm-policy"), attribute="withheld", ground="process")
    with pytest.raises(BadInput, match="2026-11-20"):
        step(town, "zhi", made, "withhold", review_on=FRIDAY)
    step(town, "zhi", made, "withhold", review_on="2027-05-20")
    with pytest.raises(BadInput, match="2026-11-19"):
        step(town, "zhi", made, "reassess", reason="仍不公开", review_on="2026-11-19")
    assert count(town, "withheld", register="publication") == 1


def test_a_town_alone_says_with_whom_it_files(town: Office) -> None:
    made = to_sign(town, entry(town, "farm-policy"))
    made = step(town, "zhi", made, "defer", defer_reason="在谈", review_on="2026-12-31")
    assert made.filed_with == "平昌县"  # the county is known by name, though nobody of it works here
    with pytest.raises(NotAllowed, match="上一级机关"):
        step(town, "ban", made, "acknowledge")
