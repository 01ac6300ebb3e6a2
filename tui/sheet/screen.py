"""A register as a sheet: a cursor on a cell, edits collected and saved as one change."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from gongkai.core.errors import Conflict
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.core.text import cells, clean_line, truncate
from gongkai.tui.chrome import KeyBar, TitleBar, Words
from gongkai.tui.fields import PICKED, held, needed_before, picker
from gongkai.tui.keys import Key, bindings
from gongkai.tui.registersource import RegisterSource, guarded
from gongkai.tui.screens import filters
from gongkai.tui.screens.base import HELP, Page
from gongkai.tui.screens.pick import PickScreen
from gongkai.tui.sheet import saving
from gongkai.tui.sheet.cells import Cell, made, sheet_columns, stored, words
from gongkai.tui.sheet.editor import CellLine, CellTextScreen
from gongkai.tui.sheet.pasting import CellPlan, filled_down, pasted, plan
from gongkai.tui.sheet.staged import Staged
from gongkai.tui.widgets.cellgrid import LONGEST_RANGE, CellGrid
from gongkai.tui.widgets.grid import Grid
from gongkai.tui.widgets.source import GridRow

if TYPE_CHECKING:
    from gongkai.core.office import Office

LEAST_LINE = 18
"""Cells that a line for typing has at least, however narrow the column."""


class SheetScreen(Page):
    """The rows of a question, cell by cell. Nothing is written before ``^S``; then all of it, or nothing."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter,f2", "", T("编辑", "Edit"), T("编辑这一格；直接输入则替换原值", "edit the cell; typing replaces what is in it")),
        Key("ctrl+s", "save", T("保存", "Save"), T("把全部修改作为一次变更保存", "save all edits as one change"), priority=True),
        Key("ctrl+z", "undo", T("撤销", "Undo"), T("撤销上一步；没有未保存的修改时，撤销上一次保存",
                                               "take the last step back; with nothing left to save, the last save")),
        Key("ctrl+d", "fill_down", T("向下填充", "Fill down"), T("用选区首行（没有选区时用上一行）填下面各行",
                                                           "fill the range from its first row (no range: from the row above)")),
        Key("tab", "onward('right')", T("下一格", "Next"), T("下一个可填的格；Shift+Tab 上一个",
                                                         "next cell that can be filled; Shift+Tab goes back")),
        Key("shift+up", "", T("选区", "Range"), T("Shift+方向键、翻页键扩大选区；此时输入，填入该栏所选各行",
                                                "Shift with arrows or page keys marks a range; typing then fills its rows")),
        Key("delete,backspace", "clear", T("清空", "Clear"), T("清空这一格或选区", "empty the cell or the range")),
        Key("ctrl+c", "copy", T("复制", "Copy"), T("复制，可粘贴到 WPS、Excel", "copy, to be pasted into a spreadsheet")),
        Key("ctrl+v", "paste", T("粘贴", "Paste"), T("粘贴在这里复制的；从 WPS、Excel 复制的用终端的粘贴键（如 Ctrl+Shift+V）",
                                                   "paste what was copied here; for a spreadsheet's use the terminal's paste key")),
        Key("ctrl+r", "reset", T("还原", "Reset"), T("这一格或选区恢复已存的值", "the cell or the range as it is stored"), bar=False),
        Key("f5", "reload", T("刷新", "Reload"), T("重新读取，未保存的修改保留", "read again; unsaved edits stay"), bar=False),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *bindings((Key("shift+tab", "onward('left')", T("", "")),)),
    ]
    AUTO_FOCUS = "CellGrid"

    def __init__(self, register: Register, query: Query, start: tuple[GridRow, int] | None = None) -> None:
        """A sheet.

        Args:
            start: a row to begin at, and how many rows to show above it.
        """
        super().__init__()
        self.register = register
        self.query_asked = query
        self.staged = Staged(register)
        self.saved: tuple[list[str], int] | None = None
        self._start = start
        self._columns = sheet_columns(register)
        self._source = RegisterSource(register, query, 80, self._columns)
        self._fixed = {name: register.fixed(name) for name in self._columns}
        self._editing: tuple[GridRow, str] | None = None
        self._picking: PickScreen | None = None
        self._wrong: T | None = None

    @property
    def heading(self) -> T:
        """The register's name."""
        return T("{name}：表格编辑", "{name}: sheet").format(name=self.register.resource.name)

    @property
    def unsaved(self) -> bool:
        """Whether a cell is not saved."""
        return bool(len(self.staged)) or self._editing is not None

    def more_keys(self) -> Iterable[tuple[str, T]]:
        """The grid's own keys."""
        return CellGrid.KEYS

    def compose(self) -> ComposeResult:
        """No line of places: a digit is a value here."""
        yield TitleBar()
        yield from self.body()
        yield KeyBar(self.own_keys, always=(HELP_F1,))

    def body(self) -> Iterable[Widget]:
        """Name and filters, the grid with the line over it, the cell in full, the count of what is not saved."""
        yield Words(self._title, id="title")
        yield Container(CellGrid(self._look), CellLine(), id="sheet")
        yield Words(self._cell, id="cell")
        yield Words(self._status, id="status")

    @property
    def grid(self) -> CellGrid:
        """The grid."""
        return self.query_one(CellGrid)

    @property
    def line(self) -> CellLine:
        """The line over the cell that is edited."""
        return self.query_one(CellLine)

    def on_mount(self) -> None:
        """Show the rows from where the list stood, with the cursor on the first cell that can be filled."""
        self.line.display = False
        self.grid.moved_hook = lambda row: self._say()
        self.grid.typed_hook = self._letter
        self._source.place(self.app.size.width)
        self.grid.set_fixed(self._source.fixed)
        self.grid.set_source(self._source, start=self._start)
        names = [column.key for column in self._source.columns]
        free = [name for name in names if self._fixed[name] is None and name not in ("unit",)]
        self.grid.place((free or names)[0])

    def on_resize(self, event: events.Resize) -> None:
        """Columns are placed for the width; a line that is open goes with its cell."""
        here = self.grid.column_key
        if self._source.place(event.size.width):
            self.grid.set_fixed(self._source.fixed)
            self.grid.reload()
            self.grid.place(here)
        self._say()
        if self._editing is not None:
            self.call_after_refresh(self._put_line)

    def spoken_anew(self) -> None:
        """Headings and choices of the rows."""
        self._source.place(self.app.size.width)
        self.grid.set_fixed(self._source.fixed)
        self.grid.reload()

    def came_back(self) -> None:
        """The cell may have got a value meanwhile."""
        self._say()

    # what is seen

    def _look(self, row: GridRow, name: str) -> tuple[str | None, str]:
        if not name:
            return None, "staged" if row.uid in self.staged else ""
        cell = self.staged.cell(row.uid, name)
        if cell is not None:
            return words(self.register, name, cell), "wrong" if cell.error is not None else "staged"
        return None, "fixed" if self._fixed[name] is not None else ""

    def _title(self) -> Content:
        name = clean_line(str(self.heading))
        asked = str(T("、", ", ")).join(clean_line(text) for text in filters.chips(self.register, self.query_asked))
        room = self.app.size.width - cells(name) - 6
        return Content.assemble(
            Content.styled(name, "bold"), "  ", Content.styled(truncate(asked, max(0, room)), "$text-muted")
        )

    def _cell(self) -> Content:
        row, name = self.grid.cursor_row, self.grid.column_key
        names = [column.key for column in self._source.columns]
        if row is None or name not in names:
            return Content("")
        label = next((str(text) for key, text, _, _ in self.register.columns_of([name])), name)
        if self._editing is not None and self._wrong is not None:
            return Content.styled(f"! {clean_line(str(self._wrong))}", "$text-error")
        cell, why = self.staged.cell(row.uid, name), self.register.fixed(name, row.record)
        parts = [Content.styled(f"{clean_line(label)}  ", "bold")]
        if self._editing is not None and self.grid.stretched:
            n = len(self.grid.range_rows)
            parts.append(
                Content.styled(str(T("将填入所选 {n} 行。", "It goes into {n} rows. ").format(n=n)), "$text-warning")
            )
        if cell is not None and cell.error is not None:
            parts.append(Content.styled(f"! {clean_line(str(cell.error))}", "$text-error"))
        elif cell is not None:
            was = words(self.register, name, stored(self.register, self.staged.records[row.uid], name))
            said = T("已存：{was}", "stored: {was}").format(was=was or "—")
            parts += [Content(words(self.register, name, cell) or "—"), Content.styled(f"  {said}", "$text-warning")]
        else:
            parts.append(Content(row.cells[names.index(name)] or "—"))
            meta = self.register.resource.fields.get(name)
            needed = needed_before(self.register, meta) if meta is not None else None
            help_ = " · ".join(str(part) for part in (needed, meta.help if meta is not None else None) if part)
            reason: T | str = T("只读：{why}", "read-only: {why}").format(why=why) if why is not None else help_
            parts.append(Content.styled(f"  {clean_line(str(reason))}", "$text-muted"))
        return Content.assemble(*parts)

    def _status(self) -> Content:
        grid, n = self.grid, len(self.staged)
        if grid.stretched:
            here = T("选区 {rows} 行 × {columns} 栏", "range of {rows} rows × {columns} columns").format(
                rows=len(grid.range_rows), columns=len(grid.range_columns)
            )
        elif grid.number is not None:
            here = T("第 {n} 条", "row {n}").format(n=f"{grid.number:,}")
        else:
            here = T("", "")
        parts = [Content(str(here)), Content("   " if here else "")]
        if n:
            said = T("{n} 格未保存（{rows} 条），^S 保存", "{n} cells of {rows} records not saved, ^S saves")
            parts.append(
                Content.styled(str(said.format(n=f"{n:,}", rows=len(self.staged.records))), "bold $text-warning")
            )
            if wrong := sum(1 for _ in self.staged.wrong()):
                said = T("  {n} 格有误", "  {n} wrong").format(n=wrong)
                parts.append(Content.styled(str(said), "bold $text-error"))
        else:
            parts.append(Content.styled(str(T("没有未保存的修改", "nothing to save")), "$text-muted"))
        return Content.assemble(*parts)

    def _say(self) -> None:
        self.query_one("#cell", Words).say()
        self.query_one("#status", Words).say()

    def changed(self) -> None:
        self.grid.refresh()
        self._say()

    # editing one cell

    @on(CellGrid.Edited)
    def _edit(self, event: CellGrid.Edited) -> None:
        event.stop()
        self.edit()

    def _letter(self, text: str) -> None:
        """A letter on the grid begins to edit; those that follow before the focus has moved go to the same place."""
        if self._editing is not None:
            self.line.insert_text_at_cursor(text)
        elif self._picking is not None:
            self._picking.add(text)
        else:
            self.edit(text)

    def edit(self, text: str | None = None) -> None:
        """Edit the cell under the cursor, with a text that was typed already."""
        row, name = self.grid.cursor_row, self.grid.column_key
        if row is None or self._editing is not None:
            return
        why = self.register.fixed(name, row.record)
        if why is not None:
            self.gongkai.tell(T("只读：{why}", "Read-only: {why}").format(why=why), warn=True)
            return
        meta = self.register.resource.meta(name)
        cell = self.staged.cell(row.uid, name)
        now = cell or stored(self.register, row.record, name)
        if meta.kind in PICKED:
            value = held(self.register, name, _Held(name, now.value))[0]
            self._picking = picker(self.register, name, value, text or "")
            self.app.push_screen(self._picking, lambda keys: self._picked(name, keys))
        elif meta.long:
            screen = CellTextScreen(meta.label, now.typed + (text or ""), meta.help)
            self.app.push_screen(screen, lambda said: self._picked(name, said))
        else:
            self._editing, self._wrong = (row, name), None
            self._put_line()
            self.line.display = True
            self.line.value = text if text is not None else now.typed
            self.line.cursor_position = len(self.line.value)
            self.set_focus(self.line)
            self._say()

    def _put_line(self) -> None:
        place, width = self.grid.where()
        width = min(max(width, LEAST_LINE), self.grid.size.width - 2)
        self.line.styles.width = width
        self.line.styles.offset = (min(place.x, self.grid.size.width - width - 1), place.y)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._editing is not None:
            self._wrong = made(self.register, self._editing[1], event.value).error
            self._say()

    @on(CellLine.GivenUp)
    def _given_up(self, event: CellLine.GivenUp) -> None:
        event.stop()
        self._close_line()

    @on(CellLine.Done)
    def _done(self, event: CellLine.Done) -> None:
        event.stop()
        self._take_line(event.text, event.way)

    def _take_line(self, text: str, way: str = "") -> bool:
        """Take what was typed, unless it is wrong; then the line stays open and says so."""
        if self._editing is None:
            return True
        name = self._editing[1]
        cell = made(self.register, name, text)
        if cell.error is not None:
            self._wrong = cell.error
            self._say()
            return False
        self._close_line()
        self._fill(name, cell)
        if way in ("left", "right"):
            self.action_onward(way)
        elif way and not self.grid.stretched:
            self.grid.action_go(way)
        return True

    def _close_line(self) -> None:
        self._editing = self._wrong = None
        self.line.display = False
        self.set_focus(self.grid)
        self._say()

    def _picked(self, name: str, given: Any) -> None:
        self._picking = None
        if given is not None:
            value = tuple(str(key) for key in given) if isinstance(given, tuple) else str(given)
            self._fill(name, made(self.register, name, value))

    def _fill(self, name: str, cell: Cell) -> None:
        """The cell's value, into each row of the range that can have it."""
        free = [row for row in self.grid.range_rows if self.register.fixed(name, row.record) is None]
        self.staged.put([(row.record, name, cell) for row in free])
        if len(free) < len(self.grid.range_rows):
            n = len(self.grid.range_rows) - len(free)
            self.gongkai.tell(
                T("{n} 行不能修改，未填。", "{n} rows cannot be edited and were left.").format(n=n), warn=True
            )
        self.changed()

    # ranges

    def action_onward(self, way: str) -> None:
        """The next cell that can be filled; after the last one of a row, the next row's first."""
        names = [column.key for column in self._source.columns]
        free = [name for name in names if self._fixed[name] is None]
        if not free:
            return
        ahead = names.index(self.grid.column_key)
        if way == "right":
            rest = [name for name in free if names.index(name) > ahead]
            if not rest:
                self.grid.action_go("down")
            self.grid.place((rest or free)[0])
        else:
            rest = [name for name in free if names.index(name) < ahead]
            if not rest:
                self.grid.action_go("up")
            self.grid.place((rest or free)[-1])

    def action_clear(self) -> None:
        """Empty the cells of the range."""
        rows, columns = self.grid.range_rows, self.grid.range_columns
        self._take(plan(self.register, self.staged, rows, columns,
                        [(r, c, "") for r in range(len(rows)) for c in range(len(columns))]))  # fmt: skip

    def action_reset(self) -> None:
        """The cells of the range as they are stored."""
        self.staged.put(
            (base, name, stored(self.register, base, name))
            for row in self.grid.range_rows
            if (base := self.staged.records.get(row.uid)) is not None
            for name in self.grid.range_columns
            if self.staged.cell(row.uid, name) is not None
        )
        self.changed()

    def action_fill_down(self) -> None:
        """The first row of the range into the others; a single row from the one above."""
        rows, columns = self.grid.range_rows, self.grid.range_columns
        if len(rows) == 1:
            above = guarded(self.register, lambda: self._source.backward(rows[0].key, 1))
            if not above:
                self.gongkai.tell(T("上面没有可填充的行。", "There is no row above to fill from."), warn=True)
                return
            rows = [*above, *rows]
        if rows:
            self._take(
                plan(self.register, self.staged, rows, columns, filled_down(self.register, self.staged, rows, columns))
            )

    def _take(self, found: CellPlan) -> None:
        """Take a plan over at once; what cannot be filled is told."""
        self.staged.put(edit for _, edit in found.edits)
        if found.refused and not found.edits:
            self.gongkai.tell(T("只读：{why}", "Read-only: {why}").format(why=found.refused[0][2]), warn=True)
        elif found.refused:
            n = len(found.refused)
            self.gongkai.tell(T("{n} 格只读，未填。", "{n} cells are read-only and were left.").format(n=n), warn=True)
        self.changed()

    # copying and pasting

    def action_copy(self) -> None:
        """The range to the clipboard, as a spreadsheet takes it."""
        from gongkai.core.tables import format_paste  # when first used

        rows, columns = self.grid.range_rows, self.grid.range_columns
        place = {column.key: number for number, column in enumerate(self._source.columns)}
        text = format_paste([[self._text(row, name, place[name]) for name in columns] for row in rows])
        self.app.copy_to_clipboard(text)
        self.gongkai.tell(T("已复制 {rows} 行 × {columns} 栏。", "{rows} rows × {columns} columns copied.").format(
            rows=len(rows), columns=len(columns)))  # fmt: skip

    def _text(self, row: GridRow, name: str, place: int) -> str:
        cell = self.staged.cell(row.uid, name)
        if cell is not None:
            return cell.typed
        if name in self.register.resource.fields:
            return self.register.text_of(row.record, name)
        return row.cells[place]

    def on_paste(self, event: events.Paste) -> None:
        """What the terminal pastes."""
        event.stop()
        self.paste(event.text)

    def action_paste(self) -> None:
        """What was copied here."""
        if self.app.clipboard:
            self.paste(self.app.clipboard)
        else:
            self.gongkai.tell(
                T("从 WPS、Excel 复制的内容，用终端的粘贴键粘贴（如 Ctrl+Shift+V）。",
                  "What was copied elsewhere is pasted with the terminal's paste key, such as Ctrl+Shift+V."), warn=True)  # fmt: skip

    def paste(self, text: str) -> None:
        """A rectangle onto the cursor: one cell at once, more of them after a look at what they would do."""
        from gongkai.core.tables import parse_paste  # when first used

        if self.grid.cursor_row is None or self._editing is not None:
            return
        table = parse_paste(text, ragged=True)
        if not table:
            return
        if len(table) > LONGEST_RANGE:
            self.gongkai.tell(T("一次最多粘贴 {n} 行；更多的请用导入。", "At most {n} rows can be pasted; import more.").format(
                n=f"{LONGEST_RANGE:,}"), warn=True)  # fmt: skip
            return
        rows, columns = self.grid.range_rows, self.grid.range_columns
        names = [column.key for column in self._source.columns]
        laid = pasted(table, len(rows), len(columns))
        missing = max(r for r, _, _ in laid) + 1 - len(rows)
        reached = list(rows)
        if missing > 0:
            reached += guarded(self.register, lambda: self._source.forward(rows[-1].key, missing))
        found = plan(self.register, self.staged, reached, names[names.index(columns[0]) :], laid)
        if len(laid) == 1:
            self._take(found)
            return
        from gongkai.tui.sheet.preview import CellPlanScreen  # when first used

        title = T("粘贴 {rows} 行 {columns} 栏", "Paste {rows} rows, {columns} columns").format(
            rows=len(table), columns=max(map(len, table))
        )
        self.app.push_screen(
            CellPlanScreen(self.register, self.staged, found, title), lambda yes: self._take(found) if yes else None
        )

    # saving, taking back, leaving

    def action_save(self) -> None:
        """Write all edits in one transaction, off the UI thread."""
        if not self._take_line(self.line.value) or self.background_work.busy:
            return
        if not len(self.staged):
            self.gongkai.tell(T("没有未保存的修改。", "There is nothing to save."))
            return
        if (wrong := next(self.staged.wrong(), None)) is not None:
            self._go_to(wrong[0], wrong[1])
            self.gongkai.tell(T("有的格填得不对，改正后才能保存：{why}", "A cell is wrong and must be mended first: {why}").format(
                why=wrong[2].error), warn=True)  # fmt: skip
            return
        key, changes = self.register.resource.key, self.staged.changes()

        def write(own: "Office", tick: Callable[[int], bool]) -> saving.Saved:
            return guarded(own.register(key), lambda: saving.save(own.register(key), changes))

        self.work_on("write", write, self._written, self._not_written)

    def _written(self, done: saving.Saved) -> None:
        n = len(self.staged)
        self.staged.clear()
        self.saved = (done.uids, done.seq) if done.uids else None
        self.gongkai.tell(T("已保存 {n} 格（{rows} 条）。", "{n} cells of {rows} records saved.").format(
            n=f"{n:,}", rows=f"{len(done.uids):,}"))  # fmt: skip
        for doubt in done.doubts:
            self.gongkai.tell(doubt, warn=True)
        self.action_reload()

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, Conflict):
            from gongkai.tui.sheet.settling import settle  # when somebody was first

            settle(self, saving.overtaken(self.register, self.staged), False)
        else:
            self.gongkai.fail(error)

    def _go_to(self, uid: str, name: str) -> None:
        """Put the cursor on a cell, wherever its row stands now."""
        record = self.staged.records.get(uid)
        if record is not None and (self.grid.cursor_row is None or self.grid.cursor_row.uid != uid):
            row = next((row for row in self.grid.visible_rows if row.uid == uid), None)
            if row is None:
                row = GridRow(self.register.rows([record])[0].key, uid, (), record=record)
            self.grid.set_source(self._source, start=(row, 3))
        self.grid.place(name)

    def action_undo(self) -> None:
        """The last step back; when nothing is left to save, the last save."""
        if len(self.staged) or self.staged.undo_left:
            place = self.staged.undo()
            if place is not None:
                self.changed()
                self.grid.place(place[1])
            return
        if self.saved is None:
            self.gongkai.tell(T("没有可撤销的。", "There is nothing to take back."), warn=True)
            return
        from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

        question = T("撤销刚才保存的 {n} 条？", "Take back the {n} records just saved?").format(n=len(self.saved[0]))
        self.app.push_screen(ConfirmScreen(T("撤销", "Undo"), question), lambda yes: self._unsave() if yes else None)

    def _unsave(self) -> None:
        if self.saved is None:
            return
        uids, seq = self.saved
        n = guarded(self.register, lambda: saving.take_back(self.register, uids, seq))
        self.saved = None
        self.gongkai.tell(T("已撤销 {n} 条。", "{n} records taken back.").format(n=n))
        self.action_reload()

    def action_reload(self) -> None:
        """Read again."""
        self.office.forget()
        self.grid.reload()
        self.changed()

    @on(Grid.Failed)
    def _failed(self, event: Grid.Failed) -> None:
        event.stop()
        self.gongkai.fail(event.error)

    def action_back(self) -> None:
        """The range first; then back to the list, after a question when something is not saved."""
        if self.grid.stretched:
            self.grid.unstretch()
            self._say()
        elif not self.unsaved:
            super().action_back()
        else:
            from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

            question = T("有 {n} 格未保存。放弃这些修改？", "{n} cells are not saved. Drop them?").format(
                n=len(self.staged)
            )
            self.app.push_screen(ConfirmScreen(T("放弃修改", "Drop changes"), question), self._dropped)

    def _dropped(self, yes: Any) -> None:
        if yes:
            self.staged.clear()
            super().action_back()


class _Held:
    """A record of one field, for ``held``."""

    def __init__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


HELP_F1 = Key("f1", HELP.action, HELP.word, HELP.help)
