"""The board: how much stands in which stage, and how late it is; every number opens the list that it counts."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.text import cells, clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.listing import LEAVE
from gongkai.tui.screens.pick import Item, PickScreen
from gongkai.tui.widgets.tiles import Tile, Tiles
from gongkai.tui.work.counts import LATE, Board, board, boards
from gongkai.tui.work.place import WITHIN, OfPlace

if TYPE_CHECKING:
    from gongkai.core.office import Office

FIRST = "task"
WIDEST = 110
"""Cells of the whole table; numbers far from their words are hard to read."""
LOOKS = {LATE: "$text-error", "late": "$text-error", "soon": "$text-warning"}


class BoardScreen(OfPlace):
    """Stages against timeliness for one register and one place."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("选择", "Choose"), T("上下左右移动", "move, in all directions")),
        Key("enter", "", T("列表", "List"), T("列出这一格的记录", "list the records of this number")),
        Key("k", "register", T("登记册", "Register"), T("看另一本登记册：任务、申请、诉求", "another register")),
        WITHIN,
        Key("l", "laggards", T("滞后", "Behind"), T("滞后名单：谁逾期最多", "who is behind with most tasks")),
        Key("m", "month", T("月历", "Month"), T("到期月历", "the month of due dates")),
        Key("r,f5", "reload", T("重算", "Again"), T("重新汇总", "count again")),
        LEAVE,
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Tiles"

    def __init__(self, office: "Office | None" = None) -> None:
        super().__init__()
        self._register = ""
        self._board: Board | None = None
        self._error: Exception | None = None

    @property
    def heading(self) -> T:
        """Its name."""
        return T("办理看板", "Board")

    def body(self) -> Iterable[Widget]:
        """Which register and place, the table, what the number under the cursor means."""
        yield Words(self._title, id="title")
        yield Tiles(id="board")
        yield Words(self._status, id="status")

    def on_mount(self) -> None:
        """Count in a thread."""
        there = boards(self.office)
        self._register = FIRST if FIRST in there else there[0] if there else ""
        self.action_reload()

    def came_back(self) -> None:
        """Something may have been done meanwhile."""
        self.action_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Columns follow the width."""
        self.call_after_refresh(self._paint)

    def spoken_anew(self) -> None:
        """Names of stages and columns."""
        self._paint()

    def action_reload(self) -> None:
        """Count again."""
        key, within = self._register, self.place_shown
        if key:
            self.work_on("board", lambda own, tick: board(own, key, within), self._counted, self._not_counted)

    def _counted(self, found: Board) -> None:
        self._board, self._error = found, None
        self._paint()

    def _not_counted(self, error: Exception) -> None:
        self._board, self._error = None, error
        self._paint()
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    # painting

    def _title(self) -> Content:
        if not self._register:
            return Content(str(T("没有带阶段和期限的登记册。", "No register has stages and due dates.")))
        name = clean_line(str(self.office.resource(self._register).name))
        place = self.place_words
        note = T("本级/含下级", "own/with levels below")
        return Content.assemble(
            Content.styled(f"{self.heading} · {name}", "bold"), "  ", Content.styled(place, "$text-primary"), "  ",
            Content.styled(str(note), "$text-muted"),
        )  # fmt: skip

    def _paint(self) -> None:
        table, found = self.query_one("#board", Tiles), self._board
        table.styles.max_width = WIDEST
        if found is None:
            table.show((), ())
        else:
            labels = [(clean_line(str(name)), "bold" if not key else "") for key, name, _ in found.stages]
            wide = min(24, max(cells(text) for text, _ in labels) + 2)
            heads = [clean_line(str(name)) for _, name in found.columns]
            rows = [[self._tile(stage, aspect) for aspect, _ in found.columns] for stage, _, _ in found.stages]
            table.show(heads, rows, labels, wide, tall=1)
        self.query_one("#title", Words).say()
        self.query_one("#status", Words).say()

    def _tile(self, stage: str, aspect: str) -> Tile:
        own, below = self._counts(stage, aspect)
        if not below:
            return Tile((("·", "$text-muted"),), right=True)
        look = f"bold {LOOKS.get(aspect, '')}".strip() if aspect in LOOKS or not stage else ""
        return Tile(((f"{own:,}/{below:,}", look),), right=True)

    def _counts(self, stage: str, aspect: str) -> tuple[int, int]:
        return self._board.counts.get((stage, aspect), (0, 0)) if self._board is not None else (0, 0)

    def _spot(self) -> tuple[tuple[str, T, str], tuple[str, T]] | None:
        if self._board is None or not self._board.stages:
            return None
        row, at = self.query_one("#board", Tiles).cursor
        return self._board.stages[row], self._board.columns[at]

    def _status(self) -> Content:
        if self._error is not None:
            return Content.styled(clean_line(str(self._error)), "$text-error")
        spot = self._spot()
        if spot is None:
            return Content.styled(str(T("正在汇总……", "Counting…")), "$text-muted") if self._register else Content("")
        (stage, name, _), (aspect, words) = spot
        own, below = self._counts(stage, aspect)
        said = T(
            "{stage}，{aspect}：本级 {own}，含下级 {below}", "{stage}, {aspect}: {own} here, {below} with levels below"
        )
        return Content(clean_line(str(said.format(stage=name, aspect=words, own=f"{own:,}", below=f"{below:,}"))))

    # keys

    @on(Tiles.Moved)
    def _moved(self, event: Tiles.Moved) -> None:
        event.stop()
        self.query_one("#status", Words).say()

    @on(Tiles.Chosen)
    def _chosen(self, event: Tiles.Chosen) -> None:
        event.stop()
        spot = self._spot()
        if spot is None:
            return
        from gongkai.tui.opening import register_screen  # when first used

        (stage, _, _), (aspect, _) = spot
        query = Query(
            filters=(aspect,) if aspect else (), where={"stage": stage} if stage else {}, within=self.place_shown
        )  # fmt: skip
        self.app.push_screen(register_screen(self.office.register(self._register), query))

    def action_register(self) -> None:
        """Another register's board."""
        items = [Item(key, self.office.resource(key).name, find=key) for key in boards(self.office)]
        self.app.push_screen(PickScreen(T("看哪本登记册", "Which register"), items), self._take_register)

    def _take_register(self, key: object) -> None:
        if key is not None:
            self._register, self._board = str(key), None
            self._paint()
            self.action_reload()

    def action_laggards(self) -> None:
        """Who is behind."""
        self.gongkai.open_screen("laggards")

    def action_month(self) -> None:
        """The month of due dates."""
        self.gongkai.open_screen("month")
