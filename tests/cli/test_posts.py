"""Who holds a post, on any day: hand-over, lists by date, a unit's page."""

from pathlib import Path

from tests.cli.conftest import GOVERNMENT, Gongkai

FIRST = "first-responsible"


def people(town: Gongkai, *words: str) -> list[str]:
    found = town.good("post", "list", "--format", "json", *words).json
    return [f"{post['kind']} {post['person']}" for post in found]


def test_a_hand_over_ends_one_and_begins_the_next_in_one_link(town: Gongkai) -> None:
    town.good("post", "add", "--unit", GOVERNMENT, f"kind={FIRST}", "person=张三", "valid_from=2020-01-01")
    before = len(town.good("history", "--limit", "500", "--format", "json").json)
    said = town.good("post", "handover", GOVERNMENT, "第一责任人", "李四", "--from", "2024-06-01", "title=镇长")
    assert "张三任至 2024-05-31" in said.err and "李四从 2024-06-01" in said.err
    assert len(town.good("history", "--limit", "500", "--format", "json").json) == before + 1
    assert people(town, "--on", "2024-05-31") == [f"{FIRST} 张三"]
    assert people(town, "--on", "2024-06-01") == [f"{FIRST} 李四"]
    assert people(town, "--on", "2019-12-31") == []
    assert [post["person"] for post in town.good("unit", "show", GOVERNMENT, "--format", "json").json["posts"]] == [
        "李四"
    ]
    then = town.good("unit", "show", GOVERNMENT, "--on", "2022-01-01", "--format", "json").json
    assert [(post["person"], post["valid_to"]) for post in then["posts"]] == [("张三", "2024-05-31")]
    assert "李四  镇长" in town.good("unit", "show", GOVERNMENT).out
    assert town("verify").code == 0


def test_a_vacant_post_is_filled_and_not_doubled(town: Gongkai) -> None:
    uid = town.good("post", "add", "--unit", GOVERNMENT, f"kind={FIRST}").out.strip()
    assert people(town, "--vacant") == [f"{FIRST} None"] and people(town, "--present") == []
    assert town.good("post", "handover", GOVERNMENT, FIRST, "李四", "--from", "2024-06-01").out.strip() == uid
    assert people(town) == [f"{FIRST} 李四"]


def test_a_hand_over_that_cannot_be_says_why_and_writes_nothing(town: Gongkai) -> None:
    town.good("post", "add", "--unit", GOVERNMENT, f"kind={FIRST}", "person=张三", "valid_from=2020-01-01")
    for person in ("周敏", "王建国"):
        town.good("post", "add", "--unit", GOVERNMENT, "kind=officer", f"person={person}")
    before = people(town)
    for words, code, said in (
        ((FIRST, "张三", "--from", "2024-06-01"), 3, "已经在任"),
        ((FIRST, "李四", "--from", "2020-01-01"), 3, "不能在 2020-01-01 之前离任"),
        ((FIRST, "李四", "--from", "昨天"), 2, "--from"),
        ((FIRST, " ", "--from", "2024-06-01"), 3, "谁来接任"),
        (("nothing", "李四", "--from", "2024-06-01"), 3, "岗位"),
        (("officer", "李四", "--from", "2024-06-01"), 3, "--replaces"),
        (("officer", "李四", "--from", "2024-06-01", "--replaces", "赵六"), 3, "当日有：周敏、王建国"),
        ((FIRST, "李四", "--from", "2019-01-01"), 3, "任期重叠"),
    ):
        answer = town("post", "handover", GOVERNMENT, *words)
        assert (answer.code, answer.out) == (code, "") and said in answer.err, (words, answer.err)
    assert people(town) == before
    town.good("post", "handover", GOVERNMENT, "officer", "李四", "--from", "2024-06-01", "--replaces", "周敏")
    assert sorted(people(town, "--on", "2024-06-01")) == ["first-responsible 张三", "officer 李四", "officer 王建国"]
    assert town("post", "handover", GOVERNMENT, FIRST, "李四", "--from", "2025-01-01", root=("--as", "clerk")).code == 4


def test_a_wrong_credit_code_is_warned_of_when_it_is_saved(town: Gongkai) -> None:
    said = town.good("unit", "edit", GOVERNMENT, "uscc=123")
    assert "123 校验不符，已照录" in said.err
    assert "校验" not in town.good("unit", "edit", GOVERNMENT, "uscc=11441700007280420Y").err


def test_vacancies_can_be_filled_by_a_sheet(town: Gongkai, tmp_path: Path) -> None:
    town.good("post", "add", "--unit", GOVERNMENT, f"kind={FIRST}")
    sheet = tmp_path / "posts.csv"
    town.good("post", "export", sheet)
    text = sheet.read_text("utf-8-sig").splitlines()
    column = text[0].split(",").index("姓名")
    cells = text[1].split(",")
    cells[column] = "李四"
    sheet.write_text("\n".join([text[0], ",".join(cells)]), "utf-8")
    town.good("post", "import", sheet, "--apply")
    assert people(town) == [f"{FIRST} 李四"]
