"""Numbers that the words of a report state are found, and nothing else is taken for one."""

import pytest

from gongkai.plugins.tasks.annual.rules import Stated
from gongkai.plugins.tasks.annual.stated import check_stated, stated
from tests.annual import form, golden, profile

RULES = tuple(profile().items("annual_stated", Stated).values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本年新收政府信息公开申请１４，０６９件，上年结转560件", {("new", "all"): 14069, ("carry_in", "all"): 560}),
        ("予以公开5548件，部分公开2168件", {("open", "all"): 5548, ("part", "all"): 2168}),
        ("予以公开和部分公开7716件", {}),
        ("行政复议790件，其中结果维持376件", {("review", "total"): 790}),
        ("行政复议结果维持376件；行政诉讼212件", {}),
        ("全年制发行政规范性文件564件", {("normative", "made"): 564}),
        ("新收件2025年起统计", {}),
        ("实际收取信息处理费共计400元", {("paid", "yuan"): 400}),
        ("1" * 100_000, {}),
    ],
)
def test_what_a_sentence_states(text: str, found: dict[tuple[str, str], int]) -> None:
    assert {(cell.row, cell.column): int(number) for cell, number, _ in stated(RULES, text)} == found


def test_only_what_differs_is_told() -> None:
    text = "本年新收政府信息公开申请14069件，予以公开5549件。收取信息处理费400元。"
    [told] = check_stated(form(), golden(), RULES, text)
    assert (told.cell.row, str(told.should), told.identities) == ("open", "5549", ("7",))
