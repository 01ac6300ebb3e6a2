"""Findings on publications: their way, their days, where they hang, their numbers."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.findings import Check, Finding, Said
from gongkai.core.i18n import T, same
from gongkai.plugins.catalog.findings.sql import ENTRY, PUBLIC
from gongkai.plugins.catalog.publications.numbers import IndexNumber
from gongkai.plugins.catalog.publications.texts import length, longest_abstract
from gongkai.plugins.catalog.rules import Abstract

if TYPE_CHECKING:
    from gongkai.core.office import Office

POSTED = "EXISTS (SELECT 1 FROM {posting} p WHERE p.publication = x.uid AND p.removed_on IS NULL)"
REVISE = T(
    "用 gongkai publication revise 起草更新版，改正后按程序公开。",
    "Draft the next version with gongkai publication revise, mend it there, and publish it on the usual way.",
)


def checks(office: "Office") -> Iterator[Check]:
    """Kinds of findings on publications and postings."""
    yield from _ends(office)
    yield from _way()
    yield from _held(office)
    yield from _channels(office)
    yield from _numbers(office)


def _ends(office: "Office") -> Iterator[Check]:
    yield Check(
        "lapsed", T("已失效仍在公开", "Lapsed but still shown"), "error",
        T("撤下：gongkai publication expire 编号，并到各渠道删除；仍然有效的，改正失效日期。",
          "Take it down: gongkai publication expire ID, and in every channel; mend its last day where it still holds."),
        register="publication", test=f"{PUBLIC} AND x.expires_on < ?", params=(office.today.isoformat(),),
        since="x.expires_on", later=1, values=("x.expires_on",),
        tell=lambda title, said: T(f"“{title}”已于 {said.zh} 失效，仍在公开。",
                                   f"“{title}” lapsed on {said.en} and is still shown."),
    )  # fmt: skip
    yield Check(
        "hanging", T("已终止未撤下", "Ended but still posted"), "warning",
        T("到该渠道撤下后登记：gongkai posting edit 编号 removed_on=日期。",
          "Remove it there, then record it: gongkai posting edit ID removed_on=DATE."),
        register="publication", test=f"x.stage IN ('expired', 'withdrawn', 'superseded') AND {POSTED}",
        since="COALESCE(x.ended_on, '')",
        tell=lambda title, said: T(f"“{title}”已终止公开，有的渠道还没有撤下。",
                                   f"“{title}” has ended, but some channel still shows it."),
    )  # fmt: skip


def _way() -> Iterator[Check]:
    again = T(
        "补办：gongkai publication revise 编号，按程序审查、签发后公开。",
        "Make up for it: gongkai publication revise ID, then review, signature and publication.",
    )
    yield Check(
        "unreviewed", T("未经保密审查", "No secrecy review"), "error", again, register="publication",
        test=f"{PUBLIC} AND COALESCE(x.reviewed_by, '') = ''", since="COALESCE(x.published_on, '')",
        tell=lambda title, said: T(f"“{title}”已公开，没有保密审查记录。",
                                   f"“{title}” is public without a secrecy review on record."),
    )  # fmt: skip
    yield Check(
        "unsigned", T("未经签发", "Not signed off"), "error", again, register="publication",
        test=f"{PUBLIC} AND COALESCE(x.signed_by, '') = ''", since="COALESCE(x.published_on, '')",
        tell=lambda title, said: T(f"“{title}”已公开，没有签发记录。", f"“{title}” is public without a signature on record."),
    )  # fmt: skip
    yield Check(
        "unconsulted", T("未经公开机构研究", "Office not asked"), "warning",
        T("送政务公开工作机构研究后再定：gongkai publication release 编号，再 consult。",
          "Ask the disclosure office: gongkai publication release ID, then consult."),
        register="publication", test="x.stage = 'withheld' AND x.policy = 1 AND COALESCE(x.second_by, '') = ''",
        since="COALESCE(x.signed_on, '')",
        tell=lambda title, said: T(f"政策文件“{title}”定为不予公开，没有公开工作机构的意见。",
                                   f"The policy document “{title}” is withheld without the disclosure office’s opinion."),
    )  # fmt: skip


def _held(office: "Office") -> Iterator[Check]:
    today = office.today.isoformat()
    remedy = T(
        "重新评估：可以公开的 gongkai publication release 编号，仍不能的 reassess 并定下一次日期。",
        "Judge it again: gongkai publication release ID where it can be public, else reassess with the next day.",
    )
    for code, stage, name in (
        ("deferral", "deferred", T("暂不公开到期未评估", "Deferral not reviewed")),
        ("reassess", "withheld", T("不予公开到期未评估", "Withheld, not reassessed")),
    ):
        yield Check(
            code, name, "error", remedy, register="publication",
            test=f"x.stage = '{stage}' AND COALESCE(x.review_on, '') <= ?", params=(today,),
            since="COALESCE(x.review_on, '')",
            tell=lambda title, said: T(f"“{title}”没有公开，评估日期已到或没有定。",
                                       f"“{title}” is held back, and the day to judge it again has come or was never set."),
        )  # fmt: skip


def _channels(office: "Office") -> Iterator[Check]:
    names = dict(office.profile.choices["channel"])
    lacking = " || ".join(
        f"CASE WHEN e.channels LIKE '%\"{key}\"%' AND COALESCE(x.channels, '') NOT LIKE '%\"{key}\"%' AND NOT EXISTS (SELECT 1"
        f" FROM {{posting}} p WHERE p.publication = x.uid AND p.channel = '{key}' AND p.removed_on IS NULL) THEN '{key},'"
        " ELSE '' END" for key in names if re.fullmatch(r"[\w-]+", key)
    )  # fmt: skip

    def tell(title: str, said: T) -> T:
        found = [names[key] for key in said.zh.split(",") if key]
        zh, en = "、".join(n.zh for n in found), ", ".join(n.en for n in found)  # zh-data
        return T(f"“{title}”没有在规定的渠道公开：{zh}。", f"“{title}” was not published through: {en}.")

    yield Check(
        "channel", T("缺规定渠道", "Channel missing"), "warning",
        T("到该渠道公开后登记：gongkai posting add publication=编号 channel=渠道 posted_on=日期。",
          "Publish it there, then record it: gongkai posting add publication=ID channel=CHANNEL posted_on=DATE."),
        register="publication", joins=(ENTRY,), values=(lacking,), since="COALESCE(x.published_on, '')",
        test=f"{PUBLIC} AND e.channels IS NOT NULL AND e.channels <> COALESCE(x.channels, '') AND ({lacking}) <> ''",
        tell=tell,
    )  # fmt: skip
    yield Check(
        "unproved", T("没有公开凭证", "No proof"), "note",
        T("留存截图或照片：gongkai publication prove 公开位置编号 文件。",
          "Keep a screenshot or photograph: gongkai publication prove POSTING FILE."),
        register="posting", test="x.removed_on IS NULL AND COALESCE(x.proof_hash, '') = ''",
        since="COALESCE(x.posted_on, '')", values=("x.channel",),
        tell=lambda title, said: T(f"在{names.get(said.zh, said).zh}的公开（{title or '未写位置'}）没有留凭证。",
                                   f"The posting in {names.get(said.zh, said).en} ({title or 'no place given'}) has no proof."),
    )  # fmt: skip


def _numbers(office: "Office") -> Iterator[Check]:
    rule = office.profile.table("index_number", IndexNumber)
    yield Check("index-missing", T("没有索引号", "No index number"), "note", rule=rule.rule, find=_unnumbered)
    if rule.pattern:
        pattern = re.compile(rule.pattern)

        def wrong(number: str) -> Iterator[Said]:
            if not pattern.fullmatch(number):
                yield Said(same(number))

        yield Check(
            "index-wrong", T("索引号不合规则", "Wrong index number"), "warning",
            T("核对索引号；确需改的，撤下后重新公开。", "Compare the number; where it must change, take it down and publish again."),
            rule.rule, "publication", f"{PUBLIC} AND COALESCE(x.index_no, '') <> ''", values=("x.index_no",), judge=wrong,
            since="COALESCE(x.published_on, '')",
            tell=lambda title, said: T(f"“{title}”的索引号 {said.zh} 不合规则。",
                                       f"The index number {said.en} of “{title}” is against the rule."),
        )  # fmt: skip
    abstract = office.profile.table("abstract", Abstract)

    def long(text: str, content: str) -> Iterator[Said]:
        if length(text) > longest_abstract(abstract, content):
            yield Said(same(str(length(text))))

    yield Check(
        "abstract", T("内容概述过长", "Abstract too long"), "warning", REVISE, abstract.rule, "publication",
        f"{PUBLIC} AND length(x.abstract) > ?", (min(abstract.short, abstract.long),), since="COALESCE(x.published_on, '')",
        values=("x.abstract", "x.content"), judge=long,
        tell=lambda title, said: T(f"“{title}”的内容概述 {said.zh} 字，过长。",
                                   f"The abstract of “{title}” has {said.en} characters, too many."),
    )  # fmt: skip


def _unnumbered(office: "Office", low: int, high: int) -> Iterator[Finding]:
    """Units whose publications have no index number, which lack the code that it is made of: one finding for each."""
    remedy = T(
        "在单位登记册补上统一社会信用代码；已公开的在下一版公开时编号。",
        "Give the unit its credit code; what is public gets its number with its next version.",
    )
    for unit, number, day, uid in office.rows(
        f"SELECT x.unit, COUNT(*), MIN(x.published_on), MIN(x.uid) FROM {{publication}} x WHERE {PUBLIC} AND x.scope BETWEEN ? AND ?"
        " AND COALESCE(x.index_no, '') = '' GROUP BY x.unit ORDER BY MIN(x.scope), x.unit", (low, high),
    ):  # fmt: skip
        what = T(f"{number} 条公开信息没有索引号。", f"{number} publications have no index number.")
        yield Finding("index-missing", what, remedy, unit or "", "", "publication", uid, day or "")
