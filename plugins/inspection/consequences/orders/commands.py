"""``gongkai order open`` and ``order attach``: what the register's own commands cannot do."""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.errors import BadInput, UsageError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.plugins.inspection.consequences.orders.sources import Problem


@click.group(help=str(T("整改通知。", "Rectification orders.")))
def order() -> None:
    """Group of the orders' own commands; they join those of the register."""


@order.command(
    "open",
    help=str(T(
        "下达整改通知：按检查发现的问题（--from-finding，可成批）、考核失分（--from-score）、某条记录（--from），"
        "或手工写明（--unit 和 --title）。"
        "同一问题还有未销号的通知时不再下达。",
        "Open orders: for what a check finds (--from-finding, many at once), points lost (--from-score), a record (--from), or by"
        " hand (--unit and --title). A problem whose order is still open is left alone.",
    )),
)  # fmt: skip
@click.option("--from-finding", "finding", default="", metavar="KIND", help=str(T(
    "问题类型；gongkai catalog check --kinds 列出各类。", "Kind of finding; gongkai catalog check --kinds lists them.")))  # fmt: skip
@click.option("--from-score", "indicator", default="", metavar="INDICATOR",
              help=str(T("失分的指标，同时写明 --unit。", "An item in which --unit lost points.")))  # fmt: skip
@click.option(
    "--round", "turn", default="", metavar="ROUND", help=str(T("哪一轮考核的得分。", "The round of the score."))
)
@click.option("--from", "records", multiple=True, metavar="REGISTER:ID",
              help=str(T("一条记录，如 case:编号；可写几个。", "A record, such as case:ID; several may be given.")))  # fmt: skip
@click.option("--unit", default="", metavar="UNIT", help=str(T("整改单位。", "The unit that puts it right.")))
@click.option("--within", default="", metavar="PLACE", help=str(T("只限某个区划。", "Only one division.")))
@click.option("--limit", type=click.IntRange(min=1), help=str(T("最多下达几件。", "At most so many.")))
@click.option("--title", default="", metavar="TEXT", help=str(T("问题。", "The problem.")))
@click.option("--problem", default="", metavar="TEXT", help=str(T("问题说明。", "What is wrong.")))
@click.option("--demand", default="", metavar="TEXT", help=str(T("整改要求。", "What is asked for.")))
@click.option("--due", default="", metavar="DAY",
              help=str(T("整改期限；不填按来源的期限推算。", "By when; the term of its kind when left out.")))  # fmt: skip
@click.option("--no", default="", metavar="TEXT", help=str(T("通知文号。", "Number of the notice.")))
@click.option("--issuer", default="", metavar="UNIT", help=str(T("下达单位。", "The unit that issues it.")))
@click.option("--look", is_flag=True, help=str(T("只列出会下达的，不写入。", "Only list what would be opened.")))
@click.pass_obj
def open_(context: Any, /, look: bool, due: str, limit: int | None, **given: Any) -> None:
    """Open one or many."""
    from gongkai.plugins.inspection.consequences.orders.opening import open_orders

    office = context.office
    said = {name: clean_line(given[name]) for name in ("demand", "no", "problem")}
    said["issuer"] = office.unit(given["issuer"]).uid if given["issuer"] else ""
    problems = list(islice(_asked(office, given), limit))
    columns = (
        ("uid", T("编号", "Id")), ("unit", T("整改单位", "Unit")), ("title", T("问题", "Problem")), ("due", T("期限", "Due")),
        ("follows", T("原通知", "Follows")),
    )  # fmt: skip
    if look:
        names = office.unit_names(one.unit for one in problems)
        context.emit(columns, [("", names.get(one.unit, one.unit), one.title, "", "") for one in problems])
        return
    with office.change(str(T("下达整改通知", "orders opened"))) as change:
        done = open_orders(office, change, problems, _day(due), **said)
    register = office.register("order")
    found = {record.uid: record for record in register.records(done.uids)}
    names = office.unit_names(record.unit for record in found.values())
    ones = [found[uid] for uid in done.uids if uid in found]
    context.emit(columns, [(r.uid, names.get(r.unit, r.unit), r.title, r.due, r.follows or "") for r in ones])
    known = (
        T(f"，{done.known} 个问题已有未销号的通知", f"; {done.known} have an open one already")
        if done.known
        else T("", "")
    )
    context.note(T(f"下达 {len(done.uids)} 件", f"Opened {len(done.uids)}") + known + T("。", "."))


def _asked(office: Any, given: dict[str, Any]) -> "Iterable[Problem]":
    """The problems that the options mean.

    Raises:
        UsageError: none of the four ways is given, or two.
    """
    from gongkai.plugins.inspection.consequences.orders import sources

    ways = [name for name in ("finding", "indicator", "records", "title") if given[name]]
    if len(ways) != 1:
        raise UsageError(
            T("用 --from-finding、--from-score、--from、--title 中的一个。",
              "Give one of --from-finding, --from-score, --from and --title."),
            T("如 gongkai order open --from-finding blank --unit 教育局。",
              "Such as gongkai order open --from-finding blank --unit UNIT."),
        )  # fmt: skip
    unit = office.unit(clean_line(given["unit"])) if given["unit"] else None
    if given["finding"]:
        within = office.place(clean_line(given["within"])) if given["within"] else None
        return sources.from_findings(office, clean_line(given["finding"]), within, unit.uid if unit else "")
    if given["records"]:
        return [sources.from_record(office, text) for text in given["records"]]
    if unit is None:
        raise UsageError(T("写明 --unit。", "Give --unit."), T("哪个单位整改。", "The unit that puts it right."))
    if given["indicator"]:
        return [sources.from_score(office, unit, clean_line(given["indicator"]), clean_line(given["turn"]))]
    return [sources.Problem(unit.uid, clean_line(given["title"]))]


def _day(text: str) -> date | None:
    from gongkai.core.tables import parse_date

    if not text.strip():
        return None
    found = parse_date(text)
    if found is None:
        shown = clean_line(text)[:20]
        raise BadInput(
            T(f"“{shown}”不是日期。", f"“{shown}” is not a date."), T("写成 2026-11-22。", "Write it as 2026-11-22.")
        )
    return found


@order.command(help=str(T("加佐证文件：按校验值保存。", "Add files as evidence, kept by their hash.")))
@click.argument("uid", metavar="ID")
@click.argument("files", metavar="FILE", nargs=-1, required=True)
@click.option("--page", type=int, default=None, help=str(T("页码。", "Page.")))
@click.option("--quote", default="", metavar="TEXT", help=str(T("摘录。", "The words that count.")))
@click.pass_obj
def attach(context: Any, uid: str, files: tuple[str, ...], page: int | None, quote: str) -> None:
    """Evidence."""
    from gongkai.plugins.inspection.consequences.orders.opening import attach as add

    office = context.office
    record = office.register("order").get(clean_line(uid))
    made = add(office, record, [Path(name) for name in files], page, clean_line(quote))
    columns = (
        ("uid", T("编号", "Id")), ("name", T("文件", "File")), ("size", T("字节数", "Bytes")), ("sha256", T("校验值", "Hash")),
    )  # fmt: skip
    context.emit(columns, [(one.uid, one.name, one.size, one.sha256) for one in made])
