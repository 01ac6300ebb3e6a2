"""Bulletins and reports written from data, by the unit's own template; and who still owes a report."""

from typing import TYPE_CHECKING, Any

from gongkai.core.clock import Limit, Period
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.rules import Kind
from gongkai.core.templates import fill, table, template_of
from gongkai.core.text import clean_line, nearest
from gongkai.plugins.tasks.supervision.appraisals import appraisals
from gongkai.plugins.tasks.supervision.ladders import ladders
from gongkai.plugins.tasks.supervision.rules import Colour, ReportForm

if TYPE_CHECKING:
    from gongkai.core.office import Office

MOST = 20
"""Units named in a table of those that are late."""


def form_of(office: "Office", key: str) -> ReportForm:
    """A form by its key or its name.

    Raises:
        BadInput: there is none; names the nearest.
    """
    known = office.profile.items("report_form", ReportForm)
    for form in known.values():
        if key in (form.key, form.name.zh, form.name.en):
            return form
    near = nearest(key, list(known))
    raise BadInput(
        T(f"没有报告格式 {clean_line(key)[:40]}。", f"There is no form {clean_line(key)[:40]}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T("用 gongkai supervise forms 查看。", "See gongkai supervise forms."),
    )  # fmt: skip


def period_for(office: "Office", form: ReportForm, key: str = "") -> Period:
    """The named period of a form, else the last one that is over.

    Raises:
        BadInput: it is no period, or not one of this form.
    """
    limit = Limit.parse(form.limit)
    if not key:
        current = limit.period_of(office.today)
        return current if office.today == current.end else current.previous()
    period = Period.parse(key)
    limit.due_for(period, office.calendar)  # refuses a period of another cadence
    return period


def write(office: "Office", form: ReportForm, period: Period, unit: str = "") -> str:
    """The report as Markdown, on what the acting account may see, or on one unit."""
    values = {
        "unit": office.unit_name(unit) if unit else office.title,
        "period": str(period.label), "from": period.start.isoformat(), "to": period.end.isoformat(),
        "today": office.today.isoformat(), "figures": _figures(office, period, unit), "late": _late(office, period, unit),
        "reminders": _reminders(office, period, unit), "instructions": _instructions(office, period, unit),
        "windows": _windows(office, period, unit), "results": appraisals(office, period, unit),
    }  # fmt: skip
    return fill(template_of(office, "supervision", form.key, form.body), values)


def owed(office: "Office", form: ReportForm, period: Period) -> list[tuple[str, str, str]]:
    """Units that have not handed in the report of a period: uid, name, the day by which it was due."""
    if not form.obligation:
        return []
    due = Limit.parse(form.limit).due_for(period, office.calendar).isoformat()
    rows = office.rows(
        "SELECT e.unit, u.name FROM {entry} e JOIN {unit} u ON u.uid = e.unit WHERE e.obligation = ?"
        " AND e.stage NOT IN ('exempt', 'retired') AND e.due <= ? AND (e.answered IS NULL OR e.answered < ?)"
        " ORDER BY e.scope, e.id",
        (form.obligation, due, due),
    )
    return [(uid, name, due) for uid, name in rows]


def _mine(unit: str) -> tuple[str, list[str]]:
    return (" AND x.unit = ?", [unit]) if unit else ("", [])


def _figures(office: "Office", period: Period, unit: str) -> str:
    rows, (where, more) = [], _mine(unit)
    for ladder in ladders(office):
        due, ended = ladder.clock[0]
        if not ended:
            continue
        params: list[Any] = [period.start.isoformat(), period.end.isoformat(), *more]
        for column, values in ladder.unless.items():
            where += f" AND (x.{column} IS NULL OR x.{column} NOT IN ({', '.join('?' for _ in values)}))"
            params += values
        counts = office.rows(
            f"SELECT COUNT(*), SUM(CASE WHEN x.{ended} <= x.{due} THEN 1 ELSE 0 END),"
            f" SUM(CASE WHEN x.{ended} > x.{due} THEN 1 ELSE 0 END), SUM(CASE WHEN x.{ended} IS NULL THEN 1 ELSE 0 END)"
            f" FROM {{{office.resource(ladder.register).table}}} x WHERE x.{due} BETWEEN ? AND ?{where}",
            params,
        )[0]
        where = _mine(unit)[0]
        if counts[0]:
            rows.append((office.resource(ladder.register).name, *(int(count or 0) for count in counts)))
    heads = T("类别", "Kind"), T("到期", "Due"), T("按时", "On time"), T("逾期完成", "Late"), T("未完成", "Open")
    return table(heads, rows)


def _late(office: "Office", period: Period, unit: str) -> str:
    where, more = _mine(unit)
    rows = office.rows(
        "SELECT u.name, COUNT(*), SUM(CASE WHEN x.step = 'superior' THEN 1 ELSE 0 END) FROM {reminder} x"
        f" JOIN {{unit}} u ON u.uid = x.unit WHERE x.day > x.answers AND x.day BETWEEN ? AND ?{where}"
        " GROUP BY x.unit, u.name ORDER BY 2 DESC, u.name LIMIT ?",
        [period.start.isoformat(), period.end.isoformat(), *more, MOST],
    )
    return table((T("单位", "Unit"), T("逾期催办", "Overdue"), T("报告上级", "To the superior")), rows)


def _reminders(office: "Office", period: Period, unit: str) -> str:
    steps, colours = office.profile.items("reminder_step", Kind), office.profile.items("warning_colour", Colour)
    where, more = _mine(unit)
    rows = office.rows(
        f"SELECT x.step, x.colour, COUNT(*) FROM {{reminder}} x WHERE x.day BETWEEN ? AND ?{where}"
        " GROUP BY x.step, x.colour ORDER BY 3 DESC, 1, 2",
        [period.start.isoformat(), period.end.isoformat(), *more],
    )
    shown = [
        (steps[step].name if step in steps else step, colours[c].name if c in colours else c or "", n)
        for step, c, n in rows
    ]
    return table((T("督办步骤", "Step"), T("预警", "Warning"), T("次数", "Number")), shown)


def _instructions(office: "Office", period: Period, unit: str) -> str:
    where, more = _mine(unit)
    rows = office.rows(
        "SELECT x.title, x.leader, u.name, x.due, x.feedback_on, x.closed_on FROM {instruction} x JOIN {unit} u ON u.uid = x.unit"
        f" WHERE x.said_on <= ? AND (x.closed_on IS NULL OR x.closed_on >= ?){where} ORDER BY x.due, x.id",
        [period.end.isoformat(), period.start.isoformat(), *more],
    )
    closed, told, late, open_ = T("已办结", "closed"), T("已反馈", "told"), T("逾期", "overdue"), T("在办", "open")
    end = min(period.end, office.today).isoformat()
    shown = [
        (title, leader, name, due, closed if done else told if fed else late if due < end else open_)
        for title, leader, name, due, fed, done in rows
    ]
    heads = T("事项", "Matter"), T("领导", "Leader"), T("主办单位", "Unit"), T("时限", "Due"), T("情况", "State")
    return table(heads, shown)


def _windows(office: "Office", period: Period, unit: str) -> str:
    """Each window's cases with its shares: on the spot, in time, satisfied (PC-28); as stated where figures were given."""
    from gongkai.plugins.tasks.cases.report import percent
    from gongkai.plugins.tasks.services.counting import windows

    names: dict[str, str] = {}
    rows = windows(office, period.start.isoformat()[:7], period.end.isoformat()[:7], unit)
    names = office.unit_names({row.unit for row in rows})
    shown = [
        (
            names.get(row.unit, row.unit), row.desk or "–", row.total, percent(row.on_spot, row.total),
            percent(row.on_time, row.closed), percent(row.satisfied, row.rated),
        )
        for row in rows
    ]  # fmt: skip
    heads = (
        T("单位", "Unit"), T("窗口", "Window"), T("办件", "Cases"), T("现场办结率%", "On the spot %"),
        T("限时办结率%", "In time %"), T("满意率%", "Satisfied %"),
    )  # fmt: skip
    return table(heads, shown)
