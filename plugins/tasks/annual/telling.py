"""A whole report: figures, what is wrong with them, words; and its view in the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.tasks.annual.checking import Fault, check
from gongkai.plugins.tasks.annual.drawing import lines
from gongkai.plugins.tasks.annual.figures import Reach, figures, known
from gongkai.plugins.tasks.annual.forms import Cell, Cells, Form, Quality, form_of
from gongkai.plugins.tasks.annual.models import AnnualReport
from gongkai.plugins.tasks.annual.origins import origins, told
from gongkai.plugins.tasks.annual.rules import Stated
from gongkai.plugins.tasks.annual.sources import fees, unsaid
from gongkai.plugins.tasks.annual.stated import FEE, check_stated

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.profile import Profile

WORDS = ("overview", "proactive", "requests", "remedies", "problems", "appraisal", "other")
UNTOLD = ("problems", "other")
"""Sections of article 50 that no table tells."""
GOVERNMENTS = ("government", "township_government")
"""Whose report tells of assessment and accountability, too."""


@dataclass
class Report:
    """A report as it is written out."""

    year: int
    name: str
    form: Form
    cells: Cells
    last: Cells | None = None
    faults: list[Fault] = field(default_factory=list)
    notes: list[T] = field(default_factory=list)
    words: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[Cell, str] = field(default_factory=dict)


def report(office: "Office", year: int, reach: Reach) -> Report:
    """The report of a year, with last year's figures beside it and everything that is wrong or doubtful.

    Raises:
        NotAllowed: the acting account does not see all that is asked for.
        BadInput: there is no form with tables for the year.
    """
    form = form_of(office, year)
    if not form.table:
        raise BadInput(
            T(f"{year} 年度用的是{form.name.zh}，没有这些表格。", f"{year} has no such tables ({form.name.en})."),
            T("用 gongkai request report trend 看历年数据。", "See gongkai request report trend."),
        )
    cells = figures(office, year, reach)
    last = known(office, year - 1, reach)
    name = office.unit_name(reach.unit) if reach.unit else office.place_name(reach.scope)
    made = Report(year, name, form, cells, last)
    made.origins = origins(office, form, year, reach, cells)
    counted = figures(office, year, reach, typed=False) if reach.unit and "entered" in made.origins.values() else None
    made.faults = check(form, cells, last, quality(office.profile), counted)
    made.words = _words(office, year, reach)
    if any(made.words.values()):
        stated = office.profile.items("annual_stated", Stated).values()
        made.faults += check_stated(form, cells | paid(office, year, reach), stated, "\n".join(made.words.values()))
    made.notes = list(_notes(office, year, reach))
    if any(made.words.values()):
        made.notes += _lacking(office, reach.unit, made.words)
    return made


def paid(office: "Office", year: int, reach: Reach) -> Cells:
    """The fees of a year that the register of requests holds, beside the cells of the form."""
    return {FEE: fees(office, year, reach.unit, *reach.places())}


def quality(profile: "Profile") -> Quality | None:
    """Which growth from year to year is usual, as the rules say."""
    return profile.items("annual_quality", Quality).get("ratio")


def _words(office: "Office", year: int, reach: Reach) -> dict[str, str]:
    if not reach.unit:
        return {}
    found = office.first(office.select(AnnualReport).where(AnnualReport.unit == reach.unit, AnnualReport.year == year))
    return {name: getattr(found, name) or "" for name in WORDS} if found else {}


def _lacking(office: "Office", unit: str, words: Mapping[str, str]) -> list[T]:
    """The sections that a report must have (REG-50) and that nobody has written yet."""
    [(kind,)] = office.rows("SELECT kind FROM {unit} WHERE uid = ?", (unit,))
    wanted = UNTOLD if kind not in GOVERNMENTS else ("problems", "appraisal", "other")
    fields = office.resource("annual_report").fields
    lacking = [fields[name].label for name in wanted if not words[name].strip()]
    if not lacking:
        return []
    return [
        T(
            f"还没有写：{'；'.join(label.zh for label in lacking)}。",
            f"Not written yet: {'; '.join(label.en for label in lacking)}.",
        )
    ]


def _notes(office: "Office", year: int, reach: Reach) -> Sequence[T]:
    found: list[T] = []
    if office.today.isoformat() <= f"{year}-12-31":
        found.append(
            T(f"{year} 年度还没有结束，数据截至 {office.today}。", f"{year} is not over; figures up to {office.today}.")
        )
    closed, unconfirmed = unsaid(office, year, reach.unit, *reach.places())
    if closed:
        found.append(
            T(
                f"{closed} 件已办结的申请没有办理结果，没有计入。",
                f"{closed} closed requests have no outcome and are left out.",
            )
        )
    if unconfirmed:
        found.append(
            T(
                f"{unconfirmed} 件申请还没有确认收到日期，没有计入。",
                f"{unconfirmed} requests without a confirmed receipt are left out.",
            )
        )
    return found


def screen(office: "Office", record: Any) -> list[str]:
    """The tables of a report and what is wrong with them, as lines for the record's screen."""
    made = report(office, record.year, Reach(record.scope, record.unit))
    said = [str(fault.what) for fault in made.faults if not fault.advisory]
    head = [str(note) for note in made.notes] + (said or [str(T("各项勾稽关系都成立。", "All sums hold."))])
    return [
        *head,
        "",
        *lines(made.form, made.cells),
        "",
        *(str(f.what) for f in made.faults if f.advisory),
        *map(str, told(made.form, made.origins)),
    ]
