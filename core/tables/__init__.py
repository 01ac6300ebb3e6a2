"""Sheets in and out: xlsx, csv, tsv, json and jsonl (and reading of xls and ods).

``read`` gives the columns and rows of one sheet, with the line of each row, so that a mistake can be shown
where it stands; ``grids`` gives every sheet as it lies there; ``write`` makes a file or feeds a stream;
``parse_paste`` takes what was copied from WPS or Excel; the ``parse_*`` helpers read the dates, numbers and
yes/no marks that offices really write. Nothing here knows a register: what a column means is decided by who calls.

Nothing heavy is imported before it is used: a command that never touches a sheet does not pay for it.
"""

from gongkai.core.tables.model import Cell, Grid, Limits, Row, Sheet
from gongkai.core.tables.parse import parse_bool, parse_date, parse_decimal, parse_int
from gongkai.core.tables.paste import format_paste, parse_paste
from gongkai.core.tables.reading import READ_FORMATS, grids, read, sheet_names
from gongkai.core.tables.writing import WRITE_FORMATS, write

__all__ = [
    "READ_FORMATS",
    "WRITE_FORMATS",
    "Cell",
    "Grid",
    "Limits",
    "Row",
    "Sheet",
    "format_paste",
    "grids",
    "parse_bool",
    "parse_date",
    "parse_decimal",
    "parse_int",
    "parse_paste",
    "read",
    "sheet_names",
    "write",
]
