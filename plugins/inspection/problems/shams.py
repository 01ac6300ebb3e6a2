"""Checks for disclosure that is none: nothing in it, an update without anything new, a day before the signature; and for
priority matters of which nothing was published.

They look at what a record says of itself; whether a text is true only a person can tell (``site look``, marks on samples).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.findings import Check
from gongkai.core.i18n import T
from gongkai.plugins.catalog.findings.publications import REVISE
from gongkai.plugins.catalog.findings.sql import PUBLIC, all_of, live

if TYPE_CHECKING:
    from gongkai.core.office import Office

HOLLOW, RENEWAL, BACKDATED, PRIORITY = "hollow", "sham-renewal", "backdated", "priority-blank"
_FILES = "SELECT a.sha256 FROM {attachment} a WHERE a.publication = "
_OLD_FILES = "SELECT COALESCE(b.sha256, '') FROM {attachment} b WHERE b.publication = x.replaces"
_SAME_FILES = f"NOT EXISTS ({_FILES}x.uid AND COALESCE(a.sha256, '') NOT IN ({_OLD_FILES}))"


def checks(office: "Office") -> Iterator[Check]:
    """Kinds of findings; none where there is no catalogue."""
    if not {"entry", "publication", "attachment"} <= set(office.resources):
        return
    text = "COALESCE(x.content, '')"
    yield Check(
        HOLLOW, T("空公开", "Nothing in it"), "warning", REVISE, register="publication",
        test=f"{PUBLIC} AND ({text} = '' OR {text} = x.title) AND COALESCE(x.abstract, '') = '' AND COALESCE(x.link, '') = ''"
        f" AND NOT EXISTS ({_FILES}x.uid)",
        since="COALESCE(x.published_on, '')",
        tell=lambda title, said: T(f"“{title}”只有标题，没有正文、附件和链接。",
                                   f"“{title}” is a title without text, file or link."),
    )  # fmt: skip
    yield Check(
        RENEWAL, T("更新没有新内容", "Update without anything new"), "warning", REVISE, register="publication",
        joins=("LEFT JOIN {publication} o ON o.uid = x.replaces",),
        test=f"{PUBLIC} AND o.uid IS NOT NULL AND o.title = x.title AND COALESCE(o.content, '') = {text}"
        f" AND COALESCE(o.abstract, '') = COALESCE(x.abstract, '') AND COALESCE(o.link, '') = COALESCE(x.link, '') AND {_SAME_FILES}",
        since="COALESCE(x.published_on, '')", values=("o.published_on",),
        tell=lambda title, said: T(f"“{title}”的更新版与 {said.zh} 公开的一字不差。",
                                   f"The new version of “{title}” is the one of {said.en}, word for word."),
    )  # fmt: skip
    yield Check(
        BACKDATED, T("公开日期早于签发", "Published before it was signed"), "warning",
        T("核对实际公开日期；确实先公开后签发的，按程序补办并说明。",
          "Check the real day; where it was public before the signature, make up for it and say why."),
        register="publication", test=f"{PUBLIC} AND x.published_on < x.signed_on", since="COALESCE(x.published_on, '')",
        values=("x.signed_on",),
        tell=lambda title, said: T(f"“{title}”的公开日期早于 {said.zh} 的签发。",
                                   f"“{title}” is dated before its signature of {said.en}."),
    )  # fmt: skip
    duty, values = all_of(live(office), ("COALESCE(x.marks, '') NOT IN ('', '[]')", ()))
    yield Check(
        PRIORITY, T("重点事项未公开", "Priority matter not public"), "warning",
        T("优先公开：gongkai publication draft 条目编号。", "Publish it first of all: gongkai publication draft ENTRY."),
        register="entry", test=f"x.published_on IS NULL AND x.due < ? AND {duty}", params=(office.today.isoformat(), *values),
        since="x.due", own_rule="x.rule",
        tell=lambda title, said: T(f"“{title}”是群众关心或易生腐败的重点事项，从未公开。",
                                   f"“{title}” concerns the public or is prone to corruption, and was never published."),
    )  # fmt: skip
