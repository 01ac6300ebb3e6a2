"""A walk through every screen and box of the app, giving what each shows."""

from collections.abc import AsyncIterator

from gongkai.testing.journey import Journey

SHEET = "\t".join(("uid", "phone", "person")) + "\n" + "\t".join(("", "1", "")) + "\n"

WHOLE = ("register:entry", "register:task", "register:unit")
"""Registers of which every screen is walked; of the others what differs between registers."""


async def walk(at: Journey) -> AsyncIterator[tuple[str, str]]:
    """Every screen: its name on the way, and its text. Ends on the day's screen."""

    async def seen(name: str, *keys: str) -> tuple[str, str]:
        await at.press(*keys)
        return name, at.text + "\n" + "\n".join(at.notices)

    async def typed(name: str, text: str, *keys: str) -> tuple[str, str]:
        await at.type(text)
        return await seen(name, *keys)

    yield await seen("today")
    yield await seen("help of today", "question_mark")
    yield await seen("all changes", "escape", "h")
    yield await seen("one change", "end", "enter")
    yield await seen("palette", "escape", "escape", "ctrl+p")
    yield await typed("palette with units", "xtz")
    yield await seen("palette with nothing", "escape", "ctrl+p", *"9999")
    yield await seen("account", "escape", "ctrl+p", *"whoami", "enter")
    yield await seen("scores", "escape", "ctrl+p", *"scores", "enter")
    yield await seen("help of scores", "question_mark")
    yield await seen("classes", "escape", "k")
    yield await seen("trace", "escape", "enter")
    yield await seen("heat map", "escape", "m")
    yield await seen("help of the heat map", "question_mark")
    yield await seen("findings", "escape", "escape", "escape", "ctrl+p", *"findings", "enter")
    yield await seen("findings of a kind", "enter")
    yield await seen("board", "escape", "escape", "ctrl+p", *"board", "enter")
    yield await seen("help of the board", "question_mark")
    yield await seen("board of another register", "escape", "k")
    yield await seen("who is behind", "escape", "l")
    yield await seen("who is behind, level by level", "k")
    yield await seen("month", "escape", "m")
    yield await seen("month before", "pageup")
    yield await seen("what is due on a day", "pagedown", "enter")
    yield await seen("tree", "escape", "escape", "escape", "2")
    yield await seen("tree, a unit", "down", "right", "right")
    yield await seen("help of the tree", "question_mark")
    yield await seen("registers of a unit", "escape", "o")
    yield await seen("tree, asking", "escape", "slash")
    yield await typed("tree, found", "xtz", "enter")
    yield await seen("tree again", "escape")
    yield await seen("what a node was", "h")
    yield await seen("who may what", "escape", "w")
    yield await seen("one of them", "enter")
    yield await seen("tree, asking for a day", *(("escape",) if at.name == "ReadScreen" else ("escape", "escape")), "t")
    yield await typed("tree on a day", "2020-01-01", "enter")
    yield await seen("an act, what is done", "escape", "g")
    yield await typed("an act, a step", "rename unit", "enter")
    yield await typed("an act, its steps", "1", "ctrl+s")
    yield await seen("help of an act", "f1")
    yield await seen("an act, its facts", "escape", "home", "enter")
    yield await seen("an act, its preview", "escape", "ctrl+s")
    yield await seen("an act, left", "escape", "escape", "y")
    yield await seen("a unit's card", "d")
    for view in ("posts", "work", "gaps", "past"):
        yield await seen(f"a unit's {view}", "right")
    yield await seen("a unit's posts to choose", "p")
    yield await seen("a hand-over", "enter")
    yield await seen("tree at last", "escape", "escape")
    for place in at.app.places[2:]:
        whole = place.key in WHOLE
        yield await seen(place.key, place.digit)
        yield await seen(f"{place.key}, filters", "f")
        yield await seen(f"{place.key}, a new record", "escape", "n")
        yield await seen(f"{place.key}, a new record that is wrong", "ctrl+s")
        yield await seen(f"{place.key}, back", "escape")
        if at.name == "ConfirmScreen":
            yield await seen(f"{place.key}, dropped", "y")
        if at.screen.grid.cursor_row is None or not whole:
            continue
        yield await seen(f"{place.key}, marked", "space")
        yield await seen(f"{place.key}, fields", "F")
        yield await seen(f"{place.key}, a record", "escape", "escape", "enter")
        yield await seen(f"{place.key}, its history", "right")
        yield await seen(f"{place.key}, its first view of a plugin", "right")
        yield await seen(f"{place.key}, related", "o")
        yield await seen(f"{place.key}, undo", "escape", "z")
        yield await seen(f"{place.key}, actions", "escape", "escape", "a")
        if at.name == "PickScreen":
            yield await seen(f"{place.key}, an action", "enter")
            yield await seen(f"{place.key}, help of the action", "f1")
            yield await seen(f"{place.key}, no action", "escape", "escape")
        yield await seen(f"{place.key}, edit", "e")
        if at.name == "FormScreen":
            yield await seen(f"{place.key}, help of the form", "f1")
            yield await seen(f"{place.key}, form left", "escape", "escape")
    yield await seen("a queue", "5", "q")
    yield await seen("a review", "enter")
    yield await seen("help of a review", "question_mark")
    yield await seen("a review, everything", "escape", "v")
    yield await seen("a review, passed on", "p")
    yield await seen("the queue left", "escape", "escape", "q")
    yield await seen("units to choose", "7", "u")
    yield await seen("divisions to choose", "escape", "w")
    yield await seen("narrowed", "enter")
    yield await seen("bulk edit, field", "c", "space", "down", "space", "b")
    yield await seen("bulk edit", "down", "down", "enter")
    yield await typed("bulk edit with a value", "1")
    yield await seen("bulk edit, empty", "ctrl+e")
    yield await seen("paste box", "escape", "escape", "p")
    await at.paste(SHEET)
    yield await seen("plan", "ctrl+s")
    yield await seen("plan otherwise", "o")
    yield await seen("plan otherwise again", "o")
    yield await seen("sheet", "escape", "escape", "f2")
    yield await seen("help of the sheet", "f1")
    yield await typed("a cell typed wrongly", "1", "escape", *("tab",) * 9)
    await at.paste("\t".join("123") + "\n")
    yield await seen("cells to be pasted")
    yield await seen("sheet with edits", "ctrl+s")
    yield await seen("sheet left", "escape")
    yield await seen("import", "y", "i")
    yield await seen("export", "escape", "x")
    yield await seen("search", "escape", "slash")
    yield await typed("nothing found", "99999", "enter")
    yield await seen("cleared", "c")
    yield await seen("history", "h")
    yield await seen("other look", "escape", "ctrl+t")
    yield await seen("how to leave", "ctrl+c")
    yield await seen("today again", "1")
    width, height = at.app.size
    await at.pilot.resize_terminal(50, 12)
    yield await seen("too small")
    await at.pilot.resize_terminal(width, height)
    yield await seen("large again")
