"""A month of due dates: what is due on which day, which days are worked; Enter opens the day."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.listing import LEAVE
from gongkai.tui.text import WEEKDAYS, day_told
from gongkai.tui.widgets.tiles import Tile, Tiles
from gongkai.tui.work.counts import Due, due_days
from gongkai.tui.work.dueday import DueDayScreen
from gongkai.tui.work.place import WITHIN, OfPlace

if TYPE_CHECKING:
    from gongkai.core.office import Office

REST, WORK = T("休", "off"), T("班", "work")
EARLIEST, LATEST = date(1901, 1, 1), date(2198, 12, 31)  # what the clock can count with, and a month more


class MonthScreen(OfPlace):
    """Seven columns of days, Monday first; the cursor walks over the borders of the month."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("left,right", "", T("日", "Day"), T("前后移动，上下是一周", "day by day; up and down by a week")),
        Key("enter", "", T("打开", "Open"), T("打开这一天到期的事项", "open what is due on this day")),
        Key("pageup", "month(-1)", T("上月", "Before"), T("上个月", "the month before")),
        Key("pagedown", "month(1)", T("下月", "Next"), T("下个月", "the next month")),
        Key("t", "today", T("今天", "Today"), T("回到今天", "back to today")),
        WITHIN,
        Key("r,f5", "reload", T("重算", "Again"), T("重新汇总", "count again")),
        LEAVE,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Tiles"

    def __init__(self, office: "Office | None" = None) -> None:
        super().__init__()
        self.day = date.min
        self._due: dict[date, list[Due]] | None = None
        self._error: Exception | None = None

    @property
    def heading(self) -> T:
        """Its name."""
        return T("到期月历", "Month of due dates")

    def body(self) -> Iterable[Widget]:
        """Which month and place, the days, the day under the cursor in words."""
        yield Words(self._title, id="title")
        yield Tiles(id="month")
        yield Words(self._status, id="status")

    def on_mount(self) -> None:
        """Begin with today."""
        self.day = self.office.today
        self.action_reload()

    def came_back(self) -> None:
        """Something may have been done meanwhile."""
        self.action_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Days grow with the screen."""
        self.call_after_refresh(self._paint)

    def spoken_anew(self) -> None:
        """Weekdays and names of registers."""
        self._paint()

    @property
    def _first(self) -> date:
        """The Monday in the first tile."""
        first = self.day.replace(day=1)
        return first - timedelta(days=first.weekday())

    @property
    def _weeks(self) -> int:
        days = (self.day.replace(day=1) - self._first).days + monthrange(self.day.year, self.day.month)[1]
        return -(-days // 7)

    def action_reload(self) -> None:
        """Count the month anew."""
        first, within = self._first, self.place_shown
        last = first + timedelta(days=7 * self._weeks - 1)
        self._due = None
        self.work_on("month", lambda own, tick: due_days(own, first, last, within), self._counted, self._not_counted)
        self._paint()

    def _counted(self, found: dict[date, list[Due]]) -> None:
        self._due, self._error = found, None
        self._paint()

    def _not_counted(self, error: Exception) -> None:
        self._error = error
        self._paint()
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    # painting

    def _title(self) -> Content:
        month = str(T("{y}年{m}月", "{y}-{m:02d}").format(y=self.day.year, m=self.day.month))
        place = self.place_words
        parts = [
            Content.styled(f"{self.heading}  {month}", "bold"),
            Content("  "),
            Content.styled(place, "$text-primary"),
        ]
        if not self.office.calendar.known(self.day.year):
            words = T("放假安排未载入，工作日为暂定", "holidays are not loaded: working days are provisional")
            parts += [Content("  "), Content.styled(str(words), "$text-warning")]
        return Content.assemble(*parts)

    def _paint(self) -> None:
        table = self.query_one("#month", Tiles)
        days = [self._first + timedelta(days=number) for number in range(7 * self._weeks)]
        tall = max(1, (table.size.height - 1) // self._weeks)
        tiles = [self._tile(day, tall, table.size.width // 7 - 1) for day in days]
        rows = [tiles[at : at + 7] for at in range(0, len(tiles), 7)]
        at = (self.day - self._first).days
        table.cursor = (at // 7, at % 7)
        table.show([str(name) for name in WEEKDAYS], rows)
        self.query_one("#title", Words).say()
        self.query_one("#status", Words).say()

    def _tile(self, day: date, tall: int, wide: int) -> Tile:
        calendar = self.office.calendar
        worked, weekend = calendar.is_working(day), day.weekday() > 4
        mark = str(WORK) if worked and weekend else str(REST) if not worked and not weekend else ""
        due = (self._due or {}).get(day, [])
        other = day.month != self.day.month
        look = "$text-muted" if other or not worked else "bold"
        if day == self.office.today:
            look = "bold reverse"
        head = f"{day.day:2d} {mark}".rstrip()
        if tall == 1 and due:
            head = f"{head} {sum(one.count for one in due)}"
        lines = [(head, look)]
        shown = due if len(due) <= tall - 1 or tall < 3 else due[: tall - 2]
        for one in shown[: tall - 1]:
            lines.append((self._due_words(one, wide), "$text-error" if one.late else "$text-muted" if other else ""))
        if len(shown) < len(due):
            rest = sum(one.count for one in due[len(shown) :])
            late = any(one.late for one in due[len(shown) :])
            lines.append((str(T("其他 {n}", "others {n}").format(n=rest)), "$text-error" if late else ""))
        return Tile(tuple(lines))

    def _due_words(self, one: Due, wide: int) -> str:
        number = f"{'!' if one.late else ''}{one.count}"
        name = clean_line(str(self.office.resource(one.register).name))
        room = wide - len(number) - 1
        return f"{truncate(name, max(2, room), '')} {number}"

    def _status(self) -> Content:
        if self._error is not None:
            return Content.styled(clean_line(str(self._error)), "$text-error")
        due = (self._due or {}).get(self.day, [])
        names = [
            f"{self.office.resource(one.register).name} {one.count}"
            + (f" ({T('逾期 {n}', '{n} overdue').format(n=one.late)})" if one.late else "")
            for one in due
        ]
        told = str(T("、", ", ")).join(names) or str(
            T("正在汇总……", "Counting…") if self._due is None else T("没有到期事项", "nothing is due")
        )
        why = self.office.calendar.why(self.day)
        return Content(clean_line(f"{day_told(self.day, why)}  {told}"))

    # keys

    @on(Tiles.Moved)
    def _moved(self, event: Tiles.Moved) -> None:
        event.stop()
        row, at = self.query_one("#month", Tiles).cursor
        self._go(self._first + timedelta(days=7 * row + at))

    @on(Tiles.Left)
    def _left(self, event: Tiles.Left) -> None:
        event.stop()
        self._go(self.day + timedelta(days=7 * event.rows + event.columns))

    def _go(self, day: date) -> None:
        day = max(EARLIEST, min(LATEST, day))
        before, self.day = self.day, day
        if (before.year, before.month) == (day.year, day.month):
            self._paint()
        else:
            self.action_reload()

    def action_month(self, step: int) -> None:
        """A month on or back, on the same day or the last one that there is."""
        months = self.day.year * 12 + self.day.month - 1 + step
        year, month = months // 12, months % 12 + 1
        if EARLIEST.year <= year <= LATEST.year:
            self._go(date(year, month, min(self.day.day, monthrange(year, month)[1])))

    def action_today(self) -> None:
        """Back to today."""
        self._go(self.office.today)

    @on(Tiles.Chosen)
    def _chosen(self, event: Tiles.Chosen) -> None:
        event.stop()
        self.app.push_screen(DueDayScreen(self.day, self.place_shown))
