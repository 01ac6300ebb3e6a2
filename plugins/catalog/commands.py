"""``gongkai catalog``: what the register ``entry`` itself cannot do. The only module of the plugin that knows click."""

import sys
from typing import Any

import click

from gongkai.core.i18n import T
from gongkai.core.tables import write


def _told(text: T) -> None:
    click.echo(str(text), err=True)


def _place(office: Any, text: str) -> int | None:
    return office.place(text) if text else None


@click.group(
    help=str(T("公开目录：按义务生成、推算期限、统计公开率。", "The catalogue: make it, keep dates, see coverage."))
)
def catalog() -> None:
    """Group of the catalogue's own commands."""


WITHIN = click.option(
    "--within", default="", metavar="PLACE",
    help=str(T("只限某个区划：代码、名称或拼音首字母。", "Only one division: code, name or initials.")),
)  # fmt: skip


@catalog.command(help=str(T("按公开义务生成目录条目；可重复运行，不改动已有条目。",
                            "Make entries from the obligations; may be run again, entries that exist stay.")))  # fmt: skip
@WITHIN
@click.option("--dry-run", is_flag=True, help=str(T("只看结果，不写入。", "Show what it would do, write nothing.")))
@click.pass_obj
def generate(context: Any, within: str, dry_run: bool) -> None:
    """Make entries from the obligations."""
    from gongkai.plugins.catalog.generate import generate as run

    office = context.office
    place = _place(office, within)
    try:
        with office.change(str(T("按公开义务生成目录", "catalogue made from obligations"))) as change:
            counts = run(office, change, place)
            if dry_run:
                raise _Enough
    except _Enough:
        _told(T("试运行，没有写入。", "A trial: nothing was written."))
    _told(counts.words())


@catalog.command(
    help=str(T("推算应公开日期：补上没有运行的日子。", "Bring due dates up to date, however long it was not run."))
)
@WITHIN
@click.pass_obj
def refresh(context: Any, within: str) -> None:
    """Bring due dates up to date."""
    from gongkai.plugins.catalog.timing import refresh_due

    moved = refresh_due(context.office, within=_place(context.office, within))
    _told(T("{n} 条的应公开日期已顺延。", "{n} due dates moved.").format(n=moved))


@catalog.command(help=str(T("各单位的公开率、逾期和未公开数。", "Coverage, overdue and blank entries of each unit.")))
@WITHIN
@click.pass_obj
def coverage(context: Any, within: str) -> None:
    """Coverage of each unit."""
    from gongkai.plugins.catalog.report import HEADINGS
    from gongkai.plugins.catalog.report import coverage as rows_of

    rows = rows_of(context.office, _place(context.office, within))
    plain = context.format in ("json", "jsonl")
    columns = list(HEADINGS) if plain else [str(words) for words in HEADINGS.values()]
    write(sys.stdout, columns, ([row[key] for key in HEADINGS] for row in rows), context.format)
    _told(T("{n} 个单位。", "{n} units.").format(n=len(rows)))


class _Enough(Exception):
    """Ends a trial: the transaction is rolled back. Never leaves this module."""
