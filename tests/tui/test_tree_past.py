"""The tree as it was on a day, the past of a node, and what an old name leads to; on both stores."""

from datetime import date
from pathlib import Path

import pytest

from gongkai.core.codes import format_code
from gongkai.core.registry.actfile import Content, Head, Item
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.find import children
from gongkai.core.setup import init_office
from gongkai.testing.journey import travel
from tests.tui.conftest import TODAY, TOWN


async def test_a_renamed_village_stands_under_its_old_name_before_the_day(
    store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_TODAY", TODAY)
    office = init_office(tmp_path / "office", TOWN, account="admin", store=store_url)
    village = children(office, office.scope)[0]
    old, code = str(village.name), format_code(int(village.code))
    head = Head(kind="rename", title="更名", effective=date(2026, 3, 1), basis="民发〔2026〕1号")
    apply_act(office, Content(head, (Item("rename", of=code, name="新名村委会"),)))
    async with travel(office, (140, 40)) as at:
        await at.press("2", "down", "down")
        await at.sees("新名村委会")
        assert old not in at.text
        await at.press("t")
        await at.type("2026/2/28")
        await at.press("enter")
        await at.sees("2026-02-28 的区划和单位", old)
        assert "新名村委会" not in at.text
        assert at.screen._counts.known == {}
        await at.press("enter")
        await at.told("看的是过去")
        await at.press("h")
        await at.on("ReadScreen")
        await at.sees("新名村委会", old, "2026-03-01 — 今", "更名 · 民发〔2026〕1号")
        await at.press("escape", "t", "ctrl+u")
        await at.type("2027-01-01")
        await at.press("enter")
        await at.told("这一天还没到")
        await at.press("t", "ctrl+u")
        await at.type("哪天")
        await at.press("enter")
        await at.told("读不懂")
        await at.press("escape")
        assert at.name == "TreeScreen"
        await at.sees("新名村委会")
        assert "的区划和单位" not in at.text
        await at.press("slash")
        await at.type(old[:3])
        await at.press("enter")
        if at.name == "PickScreen":
            await at.sees(f"原名 {old}")
            await at.press("enter")
        await at.until("the village", lambda: at.screen.tree_widget.cursor_row.label.startswith("新名村"))
    office.close()
