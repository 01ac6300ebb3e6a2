"""What follows from writing a power or a step: sizes of times, codes, and the record of every change."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.store.record import columns, new_uid
from gongkai.plugins.catalog import versions
from gongkai.plugins.catalog.powers.chart.graph import read_targets
from gongkai.plugins.catalog.powers.codes import check_national, next_code
from gongkai.plugins.catalog.powers.limits import read_length
from gongkai.plugins.catalog.powers.models import Power, PowerChange
from gongkai.plugins.catalog.versions import PUBLISHED

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office
    from gongkai.core.workflow import Action

CONFIRMED = "confirmed"
ADJUSTED = "adjusted"
GIVEN_UP = ("delegated", "cancelled")
"""Actions after which a power counts no more; each is kept as a change of the same name."""
# What belongs to one version alone; all else is taken over by the next.
OWN = {
    "uid", "version", "stage", "drafted_by", "drafted_on", "staffing_by", "staffing_on", "staffing_opinion", "legal_by",
    "legal_on", "legal_opinion", "discipline_by", "discipline_on", "discipline_opinion", "published_on", "undisclosed",
    "replaces", "series", "revision",
}  # fmt: skip
CARRIED = [name for name in columns(Power) if name not in OWN]
FORMERLY = T("审核确认新增", "added at confirmation")


def prepare(office: "Office", row: dict[str, Any]) -> None:
    """A power's times made comparable, its codes looked at; one that is confirmed gets its code.

    Raises:
        BadInput: a time cannot be read, a national code cannot be one, or it ends before it begins.
    """
    for name in ("statutory", "promised", "actual"):
        _sized(row, name, f"{name}_size")
    check_national(row)
    versions.numbered(row)
    if row["duty"]:
        row["duty"] = ",".join(re.findall(r"[^\s,，、;；]+", row["duty"]))  # zh-data
    if row["valid_from"] and row["valid_to"] and row["valid_to"] < row["valid_from"]:
        raise BadInput(
            T("失效日期早于生效日期。", "It ends before it is in force."),
            T("改正其中一个日期。", "Mend one of the dates."),
        )
    if row["stage"] == CONFIRMED and not row["code"]:
        row["code"] = next_code(office.inside, row)


def prepare_step(office: "Office", row: dict[str, Any]) -> None:
    """A step's time made comparable, and where it goes to in one form.

    Raises:
        BadInput: its time or its way on cannot be read, or the power belongs to another unit.
    """
    _sized(row, "allowed", "size")
    if row["goes_to"]:
        targets = read_targets(row["goes_to"])
        row["goes_to"] = ";".join(f"{label}:{number}" if label else str(number) for label, number in targets)
    found = office.inside.rows("SELECT unit FROM {power} WHERE uid = ?", (row["power"],))
    if not found:
        raise BadInput(
            T(f"没有职权 {row['power']}。", f"There is no power {row['power']}."),
            T("用 gongkai power list 查看编号。", "See the ids with gongkai power list."),
        )
    row["unit"] = found[0][0]  # a step lies where its power does


def vet_step(office: "Office", old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> None:
    """Steps are changed only while their power is."""
    versions.vet_part(office, "power", "power", old, new)


def _sized(row: dict[str, Any], name: str, size: str) -> None:
    length = read_length(row[name])
    row[name] = None if length is None else str(length)
    row[size] = None if length is None else length.size


def after(change: "Change", action: "Action", row: dict[str, Any]) -> None:
    """What an action brings about beside the power itself: its next version, and the record by which powers are counted."""
    resource = change.office.resource("power")
    if action.key == ADJUSTED:
        versions.begin(change, resource, row, CARRIED, {"power_step": "power"})
    elif action.target == CONFIRMED:
        _count_in(change, row)
    elif action.target == PUBLISHED:
        if versions.supersede(change, resource, row):
            _record(change, row, ADJUSTED, row["changed_on"] or row["published_on"], row["change_basis"])
    elif action.key in GIVEN_UP:
        _refuse_pending(change, row)
        versions.refuse_open(change.office, resource, row["uid"])
        _record(change, row, action.key, row["changed_on"], row["change_basis"])


def _refuse_pending(change: "Change", row: dict[str, Any]) -> None:
    """A power is given up by its public version, never by one that is to take its place."""
    if row["replaces"]:
        old = change.current(change.office.resource("power"), row["replaces"])
        if old["stage"] == PUBLISHED:
            raise BadInput(
                T(
                    f"这是一份更新稿，公布的是 {old['uid']}。",
                    f"This is a new version; {old['uid']} is the public one.",
                ),
                T("删除更新稿，再对公布的一项办理。", "Delete this one, then take the step on the public one."),
            )


def _count_in(change: "Change", row: dict[str, Any]) -> None:
    """A power counts from the day on which it is first confirmed; a new version adds nothing."""
    found = change.office.inside.rows(
        "SELECT COALESCE(SUM(CASE WHEN change IN ('added', 'received') THEN items ELSE -items END), 0) FROM {power_change}"
        " WHERE power IN (SELECT uid FROM {power} WHERE uid = ? OR series = ?)"
        " AND change IN ('added', 'received', 'delegated', 'cancelled')", (row["uid"], row["series"]),
    )  # fmt: skip
    if not row["replaces"] and found[0][0] < 1:
        kind = "received" if row["source"] == "delegated" else "added"
        _record(change, row, kind, change.office.today.isoformat(), row["basis"] or str(FORMERLY))


def _record(change: "Change", row: dict[str, Any], kind: str, day: str, basis: str) -> None:
    made: dict[str, Any] = dict.fromkeys(columns(PowerChange))
    made |= {
        "uid": new_uid(), "unit": row["unit"], "scope": row["scope"], "stage": "", "version": 1, "power": row["uid"],
        "change": kind, "kind": row["kind"], "changed_on": day, "items": 1, "basis": basis,
    }  # fmt: skip
    if kind == ADJUSTED or kind in GIVEN_UP:
        made |= {"must": row["change_must"], "note": row["change_note"]}
        made["target"] = row["delegated_to"] if kind == "delegated" else None
    change.insert_rows(change.office.resource("power_change"), [made])
