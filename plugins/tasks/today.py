"""What a person must know of tasks this morning, and what ``doctor`` says of plans."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.register import Query
from gongkai.core.registry.select import selected
from gongkai.core.rules import Rule, Selector, UnitTemplate
from gongkai.core.today import Card
from gongkai.plugins.tasks.dispatch import dates_of, plans

if TYPE_CHECKING:
    from gongkai.core.office import Office

CARDS = (
    ("late", "overdue", T("逾期任务", "Tasks overdue")),
    ("act", "to_verify", T("待我核验的任务", "Tasks for me to verify")),
    ("soon", "soon", T("即将到期的任务", "Tasks due soon")),
)


def add_cards(office: "Office", register: Callable[[Card], None]) -> None:
    """A card for each question that has an answer today; each opens the list that it counts."""
    tasks = office.register("task")
    for group, key, title in CARDS:
        count = tasks.count(Query(filters=(key,)))
        if count:
            register(Card(f"task.{key}", group, title, count, register="task", filters=(key,)))


def findings(office: "Office") -> Iterator[T]:
    """What is wrong with the plans, and open tasks of units that are abolished."""
    templates = office.profile.items("template", UnitTemplate)
    for plan in plans(office).values():
        for item in plan.item:
            try:
                dates_of(office, plan, item)
            except BadInput as error:
                yield error.message
            for lead in item.leads:
                if lead in templates or selected(office, Selector(units=(lead,))):
                    continue
                yield T(
                    f"要点 {plan.id} 第 {item.no} 项的牵头单位 {lead} 不存在。",
                    f"Plan {plan.id}, item {item.no}: there is no unit {lead} to lead.",
                )
    yearly = [
        rule.id
        for rule in office.profile.items("rule", Rule).values()
        if rule.data.get("limit") == "year" and any(mark.startswith("plan:") for mark in rule.sets)
    ]
    if yearly and all(plan.year != office.today.year for plan in plans(office).values()):
        yield T(
            f"{office.today.year}年还没有工作要点（规则 {'、'.join(yearly)} 要求每年一份）。",
            f"There is no plan for {office.today.year}; rule {', '.join(yearly)} asks for one every year.",
        )
    gone = office.rows(
        "SELECT u.name, COUNT(*) FROM {task} t JOIN {unit} u ON u.uid = t.unit"
        " WHERE t.outcome IS NULL AND u.valid_to <= ? GROUP BY u.name ORDER BY u.name",
        (office.today.isoformat(),),
    )
    for name, count in gone:
        yield T(f"已撤销的{name}还有 {count} 项未办结任务。", f"{name} is abolished and has {count} open tasks.")
