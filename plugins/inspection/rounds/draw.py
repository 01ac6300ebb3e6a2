"""Random samples that anybody can draw again: items stand in the order of SHA-256(seed + item), the first ones are drawn."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gongkai.core.access import require
from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.store.record import columns, derived_uid
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.rounds.finding import OVER
from gongkai.plugins.inspection.rounds.models import Draw
from gongkai.plugins.inspection.rounds.rules import SampleKind

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def order(seed: str, items: Iterable[str]) -> list[tuple[str, str]]:
    """Items with the hash by which they stand in order; the order in which they were given does not matter."""
    return sorted((hashlib.sha256(f"{seed}{item}".encode()).hexdigest(), item) for item in set(items))


def draw(
    office: "Office", change: "Change", round: Any, seed: str, what: str = "units", size: int = 0
) -> list[dict[str, Any]]:
    """Draw a sample for a round and keep it, with the seed and every hash.

    Raises:
        BadInput: nothing to draw from, no seed, a size that does not fit, drawn already, or the scores are public.
        NotAllowed: the acting account may not inspect all of the round's place.
    """
    require(office, "inspect", round.within, whole=True)
    seed = clean_line(seed)
    kinds = office.profile.items("sample", SampleKind)
    if what not in kinds:
        raise BadInput(
            T(f"没有抽样对象 {what}。", f"There is nothing called {what} to draw from."),
            T(f"可用：{'、'.join(kinds)}。", f"There are: {', '.join(kinds)}."),
        )
    if not seed:
        raise BadInput(
            T("没有给出种子。", "There is no seed."),
            T(
                "用 --seed 写一个公开的数，如当天的彩票号码。",
                "Give a public number with --seed, such as the day’s lottery.",
            ),
        )
    if round.stage in OVER:
        raise BadInput(
            T(f"轮次 {round.code} 已公布。", f"Round {round.code} is published."),
            T("抽样在评分之前进行。", "Samples are drawn before marks are given."),
        )
    if office.rows("SELECT 1 FROM {round_draw} WHERE round = ? AND what = ? LIMIT 1", (round.uid, what)):
        raise BadInput(
            T("已经抽过，不能重抽。", "It is drawn already and not drawn again."),
            T("用 gongkai round draw 查看。", "See it with gongkai round draw."),
        )
    if what == "units" and office.rows(
        "SELECT 1 FROM {mark} WHERE round = ? AND phase <> 'self' LIMIT 1", (round.code,)
    ):
        raise BadInput(
            T("已有评分，不能再抽单位。", "Marks are given already, so units are drawn no more."),
            T("抽样在评分之前进行。", "Samples are drawn before marks are given."),
        )
    kind = kinds[what]
    items = {item: item for item in kind.items}
    if not items:
        uids = [unit for (unit,) in office.rows("SELECT unit FROM {round_member} WHERE round = ?", (round.uid,))]
        items = office.unit_names(uids)
    count = size or min(kind.size, len(items))
    if not 1 <= count <= len(items):
        raise BadInput(
            T(f"从 {len(items)} 个中抽不出 {count} 个。", f"{count} cannot be drawn of {len(items)}."),
            T("改 --size。", "Change --size."),
        )
    rows = [
        {
            **dict.fromkeys(columns(Draw)), "uid": derived_uid("round_draw", round.uid, what, item),
            "unit": item if not kind.items else round.unit, "scope": round.scope, "stage": "", "version": 1,
            "round": round.uid, "what": what, "seed": seed, "rank": rank, "item": item, "name": items[item], "hash": sha,
            "of": len(items),
        }
        for rank, (sha, item) in enumerate(order(seed, items)[:count], 1)
    ]  # fmt: skip
    if not kind.items:
        for row in rows:
            row["scope"] = office.unit_scope(row["item"])
    change.insert_rows(office.resource("round_draw"), rows)
    return rows
