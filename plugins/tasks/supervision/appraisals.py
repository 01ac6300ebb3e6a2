"""What a bulletin says of the rounds of its period: of every class the best and the worst units, as they were scored."""

from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.templates import table

if TYPE_CHECKING:
    from gongkai.core.clock import Period
    from gongkai.core.office import Office


def appraisals(office: "Office", period: "Period", unit: str = "") -> str:
    """A table of the computed rounds of a period (``pc-year-2026``, ``2026-Q3``, ``2026``); with a unit, its own places."""
    heads = (
        T("考核", "Round"), T("评选", "Named"), T("名次", "Rank"), T("单位", "Unit"), T("得分", "Score"), T("结果", "State"),
    )  # fmt: skip
    if not {"round", "round_result"} <= office.resources.keys():
        return table(heads, [])
    from gongkai.plugins.inspection.ranking import best_and_worst, ranked
    from gongkai.plugins.inspection.rounds.finding import OVER, round_of
    from gongkai.plugins.inspection.rounds.results import results
    from gongkai.plugins.inspection.rounds.rules import rules_of

    key = period.key.replace("Q", "-Q")
    codes = office.rows(
        "SELECT code FROM {inspection_round} WHERE run_on IS NOT NULL AND code LIKE ? ORDER BY id", (f"%{key}",)
    )
    words = {"best": T("最佳", "best"), "worst": T("最差", "worst"), "": T("", "")}
    rows = []
    for held in (round_of(office, code) for (code,) in codes if code == key or code.endswith(f"-{key}")):
        places = ranked(results(office, held))
        named = {place.score.uid: (which, place) for which, place in best_and_worst(places, rules_of(office).best)}
        if unit:
            named = {one.score.uid: (named.get(unit, ("", one))[0], one) for one in places if one.score.uid == unit}
        state = T("已公布", "published") if held.stage in OVER else T("未公布", "not published")
        rows += [
            (held.title, words[which], f"{one.rank or '–'}/{one.assessed}", one.score.name, one.score.published, state)
            for which, one in named.values()
        ]
    return table(heads, rows)
