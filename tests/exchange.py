"""A county and a town below it that exchange bundles: the offices and what tests do with them."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from gongkai.core.exchange.container import files_of, open_bundle, pack, seal, unpack
from gongkai.core.exchange.enrolment import accept, enrol, request
from gongkai.core.exchange.keys import private_key
from gongkai.core.exchange.outgoing import send
from gongkai.core.office import Office
from tests.registry import make_office, unit_uid

LISTING = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    ("511923", "平昌县"),
    ("511923101", "响滩镇"),
    ("511923102", "西兴镇"),
]
TOWN, OTHER = unit_uid("511923101"), unit_uid("511923102")
TODAY = "2026-11-25"


def enrolled(folder: Path, county: Office) -> None:
    """A town's office beside the county's, enrolled there, with three entries."""
    town = make_office(folder / "town", "sqlite:///office.sqlite", LISTING, "511923101")
    request(town, folder / "t.req")
    enrol(county, folder / "t.req", folder / "t.crt")
    accept(town, folder / "t.crt")
    with town.change("目录") as change:
        for title in ("预算", "决算", "救灾"):
            change.create("entry", unit=TOWN, title=title)
    town.close()


def bundle(town: Office, name: str = "b.gkb", complete: bool = False, to: str = "superior") -> bytes:
    send(town, town.folder.parent / name, complete, to)
    return (town.folder.parent / name).read_bytes()


def down(county: Office, complete: bool = False) -> bytes:
    """The county's next bundle for the town."""
    return bundle(county, "d.gkb", complete, "511923101000")


def entries(office: Office) -> dict[str, Any]:
    rows = office.store.sql("SELECT uid, title, stage, version, scope, due FROM entry ORDER BY uid")
    return {row[0]: row[1:] for row in rows}


def the(office: Office, title: str) -> Any:
    [row] = [row for row in office.register("entry").page() if row.record.title == title]
    return row.record


def edit(office: Office, title: str, /, **values: Any) -> None:
    with office.change("改正") as change:
        change.update(the(office, title), **values)


def forged(
    town: Office, data: bytes, key: bytes | None = None, rows: Callable[[Any], Any] | None = None, **other: Any
) -> bytes:
    """The bundle with other words in its manifest or other rows, properly sealed with the town's key (or another)."""
    manifest, body = open_bundle(data)
    changes = [rows(one) if rows else one for one in unpack(manifest, body)]
    size, packed = pack(changes)
    said = {name: getattr(manifest, name) for name in manifest.__struct_fields__}
    said |= {"size": size, "packed": len(packed), "digest": sha256(packed).hexdigest()} | other
    files = [bytes(part) for part in files_of(manifest, body).values()]
    return seal(type(manifest)(**said), packed, key or private_key(town.folder), files)
