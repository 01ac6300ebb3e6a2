"""Findings on sites and accounts: every veto item that is hit, with its grounds, for ``gongkai catalog check``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.findings import Check, Finding
from gongkai.core.i18n import T
from gongkai.plugins.inspection.website.judging import Judged, Sites
from gongkai.plugins.inspection.website.rules import SiteItem

if TYPE_CHECKING:
    from gongkai.core.office import Office

REMEDIES = {
    "newest": T(
        "发布新的信息并登记公开位置：gongkai publication draft 条目编号；确已更新的，由检查人登记 gongkai site look。",
        "Publish something new and record where: gongkai publication draft ENTRY; where it is up to date an inspector "
        "records that with gongkai site look.",
    ),
    "answers": T(
        "逐条答复并登记反馈：gongkai case list --filter overdue 查看。",
        "Answer each of them and record it: gongkai case list --filter overdue shows them.",
    ),
    "columns": T(
        "更新或撤并这些栏目：gongkai site columns 网站 逐个列出。",
        "Renew or merge these columns: gongkai site columns SITE lists them.",
    ),
    "person": T(
        "整改后请检查人复查并登记：gongkai site look 网站 项目。",
        "Mend it, then have an inspector look again: gongkai site look SITE ITEM.",
    ),
}


def code_of(item: SiteItem) -> str:
    """The kind of finding that an item gives."""
    return f"site-{item.key}"


def checks(office: "Office") -> Iterator[Check]:
    """One check over all sites, with a kind of finding for each item; none where there are no items."""
    items = office.profile.items("site_item", SiteItem).values()
    if items:
        yield Check(
            "site", T("网站和新媒体", "Sites and accounts"), "error",
            find=_found, codes={code_of(item): item.name for item in items},
        )  # fmt: skip


def _found(office: "Office", low: int, high: int) -> Iterator[Finding]:
    for one in Sites(office, low, high):
        if one.hit:
            yield _finding(one)


def _finding(one: Judged) -> Finding:
    item, site = one.item, one.site
    if one.seen or item.how in ("seen", "share"):
        remedy = REMEDIES["person"]
    else:
        remedy = REMEDIES.get(item.how, REMEDIES["columns"])
    what = T(f"{site.name}（{item.name.zh}）：{one.said.zh}", f"{site.name} ({item.name.en.lower()}): {one.said.en}")
    register, uid = ("site_figure", one.seen) if one.seen else ("site", site.uid)
    return Finding(code_of(item), what, remedy, site.unit, item.rule, register, uid, one.since, f"site_item:{item.key}")
