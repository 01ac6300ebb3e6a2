"""What may happen to a running term: each pause and each extension, in the order they happened."""

from datetime import date

from gongkai.core.clock.calendar import Calendar
from gongkai.core.clock.terms import Extension, Pause, end_of_term, open_pause
from gongkai.core.clock.units import Unit, amount_label
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T


def check_events(
    start: date,
    amount: int,
    unit: Unit,
    calendar: Calendar,
    pauses: tuple[Pause, ...],
    extensions: tuple[Extension, ...],
    roll_forward: bool,
    max_extension: int | None,
    late_extension: bool,
) -> None:
    """Go through pauses and extensions in the order they happened; each must meet a clock that still runs."""
    steps: list[tuple[date, Pause | Extension]] = [(step.granted_on, step) for step in extensions]
    steps += [(pause.start, pause) for pause in pauses]
    steps.sort(key=lambda step: step[0])
    total = amount
    seen: tuple[Pause, ...] = ()
    for day, step in steps:
        what = T("中止", "pause") if isinstance(step, Pause) else T("延长", "extension")
        if day < start:
            raise BadInput(
                T("{what}日{day}早于起算日{start}。", "The {what} of {day} comes before the start {start}.").format(
                    what=what, day=day.isoformat(), start=start.isoformat()
                ),
                T("请核对日期。", "Check the dates."),
            )
        stopped = open_pause(seen)
        due = None if stopped else end_of_term(start, total, unit, calendar, seen, roll_forward)[1]
        if due is not None and day > due and not (isinstance(step, Extension) and late_extension):
            raise BadInput(
                T("{what}日{day}在到期日{due}之后。", "The {what} of {day} comes after the due date {due}.").format(
                    what=what, day=day.isoformat(), due=due.isoformat()
                ),
                T(
                    "期限届满后不能再中止或延长；请核对日期。",
                    "A term that has run out cannot be changed; check the dates.",
                ),
            )
        if isinstance(step, Pause):
            if stopped is not None:
                raise BadInput(
                    T(
                        "{start}的中止尚未恢复，不能再次中止。",
                        "The pause of {start} has not ended: no second pause.",
                    ).format(start=stopped.start.isoformat()),
                    T("请先登记恢复日期。", "Record the day of resume first."),
                )
            if step.end is not None and step.end < step.start:
                raise BadInput(
                    T(
                        "中止的恢复日{end}早于中止日{start}。",
                        "The pause that starts on {start} ends before, on {end}.",
                    ).format(start=step.start.isoformat(), end=step.end.isoformat()),
                    T("请核对中止和恢复的日期。", "Check the two dates of the pause."),
                )
            seen = (*seen, step)
        else:
            _check_extension(step, total - amount, unit, max_extension)
            total += step.amount


def _check_extension(extension: Extension, before: int, unit: Unit, cap: int | None) -> None:
    if extension.amount < 1:
        raise BadInput(
            T("延长的时间必须大于零。", "An extension must add at least one day."),
            T("请填写延长多少。", "Say by how much."),
        )
    if not extension.approver.strip():
        raise BadInput(
            T("延长期限没有批准人。", "The extension has no approver."),
            T("请填写批准延期的负责人。", "Name the person who approved it."),
        )
    if cap is not None and before + extension.amount > cap:
        raise BadInput(
            T("延长合计{sum}，超过上限{cap}。", "Extended by {sum} in all, more than the {cap} allowed.").format(
                sum=amount_label(before + extension.amount, unit), cap=amount_label(cap, unit)
            ),
            T("最多还可延长{left}。", "At most {left} more can be granted.").format(
                left=amount_label(max(cap - before, 0), unit)
            ),
        )
