"""The flow chart of a power: from its own steps, else from the standard ones of its kind; one for each, as text or file."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.profile import Profile
from gongkai.core.resource import choices_of
from gongkai.plugins.catalog.powers.chart import mermaid, svg, text
from gongkai.plugins.catalog.powers.chart.graph import Chart, Node, chart_of
from gongkai.plugins.catalog.powers.limits import show_length, size_of
from gongkai.plugins.catalog.powers.rules import PowerSteps, Step

if TYPE_CHECKING:
    from gongkai.core.office import Office

FORMATS: dict[str, Callable[[Chart], str]] = {
    "text": lambda chart: "\n".join(text.draw(chart)) + "\n", "svg": svg.draw, "mermaid": mermaid.draw,
}  # fmt: skip
SUFFIX = {"text": "txt", "svg": "svg", "mermaid": "mmd"}
# What a chart says of its power, below the drawing; the six points of a chart that is public.
POINTS = ("conditions", "post", "statutory", "promised", "actual", "restraint", "rights", "complaint", "phone")
_UNSAFE = re.compile(r"[^\w一-鿿-]+")  # zh-data
STEP_COLUMNS = "number, name, kind, post, allowed, handler, restraint, goes_to, together, size"


def chart_for(office: "Office", record: Any) -> Chart:
    """The chart of a power (a record of the register ``power``)."""
    found = steps_of(office, [record.uid]).get(record.uid)
    nodes = found or standard_nodes(standard_for(office.profile, record.kind))
    return _chart(office, record, nodes)


def steps_of(office: "Office", powers: Sequence[str]) -> dict[str, list[Node]]:
    """The steps of several powers in one query, in order of their numbers; those without any are left out."""
    marks = ", ".join("?" for _ in powers)
    found = office.rows(
        f"SELECT power, {STEP_COLUMNS} FROM {{power_step}} WHERE power IN ({marks}) ORDER BY power, number, id", powers
    )  # fmt: skip
    names = office.unit_names({row[6] for row in found if row[6]})
    steps: dict[str, list[Node]] = {}
    for power, *row in found:
        steps.setdefault(power, []).append(node_of(row, names.get(row[5], "")))
    return steps


def node_of(row: Sequence[Any], handler: str = "") -> Node:
    """A stored step (``STEP_COLUMNS``) as it is drawn."""
    number, name, kind, post, allowed, _, restraint, goes_to, together, size = row
    return Node(
        number, name or "", kind or "step", post or "", str(show_length(allowed or "")), handler, restraint or "",
        goes_to or "", together or "", size or 0,
    )  # fmt: skip


def standard_for(profile: Profile, kind: str) -> PowerSteps:
    """The standard steps of a kind of power; those that name no kind serve every other.

    Raises:
        BadInput: the profile has none.
    """
    sets = profile.items("power_steps", PowerSteps).values()
    for wanted in (lambda item: kind in item.kinds, lambda item: item.key == "other"):
        for item in sets:
            if wanted(item):
                return item
    raise BadInput(
        T(f"没有 {kind} 类职权的标准环节。", f"There are no standard steps of powers of the kind {kind}."),
        T("在规则文件中补上 [[power_steps]]。", "Add [[power_steps]] to the rules."),
    )


def standard_nodes(item: PowerSteps) -> list[Node]:
    """The steps of a standard procedure, in the language in use."""
    return [_standard(step) for step in item.step]


def _standard(step: Step) -> Node:
    said = str(show_length(step.time))
    return Node(
        step.number, str(step.name), step.kind, str(step.post or ""), said, "", str(step.restraint or ""), step.to,
        step.together, size_of(step.time) or 0,
    )  # fmt: skip


def _chart(office: "Office", record: Any, nodes: list[Node]) -> Chart:
    resource = office.resource("power")
    kinds = dict(choices_of(office, resource.meta("kind")))
    head = (record.code or "", office.unit_name(record.unit), str(kinds.get(record.kind, record.kind or "")))
    register = office.register("power")
    facts = [(str(resource.meta(name).label), register.cell(record, name)) for name in POINTS]
    return chart_of(record.name, nodes, (" · ".join(part for part in head if part),), [f for f in facts if f[1]])


def lines(office: "Office", record: Any) -> list[str]:
    """The chart as lines of text, for the record's screen."""
    return text.draw(chart_for(office, record))


def file_name(record: Any, form: str) -> str:
    """A safe name for a power's chart: its code (or id) and its name, letters and digits only."""
    lead = _UNSAFE.sub("-", record.code or record.uid).strip("-") or record.uid
    said = _UNSAFE.sub("", record.name)[:30]
    return f"{lead}-{said}-{record.uid[-4:]}.{SUFFIX[form]}"


def charts(office: "Office", records: Sequence[Any], form: str) -> Iterator[tuple[str, str]]:
    """File name and content of each power's chart; the steps are read some hundred powers at a time."""
    for start in range(0, len(records), 400):
        part = records[start : start + 400]
        steps = steps_of(office, [record.uid for record in part])
        for record in part:
            nodes = steps.get(record.uid) or standard_nodes(standard_for(office.profile, record.kind))
            yield file_name(record, form), FORMATS[form](_chart(office, record, nodes))
