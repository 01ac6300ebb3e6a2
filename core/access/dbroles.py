"""A database role for each account of an office on PostgreSQL, and row security that follows from its grants.

Whoever goes round gongkai with plain SQL reads, as the role of an account, just the rows that gongkai would show to that
account: the condition of each policy is made of the one predicate of ``rights.py``. The ledger, passwords and search indexes
are nobody's but the owner's, and so are fields that are private. gongkai itself works as the owner, whom row security leaves
alone.

Everything is one list of statements that makes the roles what they should be: it can be shown, run, and run again with no
effect. Each policy carries the digest of its text as its comment, each role what it is for, so nothing else is touched.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongkai.core.access.rights import PLACES, UNITS, UNITS_DEEP, Right, held, predicate
from gongkai.core.access.verbs import ANYONE
from gongkai.core.errors import BadInput, StoreError
from gongkai.core.i18n import T
from gongkai.core.reading import PUBLIC

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

MARK = "gongkai"
POLICY = "gongkai_"
LONGEST = 63  # bytes of a name on PostgreSQL
TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_FIXED = ("id", "uid")  # columns that nobody changes
_CLOSED = frozenset({"account", "grant"})  # registers that are written by the door alone, whatever the grants say


@dataclass(frozen=True)
class DbRole:
    """A role that gongkai made for an account of this office.

    Attributes:
        writes: whether it may change rows of the registers where its account may edit them.
        login: whether it may connect.
    """

    name: str
    account: str
    writes: bool
    login: bool


def in_use(office: "Office") -> bool:
    """Whether this office's store has roles for its accounts."""
    return office.store.kind == "postgresql" and bool(made(office))


def made(office: "Office") -> list[DbRole]:
    """The roles that are there for this store, by account.

    Raises:
        BadInput: the office does not work on PostgreSQL.
    """
    _require_server(office)
    start = _comment(office, "")
    rows = office.store.sql(
        "SELECT r.rolname, d.description, r.rolcanlogin FROM pg_roles r JOIN pg_shdescription d ON d.objoid = r.oid"
        " AND d.classoid = 'pg_authid'::regclass WHERE substr(d.description, 1, ?) = ? ORDER BY r.rolname",
        (len(start), start),
    )
    found = []
    for name, text, login in rows:
        account, _, mode = text.removeprefix(start).partition(" ")
        found.append(DbRole(name, account, mode == "writes", bool(login)))
    return found


def plan(office: "Office", writes: bool | None = None) -> list[str]:
    """The statements that make roles, privileges and policies what the grants say; empty when they are.

    Args:
        writes: whether roles may also change rows where their accounts may edit them; None leaves it as it is (at first: not).

    Raises:
        BadInput: the office does not work on PostgreSQL.
    """
    there = {role.account: role for role in made(office)}
    if writes is None:
        writes = any(role.writes for role in there.values())
    accounts = dict(
        office.store.sql("SELECT uid, name FROM account WHERE disabled IS NULL OR disabled = 0 ORDER BY name")
    )
    wanted = _wanted(office, accounts, there)
    statements = list(_gone(office, [role for uid, role in there.items() if uid not in accounts]))
    statements += _roles(office, wanted, there, writes)
    if wanted:
        statements += _functions(office)
    statements += _privileges(office, wanted, writes)
    statements += _policies(office, {uid: (name, accounts[uid]) for uid, name in wanted.items()}, writes)
    return statements


def apply(office: "Office", writes: bool | None = None) -> int:
    """Run the plan in one transaction; gives the number of statements.

    Raises:
        NotAllowed: the account does not administer the whole office.
        StoreError: the server does not let gongkai's own account make roles.
    """
    from gongkai.core.access import require

    require(office, "administer", office.scope, whole=True)
    with office.store.write():
        statements = plan(office, writes)
        _run(office, statements)
    return len(statements)


def follow(office: "Office") -> None:
    """Bring roles that are in use up to the grants as this transaction leaves them; nothing where none are."""
    if in_use(office):
        _run(office, plan(office))


def remove(office: "Office") -> int:
    """Drop every role of this store with its policies, and switch row security off; gives the number of roles."""
    from gongkai.core.access import require

    require(office, "administer", office.scope, whole=True)
    with office.store.write():
        roles = made(office)
        statements = list(_gone(office, roles))
        secured = office.store.sql(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity ORDER BY 1"
        )
        statements += [f"ALTER TABLE {_name(table)} DISABLE ROW LEVEL SECURITY" for (table,) in secured]
        _run(office, statements)
    return len(roles)


def let_in(office: "Office", account: str, password: str | None) -> DbRole:
    """Let the role of an account connect with a password of its own; None locks it out.

    Raises:
        BadInput: the account has no role yet, or the password is none.
    """
    from gongkai.core.access import require
    from gongkai.core.access.passwords import fit_password

    require(office, "administer", office.scope, whole=True)
    if password is not None:
        fit_password(account, password)
    rows = office.store.sql("SELECT uid FROM account WHERE name = ?", (account,))
    role = next((role for role in made(office) if rows and role.account == rows[0][0]), None)
    if role is None:
        raise BadInput(
            T(f"账号 {account} 还没有数据库角色。", f"The account {account} has no database role yet."),
            T("先运行 gongkai store roles apply。", "Run gongkai store roles apply first."),
        )
    said = (
        f"LOGIN PASSWORD {_text(_scrambled(office, role.name, password))}"
        if password is not None
        else "NOLOGIN PASSWORD NULL"
    )
    with office.store.write():
        _run(office, [f"ALTER ROLE {_name(role.name)} {said}"])
    return role


# what should be there


def _wanted(office: "Office", accounts: dict[str, str], there: dict[str, DbRole]) -> dict[str, str]:
    """Uid of each account to the name of its role; one that has a role keeps it."""
    taken = {row[0] for row in office.store.sql("SELECT rolname FROM pg_roles")}
    found: dict[str, str] = {}
    for uid, name in accounts.items():
        if uid in there:
            found[uid] = there[uid].name
            continue
        plain = name.lower() if re.fullmatch(r"[A-Za-z0-9_.-]+", name) else uid
        role = f"{office.store.schema}_{plain}"
        if len(role) > LONGEST or role in taken:
            mark = hashlib.sha256(f"{_database(office)} {uid}".encode()).hexdigest()[:8]
            role = f"{role[: LONGEST - 9]}_{mark}"
        taken.add(role)
        found[uid] = role
    return found


def _gone(office: "Office", roles: Iterable[DbRole]) -> Iterator[str]:
    for role in roles:
        for table, policy in _policies_of(office, role.name):
            yield f"DROP POLICY {_name(policy)} ON {_name(table)}"
        yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {_name(office.store.schema)} FROM {_name(role.name)}"
        yield f"REVOKE ALL ON SCHEMA {_name(office.store.schema)} FROM {_name(role.name)}"
        yield f"DROP ROLE {_name(role.name)}"


def _roles(office: "Office", wanted: dict[str, str], there: dict[str, DbRole], writes: bool) -> Iterator[str]:
    schema = _name(office.store.schema)
    for uid, name in wanted.items():
        old = there.get(uid)
        if old is None:
            yield f"CREATE ROLE {_name(name)} NOLOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE"
            yield f"GRANT USAGE ON SCHEMA {schema} TO {_name(name)}"
            yield f"ALTER ROLE {_name(name)} SET search_path TO {schema}"
        if old is None or old.writes != writes:
            mode = "writes" if writes else "reads"
            yield f"COMMENT ON ROLE {_name(name)} IS {_text(_comment(office, f'{uid} {mode}'))}"


def _functions(office: "Office") -> Iterator[str]:
    """The walks along parents as functions of the owner: a policy that asked the tables itself would ask itself again."""
    for name, (given, result, body) in _WALKS.items():
        text = (
            f"CREATE OR REPLACE FUNCTION {name}({given}) RETURNS SETOF {result} LANGUAGE sql STABLE SECURITY DEFINER"
            f" SET search_path TO {_name(office.store.schema)}, pg_temp AS $walk$ {_numbered(body)} $walk$"
        )
        held_text = office.store.sql(
            "SELECT obj_description(p.oid, 'pg_proc') FROM pg_proc p WHERE p.proname = ?"
            " AND p.pronamespace = current_schema()::regnamespace",
            (name,),
        )
        digest = _digest(text)
        if held_text != [(digest,)]:
            yield text
            yield f"COMMENT ON FUNCTION {name} IS {_text(digest)}"


_WALKS = {
    "gongkai_places": ("bigint, integer, integer, integer", "bigint", PLACES),
    "gongkai_units": ("text", "text", UNITS),
    "gongkai_units_to": ("text, integer", "text", UNITS_DEEP),
}


def _privileges(office: "Office", wanted: dict[str, str], writes: bool) -> Iterator[str]:
    """Which columns each role may read, and write; rows are the policies' matter."""
    schema = office.store.schema
    has: dict[tuple[str, str, str], set[str]] = {}
    for role, table, column, kind in office.store.sql(
        "SELECT grantee, table_name, column_name, privilege_type FROM information_schema.column_privileges"
        " WHERE table_schema = ? AND grantor = current_user",
        (schema,),
    ):
        has.setdefault((role, table, kind), set()).add(column)
    for table, resource in _tables(office).items():
        columns = [row[0] for row in office.store.sql(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY 1",
            (schema, table))]  # fmt: skip
        private = set(resource.private) if resource else set()
        read = {name for name in columns if name not in private}
        written = read.difference(_FIXED) if writes and resource and resource.key not in _CLOSED else set()
        for role in wanted.values():
            for kind, names in (("SELECT", read), ("UPDATE", written)):
                now = has.get((role, table, kind), set())
                if now - names:
                    yield f"REVOKE {kind} ({_list(now - names)}) ON {_name(table)} FROM {_name(role)}"
                if names - now:
                    yield f"GRANT {kind} ({_list(names - now)}) ON {_name(table)} TO {_name(role)}"


def _policies(office: "Office", wanted: dict[str, tuple[str, str]], writes: bool) -> Iterator[str]:
    there = {
        (table, policy): digest
        for table, policy, digest in office.store.sql(
            "SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy') FROM pg_policy p JOIN pg_class c"
            " ON c.oid = p.polrelid WHERE c.relnamespace = current_schema()::regnamespace AND starts_with(p.polname, ?)",
            (POLICY,),
        )
    }
    secured = {row[0] for row in office.store.sql(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relrowsecurity")}  # fmt: skip
    rights = {uid: [r for r in held(office, name) if r.why_not in ("", "early")] for uid, (_, name) in wanted.items()}
    kept: set[tuple[str, str]] = set()
    for table, resource in _tables(office).items():
        if resource is None:
            continue
        if wanted and table not in secured:
            yield f"ALTER TABLE {_name(table)} ENABLE ROW LEVEL SECURITY"
        for uid, (role, _) in wanted.items():
            for kind, text in _conditions(resource, rights[uid], writes):
                policy = _policy_name(role, kind)
                body = f"ON {_name(table)} FOR {kind} TO {_name(role)} {text}"
                kept.add((table, policy))
                if there.get((table, policy)) == _digest(body):
                    continue
                if (table, policy) in there:
                    yield f"DROP POLICY {_name(policy)} ON {_name(table)}"
                yield f"CREATE POLICY {_name(policy)} {body}"
                yield f"COMMENT ON POLICY {_name(policy)} ON {_name(table)} IS {_text(_digest(body))}"
    mine = {_policy_name(role, kind) for role, _ in wanted.values() for kind in ("SELECT", "UPDATE")}
    for table, policy in sorted(set(there) - kept):
        if policy in mine:
            yield f"DROP POLICY {_name(policy)} ON {_name(table)}"


def _conditions(resource: "Resource", rights: Sequence[Right], writes: bool) -> Iterator[tuple[str, str]]:
    """Commands, and what a role may do with them in a register's table.

    A row that is seen and may not be written is an error when it is written, not a statement that touches nothing.
    """
    seen = _condition(rights, resource.model.reading)
    yield "SELECT", f"USING ({seen})"
    if writes and resource.key not in _CLOSED:
        may = f"{seen} AND {_condition(rights, resource.verb)}"
        yield "UPDATE", f"USING ({seen}) WITH CHECK ({may})"


def _condition(rights: Sequence[Right], verb: str) -> str:
    """Where an account has a verb, as text with every value in it; what is dated asks the day."""
    spans: dict[tuple[str, str], list[Right]] = {}
    for right in rights:
        if verb == ANYONE or verb in right.verbs:
            spans.setdefault((right.valid_from, right.valid_to), []).append(right)
    parts = []
    for (start, end), several in sorted(spans.items()):
        text, values = ("1=1", []) if verb == ANYONE else predicate(several)
        for name, (_, _, body) in _WALKS.items():
            text = text.replace(f"IN ({body})", f"IN (SELECT {name}({', '.join('?' * body.count('?'))}))")
        days = [f"{TODAY} >= DATE {_text(start)}"] if start else []
        days += [f"{TODAY} <= DATE {_text(end)}"] if end else []
        text = _filled(text.replace("{scope}", "scope").replace("{unit}", "unit"), values)
        parts.append(" AND ".join((*days, text)))
    return f"({' OR '.join(f'({part})' for part in parts)})" if parts else "(1=0)"


def _tables(office: "Office") -> "dict[str, Resource | None]":
    """What roles may read at all: the registers' tables, and facts that everybody may know (None)."""
    from gongkai.core.office import CORE_REGISTERS, core_resource

    there = set(office.store.tables())
    found: dict[str, Resource | None] = dict.fromkeys(sorted(PUBLIC & there))
    own = [core_resource(key) for key in CORE_REGISTERS]
    for resource in (*own, *office.resources.values()):
        if resource is not None and resource.table in there and resource.table not in PUBLIC:
            found[resource.table] = resource
    return found


# pieces of SQL


def _require_server(office: "Office") -> None:
    if office.store.kind != "postgresql":
        raise BadInput(
            T("数据库角色只在 PostgreSQL 上有；这个单位的存储是文件。",
              "Database roles exist on PostgreSQL only; this office's store is a file."),
            T("用 gongkai store copy 搬到 PostgreSQL。", "Move it to PostgreSQL with gongkai store copy."),
        )  # fmt: skip


def _run(office: "Office", statements: Iterable[str]) -> None:
    try:
        for statement in statements:
            office.store.run(statement)
    except StoreError as error:
        if "permission denied" not in str(error).lower() and "must be" not in str(error).lower():
            raise
        said = str(error.__cause__).splitlines()[0]
        raise StoreError(
            T(f"数据库账号不能设置角色（{said}）。", f"The database account may not set up roles ({said})."),
            T("请数据库管理员执行 ALTER ROLE 账号 CREATEROLE；或把 gongkai store roles plan 的输出交其执行。",
              "Have the server's administrator run ALTER ROLE … CREATEROLE, or give them what gongkai store roles plan prints."),
        ) from error  # fmt: skip


def _scrambled(office: "Office", role: str, password: str) -> str:
    """The password as the server keeps it, so that it stands in no log of the server."""
    import psycopg

    connection: psycopg.Connection[Any] = office.store.db.connection()
    return connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()


def _comment(office: "Office", text: str) -> str:
    return f"{MARK} {_database(office)} {office.store.schema} {text}"


def _database(office: "Office") -> str:
    return str(office.store.sql("SELECT current_database()")[0][0])


def _policies_of(office: "Office", role: str) -> list[tuple[Any, ...]]:
    return office.store.sql(
        "SELECT c.relname, p.polname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
        " WHERE c.relnamespace = current_schema()::regnamespace"
        " AND (SELECT r.oid FROM pg_roles r WHERE r.rolname = ?) = ANY (p.polroles) ORDER BY 1, 2",
        (role,),
    )


def _policy_name(role: str, kind: str) -> str:
    return f"{POLICY}{hashlib.sha256(role.encode()).hexdigest()[:16]}_{kind.lower()}"


def _numbered(body: str) -> str:
    count = iter(range(1, 10))
    return re.sub(r"\?", lambda found: f"${next(count)}", body)


def _filled(text: str, values: Sequence[Any]) -> str:
    """A condition with its values written out, for a policy takes no parameters."""
    left = iter(values)
    return re.sub(r"\?", lambda found: _value(next(left)), text)


def _value(value: Any) -> str:
    return str(int(value)) if isinstance(value, int) else _text(str(value))


def _text(text: str) -> str:
    return (
        "'" + text.replace("'", "''") + "'"
        if "\\" not in text
        else "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    )


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _list(names: Iterable[str]) -> str:
    return ", ".join(_name(name) for name in sorted(names))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
