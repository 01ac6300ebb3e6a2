"""Findings sorted by type of problem: which types a kind of finding belongs to, how many there are, what became of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gongkai.core.codes import span
from gongkai.core.errors import BadInput
from gongkai.core.findings import Finding
from gongkai.core.i18n import T
from gongkai.core.text import nearest
from gongkai.plugins.inspection.problems.rules import ProblemScheme, ProblemType

if TYPE_CHECKING:
    from gongkai.core.office import Office

OTHER = ""
"""Of what belongs to no type of a scheme."""


@dataclass(frozen=True)
class Sum:
    """How many problems of a type there are.

    Attributes:
        type: None for what belongs to none.
        found: findings now; ``open`` and ``closed``: rectification orders that came of such findings.
    """

    type: ProblemType | None
    found: int
    open: int
    closed: int


def schemes(office: "Office") -> dict[str, ProblemScheme]:
    """The ways of sorting, by key."""
    return office.profile.items("problem_scheme", ProblemScheme)


def scheme_of(office: "Office", key: str) -> str:
    """A scheme by its key.

    Raises:
        BadInput: there is none; names the nearest.
    """
    known = schemes(office)
    if key in known:
        return key
    near = nearest(key, list(known))
    raise BadInput(
        T(f"没有分类办法 {key[:40]}。", f"There is no scheme {key[:40]}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T(f"可用：{'、'.join(known)}。", f"There are: {', '.join(known)}."),
    )  # fmt: skip


def types(office: "Office", scheme: str) -> list[ProblemType]:
    """The types of a scheme, in the order of the rules."""
    return [one for one in office.profile.items("problem_type", ProblemType).values() if one.scheme == scheme]


def types_of(office: "Office", code: str, scheme: str) -> list[ProblemType]:
    """The types of a scheme to which a kind of finding belongs."""
    return [one for one in types(office, scheme) if any(fnmatchcase(code, pattern) for pattern in one.codes)]


def _units_findings(office: "Office", within: int | None) -> list[Finding]:
    from gongkai.core.registry.findings import findings

    return list(findings(office, within))


class Numbers:
    """How many findings and orders there are of each kind of finding, counted once for all schemes."""

    def __init__(self, office: "Office", within: int | None = None, unit: str = "") -> None:
        self._office = office
        found = Counter(one.code for one in _units_findings(office, within) if unit in ("", one.unit))
        if "entry" in office.resources:
            from gongkai.plugins.catalog.findings.listing import Findings

            found += Findings(office, within, unit=unit).counts()
        self._codes = {code: [number, 0, 0] for code, number in found.items()}
        low, high = span(office.scope if within is None else within)
        for code, done, number in office.rows(
            "SELECT finding, CASE WHEN closed_on IS NULL THEN 1 ELSE 2 END AS done, COUNT(*) FROM {rectification_order}"
            f" WHERE scope BETWEEN ? AND ? AND finding <> ''{' AND unit = ?' if unit else ''} GROUP BY finding, done",
            (low, high, *((unit,) if unit else ())),
        ):
            self._codes.setdefault(code, [0, 0, 0])[done] += int(number)

    def by(self, scheme: str) -> list[Sum]:
        """Every type of a scheme, what belongs to none at the end. A finding of two types counts in both."""
        named = {one.id: one for one in types(self._office, scheme)}
        made = {key: [0, 0, 0] for key in (*named, OTHER)}
        for code, numbers in self._codes.items():
            for key in [one.id for one in types_of(self._office, code, scheme)] or [OTHER]:
                made[key] = [one + more for one, more in zip(made[key], numbers, strict=True)]
        return [Sum(named.get(key), *numbers) for key, numbers in made.items()]


def found(office: "Office", kind: ProblemType, within: int | None = None, unit: str = "") -> Iterator[Finding]:
    """The findings of one type."""
    for one in _units_findings(office, within):
        if unit in ("", one.unit) and any(fnmatchcase(one.code, pattern) for pattern in kind.codes):
            yield one
    if "entry" not in office.resources:
        return
    from gongkai.plugins.catalog.findings.listing import Findings

    for code in Findings(office, within, unit=unit).kinds:
        if any(fnmatchcase(code, pattern) for pattern in kind.codes):
            yield from Findings(office, within, code, unit)


def faults(office: "Office") -> Iterator[T]:
    """Types of schemes that are not there, for ``gongkai doctor``."""
    known = schemes(office)
    for one in office.profile.items("problem_type", ProblemType).values():
        if one.scheme not in known:
            yield T(
                f"问题类型 {one.id} 的 scheme {one.scheme} 不存在。",
                f"problem_type {one.id} names the scheme {one.scheme}, which is not there.",
            )
