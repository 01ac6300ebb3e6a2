"""Commands that every register has, shown on core's own: units, posts, accounts, grants, holidays."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import GOVERNMENT, TOWN, Gongkai


def uid_of(town: Gongkai, name: str = GOVERNMENT) -> str:
    return str(town.good("unit", "show", name, "--format", "json").json["uid"])


# lists


def test_a_table_shows_50_and_says_how_many_there_are(town: Gongkai) -> None:
    total = int(town.good("unit", "list", "--count").out)
    assert total > 30
    limited = town.good("unit", "list", "--limit", 7)
    assert len(limited.lines) == 2 + 7
    assert f"共 {total} 条" in limited.err
    everything = town.good("unit", "list", "--limit", 0)
    assert len(everything.lines) == 2 + total and everything.err == ""
    assert len(town.rows("unit", "list")) == total, "json is whole unless a limit is given"
    assert town.good("unit", "list", "--count", "--format", "json").json == {"count": total}


def test_json_holds_every_field_and_lists_stay_lists(town: Gongkai) -> None:
    (row,) = town.rows("unit", "list", "--where", f"name={GOVERNMENT}")
    assert row["level"] == "township" and isinstance(row["tags"], list) and row["version"] == 1
    lines = town.good("unit", "list", "--format", "jsonl", "--limit", 3).lines
    assert len([json.loads(line) for line in lines]) == 3


def test_filters_narrow_and_add_up(town: Gongkai) -> None:
    villages = town.rows("unit", "list", "--village")
    assert villages and {row["level"] for row in villages} == {"village"}
    assert town.rows("unit", "list", "--village", "--township") == []
    assert town.rows("unit", "list", "--closed") == []
    said = town.good("unit", "list", "--closed")
    assert "没有符合条件" in said.err and len(said.lines) == 2


@pytest.mark.parametrize("field", ["name", "单位名称", "Unit name"])
def test_where_takes_names_and_labels(town: Gongkai, field: str) -> None:
    (row,) = town.rows("unit", "list", "--where", f"{field}=镇人民政府")
    assert row["name"] == GOVERNMENT


def test_where_is_asked_twice_and_for_what_is_blank(town: Gongkai) -> None:
    rows = town.rows("unit", "list", "--where", "level=乡级", "--where", "phone=")
    assert rows and all(row["level"] == "township" and not row["phone"] for row in rows)


@pytest.mark.parametrize("word", ["xtzrmzf", "响滩镇人民政府", "人民政府"])
def test_search_by_characters_and_initials(town: Gongkai, word: str) -> None:
    assert GOVERNMENT in [row["name"] for row in town.rows("unit", "list", "--search", word)]


@pytest.mark.parametrize("place", ["511923101002", "禹王街社区居民委员会"])
def test_within_takes_codes_and_names(town: Gongkai, place: str) -> None:
    rows = town.rows("unit", "list", "--within", place)
    assert rows and {row["division"] for row in rows} == {"511923101002"}


def test_chosen_columns(town: Gongkai) -> None:
    said = town.good("unit", "list", "--columns", "name,办公地址", "--limit", 1)
    assert said.lines[0].split() == ["编号", "单位名称", "办公地址"]
    (row,) = town.rows("unit", "list", "--columns", "name", "--limit", 1)
    assert set(row) == {"uid", "name"}
    # ids alone, bare, for a script
    alone = town.good("unit", "list", "--columns", "uid", "--limit", 1, "--format", "tsv").lines
    assert alone == ["编号", row["uid"]]


def test_output_goes_into_a_file_in_the_format_of_its_suffix(town: Gongkai, tmp_path: Path) -> None:
    target = tmp_path / "单位.csv"
    said = town.good("unit", "list", "--limit", 3, "--output", target)
    assert said.out == "" and "单位.csv" in said.err
    data = target.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.decode("utf-8-sig").splitlines()[0].startswith("编号,单位名称")
    book = tmp_path / "单位.xlsx"
    town.good("unit", "list", "--limit", 3, "-o", book)
    assert book.read_bytes()[:2] == b"PK"
    assert town("unit", "list", "-o", tmp_path / "x.yaml").code == 2
    target.write_text("kept", "utf-8")
    assert town("unit", "list", "--where", "nofield=1", "-o", target).code == 3
    assert target.read_text("utf-8") == "kept", "a call that fails leaves the old file"


# one record


def test_show_tells_every_field_and_the_beginning_of_an_id_is_enough(town: Gongkai) -> None:
    uid = uid_of(town)
    said = town.good("unit", "show", uid[:8])
    assert said.lines[0].split() == ["编号", uid]
    assert any(line.split()[:2] == ["单位名称", GOVERNMENT] for line in said.lines)
    assert any(line.startswith("办公地址") for line in said.lines), "blank fields are shown, too"


def test_the_life_of_a_record(town: Gongkai) -> None:
    uid = town.good("post", "add", "--unit", "xtzrmzf", "kind=officer", "姓名=张三", "--reason", "到岗").out.strip()
    assert town.good("post", "show", uid, "--format", "json").json["person"] == "张三"

    said = town.good("post", "edit", uid, "phone=0827-123", "duty=政务公开", "--reason", "补电话")
    assert "张三" in said.err
    row = town.good("post", "show", uid, "--format", "json").json
    assert (row["phone"], row["version"]) == ("0827-123", 2)

    history = town.good("post", "history", uid, "--format", "json").json
    assert [(h["action"], h["reason"]) for h in history] == [("update", "补电话"), ("create", "到岗")]
    assert history[0]["after"]["phone"] == "0827-123"
    assert "办公电话：0827-123" in town.good("post", "history", uid).out

    town.good("post", "undo", uid)
    assert town.good("post", "show", uid, "--format", "json").json["phone"] is None

    town.good("post", "edit", uid, "duty=")
    town.good("post", "delete", uid, "--reason", "离岗")
    assert town("post", "show", uid).code == 3
    assert "离岗" in town.good("post", "history", uid).out, "a deleted record keeps its history"
    town.good("post", "undo", uid)
    assert town.good("post", "show", uid, "--format", "json").json["person"] == "张三"
    assert town.good("verify", "--format", "json").json["intact"] is True


def test_undoing_an_addition_takes_the_record_away(town: Gongkai) -> None:
    uid = town.good("holiday", "add", "day=2027-01-01", "kind=放假").out.strip()
    assert "不再存在" in town.good("holiday", "undo", uid).err
    assert town.rows("holiday", "list") == []


def test_several_records_are_changed_together_or_not_at_all(town: Gongkai) -> None:
    first, second = (row["uid"] for row in town.rows("unit", "list", "--village", "--limit", 2))
    town.good("unit", "edit", first, second, "hours=8:30—17:30")
    assert [r["hours"] for r in town.rows("unit", "list", "--village", "--limit", 2)] == ["8:30—17:30"] * 2
    assert town("unit", "edit", first, "nothere", "hours=9:00").code == 3
    assert town.rows("unit", "list", "--village", "--limit", 1)[0]["hours"] == "8:30—17:30"
    links = town.good("history", "--format", "json", "--limit", 1).json
    assert links[0]["lines"] == 2, "both changes are one link of the ledger"


def test_a_second_editor_gets_a_conflict_that_shows_both_values(town: Gongkai) -> None:
    uid = uid_of(town)
    town.good("unit", "edit", uid, "phone=111", "--version", 1)
    said = town("unit", "edit", uid, "phone=222", "--version", 1)
    assert said.code == 5
    assert "111" in said.err and "222" in said.err and len(said.err.splitlines()) == 1
    assert town.good("unit", "show", uid, "--format", "json").json["phone"] == "111"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("post", "add", "kind=officer", "person=张三"), 3, "--unit"),
        (("post", "add", "--unit", "xtzrmzf", "kind=officr", "person=张三"), 3, "岗位"),
        (("post", "add", "--unit", "nobody", "kind=officer", "person=张三"), 3, "找不到单位"),
        (("post", "add", "--unit", "xtzrmzf", "person=张三"), 3, "岗位"),
        (("post", "add", "--unit", "xtzrmzf", "persn=张三"), 3, "person"),
        (("post", "add", "--unit", "xtzrmzf", "person=a", "姓名=b"), 2, "两次"),
        (("post", "add", "--unit", "xtzrmzf", "kind=officer", "person=张三", "valid_from=2026-02-30"), 3, "2026-11-22"),
        (("unit", "edit", "xtzrmzf", "initials=abc"), 3, "系统"),
        (("unit", "edit", "xtzrmzf"), 2, "字段=值"),
        (("unit", "delete", "xtzrmzf", "--reason", " "), 2, "--reason"),
        (("unit", "list", "--where", "levl=x"), 3, "level"),
        (("unit", "list", "--within", "平原"), 3, "找不到区划"),
        (("account", "add", "name=admin", "display=x", f"division={TOWN}"), 3, "已有相同的值"),
    ],
)  # fmt: skip
def test_wrong_values_are_told_in_one_line_and_nothing_is_written(
    town: Gongkai, words: tuple[str, ...], code: int, said: str
) -> None:
    before = town.good("history", "--format", "json").json
    answer = town(*words)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err and len(answer.err.splitlines()) == 1
    assert town.good("history", "--format", "json").json == before


# who acts


def test_an_account_does_what_its_grants_say_and_no_more(town: Gongkai) -> None:
    refused = town("unit", "edit", "xtzrmzf", "phone=1", root=("--as", "clerk"))
    assert refused.code == 4 and "管理员" in refused.err
    assert town.good("unit", "list", "--count", root=("--as", "viewer")).out == town.good("unit", "list", "--count").out
    stranger = town.good("unit", "list", root=("--as", "stranger"))
    assert len(stranger.lines) == 2 and "没有查看权限" in stranger.err
    assert town("history", root=("--as", "stranger")).code == 4
    assert town("unit", "show", "xtzrmzf", root=("--as", "stranger")).code == 3


def test_only_who_made_a_change_may_undo_it(town: Gongkai) -> None:
    town.good("unit", "edit", "xtzrmzf", "phone=1")
    said = town("unit", "undo", uid_of(town), root=("--as", "viewer"))
    assert said.code == 4 and "admin" in said.err


def test_generate_makes_what_is_missing(town: Gongkai) -> None:
    uid = town.rows("unit", "list", "--village", "--limit", 1)[0]["uid"]
    town.good("unit", "delete", uid, "--reason", "重来")
    assert "1" in town.good("unit", "generate").err
    assert town.good("unit", "show", uid).code == 0
    assert town("unit", "generate", root=("--as", "clerk")).code == 4


def test_help_lists_fields_with_meaning_and_choices(town: Gongkai) -> None:
    text = town.good("post", "add", "--help").out
    assert "kind *" in text and "姓名" in text
    assert "officer（政务公开工作人员）" in text.replace("\n", "").replace(" ", "")
    english = town.good("post", "add", "--help", root=("--lang", "en")).out
    assert "Fields (* must be filled)" in english and "Telephone" in english
