"""What waits for the acting account in a register with a workflow, read from the workflow's own steps."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from gongkai.core.access import reach

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.resource import Resource

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
