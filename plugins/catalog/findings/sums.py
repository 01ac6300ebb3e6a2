"""Do the figures of a text add up? Looked for where the text itself says what is the sum of what:

    3402件+1919件=5316件                  an equation
    a table whose first or last row is 合计   each column of figures
    the words that a ``[[sum_check]]`` names  the figures behind them

Figures are told as they stand and never corrected.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai.core.i18n import T
from gongkai.plugins.catalog.findings.rules import SumCheck

LONGEST = 200_000  # characters of a text that are looked at
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TERM = rf"(?:{_NUMBER})[ 　]*(?:[^\W\d_]{{0,4}}|[%％])"
_CHAIN = re.compile(rf"(?<![\d.,]){_TERM}(?:[ 　]*[+＋][ 　]*{_TERM})+")
_RESULT = re.compile(rf"[ 　]*[=＝][ 　]*{_TERM}")
_PART = re.compile(rf"({_NUMBER})[ 　]*([^\W\d_]{{0,4}}|[%％])")
_TOTALS = ("合计", "总计", "共计")  # zh-data
_NO_SUM = re.compile("率|比|均|单价|%|％|序号|年|月|日|编号|代码|电话|小计")  # zh-data


def differences(text: str, declared: Sequence[SumCheck] = ()) -> Iterator[tuple[T, str]]:
    """What does not add up in a text: the words, and the rule that asked where one did."""
    text = text[:LONGEST]
    for said in (*_equations(text), *_tables(text)):
        yield said, ""
    for check in declared:
        told = _declared(text, check)
        if told is not None:
            yield told, check.rule


def _off(stated: str, parts: Sequence[Decimal], shown: str) -> T | None:
    """The words for a total that is not the sum of its parts."""
    total, found = _figure(stated), sum(parts, Decimal(0))
    if total == found:
        return None
    gap = abs(total - found)
    return T(
        f"{shown}：合计应为 {found}，文中为 {stated}，相差 {gap}",
        f"{shown}: the sum is {found}, stated {stated}, off by {gap}",
    )


def _equations(text: str) -> Iterator[T]:
    for chain in _CHAIN.finditer(text):  # taken whole, so that a text of nothing but sums is read once
        result = _RESULT.match(text, chain.end())
        if result is None:
            continue
        shown = chain.group() + result.group()
        terms = _PART.findall(shown)
        units = [unit for _, unit in terms if unit]
        if units and not all(
            unit.startswith(min(units, key=len)) for unit in units
        ):  # the last may run into the sentence
            continue  # 3万+500元=30500元: not to be compared as it stands
        *parts, (total, _) = terms
        told = _off(total, [_figure(number) for number, _ in parts], " ".join(shown.split()))
        if told is not None:
            yield told


def _tables(text: str) -> Iterator[T]:
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        mark = "\t" if "\t" in line else "|"
        cells = [cell.strip() for cell in line.strip("|").split(mark)] if mark in line else []
        if cells and all(not cell.strip("-: ") for cell in cells):
            continue  # the rule below a heading
        if rows and len(cells) != len(rows[0]):
            yield from _table(rows)
            rows = []
        if len(cells) > 1:
            rows.append(cells)


def _table(rows: list[list[str]]) -> Iterator[T]:
    """The columns of one table; its first row without figures is the heading."""
    head = rows[0] if not any(re.fullmatch(_NUMBER, cell) for cell in rows[0][1:]) else []
    body = rows[1:] if head else rows
    totals = [number for number in (0, len(body) - 1) if body and body[number][0].replace(" ", "") in _TOTALS]
    if not totals or any("小计" in row[0] for row in body):  # zh-data
        return
    total, parts = body[totals[-1]], [row for n, row in enumerate(body) if n != totals[-1]]
    for column in range(1, len(total)):
        name = head[column] if head else str(column)
        cells = [row[column] for row in parts]
        if len(cells) < 2 or _NO_SUM.search(name) or not all(re.fullmatch(_NUMBER, c) for c in [*cells, total[column]]):
            continue
        told = _off(total[column], [_figure(cell) for cell in cells], name)
        if told is not None:
            yield told


def _declared(text: str, check: SumCheck) -> T | None:
    total = _behind(text, check.total)
    parts = [(label, _behind(text, label)) for label in check.parts]
    if total is None or any(figure is None for _, figure in parts):
        return None
    shown = " + ".join(f"{label} {figure}" for label, figure in parts) + f" = {check.total} {total}"
    return _off(total, [_figure(figure) for _, figure in parts if figure is not None], shown)


def _behind(text: str, label: str) -> str | None:
    """The first figure that stands closely behind a word; a share is none."""
    found = re.search(rf"{re.escape(label)}[^\d\n。；;]{{0,12}}({_NUMBER})(?![\d.]*[ 　]*[%％])", text)
    return found[1] if found else None


def _figure(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
