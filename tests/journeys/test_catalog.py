"""A town's catalogue: made from the obligations, kept in time, asked about, counted."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.ledger import door
from gongkai.core.ledger.verify import verify
from gongkai.core.measures import Figure
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.today import cards
from gongkai.plugins.catalog import wanted
from gongkai.plugins.catalog.checks import check
from gongkai.plugins.catalog.demo import fill
from gongkai.plugins.catalog.generate import Counts, generate
from gongkai.plugins.catalog.report import coverage
from gongkai.plugins.catalog.timing import refresh_due
from tests.catalogues import (
    FRIDAY,
    OWN,
    TOWN,
    Opener,
    act,
    catalogue,
    count,
    draft,
    entry,
    publications,
    publish,
    to_sign,
    unit_of,
)  # fmt: skip
from tests.cli.conftest import Gongkai


@pytest.fixture
def office(town: Office) -> Office:
    return town


# ---- making the catalogue


def test_making_it_twice_changes_nothing_and_local_edits_stay(office: Office) -> None:
    total = count(office)
    assert total > 300
    guide = entry(office, "disclosure-guide")
    office.as_("wen").register("entry").save(guide, {"title": "本镇公开指南", "due": "2026-12-31"})
    links = office.store.sql("SELECT COUNT(*) FROM ledger")[0][0]
    assert catalogue(office) == Counts(kept=total)
    assert office.store.sql("SELECT COUNT(*) FROM ledger")[0][0] == links
    stays = entry(office, "disclosure-guide")
    assert (stays.title, stays.due, stays.version) == ("本镇公开指南", date(2026, 12, 31), 2)
    assert verify(office).faults == []


def test_many_entries_are_kept_in_sheets_and_are_like_any_other(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = opener()
    monkeypatch.setattr(wanted, "BULK", 100)
    monkeypatch.setattr(wanted, "BATCH", 37)
    monkeypatch.setattr(door, "FULL", 50)  # the second time the table is not all but empty
    town = office.place(TOWN)
    [village, *_] = [
        row[0] for row in office.rows("SELECT scope FROM {unit} WHERE kind = 'village_committee' ORDER BY scope")
    ]
    assert 0 < catalogue(office, village).added < 100  # few: a line each
    added = catalogue(office, town).added
    assert office.store.sql("SELECT count(*) FROM entry WHERE sheet IS NOT NULL")[0][0] == added > 300
    assert verify(office).faults == []
    assert catalogue(office) == Counts(kept=count(office))
    guide = entry(office, "disclosure-guide")
    assert [line.action for line in office.register("entry").history(guide.uid)] == ["create"]
    assert guide.uid in {row.uid for row in office.register("entry").page(Query(search="公开指南"))}
    office.as_("wen").register("entry").save(guide, {"note": "已核"})
    publish(office, "farm-policy")
    assert verify(office).faults == []
    office.as_("wen").register("entry").undo(guide.uid)
    assert entry(office, "disclosure-guide").note is None
    assert verify(office).faults == []
    office.store.run("UPDATE entry SET basis = 'x' WHERE uid = ?", (guide.uid,))
    assert {fault.uid for fault in verify(office).faults} == {guide.uid}


def test_each_level_has_its_own_catalogue(office: Office) -> None:
    # covers: GS-20
    def duties(kind: str) -> set[str]:
        rows = office.store.sql(
            "SELECT DISTINCT e.obligation FROM entry e JOIN unit u ON u.uid = e.unit WHERE u.kind = ?", (kind,)
        )
        return {row[0] for row in rows}

    town, village = duties("township_government"), duties("village_committee")
    assert {"annual-report", "budget", "water-works"} <= town
    assert {"village-finance", "village-appraisal"} <= village
    assert town & village <= {"dom-farmland-protection"}  # a row for towns and villages alike
    assert "government-annual-report" not in town | village  # the county's own duty
    rows = office.store.sql(
        "SELECT COUNT(*), COUNT(DISTINCT unit) FROM entry WHERE obligation = ?", ("village-finance",)
    )
    villages = office.store.sql("SELECT COUNT(*) FROM unit WHERE kind = ?", ("village_committee",))[0][0]
    assert rows == [(villages, villages)]


def test_what_an_entry_takes_from_its_obligation(office: Office) -> None:
    report = entry(office, "annual-report")
    assert report.title == "政府信息公开工作年度报告"
    assert report.topic == "公开制度/公开年报"
    assert "主动公开情况" in report.elements and "、" in report.elements
    assert report.basis.splitlines()[0] == "《中华人民共和国政府信息公开条例（2019年修订）》第49条"
    assert (report.term, report.due) == ("year@01-31", date(2026, 1, 31))
    assert (report.stage, report.importance, report.manner, report.local) == ("active", "important", "proactive", None)
    assert report.cadence == "regular"
    found = office.register("entry").page(Query(search="年度报告"))
    assert report.uid in {row.uid for row in found}


def test_a_time_limit_may_be_typed_in_the_words_of_the_document_or_is_refused_with_the_reason(office: Office) -> None:
    own = office.as_("wen").register("entry")
    item = own.save(entry(office, "farm-policy"), {"term": "每季度首月１５日前"})
    assert (item.term, item.cadence) == ("quarter+15d", "regular")
    with pytest.raises(BadInput) as refused:
        own.save(item, {"term": "同上"})
    assert "上一行" in str(refused.value.hint)
    assert entry(office, "farm-policy").term == "quarter+15d"


def test_three_ways_of_time(opener: Opener) -> None:
    # covers: QZ-68
    office = opener(rules=OWN.format(id="own-month", limit="month") + OWN.format(id="own-stages", limit="stages")
                    + OWN.format(id="own-once", limit="at-once"))  # fmt: skip
    catalogue(office)
    regular, staged, occasional = (entry(office, key) for key in ("own-month", "own-stages", "own-once"))
    assert regular.due == date(2026, 10, 31)  # the month that ended last
    assert staged.due == date(2026, 12, 18)  # 20 working days
    assert occasional.due is None  # it waits until something happens
    assert (regular.cadence, staged.cadence, occasional.cadence) == ("regular", "staged", "occasional")
    for key in ("own-month", "own-stages", "own-once"):
        publish(office, key)
    # Regular work falls due again by itself, a stage or an occasion when somebody says that it has come.
    assert [entry(office, key).due for key in ("own-month", "own-stages", "own-once")] == [
        date(2026, 11, 30),
        None,
        None,
    ]
    assert act(office, "wen", "entry", occasional, "changed").due == date(2026, 12, 18)
    assert act(office, "wen", "entry", entry(office, "own-once"), "changed", changed_on="2026-11-10").due == date(
        2026, 12, 8
    )
    publish(office, "own-once")
    assert (entry(office, "own-once").due, entry(office, "own-once").changed_on) == (None, None)


def test_an_item_disclosed_by_stage_follows_its_milestones(opener: Opener) -> None:
    # covers: QZ-68
    office = opener(rules=OWN.format(id="own-stages", limit="stages"))
    catalogue(office)
    item = entry(office, "own-stages")
    assert count(office, "stageless") > 0
    stages = office.as_("wen").register("milestone")
    for number, (title, due) in enumerate((("立项", "2026-11-25"), ("开工", "2027-03-01"), ("竣工", "2027-10-01")), 1):
        stages.save(None, {"unit": item.unit, "entry": item.uid, "number": number, "title": title, "due": due})
    assert entry(office, "own-stages").due == date(2026, 11, 25)
    made = publish(office, "own-stages")
    assert made.title == "own-stages事项：立项" and made.due == date(2026, 11, 25)
    first, second, _ = [row.record for row in stages.page()]
    assert (first.published_on, first.on_time, second.published_on) == (date(2026, 11, 20), True, None)
    assert entry(office, "own-stages").due == date(2027, 3, 1)
    office.as_("mei").register("publication").undo(made.uid)
    assert (entry(office, "own-stages").due, stages.get(first.uid).published_on) == (date(2026, 11, 25), None)
    stages.save(stages.get(first.uid), {"due": "2026-12-25"})
    assert entry(office, "own-stages").due == date(2026, 12, 25)
    assert second.published_on is None
    assert verify(office).faults == []


def test_half_yearly_accounts_of_the_town_and_at_once_in_the_villages(office: Office) -> None:
    # covers: PC-76, PC-77
    accounts = entry(office, "pc-half-year-finance")
    assert (accounts.term, accounts.due) == ("half-year+31d", date(2026, 7, 31))
    publish(office, "pc-half-year-finance", published_on="2026-07-20")
    assert entry(office, "pc-half-year-finance").due == date(2027, 1, 31)
    for key in ("pc-village-finance", "village-levy", "village-subsidies"):
        item = entry(office, key, "village_committee")
        assert (item.term, item.due) == ("at-once", None)  # nothing is owed before the money is paid out
        assert act(office, "wen", "entry", item, "changed", changed_on="2026-11-02").due == date(2026, 11, 30)
        assert publish(office, key, "village_committee").on_time is True


def test_entries_without_an_obligation_are_retired_only_when_nobody_worked_on_them(opener: Opener) -> None:
    own = OWN.format(id="own-1", limit="quarter")
    office = opener(rules=own)
    total = catalogue(office).added
    mine = entry(office, "own-1")
    draft(office, mine, "已经写好的内容")
    units = office.store.sql("SELECT COUNT(*) FROM entry WHERE obligation = ?", ("own-1",))[0][0]

    later = opener("2027-01-15", rules="")  # the rule is gone, and due dates have moved meanwhile
    counts = catalogue(later)
    assert (counts.retired, counts.left, counts.added) == (units - 1, 1, 0)
    assert counts.kept == total - units
    assert entry(later, "own-1").stage == "active"
    assert entry(later, "own-1", "village_committee").stage == "retired"
    assert "own-1" in "".join(found.zh for found in findings(later))

    again = opener("2027-01-15", rules=own)
    counts = catalogue(again)
    assert (counts.restored, counts.retired, counts.left, counts.added) == (units - 1, 0, 0, 0)
    assert entry(again, "own-1", "village_committee").stage == "active"
    assert verify(again).faults == []


def test_only_who_administers_makes_it_and_a_part_can_be_made(opener: Opener) -> None:
    office = opener()
    with pytest.raises(NotAllowed), office.as_("wen").change() as change:
        generate(office.as_("wen"), change)
    village = office.store.sql("SELECT scope FROM unit WHERE kind = ? ORDER BY scope", ("village_committee",))[0][0]
    counts = catalogue(office, village)
    assert 0 < counts.added < 30
    assert {row[0] for row in office.store.sql("SELECT DISTINCT scope FROM entry")} == {village}


def test_a_local_item_and_an_item_that_does_not_apply(office: Office) -> None:
    town = unit_of(office, "township_government")
    clerk = office.as_("wen").register("entry")
    item = clerk.save(None, {"unit": town, "title": "庙会安排", "term": "7 WD"})
    assert (item.local, item.term, item.due) == (True, "7wd", None)
    item = act(office, "wen", "entry", item, "changed")
    assert item.due == date(2026, 12, 1)
    with pytest.raises(BadInput, match="week"):
        clerk.save(item, {"term": "weakly"})
    with pytest.raises(BadInput, match="系统"):
        clerk.save(item, {"published_on": "2026-11-01"})
    assert catalogue(office).retired == 0
    total, blank = count(office), count(office, "blank")
    budget = entry(office, "budget")
    with pytest.raises(NotAllowed):
        act(office, "wen", "entry", budget, "exempt", reason="并入县级预算")
    budget = act(office, "admin", "entry", budget, "exempt", reason="并入县级预算")
    assert clerk.resource.tone is not None and clerk.resource.tone(office, budget) == "muted"
    assert catalogue(office) == Counts(kept=total - 1)  # all but the local one came from obligations
    assert count(office, "blank") == blank - 1
    assert act(office, "admin", "entry", budget, "resume").stage == "active"


# ---- questions


def test_filters_words_and_looks(office: Office) -> None:
    entries = office.register("entry")
    total = count(office)
    assert count(office, "blank") == total - count(office, "waiting") < total
    late = {row.uid: row for row in entries.page(Query(filters=("overdue",)), limit=1000)}
    assert late and all(row.record.due < date(2026, 11, 20) and row.tone == "late" for row in late.values())
    place = list(entries.resource.columns).index("timeliness")
    budget = entry(office, "budget")
    assert late[budget.uid].cells[place] == "逾期204天"
    guide = entry(office, "disclosure-guide")
    assert entries.cell(guide, "timeliness") == "还有28天"
    assert entries.rows([guide])[0].tone == "blank"
    standing = {row.record.term for row in entries.page(Query(filters=("standing",)), limit=1000)}
    assert standing == {"standing"}
    assert {row.record.importance for row in entries.page(Query(filters=("major",)), limit=1000)} == {"important"}
    entries.save(guide, {"due": "2026-11-29"})  # a Sunday: the 5th working day is Friday the 27th
    assert [row.uid for row in entries.page(Query(filters=("soon",)))] == [guide.uid]
    assert entries.rows([entry(office, "disclosure-guide")])[0].tone == "soon"
    entries.save(entry(office, "disclosure-guide"), {"due": "2026-11-30"})
    assert count(office, "soon") == 0
    entries.save(entry(office, "disclosure-guide"), {"due": FRIDAY})
    assert entries.cell(entry(office, "disclosure-guide"), "timeliness") == "今日到期"
    assert count(office, "soon") == 1


def test_what_waits_is_shown_to_who_can_do_it(office: Office) -> None:
    to_sign(office, entry(office, "farm-policy"))
    to_sign(office, entry(office, "budget"))
    act(office, "jian", "entry", entry(office, "levies"), "draft")
    [mine] = publications(office, entry(office, "levies"))
    clerk = office.as_("jian").register("publication")
    clerk.act(clerk.save(mine, {"content": "无"}), "submit")

    def waiting(actor: str) -> dict[str, int | None]:
        return {
            c.key.partition(".")[2]: c.count
            for c in cards(office.as_(actor))
            if c.key.startswith("catalog.") and c.group == "act"
        }

    assert waiting("guo") == {"review": 1}
    assert waiting("mei") == {"sign": 1, "ready": 0}
    assert waiting("zhi") == {"review": 1, "sign": 2, "ready": 0}
    assert waiting("jian") == {"review": 0, "sign": 1, "ready": 0}  # never one's own draft
    assert waiting("kan") == {}
    for card in cards(office.as_("zhi")):
        if card.register and card.count is not None:
            assert office.as_("zhi").register(card.register).count(Query(filters=card.filters)) == card.count
    shown = {c.key: c for c in cards(office.as_("kan"))}
    assert shown["catalog.coverage"].detail is not None and shown["catalog.coverage"].detail.zh.startswith("0.0%")
    assert shown["catalog.blank"].count == count(office, "blank")


def test_figures_of_units(office: Office) -> None:
    town = unit_of(office, "township_government")
    entries = office.register("entry")
    own = entries.count(Query(unit=town)) - entries.count(Query(unit=town, filters=("waiting",)))
    publish(office, "farm-policy")
    publish(office, "water-works")
    figures = {
        key: office.plugins.measures[key].figures(office, 0, 10**15)
        for key in office.plugins.measures
        if key.startswith("entry.")
    }
    assert set(figures) == {"entry.coverage", "entry.timely", "entry.blank", "entry.overdue", "entry.stale"}
    cover, blank, timely = figures["entry.coverage"][town], figures["entry.blank"][town], figures["entry.timely"][town]
    assert cover == Figure(Decimal(2), Decimal(own))
    assert blank == Figure(Decimal(own - 2), Decimal(own))
    assert timely == Figure(Decimal(2), Decimal(2))
    late = {uid: figure.numerator for uid, figure in figures["entry.overdue"].items()}
    assert sum(late.values()) == count(office, "overdue")
    assert town in figures["entry.timely"] and len(figures["entry.timely"]) == 1  # nothing to measure elsewhere
    village = office.unit_scope(unit_of(office, "village_committee"))
    part = office.plugins.measures["entry.coverage"].figures(office, village, village)
    assert set(part) == {unit_of(office, "village_committee")}
    assert office.plugins.measures["entry.coverage"].figures(office.as_("nobody"), 0, 10**15) == {}

    rows = coverage(office)
    assert len(rows) == len(figures["entry.coverage"])
    first = next(row for row in rows if row["uid"] == town)
    assert (first["total"], first["published"], first["blank"], first["timely"]) == (own, 2, own - 2, "100.0")


def test_a_village_account_sees_its_village_only(office: Office) -> None:
    uid = unit_of(office, "village_committee")
    scope = office.unit_scope(uid)
    with office.change("account") as change:
        change.create("account", name="cun", display="村干部", division=str(scope))
        change.create("grant", account="cun", role="clerk", division=str(scope))
    village = office.as_("cun")
    assert {row.record.unit for row in village.register("entry").page(limit=1000)} == {uid}
    assert [row["uid"] for row in coverage(village)] == [uid]
    with pytest.raises(NotAllowed), village.change() as change:
        change.update(entry(office, "budget"), note="越权")


def test_dates_catch_up_however_long_nobody_looked(opener: Opener) -> None:
    office = opener()
    catalogue(office)
    publish(office, "farm-policy")
    before = {row.uid: row.record.due for row in office.register("entry").page(limit=1000)}
    soon = opener("2027-01-05")
    refresh_due(soon)
    # quarter+15d: the fourth quarter's report is not late yet, so the third quarter's still is
    key = "community-decisions"
    assert entry(soon, key, "residents_committee").due == before[entry(soon, key, "residents_committee").uid]
    later = opener("2027-08-01")
    moved = refresh_due(later)
    assert moved > 0
    assert entry(later, key, "residents_committee").due == date(2027, 7, 15)
    assert entry(later, "disclosure-guide").due == before[entry(later, "disclosure-guide").uid]
    assert entry(later, "farm-policy").due is None
    assert all(
        row.record.due < date(2027, 8, 1)
        for row in later.register("entry").page(Query(filters=("overdue",)), limit=1000)
    )
    assert refresh_due(later) == 0
    with pytest.raises(NotAllowed):
        refresh_due(later.as_("wen"))
    assert verify(later).faults == []


# ---- commands, checks, sample


def findings(office: Office) -> list[Any]:
    found: list[Any] = []
    check(office, found.append)
    return found


def test_commands(opener: Opener) -> None:
    office = opener()
    run = Gongkai(office.folder)
    trial = run.good("catalog", "generate", "--dry-run")
    assert count(office) == 0 and "没有写入" in trial.err
    done = run.good("catalog", "generate")
    assert done.out == "" and f"新增 {count(office)}" in done.err
    rows = run.good("catalog", "coverage", "--format", "json").json
    assert len(rows) == len(coverage(office)) and rows[0]["coverage"] == "0.0"
    part = run.good("catalog", "coverage", "--within", TOWN, "--format", "csv")
    assert part.lines[0].startswith("单位编号,单位,")
    assert "0 条" in run.good("catalog", "refresh").err


def test_the_doctor_names_what_does_not_agree(opener: Opener) -> None:
    office = opener(rules=OWN.format(id="own-2", limit="month") + 'channels = ["pigeon"]\nbasis = ["nowhere:1"]\n')
    words = "".join(found.zh for found in findings(office))
    assert "pigeon" in words and "nowhere" in words
    catalogue(office)
    office.store.run(
        "UPDATE entry SET published_on = '2026-01-01' WHERE obligation = 'own-2'"
    )  # behind the door's back
    assert any("没有那一天的公开记录" in found.zh for found in findings(office))


def test_a_wrong_limit_is_named_with_its_obligation(opener: Opener) -> None:
    office = opener(rules=OWN.format(id="own-3", limit="sometimes"))
    assert any("own-3" in found.zh for found in findings(office))
    with pytest.raises(BadInput, match="own-3"):
        catalogue(office)
    assert count(office) == 0


def test_the_sample_is_whole_and_marked(opener: Opener) -> None:
    office = opener()
    system = office.as_system()
    fill(system, 7)
    entries = office.register("entry")
    rows = [row.record for row in entries.page(limit=1000)]
    assert {row.stage for row in rows} == {"active"}
    assert 0 < count(office, "blank") < count(office) / 2
    assert 0 < count(office, "overdue") < count(office) / 2
    everything = [row.record for row in office.register("publication").page(limit=5000)]
    assert {row.stage for row in everything} == {"draft", "review", "sign", "ready", "published", "superseded"}
    assert count(office, "late", register="publication") > 0
    assert count(office, "unchecked", register="publication") == count(office, "hanging", register="publication") == 0
    assert all("样例" in row.content for row in everything if row.content)
    assert all(row.drafted_by == "wen" for row in everything if row.stage == "published")
    public: dict[str, Any] = {}
    for row in sorted((row for row in everything if row.stage == "published"), key=lambda row: row.published_on):
        public[row.entry] = row
    for row in rows:
        newest = public.get(row.uid)
        assert (newest is None) == (row.published_on is None)
        if newest is not None:
            assert (newest.published_on, newest.due, newest.on_time) == (row.published_on, row.answered, row.timely)
            assert row.published_on <= office.today
    assert catalogue(office) == Counts(kept=len(rows))  # what the rules would make is all there
    fill(system, 8)
    assert count(office) == len(rows)
    assert findings(office) == [] and verify(office).faults == []
