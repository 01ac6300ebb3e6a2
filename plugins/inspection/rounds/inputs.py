"""What went into a result, as it is kept: one value for each entry of the frozen rubric.

``[part, whole]`` is a figure, a text a mark or the reason why there is none, null nothing to measure or not marked.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from gongkai.core.measures import Figure
from gongkai.plugins.inspection.arithmetic import Kind
from gongkai.plugins.inspection.arithmetic.operators import Input

_KINDS = {kind.value: kind for kind in Kind}


def written(value: Input) -> str:
    """One input as JSON."""
    if value is None:
        return "null"
    if isinstance(value, Figure):
        return f"[{_number(value.numerator)},{_number(value.denominator)}]"
    return f'"{value.value if isinstance(value, Kind) else value}"'


def _number(value: Decimal) -> str:
    return str(int(value)) if value == value.to_integral_value() else f'"{value}"'


def written_rows(columns: Sequence[Sequence[Input]]) -> list[str]:
    """Whole columns as one JSON list for each row; what is one object is written once."""
    texts = []
    for column in columns:
        ids = list(map(id, column))
        known = {key: written(value) for key, value in dict(zip(ids, column, strict=True)).items()}
        texts.append(list(map(known.__getitem__, ids)))
    return [f"[{','.join(row)}]" for row in zip(*texts, strict=True)]


def read_inputs(text: str) -> list[Input]:
    """The inputs of a kept result."""
    return [_read(value) for value in msgspec.json.decode(text or "[]")]


def _read(value: object) -> Input:
    if isinstance(value, list):
        return Figure(Decimal(str(value[0])), Decimal(str(value[1])))
    if isinstance(value, str):
        return _KINDS.get(value) or Decimal(value)
    return None


def pairs(text: str) -> list[tuple[Decimal, Decimal] | None]:
    """The inputs of a place, all of which are pairs."""
    return [(value.numerator, value.denominator) if isinstance(value, Figure) else None for value in read_inputs(text)]


def written_pairs(values: Iterable[tuple[Decimal, Decimal] | None]) -> str:
    """Pairs as JSON."""
    return f"[{','.join(written(Figure(*value)) if value else 'null' for value in values)}]"
