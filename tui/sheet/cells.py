"""What a cell of a sheet holds: a value that was typed, pasted, filled in or picked, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.register import Register
from gongkai.core.resource import parse_value, show_value
from gongkai.core.text import clean_line

Memory = dict[tuple[str, Any], "Cell"]
"""Cells already made in one paste: a unit's name is looked up once."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value for one field.

    Attributes:
        value: as the door takes it; None when empty, and when the text could not be read.
        typed: the text as a person gave it.
        error: why the text cannot be taken.
    """

    value: Any
    typed: str = ""
    error: T | None = None


def sheet_columns(register: Register) -> list[str]:
    """The columns of a sheet: those of the list, then every other field that a person fills."""
    listed = list(register.resource.columns)
    return listed + [name for name in register.resource.editable if name not in listed]


def made(register: Register, name: str, given: str | tuple[str, ...], memory: Memory | None = None) -> Cell:
    """A cell from what was typed, pasted or picked (keys)."""
    if memory is not None and (name, given) in memory:
        return memory[name, given]
    cell = _made(register, name, given)
    if memory is not None:
        memory[name, given] = cell
    return cell


def _made(register: Register, name: str, given: str | tuple[str, ...]) -> Cell:
    meta = register.resource.meta(name)
    typed = given if isinstance(given, str) else str(T("、", ", ")).join(given)
    try:
        value = parse_value(register.office, meta, given)
    except GongkaiError as error:
        return Cell(None, typed, error.whole)
    if value in (None, "", ()):
        needed = meta.required is True or (name == "unit" and register.resource.placed)
        return Cell(None, "", T(f"{meta.label.zh}必填。", f"{meta.label.en} is required.") if needed else None)
    return Cell(value, typed)


def stored(register: Register, record: Any, name: str) -> Cell:
    """The cell as the record has it."""
    return Cell(getattr(record, name), register.text_of(record, name))


def same(register: Register, record: Any, name: str, cell: Cell) -> bool:
    """Whether a cell holds what the record has."""
    if cell.error is not None:
        return False
    field = register.model._meta.fields[name]
    return bool(_kept(field.db_value(cell.value)) == _kept(field.db_value(getattr(record, name))))


def _kept(value: Any) -> Any:
    return (
        None if isinstance(value, str | tuple) and value in ("", "[]", ()) else value
    )  # every way of being empty is one; zero is not empty


def alike(one: Cell, other: Cell) -> bool:
    """Whether two cells hold the same."""
    if one.error is not None or other.error is not None:
        return one.error == other.error and one.typed == other.typed
    return bool(_kept(one.value) == _kept(other.value))


def words(register: Register, name: str, cell: Cell) -> str:
    """A cell as it is shown: one line; a text that cannot be taken, as it was typed."""
    if cell.error is not None:
        return clean_line(cell.typed)
    return clean_line(show_value(register.office, register.resource.meta(name), cell.value))


def lay(cells: Sequence[Sequence[str]], rows: int, columns: int) -> list[tuple[int, int, str]]:
    """Where the cells of a pasted rectangle go: (row, column, text), counted from the upper left of the marked range.

    One cell fills the range; a rectangle that fits into it a whole number of times is repeated; any other is put down
    once. A ragged one leaves what it does not have as it is.
    """
    height, width = len(cells), max(map(len, cells), default=0)
    whole = all(len(row) == width for row in cells)
    tiled = height and width and whole and not rows % height and not columns % width
    down, across = (rows // height, columns // width) if tiled else (1, 1)
    return [
        (turn * height + r, side * width + c, text)
        for turn in range(down)
        for r, row in enumerate(cells)
        for side in range(across)
        for c, text in enumerate(row)
    ]
