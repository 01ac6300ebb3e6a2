"""Sheets into registers and back: the plan tells all and writes nothing; applying is all or nothing."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.errors import BadInput, Conflict
from gongkai.core.imports import apply, plan, sheet_of
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.tables import read, write


def rows_of(lines: Sequence[Sequence[Any]]) -> list[tuple[int, Sequence[Any]]]:
    return list(enumerate(lines, start=2))


def units(office: Office) -> list[str]:
    return [row.record.name for row in office.register("unit").page(limit=100)]


def test_a_plan_tells_new_changed_same_and_wrong_rows_and_writes_nothing(office: Office) -> None:
    posts, (one, two, *_) = office.register("post"), units(office)
    with office.change() as change:
        change.create("post", unit=one, kind="officer", person="李文静", phone="1")
        change.create("post", unit=two, kind="officer", person="王建国", phone="2")
    made = plan(
        posts,
        ["责任单位", "岗位", "姓名", "办公电话"],
        rows_of(
            [
                [one, "政务公开工作人员", "李文静", "111"],
                [two, "officer", "王建国", "2"],
                [two, "第一责任人", "赵志强", ""],
                ["没有的单位", "officer", "甲", ""],
                [one, "不存在的岗位", "乙", ""],
                [one, "", "乙", ""],
            ]
        ),
    )
    assert (len(made.new), len(made.changed), made.same) == (1, 1, 1)
    assert made.changed[0].shown == {"phone": ("1", "111")}
    assert [fault.row for fault in made.faults] == [5, 6, 7]
    assert posts.count() == 2
    with pytest.raises(BadInput, match="什么都没有写入"):
        apply(posts, made)
    made.faults.clear()
    assert apply(posts, made) == 2
    assert posts.count() == 3 and verify(office).faults == []


def test_a_heading_that_fits_no_field_names_the_nearest(office: Office) -> None:
    with pytest.raises(BadInput, match="办公电话"):
        plan(office.register("post"), ["姓名", "办公电活"], [])
    with pytest.raises(BadInput, match="重复"):
        plan(office.register("post"), ["姓名", "person"], [])


def test_one_record_in_two_rows_is_a_fault(office: Office) -> None:
    unit = units(office)[0]
    row = [unit, "officer", "李文静"]
    made = plan(office.register("post"), ["unit", "kind", "person"], rows_of([row, row]))
    assert [fault.row for fault in made.faults] == [3] and "第 2 行" in str(made.faults[0])


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "tsv", "json", "jsonl"])
def test_an_export_comes_back_with_no_change(office: Office, tmp_path: Path, suffix: str) -> None:
    for key in ("unit", "account"):
        register = office.register(key)
        columns, lines = sheet_of(register, [row.record for row in register.page(limit=1000)])
        path = tmp_path / f"{key}.{suffix}"
        write(path, columns, lines, suffix)
        sheet = read(path)
        made = plan(register, sheet.columns, sheet.rows)
        assert (made.new, made.changed, made.faults) == ([], [], []) and made.same == register.count()


def test_a_clerks_sheet_in_gb18030_is_read(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "岗位.csv"
    path.write_bytes(f"责任单位,岗位,姓名\n{units(office)[0]},第一责任人,赵志强\n".encode("gb18030"))
    sheet = read(path)
    assert len(plan(office.register("post"), sheet.columns, sheet.rows).new) == 1


def test_hostile_text_comes_in_harmless(office: Office, hostile_texts: tuple[str, ...]) -> None:
    unit = units(office)[0]
    lines = [[unit, "officer", f"甲{i}{text}"] for i, text in enumerate(hostile_texts)]
    posts = office.register("post")
    apply(posts, plan(posts, ["unit", "kind", "person"], rows_of(lines)))
    for row in posts.page(limit=200):
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in row.record.person)
    assert verify(office).faults == []


KILLED = """
import sys
from gongkai.core.imports import apply, plan
from gongkai.core.office import Office
office = Office.open(sys.argv[1], "admin")
posts = office.register("post")
unit = office.register("unit").page(limit=1)[0].record.name
made = plan(posts, ["unit", "kind", "person"], ((n, [unit, "officer", f"职员{n}"]) for n in range(100_000)))
print("ready", flush=True)
apply(posts, made)
print("done", flush=True)
"""


@pytest.mark.parametrize("wait", [0.0, 1.0, 3.0])
def test_a_killed_import_leaves_all_or_nothing(office: Office, wait: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(office.folder)], stdout=subprocess.PIPE, text=True, env=None
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(wait)
    process.kill()
    process.wait()
    for _ in range(100):  # a PostgreSQL server notices the lost client a moment later
        count = office.register("post").count()
        if count in (0, 100_000):
            break
        time.sleep(0.1)
    assert count in (0, 100_000)
    assert verify(office).faults == []


def test_the_row_that_somebody_changed_meanwhile_is_named(office: Office) -> None:
    posts, unit = office.register("post"), units(office)[0]
    with office.change() as change:
        made = [change.create("post", unit=unit, kind="officer", person=f"职员{n}", phone="1") for n in range(5)]
    sheet = plan(posts, ["uid", "办公电话"], rows_of([[post.uid, "2"] for post in made]))
    with office.change() as change:
        change.update(made[2], phone="3")
    with pytest.raises(Conflict, match=r"^第 4 行：.*已先修改"):
        apply(posts, sheet)
    assert [row.record.phone for row in posts.page()].count("2") == 0


def test_a_zero_is_not_an_empty_cell(office: Office) -> None:
    from gongkai.core.imports import _kept

    assert _kept(0) == 0 and _kept("") is None and _kept("[]") is None


def test_two_imports_of_one_sheet_do_not_double_its_rows(office: Office) -> None:
    posts, unit = office.register("post"), units(office)[0]
    sheet = rows_of([[unit, "officer", "李文静"]])
    one, two = (plan(posts, ["unit", "kind", "person"], sheet) for _ in range(2))
    apply(posts, one)
    with pytest.raises(Conflict, match="第 2 行"):
        apply(posts, two)
    assert posts.count() == 1


def test_units_of_one_name_are_told_apart_in_a_sheet_and_on_the_way_back(office: Office) -> None:
    posts, unit = office.register("post"), office.register("unit")
    one, other = (row.record for row in unit.page(limit=2))
    with office.change() as change:
        change.create("unit", uid="twin", name=one.name, kind=one.kind, level=one.level, division=other.division)
        for uid, person in ((one.uid, "甲"), ("twin", "乙"), (other.uid, "丙")):
            change.create("post", unit=uid, kind="officer", person=person, from_unit="twin")
    headings, lines = sheet_of(posts, [row.record for row in posts.page()])
    sheet = [list(line) for line in lines]
    named = {str(line[headings.index("姓名")]): str(line[headings.index("责任单位")]) for line in sheet}
    assert named == {"甲": f"{one.name}〔{one.uid}〕", "乙": f"{one.name}〔twin〕", "丙": other.name}
    assert plan(posts, headings, rows_of(sheet)).same == 3
    for line in sheet:
        line[0] = None  # without ids, as rows of somebody else's sheet
        line[headings.index("姓名")] += "二"
    made = plan(posts, headings, rows_of(sheet))
    assert not made.faults and apply(posts, made) == 3
    stored = office.store.sql("SELECT person, unit, from_unit FROM post WHERE person LIKE '%二' ORDER BY person")
    assert {row[0]: row[1:] for row in stored} == {
        "甲二": (one.uid, "twin"), "乙二": ("twin", "twin"), "丙二": (other.uid, "twin"),
    }  # fmt: skip
    assert posts.text_of(posts.page()[0].record, "from_unit") == f"{one.name}〔twin〕"
    assert office.unit(f"{one.name}（twin）").uid == "twin"  # as the candidates are named when a name fits several
    with pytest.raises(BadInput, match="多个单位"):
        office.unit(one.name)
    with pytest.raises(BadInput, match="找不到"):
        office.unit(f"{one.name}〔nobody〕")


def test_a_choice_whose_own_words_hold_a_comma_comes_back_from_a_list(office: Office) -> None:
    from gongkai.core.resource import choices_of, parse_value

    meta = office.resource("entry").fields["channels"]
    for language in ("zh", "en"):
        words = [getattr(name, language) for _, name in choices_of(office, meta)]
        text = ("、" if language == "zh" else ", ").join(words)
        assert parse_value(office, meta, text) == tuple(key for key, _ in choices_of(office, meta))
    with pytest.raises(BadInput, match="听证"):
        parse_value(office, meta, "政府网站、听证")


def test_entries_of_one_title_are_told_apart_by_their_topic(office: Office) -> None:
    entries, unit = office.register("entry"), units(office)[0]
    with office.change() as change:
        for topic, elements in (("许可", "一"), ("给付", "二")):
            change.create("entry", unit=unit, topic=topic, title="办事指南", elements=elements)
        change.create("entry", unit=unit, topic="规划", title="总体规划")
    made = plan(
        entries,
        ["责任单位", *(str(entries.resource.meta(name).label) for name in ("topic", "title", "elements"))],
        rows_of(
            [[unit, "给付", "办事指南", "新的"], [unit, "确认", "办事指南", "三"], [unit, "专项规划", "总体规划", ""]]
        ),
    )
    assert [(edit.record.__data__["topic"], sorted(edit.shown)) for edit in made.changed] == [
        ("给付", ["elements"]), ("规划", ["topic"])
    ]  # fmt: skip
    assert [values["topic"] for _, values in made.new] == ["确认"] and made.faults == []
    assert apply(entries, made) == 3 and verify(office).faults == []
    without = plan(entries, ["责任单位", "title", "elements"], rows_of([[unit, "办事指南", "哪一条"]]))
    assert (without.new, without.changed, [fault.row for fault in without.faults]) == ([], [], [2])


def test_a_remark_behind_a_label_is_no_other_heading_but_a_measure_is(office: Office) -> None:
    posts, unit = office.register("post"), units(office)[0]
    made = plan(posts, ["1.责任单位*", "岗位（下拉选择", "姓名(必填)："], rows_of([[unit, "officer", "甲"]]))
    assert [values["person"] for _, values in made.new] == ["甲"]
    with pytest.raises(BadInput, match="姓名（万元）"):
        plan(posts, ["责任单位", "姓名（万元）"], [])
