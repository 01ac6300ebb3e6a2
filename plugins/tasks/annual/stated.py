"""Numbers that the words of a report state, compared with the same numbers in its tables."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from gongkai.core.i18n import T
from gongkai.core.tables.parse import parse_decimal
from gongkai.plugins.tasks.annual.checking import Fault, said
from gongkai.plugins.tasks.annual.forms import Cell, Content, Form, cell_named
from gongkai.plugins.tasks.annual.rules import Stated

IDENTITY = "7"
_CLAUSE = re.compile(r"[。；;\n]")  # zh-data
_MOST = 200_000  # characters of a report's words
_NEAR = 6  # characters before
FEE = Cell("fee", "paid", "yuan")
_FEE = T("信息处理费", "Processing fee"), T("实收（元）", "paid (yuan)")


def stated(rules: Iterable[Stated], text: str) -> Iterator[tuple[Cell, Decimal, str]]:
    """The numbers that a text states of cells, each with the clause that it stands in."""
    patterns = [(rule, _pattern(rule)) for rule in rules]
    for clause in _CLAUSE.split(text[:_MOST]):
        for rule, pattern in patterns:
            for hit in pattern.finditer(clause):
                around = clause[max(hit.start() - _NEAR, 0) : hit.end()]
                number = parse_decimal(hit[1].strip("，,"))  # zh-data
                if number is not None and not any(word in around for word in rule.without):
                    yield cell_named(rule.cell), number, clause.strip()[:60]


def _pattern(rule: Stated) -> re.Pattern[str]:
    """The words with little between them, and then a number with its unit."""
    words = "[^0-9。；;]{0,16}?".join(map(re.escape, rule.words))  # zh-data
    return re.compile(words + r"[^0-9０-９。；;]{0,8}?([0-9０-９][0-9０-９,，]*)\s*" + re.escape(rule.unit))  # zh-data


def check_stated(form: Form, cells: Mapping[Cell, Content], rules: Iterable[Stated], text: str) -> list[Fault]:
    """Where the words of a report say another number than its tables."""
    found: list[Fault] = []
    for cell, number, clause in stated(rules, text):
        if cell not in cells or cells[cell] == number:
            continue
        row, column = _FEE if cell == FEE else form.words(cell)
        value = cells[cell]
        what = T(
            f"文字说 {number:f}（“{clause}”），“{row.zh}”的“{column.zh}”是{said(value).zh}（恒等式 {IDENTITY}）。",
            f"The words say {number:f} (“{clause}”), {row.en}, {column.en}: {said(value).en} (identity {IDENTITY}).",
        )
        found.append(Fault("stated", cell, value, number, (IDENTITY,), what))
    return found
