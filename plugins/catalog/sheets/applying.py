"""Writes what the plan of a catalogue says, in one transaction."""

from typing import TYPE_CHECKING

from gongkai.core.access import require_row
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.imports import just_added, stored, write
from gongkai.core.text import truncate
from gongkai.plugins.catalog.sheets.planning import CatalogPlan
from gongkai.plugins.catalog.wanted import RETIRED

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def apply_catalog(
    office: "Office", made: CatalogPlan, reason: str = "", skip_refused: bool = False, retire_missing: bool = False
) -> int:
    """Do what the plan says, all of it or nothing; gives the number of records written.

    Args:
        skip_refused: take the good rows although others are refused.
        retire_missing: retire the entries that the file does not hold (the verb ``administer`` is needed there).

    Raises:
        BadInput: rows are refused, or the door refuses one; names the row.
        Conflict: somebody else added or changed the same entries since the plan was made.
        NotAllowed: the account may not edit, or retire, somewhere.
    """
    if made.refused and not skip_refused:
        raise BadInput(
            T(f"退回 {len(made.refused)} 行，什么都没有写入。首处：{made.faults[0]}",
              f"{len(made.refused)} rows are refused; nothing was written. The first: {made.faults[0]}"),
            mending(made) + T("改正后再导入，或加 --skip-rejected 只导入其余各行。",
              "Mend them and import again, or add --skip-rejected to take the others."),
        )  # fmt: skip
    register = office.register("entry")
    with office.change(reason or str(T("导入公开目录", "import of a catalogue"))) as change:
        if office.last_change != made.seq:
            _still_new(office, made)
        write(change, register, made, lambda number: place_words(made, number))
        if retire_missing:
            _retire(change, made)
        return change.count


def mending(made: CatalogPlan) -> T:
    """How words that stand in many rows are mended at once: the options to add; empty where nothing is unclear."""
    options = {"unit": ("--unit-map", T("单位", "UNIT")), "term": ("--term-map", T("时限", "LIMIT"))}
    said = []
    for name, (option, meaning) in options.items():
        first = next((one for one in made.unclear if one.field == name), None)
        if first is not None:
            near = first.near[0] if len(first.near) == 1 else ""
            words = truncate(first.words, 40)
            said.append(T(f'{option} "{words}={near or meaning.zh}"', f'{option} "{words}={near or meaning.en}"'))
    if not said:
        return T("", "")
    zh, en = "、".join(one.zh for one in said), ", ".join(one.en for one in said)  # zh-data
    return T(f"同样的各行可以一次改正：{zh}。", f"All such rows are mended at once by {en}. ")


def place_words(made: CatalogPlan, number: int) -> T:
    """Where a row stands in the file, as the beginning of a sentence."""
    sheet, line = made.places[number]
    if sheet:
        return T(f"“{sheet}”第 {line} 行：", f"“{sheet}”, row {line}: ")
    return T(f"第 {line} 行：", f"row {line}: ")


def _still_new(office: "Office", made: CatalogPlan) -> None:
    """Refuse where an entry that the plan found missing has come meanwhile."""
    units = sorted({values["unit"] for _, values in made.new})
    there = {
        (row["unit"], row["topic"] or "", row["title"], row["elements"] or "")
        for row in stored(office.register("entry"), "unit", units)
    }
    for number, values in made.new:
        key = (values["unit"], values.get("topic") or "", values["title"], values.get("elements") or "")
        if key in there:
            raise just_added(made.places[number][1])


def _retire(change: "Change", made: CatalogPlan) -> None:
    register = change.office.resource("entry")
    for uid in [row["uid"] for row in made.missing]:
        row = change.current(register, uid)
        require_row(change.office, register, "administer", row)
        change.put_row(register, row, {"stage": RETIRED}, "update")
