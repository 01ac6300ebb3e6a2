"""What may be read, and by whom: set-based SQL with marks, peewee queries, hooks; on both stores."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peewee
import pytest

from gongkai.core.access import Account
from gongkai.core.errors import GongkaiError
from gongkai.core.office import Office
from gongkai.core.reading import statement_for
from gongkai.core.registry.models import Division, Post, Unit
from tests.registry import make_office, unit_uid

LISTING = (
    ("51", "四川省"), ("5119", "巴中市"), ("511923", "平昌县"), ("511902", "巴州区"), ("511923101", "响滩镇"), ("511902101", "大茅坪镇"),
)  # fmt: skip


@pytest.fixture
def office(store_url: str, tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "office", store_url, LISTING, "51")
    with made.as_system().change("people") as change:
        change.create("account", name="ping", display="平", division="511923000000")
        change.create("grant", account="ping", role="clerk", division="511923000000")
        change.create("account", name="nobody", display="无", division="511923000000")
        for code in ("511923", "511902"):
            change.create("post", unit=unit_uid(code), kind="officer", person=f"人{code}")
    yield made
    made.close()


def names(office: Office, account: str, statement: str, *params: Any) -> set[str]:
    return {row[0] for row in office.as_(account).rows(statement, params)}


def test_a_mark_is_narrowed_and_a_public_table_is_not(office: Office) -> None:
    everything = {row[0] for row in office.rows("SELECT name FROM {unit}")}
    assert {"平昌县人民政府", "巴州区人民政府"} <= everything
    mine = names(office, "ping", "SELECT name FROM {unit}")
    assert "平昌县人民政府" in mine and "巴州区人民政府" not in mine and mine < everything
    assert names(office, "nobody", "SELECT name FROM {unit}") == set()
    assert "大茅坪镇" in names(office, "nobody", "SELECT name FROM {division}")


JOINS = [
    "SELECT p.person FROM {post} p JOIN {unit} u ON u.uid = p.unit WHERE u.name <> ?",
    "SELECT p.person FROM {unit} AS u, {post} p WHERE p.unit = u.uid AND u.name <> ?",
    "SELECT post.person FROM {post} WHERE post.unit IN (SELECT uid FROM {unit} WHERE name <> ?)",
    "WITH held AS (SELECT person, unit FROM {post}) SELECT held.person FROM held WHERE held.unit <> ?",
    "SELECT (SELECT max(person) FROM {post} p WHERE p.unit = u.uid) FROM {unit} u WHERE u.name <> ? AND"
    " EXISTS (SELECT 1 FROM {post} q WHERE q.unit = u.uid)",
    "SELECT person /* FROM unit */ FROM {post} -- FROM unit\n WHERE person <> ? AND person <> 'FROM unit?'",
    "SELECT person FROM {post} WHERE person <> ? UNION SELECT person FROM {post}",
    "SELECT p.person FROM {post} p JOIN (SELECT max(id), uid, name, unit FROM {unit} GROUP BY uid, name, unit) u"
    " ON u.uid = p.unit WHERE u.name <> ?",
    "SELECT p.person, CASE WHEN NOT p.unit = '' THEN 1 ELSE 0 END, p.unit FROM {post} p WHERE p.person <> ?",
    "SELECT person FROM {post} LEFT JOIN {unit} ON unit.uid = post.unit WHERE unit.name IS NOT NULL AND person <> ?",
]


@pytest.mark.parametrize("statement", JOINS)
def test_every_part_of_a_statement_is_narrowed(office: Office, statement: str) -> None:
    assert names(office, "admin", statement, "x") == {"人511923", "人511902"}
    assert names(office, "ping", statement, "x") == {"人511923"}
    assert names(office, "nobody", statement, "x") == set()


REFUSED = [
    "SELECT * FROM unit", "SELECT * FROM UNIT u", 'SELECT * FROM "unit"', "SELECT 1 FROM {post} p JOIN unit u ON 1=1",
    "SELECT 1 FROM {post}, unit",
    "SELECT 1 FROM {post} p NOT INDEXED, unit",
    "SELECT 1 FROM {post} p, (SELECT * FROM unit) u", "SELECT 1 FROM (unit)",
    "SELECT 1 FROM main.unit", "SELECT 1 FROM public.unit", "SELECT * FROM ledger_line", "SELECT * FROM sqlite_master",
    "SELECT * FROM pg_class", "SELECT * FROM information_schema.tables", "SELECT * FROM fts_unit", "SELECT 1; SELECT 2",
    "DELETE FROM {unit}", "UPDATE {unit} SET name = ''", "PRAGMA table_info(unit)", "INSERT INTO {unit} (uid) VALUES ('x')",
    "WITH x AS (DELETE FROM {unit} RETURNING *) SELECT * FROM x", "TABLE unit", "SELECT * INTO x FROM {unit}",
    "SELECT * FROM {nothing}", "SELECT * FROM {unit", "SELECT * FROM {unit; DROP}", "", "EXPLAIN SELECT 1",
    "SELECT (SELECT count(*) FROM unit)", "SELECT 1 WHERE EXISTS (SELECT 1 FROM {post} WHERE unit IN (SELECT uid FROM unit))",
    "SELECT * FROM {post} p LEFT JOIN LATERAL (SELECT * FROM unit) u ON true", "SELECT * FROM {post} NATURAL JOIN unit",
    "SELECT * FROM/**/unit", "SELECT * FROM--\nunit", "SELECT '' FROM {post} UNION ALL SELECT name FROM unit",
    "SELECT * FROM {post} ORDER BY (SELECT name FROM unit LIMIT 1)", "SELECT * FROM ONLY unit", "SELECT ? FROM {post}",
]  # fmt: skip


@pytest.mark.parametrize("statement", REFUSED)
def test_what_is_not_narrowed_is_refused_before_it_runs(office: Office, statement: str) -> None:
    with pytest.raises(GongkaiError):
        statement_for(office.as_("ping"), statement, ())


def test_values_stay_with_their_marks(office: Office) -> None:
    statement = "SELECT ? FROM {post} p JOIN {unit} u ON u.uid = p.unit AND u.name <> ? WHERE p.person <> ? LIMIT ?"
    assert office.as_("ping").rows(statement, ("一", "二", "三", 5)) == [("一",)]


def test_a_query_must_begin_with_the_office(office: Office) -> None:
    ping = office.as_("ping")
    assert {unit.name for unit in ping.fetch(ping.select(Unit))} == names(office, "ping", "SELECT name FROM {unit}")
    posts = ping.select(Post).join(ping.select(Unit).alias("u"), on=(Post.unit == peewee.SQL("u.uid")))
    assert [post.person for post in ping.fetch(posts)] == ["人511923"]
    assert ping.value(ping.select(Unit, peewee.fn.COUNT(Unit.id))) == len(
        names(office, "ping", "SELECT uid FROM {unit}")
    )
    assert ping.first(Division.select().where(Division.name == "大茅坪镇")) is not None
    for wrong in (
        Unit.select(),
        ping.select(Post).join(Unit, on=(Post.unit == Unit.uid)),
        ping.select(Post).join(Unit.alias("u"), on=(Post.unit == peewee.SQL("u.uid"))),
        ping.select(Post).where(Post.unit.in_(Unit.select(Unit.uid))),
        ping.select(Post).where(peewee.SQL("1=1 OR unit IN (SELECT uid FROM unit)")),
        Account.select().where(Account.name == "admin"),
        ping.select(Post) | Post.select(),
        Unit.raw("SELECT * FROM unit"),
        Unit.update(name="x"),
        Unit.delete(),
        peewee.Select([Unit], [Unit.name]),
    ):
        with pytest.raises(GongkaiError):
            ping.fetch(wrong)
    assert names(office, "admin", "SELECT name FROM {unit} WHERE name = 'x'") == set()


def test_only_hooks_see_what_the_door_sees(office: Office) -> None:
    with pytest.raises(GongkaiError, match="钩子"):
        _ = office.as_("ping").inside
