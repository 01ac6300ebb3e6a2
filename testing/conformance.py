"""What every plugin must hold, run by ``pytest --gongkai-conformance`` for each plugin of a project."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gongkai.core.i18n import T

if TYPE_CHECKING:
    from gongkai.core.office import Office


@pytest.fixture
def gongkai_plugins(gongkai_subject: Any) -> list[Path]:
    """A plugin that is not installed becomes the office's own."""
    return [gongkai_subject.path] if gongkai_subject.path else []


@pytest.fixture
def subject(gongkai_subject: Any, gongkai_office: "Office") -> Any:
    """The plugin, loaded."""
    found = [one for one in gongkai_office.plugins.load().found if one.name == gongkai_subject.name]
    assert found, f"{gongkai_subject.name} is not found: is it installed (pip install -e .)?"
    return found[0]


def test_it_loads(subject: Any) -> None:
    """It is imported, its hooks are ones that are called, and nothing that it adds is refused."""
    assert subject.fault == ""
    assert subject.module is not None


def test_it_uses_nothing_that_will_go(subject: Any) -> None:
    """Deprecated names say what to use instead."""
    assert subject.warnings == []


def test_its_source_reads_and_writes_through_the_office(subject: Any) -> None:
    """No store, no driver, no acting as the system; and the terminal UI is not imported where every command pays."""
    from gongkai.core.plugins.finding import source_of
    from gongkai.core.plugins.public import look

    main = source_of(subject)
    assert main is not None
    folder = main.parent
    files = sorted(folder.rglob("*.py")) if main.name != f"{subject.name}.py" or subject.origin != "office" else [main]
    wrong = [
        f"{seen.file}:{seen.line}: {seen.what.en}"
        for path in files
        if "migrations" not in path.parts and "tests" not in path.relative_to(folder).parts
        for seen in look(path, folder, slow=path == main)
        if seen.wrong
    ]
    assert wrong == []


def test_every_text_is_there_in_both_languages(subject: Any, gongkai_office: "Office") -> None:
    """Labels, headings, help, choices, commands and screens."""
    assert [str(text.zh or text.en) for text in _texts(subject, gongkai_office) if not (text.zh and text.en)] == []


def _texts(subject: Any, office: "Office") -> Iterator[T]:
    plugins = office.plugins
    for resource in office.resources.values():
        if resource.plugin != subject.name:
            continue
        yield resource.name
        yield from (item.name for item in resource.filters)
        yield from (column.label for column in resource.computed)
        for meta in resource.fields.values():
            yield meta.label
            if meta.help is not None:
                yield meta.help
            if not isinstance(meta.choices, str):
                yield from (words for _, words in meta.choices)
    for owner, _, words in (*plugins.commands.values(), *plugins.screens.values()):
        if owner == subject.name:
            yield words
    yield from (measure.name for measure in plugins.measures.values())


def test_it_draws_no_screen_on_the_command_line(subject: Any, gongkai_office: "Office") -> None:
    """Loading it, and listing the units, does not load the terminal UI."""
    code = (
        "import sys, json; from gongkai.core.office import Office; office = Office.open(sys.argv[1], 'admin');"
        "office.plugins.load(); print(json.dumps(sorted(m for m in sys.modules if m in ('textual', 'rich'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(gongkai_office.folder)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_its_tables_are_made_and_brought_up(gongkai_store: str, subject: Any, gongkai_office: "Office") -> None:
    """From nothing, and from the state after each of its earlier migrations."""
    from gongkai.testing.migrating import from_each_earlier_state

    assert subject.fault == ""
    assert from_each_earlier_state(gongkai_office, subject) == []


def test_what_it_writes_goes_through_the_door(gongkai_store: str, subject: Any, gongkai_office: "Office") -> None:
    """Records added, changed, deleted and brought back leave a ledger that holds."""
    from gongkai.core.ledger.verify import verify
    from gongkai.testing.samples import fill

    office = gongkai_office
    units = [row[0] for row in office.rows("SELECT uid FROM {unit} ORDER BY id LIMIT 2")]
    for key, uid in fill(office, subject.name, units):
        register = office.register(key)
        register.undo(uid)
    for key, uid in fill(office, subject.name, units):
        assert office.register(key).get(uid).uid == uid
    office.plugins.call("gongkai_today", lambda name: lambda card: None, office=office)
    office.plugins.call("gongkai_check", lambda name: lambda text: None, office=office)
    assert [str(fault) for fault in verify(office).faults] == []
    assert subject.fault == ""


def test_nothing_of_others_is_shown(subject: Any, gongkai_office: "Office") -> None:
    """An account that may see one village sees nothing of the others through anything that the plugin adds."""
    from gongkai.testing.leaks import leaks
    from gongkai.testing.samples import fill

    office = gongkai_office
    rows = office.rows("SELECT uid, division FROM {unit} WHERE level = 'village' ORDER BY id LIMIT 3")
    list(fill(office, subject.name, [uid for uid, _ in rows]))
    office.plugins.call("gongkai_demo", office=office.as_("admin"), seed=1)
    with office.change("one village") as change:
        change.create("account", name="gongkai-one", display="one", division=office.settings.division)
        change.create("grant", account="gongkai-one", role="viewer", division=str(rows[0][1]))
    assert leaks(office.as_("gongkai-one")) == []
    assert subject.fault == ""


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_its_screens_open(subject: Any, gongkai_office: "Office", size: tuple[int, int], language: str) -> None:
    """Its registers, filled with text that is hostile to a terminal, and its screens."""
    import asyncio

    from gongkai.core.i18n import use
    from gongkai.testing.hostile import HOSTILE
    from gongkai.testing.journey import travel
    from gongkai.testing.samples import fill

    office = gongkai_office
    units = [row[0] for row in office.rows("SELECT uid FROM {unit} ORDER BY id LIMIT 1")]
    for text in HOSTILE.values():
        list(fill(office, subject.name, units, text))

    async def walk() -> None:
        async with travel(office, size, language) as at:
            for resource in list(office.resources.values()):
                if resource.plugin == subject.name:
                    at.app.open_register(resource.key)
                    await at.settle()
                    assert "\x1b" not in at.text
                    await at.press("escape")
            for name, (owner, _, _) in list(office.plugins.screens.items()):
                if owner == subject.name:
                    at.app.open_screen(name)
                    await at.settle()
                    assert "\x1b" not in at.text
                    at.app.back()
                    await at.settle()

    try:
        asyncio.run(walk())
    finally:
        use("zh")
    assert subject.fault == ""
