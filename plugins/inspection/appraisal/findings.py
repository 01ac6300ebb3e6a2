"""Findings on appraisal: what failed or stands lowest in the newest surveys, ways to complain that lack or stay unopened."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.findings import Check, Finding
from gongkai.core.i18n import T
from gongkai.plugins.inspection.appraisal.standing import (
    BELOW,
    FLAGS,
    LOWEST,
    ONLY,
    UNDER_MEAN,
    Standing,
    newest,
    standings,
)
from gongkai.plugins.inspection.appraisal.surveys import form_of
from gongkai.plugins.inspection.appraisal.voices import lacking, unopened

if TYPE_CHECKING:
    from gongkai.core.office import Office

FAIL, LOW = "survey-fail", "survey-low"
ANALYSE = T(
    "分析失分原因并整改：gongkai survey standing 编号 --unit 单位 查看各方面；整改用 gongkai order issue。",
    "Find out why and put it right: gongkai survey standing CODE --unit UNIT shows the aspects, gongkai order issue orders it.",
)


def checks(office: "Office") -> Iterator[Check]:
    """Kinds of findings on surveys and ways to complain."""
    yield Check(FAIL, T("调查不及格", "Survey below the line"), "error", ANALYSE, find=_failed)
    yield Check(LOW, T("调查垫底或低于平均", "Survey lowest or below the mean"), "note", ANALYSE, find=_low)
    yield Check("voice-missing", T("缺监督渠道", "No way to complain"), find=_missing)
    yield Check("voice-unopened", T("渠道久未查看", "Box not opened"), find=_unopened)


def _failed(office: "Office", low: int, high: int) -> Iterator[Finding]:
    for survey, form, one in _results(office, low, high):
        if BELOW in one.flags:
            yield _finding(FAIL, survey, form, one)


def _low(office: "Office", low: int, high: int) -> Iterator[Finding]:
    for survey, form, one in _results(office, low, high):
        if BELOW not in one.flags and {LOWEST, UNDER_MEAN} <= set(one.flags):
            yield _finding(LOW, survey, form, one)


def _results(office: "Office", low: int, high: int) -> Iterator[tuple[Any, Any, Standing]]:
    """The results of the newest surveys; both checks of one listing share them."""
    key = "survey results", office.last_change
    known = office.remembered.get("survey results")
    if known is None or known[0] != key:
        made = []
        for survey in newest(office):
            form = form_of(office, survey.form)
            made += [(survey, form, one) for one in standings(office, survey)]
        known = office.remembered["survey results"] = key, made
    for survey, form, one in known[1]:
        if low <= one.scope <= high:
            yield survey, form, one


def in_words(form: Any, one: Standing) -> T:
    """What is to be told of a result: score, line, flags, mean, rank, change."""
    zh, en = [f"“{one.aspect.zh}”{one.score} 分"], [f"“{one.aspect.en}” {one.score}"]
    if BELOW in one.flags:
        zh.append(f"低于 {form.pass_line} 分合格线")
        en.append(f"below the line of {form.pass_line}")
    if LOWEST in one.flags:
        zh.append(f"{one.aspects} 个方面中最低" + ("、唯一不及格" if ONLY in one.flags else ""))
        en.append(f"the lowest of {one.aspects} aspects" + (" and the only one below" if ONLY in one.flags else ""))
    elif ONLY in one.flags:
        zh.append(FLAGS[ONLY].zh)
        en.append(FLAGS[ONLY].en)
    if one.mean is not None and UNDER_MEAN in one.flags:
        zh.append(f"低于平均 {one.mean:.2f} 分")
        en.append(f"below the mean of {one.mean:.2f}")
    if one.rank is not None:
        zh.append(f"列第 {one.rank} 位" + (f"（共 {one.of} 个）" if one.of else ""))
        en.append(f"rank {one.rank}" + (f" of {one.of}" if one.of else ""))
    if one.change is not None:
        zh.append(f"比上年{one.change:+}" if one.change else "与上年持平")
        en.append(f"{one.change:+} on the year before")
    return T("，".join(zh) + "。", ", ".join(en) + ".")  # zh-data


def _finding(code: str, survey: Any, form: Any, one: Standing) -> Finding:
    said = in_words(form, one)
    what = T(f"{survey.title}（{survey.year}）：{said.zh}", f"{survey.title} ({survey.year}): {said.en}")
    since = survey.ended_on.isoformat() if survey.ended_on else ""
    return Finding(code, what, ANALYSE, one.unit, form.rule, "survey_result", one.uid, since, f"survey_form:{form.key}")


def _missing(office: "Office", low: int, high: int) -> Iterator[Finding]:
    for kind, unit in lacking(office, low, high):
        what = T(f"没有设立“{kind.name.zh}”。", f"There is no “{kind.name.en.lower()}”.")
        remedy = T(
            f"设立并登记：gongkai voice_channel add unit=单位 kind={kind.key} place=位置或号码。",
            f"Set one up and enter it: gongkai voice_channel add unit=UNIT kind={kind.key} place=PLACE.",
        )
        yield Finding("voice-missing", what, remedy, unit, kind.rule, item=f"voice_kind:{kind.key}")


def _unopened(office: "Office", low: int, high: int) -> Iterator[Finding]:
    for kind, uid, unit, place, last in unopened(office, low, high):
        what = T(
            f"{kind.name.zh}（{place}）{f'最近于 {last} 查看' if last else '从未查看'}，应每 {kind.every} 天查看一次。",
            f"{kind.name.en} ({place}) {f'was last opened on {last}' if last else 'was never opened'}; at least every {kind.every} days.",
        )
        remedy = T(
            f"两人一起查看后登记：gongkai voice_opening add channel={uid} first=姓名 second=姓名 found=件数。",
            f"Open it with somebody else and record it: gongkai voice_opening add channel={uid} first=NAME second=NAME found=NUMBER.",
        )
        since = (date.fromisoformat(last) + timedelta(days=kind.every + 1)).isoformat() if last else ""
        yield Finding(
            "voice-unopened", what, remedy, unit, kind.rule, "voice_channel", uid, since, f"voice_kind:{kind.key}"
        )
