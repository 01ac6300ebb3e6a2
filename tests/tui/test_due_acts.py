"""An act whose day has come stands on the first screen and opens the list of those that are due."""

from gongkai.core.office import Office
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.apply import apply_act, draft_act
from gongkai.testing.journey import travel
from tests.registry import act

DUE = act("rename", "2026-11-20", Item(op="rename", of="511923101000", name="新滩镇"), title="更名新滩镇")
LATER = act("rename", "2027-01-01", Item(op="rename", of="511923101000", name="旧滩镇"), title="更名旧滩镇")


async def test_a_due_act_is_a_card_until_it_is_applied(office: Office) -> None:
    draft = draft_act(office, DUE)
    draft_act(office, LATER)
    async with travel(office) as at:
        await at.sees("机构改革到期待实施", "最早 2026-11-20 生效")
        cards = at.screen.query_one("#cards")
        for _ in range(cards.option_count):
            if "act.due" in (cards.highlighted_option.id or ""):
                break
            await at.press("down")
        await at.press("enter")
        await at.on("ActsScreen")
        await at.sees("更名新滩镇", "共 1 条")
        apply_act(office, draft)
        await at.press("1", "r")
        assert "机构改革到期待实施" not in at.text


async def test_who_may_not_apply_acts_has_no_card_and_english_is_whole(office: Office) -> None:
    draft_act(office, DUE)
    async with travel(office.as_("viewer")) as at:
        await at.sees("今日")
        assert "机构改革到期待实施" not in at.text
    async with travel(office, language="en") as at:
        await at.sees("Reorganisation acts to be applied")
