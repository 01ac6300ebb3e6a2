"""What is wrong with a rubric: everything at once, each with the file and line where it stands."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import measures_of
from gongkai.core.profile import Profile
from gongkai.core.rulecheck import Fault
from gongkai.core.rules import Source
from gongkai.core.text import nearest
from gongkai.plugins.inspection.arithmetic import HUNDRED, OPERATORS, ZERO, number, shown
from gongkai.plugins.inspection.arithmetic.operators import BY_HAND, FROM_BELOW, WITHOUT_POINTS, terms_of
from gongkai.plugins.inspection.arithmetic.plan import WEIGHTS
from gongkai.plugins.inspection.rubrics.places import place_of
from gongkai.plugins.inspection.rules import Indicator, Rubric, UnitClass

if TYPE_CHECKING:
    from gongkai.core.office import Office

SCOPES = ("item", "level1", "total")
CONFIDENCE = ("", "seen", "second-hand")
MEND = T("改正后用 gongkai rubric check 再查。", "Mend it and run gongkai rubric check again.")


def rubric_faults(office: "Office") -> Iterator[Fault]:
    """Everything wrong with the rubrics of the profile."""
    profile = office.profile
    measures = set(measures_of(office))
    try:
        found = profile.items("rubric", Rubric)
    except BadInput as error:  # a wrong key or type, a circle of inheritance
        yield fault_of(error)
        return
    for rubric in found.values():
        yield from _Check(profile, rubric, measures).all()


def fault_of(error: BadInput) -> Fault:
    """A file's own error as a fault: its message begins with file and line."""
    where, _, what = error.message.zh.partition("：")
    english = error.message.en.partition(": ")[2]
    told = T(what, english) if what and english else error.message
    return Fault(where if what else "", "", told + (error.hint or T("", "")), MEND)


class _Check:
    """The checks of one rubric."""

    def __init__(self, profile: Profile, rubric: Rubric, measures: set[str]) -> None:
        self.profile = profile
        self.rubric = rubric
        self.measures = measures
        self.by_id = {one.id: one for one in rubric.indicator}
        self.children: dict[str, list[Indicator]] = {}
        for one in rubric.indicator:
            self.children.setdefault(one.parent, []).append(one)

    def all(self) -> Iterator[Fault]:
        """Every fault."""
        yield from self._whole()
        seen: set[str] = set()
        for one in self.rubric.indicator:
            if one.id in seen:
                yield self._fault(one, "id", T(f"编号 {one.id} 重复。", f"the id {one.id} stands twice."))
            seen.add(one.id)
            yield from self._indicator(one)
        yield from self._circles()
        yield from self._classes()
        for unit_class in (None, *(one for one in self.rubric.unit_class if one.points)):
            yield from self._sums(unit_class)

    # ---- the rubric itself

    def _whole(self) -> Iterator[Fault]:
        rubric = self.rubric
        for key, known in (("weights", WEIGHTS), ("confidence", CONFIDENCE)):
            value = getattr(rubric, key)
            if value not in known:
                yield self._rubric_fault(key, _unknown(key, value, known))
        for key in ("total", "out_of", "pass_line"):
            yield from self._number(None, key, getattr(rubric, key))
        yield from self._absent(None, rubric.absent)
        days = {}
        for key in ("valid_from", "valid_to"):
            text = getattr(rubric, key)
            try:
                days[key] = date.fromisoformat(text) if text else None
            except ValueError:
                yield self._rubric_fault(
                    key,
                    T(
                        f"{key}“{text}”不是日期，写成 2026-01-01。",
                        f"{key} “{text}” is no date; write it as 2026-01-01.",
                    ),
                )
        first, last = days.get("valid_from"), days.get("valid_to")
        if first and last and last < first:
            yield self._rubric_fault("valid_to", T("失效日期早于生效日期。", "it ends before it begins."))
        sources = self.profile.items("source", Source)
        if rubric.source and rubric.source not in sources:
            yield self._rubric_fault(
                "source",
                T(f"没有文件 {rubric.source}。", f"there is no document {rubric.source}.")
                + _near(rubric.source, sources),
            )
        if not any(one.operator for one in rubric.indicator):
            yield self._rubric_fault("", T("没有可计分的指标。", "it has no indicator that scores."))

    # ---- one indicator

    def _indicator(self, one: Indicator) -> Iterator[Fault]:
        if one.parent and one.parent not in self.by_id:
            what = T(f"上级指标 {one.parent} 不存在。", f"there is no indicator {one.parent} to be its parent.")
            yield self._fault(one, "parent", what + _near(one.parent, self.by_id))
        group = one.id in self.children
        if group and one.operator:
            yield self._fault(
                one, "operator", T("有下级指标的不写算法。", "an indicator with others below has no operator.")
            )
        if not group and one.operator not in OPERATORS:
            if one.operator:
                what = T(f"算法 {one.operator} 不存在。", f"there is no operator {one.operator}.") + _near(
                    one.operator, OPERATORS
                )
            else:
                what = T("没有写算法 operator。", "no operator is given.")
            yield self._fault(one, "operator", what)
        if one.cap_in not in SCOPES:
            yield self._fault(one, "cap_in", _unknown("cap_in", one.cap_in, SCOPES))
        yield from self._absent(one, one.absent)
        yield from self._number(one, "least", one.least)
        yield from self._gate(one)
        if group:
            yield from self._number(one, "points", one.points)
        elif one.operator in OPERATORS:
            yield from self._item(one)

    def _item(self, one: Indicator) -> Iterator[Fault]:
        try:
            terms_of(one)
        except BadInput as error:
            key = next((key for key in ("points", "target", "per", "cap") if f" {key}“" in error.message.zh), "")
            if key == "target" and _zero(one.target):
                yield self._fault(
                    one, key, T("目标为零，不能作除数。", "the target is zero: nothing can be divided by it.")
                )
            else:
                yield self._fault(one, key, error.message)
        yield from self._number(one, "fixed", one.fixed)
        if one.operator == "limit" and not one.fixed:
            yield self._fault(one, "operator", T("封顶没有写 fixed。", "a limit needs its fixed score."))
        if one.operator == "steps" and not one.steps:
            yield self._fault(one, "operator", T("分档得分没有写 steps。", "steps are missing."))
        if one.operator == "mix":
            yield from self._mix(one)
        if one.fault and one.operator != "deduct":
            yield self._fault(one, "fault", T("只有扣分 deduct 可以有 fault。", "only a deduct has faults."))
        yield from self._measures(one)
        yield from self._cap(one)

    def _mix(self, one: Indicator) -> Iterator[Fault]:
        weights = [_decimal(part.weight) for part in one.part]
        if None in weights or sum((weight for weight in weights if weight is not None), ZERO) != HUNDRED:
            said = "、".join(part.weight for part in one.part)
            yield self._fault(
                one,
                "part",
                T(f"各来源权重 {said} 合计不是 100。", f"the weights of its sources, {said}, are not 100 together."),
            )

    def _measures(self, one: Indicator) -> Iterator[Fault]:
        named = [fault.measure for fault in one.fault] + [part.measure for part in one.part]
        own_needed = one.operator not in (*BY_HAND, *FROM_BELOW, *WITHOUT_POINTS, "mix") and not one.fault
        if one.measure or own_needed:
            named.append(one.measure)
        for measure in named:
            if not measure and own_needed:
                yield self._fault(one, "measure", T("没有写数据来源 measure。", "no measure is given."))
            elif measure and measure not in self.measures:
                near = nearest(measure, list(self.measures))
                yield self._fault(
                    one,
                    "measure",
                    T(f"数据来源 {measure} 不存在", f"there is no measure {measure}")
                    + (T(f"，最接近的是 {near[0]}。", f"; the nearest is {near[0]}.") if near else T("。", ".")),
                )

    def _cap(self, one: Indicator) -> Iterator[Fault]:
        """A cap above what it is taken from: the item, its first-level indicator, the whole."""
        cap = _decimal(one.cap) if one.cap else None
        if cap is None or self.rubric.weights != "points":
            return
        if one.cap_in == "item":
            over, name = one.points, T("本指标", "its own")
        elif one.cap_in == "level1":
            top = one
            for _ in range(8):
                top = self.by_id.get(top.parent, top)
            whole = _stated(top, None, self.children)
            over, name = ("" if whole is None else str(whole)), T("一级指标", "the first-level indicator's")
        else:
            over, name = self.rubric.total, T("总分", "the total's")
        most = _decimal(over) if over else None
        if most is not None and cap > most:
            yield self._fault(
                one,
                "cap",
                T(
                    f"上限 {shown(cap)} 高于{name.zh}的 {shown(most)} 分。",
                    f"its cap {shown(cap)} is above {name.en} {shown(most)} points.",
                ),
            )

    def _gate(self, one: Indicator) -> Iterator[Fault]:
        gate = one.gate
        if gate is None:
            return
        if gate.of and gate.of not in self.by_id:
            what = T(f"门槛所指的 {gate.of} 不存在。", f"its gate names {gate.of}, which is not there.")
            yield self._fault(one, "gate", what + _near(gate.of, self.by_id))
        if not (gate.above or gate.least):
            yield self._fault(one, "gate", T("门槛没有写 above 或 least。", "its gate has neither above nor least."))
        for text in (gate.above, gate.least):
            yield from self._number(one, "gate", text)
        if not one.bonus:
            yield self._fault(one, "gate", T("只有加分（bonus）可以设门槛。", "only a bonus stands behind a gate."))

    # ---- the tree

    def _circles(self) -> Iterator[Fault]:
        for one in self.rubric.indicator:
            chain = [one.id]
            while (up := self.by_id[chain[-1]].parent) in self.by_id and up not in chain:
                chain.append(up)
            if up == one.id and one.id == min(chain):
                ring = " → ".join((*chain, up))
                yield self._fault(
                    one, "parent", T(f"上级指标绕成了圈：{ring}。", f"its parents go round in a circle: {ring}.")
                )

    def _classes(self) -> Iterator[Fault]:
        seen: set[str] = set()
        for unit_class in self.rubric.unit_class:
            where = place_of(self.profile, self.rubric.id, unit_class.id, "", "unit_class")
            head = self._head() + T(f"的类别“{unit_class.name.zh}”：", f", class “{unit_class.name.en}”: ")
            if unit_class.id in seen:
                yield Fault(
                    where,
                    self.rubric.id,
                    head + T(f"编号 {unit_class.id} 重复。", f"the id {unit_class.id} stands twice."),
                    MEND,
                )
            seen.add(unit_class.id)
            for name in (*unit_class.points, *unit_class.only, *unit_class.drop):
                if name not in self.by_id:
                    what = T(f"没有指标 {name}。", f"there is no indicator {name}.") + _near(name, self.by_id)
                    yield Fault(where, self.rubric.id, head + what, MEND)

    def _sums(self, unit_class: UnitClass | None) -> Iterator[Fault]:
        """Whether points (or weights) add up in every group and in the whole."""
        if self.rubric.weights == "fit":
            return
        out = set(unit_class.drop) if unit_class else set()
        percent = self.rubric.weights == "percent"
        total = HUNDRED if percent else _decimal(self.rubric.total)
        groups: list[tuple[Indicator | None, Decimal | None]] = [(None, total)]
        groups += [
            (one, HUNDRED if percent else _given(one, unit_class))
            for one in self.rubric.indicator
            if one.id in self.children and not self._is_bonus(one)
        ]
        of_class = T(f"（{unit_class.name.zh}）", f" ({unit_class.name.en})") if unit_class else T("", "")
        for group, due in groups:
            ones = [one for one in self.children.get(group.id if group else "", ()) if not self._is_bonus(one)]
            values = [_stated(one, unit_class, self.children) for one in ones]
            if due is None or None in values or (out and any(one.id in out for one in ones)):
                continue
            whole = sum((value for value in values if value is not None), ZERO)
            if whole == due:
                continue
            unit = T("%", " per cent") if percent else T(" 分", " points")
            if group is None:
                what = (
                    self._head()
                    + of_class
                    + T(
                        f"各指标合计 {shown(whole)}{unit.zh}，应为 {shown(due)}{unit.zh}。",
                        f": the points add up to {shown(whole)}, not {shown(due)}{unit.en}.",
                    )
                )
                key = "" if self.rubric.total == "100" else "total"
                yield Fault(place_of(self.profile, self.rubric.id, "", key), self.rubric.id, what, MEND)
            else:
                what = T(
                    f"下级指标合计 {shown(whole)}{unit.zh}，应为 {shown(due)}{unit.zh}。",
                    f"what stands below adds up to {shown(whole)}, not {shown(due)}{unit.en}.",
                )
                yield self._fault(group, "points", of_class + what)

    def _is_bonus(self, one: Indicator) -> bool:
        for _ in range(8):
            if one.bonus or one.operator in WITHOUT_POINTS:
                return True
            if one.parent not in self.by_id:
                return False
            one = self.by_id[one.parent]
        return False

    # ---- words

    def _number(self, one: Indicator | None, key: str, text: str) -> Iterator[Fault]:
        if text and _decimal(text) is None:
            what = T(f"{key}“{text}”不可用。", f"{key} “{text}” cannot be used.")
            yield self._fault(one, key, what) if one else self._rubric_fault(key, what)

    def _absent(self, one: Indicator | None, value: str) -> Iterator[Fault]:
        share = _decimal(value) if value not in ("", "rescale", "spread") else ZERO
        if share is None or share > 1:
            what = _unknown("absent", value, ("rescale", "spread", "0.8"))
            yield self._fault(one, "absent", what) if one else self._rubric_fault("absent", what)

    def _head(self) -> T:
        return T(f"{self.rubric.name.zh}（{self.rubric.id}）", f"{self.rubric.name.en} ({self.rubric.id})")

    def _rubric_fault(self, key: str, what: T) -> Fault:
        return Fault(
            place_of(self.profile, self.rubric.id, "", key), self.rubric.id, self._head() + T("：", ": ") + what, MEND
        )

    def _fault(self, one: Indicator, key: str, what: T) -> Fault:
        where = place_of(self.profile, self.rubric.id, one.id, key) or place_of(self.profile, self.rubric.id, one.id)
        head = T(f"的指标“{one.name.zh}”：", f", indicator “{one.name.en}”: ")
        return Fault(where, f"{self.rubric.id}.{one.id}", self._head() + head + what, MEND)


def _decimal(text: str) -> Decimal | None:
    try:
        return number(text, "", "")
    except BadInput:
        return None


def _zero(text: str) -> bool:
    return _decimal(text) == ZERO


def _given(one: Indicator, unit_class: UnitClass | None) -> Decimal | None:
    text = unit_class.points.get(one.id, one.points) if unit_class else one.points
    return _decimal(text) if text else None


def _stated(
    one: Indicator, unit_class: UnitClass | None, children: dict[str, list[Indicator]], depth: int = 0
) -> Decimal | None:
    """An indicator's points, or the sum of what stands below; None where they cannot be read."""
    if one.operator in WITHOUT_POINTS:
        return ZERO
    own = _given(one, unit_class)
    if own is not None or one.points or one.id not in children or depth > 8:
        return own
    values = [_stated(child, unit_class, children, depth + 1) for child in children[one.id]]
    return None if None in values else sum((value for value in values if value is not None), ZERO)


def _unknown(key: str, value: str, known: Any) -> T:
    words = list(known)
    return T(
        f"{key} = “{value}”不可用，可用：{'、'.join(word for word in words if word)}。",
        f"{key} = “{value}” cannot be used; there are {', '.join(word for word in words if word)}.",
    )


def _near(word: str, known: Any) -> T:
    near = nearest(word, list(known))
    return T(f"最接近的是 {near[0]}。", f" The nearest is {near[0]}.") if near else T("", "")
