"""Measures as data: read together, one statement for each register; a region adds one without code."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.measures import Figure, Way, begins, measures_of, scan
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from tests.catalogues import TOWN

OWN = """
[[measure]]
id = "own.led"
name = { zh = "牵头任务办结率", en = "Tasks led that are done" }
register = "task"
whole = ["lead"]
part = ["!open"]

[[measure]]
id = "own.month"
name = { zh = "本月到期任务", en = "Due this month" }
register = "task"
unit = "count"
whole_is = { aspect = ["基层", "平台"] }
window = "month"
day = "due"

[[measure]]
id = "own.progress"
name = { zh = "平均进度", en = "Progress" }
register = "task"
add = "progress"
of = "needs_evidence"
part_is = { person = [""] }
"""


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-09-24")
    folder = tmp_path / "office"
    init_office(folder, TOWN, store=store_url, account="admin").close()
    (folder / "rules").mkdir()
    (folder / "rules" / "own.toml").write_text(OWN, "utf-8")
    made = Office.open(folder)
    yield made
    made.close()


def test_a_measure_of_ones_own_counts_by_filters_and_fields(office: Office) -> None:
    unit = office.rows("SELECT uid FROM {unit} ORDER BY scope, id")[0][0]
    with office.change() as change:
        change.insert_many("task", [
            {"unit": unit, "title": f"任务{n}", "start": "2026-08-01", "due": due, "lead": lead, "aspect": aspect,
             "progress": 40 * n, "person": person, "needs_evidence": True}
            for n, (due, lead, aspect, person) in enumerate((
                ("2026-09-10", True, "基层", None), ("2026-09-30", True, "平台", None), ("2026-08-31", False, "平台", "王"),
            ))
        ])  # fmt: skip
    known = measures_of(office)
    found = scan(
        office, [known[key] for key in ("own.led", "own.month", "own.progress", "task.overdue")], 0, 10**15 - 1
    )
    assert (found.statements, found.read) == (1, 3)
    # a window ends today; what lies ahead of it does not count yet
    assert [found.of(key)[unit] for key in ("own.led", "own.month", "own.progress", "task.overdue")] == [
        Figure(Decimal(0), Decimal(2)), Figure(Decimal(1), Decimal(1)), Figure(Decimal(40), Decimal(3)),
        Figure(Decimal(2), Decimal(3)),
    ]  # fmt: skip
    assert scan(office, [known["own.led"]], 0, 10**15 - 1, units=["nobody"]).of("own.led") == {}


def test_every_measure_is_read_by_one_statement_for_each_register(office: Office) -> None:
    known = measures_of(office)
    assert len(known) >= 40
    assert (known["entry.coverage"].way, known["entry.blank"].way) == (Way.SUM, Way.MEAN)
    found = scan(office, known.values(), 0, 10**15 - 1)
    alone = [measure for measure in known.values() if measure.sums is None]  # those that a plugin reads by itself
    together = {measure.register for measure in known.values() if measure.sums is not None}
    assert found.statements == len(together) + len(alone) and len(alone) < len(known) / 4
    assert all(found.has(key) for key in known)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('whole = ["lead"]', 'whole = ["leed"]', "没有筛选 leed"),
        ("aspect =", "aspekt =", "没有字段 aspekt"),
        ('window = "month"', 'window = "moon"', "“moon”不可用"),
        ('day = "due"', "", "没有写 day"),
    ],
)
def test_a_wrong_measure_is_told_by_name(tmp_path: Path, old: str, new: str, what: str) -> None:
    init_office(tmp_path / "o", TOWN, account="admin").close()
    (tmp_path / "o" / "rules").mkdir()
    (tmp_path / "o" / "rules" / "own.toml").write_text(OWN.replace(old, new), "utf-8")
    with pytest.raises(BadInput, match=what):
        measures_of(Office.open(tmp_path / "o"))


def test_windows_begin_where_they_say() -> None:
    day = date(2026, 5, 20)
    assert [begins(day, window) for window in ("month", "quarter", "calendar-year", "year")] == [
        "2026-05-01", "2026-04-01", "2026-01-01", "2025-05-21",
    ]  # fmt: skip
