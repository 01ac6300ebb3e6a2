"""``gongkai division load, import, add, rename, end``: lists planned first, hostile files refused, divisions of one's own."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from gongkai.core.codes import parse_code
from gongkai.core.registry.models import Unit
from tests.cli.conftest import TOWN, Gongkai
from tests.registry import sound

COUNTY = "511923000000"


def listing(town: Gongkai, **names: str) -> list[tuple[str, str]]:
    """The villages of the town as a table, with other names for some; an empty name leaves one out."""
    rows = town.rows("division", "list", "--level", "village")
    return [
        (row["code"], names.get(f"v{row['code']}", row["name"])) for row in rows if names.get(f"v{row['code']}", "x")
    ]


def table(path: Path, rows: list[tuple[str, str]], head: str = "代码,名称", encoding: str = "utf-8") -> Path:
    path.write_text(head + "\n" + "".join(f"{','.join(row)}\n" for row in rows), encoding)
    return path


def test_the_list_that_is_there_is_loaded_again_without_writing(town: Gongkai) -> None:
    links = town.office().store.sql("SELECT count(*) FROM ledger")
    said = town.good("division", "load", "--all")
    assert "已写入 0 行" in said.err and "新增 0" in said.err
    assert town.office().store.sql("SELECT count(*) FROM ledger") == links
    assert "0 rows written" in town.good("division", "load", env={"GONGKAI_LANG": "en"}).err


def test_loading_brings_back_what_a_table_took_away(town: Gongkai, tmp_path: Path) -> None:
    first = listing(town)[0][0]
    path = table(tmp_path / "now.csv", listing(town, **{f"v{first}": ""}))
    (held,) = town.rows("division", "import", path)
    assert (held["what"], held["code"]) == ("held", first)  # its committee is a unit, and must not lose its place
    office = town.office()
    with office.as_system().change("gone") as change:
        for unit in office.store.fetch(Unit.select().where(Unit.scope == parse_code(first))):
            change.delete(unit)
    planned = town.good("division", "import", path, "--format", "json")
    assert [(row["what"], row["code"]) for row in planned.json] == [("gone", first)]
    assert "未写入" in planned.err and first in [row["code"] for row in town.rows("division", "list")]
    assert "已写入 1 行" in town.good("division", "import", path, "--apply", "--cut-off", "2024-06-30").err
    assert first not in [row["code"] for row in town.rows("division", "list")]
    assert "已写入 1 行" in town.good("division", "load").err
    shown = town.good("division", "show", first, "--format", "json").json
    assert (shown["edition"], shown["cut_off"]) == ("NBS 2023", "2023-06-30")
    sound(town.office())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_new_name_is_told_written_and_found_by_the_old_one(town: Gongkai, tmp_path: Path, encoding: str) -> None:
    code = "511923101002"
    rows = listing(town, **{f"v{code}": "新街社区居民委员会"})
    path = table(tmp_path / "list.csv", rows, encoding=encoding)
    (row,) = town.rows("division", "import", path)
    assert (row["what"], row["old"], row["new"]) == ("renamed", "禹王街社区居民委员会", "新街社区居民委员会")
    town.good("division", "import", path, "--apply", "--edition", "民政 2024", "--cut-off", "2024-06-30")
    for old in ("禹王街", "ywjsq", "yuwangjie"):
        (found,) = [row for row in town.rows("division", "find", old) if row["formerly"]]
        assert (found["code"], found["formerly"]) == (code, "禹王街社区居民委员会")
    assert "原名称" in town.good("division", "find", "禹王街").out
    shown = town.good("division", "show", "禹王街", "--format", "json").json
    assert shown["code"] == code and shown["formerly"] == ["禹王街社区居民委员会"] and shown["from"] == "2024-06-30"
    assert (shown["edition"], shown["cut_off"]) == ("民政 2024", "2024-06-30")
    assert (
        town.good("division", "show", code, "--on", "2024-01-01", "--format", "json").json["name"]
        == "禹王街社区居民委员会"
    )
    assert "没有变化" in town.good("division", "import", path, "--edition", "民政 2024", "--cut-off", "2024-06-30").err
    sound(town.office())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("511923101201", "甲村"), ("511923101201", "乙村")], "同一代码有两个名称 1 处（行 3）"),
        ([("511923101201", "甲村"), ("511923101201", "甲村")], "代码重复 1 处（行 3）"),
        ([("511924101201", "甲村")], "上级不在清单中 1 处（行 2）"),
        ([("511923101201", "甲村", "511923102")], "上级与代码矛盾 1 处（行 2）"),
        ([("511923101201", "甲村", "", "县级")], "层级与代码矛盾 1 处（行 2）"),
        ([("511923101201", "甲村", "", "九级")], "层级有误 1 处（行 2）"),
        ([("511923101201001", "甲组", "511923101201", "乡级")], "不能挂在这一级的上级之下 1 处（行 2）"),
        ([("511923101", "甲镇", "511923101201"), ("511923101201", "甲村", "511923101")], "上级成环 2 处（行 2, 3）"),
        ([("5.11923E+11", "甲村"), ("511923101201", "甲" * 101)], "名称过长 1 处（行 3）"),
        ([("511923101201", "")], "名称为空 1 处（行 2）"),
    ],
)  # fmt: skip
def test_rows_that_contradict_are_refused_by_number_and_nothing_is_written(
    town: Gongkai, tmp_path: Path, rows: list[tuple[str, ...]], said: str
) -> None:  # fmt: skip
    before = town.office().store.sql("SELECT * FROM division ORDER BY code")
    full = [row + ("",) * (4 - len(row)) for row in rows]
    if "511923101201" not in [row[0] for row in rows] and "组" in rows[0][1]:
        full = [("511923101201", "甲村", "", ""), *full]
        said = said.replace("行 2", "行 3")
    path = table(tmp_path / "list.csv", full, "代码,名称,上级,层级")  # type: ignore[arg-type]
    answer = town("division", "import", path, "--apply")
    assert answer.code == 3 and answer.out == "" and said in answer.err
    assert town.office().store.sql("SELECT * FROM division ORDER BY code") == before


def test_hostile_files_are_refused_in_words(town: Gongkai, tmp_path: Path) -> None:
    path = tmp_path / "list.tgz"
    path.write_bytes(gzip.compress(b"no tar at all" * 1000))
    assert "无法读取" in town("division", "import", path).err
    huge = tarfile.TarInfo("package/dist/villages.csv")
    huge.size = 1 << 40
    path.write_bytes(gzip.compress(huge.tobuf()))
    assert "不是区划名录" in town("division", "import", path).err
    bomb = tarfile.TarInfo("package/elsewhere.bin")
    bomb.size = 1 << 40
    path.write_bytes(gzip.compress(bomb.tobuf()))
    assert "不是区划名录" in town("division", "import", path).err
    with tarfile.open(path, "w:gz") as tar:
        link = tarfile.TarInfo("package/dist/villages.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        out = tarfile.TarInfo("../../dist/provinces.csv")
        out.size = 3
        tar.addfile(out, io.BytesIO(b"abc"))
    assert "缺少" in town("division", "import", path).err
    assert not (tmp_path.parent / "dist").exists()
    book = tmp_path / "list.xlsx"
    book.write_bytes(b"PK\x03\x04rest")
    assert "电子表格" in town("division", "import", book).err
    wide = tmp_path / "wide.csv"
    wide.write_text("code,name\n511923101201," + "x" * 300_000 + "\n", "utf-8")
    said = town(
        "division", "import", wide
    )  # which of the two depends on how long a cell this process has allowed before
    assert said.code == 3 and ("不是有效的 CSV" in said.err or "名称过长" in said.err)
    assert town("division", "import", tmp_path / "none.csv").code == 3


def test_a_list_of_elsewhere_and_a_cut_off_to_come_are_refused(town: Gongkai, tmp_path: Path) -> None:
    path = table(tmp_path / "list.csv", [("33", "浙江省"), ("3308", "衢州市")])
    assert "里没有" in town("division", "import", path).err
    assert town("division", "import", path, "--cut-off", "2999-01-01").code == 2
    assert town("division", "load", "--within", "330800").code == 3
    assert town("division", "load", "--within", TOWN, "--all").code == 2


def test_a_division_of_ones_own_is_placed_found_counted_renamed_ended_and_taken_back(town: Gongkai) -> None:
    village = listing(town)[0][0]
    first = town.good("division", "add", "一组", "--below", village).lines[0]
    second = town.good("division", "add", "石桥社", "--below", village).lines[0]
    area = town.good("division", "add", "东部片区", "--below", TOWN, "--level", "village").lines[0]
    assert (first, second, area) == (f"{village}001", f"{village}002", f"{TOWN}001")
    office = town.office()
    with office.as_system().change("unit") as change:
        unit = change.create("unit", name="东部片区工作站", kind="institution", level="village", division=area)
    assert town.good("division", "count", "--format", "json").json["own"] == 3
    assert {row["kind"] for row in town.rows("division", "list", "--kind", "group")} == {"group"}
    assert [row["code"] for row in town.rows("division", "find", "dbpq")] == [area]
    assert any("石桥社" in line for line in town.good("division", "tree", village).lines)
    town.good("division", "rename", first, "第一村民小组")
    assert town.rows("division", "find", "一组")[0]["code"] == first
    assert "已写入 0 行" in town.good("division", "load").err  # the list does not know them, and they stay
    ended = town.good("division", "end", area)
    assert town.office().store.sql("SELECT scope FROM unit WHERE uid = ?", (unit.uid,)) == [(int(TOWN) * 1000,)]
    town.good("act", "undo", ended.err.split()[-1])
    assert town.office().store.sql("SELECT scope FROM unit WHERE uid = ?", (unit.uid,)) == [(int(area),)]
    third = town.good("division", "add", "三组", "--below", village).lines[0]
    assert third == f"{village}003"
    sound(town.office())


def test_what_cannot_be_added_is_refused(town: Gongkai) -> None:
    village = listing(town)[0][0]
    first = town.good("division", "add", "一组", "--below", village).lines[0]
    for words in (
        ("add", "二组", "--below", first),
        ("add", "二组", "--below", village, "--level", "township"),
        ("add", "二组", "--below", village, "--code", first),
        ("add", "二组", "--below", village, "--code", "511900000000"),
        ("rename", village, "新村"),
        ("end", village),
    ):
        answer = town("division", *words)
        assert answer.code == 3 and answer.out == "", words
    sound(town.office())
