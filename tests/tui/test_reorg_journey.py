"""Acts written, previewed, settled, applied and taken back on the screen, with the keyboard alone; on both stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.core.access import SYSTEM
from gongkai.core.office import Office
from gongkai.core.registry.actfile import content_of
from gongkai.core.registry.acts import APPLIED, DRAFT, KINDS, UNDONE, Act
from gongkai.core.registry.find import children
from gongkai.core.setup import init_office
from gongkai.testing.journey import SIZES, Journey, travel
from gongkai.tui.reorg.asks import STEPS
from tests.tui.conftest import TODAY, TOWN

GOVERNMENT, CLINIC = "响滩镇人民政府", "响滩镇卫生院"


@pytest.fixture
def town_on(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A township without sample data, on either store."""
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    office = init_office(tmp_path / "office", TOWN, account="admin", store=store_url)
    yield office
    office.close()


def acts(office: Office) -> list[Act]:
    """Every act, oldest first."""
    return list(office.store.fetch(Act.select().order_by(Act.id)))


async def jump(at: Journey, text: str) -> None:
    """To a node of the tree by its name."""
    await at.press("2", "slash")
    await at.type(text)
    await at.press("enter")
    if at.name == "PickScreen":  # a village and its committee bear one name; the place comes first
        await at.press("enter")
    await at.on("TreeScreen")


async def begin(at: Journey, kind: str) -> None:
    """A new step, by the words of its kind."""
    await at.on("PickScreen")
    await at.type(kind)
    await at.press("enter")
    await at.on("AskScreen")


async def test_every_kind_of_act_can_be_chosen(office: Office) -> None:
    assert {op for op, _ in STEPS} == set(KINDS) and len(STEPS) == 2 * len(KINDS)
    async with travel(office) as at:
        await at.press("ctrl+p")
        await at.type("草拟机构")
        await at.press("enter")
        await at.on("PickScreen")
        assert len(at.screen._items) == len(STEPS)
        for op, what in STEPS:
            at.screen.query_one("Line").value = f"{op} {what}"
            await at.settle()
            await at.press("enter")
            await at.on("AskScreen")
            await at.press("ctrl+s")
            await at.told("需要改正")
            await at.press("escape")
            await at.on("ReorgScreen")
            await at.press("n")
            await at.on("PickScreen")


async def test_a_unit_is_renamed_applied_and_taken_back(town_on: Office) -> None:
    uid = town_on.unit(CLINIC).uid
    async with travel(town_on, (80, 24)) as at:
        await jump(at, CLINIC)
        await at.press("g")
        await begin(at, "更名")
        await at.sees(CLINIC, "新名称")
        await at.type("响滩镇中心卫生院")
        await at.press("ctrl+s")
        await at.on("ReorgScreen")
        await at.sees("1. 单位更名", "可以实施。")
        await at.press("home", "enter")
        await at.on("AskScreen")
        await at.press("down")
        await at.type("平编发〔2026〕3号")
        await at.press("ctrl+s", "ctrl+s")
        await at.on("PreviewScreen")
        await at.sees("变更", f"单位名称 {CLINIC} → 响滩镇中心卫生院", "可以实施")
        await at.press("ctrl+s", "y")
        await at.on("StoredActScreen")
        await at.told("已实施")
        assert town_on.unit(uid).name == "响滩镇中心卫生院"
        await at.sees("已实施", "平编发〔2026〕3号")
        await at.press("z")
        await at.sees("恢复实施前的情况")
        await at.press("y")
        await at.on("StoredActScreen")
        await at.told("恢复原状")
        await at.sees("已撤销")
        assert "z 撤销" not in at.text
    assert town_on.unit(uid).name == CLINIC
    assert [act.stage for act in acts(town_on)] == [UNDONE, APPLIED]


async def test_villages_are_merged_and_what_is_open_is_settled_point_by_point(town_on: Office) -> None:
    first, second = children(town_on, town_on.scope)[:2]
    system = town_on.as_(SYSTEM)
    with system.change("a grant below") as change:
        change.create("account", name="cun", display="村", division=first.code)
        change.create("grant", account="cun", role="viewer", division=first.code)
    left = town_on.store.sql("SELECT uid FROM unit WHERE scope = ?", (first.code,))
    async with travel(town_on, (100, 40)) as at:
        await at.press("2", "down", "down", "m")
        await at.sees("已标记 1 项")
        await at.press("g")
        await begin(at, "区划合并")
        await at.press("down", "enter")
        await at.on("PickScreen")
        await at.type(str(second.name))
        await at.press("enter")
        await at.on("AskScreen")
        await at.press("ctrl+s")
        await at.on("ReorgScreen")
        await at.press("ctrl+s")
        await at.on("PreviewScreen")
        await at.sees("授权", "没有落实")
        for _ in range(6):
            if "可以实施" in at.text:
                break
            await at.press("ctrl+s")
            await at.told("没有落实")
            await at.press("enter")
            await at.on("PickScreen")
            if "授权怎么办" in at.text:
                await at.type("end")
            await at.press("enter")
            await at.on("PreviewScreen")
        await at.sees("可以实施", f"{first.name}")
        await at.press("s")
        await at.on("StoredActScreen")
        await at.sees("草拟", "合并", "自生效日起终止")
        (draft,) = acts(town_on)
        assert draft.stage == DRAFT and content_of(draft).act.grants == "end"
        await at.press("a")
        await at.on("PreviewScreen")
        await at.press("ctrl+s", "y")
        await at.on("StoredActScreen")
        await at.press("right")
        await at.sees("沿革", f"{first.name} → {second.name}")
    assert left and not town_on.store.sql("SELECT 1 FROM division WHERE code = ?", (first.code,))


async def test_a_split_takes_parts_one_by_one(town_on: Office) -> None:
    uid = town_on.unit(CLINIC).uid
    async with travel(town_on, (100, 30)) as at:
        await jump(at, CLINIC)
        await at.press("g")
        await begin(at, "单位分设")
        await at.press("enter")
        await at.on("PartsScreen")
        await at.press("n")
        await at.on("AskScreen")
        await at.press("y", "enter", "ctrl+s")
        await at.on("PartsScreen")
        await at.press("n")
        await at.on("AskScreen")
        await at.press("down")
        await at.type("响滩镇疾病预防控制站")
        await at.press("ctrl+s")
        await at.on("PartsScreen")
        await at.sees("响滩镇疾病预防控制站", "原来的继续")
        await at.press("ctrl+s", "ctrl+s")
        await at.on("ReorgScreen")
        await at.sees("可以实施")
        await at.press("ctrl+s", "ctrl+s", "y")
        await at.on("StoredActScreen")
    assert town_on.unit(uid).valid_to is None
    assert town_on.unit("响滩镇疾病预防控制站").valid_from == town_on.today


async def test_open_work_needs_somebody_who_carries_on(office: Office) -> None:
    uid, heir = office.unit(CLINIC).uid, office.unit(GOVERNMENT).uid
    async with travel(office, (80, 24), "en") as at:
        await jump(at, CLINIC)
        await at.press("g")
        await begin(at, "abolish")
        await at.press("ctrl+s")
        await at.on("ReorgScreen")
        await at.sees("1 points are open")
        await at.press("ctrl+s")
        await at.on("PreviewScreen")
        await at.sees("still has open work", "Records touched")
        await at.press("enter")
        await at.on("PickScreen")
        await at.type("xtzrmzf")
        await at.press("enter")
        await at.on("PreviewScreen")
        await at.sees("It can be applied", "carries on")
        await at.press("escape")
        await at.on("ReorgScreen")
        assert at.screen.act.item[0].to == heir
        await at.press("escape")
        await at.on("ConfirmScreen")
        await at.press("y")
        await at.on("TreeScreen")
    assert office.unit(uid).valid_to is None and not acts(office)


@pytest.mark.parametrize("size", SIZES)
async def test_a_draft_is_edited_and_deleted_and_faults_are_mended(office: Office, size: tuple[int, int]) -> None:
    village = children(office, office.scope)[0]
    async with travel(office, size) as at:
        await jump(at, str(village.name))
        await at.press("g")
        await begin(at, "区划变更代码")
        await at.type("511923102000")
        await at.press("ctrl+s", "ctrl+s")
        await at.on("PreviewScreen")
        await at.sees("处错误，不能实施")
        await at.press("enter")
        await at.on("AskScreen")
        await at.press("down", "ctrl+u")
        await at.type("511923101399")
        await at.press("ctrl+s")
        await at.on("PreviewScreen")
        await at.sees("511923101399")
        assert "处错误" not in at.text
        await at.press("s")
        await at.on("StoredActScreen")
        await at.press("e")
        await at.on("ReorgScreen")
        await at.press("home", "enter")
        await at.on("AskScreen")
        await at.press("ctrl+u")
        await at.type("改码")
        await at.press("ctrl+s", "s")
        await at.on("StoredActScreen")
        (draft,) = acts(office)
        assert (draft.title, draft.version) == ("改码", 2)
        await at.press("D", "y")
        await at.told("已删除草拟")
    assert not acts(office)


async def test_registers_that_only_acts_write_take_nothing_by_hand(office: Office) -> None:
    async with travel(office, (120, 30)) as at:
        for key in ("act", "lineage", "term"):
            at.app.open_register(key)
            await at.settle()
            keys = {one.action for one in at.screen.own_keys()}
            assert keys.isdisjoint({"edit", "import", "paste", "bulk"})
            assert ("new" in keys) == (key == "act")
            await at.press("e", "i", "p", "b")
            await at.paste("a\tb\nc\td\n")
            assert at.name in ("RegisterScreen", "ActsScreen")
            await at.press("escape")


async def test_who_may_do_what_is_told_from_the_tree_and_from_a_unit(office: Office) -> None:
    async with travel(office, (120, 40)) as at:
        await jump(at, CLINIC)
        await at.press("w")
        await at.on("PickScreen")
        await at.sees("admin", "管理员")
        await at.type("clerk")
        await at.press("enter")
        await at.on("ReadScreen")
        await at.sees("clerk", "✓", "✗", "没有“管理”这项权限")
        await at.press("escape", "d", "w")
        await at.on("PickScreen")
        await at.sees("admin")
