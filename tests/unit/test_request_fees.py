"""The information-processing fee by item and by page, on worked values and on its own algebra."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.levels import level_layers
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile
from gongkai.plugins.tasks.plugin import FOLDER
from gongkai.plugins.tasks.requests.fees import by_items, by_pages, price
from gongkai.plugins.tasks.requests.matching import matter
from gongkai.plugins.tasks.requests.rules import SECTIONS, Fee


def _fee() -> Fee:
    layers = [*level_layers(), Layer.load("plugin:tasks", FOLDER / "request-law.toml")]
    return Profile(layers, [*CORE_SECTIONS, *SECTIONS], False).items("request_fee", Fee)["fee2020"]


FEE = _fee()


@pytest.mark.parametrize(
    ("items", "yuan"), [(0, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300), (50, 7000)]
)
def test_by_item(items: int, yuan: int) -> None:
    assert by_items(FEE, items) == yuan


@pytest.mark.parametrize(
    ("pages", "yuan"), [(0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740)]
)
def test_by_page(pages: int, yuan: int) -> None:
    assert by_pages(FEE, pages) == yuan


@given(st.integers(1, 500))
def test_each_further_one_costs_its_own_price_and_never_less_than_the_one_before(count: int) -> None:
    assert by_items(FEE, count) - by_items(FEE, count - 1) == price(count, FEE.item, FEE.item_step)
    assert price(count + 1, FEE.item, FEE.item_step) >= price(count, FEE.item, FEE.item_step)
    assert by_pages(FEE, count) - by_pages(FEE, count - 1) == price(count, FEE.page)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("申请公开2025年校车采购合同", "2025年校车采购合同", True),
        ("关于２０２５年校车采购合同的信息", "2025年 校车采购合同", True),
        ("2025年校车采购合同", "2024年校车采购合同", False),
        ("申请公开信息", "关于公开情况的申请", False),
    ],
)
def test_two_wordings_of_one_matter(one: str, other: str, same: bool) -> None:
    assert (matter(one) == matter(other)) is same
