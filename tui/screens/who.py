"""Who may do what at a place or with a unit: the accounts, and for one of them every verb with the grant that decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.content import Content

from gongkai.core.access import VERBS
from gongkai.core.access.explain import explain, in_words, who_may
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.text import clean_line
from gongkai.tui.screens.pick import Item, PickScreen, narrowed
from gongkai.tui.screens.read import ReadScreen
from gongkai.tui.text import facts
from gongkai.tui.widgets.source import SIGNS

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.tui.screens.base import Base

NOTHING = T("在这里没有权限", "no grant reaches this place")
FOUND = 40


def ask_who(screen: "Base", name: str, scope: int, unit: str = "") -> None:
    """List who may do something here; the one chosen is explained verb by verb."""
    name = clean_line(name)

    def read(own: "Office", tick: Callable[[int], bool]) -> list[Item]:
        found: dict[str, list[str]] = {}
        for account, right in who_may(own, scope=scope, unit=unit):
            found.setdefault(account, []).append(clean_line(str(in_words(own, right))))
        return [
            Item(account, clean_line(account), str(T("；", "; ")).join(lines)) for account, lines in found.items()
        ]  # zh-data

    def listed(items: list[Item]) -> None:
        def source(text: str) -> list[Item]:
            if not text.strip():
                return items
            known = {item.key for item in items}
            rows = screen.office.register("account").page(Query(search=text), limit=FOUND)
            others = [
                Item(row.record.name, clean_line(row.record.name), NOTHING)
                for row in rows
                if row.record.name not in known
            ]
            return [*narrowed(items, text, phrases=False), *others]

        def chosen(account: object) -> None:
            if account is not None:
                show_account(screen, str(account), name, scope, unit)

        screen.app.push_screen(PickScreen(T(f"谁可以：{name}", f"Who may: {name}"), source), chosen)

    screen.work_on("who", read, listed)


def show_account(screen: "Base", account: str, name: str, scope: int, unit: str) -> None:
    """What one account may do here, and why."""

    def make(own: "Office", width: int) -> Content:
        parts: list[Content] = []
        for verb, words in VERBS.items():
            verdict = explain(own, account, verb, scope, unit)
            sign = (
                Content.styled(f"{SIGNS['done']} ", "$text-success")
                if verdict.allowed
                else Content.styled("✗ ", "$text-error")
            )
            if verdict.decides is not None:
                lines: list[tuple[object, str]] = [(words, str(verdict.decides.what))]
            else:
                whys = [f"{said.what}{said.why}" for said in verdict.grants]
                lines = [
                    (words, str(T("；", "; ")).join(whys) or str(T("没有任何授权。", "no grant at all.")))
                ]  # zh-data
            text = facts(lines, width - 2, 10)
            parts.append(
                Content.assemble(sign, text) if "\n" not in text.plain else Content.assemble(sign, _indented(text))
            )
        return Content("\n").join(parts)

    shown = clean_line(account)
    screen.app.push_screen(ReadScreen(T(f"{shown}在{name}", f"{shown} at {name}"), make))


def _indented(text: Content) -> Content:
    first, *rest = text.split("\n")
    return Content("\n").join([first, *(Content.assemble("  ", line) for line in rest)])
