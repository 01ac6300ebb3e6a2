"""Time limits as Chinese catalogues word them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.clock import Limit
from gongkai.core.clock.phrases import number
from gongkai.core.errors import BadInput

READ = {
    "信息形成（变更）之日起20个工作日内": "20wd",
    "信息形成(变更)之日起20个工作日内": "20wd",
    "信息形成之日起２０个工作日内": "20wd",
    "自信息形成或者变更之日起二十个工作日内予以公开": "20wd",
    "信息形成或变更之日起20个工作日内，法律、法规另有规定的，从其规定": "20wd",
    "20个工作日内（法律法规另有规定的除外）": "20wd",
    "政府信息形成或者变更之日起 20 个工作日内及时公开": "20wd",
    "在信息形成后的20个工作日内": "20wd",
    "20个工作日": "20wd",
    "10个工作日内": "10wd",
    "三个工作日内": "3wd",
    "现状调查结束后5个工作日": "5wd",
    "公示期满后5个工作日内": "5wd",
    "批复后20日内": "20d",
    "人大批准后二十日内": "20d",
    "自收到之日起7天": "7d",
    "3个月内": "3mo",
    "当日公开": "0d",
    "及时公开": "at-once",
    "实时公开": "at-once",
    "第一时间公开": "at-once",
    "信息变更后及时更新": "at-once",
    "随办随公开": "at-once",
    "动态调整": "at-once",
    "及时公开，最迟20个工作日内": "at-once+20wd",
    "长期公开": "standing",
    "长期公开 动态调整": "at-once show-always",
    "长期公开\n信息形成之日起20个工作日内": "20wd show-always",
    "阶段性公开": "stages",
    "公示7个工作日": "show7wd",
    "公示期不少于７个工作日": "show7wd",
    "制定或获取之日起10个工作日, 公示7个工作日": "10wd show7wd",
    "每季度": "quarter",
    "每月": "month",
    "每半年": "half-year",
    "每年": "year",
    "每周更新一次": "week",
    "至少每季度公布一次": "quarter",
    "按季度公开": "quarter",
    "季度公开": "quarter",
    "每年至少公布一次": "year",
    "每年年底前": "year",
    "每年1月31日前": "year@01-31",
    "每年３月底前公开": "year@03-31",
    "每季度结束后15日内": "quarter+15d",
    "季度终了后10个工作日内公开": "quarter+10wd",
    "次月15日前": "month+15d",
    "下季度首月15日前": "quarter+15d",
    "每季度首月15日前": "quarter+15d",
    "每季度第一个月的十五日前公开": "quarter+15d",
    "每季度末月25日前": "quarter@03-25,06-25,09-25,12-25",
    "每月10日前": "month+10d",
    "每月的5号前更新": "month+5d",
    "每月公布一次，次月15日前公布": "month+15d",
    "次年3月底前": "year@03-31",
    "年度结束后3个月内": "year@03-31",
    "年度结束后30日内": "year+30d",
    "每年6月30日前和12月31日前": "half-year@06-30,12-31",
    "每年6月底、12月底前": "half-year@06-30,12-31",
    "每年1月15日前、4月15日前、7月15日前、10月15日前": "quarter@01-15,04-15,07-15,10-15",
    "突发事件发生后24小时内": "1d",
    "72小时之内": "3d",
    "一周内": "7d",
    "两个星期内": "14d",
    "一年内": "12mo",
    "贰拾个工作日内": "20wd",
    "信息形成（变更）20个工作日内": "20wd",
    "自收到申请之日起20个工作日内答复": "20wd",
    "本级财政部门批复后二十日内由各部门向社会公开": "20d",
    "即办即公示": "at-once",
    "长期固定公开": "standing",
    "公开时间不少于10日": "show10d",
    "季报": "quarter",
    "每季度末": "quarter",
}

NOT_READ = [
    "",
    "同上",
    "公开",
    "不公开",
    "依申请公开",
    "不及时公开",
    "适时公开",
    "定期公开",
    "学期初",
    "20日",  # the 20th, or 20 days?
    "2月内",  # February, or two months?
    "5小时内",
    "36小时内",
    "一周",
    "一年",
    "每周五",
    "每月31日前",
    "每季度末月30日前",
    "每年1月15日前和3月15日前",
    "每年1月和7月",
    "1月31日前",
    "原则上20个工作日内",
    "20个工作日左右",
    "自事件发生之日起5小时内",
    "召开前7个工作日",
    "举行听证会7日前",
    "集中招生前20个工作日内",
    "每年2月底前",
    "每两年",
    "每3个月",
    "每月考核",
    "每日更新",
    "季度终了后1个月内",  # 30 or 31 October?
    "年度终了后2个月内",  # the 28th or 29th
    "0个工作日内",
    "99999个工作日内",
    "3至5个工作日内",
    "三五个工作日内",
    "20个工作日后公开",
    "不少于20个工作日",
    "20个工作日内，特殊情况30个工作日内",
    "每季度公开，每月更新",
    "长期公开，公示7个工作日",
    "信息形成之日起20个工作日内，由办公室另行通知",
]


@pytest.mark.parametrize(("phrase", "text"), READ.items())
def test_phrases_that_are_understood(phrase: str, text: str) -> None:
    assert str(Limit.from_phrase(phrase)) == text


@pytest.mark.parametrize("phrase", NOT_READ)
def test_phrases_that_cannot_be_told_are_none(phrase: str) -> None:
    assert Limit.from_phrase(phrase) is None


# covers: PC-47
def test_every_xun() -> None:
    assert str(Limit.from_phrase("每旬一次典型通报")) == "ten-days"


# covers: PC-48
def test_every_month() -> None:
    assert str(Limit.from_phrase("每月一次督查汇报")) == "month"


# covers: PC-49
def test_every_quarter() -> None:
    assert str(Limit.from_phrase("每季一次对照考核")) == "quarter"


# covers: PC-50
def test_once_in_half_a_year() -> None:
    assert str(Limit.from_phrase("半年一次重点分析")) == "half-year"


# covers: PC-76
def test_must_publish_every_half_year() -> None:
    assert str(Limit.from_phrase("必须每半年公布一次")) == "half-year"


NUMERALS = {
    "7": 7,
    "七": 7,
    "两": 2,
    "十": 10,
    "十五": 15,
    "二十": 20,
    "廿": 20,
    "三十": 30,
    "九十九": 99,
    "一百": 100,
    "一百零五": 105,
    "一百二十": 120,
    "一百一十五": 115,
}


@pytest.mark.parametrize(("text", "value"), NUMERALS.items())
def test_chinese_numerals(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "百", "十十", "三五", "一百二", "一百零二十", "二〇", "第三"])
def test_unclear_numerals_are_none(text: str) -> None:
    assert number(text) is None


WORDS = "信息形成变更之日起内个工作日天月年季度每半旬公开公示及时长期二十0123456789（），。、"


@given(st.text(alphabet=WORDS, max_size=30))
def test_whatever_is_read_can_be_written_and_read_again(phrase: str) -> None:
    limit = Limit.from_phrase(phrase)
    assert limit is None or Limit.parse(str(limit)) == limit


UNITS = st.sampled_from(["工作日", "个工作日", "个工作日内", "个工作日之内", "个工作日以内"])


@given(st.integers(1, 9999), UNITS)
def test_any_number_of_working_days(n: int, unit: str) -> None:
    assert str(Limit.from_phrase(f"信息形成之日起{n}{unit}")) == f"{n}wd"


# ---- what holds for every phrase

EVENTS = (
    "",
    "信息形成之日起",
    "信息形成（变更）之日起",
    "自收到之日起",
    "作出决定后",
    "批复后",
    "自信息形成或者变更之日起",
)
ZH = "零一二三四五六七八九"


def in_words(amount: int) -> str:
    tens, ones = divmod(amount, 10)
    return (ZH[tens] if tens > 1 else "") + ("十" if tens else "") + (ZH[ones] if ones or not tens else "")


def wide(amount: int) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in str(amount))


phrases = st.builds(
    lambda event, amount, write, unit, tail: (f"{event}{write(amount)}{unit[0]}内{tail}", f"{amount}{unit[1]}"),
    st.sampled_from(EVENTS),
    st.integers(1, 99),
    st.sampled_from((str, in_words, wide)),
    st.sampled_from((("个工作日", "wd"), ("日", "d"), ("个自然日", "d"), ("个月", "mo"))),
    st.sampled_from(("", "公开", "予以公开", "主动向社会公开", "公布")),
)


@given(phrases)
def test_however_a_number_is_written_it_means_the_same(phrase: tuple[str, str]) -> None:
    assert str(Limit.from_phrase(phrase[0])) == phrase[1]


@given(phrases, st.sampled_from(("约", "大概", "一般", "左右", "前", "不少于", "3至", "非", "第")))
def test_a_word_that_changes_the_meaning_is_never_passed_over(phrase: tuple[str, str], word: str) -> None:
    words = phrase[0]
    at = max(words.rfind("起"), words.rfind("后")) + 1
    assert Limit.from_phrase(words[:at] + word + words[at:]) is None


@given(
    st.text("信息形成之日起自每月季度半年前后内以个工作日天公开示及时长期动态调整0123456789二十,，、（）", max_size=24)
)
def test_whatever_is_read_can_be_written_down_and_what_is_not_is_refused_with_a_reason(text: str) -> None:
    found = Limit.from_phrase(text)
    if found is not None:
        assert Limit.parse(str(found)) == found
        return
    with pytest.raises(BadInput) as refused:
        Limit.parse(text)
    hint = refused.value.hint
    assert hint is not None and hint.zh and hint.en


@pytest.mark.parametrize(
    ("phrase", "why"),
    {
        "同上": "上一行", "5小时内": "24的倍数", "听证前7日": "公开阶段", "每学期": "固定日期", "每日更新": "at-once",
        "每两年": "半年、年的周期", "15日": "说不清", "1月31日前": "次年", "适时公开": "没有确定的期限",
        "7-15个工作日": "范围", "20个工作日内；3个工作日内": "几个", "自某时起若干日": "读不懂",
    }.items(),
)  # fmt: skip
def test_a_refusal_says_what_is_wrong(phrase: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        Limit.parse(phrase)
    assert why in str(refused.value.hint)
