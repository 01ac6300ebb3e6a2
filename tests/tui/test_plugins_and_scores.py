"""Plugins' code on the screen: contained and named when it fails; the scores and their traces."""

from pathlib import Path

import pytest

from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.testing.journey import travel

PLUGIN = '''
from textual.screen import Screen
from textual.widgets import Static
from gongkai.core.hookspecs import hookimpl
from gongkai.core.i18n import T
from gongkai.core.resource import Computed, Resource
from gongkai.core.store.fields import Text
from gongkai.core.store.record import Record
from gongkai.core.today import Card


class Seal(Record):
    name = Text(T("印章名称", "Seal"), required=True, search=True)

    class Meta:
        table_name = "seal"


def value(office, record):
    {value}


def prepare(office, row):
    {prepare}


class Bad(Screen):
    def __init__(self, office):
        super().__init__()
        {init}

    def compose(self):
        {compose}
        yield Static("plugin screen")

    def on_key(self, event):
        {key}

    BINDINGS = [("j", "jump", "")]

    def action_jump(self):
        {action}


def lines(office, record):
    {lines}


@hookimpl
def gongkai_resources(register):
    register(Resource(Seal, key="seal", name=T("印章", "Seal"), columns=("name", "worth"), title="name",
                      prepare=prepare, computed=(Computed("worth", T("值", "Worth"), value),)))


@hookimpl
def gongkai_screens(register):
    register("bad", __name__ + ":Bad", T("坏页面", "Bad screen"))


@hookimpl
def gongkai_record_screens(office, record, register):
    register("bad", __name__ + ":lines", T("坏视图", "Bad view"))


@hookimpl
def gongkai_today(office, register):
    register(Card("seal.all", "act", T("待盖章", "To be sealed"), 1, register="seal"))
    {today}
'''  # fmt: skip

FINE = dict.fromkeys(("value", "prepare", "init", "compose", "key", "action", "today"), "pass") | {
    "lines": 'return ["一行"]'
}


def with_plugin(town: Path, **broken: str) -> Office:
    """The township's office with a plugin of its own."""
    folder = town / "plugins"
    folder.mkdir()
    text = PLUGIN
    for name, code in (FINE | broken).items():
        text = text.replace("{" + name + "}", code)
    (folder / "seals.py").write_text(text, "utf-8")
    return Office.open(town)


RAISE = 'raise ZeroDivisionError("坏 [/] \\x1b[2J")'


async def test_a_plugin_that_fails_in_todays_hook_is_named_and_the_rest_goes_on(town: Path) -> None:
    office = with_plugin(town, today=RAISE)
    async with travel(office, (120, 40)) as at:
        await at.sees("插件 seals 已停用：ZeroDivisionError: 坏 [/]", "目录条目逾期")
        assert "待盖章" not in at.text
        assert "印章" not in [str(place.name) for place in at.app.places]
        await at.press("3")
        await at.sees("第 1 条")


async def test_a_plugin_that_cannot_be_imported_is_named(town: Path) -> None:
    office = with_plugin(town, value="pass\nimport nothing_of_this_name")
    async with travel(office, (120, 40), "en") as at:
        await at.sees("Plugin seals is put aside: ModuleNotFoundError", "Catalogue entries overdue")


async def test_a_computed_column_that_fails_is_told_in_the_grid(town: Path) -> None:
    office = with_plugin(town, value=RAISE)
    async with travel(office, (120, 40)) as at:
        unit = office.unit("响滩镇人民政府")
        with office.change("test") as change:
            change.create("seal", name="公章", unit=unit.uid)
        at.app.open_register("seal")
        await at.on("RegisterScreen")
        await at.sees("插件 seals 的登记册“印章”出错：ZeroDivisionError")
        await at.press("escape")
        await at.on("TodayScreen")


async def test_a_check_of_a_plugin_that_fails_on_saving_is_told_and_the_form_stays(town: Path) -> None:
    office = with_plugin(town, prepare=RAISE)
    async with travel(office, (120, 40)) as at:
        at.app.open_register("seal")
        await at.on("RegisterScreen")
        await at.press("n", "enter")
        await at.type("xtzwsy")
        await at.press("enter", "down")
        await at.type("公章")
        await at.press("ctrl+s")
        await at.told("插件 seals 的登记册“印章”出错：ZeroDivisionError")
        assert at.name == "FormScreen"
        assert at.screen.unsaved
    assert "ZeroDivisionError" in (town / ".gongkai" / "tui.log").read_text("utf-8")


async def test_a_card_with_a_filter_that_is_not_there_is_told_in_the_grid(office: Office) -> None:
    async with travel(office, (120, 40)) as at:
        at.app.open_register("post", Query(filters=("nothing",)))
        await at.on("RegisterScreen")
        await at.sees("没有筛选 nothing", "筛选  nothing")
        await at.press("c")
        await at.sees("第 1 条")


async def test_a_healthy_plugin_adds_a_card_a_register_a_screen_and_a_view(town: Path) -> None:
    office = with_plugin(town)
    async with travel(office, (120, 40)) as at:
        await at.sees("待盖章")
        await at.press("ctrl+p")
        await at.type("坏页面")
        await at.press("enter")
        await at.sees("plugin screen")
        at.app.pop_screen()
        await at.on("TodayScreen")
        await at.press("6", "enter", *("right",) * 8)
        await at.on("UnitScreen")
        await at.sees("坏视图", "一行")


@pytest.mark.parametrize("where", ["init", "compose", "key", "action"])
async def test_a_screen_of_a_plugin_that_fails_is_closed_and_named(town: Path, where: str) -> None:
    office = with_plugin(town, **{where: RAISE})
    async with travel(office, (120, 40)) as at:
        await at.press("ctrl+p")
        await at.type("坏页面")
        await at.press("enter")
        if where in ("key", "action"):
            await at.sees("plugin screen")
            await at.pilot.press("j")
        await at.on("TodayScreen")
        await at.told("插件 seals 出错，已停用：ZeroDivisionError")
        assert at.app.is_running
        await at.press("3")
        await at.sees("第 1 条")
    assert "ZeroDivisionError" in (town / ".gongkai" / "tui.log").read_text("utf-8")


async def test_a_view_of_a_plugin_that_fails_is_named_and_the_record_stays(town: Path) -> None:
    office = with_plugin(town, lines=RAISE)
    async with travel(office, (120, 40)) as at:
        await at.press("6", "enter", *("right",) * 8)
        await at.told("插件 seals 出错，已停用")
        await at.press(*("left",) * 8)
        await at.sees("统一社会信用代码")


async def test_scores_rank_and_explain_and_add_up(office: Office) -> None:
    from gongkai.plugins.inspection.engine import standing
    from gongkai.plugins.inspection.explain import explain

    best = max(
        (s for s in standing(office) if s.level == "township" and s.published is not None),
        key=lambda s: s.published or 0,
    )
    async with travel(office, (120, 40)) as at:
        await at.press("ctrl+p")
        await at.type("df")
        await at.press("enter")
        await at.on("ScoresScreen")
        await at.sees("得分排名", best.name, str(best.published))
        await at.press("slash")
        await at.type("xtzwsy")
        await at.press("enter")
        assert at.screen._uid() == office.unit("响滩镇卫生院").uid
        await at.press("enter")
        await at.on("TraceScreen")
        trace = explain(office, office.unit("响滩镇卫生院"))
        await at.sees("响滩镇卫生院", f"得分 {trace.score.published}")
        await at.press("escape", "d")
        await at.on("UnitScreen")


async def test_a_rule_file_that_is_wrong_is_told_where_the_cards_would_be(town: Path) -> None:
    (town / "rules").mkdir()
    (town / "rules" / "own.toml").write_text("[clock]\nwarn_dayz = 3\n", "utf-8")
    office = Office.open(town)
    async with travel(office, (120, 40), ready=False) as at:
        await at.sees("warn_dayz", "own.toml", "warn_days")
        assert not office.plugins.faults
        at.app.clear_notifications()
        await at.pilot.press("2", "ctrl+p")
        await at.told("warn_dayz")
        assert at.name == "TodayScreen"
        await at.pilot.press("ctrl+l")
        await at.sees("warn_days", "Today")
