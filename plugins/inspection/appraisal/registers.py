"""The registers of public appraisal."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.store.record import row_of
from gongkai.plugins.inspection.appraisal import surveys, voices
from gongkai.plugins.inspection.appraisal.models import Survey, SurveyResult, VoiceChannel, VoiceOpening
from gongkai.plugins.inspection.appraisal.rules import RATINGS
from gongkai.plugins.inspection.rounds.opening import owner

if TYPE_CHECKING:
    from gongkai.core.office import Office


def _survey_of(office: "Office", uid: str) -> tuple[Any, int | None]:
    """A survey's form and how many answered."""
    key = "survey of result", uid
    if key not in office.remembered:
        rows = office.rows("SELECT form, answered FROM {survey} WHERE uid = ?", (uid,))
        form, answered = rows[0] if rows else ("", None)
        office.remembered[key] = surveys.form_of(office, form), answered
    return office.remembered[key]  # type: ignore[no-any-return]


def _about(office: "Office", record: Any) -> T:
    return surveys.aspect_name(_survey_of(office, record.survey)[0], record.aspect or "")


def _doubt(office: "Office", record: Any) -> T | None:
    form, answered = _survey_of(office, record.survey)
    found = list(surveys.doubts(form, row_of(record), answered))
    if not found:
        return None
    return T("；".join(d.zh for d in found) + "。", "; ".join(d.en for d in found).capitalize() + ".")  # zh-data


def _pleased(office: "Office", record: Any) -> str | None:
    """The share of those who are at least fairly satisfied."""
    counts = [getattr(record, name) or 0 for name in RATINGS]
    return f"{sum(counts[:3]) * 100 / sum(counts):.2f}%" if sum(counts) else None


def _tone(office: "Office", record: Any) -> str:
    form, _ = _survey_of(office, record.survey)
    return "late" if record.score is not None and record.score < form.line else ""


def _answered(office: "Office", record: Any) -> str | None:
    return f"{record.answered * 100 / record.asked:.1f}%" if record.asked and record.answered is not None else None


def _running(office: "Office") -> Any:
    return VoiceChannel.closed_on.is_null() | (VoiceChannel.closed_on > office.today.isoformat())


SURVEYS = Resource(
    Survey,
    key="survey",
    name=T("民意调查", "Survey"),
    columns=("code", "title", "year", "form", "series", "organiser", "ended_on", "asked", "answered", "share"),
    title="code",
    natural=("code",),
    filters=(Filter("this_year", T("今年", "This year"), lambda office: Survey.year == office.today.year),),
    computed=(Computed("share", T("回收率", "Answered"), _answered, 8),),
    verb="inspect",
    owner=owner,
    prepare=surveys.prepare_survey,
    aliases={"调查名称": "title", "调查年度": "year"},  # zh-data
    help=T("满意度调查、社会评议：谁组织、评什么、回收多少；结果在“调查结果”。",
           "Satisfaction surveys and public appraisals: who asked, about what, how many answered; the results stand beside them."),
    empty=T("还没有民意调查。按 n 添加，再用 gongkai survey read 导入结果。", "No surveys yet. Press n, then gongkai survey read."),
)  # fmt: skip
RESULTS = Resource(
    SurveyResult,
    key="survey_result",
    part_of="survey",
    name=T("调查结果", "Survey result"),
    columns=("unit", "survey", "about", "score", "pleased", "mean", "stated_rank", "stated_of", "stated_change", "doubt"),
    title="aspect",
    natural=("survey", "unit", "aspect"),
    filters=(
        Filter("whole", T("总体", "Overall"), lambda office: SurveyResult.aspect == surveys.WHOLE),
        Filter("rated", T("有各档人数", "With ratings"), lambda office: SurveyResult.very.is_null(False)),
    ),
    computed=(
        Computed("about", T("评议方面", "About"), _about, 12),
        Computed("pleased", T("满意率", "Satisfied"), _pleased, 8),
        Computed("doubt", T("对不上之处", "What contradicts"), _doubt, 24),
    ),
    tone=_tone,
    verb="inspect",
    anew={"score": RATINGS},
    prepare=surveys.prepare_result,
    settle=surveys.settle_results,
    warn=_doubt,
    aliases={"评议方面": "aspect", "位次": "stated_rank", "比上年": "stated_change", "全省平均": "mean"},  # zh-data
    help=T("各单位、地区每个方面的得分或五档人数；所报的位次、升降照录，与计算不符的标出。",
           "Score or five ratings of each unit on each aspect; ranks and changes as stated, and what contradicts them is told."),
    empty=T("还没有结果。用 gongkai survey read 从表格导入。", "No results yet. gongkai survey read takes them from a sheet."),
)  # fmt: skip
CHANNELS = Resource(
    VoiceChannel,
    key="voice_channel",
    name=T("监督渠道", "Way to complain"),
    columns=("unit", "kind", "place", "keeper", "opened_on", "opened_last", "closed_on"),
    title="place",
    natural=("unit", "kind", "place"),
    filters=(Filter("open", T("在用", "In use"), _running),),
    dated=("opened_on", "closed_on"),
    prepare=voices.prepare_channel,
    help=T("意见簿、举报箱、举报电话等：在哪里、谁负责、多久查看一次；收到的意见登记为群众诉求。",
           "Books, boxes, telephones: where, kept by whom, how often opened; what comes in is entered as a case."),
    empty=T("还没有登记监督渠道。按 n 添加。", "No way to complain is entered yet. Press n to add one."),
)  # fmt: skip
OPENINGS = Resource(
    VoiceOpening,
    key="voice_opening",
    part_of="voice_channel",
    name=T("查看记录", "Opening"),
    columns=("unit", "channel", "opened_on", "first", "second", "found", "entered"),
    title="opened_on",
    natural=("channel", "opened_on"),
    filters=(
        Filter("left", T("有未登记的", "Not all entered"), lambda office: VoiceOpening.found > VoiceOpening.entered, "late",
               T("查到的意见没有全部登记为群众诉求。", "Not everything found was entered as a case.")),
    ),
    prepare=voices.prepare_opening,
    follow=voices.opened,
    help=T("两人一起查看：查到几件，登记几件。", "Opened by two people: how much was found, how much entered."),
    empty=T("还没有查看记录。", "Not opened yet."),
)  # fmt: skip
REGISTERS = (SURVEYS, RESULTS, CHANNELS, OPENINGS)
