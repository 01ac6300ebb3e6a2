"""Sample instructions of leaders and cases at windows, in every stage; the same day gives the same."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.core.store.record import columns, derived_uid

if TYPE_CHECKING:
    from gongkai.core.office import Office

OFFICER, CLOSER = "clerk", "supervisor"
# line of work, matter, what is asked, days since it was written, days allowed, stage
INSTRUCTIONS = (
    ("transport", "农村客运班线停运问题", "摸清停运班次，提出恢复办法。", 3, 10, "accepted"),  # zh-data
    ("housing", "老旧小区加装电梯进展缓慢", "逐栋列出卡点和责任人。", 12, 10, "accepted"),  # zh-data
    ("education", "学校食堂公示不全", "一周内补齐并举一反三。", 6, 7, "told"),  # zh-data
    ("health", "乡镇卫生院药品公示", "核实后公开价格。", 30, 14, "closed"),  # zh-data
    ("agriculture", "惠农补贴发放公示", "抽查三个村，结果报我。", 0, 10, "given"),  # zh-data
)
# matter, window, days since it was taken, days promised (0: at once), days that it took (None: still open), rating
CASES = (
    ("食品经营许可", "市场监管窗口", 1, 8, None, None),  # zh-data
    ("食品经营许可", "市场监管窗口", 40, 8, 5, "satisfied"),  # zh-data
    ("个体工商户登记", "市场监管窗口", 0, 0, 0, "very"),  # zh-data
    ("个体工商户注销", "市场监管窗口", 9, 3, None, None),  # zh-data
    ("特种设备使用登记", "市场监管窗口", 35, 5, 7, "basic"),  # zh-data
    ("食品小作坊登记", "市场监管窗口", 33, 3, 2, "very"),  # zh-data
)
SIGNED = "何建平"  # zh-data


def fill(office: "Office", seed: int) -> None:
    """Make them by one change."""
    with office.change(str(T("样例批示和窗口办件", "sample instructions and window cases"))) as change:
        change.insert_rows(office.resource("instruction"), list(_instructions(office)))
        change.insert_rows(office.resource("window_case"), list(_cases(office)))


def _unit(office: "Office", line: str) -> dict[str, Any]:
    """The first department of a line, as the columns of a record; nothing where there is none."""
    found = selected(office, Selector(levels=("county",), kinds=("department",), lines=(line,)), office.scope)
    return {"unit": found[0][0], "scope": found[0][2], "version": 1} if found else {}


def _instructions(office: "Office") -> Any:
    empty = dict.fromkeys(columns(office.resource("instruction").model))
    for number, (line, title, said, ago, days, stage) in enumerate(INSTRUCTIONS, 1):
        unit, day = _unit(office, line), office.today - timedelta(days=ago)
        if not unit:
            continue
        row = empty | unit | {
            "uid": derived_uid("instruction", "sample", str(number)), "stage": stage, "title": title, "said": said,
            "no": f"批〔{day.year}〕{number}号", "leader": "赵志强", "leader_post": "县长",  # zh-data
            "said_on": day.isoformat(), "due": (day + timedelta(days=days)).isoformat(),
        }  # fmt: skip
        if stage != "given":
            row |= {"accepted_by": OFFICER, "progress": "已会同乡镇核实。"}  # zh-data
        if stage in ("told", "closed"):
            told = min(office.today, day + timedelta(days=days - 2)).isoformat()
            row |= {"feedback": "已整改到位，结果已公开。", "feedback_on": told, "feedback_by": OFFICER}  # zh-data
        if stage == "closed":
            row |= {"closed_on": row["due"], "closed_by": CLOSER}
        yield row


def _cases(office: "Office") -> Any:
    empty = dict.fromkeys(columns(office.resource("window_case").model))
    unit = _unit(office, "market")
    for number, (title, desk, ago, days, took, rating) in enumerate(CASES if unit else (), 1):
        day = office.today - timedelta(days=ago)
        done = None if took is None else (day + timedelta(days=took)).isoformat()
        yield empty | unit | {
            "uid": derived_uid("window_case", "sample", str(number)), "stage": "taken" if done is None else "closed",
            "title": title, "desk": desk, "no": f"B{day:%m%d}-{number}", "kind": "promised" if days else "instant",
            "taken_on": day.isoformat(), "due": (day + timedelta(days=days)).isoformat(), "first_by": SIGNED,
            "done_on": done, "signed_by": SIGNED if done else None, "rating": rating,
        }  # fmt: skip
