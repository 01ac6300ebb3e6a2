"""Sample cases of the last weeks, in every stage."""

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.core.store.record import derived_uid
from gongkai.plugins.tasks.cases.flow import centre_of

if TYPE_CHECKING:
    from gongkai.core.ledger.door import Change
    from gongkai.core.office import Office

OPERATOR = "supervisor"
# matter, channel, kind, whose line of work, how far it goes
MATTERS = (
    (
        T("小区门口路面塌陷，车辆绕行", "The road outside the estate has sunk; cars go round"),
        "12345",
        "repair",
        "housing",
        "investigate",
    ),
    (T("居民楼闻到煤气味", "A smell of gas in the building"), "12319", "repair", "housing", "file"),
    (T("路灯连续三晚不亮", "Street lamps dark for three nights"), "12319", "repair", "urban-management", "assign"),
    (
        T("咨询医保异地就医备案", "How to register for treatment elsewhere"),
        "12345",
        "question",
        "medical-insurance",
        "answer",
    ),
    (T("工地夜间施工扰民", "Building works at night"), "12345", "complaint", "urban-management", "feedback"),
    (T("夜里工地噪声很大", "Loud works at night"), "12345", "complaint", "urban-management", "new"),
    (T("建议增设公交站", "Suggests another bus stop"), "mailbox", "suggestion", "transport", "act"),
    (T("请公开物业收费标准", "Asks to publish charges of estate management"), "topic", "disclosure", "housing", "new"),
    (T("反映低保审核慢", "The review of allowances is slow"), "letter", "complaint", "agriculture", "object"),
    (T("学校周边占道经营", "Stalls on the pavement by the school"), "visit", "complaint", "urban-management", "redo"),
    (T("村道损坏未修", "The village road is not mended"), "12345", "repair", "transport", "new"),
    (T("要求复核行政处罚", "Asks to look at a penalty again"), "12345", "complaint", "justice", "route"),
)
PLACES = ("江口路12号", "新华街", "西城小区", "东风桥", "文化广场")  # zh-data
WAY = ("assign", "investigate", "act", "feedback", "callback", "file")


def fill(office: "Office", seed: int) -> None:
    """Make the sample cases; the same seed and day give the same cases."""
    chance = random.Random(f"cases {seed}")
    centre = centre_of(office)
    if centre is None:
        return
    for number, (title, channel, kind, line, far) in enumerate(MATTERS):
        units = [uid for uid, _, _ in selected(office, Selector(lines=(line,)), office.scope)]
        ago = 0 if far == "new" else chance.randrange(6, 25)
        day = office.today - timedelta(days=ago)
        values: dict[str, Any] = {
            "title": title.zh, "channel": channel, "kind": kind, "unit": centre, "taken_on": day,
            "phone": f"1380000{number:04d}", "address": PLACES[2 if kind == "complaint" else chance.randrange(len(PLACES))],
        }  # fmt: skip
        with office.change(str(T("样例诉求", "sample cases"))) as change:
            case = change.create("case", derived_uid("case", "sample", str(number)), **values)
            _live(change, case, far, units[0] if units else centre, day, chance)


def _live(change: "Change", case: Any, far: str, unit: str, day: Any, chance: random.Random) -> None:
    office = change.office
    today = office.today
    steps: dict[str, dict[str, Any]] = {
        "answer": {"result": "已当场答复。", "replied_on": day},  # zh-data
        "route": {"route": "review", "result": "请依法申请行政复议。", "replied_on": day},  # zh-data
        "assign": {"unit": unit, "assigned_on": day},
        "investigate": {
            "person": "李文静",
            "findings": "已到现场核实。",
            "investigated_on": day + timedelta(days=1),
        },  # zh-data
        "act": {"measures": "已落实到责任单位，按期整改。", "acted_on": day + timedelta(days=2)},  # zh-data
        "feedback": {"result": "已办理并告知来电人。", "replied_on": day + timedelta(days=3)},  # zh-data
        "callback": {"rating": chance.choice(("very", "satisfied", "basic")), "callback_on": day + timedelta(days=4)},
        "file": {"filed_on": day + timedelta(days=5)},
    }
    if far in ("new", "answer", "route"):
        names = [far] if far in steps else []
    elif far in ("object", "redo"):
        names = ["assign", "object"] if far == "object" else [*WAY[:5], "redo"]
        steps |= {"object": {"objection": "不属本单位职责，建议改派。"}, "redo": {}}  # zh-data
        steps["callback"]["rating"] = "dissatisfied"
    else:
        names = list(WAY[: WAY.index(far) + 1])
    for name in names:
        given = {key: min(value, today) if key.endswith("_on") else value for key, value in steps[name].items()}
        case = change.act(case, name, "仍未解决" if name == "redo" else "", **given)  # zh-data
