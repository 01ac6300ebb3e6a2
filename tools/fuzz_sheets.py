"""Damaged workbooks against ``catalog import``: every one must end in a plan or in words, never in a traceback or half an import.

Bytes of the file are changed, or bytes inside its parts, which are packed again so that the parsers behind the zip are
reached. What fails is kept beside the seed that made it.

    python tools/fuzz_sheets.py --seconds 60 --seed 1
"""

import argparse
import random
import re
import sys
import time
import traceback
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gongkai.core.errors import GongkaiError
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.plugins.catalog.sheets.applying import apply_catalog
from gongkai.plugins.catalog.sheets.planning import plan_catalog
from gongkai.plugins.catalog.sheets.reading import tables_in
from tests.sheetbooks import book, catalogue_sheet

PIECES = (
    b"<c", b"</c>", b"<v>", b"&#0;", b"&amp;", b'r="XFD1048576"', b'r="A0"', b"<!DOCTYPE x>", b"<!--", b"]]>", b"<?x?>", b"\xff",
    b't="s"', b't="e"', b"99999999999", b'ref="A1:XFD9"', b"\xe5\x90\x8c\xe4\xb8\x8a", b"<mergeCell ", b"<row>", b"-1", b"NaN",
)  # fmt: skip
TEXTS = (
    "同上", "√", "口", "t", "一级事项", "公开内容（", "公开主体", "序号", "每月", "每学期开学前", "没有的局", "村委会",
    "县级", "合计", "注：甲", "领域", "■政府网站 □公示栏", "不予公开", "（", "/", "=1+1", "2026-13-45", "45000", "&#10;",
    "&#x202e;", "甲/乙/丙", "同上/丙", " ", "0", "5",
)  # fmt: skip


def main() -> int:
    """Run until the time is over; the exit code says whether anything failed."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--seconds", type=int, default=300)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, default=Path("fuzz-failures"))
    given = asked.parse_args()
    with TemporaryDirectory() as folder:
        work = Path(folder)
        office = init_office(work / "town", "511923101000", region=("pingchang",), account="admin")
        bases = _bases(work)
        done = planned = failed = 0
        end = time.monotonic() + given.seconds
        while time.monotonic() < end:
            seed = given.seed * 1_000_000 + done
            done += 1
            path = work / "damaged.xlsx"
            path.write_bytes(damaged(random.Random(seed), random.Random(seed).choice(bases)))
            try:
                planned += _imported(office, path, write=done % 5 == 0)
            except GongkaiError as error:
                assert error.message.zh and error.message.en
            except Exception:  # what this looks for
                failed += 1
                given.keep.mkdir(exist_ok=True)
                (given.keep / f"{seed}.xlsx").write_bytes(path.read_bytes())
                print(f"seed {seed}", file=sys.stderr)
                traceback.print_exc()
        faults = verify(office).faults
        office.close()
    print(
        f"{done} files, {planned} planned, {done - planned - failed} refused in words, {failed} failed, {len(faults)} faults in the ledger"
    )
    return 1 if failed or faults else 0


def _bases(work: Path) -> list[bytes]:
    row = [
        "1",
        "甲",
        "乙",
        "内容",
        "依据",
        "每月",
        "响滩镇人民政府",
        "■政府网站 □公示栏",
        "√",
        "",
        "√",
        "",
        "",
        "√",
    ]  # zh-data
    ditto = ["2", "同上", "丙", "同上", "同上", "及时公开", "同上", "政府网站", "√"]  # zh-data
    small = book(work / "a.xlsx", 目录=catalogue_sheet(row, ditto))  # zh-data
    merged = book(
        work / "b.xlsx", 甲=catalogue_sheet(row, ditto, ditto, merges=[(0, 1, 2, 1)]), 乙=catalogue_sheet(row)
    )  # zh-data
    return [small.read_bytes(), merged.read_bytes()]


def damaged(chance: random.Random, good: bytes) -> bytes:
    """A workbook with some bytes changed: of the file, or (three times in four) of its parts."""
    if chance.random() < 0.25:
        return _changed(chance, good)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(good)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = set(chance.sample(names, chance.randint(1, 2))) | {chance.choice([n for n in names if "sheet" in n])}
        for name in names:
            data = source.read(name)
            target.writestr(name, _changed(chance, data) if name in hit else data)
    return out.getvalue()


def _changed(chance: random.Random, data: bytes) -> bytes:
    if chance.random() < 0.6 and data.startswith(b"<?xml"):
        return _reworded(chance, data)
    made = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made) or 1)
        match chance.randrange(4):
            case 0:
                made[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                made[at:at] = chance.choice(PIECES)
            case 2:
                del made[at : at + chance.randint(1, 40)]
            case _:
                made[at:at] = made[at : at + chance.randint(1, 400)]
    return bytes(made)


def _reworded(chance: random.Random, data: bytes) -> bytes:
    """Only texts and figures are changed, so that the part stays well-formed and the readers behind the parser are reached."""
    parts = re.split(rb"(>[^<>]+<|[0-9]+(?=[^<>]*>))", data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(1, len(parts), 2) if len(parts) > 1 else 0
        if parts[at].startswith(b">"):
            parts[at] = b">" + chance.choice(TEXTS).encode() * chance.choice((1, 1, 1, 40)) + b"<"
        elif parts[at].isdigit():
            parts[at] = chance.choice((b"0", b"1", b"2", b"3", b"7", b"12", b"1048576", b"99999999999"))
    return b"".join(parts)


def _imported(office: Office, path: Path, write: bool) -> int:
    made = plan_catalog(office, tables_in(office, str(path), None, None, False)[0])
    if write:
        apply_catalog(office, made, skip_refused=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
