"""Requests on application from receipt to reply and beyond, on both stores, with every stop of the clock."""

import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gongkai.cli.context import Session
from gongkai.cli.main import cli
from gongkai.core.codes import span
from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.ledger.history import lines_of
from gongkai.core.ledger.verify import verify
from gongkai.core.measures import Figure
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.plugins.tasks.requests.fees import place_in_month
from gongkai.plugins.tasks.requests.notices import make
from gongkai.plugins.tasks.requests.telling import doubts
from gongkai.plugins.tasks.requests.timeline import timeline
from tests.requests import ID, MONEY, SCHOOLS, Opener, act, add, answered, found, now, taken

# ---- the whole way


def test_from_receipt_to_reply(on: Opener) -> None:
    # covers: QZ-64, GS-29
    office = on("2026-03-02")
    made = taken(office, sent_on="2026-02-10")
    assert (made.stage, made.number, made.law, made.applicant_kind) == ("registered", "2026-00001", "reg2019", "person")
    assert (made.received_on, made.counted_from, made.due) == (date(2026, 2, 10), date(2026, 2, 10), date(2026, 3, 16))
    made = act(office, "wen", made, "accept")
    with pytest.raises(NotAllowed):
        act(office, "lin", made, "propose", outcome="open", reply="见附件")  # of another unit
    made = act(office, "wen", made, "propose", outcome="open", reply="见附件", reply_no="平教 [2026] 4号")
    assert (made.basis, made.reply_no) == ("政府信息公开条例第三十六条第一、二项", "平教〔2026〕4号")
    with pytest.raises(NotAllowed):
        act(office, "wen", made, "sign")
    act(office, "mei", made, "sign")
    closed = act(office, "wen", made, "reply")
    assert (closed.stage, closed.closed_on, closed.outcome, closed.replied_by) == (
        "closed",
        date(2026, 3, 2),
        "open",
        "wen",
    )
    with pytest.raises(BadInput, match="已办结"):
        act(office, "wen", closed, "reply")
    assert [str(m.what) for m in timeline(office, closed)] == ["提交或到达", "受理", "审签", "办结"]
    low, high = span(office.scope)
    measures = {
        m.key: m.figures(office, low, high) for m in office.plugins.measures.values() if m.key.startswith("request.")
    }
    assert measures["request.on_time"] == {closed.unit: Figure(Decimal(1), Decimal(1))}
    assert measures["request.count"] == {closed.unit: Figure(Decimal(1), Decimal(1))}
    assert verify(office).faults == []


def test_two_people_on_one_request(on: Opener) -> None:
    office = on("2026-03-02")
    made = taken(office, sent_on="2026-03-02")
    register = office.as_("wen").register("request")
    mine, theirs = register.get(made.uid), register.get(made.uid)
    register.act(mine, "accept")
    with pytest.raises(Conflict, match="wen"):
        register.act(theirs, "withdraw", explanation="申请人撤回")
    assert now(office, made).stage == "handling"


# ---- receipt


@pytest.mark.parametrize(
    ("manner", "received", "confirmed"),
    [
        ("in-person", "2026-02-25", None),
        ("oral", "2026-02-25", None),
        ("registered", "2026-02-25", None),
        ("letter", None, "2026-02-27"),
        ("fax", None, "2026-02-27"),
        ("web", None, "2026-02-27"),
        ("email", None, "2026-02-27"),
    ],
)
def test_the_day_of_receipt_follows_the_manner(
    on: Opener, manner: str, received: str | None, confirmed: str | None
) -> None:
    office = on("2026-03-02")
    made = taken(office, manner=manner, sent_on="2026-02-25")
    assert made.received_on == (date.fromisoformat(received) if received else None)
    if confirmed is None:
        assert made.uid not in found(office, "unconfirmed")
        with pytest.raises(BadInput, match="不用确认"):
            act(office, "wen", made, "confirm")
        return
    assert made.uid in found(office, "unconfirmed") and made.due is None
    assert "当天应与申请人确认收到" in [d.zh for d in doubts(office, made)]
    with pytest.raises(BadInput, match="确认"):
        act(office, "wen", made, "accept")
    for wrong in ("2026-02-24", "2026-03-03"):  # before it came, and not yet
        with pytest.raises(BadInput):
            act(office, "wen", made, "confirm", confirmed_on=wrong)
    made = act(office, "wen", made, "confirm", confirmed_on=confirmed)
    assert made.received_on == date.fromisoformat(confirmed) == made.counted_from
    assert any("2 天" in d.zh for d in doubts(office, made))  # two days late, and said so


def test_what_a_request_must_have(on: Opener) -> None:
    office = on("2026-03-02")
    for missing, words in (("id_no", "身份证明"), ("phone", "联系方式"), ("content", "内容描述")):
        left_out: dict[str, Any] = {missing: None}
        made = taken(office, sent_on="2026-03-02", **left_out)
        with pytest.raises(BadInput, match=words):
            act(office, "wen", made, "accept")
        assert any(words in d.zh for d in doubts(office.as_("wen"), made))
    with pytest.raises(BadInput, match="还没有到"):
        taken(office, sent_on="2026-03-03")
    with pytest.raises(BadInput, match="没有字段 nam"):
        taken(office, sent_on="2026-03-02", nam="x")
    with pytest.raises(BadInput, match="受理单位"):
        taken(office, sent_on="2026-03-02", unit="")
    assert office.register("request").count() == 3


def test_the_law_of_the_day_on_which_it_came_in(on: Opener) -> None:
    office = on("2019-05-15")
    old = taken(office, sent_on="2019-05-14", manner="web", id_no=None)
    new = taken(office, sent_on="2019-05-15")
    # fifteen days, receipt without confirmation, no proof of identity; then twenty and all of that
    assert (old.law, old.received_on, old.due) == ("reg2007", date(2019, 5, 14), date(2019, 6, 4))
    assert (new.law, new.due) == ("reg2019", date(2019, 6, 13))
    old = act(office, "wen", old, "accept")
    later = on("2019-05-20")
    with pytest.raises(BadInput, match="上限15"):
        act(later, "zhi", old, "extend", extended_days=16, extended_reason="查找档案")
    old = act(later, "zhi", old, "extend", extended_reason="查找档案")
    assert (old.extended_days, old.due) == (15, date(2019, 6, 26))
    # the old law sets a third party no limit: the clock stands until the answer
    asked = add(
        later,
        "wen",
        "consult",
        request=old.uid,
        kind="third_party",
        party="某公司",
        sent_on="2019-05-16",
        received_on="2019-05-17",
    )
    assert (asked.due, now(later, old).due) == (None, None)
    with pytest.raises(BadInput, match="2008-05-01"):
        taken(later, sent_on="2008-04-30")


# ---- correction


def test_one_correction_restarts_the_clock(on: Opener) -> None:
    office = on("2026-02-26")
    made = taken(office, sent_on="2026-02-10")
    with pytest.raises(BadInput, match="需补正的内容"):
        act(office, "wen", made, "correct", correction_due="2026-03-10")
    made = act(office, "wen", made, "correct", correction_matters="写明年度", correction_due="2026-03-10")
    assert (made.stage, made.due, made.counted_from) == ("correcting", None, None)
    office = on("2026-03-05")
    with pytest.raises(BadInput, match="才届满"):
        act(office, "wen", made, "abandon")
    made = act(office, "wen", made, "corrected")
    assert (made.stage, made.counted_from, made.due) == ("handling", date(2026, 3, 5), date(2026, 4, 2))
    with pytest.raises(BadInput, match="一次性"):
        act(office, "wen", made, "correct", correction_matters="再写明", correction_due="2026-03-20")
    assert [m.due for m in timeline(office, made)] == [date(2026, 3, 16), None, date(2026, 4, 2)]


def test_a_correction_is_asked_for_within_seven_working_days_or_never(on: Opener) -> None:
    office = on("2026-02-27")
    made = taken(office, sent_on="2026-02-10")
    with pytest.raises(BadInput, match="2026-02-26"):
        act(office, "wen", made, "correct", correction_matters="写明年度", correction_due="2026-03-10")
    assert now(office, made).stage == "registered"


def test_what_is_not_corrected_in_time_is_abandoned(on: Opener) -> None:
    office = on("2026-02-26")
    made = taken(office, sent_on="2026-02-10")
    act(office, "wen", made, "correct", correction_matters="写明年度", correction_due="2026-03-10")
    office = on("2026-03-11")
    assert found(office, "uncorrected") == {made.uid}
    made = act(office, "wen", made, "abandon")
    assert (made.outcome, made.closed_on, made.due) == ("other1", date(2026, 3, 11), None)


# ---- extension, consultation


def test_one_extension_by_the_head_before_the_end(on: Opener) -> None:
    office = on("2026-03-16")
    made = act(office, "wen", taken(office, sent_on="2026-02-10"), "accept")
    with pytest.raises(NotAllowed):
        act(office, "wen", made, "extend", extended_reason="量大")
    with pytest.raises(BadInput, match="延期理由"):
        act(office, "zhi", made, "extend")
    with pytest.raises(BadInput, match="上限20"):
        act(office, "zhi", made, "extend", extended_reason="量大", extended_days=21)
    made = act(office, "zhi", made, "extend", extended_reason="量大")
    assert (made.extended_days, made.extended_by, made.due) == (20, "zhi", date(2026, 4, 14))
    for again in ({"extended_reason": "量大"}, {"extended_reason": "还是大", "extended_days": 3}):
        with pytest.raises(BadInput, match="只能延期一次"):
            act(office, "zhi", made, "extend", **again)
    late = act(office, "wen", taken(office, sent_on="2026-02-09", title="别的"), "accept")
    assert late.due == date(2026, 3, 13)
    with pytest.raises(BadInput, match="在到期日2026-03-13之后"):
        act(office, "zhi", late, "extend", extended_reason="忘了")


def test_a_third_party_stops_the_clock_and_its_silence_ends_the_stop(on: Opener) -> None:
    office = on("2026-03-10")
    made = act(office, "wen", taken(office, sent_on="2026-03-02"), "accept")
    sent = add(office, "wen", "consult", request=made.uid, kind="third_party", party="某公司", sent_on="2026-03-09")
    assert now(office, made).due is None  # nobody knows yet when they will have had the letter
    register = office.as_("wen").register("consult")
    asked = register.save(sent, {"received_on": "2026-03-10"})
    assert asked.due == date(2026, 3, 31)
    assert now(office, made).due == date(2026, 4, 22) and found(office, "consulting") == {made.uid}
    with pytest.raises(BadInput, match="正在征求意见"):
        act(office, "wen", made, "propose", outcome="open", reply="见附件")
    office = on("2026-03-31")  # nothing was run meanwhile
    assert found(office, "silent") == {made.uid} and found(office, "consulting") == set()
    assert "由本机关决定" in str(timeline(office, now(office, made))[-1].what)
    assert act(office, "wen", made, "propose", outcome="open", reply="见附件").stage == "review"
    # an early answer would have brought the end forward
    act(office, "mei", made, "return", "漏了附件")
    register = office.as_("wen").register("consult")
    register.save(
        register.get(asked.uid), {"answered_on": "2026-03-13", "answer": "refuse", "answer_reason": "商业秘密"}
    )
    assert now(office, made).due == date(2026, 4, 3)
    with pytest.raises(BadInput, match="不同意公开"):
        act(office, "wen", made, "propose", outcome="open", reply="见附件")
    with pytest.raises(BadInput, match="写明理由"):
        register.save(register.get(asked.uid), {"override": True})
    register.save(
        register.get(asked.uid), {"override": True, "override_reason": "涉及学生安全", "told_on": "2026-03-31"}
    )
    assert act(office, "wen", made, "propose", outcome="open", reply="见附件").stage == "review"


def test_a_joint_maker_is_silent_and_an_assisting_unit_stops_nothing(on: Opener) -> None:
    office = on("2026-03-10")
    made = act(office, "wen", taken(office, sent_on="2026-03-02"), "accept")
    add(
        office,
        "wen",
        "consult",
        request=made.uid,
        kind="assist",
        party=MONEY,
        sent_on="2026-03-03",
        received_on="2026-03-03",
    )
    assert now(office, made).due == date(2026, 3, 30)
    add(
        office,
        "wen",
        "consult",
        request=made.uid,
        kind="joint",
        party="县交通局",
        sent_on="2026-03-09",
        received_on="2026-03-10",
    )
    assert now(office, made).due == date(2026, 4, 22)
    later = on("2026-04-01")
    assert "视为同意" in [str(m.what) for m in timeline(later, now(later, made))][-1]
    with pytest.raises(BadInput, match="只有承办"):
        add(office, "office", "consult", unit=MONEY, request=made.uid, kind="joint", party="x", sent_on="2026-03-09")
    with pytest.raises(BadInput, match="没有申请"):
        add(office, "wen", "consult", unit=SCHOOLS, request="nothing", kind="joint", party="x", sent_on="2026-03-09")


# ---- outcomes


@pytest.mark.parametrize(
    ("outcome", "said", "words"),
    [
        ("open", {}, "答复内容或获取方式"),
        ("part", {"reply": "见附件"}, "理由"),
        ("deny1", {}, "理由"),
        ("deny2", {"explanation": "某法规定"}, "依据条款"),
        ("deny8", {"explanation": "有专门查询办法"}, "获取方式和途径"),
        ("cannot1", {}, "理由"),
        ("cannot3", {"explanation": "仍不明确"}, "补正到达日期"),
        ("noproc1", {}, "获取方式和途径"),
        ("noproc3", {}, "获取方式和途径"),
        ("other1", {"explanation": "x"}, "不能拟定"),
        ("other2", {"explanation": "x"}, "不能拟定"),
        ("other3", {}, "理由"),
    ],
)
def test_each_outcome_says_what_the_law_asks(on: Opener, outcome: str, said: dict[str, str], words: str) -> None:
    # covers: KY-07
    office = on("2026-03-02")
    made = act(office, "wen", taken(office, sent_on="2026-03-02"), "accept")
    with pytest.raises(BadInput, match=words):
        act(office, "wen", made, "propose", outcome=outcome, **said)
    assert now(office, made).stage == "handling"


def test_a_withdrawn_request_is_another_outcome(on: Opener) -> None:
    office = on("2026-03-02")
    made = taken(office, sent_on="2026-03-02")
    with pytest.raises(BadInput, match="理由"):
        act(office, "wen", made, "withdraw")
    assert act(office, "wen", made, "withdraw", explanation="3月2日来电撤回").outcome == "other3"


# ---- repeated, excessive, fees


def test_repeated_and_excessive_requests_are_told_and_not_decided(on: Opener) -> None:
    office = on("2026-03-02")
    first = taken(office, sent_on="2026-03-02")
    again = taken(office, sent_on="2026-03-02", title="申请公开校车采购合同的信息")
    other = taken(office, sent_on="2026-03-02", name="李四", id_no="511923199001019999", phone="13900000000")
    assert (again.repeats, again.applicant, other.repeats) == (first.uid, first.applicant, None)
    assert found(office, "repeated") == {again.uid}
    assert act(office, "wen", again, "accept").stage == "handling"  # a person decides
    for number in range(9):
        last = taken(office, sent_on="2026-03-02", title=f"第{number}号文件")
    assert len(found(office, "excessive")) == 11 and any("第 11 件" in d.zh for d in doubts(office, last))
    assert other.uid not in found(office, "excessive")


def test_the_fee_by_item_counts_the_month_and_restarts_the_clock_when_paid(on: Opener) -> None:
    office = on("2026-03-02")
    made = [taken(office, sent_on="2026-02-27", title=f"第{n}号文件") for n in range(11)]
    free, charged = act(office, "wen", made[9], "accept"), act(office, "wen", made[10], "accept")
    with pytest.raises(BadInput, match="免费的 10 件"):
        act(office, "wen", free, "charge", fee_mode="item")
    with pytest.raises(BadInput, match="只能选一种"):
        act(office, "wen", charged, "charge", fee_mode="item", fee_pages=200)
    charged = act(office, "wen", charged, "charge", fee_mode="item")
    assert (charged.stage, charged.fee_amount, charged.due, charged.fee_due) == ("paying", Decimal(100), None, None)
    with pytest.raises(BadInput, match="送达"):
        act(office, "wen", charged, "lapse")
    charged = act(office, "wen", charged, "served", fee_received_on="2026-03-02")
    assert charged.fee_due == date(2026, 3, 30)
    later = on("2026-03-31")
    assert found(later, "unpaid") == {charged.uid}
    with pytest.raises(BadInput, match="已过"):
        act(later, "wen", charged, "pay")
    paid = act(later, "wen", charged, "pay", fee_paid_on="2026-03-20")
    assert (paid.stage, paid.counted_from, paid.due) == ("handling", date(2026, 3, 20), date(2026, 4, 20))


def test_the_fee_by_page_and_a_fee_that_is_never_paid(on: Opener) -> None:
    office = on("2026-03-02")
    made = act(office, "wen", taken(office, sent_on="2026-02-10"), "accept")
    for pages, words in ((None, "页数"), (30, "免费的 30 页")):
        with pytest.raises(BadInput, match=words):
            act(office, "wen", made, "charge", fee_mode="page", fee_pages=pages)
    made = act(office, "wen", made, "charge", fee_mode="page", fee_pages=201, fee_received_on="2026-03-02")
    assert (made.fee_amount, made.fee_due) == (Decimal(2740), date(2026, 3, 30))
    with pytest.raises(BadInput, match="才届满"):
        act(office, "wen", made, "lapse")
    later = on("2026-03-31")
    assert act(later, "wen", made, "lapse").outcome == "other2"
    over = act(later, "wen", taken(later, sent_on="2026-02-10", title="别的"), "accept")
    with pytest.raises(BadInput, match="2026-03-16"):
        act(later, "wen", over, "charge", fee_mode="page", fee_pages=201)


# ---- another unit


def test_handed_over_the_clock_runs_on_and_who_asks_goes_along(on: Opener) -> None:
    office = on("2026-03-02")
    made = act(office, "wen", taken(office, sent_on="2026-02-10"), "accept")
    add(office, "wen", "consult", request=made.uid, kind="assist", party="x", sent_on="2026-03-02")
    with pytest.raises(NotAllowed):
        act(office, "wen", made, "handover", "归财政局", unit=MONEY)
    with pytest.raises(BadInput, match="已在这个单位"):
        act(office, "office", made, "handover", "归教育局", unit=SCHOOLS)
    taken(office, "lin", unit=MONEY, sent_on="2026-03-02", title="财政局自己的")
    moved = act(office, "office", made, "handover", "归财政局", unit=MONEY)
    assert (office.unit_name(moved.unit), moved.number, moved.due) == (MONEY, "2026-00002", date(2026, 3, 16))
    with pytest.raises(NotAllowed):
        act(office, "wen", moved, "propose", outcome="open", reply="x")
    lin = office.as_("lin")
    assert [row.record.name for row in lin.register("applicant").page()] == ["张三", "张三"]
    assert lin.register("consult").count() == 1 and [r.record.unit for r in office.register("consult").page()] == [
        moved.unit
    ]
    assert act(office, "lin", moved, "propose", outcome="open", reply="x").stage == "review"
    assert verify(office).faults == []


def test_split_each_part_has_its_own_clock_and_end(on: Opener) -> None:
    office = on("2026-03-02")
    made = act(office, "wen", taken(office, sent_on="2026-02-10"), "accept")
    with pytest.raises(BadInput, match="就是承办单位"):
        act(office, "office", made, "split", split_to=[SCHOOLS])
    with pytest.raises(BadInput, match="不是单位"):
        act(office, "office", made, "split", split_to=["511923101000"])
    act(office, "office", made, "split", split_to=[MONEY])
    [part] = [row.record for row in office.register("request").page(Query(filters=("parts",)))]
    assert (part.part_of, part.stage, part.due, office.unit_name(part.unit)) == (
        made.uid,
        "handling",
        date(2026, 3, 16),
        MONEY,
    )
    act(office, "office", made, "split", split_to=[MONEY])
    assert office.register("request").count() == 2  # splitting again makes no second one
    act(office, "office", part, "extend", extended_reason="量大")
    assert (now(office, part).due, now(office, made).due) == (date(2026, 4, 14), date(2026, 3, 16))
    assert answered(office, made).stage == "closed" and now(office, part).stage == "handling"


# ---- who asks


def test_who_asks_is_seen_only_with_the_right(on: Opener) -> None:
    office = on("2026-03-02")
    made = act(office, "wen", taken(office, sent_on="2026-03-02"), "accept")
    for actor, seen in (("wen", 1), ("zhi", 1), ("office", 1), ("lin", 0), ("clerk", 0), ("viewer", 0)):
        applicants = office.as_(actor).register("applicant")
        assert applicants.count() == seen, actor
        assert applicants.count(Query(search="张三")) == seen, actor
        assert len(office.as_(actor).rows("SELECT name FROM {applicant}")) == seen, actor
        if not seen:
            with pytest.raises(BadInput):
                applicants.get(made.applicant)
    viewer = office.as_("viewer")
    request = viewer.register("request").get(made.uid)
    told = json.dumps(viewer.register("request").plain(request), default=str, ensure_ascii=False)
    assert request.title in told and "张三" not in told and ID["id_no"] not in told
    assert viewer.register("request").count(Query(search="张三")) == 0
    assert not any(
        entry.register == "applicant" for seq in range(viewer.last_change) for entry in lines_of(viewer, seq + 1)
    )
    assert any(
        entry.register == "applicant" for seq in range(office.last_change) for entry in lines_of(office, seq + 1)
    )
    with pytest.raises(NotAllowed, match="查看申请人身份"):
        make(viewer, request, "receipt")
    with pytest.raises(NotAllowed):
        taken(office, "clerk", sent_on="2026-03-02", name="李四", id_no="1")


# ---- the command line


def run(office: Office, *words: str) -> Any:
    return CliRunner().invoke(cli, ["-C", str(office.folder), "--as", "wen", *words], obj=Session())


def test_from_the_shell(on: Opener, tmp_path: Path) -> None:
    office = on("2026-03-02")
    values = [f"{k}={v}" for k, v in ({"unit": SCHOOLS, "name": "王五", "title": "校车合同", "content": "全文", "manner": "registered",
                                       "sent_on": "2026-02-10"} | ID).items()]  # fmt: skip
    made = run(office, "request", "receive", *values)
    uid = made.stdout.strip()
    assert "2026-03-16前答复" in made.stderr
    lines = json.loads(run(office, "request", "timeline", uid, "--format", "json").stdout)
    assert lines[0]["day"] == "2026-02-10" and lines[0]["due"] == "2026-03-16"
    explained = run(office, "clock", "explain", uid)
    assert "春节" in explained.stdout and "20个工作日" in explained.stderr
    written = tmp_path / "receipt.docx"
    assert (
        "已登记申请接收回执"
        in run(office, "request", "notice", uid, "receipt", "--doc-no", "平教[2026]1号", "--file", str(written)).stderr
    )
    with zipfile.ZipFile(written) as archive:
        assert "王五" in archive.read("word/document.xml").decode()
    [entered] = office.register("request_notice").page()
    assert (entered.record.doc_no, entered.record.made_by) == ("平教〔2026〕1号", "wen")
    assert run(office, "request", "notice", uid, "receipt", "--file", str(tmp_path / "a.pdf")).exit_code
    assert json.loads(run(office, "request", "fee", "--pages", "201", "--format", "json").stdout)[0]["yuan"] == 2740
    wrong = run(office, "request", "fee")
    assert wrong.exit_code == 2 and "只能选一种" in wrong.stderr
    assert len(run(office, "request", "forms", "--format", "jsonl").stdout.splitlines()) == 22
    assert "不是 字段=值" in run(office, "request", "receive", "x").stderr
    assert place_in_month.__doc__
