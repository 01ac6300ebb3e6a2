"""Repeated and excessive requests: found and told, never decided.

One person may stand in the register of applicants more than once; the same document number, or the same name and
telephone, is the same person.
"""

import re
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

if TYPE_CHECKING:
    from gongkai.core.office import Office

_IDLE = re.compile(r"[\W_]+|关于|的|申请|公开|政府信息|信息|情况|请求|获取")  # zh-data


def matter(title: str | None) -> str:
    """What a request is about, without what every request says, so that two wordings of one matter agree."""
    plain = normalize("NFKC", title or "").lower()
    return _IDLE.sub("", plain) or plain


def same_person(office: "Office", row: dict[str, Any]) -> tuple[str, list[str]]:
    """Every applicant of the request's unit that is the same person: marks for a statement, and the uids."""
    inside = office.inside
    own = inside.rows("SELECT id_no, name, phone FROM {applicant} WHERE uid = ?", (row["applicant"],))
    people = [row["applicant"]]
    if own:
        id_no, name, phone = own[0]
        if id_no:
            found = inside.rows("SELECT uid FROM {applicant} WHERE unit = ? AND id_no = ?", (row["unit"], id_no))
        elif name and phone:
            found = inside.rows(
                "SELECT uid FROM {applicant} WHERE unit = ? AND name = ? AND phone = ?", (row["unit"], name, phone)
            )
        else:
            found = []
        people += [uid for (uid,) in found if uid != row["applicant"]]
    return ", ".join("?" for _ in people), people


def repeated(office: "Office", row: dict[str, Any]) -> str | None:
    """The earliest request of the same person to the same unit for the same matter or document; None without one."""
    marks, people = same_person(office, row)
    wanted, number = matter(row["title"]), row["doc_no"]
    rows = office.inside.rows(
        f"SELECT uid, title, doc_no FROM {{request}} WHERE unit = ? AND applicant IN ({marks}) AND uid <> ?"
        " AND sent_on <= ? ORDER BY sent_on, id",
        (row["unit"], *people, row["uid"], row["sent_on"]),
    )
    for uid, title, doc_no in rows:
        if matter(title) == wanted or (number and doc_no == number):
            return str(uid)
    return None


def in_month(office: "Office", record: Any) -> int:
    """How many requests of its applicant, as this account sees them, came to the unit in the record's calendar month."""
    month = record.sent_on.isoformat()[:7]
    return int(
        office.rows(
            "SELECT COUNT(*) FROM {request} WHERE unit = ? AND applicant = ? AND sent_on >= ? AND sent_on < ?",
            (record.unit, record.applicant, f"{month}-01", f"{month}-32"),
        )[0][0]
    )
