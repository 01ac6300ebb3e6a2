"""A cell of the scoring sheet in words: what is looked at, what was measured, what each side said."""

from decimal import Decimal
from typing import TYPE_CHECKING

from textual.content import Content

from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.arithmetic import shown
from gongkai.tui.text import column, facts, wrap

if TYPE_CHECKING:
    from gongkai.plugins.inspection.marksheet import Cell, Said

WIDE = 88
"""Cells from which the sides stand beside each other."""
NAMES: dict[str, T] = {
    "self": T("自评", "Self-assessment"),
    "first": T("初评", "First mark"),
    "reply": T("单位反馈", "Reply"),
    "second": T("复评", "Second mark"),
}


def facts_of(cell: "Cell", staged: tuple[Decimal, str] | None, width: int) -> Content:
    """Unit, indicator, criteria, figures, evidence, the mark of now."""
    one = cell.entry.indicator
    pairs: list[tuple[object, str]] = [
        (T("单位", "Unit"), cell.name),
        (T("指标", "Indicator"), str(one.name if one.name == cell.entry.name else cell.entry.name)),
        (T("满分", "Points"), "" if cell.entry.most is None else shown(cell.entry.most)),
    ]
    if one.criteria or one.why:
        pairs.append((T("评分标准", "Criteria"), str(one.criteria or one.why)))
    if one.rule:
        pairs.append((T("规则", "Rule"), one.rule))
    pairs += [(name, value) for name, value in cell.measured]
    for proof in cell.proofs:
        page = "" if proof.page is None else str(T(f"第 {proof.page} 页", f"page {proof.page}"))
        pairs.append((T("证据", "Evidence"), " ".join(filter(None, (proof.name, page, proof.quote)))))
    if staged is not None:
        pairs.append((T("未保存", "Unsaved"), f"{shown(staged[0])}  {staged[1]}"))
    elif cell.now is not None:
        pairs.append((T("已评", "Marked"), _told(cell.now)))
    return facts(pairs, width)


def sides_of(cell: "Cell", width: int) -> Content:
    """Self-assessment, first mark, reply, second mark: beside each other where there is room, else below each other."""
    sides = [(name, cell.sides.get(key)) for key, name in NAMES.items()]
    if not any(one for _, one in sides):
        return Content("")
    if width < WIDE:
        return facts([(name, _told(one) if one else "") for name, one in sides], width)
    wide = (width - 9) // len(sides)
    columns = [[str(name), *(wrap(_told(one), wide) if one else ["—"])] for name, one in sides]
    lines = []
    for at in range(max(map(len, columns))):
        texts = [column(lines_[at] if at < len(lines_) else "", wide) for lines_ in columns]
        lines.append(Content.styled(" │ ".join(texts), "bold" if at == 0 else ""))
    return Content("\n").join(lines)


def _told(one: "Said") -> str:
    points = "" if one.points is None else shown(one.points)
    return clean_line("  ".join(filter(None, (points, one.words, " ".join(filter(None, (one.by, one.on)))))))
