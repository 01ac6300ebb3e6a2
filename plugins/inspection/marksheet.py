"""What is to be marked in a round, cell by cell, with what the system measured and what each side said so far.

A cell is one unit and one entry of its rubric that a person gives. In a round that was opened the cells are those of its
members (those drawn, where units were drawn); else those of the standing rubrics. Nobody is offered the own unit, but
in the self-assessment, and where a unit answers: there nobody is offered another's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T, same
from gongkai.core.measures import Figure, measures_of
from gongkai.core.tables import parse_decimal
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.arithmetic import Entry, Kind, shown
from gongkai.plugins.inspection.engine import UnitScore, scores, standing
from gongkai.plugins.inspection.models import current_round, turn_of
from gongkai.plugins.inspection.rounds.cards import waits
from gongkai.plugins.inspection.rounds.finding import find_round, round_of, rubric_in
from gongkai.plugins.inspection.rounds.marking import STAGES, seen_own_units

if TYPE_CHECKING:
    from gongkai.core.office import Office

ANSWERED = ("reply", "published", "appeal")
"""Stages in which a unit's own people answer: they are shown their own cells."""
SIDES = ("self", "first", "reply", "second")
"""What stands side by side, in the order of the stages."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one side said of a cell: points (None in a reply), words, who and when."""

    points: Decimal | None
    words: str
    by: str
    on: str
    mark: str = ""  # uid of the mark


@dataclass(frozen=True, slots=True)
class Evidence:
    """A kept file with the page and the words that matter."""

    name: str
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit and one entry: ``phase`` is where a mark given now would stand, ``now`` the mark that stands there."""

    unit: str
    name: str
    rubric: str
    entry: Entry
    phase: str
    sides: Mapping[str, Said]
    measured: tuple[tuple[T, str], ...]
    proofs: tuple[Evidence, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Unit and entry."""
        return self.unit, self.entry.key

    @property
    def now(self) -> Said | None:
        """The mark that stands in the phase of now."""
        return self.sides.get(self.phase)


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """The cells of a round in order of place; ``stage`` is empty for the standing marks of a year or quarter.

    ``open``: marks are taken; ``answers``: the cells are the own unit's, and replies or appeals are.
    """

    round: str
    stage: str
    open: bool
    cells: tuple[Cell, ...]
    answers: bool = False


def mark_sheet(office: "Office", round: str = "", within: int | None = None) -> MarkSheet:
    """What the acting account can mark in a round; when none is named the one that waits for it, else the year's marks.

    Raises:
        BadInput: there is no such round, and it is neither a year nor a quarter.
    """
    if not round:
        round = next((one.code for one in waits(office)), "")
    held = find_round(office, round or current_round(office.today))
    if held is not None:
        code, phase = str(held.code), held.stage if held.stage in STAGES else ""
        found = scores(office, rubric_in(held), within)
        known = {unit for (unit,) in office.rows("SELECT unit FROM {round_member} WHERE round = ?", (held.uid,))}
        drawn = {item for (item,) in office.rows(
            "SELECT item FROM {round_draw} WHERE round = ? AND what = 'units'", (held.uid,))}  # fmt: skip
        known = known & drawn if drawn and phase != "self" else known
        found = [score for score in found if score.uid in known]
        stage, may = held.stage, bool(phase)
    else:
        code, phase, stage, may = turn_of(office, round, office.today), "", "", True
        found = standing(office, within, None, code)
    own = set(seen_own_units(office))
    answers = stage in ANSWERED and any(score.uid in own for score in found)
    found = [score for score in found if (score.uid in own) == (phase == "self" or answers)]
    sides, proofs = _sides(office, code, held), _proofs(office, held)
    return MarkSheet(code, stage, may, tuple(_cells(office, found, phase, sides, proofs)), answers)


def points_of(cell: Cell, text: str) -> Decimal:
    """The points that a person typed for a cell.

    Raises:
        BadInput: no number, or outside the range.
    """
    value = parse_decimal(clean_line(text))
    most = cell.entry.most
    if value is None or value < 0 or (most is not None and value > most) or value != round(value, 2):
        limit = T("不小于 0", "0 or more") if most is None else T(f"0 至 {shown(most)}", f"0 to {shown(most)}")
        raise BadInput(
            T(f"得分“{clean_line(text)[:20]}”不可用。", f"“{clean_line(text)[:20]}” cannot be the points."),
            T(f"填{limit.zh}的数，最多两位小数。", f"Give a number, {limit.en}, with two places at most."),
        )
    return value


def save_marks(office: "Office", sheet: MarkSheet, given: Iterable[tuple[Cell, Decimal, str]]) -> int:
    """Write marks by one change; gives how many.

    Raises:
        GongkaiError: one of them cannot be; none was written.
    """
    count = 0
    register = office.register("mark")
    with office.change(str(T("评分表", "scoring sheet"))) as change:
        for cell, points, reason in given:
            if cell.now is not None:
                change.update(register.get(cell.now.mark), points=points, reason=reason)
            else:
                change.create(
                    "mark", unit=cell.unit, rubric=cell.rubric, indicator=cell.entry.key, round=sheet.round, points=points,
                    reason=reason,
                )  # fmt: skip
            count += 1
    return count


def answer(
    office: "Office",
    sheet: MarkSheet,
    cell: Cell,
    words: str,
    agree: bool = False,
    file: str = "",
    page: int | None = None,
) -> None:
    """Say what the own unit makes of a mark, with a file as evidence, by one change.

    Raises:
        GongkaiError: it is not the own unit's, is not the time for it, or the file cannot be read; nothing was written.
    """
    with office.change(str(T("反馈申诉", "reply or appeal"))) as change:
        change.create(
            "round_objection", round=sheet.round, unit=cell.unit, indicator=cell.entry.key, words=words,
            view="agree" if agree else "disagree",
        )  # fmt: skip
        if file:
            from gongkai.plugins.inspection.rounds.proofs import add_proof

            add_proof(
                office, change, round_of(office, sheet.round), cell.unit, cell.entry.key, Path(file).expanduser(), page
            )


def _cells(
    office: "Office",
    found: Iterable[UnitScore],
    phase: str,
    sides: Mapping[tuple[str, str], dict[str, Said]],
    proofs: Mapping[tuple[str, str], list[Evidence]],
) -> Iterable[Cell]:
    names = {key: measure.name for key, measure in measures_of(office).items()}
    for score in found:
        measured = tuple(_measured(score, names))
        for item in score.items:
            for read in item.inputs:
                if not read.entry.hand or read.state is Kind.NOT_APPLICABLE:
                    continue
                key = (score.uid, read.entry.key)
                yield Cell(
                    score.uid, score.name, score.rubric.id, read.entry, phase, sides.get(key, {}), measured,
                    tuple(proofs.get(key, ())),
                )  # fmt: skip


def _measured(score: UnitScore, names: Mapping[str, T]) -> Iterable[tuple[T, str]]:
    for item in score.items:
        for read in item.inputs:
            if isinstance(read.figure, Figure) and read.figure.denominator:
                name = names.get(read.entry.measure, same(read.entry.measure))
                yield name, f"{shown(read.figure.numerator)} / {shown(read.figure.denominator)}"


def _sides(office: "Office", code: str, held: Any) -> dict[tuple[str, str], dict[str, Said]]:
    found: dict[tuple[str, str], dict[str, Said]] = {}
    for uid, unit, key, phase, points, reason, by, on in office.rows(
        "SELECT uid, unit, indicator, phase, points, reason, marked_by, marked_on FROM {mark} WHERE round = ?", (code,)
    ):
        said = Said(Decimal(int(points)).scaleb(-2), reason or "", by or "", on or "", uid)
        found.setdefault((unit, key), {})[phase or ""] = said
    if held is not None:
        for unit, key, view, words, by, on in office.rows(
            "SELECT unit, indicator, view, words, raised_by, raised_on FROM {round_objection}"
            " WHERE round = ? ORDER BY id",
            (held.uid,),
        ):
            agrees = T("同意", "agrees") if view == "agree" else T("有异议", "disagrees")
            found.setdefault((unit, key), {})["reply"] = Said(
                None, f"{agrees}：{words or ''}", by or "", on or ""
            )  # zh-data
    return found


def _proofs(office: "Office", held: Any) -> dict[tuple[str, str], list[Evidence]]:
    found: dict[tuple[str, str], list[Evidence]] = {}
    if held is not None:
        for unit, key, name, page, quote in office.rows(
            "SELECT unit, indicator, name, page, quote FROM {round_proof} WHERE round = ? ORDER BY id", (held.uid,)
        ):
            found.setdefault((unit, key), []).append(Evidence(name or "", page, quote or ""))
    return found
