"""``gongkai.testing``: the fixtures that authors of plugins get, and the suite that every plugin must pass."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "plugins.md").read_text("utf-8")
BOARDS: str = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
INI = "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"


def run(folder: Path, *words: str) -> tuple[int, str]:
    """pytest in a project of its own."""
    (folder / "pytest.ini").write_text(INI, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rf", *words],
        cwd=folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_example_of_the_documentation_holds_everything(tmp_path: Path) -> None:
    (tmp_path / "boards.py").write_text(BOARDS, "utf-8")
    code, said = run(tmp_path, "--gongkai-conformance=boards.py")
    assert code == 0 and re.search(r"\b14 passed\b", said), said


LEAKY = (
    BOARDS.replace(
        'title="name",',
        'title="name", computed=(Computed("beside", T("邻村", "Next to it"), beside),),',
    )
    .replace(
        "@hookimpl",
        """def beside(office, record):
    return office.register("unit").resource.plugin + OTHERS.get(1, "")


OTHERS = {}


@hookimpl
def gongkai_today(office, register):
    OTHERS[1] = "、".join(row[0] for row in office.rows("SELECT name FROM {unit}"))
    register(Card("board.all", "act", T("公示栏", "Boards"), 999_999, register="board"))


@hookimpl""",
        1,
    )
    .replace("import Filter, Resource", "import Computed, Filter, Resource")
    .replace(
        "from gongkai.core.store.record import Record",
        "from gongkai.core.store.record import Record\nfrom gongkai.core.today import Card",
    )
)
WRONG = {
    "test_its_source_reads_and_writes": BOARDS + "\n\ndef count(office):\n    return office.store.sql('SELECT 1')\n",
    "test_every_text_is_there": BOARDS.replace('T("破损", "broken")', 'T("破损", "")'),
    "test_it_draws_no_screen": "import textual\n" + BOARDS,
    "test_nothing_of_others_is_shown": LEAKY,
    "test_it_loads": BOARDS.replace('key="board"', 'key="unit"'),
    "test_it_uses_nothing_that_will_go": BOARDS
    + "\nimport warnings\nwarnings.warn('old_name: use new_name', DeprecationWarning)\n",
}


def test_what_is_wrong_with_a_plugin_fails_the_test_that_is_for_it(tmp_path: Path) -> None:
    """All in one run: each plugin under the test that must fail for it, and the sound one under all of these."""
    names = {test: f"wrong_{number}" for number, test in enumerate(WRONG)}
    for test, name in names.items():
        (tmp_path / f"{name}.py").write_text(WRONG[test], "utf-8")
    (tmp_path / "boards.py").write_text(BOARDS, "utf-8")
    wanted = [f"({test} and {name})" for test, name in names.items()] + [f"({test} and boards)" for test in names]
    files = ",".join(f"{name}.py" for name in (*names.values(), "boards"))
    code, said = run(tmp_path, f"--gongkai-conformance={files}", "-k", " or ".join(wanted))
    assert code == 1
    failed = set(re.findall(r"FAILED .*?(test_\w+)\[(\w+)\]", said))
    assert {(test, name) for test, name in failed} == {
        (next(full for full, _ in failed if full.startswith(test)), name) for test, name in names.items()
    }, said
    assert f"{len(names)} failed, {len(names)} passed" in said, said


OWN_TEST = """
from pathlib import Path

import pytest


@pytest.fixture
def gongkai_plugins():
    return [Path(__file__).with_name("boards.py")]


def test_on_every_store(gongkai_store, gongkai_office, gongkai_today, gongkai_as):
    gongkai_today("2026-03-02")
    assert gongkai_office.today.isoformat() == "2026-03-02"
    unit = gongkai_office.register("unit").page(limit=1)[0].uid
    with gongkai_office.change("new") as change:
        change.create("board", unit=unit, name="村口", state="good")
    assert gongkai_as("viewer").register("board").count() == 1
    assert gongkai_office._store.kind in gongkai_store


def test_the_command_line(gongkai_run):
    assert gongkai_run("board", "list", "--format", "json").json == []
    assert gongkai_run("board", "list", "--limit", "no").code == 2


async def test_the_terminal_ui(gongkai_pilot):
    async with gongkai_pilot(size=(80, 24)) as at:
        at.app.open_register("board")
        await at.on("RegisterScreen")
        await at.sees("公示栏")

"""


def test_an_author_gets_offices_accounts_days_commands_and_keys(tmp_path: Path) -> None:
    (tmp_path / "boards.py").write_text(BOARDS, "utf-8")
    (tmp_path / "test_boards.py").write_text(OWN_TEST, "utf-8")
    code, said = run(tmp_path)
    assert code == 0 and "4 passed" in said, said


def test_a_project_without_a_plugin_is_told_how_to_name_one(tmp_path: Path) -> None:
    code, said = run(tmp_path, "--gongkai-conformance")
    assert code != 0 and "gongkai.plugins" in said and "--gongkai-conformance=NAME" in said
