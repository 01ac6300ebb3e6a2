"""The catalogue's cards on the day's first screen."""

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T, same
from gongkai.core.register import Query, Register
from gongkai.core.today import Card
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.plugins.catalog.timing import EXPECTED, finals, marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.core.office import Office

# stage, what it asks of the account, which of its rights
STEPS = (
    ("review", T("待我审核", "For me to review"), ("review",)),
    ("sign", T("待我签发", "For me to sign or approve"), ("sign", "approve")),
    ("ready", T("待我公开", "For me to publish"), ("publish",)),
    ("second", T("待我研究（不予公开的政策文件）", "For my opinion (policy documents not to be public)"), ("verify",)),
    ("reassess", T("待我再次评估能否公开", "For me to judge again whether it can be public"), ("approve",)),
    ("filed", T("下级报来备案的暂不公开", "Deferrals filed by units below"), ("verify",)),
)
RARE = ("second", "reassess", "filed")
ALONE = ("reassess", "filed")
"""Filters that say by themselves whom they wait for."""
LATE = (
    ("lapsed", T("已失效仍在公开", "Lapsed but still public")),
    ("hanging", T("已终止未撤下", "Ended but still posted")),
)


def cards(office: "Office", register: "Callable[[Card], None]") -> None:
    """What is late, what waits for this account, what is due soon, and how far the catalogue is."""
    entries = office.register("entry")
    total, published, late, blank = _totals(office)
    if not total:
        return
    register(
        Card("catalog.overdue", "late", T("目录条目逾期", "Catalogue entries overdue"), late, "entry", ("overdue",))
    )
    for card in _waiting(office, office.register("publication")):
        register(card)
    soon = entries.count(Query(filters=("soon",)))
    register(
        Card("catalog.soon", "soon", T("目录条目即将到期", "Catalogue entries due soon"), soon, "entry", ("soon",))
    )
    share = percent(published, total)
    register(
        Card(
            "catalog.coverage", "state", T("目录公开率", "Coverage of the catalogue"), None, "entry",
            detail=T("{share}%（{published}/{total}）", "{share}% ({published} of {total})").format(
                share=share, published=published, total=total
            ),
        )
    )  # fmt: skip
    grave = Findings(office).counts("error")
    others = sum(grave.values()) - grave["overdue"]  # those have their own card
    if others:
        register(
            Card(
                "catalog.findings", "late", T("目录其他严重问题", "Other grave findings on the catalogue"), others,
                screen="findings", detail=same("gongkai catalog check"),
            )
        )  # fmt: skip
    register(Card("catalog.blank", "state", T("从未公开", "Never published"), blank, "entry", ("blank",)))


def percent(part: int, whole: int) -> str:
    """A share in percent with one decimal, rounded down: 100.0 is said only when nothing is missing."""
    if not whole:
        return ""
    return str((Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_DOWN))


def _waiting(office: "Office", publications: Register) -> list[Card]:
    """Steps that this account can take; one that is rarely asked for is shown only when something waits."""
    found = []
    for stage, title, verbs in STEPS:
        if any(publications.may(verb) for verb in verbs):
            queue = stage not in ALONE
            filters = (stage, "for_me") if queue else (stage,)
            count = publications.count(Query(filters=filters))
            if count or stage not in RARE:
                found.append(Card(f"catalog.{stage}", "act", title, count, "publication", filters, longest=queue))
    others = publications.count(Query(filters=("for_me",))) - publications.count(Query(filters=("returned",)))
    others -= sum(card.count or 0 for card in found if "for_me" in card.filters)
    if others > 0:  # steps that a region has of its own
        title = T("其他待我办理", "Other steps for me")
        found.append(Card("catalog.others", "act", title, others, "publication", ("for_me",)))
    if publications.may("edit"):
        count = publications.count(Query(filters=("returned",)))
        if count:
            title = T("退回我修改", "Sent back to me")
            found.append(Card("catalog.returned", "act", title, count, "publication", ("returned",)))
    for key, title in LATE:
        count = publications.count(Query(filters=(key,)))
        if count:
            found.append(Card(f"catalog.{key}", "late", title, count, "publication", (key,)))
    return found


def _totals(office: "Office") -> tuple[int, int, int, int]:
    """Live entries of which something is expected, published ones, overdue ones and blank ones, in one statement."""
    out = finals(office)
    row = office.rows(
        "SELECT COUNT(*), SUM(CASE WHEN published_on IS NOT NULL THEN 1 ELSE 0 END),"
        " SUM(CASE WHEN due < ? THEN 1 ELSE 0 END), SUM(CASE WHEN published_on IS NULL THEN 1 ELSE 0 END)"
        f" FROM {{entry}} WHERE stage NOT IN ({marks(out)}) AND {EXPECTED}",
        (office.today.isoformat(), *out),
    )[0]
    total, published, late, blank = (int(figure or 0) for figure in row)
    return total, published, late, blank
