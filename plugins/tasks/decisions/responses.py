"""Responses to public concern and emergencies: the hours that run, who answers first, what must have been told."""

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.resource import choices_of
from gongkai.plugins.tasks.cases.flow import holder
from gongkai.plugins.tasks.decisions.models import PHASES, Response, ResponseIssue
from gongkai.plugins.tasks.decisions.rules import ResponseKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

FORM = "%Y-%m-%d %H:%M"
FIRST = "first-responsible"
_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2})[:：时](\d{1,2})分?")  # zh-data
LABELS = {name: field.meta.label for name, field in Response._meta.fields.items() if hasattr(field, "meta")}
AT = ResponseIssue._meta.fields["at"].meta.label


def read_time(text: str, label: T) -> datetime:
    """A day and time as somebody wrote it.

    Raises:
        BadInput: it cannot be read; names the field.
    """
    found = _TIME.fullmatch(text.strip())
    try:
        if found:
            return datetime(*(int(part) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        pass
    raise BadInput(
        T(f"{label.zh}“{text.strip()[:30]}”读不懂。", f"{label.en} “{text.strip()[:30]}” cannot be read."),
        T("写成 2026-06-01 08:30。", "Write it as 2026-06-01 08:30."),
    )


def now(office: "Office") -> str:
    """This minute; the last one of the office's day when that is another."""
    clock = datetime.now()
    return clock.strftime(FORM) if clock.date() == office.today else f"{office.today.isoformat()} 23:59"


def _not_later(office: "Office", when: datetime, label: T) -> None:
    if when.date() > office.today:
        raise BadInput(
            T(f"{label.zh} {when.strftime(FORM)} 还没有到。", f"{label.en} {when.strftime(FORM)} is yet to come."),
            T("填实际的时间。", "Give the time at which it happened."),
        )


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """When the first word and the press conference are due, and who of the unit answers.

    Raises:
        BadInput: a time that cannot be read or is yet to come.
    """
    if not (row["unit"] and row["kind"] and row["found_at"]):
        return
    found = read_time(row["found_at"], LABELS["found_at"])
    _not_later(office, found, LABELS["found_at"])
    row["found_at"] = found.strftime(FORM)
    kind = office.profile.items("response_kind", ResponseKind).get(row["kind"])
    for name, hours in (("first_due", kind.first if kind else 0), ("brief_due", kind.brief if kind else 0)):
        row[name] = (found + timedelta(hours=hours)).strftime(FORM) if hours else None
    if not row["person"]:
        row["person"] = holder(office, row["unit"], FIRST)


def prepare_issue(office: "Office", row: dict[str, Any]) -> None:
    """An issue belongs to the unit that answers, and comes after the discovery.

    Raises:
        BadInput: no such event, a closed one, or a time that cannot be.
    """
    found = office.inside.rows("SELECT unit, found_at, stage FROM {response} WHERE uid = ?", (row["response"],))
    if not found:
        raise BadInput(
            T(f"没有事件 {row['response']}。", f"There is no event {row['response']}."),
            T("用 gongkai response list 查看编号。", "See the ids with gongkai response list."),
        )
    unit, began, stage = found[0]
    row["unit"] = row["unit"] or unit
    if stage == "closed":
        raise BadInput(T("事件已结束。", "The event is closed."), T("另登记一个事件。", "Enter another event."))
    if not row["at"]:
        return
    when = read_time(row["at"], AT)
    _not_later(office, when, AT)
    row["at"] = when.strftime(FORM)
    if row["at"] < began and row["phase"] != "before":
        raise BadInput(
            T(
                f"发布时间 {row['at']} 早于发现时间 {began}。",
                f"Published at {row['at']}, before it was found at {began}.",
            ),
            T("检查时间；预警选“事前预警”。", "Check the time; a warning is of the phase before."),
        )


def follow_issue(change: "Change", old: dict[str, Any] | None, new: dict[str, Any] | None, action: str) -> None:
    """The event knows its first word and its first press conference."""
    office = change.office
    uid = (new or old or {})["response"]
    found = office.inside.rows(
        "SELECT min(CASE WHEN phase <> 'before' THEN at END), min(CASE WHEN conference = 1 THEN at END)"
        " FROM {response_issue} WHERE response = ?",
        (uid,),
    )[0]
    resource = office.resource("response")
    change.put_row(resource, change.current(resource, uid), {"first_at": found[0], "brief_at": found[1]}, "update")


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """An event is closed when everything that its kind asks for has been told.

    Raises:
        BadInput: something has not been told yet, or it goes to the unit where it is.
    """
    if action.key == "handover":
        resource = change.office.resource("response")
        change.put_row(resource, change.current(resource, row["uid"]), {"person": None}, "update")
        parts = change.office.resource("response_issue")
        for (uid,) in change.office.inside.rows("SELECT uid FROM {response_issue} WHERE response = ?", (row["uid"],)):
            change.put_row(parts, change.current(parts, uid), {"unit": row["unit"]}, "update")
    if action.key != "close":
        return
    missing = lacking(change.office.inside, row)
    if missing:
        raise BadInput(
            T(
                f"还没有公开：{'、'.join(m.zh for m in missing)}。",
                f"Not told yet: {', '.join(m.en for m in missing)}.",
            ),
            T("用 gongkai response_issue add 登记发布。", "Enter what was published with gongkai response_issue add."),
        )


def lacking(office: "Office", row: "dict[str, Any]") -> list[T]:
    """What an event (its stored row) must still tell before it can be closed."""
    kind = office.profile.items("response_kind", ResponseKind).get(row["kind"])
    issues = office.rows(
        "SELECT phase, items, abroad, conference FROM {response_issue} WHERE response = ?", (row["uid"],)
    )
    if kind is None:
        return []
    told = {item for _, items, *_ in issues for item in ResponseIssue.items.python_value(items)}
    phases = {phase for phase, *_ in issues}
    words = dict(choices_of(office, ResponseIssue._meta.fields["items"].meta))
    found = [T("首次回应", "the first word")] if not row["first_at"] else []
    found += [words.get(item, T(item, item)) for item in kind.items if item not in told]
    found += [name for key, name in PHASES if key in kind.phases and key not in phases]
    if kind.brief and not any(conference for *_, conference in issues):
        found.append(LABELS["brief_at"])
    if kind.abroad and not any(abroad for _, _, abroad, _ in issues):
        found.append(ResponseIssue._meta.fields["abroad"].meta.label)
    return found


def late(office: "Office", when: str | None, due: str | None) -> bool:
    """Whether something came, or has still not come, after its time."""
    return due is not None and (when or now(office)) > due


def in_words(parts: "Iterable[T]") -> T:
    """Several words as one."""
    found = list(parts)
    return T("、".join(p.zh for p in found), ", ".join(p.en for p in found))  # zh-data
