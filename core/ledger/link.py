"""The link of the ledger that one transaction makes: its lines and sheets, and the search index of what it wrote."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.access import EVENTS
from gongkai.core.ledger.chain import FOLLOWS, GENESIS, LINE_BITS, line_bytes, link_hash, sheet_bytes
from gongkai.core.ledger.newrows import columns_of
from gongkai.core.resource import Resource
from gongkai.core.search import drop_index, words_of, write_index

if TYPE_CHECKING:
    from gongkai.core.office import Office

_json = msgspec.json.encode
CHUNK = 500
FULL = 20_000  # lines that wait in memory


class Link:
    """What a transaction leaves in the ledger; ``Change`` adds what may be written."""

    def __init__(self, office: "Office", reason: str, rule: str = "") -> None:
        self.office = office
        self.store = office.store
        self.reason = reason
        self.rule = rule
        self.actor = office.actor
        self.login = office.login if office.login != office.actor else ""
        self.count = 0
        self._body = hashlib.sha256()
        self._lines: list[tuple[Any, ...]] = []
        self._sheets: list[tuple[Any, ...]] = []
        self._index: dict[str, dict[int, str]] = {}
        self._dropped: dict[str, list[int]] = {}
        self._ids: dict[tuple[str, str], int] = {}
        self._parsed: dict[Any, Any] = {}
        self._endings: dict[str, Callable[[Any], None]] = {}
        self._written: dict[str, dict[str, str]] = {}
        self.begun: list[tuple[str, str]] = []  # register and uid of records that actions brought into being
        self._acting = ""  # uid of the record whose action is being followed up
        self._sheet_count = 0
        head = self.store.sql("SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1")
        self.seq: int = head[0][0] + 1 if head else 1
        self._prev: str = head[0][1] if head else GENESIS

    def sheets(self, register: str, sheets: Iterable[tuple[int, int, str, bytes]]) -> None:
        """Record reference data by (parent, rows, digest, marks) instead of a line per row."""
        for key, rows, sheet_digest, marks in sheets:
            line_id = self.seq << LINE_BITS | self._sheet_count
            self._sheets.append((line_id, register, key, rows, sheet_digest, marks))
            self._sheet_count += 1

    def set_line(self, register: str, action: str, before: Any, after: Any) -> None:
        """Record what one statement did to many rows of a register; see ``gongkai.core.ledger.shifts``."""
        self._write_line(register, "", action, before, after, "")

    def note(self, uid: str, what: str, said: Mapping[str, Any]) -> None:
        """Record something that changed no record: an account was seen through, a password was set."""
        self._write_line(EVENTS, uid, what, None, dict(said), "")

    def reindex(self, resource: Resource, rows: Sequence[Mapping[str, Any]]) -> None:
        """Have the search index of these rows written anew, with the names that units and places have now."""
        if resource.searched and rows:
            self._queue_index(resource, rows)

    def _queue_index(self, resource: Resource, rows: Sequence[Mapping[str, Any]]) -> None:
        waiting = self._index.setdefault(resource.key, {})
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            uids = [row["uid"] for row in part]
            marks = ", ".join("?" for _ in uids)
            ids = dict(self.store.sql(f"SELECT uid, id FROM {resource.table} WHERE uid IN ({marks})", uids))
            words = words_of(self.office, resource, columns_of(part))
            waiting.update(zip((ids[uid] for uid in uids), words, strict=True))
            if len(waiting) >= FULL:
                write_index(self.store, resource, sorted(waiting.items()))
                waiting.clear()

    def _line(self, resource: Resource, uid: str, action: str, before: Any, after: Any, row_digest: str) -> None:
        if resource.settle:
            self._written.setdefault(resource.key, {})[uid] = action
        self._write_line(resource.key, uid, action, before, after, row_digest)

    def _write_line(self, register: str, uid: str, action: str, before: Any, after: Any, row_digest: str) -> None:
        if self._acting:  # so that taking the action back takes this back too
            after = {**(after or {}), FOLLOWS: self._acting}
        values = (
            register,
            uid,
            action,
            None if before is None else _json(before).decode(),
            None if after is None else _json(after).decode(),
            row_digest,
        )
        self._add_lines([values])

    def _add_lines(self, lines: Sequence[tuple[str, str, str, str | None, str | None, str]]) -> None:
        self._body.update(b"".join(map(line_bytes, lines)))
        first = self.seq << LINE_BITS | self.count
        self._lines += [(number, *values) for number, values in enumerate(lines, first)]
        self.count += len(lines)
        if len(self._lines) >= FULL:
            self._flush()

    def _flush(self) -> None:
        """Write the lines that wait; a large change does so on its way, so that memory holds."""
        statement = (
            "INSERT INTO ledger_line (id, register, uid, action, before, after, digest) VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        if len(self._lines) == 1:
            self.store.run(statement, self._lines[0])
        elif self._lines:
            self.store.many(statement, self._lines)
        self._lines.clear()

    def seal(self) -> None:
        """Write the lines, the search index and the link. Called once, before the commit."""
        if not self.count and not self._sheets:
            return
        self._flush()
        if self._sheets:
            self.store.many(
                "INSERT INTO ledger_sheet (id, register, key, rows, digest, marks) VALUES (?, ?, ?, ?, ?, ?)",
                self._sheets,
            )
        for key, ids in self._dropped.items():
            drop_index(self.store, self.office.resource(key), ids)
        for key, waiting in self._index.items():
            write_index(self.store, self.office.resource(key), sorted(waiting.items()))
        for _, register, key, rows, sheet_digest, _marks in self._sheets:
            self._body.update(sheet_bytes(register, key, rows, sheet_digest))
        at, sheets = self.office.now, len(self._sheets)
        body = self._body.hexdigest()
        link = (self.seq, at, self.actor, self.reason, self.rule, self.count, sheets, body, self._prev)
        self.store.run(
            "INSERT INTO ledger (seq, at, actor, reason, rule, lines, sheets, body, prev, login, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*link, self.login, link_hash(*link, self.login)),
        )
