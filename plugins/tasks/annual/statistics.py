"""The statistics of the years up to 2018 (indicators with a code or a name, and a number), and figures over the years."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables.model import Grid
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.annual.figures import Reach, known
from gongkai.plugins.tasks.annual.forms import Content, cell_named
from gongkai.plugins.tasks.annual.layout import content_of, plain
from gongkai.plugins.tasks.annual.models import STATISTICS
from gongkai.plugins.tasks.annual.rules import Indicator

if TYPE_CHECKING:
    from gongkai.core.office import Office

VALUE = "value"
_CODE = re.compile(r"[0-9]{1,3}")
_UNITS = frozenset(("条", "件", "次", "个", "人", "万元", "元", "篇", "场次"))  # zh-data


@dataclass(frozen=True)
class Line:
    """One line of such a form: its code (its number where it has none), its name as it stands there, its number."""

    code: str
    label: str
    content: Content


def read_statistics(path: Path) -> list[Line]:
    """The indicators of a file, in their order.

    Raises:
        BadInput: the file cannot be read, or has no line with a name and a number.
    """
    from gongkai.plugins.tasks.annual.reading import tables_of

    found: list[Line] = []
    seen: set[str] = set()
    for grid in tables_of(path):
        for made in _lines(grid):
            code = made.code or f"{len(found) + 1:02}"
            if code not in seen:
                seen.add(code)
                found.append(Line(code, made.label, made.content))
    if not found:
        raise BadInput(
            T(f"{clean_line(path.name)} 里没有统计指标。", f"{clean_line(path.name)} holds no indicators."),
            T(
                "每行要有指标名称和数值，可以有代码。",
                "Each line needs a name and a number; a code may stand beside them.",
            ),
        )
    return found


def _lines(grid: Grid) -> Iterable[Line]:
    for _, row in grid.rows:
        cells = [cell for cell in row if cell is not None and str(cell).strip() not in _UNITS]
        label = next((str(cell) for cell in cells if isinstance(cell, str) and len(plain(cell)) > 2), "")
        if not label or len(cells) < 2:
            continue
        at = cells.index(label)
        content = content_of(cells[-1])
        if not isinstance(content, Decimal) or at == len(cells) - 1:
            continue
        codes = [str(cell) for n, cell in enumerate(cells[:-1]) if n != at and _CODE.fullmatch(str(cell).strip())]
        yield Line(codes[0].strip().zfill(2) if codes else "", clean_line(label), content)


def trend(office: "Office", years: Sequence[int], reach: Reach) -> list[tuple[T, list[Content]]]:
    """The chief figures of a unit or place over the years; up to 2018 by the names that the indicators had then.

    Raises:
        NotAllowed: the acting account does not see all that is asked for.
    """
    indicators = office.profile.items("annual_indicator", Indicator)
    found: dict[str, list[Content]] = {key: [] for key in indicators}
    for year in years:
        cells = known(office, year, reach) or {}
        old = _statistics(office, year, reach) if not cells else {}
        for key, indicator in indicators.items():
            parts = [cells.get(cell_named(name)) for name in indicator.cells]
            numbers = [part for part in parts if isinstance(part, Decimal)]
            found[key].append(sum(numbers, Decimal(0)) if numbers else old.get(key))
    return [(indicators[key].name, values) for key, values in found.items()]


def _statistics(office: "Office", year: int, reach: Reach) -> dict[str, Content]:
    """What a year up to 2018 has, by the indicators whose words its lines have."""
    where, values = ("unit = ?", [reach.unit]) if reach.unit else ("scope BETWEEN ? AND ?", [*reach.places()])
    rows: list[tuple[Any, ...]] = office.rows(
        f"SELECT label, SUM(value) FROM {{annual_figure}} WHERE year = ? AND part = ? AND {where} GROUP BY label",
        [year, STATISTICS, *values],
    )
    found: dict[str, Content] = {}
    for key, indicator in office.profile.items("annual_indicator", Indicator).items():
        wanted = {plain(word) for word in indicator.words}
        numbers = [number for label, number in rows if plain(label) in wanted and number is not None]
        if numbers:
            found[key] = Decimal(int(sum(numbers))).scaleb(-2).normalize() + 0
    return found
