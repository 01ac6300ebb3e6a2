"""What a person must know of requests this morning, and what ``doctor`` says of them."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.today import Card
from gongkai.plugins.tasks.requests.models import OUTCOMES
from gongkai.plugins.tasks.requests.rules import OutcomeRule, RequestLaw

if TYPE_CHECKING:
    from gongkai.core.office import Office

CARDS = (
    ("late", "request", "overdue", T("逾期未答复的申请", "Requests overdue")),
    ("late", "request", "uncorrected", T("逾期未补正的申请", "Requests not corrected in time")),
    ("late", "request", "unpaid", T("逾期未缴费的申请", "Requests whose fee was not paid")),
    ("act", "request", "unconfirmed", T("当天要确认收到的申请", "Requests to confirm today")),
    ("act", "request", "for_me", T("待我办理的申请", "Requests waiting for me")),
    ("act", "request", "silent", T("征求意见到期的申请", "Requests whose consultation is over")),
    ("act", "remedy", "redo", T("待重新答复的申请", "Requests to be answered again")),
    ("soon", "request", "soon", T("即将到期的申请", "Requests due soon")),
)


def add_cards(office: "Office", register: Callable[[Card], None]) -> None:
    """A card for each question that has an answer today; each opens the list that it counts."""
    for group, key, question, title in CARDS:
        count = office.register(key).count(Query(filters=(question,)))
        if count:
            register(Card(f"{key}.{question}", group, title, count, register=key, filters=(question,)))


def findings(office: "Office") -> Iterator[T]:
    """Laws with gaps or overlaps, outcomes without a rule, forms that cannot be filled, open requests of units that are gone."""
    yield from _law_findings(office)
    rules = office.profile.items("request_outcome", OutcomeRule)
    for key, words in OUTCOMES:
        if key not in rules:
            yield T(
                f"办理结果“{words.zh}”没有 [[request_outcome]]。",
                f"The outcome “{words.en}” has no [[request_outcome]].",
            )
    yield from _form_findings(office)
    gone = office.rows(
        "SELECT u.name, COUNT(*) FROM {request} r JOIN {unit} u ON u.uid = r.unit"
        " WHERE r.closed_on IS NULL AND u.valid_to <= ? GROUP BY u.name ORDER BY u.name",
        (office.today.isoformat(),),
    )
    for name, count in gone:
        yield T(f"已撤销的{name}还有 {count} 件未办结申请。", f"{name} is abolished and has {count} open requests.")


def _law_findings(office: "Office") -> Iterator[T]:
    laws = sorted(office.profile.items("request_law", RequestLaw).values(), key=lambda law: law.since)
    for before, law in pairwise(laws):
        if not before.until or before.until >= law.since:
            yield T(f"{before.id} 与 {law.id} 的适用日期重叠。", f"The dates of {before.id} and {law.id} overlap.")


def _form_findings(office: "Office") -> Iterator[T]:
    from gongkai.core.templates import fill
    from gongkai.plugins.tasks.requests.notices import KNOWN, forms, own_text

    for form in forms(office).values():
        try:
            fill(own_text(office, form), dict.fromkeys(KNOWN, "x"))
        except BadInput as error:
            yield T(f"文书 {form.key}：{error.message.zh}", f"Form {form.key}: {error.message.en}")
