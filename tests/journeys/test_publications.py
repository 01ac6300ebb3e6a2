"""A publication from the draft to its end: reviewed, signed, numbered, published, revised, deferred, taken down."""

from datetime import date
from typing import Any

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.today import cards
from gongkai.plugins.catalog.checks import check
from tests.catalogues import (
    Opener,
    act,
    catalogue,
    count,
    draft,
    entry,
    publications,
    publish,
    step,
    to_sign,
    unit_of,
)  # fmt: skip

TODAY = date(2026, 11, 20)


@pytest.fixture
def office(town: Office) -> Office:
    return town


def postings(office: Office, publication: Any) -> list[tuple[str, str | None, date | None]]:
    rows = office.register("posting").page(Query(where={"publication": publication.uid}))
    return [(row.record.channel, row.record.place, row.record.removed_on) for row in rows]


def doctor(office: Office) -> list[Any]:
    found: list[Any] = []
    check(office, found.append)
    return found


# ---- the chain


def test_ordinary_information_from_draft_to_public(office: Office) -> None:
    # covers: KY-09, HYB-18, HYB-19, QZ-65
    item = entry(office, "farm-policy")
    clerk = office.as_("wen").register("publication")
    act(office, "wen", "entry", item, "draft")
    [made] = publications(office, item)
    assert (made.stage, made.title, made.attribute, made.unit) == ("draft", item.title, "proactive", item.unit)
    assert made.channels == item.channels
    with pytest.raises(BadInput, match="正文"):
        clerk.act(made, "submit")
    made = clerk.act(clerk.save(made, {"content": "种粮补贴每亩120元。"}), "submit")
    assert (made.stage, made.drafted_by, made.drafted_on) == ("review", "wen", TODAY)
    with pytest.raises(BadInput, match="待审查"):
        clerk.save(made, {"content": "改一下"})
    with pytest.raises(NotAllowed):
        step(office, "wen", made, "review")
    made = step(office, "guo", made, "review", review_opinion="不涉密")
    assert (made.stage, made.reviewed_by, made.review_opinion) == ("sign", "guo", "不涉密")
    with pytest.raises(NotAllowed):
        step(office, "guo", made, "sign")
    with pytest.raises(BadInput, match="不适用"):
        step(office, "zhi", made, "approve")
    made = step(office, "mei", made, "sign")
    assert (made.stage, made.signed_by, made.signed_on) == ("ready", "mei", TODAY)
    with pytest.raises(NotAllowed):
        step(office, "wen", made, "publish")
    made = step(office, "mei", made, "publish", channels=["board", "site"], link="镇政府公示栏")
    assert (made.stage, made.published_on, made.on_time, made.due) == ("published", TODAY, True, date(2026, 12, 18))
    assert postings(office, made) == [("board", "镇政府公示栏", None), ("site", None, None)]
    item = entry(office, "farm-policy")
    assert (item.published_on, item.timely, item.answered, item.due) == (TODAY, True, date(2026, 12, 18), None)
    assert item.link == "镇政府公示栏"
    # one transaction
    assert office.register("entry").history(item.uid)[0].seq == office.register("publication").history(made.uid)[0].seq
    assert verify(office).faults == [] and doctor(office) == []


def test_major_information_is_approved_by_the_principal(office: Office) -> None:
    # covers: KY-10
    made = to_sign(office, entry(office, "budget"))
    assert made.importance == "important"
    with pytest.raises(BadInput, match="不适用"):
        step(office, "mei", made, "sign")
    with pytest.raises(NotAllowed):
        step(office, "mei", made, "approve")
    assert [a.key for a in office.as_("zhi").register("publication").actions(made)] == ["approve", "reject", "defer"]
    made = step(office, "zhi", made, "approve")
    assert (made.stage, made.signed_by) == ("ready", "zhi")


def test_nothing_is_published_without_review_and_signature(office: Office) -> None:
    made = draft(office, entry(office, "farm-policy"))
    for stage in ("草稿", "待审查", "待签发"):
        with pytest.raises(BadInput, match=f"“{stage}”阶段不能“公开”"):
            step(office, "mei", made, "publish")
        if stage == "草稿":
            step(office, "wen", made, "submit")
        elif stage == "待审查":
            step(office, "guo", made, "review")
    assert entry(office, "farm-policy").published_on is None


def test_nobody_reviews_or_signs_what_they_drafted(office: Office) -> None:
    # covers: QZ-65
    act(office, "jian", "entry", entry(office, "farm-policy"), "draft")
    [made] = publications(office, entry(office, "farm-policy"))
    both = office.as_("jian").register("publication")
    made = both.act(both.save(made, {"content": "内容"}), "submit")
    assert [a.key for a in both.actions(made)] == ["return"]  # to take it back is no review
    with pytest.raises(NotAllowed, match="jian"):
        both.act(made, "review")
    made = step(office, "guo", made, "review")
    with pytest.raises(NotAllowed, match="起草人"):
        both.act(made, "sign")
    assert step(office, "mei", made, "sign").signed_by == "mei"


def test_sending_back_needs_words_and_reaches_the_drafter(office: Office) -> None:
    made = to_sign(office, entry(office, "farm-policy"))
    with pytest.raises(BadInput, match="理由"):
        step(office, "mei", made, "refuse")
    made = step(office, "mei", made, "refuse", reason="补贴标准写错了")
    assert made.stage == "draft"
    assert office.register("publication").history(made.uid)[0].said == "补贴标准写错了"
    assert {c.title.zh: c.count for c in cards(office.as_("wen"))}["退回我修改"] == 1
    publish(office, "water-works")
    for actor in ("mei", "zhi"):  # what is public could be taken down, but waits for nobody
        assert office.as_(actor).register("publication").count(Query(filters=("for_me",))) == 0
        assert "catalog.others" not in {c.key for c in cards(office.as_(actor))}
    assert not any(c.title.zh == "退回我修改" for c in cards(office.as_("jian")))
    again = step(office, "wen", made, "submit")
    assert (again.stage, again.reviewed_by) == ("review", None)  # what was passed before does not count


def test_a_late_publication_counts_for_what_was_late(office: Office) -> None:
    item = entry(office, "community-decisions", "residents_committee")
    assert (item.term, item.due) == ("quarter+15d", date(2026, 10, 15))
    made = to_sign(office, item)
    step(office, "mei", made, "sign")
    with pytest.raises(BadInput, match="2026-11-21"):
        step(office, "mei", made, "publish", published_on="2026-11-21")
    made = step(office, "mei", made, "publish", published_on="2026-10-20")
    assert (made.on_time, made.due) == (False, date(2026, 10, 15))
    item = entry(office, "community-decisions", "residents_committee")
    assert (item.timely, item.answered, item.due) == (False, date(2026, 10, 15), date(2027, 1, 15))
    assert count(office, "late", register="publication") == 1


# ---- attribute: on request, not public, not yet


def test_on_request_is_settled_and_never_published(office: Office) -> None:
    made = to_sign(office, entry(office, "farm-policy"), attribute="request")
    with pytest.raises(BadInput, match="不适用"):
        step(office, "mei", made, "sign")
    made = step(office, "mei", made, "settle")
    assert (made.stage, made.signed_by) == ("on-request", "mei")
    with pytest.raises(BadInput):
        step(office, "mei", made, "publish")
    assert entry(office, "farm-policy").published_on is None


def test_what_is_not_public_needs_a_ground_a_principal_and_a_day_to_judge_it_again(opener: Opener) -> None:
    # covers: HYB-17
    office = opener()
    catalogue(office)
    made = draft(office, entry(office, "farm-policy"), attribute="withheld")
    with pytest.raises(BadInput, match="不予公开理由"):
        step(office, "wen", made, "submit")
    office.as_("wen").register("publication").save(
        office.register("publication").get(made.uid), {"ground": "third-party"}
    )
    step(office, "wen", made, "submit")
    made = step(office, "guo", made, "review")
    with pytest.raises(NotAllowed):
        step(office, "mei", made, "withhold", review_on="2027-03-01")
    with pytest.raises(BadInput, match="再次评估日期"):
        step(office, "zhi", made, "withhold")
    made = step(office, "zhi", made, "withhold", review_on="2027-03-01")
    assert (made.stage, made.review_on) == ("withheld", date(2027, 3, 1))
    assert count(office, "reassess", register="publication") == 0

    later = opener("2027-03-01")
    assert count(later, "reassess", register="publication") == 1
    shown = {c.key: c.count for c in cards(later.as_("zhi"))}
    assert shown["catalog.reassess"] == 1
    made = step(later, "zhi", made, "reassess", reason="第三方仍不同意", review_on="2027-09-01")
    assert (made.stage, made.review_on, count(later, "reassess", register="publication")) == (
        "withheld", date(2027, 9, 1), 0,
    )  # fmt: skip
    made = step(later, "zhi", made, "release")
    assert (made.stage, made.attribute, made.ground, made.review_on) == ("draft", "proactive", None, None)


def test_a_policy_document_that_is_not_to_be_public_goes_to_the_disclosure_office_first(office: Office) -> None:
    made = draft(office, entry(office, "farm-policy"), attribute="withheld", ground="internal", policy=True)
    with pytest.raises(BadInput, match="不适用"):
        step(office, "wen", made, "submit")
    made = step(office, "wen", made, "consult")
    assert made.stage == "second"
    with pytest.raises(NotAllowed):
        step(office, "guo", made, "advise")
    assert {c.key: c.count for c in cards(office.as_("ban"))}["catalog.second"] == 1
    back = step(office, "ban", made, "reply", reason="可以公开")
    assert back.stage == "draft"
    step(office, "wen", back, "consult")
    made = step(office, "ban", back, "advise", second_opinion="同意不公开")
    assert (made.stage, made.second_by, made.second_opinion) == ("review", "ban", "同意不公开")


def test_deferral_is_filed_with_the_organ_above_and_ends(opener: Opener) -> None:
    # covers: GS-28
    office = opener(region="gansu")
    catalogue(office)
    made = to_sign(office, entry(office, "farm-policy"))
    with pytest.raises(BadInput, match="暂不公开理由"):
        step(office, "zhi", made, "defer", filed_with="平昌县人民政府办公室", review_on="2026-12-31")
    with pytest.raises(NotAllowed):
        step(office, "mei", made, "defer", defer_reason="价格尚在谈判", filed_with="县政府办", review_on="2026-12-31")
    made = step(
        office, "zhi", made, "defer", defer_reason="价格尚在谈判", filed_with="县政府办", review_on="2026-12-31"
    )
    assert (made.stage, made.filed_on, made.filed_with) == ("deferred", TODAY, "县政府办")
    assert office.register("publication").history(made.uid)[0].rule == "GS-28"
    assert entry(office, "farm-policy").published_on is None
    later = opener("2027-01-04")
    assert count(later, "reassess", register="publication") == 1
    made = step(later, "zhi", made, "release")
    assert (made.stage, made.defer_reason, made.filed_with) == ("draft", None, None)


# ---- versions, index numbers, end


def test_a_new_version_goes_the_same_way_while_the_old_one_stays_public(office: Office) -> None:
    old = publish(office, "farm-policy", link="https://www.example.org/1")
    item = entry(office, "farm-policy")
    step(office, "wen", old, "revise")
    with pytest.raises(BadInput, match="更新稿"):
        step(office, "wen", old, "revise")
    first, new = publications(office, item)
    assert (first.stage, new.stage, new.revision, new.replaces, new.content) == (
        "published",
        "draft",
        2,
        old.uid,
        old.content,
    )
    clerk = office.as_("wen").register("publication")
    clerk.act(clerk.save(new, {"content": "每亩130元"}), "submit")
    step(office, "guo", new, "review")
    step(office, "mei", new, "sign")
    assert office.register("publication").get(old.uid).stage == "published"
    new = step(office, "mei", new, "publish", link="https://www.example.org/2")
    old = office.register("publication").get(old.uid)
    assert (old.stage, old.ended_on, old.content) == ("superseded", TODAY, "收入120万元，支出118万元。")
    assert {removed for _, _, removed in postings(office, old)} == {TODAY}
    assert {removed for _, _, removed in postings(office, new)} == {None}
    assert entry(office, "farm-policy").link == "https://www.example.org/2"
    assert (new.series, new.index_no) == (old.series, old.index_no)
    back = office.as_("mei").register("publication").undo(new.uid)
    assert (back.stage, office.register("publication").get(old.uid).stage) == ("ready", "published")
    assert {removed for _, _, removed in postings(office, old)} == {None}
    assert entry(office, "farm-policy").link == "https://www.example.org/1"
    assert verify(office).faults == []


NUMBERS = [
    ("{org}/{year}-{serial:5}", "007280420/2026-00001", "007280420/2026-00002"),
    ("{uscc}/{year}{month}-{serial:5}", "11441700007280420Y/202611-00001", "11441700007280420Y/202611-00002"),
    ("GK{county}-{class}-{year}-{serial:3}", "GK511923-02-2026-001", "GK511923-02-2026-002"),
]


@pytest.mark.parametrize(("form", "first", "second"), NUMBERS)
def test_index_numbers_follow_the_rule_and_never_change(opener: Opener, form: str, first: str, second: str) -> None:
    topic = "重点领域"
    rules = f'[index_number]\nform = "{form}"\n[index_number.classes]\n"{topic}" = "02"\n'
    office = opener(rules=rules)
    catalogue(office)
    town = office.register("unit").get(unit_of(office, "township_government"))
    office.register("unit").save(town, {"uscc": "11441700007280420Y"})
    for key in ("farm-policy", "water-works"):
        office.register("entry").save(entry(office, key), {"topic": f"{topic}/其他"})
    made = publish(office, "farm-policy")
    assert made.index_no == first
    step(office, "wen", made, "revise")
    assert publications(office, entry(office, "farm-policy"))[1].index_no == first
    assert publish(office, "water-works").index_no == second
    # the publisher changes: the number stays
    office.register("unit").save(office.register("unit").get(town.uid), {"uscc": "11341702486344515H"})
    assert office.register("publication").get(made.uid).index_no == first
    step(office, "mei", made, "withdraw", reason="有误")
    assert publish(office, "farm-policy").index_no not in (first, second)  # a number is never given twice


def test_a_unit_without_a_code_publishes_without_a_number(office: Office) -> None:
    assert publish(office, "farm-policy").index_no is None


@pytest.mark.parametrize("form", ["{org}/{yaer}-{serial}", "{org}/{year}", "{serial}-{year}", "{serial}{serial}"])
def test_a_wrong_rule_for_numbers_is_named(opener: Opener, form: str) -> None:
    office = opener(rules=f'[index_number]\nform = "{form}"\n')
    assert any("索引号规则" in found.zh for found in doctor(office))


def test_withdrawn_and_expired_leave_a_trace_and_count_no_more(office: Office) -> None:
    # covers: KY-16
    made = publish(office, "farm-policy", link="网站")
    blank = count(office, "blank")
    with pytest.raises(BadInput, match="理由"):
        step(office, "mei", made, "withdraw")
    made = step(office, "mei", made, "withdraw", reason="含有个人信息")
    assert (made.stage, made.ended_on, made.published_on) == ("withdrawn", TODAY, TODAY)
    item = entry(office, "farm-policy")
    assert (item.published_on, item.link, item.due) == (None, None, date(2026, 12, 18))
    assert count(office, "blank") == blank + 1
    assert count(office, "hanging", register="publication") == 1  # still posted until somebody took it down
    for row in office.register("posting").page(Query(where={"publication": made.uid})):
        office.as_("mei").register("posting").save(row.record, {"removed_on": "2026-11-20"})
    assert count(office, "hanging", register="publication") == 0
    assert office.register("publication").history(made.uid)[0].said == "含有个人信息"


def test_what_lapsed_is_told_until_it_is_taken_down(opener: Opener) -> None:
    # covers: KY-16
    office = opener(region="kaiyang")
    catalogue(office)
    made = draft(office, entry(office, "org-overview"), expires_on="2026-12-01")
    step(office, "wen", made, "submit")
    step(office, "guo", made, "review")
    step(office, "mei", made, "sign")
    made = step(office, "mei", made, "publish")
    assert count(office, "lapsed", register="publication") == 0
    later = opener("2026-12-02")
    assert count(later, "lapsed", register="publication") == 1
    assert {c.key: c.count for c in cards(later)}["catalog.lapsed"] == 1
    made = step(later, "mei", made, "expire")
    assert (made.stage, made.ended_on) == ("expired", date(2026, 12, 2))
    assert later.register("publication").history(made.uid)[0].rule == "KY-16"
    assert count(later, "lapsed", register="publication") == 0


def test_it_cannot_expire_before_it_is_published(office: Office) -> None:
    made = to_sign(office, entry(office, "farm-policy"), expires_on="2026-11-01")
    step(office, "mei", made, "sign")
    with pytest.raises(BadInput, match="早于公开日期"):
        step(office, "mei", made, "publish")


def test_what_was_public_before_is_recorded_and_found_unchecked(office: Office) -> None:
    made = draft(office, entry(office, "farm-policy"))
    with pytest.raises(NotAllowed):
        step(office, "mei", made, "record")
    made = step(office, "admin", made, "record", published_on="2026-05-01", link="网站")
    assert (made.stage, made.reviewed_by, made.signed_by) == ("published", None, None)
    assert count(office, "unchecked", register="publication") == 1
    assert entry(office, "farm-policy").published_on == date(2026, 5, 1)


def test_undoing_a_publication_takes_all_that_followed_from_it_back(office: Office) -> None:
    made = to_sign(office, entry(office, "farm-policy"))
    step(office, "mei", made, "sign")
    step(office, "mei", made, "publish")
    with pytest.raises(BadInput, match="连带"):
        office.as_("mei").register("entry").undo(entry(office, "farm-policy").uid)
    back = office.as_("mei").register("publication").undo(made.uid)
    assert (back.stage, back.published_on, postings(office, back)) == ("ready", None, [])
    assert entry(office, "farm-policy").published_on is None
    assert verify(office).faults == []


def test_what_was_built_on_since_is_not_undone(office: Office) -> None:
    made = publish(office, "farm-policy")
    office.register("entry").save(entry(office, "farm-policy"), {"note": "已核对"})
    with pytest.raises(BadInput, match="之后又有改动"):
        office.as_("mei").register("publication").undo(made.uid)
    assert office.register("publication").get(made.uid).stage == "published"
    assert verify(office).faults == []
