"""Edits of a sheet that are not saved yet: collected by record and field, taken back step by step, saved as one change."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gongkai.core.register import Register
from gongkai.tui.sheet.cells import Cell, same

Edit = tuple[Any, str, Cell]
"""A record, a field, and what the cell is to hold."""


class Staged:
    """Cells that differ from the store. Each record is kept as it was when its first cell was edited, so that the door
    can tell whether somebody changed it since."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.records: dict[str, Any] = {}
        self._cells: dict[str, dict[str, Cell]] = {}
        self._past: list[list[tuple[Any, str, Cell | None]]] = []

    def __len__(self) -> int:
        """How many cells are not saved."""
        return sum(map(len, self._cells.values()))

    def __contains__(self, uid: str) -> bool:
        """Whether the record has cells that are not saved."""
        return uid in self._cells

    def cell(self, uid: str, name: str) -> Cell | None:
        """The cell as it was edited, None where it was not."""
        return self._cells.get(uid, {}).get(name)

    def put(self, edits: Iterable[Edit]) -> int:
        """Take edits as one step; gives how many cells differ from before.

        A cell that is given what its record has is no longer an edit.
        """
        step: list[tuple[Any, str, Cell | None]] = []
        for record, name, cell in edits:
            base = self.records.get(record.uid, record)
            old = self.cell(record.uid, name)
            new = None if same(self.register, base, name, cell) else cell
            if new != old:
                step.append((base, name, old))
                self._set(base, name, new)
        if step:
            self._past.append(step)
        return len(step)

    @property
    def undo_left(self) -> bool:
        """Whether a step can be taken back."""
        return bool(self._past)

    def undo(self) -> tuple[str, str] | None:
        """Take the last step back; gives the record and field of its first cell, None when there is none."""
        if not self._past:
            return None
        step = self._past.pop()
        for record, name, old in reversed(step):
            self._set(record, name, old)
        return step[0][0].uid, step[0][1]

    def _set(self, record: Any, name: str, cell: Cell | None) -> None:
        cells = self._cells.setdefault(record.uid, {})
        self.records.setdefault(record.uid, record)
        if cell is None:
            cells.pop(name, None)
        else:
            cells[name] = cell
        if not cells:
            del self._cells[record.uid], self.records[record.uid]

    def wrong(self) -> Iterator[tuple[str, str, Cell]]:
        """The cells whose text cannot be taken: uid, field, cell."""
        for uid, cells in self._cells.items():
            for name, cell in cells.items():
                if cell.error is not None:
                    yield uid, name, cell

    def changes(self) -> list[tuple[Any, dict[str, Any]]]:
        """Each record with its new values, for the door."""
        return [
            (self.records[uid], {name: cell.value for name, cell in cells.items()})
            for uid, cells in self._cells.items()
        ]

    def of(self, uid: str) -> dict[str, Cell]:
        """The edited cells of one record."""
        return dict(self._cells.get(uid, {}))

    # when somebody was first

    def drop(self, uids: Sequence[str]) -> None:
        """Give up the edits of records; what was done before cannot be taken back step by step any more."""
        for uid in uids:
            self._cells.pop(uid, None)
            self.records.pop(uid, None)
        self._past.clear()

    def rebase(self, record: Any) -> None:
        """Keep the edits of a record on the version that is stored now."""
        cells = self._cells.pop(record.uid, {})
        self.records.pop(record.uid, None)
        self._past.clear()
        for name, cell in cells.items():
            if not same(self.register, record, name, cell):
                self._set(record, name, cell)

    def clear(self) -> None:
        """Everything is saved, or given up."""
        self._cells.clear()
        self.records.clear()
        self._past.clear()
