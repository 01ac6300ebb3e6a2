"""From a duty to a draft: what the actions of an entry bring about."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.store.record import columns, new_uid
from gongkai.plugins.catalog.publications.models import Publication

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

DRAFT = "draft"


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """After ``draft``: a draft of what is to be published for the entry, in the same transaction."""
    if action.key == DRAFT:
        change.insert_rows(change.office.resource("publication"), [draft_of(change, row)])


def draft_of(change: "Change", entry: dict[str, Any]) -> dict[str, Any]:
    """The stored row of a new draft, with what the entry settles: title, channels, attribute, importance, milestone."""
    resource = change.office.resource("publication")
    uid = new_uid()
    stage = change.office.inside.rows(
        "SELECT uid, title FROM {milestone} WHERE entry = ? AND published_on IS NULL ORDER BY due, number LIMIT 1",
        (entry["uid"],),
    )
    title = f"{entry['title']}：{stage[0][1]}" if stage else entry["title"]  # zh-data
    return dict.fromkeys(columns(Publication)) | {
        "uid": uid, "unit": entry["unit"], "scope": entry["scope"], "version": 1,
        "stage": change.office.workflow(resource).initial, "entry": entry["uid"], "title": title,
        "milestone": stage[0][0] if stage else None, "channels": entry["channels"],
        "attribute": "request" if entry["manner"] == "request" else "proactive",
        "importance": entry["importance"], "series": uid, "revision": 1,
    }  # fmt: skip


def begin(office: "Office", entry: Any, values: Mapping[str, Any]) -> Any:
    """Draft what is to be published for an entry, with some fields filled at once, and give the draft.

    Raises:
        BadInput, NotAllowed: the entry is not in use, a field is unknown, or the account may not edit there.
    """
    with office.change(str(T("起草", "draft"))) as change:
        change.act(entry, DRAFT)
        made = office.select(Publication).where(Publication.entry == entry.uid).order_by(Publication.id.desc())
        record = office.first(made)
        if values:
            record = change.update(record, **values)
    return record
