"""Where each cell of a report is from: a register that was counted, the list of powers, a person or an earlier file, nowhere."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.plugins.tasks.annual.figures import Reach, entered_in
from gongkai.plugins.tasks.annual.forms import Cell, Content, Form
from gongkai.plugins.tasks.annual.sources import FROM_CASES

if TYPE_CHECKING:
    from gongkai.core.office import Office

ORIGINS = {
    "request": T("申请登记册统计", "counted from the requests"),
    "remedy": T("复议诉讼登记册统计", "counted from reviews and suits"),
    "publication": T("公开信息统计", "counted from the publications"),
    "window_case": T("窗口办件统计", "counted from the cases at windows"),
    "power": T("职权清单中没有此类", "no such power on the public list"),
    "entered": T("填报", "entered"),
    "mixed": T("部分单位填报", "entered by some units"),
    "none": T("没有数据，请填报", "nothing is known; enter it"),
}


def origins(office: "Office", form: Form, year: int, reach: Reach, cells: Mapping[Cell, Content]) -> dict[Cell, str]:
    """The key in ``ORIGINS`` of every cell of a report as ``figures`` made it."""
    typed = {cell for own in entered_in(office, year, reach).values() for cell in own}
    found = {}
    for cell in form.cells():
        if cell in typed:
            found[cell] = "entered" if reach.unit else "mixed"
        elif cell.table != "2":
            found[cell] = "request" if cell.table == "3" else "remedy"
        elif cells.get(cell) is None:
            found[cell] = "none"
        elif cell == FROM_CASES and cells[cell]:
            found[cell] = "window_case"
        else:
            found[cell] = "publication" if cell.column in ("made", "revoked", "published", "in_force") else "power"
    return found


def told(form: Form, found: Mapping[Cell, str]) -> list[T]:
    """Table two in words, a line for each origin: the only table whose cells come from several places."""
    lines = []
    for key, words in ORIGINS.items():
        rows = dict.fromkeys(cell.row for cell, origin in found.items() if cell.table == "2" and origin == key)
        names = [form.words(next(cell for cell in found if cell.table == "2" and cell.row == row))[0] for row in rows]
        if names:
            lines.append(
                T(
                    f"表2 {'、'.join(n.zh for n in names)}：{words.zh}。",
                    f"Table 2, {', '.join(n.en for n in names)}: {words.en}.",
                )
            )
    return lines
