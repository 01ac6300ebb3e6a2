"""A case, a decision and figures among people with their own rights, on both stores."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gongkai.core.errors import BadInput, Conflict, NotAllowed
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.plugins.tasks.cases.matching import groups
from gongkai.plugins.tasks.cases.measures import on_time, satisfied
from gongkai.plugins.tasks.cases.report import BY, report
from gongkai.plugins.tasks.services.measures import figures, on_spot
from tests.catalogues import TOWN, Opener, act, unit_of
from tests.registry import sound


@pytest.fixture
def town(opener: Opener) -> Office:
    """The town's office with somebody at the hotline."""
    office = opener("2026-06-01")
    with office.as_system().change("hotline") as change:
        change.create("account", name="tel", display="tel", division=TOWN)
        change.create("grant", account="tel", role="hotline", division=TOWN)
    return office


def take(office: Office, title: str, **values: Any) -> Any:
    return office.as_("tel").register("case").save(None, {"title": title, **values})


def test_the_hotline_takes_and_calls_back_and_the_unit_handles(town: Office) -> None:
    village = unit_of(town, "village_committee")
    case = take(town, "村道塌陷", phone="13800000001", address="二组")
    assert case.urgent and case.due == date(2026, 6, 1) and case.taken_by == "tel"
    with pytest.raises(NotAllowed):
        act(town, "wen", "case", case, "assign", unit=village)
    with pytest.raises(NotAllowed):
        act(town, "kan", "case", case, "answer", result="好")
    act(town, "tel", "case", case, "assign", unit=village, manner="phone")
    act(town, "wen", "case", case, "investigate", person="老李", findings="塌陷两米")
    act(town, "wen", "case", case, "act", measures="已回填")
    act(town, "wen", "case", case, "feedback", result="已修复")
    with pytest.raises(NotAllowed):
        act(town, "wen", "case", case, "callback", rating="very")  # nobody rates their own work
    act(town, "tel", "case", case, "callback", rating="very")
    assert act(town, "tel", "case", case, "file").stage == "filed"
    sound(town.as_system())
    history = list(town.as_system().register("case").history(case.uid))
    assert len(history) >= 7


def test_two_who_act_on_one_case_meet_and_nothing_is_counted_twice(town: Office) -> None:
    case = take(town, "路灯不亮")
    first, second = town.as_("tel").register("case"), town.as_("admin").register("case")
    seen, same = first.get(case.uid), second.get(case.uid)
    first.act(seen, "answer", result="今晚修。")
    with pytest.raises((Conflict, BadInput)):
        second.act(same, "answer", result="明天修。")
    [row] = report(town.as_("admin"))
    assert (row["taken"], row["done"]) == (1, 1)


def test_figures_are_the_same_by_any_grouping(town: Office) -> None:
    admin = town.as_("admin")
    village = unit_of(town, "village_committee")
    for number in range(6):
        case = take(town, f"第{number % 2}处水管漏水", phone=f"1390000000{number}", address="三组", kind="repair",
                    division="511923101000", taken_on=date(2026, 5, 1 + number))  # fmt: skip
        if number % 3 == 0:
            act(town, "tel", "case", case, "answer", result="已修", replied_on=date(2026, 5, 20))
        elif number % 3 == 1:
            act(town, "tel", "case", case, "assign", unit=village, assigned_on=date(2026, 5, 8))
    for by in BY:
        rows = report(admin, by)
        assert [sum(row[key] for row in rows) for key in ("taken", "done", "overdue", "rated")] == [6, 2, 2, 2], by
    assert report(admin, "all")[0]["score"] == Decimal("6.0")
    assert report(admin, "all", date(2026, 5, 2), date(2026, 5, 3))[0]["taken"] == 2
    [(where, _, kind, many, phones, first, _)] = groups(admin, 0, 10**15)
    assert (where, kind, many, phones, first) == ("三组", "repair", 4, 4, "2026-05-02")
    timely = on_time.figures(admin, 0, 10**15)
    assert (timely[village].numerator, timely[village].denominator) == (Decimal(0), Decimal(2))
    assert sum(f.denominator for f in satisfied.figures(admin, 0, 10**15).values()) == 2
    assert report(town.as_("kan"))[0]["taken"] == 6


def test_a_decision_is_prepared_by_one_decided_by_another_and_published_by_a_third(town: Office) -> None:
    unit = unit_of(town, "township_government")
    system = town.as_system()
    made = town.as_("wen").register("decision").save(
        None, {"unit": unit, "title": "垃圾收费", "types": ["livelihood"], "responsible": "周敏"}
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        act(town, "kan", "decision", made, "begin")
    act(town, "wen", "decision", made, "begin")
    steps = {
        r.record.step: r.record for r in system.register("decision_step").page(Query(where={"decision": made.uid}))
    }
    assert set(steps) == {"hearing", "counter-argument", "legality", "collective"}
    act(town, "wen", "decision_step", steps["hearing"], "finish", papers_on=date(2026, 4, 1), starts_on=date(2026, 4, 10),
        ends_on=date(2026, 4, 10), people=12, received=3, conclusion="多数赞成。")  # fmt: skip
    assert [r.record.uid for r in system.register("decision").page(Query(filters=("untold",)))] == [made.uid]
    with pytest.raises(NotAllowed):
        act(town, "wen", "decision_step", steps["legality"], "waive", "不用")
    with pytest.raises(NotAllowed):
        act(town, "wen", "decision", made, "decide", view="pass")
    with pytest.raises(BadInput, match="反论证"):
        act(town, "zhi", "decision", made, "decide", view="pass")
    sound(system)


def test_figures_of_windows_add_up_alike_on_both_stores(town: Office) -> None:
    unit = unit_of(town, "township_government")
    register = town.as_system().register("service_figure")
    for month, total, spot in (("2026-04", 10, 7), ("2026-05", 20, 8)):
        register.save(
            None, {"unit": unit, "desk": "民政", "month": month, "total": total, "on_spot": spot, "closed": total}
        )
    register.save(None, {"unit": unit, "desk": "社保", "month": "2026-05", "total": 5, "instant": 3, "promised": 1})
    admin = town.as_("admin")
    found = on_spot.figures(admin, 0, 10**15)[unit]
    assert (found.numerator, found.denominator) == (Decimal(15), Decimal(30))
    rows = figures(admin, "desk", 0, 10**15, ("", "~"))
    assert [(row[0], int(row[1])) for row in rows] == [("民政", 30), ("社保", 5)]
    assert register.count(Query(filters=("contradicts",))) == 1
