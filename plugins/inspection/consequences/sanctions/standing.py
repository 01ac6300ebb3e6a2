"""The ladder of one unit: what was taken and proposed, on which grounds, and what comes next and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T, same
from gongkai.core.text import clean_line
from gongkai.plugins.inspection.consequences.sanctions.grounds import facts, spans
from gongkai.plugins.inspection.consequences.sanctions.models import Sanction
from gongkai.plugins.inspection.consequences.sanctions.proposing import DISMISSED
from gongkai.plugins.inspection.consequences.sanctions.questions import next_day
from gongkai.plugins.inspection.consequences.sanctions.rules import SanctionRule, kinds_of, rules_of

if TYPE_CHECKING:
    from gongkai.core.office import Office

CHUNK = 500


@dataclass(frozen=True)
class Step:
    """A measure on the ladder with its grounds: day, words and figure of each, with register and id of the record."""

    record: Any
    grounds: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Ahead:
    """What would be proposed next: by which rule, what is missing, and when at the earliest where a day is known."""

    rule: SanctionRule
    what: T
    when: date | None = None


def ladder(office: "Office", unit: str) -> list[Step]:
    """The measures of a unit that the account may see, the oldest first."""
    records = office.fetch(office.select(Sanction).where(Sanction.unit == unit).order_by(Sanction.day, Sanction.id))
    held = grounds_of(office, [record.uid for record in records])
    return [Step(record, tuple(held.get(record.uid, ()))) for record in records]


def grounds_of(office: "Office", sanctions: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    """The grounds of measures: register and id of the record, its title, day and figure, in order of day."""
    found: dict[str, list[dict[str, str]]] = {}
    for start in range(0, len(sanctions), CHUNK):
        part = sanctions[start : start + CHUNK]
        marks = ", ".join("?" for _ in part)
        for sanction, *values in office.rows(
            "SELECT sanction, register, record, title, day, figure FROM {sanction_ground}"
            f" WHERE sanction IN ({marks}) ORDER BY day, id",
            part,
        ):
            names = ("register", "record", "title", "day", "figure")
            found.setdefault(sanction, []).append({n: v or "" for n, v in zip(names, values, strict=True)})
    return found


def ahead(office: "Office", unit: str) -> list[Ahead]:
    """What comes next by the rules that stand on earlier measures."""
    steps = ladder(office, unit)
    kinds, scope = kinds_of(office), office.unit_scope(unit)
    found = []
    for rule in rules_of(office):
        if rule.register != "sanction":
            continue
        name = kinds[rule.kind].name
        if "unchanged" in rule.filters:
            for step in steps:
                one = step.record
                waits = one.stage in ("inforce", "appealed") and one.change_by and one.changed_on is None
                if waits and one.kind in rule.where.get("kind", ()) and one.change_by >= office.today:
                    card = kinds[one.kind].name
                    what = T(
                        f"{card.zh}到 {one.change_by} 没有改变：{name.zh}",
                        f"no change by {one.change_by} ({card.en}): {name.en}",
                    )
                    found.append(Ahead(rule, what, one.change_by))
        elif rule.count > 1:
            used = {
                ground["record"] for step in steps if step.record.step == rule.id and step.record.stage not in DISMISSED
                for ground in step.grounds
            }  # fmt: skip
            ones = [fact for fact in facts(office, rule, scope, unit).get(unit, ()) if fact.record not in used]
            now = [group for group in spans(ones, rule.window) if _is_now(office, group[-1].day, rule.window)]
            if now and len(now[-1]) < rule.count:
                have, left = len(now[-1]), rule.count - len(now[-1])
                what = T(f"已有 {have} 次，再有 {left} 次：{name.zh}", f"{have} so far, {left} more: {name.en}")
                found.append(Ahead(rule, what))
    return found


def _is_now(office: "Office", day: str, window: str) -> bool:
    """Whether what happened on a day may still count together with what happens today."""
    from gongkai.core.measures import begins

    return not window or day >= begins(office.today, window)


def lines(office: "Office", record: Any) -> list[str]:
    """The ladder as lines, for the screen of a unit."""
    found: list[T] = []
    flow, kinds = office.workflow(office.resource("sanction")), kinds_of(office)
    for step in ladder(office, record.uid):
        one = step.record
        said, name = next_day(office, one), kinds[one.kind].name if one.kind in kinds else same(clean_line(one.title))
        tail = T(f"；{said.zh}", f"; {said.en}") if said else same("")
        found.append(same(f"{one.day}  ") + name + same("  ") + flow.stage_of(one.stage).name + tail)
        if one.amount is not None:
            found.append(T(f"    金额 {one.amount} 元", f"    {one.amount} yuan"))
        for ground in step.grounds:
            figure = f"  {ground['figure']}" if ground["figure"] else ""
            found.append(same(f"    {ground['day']}  {clean_line(ground['title'])}{figure}"))
        if not step.grounds:
            found.append(same(f"    {clean_line(one.why or '')}"))
        if one.rule:
            found.append(T(f"    规则 {one.rule}", f"    rule {one.rule}"))
    if not found:
        found.append(T("没有问责措施。", "No measures."))
    coming = ahead(office, record.uid)
    if coming:
        found += [same(""), T("接下来", "What comes next")]
        found += [same("  ") + one.what for one in coming]
    return [str(line) for line in found]
