"""Plan items: their dates, and what is refused before anything is made."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gongkai.core.clock import Calendar
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile, Section
from gongkai.plugins.tasks.dispatch import dates_of, plan_of
from gongkai.plugins.tasks.rules import Plan, PlanItem

OFFICE: Any = SimpleNamespace(today=date(2026, 9, 24), calendar=Calendar())


def item(due: str, start: str = "") -> tuple[Plan, PlanItem]:
    one = PlanItem(id="a", no="7", title=T("任务", "Task"), aspect=T("方面", "Aspect"), due=due, start=start)
    return Plan(id="p", year=2026, title=T("要点", "Plan"), item=(one,)), one


@pytest.mark.parametrize(
    ("due", "start", "expected"),
    [
        ("2026-11-20", "", (date(2026, 1, 1), date(2026, 11, 20), "")),
        ("2026-11-20", "2026-10-01", (date(2026, 10, 1), date(2026, 11, 20), "")),
        ("20wd", "", (date(2026, 9, 24), date(2026, 10, 29), "20wd")),
        ("1mo", "2026-01-31", (date(2026, 1, 31), date(2026, 2, 28), "1mo")),
        ("quarter", "", (date(2026, 9, 24), date(2026, 9, 30), "quarter")),
    ],
)
def test_an_item_is_due_on_its_date_or_by_its_limit(due: str, start: str, expected: Any) -> None:
    assert dates_of(OFFICE, *item(due, start)) == expected


@pytest.mark.parametrize(
    ("due", "start", "what"),
    [
        ("2025-11-20", "", "早于开始日期 2026-01-01"),
        ("2026-03-01", "2026-04-01", "早于开始日期"),
        ("2026-03-01", "四月", "不是日期"),
        ("soonish", "", "第 7 项"),
        ("standing", "", "定不出日期"),
        ("at-once", "", "定不出日期"),
        ("2026-02-30", "", "第 7 项"),
    ],
)
def test_an_item_that_cannot_be_dated_is_named(due: str, start: str, what: str) -> None:
    with pytest.raises(BadInput, match=what) as caught:
        dates_of(OFFICE, *item(due, start))
    assert "要点 p 第 7 项" in str(caught.value)


def test_an_unknown_plan_names_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('[[plan]]\nid = "points-2026"\nyear = 2026\ntitle = { zh = "要点", en = "Points" }\n', "utf-8")
    profile = Profile([Layer.load("office", path)], [*CORE_SECTIONS, Section("plan", Plan)])
    with pytest.raises(BadInput, match=r"最接近的是 points-2026"):
        plan_of(SimpleNamespace(profile=profile), "points-2025")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="rules"):
        plan_of(SimpleNamespace(profile=Profile([], [])), "x")  # type: ignore[arg-type]
