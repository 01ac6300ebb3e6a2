"""An earlier report taken into the register of figures: planned first, then written as one change."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core import imports
from gongkai.core.errors import BadInput, Conflict
from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.plugins.tasks.annual.checking import Fault, check
from gongkai.plugins.tasks.annual.figures import Reach, as_row, known, unit_reach
from gongkai.plugins.tasks.annual.forms import Form, form_of
from gongkai.plugins.tasks.annual.models import OWN, STATISTICS, WITHIN
from gongkai.plugins.tasks.annual.reading import read_report
from gongkai.plugins.tasks.annual.statistics import VALUE, read_statistics
from gongkai.plugins.tasks.annual.telling import quality

if TYPE_CHECKING:
    from gongkai.core.office import Office

COLUMNS = ("unit", "year", "part", "line", "col", "value", "mark", "reach", "source")


@dataclass
class ReportPlan:
    """What taking a report would do, and what is wrong with its figures."""

    plan: imports.Plan
    faults: list[Fault]
    said: T

    @property
    def changes(self) -> int:
        """How many figures would be written."""
        return len(self.plan.new) + len(self.plan.changed)


def plan_report(office: "Office", path: Path, year: int, unit: Any, whole: bool) -> ReportPlan:
    """Read a report and compare it with what the register of figures has of that unit and year.

    Raises:
        BadInput: no table in it; the year is not known or not over; another unit spoke for the same place already.
    """
    forms = office.profile.items("annual_form", Form)
    if year and not form_of(office, year).table:
        return _plan_statistics(office, path, year, unit, whole)
    found = read_report(path, forms.values(), year)
    year = year or found.year
    if not year:
        raise BadInput(
            T(f"{clean_line(path.name)} 没有写明年度。", f"{clean_line(path.name)} does not say of which year it is."),
            T("用 --year 写明。", "Say it with --year."),
        )
    if not found.form.since <= year <= found.form.until:
        found = read_report(path, forms.values(), year)
    if whole:
        _alone(office, year, unit)
    reach = Reach(unit.scope, below=True) if whole else unit_reach(office, unit)
    faults = check(found.form, found.cells, known(office, year - 1, reach), quality(office.profile))
    register = office.register("annual_figure")
    rows = (_row(cell, content, unit.uid, year, whole, path.name) for cell, content in found.cells.items())
    plan = imports.plan(register, COLUMNS, list(enumerate(rows, 1)))
    _refuse(plan)
    tables = "、".join(sorted({cell.table for cell in found.cells}))  # zh-data
    summary = plan.summary()
    said = T(
        f"{unit.name} {year} 年度，{found.form.name.zh}，表 {tables}：{summary.zh}",
        f"{unit.name}, {year}, {found.form.name.en}, tables {tables}: {summary.en}",
    )
    return ReportPlan(plan, faults, said)


def _plan_statistics(office: "Office", path: Path, year: int, unit: Any, whole: bool) -> ReportPlan:
    """The same for a year whose form is a list of indicators."""
    if whole:
        _alone(office, year, unit)
    lines = read_statistics(path)
    reach, source = WITHIN if whole else OWN, clean_line(path.name)
    rows = [(unit.uid, year, STATISTICS, one.code, VALUE, one.content, None, reach, source, one.label) for one in lines]
    plan = imports.plan(office.register("annual_figure"), (*COLUMNS, "label"), list(enumerate(rows, 1)))
    _refuse(plan)
    summary = plan.summary()
    said = T(
        f"{unit.name} {year} 年度，{len(lines)} 项指标：{summary.zh}",
        f"{unit.name}, {year}, {len(lines)} indicators: {summary.en}",
    )
    return ReportPlan(plan, [], said)


def _refuse(plan: imports.Plan) -> None:
    if plan.faults:
        raise BadInput(
            T(f"读出的数据不能保存：{plan.faults[0]}", f"What was read cannot be kept: {plan.faults[0]}"),
            T("改正该单元格。", "Mend that cell."),
        )


def _row(cell: Any, content: Any, unit: str, year: int, whole: bool, source: str) -> Sequence[Any]:
    values = as_row(cell, content)
    return (
        unit, year, values["part"], values["line"], values["col"], values["value"], values["mark"],
        WITHIN if whole else OWN, clean_line(source),
    )  # fmt: skip


def _alone(office: "Office", year: int, unit: Any) -> None:
    """Refuse a second unit that would speak for a place and all below it."""
    others = office.rows(
        "SELECT DISTINCT unit FROM {annual_figure} WHERE year = ? AND reach = ? AND scope = ? AND unit <> ?",
        (year, WITHIN, unit.scope, unit.uid),
    )
    if others:
        name = office.unit_name(others[0][0])
        raise Conflict(
            T(
                f"{year} 年度该区划的汇总数已由{name}填报。",
                f"{name} gave the figures of the whole place for {year} already.",
            ),
            T("先删除那些数据，或不用 --whole-place。", "Delete those first, or leave --whole-place out."),
        )


def apply_report(office: "Office", made: ReportPlan, force: bool, reason: str) -> int:
    """Write what was planned, in one change; gives the number of figures written.

    Raises:
        BadInput: sums do not hold, and nobody said to take it all the same.
    """
    wrong = [fault for fault in made.faults if not fault.advisory]
    if wrong and not force:
        raise BadInput(
            T(f"有 {len(wrong)} 处不符，什么都没有写入。", f"{len(wrong)} figures do not fit; nothing was written."),
            T(
                "改正文件；已公布的原表就是如此的，加 --force。",
                "Mend the file; with --force when it was published like this.",
            ),
        )
    return imports.apply(
        office.register("annual_figure"), made.plan, reason or str(T("导入年度报告", "annual report imported"))
    )
