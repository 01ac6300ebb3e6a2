"""The book as a document: a cover with the ranking, then a page for each unit, by templates."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from gongkai.core.docx import NEW_PAGE
from gongkai.core.i18n import T
from gongkai.core.templates import fill, table, template_of
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.arithmetic import shown
from gongkai.plugins.inspection.book.pages import Loss, Part, UnitPage
from gongkai.plugins.inspection.book.rules import ScorePage
from gongkai.plugins.inspection.book.words import class_name, points, rank_of
from gongkai.plugins.inspection.explain.whatif import Gain

if TYPE_CHECKING:
    from gongkai.core.office import Office

RANKING = (T("名次", "Rank"), T("单位", "Unit"), T("得分", "Score"), T("已评/应评", "Assessed"))
PARTS = (
    T("指标", "Indicator"),
    T("满分", "Points"),
    T("得分", "Earned"),
    T("计入总分", "Adds"),
    T("已评/应评", "Assessed"),
)
LOSSES = (T("指标", "Indicator"), T("结果", "Result"), T("失分", "Lost"), T("依据", "Grounds"))
MENDING = (T("整改", "Repair"), T("件数", "How many"), T("每件可得", "One brings"), T("全部可得", "All bring"))


def markdown(office: "Office", found: Sequence[UnitPage], round: str) -> str:
    """The whole book as Markdown.

    Raises:
        BadInput: an office's own template cannot be read, or has a mark that nobody knows.
    """
    return f"\n{NEW_PAGE}\n\n".join([_cover(office, found, round), *_units(office, found)])


def _cover(office: "Office", found: Sequence[UnitPage], round: str) -> str:
    scored = sum(page.ranked.rank is not None for page in found)
    values = {
        "office": clean_line(office.title), "date": office.today.isoformat(), "round": round, "units": str(len(found)),
        "scored": str(scored), "ranking": "\n\n".join(_rankings(office, found)),
    }  # fmt: skip
    return fill(_template(office, "cover"), values)


def _rankings(office: "Office", found: Iterable[UnitPage]) -> Iterator[str]:
    classes: dict[str, list[UnitPage]] = {}
    for page in found:
        classes.setdefault(class_name(office, page.ranked.score), []).append(page)
    for name, members in classes.items():
        rows = (
            (
                "—" if page.ranked.rank is None else page.ranked.rank,
                clean_line(page.ranked.score.name),
                points(page.ranked.score.published),
                f"{page.ranked.score.assessed}/{page.ranked.score.expected}",
            )
            for page in members
        )
        yield f"## {name}\n\n{table(RANKING, rows)}"


def _units(office: "Office", found: Iterable[UnitPage]) -> Iterator[str]:
    template = _template(office, "unit")
    for page in found:
        score = page.ranked.score
        edition = T(f"（{score.rubric.edition}）", f" ({score.rubric.edition})")
        yield fill(
            template,
            {
                "unit": clean_line(score.name),
                "score": points(score.published),
                "rank": rank_of(office, page.ranked),
                "assessed": str(score.assessed),
                "expected": str(score.expected),
                "rubric": clean_line(str(score.rubric.name + edition)),
                "verdict": str(score.result.verdict.label) if score.result else "",
                "parts": _parts(page.parts),
                "losses": _losses(page.losses),
                "repairs": table(MENDING, map(mended, page.repairs)),
            },
        )  # fmt: skip


def mended(gain: Gain) -> tuple[str, int, str, str]:
    """A repair as a row of ``MENDING``."""
    return str(gain.name), gain.times, f"+{points(gain.one)}", f"+{points(gain.all)}"


def _parts(parts: Iterable[Part]) -> str:
    rows = (
        (
            part.indicator.name,
            *((shown(part.points), points(part.earned), points(part.contribution)) if part.assessed else ("—",) * 3),
            f"{part.assessed}/{part.expected}",
        )
        for part in parts
    )
    return table(PARTS, rows)


def _losses(losses: Iterable[Loss]) -> str:
    return table(LOSSES, ((loss.name, loss.kind, f"-{points(loss.lost)}", loss.grounds) for loss in losses))


def _template(office: "Office", page: str) -> str:
    return template_of(office, "score", page, str(office.profile.items("score_page", ScorePage)[page].body))
