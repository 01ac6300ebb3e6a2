"""The nation's catalogue without villages: 44,083 units with 100 entries each, made, checked, asked and searched."""

import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.catalog import bare_rows
from benchmarks.measure import Result, timed, turns
from gongkai.core.codes import Level, parse_code
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.setup import init_office
from gongkai.core.store.record import columns, derived_uid
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.plugins.catalog.generate import generate
from gongkai.plugins.catalog.rules import Obligation

PROVINCE = parse_code("51")
MOST = 600.0  # MB
EACH = 100
LIMITS = ("quarter", "20wd", "year@01-31", "standing", "month")
WORDS = ("预算", "就业", "医疗", "规划", "采购", "教育", "救助", "环境", "交通", "统计")
ITEM = """
[[obligation]]
id = "bench-{n}"
name = {{ zh = "{word}公开事项{n}", en = "item {n}" }}
topic = [{{ zh = "第{t}栏", en = "column {t}" }}, {{ zh = "{word}", en = "part" }}]
limit = "{limit}"
matter = "{matter}"
to = {{ kinds = ["government"] }}
"""


def run(work: Path) -> Iterator[Result]:
    """Everything that the size of a nation asks of the catalogue."""
    office = nation(work / "nation")
    made = timed(lambda: _generate(office))
    peak = _peak()
    number = office.rows("SELECT count(*) FROM {entry}")[0][0]
    bare = timed(lambda: bare_rows(work / "nation", work / "bare.sqlite"))
    (work / "bare.sqlite").unlink(missing_ok=True)
    yield Result(f"generate {number:,} entries / the same rows by SQL", made, bare, made / bare, 2.0)
    yield Result("memory of it", peak, 1, peak, MOST, unit="MB")
    _live(office)
    yield from _check(office, number)
    yield from _pages(office)
    office.close()


def nation(folder: Path, each: int = EACH) -> Office:
    """A government in every division down to the townships, with so many obligations of its own."""
    office = init_office(folder, "000000000000", account="bench")
    heads = office.rows(
        "SELECT code, name, level FROM {division} WHERE level <= ? ORDER BY code", (int(Level.TOWNSHIP),)
    )
    unit = office.resource("unit")
    empty = dict.fromkeys(columns(unit.model))
    with office.change("units") as change:
        for start in range(0, len(heads), 5000):
            change.insert_rows(unit, [
                {**empty, "uid": derived_uid("bench", str(code)), "unit": derived_uid("bench", str(code)), "scope": code, "stage": "",
                 "version": 1, "name": f"{name}人民政府", "kind": "government", "level": Level(level).key}
                for code, name, level in heads[start : start + 5000]
            ])  # fmt: skip
    known = list(office.profile.items("obligation", Obligation))
    text = "remove.obligation = [" + ", ".join(f'"{key}"' for key in known) + "]\n"
    for n in range(each):
        text += ITEM.format(
            n=n, t=n // 10, limit=LIMITS[n % len(LIMITS)], word=WORDS[n % len(WORDS)],
            matter=("statutory", "process", "result", "target")[n % 4],
        )  # fmt: skip
    office.close()
    (folder / "rules").mkdir()
    (folder / "rules" / "bench.toml").write_text(text, "utf-8")
    return Office.open(folder)


def _generate(office: Office) -> None:
    with office.change("catalogue") as change:
        generate(office, change)


def _live(office: Office) -> None:
    """As after some years of use: nine of ten were published, one of twenty is late."""
    today = office.today.isoformat()
    office.store.run("UPDATE entry SET published_on = '2026-06-30', due = '2099-12-31' WHERE id % 10 <> 0")
    office.store.run("UPDATE entry SET due = '2026-07-15' WHERE id % 20 = 1")
    office.store.run("UPDATE entry SET due = '2099-12-31' WHERE id % 10 = 0 AND id % 20 <> 0")
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    assert today > "2026-07-15"


def _check(office: Office, number: int) -> Iterator[Result]:
    """All findings against bare SQL that finds the same: one statement for what stands on a row, one for whole columns."""
    today = office.today.isoformat()
    duty = "stage NOT IN ('exempt', 'retired') AND COALESCE(manner, '') <> 'request'"
    blank, late = "published_on IS NULL AND (due IS NULL OR due < ?)", "published_on IS NOT NULL AND due < ?"
    staged = "cadence = 'staged' AND NOT EXISTS (SELECT 1 FROM milestone m WHERE m.entry = entry.uid)"
    path = str(office.folder / "office.sqlite")

    def bare(statement: str, *values: str) -> float:
        db = sqlite3.connect(path)
        db.execute("PRAGMA mmap_size = 1073741824")
        found = timed(lambda: sum(1 for _ in db.execute(statement, values)))
        db.close()
        return found

    def rows(kind: str) -> float:
        return timed(lambda: sum(1 for _ in Findings(office, kind=kind)))

    listed = f"SELECT uid, unit, title, due, rule, published_on IS NULL FROM entry WHERE {duty} AND ({blank} OR {late}) ORDER BY scope, id"
    ours, raw = turns(lambda: rows("blank") + rows("overdue"), lambda: bare(listed, today, today), 2)
    yield Result(
        f"list what is blank or overdue of {number:,} entries / one statement for both", ours, raw, ours / raw, 2.0
    )
    counted = f"SELECT SUM({duty} AND {blank}), SUM({duty} AND {late}), SUM({duty} AND {staged}) FROM entry"
    ours, raw = turns(lambda: timed(lambda: Findings(office).counts("error")), lambda: bare(counted, today, today), 2)
    yield Result("count the grave ones / one statement that counts them", ours, raw, ours / raw, 2.0)
    own = 0.0
    for n, _ in enumerate(Findings(office)):
        own = max(own, _own_memory()) if n % 20_000 == 0 else own
    yield Result("memory of listing every finding, without the mapped file", own, 1, own, MOST, unit="MB")


def _pages(office: Office) -> Iterator[Result]:
    """A page of what is overdue in a province, and of what holds two characters, against the raw index."""
    entries = office.register("entry")
    db = sqlite3.connect(str(office.folder / "office.sqlite"))
    late, every = Query(filters=("overdue",), within=PROVINCE), Query(within=PROVINCE)
    ours, bare = turns(lambda: timed(lambda: entries.page(late)), lambda: timed(lambda: entries.page(every)), 7)
    yield Result("a page of what is overdue in a province / a page of all that is in it", ours, bare, ours / bare, 2.0)

    def raw_search() -> float:
        return timed(lambda: db.execute(
            "SELECT * FROM entry WHERE id IN (SELECT rowid FROM fts_entry WHERE fts_entry MATCH '\"预算\"') ORDER BY scope, id LIMIT 100"
        ).fetchall())  # fmt: skip

    ours, bare = turns(lambda: timed(lambda: entries.page(Query(search="预算"))), raw_search, 7)
    yield Result("a page of a search for two characters / the same page by raw FTS5", ours, bare, ours / bare, 3.0)
    db.close()


def _own_memory() -> float:
    """MB of this process that are no pages of a mapped file."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
