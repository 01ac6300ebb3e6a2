"""Document numbers, days of making and the length of abstracts, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.errors import BadInput
from gongkai.plugins.catalog.publications.texts import last_signature, length, longest_abstract, read_doc_no
from gongkai.plugins.catalog.rules import Abstract

YEAR = 2026


@pytest.mark.parametrize(
    "written",
    [
        "国办发〔2019〕54号", "国办发[2019]54号", "国办发［2019］54号", "国办发【2019】54号", "国办发(2019)54号",
        "国办发（2019）５４号", "国办发 [ 2019 ] 54 号", "国办发〔２０１９〕54号", "国办发〔2019年〕54号",
    ],
)  # fmt: skip
def test_brackets_are_read_alike(written: str) -> None:
    assert read_doc_no(written, YEAR) == "国办发〔2019〕54号"


@pytest.mark.parametrize(
    ("written", "read"), [("衢委办［201O］44号", "衢委办〔2010〕44号"), ("甘办发［2oo7］1号", "甘办发〔2007〕1号")]
)
def test_a_letter_printed_for_a_zero_is_a_zero(written: str, read: str) -> None:
    assert read_doc_no(written, YEAR) == read


@pytest.mark.parametrize(
    "written", ["平府发〔08〕12号", "平府发[208]12号", "平府发〔20080〕12号", "平府发〔1008〕1号", "平府发〔2027〕1号"]
)
def test_the_year_is_written_in_full_and_has_been(written: str) -> None:
    with pytest.raises(BadInput, match="年份"):
        read_doc_no(written, YEAR)


@pytest.mark.parametrize("written", ["国务院令第711号", "2019年第3号公告", "无", "浙(通知)", "", None])
def test_other_forms_are_taken_as_they_are(written: str | None) -> None:
    assert read_doc_no(written, YEAR) == written


@given(st.text(max_size=30))
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    try:
        once = read_doc_no(text, YEAR)
    except BadInput:
        return
    assert read_doc_no(once, YEAR) == once


def test_a_document_is_made_on_the_day_of_the_last_countersignature() -> None:
    assert last_signature("2026年3月5日、2026-03-01，2026/3/2") == ("2026-03-01,2026-03-02,2026-03-05", "2026-03-05")
    assert last_signature("  ") is None
    with pytest.raises(BadInput, match="三月初"):
        last_signature("2026-03-01,三月初")


def test_how_long_an_abstract_may_be_follows_from_the_text() -> None:
    rule = Abstract(short=300, long=500, since=5000)
    assert [longest_abstract(rule, "字" * n) for n in (0, 5000, 5001)] == [300, 300, 500]
    assert length(" 一 二\n三\u3000") == 3
