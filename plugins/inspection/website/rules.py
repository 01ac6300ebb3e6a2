"""What sites are judged by, read from TOML: the items with their thresholds, and the columns with their periods."""

from datetime import date, timedelta
from typing import Literal

from gongkai.core.clock.units import add_months
from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Selector, Struct

How = Literal["newest", "stale", "blank", "answers", "share", "seen"]


class SiteItem(Kind, frozen=True, kw_only=True):
    """One item by which sites and accounts are judged.

    Attributes:
        how: what is looked at. From the records: ``newest`` (the newest posting is older than the period), ``stale`` and
            ``blank`` (so many columns are), ``answers`` (messages without an answer after the period). From what a
            person typed in: ``share`` (of the visits so many failed), ``seen`` (somebody found a fault).
        channels: sites on these channels are judged; none: all.
        days, months: the period of ``newest`` and ``answers``.
        least: number of columns or messages from which it is hit; of ``share`` the visits that are needed at least.
        share: part of the visits, such as 0.05.
        groups: columns of these groups count; none: all.
        messages: case channels on which a site's messages come in.
        valid: for so many days a person's look counts; it goes before what the records say.
        veto: whether it fails the site outright.
        figure: the measure that it is part of.
        confidence: how sure it is that the source says so.
    """

    how: How
    channels: tuple[str, ...] = ()
    days: int = 0
    months: int = 0
    least: int = 1
    share: str = "0"
    groups: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    valid: int = 365
    veto: bool = True
    figure: str = ""
    confidence: Literal["seen", "second-hand", "memory"] = "second-hand"

    def since(self, today: date) -> date:
        """The first day of the period that ends today."""
        return begin(today, self.days, self.months)

    @property
    def period(self) -> T:
        """The period in words."""
        return period_words(self.days, self.months)


class SiteColumn(Struct, frozen=True):
    """A column of a website, made of catalogue entries, and how long it may stand without anything new.

    An entry belongs to the first column that means it: by the name of a topic on whatever level, or by its obligation; a
    column that names neither takes all that is left.

    Attributes:
        each: every topic (its whole path) is a column of its own.
        group: ``news``, ``notice`` …, what thresholds are summed over.
    """

    id: str
    name: T
    topics: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    group: str = ""
    days: int = 0
    months: int = 0
    each: bool = False
    to: Selector = Selector()
    rule: str = ""
    confidence: Literal["seen", "second-hand", "memory"] = "second-hand"

    def since(self, today: date) -> date:
        """The day before which the newest item of the column is too old."""
        return begin(today, self.days, self.months)

    @property
    def period(self) -> T:
        """The period in words."""
        return period_words(self.days, self.months)


def begin(today: date, days: int, months: int) -> date:
    """The day so many months and days ago."""
    return add_months(today, -months) - timedelta(days=days)


def period_words(days: int, months: int) -> T:
    """A period in words: two weeks, six months."""
    if months:
        return T(f"{months}个月", f"{months} months")
    if days and not days % 7:
        return T(f"{days // 7}周", f"{days // 7} weeks")
    return T(f"{days}天", f"{days} days")


SECTIONS = (
    Section("site_item", SiteItem, plugin="inspection"),
    Section("site_column", SiteColumn, plugin="inspection"),
)
