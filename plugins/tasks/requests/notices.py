"""Notices and sheets of requests, filled from a template.

The text is the office's own in ``templates/request/KEY.md``, else the body of ``[[request_form]]`` in the rules.
"""

from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.resource import show_value
from gongkai.core.templates import fill, marks_of, template_of
from gongkai.core.text import clean_line, nearest
from gongkai.plugins.tasks.requests.facts import clock_for
from gongkai.plugins.tasks.requests.models import Request
from gongkai.plugins.tasks.requests.remedies import apply_by
from gongkai.plugins.tasks.requests.rules import Form, OutcomeRule, fee_on, law_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

KIND = "request"
_OF_PARTY = ("party", "contact", "answer_reason", "override_reason")
_OF_APPLICANT = ("id_kind", "id_no", "agent", "phone", "email", "address")
FIELDS = tuple(name for name, field in Request._meta.fields.items() if hasattr(field, "meta"))
_FOR_PARTY = ("consult-third", "third-told", "consult-joint", "assist")
_KINDS = {"consult-third": "third_party", "third-told": "third_party", "consult-joint": "joint", "assist": "assist"}
_OWN = (
    "unit", "unit_phone", "today", "due", "number_of_notice", "closed_on", "law_name", "law_reply", "law_extend", "law_correct",
    "law_consult", "fee_days", "fee_account", "remedy",
)  # fmt: skip
KNOWN = frozenset({*_OWN, *_OF_PARTY, *_OF_APPLICANT, *FIELDS, "applicant"})
"""Every mark that a template may hold."""


def forms(office: "Office") -> dict[str, Form]:
    """The forms of the profile by key."""
    return office.profile.items("request_form", Form)


def form_of(office: "Office", key: str) -> Form:
    """A form by its key, or its Chinese or English name.

    Raises:
        BadInput: there is none; names the nearest.
    """
    known = forms(office)
    for form in known.values():
        if key in (form.key, form.name.zh) or key.lower() == form.name.en.lower():
            return form
    near = nearest(key, [*known, *(form.name.zh for form in known.values())])
    raise BadInput(
        T(f"没有文书 {key[:40]}。", f"There is no form {key[:40]}."),
        T(f"最接近的是 {near[0]}。", f"The nearest is {near[0]}.") if near
        else T("用 gongkai request forms 查看。", "See gongkai request forms."),
    )  # fmt: skip


def form_for(office: "Office", record: Any) -> str:
    """The form of the reply to a request, by its outcome.

    Raises:
        BadInput: it has none yet.
    """
    rule = office.profile.items("request_outcome", OutcomeRule).get(record.outcome or "")
    if rule is None or not rule.form:
        raise BadInput(
            T("还没有拟定办理结果。", "No outcome has been proposed yet."),
            T("先用 propose 拟定答复，或写明文书种类。", "Propose a reply first, or name the form."),
        )
    return rule.form


def own_text(office: "Office", form: Form) -> str:
    """The office's own text of a form, else that of the rules; see ``core.templates.template_of``."""
    return template_of(office, KIND, form.key, form.body)


def values_for(office: "Office", record: Any, key: str, doc_no: str = "", party: str = "") -> dict[str, str]:
    """What the marks of a form stand for.

    Raises:
        BadInput: the form is for somebody consulted, and it is not clear for whom.
        NotAllowed: the acting account may not see who the applicant is.
    """
    resource = office.resource("request")
    values = {
        name: show_value(office, meta, getattr(record, name))
        for name, meta in resource.fields.items()
        if name != "applicant"
    }
    values |= _applicant(office, record, key)
    values |= dict.fromkeys(_OF_PARTY, "")
    if key in _FOR_PARTY:
        values |= _party(office, record, _KINDS[key], party)
    law = law_of(office, record.law)
    _, clock = clock_for(office, record)
    fee = fee_on(office, record.fee_on.isoformat()) if record.fee_on else None
    phone = office.rows("SELECT phone FROM {unit} WHERE uid = ?", (record.unit,))
    due = record.due or clock.due
    return values | {
        "unit": office.unit_name(record.unit),
        "unit_phone": (phone[0][0] or "") if phone else "",
        "today": office.today.isoformat(),
        "due": due.isoformat() if due else "",
        "number_of_notice": doc_no,
        "closed_on": (record.closed_on or office.today).isoformat(),
        "law_name": str(law.name), "law_reply": str(law.reply), "law_extend": str(law.extend),
        "law_correct": str(law.correct or ""), "law_consult": str(law.consult or ""),
        "fee_days": str(fee.pay_within) if fee else "",
        "fee_account": fee.account if fee else "",
        "remedy": _remedy(office, record),
    }  # fmt: skip


def _applicant(office: "Office", record: Any, key: str) -> dict[str, str]:
    resource = office.resource("applicant")
    found = office.first(office.select(resource.model).where(resource.model.uid == record.applicant))
    if found is None:
        if "applicant" in marks_of(own_text(office, form_of(office, key))):
            from gongkai.core.access import require

            require(office, "identify", record.scope, record.unit)
        return dict.fromkeys(("applicant", *_OF_APPLICANT), "")
    values = {name: show_value(office, resource.meta(name), getattr(found, name)) for name in _OF_APPLICANT}
    return values | {"applicant": found.name}


def _party(office: "Office", record: Any, kind: str, wanted: str) -> dict[str, str]:
    rows = office.rows(
        f"SELECT {', '.join(_OF_PARTY)} FROM {{consult}} WHERE request = ? AND kind = ? ORDER BY sent_on, id",
        (record.uid, kind),
    )
    fitting = [row for row in rows if not wanted or wanted in row[0]]
    if len(fitting) != 1:
        names = [row[0] for row in rows]
        raise BadInput(
            T("没有登记这样的征求对象。" if not fitting else f"征求了几方：{'、'.join(names)}。",
              "No such party is entered." if not fitting else f"Several were consulted: {', '.join(names)}."),
            T("先用 gongkai consult add 登记，或用 --party 指明。", "Enter it with gongkai consult add, or name it with --party."),
        )  # fmt: skip
    return {name: value or "" for name, value in zip(_OF_PARTY, fitting[0], strict=True)}


def _remedy(office: "Office", record: Any) -> str:
    """Where one may turn who does not agree with the reply; a document's words, so in Chinese."""
    if not record.outcome:
        return ""
    day = record.closed_on or office.today
    review, suit = apply_by(office, "review", day), apply_by(office, "suit", day)
    text = f"如不服本答复，可自收到之日起60日内申请行政复议（按今日收到计至{review}）"  # zh-data
    if record.outcome.startswith("deny"):
        return f"{text}；对不予公开的答复，应先申请行政复议，对复议决定不服的再提起行政诉讼。"  # zh-data
    return f"{text}，或自收到之日起六个月内提起行政诉讼（按今日收到计至{suit}）。"  # zh-data


def make(office: "Office", record: Any, key: str = "", doc_no: str = "", party: str = "") -> tuple[Form, str]:
    """The form (that of the reply when none is named) and its text for a request. Writes nothing.

    Raises:
        BadInput: see ``form_of``, ``fill``, ``values_for``.
    """
    form = form_of(office, clean_line(key) if key else form_for(office, record))
    values = values_for(office, record, form.key, doc_no, clean_line(party))
    return form, fill(own_text(office, form), values)


def enter(office: "Office", record: Any, form: Form, doc_no: str = "") -> Any:
    """Enter into the register that a notice was made, and give the entry."""
    with office.change(str(T("制作文书", "notice made")), form.rule) as change:
        return change.create("request_notice", unit=record.unit, request=record.uid, form=form.key, doc_no=doc_no or None,
                             made_on=office.today)  # fmt: skip
