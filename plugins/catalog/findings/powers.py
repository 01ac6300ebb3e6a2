"""Findings on powers, in the same list; what they look for stands in ``powers.checks``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongkai.core.findings import Check, Finding
from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office

CODES = {
    "power-field": T("职权缺要素", "Power lacks facts"),
    "power-promise": T("承诺时限过长", "Promise too long"),
    "power-late": T("实际用时超承诺", "Slower than promised"),
    "power-shorter": T("压缩时限不足", "Time not cut enough"),
    "power-steps-long": T("环节时限过长", "Steps too long"),
    "power-steps-lost": T("环节去向不明", "Step leads nowhere"),
    "power-steps-apart": T("环节不相连", "Steps apart"),
    "power-steps-endless": T("流程没有结束", "Procedure without end"),
    "power-steps-twice": T("环节序号重复", "Step numbers doubled"),
    "power-joint": T("并联审批不实", "Joint approval in name only"),
    "power-code": T("职权编码有误", "Code of a power"),
    "power-code-twice": T("职权编码重复", "Code of two powers"),
    "power-unreviewed": T("职权未经审核", "Power not reviewed"),
    "power-without-duty": T("职权无对应职责", "Power without a duty"),
    "duty-without-power": T("职责未报职权", "Duty without a power"),
    "power-uncut": T("应减未减", "Not cut"),
    "power-list": T("没有职权目录", "No catalogue of powers"),
    "power-count": T("职权底数不符", "Count of powers"),
}


def checks() -> Iterator[Check]:
    """All kinds of findings on powers as one check."""
    yield Check("power", T("职权", "Powers"), find=_find, codes=CODES)


def _find(office: "Office", low: int, high: int) -> Iterator[Finding]:
    from gongkai.plugins.catalog.powers.checks import findings

    yield from findings(office, low)
