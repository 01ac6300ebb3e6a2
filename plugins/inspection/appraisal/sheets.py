"""Results of a survey from a sheet as organisers publish it: one line a unit or place, one column an aspect."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core import imports
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.tables import read
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.appraisal.surveys import WHOLE, aspect_of, form_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

UNITS = ("单位", "单位名称", "地区", "市县", "区县", "县市区", "部门", "被评议单位", "unit", "place")  # zh-data
PASSED_OVER = ("序号", "排名", "位次", "名次", "备注", "no", "no.", "rank", "note")  # zh-data
FIELDS = ("survey", "unit", "aspect", "score")


@dataclass
class Read:
    """What a sheet would bring.

    Attributes:
        aspects: aspects that have a column; ``left``: headings that were not understood.
    """

    plan: imports.Plan
    aspects: list[str]
    left: list[str] = field(default_factory=list)


def read_results(office: "Office", survey: Any, path: Path, sheet: str = "") -> Read:
    """Understand a sheet of results and compare it with what is there.

    Raises:
        BadInput: no column of units, or none of scores; the file cannot be read.
    """
    table = read(path, sheet or None)
    form = form_of(office, survey.form)
    heads = [clean_line(str(name)) for name in table.columns]
    at = next((n for n, name in enumerate(heads) if name.lower() in UNITS), None)
    if at is None:
        raise BadInput(
            T(f"{table.file} 里没有单位一栏。", f"{table.file} has no column of units."),
            T("把那一列的表头写成“单位”。", "Head that column with “unit”."),
        )
    columns: dict[int, str] = {}
    left: list[str] = []
    for n, name in enumerate(heads):
        if n == at or name.lower() in PASSED_OVER or not name:
            continue
        try:
            columns[n] = aspect_of(form, name.removesuffix("得分"))  # zh-data
        except BadInput:
            left.append(name)
    twice = [name for name in columns.values() if list(columns.values()).count(name) > 1]
    if twice:
        raise BadInput(
            T(f"{table.file} 有两列都是“{twice[0]}”。", f"{table.file} has two columns for “{twice[0]}”."),
            T("删去一列。", "Take one away."),
        )
    if not columns:
        raise BadInput(
            T(f"{table.file} 里没有读得懂的方面。", f"No aspect could be read in {table.file}."),
            T(f"表头写方面的名称或“{WHOLE}”。", "Head the columns with aspects, or “overall”."),
        )
    rows = [
        (line, (survey.code, cells[at], aspect, cells[n]))
        for line, cells in table.rows
        for n, aspect in columns.items()
        if str(cells[n] if cells[n] is not None else "").strip() and str(cells[at] or "").strip()
    ]
    made = imports.plan(office.register("survey_result"), FIELDS, rows)
    return Read(made, list(columns.values()), left)
