"""The heat map: divisions against indicators; Enter goes down, from division to unit to the unit's score."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from gongkai.core.codes import span
from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.listing import LEAVE
from gongkai.tui.widgets.tiles import Tile, Tiles
from gongkai.tui.work.place import WITHIN, OfPlace

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.plugins.inspection.book.heat import Heat, Row
    from gongkai.plugins.inspection.engine import UnitScore

LOOKS = ("$text-success", "", "$text-warning", "bold $text-error")
NAME = 26
"""Cells of the names at the left, at most."""
LEAST = 6
"""Cells of a column, so that a figure and the beginning of a name have room."""


class HeatScreen(OfPlace):
    """What share of the points the units of each division earned, indicator by indicator."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("选择", "Choose"), T("上下左右移动", "move, in all directions")),
        Key("enter", "", T("下一级", "Down"), T("下一级区划、单位，直到得分说明", "the level below, down to a score explained")),
        Key("u", "up", T("上一级", "Up"), T("回到上一级", "back to the level above")),
        Key("i", "indicator", T("展开", "Open"), T("展开或收起这一列的下级指标", "the parts of this indicator, or back")),
        WITHIN,
        Key("r,f5", "reload", T("重算", "Again"), T("重新计算", "compute again")),
        LEAVE,
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Tiles"

    def __init__(self, office: "Office | None" = None) -> None:
        super().__init__()
        self._scores: list[UnitScore] | None = None
        self._heat: Heat | None = None
        self._error: Exception | None = None
        self._above: list[tuple[int | None, bool]] = []
        self._own = False
        self._indicator = ""
        self._first = 0  # of the columns shown

    @property
    def heading(self) -> T:
        """Its name."""
        return T("得分热力图", "Heat map")

    def body(self) -> Iterable[Widget]:
        """The place, the map, what the cell under the cursor means."""
        yield Words(self._title, id="title")
        yield Tiles(id="heat")
        yield Words(self._status, id="status")

    def on_mount(self) -> None:
        """Compute in a thread."""
        self.action_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Columns follow the width."""
        self.call_after_refresh(self._paint)

    def spoken_anew(self) -> None:
        """Names of columns."""
        self._paint()

    def action_reload(self) -> None:
        """Compute the scores again."""
        self._scores, self._heat, self._error, self._own = None, None, None, False
        self._look()
        self._paint()

    def _look(self) -> None:
        place, own_only, indicator, known = self.place_shown, self._own, self._indicator, self._scores
        low, high = span(place)

        def compute(own: "Office", tick: Callable[[int], bool]) -> "tuple[list[UnitScore], Heat]":
            from gongkai.plugins.inspection.book.heat import heat
            from gongkai.plugins.inspection.engine import standing

            scores = standing(own) if known is None else known
            there = [score for score in scores if low <= score.scope <= high]
            return scores, heat(own, there, place, indicator, own_only)

        self.work_on("heat", compute, self._computed, self._not_computed)

    def _computed(self, found: "tuple[list[UnitScore], Heat]") -> None:
        self._scores, self._heat = found
        self._paint()

    def _not_computed(self, error: Exception) -> None:
        self._error = error
        self._paint()
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    # painting

    def _title(self) -> Content:
        note = T("各指标得分率（%），· 为未评", "per cent of the points; · is not assessed")
        return Content.assemble(
            Content.styled(str(self.heading), "bold"), "  ", Content.styled(self.place_words, "$text-primary"), "  ",
            Content.styled(str(note), "$text-muted"),
        )  # fmt: skip

    def _shown(self) -> range:
        """The columns there is room for, with the one under the cursor among them."""
        if self._heat is None:
            return range(0)
        fit = max(1, (self.app.size.width - 4 - NAME) // (LEAST + 1))
        return range(self._first, min(len(self._heat.columns), self._first + fit))

    def _paint(self) -> None:
        table, found = self.query_one("#heat", Tiles), self._heat
        if found is None:
            table.show((), ())
        else:
            from gongkai.plugins.inspection.book.words import grade, per_cent

            shown = self._shown()
            heads = [clean_line(str(found.columns[at].name)) for at in shown]
            labels = [(clean_line(row.name), "") for row in found.rows]
            rows = [
                [
                    Tile(
                        ((per_cent(row.cells[at]), "$text-muted" if (g := grade(row.cells[at])) is None else LOOKS[g]),)
                    )
                    for at in shown
                ]
                for row in found.rows
            ]
            table.show(heads, rows, labels, NAME, tall=1)
        self.query_one("#title", Words).say()
        self.query_one("#status", Words).say()

    def _spot(self) -> "tuple[Row, int] | None":
        if self._heat is None or not self._heat.rows:
            return None
        row, at = self.query_one("#heat", Tiles).cursor
        return self._heat.rows[row], self._first + at

    def _status(self) -> Content:
        if self._error is not None:
            return Content.styled(clean_line(str(self._error)), "$text-error")
        if self._heat is None:
            return Content.styled(str(T("正在计算得分……", "Computing the scores…")), "$text-muted")
        spot = self._spot()
        if spot is None:
            words = T("这里没有可评分的单位；按 w 换区划。", "No unit is scored here; press w for another division.")
            return Content.styled(str(words), "$text-muted")
        from gongkai.plugins.inspection.book.words import per_cent

        row, at = spot
        said = T("{name}（{n} 个单位）· {column} {value}%", "{name} ({n} units) · {column} {value}%")
        if row.cells[at] is None:
            said = T("{name}（{n} 个单位）· {column} 未评", "{name} ({n} units) · {column} not assessed")
        value = per_cent(row.cells[at])
        return Content(
            clean_line(str(said.format(name=row.name, n=row.units, column=self._heat.columns[at].name, value=value)))
        )

    # keys

    @on(Tiles.Moved)
    def _moved(self, event: Tiles.Moved) -> None:
        event.stop()
        self.query_one("#status", Words).say()

    @on(Tiles.Left)
    def _left(self, event: Tiles.Left) -> None:
        event.stop()
        first = self._first + event.columns
        if self._heat is not None and first >= 0 and first + len(self._shown()) <= len(self._heat.columns):
            self._first = first
            self._paint()

    @on(Tiles.Chosen)
    def _chosen(self, event: Tiles.Chosen) -> None:
        event.stop()
        spot = self._spot()
        if spot is None:
            return
        row = spot[0]
        if row.kind == "unit":
            from gongkai.tui.screens.scores import TraceScreen

            self.app.push_screen(TraceScreen(row.uid))
            return
        self._above.append((self._within, self._own))
        self._within, self._own = row.scope, row.kind == "own"
        self._go()

    def action_up(self) -> None:
        """The level above."""
        if self._above:
            self._within, self._own = self._above.pop()
            self._go()

    def action_indicator(self) -> None:
        """Open the indicator under the cursor, or close it."""
        spot = self._spot()
        if spot is None or self._heat is None:
            return
        column = self._heat.columns[spot[1]]
        if column.groups:
            self._indicator = column.key
        elif self._indicator:
            self._indicator = ""
        else:
            words = T("这项指标没有下级指标。", "This indicator has no parts.")
            self.gongkai.tell(words, warn=True)
            return
        self._first = 0
        self._go()

    def _go(self) -> None:
        self.query_one("#heat", Tiles).cursor = (0, 0)
        self._look()
