"""Ways on which the public may complain: what they must have, who lacks one, which box nobody opens."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.registry.select import units_mark
from gongkai.core.text import clean_line
from gongkai.plugins.catalog.timing import marks
from gongkai.plugins.inspection.appraisal.rules import VoiceKind

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office


def kinds(office: "Office") -> dict[str, VoiceKind]:
    """The ways that rules know, by key."""
    return office.profile.items("voice_kind", VoiceKind)


def lacking(office: "Office", low: int, high: int) -> Iterator[tuple[VoiceKind, str]]:
    """Units in a range of places that must have a way and have none, kind by kind in order of place."""
    today = office.today.isoformat()
    for kind in kinds(office).values():
        if kind.needed is None:
            continue
        meant, values = units_mark(office, kind.needed)
        held = "1=0"
        posts: tuple[str, ...] = ()
        if kind.posts:
            held = (
                f"EXISTS (SELECT 1 FROM {{post}} p WHERE p.unit = u.uid AND p.kind IN ({marks(kind.posts)})"
                " AND (p.valid_to IS NULL OR p.valid_to >= ?))"
            )
            posts = (*kind.posts, today)
        rows = office.rows(
            f"SELECT u.uid FROM {{unit}} u WHERE u.scope BETWEEN ? AND ? AND u.uid IN {meant} AND NOT ({held}) AND NOT EXISTS"
            " (SELECT 1 FROM {voice_channel} c WHERE c.unit = u.uid AND c.kind = ? AND (c.closed_on IS NULL OR c.closed_on > ?))"
            " ORDER BY u.scope, u.id",
            (low, high, *values, *posts, kind.key, today),
        )
        for (uid,) in rows:
            yield kind, str(uid)


def unopened(office: "Office", low: int, high: int) -> Iterator[tuple[VoiceKind, str, str, str, str]]:
    """Boxes and books that nobody looked into for longer than they may wait: kind, uid, unit, place, last day."""
    today = office.today.isoformat()
    for kind in kinds(office).values():
        if not kind.every:
            continue
        before = (office.today - timedelta(days=kind.every)).isoformat()
        rows = office.rows(
            "SELECT c.uid, c.unit, c.place, c.opened_last FROM {voice_channel} c WHERE c.scope BETWEEN ? AND ? AND c.kind = ?"
            " AND (c.closed_on IS NULL OR c.closed_on > ?) AND COALESCE(c.opened_last, c.opened_on, '') < ? ORDER BY c.scope, c.id",
            (low, high, kind.key, today, before),
        )
        for uid, unit, place, last in rows:
            yield kind, str(uid), str(unit), str(place), str(last or "")


def prepare_channel(office: "Office", row: dict[str, Any]) -> None:
    """Days in order.

    Raises:
        BadInput: ended before it was set up.
    """
    if row["opened_on"] and row["closed_on"] and row["closed_on"] < row["opened_on"]:
        raise BadInput(
            T("撤销日期早于设立日期。", "It ended before it was set up."),
            T("改正其中一个日期。", "Mend one of the days."),
        )


def prepare_opening(office: "Office", row: dict[str, Any]) -> None:
    """Two people, and numbers that fit.

    Raises:
        BadInput: one person alone, more entered than found, a day that has not come.
    """
    row["opened_on"] = row["opened_on"] or office.today.isoformat()
    if row["opened_on"] > office.today.isoformat():
        raise BadInput(
            T(f"查看日期 {row['opened_on']} 还没有到。", f"The day {row['opened_on']} is yet to come."),
            T("填实际查看的日期。", "Give the real day."),
        )
    first, second = clean_line(row["first"] or ""), clean_line(row["second"] or "")
    if first and first == second:
        raise BadInput(
            T("查看人和见证人不能是同一个人。", "One person alone may not open it."),
            T("填另一位见证人。", "Name somebody else as witness."),
        )
    found, entered = row["found"] or 0, row["entered"] or 0
    if found < 0 or entered < 0 or entered > found:
        raise BadInput(T(f"意见 {found} 件，登记 {entered} 件，对不上。", f"{found} found and {entered} entered do not fit."),
                       T("登记的不能多于查到的。", "No more can be entered than were found."))  # fmt: skip
    if row["channel"]:
        known = office.inside.rows("SELECT unit FROM {voice_channel} WHERE uid = ?", (row["channel"],))
        row["unit"] = known[0][0] if known else row["unit"]


def opened(change: "Change", before: dict[str, Any] | None, after: dict[str, Any] | None, action: str) -> None:
    """The channel knows on which day it was looked into last."""
    for uid in {row["channel"] for row in (before, after) if row}:
        resource = change.office.resource("voice_channel")
        last = change.office.inside.rows("SELECT MAX(opened_on) FROM {voice_opening} WHERE channel = ?", (uid,))[0][0]
        held = change.office.inside.rows("SELECT opened_last FROM {voice_channel} WHERE uid = ?", (uid,))
        if held and held[0][0] != last:
            change.put_row(resource, change.current(resource, uid), {"opened_last": last}, "update")
