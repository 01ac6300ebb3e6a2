"""What follows a reply and what comes with every day: notices, review and suit, cards, holidays loaded late."""

from datetime import date
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.ledger.verify import verify
from gongkai.core.register import Query
from gongkai.core.today import cards
from gongkai.plugins.tasks.requests.notices import enter, form_of, forms, make
from gongkai.plugins.tasks.requests.recount import recount_requests
from gongkai.plugins.tasks.requests.timeline import explain, timeline
from gongkai.plugins.tasks.requests.today import findings
from tests.requests import SCHOOLS, Opener, act, add, answered, found, now, taken

# ---- notices


def test_every_form_can_be_filled(on: Opener, tmp_path: Path) -> None:
    office = on("2026-03-02")
    made = act(office, "wen", taken(office, sent_on="2026-02-10"), "accept")
    for kind in ("third_party", "joint", "assist"):
        add(office, "wen", "consult", request=made.uid, kind=kind, party=f"{kind}方", sent_on="2026-02-26", received_on="2026-02-27",
            answered_on="2026-02-28", answer="refuse", override=True, override_reason="涉及学生安全")  # fmt: skip
    act(office, "wen", made, "propose", outcome="part", reply="见附件", explanation="含个人信息")
    clerk = office.as_("wen")
    record = now(clerk, made)
    assert len(forms(office)) == 22
    texts = {key: make(clerk, record, key)[1] for key in forms(office)}
    assert not [key for key, text in texts.items() if "{{" in text or not text.startswith("# ")]
    assert "张三" in texts["receipt"] and "2026-03-18" in texts["receipt"]  # two working days of consulting
    assert "第三方" not in texts["reply-part"] and "含个人信息" in texts["reply-part"]
    assert "third_party方" in texts["consult-third"] and "15个工作日" in texts["consult-third"]
    assert make(clerk, record)[0].key == "reply-part"
    with pytest.raises(BadInput, match="receipt"):
        make(clerk, record, "reciept")
    with pytest.raises(BadInput, match="没有登记"):
        make(clerk, record, "assist", party="别人")


def test_an_office_has_its_own_wording(on: Opener) -> None:
    office = on("2026-03-02")
    made = taken(office, sent_on="2026-02-10")
    own = office.folder / "templates" / "request" / "receipt.md"
    own.parent.mkdir(parents=True)
    own.write_text("# 收条\n\n{{applicant}}，{{number}}\n\n备注：{{note}}\n", "utf-8")
    assert make(office.as_("wen"), made, "receipt")[1] == "# 收条\n\n张三，2026-00001\n"
    own.write_text("{{nubmer}}", "utf-8")
    with pytest.raises(BadInput, match="nubmer") as caught:
        make(office.as_("wen"), made, "receipt")
    assert "number" in str(caught.value.hint)
    own.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="读不了模板"):
        make(office.as_("wen"), made, "receipt")


def test_a_notice_that_was_made_must_arrive(on: Opener) -> None:
    office = on("2026-03-02")
    made = act(office, "wen", taken(office, sent_on="2026-02-10"), "accept")
    clerk = office.as_("wen")
    act(office, "wen", made, "propose", outcome="open", reply="见附件")
    enter(clerk, now(office, made), form_of(office, "approval"))
    reply = enter(clerk, now(office, made), form_of(office, "reply-open"), "平教〔2026〕2号")
    assert "request_notice.untold" not in {card.key for card in cards(office)}  # made today: there is still time
    office = on("2026-03-03")
    assert {card.key: card.count for card in cards(office)}[
        "request_notice.untold"
    ] == 1  # the approval sheet goes nowhere
    assert [said.zh for said in findings(office) if "送达" in said.zh] == []  # the request is still open
    act(office, "mei", made, "sign")
    act(office, "wen", made, "reply")
    assert [said.zh for said in findings(office)] == [f"{SCHOOLS}有 1 份已办结申请的文书没有送达日期。"]
    register = office.as_("wen").register("request_notice")
    assert register.count(Query(filters=("outgoing",))) == register.count(Query(filters=("undelivered",))) == 1
    with pytest.raises(BadInput, match="没有写送达日期"):
        register.save(register.get(reply.uid), {"manner": "hand"})
    assert (
        register.save(register.get(reply.uid), {"delivered_on": "2026-03-03"}).manner == "post"
    )  # as the applicant wished
    assert register.save(register.get(reply.uid), {"manner": "当面送交"}).manner == "hand"
    steps = [(step.what.en, step.detail.en) for step in timeline(office, now(office, made))]
    assert ("Notice delivered", "Reply: disclosed 平教〔2026〕2号, By hand") in steps
    assert register.count(Query(filters=("undelivered",))) == 0 and list(findings(office)) == []
    assert "request_notice.untold" not in {card.key for card in cards(office)}


# ---- afterwards


def test_review_and_suit_have_their_clocks(on: Opener) -> None:
    office = on("2026-03-02")
    made = act(office, "wen", taken(office, sent_on="2026-02-10"), "accept")
    closed = answered(office, made, outcome="deny7", explanation="属于执法案卷")
    review = add(
        office,
        "wen",
        "remedy",
        request=closed.uid,
        kind="review",
        organ="县政府",
        filed_on="2026-03-02",
        accepted_on="2026-03-02",
    )
    assert review.due == date(2026, 5, 1)
    register = office.as_("wen").register("remedy")
    assert register.save(review, {"extended": True}).due == date(2026, 5, 31)
    assert found(office, "contested") == {made.uid}
    with pytest.raises(BadInput, match="一并填写"):
        register.save(register.get(review.uid), {"result": "corrected"})
    later = on("2026-05-20")
    register = later.as_("wen").register("remedy")
    register.save(register.get(review.uid), {"result": "corrected", "closed_on": "2026-05-20", "redo_by": "2026-06-10"})
    suit = add(
        later,
        "wen",
        "remedy",
        request=closed.uid,
        kind="suit_after_review",
        filed_on="2026-05-20",
        accepted_on="2026-05-20",
    )
    assert suit.due == date(2026, 11, 20)
    assert {card.key for card in cards(later)} >= {"remedy.redo"}
    said = register.resource.warn
    assert said is not None
    late = add(later, "wen", "remedy", request=closed.uid, kind="review", filed_on="2026-05-20")
    assert "2026-05-01" in str(said(later, late)) and said(later, suit) is None


# ---- every day


def test_the_cards_of_the_day(on: Opener) -> None:
    office = on("2026-03-02")
    soon = act(office, "wen", taken(office, sent_on="2026-02-10"), "accept")
    taken(office, sent_on="2026-03-02", manner="web", title="别的")
    shown = {card.key: card.count for card in cards(on("2026-03-12")) if card.register == "request"}
    assert shown == {"request.soon": 1, "request.unconfirmed": 1}
    late = on("2026-03-17")
    assert {card.key for card in cards(late) if card.register == "request"} == {
        "request.overdue",
        "request.unconfirmed",
    }
    assert found(late, "overdue") == found(late, "late") == {soon.uid}


def test_a_holiday_notice_moves_open_requests_once(on: Opener) -> None:
    office = on("2026-12-21")
    made = act(office, "wen", taken(office, sent_on="2026-12-21"), "accept")
    assert made.due == date(2027, 1, 18) and "暂定" in str(explain(office, made)[1])
    asked = act(office, "wen", taken(office, sent_on="2026-12-21", title="别的"), "accept")
    add(
        office,
        "wen",
        "consult",
        request=asked.uid,
        kind="joint",
        party="x",
        sent_on="2026-12-21",
        received_on="2026-12-21",
    )
    with office.change("放假通知") as change:
        change.create("holiday", day=date(2027, 1, 1), kind="放假", note="元旦")
    office = on("2026-12-22")
    moved = recount_requests(office, None)
    assert {(m.uid, m.was, m.due) for m in moved} >= {(made.uid, "2027-01-18", "2027-01-19")} and len(moved) == 2
    with office.as_("wen").change("重新推算") as change:
        assert recount_requests(change.office, change) == moved
    assert recount_requests(office, None) == []
    assert now(office, made).due == date(2027, 1, 19)
    assert office.register("consult").page()[0].record.due == date(2027, 1, 12)
    assert verify(office).faults == []
