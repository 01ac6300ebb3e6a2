"""A county's office with two bureaus, and the people who take, sign and extend requests there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.plugins.tasks.requests.intake import receive
from tests.registry import make_office

Opener = Callable[[str], Office]
"""Opens the office on a day."""
LISTING = (("511900000000", "巴中市"), ("511923000000", "平昌县"), ("511923101000", "响滩镇"))
COUNTY = "511923000000"
SCHOOLS, MONEY = "平昌县教育局", "平昌县财政局"
ID = {"id_kind": "idcard", "id_no": "511923199001011234", "phone": "13800000000"}
# account, role, unit or division
PEOPLE = (
    ("wen", "request-clerk", SCHOOLS),
    ("wen", "viewer", COUNTY),
    ("lin", "viewer", COUNTY),
    ("lin", "request-clerk", MONEY),
    ("mei", "signer", SCHOOLS),
    ("zhi", "head", SCHOOLS),
    ("office", "administrator", COUNTY),
    ("clerk", "clerk", SCHOOLS),
    ("viewer", "viewer", COUNTY),
)


def staffed(folder: Path, url: str, region: tuple[str, ...] = ()) -> Office:
    """The office, made."""
    office = make_office(folder, url, LISTING, COUNTY, region)
    with office.change("people") as change:
        for name in (SCHOOLS, MONEY):
            change.create("unit", name=name, kind="department", level="county", division=COUNTY)
    with office.change("accounts") as change:
        for account in dict.fromkeys(account for account, _, _ in PEOPLE):
            change.create("account", name=account, display=account, division=COUNTY)
        for account, role, where in PEOPLE:
            field = "division" if where == COUNTY else "target"
            change.create("grant", account=account, role=role, **{field: where})
    return office


def taken(office: Office, actor: str = "wen", **values: Any) -> Any:
    """A request that came in, with its applicant."""
    given = {
        "unit": SCHOOLS,
        "name": "张三",
        **ID,
        "title": "校车采购合同",
        "content": "2025年",
        "manner": "in-person",
    } | values
    return receive(office.as_(actor), given)


def act(office: Office, actor: str, record: Any, action: str, reason: str = "", **values: Any) -> Any:
    """Take a step on a request as it is now."""
    register = office.as_(actor).register("request")
    return register.act(register.get(record.uid), action, reason, **values)


def add(office: Office, actor: str, register: str, **values: Any) -> Any:
    """Add a record to another register."""
    return office.as_(actor).register(register).save(None, values)


def now(office: Office, record: Any) -> Any:
    """The request as it is now."""
    return office.register("request").get(record.uid)


def found(office: Office, *filters: str) -> set[str]:
    return {row.uid for row in office.register("request").page(Query(filters=filters))}


def answered(office: Office, made: Any, **reply: Any) -> Any:
    act(office, "wen", made, "propose", **({"outcome": "open", "reply": "见附件"} | reply))
    act(office, "mei", made, "sign")
    return act(office, "wen", made, "reply")
