"""Findings on entries: what was never published, is late, was not kept up, or has no stages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from gongkai.core.findings import Check
from gongkai.core.i18n import T
from gongkai.plugins.catalog.findings.rules import UpdateLimit
from gongkai.plugins.catalog.findings.sql import Sql, all_of, any_of, in_topics, live, of_units
from gongkai.plugins.catalog.sheets.rules import UNREAD
from gongkai.plugins.catalog.timing import marks

if TYPE_CHECKING:
    from gongkai.core.office import Office

DRAFT = T(
    "起草并公开：gongkai publication draft 条目编号，或在条目上按 a 选“起草”；本单位没有这类信息的，由公开办列为不适用。",
    "Draft and publish it: gongkai publication draft ENTRY, or a on the entry and “Draft”; where the unit has no such "
    "information the office marks it as not applicable.",
)
RENEW = T(
    "起草新的一期并公开：gongkai publication draft 条目编号，或在条目上按 a 选“起草”。",
    "Draft and publish the next one: gongkai publication draft ENTRY, or a on the entry and “Draft”.",
)


def checks(office: "Office") -> Iterator[Check]:
    """Kinds of findings on entries."""
    today, duty = office.today.isoformat(), live(office)
    past, past_values = all_of(("x.published_on IS NULL AND x.due < ?", (today,)), duty)
    yield Check(
        "blank", T("空白栏目", "Blank"), "error", DRAFT, register="entry", test=past, params=past_values,
        since="x.due", own_rule="x.rule",
        tell=lambda title, said: T(f"“{title}”从未公开，应公开日期已过。",
                                   f"“{title}” was never published, and its date has passed."),
    )  # fmt: skip
    late, late_values = all_of(("x.due < ? AND x.published_on IS NOT NULL", (today,)), duty)
    yield Check(
        "overdue", T("逾期", "Overdue"), "error", RENEW, register="entry", test=late, params=late_values,
        since="x.due", later=1, own_rule="x.rule", values=("x.due",),
        tell=lambda title, said: T(f"“{title}”应于 {said.zh} 前公开新的一期，尚未公开。",
                                   f"“{title}” was due by {said.en}; nothing new has been published."),
    )  # fmt: skip
    for limit in office.profile.items("update_limit", UpdateLimit).values():
        yield _stale(office, limit, duty)
    unread, unread_values = all_of(
        (f"x.term IS NULL AND (x.note LIKE '{UNREAD}%' OR x.note LIKE '%' || ? || '{UNREAD}%')", ("\n",)), duty
    )
    yield Check(
        "unread", T("时限未核定", "Time limit not settled"), "warning",
        T("核对文件后写明时限：gongkai entry edit 条目编号 term=时限，并删去备注中的原话。",
          "Settle it from the document: gongkai entry edit ENTRY term=LIMIT, and take its words out of the note."),
        register="entry", test=unread, params=unread_values,
        tell=lambda title, said: T(f"“{title}”导入时公开时限没有读懂，原话在备注里，按20个工作日计。",
                                   f"“{title}”: its time limit was not understood in the import; the words stand in the note, "
                                   "and 20 working days are counted."),
    )  # fmt: skip
    staged, staged_values = all_of(
        ("x.cadence = 'staged' AND NOT EXISTS (SELECT 1 FROM {milestone} m WHERE m.entry = x.uid)", ()), duty
    )
    yield Check(
        "stageless", T("没有阶段安排", "Without milestones"), "warning",
        T("列出各阶段和应公开日期：gongkai milestone add entry=条目编号 number=1 title=阶段 due=日期。",
          "List its stages and their dates: gongkai milestone add entry=ENTRY number=1 title=STAGE due=DATE."),
        register="entry", test=staged, params=staged_values,
        tell=lambda title, said: T(f"“{title}”分阶段公开，却没有列出任何阶段。",
                                   f"“{title}” is disclosed by stage, but no stage is listed."),
    )  # fmt: skip


def _stale(office: "Office", limit: UpdateLimit, duty: Sql) -> Check:
    """Columns not kept up within so many days; what is overdue anyway is told as that."""
    day = (office.today - timedelta(days=limit.days)).isoformat()
    meant: list[Sql] = []
    if limit.topics:
        meant.append(in_topics(limit.topics))
    if limit.obligations:
        meant.append((f"x.obligation IN ({marks(limit.obligations)})", limit.obligations))
    test, values = all_of(
        ("x.published_on < ? AND (x.due IS NULL OR x.due >= ?)", (day, office.today.isoformat())),
        duty, any_of(*meant) if meant else ("1=1", ()), of_units(office, limit.to),
    )  # fmt: skip
    return Check(
        "stale", T("未按期更新", "Stale"), "warning", RENEW, limit.rule, "entry", test, values, since="x.published_on",
        later=limit.days + 1, values=("x.published_on",), item=f"update_limit:{limit.id}",
        tell=lambda title, said: T(f"“{title}”最近公开于 {said.zh}，超过 {limit.days} 天没有更新。",
                                   f"“{title}” was last published on {said.en}, more than {limit.days} days ago."),
    )  # fmt: skip
