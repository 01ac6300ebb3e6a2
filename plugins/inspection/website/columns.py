"""The columns of sites as the records show them: blank, not kept up, or in order; one statement for all sites."""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T, same
from gongkai.plugins.catalog.findings.sql import Sql, all_of, any_of, in_topics, live, of_units
from gongkai.plugins.catalog.timing import marks
from gongkai.plugins.inspection.website.rules import SiteColumn

if TYPE_CHECKING:
    from gongkai.core.office import Office

BLANK, STALE, CURRENT, EMPTY = "blank", "stale", "current", "empty"
STATES = {
    BLANK: T("空白", "blank"),
    STALE: T("应更新未更新", "not kept up"),
    CURRENT: T("按期更新", "kept up"),
    EMPTY: T("未到期，尚无内容", "nothing yet, not due"),
}
# A posting that hangs on the site on the day that is asked about.
UP = "t.posted_on <= ? AND (t.removed_on IS NULL OR t.removed_on > ?)"
TOLD_APART = "(COALESCE(s.word, '') = '' OR COALESCE(t.place, '') LIKE '%' || s.word || '%')"
OPEN = "(s.closed_on IS NULL OR s.closed_on > ?) AND (s.opened_on IS NULL OR s.opened_on <= ?)"


@dataclass(frozen=True)
class Column:
    """One column of a site.

    Attributes:
        entries: how many catalogue entries it is made of; ``newest``: day of the newest item that hangs there, or empty.
        state: a key of ``STATES``.
    """

    rule: SiteColumn
    name: str
    entries: int
    newest: str
    state: str

    @property
    def label(self) -> T:
        """Its name: the topic, or the rule's own name."""
        return same(self.name) if self.name else self.rule.name


def columns_of(office: "Office", low: int, high: int, channels: tuple[str, ...] = ()) -> dict[str, list[Column]]:
    """The columns of every open site in a range of places, by uid of the site.

    Args:
        channels: only sites on these channels; none: all.
    """
    rules = list(office.profile.items("site_column", SiteColumn).values())
    if not rules or not {"entry", "publication", "posting"} <= set(office.resources):
        return {}
    today = office.today.isoformat()
    number, named = _cases(office, rules)
    duty, out = live(office)
    on = f"s.channel IN ({marks(channels)})" if channels else "1=1"
    found: dict[str, list[Column]] = defaultdict(list)
    for joined in ("x.unit = s.unit AND s.reach <> 'place'", "x.scope = s.scope AND s.reach = 'place'"):
        rows = office.rows(
            f"SELECT s.uid, {number[0]} AS rule_no, {named} AS column_name, COUNT(DISTINCT x.uid),"
            " COUNT(DISTINCT CASE WHEN x.due < ? THEN x.uid END), MAX(t.posted_on)"
            f" FROM {{site}} s JOIN {{entry}} x ON {joined} LEFT JOIN {{publication}} p ON p.entry = x.uid"
            f" LEFT JOIN {{posting}} t ON t.publication = p.uid AND t.channel = s.channel AND {UP} AND {TOLD_APART}"
            f" WHERE s.scope BETWEEN ? AND ? AND x.scope BETWEEN ? AND ? AND {OPEN} AND {on} AND {duty}"
            " AND (x.channels IS NULL OR x.channels LIKE '%\"' || s.channel || '\"%')"
            " GROUP BY s.uid, rule_no, column_name ORDER BY s.uid, rule_no, column_name",
            (*number[1], *number[1], today, today, today, low, high, low, high, today, today, *channels, *out),
        )
        for site, at, name, entries, awaited, newest in rows:
            if at is None:
                continue
            rule = rules[int(at)]
            newest = str(newest or "")
            found[site].append(
                Column(rule, str(name or ""), int(entries), newest, _state(office, rule, newest, awaited))
            )
    return found


def _state(office: "Office", rule: SiteColumn, newest: str, awaited: int) -> str:
    if not newest:
        return BLANK if awaited else EMPTY
    return STALE if newest < rule.since(office.today).isoformat() else CURRENT


def _cases(office: "Office", rules: list[SiteColumn]) -> tuple[Sql, str]:
    """The number of the first rule that means an entry, and the name of its column, as expressions.

    The second holds the first's condition again, so its values stand before it twice.
    """
    whens: list[str] = []
    values: list[Any] = []
    for at, rule in enumerate(rules):
        meant: list[Sql] = []
        if rule.topics:
            meant.append(in_topics(rule.topics))
        if rule.obligations:
            meant.append((f"x.obligation IN ({marks(rule.obligations)})", rule.obligations))
        test, given = all_of(any_of(*meant) if meant else ("1=1", ()), of_units(office, rule.to))
        whens.append(f"WHEN {test} THEN {at}")
        values += given
    number = f"CASE {' '.join(whens)} END"
    alone = ", ".join(str(at) for at, rule in enumerate(rules) if rule.each) or "-1"
    return (number, tuple(values)), f"CASE WHEN {number} IN ({alone}) THEN x.topic ELSE '' END"
