"""A call is entered from the first screen in under ten keys beside its words."""

from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.plugins.tasks.cases.flow import centre_of
from gongkai.testing.journey import travel


async def test_a_call_is_entered_in_under_ten_keys_beside_its_words(office: Office) -> None:
    cases = office.register("case")
    before = cases.count()
    async with travel(office, (120, 40)) as at:
        keys = ["ctrl+p"]
        await at.press("ctrl+p")
        await at.type("群众诉求")  # words; the sources below count as words as well
        keys += ["enter", "n"]
        await at.press("enter")
        await at.on("RegisterScreen")
        await at.press("n")
        await at.on("FormScreen")
        assert at.screen.focused_row.field_name == "title"  # the unit that takes calls is there already
        await at.type("东风桥头煤气泄漏")
        keys.append("ctrl+s")
        await at.press("ctrl+s")
        await at.on("RegisterScreen")
        await at.told("按急件登记")
        shown = [(row.cells[1], bool(row.record.urgent)) for row in at.screen.grid.visible_rows]
        assert ("东风桥头煤气泄漏", True) in shown
        assert shown == sorted(shown, key=lambda one: not one[1])  # urgent ones stand first
        assert len(keys) < 10
    assert cases.count() == before + 1
    [row] = cases.page(Query(search="东风桥头煤气泄漏"))
    made = row.record
    assert (made.channel, made.kind, made.urgent) == ("12345", "help", True)
    assert made.unit == made.centre == centre_of(office)
