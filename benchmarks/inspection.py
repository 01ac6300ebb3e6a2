"""A national round: 44,083 units by 30 computed indicators, rolled up to four levels and ranked, against bare SQL for the
same numbers and against a loop of an ORM over a sample of the units."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from peewee import fn

from benchmarks.findings import nation
from benchmarks.measure import Result, timed
from gongkai.core.codes import span
from gongkai.core.office import Office
from gongkai.plugins.catalog.generate import generate
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.inspection.explain.kept import kept_score
from gongkai.plugins.inspection.ranking import ranked
from gongkai.plugins.inspection.rounds.changes import changed
from gongkai.plugins.inspection.rounds.finding import round_of
from gongkai.plugins.inspection.rounds.opening import open_round
from gongkai.plugins.inspection.rounds.renewal import renew
from gongkai.plugins.inspection.rounds.results import results
from gongkai.plugins.inspection.rounds.run import run as compute

EACH = 20  # entries of each unit
INDICATORS = 30
SAMPLE = 200  # units that the loop of the ORM is timed on
MEASURE = """
[[measure]]
id = "bench.{n}"
name = {{ zh = "指标数据{n}", en = "measure {n}" }}
register = "entry"
whole_is = {{ matter = ["{a}", "{b}"] }}
part_is = {{ {field} = ["{value}"] }}
"""
ITEM = """
[[rubric.indicator]]
id = "i{n}"
name = {{ zh = "指标{n}", en = "indicator {n}" }}
points = "{points}"
operator = "ratio"
measure = "bench.{n}"
target = "0.9"
"""
MATTERS = ("statutory", "process", "result", "target")
FIELDS = (("published_on", "*"), ("manner", "proactive"), ("timely", "1"), ("link", "*"), ("note", ""))


def _parts(n: int) -> tuple[str, str, str, str]:
    field, value = FIELDS[n % len(FIELDS)]
    return MATTERS[n % 4], MATTERS[(n // 4) % 4], field, value


def run(work: Path) -> Iterator[Result]:
    """Everything that the size of a nation asks of a round."""
    office = _office(work / "nation")
    with office.change("round") as change:
        open_round(office, change, "bench", "bench")
    office.register("round").act(round_of(office, "bench"), "begin_first")
    held = round_of(office, "bench")

    def ours() -> None:
        with office.change("run") as change:
            done = compute(office, change, held)
        print(
            f"  {done.units:,} units, {done.places:,} places, {done.read:,} records read, {done.statements} statements"
        )
        ranked(results(office, round_of(office, "bench")))

    first = timed(ours)
    bare = timed(lambda: _bare(work))
    yield Result("a national round of 30 indicators / bare SQL for the same numbers", first, bare, first / bare, 2.0)
    _same(office, work)
    loop = _loop(office)
    yield Result(
        "an ORM's loop (timed on 200 units, extrapolated) / a national round", loop, first, loop / first, 15.0, False
    )
    unit = office.rows("SELECT unit FROM {round_member} ORDER BY scope DESC LIMIT 1")[0][0]
    office.store.run("UPDATE entry SET link = 'https://x.gov.cn/1' WHERE unit = ?", (unit,))

    def one() -> None:
        with office.change("renew") as change:
            renew(office, change, round_of(office, "bench"), [unit])

    small = timed(one)
    yield Result("one unit and what is above renewed / the whole round", small, first, small / first, 0.05)
    told = timed(lambda: kept_score(office, held, office.unit(unit)))
    yield Result("one unit's score item by item / the whole round", told, first, told / first, 0.01)
    assert changed(office, round_of(office, "bench")) == {}
    office.close()


def _office(folder: Path) -> Office:
    office = nation(folder, EACH)
    texts = []
    for n in range(INDICATORS):
        a, b, field, value = _parts(n)
        texts.append(MEASURE.format(n=n, a=a, b=b, field=field, value=value))
    points = [str(100 // INDICATORS + (n < 100 % INDICATORS)) for n in range(INDICATORS)]
    texts.append('[[rubric]]\nid = "bench"\nedition = "1"\nname = { zh = "考核", en = "Rubric" }\nnamed_only = true\n')
    texts += [ITEM.format(n=n, points=points[n]) for n in range(INDICATORS)]
    office.close()
    (folder / "rules" / "round.toml").write_text("\n".join(texts), "utf-8")
    office = Office.open(folder)
    with office.change("catalogue") as change:
        generate(office, change)
    # so that hardly two units have the same figures
    for number, (change, share) in enumerate((
        ("published_on = '2026-06-30'", 7), ("timely = 1", 8), ("link = 'https://x.gov.cn'", 6), ("note = '备注'", 3)
    )):  # fmt: skip
        dice = f"((id + {number}) * 2654435761 % 4294967291 * {number + 3} % 4294967291) / 65536 % 10"
        office.store.run(f"UPDATE entry SET {change} WHERE {dice} < {share}")
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    return office


def _test(value: str, field: str) -> str:
    return f"{field} IS NOT NULL" if value == "*" else f"{field} IS NULL" if value == "" else f"{field} = '{value}'"


def _bare(work: Path) -> None:
    """The same figures, scores, roll-up and ranks by SQL alone, kept in two tables, as durable as a store."""
    db = sqlite3.connect(work / "nation" / "office.sqlite")
    db.execute("PRAGMA mmap_size = 1073741824")
    db.execute(f"ATTACH '{work / 'bare.sqlite'}' AS out")
    db.execute("PRAGMA out.journal_mode = WAL")
    sums, items = [], []
    for n in range(INDICATORS):
        a, b, field, value = _parts(n)
        whole = f"matter IN ('{a}', '{b}')"
        sums.append(
            f"SUM(CASE WHEN {whole} AND {_test(value, field)} THEN 1 ELSE 0 END) n{n}, SUM(CASE WHEN {whole} THEN 1 ELSE 0 END) d{n}"
        )
        points = 100 // INDICATORS + (n < 100 % INDICATORS)
        items.append((f"CASE WHEN d{n} > 0 THEN min({points}, {points}.0 * n{n} / (d{n} * 0.9)) ELSE 0 END",
                      f"CASE WHEN d{n} > 0 THEN {points} ELSE 0 END"))  # fmt: skip
    score = f"round(({' + '.join(e for e, _ in items)}) * 100.0 / nullif({' + '.join(p for _, p in items)}, 0), 2)"
    names = ", ".join(f"n{n}, d{n}" for n in range(INDICATORS))
    added = ", ".join(f"sum(n{n}) n{n}, sum(d{n}) d{n}" for n in range(INDICATORS))
    db.execute(
        f"CREATE TABLE out.unit_score AS SELECT u.uid, u.scope, u.level, {names}, {score} score FROM unit u LEFT JOIN"
        f" (SELECT unit, {', '.join(sums)} FROM entry GROUP BY unit) f ON f.unit = u.uid"
    )
    levels = "".join(
        f" UNION ALL SELECT {width} width, scope / {width} place, {added} FROM out.unit_score GROUP BY scope / {width}"
        for width in (10**6, 10**9, 10**11, 10**13)
    ).removeprefix(" UNION ALL ")
    db.execute(f"CREATE TABLE out.place_score AS SELECT p.*, {score} score FROM ({levels}) p")
    db.commit()
    list(db.execute("SELECT uid, score, RANK() OVER (PARTITION BY level ORDER BY score DESC) FROM out.unit_score"))
    list(db.execute("SELECT place, score, RANK() OVER (PARTITION BY width ORDER BY score DESC) FROM out.place_score"))
    db.close()


def _same(office: Office, work: Path) -> None:
    """Both came to the same scores, but for the rounding of binary fractions."""
    db = sqlite3.connect(work / "bare.sqlite")
    theirs: dict[str, Any] = dict(db.execute("SELECT uid, score FROM unit_score"))
    db.close()
    own = dict(office.rows("SELECT unit, score FROM {round_result}"))
    assert len(own) == len(theirs) and all(abs(own[uid] - theirs[uid] * 100) < 1.5 for uid in own)


def _loop(office: Office) -> float:
    """What a loop over units costs: two counts for each indicator, the score, and the sums of the place above."""
    units = office.rows("SELECT unit, scope FROM {round_member} ORDER BY unit LIMIT ?", (SAMPLE,))
    whole = office.rows("SELECT count(*) FROM {round_member}")[0][0]
    start = time.perf_counter()
    for unit, _scope in units:
        total = 0.0
        for n in range(INDICATORS):
            a, b, field, value = _parts(n)
            column = getattr(Entry, field)
            base = office.select(Entry, fn.COUNT(Entry.id)).where(Entry.unit == unit, Entry.matter.in_([a, b]))
            test = column.is_null(False) if value == "*" else column.is_null() if value == "" else column == value
            count, part = office.value(base), office.value(base.where(test))
            total += min(1.0, part / count / 0.9) * 100 / INDICATORS if count else 0
    assert span(office.scope) and total >= 0
    return (time.perf_counter() - start) * whole / len(units)
