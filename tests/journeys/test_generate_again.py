"""The rules or the units change: what becomes of a catalogue that people have worked on."""

from datetime import date
from typing import Any

import pytest

from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.plugins.catalog.generate import Counts, Trial, generate
from tests.catalogues import OWN, Opener, act, catalogue, count, draft, entry, publish, unit_of
from tests.cli.conftest import Gongkai

WHOLE = """
[[obligation]]
id = "own-whole"
name = { zh = "农技服务", en = "Farm advice" }
topic = [{ zh = "自定", en = "Own" }]
limit = "quarter"
to = { kinds = ["township_government", "village_committee"] }
elements = [{ zh = "服务内容", en = "content" }]
"""


def ruled(opener: Opener, was: Office, rules: str) -> Office:
    """The same office after its own rules changed."""
    was.close()
    return opener(rules=rules)


@pytest.fixture
def office(opener: Opener) -> Office:
    made = opener(rules=WHOLE)
    catalogue(made)
    return made


def test_what_nobody_edited_follows_a_changed_rule_and_the_rest_stays(office: Office, opener: Opener) -> None:
    town = entry(office, "own-whole")
    village = entry(office, "own-whole", "village_committee")
    office.as_("wen").register("entry").save(village, {"title": "本村农技", "term": "month"})
    office.as_("wen").register("entry").save(entry(office, "disclosure-guide"), {"note": "已核"})
    changed = WHOLE.replace('limit = "quarter"', 'limit = "half-year"\nrequired = ["联系电话|电话"]').replace(
        "农技服务", "农业技术服务"
    )
    again = ruled(opener, office, changed)
    villages = again.store.sql("SELECT count(*) FROM entry WHERE obligation = 'own-whole'")[0][0]
    counts = catalogue(again)
    assert (counts.revised, counts.added, counts.retired) == (villages, 0, 0)
    followed = entry(again, "own-whole")
    assert (followed.title, followed.term, followed.required) == ("农业技术服务", "half-year", "联系电话|电话")
    assert (town.due, followed.due) == (date(2026, 9, 30), date(2026, 6, 30))  # the half-year that ended last
    kept = entry(again, "own-whole", "village_committee")
    assert (village.due, kept.due) == (date(2026, 9, 30), date(2026, 10, 31))  # caught up by its own time limit
    assert (kept.title, kept.term) == ("本村农技", "month")
    assert kept.required == "联系电话|电话"  # nobody had edited that
    assert entry(again, "disclosure-guide").note == "已核"
    assert catalogue(again) == Counts(kept=count(again))
    assert verify(again).faults == []
    assert [line.action for line in again.register("entry").history(followed.uid)] == ["generate", "create"]


def test_a_due_date_that_somebody_set_survives_a_new_time_limit(office: Office, opener: Opener) -> None:
    office.as_("wen").register("entry").save(entry(office, "own-whole"), {"due": "2026-12-15"})
    again = ruled(opener, office, WHOLE.replace('"quarter"', '"year@01-31"'))
    catalogue(again)
    kept = entry(again, "own-whole")
    assert (kept.term, kept.due) == ("year@01-31", date(2026, 12, 15))


def test_a_new_time_limit_counts_from_what_was_published(office: Office, opener: Opener) -> None:
    publish(office, "own-whole")
    assert entry(office, "own-whole").due == date(2026, 12, 31)
    again = ruled(opener, office, WHOLE.replace('"quarter"', '"month"'))
    catalogue(again)
    assert entry(again, "own-whole").due == date(2026, 12, 31)  # November is done
    assert entry(again, "own-whole", "village_committee").due == date(2026, 10, 31)


def test_an_obligation_that_is_split_in_two_gives_two_entries_and_retires_the_old(
    office: Office, opener: Opener
) -> None:
    worked = draft(office, entry(office, "own-whole"))
    parts = WHOLE.replace("own-whole", "own-plants") + WHOLE.replace("own-whole", "own-animals")
    again = ruled(opener, office, parts)
    old = again.store.sql("SELECT count(*) FROM entry WHERE obligation = 'own-whole'")[0][0]
    counts = catalogue(again)
    assert (counts.added, counts.retired, counts.left) == (2 * old, old - 1, 1)
    assert entry(again, "own-whole").stage == "active" and worked.entry == entry(again, "own-whole").uid
    assert entry(again, "own-whole", "village_committee").stage == "retired"
    back = ruled(opener, again, WHOLE)
    counts = catalogue(back)
    assert (counts.restored, counts.retired) == (old - 1, 2 * old)
    assert entry(back, "own-whole", "village_committee").stage == "active"
    assert verify(back).faults == []


def test_an_obligation_switched_off_by_the_office_is_retired_and_one_offered_can_be_adopted(
    office: Office, opener: Opener
) -> None:
    assert not office.store.sql("SELECT 1 FROM entry WHERE obligation = 'dom-township-documents'")
    own = (
        WHOLE
        + '[[obligation]]\nid = "dom-township-documents"\nadopted = true\n[remove]\nobligation = ["farm-policy"]\n'
    )
    again = ruled(opener, office, own)
    counts = catalogue(again)
    assert (counts.added, counts.retired, counts.revised) == (1, 1, 0)
    assert entry(again, "farm-policy").stage == "retired"
    assert entry(again, "dom-township-documents").term == "3wd"
    off = '[[obligation]]\nid = "farm-policy"\nadopted = false\n'  # the same, without taking the item away
    assert catalogue(ruled(opener, again, WHOLE + off)).retired == 1  # the documents; the other is retired already


@pytest.mark.parametrize("values", [{"valid_to": "2026-11-19"}, {"kind": "institution"}, {"level": "county"}])
def test_a_unit_that_ends_or_becomes_another_sort_loses_what_no_longer_binds_it(
    office: Office, values: dict[str, Any], opener: Opener
) -> None:
    both = OWN.format(id="own-town", limit="month") + OWN.format(id="own-more", limit="month")
    again = ruled(opener, office, both.replace(', "village_committee"]', '], levels = ["township"]'))
    catalogue(again)
    uid = unit_of(again, "township_government")
    act(again, "admin", "entry", entry(again, "own-town"), "exempt", "无此业务")
    with again.as_system().change() as change:
        change.update(again.register("unit").get(uid), **values)
    before = again.store.sql("SELECT count(*) FROM entry WHERE unit = ? AND stage = 'active'", (uid,))[0][0]
    counts = catalogue(again)
    assert counts.retired > 0
    after = again.store.sql("SELECT count(*) FROM entry WHERE unit = ? AND stage = 'active'", (uid,))[0][0]
    assert after == before - counts.retired
    exempt = again.store.sql("SELECT stage FROM entry WHERE unit = ? AND obligation = 'own-town'", (uid,))
    assert exempt == [("exempt",)]  # what a person settled stays settled


def test_a_trial_says_what_would_happen_to_which_entry_and_writes_nothing(office: Office, opener: Opener) -> None:
    again = ruled(opener, office, WHOLE.replace('"quarter"', '"month"') + '[remove]\nobligation = ["farm-policy"]\n')
    trial = Trial(again, each=True)
    with pytest.raises(ZeroDivisionError), again.change() as change:
        generate(again, change, tell=trial.tell)
        raise ZeroDivisionError
    rows = [(str(what), obligation) for what, _, _, obligation, _ in trial.rows()]
    assert ("停用", "farm-policy") in rows and ("按规则更新", "own-whole") in rows and len(set(rows)) == 2
    assert entry(again, "own-whole").term == "quarter" and entry(again, "farm-policy").stage == "active"


def test_the_shell_says_which_obligations_a_trial_is_about(office: Office, opener: Opener) -> None:
    ruled(opener, office, WHOLE.replace('"quarter"', '"month"'))
    gongkai, plain = Gongkai(office.folder), ("--format", "json")
    told = gongkai.good("catalog", "generate", "--dry-run", *plain)
    [row] = told.json
    assert row["obligation"] == "own-whole" and row["revised"] > 1 and row["retired"] == 0
    assert "没有写入" in told.err
    shown = gongkai.good("catalog", "obligations", "own-whole", *plain).json
    assert shown["units"] == shown["entries"] > 1 and shown["limit"] == "每月"
    offered = gongkai.good("catalog", "obligations", "--offered", *plain).json
    assert "dom-prequalification" in {row["id"] for row in offered}
    wrong = gongkai("catalog", "obligations", "own-whol")
    assert wrong.code == 3 and "own-whole" in wrong.err
    domains = gongkai.good("catalog", "domains", *plain).json
    assert len(domains) == 32 and all(row["obligations"] for row in domains[:26])
