"""Sample annual reports of last year: most published in time, some late, one not at all."""

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.plugins.tasks.annual.duties import owed, report_rows

if TYPE_CHECKING:
    from gongkai.core.office import Office

LATE = 0.05  # of the reports


def fill(office: "Office", seed: int) -> None:
    """Make the reports that units owe for last year; the same seed and day give the same."""
    chance = random.Random(seed)
    year = office.today.year - 1
    rows = report_rows(office, year, owed(office, year, office.scope))
    for number, row in enumerate(rows):
        due = date.fromisoformat(row["due"])
        day = due + timedelta(days=chance.randint(1, 20) if chance.random() < LATE else -chance.randint(0, 20))
        if number and day <= office.today:
            row |= {"submitted_on": (day - timedelta(days=2)).isoformat(), "published_on": day.isoformat()}
    with office.change(str(T("样例年度报告", "sample annual reports"))) as change:
        change.insert_rows(office.resource("annual_report"), rows)
