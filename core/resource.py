"""A register declared once: list, form, search, commands, sheets, permissions and history follow from it.

The declaration names a model, the columns of its grid, its filters and its workflow. Labels, help, choices and
widths stand on the model's fields; no front end names a field.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal as Exact
from typing import TYPE_CHECKING, Any

import msgspec

from gongkai.core.codes import format_code
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.store.fields import Meta
from gongkai.core.store.record import Record
from gongkai.core.text import clean, clean_line, nearest

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

STAGE = Meta("stage", T("阶段", "Stage"), width=10, system=True)
UID = Meta("text", T("编号", "Id"), width=16, system=True)
VERSION = Meta("integer", T("版本", "Version"), width=6, system=True)
SCOPE = Meta("scope", T("区划", "Division"), width=14, system=True)
BUILT_IN = {"stage": STAGE, "uid": UID, "version": VERSION, "scope": SCOPE}
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)  # what the clock can count with
LARGEST = 10**15  # with three decimal places still within the store's 63 bits
_SIGNS = re.compile(r"[,，、;；|\n]+")  # zh-data
YES, NO = T("是", "yes"), T("否", "no")


@dataclass(frozen=True)
class Filter:
    """A named question on a register.

    Attributes:
        where: called with the office, gives a peewee condition on the register's model.
        tone: how the rows found look in a grid.
    """

    key: str
    name: T
    where: "Callable[[Office], Any]"
    tone: str = ""
    help: T | None = None


@dataclass(frozen=True)
class Computed:
    """A column that is computed and never stored (timeliness, days left)."""

    key: str
    label: T
    value: "Callable[[Office, Record], T | str | None]"
    width: int = 10


@dataclass
class Resource:
    """A register.

    Attributes:
        model: the record class; ``key`` names the register everywhere (command, screen, ledger).
        columns: fields (or ``stage``, or a computed key) that a grid and a list show, in order.
        title: the field that names a record to a person.
        natural: fields that together find a row again in an import without ids.
        apart: fields that tell rows of one natural key apart, in a sheet that has a column for them.
        workflow: key of its workflow; empty when it has no stages.
        verbs: which verb edits and deletes need (``edit`` unless said).
        tone: called with the office and a record, gives the row's look: late, soon, done, blank, muted.
        prepare: called by the door with the office and the stored row before it is checked; fills what follows
            from other fields.
        prepared_by: the columns that ``prepare`` reads and fills, where it needs no others (each other one is then a
            KeyError): rows of an import that say the same in these are worked out once.
        anew: column to others from which it follows: where a person changes one of those and not the column itself, it is
            emptied and filled anew by ``prepare``.
        after: called by the door after a workflow action, in the same transaction, with the change, the action and
            the stored row as it is now; writes what follows from it (a publication of an entry) by the same change.
        vet: called by the door with the office, the row before and the row after (None where there is none) before it
            is written; refuses what the verb alone does not, and fills what depends on who acts.
        follow: called by the door after a row was written, with the change, the row before and after (None where
            there is none) and the action; writes what follows from it elsewhere.
        dated: the two fields that hold the first and the last day of a record (both inclusive); None where it has none.
        settle: called by the door once, before it closes, with the change and the uids that were written in this
            register with the last action on each; looks whether the rows agree with each other.
        warn: called with the office and a record that was saved, says what is doubtful about it and was kept all the
            same; None when nothing is.
        locked: called with a stored row, says why it may not be written by hand; None when it may.
        before: called with the office and a record, gives the one whose place it is to take (the version that is public
            now), for whoever reviews it; None when there is none.
        placed: whether records belong to a unit, whose place they then follow.
        owner: called with the office, gives the unit that a new record belongs to when nobody names one; None where it
            depends on who enters it.
        aliases: headings of sheets in use, beside the fields' labels, to the fields that they mean.
        part_of: key of the register whose records these hang on (steps of a power, notices of a request); it is reached
            from there and by the palette, and does not stand among the main registers.
        asked: fields that the form of a new record asks first, in this order; the owner may then stay empty, and
            ``prepare`` finds it.
        by_hand: whether people add, edit, import and delete its records; False where only other steps write them.
        travels: ``up`` when its records go to the superior: where a deployment below is enrolled, it alone writes them;
            ``down`` when the superior writes them for those below; ``both`` when both write and fields are merged;
            ``report`` when they go up and are merged there; ``decided`` when they go down to be carried out there, too;
            see ``gongkai.core.exchange.travelling``.
        sheeted: whether the ledger keeps the rows as one sheet for each link (key: ``seq``) instead of a line a row.
    """

    model: type[Record]
    key: str
    name: T
    columns: Sequence[str]
    title: str
    natural: Sequence[str] = ()
    apart: Sequence[str] = ()
    filters: Sequence[Filter] = ()
    computed: Sequence[Computed] = ()
    workflow: str = ""
    verb: str = "edit"
    order: Sequence[str] = ("scope",)
    help: T | None = None
    tone: "Callable[[Office, Record], str] | None" = None
    prepare: "Callable[[Office, dict[str, Any]], None] | None" = None
    prepared_by: tuple[str, ...] = ()
    anew: Mapping[str, Sequence[str]] = field(default_factory=dict)
    after: "Callable[[Change, Action, dict[str, Any]], None] | None" = None
    vet: "Callable[[Office, Mapping[str, Any] | None, dict[str, Any] | None], None] | None" = None
    follow: "Callable[[Change, dict[str, Any] | None, dict[str, Any] | None, str], None] | None" = None
    dated: tuple[str, str] | None = None
    settle: "Callable[[Change, Mapping[str, str]], None] | None" = None
    warn: "Callable[[Office, Any], T | None] | None" = None
    locked: Callable[[Mapping[str, Any]], T | None] | None = None
    before: "Callable[[Office, Any], Any] | None" = None
    sheeted: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    part_of: str = ""
    asked: Sequence[str] = ()
    by_hand: bool = True
    travels: str = ""
    plugin: str = "core"
    placed: bool = True  # belongs to a unit; its scope follows the unit's place
    owner: "Callable[[Office], str | None] | None" = None
    empty: T | None = None
    fields: dict[str, Meta] = field(init=False)

    def __post_init__(self) -> None:
        self.fields = {
            name: f.meta for name, f in self.model._meta.fields.items() if getattr(f, "meta", None) is not None
        }
        if not self.placed:
            self.fields.pop("unit", None)

    @property
    def table(self) -> str:
        """Name of the table."""
        return str(self.model._meta.table_name)

    def meta(self, name: str) -> Meta:
        """A field's metadata, the built-in ones included.

        Raises:
            BadInput: no such field; names the nearest.
        """
        found = self.fields.get(name) or BUILT_IN.get(name)
        if found is None:
            near = nearest(name, [*self.fields, *BUILT_IN])
            raise BadInput(
                T(f"{self.name.zh}没有字段 {name}。", f"{self.name.en} has no field {name}."),
                T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
                else T(f"可用的有：{'、'.join(self.fields)}。", f"Known ones: {', '.join(self.fields)}."),
            )  # fmt: skip
        return found

    @property
    def labels(self) -> dict[str, T]:
        """Field name to label."""
        return {name: meta.label for name, meta in self.fields.items()}

    @property
    def editable(self) -> list[str]:
        """Fields that a person fills."""
        return [name for name, meta in self.fields.items() if not meta.system]

    @property
    def private(self) -> list[str]:
        """Fields that only who may edit a record sees in full."""
        return [name for name, meta in self.fields.items() if meta.private]

    @property
    def searched(self) -> list[str]:
        """Fields that full-text search reads; the index holds nothing that is private."""
        return [name for name, meta in self.fields.items() if meta.search and not meta.private]

    @property
    def searched_whole(self) -> list[str]:
        """Private fields that are found by their whole text, by who may edit the record."""
        return [name for name, meta in self.fields.items() if meta.search and meta.private]

    def on_day(self, day: date) -> tuple[Any, ...]:
        """Conditions for records that hold on a day; none where the register has no dates."""
        if self.dated is None:
            return ()
        start, end = (self.model._meta.fields[name] for name in self.dated)
        text = day.isoformat()
        return start.is_null() | (start <= text), end.is_null() | (end >= text)

    def filter_of(self, key: str) -> Filter:
        """A filter by its key.

        Raises:
            BadInput: there is none; names those there are.
        """
        for item in self.filters:
            if item.key == key:
                return item
        known = ", ".join(item.key for item in self.filters) or "-"
        raise BadInput(
            T(f"{self.name.zh}没有筛选 {key}。", f"{self.name.en} has no filter {key}."),
            T(f"可用的有：{known}。", f"Known ones: {known}."),
        )


def choices_of(office: "Office", meta: Meta) -> Sequence[tuple[str, T]]:
    """The pairs that a choice may take, from the field or from the profile."""
    if isinstance(meta.choices, str):
        return office.lists.choices.get(meta.choices, ())
    return meta.choices


def parse_value(office: "Office", meta: Meta, raw: Any) -> Any:
    """What a person or a sheet gave, as the value that the field keeps; empty text is None.

    Raises:
        BadInput: the value does not fit; says what would.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if meta.kind == "ref":
        from gongkai.core.refs import uid_meant

        return uid_meant(office, meta.ref, clean_line(_plain(raw)))
    if meta.kind == "nodes":
        return _nodes(office, raw)
    if meta.kind in ("text", "long", "moment"):
        return clean(str(raw)).strip() if meta.long else clean_line(_plain(raw))
    if meta.kind == "choice":
        return _choice(office, meta, clean_line(_plain(raw)))
    if meta.kind == "many":
        parts = raw if isinstance(raw, list | tuple) else _choices_in(office, meta, str(raw))
        return tuple(dict.fromkeys(_choice(office, meta, clean_line(str(part))) for part in parts))
    if meta.kind == "unit":
        return office.unit(str(raw)).uid
    if meta.kind == "place":
        return office.place(str(raw))
    return _figure(meta, raw)


def _nodes(office: "Office", raw: Any) -> tuple[int | str, ...]:
    parts = raw if isinstance(raw, list | tuple) else _pieces(str(raw))
    found = (office.node(clean_line(format_code(part) if isinstance(part, int) else str(part))) for part in parts)
    return tuple(dict.fromkeys(node if isinstance(node, int) else node.uid for node in found))


def _plain(raw: Any) -> str:
    """A cell's figure as the text a person typed: 511923 and not 511923.0."""
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def _pieces(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("["):
        try:
            return [str(part) for part in msgspec.json.decode(text)]
        except msgspec.DecodeError:
            pass
    return [part for part in _SIGNS.split(text) if part.strip()]


def _choices_in(office: "Office", meta: Meta, text: str) -> list[str]:
    """The parts of a list of choices; one whose own words hold a comma stays whole."""
    whole = {word for _, words in choices_of(office, meta) for word in (words.zh, words.en) if _SIGNS.search(word)}
    pieces = re.split(f"({_SIGNS.pattern})", text.strip())
    if not whole or len(pieces) < 3 or text.lstrip().startswith("["):
        return _pieces(text)
    found: list[str] = []
    at = 0
    while at < len(pieces):
        ends = (end for end in range(len(pieces), at + 1, -2) if "".join(pieces[at:end]).strip() in whole)
        end = next(ends, at + 1)
        found.append("".join(pieces[at:end]))
        at = end + 1
    return [part for part in found if part.strip()]


def _choice(office: "Office", meta: Meta, text: str) -> str:
    pairs = choices_of(office, meta)
    if not pairs and not meta.choices:
        return text  # a free list of words
    text = meta.also.get(text, text)
    for key, words in pairs:
        if text in (key, words.zh) or text.lower() == words.en.lower():
            return key
    known = [words for _, words in pairs]
    near = nearest(text, [k for k, _ in pairs] + [w.zh for w in known] + [w.en for w in known])
    shown = near[0] if near else ""
    raise BadInput(
        T(f"{meta.label.zh}不能是“{text}”。", f"{meta.label.en} cannot be “{text}”."),
        T(f"最接近的是“{shown}”。", f"The nearest is “{shown}”.") if shown
        else T(f"可选：{'、'.join(w.zh for w in known[:12])}。", f"Choose from: {', '.join(w.en for w in known[:12])}."),
    )  # fmt: skip


def _figure(meta: Meta, raw: Any) -> Any:
    from gongkai.core.tables.parse import parse_bool, parse_date, parse_decimal, parse_int

    readers: dict[str, tuple[Callable[[Any], Any], T]] = {
        "date": (parse_date, T("写成 2026-11-22。", "Write 2026-11-22.")),
        "flag": (parse_bool, T("写 是 或 否。", "Write yes or no.")),
        "integer": (parse_int, T("写一个整数。", "Write a whole number.")),
        "decimal": (parse_decimal, T("写一个数字，如 12.5。", "Write a number such as 12.5.")),
    }
    reader, hint = readers[meta.kind]
    value = reader(raw)
    if value is None:
        shown = clean_line(str(raw))[:40]
        raise BadInput(T(f"{meta.label.zh}“{shown}”读不懂。", f"{meta.label.en} “{shown}” cannot be read."), hint)
    if meta.kind == "date" and not EARLIEST <= value <= LATEST:
        raise BadInput(
            T(
                f"{meta.label.zh}“{value}”不在 1900—2199 年之间。",
                f"{meta.label.en} “{value}” is not between 1900 and 2199.",
            ),
            hint,
        )
    if meta.kind in ("integer", "decimal") and abs(value) >= LARGEST:
        raise BadInput(T(f"{meta.label.zh}太大。", f"{meta.label.en} is too large."), hint)
    if meta.kind == "decimal" and Exact(value) != round(Exact(value), meta.places):
        raise BadInput(
            T(
                f"{meta.label.zh}最多 {meta.places} 位小数。",
                f"{meta.label.en} takes at most {meta.places} decimals.",
            ),
            hint,
        )
    return value


def show_value(office: "Office", meta: Meta, value: Any, units: Mapping[str, str] | None = None) -> str:
    """A value as a person reads it; units by the names given, else looked up."""
    if value is None or value == "":
        return ""
    if meta.show is not None:
        return str(meta.show(value))
    if meta.kind == "choice":
        return next((str(words) for key, words in choices_of(office, meta) if key == value), str(value))
    if meta.kind == "many":
        words = dict(choices_of(office, meta))
        return str(T("、", ", ")).join(str(words.get(key, same(key))) for key in value)
    if meta.kind == "flag":
        return str(YES if value else NO)
    if meta.kind == "unit":
        return (units or {}).get(value) or office.unit_name(value)
    if meta.kind == "ref":
        from gongkai.core.refs import name_of

        return name_of(office, meta.ref, value)
    if meta.kind == "nodes":
        names = [office.place_name(node) if isinstance(node, int) else office.unit_name(node) for node in value]
        return str(T("、", ", ")).join(names)
    if meta.kind in ("scope", "place"):
        return office.place_name(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def plain_value(meta: Meta, value: Any) -> Any:
    """A value for json and sheets: keys not words, dates as ISO text, decimals as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Exact):
        return str(value)
    if meta.kind == "many":
        return list(value or ())
    if meta.kind == "nodes":
        return [format_code(node) if isinstance(node, int) else node for node in value or ()]
    if meta.kind == "place" and value is not None:
        return format_code(value)
    return value
