"""Codes and scopes: what is read, what is refused, and that subtrees are ranges."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.codes import (
    END,
    LOWEST,
    NATION,
    Level,
    ancestors,
    contains,
    format_code,
    kind_of,
    natural_level,
    parse_code,
    span,
    upper,
)
from gongkai.core.errors import BadInput

PINGCHANG = 511923 * 10**9
DONGGUAN = 4419 * 10**11


@st.composite
def scopes(draw: st.DrawFn) -> int:
    """Scopes of every depth, zero groups in the middle included."""
    groups = [draw(st.integers(10, 99))]
    depth = draw(st.integers(0, 5))
    for size in (100, 100, 1000, 1000, 1000)[:depth]:
        groups.append(draw(st.sampled_from([0, 1]) | st.integers(0, size - 1)))
    digits = "".join(str(group).zfill(width) for group, width in zip(groups, (2, 2, 2, 3, 3, 3), strict=False))
    return int(digits.ljust(15, "0"))


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("51", 510000000000000),
        ("5119", 511900000000000),
        ("511923", PINGCHANG),
        ("511923100", 511923100000000),
        ("511923100001", 511923100001000),
        ("511923100001002", 511923100001002),
        (511923, PINGCHANG),
        (PINGCHANG, PINGCHANG),
        (" 51 19 23 ", PINGCHANG),
        ("51-19-23", PINGCHANG),
        ("５１１９２３", PINGCHANG),
        ("\u3000511923\u00a0", PINGCHANG),
        ("0", NATION),
        (0, NATION),
        ("000000000000", NATION),
    ],
)
def test_a_code_is_read_as_people_write_it(text: str | int, scope: int) -> None:
    assert parse_code(text) == scope


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "511",
        "51192",
        "01",
        "011923",
        "51192x",
        "511923.0",
        "-",
        "000",
        "5119230000000000",
        "五一",
        "²³",
        -51,
        "-51",
        True,
    ],
)
def test_anything_else_is_refused_with_a_hint(text: str | int) -> None:
    with pytest.raises(BadInput) as caught:
        parse_code(text)
    assert caught.value.hint and "511923" in caught.value.hint.zh and "511923" in caught.value.hint.en


def test_a_code_is_shown_with_15_digits_only_below_the_village_or_beside_the_list() -> None:
    assert format_code(PINGCHANG) == "511923000000"
    assert format_code(PINGCHANG + 1) == "511923000000001"
    assert format_code(511923100001002) == "511923100001002"
    assert format_code(NATION) == "000000000000"


@pytest.mark.parametrize("scope", [-1, 1, LOWEST - 1, END])
def test_a_number_that_is_no_scope_is_refused_everywhere(scope: int) -> None:
    for use in (format_code, span, upper, ancestors, natural_level):
        with pytest.raises(BadInput):
            use(scope)
    with pytest.raises(BadInput):
        contains(PINGCHANG, scope)


@pytest.mark.parametrize(
    ("scope", "high"),
    [
        (NATION, END - 1),
        (510000000000000, 519999999999999),
        (511900000000000, 511999999999999),
        (PINGCHANG, 511923999999999),
        (511923100000000, 511923100999999),
        (511923100001000, 511923100001999),
        (511923100001002, 511923100001002),
        (PINGCHANG + 1, PINGCHANG + 1),  # beside the list: a body of its own, nothing below it
    ],
)
def test_a_subtree_is_one_range(scope: int, high: int) -> None:
    assert span(scope) == (scope, high)


def test_the_towns_of_dongguan_lie_directly_below_the_prefecture() -> None:
    town = parse_code("441900003")
    assert ancestors(town) == (NATION, 44 * 10**13, DONGGUAN)
    assert upper(town) == DONGGUAN
    assert contains(DONGGUAN, town) and not contains(town, DONGGUAN)


def test_ancestors_of_a_group_below_a_village() -> None:
    assert [format_code(scope) for scope in ancestors(511923100001002)] == [
        "000000000000",
        "510000000000",
        "511900000000",
        "511923000000",
        "511923100000",
        "511923100001",
    ]
    assert ancestors(NATION) == () and upper(NATION) == NATION


@given(scopes())
def test_written_and_read_back_a_scope_is_the_same(scope: int) -> None:
    assert parse_code(format_code(scope)) == scope == parse_code(f"{scope:015d}")


@given(scopes())
def test_every_ancestor_contains_the_scope_and_is_higher(scope: int) -> None:
    above = ancestors(scope)
    assert above[0] == NATION and above[-1] == upper(scope) and list(above) == sorted(set(above))
    chain = [*above, scope]
    assert all(contains(outer, inner) and outer != inner for outer, inner in pairwise(chain))
    levels = [natural_level(each) for each in chain]
    assert levels == sorted(set(levels)) and levels[0] is Level.NATION


@given(scopes(), scopes())
def test_subtrees_nest_or_are_apart_and_agree_with_the_ancestors(one: int, other: int) -> None:
    (low, high), (start, end) = span(one), span(other)
    assert high < start or end < low or contains(one, other) or contains(other, one)
    assert contains(one, other) == (one == other or one in ancestors(other))


def test_levels_have_an_order_a_key_and_words_in_both_languages() -> None:
    # covers: HYA-32, HYB-40
    assert [level.key for level in Level] == [
        *("nation", "province", "prefecture", "county", "township", "village", "below")
    ]
    assert [level.label.zh for level in Level][1:5] == ["省级", "地级", "县级", "乡级"]
    assert Level.PROVINCE < Level.PREFECTURE < Level.COUNTY < Level.TOWNSHIP < Level.VILLAGE
    for level in Level:
        assert Level.from_key(level.key) is level
        assert level.label.zh and level.label.en
    with pytest.raises(BadInput, match="province"):
        Level.from_key("canton")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("0", 0),
        ("51", 1),
        ("5119", 2),
        ("511923", 3),
        ("511923100", 4),
        ("511923100001", 5),
        ("511923100001002", 6),
    ],
)
def test_the_digits_suggest_a_level(code: str, level: int) -> None:
    assert natural_level(parse_code(code)) == level


@pytest.mark.parametrize(
    ("code", "level", "name", "has_counties", "kind"),
    [
        ("1101", 2, "市辖区", True, "pseudo"),
        ("5002", 2, "县", True, "pseudo"),
        ("4290", 2, "省直辖县级行政区划", True, "pseudo"),
        ("5119", 2, "巴中市", True, ""),
        ("4419", 2, "东莞市", False, "no-county"),
        ("130171", 3, "石家庄高新技术产业开发区", True, "zone"),
        ("130181", 3, "辛集市", True, ""),
        ("441900401", 4, "松山湖", True, "special"),
        ("511923100", 4, "江口镇", True, ""),
        ("511923100001", 5, "虚拟社区", True, "virtual"),
        ("51", 1, "四川省", True, ""),
    ],
)
def test_what_is_special_about_a_division(code: str, level: int, name: str, has_counties: bool, kind: str) -> None:
    assert kind_of(parse_code(code), level, name, has_counties) == kind
