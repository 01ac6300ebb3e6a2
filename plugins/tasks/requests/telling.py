"""What is doubtful about a request and was kept all the same: repeated, excessive, confirmed late, incomplete."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.plugins.tasks.requests.matching import in_month
from gongkai.plugins.tasks.requests.rules import Excess, law_of

if TYPE_CHECKING:
    from gongkai.core.office import Office


def doubts(office: "Office", record: Any) -> list[T]:
    """Everything that a person should look at before going on; nothing is decided here."""
    from gongkai.core.store.record import row_of
    from gongkai.plugins.tasks.requests.flow import lacking

    if record.closed_on or not record.law:
        return []
    found = []
    law = law_of(office, record.law)
    missing = lacking(office, row_of(record))
    if record.stage == "registered" and missing:
        found.append(T(f"缺少{'、'.join(m.zh for m in missing)}", f"it lacks {', '.join(m.en for m in missing)}"))
    if record.manner in law.confirm and record.received_on is None:
        found.append(T("当天应与申请人确认收到", "its receipt is to be confirmed with the applicant the same day"))
    elif record.manner in law.confirm and record.confirmed_on > record.sent_on:
        found.append(
            T(f"到达后第 {(record.confirmed_on - record.sent_on).days} 天才确认，应当天确认",
              f"it was confirmed {(record.confirmed_on - record.sent_on).days} days after it came in, not the same day")
        )  # fmt: skip
    if record.repeats:
        found.append(T(f"与申请 {record.repeats} 疑似重复", f"it looks like request {record.repeats}"))
    rules = office.profile.items("request_excess", Excess).values()
    most = min((rule.in_month for rule in rules), default=0)
    count = in_month(office, record) if most else 0
    if count > most:
        found.append(
            T(
                f"该申请人本月第 {count} 件（通常不超过 {most} 件）",
                f"number {count} of this applicant this month (usual: up to {most})",
            )
        )
    return found


def doubt(office: "Office", record: Any) -> T | None:
    """The same in one sentence; None when nothing is doubtful."""
    found = doubts(office, record)
    if not found:
        return None
    return T("；".join(d.zh for d in found) + "。", "; ".join(d.en for d in found).capitalize() + ".")  # zh-data
