"""Identities and canonical forms: many at once are the same as one at a time, and as the standard codec makes them."""

import hashlib
from base64 import b32encode

from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.store.record import canonical, canonicals, derived_uid, derived_uids

ALPHABET = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghjkmnpqrstvwxyz")
PARTS = st.lists(st.text(max_size=20).filter(lambda text: text.isprintable()), min_size=1, max_size=4)
CELLS = st.one_of(st.none(), st.text(max_size=12), st.integers(-(2**53), 2**53))


@given(st.lists(PARTS, max_size=30))
def test_identities_are_base_32_of_the_digest(many: list[list[str]]) -> None:
    expected = [
        b32encode(hashlib.sha256("\x1f".join(parts).encode()).digest()[:10]).translate(ALPHABET).decode()
        for parts in many
    ]
    assert derived_uids(many) == expected
    assert [derived_uid(*parts) for parts in many] == expected


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=20))
def test_rows_as_columns_have_the_same_canonical_form(rows: list[tuple[object, ...]]) -> None:
    names = ("title", "scope", "名称")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    assert canonicals(columns) == [canonical(dict(zip(names, row, strict=True))) for row in rows]
