"""``gongkai site check, columns, look``: what the registers' own commands cannot do."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongkai.core.i18n import T, counted
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.core.office import Office

CHECKED = (
    ("site", T("网站", "Site")),
    ("unit", T("单位", "Unit")),
    ("item", T("检查项目", "Item")),
    ("result", T("结果", "Result")),
    ("said", T("依据", "Grounds")),
    ("since", T("自", "Since")),
    ("rule", T("规则", "Rule")),
)
KEYED = (
    ("site", T("网站编号", "Site id")),
    ("name", T("网站", "Site")),
    ("unit", T("单位编号", "Unit id")),
    ("item", T("检查项目", "Item")),
    ("result", T("结果", "Result")),
    ("veto", T("否决项", "Veto")),
    ("said", T("依据", "Grounds")),
    ("since", T("自", "Since")),
    ("rule", T("规则", "Rule")),
    ("confidence", T("来源可靠程度", "How the source was read")),
)
COLUMNS = (
    ("column", T("栏目", "Column")),
    ("group", T("类别", "Group")),
    ("period", T("更新期限", "Period")),
    ("entries", T("条目", "Entries")),
    ("newest", T("最新", "Newest")),
    ("state", T("状态", "State")),
)


@click.group(help=str(T("网站和新媒体检查。", "Checks of websites and new media.")))
def site() -> None:
    """Group of the sites' own commands; they join those of the register."""


def _range(office: "Office", within: str) -> tuple[int, int]:
    from gongkai.core.codes import span

    return span(office.place(clean_line(within)) if within else office.scope)


@site.command(
    help=str(
        T("按否决项检查：空白和未更新栏目、首页、留言由系统计算，其余看检查记录；没有检查的列为未评，有否决的退出码为 1。",
          "Check by the veto items: columns, home page and messages from the records, the rest from what people saw; what"
          " nobody looked at is not assessed. Exit code 1 when one is hit.")
    )
)  # fmt: skip
@click.argument("site", metavar="[SITE]", required=False, default="")
@click.option("--within", default="", metavar="PLACE", help=str(T("只限某个区划。", "Only one division.")))
@click.pass_obj
def check(context: Any, site: str, within: str) -> None:
    """Judge one site, or all of a subtree."""
    from gongkai.core.errors import CheckFailed
    from gongkai.plugins.inspection.website.judging import Sites, verdict

    office: Office = context.office
    one = _site(office, site) if site else None
    low, high = (one.scope, one.scope) if one is not None else _range(office, within)
    judged = [each for each in Sites(office, low, high) if one is None or each.site.uid == one.uid]
    plain = context.format in ("json", "jsonl")
    names = office.unit_names({each.site.unit for each in judged})
    if plain:
        rows: list[tuple[Any, ...]] = [
            (e.site.uid, e.site.name, e.site.unit, e.item.key, e.kind.value, e.item.veto, str(e.said), e.since, e.item.rule,
             e.item.confidence) for e in judged
        ]  # fmt: skip
    else:
        rows = [
            (
                e.site.name,
                names.get(e.site.unit, ""),
                str(e.item.name),
                str(e.kind.label),
                str(e.said),
                e.since,
                e.item.rule,
            )
            for e in judged
        ]
    context.emit(KEYED if plain else CHECKED, rows, keep=("site", "item", "result"))
    failed = 0
    for uid in dict.fromkeys(each.site.uid for each in judged):
        own = [each for each in judged if each.site.uid == uid]
        found = verdict(own)
        failed += found.value == "vetoed"
        context.note(T(f"{own[0].site.name}：{found.label.zh}", f"{own[0].site.name}: {found.label.en}"))
    if failed:
        raise CheckFailed(
            counted(failed, T("{n} 个网站（账号）被一票否决。", "{n} site or account vetoed."), "{n} sites or accounts vetoed."),
            T("用 gongkai catalog check 查看怎么改。", "See gongkai catalog check for what to do."),
        )  # fmt: skip


@site.command(help=str(T("列出网站的栏目：更新期限、最新一条、是否空白或未更新。",
                         "The columns of a site: period, newest item, whether blank or not kept up.")))  # fmt: skip
@click.argument("site", metavar="SITE")
@click.pass_obj
def columns(context: Any, site: str) -> None:
    """Every column of one site, the worst first."""
    from gongkai.plugins.inspection.website.columns import STATES, columns_of

    office: Office = context.office
    one = _site(office, site)
    order = list(STATES)
    found = sorted(
        columns_of(office, one.scope, one.scope).get(one.uid, ()),
        key=lambda c: (order.index(c.state), c.newest, c.name),
    )
    plain = context.format in ("json", "jsonl")
    context.emit(
        COLUMNS,
        [
            (
                str(c.label),
                c.rule.group,
                str(c.rule.period),
                c.entries,
                c.newest,
                c.state if plain else str(STATES[c.state]),
            )
            for c in found
        ],
        keep=("column", "newest"),
    )


@site.command(
    help=str(
        T("登记一次人工检查：能否打开填 tried、failed，其他项目填 fault=是/否；--proof 附截图。",
          "Record a look at a site: tried and failed for whether it opens, fault=yes/no for the rest; --proof adds a screenshot.")
    )
)  # fmt: skip
@click.argument("site", metavar="SITE")
@click.argument("item", metavar="ITEM")
@click.argument("values", metavar="FIELD=VALUE", nargs=-1)
@click.option("--proof", default="", metavar="FILE", help=str(T("凭证文件。", "File that proves it.")))
@click.pass_obj
def look(context: Any, site: str, item: str, values: tuple[str, ...], proof: str) -> None:
    """What a person saw."""
    from gongkai.core.errors import UsageError
    from gongkai.plugins.inspection.website.looking import look as enter

    office: Office = context.office
    given: dict[str, Any] = {}
    for word in values:
        name, mark, text = word.partition("=")
        if not mark:
            raise UsageError(
                T(f"“{clean_line(word)[:40]}”不是 字段=值。", f"“{clean_line(word)[:40]}” is not FIELD=VALUE."),
                T("例如 fault=否 words=首页正常。", "For example fault=no words=fine."),
            )
        given[name.strip()] = text if text.strip() else None
    made = enter(office, _site(office, site), clean_line(item), given, Path(proof) if proof else None)
    click.echo(made.uid)


def _site(office: "Office", text: str) -> Any:
    """A site by its id or name."""
    from gongkai.plugins.inspection.website.looking import site_meant

    return office.register("site").get(site_meant(office, clean_line(text)))
