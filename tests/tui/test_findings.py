"""What is wrong with the catalogue, on the screen: kinds with numbers, their findings, the record, and a card of the day."""

from gongkai.core.office import Office
from gongkai.core.today import cards
from gongkai.plugins.catalog.findings.listing import Findings
from gongkai.testing.journey import travel


async def test_kinds_lead_to_findings_and_a_finding_to_its_record(office: Office) -> None:
    counts = Findings(office).counts()
    first = next(iter(Findings(office, kind="blank")))
    async with travel(office, (120, 40)) as at:
        at.app.open_screen("findings")
        await at.on("FindingsScreen")
        await at.sees("目录问题", "空白栏目", f"{counts['blank']:,}", "严重", f"{sum(counts.values()):,} 个问题")
        menu = at.screen.query_one("#list")
        kinds = [option.id for option in menu.options]
        menu.highlighted = kinds.index("blank")
        await at.press("enter")
        await at.on("KindScreen")
        await at.sees("从未公开", first.since, "gongkai publication draft")
        await at.press("enter")
        await at.on("DetailScreen")
        assert at.screen.record.uid == first.uid
        with office.change("not here") as change:
            change.act(office.register("entry").get(first.uid), "exempt", "没有这类信息")
        await at.press("escape")
        await at.on("KindScreen")
        await at.press("escape")
        await at.sees(f"{counts['blank'] - 1:,}")


async def test_english_is_whole_and_nothing_is_said_in_words(office: Office) -> None:
    async with travel(office, (80, 24), "en") as at:
        at.app.open_screen("findings")
        await at.sees("Findings on the catalogue", "Blank", "Error")
    async with travel(office.as_("nobody"), (80, 24)) as at:
        at.app.open_screen("findings")
        await at.sees("没有问题。")


def test_the_day_tells_of_grave_findings_until_there_are_none(office: Office) -> None:
    grave = {
        code: n
        for code, n in Findings(office).counts().items()
        if Findings(office, kind=code).severities[code] == "error" and code != "overdue"  # those have their own card
    }
    [card] = [card for card in cards(office) if card.key == "catalog.findings"]
    assert grave and (card.count, card.screen, card.group) == (sum(grave.values()), "findings", "late")
    with office.change("mended") as change:
        for one in list(Findings(office)):
            if one.severity == "error":
                row = change.current(office.resource("entry"), one.uid)
                change.put_row(office.resource("entry"), row, {"due": "2099-12-31"}, "update")
    assert "catalog.findings" not in {card.key for card in cards(office)}
