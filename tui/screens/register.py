"""Any register as a grid: filters, search, marks, and everything that is done to its records."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget

from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.core.text import cells, clean_line, truncate
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.registersource import RegisterSource, guarded
from gongkai.tui.screens import filters
from gongkai.tui.screens.doing import NOT_TYPED, Doing
from gongkai.tui.text import MOST, counted
from gongkai.tui.widgets.grid import Grid
from gongkai.tui.widgets.prompt import Prompt
from gongkai.tui.widgets.recordgrid import RecordGrid
from gongkai.tui.widgets.source import GridRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongkai.core.office import Office

BY_HAND = ("edit", "sheet", "new", "act", "bulk", "paste", "import", "undo")
"""Actions that write records as a person gives them."""
QUEUED = ("queue", "review")
"""Actions on what waits for somebody's step."""
REST = 0.25
"""Seconds that the cursor must rest before its place is counted."""


class RegisterScreen(Doing):
    """A grid over one register; its question (filters, search, unit, division) is kept while it is open."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("打开", "Open"), T("打开这条记录", "open the record")),
        Key("e", "edit", T("编辑", "Edit"), T("编辑这条记录", "edit the record")),
        Key("f2", "sheet", T("表格", "Sheet"), T("表格编辑：逐格修改，一次保存", "edit cell by cell, as in a spreadsheet, and save once")),
        Key("n", "new", T("新增", "New"), T("新增一条", "add a record")),
        Key("a", "act", T("办理", "Act"), T("办理：送审、签发、公开等；有标记时一并办理",
                                          "act: submit, sign, publish …; on all marked ones together")),
        Key("q", "queue", T("排队", "Queue"), T("待办排队：等得最久的在前，逐件审阅；再按恢复",
                                              "what waits as a queue, the longest first, to be reviewed one by one; again: all")),
        Key("v", "review", T("审阅", "Review"), T("审阅：与现行公开的旧版对照", "review: compared with the version that is public")),
        Key("slash", "search", T("查找", "Find"), T("按汉字或拼音首字母查找", "find by characters or pinyin initials")),
        Key("f", "filter", T("筛选", "Filter"), T("选择筛选条件", "choose filters")),
        Key("space", "", T("标记", "Mark"), T("标记或取消标记", "mark or unmark")),
        Key("F", "field_filter", T("按栏筛", "By field"), T("按某一栏的值筛选", "filter by the value of a field"), bar=False),
        Key("u", "unit", T("单位", "Unit"), T("只看一个单位", "one unit only")),
        Key("w", "within", T("区划", "Division"), T("只看一个区划及其下级", "one division and what lies below it")),
        Key("c", "clear", T("清除", "Clear"), T("清除全部筛选", "take all filters away")),
        Key("b", "bulk", T("批量改", "Bulk edit"), T("批量修改标记的记录", "edit all marked records")),
        Key("p,ctrl+v", "paste", T("粘贴", "Paste"), T("粘贴从 WPS、Excel 复制的表格", "paste a table copied from a spreadsheet")),
        Key("i", "import", T("导入", "Import"), T("从文件导入", "import a file")),
        Key("x", "export", T("导出", "Export"), T("导出所见记录到文件", "export what is listed to a file")),
        Key("h", "history", T("历史", "History"), T("这条记录的变更历史", "the record's changes")),
        Key("z", "undo", T("撤销", "Undo"), T("撤销本人对它的上一次修改", "take back one's own last change of it")),
        Key("r,f5", "reload", T("刷新", "Reload"), T("重新读取", "read again")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "RecordGrid"

    def __init__(self, register: Register, query: Query | None = None, title: T | None = None) -> None:
        """A grid of ``register``, asking ``query`` at first; ``title`` says where it was opened from."""
        super().__init__()
        self.register = register
        self.query_asked = query or Query()
        self._opened_as = title
        self._source: RegisterSource | None = None
        self._count: int | None = None
        self._number: int | None = None

    def own_keys(self) -> Sequence[Key]:
        """Without those that write by hand, where nobody does."""
        resource = self.register.resource
        hidden = () if resource.by_hand else BY_HAND
        return [
            key for key in self.KEYS if key.action not in hidden and (key.action not in QUEUED or self.register.queues)
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether an action may be taken in this register."""
        if action in QUEUED:
            return self.register.queues
        return self.register.resource.by_hand or action not in BY_HAND

    @property
    def heading(self) -> T:
        """The register's name."""
        return self.register.resource.name

    def more_keys(self) -> Iterable[tuple[str, T]]:
        """The grid's own keys."""
        return RecordGrid.KEYS

    def body(self) -> Iterable[Widget]:
        """Name, filters, grid, status, and the line for searching."""
        yield Words(self._title, id="title")
        yield Words(self._chips, id="chips")
        yield RecordGrid(empty=self._empty())
        yield Words(self._status, id="status")
        yield Prompt()

    @property
    def grid(self) -> RecordGrid:
        """The grid."""
        return self.query_one(RecordGrid)

    def on_mount(self) -> None:
        """Ask the first question; the grid reads one page when it knows its height."""
        self.grid.moved_hook = self._moved
        self._ask()

    def came_back(self) -> None:
        """What was done meanwhile shows."""
        self._reread()

    def on_resize(self, event: events.Resize) -> None:
        """Columns are placed for the width."""
        if self._source is not None and self._source.place(event.size.width):
            self.grid.set_fixed(self._source.fixed)
            self.grid.reload()
        for name in ("#title", "#chips", "#status"):
            self.query_one(name, Words).say()

    def spoken_anew(self) -> None:
        """Choices and headings of the rows."""
        if self._source is not None:
            self._source.place(self.app.size.width)
            self.grid.set_fixed(self._source.fixed)
        self.grid.empty = self._empty()
        self.grid.reload()

    # asking

    def ask(self, query: Query) -> None:
        """Another question: from its first row, marks gone."""
        self.query_asked = query
        self._ask()

    def _ask(self) -> None:
        width = self.app.size.width
        self._source = RegisterSource(self.register, self.query_asked, width)
        self._count = self._number = None
        self.grid.empty = self._empty()
        self.grid.set_fixed(self._source.fixed)
        self.grid.set_source(self._source)
        self.query_one("#chips", Words).say()
        self._recount()

    def _reread(self) -> None:
        self.office.forget()  # names and grants may have changed too
        self.grid.reload()
        self._recount()

    def _recount(self) -> None:
        register, query = self.register, self.query_asked
        key = register.resource.key

        def count(own: "Office", tick: "Callable[[int], bool]") -> int:
            mine = own.register(key)
            return guarded(mine, lambda: mine.count(query, MOST))

        self.work_on("count", count, self._counted, self._not_counted)
        self._say_status()

    def _counted(self, count: int) -> None:
        self._count = count
        self._say_status()

    def _not_counted(self, error: Exception) -> None:
        self._count = None  # the grid itself says what is wrong

    # what stands around the grid

    def _title(self) -> Content:
        resource = self.register.resource
        name = clean_line(str(resource.name))
        words = clean_line(str(self._opened_as or resource.help or ""))
        room = self.app.size.width - cells(name) - 6
        return Content.assemble(
            Content.styled(name, "bold"), "  ", Content.styled(truncate(words, max(0, room)), "$text-muted")
        )

    def _chips(self) -> Content:
        chips = filters.chips(self.register, self.query_asked)
        if not chips:
            return Content.styled(
                str(
                    T(
                        "全部记录 · f 筛选 · / 查找 · u 单位 · w 区划",
                        "all records · f filter · / find · u unit · w division",
                    )
                ),
                "$text-muted",
            )
        parts: list[Content] = [Content.styled(str(T("筛选 ", "Filter ")), "$text-muted")]
        for text in chips:
            parts += [
                Content.styled(f" {truncate(clean_line(text), 30)} ", "bold $foreground on $primary-muted"),
                Content(" "),
            ]
        return Content.assemble(*parts, Content.styled(str(T("c 清除", "c clears")), "$text-muted"))

    def _status(self) -> Content:
        grid = self.grid
        marked = len(grid.marked)
        count = counted(self._count)
        number = counted(grid.number if grid.number is not None else self._number)
        if grid.cursor_row is None:
            place = T("共 {count} 条", "{count} records").format(count=count)
        else:
            place = T("第 {number} 条，共 {count} 条", "{number} of {count}").format(number=number, count=count)
        parts = [Content(str(place))]
        if marked:
            words = T("已标记 {n} 条：b 批量改，a 办理，Esc 取消", "{n} marked: b edits, a acts, Esc unmarks").format(
                n=f"{marked:,}"
            )
            parts += [Content("   "), Content.styled(str(words), "bold $text-accent")]
        return Content.assemble(*parts)

    def _say_status(self) -> None:
        self.query_one("#status", Words).say()

    def _empty(self) -> T:
        if filters.chips(self.register, self.query_asked):
            return T("没有符合条件的记录。\n按 c 清除筛选。", "No record fits.\nPress c to take the filters away.")
        return self.register.resource.empty or T(
            "还没有记录。\n按 n 新增。", "There is nothing yet.\nPress n to add a record."
        )

    def _moved(self, row: GridRow | None) -> None:
        self._number = None
        self._say_status()
        if row is not None and self.grid.number is None:
            self.set_timer(REST, lambda: self._place_of(row))

    def _place_of(self, row: GridRow) -> None:
        if not self.is_current or self.grid.cursor_row is not row:
            return
        key, query = self.register.resource.key, self.query_asked

        def place(own: "Office", tick: "Callable[[int], bool]") -> int:
            return own.register(key).position(query, row.key, MOST)

        self.work_on("place", place, lambda number: self._placed(row, number), lambda error: None)

    def _placed(self, row: GridRow, number: int) -> None:
        if self.grid.cursor_row is row:
            self._number = number
            self._say_status()

    # messages of the grid and the prompt

    @on(Grid.Opened)
    def _opened(self, event: Grid.Opened) -> None:
        event.stop()
        if self.query_asked.longest:
            self._review(event.uid)
            return
        from gongkai.tui.opening import record_screen  # when first used

        self.app.push_screen(record_screen(self.register, self.register.get(event.uid)))

    @on(Grid.Marked)
    def _marked(self, event: Grid.Marked) -> None:
        event.stop()
        self._say_status()

    @on(Grid.Failed)
    def _failed(self, event: Grid.Failed) -> None:
        event.stop()
        self.gongkai.fail(event.error)

    @on(Prompt.Submitted)
    def _searched(self, event: Prompt.Submitted) -> None:
        event.stop()
        self.ask(replace(self.query_asked, search=event.text))

    def on_paste(self, event: events.Paste) -> None:
        """A table pasted onto the grid."""
        if self.register.resource.by_hand and ("\t" in event.text or "\n" in event.text.strip()):
            event.stop()
            self._paste(event.text)

    # keys

    def targets(self) -> list[str]:
        """The marked records, or the one under the cursor."""
        if self.grid.marked:
            return sorted(self.grid.marked)
        row = self.grid.cursor_row
        return [row.uid] if row is not None else []

    def _uid(self) -> str | None:
        row = self.grid.cursor_row
        if row is None:
            self.gongkai.tell(T("这里没有记录。", "There is no record here."), warn=True)
        return row.uid if row is not None else None

    def written(self, record: Any) -> None:
        """Show what was written; marks of what was acted on are done with."""
        self._reread()

    def action_back(self) -> None:
        """Unmark first; then back to the screen before."""
        if self.grid.marked:
            self.grid.clear_marks()
        else:
            super().action_back()

    def action_reload(self) -> None:
        """Read again."""
        self._reread()

    def action_search(self) -> None:
        """Ask for a text."""
        self.query_one(Prompt).ask(self.query_asked.search)

    def action_edit(self) -> None:
        """The form of the record under the cursor."""
        if uid := self._uid():
            self.edit_record(uid)

    def action_sheet(self) -> None:
        """The same rows as a sheet."""
        from gongkai.tui.sheet.screen import SheetScreen  # when first used

        if not self.register.form():
            self.gongkai.tell(NOT_TYPED, warn=True)
            return
        self.app.push_screen(SheetScreen(self.register, self.query_asked, self.grid.standing))

    def action_new(self) -> None:
        """The form of a new record; the unit that is looked at is filled in."""
        from gongkai.tui.screens.form import FormScreen  # when first used

        if not self.register.form():
            self.gongkai.tell(NOT_TYPED, warn=True)
            return
        owner = self.register.resource.owner
        unit = self.query_asked.unit or (owner(self.register.office) if owner else None)
        given = {"unit": unit} if unit else {}
        if not given and self.register.resource.placed and self.grid.cursor_row is not None:
            record = self.register.get(self.grid.cursor_row.uid)
            given = {"unit": record.unit} if record.unit else {}
        self.app.push_screen(FormScreen(self.register, None, given), self._saved)

    def action_act(self) -> None:
        """Workflow actions on the marked records, or on the one under the cursor."""
        if uids := self.targets():
            self.act_on(uids)

    def action_queue(self) -> None:
        """What waits, the longest first; again: as before."""
        self.ask(replace(self.query_asked, longest=not self.query_asked.longest))

    def action_review(self) -> None:
        """The record under the cursor, compared with the version before."""
        if uid := self._uid():
            self._review(uid)

    def _review(self, uid: str) -> None:
        from gongkai.tui.review.screen import ReviewScreen  # when first used

        query = self.query_asked if self.query_asked.longest else None
        self.app.push_screen(ReviewScreen(self.register, self.register.get(uid), query))

    def action_history(self) -> None:
        """The record's changes."""
        if uid := self._uid():
            self.show_history(uid)

    def action_undo(self) -> None:
        """Take back one's own last change of the record."""
        if uid := self._uid():
            self.undo_record(uid)

    def action_bulk(self) -> None:
        """One field of all marked records."""
        from gongkai.tui.screens.bulk import BulkScreen  # when first used

        if uids := self.targets():
            self.app.push_screen(BulkScreen(self.register, uids), self._bulk_done)

    def _bulk_done(self, done: Any) -> None:
        if done:
            self.grid.clear_marks()
            self._reread()

    def action_filter(self) -> None:
        """Named filters and stages."""
        filters.ask_filters(self)

    def action_field_filter(self) -> None:
        """A field and its value."""
        filters.ask_field(self)

    def action_unit(self) -> None:
        """One unit."""
        filters.ask_unit(self)

    def action_within(self) -> None:
        """One division."""
        filters.ask_division(self)

    def action_clear(self) -> None:
        """Every filter away."""
        self._opened_as = None
        self.query_one("#title", Words).say()
        self.ask(Query())

    def action_paste(self) -> None:
        """A box to paste a table into."""
        self._paste("")

    def _paste(self, text: str) -> None:
        from gongkai.tui.screens.paste import PasteScreen  # when first used

        self.app.push_screen(PasteScreen(self.register, self._column_names(), text), self._bulk_done)

    def _column_names(self) -> Sequence[str]:
        """The columns as they stand on the screen."""
        return [column.key for column in self._source.columns] if self._source is not None else []

    def action_import(self) -> None:
        """A file."""
        from gongkai.tui.screens.files import ImportScreen  # when first used

        self.app.push_screen(ImportScreen(self.register), self._bulk_done)

    def action_export(self) -> None:
        """What is listed, into a file."""
        from gongkai.tui.screens.files import ExportScreen  # when first used

        self.app.push_screen(ExportScreen(self.register, self.query_asked))
