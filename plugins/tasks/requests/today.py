"""What a person must know of requests this morning, and what ``doctor`` says of them."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.today import Card
from gongkai.plugins.tasks.requests.models import OUTCOMES
from gongkai.plugins.tasks.requests.rules import OutcomeRule, RequestLaw, internal_forms

if TYPE_CHECKING:
    from gongkai.core.office import Office

CARDS = (
    ("late", "request", "overdue", T("逾期未答复的申请", "Requests overdue")),
    ("late", "request", "uncorrected", T("逾期未补正的申请", "Requests not corrected in time")),
    ("late", "request", "unpaid", T("逾期未缴费的申请", "Requests whose fee was not paid")),
    ("act", "request", "unconfirmed", T("当天要确认收到的申请", "Requests to confirm today")),
    ("act", "request", "for_me", T("待我办理的申请", "Requests waiting for me")),
    ("act", "request", "silent", T("征求意见到期的申请", "Requests whose consultation is over")),
    (
        "act",
        "request_notice",
        "untold",
        T("隔日仍未登记送达的文书", "Notices made earlier and not entered as delivered"),
    ),
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
    """Laws with gaps or overlaps, outcomes without a rule, forms that cannot be filled, open requests of units that are gone,
    closed requests with a notice that reached nobody.
    """
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
    yield from _untold_findings(office)


def _law_findings(office: "Office") -> Iterator[T]:
    laws = sorted(office.profile.items("request_law", RequestLaw).values(), key=lambda law: law.since)
    for before, law in pairwise(laws):
        if not before.until or before.until >= law.since:
            yield T(f"{before.id} 与 {law.id} 的适用日期重叠。", f"The dates of {before.id} and {law.id} overlap.")


def _untold_findings(office: "Office") -> Iterator[T]:
    """The period runs to the reply that the applicant has, so a closed request must show that its notices arrived."""
    internal = ("", *internal_forms(office))
    rows = office.rows(
        "SELECT u.name, COUNT(*) FROM {request_notice} n JOIN {request} r ON r.uid = n.request JOIN {unit} u ON u.uid = n.unit"
        " WHERE n.delivered_on IS NULL AND n.made_on < ? AND r.closed_on IS NOT NULL"
        f" AND n.form NOT IN ({', '.join('?' * len(internal))}) GROUP BY u.name ORDER BY u.name",
        (office.today.isoformat(), *internal),
    )
    for name, count in rows:
        yield T(
            f"{name}有 {count} 份已办结申请的文书没有送达日期。",
            f"{name} has closed requests whose notices have no day of delivery: {count}.",
        )


def _form_findings(office: "Office") -> Iterator[T]:
    from gongkai.core.templates import fill
    from gongkai.plugins.tasks.requests.notices import KNOWN, forms, own_text

    for form in forms(office).values():
        try:
            fill(own_text(office, form), dict.fromkeys(KNOWN, "x"))
        except BadInput as error:
            yield T(f"文书 {form.key}：{error.message.zh}", f"Form {form.key}: {error.message.en}")
