"""The base of every row that a person can change, and its canonical form."""

import hashlib
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import peewee

from gongkai.core.i18n import T
from gongkai.core.store.fields import Meta, UnitRef

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # without i, l, o, u: nobody misreads one
_LETTERS = _ALPHABET.encode().ljust(256, b"?")
_encode = msgspec.json.Encoder(order="sorted").encode
_encode_struct = msgspec.json.Encoder().encode  # of structs whose fields stand in order


class Record(peewee.Model):
    """A row with an identity that never changes, an owner unit, a place, a stage and a version.

    ``uid`` is never reused. ``scope`` is the owner unit's present place as a 15-digit code, copied here so that
    a list, a permission and a roll-up are one range test. ``version`` grows by one with each change and guards
    against lost updates. ``reading`` is the verb that reading rows of the table needs.
    """

    reading = "view"

    id = peewee.BigAutoField()
    uid = peewee.TextField(unique=True)
    unit = UnitRef(T("责任单位", "Unit"), width=20, index=True)
    scope = peewee.BigIntegerField(default=0)
    stage = peewee.TextField(default="")
    version = peewee.IntegerField(default=1)

    class Meta:
        legacy_table_names = False
        indexes = ((("scope", "id"), False),)


def new_uid() -> str:
    """A fresh identity: 16 characters, time-ordered, random enough for a nation of deployments."""
    number = (int(time.time() * 1000) & ((1 << 40) - 1)) << 40 | secrets.randbits(40)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(75, -1, -5))


def fresh_uids() -> Iterator[str]:
    """As many of ``new_uid`` as are taken, made by growing handfuls."""
    count = 1
    while True:
        stamp = (int(time.time() * 1000) & ((1 << 40) - 1)).to_bytes(5)
        text = _letters(b"".join([stamp + secrets.token_bytes(5) for _ in range(count)]))
        yield from (text[start : start + 16] for start in range(0, len(text), 16))
        count = min(count * 2, 4096)


def derived_uid(*parts: str) -> str:
    """An identity that follows from what the thing is, so that generating it twice gives the same one."""
    return derived_uids([parts])[0]


def derived_uids(many: Iterable[Sequence[str]]) -> list[str]:
    """``derived_uid`` of each: ten bytes are sixteen letters without a rest, so all are turned into letters at once."""
    sha = hashlib.sha256
    text = _letters(b"".join([sha("\x1f".join(parts).encode()).digest()[:10] for parts in many]))
    return [text[start : start + 16] for start in range(0, len(text), 16)]


def _letters(data: bytes) -> str:
    """Base 32 of whole groups of five bytes. Python's own codec takes a step for each group; here one number holds all of
    them, and each shift moves the halves of every group apart at the same time: 40 bits, 20, 10, 5 in a byte."""
    count = len(data) // 5
    number = int.from_bytes(b"".join([b"\0\0\0" + data[start : start + 5] for start in range(0, len(data), 5)]))
    for width, bits in ((8, 20), (4, 10), (2, 5)):
        low = ((1 << bits) - 1).to_bytes(width) * (count * 8 // width)
        rest = number & int.from_bytes(low)
        number = (number ^ rest) << (width * 4 - bits) | rest
    return number.to_bytes(count * 8).translate(_LETTERS).decode()


def columns(model: type[peewee.Model]) -> list[str]:
    """Column names in the order of the declaration, without the local ``id``."""
    return [field.column_name for field in model._meta.sorted_fields if field.name != "id"]


def row_of(record: peewee.Model) -> dict[str, Any]:
    """A record as the store keeps it: column name to stored value."""
    data = record.__data__
    return {f.name: f.db_value(data.get(f.name)) for f in record._meta.sorted_fields if f.name != "id"}


def from_row(model: type[Any], row: Mapping[str, Any], row_id: int | None = None) -> Any:
    """A record from stored values, without asking the store; its ``id`` may be left open where nothing needs it."""
    record: Any = model()
    fields = model._meta.fields
    record.__data__ = {name: fields[name].python_value(value) for name, value in row.items()} | {"id": row_id}
    record._dirty.clear()
    return record


def canonical(row: Mapping[str, Any]) -> bytes:
    """A row's canonical form. Empty columns are left out, so adding a column changes nothing of it."""
    return _encode({k: v for k, v in row.items() if v is not None})


@lru_cache(maxsize=64)
def _shape(names: tuple[str, ...]) -> type[msgspec.Struct]:
    return msgspec.defstruct("Row", [(name, Any, None) for name in names], omit_defaults=True, gc=False)


def canonicals(data: Mapping[str, Iterable[Any]]) -> list[bytes]:
    """``canonical`` of many rows given as columns, at a third of the price."""
    return filled({name: data[name] for name in sorted(data)})


def filled(data: Mapping[str, Iterable[Any]]) -> list[bytes]:
    """Rows given as columns as JSON without their empty columns, in the order of the columns."""
    names = tuple(data)
    return list(map(_encode_struct, map(_shape(names), *(data[name] for name in names))))


def digest(row: Mapping[str, Any]) -> str:
    """sha256 over the canonical form."""
    return hashlib.sha256(canonical(row)).hexdigest()


def digests(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """``digest`` for many rows given as tuples in the order of ``names``."""
    sha = hashlib.sha256
    return [sha(_encode({k: v for k, v in zip(names, row, strict=True) if v is not None})).hexdigest() for row in rows]


def meta_of(model: type[peewee.Model], name: str) -> Meta | None:
    """A field's metadata; None for the fields that only gongkai writes (uid, scope, stage, version)."""
    field = model._meta.fields.get(name)
    return getattr(field, "meta", None)
