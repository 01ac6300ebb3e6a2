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
from datetime import date

from gongkai.core.clock.calendar import Calendar
from gongkai.core.clock.checks import check_events
from gongkai.core.clock.explain import DayNote, explain
from gongkai.core.clock.terms import ONE_DAY, Extension, Pause, end_of_term, open_pause, time_left
from gongkai.core.clock.units import MAX_AMOUNT, Unit, amount_label, as_day
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T


@dataclass(frozen=True)
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
                T("到期日{due}早于起算日{start}。", "The due date {due} comes before the start {start}.").format(
                    start=self.start.isoformat(), due=self.due.isoformat()
                ),
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
        deadline had run out, a pause that ends before it starts, a second pause while one is open, and an
        extension without days or approver.
        """
        start = as_day(start)
        if not 0 <= amount <= MAX_AMOUNT:
            raise BadInput(
                T("期限{amount}不在0至{most}之间。", "A term of {amount} is not between 0 and {most}.").format(
                    amount=amount, most=MAX_AMOUNT
                ),
                T("请检查期限的数字。", "Check the number of the term."),
            )
        stops = tuple(sorted(pauses, key=lambda pause: pause.start))
        more = tuple(sorted(extensions, key=lambda extension: extension.granted_on))
        if stops or more:
            check_events(start, amount, unit, calendar, stops, more, roll_forward, max_extension, late_extension)
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
        stopped = open_pause(pauses)
        nominal, end = end_of_term(start, total, unit, calendar, pauses, roll_forward)
        due = end if stopped is None else None
        left = time_left(start, total, unit, calendar, pauses, stopped, nominal) if stopped else None
        # Natural days and months need no calendar; only a move over rest days does.
        counted_from = start if unit is Unit.WORKING_DAY else nominal - ONE_DAY
        by_calendar = unit is Unit.WORKING_DAY or roll_forward
        return cls(
            start=start,
            unit=unit,
            amount=amount,
            due=due,
            nominal_end=nominal,
            pauses=pauses,
            extensions=extensions,
            rule=rule,
            provisional=due is not None and by_calendar and calendar.provisional(counted_from, due),
            roll_forward=roll_forward,
            remaining=left,
            calendar=calendar,
        )

    @property
    def total(self) -> int:
        """The term with all extensions, in its own unit."""
        return self.amount + sum(extension.amount for extension in self.extensions)

    @property
    def open_pause(self) -> Pause | None:
        """The pause that has not ended yet."""
        return open_pause(self.pauses)

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
        added = self.total - self.amount
        more = T("", "")
        if added:
            more = T("，延长{more}", ", extended by {more}").format(more=amount_label(added, self.unit))
        if self.due is None:
            left = amount_label(self.remaining or 0, self.remaining_unit)
            end = T("现中止计算，余{left}", "clock stopped, {left} left").format(left=left)
        else:
            end = T("{due}到期", "due {due}").format(due=self.due.isoformat())
        if self.provisional:
            end += T("（暂定）", " (provisional)")
        return T("自{start}起{amount}{more}，{end}", "{amount} from {start}{more}, {end}").format(
            start=self.start.isoformat(), amount=amount_label(self.amount, self.unit), more=more, end=end
        )
