"""The source text itself: nothing left open, nothing said in only one language, one way of importing."""

import ast

import pytest

from tests.packaging.sources import (
    OPEN_ERROR,
    ROOMS,
    Source,
    bare_chinese,
    faulty_texts,
    own_files,
    sources,
    unfinished,
)

ALL = [*sources(*ROOMS), *own_files()]


def test_the_rooms_hold_code() -> None:
    assert {source.name.partition("/")[0] for source in ALL} == {*ROOMS, "src"}


def test_nothing_is_left_open() -> None:
    assert [place for source in ALL for place in unfinished(source)] == []


def test_every_word_on_a_screen_has_two_languages() -> None:
    """Chinese outside T(...) or same(...) has no English; data (a table to parse) carries the marker."""
    assert [place for source in sources("core", "cli", "tui") for place in bare_chinese(source)] == []


def test_both_languages_of_every_text_match() -> None:
    assert [place for source in ALL for place in faulty_texts(source)] == []


def test_imports_are_absolute_and_through_gongkai() -> None:
    wrong = []
    for source in ALL:
        for node in ast.walk(source.tree):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "."] if node.level == 0 else ["." * node.level]
            wrong += [f"{source.name}: {name}" for name in names if name.partition(".")[0] in ("", *ROOMS)]
    assert wrong == []


# The checks above must be able to fail.

PLANTED_CHINESE = '''
"""模块说明"""
from gongkai.core.i18n import T, same
A = T("公开", "disclosure")
B = same("东城区")
C = "公开"
D = f"{A}条"
E = {"是": 1}  # zh-data
F = {  # zh-data
    "是": 1,
    "否": 0,
}
def g(x, y="（"):
    """说明"""
    print("逾期", T("a", "b").format(n="期限"))
    match x:  # zh-data
        case "是":
            return "否"
class H:
    a: int
    """属性说明"""
'''


def test_planted_chinese_is_found() -> None:
    found = [place.split(": ", 1)[1] for place in bare_chinese(Source("x.py", PLANTED_CHINESE))]
    assert found == ["'公开'", "'条'", "'（'", "'逾期'", "'期限'", "'否'"]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('T("公开", "")', "one language is empty"),
        ('T("", "disclosure")', "one language is empty"),
        ('T("公开", "公开")', "holds Chinese"),
        ('T("公开", "disclosure，")', "holds Chinese"),
        ('T("{n} 条", "{m} items")', "different {names}"),
        ('T(zh="{n} 条", en="items")', "different {names}"),
        ('i18n.T("{n} 条", "{n items")', "different {names}"),
        ('T(f"{n} 条", f"{n} 条")', "holds Chinese"),
        ('T(f"{n} 条", f"{len(n)} items, {m}")', None),
        ('T("{n} 条", "{n} items")', None),
        ('T("", "")', None),
        ('T("100%", "100%")', None),
        ('T("可填“是”", "write 是")  # zh-data', None),
        ("T(a, b)", None),
        ('same("公开")', None),
    ],
)
def test_planted_texts_are_judged(code: str, fault: str | None) -> None:
    found = list(faulty_texts(Source("x.py", code)))
    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]


@pytest.mark.parametrize(
    ("code", "open_end"),
    [
        ("x = 1  # TO" + "DO later", True),
        (f"raise {OPEN_ERROR}", True),
        (f"raise {OPEN_ERROR}('later')", True),
        (f"try:\n    f()\nexcept {OPEN_ERROR}:\n    x = 1", False),
        ("def f(): ...", True),
        ("def f():\n    '''Later.'''\n    pass", True),
        ("class A:\n    async def f(self): pass", True),
        ("class A(Protocol):\n    def f(self) -> int: ...", False),
        ("@overload\ndef f(x: int) -> int: ...", False),
        ("@hookspec\ndef f():\n    '''A hook.'''\n    ...", False),
        ("def f():\n    '''Nothing to close: the file is in memory.'''", False),
        ("class A(Exception): ...", False),
    ],
)
def test_planted_open_ends_are_judged(code: str, open_end: bool) -> None:
    assert bool(list(unfinished(Source("x.py", code)))) == open_end
