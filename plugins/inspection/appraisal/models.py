"""Tables of public appraisal: surveys and their results, and the channels on which the public may complain."""

from gongkai.core.i18n import T
from gongkai.core.store.fields import Choice, Date, Decimal, Integer, LongText, Ref, Text
from gongkai.core.store.record import Record

PLACES = 2
"""Decimal places of a survey's score."""


class Survey(Record):
    """One survey or public appraisal: who asked, when, by which form, how many answered.

    Attributes:
        series: surveys of one series are compared year on year.
        asked, answered: questionnaires given out and taken back.
    """

    code = Text(
        T("调查编号", "Code"), required=True, unique=True, search=True, width=14,
        help=T("如 2026-民生；结果导入时写它。", "Such as 2026-life; results name it."),
    )  # fmt: skip
    title = Text(T("名称", "Title"), required=True, search=True, width=26)
    form = Choice(
        T("评议内容", "Form"), "survey_form", required=True, default="qualities", width=14,
        help=T("评议哪些方面、合格线多少。", "Which aspects are asked about, and the pass line."),
    )  # fmt: skip
    series = Text(
        T("系列", "Series"),
        width=12,
        help=T("同一系列的各年相互比较；不填用评议内容。", "Years of one series are compared; the form when empty."),
    )
    year = Integer(T("年度", "Year"), required=True, width=6)
    begun_on = Date(T("开始日期", "Begun on"), width=10)
    ended_on = Date(T("结束日期", "Ended on"), width=10)
    organiser = Text(T("组织单位", "Organiser"), search=True, width=16)
    asked = Integer(T("发放份数", "Given out"), width=8)
    answered = Integer(T("回收份数", "Taken back"), width=8)
    source = Text(T("来源", "Source"), width=20, help=T("通报、公报的名称或链接。", "Title or link of the bulletin."))
    note = LongText(T("备注", "Note"))

    class Meta:
        table_name = "survey"
        indexes = ((("scope", "id"), False),)


class SurveyResult(Record):
    """What one unit or place got for one aspect: a score, or how many gave which of the five ratings.

    Attributes:
        aspect: key of an aspect of the form; empty: the whole.
        score: of 100; worked out from the ratings where they are given.
        mean, stated_rank, stated_of, stated_change: as the organiser states them, for those whose other units are not here.
    """

    survey = Ref(T("调查", "Survey"), "survey", required=True, width=14, index=True)
    aspect = Text(T("方面", "Aspect"), width=12, search=True, help=T("不填为总体。", "The whole when empty."))
    score = Decimal(
        T("得分", "Score"),
        PLACES,
        width=8,
        help=T("百分制；有各档人数的自动计算。", "Of 100; worked out where the ratings are given."),
    )
    very = Integer(T("非常满意", "Very satisfied"), width=8)
    satisfied = Integer(T("满意", "Satisfied"), width=7)
    basic = Integer(T("基本满意", "Fairly satisfied"), width=8)
    dissatisfied = Integer(T("不满意", "Dissatisfied"), width=7)
    very_dissatisfied = Integer(T("非常不满意", "Very dissatisfied"), width=8)
    mean = Decimal(
        T("平均分", "Mean"), PLACES, width=8, help=T("通报所载的全部地区平均分。", "Of all places, as stated.")
    )
    stated_rank = Integer(T("所报位次", "Rank as stated"), width=8)
    stated_of = Integer(T("参评个数", "Out of"), width=8)
    stated_change = Decimal(T("所报升降", "Change as stated"), PLACES, width=8)
    note = LongText(T("备注", "Note"))

    class Meta:
        table_name = "survey_result"
        indexes = ((("scope", "id"), False), (("survey", "unit", "aspect"), False))


class VoiceChannel(Record):
    """A way on which the public may complain about a unit: a box, a book, a telephone, a supervisor, a medium.

    ``opened_last`` follows from its openings.
    """

    kind = Choice(T("渠道类型", "Kind"), "voice_kind", required=True, width=12)
    place = Text(T("位置或号码", "Place or number"), required=True, search=True, width=22)
    keeper = Text(T("负责人", "Kept by"), width=10, search=True)
    opened_on = Date(T("设立日期", "Set up on"), width=10)
    closed_on = Date(T("撤销日期", "Ended on"), width=10)
    opened_last = Date(T("最近查看", "Last looked into"), system=True, width=10)
    note = LongText(T("备注", "Note"))

    class Meta:
        table_name = "voice_channel"
        indexes = ((("scope", "id"), False),)


class VoiceOpening(Record):
    """One look into a box or book by two people: what was found, and how much of it was entered as cases."""

    channel = Ref(T("渠道", "Channel"), "voice_channel", required=True, width=18, index=True)
    opened_on = Date(T("查看日期", "Looked into on"), width=10, help=T("不填为当天。", "Today when nothing is said."))
    first = Text(T("查看人", "By"), required=True, width=10)
    second = Text(T("见证人", "With"), required=True, width=10)
    found = Integer(T("意见件数", "Found"), required=True, width=8)
    entered = Integer(
        T("登记件数", "Entered"), width=8, help=T("登记为群众诉求的件数。", "How many were entered as cases.")
    )
    note = LongText(T("备注", "Note"))

    class Meta:
        table_name = "voice_opening"
        indexes = ((("scope", "id"), False),)
