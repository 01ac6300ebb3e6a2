"""Sample marks for most county departments and townships."""

import random
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.plugins.inspection.arithmetic import terms_of
from gongkai.plugins.inspection.models import current_round
from gongkai.plugins.inspection.rubrics import binds, rubric_for

if TYPE_CHECKING:
    from gongkai.core.office import Office

INSPECTOR = "inspector"
MARKED = 0.8  # of the units; the rest shows what a missing mark does
MARKABLE = Selector(levels=("county", "township"), kinds=("department", "township_government"))
# share of the points from which the reason fits
REASONS = (
    (0.9, T("抽查十条，内容真实完整，更新及时。", "Ten samples: true, complete and up to date.")),
    (0.75, T("抽查十条，两条要素不全，其余规范。", "Ten samples: two lack elements, the others are in order.")),
    (0.6, T("抽查十条，三条更新偏慢，一条附件打不开。", "Ten samples: three are slow, one attachment does not open.")),
    (0.0, T("抽查十条，半数内容笼统，程序记录不全。", "Ten samples: half are vague, the record of steps has gaps.")),
)


def impression(chance: random.Random) -> tuple[Decimal, str]:
    """What an inspector found in a unit: the share of the points, and why."""
    share = min(1.0, max(0.3, chance.gauss(0.82, 0.12)))
    return Decimal(round(share * 20)) / 20, next(words.zh for least, words in REASONS if share >= least)


def fill(office: "Office", seed: int) -> None:
    """Give marks by one change; the same seed and day give the same marks."""
    chance = random.Random(f"marks {seed}")
    rows = []
    for unit, _, _ in selected(office, MARKABLE, office.scope):
        rubric = rubric_for(office, unit)
        if rubric is None or chance.random() > MARKED:
            continue
        for indicator in rubric.indicator:
            if indicator.operator != "mark" or not binds(office, indicator.to, unit):
                continue
            points = terms_of(indicator).points
            share, reason = impression(chance)
            rows.append(
                {
                    "unit": unit,
                    "rubric": rubric.id,
                    "indicator": indicator.id,
                    "round": current_round(office.today),
                    "points": (points * share).quantize(Decimal("0.01")),
                    "reason": reason,
                    "marked_by": INSPECTOR,
                    "marked_on": office.today,
                }
            )
    with office.change(str(T("样例评分", "sample marks"))) as change:
        change.insert_many("mark", rows)
