"""What every screen has: help, palette, places, language, theme, size, and kindness on small terminals."""

import pytest
from textual.color import Color
from textual.theme import Theme

from gongkai.core.office import Office
from gongkai.testing.journey import SIZES, travel
from gongkai.tui import prefs
from gongkai.tui.app import GongkaiApp
from gongkai.tui.themes import DARK, LIGHT, THEMES


async def test_help_names_every_key_of_the_screen_in_words(office: Office) -> None:
    async with travel(office, (120, 60)) as at:
        await at.press("3", "question_mark")
        await at.on("HelpScreen")
        below = at.app.screen_stack[-2]
        for key in below.own_keys():
            assert str(key.says) in at.text, key
        await at.sees("按键说明 · 目录条目", "命令面板", "连续标记", "切换中文、英文")
        await at.press("escape")
        await at.on("RegisterScreen")


async def test_the_palette_finds_places_actions_screens_and_units(office: Office) -> None:
    async with travel(office) as at:
        await at.press("ctrl+p")
        await at.on("PickScreen")
        for words in ("今日", "单位树", "目录条目", "任务", "得分", "我的账号和权限", "退出"):
            await at.until(words, lambda words=words: any(words in str(item.label) for item in at.screen._items))
        await at.type("xtzwsy")
        await at.sees("响滩镇卫生院")
        await at.press("enter")
        await at.on("UnitScreen")
        await at.sees("响滩镇卫生院")
        await at.press("ctrl+p")
        await at.type("hflb")
        await at.sees("没有符合的项")
        await at.press("ctrl+u")
        await at.type("scores")
        await at.press("enter")
        await at.on("ScoresScreen")
        await at.press("escape", "3", "ctrl+p")
        await at.type("筛选条件")
        await at.press("enter")
        await at.on("TickScreen")
        await at.press("escape", "ctrl+p")
        await at.type("wdzh")
        await at.press("enter")
        await at.on("AccountScreen")
        await at.sees("管理员", "响滩镇", "查看、编辑")


async def test_number_keys_go_to_the_places_in_their_order(office: Office) -> None:
    async with travel(office) as at:
        names = [str(place.name) for place in at.app.places]
        assert names[:7] == ["今日", "单位树", "目录条目", "任务", "公开信息", "单位", "岗位"]
        for place in at.app.places[1:]:
            await at.press(place.digit)
            assert str(at.screen.heading) == str(place.name)
            assert at.screen.place == place.key
        await at.press("1")
        await at.on("TodayScreen")


async def test_the_language_switches_at_once_everywhere(office: Office) -> None:
    async with travel(office) as at:
        await at.press("3", "f")
        await at.sees("筛选", "未公开")
        await at.press("ctrl+l")
        await at.sees("Filter", "Never published", "Tick")
        await at.press("escape")
        await at.sees("Catalogue entry", "Unit", "Importance", "1 of", "Commands", "Today", "public")
        await at.press("escape")
        await at.sees("Overdue", "Waiting for me", "Sun", "sample data")
        await at.press("3", "slash")
        await at.sees("characters or pinyin initials; Enter finds")
        await at.press("ctrl+l")
        await at.sees("汉字或拼音首字母，回车查找", "目录条目", "责任单位", "时效", "第 1 条", "命令", "今日")
    assert prefs.read()["language"] == "zh"


async def test_the_theme_switches_and_is_kept_for_the_next_time(office: Office) -> None:
    async with travel(office) as at:
        assert at.app.theme == DARK.name
        await at.press("ctrl+t")
        assert at.app.theme == LIGHT.name
        await at.told("浅色")
    assert GongkaiApp(office).theme == LIGHT.name


@pytest.mark.parametrize("text", ["", "{", "[]", '{"theme": "x", "language": 3}', "\x00"])
def test_damaged_choices_are_passed_over(text: str) -> None:
    prefs.write(theme=DARK.name)
    prefs.path().write_text(text, "utf-8")
    assert prefs.read() == {}
    prefs.write(theme=LIGHT.name)
    assert prefs.read() == {"theme": LIGHT.name}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_line_fits_and_the_frame_is_whole(office: Office, size: tuple[int, int], language: str) -> None:
    async with travel(office, size, language) as at:
        for place in at.app.places[:8]:
            await at.press(place.digit)
            assert len(at.lines) == size[1]
            assert all(strip.cell_length <= size[0] for strip in at.screen._compositor.render_strips())
            bar = at.lines[-1]
            assert bar.endswith("? 帮助  ^P 命令" if language == "zh" else "? Help  ^P Commands")
            told = (f"{place.digit}{gap}{place.name} " in f"{at.lines[1]} " for gap in (" ", ""))
            assert any(told) or "…" in at.lines[1]


async def test_a_small_terminal_is_told_kindly_and_work_goes_on_when_it_grows(office: Office) -> None:
    async with travel(office) as at:
        await at.press("7", "down")
        uid = at.screen.grid.cursor_row.uid
        await at.pilot.resize_terminal(50, 12)
        await at.on("SmallScreen")
        await at.sees("窗口太小（50×12）", "60×16")
        await at.press("escape", "3")
        assert at.name == "SmallScreen"
        await at.pilot.resize_terminal(60, 16)
        await at.on("RegisterScreen")
        assert at.screen.grid.cursor_row.uid == uid


async def test_a_terminal_small_from_the_start(office: Office) -> None:
    async with travel(office, (40, 10), "en") as at:
        await at.on("SmallScreen")
        await at.sees("too small (40×10)")
        await at.pilot.resize_terminal(80, 24)
        await at.on("TodayScreen")
        await at.sees("Overdue")


async def test_ctrl_q_leaves_and_ctrl_c_says_how(office: Office) -> None:
    async with travel(office) as at:
        await at.press("ctrl+c")
        await at.told("按 Ctrl+Q 退出")
        await at.pilot.press("ctrl+q")
        await at.until("the end", lambda: not at.app.is_running)
    assert at.app.return_code == 0


def _contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        parts = [c / 255 for c in Color.parse(color).rgb]
        r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_texts_can_be_read_in_both_themes(theme: Theme) -> None:
    colours = theme.to_color_system().generate() | theme.variables
    grounds = ("background", "surface", "panel", "field-background", "field-alternate")
    texts = (
        "foreground", "text-muted", "text-primary", "text-secondary", "text-accent", "text-warning", "text-error",
        "text-success",
    )  # fmt: skip
    pairs = [(text, ground) for text in texts for ground in grounds]
    pairs += [
        ("block-cursor-foreground", "block-cursor-background"),
        ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
        ("bar-foreground", "bar-background"),
        ("badge-foreground", "badge-background"),
        ("foreground", "primary-muted"),
    ]
    poor = {pair: round(_contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}
