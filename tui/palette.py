"""The command palette: every place, register, screen and action, and units by characters or initials."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import GongkaiError
from gongkai.core.i18n import T, same
from gongkai.tui.screens.base import Base
from gongkai.tui.screens.pick import Item, PickScreen, narrowed

if TYPE_CHECKING:
    from gongkai.tui.app import GongkaiApp

UNITS = 12
"""Units listed for a typed text."""
EVERYWHERE = (
    ("history", T("全部变更", "All changes"), ""),
    ("reorganise", T("草拟机构改革", "Write a reorganisation act"), "jggg act"),
    ("language", T("切换为英文（English）", "Switch to Chinese (中文)"), "language yuyan"),  # zh-data
    ("look", T("切换深色、浅色主题", "Dark or light theme"), "zhuti"),
    ("account", T("我的账号和权限", "My account and grants"), "whoami"),
    ("help", T("本页按键说明", "Keys of this screen"), ""),
    ("quit", T("退出", "Quit"), "exit"),
)


def open_palette(app: "GongkaiApp") -> None:
    """Ask for a command and do it."""
    below = app.screen
    commands = _commands(app, below)

    def source(text: str) -> Sequence[Item]:
        return [*narrowed(commands, text, phrases=False), *_units(app, text)]

    def chosen(key: Any) -> None:
        if key is not None:
            app.call_later(_do, app, below, str(key))

    app.push_screen(PickScreen(T("命令", "Commands"), source), chosen)


def _commands(app: "GongkaiApp", below: Any) -> list[Item]:
    here, go, screen = T("本页", "this screen"), T("转到", "go to"), T("页面", "screen")
    whole, register = T("全局", "everywhere"), T("登记册", "register")
    items: list[Item] = []
    if isinstance(below, Base):
        for key in below.own_keys():
            if key.action and not key.action.startswith("app.") and key.word:
                note = same(f"{key.shown} · ") + here
                items.append(Item(f"act {key.action}", key.says, note, find=f"{key.word.en} {key.word.zh}"))
    for place in app.places:
        items.append(Item(f"go {place.key}", place.name, same(f"{place.digit} · ") + go, find=place.key))
    shown = {place.key for place in app.places}
    for name in app.register_keys():
        if f"register:{name}" not in shown:
            items.append(Item(f"register {name}", app.office.resource(name).name, register, find=name))
    for name, (_, _, title) in app.office.plugins.screens.items():
        items.append(Item(f"screen {name}", title, screen, find=name))
    items += [Item(f"app {name}", words, whole, find=also) for name, words, also in EVERYWHERE]
    return items


def _units(app: "GongkaiApp", text: str) -> list[Item]:
    if not text.strip():
        return []
    from gongkai.tui.units import unit_items

    note = T("单位", "unit")
    try:
        return [
            Item(f"unit {one.key}", one.label, same(f"{one.note} · ") + note)
            for one in unit_items(app.office, text, UNITS)
        ]
    except GongkaiError:
        return []


async def _do(app: "GongkaiApp", below: Any, key: str) -> None:
    kind, _, name = key.partition(" ")
    if kind == "act":
        await app.run_action(name, below)
    elif kind == "go":
        await app.go(name)
    elif kind == "register":
        app.open_register(name)
    elif kind == "screen":
        app.open_screen(name)
    elif kind == "unit":
        open_unit(app, name)
    elif name == "history":
        from gongkai.tui.screens.history import OfficeHistoryScreen  # when first used

        app.push_screen(OfficeHistoryScreen())
    elif name == "reorganise":
        from gongkai.tui.screens.reorg import ReorgScreen  # when first used

        app.push_screen(ReorgScreen())
    elif name == "account":
        from gongkai.tui.screens.account import AccountScreen  # when first used

        app.push_screen(AccountScreen())
    else:
        await app.run_action(name, app)


def open_unit(app: "GongkaiApp", uid: str) -> None:
    """The screen of a unit."""
    from gongkai.tui.opening import record_screen  # when first used

    register = app.office.register("unit")
    app.push_screen(record_screen(register, register.get(uid)))
