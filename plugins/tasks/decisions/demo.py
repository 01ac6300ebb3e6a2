"""A sample decision on its way, an event that was answered, service items and figures of windows."""

from datetime import timedelta
from typing import TYPE_CHECKING

from gongkai.core.i18n import T
from gongkai.core.registry.select import selected
from gongkai.core.rules import Selector
from gongkai.core.store.record import derived_uid
from gongkai.plugins.tasks.cases.flow import centre_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

ITEMS = (
    ("城镇职工参保登记", "社保窗口", "instant", "15d", "3d", "10min"),  # zh-data
    ("食品经营许可", "市场监管窗口", "promised", "20wd", "8wd", "6wd"),  # zh-data
    ("建筑工程施工许可", "住建窗口", "promised", "7wd", "3wd", "2wd"),  # zh-data
)


def fill(office: "Office", seed: int) -> None:
    """Make them; the same day gives the same."""
    unit = centre_of(office)
    others = [uid for uid, _, _ in selected(office, Selector(kinds=("department",)), office.scope)][:3]
    if unit is None or not others:
        return
    today = office.today
    with office.change(str(T("样例决策、回应和服务事项", "sample decisions, responses, services"))) as change:
        decision = change.create(
            "decision", derived_uid("decision", "sample", "1"), unit=unit, title="城区公交票价调整",  # zh-data
            types="livelihood", responsible="周敏", proposed_on=today - timedelta(days=60),  # zh-data
        )  # fmt: skip
        change.act(decision, "begin")
        change.create(
            "response", derived_uid("response", "sample", "1"), unit=others[0], title="网传小区自来水有异味",  # zh-data
            kind="concern", found_at=f"{(today - timedelta(days=3)).isoformat()} 09:20",
        )  # fmt: skip
        change.create(
            "response_issue", response=derived_uid("response", "sample", "1"), unit=others[0],
            at=f"{(today - timedelta(days=2)).isoformat()} 10:00", text="水质检测合格，异味由管网冲洗引起。",  # zh-data
        )  # fmt: skip
        for number, (name, desk, kind, law, said, real) in enumerate(ITEMS):
            owner = others[number % len(others)]
            change.create(
                "service", derived_uid("service", "sample", str(number)), unit=owner, name=name, desk=desk, kind=kind,
                statutory=law, promised=said, actual=real,
            )  # fmt: skip
            for back in (1, 2):
                month = (today.replace(day=1) - timedelta(days=20 * back)).isoformat()[:7]
                total, instant = 120 + 17 * number + back, 70 + 9 * number
                change.create(
                    "service_figure", derived_uid("service_figure", "sample", str(number), month), unit=owner, desk=desk,
                    month=month, total=total, instant=instant, promised=total - instant + (2 if number == back == 1 else 0),
                    on_spot=instant, closed=total - 2, on_time=total - 3, rated=40, satisfied=39,
                )  # fmt: skip
