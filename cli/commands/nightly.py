"""``gongkai nightly``: everything that follows from the passing of time alone, for cron."""

from typing import TYPE_CHECKING

import click

from gongkai.cli.words import command, option
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session

HEADS = (
    ("job", T("任务", "Job")),
    ("what", T("事项", "What")),
    ("count", T("数目", "Number")),
    ("first", T("最早日期", "First day")),
    ("last", T("最晚日期", "Last day")),
)


@command(
    "nightly",
    T(
        "夜间任务：推算期限、催办和升级、建立应报材料。重复运行、晚运行，结果相同。",
        "Nightly run: due dates, reminders and escalations, reports due. Run twice or late, it leaves the same.",
    ),
    option("--date", "day", words=T("补到这一天；默认今天。", "Catch up to this day; today unless said."),
           shown=T("日期", "DAY"), default=""),
)  # fmt: skip
@click.pass_obj
def nightly(session: "Session", day: str) -> None:
    """Catch up and tell what was done."""
    from gongkai.core.errors import BadInput
    from gongkai.core.nightly import run
    from gongkai.core.tables import parse_date
    from gongkai.core.text import clean_line

    office = session.office
    asked = parse_date(day) if day else office.today
    if asked is None:
        shown = clean_line(day)[:40]
        raise BadInput(
            T(f"“{shown}”不是日期。", f"“{shown}” is not a date."), T("写成 2026-11-22。", "Write it as 2026-11-22.")
        )
    if asked > office.today:
        session.note(T(f"{asked} 还没有到，按那一天推算。", f"{asked} has not come yet; it is counted as if it had."))
    found = run(office, asked)
    rows = [(one.job, str(one.what), one.count, one.first, one.last) for one in found]
    skip = int(session.tables)  # the key of a job is for scripts
    session.emit(HEADS[skip:], [row[skip:] for row in rows])
    total = sum(one.count for one in found)
    session.note(
        T(f"补到 {asked}：{total} 项。", f"Caught up to {asked}: {total}.")
        if total
        else T(f"补到 {asked}：没有新的事项。", f"Caught up to {asked}: nothing new.")
    )
