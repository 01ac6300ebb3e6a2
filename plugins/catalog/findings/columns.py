"""Findings on whole columns of a unit: shown only in part, or with too few, too old, too distant items."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from gongkai.core.findings import Check, Finding
from gongkai.core.i18n import T
from gongkai.plugins.catalog.findings.rules import ColumnRule
from gongkai.plugins.catalog.findings.sql import COLUMN, all_of, in_topics, live, of_units

if TYPE_CHECKING:
    from gongkai.core.office import Office

FEW, OLD, GAP = "column-few", "column-old", "column-gap"
CODES = {
    FEW: T("栏目条数不足", "Column too thin"),
    OLD: T("栏目久未更新", "Column not kept up"),
    GAP: T("栏目更新间隔过长", "Column with a long gap"),
}
MORE = T(
    "补充公开：在该栏目的条目上按 a 选“起草”（gongkai entry list --unit 单位 查看条目）。",
    "Publish more: a on an entry of this column and “Draft” (gongkai entry list --unit UNIT shows them).",
)


def checks() -> Iterator[Check]:
    """Kinds of findings on columns."""
    yield Check("evasion", T("避实就虚", "The real thing left out"), find=_evasions)
    yield Check("column", T("栏目更新", "Upkeep of columns"), find=_columns, codes=CODES)


def _evasions(office: "Office", low: int, high: int) -> Iterator[Finding]:
    """Columns in which duties and aims are shown, while nothing was ever published of what was done and what came of it."""
    duty, out = live(office)
    hard = "x.matter IN ('process', 'result')"
    # without COALESCE the store would walk the index of units, and fetch the rows of all places one by one
    rows = office.stream(
        f"WITH h AS (SELECT COALESCE(x.unit, '') AS unit, {COLUMN} AS topic, MIN(x.uid) AS uid, MIN(x.due) AS due, COUNT(*) AS n,"
        f" MIN(x.scope) AS place FROM {{entry}} x WHERE x.scope BETWEEN ? AND ? AND {hard} AND x.published_on IS NULL AND {duty}"
        f" GROUP BY COALESCE(x.unit, ''), {COLUMN} HAVING MIN(x.due) < ?)"
        " SELECT h.unit, h.topic, MIN(h.uid), MIN(h.due), MIN(h.n), MIN(h.place) FROM {entry} x CROSS JOIN h"
        f" WHERE COALESCE(x.unit, '') = h.unit AND {COLUMN} = h.topic AND x.scope BETWEEN ? AND ? AND x.matter IS NOT NULL"
        f" AND x.published_on IS NOT NULL AND {duty} GROUP BY h.unit, h.topic HAVING SUM(CASE WHEN {hard} THEN 1 ELSE 0 END) = 0"
        " ORDER BY MIN(h.place), h.unit, h.topic",
        (low, high, *out, office.today.isoformat(), low, high, *out),
    )
    for unit, topic, uid, due, number, _ in rows:
        name = topic.rstrip("/")
        what = T(
            f"“{name}”只公开了依据、程序和目标，{number} 项过程和结果从未公开。",
            f"“{name}” shows basis, procedure and aims; its {number} items on process and result were never published.",
        )
        remedy = T(
            "补上过程和结果：在这些条目上按 a 选“起草”，或 gongkai publication draft 条目编号。",
            "Publish process and result: a on those entries and “Draft”, or gongkai publication draft ENTRY.",
        )
        yield Finding("evasion", what, remedy, unit, "", "entry", uid, due)


def _columns(office: "Office", low: int, high: int) -> Iterator[Finding]:
    """Every column that a ``[[column_rule]]`` means: one statement for each rule, read in order of unit and column."""
    for rule in office.profile.items("column_rule", ColumnRule).values():
        begin = (office.today - timedelta(days=rule.days)).isoformat()
        topics = in_topics(rule.topics) if rule.topics else ("1=1", ())
        test, values = all_of(("x.scope BETWEEN ? AND ?", (low, high)), live(office), topics, of_units(office, rule.to))
        rows = office.stream(
            f"SELECT x.unit, {COLUMN} AS topic, p.published_on, x.uid FROM {{entry}} x LEFT JOIN {{publication}} p"
            f" ON p.entry = x.uid AND p.published_on >= ? AND p.published_on <= ? WHERE {test}"
            " ORDER BY x.scope, x.unit, topic, p.published_on", (begin, office.today.isoformat(), *values),
        )  # fmt: skip
        for (unit, topic), group in groupby(rows, itemgetter(0, 1)):
            lines = list(group)
            days = sorted(date.fromisoformat(day) for _, _, day, _ in lines if day)
            for code, what, since in _judge(rule, topic.rstrip("/"), days, office.today):
                yield Finding(code, what, MORE, unit, rule.rule, "entry", lines[0][3], since, f"column_rule:{rule.id}")


def _judge(rule: ColumnRule, name: str, days: Sequence[date], today: date) -> Iterator[tuple[str, T, str]]:
    """What one column lacks: kind, words, since when."""
    if len(days) < rule.items:
        yield FEW, T(
            f"“{name}”{rule.days} 天内公开 {len(days)} 条，应不少于 {rule.items} 条。",
            f"“{name}” has {len(days)} items within {rule.days} days, at least {rule.items} are asked for.",
        ), ""  # fmt: skip
    if rule.newest and days and (today - days[-1]).days > rule.newest:
        yield OLD, T(
            f"“{name}”最新一条公开于 {days[-1]}，超过 {rule.newest} 天。",
            f"The newest item of “{name}” is of {days[-1]}, more than {rule.newest} days ago.",
        ), (days[-1] + timedelta(days=rule.newest + 1)).isoformat()  # fmt: skip
    wide = [(a, b) for a, b in pairwise(days) if rule.gap and (b - a).days > rule.gap]
    if wide:
        first, then = wide[-1]
        yield GAP, T(
            f"“{name}”在 {first} 与 {then} 之间 {(then - first).days} 天没有公开，应不超过 {rule.gap} 天。",
            f"“{name}” had nothing for {(then - first).days} days between {first} and {then}; at most {rule.gap} are allowed.",
        ), (first + timedelta(days=rule.gap + 1)).isoformat()  # fmt: skip
