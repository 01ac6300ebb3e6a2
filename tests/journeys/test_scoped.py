"""An account that may see one village sees nothing of the others, whatever a plugin shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.errors import GongkaiError
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.testing.leaks import leaks

TOWN = "511923101000"

LEAKY = '''
"""Tries every way to read what the account may not see."""

from gongkai.core.hookspecs import hookimpl
from gongkai.core.i18n import T
from gongkai.core.registry.models import Unit
from gongkai.core.today import Card


@hookimpl
def gongkai_today(office, register):
    {body}
    register(Card("leaky", "news", T("泄露", "leak"), found))
'''


@pytest.fixture
def office(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A town with two years of sample data in every register, and accounts that may see one of its villages."""
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    made = init_office(tmp_path / "office", TOWN, region=("pingchang",), store=store_url, account="admin")
    system = made.as_system()
    village = str(made.rows("SELECT scope FROM {unit} WHERE kind = 'village_committee' ORDER BY scope")[0][0])
    with system.change("people") as change:
        for name, role in (("clerk", "clerk"), ("reviewer", "reviewer"), ("deputy", "signer"), ("head", "head")):
            change.create("account", name=name, display=name, division=TOWN)
            change.create("grant", account=name, role=role, division=village)
        change.create("account", name="nobody", display="nobody", division=TOWN)
    system.plugins.call("gongkai_demo", office=system, seed=7)
    yield made
    made.close()


def test_nothing_of_the_other_villages_is_shown(office: Office) -> None:
    everything = {row[0] for row in office.rows("SELECT uid FROM {unit}")}
    for account in ("clerk", "reviewer", "deputy", "head"):
        own = office.as_(account)
        seen = {row[0] for row in own.rows("SELECT uid FROM {unit}")}
        assert 0 < len(seen) < len(everything)
        assert own.register("entry").count() > 0 and own.register("publication").count() > 0
        assert leaks(own) == []
    nobody = office.as_("nobody")
    assert leaks(nobody) == []
    assert all(nobody.register(key).count(Query()) == 0 for key in office.resources)


@pytest.mark.parametrize(
    "body",
    [
        "found = office.rows('SELECT count(*) FROM unit')[0][0]",
        "found = len(office.fetch(Unit.select()))",
        "found = office.inside.register('unit').count()",
        "found = office.first(office.select(Unit).where(Unit.uid.in_(Unit.select(Unit.parent)))).id",
    ],
)
def test_a_plugin_that_reads_unscoped_is_named_and_the_office_works_on(office: Office, body: str) -> None:
    folder = office.folder / "plugins"
    folder.mkdir(exist_ok=True)
    (folder / "leaky.py").write_text(LEAKY.format(body=body), "utf-8")
    opened = Office.open(office.folder, "clerk")
    from gongkai.core.today import cards

    shown = {card.key for card in cards(opened)}
    assert "leaky" not in shown and "catalog.overdue" in shown
    [fault] = opened.plugins.faults
    assert fault.name == "leaky"
    opened.close()


def test_the_check_finds_a_plugin_that_does(office: Office) -> None:
    folder = office.folder / "plugins"
    folder.mkdir(exist_ok=True)
    (folder / "leaky.py").write_text(
        LEAKY.format(body="found = 999_999").replace("found))", "found, 'unit'))"),
        "utf-8",
    )
    opened = Office.open(office.folder, "clerk")
    assert any("leaky" in leak for leak in leaks(opened))
    with pytest.raises(GongkaiError):
        opened.rows("SELECT 1 FROM unit")
    opened.close()
