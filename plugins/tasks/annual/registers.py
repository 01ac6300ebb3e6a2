"""The registers of the annual report: its figures and the reports themselves."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Filter, Resource
from gongkai.core.text import nearest
from gongkai.plugins.tasks.annual.duties import due_of, report_name
from gongkai.plugins.tasks.annual.forms import NOT_APPLICABLE, Cell, Form, form_of
from gongkai.plugins.tasks.annual.layout import content_of, plain
from gongkai.plugins.tasks.annual.models import STATISTICS, WITHIN, AnnualFigure, AnnualReport

if TYPE_CHECKING:
    from gongkai.core.office import Office

SOON = 30  # days before the due date


def _prepare_figure(office: "Office", row: dict[str, Any]) -> None:
    """Labels become keys, words for “not applicable” become N.A.; a cell that the year's form lacks is refused."""
    if row["value"] is not None and row["mark"]:
        raise BadInput(
            T("数值和非数值不能都填。", "A figure has a value or a mark, not both."),
            T("只填一个。", "Fill one of them."),
        )
    if row["value"] is None and row["mark"] and content_of(row["mark"]) == NOT_APPLICABLE:
        row["mark"] = NOT_APPLICABLE
    if row["part"] == STATISTICS or row["year"] is None or not row["part"]:
        return
    form = form_of(office, int(row["year"]))
    row["line"] = _key(form, row["part"], "row", row["line"])
    row["col"] = _key(form, row["part"], "column", row["col"], row["line"])


def _key(form: Form, part: str, what: str, said: str | None, row: str = "") -> str | None:
    if not said:
        return said
    cells = [cell for cell in form.cells() if cell.table == part and (not row or cell.row == row)]
    names: dict[str, str] = {}
    for cell in cells:
        key: str = getattr(cell, what)
        words = form.words(cell)[0 if what == "row" else 1]
        names |= {key: key, plain(words.zh): key, plain(words.zh.rpartition("·")[2]): key, plain(words.en): key}
    found = names.get(said) or names.get(plain(said))
    if found is None:
        near = nearest(said, list(names))
        known = "、".join(dict.fromkeys(names.values()))  # zh-data
        raise BadInput(
            T(
                f"{form.name.zh}表{part}没有“{said[:40]}”。",
                f"Table {part} of the {form.name.en} has no “{said[:40]}”.",
            ),
            T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.")
            if near
            else T(f"可用：{known}。", f"Known: {known}."),
        )
    return found


def _words(office: "Office", record: Any) -> T | str | None:
    said: str = record.label or record.line
    if record.part == STATISTICS:
        return said
    try:
        row, column = form_of(office, record.year).words(Cell(record.part, record.line, record.col))
    except BadInput:
        return said
    return T(f"{row.zh} / {column.zh}", f"{row.en} / {column.en}")


def _prepare_report(office: "Office", row: dict[str, Any]) -> None:
    if row["unit"] and row["year"] is not None:
        form_of(office, int(row["year"]))
        row["name"] = report_name(office.unit_name(row["unit"]), int(row["year"]))
        row["due"] = due_of(office.inside, row["unit"], int(row["year"]))


def _report_tone(office: "Office", record: Any) -> str:
    if record.published_on:
        return "late" if record.due and record.published_on > record.due else "done"
    if record.due and record.due < office.today:
        return "late"
    return "soon" if record.due and record.due <= office.today + timedelta(days=SOON) else ""


FIGURES = Resource(
    AnnualFigure,
    key="annual_figure",
    travels="up",
    part_of="annual_report",
    name=T("年报数据", "Figure of an annual report"),
    columns=("unit", "year", "part", "words", "value", "mark", "reach", "source"),
    title="line",
    natural=("unit", "year", "part", "line", "col", "reach"),
    order=("scope",),
    filters=(
        Filter("last_year", T("上一年度", "Last year"), lambda office: AnnualFigure.year == office.today.year - 1),
        Filter("within", T("汇总数", "Of a whole place"), lambda office: AnnualFigure.reach == WITHIN),
        Filter("proactive", T("主动公开", "Proactive disclosure"), lambda office: AnnualFigure.part == "2"),
    ),
    computed=(Computed("words", T("项目", "Cell"), _words, 28),),
    prepare=_prepare_figure,
    help=T("年度报告中系统无法统计的数据，和导入的往年报告；填报的数据代替统计出的数据。",
           "Figures that no register gives, and earlier reports; an entered figure takes the place of a counted one."),
    empty=T("还没有数据。用 gongkai request report import 导入往年报告。",
            "No figures yet. Import earlier reports with gongkai request report import."),
)  # fmt: skip
REPORTS = Resource(
    AnnualReport,
    key="annual_report",
    travels="up",
    name=T("年度报告", "Annual report"),
    columns=("unit", "year", "due", "submitted_on", "published_on", "link"),
    title="name",
    natural=("unit", "year"),
    filters=(
        Filter("late", T("逾期未公布", "Overdue"),
               lambda office: AnnualReport.published_on.is_null() & (AnnualReport.due < office.today.isoformat()), "late"),
        Filter("soon", T("即将到期", "Due soon"),
               lambda office: AnnualReport.published_on.is_null()
               & AnnualReport.due.between(office.today.isoformat(), (office.today + timedelta(days=SOON)).isoformat()), "soon",
               T(f"{SOON} 天内到期。", f"Due within {SOON} days.")),
        Filter("published_late", T("逾期公布", "Published late"), lambda office: AnnualReport.published_on > AnnualReport.due),
        Filter("published", T("已公布", "Published"), lambda office: AnnualReport.published_on.is_null(False), "done"),
    ),
    prepare=_prepare_report,
    tone=_report_tone,
    help=T("各单位的政府信息公开工作年度报告：公布期限、报送和公布日期、六个部分的文字；表格由登记册统计。",
           "Each unit's annual report: when it is due, handed in and published, and its words; the tables are counted."),
    empty=T("还没有年度报告。用 gongkai request report due --open 列出并建立。",
            "No reports yet. List and open those that are owed with gongkai request report due --open."),
)  # fmt: skip
REGISTERS = (REPORTS, FIGURES)
