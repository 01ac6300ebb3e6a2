"""Two sample rounds: last quarter's, public after replies; this quarter's, in which the first marks are being given."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.plugins.inspection.demo import INSPECTOR, MARKABLE, MARKED, impression
from gongkai.plugins.inspection.rounds.finding import round_of, rubric_in
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rounds.run import run
from gongkai.plugins.inspection.rubrics import plan_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

UNDER_WAY = 0.6  # of the units are marked so far
OBJECTING = 3
SELF = T("对照指标逐项自查，材料齐全。", "Checked by ourselves, indicator by indicator; the papers are complete.")
DISAGREE = T("附件已于检查前补传，请复核。", "The attachment was added before the look; please look again.")
UPHELD = T("复核属实，予以改评。", "True on a second look; marked again.")
DISMISSED = T("检查时确未上传，维持初评。", "It was not there at the time; the first mark stays.")


def fill(office: "Office", seed: int) -> None:
    """Hold them; the same seed and day give the same rounds."""
    chance = random.Random(f"rounds {seed}")
    first = date(office.today.year, (office.today.month - 1) // 3 * 3 + 1, 1)
    _public(office, chance, first - timedelta(days=1))
    _under_way(office, chance, first)


def _quarter(day: date) -> tuple[str, str]:
    number = (day.month + 2) // 3
    return f"{day.year}-Q{number}", str(
        T(f"{day.year} 年第 {number} 季度考核", f"Assessment of {day.year}, quarter {number}")
    )


def _public(office: "Office", chance: random.Random, end: date) -> None:
    code = _opened(office, end, as_of=end)
    _act(office, code, "begin_self")
    _mark(office, chance, code, "self", 1.0)
    _act(office, code, "begin_first")
    given = _mark(office, chance, code, "first", 1.0)
    _act(office, code, "begin_reply")
    lowest = sorted(given, key=lambda row: (row["points"], row["unit"]))[:OBJECTING]
    _reply(office, code, lowest)
    _act(office, code, "begin_second")
    _run(office, code)
    _act(office, code, "publish")


def _under_way(office: "Office", chance: random.Random, begun: date) -> None:
    code = _opened(office, begun)
    _act(office, code, "begin_self")
    _mark(office, chance, code, "self", MARKED)
    _act(office, code, "begin_first")
    _mark(office, chance, code, "first", UNDER_WAY)
    _run(office, code)


def _opened(office: "Office", day: date, as_of: date | None = None) -> str:
    code, title = _quarter(day)
    with office.change(str(T(f"样例轮次 {code}", f"sample round {code}"))) as change:
        open_round(office, change, code, title=title, to=MARKABLE, as_of=as_of)
    return code


def _act(office: "Office", code: str, step: str) -> None:
    office.register("round").act(round_of(office, code), step)


def _run(office: "Office", code: str) -> None:
    with office.change(str(T(f"计算轮次 {code}", f"round {code} computed"))) as change:
        run(office, change, round_of(office, code))


def _mark(office: "Office", chance: random.Random, code: str, phase: str, share: float) -> list[dict[str, Any]]:
    """Marks of a phase for this share of the units."""
    held = round_of(office, code)
    entries = [one for one in plan_of(office, rubric_in(held)).entries if one.hand and one.most is not None]
    rows: list[dict[str, Any]] = []
    for (unit,) in office.rows("SELECT unit FROM {round_member} WHERE round = ? ORDER BY scope, unit", (held.uid,)):
        if chance.random() > share:
            continue
        for entry in entries:
            found, reason = impression(chance)
            if phase == "self":
                found, reason = min(found + Decimal("0.1"), Decimal(1)), SELF.zh
            rows.append({
                "unit": unit, "rubric": held.rubric, "indicator": entry.key, "round": code, "phase": phase,
                "points": ((entry.most or Decimal(0)) * found).quantize(Decimal("0.01")), "reason": reason,
                "marked_by": INSPECTOR if phase == "first" else "clerk", "marked_on": office.today,
            })  # fmt: skip
    with office.change(str(T("样例评分", "sample marks"))) as change:
        change.insert_many("mark", rows)
    return rows


def _reply(office: "Office", code: str, rows: list[dict[str, Any]]) -> None:
    """The units with the lowest marks object: one is right, one is not, one is still to be decided."""
    objections = office.register("round_objection")
    for number, row in enumerate(rows):
        said = {
            "round": code,
            "unit": row["unit"],
            "indicator": row["indicator"],
            "words": DISAGREE.zh,
            "raised_by": "clerk",
        }
        made = objections.save(None, said)
        if number == 0:
            objections.act(made, "uphold", points=row["points"] + 2, answer=UPHELD.zh)
        elif number == 1:
            objections.act(made, "dismiss", answer=DISMISSED.zh)
