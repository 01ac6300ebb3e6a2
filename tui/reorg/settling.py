"""What an act leaves open, settled one by one: asks what is missing and gives the act with it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import msgspec

from gongkai.core.i18n import T
from gongkai.core.registry.actfile import Content as Act
from gongkai.core.registry.actfile import Item as Step
from gongkai.core.registry.acts import GRANTS
from gongkai.tui.reorg.asks import DIVISION, HEAD, STEPS, make_head, make_step, step_name, values_of, what_of
from gongkai.tui.reorg.choose import source
from gongkai.tui.reorg.words import part_name, subject_name
from gongkai.tui.screens.pick import Item, PickScreen

if TYPE_CHECKING:
    from gongkai.core.registry.sketch import Fault
    from gongkai.tui.screens.base import Base

Done = Callable[[Act], None]

KEEP = T("保留：随区划归到承接的区划", "goes on, in the division that takes over")
END = T("一并撤销", "ends too")
KEEP_ALL = T("其余各单位都保留", "all units left go on")
END_ALL = T("其余各单位都撤销", "all units left end too")
ONLY = T("只有这一个归它", "only this one goes there")
ALL = T("全部下级和事务由它承接", "everything below and all work goes there")


def settle(screen: "Base", act: Act, fault: "Fault", others: Sequence["Fault"], done: Done) -> None:
    """Ask for what settles a point; what has no way of its own is mended in its step.

    Args:
        others: the other open points, some of which the same answer may settle.
    """
    way, _, key = fault.way.partition(":")
    if way == "grants":
        _pick(screen, T("授权怎么办", "What becomes of the grants"), [Item(k, words) for k, words in GRANTS], lambda chosen: done(
            Act(msgspec.structs.replace(act.act, grants=str(chosen)), act.item)))  # fmt: skip
    elif way == "to":
        step = act.item[fault.item - 1]
        found = source(screen.office, what_of(step), act)
        _pick(
            screen, T("由谁承接", "Who carries on"), found, lambda chosen: done(_with(act, fault.item, to=str(chosen)))
        )
    elif way == "unit":
        _unit(screen, act, fault, key, [other for other in others if other.way.startswith("unit:")], done)
    elif way == "child":
        _child(screen, act, fault, key, done)
    elif way == "part":
        _part(screen, act, fault, key, done)
    elif 0 < fault.item <= len(act.item):
        _mend(screen, act, fault.item, done)
    else:
        _mend_head(screen, act, done)


def _pick(screen: "Base", title: T, items: Any, chosen: Callable[[Any], None]) -> None:
    screen.app.push_screen(PickScreen(title, items), lambda key: chosen(key) if key is not None else None)


def _with(act: Act, number: int, **values: Any) -> Act:
    steps = list(act.item)
    steps[number - 1] = msgspec.structs.replace(steps[number - 1], **values)
    return Act(act.act, tuple(steps))


def _unit(screen: "Base", act: Act, fault: "Fault", uid: str, others: Sequence["Fault"], done: Done) -> None:
    units = source(screen.office, "unit", act)
    fates = [Item("keep", KEEP, find="keep"), Item("end", END, find="end")]
    if len(others) > 1:
        fates += [Item("keep-all", KEEP_ALL, find="keep"), Item("end-all", END_ALL, find="end")]

    def found(text: str) -> list[Item]:
        from gongkai.tui.screens.pick import narrowed

        return [*narrowed(fates, text, phrases=False), *units(text)]

    def chosen(key: str) -> None:
        fate, _, rest = key.partition("-")
        each = [*others, fault] if rest == "all" else [fault]
        answer = act
        for one in each:
            step = answer.item[one.item - 1]
            answer = _with(answer, one.item, units={**step.units, one.way.partition(":")[2]: fate})
        done(answer)

    name = subject_name(screen.office, uid)
    _pick(screen, T(f"{name}由谁承接", f"Who carries on for {name}"), found, lambda key: chosen(str(key)))


def _child(screen: "Base", act: Act, fault: "Fault", code: str, done: Done) -> None:
    name = subject_name(screen.office, code)

    def placed(target: Any) -> None:
        ways = [Item("all", ALL), Item("only", ONLY)]

        def chosen(way: Any) -> None:
            if way == "all":
                done(_with(act, fault.item, to=str(target)))
            else:
                done(Act(act.act, (*act.item, Step("move", of=(code,), to=str(target)))))

        _pick(
            screen,
            T(f"归到{subject_name(screen.office, str(target))}", f"To {subject_name(screen.office, str(target))}"),
            ways,
            chosen,
        )

    _pick(screen, T(f"{name}归哪个区划", f"Where {name} goes"), source(screen.office, DIVISION, act), placed)


def _part(screen: "Base", act: Act, fault: "Fault", code: str, done: Done) -> None:
    parts = act.item[fault.item - 1].part
    items = [Item(number, part_name(screen.office, part)) for number, part in enumerate(parts)]

    def chosen(number: Any) -> None:
        changed = list(parts)
        part = changed[int(number)]
        changed[int(number)] = msgspec.structs.replace(part, children=(*part.children, code))
        done(_with(act, fault.item, part=tuple(changed)))

    name = subject_name(screen.office, code)
    _pick(screen, T(f"{name}归哪一部分", f"Which part takes {name}"), items, chosen)


def _mend(screen: "Base", act: Act, number: int, done: Done) -> None:
    from gongkai.tui.screens.reorgform import AskScreen

    step = act.item[number - 1]
    what = what_of(step)
    asks = STEPS[step.op, what]

    def mended(values: Any) -> None:
        if values is not None:
            steps = list(act.item)
            steps[number - 1] = make_step(screen.office, step.op, what, cast("dict[str, Any]", values), step)
            done(Act(act.act, tuple(steps)))

    screen.app.push_screen(AskScreen(step_name(step.op, what), asks, values_of(asks, step), act, what), mended)


def _mend_head(screen: "Base", act: Act, done: Done) -> None:
    from gongkai.tui.screens.reorgform import AskScreen

    def mended(values: Any) -> None:
        if values is not None:
            done(Act(make_head(screen.office, values, act.act.kind), act.item))

    screen.app.push_screen(AskScreen(T("基本情况", "The act"), HEAD, values_of(HEAD, act.act), act), mended)
