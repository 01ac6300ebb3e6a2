"""Findings on the published text: items that must stand in it, figures that do not add up, files that it speaks of."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.files import place_of
from gongkai.core.findings import Check, Said
from gongkai.core.i18n import T, same
from gongkai.plugins.catalog.elements import missing as not_named
from gongkai.plugins.catalog.findings.publications import REVISE
from gongkai.plugins.catalog.findings.rules import NeededText, NeededWord, SumCheck
from gongkai.plugins.catalog.findings.sql import ENTRY, PUBLIC
from gongkai.plugins.catalog.findings.sums import differences
from gongkai.plugins.catalog.timing import marks

if TYPE_CHECKING:
    from gongkai.core.office import Office

FILES = "EXISTS (SELECT 1 FROM {attachment} a WHERE a.publication = x.uid)"
ELSEWHERE = f"(x.content LIKE '%附件%' AND {FILES})"  # zh-data: the text says that it stands in a file
HERE = f"{PUBLIC} AND COALESCE(x.content, '') <> '' AND NOT {ELSEWHERE}"
ATTACH = T(
    "起草更新版（gongkai publication revise 编号），用 gongkai publication attach 加入附件后公开。",
    "Draft the next version (gongkai publication revise ID), add the file with gongkai publication attach, publish it.",
)
_NOTE = re.compile(r"[（(][^（()）]*[）)]")
_AND = re.compile("[和及或与]")  # zh-data
LONGEST_NAME = 40
_BETWEEN = re.compile(r"、(?![^（(]*[）)])")


def checks(office: "Office") -> Iterator[Check]:
    """Kinds of findings on texts and files."""
    guides = tuple(office.profile.items("needed_text", NeededText).values())
    for guide in guides:
        yield _guide(guide)
    covered = tuple({key for guide in guides for key in guide.obligations})
    yield Check(
        "element", T("缺公开要素", "Element missing"), "warning", REVISE, "", "publication",
        f"{HERE} AND COALESCE(e.required, e.elements, '') <> '' AND COALESCE(e.obligation, '') NOT IN ({marks(covered)})", covered,
        joins=(ENTRY,), own_rule="e.rule", since="COALESCE(x.published_on, '')", values=("x.content", "e.elements", "e.required"),
        judge=_elements,
        tell=lambda title, said: T(f"“{title}”没有写明{said.zh}。", f"“{title}” does not state {said.en}."),
    )  # fmt: skip
    sums = tuple(office.profile.items("sum_check", SumCheck).values())
    yield Check(
        "sum", T("数字不符", "Figures do not add up"), "warning",
        T("对照原件核对；确有误的，用 gongkai publication revise 更正，原文如此的照录并注明。",
          "Compare the original; mend an error with gongkai publication revise, and note what the original itself has wrong."),
        "", "publication", f"{PUBLIC} AND COALESCE(x.content, '') <> ''", since="COALESCE(x.published_on, '')",
        values=("x.content",),
        judge=lambda content: [Said(words, rule=rule) for words, rule in differences(content, sums)],
        tell=lambda title, said: T(f"“{title}”的数字不符：{said.zh}。", f"Figures of “{title}” do not add up: {said.en}."),
    )  # fmt: skip
    yield Check(
        "attachment", T("缺附件", "File missing"), "warning", ATTACH, "", "publication",
        f"{PUBLIC} AND (x.content LIKE '%见附件%' OR x.content LIKE '%附件：%' OR x.content LIKE '%附件:%') AND NOT {FILES}",  # zh-data
        since="COALESCE(x.published_on, '')",
        tell=lambda title, said: T(f"“{title}”提到附件，却没有附件。", f"“{title}” speaks of a file that is not attached."),
    )  # fmt: skip

    def lost(sha256: str) -> Iterator[Said]:
        if not place_of(office, sha256).is_file():
            yield Said(same(sha256[:12]))

    yield Check(
        "attachment-lost", T("附件丢失", "File lost"), "error",
        T("从备份或原件找回这个文件，放回 attachments 文件夹；用 gongkai doctor 核对。",
          "Bring the file back from a backup or the original into the folder attachments; gongkai doctor compares it."),
        "", "attachment", "COALESCE(x.sha256, '') <> ''", values=("x.sha256",), judge=lost,
        tell=lambda title, said: T(f"附件“{title}”（{said.zh}）不在了。", f"The file “{title}” ({said.en}) is gone."),
    )  # fmt: skip


def _guide(guide: NeededText) -> Check:
    def judge(content: str) -> Iterator[Said]:
        missing = [item.name for item in guide.item if not _holds(content, item)]
        if missing:
            zh, en = "、".join(name.zh for name in missing), ", ".join(name.en for name in missing)  # zh-data
            yield Said(T(zh, en))

    return Check(
        "guide", T("要素不全", "Guide incomplete"), "warning", REVISE, guide.rule, "publication",
        f"{HERE} AND e.obligation IN ({marks(guide.obligations)})", guide.obligations, (ENTRY,),
        since="COALESCE(x.published_on, '')", values=("x.content",), judge=judge, item=f"needed_text:{guide.id}",
        tell=lambda title, said: T(f"“{title}”（{guide.name.zh}）缺{said.zh}。",
                                   f"“{title}” ({guide.name.en}) lacks {said.en}."),
    )  # fmt: skip


def _holds(content: str, item: NeededWord) -> bool:
    return any(word in content for word in (item.name.zh, *item.also))


def _elements(content: str, elements: str | None, required: str | None) -> Iterator[Said]:
    """Elements of an entry that its text does not name: those that it requires, or all where it does not say which."""
    missing = (
        not_named(required, [content])
        if required
        else [name for name in map(_bare, _BETWEEN.split(elements or "")) if name and not _named(content, name)]
    )
    if missing:
        yield Said(same("、".join(missing)))  # zh-data


def _bare(element: str) -> str:
    return _NOTE.sub("", element).strip()


def _named(content: str, name: str) -> bool:
    """Whether a text names an element: as it stands, or word by word (经办人姓名电话: 经办人, 姓名 and 电话 somewhere in it).

    A word is any piece of two characters or more; 和, 及, 或 and 与 between words are no words.
    """
    if name in content:
        return True
    whole = _AND.sub("", name)[:LONGEST_NAME]
    reached = {0}  # how far the name is made up of words that stand in the text
    for end in range(2, len(whole) + 1):
        if any(end - at >= 2 and whole[at:end] in content for at in reached):
            reached.add(end)
    return len(whole) in reached
