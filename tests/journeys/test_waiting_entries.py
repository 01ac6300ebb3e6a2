"""Entries that run from an event wait for it: findings, coverage, scores and the day's first screen agree about them."""

from datetime import date
from typing import Any

import pytest

from gongkai.core.codes import span
from gongkai.core.errors import NotAllowed
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.today import Card
from gongkai.plugins.catalog.cards import cards
from gongkai.plugins.catalog.measures import blank, coverage
from tests.catalogues import OWN, Opener, act, catalogue, count, entry, publish, step, to_sign, unit_of
from tests.cli.conftest import Gongkai

TOWN = "township_government"
LIMITS = {
    "own-week": "7d",
    "own-once": "at-once",
    "own-audit": "at-once+20wd",
    "own-board": "at-once show-always",
    "own-info": "20wd",
}
RULES = "".join(OWN.format(id=key, limit=limit) for key, limit in LIMITS.items())
EVENTS = ("own-week", "own-once", "own-audit")


def found(office: Office, kind: str) -> set[str]:
    return {row["record"] for row in Gongkai(office.folder).rows("catalog", "check", "--kind", kind)}


def counted(office: Office, uid: str) -> dict[str, Any]:
    """The line of a unit in the coverage, as the command line gives it."""
    rows: list[dict[str, Any]] = Gongkai(office.folder).rows("catalog", "coverage")
    return next(row for row in rows if row["uid"] == uid)


def test_what_runs_from_an_event_is_neither_blank_nor_late_until_it_happens(opener: Opener) -> None:
    office = opener(rules=RULES)
    catalogue(office)
    unit = unit_of(office, TOWN)
    assert [entry(office, key).due is None for key in LIMITS] == [True, True, True, False, False]
    waiting = count(office, "waiting")
    assert count(office, "blank") == count(office) - waiting > 0
    week, entries = entry(office, "own-week"), office.register("entry")
    assert (str(entries.cell(week, "timeliness")), entries.rows([week])[0].tone) == ("待事项发生", "muted")

    later = opener("2027-11-19")  # a year later nothing has happened: nothing is missing
    late, uids = found(later, "blank"), {key: entry(later, key).uid for key in LIMITS}
    assert {uids["own-board"], uids["own-info"]} <= late and not late & {uids[key] for key in EVENTS}
    before = counted(later, unit)
    assert (before["total"] + before["waiting"],) == later.rows("SELECT COUNT(*) FROM {entry} WHERE unit = ?", (unit,))[
        0
    ]

    act(later, "wen", "entry", week, "changed", changed_on="2027-11-10")
    assert entry(later, "own-week").due == date(2027, 11, 17)
    assert week.uid in found(later, "blank") and count(later, "waiting") == waiting - 1
    after = counted(later, unit)
    assert [after[key] - before[key] for key in ("total", "waiting", "blank", "overdue")] == [1, -1, 1, 1]
    assert publish(later, "own-week").on_time is False
    assert week.uid not in found(later, "blank") and counted(later, unit)["published"] == 1


def test_scores_and_the_first_screen_count_what_is_expected(opener: Opener) -> None:
    office = opener(rules=RULES)
    catalogue(office)
    unit, shown = unit_of(office, TOWN), []

    def keep(card: Card) -> None:
        shown.append(card)

    cards(office, keep)
    expected = count(office) - count(office, "waiting")
    by_key = {card.key: card for card in shown}
    assert by_key["catalog.blank"].count == expected == count(office, "blank")
    assert f"0/{expected}" in str(by_key["catalog.coverage"].detail)
    low, high = span(office.scope)
    line = counted(office, unit)
    for measure in (blank, coverage):
        assert measure.figures(office, low, high)[unit].denominator == line["total"]
    publish(office, "own-once")  # published before anybody entered the event: it counts, and was not late
    assert counted(office, unit)["total"] == line["total"] + 1
    assert coverage.figures(office, low, high)[unit].numerator == 1


def test_the_day_on_which_the_information_was_made_stands_for_an_event_that_nobody_entered(opener: Opener) -> None:
    office = opener(rules=RULES)
    catalogue(office)
    item = entry(office, "own-week")
    for made_on, on_time in (("2026-11-12", False), ("2026-11-13", True)):
        made = to_sign(office, item, made_on=made_on)
        step(office, "mei", made, "sign")
        made = step(office, "mei", made, "publish")
        assert (made.due, made.on_time) == (date(2026, 11, int(made_on[-2:]) + 7), on_time)
        item = entry(office, "own-week")
        assert (item.due, item.answered, item.timely) == (None, made.due, on_time)


def test_a_date_that_an_earlier_version_gave_is_taken_back_and_one_that_a_person_set_stays(opener: Opener) -> None:
    office = opener(rules=RULES)
    catalogue(office)
    entries = office.resource("entry")
    own = [row[0] for row in office.rows("SELECT uid FROM {entry} WHERE obligation = 'own-week' ORDER BY id")]
    with office.change("as before") as change:
        for uid in own:
            change.put_row(entries, change.current(entries, uid), {"due": "2026-12-18"}, "generate")
    office.as_("wen").register("entry").save(office.register("entry").get(own[0]), {"due": "2026-12-01"})
    moved = Gongkai(office.folder).good("catalog", "generate").err
    assert f"期限顺延 {len(own) - 1}" in moved
    dues = dict(office.rows("SELECT uid, due FROM {entry} WHERE obligation = 'own-week'"))
    assert dues.pop(own[0]) == "2026-12-01" and set(dues.values()) == {None}
    assert catalogue(office).moved == 0 and verify(office).faults == []


def test_a_time_limit_that_somebody_edits_moves_the_due_date_at_once(opener: Opener) -> None:
    office = opener(rules=RULES)
    catalogue(office)
    own = office.as_("wen").register("entry")
    item = own.save(entry(office, "own-info"), {"term": "quarter+15d"})
    assert item.due == date(2026, 10, 15)
    item = own.save(item, {"term": "at-once"})
    assert item.due is None and count(office, "waiting") > 0
    own.undo(item.uid)
    assert (entry(office, "own-info").term, entry(office, "own-info").due) == ("quarter+15d", date(2026, 10, 15))
    item = own.save(entry(office, "own-info"), {"term": "month", "due": "2026-12-24"})
    assert item.due == date(2026, 12, 24)  # a date that is set with it stands
    item = own.save(item, {"term": "每月"})
    assert item.due == date(2026, 12, 24)  # other words for the same limit change nothing
    Gongkai(office.folder).good("entry", "edit", item.uid, "term=year@01-31")
    assert entry(office, "own-info").due == date(2026, 1, 31)
    publish(office, "own-info")
    item = own.save(entry(office, "own-info"), {"term": "half-year"})
    assert item.due == date(2027, 6, 30)  # what was published in November counts for its half-year
    assert verify(office).faults == []


def test_the_disclosure_office_says_that_an_item_does_not_apply(opener: Opener) -> None:
    office = opener(rules=RULES)
    catalogue(office)
    item = entry(office, "own-info")
    with pytest.raises(NotAllowed):
        act(office, "wen", "entry", item, "exempt", reason="没有")
    total = count(office, "blank")
    refused = Gongkai(office.folder)("--as", "ban", "entry", "exempt", item.uid)
    assert refused.code == 2 and "--reason" in refused.err
    Gongkai(office.folder).good("--as", "ban", "entry", "exempt", item.uid, "--reason", "本镇没有这类信息")
    assert count(office, "blank") == total - 1
    assert act(office, "ban", "entry", item, "resume").stage == "active" and count(office, "blank") == total
