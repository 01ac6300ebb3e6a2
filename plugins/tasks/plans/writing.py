"""A plan that was read, as the TOML that the rules folder takes: blanks stay blank, with what is doubtful beside them."""

import re
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from gongkai.core.i18n import T, same
from gongkai.core.rules import Selector
from gongkai.core.text import clean
from gongkai.plugins.tasks.plans.items import Draft, Reading
from gongkai.plugins.tasks.plans.outline import Left
from gongkai.plugins.tasks.rules import Plan, PlanItem

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def to_plan(reading: Reading, plan_id: str) -> Plan:
    """The plan as the profile reads it. English titles are the document's own: nobody has translated it."""
    width = max(2, len(str(len(reading.items))))
    return Plan(
        id=plan_id,
        year=reading.year or 0,
        title=same(reading.title),
        number=reading.number,
        item=tuple(_item(draft, f"{number:0{width}}") for number, draft in enumerate(reading.items, 1)),
    )


def _item(draft: Draft, key: str) -> PlanItem:
    named = (Selector(units=tuple(draft.to)),) if draft.to else ()
    to = (*named, *draft.groups)
    return PlanItem(
        id=key,
        no=draft.no,
        title=same(draft.title),
        aspect=same(draft.aspect),
        due=draft.due,
        to=to[0] if len(to) == 1 else to,
        requirement=same(draft.requirement) if draft.requirement else None,
        lead=tuple(draft.lead) if len(draft.lead) > 1 else "".join(draft.lead),
        section=draft.section,
        person=draft.person,
    )


def to_toml(plan: Plan, doubts: Sequence[Left] = (), lines: Sequence[int] = ()) -> str:
    """The text of a rules file.

    Args:
        doubts: what a person must look at; each stands as a comment above its item.
        lines: the line of the document at which each item stands.
    """
    beside: dict[int, list[Left]] = defaultdict(list)
    for doubt in doubts:
        beside[doubt.line].append(doubt)
    out = ["[[plan]]", f"id = {_text(plan.id)}", f"year = {plan.year}", f"title = {_words(plan.title)}"]
    if plan.number:
        out.append(f"number = {_text(plan.number)}")
    for number, item in enumerate(plan.item):
        out.append("")
        line = lines[number] if number < len(lines) else 0
        for doubt in beside.pop(line, ()):
            out.append("# " + " ".join(clean(str(doubt.why)).split()))
        out += ["[[plan.item]]", f"id = {_text(item.id)}", f"no = {_text(item.no)}", f"title = {_words(item.title)}"]
        if item.aspect:
            out.append(f"aspect = {_words(item.aspect)}")
        out.append(f"due = {_text(item.due)}")
        out.append(f"to = {_selectors(item.selectors)}")
        if item.leads:
            out.append(f"lead = {_list(item.leads) if len(item.leads) > 1 else _text(item.leads[0])}")
        for name in ("section", "person"):
            if getattr(item, name):
                out.append(f"{name} = {_text(getattr(item, name))}")
        if item.requirement:
            out.append(f"requirement = {_words(item.requirement)}")
    return "\n".join(out) + "\n"


def _selectors(selectors: Sequence[Selector]) -> str:
    return (
        "[" + ", ".join(_selector(one) for one in selectors) + "]" if len(selectors) != 1 else _selector(selectors[0])
    )


def _selector(selector: Selector) -> str:
    said = {key: value for key, value in msgspec.structs.asdict(selector).items() if value}
    return "{ " + ", ".join(f"{key} = {_list(value)}" for key, value in said.items()) + " }"


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"


def _words(words: T) -> str:
    return f"{{ zh = {_text(words.zh)}, en = {_text(words.en)} }}"


def _text(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in clean(text)) + '"'
