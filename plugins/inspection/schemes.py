"""Other assessments in which disclosure counts, and how many points a unit's score brings there."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.inspection.arithmetic import EXACT, PUBLISHED, number
from gongkai.plugins.inspection.rules import Scheme

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.plugins.inspection.engine import UnitScore


@dataclass(frozen=True, slots=True)
class Counted:
    """A unit's score in one scheme: ``points`` it brings, None while there is no score or the scheme's share is open."""

    scheme: Scheme
    score: "UnitScore"
    points: Decimal | None


def schemes(office: "Office") -> dict[str, Scheme]:
    """The schemes of the profile, by id."""
    return office.profile.items("scheme", Scheme)


def brings(scheme: Scheme, published: Decimal | None, out_of: Decimal = Decimal(100)) -> Decimal | None:
    """The points that a published score brings in a scheme, rounded once to two places, halves up.

    Raises:
        BadInput: the scheme's points cannot be read, or are above its total; names the scheme.
    """
    if not scheme.points or published is None:
        return None
    most = number(scheme.points, scheme.id, "points")
    if most > number(scheme.total, scheme.id, "total"):
        raise BadInput(
            T(f"考核 {scheme.id} 中公开占 {scheme.points} 分，高于总分 {scheme.total}。",
              f"Scheme {scheme.id}: disclosure has {scheme.points} points, above the total of {scheme.total}."),
            T("改正 [[scheme]] 的 points。", "Mend the points of the [[scheme]]."),
        )  # fmt: skip
    exact = EXACT.divide(EXACT.multiply(most, min(published, out_of)), out_of)
    return exact.quantize(PUBLISHED, ROUND_HALF_UP, EXACT)


def counted(office: "Office", within: int | None = None, round: str = "") -> list[Counted]:
    """Every unit in every scheme that means it, by scheme and place.

    Raises:
        BadInput: a scheme names a rubric that is not there, or its points cannot be used.
    """
    from gongkai.core.registry.select import selected
    from gongkai.plugins.inspection.engine import scores, standing

    area = office.scope if within is None else within
    own: list[UnitScore] | None = None
    found: list[Counted] = []
    for scheme in schemes(office).values():
        if scheme.rubric:
            known = scores(office, scheme.rubric, within, None, round)
        else:
            known = own = standing(office, within, None, round) if own is None else own
        meant = {row[0] for row in selected(office, scheme.to, area)}
        for score in known:
            if score.uid in meant:
                out_of = Decimal(score.rubric.out_of or score.rubric.total)
                found.append(Counted(scheme, score, brings(scheme, score.published, out_of)))
    return found


def findings(office: "Office") -> Iterator[T]:
    """What is wrong with the schemes, in words, for ``gongkai doctor``."""
    from gongkai.plugins.inspection.rubrics import rubric_of

    for scheme in schemes(office).values():
        try:
            brings(scheme, Decimal(100))
            if scheme.rubric:
                rubric_of(office, scheme.rubric)
        except BadInput as error:
            origin = office.profile.origin("scheme", scheme.id)
            where = f"{origin.file}:{origin.line}: " if origin else ""
            yield T(where, where) + error.message
