"""Search tokens: a filter that never loses a text that contains the query."""

import sqlite3

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongkai.core.bigrams import query_tokens, tokens

# Few characters, so that texts and queries meet; all the kinds that delimit runs.
ALPHABET = "预算决公开2026aBŁ𠮷\ue170 ，。（）〔〕-—“①é"
TEXTS = st.text(st.sampled_from(ALPHABET), max_size=30)
CJK = st.text(st.sampled_from("预算决公开𠮷\ue170"), min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("财政预算", ["财政", "政预", "预算"]),
        ("县，公开", ["县", "公开"]),
        ("2026年度 GK-12号", ["2026", "年度", "gk", "12", "号"]),
        ("预算预算", ["预算", "算预"]),
        ("〔2026〕14号", ["2026", "14", "号"]),
        ("𠮷\ue170村", ["𠮷\ue170", "\ue170村"]),
        ("", []),
        ("……", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("预算", ["预算"]),
        (" 预算公开 ", ["预算", "算公", "公开"]),
        ("预", None),
        ("2026", None),
        ("026年预算", ["年预", "预算"]),
        ("公开GK12目录", ["公开", "gk12", "目录"]),
        ("（县）", ["县"]),
        ("的，县", None),
        ("", None),
        ("。", None),
    ],
)
def test_query_tokens(text: str, expected: list[str] | None) -> None:
    assert query_tokens(text) == expected


def test_whole_words_on_request() -> None:
    assert query_tokens("2026", whole_words=True) == ["2026"]
    assert query_tokens("GK 2026年", whole_words=True) == ["gk", "2026"]


@given(TEXTS, CJK, TEXTS)
def test_a_text_that_contains_two_characters_or_more_has_their_tokens(before: str, query: str, after: str) -> None:
    asked = query_tokens(query)
    assert asked is not None
    assert set(asked) <= set(tokens(before + query + after))


@given(TEXTS, st.data())
def test_any_piece_of_a_text_finds_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    query = text[start : data.draw(st.integers(start, len(text)))]
    assert set(query_tokens(query) or ()) <= set(tokens(text))
    assert set(query_tokens(query.swapcase() if query.isascii() else query) or ()) <= set(tokens(text))


@given(st.lists(TEXTS, min_size=1, max_size=6), TEXTS)
def test_the_index_and_a_second_look_answer_as_like_does(texts: list[str], query: str) -> None:
    asked = query_tokens(query)
    assume(asked is not None and query.strip() == query)
    assert asked is not None
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE found USING fts5(words, tokenize='ascii', detail=none)")
    base.executemany(
        "INSERT INTO found(rowid, words) VALUES (?, ?)",
        [(i, " ".join(tokens(t))) for i, t in enumerate(texts)],
    )
    match = " AND ".join(f'"{token}"' for token in asked)
    hits = [row for (row,) in base.execute("SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid", (match,))]
    base.close()
    assert [i for i in hits if query in texts[i]] == [i for i, text in enumerate(texts) if query in text]
