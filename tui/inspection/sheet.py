"""The scoring sheet: what is to be marked at the left, what speaks for it at the right, one save for all marks."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.option_list import Option

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T, counted, same
from gongkai.core.text import clean_line
from gongkai.tui.chrome import Words
from gongkai.tui.inspection.words import facts_of, sides_of
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.screens.listing import LEAVE, said
from gongkai.tui.screens.pick import Item, PickScreen
from gongkai.tui.text import block, column
from gongkai.tui.widgets.line import Line
from gongkai.tui.widgets.menu import Menu
from gongkai.tui.work.place import WITHIN, OfPlace

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.plugins.inspection.marksheet import Cell, MarkSheet

MOST = 2000
"""Cells listed at once; a division narrows them."""


class MarkingScreen(OfPlace):
    """The cells of a round, one after the other."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("up,down", "", T("选择", "Choose"), T("上下移动", "move")),
        Key("enter", "", T("评分", "Mark"), T("给出得分和理由", "give points and the reason")),
        Key("n", "next", T("下一项", "Next"), T("下一个未评的", "the next one without a mark")),
        Key("ctrl+s", "save", T("保存", "Save"), T("一次保存全部评分", "save all marks at once"), priority=True),
        Key("a", "object", T("反馈", "Reply"), T("对本单位的评分提出异议，可附佐证", "object to a mark of the own unit, with evidence")),
        Key("o", "agree", T("同意", "Agree"), T("对本单位的评分没有异议", "nothing against a mark of the own unit"), bar=False),
        Key("k", "round", T("轮次", "Round"), T("换一个轮次", "another round")),
        WITHIN,
        Key("r,f5", "reload", T("刷新", "Reload"), T("重新读取，未保存的评分保留", "read again; unsaved marks stay"), bar=False),
        LEAVE,
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Menu"
    DEFAULT_CSS = """
    MarkingScreen Menu { width: 2fr; }
    MarkingScreen VerticalScroll { width: 3fr; padding: 0 1; }
    """

    def __init__(self, office: "Office | None" = None, round: str = "") -> None:
        super().__init__()
        self._round = round
        self._sheet: MarkSheet | None = None
        self._error: Exception | None = None
        self._staged: dict[tuple[str, str], tuple[Decimal, str]] = {}

    @property
    def heading(self) -> T:
        """Its name."""
        return T("评分表", "Scoring sheet")

    @property
    def unsaved(self) -> bool:
        """Whether marks would be lost."""
        return bool(self._staged)

    def body(self) -> Iterable[Widget]:
        """Cells, the one under the cursor, how far one has come."""
        yield Words(self._title, id="title")
        yield Horizontal(Menu(id="tobe"), VerticalScroll(Words(self._cell_told, id="marked"), can_focus=False))
        yield Words(self._status, id="status")

    def on_mount(self) -> None:
        """Read in a thread."""
        self.action_reload()

    def on_resize(self, event: events.Resize) -> None:
        """Lines follow the width."""
        self.call_after_refresh(self._paint)

    def spoken_anew(self) -> None:
        """Names of indicators."""
        self._paint()

    def action_reload(self) -> None:
        """Read again."""
        code, within = self._round, self.place_shown

        def look(own: "Office", tick: Callable[[int], bool]) -> "MarkSheet":
            from gongkai.plugins.inspection.marksheet import mark_sheet

            return mark_sheet(own, code, within)

        self.work_on("sheet", look, self._looked, self._not_looked)

    def _looked(self, found: "MarkSheet") -> None:
        self._sheet, self._error = found, None
        self._round = found.round  # which stays, also when it waits for nobody any more
        self._round = found.round  # what is read again is the same round, though it waits for nobody any more
        self._paint()

    def _not_looked(self, error: Exception) -> None:
        self._error = error
        self._paint()
        if not isinstance(error, GongkaiError):
            self.gongkai.bug(error)

    # painting

    def _title(self) -> Content:
        sheet = self._sheet
        code = clean_line(sheet.round) if sheet else ""
        stage = ""
        if sheet is not None and sheet.stage:
            stage = str(self.office.workflow(self.office.resource("round")).stage_of(sheet.stage).name)
        return Content.assemble(
            Content.styled(str(self.heading), "bold"), "  ", code, "  ", Content.styled(stage, "$text-accent"), "  ",
            Content.styled(self.place_words, "$text-primary"),
        )  # fmt: skip

    def _status(self) -> Content:
        if self._sheet is None or self._error is not None:
            return Content("")
        cells = self._sheet.cells
        done = sum(1 for cell in cells if cell.now is not None or cell.key in self._staged)
        told = T("已评 {n}/{m}", "{n} of {m} marked").format(n=f"{done:,}", m=f"{len(cells):,}")
        if self._staged:
            told += T("　未保存 {n}，按 ^S 保存", "; {n} unsaved, ^S saves them").format(n=len(self._staged))
        if len(cells) > MOST:
            told += T("　只列前 {n} 项，按 w 选区划", "; the first {n}, press w for a division").format(n=MOST)
        return Content(str(told))

    def _paint(self) -> None:
        menu, sheet = self.query_one("#tobe", Menu), self._sheet
        at = menu.highlighted
        menu.clear_options()
        if self._error is not None:
            menu.add_option(said(clean_line(str(self._error)), "$text-error"))
        elif sheet is None:
            menu.add_option(said(str(T("正在读取……", "Reading…")), "$text-muted"))
        elif not sheet.cells:
            menu.add_option(said(str(self._nothing(sheet)), "$text-muted"))
        else:
            width = max(16, (menu.scrollable_content_region.width or self.app.size.width * 2 // 5) - 3)
            menu.add_options([self._line(n, cell, width) for n, cell in enumerate(sheet.cells[:MOST])])
            menu.highlighted = min(at or 0, menu.option_count - 1)
        for name in ("#title", "#marked", "#status"):
            self.query_one(name, Words).say()

    def _nothing(self, sheet: "MarkSheet") -> T:
        if sheet.stage == "self":
            return T("这一轮在自评，由各单位自己填写。", "Each unit assesses itself now.")
        return T(
            "没有要评的项；按 k 换轮次，w 换区划。", "Nothing to mark; k for another round, w for another division."
        )

    def _line(self, number: int, cell: "Cell", width: int) -> Option:
        from gongkai.plugins.inspection.arithmetic import shown

        staged = self._staged.get(cell.key)
        value, look = "—", "$text-muted"
        if staged is not None:
            value, look = f"*{shown(staged[0])}", "bold $text-warning"
        elif cell.now is not None and cell.now.points is not None:
            value, look = shown(cell.now.points), ""
        room = width - 8
        name = f"{clean_line(cell.name)} · {cell.entry.name}"
        return Option(
            Content.assemble(column(name, room), " ", Content.styled(column(value, 7, right=True), look)), str(number)
        )

    def _cell(self) -> "Cell | None":
        at = self.query_one("#tobe", Menu).highlighted
        return self._sheet.cells[at] if self._sheet and self._sheet.cells and at is not None else None

    def _cell_told(self) -> Content:
        cell = self._cell()
        if cell is None:
            return Content("")
        width = max(24, self.app.size.width * 3 // 5 - 6)
        parts = [facts_of(cell, self._staged.get(cell.key), width), sides_of(cell, width)]
        return Content("\n\n").join(part for part in parts if part)

    # keys

    @on(Menu.OptionHighlighted)
    def _moved(self, event: Menu.OptionHighlighted) -> None:
        event.stop()
        self.query_one("#marked", Words).say()

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        cell = self._cell()
        if cell is None or self._sheet is None:
            return
        if not self._sheet.open:
            words = (
                T("这是本单位的评分：a 提出异议，o 同意。", "These are the own unit's marks: a objects, o agrees.")
                if self._sheet.answers
                else T("这一轮现在不收评分；按 k 换轮次。", "This round takes no marks now; k for another.")
            )
            self.gongkai.tell(words, warn=True)
            return
        known = self._staged.get(cell.key)
        if known is None and cell.now is not None and cell.now.points is not None:
            known = (cell.now.points, cell.now.words)

        def given(mark: Any) -> None:
            if mark is not None:
                self._staged[cell.key] = mark
                self._paint()
                self.action_next()

        self.app.push_screen(MarkDialog(cell, known), given)

    def action_object(self) -> None:
        """Object to the mark under the cursor."""
        self._answer(agree=False)

    def action_agree(self) -> None:
        """Agree with the mark under the cursor."""
        self._answer(agree=True)

    def _answer(self, agree: bool) -> None:
        sheet, cell = self._sheet, self._cell()
        if sheet is None or cell is None or not sheet.answers:
            words = T(
                "反馈阶段和公布之后，由单位自己的人提出。",
                "A unit's own people reply to first marks and appeal against what is published.",
            )
            self.gongkai.tell(words, warn=True)
            return
        from gongkai.plugins.inspection.marksheet import answer
        from gongkai.tui.inspection.reply import ReplyDialog  # when first used

        def send(words: str, file: str, page: int | None) -> None:
            answer(self.office, sheet, cell, words, agree, file, page)

        def sent(done: object) -> None:
            if done:
                self.gongkai.tell(T("已提交。", "Sent."))
                self.action_reload()

        self.app.push_screen(ReplyDialog(cell, agree, send), sent)

    def action_next(self) -> None:
        """The next cell without a mark, from here on and then from the top."""
        cells = self._sheet.cells[:MOST] if self._sheet else ()
        menu = self.query_one("#tobe", Menu)
        here = menu.highlighted or 0
        for at in (*range(here + 1, len(cells)), *range(here + 1)):
            if at < len(cells) and cells[at].now is None and cells[at].key not in self._staged:
                menu.highlighted = at
                return
        if cells:
            self.gongkai.tell(T("全部已评。", "Everything is marked."))

    def action_save(self) -> None:
        """Save every mark by one change."""
        if self._sheet is None or not self._staged:
            self.gongkai.tell(T("没有未保存的评分。", "There is nothing to save."))
            return
        from gongkai.plugins.inspection.marksheet import save_marks

        by_key = {cell.key: cell for cell in self._sheet.cells}
        marks = [(by_key[key], *mark) for key, mark in self._staged.items() if key in by_key]
        count = save_marks(self.office, self._sheet, marks)
        self._staged = {key: mark for key, mark in self._staged.items() if key not in by_key}
        self.gongkai.tell(counted(count, T("已保存 {n} 项评分。", "{n} mark saved."), "{n} marks saved."))
        self.action_reload()

    def action_round(self) -> None:
        """Another round."""
        from gongkai.plugins.inspection.models import current_round

        year = current_round(self.office.today)
        rows = self.office.rows("SELECT code, title FROM {inspection_round} ORDER BY id DESC LIMIT 100")
        items = [Item(code, same(clean_line(f"{code} {title}"))) for code, title in rows]
        if year not in {item.key for item in items}:
            items.append(Item(year, T(f"{year} 年日常评分", f"standing marks of {year}")))
        self.app.push_screen(PickScreen(T("哪一轮", "Which round"), items), self._take_round)

    def _take_round(self, code: object) -> None:
        if code is not None:
            self._round, self._sheet = str(code), None
            self._paint()
            self.action_reload()

    def action_back(self) -> None:
        """Back, after a question when marks would be lost."""
        if not self._staged:
            super().action_back()
            return
        from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

        def answered(yes: object) -> None:
            if yes:
                self._staged.clear()
                self.gongkai.back()

        question = counted(
            len(self._staged),
            T("有 {n} 项评分未保存，放弃吗？", "{n} mark is not saved. Drop it?"),
            "{n} marks are not saved. Drop them?",
        )
        self.app.push_screen(ConfirmScreen(T("离开评分表", "Leave the scoring sheet"), question), answered)


class MarkDialog(Dialog):
    """Points and the reason of one mark; gives both."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("确定", "Done"), T("下一栏；在理由栏即完成", "the next line; done on the reason")),
    )
    AUTO_FOCUS = "#points"

    def __init__(self, cell: "Cell", known: tuple[Decimal, str] | None) -> None:
        super().__init__()
        self._mark_cell = cell
        self._known = known

    @property
    def heading(self) -> T:
        """Unit and indicator."""
        return same(clean_line(self._mark_cell.name)) + same(" · ") + self._mark_cell.entry.name

    def body(self) -> Iterable[Widget]:
        """What the most is, two lines."""
        from gongkai.plugins.inspection.arithmetic import shown

        most = self._mark_cell.entry.most
        words = (
            T("次数", "how often") if most is None else T(f"得分，0 至 {shown(most)}", f"points, 0 to {shown(most)}")
        )
        points, reason = (shown(self._known[0]), self._known[1]) if self._known else ("", "")
        yield Words(lambda: block(words), id="question")
        yield Line(points, hint=words, id="points")
        yield Line(reason, hint=T("理由：依据什么、看到什么", "reason: what was looked at, what was seen"), id="reason")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        from gongkai.plugins.inspection.marksheet import points_of

        points = points_of(self._mark_cell, self.query_one("#points", Line).value)
        reason = clean_line(self.query_one("#reason", Line).value)
        if not reason:
            if event.input.id == "reason":
                self.gongkai.tell(T("请写明理由。", "Give the reason."), warn=True)
            self.query_one("#reason", Line).focus()
            return
        if event.input.id == "points":
            self.query_one("#reason", Line).focus()
            return
        self.dismiss((points, reason))
