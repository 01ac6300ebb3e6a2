"""``gongkai division``."""

import pytest

from gongkai.core.registry.edition import Edition
from tests.cli.conftest import TOWN, Gongkai

ABOVE = ["000000000000", "510000000000", "511900000000", "511923000000"]


def villages() -> int:
    _, _, levels, _, _ = Edition.open().columns(int(TOWN) * 1000)
    return sum(1 for level in levels if level == 5)


def test_list_holds_the_subtree_and_what_is_above_it(town: Gongkai) -> None:
    rows = town.rows("division", "list")
    assert [row["code"] for row in rows][: len(ABOVE) + 1] == [*ABOVE, TOWN]
    assert len(rows) == len(ABOVE) + 1 + villages()
    said = town.good("division", "list")
    assert len(said.lines) == len(rows) + 2 and "响滩镇" in said.out


def test_list_narrows_by_place_level_and_number(town: Gongkai) -> None:
    assert len(town.rows("division", "list", "--level", "village")) == villages()
    assert [r["name"] for r in town.rows("division", "list", "--within", "511923101002")] == ["禹王街社区居民委员会"]
    assert len(town.rows("division", "list", "--limit", 3)) == 3


def test_count_has_one_number_for_each_level_below(town: Gongkai) -> None:
    assert town.good("division", "count", "--format", "json").json == {"township": 1, "village": villages()}
    assert town.good("division", "count", "--within", "511923101002", "--format", "json").json == {"village": 1}
    assert "乡级" in town.good("division", "count").out


@pytest.mark.parametrize("text", ["xtz", "响滩", TOWN, "511923101"])
def test_find_by_initials_characters_and_code(town: Gongkai, text: str) -> None:
    assert TOWN in [row["code"] for row in town.rows("division", "find", text, "--level", "township")]


def test_find_nothing_is_no_error(town: Gongkai) -> None:
    said = town.good("division", "find", "衢州", "--format", "json")
    assert said.json == [] and "没有找到“衢州”" in said.err


def test_show_path_and_tree(town: Gongkai) -> None:
    shown = town.good("division", "show", "xtz", "--format", "json").json
    assert shown["level"] == "township" and shown["children"] == villages()
    assert shown["path"] == "中国 › 四川省 › 巴中市 › 平昌县 › 响滩镇"
    assert [row["code"] for row in town.rows("division", "path")] == [*ABOVE, TOWN]
    tree = town.good("division", "tree").lines
    assert tree[0] == f"响滩镇  {TOWN}" and len(tree) == 1 + villages()
    assert all(line.startswith("├── ") for line in tree[1:-1]) and tree[-1].startswith("└── ")
    deep = town.good("division", "tree", "0", "--depth", 3).lines
    assert [line.strip("│ └├─") for line in deep] == [
        "中国  000000000000",
        "四川省  510000000000",
        "巴中市  511900000000",
        "平昌县  511923000000",
    ]
    rows = town.rows("division", "tree", "0", "--depth", 0)
    assert {row["depth"] for row in rows} == {0, 1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "330106000000"), "本库没有区划"),
        (("show", "平原"), "找不到区划"),
        (("show", "12345"), "不是区划代码"),
        (("list", "--within", "社区"), "多个区划"),
        (("find", " "), "空"),
        (("count", "--within", "99"), "本库没有区划"),
    ],
)
def test_an_unknown_division_is_told_with_a_hint(town: Gongkai, words: tuple[str, ...], said: str) -> None:
    answer = town("division", *words)
    assert answer.code == 3 and answer.out == ""
    assert said in answer.err and len(answer.err.splitlines()) == 1 and answer.err.rstrip().endswith("。")
