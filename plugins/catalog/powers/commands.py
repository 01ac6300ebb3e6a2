"""``gongkai power flow, charts, standard, count, check``: what the register's own commands cannot do."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from gongkai.core.i18n import T
from gongkai.core.tables import write
from gongkai.core.text import clean_line

FORMATS = ("text", "svg", "mermaid")


def _told(text: T) -> None:
    click.echo(str(text), err=True)


def _place(office: Any, text: str) -> int | None:
    return office.place(text) if text else None


WITHIN = click.option(
    "--within", default="", metavar="PLACE",
    help=str(T("只限某个区划：代码、名称或拼音首字母。", "Only one division: code, name or initials.")),
)  # fmt: skip
AS = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
    help=str(T("text 终端文字，svg 图片，mermaid 文本。", "text for the terminal, an svg picture, mermaid text.")),
)  # fmt: skip


@click.group(help=str(T("职权。", "Powers.")))
def power() -> None:
    """Group of the powers' own commands; they join those of the register."""


@power.command(help=str(T("一项职权的流程图：按它的环节，没有的按本类标准环节。",
                          "The flow chart of a power: from its own steps, else the standard ones.")))  # fmt: skip
@click.argument("uid", metavar="ID")
@AS
@click.pass_obj
def flow(context: Any, uid: str, form: str) -> None:
    """Draw one power's chart."""
    from gongkai.plugins.catalog.powers.drawing import FORMATS as drawn
    from gongkai.plugins.catalog.powers.drawing import chart_for

    office = context.office
    click.echo(drawn[form](chart_for(office, office.register("power").get(clean_line(uid)))), nl=False)


@power.command(
    help=str(T("标准流程图：不写名称时列出全部。", "A standard flow chart; without a key all of them are listed."))
)
@click.argument("key", metavar="KEY", default="")
@AS
@click.pass_obj
def standard(context: Any, key: str, form: str) -> None:
    """Draw a standard procedure, of a kind of power or of a service hall."""
    from gongkai.core.errors import BadInput
    from gongkai.plugins.catalog.powers.chart.graph import chart_of
    from gongkai.plugins.catalog.powers.drawing import FORMATS as drawn
    from gongkai.plugins.catalog.powers.drawing import standard_nodes
    from gongkai.plugins.catalog.powers.rules import PowerSteps

    known = context.office.profile.items("power_steps", PowerSteps)
    if not key:
        for item in known.values():
            click.echo(f"{item.key}  {item.name}")
        return
    found = known.get(clean_line(key))
    if found is None:
        raise BadInput(
            T(f"没有标准流程 {clean_line(key)[:40]}。", f"There is no standard procedure {clean_line(key)[:40]}."),
            T(f"可用的有：{'、'.join(known)}。", f"Known ones: {', '.join(known)}."),
        )
    click.echo(drawn[form](chart_of(str(found.name), standard_nodes(found))), nl=False)


@power.command(
    help=str(
        T("把一批职权的流程图写入文件夹，一项一个文件。", "Write the charts of many powers into a folder, a file each.")
    )
)
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option("--unit", default="", metavar="UNIT", help=str(T("只要该单位的。", "Only those of this unit.")))
@WITHIN
@click.option("--all", "every", is_flag=True, help=str(T("未公布的也要。", "Also those that are not public.")))
@click.option("--format", "form", type=click.Choice(FORMATS), default="svg", show_default=True,
              help=str(T("文件的形式。", "Form of the files.")))  # fmt: skip
@click.pass_obj
def charts(context: Any, folder: Path, unit: str, within: str, every: bool, form: str) -> None:
    """Draw the charts of a unit or a subtree."""
    from gongkai.core.errors import BadInput
    from gongkai.core.register import Query
    from gongkai.plugins.catalog.powers.drawing import charts as drawn

    office = context.office
    uid = office.unit(unit).uid if unit else ""
    register = office.register("power")
    asked = Query(filters=() if every else ("public",), unit=uid, within=_place(office, within))
    records, after = [], None
    while page := register.page(asked, after=after, limit=500):
        records += [row.record for row in page]
        after = page[-1].key
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in drawn(office, records, form):
            (folder / name).write_text(content, "utf-8")
    except OSError as error:
        raise BadInput(
            T(f"写不了 {folder}：{error.strerror}。", f"Cannot write to {folder}: {error.strerror}."),
            T("检查路径和权限。", "Check the path and its permissions."),
        ) from error
    _told(T(f"{len(records)} 张流程图已写入 {folder}。", f"{len(records)} charts written to {folder}."))


def _day(text: str, otherwise: date) -> date:
    from gongkai.core.errors import UsageError
    from gongkai.core.tables.parse import parse_date

    if not text:
        return otherwise
    day = parse_date(text)
    if day is None:
        raise UsageError(
            T(f"“{clean_line(text)[:40]}”不是日期。", f"“{clean_line(text)[:40]}” is not a date."),
            T("写成 2026-11-22。", "Write it as 2026-11-22."),
        )
    return day


@power.command(help=str(T("职权底数和变动：新增、调整、下放、取消及占比。",
                          "The count of powers: base, added, adjusted, delegated, cancelled, with shares.")))  # fmt: skip
@click.option(
    "--from",
    "first",
    default="",
    metavar="DATE",
    help=str(T("起（含），默认今年1月1日。", "First day; 1 January this year.")),
)
@click.option("--to", "last", default="", metavar="DATE", help=str(T("止（含），默认今天。", "Last day; today.")))
@click.option("--by", type=click.Choice(("kind", "unit", "place")), default="kind", show_default=True,
              help=str(T("按类别、单位，或本级和下级区划。", "By kind, by unit, or the division itself and those below.")))  # fmt: skip
@click.option(
    "--places",
    type=click.IntRange(0, 6),
    default=2,
    show_default=True,
    help=str(T("百分数的小数位数。", "Decimals of the shares.")),
)
@WITHIN
@click.pass_obj
def count(context: Any, first: str, last: str, by: Any, places: int, within: str) -> None:
    """Count the powers of a period."""
    from gongkai.core.errors import UsageError
    from gongkai.plugins.catalog.powers.counting import HEADINGS, times
    from gongkai.plugins.catalog.powers.counting import count as tallies

    office = context.office
    start, end = _day(first, date(office.today.year, 1, 1)), _day(last, office.today)
    if end < start:
        raise UsageError(
            T(f"止（{end}）早于起（{start}）。", f"The period ends ({end}) before it begins ({start})."),
            T("改正其中一个日期。", "Mend one of the dates."),
        )
    place = _place(office, within)
    rows = [tally.row(places) for tally in tallies(office, start, end, by, place)]
    plain = context.format in ("json", "jsonl")
    columns = list(HEADINGS) if plain else [str(words) for words in HEADINGS.values()]
    write(sys.stdout, columns, ([row[key] for key in HEADINGS] for row in rows), context.format)
    said = times(office, place, places).words()
    if said:
        _told(said)


@power.command(help=str(T("核对职权：要素、时限、环节、审核、职责、底数；--fail-on 决定何时退出码为 1。",
                          "Check powers: facts, times, steps, reviews, duties, count; --fail-on says when to exit 1.")))  # fmt: skip
@WITHIN
@click.option("--fail-on", type=click.Choice(["error", "warning", "note"]), help=str(
    T("有这个程度或更严重的问题时，退出码为 1。", "Exit code 1 when there is a finding of this severity or a graver one.")))  # fmt: skip
@click.pass_obj
def check(context: Any, within: str, fail_on: str | None) -> None:
    """List the findings on powers."""
    from collections import Counter

    from gongkai.core.findings import in_words, require_none
    from gongkai.plugins.catalog.powers.checks import findings

    office = context.office
    found = findings(office, _place(office, within))
    keys = {
        "code": T("类型", "Code"), "rule": T("规则", "Rule"), "unit": T("单位", "Unit"), "what": T("发现", "Finding"),
        "remedy": T("改正", "Remedy"), "since": T("自", "Since"), "register": T("登记册", "Register"), "uid": T("编号", "Id"),
    }  # fmt: skip
    names = office.unit_names({finding.unit for finding in found})
    plain = context.format in ("json", "jsonl")
    lines = (
        [
            f.code,
            f.rule,
            f.unit if plain else names.get(f.unit, f.unit),
            str(f.what),
            str(f.remedy),
            f.since,
            f.register,
            f.uid,
        ]
        for f in found
    )
    write(sys.stdout, list(keys) if plain else [str(words) for words in keys.values()], lines, context.format)
    seen = Counter(finding.severity for finding in found)
    context.note(in_words(seen))
    require_none(seen, fail_on or "")
