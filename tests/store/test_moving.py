"""A store brought elsewhere is the same row by row and goes on there; nothing is written over what is there."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongkai.cli.main import cli
from gongkai.core.errors import BadInput, NotAllowed, StoreError
from gongkai.core.ledger.verify import verify
from gongkai.core.office import FILE, Office
from gongkai.core.register import Query
from gongkai.core.store.engine import open_store
from gongkai.core.store.moving import copy_store
from gongkai.testing.postgres import drop_schema


@pytest.fixture
def elsewhere(office: Office, tmp_path: Path, postgres_url: str) -> Iterator[str]:
    """A place on the other kind of store."""
    if office.store.kind == "postgresql":
        yield f"sqlite:///{tmp_path / 'other.sqlite'}"
        return
    schema = f"t_{uuid.uuid4().hex[:12]}"
    yield f"{postgres_url}&schema={schema}"
    drop_schema(postgres_url, schema)


def test_an_office_goes_on_in_its_new_store(office: Office, elsewhere: str) -> None:
    first = office.register("unit").page(limit=1)[0].record
    with office.change("改电话") as change:
        change.update(first, phone="0827-6")
    office.store.run(
        "CREATE TABLE left_behind (id INTEGER PRIMARY KEY, said TEXT, times BIGINT)"
    )  # a plugin's that is gone
    office.store.run("INSERT INTO left_behind (id, said, times) VALUES (7, '留下', 3)")
    head = office.store.sql("SELECT max(seq) FROM ledger")[0][0]
    done = CliRunner().invoke(cli, ["-C", str(office.folder), "store", "copy", elsewhere, "--switch"])
    assert done.exit_code == 0, done.output
    moved = Office.open(office.folder)
    assert moved.store.kind != office.store.kind
    assert verify(moved).faults == []
    assert moved.store.sql("SELECT max(seq) FROM ledger")[0][0] == head
    assert moved.store.sql("SELECT id, said, times FROM left_behind") == [(7, "留下", 3)]
    cells = [row.cells for row in office.register("unit").page(limit=99)]
    assert [row.cells for row in moved.register("unit").page(limit=99)] == cells
    assert [row.record.name for row in moved.register("unit").page(Query(search=first.name))] == [first.name]
    with moved.change("新账号") as change:  # new ids come after those that were copied
        change.create("account", name="next", display="下一个", division="511923101000")
    assert verify(moved).faults == []
    moved.close()


def test_a_copy_leaves_the_office_where_it_is_and_nothing_is_written_over(office: Office, elsewhere: str) -> None:
    settings = (office.folder / FILE).read_text("utf-8")
    copied = copy_store(office, elsewhere)
    assert copied.rows > 100
    assert (office.folder / FILE).read_text("utf-8") == settings
    for place in (elsewhere, office.store.url):
        with pytest.raises(BadInput, match="不覆盖"):
            copy_store(office, place)
    assert verify(office).faults == []


def test_a_store_that_its_ledger_does_not_bear_out_is_not_copied(office: Office, elsewhere: str) -> None:
    office.store.run("UPDATE unit SET phone = '1' WHERE id = (SELECT min(id) FROM unit)")
    with pytest.raises(StoreError, match="不符"):
        copy_store(office, elsewhere, switch=True)
    if "postgresql" in elsewhere:
        assert open_store(elsewhere, create=True).tables() == []
    else:
        assert [path.name for path in Path(elsewhere.removeprefix("sqlite:///")).parent.glob("*other*")] == []
    with office.change("原处照常") as change:
        change.update(office.register("unit").page(limit=2)[1].record, phone="0827-8")


def test_only_who_administers_the_whole_office_moves_it(office: Office, elsewhere: str) -> None:
    with office.change("新账号") as change:
        change.create("account", name="clerk", display="经办", division="511923101000")
    with pytest.raises(NotAllowed):
        copy_store(office.as_("clerk"), elsewhere)
