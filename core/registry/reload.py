"""Loading a newer list over one that is there: what acts have settled stays, what the list changes is kept as past.

A list says how things stood on its cut-off day. An act that takes effect later is newer than the list, so everything
that it touched stays as the act left it. Where no act spoke, the list is right, and what it replaces becomes past.
Divisions that an office added itself, below the village or beside the list, are in no list and stay as well; so does
what a list drops while units or records lie in it, until an act has moved or ended them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongkai.core.codes import NATION, format_code, span
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.edition import Columns, Row, columns_of
from gongkai.core.registry.past import moves
from gongkai.core.registry.terms import seal_divisions

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.store.engine import Store

NO_FAMILY = (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b"\x00")
"""The sheet of a family that is gone: no rows, the digest of nothing, and only the width of places as marks."""

_ROW = "code, name, level, parent, kind"


@dataclass
class Differences:
    """What a list would change in a store.

    Attributes:
        columns: the list with what stays as it is put in.
        kept: codes of the rows that stay although the list says otherwise, or nothing of them.
        changed: rows before and after.
        held: rows that the list does not have any more, and that stay because something lies in them.
        same: how many rows stay as they are because the list says the same.
    """

    columns: Columns
    kept: set[int] = field(default_factory=set)
    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    same: int = 0

    @property
    def renamed(self) -> list[tuple[Row, Row]]:
        """Rows with another name."""
        return [pair for pair in self.changed if pair[0][1] != pair[1][1]]

    @property
    def moved(self) -> list[tuple[Row, Row]]:
        """Rows with another parent or level under the same code."""
        return [pair for pair in self.changed if pair[0][2:4] != pair[1][2:4]]

    @property
    def judged(self) -> int:
        """How many rows only count as another kind."""
        return sum(1 for old, new in self.changed if old[:4] == new[:4])

    @property
    def count(self) -> int:
        """How many rows would be written or deleted."""
        return len(self.new) + len(self.changed) + len(self.gone)

    def families(self) -> set[int | None]:
        """Parents whose children change."""
        pairs = [row for pair in self.changed for row in pair]
        return {row[3] for row in (*self.new, *pairs, *self.gone)} | {row[0] for row in self.gone}


def has_list(store: "Store") -> bool:
    """Whether a list was loaded before."""
    return bool(store.sql("SELECT 1 FROM ledger_sheet WHERE register = 'division' LIMIT 1"))


def differences(store: "Store", columns: Columns, within: int, day: str, complete: bool) -> Differences:
    """Compare a list with what is there.

    Args:
        within: the subtree that the list is about; of what is above it, only what the list names.
        day: the list's cut-off (ISO); empty when it is not known, then every act is taken for newer.
        complete: whether the list holds the whole subtree. Otherwise it is complete only for the families of which it
            names a child: their other children are gone, with what is below them; other families stay.

    Raises:
        BadInput: a row of the list, or one that stays, would hang on a division that is gone.
    """
    low, high = span(within)
    merged, kept, lost_to_act = _with_settled(store, columns, low, high, day)
    found = Differences(merged, kept)
    first, last = bisect_left(merged[0], low), bisect_right(merged[0], high)
    listed = zip(*(column[first:last] for column in merged), strict=True)
    spoken = set(merged[3][first:last])
    gone: set[int] = set()
    stored = store.stream(f"SELECT {_ROW} FROM division WHERE code BETWEEN ? AND ? ORDER BY code", (low, high))

    def lose(row: Row) -> None:
        if complete or row[3] in gone or row[3] in spoken:
            found.gone.append(row)
            gone.add(row[0])

    there = next(stored, None)
    for row in listed:
        while there is not None and there[0] < row[0]:
            lose(there)
            there = next(stored, None)
        if there is None or there[0] != row[0]:
            found.new.append(row)
            continue
        _compare(found, there, row, complete)
        there = next(stored, None)
    while there is not None:
        lose(there)
        there = next(stored, None)
    for row in _above(merged, first, last):
        stands = store.sql(f"SELECT {_ROW} FROM division WHERE code = ?", (row[0],))
        if stands:
            _compare(found, stands[0], row, complete)
        elif complete:
            found.new.append(row)
    _check_parents(found, gone, within, lost_to_act, complete)
    return found


def _compare(found: Differences, there: Row, row: Row, complete: bool) -> None:
    if not complete and there[:4] == row[:4]:
        row = there  # a part of a list does not tell whether a city has counties
    if there == row:
        found.same += 1
    else:
        found.changed.append((there, row))


def _above(columns: Columns, first: int, last: int) -> Iterator[Row]:
    """The rows outside the subtree."""
    for part in (slice(0, first), slice(last, None)):
        yield from zip(*(column[part] for column in columns), strict=True)


def _with_settled(
    store: "Store", columns: Columns, low: int, high: int, day: str
) -> tuple[Columns, set[int], set[int]]:  # fmt: skip
    """The list with what acts have settled, and what an office added itself, in place of what it says; the codes that
    stay; the codes that acts took out of the list."""
    named, ranges = _settled(store, day)
    own = store.sql(f"SELECT {_ROW} FROM division WHERE code BETWEEN ? AND ? AND code % 1000 <> 0", (low, high))
    if not named and not ranges and not own:
        return columns, set(), set()

    def by_act(code: int) -> bool:
        return code in named or any(first <= code <= last for first, last in ranges)

    scopes = columns[0]
    out = {code for code in scopes if by_act(code)}
    kept: dict[int, Row] = {row[0]: row for row in own if by_act(row[0])}
    listed = set(scopes) if own else set()
    kept |= {row[0]: row for row in own if row[0] not in listed}
    codes = [(code,) for code in named if low <= code <= high]
    for (code,) in codes:
        kept |= {row[0]: row for row in store.sql(f"SELECT {_ROW} FROM division WHERE code = ?", (code,))}
    for start, end in ranges:
        between = (max(start, low), min(end, high))
        kept |= {row[0]: row for row in store.sql(f"SELECT {_ROW} FROM division WHERE code BETWEEN ? AND ?", between)}
    for code in out - kept.keys():
        if not low <= code <= high:  # above the subtree
            kept |= {row[0]: row for row in store.sql(f"SELECT {_ROW} FROM division WHERE code = ?", (code,))}
    rows = [row for row in zip(*columns, strict=True) if row[0] not in out and row[0] not in kept]
    rows = sorted([*rows, *kept.values()])
    return columns_of(rows), set(kept), out - kept.keys()


def _settled(store: "Store", day: str) -> tuple[set[int], list[tuple[int, int]]]:
    """Codes and ranges of which acts newer than a day have spoken, before and after."""
    named = {
        code for row in store.sql(
            "SELECT code, became FROM division_term WHERE act <> '' AND state <> 'never' AND valid_to > ?", (day,)
        )
        for code in row if code is not None
    }  # fmt: skip
    ranges = []
    for move in moves(store, day):
        for low, high, delta in move.rules:
            ranges += [(low, high), (low + delta, high + delta)]
    return named, ranges


def _check_parents(found: Differences, gone: set[int], within: int, ended: set[int], complete: bool) -> None:
    """Nothing may hang on what is gone, and the subtree itself must be there."""
    scopes, names, _, parents, _ = found.columns
    low, high = span(within)
    if within in gone:
        raise BadInput(
            T(f"名录里没有 {format_code(within)}。", f"The list does not have {format_code(within)}."),
            T("换一份含有本级区划的名录。", "Take a list that holds this division."),
        )
    missing = set(parents) - set(scopes) - {None} if complete else {parent for parent in parents if parent in gone}
    lost = [
        (code, name, parent) for code, name, parent in zip(scopes, names, parents, strict=True)
        if parent in missing and low <= (parent or NATION) <= high
    ]  # fmt: skip
    # what stays by an act or as the office's own keeps what it hangs on
    hold(found, {parent for code, _, parent in lost if code in found.kept and parent is not None})
    lost = [row for row in lost if row[0] not in found.kept or row[2] not in found.kept]
    if not lost:
        return
    names_zh = "、".join(f"{name} {format_code(code)}" for code, name, _ in lost[:5])  # zh-data
    names_en = ", ".join(f"{name} {format_code(code)}" for code, name, _ in lost[:5])
    if any(parent in ended for _, _, parent in lost):
        raise BadInput(
            T(f"名录中 {len(lost)} 个区划的上级已由机构改革撤销：{names_zh}。",
              f"{len(lost)} divisions of the list hang on ones that acts have ended: {names_en}."),
            T("换一份更新的名录，或先撤销那项改革。", "Take a newer list, or take that act back first."),
        )  # fmt: skip
    raise BadInput(
        T(f"{len(lost)} 个区划的上级在名录里已没有：{names_zh}。",
          f"The list no longer has what {len(lost)} divisions hang on: {names_en}."),
        T("先用机构改革移走或撤销它们，再加载名录。", "Move or end them with an act first, then load the list."),
    )  # fmt: skip


def hold(found: Differences, occupied: set[int]) -> None:
    """Let what is still occupied stay, with what it hangs on: no record may lose its place because a list is newer."""
    gone = {row[0]: row for row in found.gone}
    stay: set[int] = set()
    for code in occupied & gone.keys():
        at: int | None = code
        while at in gone and at not in stay:
            stay.add(at)
            at = gone[at][3]
    if not stay:
        return
    held = [row for row in found.gone if row[0] in stay]
    found.held += held
    found.gone = [row for row in found.gone if row[0] not in stay]
    found.kept |= stay
    found.columns = columns_of(sorted([*zip(*found.columns, strict=True), *held]))


def keep_past(change: "Change", found: Differences, day: str) -> None:
    """Keep what the list changes or takes away, and that what it adds was not there before; called before it is written.

    What only counts as another kind now has not changed: a kind is read off name and code.
    """
    store = change.store
    last = store.sql("SELECT max(valid_to) FROM division_term WHERE act = '' AND state <> 'never'")[0][0] or ""
    day = max(day or change.office.today.isoformat(), last)
    since = (
        "(SELECT max(t.valid_to) FROM division_term t WHERE (t.became = {0} OR t.code = {0}) AND t.state <> 'never')"
    )
    columns = "name, level, parent, kind, edition, initials"
    head = f"INSERT INTO division_term (code, became, {columns}, valid_from, valid_to, act, state, seq)"
    ended: list[tuple[int | None, int]] = [
        (pair[1][0], pair[0][0]) for pair in found.changed if pair[0][1:4] != pair[1][1:4]
    ]
    ended += [(None, row[0]) for row in found.gone]
    shown = ", ".join(f"d.{name}" for name in columns.split(", "))
    store.many(
        f"{head} SELECT d.code, CAST(? AS BIGINT), {shown}, {since.format('d.code')}, CAST(? AS TEXT), '', 'valid', CAST(? AS BIGINT)"
        " FROM division d WHERE d.code = ?",
        [(became, day, change.seq, code) for became, code in ended],
    )
    # a family that had no sheet was not in the store at all: nothing is known of its past
    families = {
        key for (key,) in store.sql("SELECT DISTINCT key FROM ledger_sheet WHERE register = 'division' AND rows > 0")
    }
    fresh = [row[0] for row in found.new if row[3] in families]
    store.many(
        f"{head} VALUES (?, ?, '', 0, NULL, '', '', '', {since.format('CAST(? AS BIGINT)')}, ?, '', 'absent', ?)",
        [(code, code, code, code, day, change.seq) for code in fresh],
    )
    if ended or fresh:
        change.at_end("division_term", seal_divisions)
