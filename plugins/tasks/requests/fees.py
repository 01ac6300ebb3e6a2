"""The information-processing fee: by item or by page, progressive on the excess.

Source: 国办函〔2020〕109号, in force since 2021.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.plugins.tasks.requests.rules import Band, Fee, Step, fee_on

if TYPE_CHECKING:
    from gongkai.core.office import Office


def price(number: int, bands: Sequence[Band], step: Step | None = None) -> int:
    """Yuan for the ``number``-th item or page alone."""
    each = 0
    for band in bands:
        if number > band.over:
            each = band.each
    if step is not None and bands and number > bands[-1].over:
        each += (number - bands[-1].over - 1) // step.every * step.more
    return each


def total(count: int, bands: Sequence[Band], step: Step | None = None) -> int:
    """Yuan for so many items or pages in all."""
    return sum(price(number, bands, step) for number in range(1, count + 1))


def by_items(fee: Fee, count: int) -> int:
    """Yuan for so many requests of one applicant in one calendar month."""
    return total(count, fee.item, fee.item_step)


def by_pages(fee: Fee, pages: int) -> int:
    """Yuan for so many pages given on one request."""
    return total(pages, fee.page)


def place_in_month(office: "Office", row: dict[str, Any]) -> int:
    """The how-manieth request of its applicant to its unit this is in its calendar month, in order of receipt.

    Called inside a hook: it counts requests whoever may see them.
    """
    from gongkai.plugins.tasks.requests.matching import same_person

    received = row["received_on"] or row["sent_on"]
    marks, people = same_person(office, row)
    found = office.inside.rows(
        f"SELECT COUNT(*) FROM {{request}} WHERE unit = ? AND applicant IN ({marks}) AND uid <> ?"
        " AND COALESCE(received_on, sent_on) >= ? AND (COALESCE(received_on, sent_on) < ?"
        " OR (COALESCE(received_on, sent_on) = ? AND number < ?))",
        (row["unit"], *people, row["uid"], received[:7], received, received, row["number"]),
    )
    return int(found[0][0]) + 1


def amount(office: "Office", row: dict[str, Any]) -> int:
    """Yuan for a request by the way that was chosen for it.

    Raises:
        BadInput: no fee rules on that day, pages missing or given where they do not count, or nothing to pay.
    """
    fee = fee_on(office, row["received_on"] or row["sent_on"])
    if fee is None:
        raise BadInput(
            T("收到申请时还没有信息处理费的规定。", "There were no rules on fees when the request came in."),
            T("不收费，直接答复。", "It is free: reply."),
        )
    if row["fee_mode"] == "page":
        if not row["fee_pages"] or row["fee_pages"] < 0:
            raise BadInput(
                T("按量计收须填写页数。", "A fee by page needs the number of pages."),
                T("填写 fee_pages。", "Fill in fee_pages."),
            )
        yuan, free = by_pages(fee, row["fee_pages"]), fee.page[0].over if fee.page else 0
    else:
        if row["fee_pages"]:
            raise BadInput(
                T("按件和按量只能选一种。", "By item or by page: one of the two."),
                T("按件计收不填页数。", "Leave the pages out when it is by item."),
            )
        place = place_in_month(office, row)
        yuan, free = price(place, fee.item, fee.item_step), fee.item[0].over if fee.item else 0
    if not yuan:
        raise BadInput(
            T(f"没有超出免费的 {free} {'页' if row['fee_mode'] == 'page' else '件'}，不收费。",
              f"It is within the {free} that are free."),
            T("直接办理。", "Go on with the request."),
        )  # fmt: skip
    return yuan
