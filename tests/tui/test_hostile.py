"""Hostile texts in every table and typed into every line: nothing breaks, nothing reaches the terminal."""

from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.testing.hostile import HOSTILE, live_controls
from gongkai.testing.journey import travel
from tests.tui.walk import walk

SOME = (
    "markup_closing", "markup_unclosed", "markup_action", "osc52_clipboard", "csi_clear", "c1_osc", "nul",
    "carriage_return", "bidi_override", "zero_width", "combining", "long_word", "many_lines", "emoji_zwj",
    "format_braces", "like", "spaces",
)  # fmt: skip
"""One of each kind, for what is typed and pasted text by text; all of them stand in the tables."""

TEXTS = [text for text in HOSTILE.values() if text.strip()]


def poison(office: Office) -> None:
    """Put hostile texts into every table, behind the back of the door that would clean them."""
    store = office.store
    for table, column in (
        ("unit", "name"), ("unit", "address"), ("entry", "title"), ("entry", "topic"), ("entry", "note"), ("publication", "content"),
        ("entry", "link"), ("task", "title"), ("task", "report"), ("task", "person"), ("post", "person"),
        ("post", "title"), ("publication", "title"), ("account", "display"), ("account", "post"), ("mark", "reason"),
        ("division", "name"), ("ledger", "reason"), ("ledger", "actor"),
    ):  # fmt: skip
        key = "seq" if table == "ledger" else "code" if table == "division" else "id"
        for number, (row,) in enumerate(store.sql(f"SELECT {key} FROM {table} ORDER BY {key} LIMIT 400")):
            text = TEXTS[number % len(TEXTS)]
            store.run(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (text, row))
    store.run("UPDATE unit SET name = ? WHERE id = (SELECT MIN(id) FROM unit)", (HOSTILE["markup_closing"],))
    office.forget()


async def test_hostile_data_on_every_screen(office: Office) -> None:
    poison(office)
    async with travel(office, (100, 30)) as at:
        async for name, text in walk(at):
            assert live_controls(text) == "", name


async def test_every_hostile_text_as_an_office_a_search_and_a_value(office: Office) -> None:
    posts = office.register("post")
    row = posts.page(limit=1)[0]
    async with travel(office, (100, 30)) as at:
        for name in SOME:
            text = HOSTILE[name]
            at.app.office_title = at.app.who = text
            at.screen.refresh_frame()
            await at.press("7", "slash")
            await at.paste(text)
            await at.pilot.press("ctrl+u")
            at.screen.query_one("Prompt _Line").value = text
            await at.press("enter")
            assert live_controls(at.text) == "", name
            await at.press("c", "e")
            await at.on("FormScreen")
            field = next(f for f in at.screen.query("FieldRow") if f.field_name == "title")
            field.set(text[:200])
            await at.press("down", "down")
            assert live_controls(at.text) == "", name
            await at.press("ctrl+s")
            if at.name == "FormScreen":
                await at.press("escape")
                if at.name == "ConfirmScreen":
                    await at.press("y")
            assert at.name == "RegisterScreen", name
            assert live_controls(posts.get(row.uid).title or "") == ""
            assert live_controls(at.text) == "", name
            await at.press("1")


async def test_hostile_tables_pasted_and_hostile_names_in_the_palette(office: Office) -> None:
    count = office.register("post").count()
    async with travel(office, (100, 30)) as at:
        await at.press("7")
        for name in SOME:
            text = HOSTILE[name]
            await at.paste(f"{text}\t{text}\n{text}\t{text}\n")
            assert live_controls(at.text) == "", name
            while at.name != "RegisterScreen":
                await at.press("escape")
        await at.press("ctrl+p")
        for name in SOME:
            text = HOSTILE[name]
            at.screen.query_one("Line").value = text
            await at.settle()
            assert at.name == "PickScreen" and live_controls(at.text) == "", name
    assert office.register("post").count(Query()) == count


async def test_notices_never_read_markup(office: Office) -> None:
    from gongkai.core.errors import BadInput
    from gongkai.core.i18n import T

    async with travel(office, (100, 30)) as at:
        for text in HOSTILE.values():
            at.app.fail(BadInput(T(text, text), T(text, text)))
            at.app.tell(text)
            at.app.clear_notifications()
        at.app.tell("[/] [@click=app.quit]x[/]")
        await at.told("[/] [@click=app.quit]x[/]")  # at once: a notice goes after some seconds
        await at.settle()
        assert at.app.is_running
