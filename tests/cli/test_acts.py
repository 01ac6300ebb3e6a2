"""``gongkai act …``, ``unit show --on``, ``unit past``, ``division show|tree --on``: a county from the shell."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Gongkai
from tests.registry import make_office, present, sound, unit_uid

LISTING = (
    ("51", "四川省"), ("5119", "巴中市"), ("511923", "平昌县"), ("511902", "巴州区"),
    ("511923101", "响滩镇"), ("511923102", "西兴镇"), ("511923103", "佛楼镇"), ("511902101", "大茅坪镇"),
    ("511923101201", "大桥村"), ("511923101202", "红星村"), ("511923102201", "青山村"), ("511923103201", "佛楼村"),
)  # fmt: skip
HEAD = '[act]\nkind = "{kind}"\ntitle = "{title}"\nbasis = "川府函〔2026〕1号"\neffective = {day}\n{more}\n'
MERGE = '[[item]]\nop = "merge"\nof = ["511923101", "511923102"]\nto = "511923101"\nname = "新滩镇"\n'
TOWN = "响滩镇人民政府"
Write = Callable[..., Path]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city's office; the town of 西兴镇 has a task, an entry, a post, an account and a grant."""
    folder = tmp_path_factory.mktemp("acts") / "city"
    office = make_office(folder, "sqlite:///office.sqlite", LISTING, "5119")
    with office.as_system().change("work") as change:
        unit = unit_uid("511923102")
        change.create("task", unit=unit, title="春耕信息公开", due="2026-12-31")
        change.create("entry", unit=unit, title="西兴镇机构概况", obligation="local")
        change.create("post", unit=unit, kind="officer", person="王丽")
        change.create("account", name="xixing", display="西兴", division="511923102")
        change.create("grant", account="xixing", role="clerk", division="511923102")
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    office.close()
    return folder


@pytest.fixture
def city(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gongkai:
    monkeypatch.setenv("GONGKAI_TODAY", "2026-11-22")
    shutil.copytree(filled, tmp_path / "city")
    return Gongkai(tmp_path / "city")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an act's file."""

    def written(items: str, day: str = "2026-03-01", kind: str = "rename", title: str = "试改", more: str = "") -> Path:
        path = tmp_path / "act.toml"
        path.write_text(HEAD.format(kind=kind, title=title, day=day, more=more) + items, "utf-8")
        return path

    return written


def state(city: Gongkai) -> Any:
    """Everything that an act may change, and the number of links in the ledger."""
    office = city.office("admin")
    try:
        return present(office), office.store.sql("SELECT max(seq) FROM ledger")
    finally:
        office.close()


def well(city: Gongkai) -> None:
    office = city.office("admin")
    sound(office)
    office.close()


def test_a_merge_is_previewed_applied_asked_about_and_taken_back(city: Gongkai, write: Write) -> None:
    path, before = write(MERGE, kind="merge", title="两镇合并", more='grants = "follow"'), state(city)
    seen = city.good("act", "preview", path)
    for word in (
        "新滩镇人民政府",
        "西兴镇人民政府",
        "青山村",
        "春耕信息公开",
        "西兴镇机构概况",
        "王丽",
        "xixing",
        "随区划转移",
    ):
        assert word in seen.out, word
    mark = re.findall(r"--seen (\w+)", seen.err)[0]
    data = city.good("act", "preview", path, "--format", "json").json
    assert data["ready"] and data["mark"].startswith(mark) and (data["faults"], data["open"]) == ([], [])
    number = {register: (count["number"], count["open"]) for register, count in data["records"].items()}
    assert number == {
        "unit": (3, 0),
        "account": (1, 0),
        "grant": (1, 0),
        "post": (1, 0),
        "task": (1, 1),
        "entry": (1, 1),
    }
    assert data["records"]["task"]["some"][0]["title"] == "春耕信息公开"
    ended = next(unit for unit in data["units"] if unit["name"] == "西兴镇人民政府")
    assert (ended["change"], ended["successor"]) == ("ends", TOWN)
    assert state(city) == before

    uid = city.good("act", "apply", path, "--seen", mark).out.strip()
    assert [row["name"] for row in city.rows("unit", "list", "--search", "新滩镇人民政府")][:1] == ["新滩镇人民政府"]
    assert city.good("unit", "show", "西兴镇人民政府", "--on", "2026-02-28", "--format", "json").json["exists"]
    after = city.good("unit", "show", "西兴镇人民政府", "--on", "2026-03-01", "--format", "json").json
    assert (after["exists"], after["to"], after["act"]) == (False, "2026-03-01", uid)
    past = city.good("unit", "past", "新滩镇人民政府", "--format", "json").json
    assert [(row["name"], row["from"], row["to"], row["act"]) for row in past] == [
        (TOWN, "", "2026-03-01", uid), ("新滩镇人民政府", "2026-03-01", "", ""),
    ]  # fmt: skip
    assert "现行" in city.good("unit", "past", "新滩镇人民政府").lines[-1]
    then = city.good("division", "show", "511923102000", "--on", "2026-02-28", "--format", "json").json
    assert (then["name"], then["exists"], then["parent"], then["to"]) == ("西兴镇", True, "511923000000", "2026-03-01")
    assert not city.good("division", "show", "511923102000", "--on", "2026-03-01", "--format", "json").json["exists"]
    assert [line.split()[-1] for line in city.good("division", "tree", "西兴镇", "--on", "2026-02-28").lines] == [
        "511923102000", "511923102201",
    ]  # fmt: skip
    tree = city.good("division", "tree", "511923101", "--on", "2026-03-01", "--format", "json").json
    assert [row["name"] for row in tree] == ["新滩镇", "大桥村", "红星村", "青山村"]
    shown = city.good("act", "show", uid)
    assert "1. 合并 511923101、511923102 → 511923101" in shown.out and "已实施" in shown.out
    edges = city.good("act", "show", uid, "--format", "json").json["lineage"]
    assert ("西兴镇人民政府", "新滩镇人民政府") in [(edge["source_name"], edge["target_name"]) for edge in edges]
    well(city)

    undone = city.good("act", "undo", uid, "--reason", "文件有误").out.strip()
    assert state(city)[0] == before[0]
    assert city.good("act", "show", undone, "--format", "json").json["undoes"] == uid
    again = city("act", "undo", uid)
    assert again.code == 3 and "不能撤销" in again.err
    well(city)


def test_a_draft_waits_for_its_day(city: Gongkai, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write('[[item]]\nop = "rename"\nof = "511923101"\nname = "甲镇"\n', day="2026-12-01", title="更名甲镇")
    assert "存为草拟" in city.good("act", "preview", path).err
    early = city("act", "apply", path)
    assert early.code == 3 and "2026-12-01" in early.err
    uid = city.good("act", "draft", path).out.strip()
    assert city.rows("act", "list", "--due") == [] and "机构改革" not in city.good("today").out
    write('[[item]]\nop = "rename"\nof = "511923101"\nname = "乙镇"\n', day="2026-12-01", title="更名乙镇")
    assert city.good("act", "draft", path, "--id", uid).out.strip() == uid
    assert "乙镇" in city.good("act", "show", uid).out
    spare = city.good("act", "draft", path).out.strip()
    city.good("act", "delete", spare, "--reason", "重复")
    assert [row["title"] for row in city.rows("act", "list")] == ["更名乙镇"]

    monkeypatch.setenv("GONGKAI_TODAY", "2026-12-02")
    (card,) = [card for card in city.rows("today") if card["key"] == "act.due"]
    assert (card["count"], card["command"]) == (1, "gongkai act list --due") and "2026-12-01" in card["detail"]
    assert city.good("act", "list", "--due", "--format", "json").json[0]["uid"] == uid
    city.good("grant", "add", "account=xixing", "role=viewer", "division=511900", "--reason", "试")
    assert "act.due" not in [
        card["key"] for card in city.good("today", "--format", "json", root=("--as", "xixing")).json
    ]
    city.good("act", "apply", uid)
    assert city.good("division", "show", "511923101", "--format", "json").json["name"] == "乙镇"
    assert city("act", "apply", uid).code == 5
    deleted = city("act", "delete", uid, "--reason", "不要了")
    assert deleted.code == 3 and "act undo" in deleted.err


def test_a_preview_that_is_not_true_any_more_is_a_conflict(city: Gongkai, write: Write) -> None:
    path = write('[[item]]\nop = "rename"\nof = "511923101"\nname = "甲镇"\n')
    mark = re.findall(r"--seen (\w+)", city.good("act", "preview", path).err)[0]
    city.good("unit", "edit", TOWN, "name=响滩镇政府", "--reason", "更正")
    before = state(city)
    said = city("act", "apply", path, "--seen", mark)
    assert said.code == 5 and state(city) == before
    assert city("act", "apply", path, "--seen", "zzzz").code == 5


def test_only_who_administers_all_of_it(city: Gongkai, write: Write) -> None:
    path, before = write('[[item]]\nop = "rename"\nof = "511923101"\nname = "甲镇"\n'), state(city)
    for words in (("preview", path), ("draft", path), ("apply", path)):
        assert city("act", *words, env={"GONGKAI_ACCOUNT": "xixing"}).code == 4
    assert state(city) == before


def item(**keys: str) -> str:
    return "[[item]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


WRONG = {
    "circle of divisions": (item(op='"move"', of='"511923"', to='"511923101"'), ("第 1 项", "成环")),
    "circle of units": (
        item(op='"move"', of=f'"{TOWN}"', to='"西兴镇人民政府"') + item(op='"move"', of='"西兴镇人民政府"', to=f'"{TOWN}"'),
        ("第 1 项", "第 2 项", "成环"),
    ),
    "parent at the wrong level": (item(op='"move"', of='"511923101"', to='"511923102"'), ("第 1 项", "响滩镇")),
    "village below a county": (
        item(op='"create"', name='"新村"', code='"511923109201"', parent='"511923"'), ("第 1 项", "层级不对"),
    ),
    "a unit below one of a lower level": (
        item(op='"create"', name='"平昌县档案局"', kind='"department"', at='"511923"', parent=f'"{TOWN}"'),
        ("第 1 项", "层级低于平昌县档案局"),
    ),
    "a government below its village": (item(op='"move"', of=f'"{TOWN}"', to=f'"{unit_uid("511923101201")}"'), ("第 1 项", "层级低于")),
    "two units with one code": (
        item(op='"recode"', of=f'"{TOWN}"', code='"11511923MB1234567X"')
        + item(op='"recode"', of='"西兴镇人民政府"', code='"11511923MB1234567X"'),
        ("11511923MB1234567X", "同用代码"),
    ),
    "two divisions with one code": (
        item(op='"recode"', of='"511923101"', code='"511923109"') + item(op='"recode"', of='"511923102"', code='"511923109"'),
        ("第 2 项", "同用代码 511923109000"),
    ),
    "a code that is taken": (item(op='"create"', name='"甲镇"', code='"511923101"'), ("第 1 项", "响滩镇")),
    "items that contradict each other": (
        item(op='"rename"', of='"511923101"', name='"甲镇"') + item(op='"abolish"', of='"511923101"', to='"511923102"'),
        ("第 2 项", "与第 1 项矛盾"),
    ),
    "one thing twice": (item(op='"merge"', of='["511923101", "511923101"]', to='"511923102"'), ("第 1 项", "重复")),
    "what is not there": (item(op='"rename"', of='"响滩"', name='"甲"'), ("第 1 项", "最接近的是响滩镇")),
    "nothing at all": ("", ("没有任何内容",)),
    "the office's own division": (item(op='"abolish"', of='"5119"'), ("本库单位的区划",)),
}  # fmt: skip


@pytest.mark.parametrize(("items", "words"), WRONG.values(), ids=list(WRONG))
def test_what_cannot_be_is_refused_with_its_item_and_nothing_is_written(
    city: Gongkai, write: Write, items: str, words: tuple[str, ...]
) -> None:
    path, before = write(items, more='grants = "follow"'), state(city)
    seen = city("act", "preview", path)
    assert seen.code == 1 and all(word in seen.out for word in words), seen.out
    data = city("act", "preview", path, "--format", "json").json
    assert not data["ready"] and data["faults"] and data["mark"]
    said = city("act", "apply", path)
    assert said.code == 3 and "什么都没有写入" in said.err and len(said.err.splitlines()) == 1
    assert all(word in said.err for word in words)
    english = city("act", "apply", path, root=("--lang", "en"))
    assert english.code == 3 and "nothing was written" in english.err
    assert state(city) == before


def test_open_work_of_a_unit_that_ends_must_be_assigned(city: Gongkai, write: Write) -> None:
    """A merge whose source has an open task and nobody who would carry it on: listed, and applied once it is assigned."""
    city.good(
        "unit", "add", "name=西兴镇农技站", "kind=institution", "level=township", "division=511923102", "--reason", "试"
    )
    city.good("task", "add", "unit=西兴镇农技站", "title=农资抽检公开", "due=2026-12-31", "--reason", "试")
    before, wanted = state(city), MERGE + 'units = {{ "西兴镇农技站" = "{}" }}\n'
    said = city("act", "apply", write(MERGE, more='grants = "follow"'))
    assert said.code == 3 and "第 1 项" in said.err and "西兴镇农技站" in said.err
    said = city("act", "apply", write(wanted.format("end"), more='grants = "follow"'))
    assert said.code == 3 and "任务 1" in said.err and "承接单位" in said.err
    assert state(city) == before
    uid = city.good("act", "apply", write(wanted.format("西兴镇人民政府"), more='grants = "follow"')).out.strip()
    edges = city.good("act", "show", uid, "--format", "json").json["lineage"]
    station = next(edge for edge in edges if edge["source_name"] == "西兴镇农技站")
    assert station["main"] and station["target_name"] in ("西兴镇人民政府", "新滩镇人民政府")
    well(city)


def test_an_act_before_a_later_one_on_the_same_thing_is_refused(city: Gongkai, write: Write) -> None:
    city.good(
        "act", "apply", write(item(op='"rename"', of='"511923101"', name='"甲镇"'), day="2026-06-01", title="后来的")
    )
    path, before = (
        write(item(op='"rename"', of='"511923101"', name='"乙镇"'), day="2026-03-01", title="更早的"),
        state(city),
    )
    said = city("act", "apply", path)
    assert said.code == 3 and "后来的" in said.err and "2026-06-01" in said.err and state(city) == before
    city.good(
        "act", "apply", write(item(op='"rename"', of='"511923102"', name='"丙镇"'), day="2026-03-01", title="别处的")
    )
    well(city)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[act]\nkind = 1\n", ("act.toml:2", "kind")),
        ('[act]\nkind = "rename"\ntitle = "x"\n', ("act.toml", "effective")),
        ('[act]\nkind = "rename"\ntitle = "x"\neffective = "明天"\n', ("act.toml:4", "effective")),
        ('[act]\nkind = "renam"\ntitle = "x"\neffective = 2026-01-01\n', ("act.toml:2", "rename")),
        ('[act]\nkind = "rename"\ntitel = "x"\neffective = 2026-01-01\n', ("act.toml:3", "title")),
        ('[act]\nkind = "rename"\ntitle = "x"\neffective = 2026-01-01\n[[items]]\nop = "rename"\n', ("items", "item")),
        (
            '[act]\nkind = "rename"\ntitle = "x"\neffective = 2026-01-01\n[[item]]\nop = "merg"\n',
            ("act.toml:6", "merge"),
        ),
        (
            '[act]\nkind = "split"\ntitle = "x"\neffective = 2026-01-01\n[[item]]\nop = "split"\nof = "511923"\nshare = 1.5\n',
            ("act.toml:8", "1.5"),
        ),
        ("[act\n", ("act.toml", "line 1")),
        ("", ("act.toml",)),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    city: Gongkai, tmp_path: Path, text: str, words: tuple[str, ...]
) -> None:
    path, before = tmp_path / "act.toml", state(city)
    path.write_text(text, "utf-8")
    for command in ("preview", "apply", "draft"):
        said = city("act", command, path)
        assert said.code == 3 and all(word in said.err for word in words), said.err
    assert state(city) == before


def test_words_that_do_not_fit(city: Gongkai, tmp_path: Path) -> None:
    binary = tmp_path / "x.toml"
    binary.write_bytes(b"\xff\xfe\x00\x00" * 9)
    assert city("act", "preview", binary).code == 3
    assert city("act", "preview", tmp_path / "none.toml").code == 3
    assert city("act", "preview", "nobody").code == 3
    assert city("act", "undo", "nobody").code == 3
    assert city("act", "apply").code == 2
    assert city("act", "delete", "nobody").code == 2
    assert city("unit", "show", TOWN, "--on", "那天").code == 2
    assert city("division", "tree", "--on", "2026-13-45").code == 2
    assert city("division", "show", "519999999999", "--on", "2020-01-01").code == 3
    assert city("unit", "past", "没有的单位").code == 3
