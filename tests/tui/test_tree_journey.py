"""The tree of divisions and units: lazy branches, what is known of a node, and the way to a unit by initials."""

from gongkai.core.codes import parse_code, span
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.core.registry.find import children
from gongkai.core.registry.findings import finding_counts, findings
from gongkai.core.registry.models import Unit
from gongkai.testing.journey import travel
from gongkai.tui.nodecounts import count
from tests.tui.conftest import TOWN


async def test_branches_are_read_when_opened_and_a_units_entries_open(office: Office) -> None:
    government = office.unit("响滩镇人民政府")
    entries = office.register("entry")
    async with travel(office, (140, 40)) as at:
        await at.press("2")
        await at.on("TreeScreen")
        below = children(office, parse_code(TOWN))
        tree = at.screen.tree_widget
        assert [str(node.label) for node in tree.root.children][1:] == [d.name for d in below]
        assert all(not node.children for node in tree.root.children)
        await at.press("down", "right")
        await at.until("the units of the town", lambda: tree.root.children[0].children)
        own = office.store.fetch(Unit.select().where(Unit.scope == parse_code(TOWN)).order_by(Unit.id))
        assert [str(node.label) for node in tree.root.children[0].children] == [unit.name for unit in own]
        await at.press("right")
        await at.until(
            "the unit's figures", lambda: at.screen._facts is not None and not at.screen.background_work.busy
        )
        await at.sees("乡镇人民政府、街道办事处", "第一责任人", f"{entries.count(Query(unit=government.uid))}")
        await at.press("enter")
        await at.on("RegisterScreen")
        assert at.screen.query_asked == Query(unit=government.uid)
        await at.press("escape", "d")
        await at.on("UnitScreen")
        await at.sees("响滩镇人民政府", "概况", "历史", "得分说明")


async def test_a_divisions_entries_are_those_of_its_subtree(office: Office) -> None:
    village = children(office, parse_code(TOWN))[0]
    async with travel(office) as at:
        await at.press("2", "down", "down", "enter")
        await at.on("RegisterScreen")
        assert at.screen.query_asked == Query(within=int(village.code))
        await at.sees(f"{village.name}及下级")


async def test_initials_lead_to_a_unit_deep_in_the_tree(office: Office) -> None:
    async with travel(office) as at:
        await at.press("2", "slash")
        await at.type("cccw")
        await at.press("enter")
        await at.told("找不到“cccw”")
        await at.press("slash")
        await at.type("xtzwsy")
        await at.press("enter")
        await at.until("the unit", lambda: at.screen.tree_widget.cursor_row.label == "响滩镇卫生院")
        await at.press("slash")
        await at.type("村委会")
        await at.press("enter")
        await at.on("PickScreen")
        await at.type("玉峰")
        await at.press("enter")
        await at.on("TreeScreen")
        await at.until("the village", lambda: "玉峰村委会" in at.screen.tree_widget.cursor_row.label)
        await at.press("o")
        await at.on("PickScreen")
        await at.type("岗位")
        await at.press("enter")
        await at.on("RegisterScreen")
        assert at.screen.register.resource.key == "post"
        assert at.screen.query_asked == Query(within=office.place("玉峰村委会"))


async def test_a_division_out_of_reach_is_told_and_the_narrow_screen_has_no_side(office: Office) -> None:
    async with travel(office, (80, 24)) as at:
        await at.press("2", "slash")
        await at.type("平昌县")
        await at.press("enter")
        await at.told("不在本单位的范围内")
        assert not at.screen.query_one("#node").display
        await at.sees("乡级", TOWN)


async def test_every_node_shows_what_lies_below_and_what_is_wrong_there(office: Office) -> None:
    scope = parse_code(TOWN)
    villages = [int(d.code) for d in children(office, scope)]
    lacks = finding_counts(office, [scope, *villages])
    late = {
        code: sum(
            office.register(key).count(Query(filters=("overdue",), within=code))
            for key in ("entry", "task", "request", "case", "instruction", "window_case")
        )
        for code in (scope, *villages)
    }
    assert lacks[scope] > 0 and late[scope] > 0
    async with travel(office, (100, 40)) as at:
        await at.press("2")
        known = at.screen._counts.known
        for code in (scope, *villages):
            counts = known["d", str(code)]
            assert (counts.late, counts.lacks) == (late[code], lacks[code])
            assert counts.units == office.store.fetch(Unit.select().where(Unit.scope.between(*span(code)))).__len__()
        await at.sees(f"! {late[scope]:,}", f"○ {lacks[scope]:,}")
        await at.press("down", "right", "right")
        uid = at.screen.tree_widget.cursor_row.key[1]
        mine = sum(finding.unit == uid for finding in findings(office, scope, alone=True))
        assert mine == known[at.screen.tree_widget.cursor_row.key].lacks
        assert mine == 0 or f"登记缺项 {mine}" in at.lines[-2]


async def test_the_figures_of_a_branch_cost_the_same_for_any_number_of_nodes(office: Office) -> None:
    scope = parse_code(TOWN)
    villages = [("d", str(d.code)) for d in children(office, scope)]
    for name in ("units", "late", "lacks"):
        costs = []
        count(office, name, villages[:1])  # rules and calendar are read once
        for keys in (villages[:2], villages):
            asked: list[str] = []
            fetch, sql = office.store.fetch, office.store.sql
            office.store.fetch = lambda query, asked=asked, fetch=fetch: asked.append("") or fetch(query)  # type: ignore[method-assign]
            office.store.sql = lambda text, values=(), asked=asked, sql=sql: asked.append(text) or sql(text, values)  # type: ignore[method-assign]
            count(office, name, keys)
            office.store.fetch, office.store.sql = fetch, sql  # type: ignore[method-assign]
            costs.append(len(asked))
        assert 0 < costs[0] == costs[1], name
