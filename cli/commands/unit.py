"""``gongkai unit generate``: units from the templates of the rules."""

from typing import TYPE_CHECKING

import click

from gongkai.cli.words import command, option
from gongkai.core.i18n import T
from gongkai.core.text import clean_line

if TYPE_CHECKING:
    from gongkai.cli.context import Session


@command(
    "generate",
    T(
        "按规则中的模板为区划生成单位；已有的不动，可重复运行。",
        "Make the units that the templates of the rules name. What is there is left alone; it can be run again.",
    ),
    option(
        "--within", words=T("只为该区划及以下；不写时为本单位的全部区划。",
                            "Only for this division and below; else for all of the office's."),
        shown=T("区划", "PLACE"), default="",
    ),
    option(
        "--posts", words=T("同时为规则要求的岗位建立空缺记录，供填写。",
                           "Also a vacant row for every post that the rules require, to be filled."),
        is_flag=True,
    ),
    output=False,
)  # fmt: skip
@click.pass_obj
def generate(session: "Session", within: str, posts: bool) -> None:
    """Make what is missing, in one transaction."""
    from gongkai.core.access import require
    from gongkai.core.registry.generate import BULK, generate_posts, generate_units

    def note(made: int) -> None:
        if made % (5 * BULK) == 0:
            session.note(T(f"已生成 {made:,} 个……", f"{made:,} so far…"))

    office = session.office
    scope = office.place(clean_line(within)) if within else office.scope
    with office.change(str(T("按模板生成单位", "units from templates"))) as change:
        require(office, "administer", scope, whole=True)
        made = generate_units(office, change, scope, note)
        vacant = generate_posts(office, change, scope) if posts else 0
    session.note(T(f"生成单位 {made:,} 个。", f"{made:,} units made."))
    if posts:
        session.note(T(f"生成空缺岗位 {vacant:,} 个。", f"{vacant:,} vacant posts made."))


@command(
    "check",
    T(
        "检查单位：岗位、席位、设施、联系办法、应设单位是否齐全，统一社会信用代码是否正确；--fail-on 决定何时退出码为 1。",
        "Check units: posts, seats, boards, facts, coverage, credit codes; --fail-on says when to exit 1.",
    ),
    option(
        "--within", words=T("只查该区划及以下。", "Only this division and below."), shown=T("区划", "PLACE"), default="",
    ),
    option("--fail-on", words=T("有这个程度或更严重的问题时，退出码为 1。",
                                "Exit code 1 when there is a finding of this severity or a graver one."),
           type=click.Choice(["error", "warning", "note"])),
)  # fmt: skip
@click.pass_obj
def check(session: "Session", within: str, fail_on: str | None) -> None:
    """List the findings of the registry."""
    from collections import Counter

    from gongkai.core.findings import in_words, require_none
    from gongkai.core.registry.findings import findings

    office = session.office
    found = findings(office, office.place(clean_line(within)) if within else None)
    units = office.unit_names({finding.unit for finding in found})
    session.emit(
        [("code", T("类别", "Kind")), ("unit", T("单位", "Unit")), ("what", T("问题", "Finding")),
         ("rule", T("规则", "Rule")), ("remedy", T("怎么办", "Remedy"))],
        [(f.code, units.get(f.unit, f.unit), str(f.what), f.rule, str(f.remedy)) for f in found],
    )  # fmt: skip
    seen = Counter(finding.severity for finding in found)
    session.note(in_words(seen))
    require_none(seen, fail_on or "")
