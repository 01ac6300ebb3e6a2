"""Refused rows as a sheet that can be mended and imported."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from gongkai.core.i18n import T
from gongkai.core.imports import Fault
from gongkai.core.tables import Cell, write
from gongkai.plugins.catalog.sheets.reading import Draft

WHY = T("退回原因", "Why it was refused")
DOMAIN = T("领域", "Domain")


def write_refused(path: Path, drafts: Sequence[Draft]) -> int:
    """The rows with what they stood for written out (同上, merged cells, the sheet's domain), and why each was refused.

    Raises:
        BadInput, StoreError: the file cannot be written.
    """
    names: dict[str, None] = {}
    for draft in drafts:
        if draft.table.domain and not any(column.rule.key == "topic-0" for column in draft.table.columns):
            names = {str(DOMAIN): None} | names
        names.update(dict.fromkeys(column.shown for column in draft.table.columns))
    headings = [*names, str(WHY)]
    return write(path, headings, _rows(drafts, list(names)), sheet=str(WHY))


def _rows(drafts: Sequence[Draft], names: Sequence[str]) -> Iterator[list[Cell]]:
    for draft in drafts:
        said: dict[str, Cell] = {str(DOMAIN): draft.table.domain or None}
        for column in draft.table.columns:
            raw = draft.cells[column.at] if column.at < len(draft.cells) else None
            said[column.shown] = draft.mended.get(column.at, raw)
        yield [*(said.get(name) for name in names), str(T("；", "; ")).join(_why(fault) for fault in draft.faults)]


def _why(fault: Fault) -> str:
    return f"{fault.column}：{fault.what}" if fault.column else str(fault.what)  # zh-data
