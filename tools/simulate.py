"""A province's nights of exchange, for real: every deployment a store of its own on disk, bundles as files, a bad post.

    python tools/simulate.py --province 33 --counties 90 --faults all

Makes the province, its prefectures, counties and (to reach ``--deployments``) townships with ``gongkai init``, enrols each
at its superior, lets every one of them work for some nights and send bundles up and down, and has the post lose, repeat,
hold back and spoil them, clocks go wrong by hours, and receivers be killed. Then the senders send again what was never
acknowledged, and all stores are held against what was really entered. Prints what was lost or doubled; exit code 1 if anything.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gongkai.core.codes import format_code, parse_code
from gongkai.core.errors import GongkaiError
from gongkai.core.exchange import inbox
from gongkai.core.exchange.enrolment import accept, enrol, request
from gongkai.core.exchange.outgoing import SUPERIOR, resend, send
from gongkai.core.exchange.standing import standings
from gongkai.core.ledger.verify import verify
from gongkai.core.office import Office
from gongkai.core.registry.edition import Edition
from gongkai.core.setup import init_office

FAULTS = ("loss", "repeat", "delay", "spoil", "clock", "kill")
CHANCE = {"loss": 0.10, "repeat": 0.10, "delay": 0.15, "spoil": 0.07}
NATION = 31 + 343 + 3_255 + 41_351  # deployments down to the townships
SETTLING = 40  # rounds of sending again, at most


@dataclass
class Place:
    """One deployment: its folder, its superior, and what its people entered (uid to title), as a witness beside the stores."""

    code: int
    name: str
    level: int
    folder: Path
    above: "Place | None" = None
    below: "list[Place]" = field(default_factory=list)
    office: Any = None
    unit: str = ""
    entries: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)

    @property
    def post(self) -> Path:
        """Where its bundles arrive."""
        return self.folder / "post"


@dataclass
class Told:
    """What happened, for the figures."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)

    def timed(self, what: str, start: float) -> None:
        """Count one of something and the seconds it took."""
        self.counts[what] += 1
        self.seconds[what] += time.perf_counter() - start


class Night:
    """The province at work."""

    def __init__(self, root: Path, faults: set[str], chance: random.Random) -> None:
        self.root, self.faults, self.chance, self.told = root, faults, chance, Told()
        self.places: list[Place] = []
        self.held: list[tuple[Place, bytes]] = []
        self.hours: dict[Path, int] = {}
        self.serial = 0

    # making it

    def make(self, province: str, counties: int, deployments: int) -> None:
        """Choose the places and make their offices, each enrolled at its superior."""
        scopes, names, levels, parents, _ = Edition.open().columns()
        top = parse_code(province.ljust(12, "0"))
        below: dict[int, list[tuple[int, str, int]]] = {}
        rows = zip(scopes, names, levels, parents, strict=True)
        for scope, name, level, parent in rows:
            if level in (2, 3, 4) and parent is not None and "直辖" not in name:  # such a heading has no government
                below.setdefault(parent, []).append((scope, name, level))
        name = dict(zip(scopes, names, strict=True))[top]
        head = self._add(Place(top, name, 1, self.root / format_code(top)))
        prefectures = [self._add(self._under(head, one)) for one in below[top] if one[2] == 2]
        chosen = [(over, one) for over in prefectures for one in below.get(over.code, []) if one[2] == 3][:counties]
        made = [self._add(self._under(over, one)) for over, one in chosen]
        towns = [(over, one) for over in made for one in below.get(over.code, [])[:1]]
        for over, one in towns[: max(0, deployments - len(self.places))]:
            self._add(self._under(over, one))
        for at, place in enumerate(self.places, 1):
            place.office = init_office(place.folder, format_code(place.code), name=place.name, account="admin")
            place.unit = place.office.store.sql(
                "SELECT uid FROM unit WHERE scope = ? ORDER BY id LIMIT 1", (place.code,)
            )[0][0]
            place.post.mkdir()
            if place.above:
                asked, given = place.folder / "a.req", place.folder / "a.crt"
                request(place.office, asked)
                enrol(place.above.office, asked, given)
                accept(place.office, given)
            if at % 25 == 0 or at == len(self.places):
                print(f"  {at} of {len(self.places)} deployments made", flush=True)
        if "clock" in self.faults:
            self.hours = {place.folder: self.chance.choice((-9, -3, 0, 0, 2, 7)) for place in self.places}
            _wrong_clocks(self.hours)

    def _under(self, over: Place, one: tuple[int, str, int]) -> Place:
        made = Place(one[0], one[1], one[2], self.root / format_code(one[0]), over)
        over.below.append(made)
        return made

    def _add(self, place: Place) -> Place:
        self.places.append(place)
        return place

    # working

    def work(self, place: Place) -> None:
        """What one deployment's people do on a day: entries of their own, tasks for those below, progress on their own."""
        with place.office.change("day") as change:
            for _ in range(self.chance.randint(1, 6)):
                self.serial += 1
                made = change.create("entry", unit=place.unit, title=f"entry {self.serial}")
                place.entries[made.uid] = made.title
            for uid in self.chance.sample(sorted(place.entries), min(2, len(place.entries))):
                record = place.office.register("entry").get(uid)
                if self.chance.random() < 0.3:
                    change.delete(record)
                    del place.entries[uid]
                else:
                    change.update(record, title=f"{record.title} again")
                    place.entries[uid] += " again"
            for child in self.chance.sample(place.below, min(3, len(place.below))):
                self.serial += 1
                unit = change.store.sql("SELECT uid FROM unit WHERE uid = ?", (child.unit,))
                if unit:
                    made = change.create("task", unit=child.unit, title=f"task {self.serial}", due="2099-12-31")
                    child.tasks[made.uid] = 0
            for uid in sorted(place.tasks):
                if change.store.sql("SELECT 1 FROM task WHERE uid = ?", (uid,)) and self.chance.random() < 0.5:
                    place.tasks[uid] = min(100, place.tasks[uid] + 10)
                    change.update(place.office.register("task").get(uid), progress=place.tasks[uid])

    def night(self) -> None:
        """Everybody works; bundles go up from the bottom and down from the top; all is received."""
        for place in self.places:
            self.work(place)
        for place in sorted(self.places, key=lambda one: -one.level):
            self.receive(place)
            if place.above:
                self.send(place, SUPERIOR, place.above)
        for place in self.places:
            self.receive(place)
            for child in place.below:
                self.send(place, format_code(child.code), child)
        for place in self.places:
            self.receive(place)
        late, self.held = self.held, []
        for target, data in late:
            self._drop(target, data)

    def send(self, place: Place, to: str, target: Place) -> None:
        """Write the next bundle and give it to the post."""
        start, out = time.perf_counter(), place.folder / "out.gkb"
        made = send(place.office, out, to=to)
        self.told.timed("sent", start)
        data = out.read_bytes()
        self.told.counts["bytes"] += len(data)
        self.told.counts["records"] += sum(made.counts.values())
        self._carry(target, data)

    def _carry(self, target: Place, data: bytes) -> None:
        happens = {name for name, share in CHANCE.items() if name in self.faults and self.chance.random() < share}
        self.told.counts.update(happens)
        if "spoil" in happens:
            at = self.chance.randrange(len(data))
            data = data[:at] + bytes([data[at] ^ (1 << self.chance.randrange(8))]) + data[at + 1 :]
        if "loss" in happens:
            return
        if "delay" in happens:
            self.held.append((target, data))
        else:
            self._drop(target, data)
        if "repeat" in happens:
            self.held.append((target, data))

    def _drop(self, target: Place, data: bytes) -> None:
        self.serial += 1
        (target.post / f"{self.chance.randrange(10**6):06}-{self.serial}.gkb").write_bytes(data)

    def receive(self, place: Place) -> None:
        """Receive what has arrived; now and then by a program that is killed in the middle, and then once more."""
        if not any(place.post.glob("*.gkb")):
            return
        if "kill" in self.faults and self.chance.random() < 0.04:
            self._killed(place)
        start = time.perf_counter()
        for _, where, came in inbox.watch(place.office, place.post):
            self.told.counts[f"receive: {where}"] += 1
            if not isinstance(came, GongkaiError) and came.plan is not None and not came.plan.known:
                done = [came.plan, *came.after]
                self.told.counts["set aside"] += sum(len(plan.refused) for plan in done)
                self.told.counts["contested"] += sum(len(plan.contests) for plan in done)
                self.told.counts["sets that differ"] += sum(len(plan.differs) for plan in done)
        self.told.seconds["received"] += time.perf_counter() - start

    def _killed(self, place: Place) -> None:
        command = [
            sys.executable,
            "-m",
            "gongkai",
            "-C",
            str(place.folder),
            "bundle",
            "watch",
            str(place.post),
            "--once",
        ]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.chance.uniform(0.3, 1.2))
        running.send_signal(signal.SIGKILL)
        running.wait()
        self.told.counts["killed"] += 1

    # settling and counting

    def settle(self) -> int:
        """Without faults: send again what was never acknowledged, until everything is; gives the rounds that it took."""
        self.faults = set()
        for turn in range(1, SETTLING + 1):
            late, self.held = self.held, []
            for target, data in late:
                self._drop(target, data)
            for place in self.places:
                self.receive(place)
            self.night_without_work()
            open_ones = sum(self.again(place) for place in self.places)
            for place in self.places:
                self.receive(place)
            if not open_ones:
                return turn
        return SETTLING

    def night_without_work(self) -> None:
        """Bundles that carry nothing but receipts, and whatever was received meanwhile."""
        for place in sorted(self.places, key=lambda one: -one.level):
            self.receive(place)
            if place.above:
                self.send(place, SUPERIOR, place.above)
        for place in self.places:
            self.receive(place)
            for child in place.below:
                self.send(place, format_code(child.code), child)
        for place in self.places:
            self.receive(place)

    def again(self, place: Place) -> int:
        """Send again each bundle that the other side has not acknowledged; gives how many but the last."""
        around = {one.name: one for one in [*place.below, *([place.above] if place.above else [])]}
        count = 0
        for one in standings(place.office):
            target = around[one.name]
            to = SUPERIOR if target is place.above else format_code(target.code)
            for number in range(one.received_there + 1, one.sent):
                out = place.folder / "out.gkb"
                resend(place.office, number, out, to)
                self.told.counts["sent again"] += 1
                self._drop(target, out.read_bytes())
                count += 1
        return count

    def count(self) -> dict[str, int]:
        """Hold every store against what was entered: what each has of its own and of all below, and of its tasks."""
        found: Counter[str] = Counter(lost=0, doubled=0, differs=0, faults=0)
        for place in self.places:
            wanted = {uid: title for one in _below(place) for uid, title in one.entries.items()}
            have = place.office.store.sql("SELECT uid, title FROM entry WHERE title LIKE 'entry %'")
            found["lost"] += len(wanted.keys() - {uid for uid, _ in have})
            found["doubled"] += len({uid for uid, _ in have} - wanted.keys()) + len(have) - len({t for _, t in have})
            found["differs"] += sum(1 for uid, title in have if wanted.get(uid, title) != title)
            for one in [place, *place.below]:
                held = dict(place.office.store.sql("SELECT uid, progress FROM task WHERE unit = ?", (one.unit,)))
                found["lost"] += len(one.tasks.keys() - held.keys())
                found["doubled"] += len(held.keys() - one.tasks.keys())
                found["differs"] += sum(1 for uid, done in one.tasks.items() if held.get(uid, done) != done)
            found["faults"] += len(verify(place.office).faults)
        return dict(found)


def _below(place: Place) -> list[Place]:
    return [place, *(one for child in place.below for one in _below(child))]


def _wrong_clocks(hours: dict[Path, int]) -> None:
    """Let each office's clock be wrong by its hours."""
    right = Office.now.fget  # type: ignore[attr-defined]

    def now(office: Office) -> str:
        moment = datetime.fromisoformat(right(office)) + timedelta(hours=hours.get(office.folder, 0))
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

    Office.now = property(now)  # type: ignore[assignment, method-assign]


def main() -> int:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--province", default="33", help="the first two digits of its code")
    parser.add_argument("--counties", type=int, default=90)
    parser.add_argument("--deployments", type=int, default=150, help="in all; townships are added to reach it")
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--faults", default="all", help=f"all, none, or some of {','.join(FAULTS)}")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a folder that is not there, to look at the stores afterwards")
    given = parser.parse_args()
    faults = {"all": set(FAULTS), "none": set()}.get(given.faults, set(given.faults.split(",")))
    if unknown := faults - set(FAULTS):
        parser.error(f"unknown fault {sorted(unknown)[0]}; known: {', '.join(FAULTS)}")
    root = given.keep or Path(tempfile.mkdtemp(prefix="gongkai-nation-"))
    root.mkdir(exist_ok=True)
    os.environ["GONGKAI_ACCOUNT"] = "admin"
    try:
        return _run(Night(root, faults, random.Random(given.seed)), given)
    finally:
        if not given.keep:
            shutil.rmtree(root)


def _run(world: Night, given: argparse.Namespace) -> int:
    start = time.perf_counter()
    world.make(given.province, given.counties, given.deployments)
    print(f"  made in {time.perf_counter() - start:.0f} s")
    for number in range(1, given.nights + 1):
        start = time.perf_counter()
        world.night()
        print(f"  night {number}: {time.perf_counter() - start:.0f} s", flush=True)
    turns = world.settle()
    found, told = world.count(), world.told
    levels = Counter(place.level for place in world.places)
    print(
        f"deployments {len(world.places)} ({json.dumps({f'level {k}': n for k, n in sorted(levels.items())})}), settled in {turns}"
    )
    for name, number in sorted(told.counts.items()):
        print(f"  {name}: {number:,}")
    taken = sum(number for name, number in told.counts.items() if name.startswith("receive: "))
    out, into = told.seconds["sent"] / max(told.counts["sent"], 1), told.seconds["received"] / max(taken, 1)
    size = told.counts["bytes"] / max(told.counts["sent"], 1)
    print(f"  a bundle: {size / 1000:.1f} kB, sending {out * 1000:.0f} ms, receiving {into * 1000:.0f} ms")
    nightly = 2 * (NATION - 1)
    print(f"  on paper, {NATION:,} deployments: {nightly:,} bundles a night, {nightly * size / 1e9:.2f} GB, "
          f"{nightly * (out + into) / 3600:.1f} hours of one core in all; a county with 30 towns {60 * (out + into):.0f} s")  # fmt: skip
    print(
        f"lost {found['lost']}, doubled {found['doubled']}, other than entered {found['differs']}, ledger faults {found['faults']}"
    )
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
