"""What waits in a register with a workflow, for whom and since when, read from the workflow's own stages and steps."""

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from peewee import Case, fn

from gongkai.core.access import Right, reach
from gongkai.core.access.rights import reaches
from gongkai.core.i18n import T
from gongkai.core.resource import Computed

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource
    from gongkai.core.store.record import Record

NEVER = "9999-12-31"
"""Stands for a day that is not known, after all others."""
NAMED = 2
"""People named in a list; the others are counted."""

OWN = ("edit", "administer")
"""Verbs of steps that a person takes by themselves: nobody waits for them."""
RESTING = ("done", "muted")
"""Tones of stages in which nothing waits, though steps are open (what is public can be taken down)."""


def waiting(office: "Office", resource: "Resource", drafter: str) -> Any:
    """The condition on records that the acting account can take a step on now: to review, sign or publish, or sent
    back to it.

    Steps, verbs and conditions come from the workflow, so a region that changes it changes this.

    Args:
        drafter: the field that names who drafted a record.
    """
    model: Any = resource.model
    fields = model._meta.fields
    found = returned(office, resource, drafter)
    flow = office.workflow(resource)
    for step in flow.action:
        source = [stage for stage in step.source if flow.stage_of(stage).tone not in RESTING]
        if step.back or step.verb in OWN or not source or not step.target:
            continue
        test = model.stage.in_(source) & reach(office, model, step.verb)
        for name, value in step.only.items():
            test &= fields[name] == value
        if step.unless:
            test &= reduce(or_, [fields[n].is_null() | (fields[n] != value) for n, value in step.unless.items()])
        for name in step.differs:
            test &= fields[name].is_null() | (fields[name] != office.actor)
        found |= test
    return found


def returned(office: "Office", resource: "Resource", drafter: str) -> Any:
    """The condition on records that were sent back to the acting account, which drafted them."""
    model: Any = resource.model
    flow = office.workflow(resource)
    mine = model._meta.fields[drafter] == office.actor
    return (model.stage == flow.initial) & mine & reach(office, model, "edit")


# since when


def stages(office: "Office", resource: "Resource") -> dict[str, tuple[str, ...]]:
    """The stages in which somebody is waited for, with the fields that say since when.

    A stage that a region adds and that says nothing itself is counted as the first that does.
    """
    known = office.workflow(resource).stage if resource.workflow else ()
    first = next((stage.since for stage in known if stage.since), ())
    return {stage.key: stage.since or first for stage in known if stage.since or (first and stage.tone == "soon")}


def order(office: "Office", resource: "Resource") -> Any:
    """The expression by which what waits is sorted, longest first: the day on which it came to its stage."""
    model: Any = resource.model
    fields = model._meta.fields
    days = [
        (stage, fn.COALESCE(*(fields[name] for name in names), NEVER))
        for stage, names in stages(office, resource).items()
    ]
    return Case(model.stage, days, NEVER)


def since(office: "Office", resource: "Resource", record: "Record") -> date | None:
    """The day since which a record waits in its stage; None when nobody is waited for, or the day is not known."""
    days = (getattr(record, name) for name in stages(office, resource).get(record.stage, ()))
    return next((day for day in days if day is not None), None)


def since_words(office: "Office", record: "Record") -> T | None:
    """How long a record waits, in working days."""
    resource = office.resource_of(record)
    day = since(office, resource, record)
    if day is None:
        return None
    n = office.calendar.working_days_between(day, office.today)
    return T(f"{n}个工作日（{day:%m-%d}起）", f"{n} workdays ({day:%m-%d})")


# for whom


def whom(office: "Office", record: "Record") -> T | None:
    """Who can take the next step on a record that waits: those whose grant is the narrowest, in place and in verbs, come first."""
    resource = office.resource_of(record)
    if record.stage not in stages(office, resource):
        return None
    names: dict[str, None] = {}
    for step in office.workflow(resource).action:
        if step.back or step.verb in OWN or record.stage not in step.source or not step.target:
            continue
        row = record.__data__
        if any(row.get(name) != value for name, value in step.only.items()):
            continue
        barred = {row.get(name) for name in step.differs}
        names |= {name: None for name in _holders(office, step.verb, record) if name not in barred}
    if not names:
        return T("无人可办", "nobody can")
    displays = _displays(office)
    shown = [displays.get(name) or name for name in names][:NAMED]
    more = len(names) - len(shown)
    return T(
        "、".join(shown) + (f"等{len(names)}人" if more else ""),  # zh-data
        ", ".join(shown) + (f" and {more} more" if more else ""),
    )


def _holders(office: "Office", verb: str, record: "Record") -> list[str]:
    """Accounts that hold a verb on a record's place and unit; asked once for each place and unit."""
    key = (f"holders:{verb}", record.scope, record.unit or "")
    found: list[str] | None = office.remembered.get(key)
    if found is None:
        held = _grants(office)
        reaching = [
            (right.high - right.low, not right.unit, len(right.verbs), name)
            for name, right in held
            if verb in right.verbs and reaches(office, [right], record.scope, record.unit or "")
        ]
        found = office.remembered[key] = [name for *_, name in sorted(reaching)]
    return found


def _grants(office: "Office") -> list[tuple[str, Right]]:
    from gongkai.core.access.explain import who_may

    if "grants" not in office.remembered:
        office.remembered["grants"] = [(name, right) for name, right in who_may(office) if not right.why_not]
    found: list[tuple[str, Right]] = office.remembered["grants"]
    return found


def _displays(office: "Office") -> dict[str, str]:
    if "displays" not in office.remembered:
        office.remembered["displays"] = dict(office.store.sql("SELECT name, display FROM account"))
    found: dict[str, str] = office.remembered["displays"]
    return found


COLUMNS = (
    Computed("waits", T("已等待", "Waiting"), since_words, 20),
    Computed("whom", T("待谁办理", "For whom"), whom, 14),
)
"""Columns for a register with a workflow that says since when a stage waits."""
