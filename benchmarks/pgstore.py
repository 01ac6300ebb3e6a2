"""An office of a nation's size on PostgreSQL: what row security costs a page of the catalogue.

The server is the one of the tests. The same page is asked for by the owner, whom row security leaves alone, with the condition
that gongkai writes into the statement itself, and by the role of an account, with the condition in its policy.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import Result, timed, turns
from gongkai.core.access.dbroles import apply, let_in, made, remove
from gongkai.core.codes import parse_code, span
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.testing.postgres import running_server

PROVINCE, PREFECTURE = "510000000000", "511900000000"
EACH = 100  # entries of each division down to the townships: 4.4 million
ROUNDS = 9
PASSWORD = "benchmark only"
PAGE = "SELECT uid, unit, title, due FROM entry WHERE {where} AND due < '2026-07-31' ORDER BY scope, id LIMIT 100"


def run(work: Path) -> Iterator[Result]:
    """A province's page, a prefecture's with what is directly below it, and a count."""
    import psycopg

    with running_server() as url:
        office = init_office(work / "nation", "000000000000", account="bench", store=f"{url}&schema=bench")
        _fill(office)
        with office.change() as change:
            for name, place, reach in (("province", PROVINCE, "subtree"), ("prefecture", PREFECTURE, "children")):
                change.create("account", name=name, display=name, division=place)
                change.create("grant", account=name, role="clerk", division=place, reach=reach)
        apply(office)
        owner = psycopg.connect(url, options="-c search_path=bench")
        for name in ("province", "prefecture"):
            let_in(office, name, PASSWORD)
            role = next(role.name for role in made(office) if role.name.endswith(name))
            host = url.partition("host=")[2]
            theirs = psycopg.connect(f"postgresql://{role}@/gongkai?host={host}", password=PASSWORD)
            condition, values = _asked(office.as_(name))
            for what, statement in (
                ("a page of what is overdue", PAGE),
                ("a count of all", "SELECT count(*) FROM entry WHERE {where}"),
            ):
                ours, bare = turns(
                    _asking(theirs, statement.format(where="1=1"), ()),
                    _asking(owner, statement.format(where=condition), values),
                    ROUNDS,
                )
                yield Result(
                    f"{what} by the role of a {name} / by the owner with the same condition",
                    ours,
                    bare,
                    ours / bare,
                    1.5,
                )
            theirs.close()
        owner.close()
        remove(office)
        office.close()


def _asking(connection: Any, statement: str, values: Sequence[Any]) -> Callable[[], float]:
    return lambda: timed(lambda: connection.execute(statement, values).fetchall())


def _asked(office: Office) -> tuple[str, list[Any]]:
    from gongkai.core.access import scope_sql

    condition, values = scope_sql(office)
    return condition.replace("%", "%%").replace("?", "%s"), values


def _fill(office: Office) -> None:
    """Entries as they are after some years of use: one of twenty late."""
    low, high = span(parse_code("0"))
    with office.store.write():
        office.store.run(
            "INSERT INTO entry (uid, unit, scope, stage, version, title, due) SELECT d.code || '-' || n, d.code || 'u', d.code,"
            " 'active', 1, '公开事项' || n, CASE WHEN n % 20 = 1 THEN '2026-07-15' ELSE '2099-12-31' END"
            f" FROM division d CROSS JOIN generate_series(1, {EACH}) n WHERE d.level <= 4 AND d.code BETWEEN ? AND ?",
            (low, high),
        )
    office.store.run("ANALYZE entry")
