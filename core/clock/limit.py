"""A time limit as data: a short text in a TOML file or on a catalogue entry, and the dates it gives.

The grammar (spaces and capitals do not matter):

=========================  ==========================================================================
``20wd`` ``3d`` ``1mo``    working days, natural days, months after an event; ``0d`` is the same day
``week`` ``ten-days``      once in every period (旬: 1st-10th, 11th-20th, 21st to month's end)
``month`` ``quarter``
``half-year`` ``year``
``quarter+15d``            on every period, within 15 days (or ``5wd``) after it has ended
``half-year@06-30,12-31``  on every period, by a fixed day: one day for each period of the year
``year@01-31``             for a year, by the first 31 January on or after its last day: the next year's
``standing``               published once and kept public (长期公开)
``at-once``                as soon as it happens (及时、实时、随时); ``at-once+10d`` sets the latest day
``stages``                 each stage in turn (阶段性); the milestones carry their own due dates
``show7wd``                must stay on display for 7 working days; alone or after a limit: ``10wd show7wd``
``20wd show-always``       within 20 working days, then kept public
=========================  ==========================================================================

A fixed day of a quarter or half-year is due within the period when it lies in it, else in the time after it:
``half-year@07-15,01-15`` is due on 15 July and, for the second half, on 15 January of the next year.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from gongkai.core.clock.cadence import MONTHS_EN, Cadence, Period
from gongkai.core.clock.calendar import Calendar
from gongkai.core.clock.deadline import Deadline
from gongkai.core.clock.units import Unit, amount_label
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same


class LimitKind(StrEnum):
    """What a limit runs from: an event, a period, nothing (standing), the moment, milestones, display."""

    EVENT = "event"
    PERIODIC = "periodic"
    STANDING = "standing"
    AT_ONCE = "at-once"
    STAGES = "stages"
    DISPLAY = "display"


class Term(NamedTuple):
    """An amount of time."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount}{self.unit.value}"

    @property
    def label(self) -> T:
        """In words: 20个工作日 / 20 working days."""
        return amount_label(self.amount, self.unit)


class Limit(NamedTuple):
    """A time limit. Made by ``parse`` or ``from_phrase``; ``str()`` gives its text back.

    ``term`` is the time after the event, the time after a period has ended, or the latest moment of
    ``at-once``. ``days`` are fixed (month, day) pairs, one for each period of the year. ``show`` is how long
    the information must stay on display; ``show_always`` that it stays for good.
    """

    kind: LimitKind
    term: Term | None = None
    cadence: Cadence | None = None
    days: tuple[tuple[int, int], ...] = ()
    show: Term | None = None
    show_always: bool = False

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read the grammar above. Raises BadInput with the nearest right form for anything else."""
        from gongkai.core.clock.grammar import parse  # the grammar's patterns are compiled when first needed

        return parse(text)

    @classmethod
    def from_phrase(cls, phrase: str) -> "Limit | None":
        """Read a time limit as Chinese catalogues word it; None when any part of it cannot be told."""
        from gongkai.core.clock.phrases import from_phrase  # only imports of catalogues need it

        return from_phrase(phrase)

    def __str__(self) -> str:
        if self.kind is LimitKind.EVENT:
            base = str(self.term)
        elif self.kind is LimitKind.PERIODIC:
            base = str(self.cadence)
            if self.days:
                base += "@" + ",".join(f"{month:02d}-{day:02d}" for month, day in self.days)
            elif self.term:
                base += f"+{self.term}"
        elif self.kind is LimitKind.DISPLAY:
            base = ""
        else:
            base = self.kind.value + (f"+{self.term}" if self.term else "")
        if self.show_always:
            base += " show-always"
        elif self.show:
            base += f" show{self.show}"
        return base.strip()

    @property
    def is_periodic(self) -> bool:
        """Does it come round by itself?"""
        return self.kind is LimitKind.PERIODIC

    @property
    def is_event(self) -> bool:
        """Does it run from something that happens (``20wd``, ``at-once``)?"""
        return self.kind in (LimitKind.EVENT, LimitKind.AT_ONCE)

    def label(self) -> T:
        """The limit in words."""
        text = self._base_label()
        if self.show_always:
            text += T("，长期公开", ", kept public")
        elif self.show:
            shown = T("公示{amount}", "on display for {amount}").format(amount=self.show.label)
            text = text + T("，", ", ") + shown if text else shown
        return text

    def _base_label(self) -> T:
        match self.kind:
            case LimitKind.EVENT:
                if self.term is None or self.term.amount == 0:
                    return T("当日", "the same day")
                return T("{amount}内", "within {amount}").format(amount=self.term.label)
            case LimitKind.STANDING:
                return T("长期公开", "standing")
            case LimitKind.AT_ONCE:
                late = T("，最迟{amount}", ", at the latest within {amount}")
                return T("及时公开", "at once") + (late.format(amount=self.term.label) if self.term else T("", ""))
            case LimitKind.STAGES:
                return T("分阶段公开", "in stages")
            case LimitKind.PERIODIC if self.cadence is not None:
                if self.days:
                    zh = "、".join(f"{month}月{day}日" for month, day in self.days)  # zh-data
                    en = " and ".join(f"{day} {MONTHS_EN[month - 1]}" for month, day in self.days)
                    comma = T("", "") if len(self.days) == 1 else T("，", ",")
                    return self.cadence.label + comma + T(f"{zh}前", f" by {en}")
                if self.term:
                    return self.cadence.label + T("，期满后{amount}内", ", within {amount} after it ends").format(
                        amount=self.term.label
                    )
                return self.cadence.label
            case _:
                return T("", "")

    # ---- from an event

    def due_from(self, event_day: date, calendar: Calendar, *, roll_forward: bool = False) -> date | None:
        """The due date of something that happened on ``event_day`` (day zero).

        For a periodic limit, the due date of the period in which it happened. None where no day is set: plain
        ``at-once``, ``standing``, ``stages``, display only. ``roll_forward`` moves a term in natural days or
        months that ends on a rest day to the next working day.
        """
        if self.kind is LimitKind.PERIODIC:
            return self.due_for(self.period_of(event_day), calendar)
        if self.term is None:
            return None
        if self.term.unit is Unit.WORKING_DAY:
            return calendar.add_working_days(event_day, self.term.amount)  # the common case, kept short
        return Deadline.compute(event_day, *self.term, calendar, roll_forward=roll_forward).due

    def deadline_from(
        self, event_day: date, calendar: Calendar, *, rule: str = "", roll_forward: bool = False
    ) -> Deadline | None:
        """The same as a ``Deadline`` that explains itself; None where no term runs from an event."""
        if not self.is_event or self.term is None:
            return None
        return Deadline.compute(event_day, *self.term, calendar, rule=rule, roll_forward=roll_forward)

    def shown_until(self, posted_on: date, calendar: Calendar) -> date | None:
        """The last day something posted on this day must stay on display (the day of posting is day zero)."""
        if self.show is None:
            return None
        return Deadline.compute(posted_on, *self.show, calendar).due

    # ---- by period

    def period_of(self, day: date) -> Period:
        """The period that holds a day. Raises BadInput when the limit is not periodic."""
        return self._cadence().period_of(day)

    def next_period(self, period: Period) -> Period:
        """The period after this one. Raises BadInput when it is not a period of this limit."""
        return self._mine(period).next()

    def due_for(self, period: Period, calendar: Calendar) -> date:
        """The due date of a period. Raises BadInput when it is not a period of this limit.

        Without more, its last day; with a term, that long after it; with fixed days, as the module says.
        """
        cadence = self._mine(period).cadence
        if self.days:
            month, day = self.days[period.number - 1]
            due = date(period.start.year, month, day)
            # Every day lies within a year, so a yearly limit looks from the year's last day on.
            earliest = period.end if cadence is Cadence.YEAR else period.start
            return due if due >= earliest else date(due.year + 1, month, day)
        if self.term is None:
            return period.end
        if self.term.unit is Unit.WORKING_DAY:
            return calendar.add_working_days(period.end, self.term.amount)
        return period.end + timedelta(days=self.term.amount)

    def covered_by(self, published: date, calendar: Calendar) -> Period:
        """The period that something published on this day counts for, when the record does not name one.

        When the limit is due within its period, that is the period that holds the day. A limit due after its
        period has ended (``quarter+15d``, ``year@01-31``) reports on what is over, so the day counts for the
        last period that had reached its last day by then. Raises BadInput when the limit is not periodic.
        """
        period = self.period_of(published)
        if published == period.end or not (self.days or self.term):
            return period
        before = period.previous()
        if self.term:
            return before
        if self.due_for(period, calendar) > period.end or published <= self.due_for(before, calendar):
            return before
        return period

    def current_due(
        self,
        today: date,
        last_published: date | Period | None,
        calendar: Calendar,
        *,
        since: date | None = None,
    ) -> date | None:
        """The due date that stands open now.

        Periodic: the due date of the period after the one that the last publication covered, given as its
        day (see ``covered_by``) or, better, as the period that the record names. With no publication at all,
        the due date of the period that ended last; ``since`` (the day the duty began) holds back periods that
        ended before it. Standing: None once published, before that ``since`` or today. All other limits:
        None, for their due date comes from an event or a milestone (``due_from``).
        """
        if self.kind is LimitKind.STANDING:
            return None if last_published is not None else since or today
        if self.kind is not LimitKind.PERIODIC:
            return None
        if last_published is None:
            period = self.period_of(today).previous()
        else:
            covered = (
                self._mine(last_published)
                if isinstance(last_published, Period)
                else self.covered_by(last_published, calendar)
            )
            period = covered.next()
        if since is not None and period.end < since:
            period = self.period_of(since)
        return self.due_for(period, calendar)

    def _cadence(self) -> Cadence:
        if self.cadence is None:
            raise BadInput(
                T("时限“{limit}”不是周期性的。", "The limit '{limit}' is not periodic.").format(limit=same(str(self))),
                T(
                    "周期性时限如 month、quarter、half-year。",
                    "Periodic limits are month, quarter, half-year …",
                ),
            )
        return self.cadence

    def _mine(self, period: Period) -> Period:
        if period.cadence is not self._cadence():
            raise BadInput(
                T("周期{key}不属于时限“{limit}”。", "The period {key} is not one of the limit '{limit}'.").format(
                    key=same(period.key), limit=same(str(self))
                ),
                T("请按该时限的周期填写，如{example}。", "Give a period of that limit, such as {example}.").format(
                    example=same(self._cadence().period_of(period.start).key)
                ),
            )
        return period
