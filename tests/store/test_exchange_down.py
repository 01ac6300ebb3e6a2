"""What a superior decides reaches those below: reorganisation acts and their taking back, rule files; and one writer in bulk."""

from datetime import date
from typing import Any

import pytest

from gongkai.core.errors import NotAllowed
from gongkai.core.exchange.incoming import look, receive
from gongkai.core.ledger.undo import undo
from gongkai.core.office import Office
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.undoact import undo_act
from gongkai.core.rules import Source
from gongkai.plugins.catalog.generate import generate
from tests.exchange import TOWN, bundle, down, entries
from tests.registry import act, divisions, sound

RULE = '[[source]]\nid = "PX-{n}"\ntitle = {{ zh = "平昌县办法{n}", en = "County rules {n}" }}\n'


def renamed(county: Office) -> Any:
    content = act("rename", "2026-11-01", Item(op="rename", of="511923101000", name="新滩镇"), title="更名")
    return apply_act(county, content)


def test_an_act_is_applied_below_by_the_same_machinery_and_taken_back_with_it(pair: tuple[Office, Office]) -> None:
    town, county = pair
    made = renamed(county)
    plan = look(town, down(county))
    assert [one["title"] for one in plan.acts] == ["更名"]
    assert receive(town, down(county, complete=True)).notes == []
    assert town.place_name(town.scope) == county.place_name(town.scope) == "新滩镇"
    assert [row for row in divisions(town) if row[0] == town.scope] == [
        row for row in divisions(county) if row[0] == town.scope
    ]
    undo_act(county, made.uid)
    receive(town, down(county))
    assert town.place_name(town.scope) == "响滩镇"
    assert not receive(town, down(county, complete=True)).notes
    sound(town)


def test_an_act_that_cannot_be_applied_stays_a_draft_with_the_reason(pair: tuple[Office, Office]) -> None:
    town, county = pair
    renamed(county)
    apply_act(town, act("rename", "2026-11-02", Item(op="rename", of="511923101000", name="别的镇"), title="自己更名"))
    plan = receive(town, down(county))
    assert "更名" in str(plan.notes[0])
    [kept] = [row.record for row in town.register("act").page() if row.record.title == "更名"]
    assert kept.stage == "draft" and kept.effective == date(2026, 11, 1)


def test_rule_files_are_handed_down_and_bad_ones_are_not_used(pair: tuple[Office, Office]) -> None:
    town, county = pair
    (county.folder / "rules").mkdir(exist_ok=True)
    (county.folder / "rules" / "本县.toml").write_text(RULE.format(n=1), "utf-8")
    plan = receive(town, down(county))
    assert plan.rules == ["0-above-本县.toml"] and "PX-1" in town.profile.items("source", Source)
    for bad in ("[[source]]\nid = 5\n", "[plugins]\ndisable = ['catalog']\n", "not toml at all ["):
        (county.folder / "rules" / "本县.toml").write_text(bad, "utf-8")
        plan = receive(town, down(county))
        assert plan.rules == [] and "上级的规则" in str(plan.notes[0])
    assert "PX-1" in Office.open(town.folder).profile.items("source", Source)
    (county.folder / "rules" / "本县.toml").unlink()
    receive(town, down(county))
    assert not list((town.folder / "rules").glob("0-above-*"))


def test_what_is_made_by_rule_leaves_the_towns_records_to_the_town(pair: tuple[Office, Office]) -> None:
    town, county = pair
    receive(county, bundle(town))
    before = entries(county)
    with county.change("按规则生成") as change:
        generate(county, change)
    mine = {uid for uid, row in entries(county).items() if row[3] == town.scope}
    assert mine == set(before) and len(entries(county)) > len(before)
    assert receive(county, bundle(town)).differs == []


def test_a_record_of_the_towns_is_not_undone_by_the_county(pair: tuple[Office, Office]) -> None:
    town, county = pair
    receive(county, bundle(town))
    uid = next(iter(entries(county)))
    with pytest.raises(NotAllowed, match="下级部署"):
        undo(county, county.resource("entry"), uid)
    with pytest.raises(NotAllowed, match="下级部署"), county.change("x") as change:
        change.insert_many("entry", [{"unit": TOWN, "title": "县里加的"}])
    with pytest.raises(NotAllowed, match="下级部署"), county.change("x") as change:
        change.update_many("entry", [(county.register("entry").get(uid), {"title": "县里改的"})])
