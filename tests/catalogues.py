"""A town's catalogue and the people who work on it, for tests."""

from collections.abc import Callable
from typing import Any

from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.plugins.catalog.generate import Counts, generate
from gongkai.plugins.catalog.wanted import entry_uid

TOWN = "511923101000"
FRIDAY = "2026-11-20"
STAFF = {
    "wen": ("clerk",),  # drafts
    "jian": ("clerk", "reviewer", "signer"),  # in a small office one person holds several roles
    "guo": ("reviewer",),
    "mei": ("signer",),  # deputy in charge
    "zhi": ("head",),  # principal
    "ban": ("supervisor",),  # the disclosure office
    "kan": ("viewer",),
}
Opener = Callable[..., Office]
OWN = """
[[obligation]]
id = "{id}"
name = {{ zh = "{id}事项", en = "{id}" }}
topic = [{{ zh = "自定", en = "Own" }}]
limit = "{limit}"
to = {{ kinds = ["township_government", "village_committee"] }}
"""


def staffed(folder: Any, store: str, region: str = "pingchang") -> None:
    """The town's office with an account for each of the staff."""
    made = init_office(folder, TOWN, region=(region,), store=store, account="admin")
    with made.as_system().change("accounts") as change:
        for name, roles in STAFF.items():
            change.create("account", name=name, display=name, division=TOWN)
            for role in roles:
                change.create("grant", account=name, role=role, division=TOWN)
    made.close()


def catalogue(office: Office, within: int | None = None) -> Counts:
    """Make the entries that the obligations ask for."""
    with office.change("catalogue") as change:
        return generate(office, change, within)


def unit_of(office: Office, kind: str) -> str:
    """The first unit of a kind."""
    uid: str = office.store.sql("SELECT uid FROM unit WHERE kind = ? ORDER BY scope, id", (kind,))[0][0]
    return uid


def entry(office: Office, obligation: str, kind: str = "township_government") -> Any:
    """The first such unit's entry for an obligation."""
    return office.register("entry").get(entry_uid(unit_of(office, kind), obligation))


def act(office: Office, actor: str, register: str, record: Any, action: str, reason: str = "", **values: Any) -> Any:
    """A step by somebody, on the record as it is now."""
    own = office.as_(actor).register(register)
    return own.act(office.register(register).get(record.uid), action, reason, **values)


def step(office: Office, actor: str, publication: Any, action: str, reason: str = "", **values: Any) -> Any:
    """A step of a publication."""
    return act(office, actor, "publication", publication, action, reason, **values)


def publications(office: Office, item: Any) -> list[Any]:
    """The publications of an entry, oldest first."""
    return [row.record for row in office.register("publication").page(Query(where={"entry": item.uid}))]


def draft(office: Office, item: Any, content: str = "收入120万元，支出118万元。", **values: Any) -> Any:
    """A draft by wen for an entry."""
    act(office, "wen", "entry", item, "draft")
    made = publications(office, item)[-1]
    return office.as_("wen").register("publication").save(made, {"content": content, **values})


def to_sign(office: Office, item: Any, content: str = "收入120万元，支出118万元。", **values: Any) -> Any:
    """Drafted by wen and passed by the reviewer."""
    made = draft(office, item, content, **values)
    step(office, "wen", made, "submit")
    return step(office, "guo", made, "review")


def publish(office: Office, obligation: str, kind: str = "township_government", **values: Any) -> Any:
    """Drafted, reviewed, signed and published; gives the publication."""
    item = entry(office, obligation, kind)
    made = to_sign(office, item)
    if item.importance == "important":
        step(office, "zhi", made, "approve")
    else:
        step(office, "mei", made, "sign")
    return step(office, "mei", made, "publish", **values)


def count(office: Office, *filters: str, register: str = "entry") -> int:
    """How many records pass filters."""
    return office.register(register).count(Query(filters=filters))
