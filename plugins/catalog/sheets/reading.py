"""Rows of catalogues as what they say of entries: units, topic and title, elements, basis, limit, channels and the rest."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.imports import Fault
from gongkai.core.tables import Cell, grids
from gongkai.core.text import clean_line, truncate
from gongkai.plugins.catalog.sheets.cells import channels_in, ditto, may_be_ditto, normal, ticked
from gongkai.plugins.catalog.sheets.layout import Column, Table, tables_of
from gongkai.plugins.catalog.sheets.owners import Owners
from gongkai.plugins.catalog.sheets.rules import UNREAD
from gongkai.plugins.catalog.sheets.vocabulary import Vocabulary, vocabulary
from gongkai.plugins.catalog.timing import limit_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

TEXTS = ("elements", "basis", "note")
REMEMBERED = 20_000  # different ways of filling in what is no name and no text
LIMIT_HINT = T("写如“信息形成之日起20个工作日内”“每季度”“长期公开”。", "Write such as 20wd, quarter, standing.")


@dataclass(slots=True)
class Draft:
    """What one row of a sheet says.

    Attributes:
        number: its place among all rows of the file.
        uid: the entry that the row names by its key; empty for a row without one.
        mended: cells that say something else than they hold: “the same as above”, levels that stand for several rows.
        units: whom it is for; an entry for each.
        values: fields to values; what has no column is not in it.
        extra: lines that belong into the note: what the sheet says and no field holds.
        faults: why it cannot be taken.
    """

    sheet: str
    line: int
    cells: list[Cell]
    table: Table
    uid: str = ""
    number: int = 0
    mended: dict[int, Cell] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Told:
    """What a person must know of a row that is taken, or was passed over."""

    row: int
    what: T
    sheet: str = ""


def tables_in(
    office: "Office", file: str, sheet: str | int | None, header_rows: int | None, allow_large: bool
) -> tuple[list[Table], list[T]]:
    """The catalogues of a file, and what to warn of.

    Raises:
        BadInput: the file cannot be read, or no sheet of it has the heading of a catalogue.
    """
    words = vocabulary(office)
    held = grids(file, sheet, allow_large=allow_large)
    found: list[Table] = []
    without: list[str] = []
    warnings: list[T] = []
    for grid in held:
        tables = tables_of(grid, words, header_rows, len(held) > 1)
        found += tables
        if tables:
            warnings += grid.warnings
        else:
            without.append(grid.name or grid.file)
    if not found:
        raise BadInput(
            T("没有找到公开目录的表头。", "No heading of a catalogue was found."),
            T("表头要有“公开事项”（或一级、二级事项）和“公开内容”“公开时限”等列名；也可用 --sheet 指明工作表。",
              "It needs the item (or its levels) beside its content, time limit and the like; --sheet names a sheet."),
        )  # fmt: skip
    if without:
        names = "、".join(without[:10])  # zh-data
        warnings.append(
            T(f"这些工作表没有目录表头，未读取：{names}。", f"Sheets without a catalogue's heading, not read: {names}.")
        )
    return found, warnings


@dataclass(frozen=True)
class Choices:
    """What the person who imports says of words that cannot be told.

    Attributes:
        units: words for who discloses → the unit (or units) that they mean.
        terms: words of a time limit → the limit that they mean.
        keep_terms: a limit that nobody can read is left open, and its words stand in the note.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    keep_terms: bool = False


@dataclass
class Unclear:
    """Words of a file that mean nothing here, once for all rows that say them."""

    field: str
    words: str
    near: tuple[str, ...] = ()
    rows: int = 0


class Reader:
    """Reads the rows of tables one after the other; each different cell of a column is worked out once."""

    def __init__(self, office: "Office", owners: Owners, choices: Choices) -> None:
        self.office, self.owners, self.keep_terms = office, owners, choices.keep_terms
        self.unclear: dict[tuple[str, str], Unclear] = {}
        self._terms = {normal(words): _term_said(words, said) for words, said in choices.terms.items()}
        self._unused = {normal(words): words for words in choices.terms}
        self.words: Vocabulary = vocabulary(office)
        self.told: list[Told] = []
        self.elsewhere = 0  # rows that are marked for other levels than the unit's
        self._memory: dict[tuple[str, str], Any] = {}
        self._alike: dict[tuple[Any, ...], tuple[dict[str, Any], list[str], list[str]]] = {}
        self._manners = {word: (key,) for word, key in self.words.manners.items()}
        self._audiences = {word: (key,) for word, key in self.words.audiences.items()}

    def rows(
        self, table: Table, unchanged: Callable[[str, Sequence[Column], Sequence[Cell]], set[str] | None]
    ) -> Iterable[Draft]:
        """What each row of a table says.

        Args:
            unchanged: of a row with a key, the fields that say what the entry says; None when there is no such entry.
        """
        above: dict[int, str] = {}
        keys = table.of("key")
        for line, text in table.notes:
            self.told.append(
                Told(line, T(f"按标题或说明略过：{text}", f"taken for a title or a note: {text}"), table.sheet)
            )
        for line, row in table.rows:
            key = keys[0] if keys else None
            uid = clean_line(str(row[key.at])) if key and key.at < len(row) and row[key.at] is not None else ""
            draft = Draft(table.sheet, line, row, table, uid)
            same: set[str] = set()
            if uid:
                found = unchanged(uid, table.columns, row)
                if found is None:
                    what = T(f"没有编号 {uid}，或你无权查看。", f"There is no entry {uid}, or you may not see it.")
                    self._refuse(draft, key, what)
                    yield draft
                    continue
                same = found
            cells = self._resolved(draft, above, same)
            if self._fill(draft, cells, same):
                yield draft

    def unused(self) -> Iterable[Told]:
        """What was said of words that the file does not hold."""
        for words in (*self.owners.unused.values(), *self._unused.values()):
            yield Told(
                0,
                T(
                    f"表中没有“{words}”，这条对照没有用到。",
                    f"The file does not say “{words}”: that mapping was not used.",
                ),
            )

    # the row as a whole

    def _resolved(self, draft: Draft, above: dict[int, str], same: set[str]) -> dict[int, Cell]:
        """The cells by column with “the same as above” resolved, and upper topics that stand for several rows filled."""
        cells: dict[int, Cell] = {}
        row, width = draft.cells, len(draft.cells)
        for column in draft.table.columns:
            at = column.at
            cell = row[at] if at < width else None
            if type(cell) is str and may_be_ditto(cell):
                cell = self._ditto(draft, column, cell, above.get(at), same)
            cells[at] = cell
        if "topic" not in same:
            self._upper_topics(draft, cells, above)
        for at, cell in cells.items():
            if cell is not None:
                above[at] = cell if type(cell) is str else str(cell)
        return cells

    def _ditto(self, draft: Draft, column: Column, cell: str, above: str | None, same: set[str]) -> Cell:
        """A cell that may mean what stands above."""
        if column.rule.field in same:
            return cell
        found, known = ditto(cell, above)
        if not known:
            said = truncate(clean_line(cell), 20)
            what = T(f"“{said}”上面没有可用的内容。", f"There is nothing above that “{said}” could mean.")
            self._refuse(draft, column, what)
        elif found is not cell:
            draft.mended[column.at] = found
        return found

    @staticmethod
    def _upper_topics(draft: Draft, cells: dict[int, Cell], above: Mapping[int, str]) -> None:
        """An upper topic that stands for several rows stands in the first of them only."""
        order = draft.table.order
        deepest = max((n for n, column in enumerate(order) if cells[column.at] is not None), default=-1)
        for column in order[: max(deepest, 0)]:
            if cells[column.at] is None and column.rule.key != "title" and column.at in above:
                cells[column.at] = draft.mended[column.at] = above[column.at]

    def _fill(self, draft: Draft, cells: dict[int, Cell], same: set[str]) -> bool:
        """Work the row out; False when it is not for the unit that the sheet is read for.

        All but the names and texts is the same for rows that say the same, and is worked out once for them, unless there
        is something to tell of the row.
        """
        if draft.uid or same:
            return self._worked_out(draft, cells, same)
        said = [cells[at] for at in draft.table.alike]
        key = (id(draft.table), *(cell if type(cell) is str else (type(cell), cell) for cell in said))
        known = self._alike.get(key)
        if known is not None:
            values, draft.units, extra = known[0], known[1].copy(), known[2]
            draft.extra = extra.copy()
            self._topic(draft, cells)
            self._texts(draft, cells, same)
            draft.values |= values
            return True
        told = len(self.told)
        taken = self._worked_out(draft, cells, same)
        if taken and not draft.faults and len(self.told) == told and len(self._alike) < REMEMBERED:
            own = ("topic", "title", *TEXTS)
            values = {name: value for name, value in draft.values.items() if name not in own}
            self._alike[key] = values, draft.units.copy(), draft.extra.copy()
        return taken

    def _worked_out(self, draft: Draft, cells: dict[int, Cell], same: set[str]) -> bool:
        table = draft.table
        levels = self._levels(table, cells)
        if self.owners.unit and levels and self.owners.level(self.owners.unit) not in levels:
            self.elsewhere += 1
            return False
        if self._withheld(draft, cells, same):
            return False
        if "topic" not in same:
            self._topic(draft, cells)
        self._texts(draft, cells, same)
        self._term(draft, cells, same)
        self._channels(draft, cells, same)
        self._audience(draft, cells, same)
        self._manner(draft, cells, same)
        self._kept(draft, cells)
        self._owner(draft, cells, same, levels)
        return True

    def _refuse(self, draft: Draft, column: Column | None, what: T) -> None:
        draft.faults.append(Fault(draft.line, column.shown if column else "", what, draft.sheet))

    def _tell(self, draft: Draft, what: T) -> None:
        self.told.append(Told(draft.line, what, draft.sheet))

    # its parts

    def _levels(self, table: Table, cells: dict[int, Cell]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for column in table.of("level"):
            if column.rule.mark:
                if (mark := ticked(cells[column.at])) and mark[0]:
                    found.update(dict.fromkeys(column.rule.mark.split()))
            elif cells[column.at] is not None:
                text = str(cells[column.at])
                found.update(dict.fromkeys(self._remembered("level", text, self._level_words)))
        return tuple(found)

    def _level_words(self, text: str) -> tuple[str, ...]:
        known = self.words.levels
        if normal(text) in known:
            return known[normal(text)]
        parts = (
            text.replace("、", " ").replace("，", " ").replace("/", " ").replace("；", " ").replace("和", " ").split()
        )  # zh-data
        return tuple(
            key for part in parts for key in known.get(normal(part), known.get(normal(part) + "级", ()))
        )  # zh-data

    def _withheld(self, draft: Draft, cells: dict[int, Cell], same: set[str]) -> bool:
        """Whether the row is of something that is not public, which is no duty to disclose; told, with the reason."""
        if "manner" in same:
            return False
        says = any(
            (ticked(cells[column.at]) or (False,))[0]
            if column.rule.mark == "none"
            else not column.rule.mark and self._manner_of(cells[column.at]) == ("none",)
            for column in draft.table.of("manner")
        )
        if says:
            why = "；".join(
                clean_line(str(cells[c.at])) for c in draft.table.of("withheld") if cells[c.at] is not None
            )  # zh-data
            self._tell(
                draft,
                T(
                    f"不予公开，不列入目录。{truncate(why, 60)}",
                    f"Not public, so not in the catalogue. {truncate(why, 60)}",
                ),
            )
        return says

    def _topic(self, draft: Draft, cells: dict[int, Cell]) -> None:
        order = draft.table.order
        parts = [text for column in order if (cell := cells[column.at]) is not None and (text := clean_line(str(cell)))]
        if not parts:
            if not draft.faults:
                self._refuse(draft, order[-1] if order else None, T("没有公开事项。", "The item has no name."))
            return
        domain = draft.table.domain
        if (
            domain
            and not any(column.rule.key == "topic-0" for column in order)
            and normal(domain) not in normal(parts[0])
        ):
            parts.insert(0, domain)
        draft.values["topic"] = "/".join(parts[:-1]) or None
        draft.values["title"] = parts[-1]

    def _texts(self, draft: Draft, cells: dict[int, Cell], same: set[str]) -> None:
        for name in TEXTS:
            columns = draft.table.of(name)
            if len(columns) == 1 and name not in same:
                cell = cells[columns[0].at]
                draft.values[name] = (str(cell).strip() or None) if cell is not None else None
            elif columns and name not in same:
                found = [str(cell).strip() for column in columns if (cell := cells[column.at]) is not None]
                draft.values[name] = "\n".join(dict.fromkeys(found)) or None

    def _term(self, draft: Draft, cells: dict[int, Cell], same: set[str]) -> None:
        for column in draft.table.of("term"):
            if "term" in same:
                return
            cell = cells[column.at]
            value = self._remembered("term", str(cell), self._term_of) if cell is not None else None
            if not isinstance(value, BadInput):
                draft.values["term"] = value
                continue
            words = clean_line(str(cell))
            self._not_clear("term", words)
            if self.keep_terms:
                draft.extra.append(UNREAD + words)
                short = truncate(words, 40)
                self._tell(draft, T(f"公开时限“{short}”没有读懂，写入备注，时限待定。",
                                    f"The time limit “{short}” was not read: kept in the note, the limit is left open."))  # fmt: skip
            else:
                self._refuse(draft, column, value.message + LIMIT_HINT)

    def _term_of(self, text: str) -> str | BadInput | None:
        """The limit as it is kept; an error (as a value, so that it is worked out once) where it cannot be read."""
        said = self._terms.get(normal(text))
        if said:
            self._unused.pop(normal(text), None)
            return said
        try:
            limit = limit_of(clean_line(text))
        except BadInput as error:
            return error
        return str(limit) if limit else None

    def _not_clear(self, name: str, words: str, near: tuple[str, ...] = ()) -> None:
        self.unclear.setdefault((name, words), Unclear(name, words, near)).rows += 1

    def _channels(self, draft: Draft, cells: dict[int, Cell], same: set[str]) -> None:
        manners = draft.table.of("manner")
        columns = (
            *draft.table.of("channels"),
            *(c for c in manners if not c.rule.mark and self._is_channels(cells[c.at])),
        )
        if not columns or "channels" in same:
            return
        found: dict[str, None] = {}
        strange: list[str] = []
        for column in columns:
            cell = cells[column.at]
            if column.channels:
                mark = ticked(cell)
                if mark and mark[0]:
                    found.update(dict.fromkeys(column.channels))
                    strange += [mark[1]] if mark[1] and "other" in column.channels else []
            elif cell is not None:
                keys, rest = self._remembered(
                    "channels", str(cell), lambda text: channels_in(text, self.words.channels)
                )
                found.update(dict.fromkeys(keys))
                strange += rest
        if strange:
            found["other"] = None
            words = "、".join(dict.fromkeys(clean_line(word) for word in strange))  # zh-data
            draft.extra.append(f"其他渠道：{words}")  # zh-data
            self._tell(draft, T(f"渠道“{words}”不在清单内，记为其他并写入备注。",
                                f"The channel “{words}” is not on the list: kept as “other” and in the note."))  # fmt: skip
        draft.values["channels"] = tuple(found)

    def _is_channels(self, cell: Cell) -> bool:
        if cell is None or self._manner_of(cell):
            return False
        return bool(self._remembered("channels", str(cell), lambda text: channels_in(text, self.words.channels))[0])

    def _audience(self, draft: Draft, cells: dict[int, Cell], same: set[str]) -> None:
        columns = draft.table.of("audience")
        if not columns or "audience" in same:
            return
        found: dict[str, None] = {}
        for column in columns:
            cell = cells[column.at]
            if column.rule.mark:
                mark = ticked(cell)
                if mark and mark[0]:
                    found[column.rule.mark] = None
                    if mark[1]:
                        draft.extra.append(f"{column.shown.rpartition('/')[2]}：{clean_line(mark[1])}")  # zh-data
            elif cell is not None:
                keys, rest = self._remembered("audience", str(cell), lambda text: channels_in(text, self._audiences))
                found.update(dict.fromkeys(keys))
                if rest:
                    found.setdefault("group")
                    draft.extra.append(f"公开对象：{'、'.join(rest)}")  # zh-data
        if len(found) > 1:
            self._tell(
                draft, T("公开对象选了几项，按全社会处理。", "Several audiences are marked; taken as the public.")
            )
        draft.values["audience"] = "public" if "public" in found else next(iter(found), None)

    def _manner_of(self, cell: Cell) -> tuple[str, ...]:
        """The manners that a cell of words says; empty when it says something else."""
        if cell is None:
            return ()
        keys, rest = self._remembered("manner", str(cell), lambda text: channels_in(text, self._manners))
        return () if rest else keys

    def _manner(self, draft: Draft, cells: dict[int, Cell], same: set[str]) -> None:
        if "manner" in same:
            return
        found: dict[str, None] = {}
        for column in draft.table.of("manner"):
            cell = cells[column.at]
            if column.rule.mark:
                if (mark := ticked(cell)) and mark[0]:
                    found[column.rule.mark] = None
            elif cell is not None:
                keys = self._manner_of(cell)
                if not keys and not self._is_channels(cell):
                    said = truncate(clean_line(str(cell)), 20)
                    self._refuse(draft, column, T(f"“{said}”不是公开方式。", f"“{said}” is no manner."))
                found.update(dict.fromkeys(keys))
        if len(found) > 1:
            self._tell(
                draft, T("公开方式选了几项，按主动公开处理。", "Several manners are marked; taken as proactive.")
            )
        if found:
            draft.values["manner"] = "proactive" if "proactive" in found else next(iter(found))

    def _kept(self, draft: Draft, cells: dict[int, Cell]) -> None:
        """What no field holds goes into the note, under its heading."""
        said: dict[str, list[str]] = {}
        for column in draft.table.of("kept"):
            head, _, leaf = column.shown.rpartition("/")
            cell = cells[column.at]
            mark = ticked(cell) if column.rule.mark else None
            if mark and mark[0]:
                said.setdefault(head or "五公开", []).append(mark[1] or leaf)  # zh-data
            elif not column.rule.mark and cell is not None:
                said.setdefault(leaf, []).append(clean_line(str(cell)))
        draft.extra += [f"{head}：{'、'.join(words)}" for head, words in said.items()]  # zh-data

    def _owner(self, draft: Draft, cells: dict[int, Cell], same: set[str], levels: tuple[str, ...]) -> None:
        units, subjects = draft.table.of("unit"), draft.table.of("subject")
        says = subjects[0] if subjects else None
        subject = clean_line(str(cells[says.at])) if says and cells[says.at] is not None else ""
        if says and "subject" not in same and (self.owners.unit or units or draft.uid):
            own = self.owners.unit and self.owners.of(subject)[0] == [self.owners.unit]
            draft.values["subject"] = None if own else subject or None
        if draft.uid and ("unit" in same or not units):
            return
        if self.owners.unit and not draft.uid:
            draft.units = [self.owners.unit]
            return
        column = units[0] if units else says
        text = clean_line(str(cells[column.at])) if column and cells[column.at] is not None else ""
        draft.units, wrong = self.owners.of(text, levels)
        if wrong:
            self._refuse(draft, column, wrong.what)
            if wrong.piece:
                self._not_clear("unit", wrong.piece, wrong.near)

    def _remembered(self, what: str, text: str, work: Callable[[str], Any]) -> Any:
        key = (what, text)
        if key not in self._memory:
            self._memory[key] = work(text)
        return self._memory[key]


def _term_said(words: str, said: str) -> str:
    try:
        limit = limit_of(said)
    except BadInput as error:
        raise BadInput(
            error.message, T(f"改正 --term-map “{words}=”后面的时限。", f"Mend the limit behind --term-map “{words}=”.")
        ) from error
    return str(limit) if limit else ""
