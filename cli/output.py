"""Data on stdout, narration on stderr.

A table is for the eye: it is cut to the terminal's width by cells, ids and codes are never cut, and long ones stream.
The other formats are for programs and go through ``gongkai.core.tables.write``.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from gongkai.core.i18n import T
from gongkai.core.text import cells, clean, clean_line, pad, truncate

MEASURED = 500  # rows that settle the widths of a table; what follows streams with the same widths
LEAST = 4  # cells that a column keeps in a narrow terminal
GAP = "  "
KEYED = ("json", "jsonl")

Columns = Sequence[tuple[str, T]]


def narrate(text: str) -> None:
    """One line on stderr, harmless."""
    sys.stderr.write(clean_line(text) + "\n")
    sys.stderr.flush()


def terminal_width() -> int | None:
    """Cells of the terminal that stdout is; None when it is none, so that nothing is cut in a pipe."""
    if not sys.stdout.isatty():
        return None
    return max(shutil.get_terminal_size().columns, 20)


def emit(rows: Iterable[Sequence[Any]], columns: Columns, format: str = "table", keep: Sequence[str] = ()) -> int:
    """Print rows in a format; gives how many.

    Args:
        columns: a key (heading of json) and words (heading of everything else) for each column.
        keep: keys of columns that are never cut.
    """
    if format == "table":
        whole = {number for number, (key, _) in enumerate(columns) if key in keep}
        return _table(rows, [str(words) for _, words in columns], whole)
    if format in KEYED:
        keys = [key for key, _ in columns]
        return records((dict(zip(keys, row, strict=True)) for row in rows), format)
    from gongkai.core.tables.writing import write

    return write(sys.stdout, [str(words) for _, words in columns], rows, format)


def records(items: Iterable[Mapping[str, Any]], format: str) -> int:
    """Print records as json (a list) or jsonl (one a line); lists inside stay lists. Gives how many."""
    import json

    out, count = sys.stdout, 0
    for item in items:
        text = json.dumps(_plain(item), ensure_ascii=False)
        out.write(text + "\n" if format == "jsonl" else ("[\n" if not count else ",\n") + text)
        count += 1
    if format == "json":
        out.write("\n]\n" if count else "[]\n")
    return count


def emit_one(data: Mapping[str, Any], format: str, words: Mapping[str, T]) -> None:
    """Print one thing: an object in json, one row in csv and xlsx, a line for each property in a table.

    Args:
        words: what a property is called on the screen; its key when it is not there.
    """
    if format in KEYED:
        import json

        indent = 2 if format == "json" else None
        sys.stdout.write(json.dumps(_plain(data), ensure_ascii=False, indent=indent) + "\n")
    elif format == "table":
        lines([(str(words.get(key, key)), value) for key, value in data.items()])
    else:
        emit([tuple(data.values())], [(key, words.get(key, T(key, key))) for key in data], format)


def lines(pairs: Sequence[tuple[str, Any]]) -> None:
    """Labels and what they say, aligned; several lines of text stay several lines."""
    first = max((cells(label) for label, _ in pairs), default=0)
    for label, value in pairs:
        parts = clean(_text(value)).splitlines() or [""]
        sys.stdout.write(f"{pad(clean_line(label), first)}{GAP}{parts[0]}".rstrip() + "\n")
        for part in parts[1:]:
            sys.stdout.write(f"{' ' * first}{GAP}{part}".rstrip() + "\n")


def _table(rows: Iterable[Sequence[Any]], names: Sequence[str], whole: set[int]) -> int:
    """Aligned columns; those that hold only figures stand at the right."""
    coming = iter(rows)
    begun = list(islice(coming, MEASURED))
    shown = [[clean_line(_text(value)) for value in row] for row in begun]
    widths = [max([cells(name), *(cells(row[i]) for row in shown)]) for i, name in enumerate(names)]
    room = terminal_width()
    if room is not None:
        widths = squeezed(widths, room - len(GAP) * (len(widths) - 1), whole)
    right = [bool(begun) and all(_figure(row[i]) for row in begun) for i in range(len(names))]
    out, count = sys.stdout, 0
    rest = ([clean_line(_text(value)) for value in row] for row in coming)
    for line in chain([list(names), ["─" * size for size in widths]], shown, rest):
        out.write(_line(line, widths, right, room is not None) + "\n")
        count += 1
    return count - 2


def _line(line: Sequence[str], widths: Sequence[int], right: Sequence[bool], cut: bool) -> str:
    parts = (
        pad(truncate(text, size) if cut else text, size, "right" if at_right else "left")
        for text, size, at_right in zip(line, widths, right, strict=True)
    )
    return GAP.join(parts).rstrip()


def squeezed(widths: Sequence[int], room: int, whole: set[int]) -> list[int]:
    """Widths that fit into ``room`` cells: the widest column gives first, those in ``whole`` never, none below four cells."""
    fitted = list(widths)
    while sum(fitted) > room:
        giving = [i for i, size in enumerate(fitted) if i not in whole and size > LEAST]
        if not giving:
            break
        widest = max(giving, key=lambda i: fitted[i])
        others = max((fitted[i] for i in giving if fitted[i] < fitted[widest]), default=LEAST)
        step = min(sum(fitted) - room, max(fitted[widest] - others, 1))
        fitted[widest] -= step
    return fitted


def _figure(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(T("是", "yes") if value else T("否", "no"))
    if isinstance(value, list | tuple):
        return str(T("；", "; ")).join(_text(part) for part in value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(value: Any) -> Any:
    """A value that json holds; texts are cleaned."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {clean(str(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return clean(value.isoformat() if isinstance(value, date) else str(value))


def pages(register: Any, query: Any, limit: int = 0, size: int = 500) -> Iterator[list[Any]]:
    """A register's lines page by page, by key; at most ``limit`` of them (0: all)."""
    after, left = None, limit
    while True:
        page = register.page(query, after=after, limit=min(size, left) if limit else size)
        if page:
            yield page
        left -= len(page)
        if len(page) < size or (limit and left <= 0):
            return
        after = page[-1].key


def debugging() -> bool:
    """Whether ``GONGKAI_DEBUG`` asks for tracebacks."""
    return os.environ.get("GONGKAI_DEBUG", "") not in ("", "0")
