"""Tables that come through the clipboard from WPS or Excel."""

from collections.abc import Iterable

from gongkai.core.text import clean


def parse_paste(text: str, ragged: bool = False) -> list[list[str]]:
    """The rows and cells of text copied from a sheet: cells split by tabs, rows by line ends.

    A cell that holds a line end or a tab arrives in double quotes, with inner quotes doubled; such a cell is
    unpacked. Quotes that do not enclose exactly one whole cell of that kind belong to the text and stay. All
    cells are cleaned; rows are filled up with empty cells to the longest one (unless they may be ``ragged``: a cell
    that was not copied is another thing than an empty one); the line end after the last row makes no extra row.
    """
    text = clean(text)
    if not text:
        return []
    text = text.removesuffix("\n")
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        cell, end = _quoted(text, at) if text.startswith('"', at) else (None, at)
        if cell is None:
            end = _cell_end(text, at)
            cell = text[at:end]
        rows[-1].append(cell)
        if end >= len(text):
            break
        if text[end] == "\n":
            rows.append([])
        at = end + 1
    if ragged:
        return rows
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


def format_paste(rows: Iterable[Iterable[str]]) -> str:
    """Cells as the text that WPS and Excel take from the clipboard; ``parse_paste`` reads it back."""
    return "\n".join("\t".join(map(_copied, row)) for row in rows) + "\n"


def _copied(cell: str) -> str:
    cell = clean(cell)
    if "\t" in cell or "\n" in cell or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _cell_end(text: str, at: int) -> int:
    tab = text.find("\t", at)
    line = text.find("\n", at, tab if tab >= 0 else len(text))
    if line >= 0:
        return line
    return tab if tab >= 0 else len(text)


def _quoted(text: str, start: int) -> tuple[str | None, int]:
    """The content and end of a quoted cell at ``start``; (None, start) if the quotes are part of the text."""
    at = start + 1
    while (at := text.find('"', at)) >= 0:
        if text.startswith('"', at + 1):
            at += 2
            continue
        inner = text[start + 1 : at]
        closes = at + 1 == len(text) or text[at + 1] in "\t\n"
        # Spreadsheets quote only what needs it; "重要" in plain quotes was typed so.
        if closes and ("\n" in inner or "\t" in inner or '""' in inner):
            return inner.replace('""', '"'), at + 1
        break
    return None, start
