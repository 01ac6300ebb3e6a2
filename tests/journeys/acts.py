"""The places, and what is asked of an act, for the journeys of reorganisation acts."""

from datetime import date
from typing import Any

from gongkai.core.office import Office
from gongkai.core.registry.actfile import Item
from gongkai.core.registry.acts import UNDONE
from gongkai.core.registry.past import DivisionState, division_on
from gongkai.core.registry.plan import Preview
from gongkai.core.registry.undoact import undo_act
from tests.registry import present, sound, unit_uid

LISTING = (
    ("51", "四川省"), ("5119", "巴中市"), ("5113", "南充市"),
    ("511923", "平昌县"), ("511902", "巴州区"), ("511321", "南部县"),
    ("511923101", "响滩镇"), ("511923102", "西兴镇"), ("511923103", "佛楼镇"), ("511923001", "同州街道"),
    ("511923101201", "大桥村"), ("511923101202", "红星村"), ("511923102201", "青山村"), ("511923102202", "红旗村"),
    ("511923103201", "佛楼村"), ("511902101", "大茅坪镇"),
)  # fmt: skip
COUNTY, TOWN, OTHER = 511923000000000, 511923101000000, 511923102000000
AROUND = (
    Item(op="move", of="响滩镇人民政府", to="西兴镇人民政府"),
    Item(op="move", of="西兴镇人民政府", to="响滩镇人民政府"),
)
DAY = date(2026, 3, 1)
BEFORE = date(2026, 2, 28)


def stood(office: Office, code: int, day: date) -> DivisionState:
    """What stood under a code on a day, or was nearest."""
    found = division_on(office, code, day)
    assert found is not None
    return found


def only(preview: Preview, *words: str) -> None:
    """The preview has faults, each with its item, that say these words."""
    said = [str(fault) for fault in preview.faults]
    assert len(said) == len(words) and all(word in text for word, text in zip(words, said, strict=True)), said


def open_points(preview: Preview) -> list[str]:
    assert preview.faults == []
    return [str(fault) for fault in preview.waiting]


def with_work(office: Office, code: str) -> tuple[str, str]:
    """A task and an entry of a division's government."""
    system = office.as_system()
    with system.change("work") as change:
        task = change.create("task", unit=unit_uid(code), title=f"任务{code}", due="2026-12-31")
        entry = change.create("entry", unit=unit_uid(code), title=f"机构概况{code}", obligation="local")
    return task.uid, entry.uid


def there_and_back(office: Office, before: dict[str, Any], uid: str) -> None:
    """Taking the act back brings everything back, and keeps what it said as never valid."""
    undo_act(office, uid)
    assert present(office) == before
    assert office.register("act").get(uid).stage == UNDONE
    sound(office)
