"""Timeliness and the cheap import."""

import os
import subprocess
import sys
from datetime import date

import pytest

from gongkai.core.clock import Calendar, Timeliness, timeliness

CALENDAR = Calendar()
DUE = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 9, 21), Timeliness.NOT_DUE),  # 9 working days before
        (date(2026, 9, 28), Timeliness.NOT_DUE),  # 6: 29, 30 September, 8, 9, 10, 12 October
        (date(2026, 9, 29), Timeliness.DUE_SOON),  # 5, though 13 natural days
        (date(2026, 10, 11), Timeliness.DUE_SOON),
        (date(2026, 10, 12), Timeliness.DUE_TODAY),
        (date(2026, 10, 13), Timeliness.OVERDUE),
    ],
)
def test_open_matters_warn_by_working_days(today: date, expected: Timeliness) -> None:
    assert timeliness(DUE, today, calendar=CALENDAR) is expected


def test_without_a_calendar_natural_days_warn() -> None:
    assert timeliness(DUE, date(2026, 10, 6)) is Timeliness.NOT_DUE
    assert timeliness(DUE, date(2026, 10, 7)) is Timeliness.DUE_SOON
    assert timeliness(DUE, date(2026, 10, 1), warn_days=11) is Timeliness.DUE_SOON


def test_done_is_judged_by_the_day_it_was_done_not_by_today() -> None:
    long_after = date(2027, 5, 1)
    assert timeliness(DUE, long_after, done_on=DUE) is Timeliness.ON_TIME
    assert timeliness(DUE, long_after, done_on=date(2026, 10, 13)) is Timeliness.LATE
    assert timeliness(DUE, DUE, done_on=date(2026, 9, 1)) is Timeliness.ON_TIME


def test_no_due_date_is_never_late() -> None:
    assert timeliness(None, date(2026, 10, 12)) is Timeliness.NONE
    assert timeliness(None, date(2026, 10, 12), done_on=date(2026, 10, 1)) is Timeliness.NONE
    assert not Timeliness.NONE.is_late


def test_every_value_has_words_in_both_languages() -> None:
    assert all(value.label.zh and value.label.en for value in Timeliness)
    assert [value.value for value in Timeliness if value.is_late] == ["overdue", "late"]


def test_import_loads_no_holiday_data_before_a_day_is_asked() -> None:
    code = (
        "import sys\n"
        "import gongkai.core.clock as clock\n"
        "assert not [m for m in sys.modules if m.startswith('gongkai.core.clock.')]\n"
        "calendar = clock.Calendar()\n"
        "limit = clock.Limit.parse('20wd')\n"
        "assert 'chinese_calendar' not in sys.modules\n"
        "from datetime import date\n"
        "limit.due_from(date(2026, 2, 10), calendar)\n"
        "assert 'chinese_calendar' in sys.modules\n"
        "assert all(hasattr(clock, name) for name in clock.__all__)\n"
        "print('done')\n"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}  # the child finds what this process found
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert run.stdout.strip() == "done", run.stderr
