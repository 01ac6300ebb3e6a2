"""What a person saw on a site: entering it with proof, and what is refused."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.core.access import SYSTEM, require_row
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.files import damaged, keep
from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.rounds.marking import own_units
from gongkai.plugins.inspection.website.rules import SiteItem

if TYPE_CHECKING:
    from gongkai.core.office import Office


def prepare_site(office: "Office", row: dict[str, Any]) -> None:
    """Days in order.

    Raises:
        BadInput: closed before it was opened.
    """
    if row["opened_on"] and row["closed_on"] and row["closed_on"] < row["opened_on"]:
        raise BadInput(
            T("关停日期早于开通日期。", "It was closed before it was opened."),
            T("改正其中一个日期。", "Mend one of the days."),
        )


def prepare_figure(office: "Office", row: dict[str, Any]) -> None:
    """What follows from the site, and whether the figures can be.

    Raises:
        BadInput: the item is not for such a site, visits and failures do not fit, or the day has not come.
        NotAllowed: whoever enters it holds a post in the unit of the site.
    """
    row["checked_on"] = row["checked_on"] or office.today.isoformat()
    if office.actor != SYSTEM or not row["checked_by"]:
        row["checked_by"] = office.actor
    if row["checked_on"] > office.today.isoformat():
        raise BadInput(T(f"检查日期 {row['checked_on']} 还没有到。", f"The day {row['checked_on']} is yet to come."),
                       T("填实际检查的日期。", "Give the day on which it was looked at."))  # fmt: skip
    if not (row["site"] and row["item"]):
        return  # the door names what is missing
    [(unit, channel)] = office.inside.rows("SELECT unit, channel FROM {site} WHERE uid = ?", (row["site"],))
    row["unit"] = unit
    if office.actor != SYSTEM and unit in own_units(office):
        raise NotAllowed(T(f"{office.actor} 在主办单位任职，不能检查它的网站。", f"{office.actor} holds a post in the site’s unit."),
                         T("请其他单位的检查人检查。", "Ask an inspector from elsewhere."))  # fmt: skip
    item = office.profile.items("site_item", SiteItem)[row["item"]]
    if item.channels and channel not in item.channels:
        raise BadInput(T(f"“{item.name.zh}”不适用于这个渠道。", f"“{item.name.en}” is not for a site on this channel."),
                       T("用 gongkai site check 查看适用的项目。", "See gongkai site check for the items that are."))  # fmt: skip
    _counts(row, item)


def _counts(row: dict[str, Any], item: SiteItem) -> None:
    tried, failed = row["tried"], row["failed"]
    if item.how == "share" and row["fault"] is None and (tried is None or failed is None):
        raise BadInput(T("请填访问次数和打不开次数。", "Enter the visits and how many of them failed."),
                       T("如 tried=140 failed=3。", "Such as tried=140 failed=3."))  # fmt: skip
    if item.how != "share" and row["fault"] is None:
        raise BadInput(T("请写明有没有问题。", "Say whether there is a fault."),
                       T("fault=是 或 fault=否。", "fault=yes or fault=no."))  # fmt: skip
    if any(number is not None and number < 0 for number in (tried, failed)) or (failed or 0) > (tried or 0):
        raise BadInput(T("访问次数和打不开次数对不上。", "Visits and failures do not fit."),
                       T("打不开的次数不能多于访问次数。", "There cannot be more failures than visits."))  # fmt: skip


def site_meant(office: "Office", text: str) -> str:
    """The uid of the site that an id or a name means.

    Raises:
        BadInput: several sites have the name; names their ids. An unknown one is left to the register to tell.
    """
    rows = office.rows("SELECT uid, unit FROM {site} WHERE uid = ? OR name = ? ORDER BY id LIMIT 5", (text, text))
    if len(rows) > 1:
        names = office.unit_names(unit for _, unit in rows)
        which = [f"{uid} {names.get(unit, '')}" for uid, unit in rows]
        raise BadInput(T(f"有几个网站叫“{text}”。", f"Several sites are called “{text}”."),
                       T(f"写编号：{'、'.join(which)}。", f"Give the id: {', '.join(which)}."))  # fmt: skip
    return str(rows[0][0]) if rows else text


def look(office: "Office", site: Any, item: str, values: dict[str, Any], proof: Path | None) -> Any:
    """Enter what was seen, and keep its proof by its hash.

    Raises:
        BadInput: see ``prepare_figure``; or the file cannot be read.
        NotAllowed: the acting account may not inspect there; nothing is copied.
    """
    resource = office.resource("site_figure")
    require_row(office, resource, resource.verb, site.__data__)
    with office.change(str(T("网站检查", "site looked at"))) as change:
        made = change.create("site_figure", site=site.uid, unit=site.unit, item=item, **values)
        if proof is not None:
            sha256, _ = keep(office, proof)
            kept = {"proof": clean_line(proof.name), "sha256": sha256}
            change.put_row(resource, change.current(resource, made.uid), kept, "update")
    return office.register("site_figure").get(made.uid)


def damaged_looks(office: "Office") -> list[tuple[str, str]]:
    """Proofs that are missing or not what they were, as (name, hash)."""
    return damaged(office, office.rows("SELECT proof, sha256 FROM {site_figure} WHERE sha256 IS NOT NULL"))
