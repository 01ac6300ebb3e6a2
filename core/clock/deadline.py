"""A deadline as a value: where it starts, what stops and lengthens it, where it ends, and why.

How days are counted:

* The day of the event (receipt, making, approval) is day zero; the first day counted is the next one.
* A pause from A to B stops the clock on A and starts it again on B: A is not counted, **B is counted**. So
  the days from A to the day before B are added, and days shared by two pauses are added once.
* An extension lengthens the term in the term's own unit. All extensions together may be capped.
* A term in months ends on the same day of the last month, or on that month's last day when that month has no
  such day.
* A term in natural days or months that ends on a rest day stays there, unless ``roll_forward`` moves it to
  the next working day.
* The due date itself is still in time; the deadline is missed when that day has ended.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from gongkai.core.clock.calendar import Calendar
from gongkai.core.clock.explain import DayNote, explain
from gongkai.core.clock.units import MAX_AMOUNT, Unit, add_months, amount_label, as_day
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still from ``start`` (not counted) until ``end``, the day of resume (counted again).

    ``end`` is None while the clock still stands. Raises BadInput when the end comes before the start.
    """

    start: date
    end: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BadInput(
                T(
                    "中止的恢复日{end}早于中止日{start}。",
                    "The pause ends on {end}, before it starts on {start}.",
                ).format(start=self.start.isoformat(), end=self.end.isoformat()),
                T("请核对中止和恢复的日期。", "Check the two dates of the pause."),
            )

    def covers(self, day: date) -> bool:
        """Does the clock stand still on this day?"""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time: ``amount`` in the unit of the term, why, who approved it and when it was granted."""

    amount: int
    reason: str
    approver: str
    granted_on: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date with everything it came from. Made by ``compute``; compared by value, without the calendar.

    ``due`` is None while a pause is open; ``remaining`` then says how much of the term is left, in
    ``remaining_unit`` (natural days for a term in months). ``nominal_end`` is the last day before it was
    rolled forward. ``provisional`` means that some counted day lies in a year whose holidays are not known.
    """

    start: date
    unit: Unit
    amount: int
    due: date | None
    nominal_end: date
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    rule: str = ""
    provisional: bool = False
    roll_forward: bool = False
    remaining: int | None = None
    calendar: Calendar = field(default_factory=Calendar, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.due is not None and self.due < self.start:
            raise BadInput(
                T(
                    "到期日{due}早于起算日{start}。", "The due date {due} comes before the start {start}."
                ).format(start=self.start.isoformat(), due=self.due.isoformat()),
                T("请核对起算日和到期日。", "Check the start and the due date."),
            )

    @classmethod
    def compute(
        cls,
        start: date,
        amount: int,
        unit: Unit,
        calendar: Calendar,
        *,
        pauses: Iterable[Pause] = (),
        extensions: Iterable[Extension] = (),
        rule: str = "",
        roll_forward: bool = False,
        max_extension: int | None = None,
        late_extension: bool = False,
    ) -> "Deadline":
        """The deadline ``amount`` units after ``start``.

        ``max_extension`` caps the sum of all extensions (in the unit of the term; None: no cap);
        ``late_extension`` allows an extension granted after the due date had passed. Raises BadInput for a
        term that is negative or absurdly long, a pause or an extension dated before the start or after the
        deadline had run out, a second pause while one is open, and an extension without days or approver.
        """
        start = as_day(start)
        if not 0 <= amount <= MAX_AMOUNT:
            raise BadInput(
                T(
                    "期限{amount}不在0至{most}之间。", "A term of {amount} is not between 0 and {most}."
                ).format(amount=amount, most=MAX_AMOUNT),
                T("请检查期限的数字。", "Check the number of the term."),
            )
        stops = tuple(sorted(pauses, key=lambda pause: pause.start))
        more = tuple(sorted(extensions, key=lambda extension: extension.granted_on))
        if stops or more:
            _check(start, amount, unit, calendar, stops, more, roll_forward, max_extension, late_extension)
        return cls._build(start, amount, unit, calendar, stops, more, rule, roll_forward)

    @classmethod
    def _build(
        cls,
        start: date,
        amount: int,
        unit: Unit,
        calendar: Calendar,
        pauses: tuple[Pause, ...],
        extensions: tuple[Extension, ...],
        rule: str,
        roll_forward: bool,
    ) -> "Deadline":
        total = amount + sum(extension.amount for extension in extensions)
        stopped = _open(pauses)
        nominal, due = _end(start, total, unit, calendar, pauses, roll_forward)
        if stopped is not None:
            left = _remaining(start, total, unit, calendar, pauses, stopped, nominal)
            return cls(
                start,
                unit,
                amount,
                None,
                nominal,
                pauses,
                extensions,
                rule,
                False,
                roll_forward,
                left,
                calendar,
            )
        if unit is Unit.WORKING_DAY:
            provisional = calendar.provisional(start, due)
        else:
            # Natural days need no calendar; only a move over rest days does.
            provisional = roll_forward and calendar.provisional(nominal - _ONE_DAY, due)
        return cls(
            start,
            unit,
            amount,
            due,
            nominal,
            pauses,
            extensions,
            rule,
            provisional,
            roll_forward,
            None,
            calendar,
        )

    @property
    def total(self) -> int:
        """The term with all extensions, in its own unit."""
        return self.amount + sum(extension.amount for extension in self.extensions)

    @property
    def open_pause(self) -> Pause | None:
        """The pause that has not ended yet."""
        return _open(self.pauses)

    @property
    def remaining_unit(self) -> Unit:
        """What ``remaining`` is counted in."""
        return Unit.WORKING_DAY if self.unit is Unit.WORKING_DAY else Unit.DAY

    def on(self, calendar: Calendar) -> "Deadline":
        """The same deadline by another calendar, as when the notice of a year has been loaded.

        Pauses and extensions were accepted when they were made and are not checked again.
        """
        return self._build(
            self.start,
            self.amount,
            self.unit,
            calendar,
            self.pauses,
            self.extensions,
            self.rule,
            self.roll_forward,
        )

    def explain(self) -> list[DayNote]:
        """Every day from the start to the due date, counted or skipped with its reason, and every remark."""
        return explain(self)

    def label(self) -> T:
        """One line: the term, its start and its end."""
        amount = amount_label(self.amount, self.unit)
        added = self.total - self.amount
        if added:
            amount = T("{amount}，延长{more}", "{amount}, extended by {more}").format(
                amount=amount, more=amount_label(added, self.unit)
            )
        start = self.start.isoformat()
        if self.due is None:
            left = amount_label(self.remaining or 0, self.remaining_unit)
            return T(
                "自{start}起{amount}，现中止计算，余{left}",
                "{amount} from {start}, clock stopped, {left} left",
            ).format(start=start, amount=amount, left=left)
        due = same(self.due.isoformat())
        if self.provisional:
            due += T("（暂定）", " (provisional)")
        return T("自{start}起{amount}，{due}到期", "{amount} from {start}, due {due}").format(
            start=start, amount=amount, due=due
        )


def _open(pauses: tuple[Pause, ...]) -> Pause | None:
    return next((pause for pause in pauses if pause.end is None), None)


def _stopped_days(start: date, pauses: tuple[Pause, ...]) -> list[tuple[date, date]]:
    """The closed pauses after ``start`` as (first day, day of resume), united where they overlap or touch."""
    spans: list[tuple[date, date]] = []
    for pause in pauses:
        if pause.end is None:
            continue
        # The start is day zero and is never counted, so a pause that begins on it adds only the days after.
        first, end = max(pause.start, start + _ONE_DAY), pause.end
        if end <= first:
            continue
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((first, end))
    return spans


def _days_in(first: date, end: date, unit: Unit, calendar: Calendar) -> int:
    """Days of a span that the unit would count: from ``first`` to the day before ``end``."""
    if unit is Unit.WORKING_DAY:
        return calendar.working_days_between(first - _ONE_DAY, end - _ONE_DAY)
    return (end - first).days


def _plain_end(start: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    if unit is Unit.WORKING_DAY:
        return calendar.add_working_days(start, amount)
    return start + timedelta(days=amount) if unit is Unit.DAY else add_months(start, amount)


def _end(
    start: date, amount: int, unit: Unit, calendar: Calendar, pauses: tuple[Pause, ...], roll_forward: bool
) -> tuple[date, date]:
    """The last day of the term, before and after rolling; an open pause is left aside."""
    spans = _stopped_days(start, pauses)
    plain = _plain_end(start, amount, unit, calendar)
    nominal, added = plain, 0
    for first, end in spans:
        if first <= nominal:
            added += _days_in(first, end, unit, calendar)
            if unit is Unit.WORKING_DAY:
                nominal = calendar.add_working_days(start, amount + added)
            else:
                nominal = plain + timedelta(days=added)
    due = nominal
    if roll_forward and unit is not Unit.WORKING_DAY:
        while not calendar.is_working(due) or any(first <= due < end for first, end in spans):
            due += _ONE_DAY
    return nominal, due


def _remaining(
    start: date,
    total: int,
    unit: Unit,
    calendar: Calendar,
    pauses: tuple[Pause, ...],
    stopped: Pause,
    nominal: date,
) -> int:
    """How much of the term is left when the clock stands still from ``stopped.start`` on."""
    least = min(total, 1)  # a pause on the day to which the end was rolled leaves that day
    if unit is Unit.MONTH:
        return max((nominal - stopped.start).days + 1, least)
    first = max(stopped.start, start + _ONE_DAY)
    used = _days_in(start + _ONE_DAY, first, unit, calendar)
    for begin, end in _stopped_days(start, pauses):
        used -= _days_in(begin, min(end, first), unit, calendar) if begin < first else 0
    return max(total - used, least)


def _check(
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
    total, seen = amount, ()  # type: int, tuple[Pause, ...]
    for day, step in steps:
        what = T("中止", "pause") if isinstance(step, Pause) else T("延长", "extension")
        if day < start:
            raise BadInput(
                T(
                    "{what}日{day}早于起算日{start}。", "The {what} of {day} comes before the start {start}."
                ).format(what=what, day=day.isoformat(), start=start.isoformat()),
                T("请核对日期。", "Check the dates."),
            )
        stopped = _open(seen)
        due = None if stopped else _end(start, total, unit, calendar, seen, roll_forward)[1]
        late = due is not None and day > due
        if late and due is not None and not (isinstance(step, Extension) and late_extension):
            raise BadInput(
                T(
                    "{what}日{day}在到期日{due}之后。", "The {what} of {day} comes after the due date {due}."
                ).format(what=what, day=day.isoformat(), due=due.isoformat()),
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
            T(
                "延长合计{sum}，超过上限{cap}。", "Extended by {sum} in all, more than the {cap} allowed."
            ).format(sum=amount_label(before + extension.amount, unit), cap=amount_label(cap, unit)),
            T("最多还可延长{left}。", "At most {left} more can be granted.").format(
                left=amount_label(max(cap - before, 0), unit)
            ),
        )
