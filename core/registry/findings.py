"""What is missing or wrong in the registry: posts, seats, facilities, facts, coverage, credit codes.

``findings`` lists, ``marks`` counts by unit, ``finding_counts`` by place; all three ask the same questions.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gongkai.core.access import scope_sql
from gongkai.core.codes import span
from gongkai.core.findings import Finding
from gongkai.core.i18n import T
from gongkai.core.reading import OwnSQL
from gongkai.core.registry.blocks import Blocks
from gongkai.core.registry.lacking import lacking
from gongkai.core.registry.models import Unit

if TYPE_CHECKING:
    from gongkai.core.office import Office


def findings(office: "Office", within: int | None = None, alone: bool = False) -> list[Finding]:
    """Every finding of the registry in a subtree that the acting account may see, in order of place and unit.

    Args:
        alone: whether only the units of the division itself are meant, not those of the divisions below it.
    """
    low, high = span(office.scope if within is None else within)
    if alone:
        high = low
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


def marks(office: "Office", within: int | None = None, alone: bool = False) -> Counter[str]:
    """How many findings each unit of a subtree has; units without any are left out.

    Args:
        alone: whether to count for the units of the division itself and not for those of the divisions below it.
    """
    low, high = span(office.scope if within is None else within)
    if alone:
        high = low
    found: Counter[str] = Counter()
    for lack in lacking(office, low, high):
        # counted here: told to group by unit, the store walks that index through the whole nation
        found.update(unit for (unit,) in office.store.stream(f"SELECT l.unit FROM ({lack.sql}) l", lack.params))
    found.update(unit for unit, *_ in wrong_codes(office, low, high))
    return found


def finding_counts(office: "Office", scopes: Sequence[int]) -> dict[int, int]:
    """How many findings there are in the subtree of each of these divisions, such as the children of one node."""
    if not scopes:
        return {}
    blocks = Blocks(scopes)
    for lack in lacking(office, blocks.low, blocks.high):
        blocks.add(office.store.sql(
            f"SELECT l.scope / {blocks.width}, count(*) FROM ({lack.sql}) l GROUP BY l.scope / {blocks.width}", lack.params
        ))  # fmt: skip
    blocks.add((scope // blocks.width, 1) for _, _, scope, _ in wrong_codes(office, blocks.low, blocks.high))
    return blocks.sums()


def units_lacking(office: "Office") -> Any:
    """A condition on ``Unit`` for units that lack something which a rule asks for."""
    asked = list(lacking(office, *span(office.scope)))
    text = " UNION ".join(f"SELECT l.unit FROM ({lack.sql}) l" for lack in asked) or "SELECT ''"
    return Unit.uid.in_(OwnSQL(f"({office.store.marks(text)})", [value for lack in asked for value in lack.params]))


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
