"""Random sequences of acts: the tree stays a tree, every unit has one place on each day, nothing loses its unit.

Each example begins with the same small office. Acts are drawn from what is there; those that cannot be are refused and
leave nothing. Afterwards every day of the sequence is asked about and must answer as it was then, and taking all acts
back in turn must bring back each state in between.
"""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.core.codes import format_code
from gongkai.core.errors import BadInput
from gongkai.core.office import FILE, Office
from gongkai.core.registry.actfile import Content, Item, Part
from gongkai.core.registry.apply import apply_act
from gongkai.core.registry.past import subtree_on, unit_on
from gongkai.core.registry.plan import plan_act
from gongkai.core.registry.undoact import undo_act
from gongkai.testing.postgres import drop_schema
from tests.registry import act, divisions, make_office, present, sound, unit_uid

LISTING = (
    ("51", "四川省"), ("5119", "巴中市"), ("5113", "南充市"), ("511923", "平昌县"), ("511902", "巴州区"), ("511321", "南部县"),
    ("511923101", "响滩镇"), ("511923102", "西兴镇"), ("511902101", "大茅坪镇"), ("511321101", "老鸦镇"),
    ("511923101201", "大桥村"), ("511923101202", "红星村"), ("511923102201", "青山村"), ("511902101201", "石门村"),
    ("511321101201", "封坎村"),
)  # fmt: skip
OPS = (
    "create",
    "rename",
    "recode",
    "swap",
    "move",
    "merge",
    "split",
    "transfer",
    "abolish",
    "restore",
    "unit",
    "correct",
)
FIRST = date(2026, 1, 1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office of every SQLite example, made once."""
    folder = tmp_path_factory.mktemp("acts") / "office"
    office = filled(make_office(folder, "sqlite:///office.sqlite", LISTING, "51"))
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    office.close()
    return folder


def filled(office: Office) -> Office:
    """Records of several registers for every unit."""
    system = office.as_system()
    with system.change("work") as change:
        for number, (code, name) in enumerate(LISTING):
            unit = unit_uid(code)
            change.create("post", unit=unit, kind="officer", person=f"职员{number}")
            change.create("entry", unit=unit, title=f"{name}概况", obligation="local")
            change.create("account", name=f"a{number}", display=name, division=code)
    return office


class Sequence:
    """One example being drawn."""

    def __init__(self, office: Office, draw: Any) -> None:
        self.office = office
        self.draw = draw
        self.day = FIRST
        self.number = 0
        self.applied: list[tuple[str, dict[str, Any]]] = []
        self.seen: list[tuple[date, list[tuple[Any, ...]], dict[str, Any]]] = []

    def pick(self, things: list[Any]) -> Any:
        return things[self.draw(st.integers(0, len(things) - 1))]

    def places(self, *levels: int) -> list[str]:
        """Codes of the divisions of some levels."""
        return [format_code(row[0]) for row in divisions(self.office) if row[2] in levels]

    def unit(self, ended: bool = False) -> str:
        """A unit at work, or one that has ended."""
        test = "IS NOT NULL" if ended else "IS NULL"
        found = [row[0] for row in self.office.store.sql(f"SELECT uid FROM unit WHERE valid_to {test} ORDER BY uid")]
        return str(self.pick(found)) if found else ""

    def content(self) -> Content | None:
        """An act of one or two random steps."""
        items = [item for _ in range(self.draw(st.integers(1, 2))) for item in self.items()]
        return (
            act(items[0].op, self.day.isoformat(), *items, title=f"第{self.number}号", grants="follow")
            if items
            else None
        )

    def items(self) -> list[Item]:
        op = self.pick(list(OPS))
        self.number += 1
        name, level = f"新{self.number}", self.draw(st.integers(3, 5))
        place = self.pick(self.places(level) or self.places(2))
        if op == "create":
            above = self.pick(self.places(level - 1) or self.places(2))
            width = {3: 4, 4: 6, 5: 9}[level]
            digits = {3: 2, 4: 3, 5: 3}[level]
            code = above[:width] + f"{self.draw(st.integers(1, 30)) + 40:0{digits}d}"
            return [Item(op=op, code=code, name=name)]
        if op == "rename":
            return [Item(op=op, of=place, name=name)]
        if op == "recode":
            return [Item(op=op, of=place, code=self.other_code(place), name=self.pick(["", name]))]
        if op == "swap":
            other = self.pick(self.places(level) or self.places(2))
            return [Item(op="recode", of=place, code=other), Item(op="recode", of=other, code=place)]
        if op == "move":
            return [Item(op=op, of=place, to=self.pick(self.places(level - 1)))]
        if op == "merge":
            others = sorted({place, self.pick(self.places(level) or [place])})
            return [Item(op=op, of=tuple(others), to=self.pick([*others, ""]), name=self.pick([name, name, ""]))]
        if op == "split":
            return [self.split(place, name, level)]
        if op == "transfer":
            return [Item(op=op, of=self.unit(), to=self.unit(), matters=("处罚",))]
        if op == "abolish":
            return [Item(op=op, of=place, to=self.pick([*self.places(level), ""]), units={})]
        if op == "restore":
            gone = self.office.store.sql("SELECT DISTINCT code FROM division_term WHERE became IS NULL ORDER BY code")
            if gone and self.draw(st.booleans()):
                return [Item(op=op, of=format_code(self.pick(gone)[0]))]
            ended = self.unit(ended=True)
            return [Item(op=op, of=ended)] if ended else []
        return self.of_units(op, name)

    def of_units(self, op: str, name: str) -> list[Item]:
        if op == "correct":
            uid = self.unit()
            with self.office.change("更正") as change:
                record = self.office.register("unit").get(uid)
                change.update(record, name=f"{record.name}改", division=self.pick(self.places(3, 4, 5)))
            return []
        what = self.pick(["rename", "move", "merge", "split", "abolish", "create"])
        unit, other = self.unit(), self.unit()
        return {
            "rename": [Item(op="rename", of=unit, name=name)],
            "move": [Item(op="move", of=unit, to=self.pick(self.places(3, 4)), parent=self.pick([other, ""]))],
            "merge": [Item(op="merge", of=(unit, other), to=other)],
            "split": [Item(op="split", of=unit, part=(Part(unit=unit, name=name), Part(name=f"{name}二")))],
            "abolish": [Item(op="abolish", of=unit, to=other)],
            "create": [Item(op="create", name=name, at=self.pick(self.places(3, 4)), kind="department", parent=other)],
        }[what]

    def other_code(self, code: str) -> str:
        """A code beside one's own."""
        width, digits = {3: (4, 2), 4: (6, 3), 5: (9, 3)}[self.level_of(code)]
        return code[:width] + f"{self.draw(st.integers(1, 30)) + 40:0{digits}d}"

    def level_of(self, code: str) -> int:
        return 3 if code.endswith("000000") else 4 if code.endswith("000") else 5

    def split(self, place: str, name: str, level: int) -> Item:
        low = [
            format_code(row[0]) for row in divisions(self.office) if row[3] is not None and format_code(row[3]) == place
        ]
        taken = tuple(low[: self.draw(st.integers(0, len(low)))]) if low else ()
        return Item(op="split", of=place, part=(
            Part(code=place), Part(code=self.other_code(place), name=name, children=taken),
        ))  # fmt: skip

    def step(self) -> None:
        """One act: applied when it can be, otherwise refused without a trace."""
        content = self.content()
        if content is None:
            return
        before = present(self.office)
        preview = plan_act(self.office, content, counts=self.draw(st.booleans()))
        if not preview.ready:
            with pytest.raises(BadInput):
                apply_act(self.office, content)
            assert present(self.office) == before
            return
        self.seen.append((self.day - timedelta(days=1), divisions(self.office), self.units()))
        done = apply_act(self.office, content, preview)
        self.applied.append((done.uid, before))
        self.day += timedelta(days=2)
        self.check()

    def units(self) -> dict[str, Any]:
        """Where every unit at work is, and what it is called."""
        rows = self.office.store.sql("SELECT uid, name, division FROM unit WHERE valid_to IS NULL ORDER BY uid")
        return {uid: (name, division) for uid, name, division in rows}

    def check(self) -> None:
        sound(self.office)
        owners = self.office.store.sql(
            "SELECT p.uid FROM post p LEFT JOIN unit u ON u.uid = p.unit WHERE u.uid IS NULL"
        )
        assert owners == [] and self.office.register("post").count() == len(LISTING)

    def ask(self) -> None:
        """Every day in between answers as it was."""
        corrected = {row[0] for row in self.office.store.sql("SELECT unit FROM unit_term WHERE state = 'never'")}
        for day, rows, units in self.seen:
            then = [(s.code, s.name, s.level, s.parent, s.kind) for s in subtree_on(self.office, 0, day)]
            assert then == rows, day
            for uid, what in units.items():
                state = unit_on(self.office, uid, day)
                assert state.exists, (uid, day)
                if uid not in corrected:  # a correction changes what is said of the past, which is its point
                    assert (state.name, state.division) == what, (uid, day)

    def back(self) -> None:
        """All acts, newest first; a correction by hand after an act may stand in the way, which is said."""
        for uid, before in reversed(self.applied):
            corrected = self.office.store.sql("SELECT count(*) FROM unit_term WHERE state = 'never' AND act IS NULL")[
                0
            ][0]
            try:
                undo_act(self.office, uid)
            except BadInput:
                assert corrected
                return
            if not corrected:
                assert present(self.office) == before
            sound(self.office)


def play(office: Office, draw: Any, steps: int) -> None:
    sequence = Sequence(office, draw)
    for _ in range(steps):
        sequence.step()
    sequence.check()
    sequence.ask()
    sequence.back()


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_acts_on_sqlite(template: Path, tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    folder = tmp_path_factory.mktemp("example") / "office"
    shutil.copytree(template, folder)
    office = Office.open(folder, "admin")
    office._fixed_today = "2026-11-22"
    try:
        play(office, data.draw, data.draw(st.integers(1, 8)))
    finally:
        office.close()
        shutil.rmtree(folder.parent)


@pytest.fixture
def schema(postgres_url: str) -> Iterator[str]:
    yield f"{postgres_url}&schema=t_acts"
    drop_schema(postgres_url, "t_acts")


@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_acts_on_postgresql(
    schema: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    drop_schema(postgres_url, "t_acts")
    folder = tmp_path_factory.mktemp("example") / "office"
    office = filled(make_office(folder, schema, LISTING, "51"))
    office._fixed_today = "2026-11-22"
    try:
        play(office, data.draw, data.draw(st.integers(1, 6)))
    finally:
        office.close()
    assert (folder / FILE).is_file()
