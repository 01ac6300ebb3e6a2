"""Where in its file an indicator of a rubric stands, so that a fault names the line."""

from collections.abc import Iterator, Mapping
from typing import Any

from gongkai.core.profile import Layer, Profile
from gongkai.core.toml import line_of

RUBRIC = "rubric"


def place_of(profile: Profile, rubric: str, indicator: str = "", key: str = "", part: str = "indicator") -> str:
    """``file:line`` of what was set last: a key of an indicator (or of a ``unit_class``), the indicator, the rubric.

    An indicator that is inherited stands where the rubric that has it says so.
    """
    seen: set[str] = set()
    while rubric and rubric not in seen:
        seen.add(rubric)
        for layer, index, table in _tables(profile, rubric):
            found = _line(layer, index, table, indicator, key, part)
            if found:
                return f"{layer.path}:{found}"
        rubric = next((str(table["extends"]) for _, _, table in _tables(profile, rubric) if table.get("extends")), "")
    last = profile.origin(RUBRIC, next(iter(seen), ""))
    return f"{last.file}:{last.line}" if last else ""


def _tables(profile: Profile, rubric: str) -> Iterator[tuple[Layer, int, Mapping[str, Any]]]:
    """Every table of a rubric, later layers first."""
    for layer in reversed(profile.layers):
        for index, table in enumerate(layer.data.get(RUBRIC, ())):
            if isinstance(table, Mapping) and table.get("id") == rubric:
                yield layer, index, table


def _line(layer: Layer, index: int, table: Mapping[str, Any], indicator: str, key: str, part: str) -> int:
    if not indicator:
        return line_of(layer.text, RUBRIC, index, key) if not key or key in table else 0
    for at, one in enumerate(_listed(table.get(part))):
        if one.get("id") == indicator and (not key or key in one):
            before = sum(len(_listed(other.get(part))) for other in layer.data[RUBRIC][:index])
            line = line_of(layer.text, f"{RUBRIC}.{part}", before + at, key)
            # tables written inline have no heading of their own
            return line if line > 1 else line_of(layer.text, RUBRIC, index, part)
    return 0


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
