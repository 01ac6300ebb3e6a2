"""Pinyin keys: fast by character, right by word."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.pinyin import full, initials, initials_many


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("平昌县", "pcx"),
        ("衢州", "qz"),
        ("长寿区", "csq"),
        ("重庆市", "cqs"),
        ("西藏自治区", "xzzzq"),
        ("厦门市", "xms"),
        ("朝阳区", "cyq"),
        ("第3网格B区", "d3wgbq"),
        ("（工业园区）城南街道", "gyyqcnjd"),
        ("Ａ１村", "a1c"),
        ("长shan村委会", "cshancwh"),
        ("〇五村", "lwc"),
        ("\ue170\ue815村", "c"),
        ("…、，", ""),
        ("", ""),
    ],
)
def test_initials(name: str, key: str) -> None:
    assert initials(name) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("重庆", "cq"),
        ("长寿", "cs"),
        ("长治市", "czs"),
        ("长子县", "zzx"),
        ("乐清市", "yqs"),
        ("乐山市", "lss"),
        ("朝阳市", "cys"),
        ("浚县", "xx"),
        ("单县", "sx"),
        ("洪洞县", "htx"),
        ("涡阳县", "gyx"),
        ("宕昌县", "tcx"),
        ("番禺区", "pyq"),
        ("吐鲁番市", "tlfs"),
        ("漯河市", "lhs"),
        ("甘孜藏族自治州", "gzzzzzz"),
        ("行政审批局", "xzspj"),
        ("Ａ区（1号）", "aq1h"),
        ("\ue170村", "c"),
    ],
)
def test_words_and_local_readings(name: str, key: str) -> None:
    assert initials(name, phrase_aware=True) == key


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("平昌县", "pingchangxian"),
        ("绿春县", "lvchunxian"),
        ("重庆", "chongqing"),
        ("六合区", "luhequ"),
        ("第3网格", "di3wangge"),
        ("", ""),
    ],
)
def test_full(name: str, reading: str) -> None:
    assert full(name) == reading


def test_many_names_keep_their_order() -> None:
    assert initials_many(["平昌县", "", "衢州\n市", "…"]) == ["pcx", "", "qzs", ""]
    assert initials_many(iter(["平昌县"])) == ["pcx"]
    assert initials_many([]) == []


@given(st.lists(st.text(max_size=12), max_size=8))
def test_one_by_one_and_together_are_the_same_and_keys_are_plain(names: list[str]) -> None:
    keys = initials_many(names)
    assert keys == [initials(name) for name in names]
    assert all(key == "" or (key.isascii() and key.isalnum() and key == key.lower()) for key in keys)


@given(st.text(max_size=20))
def test_the_phrase_aware_key_takes_any_text(name: str) -> None:
    key = initials(name, phrase_aware=True)
    assert key == "" or (key.isascii() and key.isalnum() and key == key.lower())
    assert full(name) == "" or full(name).isascii()


def test_a_search_key_does_not_load_the_phrases() -> None:
    code = (
        "import sys; from gongkai.core.pinyin import initials, initials_many; "
        "assert initials('平昌县') == 'pcx' and initials_many(['衢州']) == ['qz']; "
        "assert 'pypinyin' not in sys.modules"
    )
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=here)
    assert done.returncode == 0, done.stderr
