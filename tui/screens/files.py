"""Files in and out of a register: a sheet is read and planned, what is listed is written."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.option_list import Option

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.register import Query, Register
from gongkai.core.text import clean_line
from gongkai.tui.background import Progress
from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog
from gongkai.tui.screens.plan import PlanScreen, Reading
from gongkai.tui.widgets.line import Line
from gongkai.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.tables import Sheet

LISTED = 200
CHUNK = 500
ENDINGS = (".xlsx", ".csv", ".tsv", ".xls", ".et", ".ods", ".json", ".jsonl", ".txt")


class _Stopped(Exception):
    """A long piece of work was cancelled."""


def _path(text: str, office: "Office") -> Path:
    path = Path(text.strip()).expanduser()
    if path.is_absolute() or path.exists():
        return path
    return office.folder / path if (office.folder / path).exists() else path


class ImportScreen(Dialog):
    """Asks for a file and shows the plan; gives the number of records written, or None."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("enter", "", T("读取", "Read"), T("读取文件并比对", "read the file and compare")),
        Key("down", "", T("选文件", "Files"), T("到文件列表", "to the list of files")),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings((Key("down", "app.focus_next", T("", "")),))
    AUTO_FOCUS = "Line"

    def __init__(self, register: Register) -> None:
        super().__init__()
        self.register = register
        self._files: list[Path] = []

    @property
    def heading(self) -> T:
        """Into what."""
        return T("导入到{name}", "Import into {name}").format(name=self.register.resource.name)

    def body(self) -> Iterable[Widget]:
        """The path, and the sheets in the present folder and in the office's."""
        yield Words(
            T("输入文件路径，或在下面选择。支持 xlsx、xls、csv、json。",
              "Type a path, or choose below. xlsx, xls, csv and json can be read."), id="about",
        )  # fmt: skip
        yield Line(hint=T("文件路径", "path of the file"))
        yield Menu(id="files")

    def on_mount(self) -> None:
        """List the sheets at hand."""
        self._files = list(_sheets(self.office.folder))
        menu = self.query_one("#files", Menu)
        if not self._files:
            menu.add_option(
                Option(Content.styled(str(T("附近没有表格文件", "no sheets at hand")), "$text-muted"), disabled=True)
            )
        menu.add_options(Option(Content(clean_line(str(path)))) for path in self._files)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self._read(_path(event.value, self.office))

    @on(Menu.OptionSelected)
    def _selected(self, event: Menu.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._files):
            self._read(self._files[event.option_index])

    def _read(self, path: Path) -> None:
        def read(own: "Office", tick: Callable[[int], bool]) -> "Sheet":
            from gongkai.core.tables import read as read_sheet  # only an import needs it

            return read_sheet(path)

        self.gongkai.tell(T("正在读取……", "Reading…"))
        self.work_on("read", read, lambda sheet: self._have(path, sheet), self.gongkai.fail)

    def _have(self, path: Path, sheet: "Sheet") -> None:
        reading = Reading(T("首行是表头", "first row as headings"), sheet.columns, sheet.rows)
        name = f"{path.name} · {sheet.name}" if sheet.name else path.name

        def done(count: Any) -> None:
            if count:
                self.dismiss(count)

        self.app.push_screen(PlanScreen(self.register, [reading], name, sheet.warnings), done)


def _sheets(folder: Path) -> Iterator[Path]:
    count = 0
    for place in dict.fromkeys((Path.cwd(), folder)):
        try:
            names = sorted(place.iterdir())
        except OSError:
            continue
        for path in names:
            if path.suffix.lower() in ENDINGS and not path.name.startswith((".", "~$")) and count < LISTED:
                count += 1
                yield path


class ExportScreen(Dialog):
    """Asks for a name and writes what is listed; the ending decides the format."""

    KEYS: ClassVar[tuple[Key, ...]] = (Key("enter", "", T("写出", "Write"), T("写出文件", "write the file")),)
    AUTO_FOCUS = "Line"

    def __init__(self, register: Register, query: Query) -> None:
        super().__init__()
        self.register = register
        self._query = query
        self._done = 0

    @property
    def heading(self) -> T:
        """From what."""
        return T("导出{name}", "Export {name}").format(name=self.register.resource.name)

    def body(self) -> Iterable[Widget]:
        """The path."""
        yield Words(
            T("写到哪个文件？后缀决定格式：xlsx、csv、tsv、json、jsonl。",
              "Into which file? Its ending decides the format: xlsx, csv, tsv, json, jsonl."), id="about",
        )  # fmt: skip
        name = f"{clean_line(str(self.register.resource.name.zh))}-{self.office.today.isoformat()}.xlsx"
        yield Line(name, hint=T("文件路径", "path of the file"))
        yield Words(self._progress, id="summary")

    def _progress(self) -> Content:
        if not self.background_work.busy:
            return Content("")
        words = T("已写 {n} 条，Esc 取消", "{n} written, Esc cancels").format(n=f"{self._done:,}")
        return Content.styled(str(words), "$text-accent")

    def on_progress(self, message: Progress) -> None:
        """How far it is."""
        message.stop()
        if self.background_work.current(message):
            self._done = message.done
            self.query_one("#summary", Words).say()

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip() or self.background_work.busy:
            return
        path = Path(event.value.strip()).expanduser()
        if not path.exists():
            self._write(path)
            return
        from gongkai.tui.screens.confirm import ConfirmScreen  # when first used

        question = T("{path} 已存在，要覆盖吗？", "{path} is there. Write over it?").format(path=clean_line(str(path)))
        self.app.push_screen(
            ConfirmScreen(T("覆盖文件", "Write over"), question), lambda yes: self._write(path) if yes else None
        )

    def _write(self, path: Path) -> None:
        key, query = self.register.resource.key, self._query
        self._done = 0

        def write(own: "Office", tick: Callable[[int], bool]) -> int:
            from gongkai.core.imports import sheet_of  # only an export needs them
            from gongkai.core.tables import write as write_sheet

            headings, rows = sheet_of(own.register(key), _records(own.register(key), query, tick))
            return write_sheet(path, headings, rows)

        self.work_on("write", write, lambda count: self._written(path, count), self._not_written)
        self.query_one("#summary", Words).say()

    def _written(self, path: Path, count: int) -> None:
        words = T("已写出 {n} 条：{path}", "{n} written: {path}").format(n=f"{count:,}", path=clean_line(str(path)))
        self.gongkai.tell(words)
        self.dismiss(count)

    def _not_written(self, error: Exception) -> None:
        self.query_one("#summary", Words).say()
        if not isinstance(error, _Stopped):
            self.gongkai.fail(error if not isinstance(error, OSError) else _unwritable(error))

    def action_back(self) -> None:
        """Stop the writing first."""
        if self.background_work.busy:
            self.background_work.cancel("write")
            self.query_one("#summary", Words).say()
            self.gongkai.tell(T("已取消，没有写出文件。", "Cancelled; no file was written."))
            return
        super().action_back()


def _unwritable(error: OSError) -> BadInput:
    what = clean_line(str(error.strerror or error))
    return BadInput(
        T("文件写不了：{what}。", "The file cannot be written: {what}.").format(what=what),
        T("换一个文件夹或文件名。", "Choose another folder or name."),
    )


def _records(register: Register, query: Query, tick: Callable[[int], bool]) -> Iterator[Any]:
    """Every record of a question, page by page."""
    after, count = None, 0
    while rows := register.page(query, after=after, limit=CHUNK):
        yield from (row.record for row in rows)
        after, count = rows[-1].key, count + len(rows)
        if not tick(count):
            raise _Stopped
