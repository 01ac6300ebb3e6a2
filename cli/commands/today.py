"""``gongkai today``: the day's dashboard as text."""

import sys
from typing import TYPE_CHECKING

import click

from gongkai.cli.words import command
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.cli.context import Session
    from gongkai.core.office import Office
    from gongkai.core.today import Card

HEADS = (
    ("group", T("类别", "Group")),
    ("key", T("键", "Key")),
    ("title", T("事项", "Matter")),
    ("count", T("数目", "Number")),
    ("detail", T("说明", "Detail")),
    ("command", T("命令", "Command")),
)
WEEKDAYS = (
    T("星期一", "Monday"), T("星期二", "Tuesday"), T("星期三", "Wednesday"), T("星期四", "Thursday"),
    T("星期五", "Friday"), T("星期六", "Saturday"), T("星期日", "Sunday"),
)  # fmt: skip


@command(
    "today",
    T(
        "今日要点：逾期、待我办理、即将到期、总体情况。",
        "Today: overdue, waiting for me, due soon, the state of things.",
    ),
)
@click.pass_obj
def today(session: "Session") -> None:
    """The dashboard."""
    dashboard(session)


def dashboard(session: "Session") -> None:
    """Print the cards of the day; each names the command that lists what is behind its number."""
    from gongkai.core.today import cards

    office = session.office
    found = cards(office)
    if not session.tables:
        rows = [
            (card.group, card.key, str(card.title), card.count, str(card.detail or ""), command_of(card))
            for card in found
        ]
        session.emit(HEADS, rows)
        return
    sys.stdout.write("\n".join([*_head(office), *_body(found)]) + "\n")


def command_of(card: "Card") -> str:
    """The command that lists what a card counts; empty when it opens a screen only."""
    if not card.register:
        return ""
    from gongkai.cli.registers import flag_named

    return " ".join(["gongkai", card.register, "list", *(flag_named(key) for key in card.filters)])


def _head(office: "Office") -> list[str]:
    from gongkai.core.text import clean_line

    day = office.today
    account = clean_line(office.actor) or str(T("（未指定）", "(none)"))
    weekday, working = WEEKDAYS[day.weekday()], office.calendar.is_working(day)
    kind = T("工作日", "working day") if working else T("非工作日", "day off")
    lines = [
        f"{clean_line(office.title)}  {day.isoformat()}  {weekday}  {kind}",
        f"{T('账号', 'Account')}  {account}",
    ]
    if office.settings.sample:
        lines.append(
            str(T("【样例数据】除区划外均为虚构。", "[Sample data] All of it is made up, except the divisions."))
        )
    return lines


def _body(found: "list[Card]") -> list[str]:
    from gongkai.core.text import cells, clean_line, pad
    from gongkai.core.today import GROUPS

    if not found:
        return ["", str(T("今天没有要提示的事项。", "Nothing to tell today."))]
    words = [clean_line(str(card.title)) for card in found]
    width = min(max(cells(text) for text in words), 44)
    lines: list[str] = []
    group = ""
    for card, title in zip(found, words, strict=True):
        if card.group != group:
            group = card.group
            lines += ["", f"{GROUPS.get(group, T(group, group))}"]
        number = "" if card.count is None else f"{card.count:,}"
        behind = command_of(card) if card.count else ""
        detail = clean_line(str(card.detail)) if card.detail else ""
        lines.append(
            "  ".join([f"{number:>7}", pad(title, width), *(part for part in (detail, behind) if part)]).rstrip()
        )
    return lines
