"""Checks of a report's figures: the sums, and which cell to look at when they do not hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from gongkai.core.i18n import T
from gongkai.plugins.tasks.annual.forms import NOT_APPLICABLE, Cell, Cells, Content, Equation, Form, Quality, equations

NOUGHT = Decimal(0)
_MOST_PAIRS = 20_000


class Fault(NamedTuple):
    """Something about one cell.

    Attributes:
        kind: ``cell`` (this one is wrong: changing it alone mends every sum that it belongs to), ``one-of`` (changing any
            one of these would), ``sum`` (a sum does not hold, and no single cell mends it), ``negative``, ``fraction``,
            ``empty``, ``na``, ``text``, ``missing``; advisory: ``last-year``, ``ratio``, ``stated``, ``register``.
        should: what the cell would have to hold; None where nothing says so.
        identities: ids of the identities that do not hold because of it.
    """

    kind: str
    cell: Cell
    value: Content
    should: Decimal | None
    identities: tuple[str, ...]
    what: T
    advisory: bool = False


def number(content: Content) -> Decimal:
    """A cell as a sum takes it: what is no number counts as nothing."""
    return content if isinstance(content, Decimal) else NOUGHT


def check(
    form: Form, cells: Mapping[Cell, Content], last: Mapping[Cell, Content] | None = None, quality: Quality | None = None,
    known: Mapping[Cell, Content] | None = None,
) -> list[Fault]:  # fmt: skip
    """Everything that is wrong or doubtful about a report's figures.

    Args:
        cells: the figures; a table of which nothing is there at all is passed over.
        last: the figures of last year's report, for what must agree between years; None when there is none.
        known: what is known of the cells from elsewhere (the registers, the words of the report): where any of several
            cells may be the wrong one, it tells which, and what differs from it is told.
    """
    known = known or {}
    tables = {cell.table for cell in cells}
    wanted = [cell for cell in form.cells() if cell.table in tables]
    faults = [_missing(form, cell) for cell in wanted if cell not in cells]
    given: Cells = {**cells, **{cell._replace(last=True): value for cell, value in (last or {}).items()}}
    held = [one for one in equations(form) if one.identity.table in tables]
    within = [one for one in held if not any(cell.last for cell, _ in one.terms)]
    faults += _sums(form, [one for one in within if not one.identity.at_most], given, known)
    faults += _bounds(form, [one for one in within if one.identity.at_most and _numbers(one, given)], given, known)
    if last is not None:
        between = [one for one in held if one not in within]
        faults += _years(form, [one for one in between if _numbers(one, given)], given, known)
        faults += _ratios(form, cells, last, quality)
    faults += _contents(form, cells, {fault.cell: fault.should for fault in faults})
    told = {fault.cell for fault in faults if fault.should is not None}
    return faults + [
        _register(form, cell, cells[cell], known[cell]) for cell in cells if _differs(cell, cells, known, told)
    ]


def _differs(cell: Cell, cells: Mapping[Cell, Content], known: Mapping[Cell, Content], told: Set[Cell]) -> bool:
    return cell not in told and isinstance(known.get(cell), Decimal) and known[cell] != cells[cell]


def _numbers(equation: Equation, cells: Mapping[Cell, Content]) -> bool:
    return all(isinstance(cells.get(cell), Decimal) for cell, _ in equation.terms)


def residual(equation: Equation, cells: Mapping[Cell, Content]) -> Decimal:
    """By how much the left side of a sum is more than the right."""
    return sum((sign * number(cells.get(cell)) for cell, sign in equation.terms), NOUGHT)


def needed(equation: Equation, cells: Mapping[Cell, Content], cell: Cell) -> Decimal:
    """What a cell would have to hold for a sum, the other cells as they are."""
    sign = next(sign for one, sign in equation.terms if one == cell)
    return number(cells.get(cell)) - sign * residual(equation, cells)


def _sums(
    form: Form, held: Sequence[Equation], cells: Mapping[Cell, Content], known: Mapping[Cell, Content]
) -> Iterator[Fault]:
    for group in _connected(held):
        broken = [one for one in group if residual(one, cells)]
        if not broken:
            continue
        single = _borne_out([mend for mend in _single(group, broken, cells) if _possible(form, mend)], known)
        if len(single) == 1:
            yield _culprit(form, broken, cells, *single[0])
        elif single:
            for cell, should in single:
                yield _culprit(form, broken, cells, cell, should, kind="one-of")
        elif pair := _pair(form, group, broken, cells):
            for cell, should in pair:
                own = [one for one in group if any(term == cell for term, _ in one.terms)]
                yield _culprit(form, own, cells, cell, should)
        else:
            for one in broken:
                yield _broken(form, one, cells)


def _borne_out(mends: list[tuple[Cell, Decimal]], known: Mapping[Cell, Content]) -> list[tuple[Cell, Decimal]]:
    """The one of several repairs that is known from elsewhere; all of them when none is, or several are."""
    sure = [(cell, should) for cell, should in mends if known.get(cell) == should]
    return sure if len(sure) == 1 else mends


def _bounds(
    form: Form, held: Sequence[Equation], cells: Mapping[Cell, Content], known: Mapping[Cell, Content]
) -> Iterator[Fault]:
    """Sums that may be less and are more: any of their cells may be the wrong one."""
    for one in held:
        if residual(one, cells) <= 0:
            continue
        mends = [(cell, needed(one, cells, cell)) for cell, _ in one.terms]
        sure = [
            (cell, value) for cell, _ in one.terms
            if isinstance(value := known.get(cell), Decimal) and value != cells[cell] and residual(one, {**cells, cell: value}) <= 0
        ]  # fmt: skip
        if len(sure) == 1:  # less than the bound, too, may be what is known from elsewhere
            mends = sure
        for cell, should in mends:
            yield _culprit(form, [one], cells, cell, should, "cell" if len(mends) == 1 else "one-of")


def _connected(held: Sequence[Equation]) -> list[list[Equation]]:
    """Sums that share cells, together."""
    groups: list[tuple[set[Cell], list[Equation]]] = []
    for one in held:
        own = {cell for cell, _ in one.terms}
        touching = [group for group in groups if group[0] & own]
        merged = (own.union(*(group[0] for group in touching)), [e for group in touching for e in group[1]] + [one])
        groups = [group for group in groups if group not in touching] + [merged]
    return [found for _, found in groups]


def _single(
    group: Sequence[Equation], broken: Sequence[Equation], cells: Mapping[Cell, Content]
) -> Iterator[tuple[Cell, Decimal]]:
    """Cells of which a change mends every broken sum and breaks none of the others."""
    for cell, _ in broken[0].terms:
        own = [one for one in group if any(term == cell for term, _ in one.terms)]
        if len(own) != len(broken) or any(one not in broken for one in own):
            continue
        wanted = {needed(one, cells, cell) for one in own}
        if len(wanted) == 1:
            yield cell, wanted.pop()


def _pair(
    form: Form, group: Sequence[Equation], broken: Sequence[Equation], cells: Mapping[Cell, Content]
) -> list[tuple[Cell, Decimal]]:
    """The two cells that mend all broken sums together, when there is just one such pair."""
    signs: dict[Cell, dict[int, int]] = {}
    for place, equation in enumerate(group):
        for cell, sign in equation.terms:
            signs.setdefault(cell, {})[place] = sign
    rest = {place: left for place, equation in enumerate(group) if (left := residual(equation, cells))}
    near = [cell for cell, own in signs.items() if own.keys() & rest.keys()]
    found: list[list[tuple[Cell, Decimal]]] = []
    for tried, (one, two) in enumerate(combinations(near, 2)):
        if tried > _MOST_PAIRS or len(found) > 1:
            return []
        first, second = signs[one], signs[two]
        if not rest.keys() <= first.keys() | second.keys():
            continue
        a = _change(first, second, rest)
        b = _change(second, first, rest)
        if not a or not b:
            continue
        if any(rest.get(p, NOUGHT) + first.get(p, 0) * a + second.get(p, 0) * b for p in first.keys() | second.keys()):
            continue
        made = [(one, number(cells.get(one)) + a), (two, number(cells.get(two)) + b)]
        if all(_possible(form, mend) for mend in made):
            found.append(made)
    return found[0] if len(found) == 1 else []


def _change(own: Mapping[int, int], other: Mapping[int, int], rest: Mapping[int, Decimal]) -> Decimal | None:
    """By how much a cell must change, from the sums that hold it and not the other one."""
    wanted = {-sign * rest.get(place, NOUGHT) for place, sign in own.items() if place not in other}
    return wanted.pop() if len(wanted) == 1 else None


def _possible(form: Form, mend: tuple[Cell, Decimal]) -> bool:
    cell, should = mend
    return not cell.last and should >= 0 and round(should, form.places(cell)) == should


def _culprit(
    form: Form, broken: Sequence[Equation], cells: Mapping[Cell, Content], cell: Cell, should: Decimal, kind: str = "cell"
) -> Fault:  # fmt: skip
    """A cell that is wrong, or one of those that may be; of sums that may be less, ``should`` is the bound."""
    value = cells.get(cell)
    row, column = form.words(cell)
    sums = "、".join(f"{one.identity.id}（{_place(form, one).zh}）" for one in broken)  # zh-data
    sums_en = ", ".join(f"{one.identity.id} ({_place(form, one).en})" for one in broken)
    wanted = T(f"应为 {should:f}", f"should be {should:f}")
    if broken[0].identity.at_most:
        least = any(term == cell and sign < 0 for term, sign in broken[0].terms)
        wanted = T(f"应不少于 {should:f}", f"should be {should:f} at least") if least else T(
            f"应不多于 {should:f}", f"should be {should:f} at most"
        )  # fmt: skip
    if kind == "cell":
        what = T(
            f"表{cell.table}“{row.zh}”的“{column.zh}”是{said(value).zh}，{wanted.zh}；改后恒等式 {sums} 都成立。",
            f"Table {cell.table}, {row.en}, {column.en}: {said(value).en} {wanted.en}; then identities {sums_en} hold.",
        )
    else:
        what = T(
            f"表{cell.table}“{row.zh}”的“{column.zh}”是{said(value).zh}；恒等式 {sums} 不成立，若错在此格，{wanted.zh}。",
            f"Table {cell.table}, {row.en}, {column.en}: {said(value).en}; identity {sums_en} does not hold; if this cell is "
            f"wrong, it {wanted.en}.",
        )
    ids = tuple(dict.fromkeys(one.identity.id for one in broken))
    return Fault(kind, cell, value, should, ids, what, broken[0].identity.advisory)


def _broken(form: Form, equation: Equation, cells: Mapping[Cell, Content], kind: str = "sum") -> Fault:
    cell = equation.result
    row, column = form.words(cell)
    value, should = cells.get(cell), needed(equation, cells, cell)
    identity = equation.identity
    what = T(
        f"表{cell.table}“{row.zh}”的“{column.zh}”是{said(value).zh}，按恒等式 {identity.id}（{identity.name.zh}）应为 {should:f}，"
        f"相差 {residual(equation, cells):+f}。",
        f"Table {cell.table}, {row.en}, {column.en}: {said(value).en}, by identity {identity.id} ({identity.name.en}) "
        f"{should:f}; the difference is {residual(equation, cells):+f}.",
    )
    return Fault(kind, cell, value, should, (identity.id,), what, identity.advisory)


def _years(
    form: Form, between: Iterable[Equation], cells: Mapping[Cell, Content], known: Mapping[Cell, Content]
) -> Iterator[Fault]:
    """What does not go on from last year: the one cell of this year, else each that may be the wrong one."""
    for one in between:
        if not residual(one, cells):
            continue
        ours = [cell for cell, _ in one.terms if not cell.last]
        mends = [mend for cell in ours if _possible(form, mend := (cell, needed(one, cells, cell)))]
        if len(ours) == 1 or not mends:
            yield _broken(form, one, cells, "last-year")
        else:
            for cell, should in _borne_out(mends, known):
                yield _culprit(form, [one], cells, cell, should, kind="last-year")


def _ratios(
    form: Form, cells: Mapping[Cell, Content], last: Mapping[Cell, Content], quality: Quality | None
) -> Iterator[Fault]:
    """Figures that grew or shrank beyond what is usual from one year to the next."""
    if quality is None:
        return
    for cell in form.cells():
        now, before = cells.get(cell), last.get(cell)
        if cell.column not in quality.columns:
            continue
        if not isinstance(now, Decimal) or not isinstance(before, Decimal) or max(now, before) < quality.above:
            continue
        if before > 0 and not quality.least <= now / before <= quality.most:
            row, column = form.words(cell)
            what = T(
                f"表{cell.table}“{row.zh}”的“{column.zh}”由上年 {before:f} 变为 {now:f}，超出 {quality.least}—{quality.most} 倍，请核对。",
                f"Table {cell.table}, {row.en}, {column.en}: {now:f} after {before:f} last year, not between "
                f"{quality.least} and {quality.most} times; look again.",
            )
            yield Fault("ratio", cell, now, None, (), what, advisory=True)


def _register(form: Form, cell: Cell, value: Content, should: Content) -> Fault:
    """A cell that differs from what is known of it from elsewhere."""
    row, column = form.words(cell)
    what = T(
        f"表{cell.table}“{row.zh}”的“{column.zh}”是{said(value).zh}，登记册统计为{said(should).zh}。",
        f"Table {cell.table}, {row.en}, {column.en}: {said(value).en}; the registers have {said(should).en}.",
    )
    return Fault("register", cell, value, should if isinstance(should, Decimal) else None, (), what, advisory=True)


def _place(form: Form, equation: Equation) -> T:
    row, column = form.words(equation.result)
    return column if equation.identity.along == "columns" else row


def _missing(form: Form, cell: Cell) -> Fault:
    row, column = form.words(cell)
    what = T(f"表{cell.table}没有找到“{row.zh}”的“{column.zh}”。", f"Table {cell.table} has no {row.en}, {column.en}.")
    return Fault("missing", cell, None, None, (), what)


def _contents(form: Form, cells: Mapping[Cell, Content], should: Mapping[Cell, Decimal | None]) -> Iterator[Fault]:
    """Cells that are no plain number, or one that cannot be."""
    for cell, value in cells.items():
        row, column = form.words(cell)
        where, where_en = f"表{cell.table}“{row.zh}”的“{column.zh}”", f"Table {cell.table}, {row.en}, {column.en}"
        wanted = should.get(cell)
        if isinstance(value, Decimal):
            if value < 0:
                what = T(f"{where}是负数 {value:f}。", f"{where_en}: {value:f} is negative.")
                yield Fault("negative", cell, value, wanted, (), what)
            elif round(value, form.places(cell)) != value:
                what = T(f"{where}是 {value:f}，应为整数。", f"{where_en}: {value:f} has too many decimals.")
                yield Fault("fraction", cell, value, wanted, (), what)
        elif value is None:
            what = T(f"{where}是空白；没有的应填 0。", f"{where_en} is empty; nothing is written as 0.")
            yield Fault("empty", cell, value, wanted, (), what, cell.table == "2")
        elif value == NOT_APPLICABLE:
            what = T(f"{where}填的是不适用。", f"{where_en}: not applicable.")
            yield Fault("na", cell, value, wanted, (), what, cell.table == "2")
        else:
            what = T(f"{where}是文字“{value[:40]}”，应为数字。", f"{where_en}: “{value[:40]}” is no number.")
            yield Fault("text", cell, value, wanted, (), what)


def said(value: Content) -> T:
    """A cell's content in words, the four kinds kept apart."""
    if isinstance(value, Decimal):
        return T(f" {value:f}", f"{value:f}")
    if value is None:
        return T("空白", "empty")
    return T("“不适用”", "“N.A.”") if value == NOT_APPLICABLE else T(f"“{value[:40]}”", f"“{value[:40]}”")
