"""Private fields: who may edit a record reads them; others see enough to talk about it, on every way to it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.core.imports import sheet_of
from gongkai.core.ledger.history import changes_in_words
from gongkai.core.ledger.verify import index_faults
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.text import veiled
from tests.registry import make_office, unit_uid

LISTING = (("511923", "平昌县"), ("511923101", "响滩镇"))
PHONE, CALLER = "13812340001", "李文静"


@pytest.fixture
def office(store_url: str, tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "county", store_url, LISTING, "511923")
    with made.change("accounts") as change:
        for name, role in (("clerk", "clerk"), ("viewer", "viewer")):
            change.create("account", name=name, display=name, division="511923")
            change.create("grant", account=name, role=role, division="511923")
    yield made
    made.close()


def test_a_viewer_sees_no_telephone_anywhere(office: Office) -> None:
    with office.as_("clerk").change("call") as change:
        case = change.create("case", unit=unit_uid("511923101"), title="路灯不亮", caller=CALLER, phone=PHONE)
        change.update(case, phone="13812340002")
    for actor, whole in (("clerk", True), ("viewer", False)):
        cases = office.as_(actor).register("case")
        record = cases.get(case.uid)
        columns, rows = sheet_of(cases, cases.records([case.uid]))
        said = json.dumps(
            [
                cases.plain(record), [str(text) for _, _, text in cases.shown(record)],
                cases.page(names=("caller", "phone"))[0].cells, columns, rows,
                [changes_in_words(cases.office, cases.resource, entry) for entry in cases.history(case.uid)],
                [(entry.before, entry.after) for entry in cases.history(case.uid)],
            ],
            default=str, ensure_ascii=False,
        )  # fmt: skip
        assert (("13812340002" in said) and (PHONE in said) and (CALLER in said)) is whole
        assert ("138****0002" in said or "李**" in said) is not whole


def test_what_is_veiled_is_never_written_back(office: Office) -> None:
    with office.as_("clerk").change("call") as change:
        case = change.create("case", unit=unit_uid("511923101"), title="路灯不亮", caller=CALLER, phone=PHONE)
    seen = office.as_("viewer").register("case").get(case.uid)
    assert seen.phone == "138****0001"
    with office.as_("clerk").change("kept") as change:
        change.update(seen, title="路灯不亮了")
    assert office.register("case").get(case.uid).phone == PHONE
    assert office.as_("clerk").register("case").undo(case.uid).phone == PHONE


def found(office: Office, **query: Any) -> list[str]:
    return [row.uid for row in office.register("case").page(Query(**query))]


def test_who_may_not_read_a_telephone_finds_nothing_by_it(office: Office) -> None:
    with office.as_("clerk").change("call") as change:
        case = change.create("case", unit=unit_uid("511923101"), title="路灯不亮", caller=CALLER, phone=PHONE)
    clerk, viewer = office.as_("clerk"), office.as_("viewer")
    for text in (PHONE, CALLER, f" {PHONE} "):
        assert found(clerk, search=text) == [case.uid] and found(viewer, search=text) == []
    assert found(clerk, search="138") == []  # the whole of it or nothing
    for actor, there in ((clerk, [case.uid]), (viewer, [])):
        assert found(actor, where={"phone": "0001"}) == there == found(actor, where={"caller": "李文"})
        assert found(actor, search="路灯") == [case.uid]
    [(held,)] = index_words(office)
    assert "138" not in held and "李文" not in held
    assert index_faults_of(office) == []


def index_words(office: Office) -> list[tuple[str]]:
    expression = "tokens" if office.store.kind == "sqlite" else "CAST(tokens AS TEXT)"
    return office.store.sql(f"SELECT {expression} FROM fts_hotline_case")


def index_faults_of(office: Office) -> list[Any]:
    return list(index_faults(office, office.resource("case")))


@given(st.text(max_size=40))
def test_a_veil_hides_more_than_it_shows(text: str) -> None:
    shown = veiled(text)
    assert len(shown) == len(text.strip())
    assert len(text.strip()) < 2 or "*" in shown
