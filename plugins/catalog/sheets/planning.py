"""What importing a catalogue would do: rows held against the entries that are there. Nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gongkai.core.access import allowed
from gongkai.core.i18n import T
from gongkai.core.imports import Fault, Plan, edit_of, stored
from gongkai.core.register import Register
from gongkai.core.store.bulk import without_collector
from gongkai.core.tables import Cell
from gongkai.plugins.catalog.sheets.layout import Column, Dropped, Table
from gongkai.plugins.catalog.sheets.owners import Owners
from gongkai.plugins.catalog.sheets.reading import Choices, Draft, Reader, Told, Unclear
from gongkai.plugins.catalog.sheets.rules import UNREAD
from gongkai.plugins.catalog.sheets.shown import Shown, levels_of
from gongkai.plugins.catalog.timing import finals

if TYPE_CHECKING:
    from gongkai.core.office import Office

Row = dict[str, Any]
Key = tuple[str, str, str]
"""Unit, topic and title: what a row without a key is found by."""


@dataclass
class CatalogPlan(Plan):
    """The plan of a catalogue's import.

    Attributes:
        missing: entries in use, of the same units and domains, that the file does not hold.
        told: what a person must know of single rows that are taken or were passed over.
        elsewhere: rows that are marked for other levels than that of the unit the file is read for.
        dropped: columns of each sheet that hold something and were not taken.
        unclear: units and time limits that mean nothing here, each with the number of its rows, the most frequent first.
        refused: the rows behind the faults, as they stand in the file.
        places: sheet and line of each row of the file; the numbers of new and changed rows are places in this list.
        seq: the newest link of the ledger when the plan was made.
    """

    missing: list[Row] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    elsewhere: int = 0
    dropped: list[tuple[str, Dropped]] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    refused: list[Draft] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)
    seq: int = 0

    @property
    def refused_rows(self) -> int:
        """How many rows cannot be taken."""
        return len(self.refused)

    def summary(self) -> T:
        """The plan in one line."""
        found = T(
            f"新增 {len(self.new)}，修改 {len(self.changed)}，不变 {self.same}，表中没有 {len(self.missing)}，"
            f"退回 {self.refused_rows} 行",
            f"{len(self.new)} new, {len(self.changed)} changed, {self.same} the same, {len(self.missing)} missing from the "
            f"file, {self.refused_rows} rows refused",
        )
        if self.elsewhere:
            found += T(f"；其他层级的 {self.elsewhere} 行未采用", f"; {self.elsewhere} rows of other levels not taken")
        if self.dropped:
            names = "、".join(dict.fromkeys(dropped.shown for _, dropped in self.dropped))  # zh-data
            found += T(f"；有内容而未采用的列：{names}", f"; columns with content that were not taken: {names}")
        return found + T("。", ".")


def plan_catalog(
    office: "Office", tables: Sequence[Table], unit: str = "", partial: bool = False, choices: Choices | None = None
) -> CatalogPlan:
    """Hold the rows of catalogues against the entries of the units they name.

    A row with a key is the entry of that key, whatever its title became. Any other is the entry of the same unit, topic
    and title; where several are called so, that of the same elements.

    Args:
        unit: uid of the unit that all rows are of; empty where the rows name theirs.
        partial: the file is an extract, so nothing is missing from it.
        choices: what words of the file mean that could not be told.

    Raises:
        BadInput: a choice names no unit, or no time limit.
    """
    said = choices or Choices()
    made = CatalogPlan("entry", seq=office.last_change)
    with without_collector():
        _Planner(office, made, Owners(office, unit, said.units), said).run(tables, partial)
    return made


class _Planner:
    def __init__(self, office: "Office", made: CatalogPlan, owners: Owners, choices: Choices) -> None:
        self.office, self.made, self.owners, self.choices = office, made, owners, choices
        self.register: Register = office.register("entry")
        self.out = finals(office)
        self.taken: dict[str, Draft] = {}  # uid of an entry to the row that means it
        self.allowed: dict[str, bool] = {}

    def run(self, tables: Sequence[Table], partial: bool) -> None:
        keyed = self._keyed(tables)
        units = {row["unit"] for row in keyed.values()}
        shown = Shown(self.office, self.owners.labels(units), {uid: row[3] for uid, row in self.owners.by_uid.items()})

        def unchanged(uid: str, columns: Sequence[Column], cells: Sequence[Cell]) -> set[str] | None:
            return shown.unchanged(keyed[uid], columns, cells) if uid in keyed else None

        reader = Reader(self.office, self.owners, self.choices)
        drafts = [draft for table in tables for draft in reader.rows(table, unchanged)]
        for number, draft in enumerate(drafts):
            draft.number = number
        self.made.places = [(draft.sheet, draft.line) for draft in drafts]
        self.made.told, self.made.elsewhere = [*reader.unused(), *reader.told], reader.elsewhere
        self.made.dropped = [(table.sheet, dropped) for table in tables for dropped in table.dropped()]
        self.made.unclear = sorted(reader.unclear.values(), key=lambda one: -one.rows)
        self._copies(drafts, keyed)
        good = [draft for draft in drafts if not draft.faults]
        there = self._there({unit for draft in good if not draft.uid for unit in draft.units})
        for draft in good:
            if draft.uid:
                self._with_key(draft, keyed[draft.uid])
        for key, pairs in self._by_key(good).items():
            self._without_key(key, pairs, [row for row in there.get(key, ()) if row["uid"] not in self.taken])
        self._settle(drafts)
        if not partial:
            self._missing(drafts, keyed, there)

    def _settle(self, drafts: Sequence[Draft]) -> None:
        """A row is taken as a whole: where one of its entries is refused, none is made."""
        self.made.refused = [draft for draft in drafts if draft.faults]
        self.made.faults = [fault for draft in self.made.refused for fault in draft.faults]
        refused = {draft.number for draft in self.made.refused}
        self.made.new = sorted((pair for pair in self.made.new if pair[0] not in refused), key=lambda pair: pair[0])
        self.made.changed = sorted((e for e in self.made.changed if e.row not in refused), key=lambda edit: edit.row)

    def _keyed(self, tables: Sequence[Table]) -> dict[str, Row]:
        uids = {
            str(row[column.at]).strip()
            for table in tables for column in table.of("key") for _, row in table.rows
            if column.at < len(row) and row[column.at] is not None
        }  # fmt: skip
        return {row["uid"]: row for row in stored(self.register, "uid", sorted(uids))}

    def _copies(self, drafts: Sequence[Draft], keyed: Mapping[str, Row]) -> None:
        """Rows that were copied in the sheet carry the key along: all but the one that is still called so are new."""
        by_uid: dict[str, list[Draft]] = {}
        for draft in drafts:
            if draft.uid in keyed:
                by_uid.setdefault(draft.uid, []).append(draft)
        for uid, several in by_uid.items():
            same = [draft for draft in several if "title" not in draft.values]
            if len(several) < 2:
                continue
            if len(same) == 1:
                for draft in several:
                    if draft is not same[0]:
                        self._as_new(draft, keyed[uid])
                        what = T(
                            f"编号与第 {same[0].line} 行相同，按新增处理。",
                            f"has the key of row {same[0].line}; taken as new.",
                        )
                        self.made.told.append(Told(draft.line, what, draft.sheet))
                continue
            for draft in several[1:]:
                what = T(f"编号与第 {several[0].line} 行相同；新增的行请清空编号。",
                         f"has the key of row {several[0].line}; empty the key of a new row.")  # fmt: skip
                draft.faults.append(Fault(draft.line, draft.table.of("key")[0].shown, what, draft.sheet))

    def _as_new(self, draft: Draft, row: Row) -> None:
        """A copied row: what its cells left unsaid, because it was the same, is said by the entry it was copied from."""
        fields = self.register.model._meta.fields
        for name in (
            "topic",
            "title",
            "elements",
            "basis",
            "term",
            "subject",
            "channels",
            "audience",
            "manner",
            "note",
        ):
            draft.values.setdefault(name, fields[name].python_value(row[name]))
        draft.uid = ""
        draft.units = draft.units or [row["unit"]]

    def _there(self, units: Iterable[str]) -> dict[Key, list[Row]]:
        found: dict[Key, list[Row]] = {}
        for row in stored(self.register, "unit", sorted(units)):
            found.setdefault((row["unit"], row["topic"] or "", row["title"]), []).append(row)
        return found

    def _with_key(self, draft: Draft, row: Row) -> None:
        self.taken[draft.uid] = draft
        if len(draft.units) > 1:
            self._refuse(draft, "unit", T("一个条目只能有一个责任单位。", "An entry has one responsible unit."))
            return
        if draft.units:
            draft.values["unit"] = draft.units[0]
        self._compare(draft, row)

    def _by_key(self, drafts: Iterable[Draft]) -> dict[Key, list[Draft]]:
        found: dict[Key, list[Draft]] = {}
        for draft in drafts:
            if not draft.uid:
                for unit in draft.units:
                    key = (unit, draft.values.get("topic") or "", draft.values["title"])
                    found.setdefault(key, []).append(draft)
        return found

    def _without_key(self, key: Key, drafts: list[Draft], rows: list[Row]) -> None:
        """Rows of one unit, topic and title: equal elements first, then what is left on both sides in turn."""
        if not rows and len(drafts) == 1:  # nearly every row of a first import
            self._new(drafts[0], key[0])
            return
        once: dict[str, Draft] = {}
        for draft in list(drafts):
            elements = draft.values.get("elements") or ""
            first = once.setdefault(elements, draft)
            if first is not draft:
                where = f"“{first.sheet}”" if first.sheet != draft.sheet else ""
                self._refuse(
                    draft, "topic", T(f"与{where}第 {first.line} 行是同一条。", f"the same entry as row {first.line}.")
                )
                drafts.remove(draft)
        left: list[Draft] = []
        by_elements = {row["elements"] or "": row for row in rows}
        for draft in drafts:
            row = by_elements.pop(draft.values.get("elements") or "", None)
            if row is None:
                left.append(draft)
            else:
                self._match(draft, row)
        rest = list(by_elements.values())
        if len(left) == len(rest) == 1:
            self._match(left[0], rest[0])
            return
        for draft in left:
            self._new(draft, key[0])

    def _match(self, draft: Draft, row: Row) -> None:
        self.taken[row["uid"]] = draft
        self._compare(draft, row)

    def _compare(self, draft: Draft, row: Row) -> None:
        values = dict(draft.values)
        extra = [line for line in draft.extra if not (row["term"] and line.startswith(UNREAD))]  # somebody settled it
        if extra:
            values["note"] = with_lines(values.get("note", row["note"]), extra)
        edit = edit_of(self.register, draft.number, row, values)
        if edit is None:
            self.made.same += 1
        elif row["stage"] in self.out:
            name = self.office.workflow(self.register.resource).stage_of(row["stage"]).name
            self._refuse(
                draft, "topic", T(f"该条目为“{name.zh}”，不能修改。", f"The entry is “{name.en}” and cannot be edited.")
            )
        elif self._may(draft, row["unit"]) and ("unit" not in values or self._may(draft, values["unit"])):
            self.made.changed.append(edit)

    def _new(self, draft: Draft, unit: str) -> None:
        values = {name: value for name, value in draft.values.items() if value not in (None, (), "")}
        if draft.extra:
            values["note"] = with_lines(values.get("note"), draft.extra)
        if self._may(draft, unit):
            self.made.new.append((draft.number, {"unit": unit, **values}))

    def _may(self, draft: Draft, unit: str) -> bool:
        if unit not in self.allowed:
            self.allowed[unit] = allowed(self.office, "edit", self.office.unit_scope(unit), unit)
        if not self.allowed[unit]:
            name = self.office.unit_name(unit)
            self._refuse(
                draft,
                "unit",
                T(f"你的账号不能修改“{name}”的目录。", f"Your account may not edit the catalogue of “{name}”."),
            )
        return self.allowed[unit]

    def _refuse(self, draft: Draft, field_name: str, what: T) -> None:
        columns = draft.table.order if field_name == "topic" else draft.table.of("unit") or draft.table.of("subject")
        draft.faults.append(Fault(draft.line, columns[-1].shown if columns else "", what, draft.sheet))

    def _missing(self, drafts: Sequence[Draft], keyed: Mapping[str, Row], there: Mapping[Key, Sequence[Row]]) -> None:
        """Entries that no row means. A refused row still means its entry, as far as it can be told."""
        units: set[str] = set()
        domains: set[str] = set()
        named: set[tuple[str, str]] = set()
        for draft in drafts:
            row = keyed.get(draft.uid)
            if draft.faults:
                named.add((draft.values.get("topic") or "", draft.values.get("title") or ""))
            units.update(draft.units or ([row["unit"]] if row else ()))
            if "title" in draft.values or row:
                domains.add(_domain(draft.values if "title" in draft.values else row or {}))
        rows = {row["uid"]: row for several in there.values() for row in several}
        rest = sorted(units - {row["unit"] for row in rows.values()})
        rows |= {row["uid"]: row for row in stored(self.register, "unit", rest)}
        held = {draft.uid for draft in drafts if draft.uid} | set(self.taken)
        self.made.missing = [
            row for uid, row in rows.items()
            if uid not in held and row["stage"] not in self.out and _domain(row) in domains
            and (row["topic"] or "", row["title"]) not in named
        ]  # fmt: skip


def _domain(row: Mapping[str, Any]) -> str:
    return levels_of({"topic": row.get("topic"), "title": row.get("title") or ""})[0]


def with_lines(note: str | None, lines: Iterable[str]) -> str:
    """A note that holds these lines; those that it has already are not added again."""
    there = (note or "").splitlines()
    return "\n".join([*there, *(line for line in lines if line not in there)])
