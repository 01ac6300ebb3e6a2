"""The law of requests, read from TOML: clocks by date, fees, remedies, what each outcome must say, forms."""

from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.profile import Section
from gongkai.core.rules import Kind, Struct

if TYPE_CHECKING:
    from gongkai.core.office import Office


class RequestLaw(Struct, frozen=True, kw_only=True):
    """A regulation with its clocks, in working days.

    Attributes:
        since, until: first and last day on which a request must come in to fall under it.
        reply, extend: time for the reply, and the most that one extension adds.
        correct: within how many days after receipt a correction may be asked for; 0 for no limit.
        consult: time that a third party or a joint maker has to answer; 0 for no limit.
        identity: whether the applicant must prove who they are.
        confirm: manners of application for which the day of receipt is the day of confirmation.
        stops: kinds of consultation during which the clock stands still.
    """

    id: str
    name: T
    since: str
    until: str = ""
    reply: int
    extend: int
    correct: int = 0
    consult: int = 0
    identity: bool = False
    confirm: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    rule: str = ""


class Excess(Struct, frozen=True):
    """From how many requests of one applicant to one unit in a calendar month on the product says so."""

    id: str
    in_month: int
    rule: str = ""


class Band(Struct, frozen=True):
    """What each item or page ``over`` a number costs, in yuan, up to the next band."""

    over: int
    each: int


class Step(Struct, frozen=True):
    """Above the last band: every so many the price of each rises by ``more`` yuan."""

    every: int
    more: int


class Fee(Struct, frozen=True):
    """The information-processing fee: bands by item and by page, days to pay, and whether the clock starts anew then."""

    id: str
    since: str
    pay_within: int
    restart: bool = True
    item: tuple[Band, ...] = ()
    item_step: Step | None = None
    page: tuple[Band, ...] = ()
    account: str = ""
    rule: str = ""


class RemedyTerm(Struct, frozen=True):
    """How long one has to apply, how long the decision takes, and by how much that can be extended (limits)."""

    id: str
    apply: str
    decide: str
    extend: str = ""
    rule: str = ""


class OutcomeRule(Struct, frozen=True):
    """What a reply with an outcome must hold, the article named when nobody says another, the form of its letter.

    Attributes:
        needs: fields that must all be filled; ``either``: at least one of them.
        by_step: it follows from a step of the clock, and nobody proposes it.
    """

    key: str
    needs: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    article: str = ""
    form: str = ""
    by_step: bool = False
    rule: str = ""


class Form(Kind, frozen=True, kw_only=True):
    """A notice or a sheet: ``body`` is its text, with marks such as ``{{title}}``; see ``notices``.

    Attributes:
        internal: it stays in the file and is delivered to nobody, such as the sheet on which a reply is approved.
    """

    body: str
    internal: bool = False


def internal_forms(office: "Office") -> list[str]:
    """Keys of the forms that are delivered to nobody."""
    return sorted(form.key for form in office.profile.items("request_form", Form).values() if form.internal)


SECTIONS = (
    Section("request_law", RequestLaw, plugin="tasks"),
    Section("request_excess", Excess, plugin="tasks"),
    Section("request_fee", Fee, plugin="tasks"),
    Section("request_remedy", RemedyTerm, plugin="tasks"),
    Section("request_outcome", OutcomeRule, plugin="tasks"),
    Section("request_form", Form, plugin="tasks"),
)


def law_on(office: "Office", day: str) -> RequestLaw:
    """The regulation for a request that came in on a day (ISO).

    Raises:
        BadInput: there was none yet.
    """
    laws = office.profile.items("request_law", RequestLaw).values()
    for law in laws:
        if law.since <= day and (not law.until or day <= law.until):
            return law
    first = min((law.since for law in laws), default="?")
    raise BadInput(
        T(f"{day} 还没有政府信息公开条例。", f"There was no regulation on requests on {day}."),
        T(f"检查日期；最早从 {first} 起。", f"Check the date; the first is of {first}."),
    )


def law_of(office: "Office", key: str) -> RequestLaw:
    """The regulation by its key.

    Raises:
        BadInput: the profile does not know it any more.
    """
    found = office.profile.items("request_law", RequestLaw).get(key)
    if found is None:
        raise BadInput(
            T(f"规则中没有规定 {key}。", f"The rules have no regulation {key}."),
            T("恢复规则文件中的 [[request_law]]。", "Bring its [[request_law]] back into the rules."),
        )
    return found


def fee_on(office: "Office", day: str) -> Fee | None:
    """The fee rules in force on a day; None before there were any."""
    found = [fee for fee in office.profile.items("request_fee", Fee).values() if fee.since <= day]
    return max(found, key=lambda fee: fee.since, default=None)
