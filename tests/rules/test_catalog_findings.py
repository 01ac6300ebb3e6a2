"""What each region's rules want of texts, columns and figures is a finding until it is there."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gongkai.core.findings import Finding
from gongkai.core.i18n import T
from gongkai.core.office import Office
from gongkai.core.setup import init_office
from gongkai.core.store.record import columns, new_uid
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.plugins.catalog.findings.rules import NeededText, SumCheck
from gongkai.plugins.catalog.findings.sums import differences
from gongkai.plugins.catalog.models import Entry
from gongkai.plugins.catalog.publications.models import Publication
from tests.catalogues import FRIDAY

Maker = Callable[[str], Office]
GUIDES = {
    "zz-guide": ("zaozhuang", "ZZ-23"), "gs-outside": ("gansu", "GS-12"), "pc-permit": ("pingchang", "PC-79"),
    "pc-project-table": ("pingchang", "PC-81"), "qz-plate": ("quzhou", "QZ-28"), "qz-proactive": ("quzhou", "QZ-63"),
}  # fmt: skip


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    """Makes a town's office with a region's rules."""
    monkeypatch.setenv("GONGKAI_TODAY", FRIDAY)
    opened: list[Office] = []

    def made(region: str) -> Office:
        opened.append(init_office(tmp_path / region, "511923101000", region=(region,), account="admin"))
        return opened[-1]

    yield made
    for office in opened:
        office.close()


def put(office: Office, key: str, model: Any, **values: Any) -> str:
    """A record by the door; gives its id."""
    uid = values.setdefault("uid", new_uid())
    unit, scope = office.rows("SELECT uid, scope FROM {unit} WHERE kind = 'township_government'")[0]
    base = dict.fromkeys(columns(model)) | {"unit": unit, "scope": scope, "version": 1}
    with office.change("brought in") as change:
        change.insert_rows(office.resource(key), [base | values])
    return str(uid)


def shown(office: Office, content: str, obligation: str = "own") -> str:
    """A public text for an entry of an obligation."""
    item = put(office, "entry", Entry, stage="active", title="事项", obligation=obligation, local=1)
    return put(office, "publication", Publication, stage="published", title="事项", entry=item, content=content,
               published_on="2026-11-02", reviewed_by="a", signed_by="b", series=new_uid(), revision=1)  # fmt: skip


def found(office: Office, kind: str) -> list[Finding]:
    return list(Findings(office, kind=kind))


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_holds_every_item_that_its_rule_names(make: Maker, guide: str) -> None:
    # covers: ZZ-23, GS-12, PC-79, PC-81, QZ-28, QZ-63
    region, rule = GUIDES[guide]
    office = make(region)
    asked = office.profile.items("needed_text", NeededText)[guide]
    names = [item.name.zh for item in asked.item]
    assert len(names) == {"ZZ-23": 7, "GS-12": 9, "PC-79": 5, "PC-81": 9, "QZ-28": 6, "QZ-63": 5}[rule]
    shown(office, "；".join(names), asked.obligations[0])
    assert found(office, "guide") == []
    for name in names:
        # what is left out may not stand within another item's words
        text = "；".join(other for other in names if other != name).replace(name, "")
        uid = shown(office, text, asked.obligations[0])
        [one] = [one for one in found(office, "guide") if one.uid == uid]
        assert one.rule == rule and name in one.what.zh and one.item == f"needed_text:{guide}"


def test_the_three_figures_of_pingchang_are_flagged_and_left_as_they_are(make: Maker) -> None:
    # covers: PC-91
    office = make("pingchang")
    text = "1至5月办件总数5316件，其中即办件3402件，承诺件1919件。"
    uid = shown(office, text)
    [one] = found(office, "sum")
    assert (one.uid, one.rule) == (uid, "PC-91") and "5321" in one.what.zh and "相差 5" in one.what.zh
    assert office.rows("SELECT content FROM {publication} WHERE uid = ?", (uid,)) == [(text,)]
    shown(office, text.replace("5316", "5321"))
    assert [one.uid for one in found(office, "sum")] == [uid]


def test_basis_without_process_and_result_is_evasion(make: Maker) -> None:
    # covers: PC-95, HYB-04
    office = make("pingchang")
    base = {"stage": "active", "local": 1, "topic": "自定栏目/甲"}
    put(office, "entry", Entry, title="依据", matter="statutory", published_on="2026-05-06", **base)
    process = put(office, "entry", Entry, title="过程", matter="process", due="2026-06-30", **base)
    put(
        office,
        "entry",
        Entry,
        title="别处",
        matter="result",
        due="2026-06-30",
        stage="active",
        local=1,
        topic="另一栏/乙",
    )
    [one] = found(office, "evasion")
    assert (one.uid, one.rule, one.since) == (process, "PC-95", "2026-06-30") and "自定栏目" in one.what.zh
    put(office, "entry", Entry, title="结果", matter="result", published_on="2026-07-01", **base)
    assert found(office, "evasion") == []


def test_a_grass_roots_column_has_four_items_none_old_none_far_apart(make: Maker) -> None:
    office = make("pingchang")
    item = put(office, "entry", Entry, stage="active", title="事项", topic="乡镇事项/甲", local=1)

    def publish(*days: str) -> None:
        for day in days:
            put(office, "publication", Publication, stage="published", title=day, entry=item, published_on=day,
                series=new_uid(), revision=1)  # fmt: skip

    assert [one.code for one in found(office, "column")] == ["column-few"]
    publish("2026-03-01", "2026-05-30", "2026-08-21")  # 90 and 83 days apart, the newest 91 days old
    told = {one.code: one for one in found(office, "column")}
    assert list(told) == ["column-few", "column-old"] and told["column-old"].since == "2026-11-20"
    assert told["column-few"].rule == "MON-1" and "3 条" in told["column-few"].what.zh
    publish("2026-11-20")
    [gap] = found(office, "column")
    assert gap.code == "column-gap" and "91 天" in gap.what.zh
    publish("2026-10-01")
    assert found(office, "column") == []


TABLE = "项目\t收入\t占比\n甲\t100\t50\n乙\t1,000.5\t50\n合计\t{total}\t101"
CASES = [
    ("3402+1919=5316", "5321"), ("3402件＋1919件 ＝ 5316件。", "5321"), ("1.5+1.5=3", ""), ("3万+500元=30500元", ""),
    (TABLE.format(total="1,100.5"), ""), (TABLE.format(total="1100"), "1100.5"),
    ("合计|12\n甲|5\n乙|6", "11"), ("|项|数|\n|--|--|\n|甲|5|\n|乙|6|\n|总计|11|", ""), ("2026-11-20", ""), ("1+1", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sum_"), CASES)
def test_figures_are_compared_where_the_text_says_what_is_the_sum_of_what(text: str, sum_: str) -> None:
    told = [words.zh for words, _ in differences(text)]
    assert sum_ in told[0] if sum_ else told == [], told


def test_a_share_behind_the_words_of_a_sum_is_no_figure_of_it(hostile_texts: tuple[str, ...]) -> None:
    check = SumCheck(id="x", name=T("数", "figures"), total="总数", parts=("甲", "乙"))
    assert list(differences("总数 10，甲 4，乙 60%", [check])) == []
    [(words, _)] = list(differences("总数 10，甲 4，乙 5", [check]))
    assert "相差 1" in words.zh
    for text in hostile_texts:
        assert list(differences(text * 50 + "1+" * 5000, [check])) == []
