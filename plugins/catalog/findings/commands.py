"""``gongkai catalog check`` and ``catalog coverage``."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.plugins.catalog.findings.listing import Findings

BATCH = 1000  # findings whose units are named with one query
COLUMNS = (
    ("severity", T("程度", "Severity")),
    ("kind", T("类型", "Kind")),
    ("unit", T("单位", "Unit")),
    ("what", T("问题", "Finding")),
    ("since", T("自", "Since")),
    ("rule", T("规则", "Rule")),
    ("remedy", T("怎么办", "What to do")),
)
KEYED = (
    ("kind", T("类型", "Kind")),
    ("name", T("类型名称", "Name of the kind")),
    ("severity", T("程度", "Severity")),
    ("rule", T("规则", "Rule")),
    ("source", T("来源", "Source")),
    ("unit", T("单位编号", "Unit id")),
    ("unit_name", T("单位", "Unit")),
    ("register", T("登记册", "Register")),
    ("record", T("记录编号", "Record")),
    ("since", T("自", "Since")),
    ("what", T("问题", "Finding")),
    ("remedy", T("怎么办", "What to do")),
)
COUNTED = (
    ("kind", T("类型", "Kind")),
    ("name", T("类型名称", "Name of the kind")),
    ("severity", T("程度", "Severity")),
    ("count", T("个数", "Number")),
)
WITHIN = click.option(
    "--within", default="", metavar="PLACE",
    help=str(T("只限某个区划：代码、名称或拼音首字母。", "Only one division: code, name or initials.")),
)  # fmt: skip


@click.command(help=str(T("列出目录的问题：哪条规则、自何时起、怎么改。有问题也正常结束，除非用 --fail-on。",
                          "List what is wrong with the catalogue: by which rule, since when, how to mend it. Ends well "
                          "whatever it finds, unless --fail-on says otherwise.")))  # fmt: skip
@WITHIN
@click.option("--kind", default="", metavar="KIND", help=str(T("只查一类，如 blank、overdue；--kinds 列出各类。",
                                                             "Only one kind, such as blank or overdue; --kinds lists them.")))  # fmt: skip
@click.option("--unit", default="", metavar="UNIT", help=str(T("只查一个单位。", "Only one unit.")))
@click.option("--limit", type=click.IntRange(min=1), help=str(T("最多列出几个。", "At most so many.")))
@click.option(
    "--kinds",
    "count",
    is_flag=True,
    help=str(T("不列问题，列出各类的个数。", "Instead of findings: how many of each kind.")),
)
@click.option("--fail-on", type=click.Choice(["error", "warning", "note"]), help=str(
    T("有这个程度或更严重的问题时，退出码为 1。", "Exit code 1 when there is a finding of this severity or a graver one.")))  # fmt: skip
@click.pass_obj
def check(context: Any, within: str, kind: str, unit: str, limit: int | None, count: bool, fail_on: str | None) -> None:
    """List or count findings."""
    from gongkai.core.findings import SEVERITIES, in_words, require_none
    from gongkai.plugins.catalog.findings.listing import Findings

    office = context.office
    asked = Findings(
        office, office.place(clean_line(within)) if within else None, clean_line(kind),
        office.unit(clean_line(unit)).uid if unit else "",
    )  # fmt: skip
    seen: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
    if count:
        lines = _counted(asked, seen, context.format in ("json", "jsonl"))
        context.emit(COUNTED, lines, keep=("kind",))
    else:
        plain = context.format != "table"
        context.emit(KEYED if plain else COLUMNS, _listed(asked, limit, seen, plain), keep=("kind", "since", "rule"))
    context.note(in_words(seen))
    require_none(seen, fail_on or "")


def _listed(asked: "Findings", limit: int | None, seen: dict[str, int], plain: bool) -> Iterator[list[Any]]:
    """Findings as rows, their units named batch by batch."""
    from gongkai.core.findings import SEVERITIES
    from gongkai.plugins.catalog.findings.listing import Sources

    office, sources = asked.office, Sources(asked.office)
    found = islice(asked, limit)
    while batch := list(islice(found, BATCH)):
        names = office.unit_names({one.unit for one in batch if one.unit})
        for one in batch:
            seen[one.severity] += 1
            name, unit = asked.kinds.get(one.code, T(one.code, one.code)), names.get(one.unit, one.unit)
            if plain:
                yield [
                    one.code, str(name), one.severity, one.rule, str(sources.of(one.rule)), one.unit, unit, one.register,
                    one.uid, one.since, str(one.what), str(one.remedy),
                ]  # fmt: skip
            else:
                yield [
                    str(SEVERITIES[one.severity]),
                    str(name),
                    unit,
                    str(one.what),
                    one.since,
                    one.rule,
                    str(one.remedy),
                ]


def _counted(asked: "Findings", seen: dict[str, int], plain: bool) -> list[list[Any]]:
    """Every kind with its number, those without any included."""
    from gongkai.core.findings import SEVERITIES

    counts, grave = asked.counts(), asked.severities
    for code, number in counts.items():
        seen[grave[code]] += number
    order = sorted(asked.kinds, key=lambda code: list(SEVERITIES).index(grave[code]))
    return [
        [code, str(asked.kinds[code]), grave[code] if plain else str(SEVERITIES[grave[code]]), counts[code]] for code in order
    ]  # fmt: skip


@click.command(help=str(T("公开率：应公开、已公开、按时、逾期、未公开各多少，占多少，是否达到规定的目标。",
                          "Coverage: expected, public, in time, late, blank, the share, and whether it meets the target.")))  # fmt: skip
@WITHIN
@click.option("--by", type=click.Choice(["unit", "level", "domain", "division", "month"]), default="unit", help=str(
    T("按单位、层级、领域、下一级区划（含以下）或应公开的月份统计；不写时按单位。",
      "By unit, level, domain, child division (with all below it) or month in which it was due; units when not said.")))  # fmt: skip
@click.pass_obj
def coverage(context: Any, within: str, by: str) -> None:
    """Coverage in groups."""
    from gongkai.plugins.catalog.report import columns_of
    from gongkai.plugins.catalog.report import coverage as rows_of

    office, columns = context.office, columns_of(by)
    rows = rows_of(office, office.place(clean_line(within)) if within else None, by)
    context.emit(list(columns.items()), ([row[key] for key in columns] for row in rows), keep=("uid", "key"))
    total, done = sum(row["total"] for row in rows), sum(row["published"] for row in rows)
    if by != "division":
        context.note(
            T(
                f"{len(rows):,} 行；应公开 {total:,}，已公开 {done:,}。",
                f"{len(rows):,} lines; {total:,} expected, {done:,} public.",
            )
        )
