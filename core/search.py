"""Full-text search over registers: character bigrams and pinyin initials, on both stores.

SQLite keeps them in an FTS5 table per register, PostgreSQL in a tsvector with a GIN index. The index is derived
data: it is written in the same transaction as the record and can be rebuilt at any time.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from gongkai.core.bigrams import pieces, query_tokens, tokens, tokens_many
from gongkai.core.pinyin import initials, initials_many
from gongkai.core.reading import OwnSQL

_WORD = re.compile(r"[a-z0-9]+")
LONGEST = 64  # characters of a word that are kept; PostgreSQL refuses words of 2 KB

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource
    from gongkai.core.store.engine import Store


def _apart(text: str) -> Sequence[str]:
    found = pieces(text)
    return found if len(text) <= LONGEST or max(map(len, found), default=0) <= LONGEST else _cut(found)


_tokens = lru_cache(maxsize=20_000)(_apart)  # titles and elements repeat a hundred times in a generated catalogue
_initials = lru_cache(maxsize=20_000)(initials)


def index_name(resource: "Resource") -> str:
    """Name of the register's index table."""
    return f"fts_{resource.table}"


def ensure_index(store: "Store", resource: "Resource") -> None:
    """Make the register's index table when it is not there."""
    name = index_name(resource)
    if store.kind == "sqlite":
        store.run(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5(tokens, tokenize='ascii', detail='none',"
            " columnsize=0)"
        )  # nothing is ranked by length, so no lengths are kept
    else:
        store.run(f"CREATE TABLE IF NOT EXISTS {name} (id BIGINT PRIMARY KEY, tokens tsvector NOT NULL)")
        store.run(f"CREATE INDEX IF NOT EXISTS {name}_gin ON {name} USING gin (tokens)")


def words_of(office: "Office", resource: "Resource", data: Mapping[str, Sequence[Any]]) -> list[str]:
    """What is indexed of rows given as columns: bigrams of their searched fields and of the unit's name, initials of both.

    Initials are kept of the whole name and of the name without its place, so that 平昌县教育局 is found by ``jyj``. Each
    different text, and each unit, is taken apart once.
    """
    empty = [None] * len(data["scope"])
    owners = list(zip(data.get("unit", empty), data["scope"], strict=True))
    names = office.unit_names({unit for unit, _ in owners if unit})
    units = {
        (unit, scope): UnitWords.of(names.get(unit or "", ""), office.place_name(scope))
        for unit, scope in dict.fromkeys(owners)
    }
    titles = [str(title or "") for title in data.get(resource.title, empty)]
    rests = [title.removeprefix(units[owner].place) for title, owner in zip(titles, owners, strict=True)]
    distinct = list(dict.fromkeys(chain(titles, rests)))
    marks = {name: _cut([mark]) for name, mark in zip(distinct, initials_many(distinct), strict=True)}
    searched = [data[name] for name in resource.searched if name in data]
    apart = {text: _apart(str(text)) if text else () for text in set(chain(*searched))}
    found = []
    for title, rest, owner, *texts in zip(titles, rests, owners, *searched, strict=True):
        unit = units[owner]
        words = chain(*(apart[text] for text in texts), unit.words, marks[title], marks[rest], unit.marks)
        found.append(" ".join(dict.fromkeys(words)))
    return found


def named_tokens(names: Sequence[str], places: Sequence[str], marks: Sequence[str]) -> list[str]:
    """The same of rows of which only the title is searched: names, of what place each is, and the names' initials."""
    rests = [name.removeprefix(place) for name, place in zip(names, places, strict=True)]
    distinct = list(dict.fromkeys(rests))  # few, where the names come from a template
    short = dict(zip(distinct, initials_many(distinct), strict=True))
    keys = [
        mark if (other := short[rest]) in ("", mark) else f"{mark} {other}"
        for mark, rest in zip(marks, rests, strict=True)
    ]
    if max(map(len, (*names, *keys)), default=0) > LONGEST:
        texts = [_cut((*tokens(name), *key.split())) for name, key in zip(names, keys, strict=True)]
    else:
        texts = [(*words, key) if key else words for words, key in zip(tokens_many(names), keys, strict=True)]
    return list(map(" ".join, texts))


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What the index holds of a unit's name, worked out once for all of its records."""

    place: str
    words: tuple[str, ...]
    marks: tuple[str, ...]

    @classmethod
    def of(cls, name: str, place: str) -> "UnitWords":
        """Of a unit's name and the name of its place."""
        marks = (initials(name), initials(name.removeprefix(place)))
        return cls(place, _cut(tokens(name)), _cut(marks))


class Composer:
    """``words_of`` for many rows whose texts repeat: those of a template and those of a unit are taken apart once."""

    def __init__(self, texts: Iterable[str], title: str) -> None:
        self.title = title
        self.words = _cut(word for text in texts for word in _tokens(text))
        self._marks: dict[str, tuple[str, ...]] = {}

    def tokens(self, unit: UnitWords) -> str:
        """What is indexed of the template's row for a unit."""
        place = unit.place if self.title.startswith(unit.place) else ""
        marks = self._marks.get(place)
        if marks is None:
            marks = self._marks[place] = _cut((_initials(self.title), _initials(self.title.removeprefix(place))))
        return " ".join(dict.fromkeys((*self.words, *unit.words, *marks, *unit.marks)))


def _cut(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word[:LONGEST] for word in words if word)


def held_words(store: "Store", resource: "Resource", row: str) -> tuple[str, str]:
    """A join, and an expression for what the index holds of a row (``row``: an expression of its id), as one text.

    SQLite's own copy of the tokens is read where it lies, at a third of the price of asking the index for it.
    """
    name = index_name(resource)
    if store.kind == "sqlite":
        return f"LEFT JOIN {name}_content held ON held.id = {row}", "COALESCE(held.c0, '')"
    return (
        f"LEFT JOIN {name} held ON held.id = {row}",
        "COALESCE(array_to_string(tsvector_to_array(held.tokens), ' '), '')",
    )


def write_index(store: "Store", resource: "Resource", rows: Sequence[tuple[int, str]], fresh: bool = False) -> None:
    """Put (record id, tokens) into the index; ``fresh`` says that none of them is there yet."""
    name = index_name(resource)
    if store.kind == "sqlite":
        if not fresh:
            store.many(f"DELETE FROM {name} WHERE rowid = ?", [(row_id,) for row_id, _ in rows])
        store.many(f"INSERT INTO {name}(rowid, tokens) VALUES (?, ?)", rows)
    else:
        store.many(
            f"INSERT INTO {name}(id, tokens) VALUES (?, array_to_tsvector(array_remove(string_to_array(?, ' '), '')))"
            " ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens",
            rows,
        )


def drop_index(store: "Store", resource: "Resource", ids: Iterable[int]) -> None:
    """Take records out of the index."""
    key = "rowid" if store.kind == "sqlite" else "id"
    store.many(f"DELETE FROM {index_name(resource)} WHERE {key} = ?", [(row_id,) for row_id in ids])


def rebuild(office: "Office", resource: "Resource") -> int:
    """Make the register's index anew from its records; gives how many. Call it inside a write transaction."""
    store, names = office.store, [f.column_name for f in resource.model._meta.sorted_fields]
    ensure_index(store, resource)
    store.run(f"DELETE FROM {index_name(resource)}")
    count, last = 0, 0
    while rows := store.sql(
        f"SELECT {', '.join(names)} FROM {resource.table} WHERE id > ? ORDER BY id LIMIT 2000", (last,)
    ):
        data = dict(zip(names, zip(*rows, strict=True), strict=True))
        write_index(store, resource, list(zip(data["id"], words_of(office, resource, data), strict=True)), fresh=True)
        count, last = count + len(rows), data["id"][-1]
    return count


def mend_index(office: "Office", resource: "Resource") -> int:
    """``rebuild`` in a transaction of its own."""
    with office.store.write():
        return rebuild(office, resource)


def matching(store: "Store", resource: "Resource", text: str) -> Any:
    """A peewee condition for records that hold the text; None when the text holds nothing to look for."""
    name, model = index_name(resource), resource.model
    found = _WORD.findall(text.lower()) if text.isascii() else query_tokens(text)
    found = [word[:LONGEST] for word in found or ()]
    if not found:
        return _contains(resource, text.strip()) if text.strip() else None
    if store.kind == "sqlite":
        # quoted, so that nothing in the text is query syntax; a Latin word may be the start of longer initials
        query = " AND ".join(f'"{token}"' + ("*" if token.isascii() else "") for token in found)
        return model.id.in_(OwnSQL(f"(SELECT rowid FROM {name} WHERE {name} MATCH ?)", (query,)))
    query = " & ".join("'{}'{}".format(t.replace("'", "''"), ":*" if t.isascii() else "") for t in found)
    return model.id.in_(OwnSQL(f"(SELECT id FROM {name} WHERE tokens @@ CAST(%s AS tsquery))", (query,)))


def _contains(resource: "Resource", text: str) -> Any:
    """One character has no bigram: look into the searched fields themselves."""
    condition = None
    for name in resource.searched:
        test = resource.model._meta.fields[name].contains(text)
        condition = test if condition is None else condition | test
    return condition
