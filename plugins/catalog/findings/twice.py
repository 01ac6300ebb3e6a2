"""Findings on what is there twice: titles and files of one unit, index numbers."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from gongkai.core.findings import Check, Finding
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

_IGNORED = re.compile(r"[\W_]+")
_REMEDY = T(
    "核对是否重复公开；重复的撤下一份：gongkai publication withdraw 编号。",
    "See whether it was published twice; take one down with gongkai publication withdraw ID.",
)


def checks() -> Iterator[Check]:
    """Kinds of findings on doubles."""
    yield Check("twice-title", T("标题重复", "Same title"), remedy=_REMEDY, find=_titles)
    yield Check("twice-file", T("附件重复", "Same file"), remedy=_REMEDY, find=_files)
    yield Check("twice-index", T("索引号重复", "Same index number"), remedy=_REMEDY, find=_numbers)


def plain_title(title: str) -> str:
    """A title without blanks, punctuation and case."""
    return _IGNORED.sub("", title).lower()


def _titles(office: "Office", low: int, high: int) -> Iterator[Finding]:
    """Public twice in one unit for one due date (or on one day): a report of each quarter bears the same title rightly."""
    rows = office.stream(
        "SELECT x.unit, COALESCE(x.due, x.published_on, ''), x.title, x.uid, x.published_on FROM {publication} x"
        " WHERE x.stage = 'published' AND x.scope BETWEEN ? AND ? ORDER BY x.scope, x.unit, x.id", (low, high),
    )  # fmt: skip
    for _, group in groupby(rows, itemgetter(0)):
        same: dict[tuple[str, str], list[Sequence[str]]] = {}
        for row in group:
            same.setdefault((row[1], plain_title(row[2] or "")), []).append(row)
        for unit, _, title, uid, day in (row for rows in same.values() if len(rows) > 1 for row in rows):
            what = T(f"“{title}”在本单位公开了不止一次。", f"“{title}” is public more than once in this unit.")
            yield Finding("twice-title", what, _REMEDY, unit, "", "publication", uid, day or "")


def _files(office: "Office", low: int, high: int) -> Iterator[Finding]:
    """One file with two publications of one unit that are not versions of each other."""
    one = (
        "SELECT a.id, a.uid, a.unit, a.scope, a.name, a.sha256, p.series, p.published_on FROM {attachment} a JOIN {publication} p"
        " ON p.uid = a.publication WHERE p.stage = 'published' AND a.sha256 IS NOT NULL AND a.scope BETWEEN ? AND ?"
    )
    rows = office.stream(
        f"WITH one AS ({one}) SELECT x.uid, x.unit, x.name, x.published_on FROM one x JOIN (SELECT unit, sha256 FROM one"
        " GROUP BY unit, sha256 HAVING COUNT(DISTINCT series) > 1) g ON g.unit = x.unit AND g.sha256 = x.sha256"
        " ORDER BY x.scope, x.unit, x.sha256, x.id", (low, high),
    )  # fmt: skip
    for uid, unit, name, day in rows:
        what = T(
            f"附件“{name}”在本单位的几条信息中重复。",
            f"The file “{name}” belongs to several publications of this unit.",
        )
        yield Finding("twice-file", what, _REMEDY, unit, "", "attachment", uid, day or "")


def _numbers(office: "Office", low: int, high: int) -> Iterator[Finding]:
    """One index number for two publications, wherever in the store, that are not versions of each other."""
    rows = office.stream(
        "SELECT x.uid, x.unit, x.title, x.index_no, x.published_on FROM {publication} x JOIN (SELECT index_no FROM {publication}"
        " WHERE index_no <> '' GROUP BY index_no HAVING COUNT(DISTINCT series) > 1) g ON g.index_no = x.index_no"
        " WHERE x.scope BETWEEN ? AND ? ORDER BY x.index_no, x.id", (low, high),
    )  # fmt: skip
    remedy = T(
        "核对哪一条该用这个号；另一条撤下后重新公开，另编新号。",
        "Settle whose number it is; take the other down and publish it again under a new one.",
    )
    for uid, unit, title, number, day in rows:
        what = T(
            f"“{title}”的索引号 {number} 与另一条重复。", f"“{title}” shares the index number {number} with another."
        )
        yield Finding("twice-index", what, remedy, unit, "", "publication", uid, day or "")
