"""Sums of the annual report: a published one passes, and any single cell that is changed is caught and named."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.plugins.tasks.annual.checking import check, number
from gongkai.plugins.tasks.annual.forms import NOT_APPLICABLE, Cell, Cells, equations
from tests.annual import form, forms, golden, quality

CELLS = [cell for cell in golden() if cell.table != "2"]
DOCUMENTS = [cell for cell in golden() if cell.table == "2" and cell.column in ("made", "revoked", "in_force")]
WRONG = st.one_of(
    st.integers(0, 10**9).map(Decimal), st.integers(-(10**6), -1).map(Decimal), st.none(), st.just(NOT_APPLICABLE),
    st.sampled_from(["—", "若干", "12件"]), st.decimals(0, 999, places=1),
)  # fmt: skip


def test_the_published_report_holds() -> None:
    assert check(form(), golden()) == []


def test_every_cell_of_tables_three_and_four_is_in_a_sum() -> None:
    held = {cell for one in equations(form()) for cell, _ in one.terms}
    assert set(CELLS) <= held and len(CELLS) == 25 * 7 + 15


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: ".".join(cell[:3]))
def test_each_changed_cell_is_caught_and_named(cell: Cell) -> None:
    cells = golden()
    right = cells[cell]
    assert isinstance(right, Decimal)
    faults = check(form(), {**cells, cell: right + 1})
    named = [(fault.kind, fault.should) for fault in faults if fault.cell == cell]
    if cell.table == "3":  # each stands in two sums at least, which only this cell has in common
        assert named == [("cell", right)] and len(faults) == 1
    else:  # each stands in one sum: any of its five cells may be the wrong one
        assert named == [("one-of", right)] and len(faults) <= 5


@settings(max_examples=300)
@given(st.sampled_from(CELLS), WRONG)
def test_whatever_a_cell_is_changed_into_is_told(cell: Cell, content: object) -> None:
    cells = golden()
    right = cells[cell]
    if content == right:
        return
    faults = check(form(), {**cells, cell: content})  # type: ignore[dict-item]
    mine = [fault for fault in faults if fault.cell == cell]
    assert mine and not any(fault.advisory for fault in mine)
    assert not isinstance(right, Decimal) or right == 0 or any(fault.should == right for fault in mine)


@settings(max_examples=150)
@given(st.sampled_from(CELLS[:175]), st.sampled_from(CELLS[:175]), st.integers(1, 999), st.integers(1000, 9999))
def test_two_wrong_cells_are_both_found_or_their_sums_are_named(one: Cell, two: Cell, a: int, b: int) -> None:
    if one == two:
        return
    cells = golden()
    changed: Cells = {**cells, one: number(cells[one]) + a, two: number(cells[two]) + b}
    faults = check(form(), changed)
    assert faults
    found = [fault for fault in faults if fault.kind == "cell"]
    if found:  # what it proposes makes the report whole
        mended: Cells = {**changed, **{fault.cell: fault.should for fault in found}}
        assert check(form(), mended) == []
    else:
        assert all(fault.kind == "sum" for fault in faults)


def test_two_figures_that_changed_places_are_found() -> None:
    cells = golden()
    one, two = Cell("3", "open", "person"), Cell("3", "open", "business")
    faults = check(form(), {**cells, one: cells[two], two: cells[one]})
    assert {(fault.cell, fault.should) for fault in faults} == {(one, cells[one]), (two, cells[two])}


@pytest.mark.parametrize("cell", DOCUMENTS, ids=lambda cell: ".".join(cell[:3]))
def test_documents_in_force_follow_from_last_year(cell: Cell) -> None:
    last = golden() | {Cell("2", "rules", "in_force"): Decimal(76), Cell("2", "normative", "in_force"): Decimal(4605)}
    cells = golden()
    between = [fault for fault in check(form(), cells, last) if fault.cell.table == "2"]
    assert between == []
    right = cells[cell]
    assert isinstance(right, Decimal)
    told = [fault for fault in check(form(), {**cells, cell: right + 1}, last) if fault.cell.table == "2"]
    assert (cell, right) in [(fault.cell, fault.should) for fault in told]
    assert all(fault.identities == ("6",) and fault.advisory and fault.cell.row == cell.row for fault in told)
    assert len(told) <= 3
    named = check(form(), {**cells, cell: right + 1}, last, known=golden())
    assert [fault.cell for fault in named if fault.cell.table == "2"] == [cell]


def test_what_was_made_is_in_force_or_was_revoked() -> None:
    row = {key: Cell("2", "normative", key) for key in ("made", "revoked", "in_force")}
    least = golden() | {row["made"]: Decimal(4185 + 984)}
    assert check(form(), least) == []
    told = check(form(), least | {row["made"]: Decimal(4185 + 985)})
    assert {fault.cell: (fault.kind, fault.should, fault.identities, fault.advisory) for fault in told} == {
        row["made"]: ("one-of", Decimal(5169), ("8",), False),
        row["in_force"]: ("one-of", Decimal(4186), ("8",), False),
        row["revoked"]: ("one-of", Decimal(985), ("8",), False),
    }
    assert "应不多于 5169" in str(told[0].what) and "应不少于 4186" in str(told[1].what)


@settings(max_examples=300)
@given(st.sampled_from(list(golden())), WRONG)
def test_any_single_cell_of_the_form_is_named_alone_where_the_registers_know_better(
    cell: Cell, content: object
) -> None:
    cells = golden()
    if content == cells[cell]:
        return
    faults = check(form(), {**cells, cell: content}, known=cells)  # type: ignore[dict-item]
    assert {fault.cell for fault in faults} == {cell}
    assert {fault.should for fault in faults if fault.should is not None} <= {cells[cell]}
    assert any(fault.should == cells[cell] for fault in faults)


def test_what_is_carried_in_is_last_years_carried_out() -> None:
    last = golden()
    faults = check(form(), golden(), last)
    told = {fault.cell.column: fault.should for fault in faults if fault.identities == ("5",)}
    assert told["person"] == 783 and told["all"] == 819 and all(fault.advisory for fault in faults)


def test_growth_beyond_five_times_is_told_and_small_numbers_are_left_alone() -> None:
    last = golden()
    cell, small = Cell("2", "penalty", "decisions"), Cell("3", "noproc5", "all")
    for value, told in (
        (Decimal(6937489 * 5), 0),
        (Decimal(6937489 * 5 + 1), 1),
        (Decimal(1387498), 0),
        (Decimal(1387497), 1),
    ):
        faults = check(form(), golden() | {cell: value}, last, quality())
        assert len([f for f in faults if f.kind == "ratio" and f.cell == cell]) == told
    faults = check(form(), golden() | {small: Decimal(0)}, last, quality())
    assert not [f for f in faults if f.kind == "ratio" and f.cell == small]


def test_four_states_of_a_cell_are_told_apart() -> None:
    cell = Cell("3", "noproc3", "legal")  # 0 in truth, so no sum tells them
    kinds = {}
    for content in (Decimal(0), None, NOT_APPLICABLE, "无"):
        kinds[content] = [fault.kind for fault in check(form(), golden() | {cell: content})]
    assert kinds == {Decimal(0): [], None: ["empty"], NOT_APPLICABLE: ["na"], "无": ["text"]}


def test_a_missing_row_is_told() -> None:
    cells = {cell: content for cell, content in golden().items() if cell.row != "deny8"}
    assert {fault.cell.row for fault in check(form(), cells) if fault.kind == "missing"} == {"deny8"}


def test_the_earlier_form_has_its_own_rows() -> None:
    earlier = form(2020)
    assert earlier.id == "2019" and Cell("3", "other", "person") in set(earlier.cells())
    assert Cell("3", "other1", "person") not in set(earlier.cells())
    assert set(forms()) >= {"2019", "2021"}
