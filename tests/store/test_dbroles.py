"""Roles of accounts on PostgreSQL: plain SQL that goes round gongkai sees what the account sees, and changes nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gongkai.core.access.dbroles import apply, in_use, let_in, made, plan, remove
from gongkai.core.errors import BadInput, NotAllowed
from gongkai.core.office import Office
from gongkai.testing.postgres import drop_schema
from tests.registry import make_office

COUNTY, TOWN, OTHER = "511923000000", "511923101000", "511923102000"
LISTING = (
    ("51", "四川省"), ("5119", "巴中市"), ("511923", "平昌县"), ("511923101", "响滩镇"), ("511923101001", "红光村"),
    ("511923102", "西兴镇"), ("511923102001", "石梯村"),
)  # fmt: skip
SECRET = "correct horse battery"


@pytest.fixture
def office(postgres_url: str, tmp_path: Path) -> Iterator[Office]:
    """A county on a schema of its own, with entries in two towns and a clerk of one of them."""
    drop_schema(postgres_url, "t_roles")
    office = make_office(tmp_path / "county", f"{postgres_url}&schema=t_roles", LISTING, COUNTY)
    with office.change() as change:
        change.create("account", name="zhang", display="张三", division=TOWN)
        change.create("grant", account="zhang", role="clerk", division=TOWN)
        units = {row[1]: row[0] for row in office.rows("SELECT uid, scope FROM {unit}")}
        for scope, unit in units.items():
            change.create("entry", unit=unit, title=f"事项 {scope}", term="每季度")
            change.create("case", unit=unit, title=f"来电 {scope}", caller="钱某", phone="13800000001")
    yield office
    remove(office)
    office.close()
    drop_schema(postgres_url, "t_roles")


def as_role(office: Office, account: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a program gets that connects as the role of an account; it needs a login first."""
    let_in(office, account, SECRET)
    role = next(
        r
        for r in made(office)
        if office.store.sql("SELECT name FROM account WHERE uid = ?", (r.account,)) == [(account,)]
    )
    parts = office.store.url.split("?")
    url = f"postgresql://{role.name}@/{parts[0].rpartition('/')[2]}?host={parts[1].partition('host=')[2].partition('&')[0]}"
    with psycopg.connect(url, password=SECRET) as connection:
        cursor = connection.execute(statement, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def run(office: Office, *words: str, stdin: str = "") -> Any:
    """A command, as it is called from a shell."""
    from click.testing import CliRunner

    from gongkai.cli.main import cli

    done = CliRunner().invoke(cli, ["-C", str(office.folder), *words], input=stdin, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def refused(office: Office, statement: str, *values: Any) -> str:
    """How the server refuses it to the clerk."""
    with pytest.raises(psycopg.Error) as error:
        as_role(office, "zhang", statement, *values)
    return str(error.value)


def titles(office: Office, account: str) -> list[str]:
    """What gongkai shows to an account."""
    return [row[0] for row in office.as_(account).rows("SELECT title FROM {entry} ORDER BY title")]


def test_a_role_sees_what_its_account_sees_and_writes_nothing(office: Office) -> None:
    assert apply(office) > 0 and plan(office) == []  # again: nothing to do
    mine = titles(office, "zhang")
    assert 0 < len(mine) < len(titles(office, "admin"))
    assert [row[0] for row in as_role(office, "zhang", "SELECT title FROM entry ORDER BY title")] == mine
    assert as_role(office, "zhang", "SELECT count(*) FROM entry WHERE scope = 511923102000000") == [(0,)]
    assert len(as_role(office, "admin", "SELECT uid FROM entry")) == len(titles(office, "admin"))
    for statement in (
        "UPDATE entry SET title = 'x'", "DELETE FROM entry", "INSERT INTO entry (uid, title) VALUES ('x', 'x')",
        "SELECT * FROM ledger", "UPDATE ledger SET body = ''", "SELECT * FROM ledger_line", "DELETE FROM ledger_line",
        "SELECT phone FROM hotline_case", "SELECT * FROM hotline_case", "SELECT * FROM fts_entry", "CREATE TABLE mine (a int)",
        "ALTER TABLE entry DISABLE ROW LEVEL SECURITY", "SET ROLE gongkai", "TRUNCATE entry",
    ):  # fmt: skip
        said = refused(office, statement)
        assert "permission denied" in said or "must be owner" in said, statement
    assert as_role(office, "zhang", "SELECT count(title) FROM hotline_case") == [(len(mine),)]
    for resource in office.resources.values():  # among them those that need another verb, or none
        count = f"SELECT count(uid) FROM {resource.table}"
        seen = office.as_("zhang").rows(f"SELECT count(uid) FROM {{{resource.table}}}")
        assert as_role(office, "zhang", count) == seen, resource.key


def test_where_writing_is_allowed_it_stays_inside_the_scope_and_verify_tells(office: Office) -> None:
    from gongkai.core.ledger.verify import verify

    apply(office, writes=True)
    inside = office.store.sql("SELECT uid FROM entry WHERE scope = 511923101000000")[0][0]
    outside = office.store.sql("SELECT uid FROM entry WHERE scope = 511923102000000")[0][0]
    assert as_role(office, "zhang", "UPDATE entry SET title = '改了' WHERE uid = %s", outside) == [(0,)]
    assert "row-level security" in refused(office, "UPDATE entry SET scope = 511923102000000 WHERE uid = %s", inside)
    assert "permission denied" in refused(office, "DELETE FROM entry")
    assert "permission denied" in refused(office, "UPDATE access_grant SET scope = 0")
    assert "permission denied" in refused(office, "DELETE FROM ledger")
    assert verify(office).faults == []
    assert as_role(office, "zhang", "UPDATE entry SET title = '改了' WHERE uid = %s", inside) == [(1,)]
    assert [fault.uid for fault in verify(office).faults if fault.table == "entry"] == [inside]
    apply(office, writes=False)
    assert "permission denied" in refused(office, "UPDATE entry SET title = '再改' WHERE uid = %s", inside)


def test_roles_follow_the_grants_in_the_same_transaction(office: Office) -> None:
    apply(office)
    grant = office.store.sql("SELECT uid FROM access_grant ORDER BY id DESC LIMIT 1")[0][0]
    with office.change() as change:
        change.create("account", name="李四", display="李四", division=COUNTY)
        change.create("grant", account="李四", verbs=("view",), division=COUNTY, reach="children", excluded=(OTHER,))
        change.delete(office.register("grant").get(grant))
    assert as_role(office, "zhang", "SELECT count(*) FROM entry") == [(0,)]
    assert [row[0] for row in as_role(office, "李四", "SELECT title FROM entry ORDER BY title")] == titles(
        office, "李四"
    )
    assert len(titles(office, "李四")) == 2 and plan(office) == []
    with office.change() as change:
        uid = office.store.sql("SELECT uid FROM account WHERE name = '李四'")[0][0]
        change.update(office.register("account").get(uid), disabled=True)
    assert len(made(office)) == 2  # whose account is disabled has no role


def test_a_right_that_is_dated_holds_on_its_days_only(office: Office) -> None:
    with office.change() as change:
        change.create("account", name="wang", display="王", division=COUNTY)
        change.create(
            "grant", account="wang", verbs=("view",), division=COUNTY, valid_from="2020-01-01", valid_to="2099-12-31"
        )
        change.create("grant", account="wang", verbs=("edit",), division=COUNTY)
    apply(office)
    assert len(as_role(office, "wang", "SELECT uid FROM entry")) == len(titles(office, "wang")) > 0
    policies = office.store.sql("SELECT qual FROM pg_policies WHERE schemaname = 't_roles' AND tablename = 'entry'")
    assert any("2099-12-31" in text for (text,) in policies)


def test_only_who_administers_all_sets_up_roles_and_a_file_has_none(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        apply(office.as_("zhang"))
    with pytest.raises(BadInput, match="没有数据库角色"):
        let_in(office, "zhang", SECRET)
    alone = make_office(tmp_path / "alone", "sqlite:///office.sqlite", LISTING, COUNTY)
    assert not in_use(alone)
    with pytest.raises(BadInput, match="PostgreSQL"):
        plan(alone)
    alone.close()


def test_the_commands_show_what_they_do(office: Office) -> None:
    shown = run(office, "store", "roles", "plan")
    assert (
        'CREATE ROLE "t_roles_zhang"' in shown.stdout
        and "ENABLE ROW LEVEL SECURITY" in shown.stdout
        and made(office) == []
    )
    assert "语句" in run(office, "store", "roles", "apply").stderr
    assert "没有要改的" in run(office, "store", "roles", "plan").stderr
    run(office, "store", "roles", "login", "zhang", stdin=SECRET + "\n")
    listed = json.loads(run(office, "store", "roles", "list", "--format", "json").stdout)
    assert {row["account"]: row["login"] for row in listed} == {"admin": "否", "zhang": "是"}
    assert "2" in run(office, "store", "roles", "remove").stderr and made(office) == []
    secured = office.store.sql(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 't_roles'::regnamespace AND relrowsecurity"
    )
    assert secured == [(0,)]


def test_an_office_may_take_the_account_from_the_operating_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pwd
    from types import SimpleNamespace

    folder = tmp_path / "county"
    office = make_office(folder, "sqlite:///office.sqlite", LISTING, COUNTY)
    with office.change() as change:
        change.create("account", name="zhang", display="张三", division=TOWN)
        change.create("grant", account="zhang", role="viewer", division=TOWN)
    office.close()
    settings = folder / "gongkai.toml"
    settings.write_text(settings.read_text("utf-8") + 'login = "system"\n', "utf-8")
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: SimpleNamespace(pw_name="zhang"))
    mine = Office.open(folder)
    assert mine.actor == mine.login == "zhang"
    mine.close()
    from click.testing import CliRunner

    from gongkai.cli.main import cli

    # a variable makes nobody somebody else
    for words, env in ((("today",), {"GONGKAI_ACCOUNT": "admin"}), (("--as", "admin", "today"), {})):
        assert CliRunner().invoke(cli, ["-C", str(folder), *words], env=env).exit_code == 4
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: SimpleNamespace(pw_name="stranger"))
    with pytest.raises(NotAllowed, match="stranger"):
        Office.open(folder)
    settings.write_text(settings.read_text("utf-8").replace('"system"', '"who"'), "utf-8")
    with pytest.raises(BadInput, match="login"):
        Office.open(folder)
