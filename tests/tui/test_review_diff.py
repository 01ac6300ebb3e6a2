"""Comparing two texts: nothing is lost, nothing invented, and each mark stands where the versions differ."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.text import cells
from gongkai.tui.review.diff import compare
from gongkai.tui.review.view import broken

TEXTS = st.text(st.sampled_from("公开办公地址ab12 ，。\n\n"), max_size=60)


@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_back(old: str, new: str) -> None:
    pairs = compare(old, new)
    for side, text in (("old", old), ("new", new)):
        lines = ["".join(part for part, _ in pieces) for pair in pairs if (pieces := getattr(pair, side)) is not None]
        assert "\n".join(lines) == text
    assert all(pair.same for pair in pairs) == (old == new)
    for pair in pairs:
        if pair.old is not None and pair.new is not None:
            kept = ["".join(part for part, changed in side if not changed) for side in (pair.old, pair.new)]
            assert kept[0] == kept[1]


def test_chinese_is_compared_by_characters_and_figures_as_wholes() -> None:
    (pair,) = compare("办公地址：禹王街12号，电话0827-61", "办公地址：禹王街28号，电话0827-62")
    assert pair.old is not None and pair.new is not None
    assert [part for part, changed in pair.old if changed] == ["12", "61"]
    assert [part for part, changed in pair.new if changed] == ["28", "62"]


@given(TEXTS, st.integers(2, 20))
def test_lines_are_never_wider_than_the_screen_and_keep_the_marks(text: str, width: int) -> None:
    pieces = [(char, number % 2 == 0) for number, char in enumerate(text.replace("\n", ""))]
    lines = broken(pieces, width, "underline")
    assert all(cells(line.plain) <= width for line in lines)
    assert "".join(line.plain for line in lines).replace(" ", "") == "".join(p for p, _ in pieces).replace(" ", "")
