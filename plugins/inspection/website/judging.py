"""Every site judged by every item: from the records where they tell it, from what a person saw where they do not.

What nobody has looked at is "not assessed", and what no record tells is "no data"; neither is ever taken for passed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from gongkai.core.i18n import T, same
from gongkai.plugins.catalog.timing import marks
from gongkai.plugins.inspection.arithmetic import Kind
from gongkai.plugins.inspection.website.columns import BLANK, OPEN, STALE, TOLD_APART, UP, Column, columns_of
from gongkai.plugins.inspection.website.rules import SiteItem

if TYPE_CHECKING:
    from gongkai.core.office import Office

SHOWN = 5
"""Columns that are named in a finding; of the rest the number is told."""
COMPUTED = ("newest", "stale", "blank", "answers")


class SiteRow(NamedTuple):
    """A site as the statements give it."""

    uid: str
    unit: str
    name: str
    channel: str
    reach: str
    opened: str


class Seen(NamedTuple):
    """What a person typed in for one item of a site."""

    uid: str
    day: str
    tried: int | None
    failed: int | None
    fault: bool | None
    words: str
    by: str


@dataclass(frozen=True)
class Judged:
    """One site by one item.

    Attributes:
        kind: ``full`` all is well, ``vetoed`` or ``deducted`` it is hit, ``not_assessed``, ``no_data``.
        said: the grounds.
        seen: the figure that a person typed in, where that decided.
    """

    site: SiteRow
    item: SiteItem
    kind: Kind
    said: T
    since: str = ""
    seen: str = ""

    @property
    def hit(self) -> bool:
        """Whether the item's threshold is reached."""
        return self.kind in (Kind.VETOED, Kind.DEDUCTED)


class Sites:
    """What is on record of the open sites of a subtree that the acting account may see; read once, by a few statements."""

    def __init__(self, office: "Office", low: int, high: int) -> None:
        self.office, self.low, self.high = office, low, high
        today = office.today.isoformat()
        self.items = list(office.profile.items("site_item", SiteItem).values())
        self.sites = [
            SiteRow(*(str(value or "") for value in row))
            for row in office.rows(
                "SELECT s.uid, s.unit, s.name, s.channel, s.reach, s.opened_on FROM {site} s"
                f" WHERE s.scope BETWEEN ? AND ? AND {OPEN} ORDER BY s.scope, s.id", (low, high, today, today),
            )
        ]  # fmt: skip
        self.columns: Mapping[str, list[Column]] = columns_of(office, low, high) if self.sites else {}
        self._newest = self._read_newest() if self.sites else {}
        self._seen = self._read_seen() if self.sites else {}
        self._waiting: dict[str, dict[str, tuple[int, str]]] = {}

    def __iter__(self) -> Iterator[Judged]:
        """Site by site, item by item."""
        for site in self.sites:
            for item in self.items:
                if not item.channels or site.channel in item.channels:
                    yield self._judge(site, item)

    # ---- reading

    def _read_newest(self) -> dict[str, str]:
        if "posting" not in self.office.resources:
            return {}
        today = self.office.today.isoformat()
        found: dict[str, str] = {}
        for joined in ("t.unit = s.unit AND s.reach <> 'place'", "t.scope = s.scope AND s.reach = 'place'"):
            rows = self.office.rows(
                f"SELECT s.uid, MAX(t.posted_on) FROM {{site}} s JOIN {{posting}} t ON {joined} AND t.channel = s.channel"
                f" AND {UP} AND {TOLD_APART} WHERE s.scope BETWEEN ? AND ? GROUP BY s.uid",
                (today, today, self.low, self.high),
            )
            found |= {str(uid): str(day) for uid, day in rows if day}
        return found

    def _read_seen(self) -> dict[tuple[str, str], Seen]:
        rows = self.office.rows(
            "SELECT f.site, f.item, f.uid, f.checked_on, f.tried, f.failed, f.fault, f.words, f.checked_by FROM {site_figure} f"
            " WHERE f.scope BETWEEN ? AND ? AND f.checked_on <= ? ORDER BY f.checked_on, f.id",
            (self.low, self.high, self.office.today.isoformat()),
        )
        return {
            (site, item): Seen(uid, day, tried, failed, None if fault is None else bool(fault), words or "", by or "")
            for site, item, uid, day, tried, failed, fault, words, by in rows
        }

    def _messages(self, item: SiteItem) -> dict[str, tuple[int, str]]:
        """Messages of the last year per site: how many came in, how many of them wait too long, the oldest of these."""
        if item.key not in self._waiting:
            self._waiting[item.key] = {}
            if "case" in self.office.resources and item.messages:
                self._waiting[item.key] = self._read_messages(item)
        return self._waiting[item.key]

    def _read_messages(self, item: SiteItem) -> dict[str, tuple[int, str]]:
        today = self.office.today
        before, year = item.since(today).isoformat(), (today - timedelta(days=365)).isoformat()
        late = "c.taken_on < ? AND (c.replied_on IS NULL OR c.replied_on > ?)"
        found: dict[str, tuple[int, str]] = {}
        for joined in ("c.unit = s.unit AND s.reach <> 'place'", "c.scope = s.scope AND s.reach = 'place'"):
            rows = self.office.rows(
                f"SELECT s.uid, SUM(CASE WHEN {late} THEN 1 ELSE 0 END), MIN(CASE WHEN {late} THEN c.taken_on END)"
                f" FROM {{site}} s JOIN {{hotline_case}} c ON {joined} WHERE s.scope BETWEEN ? AND ?"
                f" AND c.channel IN ({marks(item.messages)}) AND c.taken_on BETWEEN ? AND ? AND c.merged_into IS NULL"
                " GROUP BY s.uid",
                (before, today.isoformat(), before, today.isoformat(), self.low, self.high, *item.messages, year, today.isoformat()),
            )  # fmt: skip
            found |= {str(uid): (int(number or 0), str(oldest or "")) for uid, number, oldest in rows}
        return found

    # ---- judging

    def _judge(self, site: SiteRow, item: SiteItem) -> Judged:
        seen = self._seen.get((site.uid, item.key))
        if seen and (self.office.today - date.fromisoformat(seen.day)).days <= item.valid:
            return self._by_person(site, item, seen)
        if item.how not in COMPUTED:
            return Judged(site, item, Kind.NOT_ASSESSED, T("还没有人检查。", "Nobody has looked at it yet."))
        return self._by_records(site, item)

    def _by_person(self, site: SiteRow, item: SiteItem, seen: Seen) -> Judged:
        when = T(f"{seen.by} {seen.day} 检查", f"{seen.by} on {seen.day}")
        if item.how == "share" and seen.fault is None:
            tried, failed = seen.tried or 0, seen.failed or 0
            counts = T(f"：访问 {tried} 次，{failed} 次打不开", f": of {tried} visits {failed} failed")
            if tried < item.least:
                more = T(f"；应不少于 {item.least} 次。", f"; at least {item.least} are needed.")
                return Judged(site, item, Kind.NOT_ASSESSED, when + counts + more, seen=seen.uid)
            hit = failed > 0 and Decimal(failed) >= Decimal(item.share) * tried
            return self._told(site, item, hit, when + counts + T("。", "."), seen.day, seen.uid)
        if seen.fault is None:
            return Judged(
                site, item, Kind.NOT_ASSESSED, when + T("，没有写明有无问题。", ", without a verdict."), seen=seen.uid
            )
        said = T("：存在问题", ": a fault") if seen.fault else T("：没有发现问题", ": no fault")
        words = T(f"（{seen.words}）", f" ({seen.words})") if seen.words else same("")
        return self._told(site, item, seen.fault, when + said + words + T("。", "."), seen.day, seen.uid)

    def _by_records(self, site: SiteRow, item: SiteItem) -> Judged:
        if item.how == "newest":
            return self._by_newest(site, item)
        if item.how == "answers":
            return self._by_answers(site, item)
        return self._by_columns(site, item)

    def _by_newest(self, site: SiteRow, item: SiteItem) -> Judged:
        newest, limit = self._newest.get(site.uid, ""), item.since(self.office.today).isoformat()
        if newest:
            said = T(f"最近更新于 {newest}", f"Last updated on {newest}")
        elif site.opened:
            said = T(f"{site.opened} 开通，没有更新记录", f"Opened on {site.opened}, and nothing on record")
        else:
            return Judged(site, item, Kind.NO_DATA, T("没有更新记录。", "No posting on record."))
        hit = (newest or site.opened) < limit
        tail = T(f"，超过{item.period.zh}。", f", more than {item.period.en} ago.") if hit else T("。", ".")
        day = date.fromisoformat(newest or site.opened)
        return self._told(
            site, item, hit, said + tail, (day + (self.office.today - item.since(self.office.today))).isoformat()
        )

    def _by_answers(self, site: SiteRow, item: SiteItem) -> Judged:
        known = self._messages(item).get(site.uid)
        if known is None:
            return Judged(
                site, item, Kind.NOT_ASSESSED,
                T("一年内没有登记留言，有无渠道须看过。", "No message on record within a year; whether one can write must be seen."),
            )  # fmt: skip
        number, oldest = known
        if number < item.least:
            said = T(f"一年内的留言没有超过{item.period.zh}未答的。",
                     f"No message of the last year waits longer than {item.period.en}.")  # fmt: skip
            return self._told(site, item, False, said)
        said = T(f"{number} 条留言超过{item.period.zh}未答，最早的 {oldest}。",
                 f"{number} messages wait longer than {item.period.en}, the oldest since {oldest}.")  # fmt: skip
        return self._told(site, item, True, said, oldest)

    def _by_columns(self, site: SiteRow, item: SiteItem) -> Judged:
        own = [one for one in self.columns.get(site.uid, ()) if not item.groups or one.rule.group in item.groups]
        if not own:
            return Judged(site, item, Kind.NO_DATA, T("目录里没有这类栏目。", "The catalogue has no such columns."))
        state = BLANK if item.how == "blank" else STALE
        bad = [one for one in own if one.state == state]
        what = T("空白", "blank") if state == BLANK else T("未按期更新", "not kept up")
        said = T(f"{len(own)} 个栏目中 {len(bad)} 个{what.zh}，达到 {item.least} 个即不合格",
                 f"Of {len(own)} columns {len(bad)} are {what.en}; {item.least} fail the site")  # fmt: skip
        return self._told(site, item, len(bad) >= item.least, said + _named(bad))

    @staticmethod
    def _told(site: SiteRow, item: SiteItem, hit: bool, said: T, since: str = "", seen: str = "") -> Judged:
        kind = (Kind.VETOED if item.veto else Kind.DEDUCTED) if hit else Kind.FULL
        return Judged(site, item, kind, said, since if hit else "", seen)


def _named(columns: list[Column]) -> T:
    """Columns by name, the longest untouched first."""
    if not columns:
        return T("。", ".")
    order = sorted(columns, key=lambda one: (one.newest, one.name))
    shown = [
        T(f"{one.label.zh}（{one.newest}）", f"{one.label.en} ({one.newest})") if one.newest else one.label
        for one in order
    ]
    zh, en = "、".join(one.zh for one in shown[:SHOWN]), ", ".join(one.en for one in shown[:SHOWN])  # zh-data
    more = len(order) - SHOWN
    return T(
        f"：{zh}{f'等 {len(order)} 个' if more > 0 else ''}。", f": {en}{f' and {more} more' if more > 0 else ''}."
    )


def verdict(judged: list[Judged]) -> Kind:
    """What a site comes to: failed by any veto; else open while an item is; else passed."""
    kinds = {one.kind for one in judged if one.item.veto}
    if Kind.VETOED in kinds:
        return Kind.VETOED
    for one in (Kind.NOT_ASSESSED, Kind.NO_DATA):
        if one in kinds:
            return Kind.NOT_ASSESSED
    return Kind.FULL if kinds else Kind.NOT_APPLICABLE
