"""Sample tasks and marks: in every state, the same from the same seed, and past every check."""

from pathlib import Path
from typing import Any

import pytest

from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.core.today import Card
from gongkai.plugins.inspection.demo import fill as fill_marks
from gongkai.plugins.tasks.demo import fill as fill_tasks
from gongkai.plugins.tasks.supervision.cards import add_cards, findings
from gongkai.plugins.tasks.supervision.demo import fill as fill_supervision


def made(folder: Path, seed: int) -> Office:
    office = init_office(folder, "511923000000", region=("pingchang",), account="admin")
    fill_tasks(office.as_system(), seed)
    fill_marks(office.as_system(), seed)
    return office


def content(office: Office) -> list[Any]:
    return [
        office.store.sql("SELECT uid, stage, outcome, progress, due, done_on, report FROM task ORDER BY uid"),
        office.store.sql("SELECT unit, indicator, points, reason FROM mark ORDER BY unit, indicator"),
    ]


@pytest.mark.parametrize("today", ["2026-11-22", "2027-02-03"])
def test_samples_show_every_state_on_any_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, today: str) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", today)
    office = made(tmp_path / "a", 1)
    tasks = office.register("task")
    counts = {f.key: tasks.count(Query(filters=(f.key,))) for f in tasks.resource.filters}
    assert min(counts.values()) > 0
    assert counts["open"] + counts["closed"] == tasks.count() > 600
    odd = office.store.sql(
        "SELECT COUNT(*) FROM task WHERE done_on > ? OR done_on < start OR due < start OR progress > 100"
        " OR (outcome = 'done' AND (progress < 100 OR verified_by IS NULL))",
        (today,),
    )
    assert odd == [(0,)]
    parts = office.store.sql(
        "SELECT COUNT(*), COUNT(DISTINCT p.uid), SUM(CASE WHEN c.done_on > p.done_on THEN 1 ELSE 0 END)"
        " FROM task c JOIN task p ON p.uid = c.parent"
    )
    assert parts[0][0] > parts[0][1] > 3 and not parts[0][2]
    over_open = (
        "SELECT COUNT(*) FROM task c JOIN task p ON p.uid = c.parent WHERE p.outcome = 'done' AND c.outcome IS NULL"
    )
    assert office.store.sql(over_open) == [(0,)]
    markable = office.store.sql(
        "SELECT COUNT(*) FROM unit WHERE (level = 'county' AND kind = 'department') OR kind = 'township_government'"
    )
    assert 0.6 < office.register("mark").count() / markable[0][0] < 0.95
    assert verify(office).faults == []
    office.close()


def test_the_same_seed_gives_the_same_samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    first, second, other = (made(tmp_path / name, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert content(first) == content(second) != content(other)


def test_instructions_and_window_cases_stand_among_the_cards_with_the_way_to_board_and_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-12-03")
    office = made(tmp_path / "a", 1)
    fill_supervision(office.as_system(), 1)
    cards: list[Card] = []
    add_cards(office, cards.append)
    found = {card.key: card for card in cards}
    assert {"instruction.overdue", "instruction.to_close", "instruction.soon", "window_case.overdue"} <= found.keys()
    for card in found.values():
        if card.register:
            assert office.register(card.register).count(Query(filters=card.filters)) == card.count
    open_, month = office.store.sql("SELECT COUNT(*), SUM(due LIKE '2026-12-%') FROM task WHERE outcome IS NULL")[0]
    assert [(found[key].screen, found[key].count) for key in ("work.board", "work.month")] == [
        ("board", open_), ("month", month),
    ]  # fmt: skip
    told = [row.record for row in office.register("instruction").page(Query(filters=("to_close",)))]
    assert [one.stage for one in told] == ["told"]
    with office.change() as change:
        change.create("account", name="shi", display="史", division="511923")
        change.create("grant", account="shi", role="viewer", division="511923")
    assert office.as_("shi").register("instruction").count(Query(filters=("to_close",))) == 0
    assert list(findings(office)) == []
    gone = told[0].unit
    office.store.db.execute_sql("UPDATE unit SET valid_to = '2026-12-01' WHERE uid = ?", (gone,))
    assert [str(one) for one in findings(office)] == [f"已撤销的{office.unit_name(gone)}还有 1 件未办结的领导批示。"]
    office.close()
