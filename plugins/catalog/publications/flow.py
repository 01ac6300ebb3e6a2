"""What follows from the steps of a publication: its own figures, its entry's next due date, the version it replaces."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.catalog import timing, versions
from gongkai.plugins.catalog.publications import filing, texts
from gongkai.plugins.catalog.publications.models import Posting, Publication
from gongkai.plugins.catalog.publications.numbers import check_number, next_number
from gongkai.plugins.catalog.versions import PUBLISHED

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

ENDED = ("expired", "withdrawn")
REVISE, ACKNOWLEDGE = "revise", "acknowledge"
# What a new version takes over; all else belongs to the old one.
CARRIED = (
    "unit", "scope", "title", "entry", "milestone", "index_no", "doc_no", "abstract", "content", "attribute", "ground",
    "policy", "importance", "channels", "link", "expires_on", "amount", "tender",
)  # fmt: skip


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """A publication's own figures; called by the door before each write, so it may run twice.

    The action that publishes empties ``on_time``: the sign that this publication has not been reckoned yet.
    """
    versions.numbered(row)
    texts.settle(office, row)
    if row["stage"] == filing.DEFERRED:
        filing.address(office, row)
    if row["stage"] == PUBLISHED and row["on_time"] is None:
        _reckon(office, row)


def _reckon(office: "Office", row: dict[str, Any]) -> None:
    day = timing.day_of(row["published_on"]) or office.today
    if day > office.today:
        raise BadInput(
            T(f"公开日期 {day.isoformat()} 还没有到。", f"The day of publication {day.isoformat()} is yet to come."),
            T("填实际公开的日期。", "Give the day on which it was published."),
        )
    ends = timing.day_of(row["expires_on"])
    if row["made_on"] and row["made_on"] > day.isoformat():
        raise BadInput(
            T(f"生成日期 {row['made_on']} 晚于公开日期 {day}。", f"It was made on {row['made_on']}, after {day}, when it is published."),
            T("改正其中一个日期。", "Mend one of the dates."),
        )  # fmt: skip
    if ends is not None and ends < day:
        raise BadInput(
            T(
                f"失效日期 {ends.isoformat()} 早于公开日期。",
                f"It expires on {ends.isoformat()}, before it is published.",
            ),
            T("改正其中一个日期。", "Mend one of the dates."),
        )
    row["published_on"] = day.isoformat()
    due = _due(office, row)
    row["due"] = due
    row["on_time"] = int(due is None or row["published_on"] <= due)
    if row["index_no"]:
        check_number(office, row)
    else:
        row["index_no"] = next_number(office, row, day)


def _due(office: "Office", row: dict[str, Any]) -> str | None:
    """The due date that a publication answers: its milestone's, else its entry's."""
    if row["milestone"]:
        stages = office.inside.rows("SELECT due FROM {milestone} WHERE uid = ?", (row["milestone"],))
        if stages:
            return str(stages[0][0]) if stages[0][0] else None
    found = office.inside.rows("SELECT due, term FROM {entry} WHERE uid = ?", (row["entry"] or "",))
    if not found:
        return None
    due = timing.answered_due(office, dict(zip(("due", "term"), found[0], strict=True)), timing.day_of(row["made_on"]))
    return due.isoformat() if due else None


def vet_attachment(office: "Office", old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> None:
    """Files are added and taken away only while their publication is drafted."""
    versions.vet_part(office, "publication", "publication", old, new)


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """What an action brings about beside the publication itself, in the same transaction."""
    office = change.office
    if action.target and not action.back and office.workflow(office.resource("publication")).initial in action.source:
        texts.check_form(office, row)
    if "review_on" in action.asks and row["review_on"] <= office.today.isoformat():
        raise BadInput(
            T(f"再次评估日期 {row['review_on']} 须在今天之后。", f"The day to judge it again, {row['review_on']}, must be yet to come."),
            T("定一个以后的日期。", "Set a later day."),
        )  # fmt: skip
    if action.key == REVISE:
        versions.begin(change, change.office.resource("publication"), row, CARRIED, {"attachment": "publication"})
    elif action.key == ACKNOWLEDGE:
        filing.require_superior(office, row["unit"])
    elif action.target == PUBLISHED:
        _replace(change, row)
        _post(change, row)
        _answer(change, row)
    elif action.target in ENDED:
        _ended(change, row)


def _replace(change: "Change", row: dict[str, Any]) -> None:
    """The version before is superseded on the day on which this one is published."""
    old = versions.supersede(change, change.office.resource("publication"), row, ended_on=row["published_on"])
    if old:
        _remove(change, old, row["published_on"])


def _post(change: "Change", row: dict[str, Any]) -> None:
    """One posting for each channel; the place that was given is the first one's."""
    channels = Publication.channels.python_value(row["channels"])
    made = []
    for number, channel in enumerate(channels):
        posting: dict[str, Any] = dict.fromkeys(columns(Posting))
        made.append(
            posting
            | {
                "uid": derived_uid("posting", row["uid"], channel), "unit": row["unit"], "scope": row["scope"], "stage": "",
                "version": 1, "publication": row["uid"], "channel": channel, "place": row["link"] if not number else None,
                "posted_on": row["published_on"],
            }
        )  # fmt: skip
    change.insert_rows(change.office.resource("posting"), made)


def _answer(change: "Change", row: dict[str, Any]) -> None:
    """The entry (and the milestone) is answered, and its next due date stands open."""
    office, day = change.office, date.fromisoformat(row["published_on"])
    if row["milestone"]:
        stages = office.resource("milestone")
        stage = change.current(stages, row["milestone"])
        change.put_row(stages, stage, {"published_on": row["published_on"], "on_time": row["on_time"]}, "update")
    if not row["entry"]:
        return
    entries = office.resource("entry")
    entry = change.current(entries, row["entry"])
    due = timing.day_of(entry["due"] if row["milestone"] else row["due"])
    new = timing.published(office, entry, day, due) | {"link": row["link"]}
    if row["milestone"]:
        new["due"] = _next_milestone(change, row["entry"])
    change.put_row(entries, entry, new, "update")


def _next_milestone(change: "Change", entry: str) -> str | None:
    found: str | None = change.office.inside.rows(
        "SELECT min(due) FROM {milestone} WHERE entry = ? AND published_on IS NULL", (entry,)
    )[0][0]
    return found


def _ended(change: "Change", row: dict[str, Any]) -> None:
    """What is taken down no longer counts: the entry falls back on what else is public for it."""
    if not row["entry"]:
        return
    entries = change.office.resource("entry")
    entry = change.current(entries, row["entry"])
    others = change.office.inside.rows(
        "SELECT published_on, due, on_time, link FROM {publication} WHERE entry = ? AND stage = 'published' AND uid <> ?"
        " ORDER BY published_on DESC, id DESC LIMIT 1", (row["entry"], row["uid"]),
    )  # fmt: skip
    if others:
        day, due, on_time, link = others[0]
        new = {"published_on": day, "answered": due, "timely": on_time, "link": link}
    else:
        new = dict.fromkeys(("published_on", "answered", "timely", "link", "due"))
    if any(entry[name] != value for name, value in new.items()):
        change.put_row(entries, entry, new, "update")


def _remove(change: "Change", publication: str, day: str) -> None:
    """The new version stands where the old one stood."""
    postings = change.office.resource("posting")
    for (uid,) in change.office.inside.rows(
        "SELECT uid FROM {posting} WHERE publication = ? AND removed_on IS NULL ORDER BY id", (publication,)
    ):
        change.put_row(postings, change.current(postings, uid), {"removed_on": day}, "update")
