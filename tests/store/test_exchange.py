"""Deployments: enrolment by signed certificates, what is refused, and that copies of a store are told apart."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.codes import parse_code
from gongkai.core.errors import BadInput, Conflict, GongkaiError, NotAllowed
from gongkai.core.exchange.certificates import Chain, check_chain, issue, parse_paper, read_paper
from gongkai.core.exchange.enrolment import accept, enrol, request, revoke
from gongkai.core.exchange.identity import ensure_self, rows
from gongkai.core.exchange.keys import private_key
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from tests.registry import make_office

LISTING = [
    ("510000", "四川省"),
    ("511900", "巴中市"),
    ("511923", "平昌县"),
    ("511923101", "响滩镇"),
    ("511923102", "西兴镇"),
]
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county and two towns in it, before they know each other."""
    folder = tmp_path_factory.mktemp("made")
    for name, code in (("county", "511923"), ("town", "511923101"), ("other", "511923102")):
        make_office(folder / name, "sqlite:///office.sqlite", LISTING, code).close()
    return folder


@pytest.fixture
def world(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Office]]:
    """Copies of the three, opened on one day."""
    monkeypatch.setenv("GONGKAI_TODAY", TODAY.isoformat())
    opened = {name: Office.open(shutil.copytree(made / name, tmp_path / name)) for name in ("county", "town", "other")}
    yield opened
    for office in opened.values():
        office.close()


def test_a_town_asks_the_county_signs_and_both_know_each_other(
    store_url: str, world: dict[str, Office], tmp_path: Path
) -> None:
    county, town = make_office(tmp_path / "held", store_url, LISTING, "511923"), world["town"]
    asked = request(town, tmp_path / "t.req")
    given = enrol(county, tmp_path / "t.req", tmp_path / "t.crt")
    assert (given.deployment, given.key, given.scope) == (asked.deployment, asked.key, parse_code("511923101"))
    assert given.until == date(2027, 11, 25) and "administer" not in given.verbs
    accept(town, tmp_path / "t.crt")
    below = [row.record for row in county.register("deployment").page() if row.record.relation == "below"]
    assert [(one.uid, one.state, one.valid_to) for one in below] == [(asked.deployment, "active", given.until)]
    above = [row.record for row in town.register("deployment").page() if row.record.relation == "above"]
    assert [one.uid for one in above] == [given.issuer]
    for office in (county, town):
        assert not verify(office).faults
    county.close()


def test_a_certificate_never_reaches_further_than_its_issuers(world: dict[str, Office], tmp_path: Path) -> None:
    county, town = world["county"], world["town"]
    request(town, tmp_path / "t.req")
    for words in (
        {"scope": parse_code("511923")}, {"scope": parse_code("511900")}, {"until": date(2099, 1, 1)}
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            enrol(county, tmp_path / "t.req", tmp_path / "t.crt", **words)
    with pytest.raises(BadInput, match="fly"):
        enrol(county, tmp_path / "t.req", tmp_path / "t.crt", verbs=["fly"])
    assert not (tmp_path / "t.crt").exists() and not rows(county, "relation = 'below'")
    # one that a deployment forged for itself with its own key is refused by whoever reads it
    enrol(county, tmp_path / "t.req", tmp_path / "t.crt", verbs=["view", "edit"])
    accept(town, tmp_path / "t.crt")
    paper = read_paper(tmp_path / "t.crt", Chain)
    held = paper.chain[0].body
    wider = type(held)(
        **{name: getattr(held, name) for name in held.__struct_fields__} | {"verbs": ("view", "publish")}
    )
    forged = issue(type(wider)(**{name: getattr(wider, name) for name in wider.__struct_fields__} | {
        "deployment": "x", "issuer": held.deployment}), private_key(town.folder), paper.chain)  # fmt: skip
    with pytest.raises(NotAllowed, match="publish"):
        check_chain(forged, TODAY)


def test_a_changed_certificate_is_refused_wherever_it_was_changed(
    world: dict[str, Office], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("papers")
    request(world["town"], folder / "t.req")
    enrol(world["county"], folder / "t.req", folder / "t.crt")
    sound = (folder / "t.crt").read_bytes()

    @given(at=st.integers(0, len(sound) - 1), value=st.integers(0, 255))
    def changed(at: int, value: int) -> None:
        if sound[at] == value:
            return
        with pytest.raises(GongkaiError):
            check_chain(parse_paper(sound[:at] + bytes([value]) + sound[at + 1 :], Chain, "t.crt"), TODAY)

    changed()
    for cut in (0, 1, len(sound) // 2, len(sound) - 1):
        with pytest.raises(BadInput):
            parse_paper(sound[:cut], Chain, "t.crt")
    assert check_chain(parse_paper(sound, Chain, "t.crt"), TODAY).name


def test_certificates_expire_and_are_for_one_key_of_one_deployment(world: dict[str, Office], tmp_path: Path) -> None:
    county, town, other = world["county"], world["town"], world["other"]
    request(town, tmp_path / "t.req")
    request(other, tmp_path / "o.req")
    enrol(county, tmp_path / "t.req", tmp_path / "t.crt", until=date(2026, 12, 31))
    with pytest.raises(BadInput, match="不是给本级"):
        accept(other, tmp_path / "t.crt")
    with pytest.raises(NotAllowed, match="2026-12-31"):
        accept(town.on(date(2027, 1, 1)), tmp_path / "t.crt")
    request(town, tmp_path / "again.req", fresh=True)
    with pytest.raises(BadInput, match="密钥"):
        accept(town, tmp_path / "t.crt")
    enrol(county, tmp_path / "again.req", tmp_path / "again.crt")
    accept(town, tmp_path / "again.crt")


def test_one_place_has_one_writer_and_a_revoked_key_stays_out(world: dict[str, Office], tmp_path: Path) -> None:
    county, town, other = world["county"], world["town"], world["other"]
    request(town, tmp_path / "t.req")
    request(other, tmp_path / "o.req")
    enrol(county, tmp_path / "t.req", tmp_path / "t.crt")
    with pytest.raises(Conflict):
        enrol(county, tmp_path / "o.req", tmp_path / "o.crt", scope=parse_code("511923101"))
    with pytest.raises(BadInput, match="理由"):
        revoke(county, "511923101000", " ")
    revoke(county, "511923101000", "密钥外泄")
    with pytest.raises(NotAllowed, match="已吊销"):
        enrol(county, tmp_path / "t.req", tmp_path / "t.crt")
    request(town, tmp_path / "new.req", fresh=True)
    enrol(county, tmp_path / "new.req", tmp_path / "new.crt")
    assert [row["state"] for row in rows(county, "relation = 'below'")] == ["active"]


def test_a_copied_store_gets_a_stream_of_its_own_and_a_moved_one_keeps_it(
    world: dict[str, Office], tmp_path: Path
) -> None:
    town = world["town"]
    with town.change("own") as change:
        first = ensure_self(change)
    town.close()
    shutil.copytree(town.folder, tmp_path / "copy")
    town.folder.rename(tmp_path / "moved")
    for name, same in (("moved", True), ("copy", False)):
        office = Office.open(tmp_path / name)
        with office.change("own") as change:
            now = ensure_self(change)
        assert now["uid"] == first["uid"]
        assert (now["store_id"] == first["store_id"], now["epoch"] == first["epoch"]) == (same, same)
        office.close()


@pytest.mark.parametrize("content", [None, b"", b"zz", b"00" * 31])
def test_a_key_that_others_may_read_or_that_is_damaged_is_not_used(
    world: dict[str, Office], tmp_path: Path, content: bytes | None
) -> None:
    town = world["town"]
    request(town, tmp_path / "t.req")
    key = town.folder / ".gongkai" / "keys" / "ed25519.key"
    assert key.stat().st_mode & 0o777 == 0o600
    if content is None:
        key.chmod(0o640)
    else:
        key.write_bytes(content)
    with pytest.raises(GongkaiError, match="chmod 600" if content is None else "已损坏"):
        request(town, tmp_path / "t.req")


def test_who_does_not_administer_the_office_neither_asks_nor_enrols(world: dict[str, Office], tmp_path: Path) -> None:
    with world["county"].change("clerk") as change:
        change.create("account", name="li", display="李", division="511923")
        change.create("grant", account="li", role="inspector", division="511923")
    request(world["town"], tmp_path / "t.req")
    clerk = world["county"].as_("li")
    for call in (
        lambda: request(clerk, tmp_path / "c.req"),
        lambda: enrol(clerk, tmp_path / "t.req", tmp_path / "t.crt"),
        lambda: revoke(clerk, "响滩镇", "x"),
    ):
        with pytest.raises(NotAllowed):
            call()
