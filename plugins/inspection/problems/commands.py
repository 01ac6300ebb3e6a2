"""``gongkai problem types, count, list``."""

from typing import TYPE_CHECKING, Any

import click

from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest

if TYPE_CHECKING:
    from gongkai.core.office import Office

WITHIN = click.option("--within", default="", metavar="PLACE", help=str(T("只限某个区划。", "Only one division.")))
UNIT = click.option("--unit", default="", metavar="UNIT", help=str(T("只看一个单位。", "Only one unit.")))
SCHEME = click.option(
    "--scheme",
    default="",
    metavar="SCHEME",
    help=str(T("只用一种分类办法。", "Only one way of sorting.")),
)


@click.group(help=str(T("问题类型：检查发现的问题归到哪一类。", "Types of problems, to which findings belong.")))
def problem() -> None:
    """Types of problems."""


@problem.command(
    help=str(T("列出各分类办法的问题类型和所含检查。", "The types of every scheme with the checks in them."))
)
@click.pass_obj
def types(context: Any) -> None:
    """What types there are."""
    from gongkai.plugins.inspection.problems.sorting import schemes
    from gongkai.plugins.inspection.problems.sorting import types as of

    office: Office = context.office
    columns = (
        ("scheme", T("分类办法", "Scheme")),
        ("type", T("类型编号", "Id")),
        ("name", T("问题类型", "Type")),
        ("codes", T("所含检查", "Checks")),
        ("rule", T("规则", "Rule")),
    )
    rows = [
        (scheme.key, one.id, str(one.name), ", ".join(one.codes), one.rule or scheme.rule)
        for scheme in schemes(office).values()
        for one in of(office, scheme.key)
    ]
    context.emit(columns, rows, keep=("type",))


@problem.command(
    help=str(T("各类问题有多少、整改到哪一步。", "How many problems of each type, and how far they are put right."))
)
@SCHEME
@WITHIN
@UNIT
@click.pass_obj
def count(context: Any, scheme: str, within: str, unit: str) -> None:
    """Numbers by type."""
    from gongkai.plugins.inspection.problems.sorting import Numbers, scheme_of, schemes

    office: Office = context.office
    known = schemes(office)
    wanted = [scheme_of(office, clean_line(scheme))] if scheme else list(known)
    columns = (
        ("scheme", T("分类办法", "Scheme")),
        ("type", T("类型编号", "Id")),
        ("name", T("问题类型", "Type")),
        ("found", T("现有问题", "Found")),
        ("open", T("整改中", "Being put right")),
        ("closed", T("已销号", "Closed")),
        ("rule", T("规则", "Rule")),
    )
    numbers = Numbers(office, *_where(office, within, unit))
    rest = T("未归类", "Of no type")
    plain = context.format in ("json", "jsonl")
    rows = [
        (key if plain else str(known[key].name), one.type.id if one.type else "", str(one.type.name if one.type else rest), one.found,
         one.open, one.closed, one.type.rule if one.type else "")
        for key in wanted
        for one in numbers.by(key)
    ]  # fmt: skip
    context.emit(columns, rows, keep=("type",))


@problem.command("list", help=str(T("列出一类问题。", "List the problems of one type.")))
@click.argument("type", metavar="TYPE")
@WITHIN
@UNIT
@click.pass_obj
def of_type(context: Any, type: str, within: str, unit: str) -> None:
    """Findings of a type."""
    from gongkai.core.errors import BadInput
    from gongkai.plugins.inspection.problems.rules import ProblemType
    from gongkai.plugins.inspection.problems.sorting import found

    office: Office = context.office
    known = office.profile.items("problem_type", ProblemType)
    word = clean_line(type)
    kind = known.get(word) or next((one for one in known.values() if word in (one.name.zh, one.name.en)), None)
    if kind is None:
        near = nearest(word, [*known, *(one.name.zh for one in known.values())])
        raise BadInput(
            T(f"没有问题类型 {word[:40]}。", f"There is no type of problem {word[:40]}."),
            T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
            else T("用 gongkai problem types 查看。", "See gongkai problem types."),
        )  # fmt: skip
    columns = (
        ("kind", T("检查", "Check")),
        ("unit", T("单位", "Unit")),
        ("what", T("问题", "Finding")),
        ("since", T("自", "Since")),
        ("rule", T("规则", "Rule")),
        ("remedy", T("怎么办", "What to do")),
    )
    listed = list(found(office, kind, *_where(office, within, unit)))
    names = office.unit_names({one.unit for one in listed if one.unit})
    rows = [
        (one.code, names.get(one.unit, one.unit), str(one.what), one.since, kind.rule or one.rule, str(one.remedy))
        for one in listed
    ]
    context.emit(columns, rows, keep=("kind", "since"))


def _where(office: "Office", within: str, unit: str) -> tuple[int | None, str]:
    return (
        office.place(clean_line(within)) if within else None,
        office.unit(clean_line(unit)).uid if unit else "",
    )
