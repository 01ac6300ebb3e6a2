"""The registers of websites."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.resource import Filter, Resource
from gongkai.plugins.inspection.website import looking
from gongkai.plugins.inspection.website.models import Site, SiteFigure

if TYPE_CHECKING:
    from gongkai.core.office import Office


def _open(office: "Office") -> Any:
    today = office.today.isoformat()
    return Site.closed_on.is_null() | (Site.closed_on > today)


SITES = Resource(
    Site,
    key="site",
    name=T("网站和新媒体", "Site or account"),
    columns=("unit", "name", "channel", "address", "reach", "opened_on", "closed_on"),
    title="name",
    natural=("unit", "name"),
    filters=(
        Filter("open", T("在运行", "Running"), _open),
        Filter("portal", T("门户", "Portals"), lambda office: Site.reach == "place"),
        Filter("media", T("新媒体", "New media"), lambda office: Site.channel == "new-media"),
    ),
    prepare=looking.prepare_site,
    dated=("opened_on", "closed_on"),
    aliases={"网站名称": "name", "账号名称": "name", "域名": "address", "首页网址": "address", "主办单位": "unit"},  # zh-data
    help=T("政府网站和政务新媒体账号；按公开位置和目录检查更新、空白和互动。",
           "Government websites and accounts; judged by postings and catalogue: up to date, blank, answering."),
    empty=T("还没有登记网站。按 n 添加，门户的收录范围选“本级各单位”。", "No site yet. Press n to add one."),
)  # fmt: skip
FIGURES = Resource(
    SiteFigure,
    key="site_figure",
    part_of="site",
    name=T("网站检查记录", "Look at a site"),
    columns=("unit", "site", "item", "checked_on", "fault", "tried", "failed", "words", "checked_by", "proof"),
    title="item",
    natural=("site", "item", "checked_on"),
    filters=(
        Filter("faults", T("有问题", "With a fault"), lambda office: SiteFigure.fault == 1, "late"),
        Filter("unproved", T("没有凭证", "Without proof"), lambda office: SiteFigure.sha256.is_null()),
    ),
    prepare=looking.prepare_figure,
    verb="inspect",
    help=T("系统查不到、由人查看的项目：能否打开、有无严重问题、服务是否可用，附截图。",
           "What no record tells and a person looks at: whether it opens, grave problems, services; with a screenshot."),
    empty=T("还没有检查记录。用 gongkai site look 登记。", "Nothing yet. Enter one with gongkai site look."),
)  # fmt: skip
REGISTERS = (SITES, FIGURES)
