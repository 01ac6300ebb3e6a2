"""Powers in a town's office of a region: made, reviewed, published, changed; and what the check says of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from gongkai.core.findings import Finding
from gongkai.core.office import Office
from gongkai.core.register import Query
from gongkai.plugins.catalog.powers.checks import findings
from gongkai.plugins.catalog.powers.counting import count
from tests.catalogues import unit_of

LAW = "《行政许可法》第十二条"
TOWN_KIND = "township_government"
Maker = Callable[..., Office]
# what a power of a region states when nothing is missing
WHOLE: dict[str, Any] = {
    "basis": LAW, "source": "statutory", "duty": "1", "conditions": "符合法定条件", "post": "审批岗",
    "office": "审批股", "procedure": "受理、审查、决定、送达", "statutory": "20个工作日", "promised": "5个工作日",
    "restraint": "负责人复核", "rights": "陈述、申辩、复议、诉讼", "complaint": "纪委信箱", "phone": "0827-6222222",
    "integrity": "不收礼", "quality": "一次办成", "liability": "首问负责", "charged": "否", "form": "网站",
    "audience": "社会", "disclosed": "20个工作日内", "materials": "申请表", "result": "许可证",
    "feedback": "10日内答复", "link": "https://www.example.org/", "handling_rules": "一次告知",
    "regulations": "窗口管理规定", "hours": "工作日", "seal": "行政审批专用章", "subkind": "licence",
    "content": "全部要素", "centralised": "是", "online": "网上受理、网上办理", "staffing": "10人",
    "setup": "内设4股", "duty_scope": "辖区许可", "authority": "准予或不予许可", "standard": "一次办结",
    "discretion": "无裁量", "counter": "3号窗口",
}  # fmt: skip


def add(at: Office, /, name: str = "小餐饮许可", kind: str = "licence", actor: str = "admin", **values: Any) -> Any:
    unit = values.pop("unit", unit_of(at, TOWN_KIND))
    register = at.as_(actor).register("power")
    return register.save(None, {"unit": unit, "name": name, "kind": kind, "basis": LAW, **values})


def whole(at: Office, /, **values: Any) -> Any:
    """A power that lacks nothing that its region asks for."""
    return add(at, **{**WHOLE, **values})


def act(office: Office, actor: str, power: Any, action: str, reason: str = "", **values: Any) -> Any:
    own = office.as_(actor).register("power")
    return own.act(own.get(power.uid), action, reason, **values)


def confirmed(office: Office, name: str = "小餐饮许可", **values: Any) -> Any:
    made = add(office, name, actor="wen", **values)
    act(office, "wen", made, "submit")
    act(office, "guo", made, "staffing")
    act(office, "jian", made, "legal")
    return act(office, "ban", made, "confirm")


def published(office: Office, power: Any) -> Any:
    """Through the reviews that it still needs, and published."""
    for stage, actor, action in (
        ("draft", "wen", "submit"), ("staffing", "guo", "staffing"), ("legal", "jian", "legal"), ("discipline", "ban", "confirm"),
        ("confirmed", "mei", "publish"),
    ):  # fmt: skip
        power = office.register("power").get(power.uid)
        if power.stage == stage:
            power = act(office, actor, power, action)
    return power


def adjusted(office: Office, power: Any, **values: Any) -> Any:
    """A draft of the next version of a public power."""
    act(office, "wen", power, "adjusted", **{"change_basis": "镇发1号", "change_must": "应调必调", **values})
    return office.register("power").page(Query(where={"replaces": power.uid}))[0].record


def delete(office: Office, record: Any) -> None:
    with office.change("多余") as change:
        change.delete(record)


def said(office: Office, code: str = "", rule: str = "") -> list[Finding]:
    return [f for f in findings(office) if code in ("", f.code) and rule in ("", f.rule)]


def lacks(office: Office, rule: str) -> str:
    return "；".join(str(finding.what) for finding in said(office, "power-field", rule))


def step(office: Office, power: Any, number: int, name: str, **values: Any) -> None:
    with office.change() as change:
        change.create("power_step", unit=power.unit, power=power.uid, number=number, name=name, **values)


def became(office: Office, change_: str, day: str, items: int, **values: Any) -> None:
    unit = values.pop("unit", unit_of(office, TOWN_KIND))
    with office.change() as change:
        change.create("power_change", unit=unit, change=change_, changed_on=day, items=items, basis="文件", **values)


def counted(office: Office, first: str, last: str, **how: Any) -> dict[str, dict[str, Any]]:
    places = how.pop("places", 2)
    found = count(office, date.fromisoformat(first), date.fromisoformat(last), **how)
    return {tally.name: tally.row(places) for tally in found}
