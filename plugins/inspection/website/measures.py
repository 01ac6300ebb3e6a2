"""Figures of sites for scores: of the items of a measure that were assessed, how many are hit."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.measures import Figure, Measure
from gongkai.plugins.inspection.website.judging import Sites

if TYPE_CHECKING:
    from gongkai.core.office import Office

NAMES = {
    "site.safety": T("网站严重问题", "Grave problems of the site"),
    "site.reach": T("网站无法访问", "Site that cannot be reached"),
    "site.home": T("首页不更新", "Home page not kept up"),
    "site.columns": T("栏目不更新或空白", "Columns not kept up or blank"),
    "site.answers": T("留言不回应", "Messages left unanswered"),
    "site.services": T("服务不实用", "Services of no use"),
    "site.media": T("新媒体否决项", "Veto items of new media"),
    "site.veto": T("网站和新媒体否决项", "Veto items of sites and accounts"),
}
"""What an item of ``website.toml`` may name as its ``figure``; ``site.veto`` adds up all vetoes."""
WHOLE = "site.veto"
COLUMNS = {"site.blank": "blank", "site.stale": "stale"}


def _hits(key: str) -> "Callable[[Office, int, int], dict[str, Figure]]":
    def run(office: "Office", low: int, high: int) -> dict[str, Figure]:
        found: dict[str, list[int]] = {}
        for one in _sites(office, low, high):
            if not (one.item.veto if key == WHOLE else one.item.figure == key):
                continue
            counted = found.setdefault(one.site.unit, [0, 0])
            if one.kind.counts:
                counted[0] += one.hit
                counted[1] += 1
        return {unit: Figure(Decimal(hits), Decimal(of)) for unit, (hits, of) in found.items()}

    return run


def _columns(state: str) -> "Callable[[Office, int, int], dict[str, Figure]]":
    def run(office: "Office", low: int, high: int) -> dict[str, Figure]:
        sites = _sites(office, low, high)
        found: dict[str, list[int]] = {}
        for site in sites.sites:
            counted = found.setdefault(site.unit, [0, 0])
            for column in sites.columns.get(site.uid, ()):
                counted[0] += column.state == state
                counted[1] += 1
        return {unit: Figure(Decimal(some), Decimal(of)) for unit, (some, of) in found.items()}

    return run


def _sites(office: "Office", low: int, high: int) -> Sites:
    """Read once for all measures of one run; anew when anything was written since."""
    key = low, high, office.last_change
    known = office.remembered.get("sites")
    if known is None or known[0] != key:
        known = office.remembered["sites"] = key, Sites(office, low, high)
    kept: Sites = known[1]
    return kept


MEASURES = (
    *(Measure(key, name, "count", _hits(key), register="site") for key, name in NAMES.items()),
    *(
        Measure(
            key, T(f"网站{name.zh}栏目数", f"Columns {name.en} on the site"), "count", _columns(state), register="site"
        )
        for (key, state), name in zip(COLUMNS.items(), (T("空白", "blank"), T("未更新", "not kept up")), strict=True)
    ),
)
