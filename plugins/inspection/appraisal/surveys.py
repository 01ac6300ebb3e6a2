"""What holds for a survey and a result before it is kept: aspects by their names, scores worked out from the ratings."""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, nearest
from gongkai.plugins.inspection.appraisal.models import PLACES
from gongkai.plugins.inspection.appraisal.rules import RATINGS, Aspect, SurveyForm
from gongkai.plugins.inspection.rounds.opening import owner

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

WHOLE = "总体"  # zh-data
"""The aspect that stands for all of them together."""
WHOLE_ALSO = ("", "总分", "综合", "综合得分", "总体满意度", "overall", "whole")  # zh-data
FULL = 100
CENT = Decimal("0.01")
CHUNK = 400


def form_of(office: "Office", key: str) -> SurveyForm:
    """A form by its key; one that a region took away since is an empty one."""
    return office.profile.items("survey_form", SurveyForm).get(key) or SurveyForm(key=key, name=T(key, key))


def aspect_of(form: SurveyForm, text: str) -> str:
    """The aspect that a word means, by the Chinese name under which it is kept.

    Raises:
        BadInput: the form has no such aspect; names the nearest.
    """
    word = clean_line(text or "")
    if word.lower() in WHOLE_ALSO or word == WHOLE:
        return WHOLE
    for one in form.aspect:
        if word in (one.id, one.name.zh, *one.also) or word.lower() == one.name.en.lower():
            return one.name.zh
    if not form.aspect:
        return word
    near = nearest(word, [one.name.zh for one in form.aspect] + [one.name.en for one in form.aspect])
    raise BadInput(
        T(f"“{form.name.zh}”没有方面“{word[:20]}”。", f"“{form.name.en}” does not ask about “{word[:20]}”."),
        T(f"最接近的是“{near[0]}”。", f"The nearest is “{near[0]}”.") if near
        else T(f"可用：{'、'.join(one.name.zh for one in form.aspect)}。", f"There are: {', '.join(one.name.en for one in form.aspect)}."),
    )  # fmt: skip


def aspect_name(form: SurveyForm, kept: str) -> T:
    """An aspect's name in both languages."""
    if kept == WHOLE:
        return T(WHOLE, "Overall")
    found: Aspect | None = next((one for one in form.aspect if one.name.zh == kept), None)
    return found.name if found else T(kept, kept)


def rated(form: SurveyForm, row: dict[str, Any]) -> Decimal | None:
    """The score that the five ratings give, rounded once; None where nobody rated."""
    counts = [(row[name] or 0, form.weigh(name)) for name in RATINGS]
    answers = sum(number for number, _ in counts)
    if not answers:
        return None
    return (sum((number * worth for number, worth in counts), Decimal(0)) / answers).quantize(CENT, ROUND_HALF_UP)


def prepare_survey(office: "Office", row: dict[str, Any]) -> None:
    """What follows from its other fields, and what cannot be.

    Raises:
        BadInput: days or numbers that do not fit.
    """
    row["unit"] = row["unit"] or owner(office)
    row["series"] = clean_line(row["series"] or "") or row["form"]
    if row["year"] is not None and not 1990 <= row["year"] <= office.today.year:
        raise BadInput(T(f"年度 {row['year']} 不对。", f"The year {row['year']} cannot be."),
                       T("填调查所评的年度，不晚于今年。", "Give the year that is appraised, this one at the latest."))  # fmt: skip
    if row["begun_on"] and row["ended_on"] and row["ended_on"] < row["begun_on"]:
        raise BadInput(
            T("结束日期早于开始日期。", "It ended before it began."), T("改正其中一个日期。", "Mend one of the days.")
        )
    asked, answered = row["asked"], row["answered"]
    if min(asked or 0, answered or 0) < 0 or (asked is not None and (answered or 0) > asked):
        raise BadInput(T(f"发放 {asked} 份，回收 {answered} 份，对不上。", f"{asked} given out and {answered} taken back do not fit."),
                       T("回收不能多于发放。", "No more can come back than were given out."))  # fmt: skip


def prepare_result(office: "Office", row: dict[str, Any]) -> None:
    """The aspect under its own name, and the score where the ratings give it.

    Raises:
        BadInput: an unknown aspect, a number below zero, a score outside 0 to 100, or neither score nor ratings.
    """
    if not row["survey"]:
        return  # the door names what is missing
    key = "form of survey", row["survey"]
    if key not in office.remembered:
        found = office.inside.rows("SELECT form FROM {survey} WHERE uid = ?", (row["survey"],))
        office.remembered[key] = form_of(office, found[0][0] if found else "")
    form = office.remembered[key]
    row["aspect"] = aspect_of(form, row["aspect"])
    if any((row[name] or 0) < 0 for name in RATINGS):
        raise BadInput(
            T("各档人数不能小于零。", "A rating cannot have less than nobody."),
            T("没有人选的填 0。", "Enter 0 where nobody chose it."),
        )
    if row["score"] is None:
        made = rated(form, row)
        row["score"] = None if made is None else int(made.scaleb(PLACES))
    if row["score"] is None:
        raise BadInput(T("既没有得分，也没有各档人数。", "There is neither a score nor anybody’s rating."),
                       T("填得分，或填五档人数由系统计算。", "Enter the score, or the five ratings to have it worked out."))  # fmt: skip
    for name in ("score", "mean"):
        if row[name] is not None and not 0 <= row[name] <= FULL * 10**PLACES:
            raise BadInput(T("得分不在 0 至 100 之间。", "The score is not in 0 to 100."),
                           T("满分不是100的先折算成百分制。", "Convert it where a full score is not 100."))  # fmt: skip


def settle_results(change: "Change", written: Mapping[str, str]) -> None:
    """One result for a unit and an aspect in a survey; looked at once for all that were written.

    Raises:
        BadInput: there are two; names the unit and the aspect.
    """
    uids = [uid for uid, action in written.items() if action != "delete"]
    for start in range(0, len(uids), CHUNK):
        part = uids[start : start + CHUNK]
        twins = change.office.rows(
            "SELECT a.unit, a.aspect FROM {survey_result} a JOIN {survey_result} b ON b.survey = a.survey AND b.unit = a.unit"
            f" AND b.aspect = a.aspect AND b.uid <> a.uid WHERE a.uid IN ({', '.join('?' for _ in part)}) ORDER BY a.uid LIMIT 1",
            part,
        )
        for unit, aspect in twins:
            name = change.office.unit_name(unit)
            raise BadInput(T(f"{name}的“{aspect}”已有结果。", f"There is a result on “{aspect}” for {name} already."),
                           T("编辑已有的那条。", "Edit the one that is there."))  # fmt: skip


def doubts(form: SurveyForm, row: dict[str, Any], answered: int | None) -> Iterator[T]:
    """What of a result does not agree with itself; told and never mended."""
    made = rated(form, row)
    if made is not None and row["score"] is not None:
        stated = Decimal(row["score"]).scaleb(-PLACES)
        if stated != made:
            yield T(f"所报得分 {stated}，按各档人数为 {made}", f"stated as {stated}, and by the ratings {made}")
    people = sum(row[name] or 0 for name in RATINGS)
    if answered is not None and people > answered:
        yield T(
            f"各档合计 {people} 人，多于回收的 {answered} 份", f"{people} ratings are more than the {answered} answers"
        )
    rank, of = row["stated_rank"], row["stated_of"]
    if rank is not None and (rank < 1 or (of is not None and rank > of)):
        yield T(f"位次 {rank} 不在 1 至 {of or '…'} 之间", f"rank {rank} is not in 1 to {of or '…'}")
