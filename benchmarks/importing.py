"""A catalogue of 100,000 rows from an xlsx file: read, checked, planned, written with history and search index.

Against reading the same file and putting the same rows into the same table without history, and against Django with
django-import-export and django-reversion (on a share of the rows, taken times their number: its cost grows with each row, and
all 100,000 take it a quarter of an hour).
"""

import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Result, process, timed
from gongkai.core.office import Office
from gongkai.core.setup import init_office

ROWS = 100_000
SHARE = 4_000  # rows of which Django's time is taken
HEADING = (
    "序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "责任单位", "公开渠道和载体",
    "公开对象", "公开方式", "备注",
)  # fmt: skip


def run(work: Path) -> Iterator[Result]:
    """The plan and the writing of it, against both."""
    office = init_office(work / "county", "511923000000", account="bench")
    names = [row[0] for row in office.rows("SELECT name FROM {unit} GROUP BY name HAVING count(*) = 1 ORDER BY name")]
    office.close()
    path = work / "catalogue.xlsx"
    _file(path, names, ROWS)
    share = work / "share.xlsx"
    _file(share, names, SHARE)
    ours = process([sys.executable, "-m", "benchmarks.importing", "ours", str(work / "county"), str(path)])
    bare = min(timed(lambda: _bare(work / "county" / "office.sqlite", path)) for _ in range(2))
    yield Result(f"import of {ROWS:,} rows / reading and bare executemany", ours, bare, ours / bare, 4.0)
    django = process([sys.executable, "-m", "benchmarks.importing", "django", str(work), str(share)])
    idle = process([sys.executable, "-m", "benchmarks.importing", "idle", str(work), str(share)])
    theirs = (django - idle) * ROWS / SHARE
    yield Result(
        f"the same / Django, {SHARE:,} rows taken {ROWS // SHARE} times", ours, theirs, theirs / ours, 10.0, False
    )
    again = process([sys.executable, "-m", "benchmarks.importing", "ours", str(work / "county"), str(path)])
    yield Result("import again, nothing to change / the first import", again, ours, again / ours, 1.0)
    edited = work / "edited.csv"
    _edit(work / "county", edited)
    changed = process([sys.executable, "-m", "benchmarks.importing", "ours", str(work / "county"), str(edited)])
    yield Result(f"its export with {ROWS // 100:,} cells edited / the first import", changed, ours, changed / ours, 1.0)


def _edit(folder: Path, edited: Path) -> None:
    """The catalogue's export with the elements of each hundredth entry changed."""
    import csv

    from gongkai.plugins.catalog.sheets.writing import export_catalog

    office = Office.open(folder)
    export_catalog(office, edited)
    office.close()
    with edited.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    at = next(place for place, name in enumerate(rows[0]) if "公开内容" in name)
    for row in rows[1::100]:
        row[at] += "（已改）"
    with edited.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def _file(path: Path, names: list[str], rows: int) -> None:
    from xlsxwriter import Workbook

    book = Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("目录")
    for at, name in enumerate(HEADING):
        page.write_string(0, at, name)
    limits = ("信息形成之日起20个工作日内", "及时公开", "每季度", "10个工作日内", "长期公开")
    channels = ("政府网站、公示栏", "政府网站", "■政府网站 □政府公报 ■两微一端 □公示栏", "政府网站、政务服务中心")
    for number in range(1, rows + 1):
        line: tuple[Any, ...] = (
            number, f"一级事项{number % 40}", f"二级事项第{number}号", f"第{number}项的名称、条件、程序、期限、结果和监督电话",
            f"《某条例》第{number % 60 + 1}条；《某办法》第{number % 30 + 1}条", limits[number % 5], names[number % len(names)],
            channels[number % 4], "全社会", "主动公开", "",
        )  # fmt: skip
        page.write_number(number, 0, number)
        for at, text in enumerate(line[1:], 1):
            if text:
                page.write_string(number, at, text)
    book.close()


def _bare(store: Path, path: Path) -> None:
    """The same rows into a copy of the table with its indexes."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]
    target = store.parent / "bare.sqlite"
    target.unlink(missing_ok=True)
    db = sqlite3.connect(target)
    source = sqlite3.connect(store)
    shapes = source.execute(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'entry' AND sql IS NOT NULL"
    ).fetchall()
    for _, sql in sorted(shapes, key=lambda shape: shape[0] != "table"):
        db.execute(sql)
    with db:
        db.executemany(
            "INSERT INTO entry (uid, unit, scope, stage, version, topic, title, elements, basis, term, channels, audience,"
            " manner, note, due) VALUES (?, ?, 511923000000000, 'active', 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, '2026-12-23')",
            ((f"uid{row[0]}", row[6], row[1], *row[2:6], *row[7:11]) for row in rows),
        )
    db.close()


def _ours(folder: str, path: str) -> None:
    from gongkai.plugins.catalog.sheets.applying import apply_catalog
    from gongkai.plugins.catalog.sheets.planning import plan_catalog
    from gongkai.plugins.catalog.sheets.reading import tables_in

    start = time.perf_counter()
    office = Office.open(Path(folder))
    tables, _ = tables_in(office, path, None, None, False)
    read = time.perf_counter()
    made = plan_catalog(office, tables)
    planned = time.perf_counter()
    apply_catalog(office, made)
    print(
        made.summary().en,
        f"read {read - start:.1f} plan {planned - read:.1f} write {time.perf_counter() - planned:.1f}",
    )
    office.close()


def _django(folder: str, path: str, idle: bool) -> None:
    import django
    from django.conf import settings

    store = Path(folder) / "django.sqlite"
    store.unlink(missing_ok=True)
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(store)}}, USE_TZ=True,
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "import_export", "reversion", "benchmarks.importing_django"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )  # fmt: skip
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    from benchmarks.importing_django.models import imported

    if not idle:
        imported(Path(path))


if __name__ == "__main__":
    what, first, second = sys.argv[1:4]
    if what == "ours":
        _ours(first, second)
    else:
        _django(first, second, what == "idle")
