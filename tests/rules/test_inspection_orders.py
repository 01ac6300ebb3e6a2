"""Rectification orders by what they do: opened once for a problem, closed only on evidence that somebody else checked."""

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, Conflict, GongkaiError, NotAllowed
from gongkai.core.files import place_of
from gongkai.core.nightly import run as nightly
from gongkai.core.register import Query
from gongkai.core.today import cards
from gongkai.plugins.inspection.consequences.orders.opening import attach, damaged, open_orders
from gongkai.plugins.inspection.consequences.orders.sources import Problem, from_findings, from_record, from_score
from gongkai.tui.work.counts import board, boards, due_on
from tests.rules.powers import Maker as TownMaker
from tests.rules.world import World

REGION = ("pingchang",)
PLACE = "511923"
LISTING = [("510000", "四川省"), ("511900", "巴中市"), (PLACE, "平昌县"), ("511923101", "响滩镇")]
PEOPLE = {"wen": "clerk", "du": "supervisor", "jian": "supervisor"}


@pytest.fixture
def staffed(world: World) -> World:
    for name, role in PEOPLE.items():
        world.add("account", name=name, display=name, division=PLACE)
        world.add("grant", account=name, role=role, division=PLACE)
    world.office.forget()
    return world


def opened(world: World, problems: Any, **given: Any) -> list[Any]:
    with world.office.change() as change:
        done = open_orders(world.office, change, list(problems), **given)
    return world.office.register("order").records(done.uids)


def by_hand(world: World, **values: Any) -> Any:
    unit = world.unit("education")
    return world.office.register("order").save(None, {"unit": unit, "title": "公开栏陈旧", **values})


def do(world: World, who: str, order: Any, step: str, reason: str = "", register: str = "order", **values: Any) -> Any:
    own = world.office.as_(who).register(register)
    return own.act(own.get(order.uid), step, reason, **values)


def link(world: World, who: str, order: Any, name: str = "https://example.org/1") -> Any:
    return world.office.as_(who).register("order_proof").save(None, {"of": order.uid, "name": name})


def handed_in(world: World, order: Any, who: str = "wen") -> Any:
    link(world, who, order)
    return do(world, who, order, "submit", result="已更新。")


def count(world: World, key: str, who: str = "admin", register: str = "order") -> int:
    return world.office.as_(who).register(register).count(Query(filters=(key,)))


def test_every_finding_of_a_kind_is_ordered_once(world: World) -> None:
    problems = list(from_findings(world.office, "post-missing"))
    orders = opened(world, problems)
    assert len(orders) == len(problems) > 10
    assert {o.stage for o in orders} == {"issued"} and {o.kind for o in orders} == {"finding"}
    assert {o.due for o in orders} == {date(2026, 6, 15)}  # ten working days from 1 June
    assert all(o.rule and o.demand for o in orders)
    assert opened(world, from_findings(world.office, "post-missing")) == []
    twice = next(p for p in problems if p.unit == world.unit("education"))
    with pytest.raises(Conflict, match="已有未销号"):
        world.office.register("order").save(
            None, {"unit": twice.unit, "title": "再下一次", "finding": "post-missing", "item": twice.item}
        )
    with pytest.raises(BadInput, match="没有问题类型"):
        list(from_findings(world.office, "no-such-kind"))


def test_a_problem_is_put_right_checked_by_another_person_and_looked_at_again(staffed: World) -> None:
    unit = staffed.unit("education")
    problems = [p for p in from_findings(staffed.office, "post-missing", unit=unit) if p.item == "post_kind:officer"]
    (order,) = opened(staffed, problems)
    do(staffed, "wen", order, "plan", plan="月底前明确一人。", person="王局长")
    with pytest.raises(BadInput, match="还没有佐证"):
        do(staffed, "wen", order, "submit", result="已明确。")
    handed_in(staffed, order)
    with pytest.raises(BadInput, match="佐证不能再改"):
        link(staffed, "wen", order, "https://example.org/2")
    with pytest.raises(NotAllowed):
        do(staffed, "wen", order, "close")
    with pytest.raises(BadInput, match="检查仍然发现"):
        do(staffed, "du", order, "close")
    officer = staffed.hold(unit, "officer", "李明")
    done = do(staffed, "du", order, "close", verdict="属实。")
    assert (done.stage, done.closed_by) == ("closed", "du")
    proof = staffed.office.register("order_proof").page(Query(where={"of": order.uid}))[0].record
    assert (proof.stage, proof.checked_by) == ("accepted", "du")
    assert do(staffed, "du", order, "recheck").recheck == "clean"

    staffed.mend("post", officer, valid_to=staffed.office.today - timedelta(days=1))
    assert do(staffed, "du", order, "recheck").recheck == "again"
    again = staffed.office.register("order").page(Query(filters=("open",)))[0].record
    assert (again.follows, again.unit, again.title) == (order.uid, unit, order.title)
    assert count(staffed, "came_back") == 2


def test_nobody_checks_the_repairs_of_their_own_unit_or_their_own_evidence(staffed: World) -> None:
    order = by_hand(staffed)
    handed_in(staffed, order, "admin")
    with pytest.raises(NotAllowed, match="本人"):
        do(staffed, "admin", order, "close")
    staffed.hold(order.unit, "officer", "du")
    with pytest.raises(NotAllowed, match="任职"):
        do(staffed, "du", order, "close")
    assert do(staffed, "jian", order, "close").stage == "closed"
    own = by_hand(staffed, title="另一个问题")
    staffed.office.register("order_proof").save(None, {"of": own.uid, "name": "督查〔2026〕3号", "kind": "number"})
    do(staffed, "wen", own, "submit", result="好。")
    with pytest.raises(BadInput, match="没有经他人核验"):
        do(staffed, "admin", own, "close")  # the only evidence is admin's own


def test_evidence_that_was_refused_or_changed_does_not_count(staffed: World, tmp_path: Path) -> None:
    order = by_hand(staffed)
    handed_in(staffed, order)
    (proof,) = (row.record for row in staffed.office.register("order_proof").page())
    do(staffed, "du", proof, "refuse", "打不开", register="order_proof")
    with pytest.raises(BadInput, match="没有经他人核验"):
        do(staffed, "du", order, "close")
    back = do(staffed, "du", order, "return", "补充照片")
    assert (back.stage, back.returned, back.submitted_on, back.due) == ("working", 1, None, order.due)

    photo = tmp_path / "照片.jpg"
    photo.write_bytes(b"picture")
    (kept,) = attach(staffed.office.as_("wen"), order, [photo], page=1, quote="新栏目")
    with pytest.raises(BadInput, match="同名"):
        attach(staffed.office.as_("wen"), order, [photo])
    do(staffed, "wen", order, "submit", result="已补。")
    stored = place_of(staffed.office, kept.sha256)
    stored.write_bytes(b"another")
    assert damaged(staffed.office) == [("照片.jpg", kept.sha256)]
    with pytest.raises(BadInput, match="缺失或内容不符"):
        do(staffed, "du", order, "close")
    stored.write_bytes(b"picture")
    assert do(staffed, "du", order, "close").stage == "closed"
    with pytest.raises(BadInput, match="order attach"):
        staffed.office.register("order_proof").save(
            None, {"of": by_hand(staffed, title="三").uid, "name": "x", "kind": "file"}
        )


def test_the_clock_of_an_order(staffed: World) -> None:
    order = by_hand(staffed, due="2026-06-05")
    with pytest.raises(BadInput, match="早于下达日期"):
        by_hand(staffed, title="二", due="2026-05-01")
    with pytest.raises(BadInput, match="还没有到"):
        by_hand(staffed, title="二", issued_on="2026-06-02")
    for day in ("2026-06-05", "2026-06-04"):
        with pytest.raises(BadInput, match="应晚于"):
            do(staffed, "du", order, "extend", "材料未到", due=day)
    with pytest.raises(NotAllowed):
        do(staffed, "wen", order, "extend", "忙", due="2026-06-20")
    longer = do(staffed, "du", order, "extend", "材料未到", due="2026-06-10")
    assert (longer.due, longer.first_due) == (date(2026, 6, 10), date(2026, 6, 5))

    staffed.office.stand_on("2026-06-11")
    assert (count(staffed, "overdue"), count(staffed, "late")) == (1, 1)
    handed_in(staffed, order)
    assert (count(staffed, "overdue"), count(staffed, "late"), count(staffed, "open")) == (0, 1, 0)


def test_an_order_stands_in_the_day_the_board_the_month_and_the_reminders(staffed: World) -> None:
    order = by_hand(staffed)
    assert "order" in boards(staffed.office)
    assert board(staffed.office, "order", staffed.office.scope).counts["issued", "open"] == (1, 1)
    assert [
        (key, [r.uid for r in found]) for key, found in due_on(staffed.office, order.due, staffed.office.scope, 9)
    ] == [("order", [order.uid])]
    assert not {c.key for c in cards(staffed.office)} & {"order.overdue", "order.soon"}
    staffed.office.stand_on("2026-06-12")
    assert "order.soon" in {c.key for c in cards(staffed.office.as_("wen"))}
    staffed.office.stand_on("2026-06-23")
    assert "order.overdue" in {c.key for c in cards(staffed.office.as_("wen"))}
    nightly(staffed.office)
    steps = staffed.office.rows("SELECT step, day FROM {reminder} WHERE record = ? ORDER BY day", (order.uid,))
    assert [step for step, _ in steps] == ["warn", "due", "late", "superior"]
    handed_in(staffed, order)
    assert "order.to_check" in {c.key for c in cards(staffed.office.as_("du"))}
    assert "order.to_check" not in {c.key for c in cards(staffed.office.as_("wen"))}


def test_points_lost_and_records_become_orders(staffed: World) -> None:
    unit = staffed.office.unit(staffed.unit("education"))
    staffed.catalogue()
    problem = from_score(staffed.office, unit, "blank")
    (order,) = opened(staffed, [problem], demand="补齐空白条目。")
    assert (order.kind, order.indicator, order.round, order.demand) == ("score", "blank", "2026", "补齐空白条目。")
    assert "失" in order.title and order.due == date(2026, 6, 30)  # twenty working days, 19 June off
    assert opened(staffed, [from_score(staffed.office, unit, "空白条目")]) == []  # by its name: the same one
    with pytest.raises(BadInput, match="没有指标"):
        from_score(staffed.office, unit, "nothing")

    case = staffed.office.register("case").save(None, {"title": "路灯不亮", "phone": "13800000001"})
    (order,) = opened(staffed, [from_record(staffed.office, f"case:{case.uid}")])
    assert (order.kind, order.register, order.record, order.unit) == ("complaint", "case", case.uid, case.unit)
    for text, said in (("case", "不是 登记册"), ("case:nosuch", "没有群众诉求"), ("cases:1", "没有登记册")):
        with pytest.raises(BadInput, match=said):
            from_record(staffed.office, text)


def test_whatever_is_tried_a_closed_order_has_evidence_checked_by_another(staffed: World) -> None:
    """A walk of steps by everybody, most of them refused; what holds must hold after each."""
    chance = random.Random(7)
    order = by_hand(staffed)
    steps = ("accept", "plan", "submit", "close", "return", "withdraw", "recheck")
    values = {"plan": {"plan": "改"}, "submit": {"result": "好"}, "recheck": {"recheck": "clean"}}
    closed = 0
    for number in range(120):
        who, step = chance.choice([*PEOPLE, "admin"]), chance.choice((*steps, "proof", "accept-proof", "refuse-proof"))
        if step == "withdraw" and chance.random() < 0.9:
            continue
        try:
            if step == "proof":
                link(staffed, who, order, f"https://example.org/{number}")
            elif step.endswith("-proof"):
                proofs = staffed.office.register("order_proof").page(Query(where={"of": order.uid}))
                if proofs:
                    do(
                        staffed,
                        who,
                        chance.choice(proofs).record,
                        step.partition("-")[0],
                        "看过",
                        register="order_proof",
                    )
            else:
                do(staffed, who, order, step, "理由", **values.get(step, {}))
        except GongkaiError:
            continue
        now = staffed.office.register("order").get(order.uid)
        if now.stage == "closed":
            closed += 1
            good = staffed.office.rows(
                "SELECT added_by, checked_by FROM {order_proof} WHERE of = ? AND stage = 'accepted'", (order.uid,)
            )
            assert good and all(by != checked for by, checked in good) and now.closed_by != now.submitted_by
        if now.stage in ("closed", "withdrawn"):
            order = by_hand(staffed, title=f"问题{number}")
    assert closed > 1


def test_orders_on_each_kind_of_store(make: TownMaker, store_url: str) -> None:
    office = make(store=store_url)
    units = [uid for (uid,) in office.rows("SELECT uid FROM {unit} ORDER BY id LIMIT 3")]
    problems = [Problem(unit, "栏目空白", "finding", finding="blank", item=str(n)) for unit in units for n in range(2)]
    with office.change() as change:
        first = open_orders(office, change, problems)
        second = open_orders(office, change, problems)
    assert (len(first.uids), first.known, second.uids, second.known) == (6, 0, [], 6)
    register = office.register("order")
    for uid in first.uids[:2]:
        office.as_("wen").register("order_proof").save(None, {"of": uid, "name": "https://example.org"})
        office.as_("wen").register("order").act(register.get(uid), "submit", result="好")
        office.as_("ban").register("order").act(register.get(uid), "close")
    with office.change() as change:
        third = open_orders(office, change, problems, due=date(2026, 12, 1))
    follows = [record.follows for record in register.records(third.uids)]
    assert sorted(follows) == sorted(first.uids[:2]) and third.known == 4
    assert register.count(Query(filters=("late",))) == 0 and register.count(Query(filters=("to_check",))) == 0
