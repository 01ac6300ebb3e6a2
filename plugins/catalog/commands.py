"""``gongkai catalog``: what the register ``entry`` itself cannot do; ``findings.commands`` adds to it."""

from typing import Any

import click

from gongkai.core.i18n import T
from gongkai.plugins.catalog.findings.commands import check, coverage
from gongkai.plugins.catalog.sheets import commands as sheets


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
@click.option("--dry-run", is_flag=True, help=str(T("只看结果，不写入：每条公开义务各有多少。",
                                                    "Write nothing; show how many of each obligation.")))  # fmt: skip
@click.option("--each", is_flag=True, help=str(T("逐条列出（与 --dry-run 同用）。", "Entry by entry; with --dry-run.")))
@click.pass_obj
def generate(context: Any, within: str, dry_run: bool, each: bool) -> None:
    """Make entries from the obligations."""
    from gongkai.plugins.catalog.generate import Trial
    from gongkai.plugins.catalog.generate import generate as run

    office = context.office
    place = _place(office, within)
    trial = Trial(office, each) if dry_run else None
    try:
        with office.change(str(T("按公开义务生成目录", "catalogue made from obligations"))) as change:
            counts = run(office, change, place, trial.tell if trial else None)
            if dry_run:
                raise _Enough
    except _Enough:
        _told(T("试运行，没有写入。", "A trial: nothing was written."))
    if trial:
        context.emit(trial.heads, trial.rows(), keep=("obligation",))
    _told(counts.words())


REGION = click.option("--region", default="", metavar="NAME", help=str(T(
    "按该地区的规则看；没有采用的地区也可以看。", "As this region has it, also one that is not adopted here.")))  # fmt: skip


@catalog.command(help=str(T("公开义务：谁、公开什么、何时、依据；含待采用的。不需要先建单位。",
                            "Obligations: who, what, by when, on what basis; those to be adopted, too. Needs no office.")))  # fmt: skip
@click.argument("name", metavar="[ID]", default="")
@click.option(
    "--search",
    default="",
    metavar="TEXT",
    help=str(T("编号、名称或栏目含有该文字。", "Whose id, name or topic holds this text.")),
)
@click.option("--domain", default="", metavar="NAME", help=str(T("只看某个领域。", "Only of this domain.")))
@click.option(
    "--source", default="", metavar="ID", help=str(T("只看依据该文件的。", "Only those based on this document."))
)
@click.option(
    "--rule", default="", metavar="ID", help=str(T("只看体现该规则的。", "Only those that stand for this rule."))
)
@click.option("--offered", is_flag=True, help=str(T("只看待采用的。", "Only those to be adopted.")))
@REGION
@click.pass_obj
def obligations(
    context: Any, name: str, search: str, domain: str, source: str, rule: str, offered: bool, region: str
) -> None:
    """List obligations, or show one."""
    from gongkai.plugins.catalog.listing import HEADS, WORDS, found, listed, told

    profile = context.profile_of(region)
    if name:
        data = told(profile, name, context.opened)
        context.emit_one({k: v for k, v in data.items() if not context.tables or str(v) not in ("", "None")}, WORDS)
        return
    items = found(profile, search=search, domain=domain, source=source, rule=rule)
    items = [item for item in items if not offered or not item.in_force]
    context.emit(HEADS, listed(profile, items, context.opened), keep=("id",))
    _told(T("公开义务 {n} 条。", "{n} obligations.").format(n=len(items)))


@catalog.command(help=str(T("基层政务公开的各领域：责任单位、义务和条目数。",
                            "The grass-roots domains: who sees to each, how many obligations and entries.")))  # fmt: skip
@REGION
@click.pass_obj
def domains(context: Any, region: str) -> None:
    """The domains."""
    from gongkai.plugins.catalog.listing import DOMAIN_HEADS
    from gongkai.plugins.catalog.listing import domains as rows_of

    context.emit(DOMAIN_HEADS, rows_of(context.profile_of(region), context.opened), keep=("key",))


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


catalog.add_command(check)
catalog.add_command(coverage)
catalog.add_command(sheets.import_)
catalog.add_command(sheets.export)


class _Enough(Exception):
    """Ends a trial: the transaction is rolled back. Never leaves this module."""
