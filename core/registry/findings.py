"""What is missing or wrong in the registry: posts, seats, facilities, facts, coverage, credit codes.

``findings`` lists, ``marks`` counts by unit, ``finding_counts`` by place; all three ask the same questions.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from gongkai.core.access import scope_sql
from gongkai.core.codes import span
from gongkai.core.findings import Finding
from gongkai.core.i18n import T
from gongkai.core.registry.lacking import lacking

if TYPE_CHECKING:
    from gongkai.core.office import Office


def findings(office: "Office", within: int | None = None) -> list[Finding]:
    """Every finding of the registry in a subtree that the acting account may see, in order of place and unit."""
    low, high = span(office.scope if within is None else within)
    found: list[tuple[int, str, int, Finding]] = []
    for lack in lacking(office, low, high):
        for unit, name, scope, said, record in office.store.sql(lack.sql, lack.params):
            what = lack.tell(name, said)
            finding = Finding(lack.code, what, lack.remedy, unit, lack.rule, lack.register, record, item=lack.item)
            found.append((scope, unit, len(found), finding))
    for unit, name, scope, code in wrong_codes(office, low, high):
        what = T(f"{name}的统一社会信用代码 {code} 校验不符。", f"{name}: credit code {code} does not check.")
        remedy = T("对照证书核对 18 位代码。", "Compare the 18 characters with the certificate.")
        found.append((scope, unit, len(found), Finding("uscc-wrong", what, remedy, unit, "", "unit", unit)))
    return [finding for *_, finding in sorted(found, key=lambda line: line[:3])]


def marks(office: "Office", within: int | None = None) -> Counter[str]:
    """How many findings each unit of a subtree has; units without any are left out."""
    low, high = span(office.scope if within is None else within)
    found: Counter[str] = Counter()
    for lack in lacking(office, low, high):
        # counted here: told to group by unit, the store walks that index through the whole nation
        found.update(unit for (unit,) in office.store.stream(f"SELECT l.unit FROM ({lack.sql}) l", lack.params))
    found.update(unit for unit, *_ in wrong_codes(office, low, high))
    return found


def finding_counts(office: "Office", scopes: Sequence[int]) -> dict[int, int]:
    """How many findings there are in the subtree of each of these divisions, such as the children of one node.

    The store counts by blocks as wide as the smallest of the subtrees, so that the answer is as small as the question.
    """
    if not scopes:
        return {}
    ranges = {scope: span(scope) for scope in scopes}
    low, high = min(low for low, _ in ranges.values()), max(high for _, high in ranges.values())
    width = min(last - first + 1 for first, last in ranges.values())
    blocks: Counter[int] = Counter()
    for lack in lacking(office, low, high):
        for block, number in office.store.sql(
            f"SELECT l.scope / {width}, count(*) FROM ({lack.sql}) l GROUP BY l.scope / {width}", lack.params
        ):
            blocks[block] += number
    blocks.update(scope // width for _, _, scope, _ in wrong_codes(office, low, high))
    keys = sorted(blocks)
    sums = [0, *accumulate(blocks[key] for key in keys)]
    return {
        scope: sums[bisect_left(keys, last // width + 1)] - sums[bisect_left(keys, first // width)]
        for scope, (first, last) in ranges.items()
    }


def wrong_codes(office: "Office", low: int, high: int) -> Iterator[tuple[str, str, int, str]]:
    """Units whose unified social credit code fails GB 32100-2015: (uid, name, scope, code).

    A warning, never a refusal: old codes stand in old papers.
    """
    seen, values = scope_sql(office)
    rows = office.store.sql(
        f"SELECT uid, name, scope, uscc FROM unit WHERE uscc <> '' AND scope BETWEEN ? AND ? AND {seen}",
        (low, high, *values),
    )
    for uid, name, scope, code in rows:
        if not code_checks(code):
            yield uid, name, scope, code


def code_checks(code: str) -> bool:
    """Whether a unified social credit code is right by its algorithm."""
    from stdnum.cn import uscc  # only when there is a code to check

    return bool(uscc.is_valid(code))
