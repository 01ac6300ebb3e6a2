"""What a published text must name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.plugins.catalog.elements import asked, missing

names = st.text("项目办理依据程序条件", min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("required", "text", "lacking"),
    [
        ("监督电话|投诉电话、地址", "投诉 电话：０５７０，地 址：府前路1号", []),
        ("监督电话|投诉电话、地址", "地址：府前路1号", ["监督电话"]),
        ("收费标准，责任单位\n办理条件", "收费标准：不收费", ["责任单位", "办理条件"]),
        (" 、|、 ", "", []),
        (None, "随便", []),
    ],
)
def test_an_element_is_named_in_any_of_its_words(required: str | None, text: str, lacking: list[str]) -> None:
    assert missing(required, [text, None]) == lacking


@given(st.lists(st.lists(names, min_size=1, max_size=3), min_size=1, max_size=6), st.data())
def test_a_text_that_names_one_word_of_each_lacks_nothing_and_one_that_names_none_lacks_all(
    elements: list[list[str]], data: st.DataObject
) -> None:
    required = "、".join("|".join(words) for words in elements)
    assert asked(required) == tuple(map(tuple, elements))
    chosen = [data.draw(st.sampled_from(words)) for words in elements]
    assert missing(required, chosen) == []
    assert missing(required, ["0" * 9]) == [words[0] for words in elements]
