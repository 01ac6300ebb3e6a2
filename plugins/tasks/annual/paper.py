"""A whole report as a document: its six sections, words and tables, by the office's own template or the one of the rules.

An office that has its own wording keeps it as ``templates/annual/report.md``. Marks are the fields of the report
(``{{overview}}``), the tables (``{{table_two}}``), and chief figures (``{{new}}``).
"""

from typing import TYPE_CHECKING

from gongkai.core.templates import fill, template_of
from gongkai.plugins.tasks.annual.drawing import shown, web
from gongkai.plugins.tasks.annual.forms import cell_named
from gongkai.plugins.tasks.annual.rules import Paper
from gongkai.plugins.tasks.annual.telling import WORDS, Report

if TYPE_CHECKING:
    from gongkai.core.office import Office

TABLES = {"2": "table_two", "3": "table_three", "4": "table_four"}
FIGURES = {
    "new": "3.new.all", "carry_in": "3.carry_in.all", "open": "3.open.all", "part": "3.part.all", "closed": "3.total.all",
    "carry_out": "3.carry_out.all", "reviews": "4.review.total", "suits": "4.suit.total",
    "suits_after_review": "4.suit_after_review.total", "normative_made": "2.normative.made",
    "normative_in_force": "2.normative.in_force",
}  # fmt: skip


def markdown(office: "Office", made: Report) -> str:
    """The report as Markdown; tables in which cells span are written as HTML, which Markdown takes.

    Raises:
        BadInput: the template cannot be read, or has a mark that nobody knows; names the nearest.
    """
    template = template_of(office, "annual", "report", office.profile.items("annual_paper", Paper)["report"].body)
    values = {"unit": made.name, "year": str(made.year)} | {name: made.words.get(name, "") for name in WORDS}
    values |= {name: shown(made.cells.get(cell_named(cell))) for name, cell in FIGURES.items()}
    values |= dict.fromkeys(TABLES.values(), "")
    for table in made.form.table:
        values[TABLES[table.id]] = "\n".join(web(table, made.cells))
    return fill(template, values)
