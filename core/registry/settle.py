"""Codes of an act: which code every division will have, what is shifted by which range, and whether it can stand.

A division that moves keeps the digits of its own level below the new parent, unless the act gives a code or the place
is taken; then it gets the next free number of its kind. What lies below a division goes along by the same distance.
"""

from collections.abc import Iterable
from itertools import pairwise

from gongkai.core.codes import NATION, contains, format_code, natural_level, span, stands_above, upper
from gongkai.core.i18n import T
from gongkai.core.ledger.shifts import Rule, moved
from gongkai.core.registry.sketch import Node, Sketch

# Numbers are given out by kind in blocks (GB/T 10114): subdistricts 001-099, towns 100-199, townships 200-399;
# residents' committees 001-199, villagers' committees 200-399. By the distance between two neighbours.
BLOCKS = {1_000_000: 100, 1_000: 200}


class Settled:
    """The codes of a sketch.

    Attributes:
        rules: disjoint ranges and their distance.
        left: ranges that end, with what takes over what is left in them: (low, high, node).
    """

    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.rules: list[Rule] = []
        self.left: list[tuple[int, int, Node]] = []
        self._working: set[int] = set()
        self._taken: dict[int, Node] = {}
        self._blocked: set[int] = set()
        for node in sketch.all_places():
            if node.wanted is not None and not node.ceased:
                self._take(node, node.wanted)
        for node in sketch.all_places():
            self.code(node)
        if not sketch.faults:
            self._ranges()
            self._disjoint()
            self._check()

    # codes

    def code(self, node: Node) -> int:
        """The code that a division will have."""
        if node.code >= 0:
            return node.code
        item = node.items[0] if node.items else 0
        if id(node) in self._working:
            self.sketch.fault(item, T(f"隶属关系成环：{node.label}。", f"the divisions run in a circle: {node.label}."))
            return node.before.code if node.before else NATION
        self._working.add(id(node))
        node.code = self._code(node)
        self._working.discard(id(node))
        return node.code

    def _code(self, node: Node) -> int:
        if node.ceased:
            return node.before.code if node.before else NATION
        if node.wanted is not None:
            return node.wanted
        before = node.before.code if node.before else NATION
        if ("parent" in node.said or node.adopted) and isinstance(node.parent, Node):
            return self._below(node, self.code(node.parent))
        outer = self._around(node)
        if outer is not None and not outer.ceased and outer.before:
            return before + self.code(outer) - outer.before.code
        return before

    def _around(self, node: Node) -> Node | None:
        """The nearest division of the act whose range holds this one."""
        if node.before is None:
            return None
        best: Node | None = None
        for other in self.sketch.places.values():
            if other is node or other.before is None or not contains(other.before.code, node.before.code):
                continue
            if best is None or (best.before and contains(best.before.code, other.before.code)):
                best = other
        return best

    def _below(self, node: Node, parent: int) -> int:
        before = node.before.code if node.before else NATION
        if contains(parent, before) and upper(before) == parent:
            return before
        own = before - upper(before)
        low, high = span(parent)
        item = node.items[0] if node.items else 0
        if self.sketch.faulty(item):
            return before
        if not (low < parent + own <= high and natural_level(parent + own) == natural_level(before)):
            self.sketch.fault(item, T(f"{node.label}放不到 {format_code(parent)} 之下，请写新代码 code。",
                                      f"{node.label} does not fit below {format_code(parent)}; give its new code."))  # fmt: skip
            return before
        step = span(before)[1] - before + 1
        number = own // step
        block = BLOCKS.get(step, 100)
        start = number - number % block
        order = [number, *range(number + 1, start + block), *range(max(start, 1), number)]
        for used in (False, True):  # a code that was never used is better than one that stood for something else
            for candidate in order:
                code: int = parent + candidate * step
                if code + step - 1 <= high and self._free(code, used):
                    self._take(node, code)
                    return code
        self.sketch.fault(item, T(f"{format_code(parent)} 之下没有空余代码给{node.label}，请写 codes。",
                                  f"no code is free below {format_code(parent)} for {node.label}; give one in codes."))  # fmt: skip
        return before

    def _free(self, code: int, used: bool) -> bool:
        if code in self._taken or code in self.sketch.places:
            return False
        if any(self._inhabited(node, code) for node in self.sketch.places.values()):
            return False
        store = self.sketch.office.store
        if store.sql("SELECT 1 FROM division WHERE code BETWEEN ? AND ? LIMIT 1", span(code)):
            return False
        return used or not store.sql(
            "SELECT 1 FROM division_term WHERE code = ? AND state <> 'never' UNION ALL"
            " SELECT 1 FROM place_shift WHERE ? BETWEEN low AND high AND state <> 'never' LIMIT 1", (code, code),
        )  # fmt: skip

    def _inhabited(self, node: Node, code: int) -> bool:
        """Whether something goes along with a division to a code."""
        if node.before is None or node.ceased or node.code < 0 or not contains(node.code, code):
            return False
        low, high = span(code - node.code + node.before.code)
        return low != node.before.code and bool(
            self.sketch.office.store.sql("SELECT 1 FROM division WHERE code BETWEEN ? AND ? LIMIT 1", (low, high))
        )

    def _take(self, node: Node, code: int) -> None:
        other = self._taken.setdefault(code, node)
        if other is not node:
            item = (node.items or [0])[-1]
            self.sketch.fault(item, T(f"{node.label}与{other.label}同用代码 {format_code(code)}。",
                                      f"{node.label} and {other.label} would share the code {format_code(code)}."))  # fmt: skip

    # ranges

    def _ranges(self) -> None:
        nodes = sorted(
            (node for node in self.sketch.places.values() if node.before),
            key=lambda node: (span(node.before.code)[0], -span(node.before.code)[1]) if node.before else (0, 0),
        )
        pieces: list[tuple[int, int, Node]] = []
        for number, node in enumerate(nodes):
            assert node.before is not None
            low, high = span(node.before.code)
            at = low
            for inner in nodes[number + 1 :]:
                assert inner.before is not None
                inner_low, inner_high = span(inner.before.code)
                if inner_low > high:
                    break
                if inner_low < at:
                    continue  # inside one that was cut out already
                if inner_low > at:
                    pieces.append((at, inner_low - 1, node))
                at = inner_high + 1
            if at <= high:
                pieces.append((at, high, node))
        for low, high, node in sorted(pieces, key=lambda piece: piece[0]):
            if node.ceased:
                self.left.append((low, high, node))
                continue
            delta = self.code(node) - node.before.code if node.before else 0
            if not delta:
                continue
            last = self.rules[-1] if self.rules else None
            if last and last[2] == delta and last[1] + 1 == low:
                self.rules[-1] = (last[0], high, delta)
            else:
                self.rules.append((low, high, delta))

    def _disjoint(self) -> None:
        """No two things may end in the same place, or nobody could tell afterwards what came from where.

        Something that is made within, or taken in by, a division which itself gets another code lies within the range
        of that one: the place that it takes is cut out there, and must be empty.
        """
        small = [(low + delta, high + delta, self.item_of(low)) for low, high, delta in self.rules]
        small += [(*span(node.code), node.items[-1]) for node in self.sketch.made]
        for first, last, item in sorted(small, key=lambda place: place[1] - place[0]):
            for large in list(self.rules):
                low, high, delta = large
                if low + delta <= first and last <= high + delta and last - first < high - low:
                    self._cut_out(large, first - delta, last - delta, item)
        self.rules.sort()
        ends = sorted((low + delta, high + delta, low) for low, high, delta in self.rules)
        for (_, last, low), (first, _, _) in pairwise(ends):
            if first <= last:
                item, code = self.item_of(low), format_code(first)
                self.sketch.fault(item, T(f"代码 {code} 有两处要占用。", f"two would take the code {code}."))

    def _cut_out(self, rule: Rule, low: int, high: int, item: int) -> None:
        """Take a range out of a rule, because something else goes where it would end."""
        for code, name in self.sketch.office.store.sql(
            "SELECT code, name FROM division WHERE code BETWEEN ? AND ?", (low, high)
        ):
            target = format_code(code + rule[2])
            self.sketch.fault(item, T(f"代码 {target} 已归{name}。", f"the code {target} goes to {name}."))
        if not self.sketch.faulty(item):
            self._check_records(low, high, [], item)
        self.rules.remove(rule)
        pieces = ((rule[0], low - 1, rule[2]), (high + 1, rule[1], rule[2]))
        self.rules += [piece for piece in pieces if piece[0] <= piece[1]]

    def parent(self, node: Node) -> int | None:
        """The code of its parent afterwards."""
        if isinstance(node.parent, Node):
            found: int | None = node.parent.code
        else:
            found = None if node.parent is None else self.moved(node.parent)
        if node.loose and (found is None or not contains(found, node.code) or found == node.code):
            return self._by_digits(node.code)
        return found

    def heir(self, node: Node) -> int | None:
        """Where what is left of a division goes, by the code before the act; None when that is only made by it."""
        seen: set[int] = set()
        found: Node | int | None = node
        while isinstance(found, Node) and found.ceased and id(found) not in seen:
            seen.add(id(found))
            above = found.before.parent if found.before else None
            found = found.heir if found.heir is not None else above
            if isinstance(found, int):
                found = self.sketch.places.get(found, found)
        if isinstance(found, Node):
            return found.before.code if found.before else None
        return found

    def heir_node(self, node: Node) -> Node | None:
        """What takes over, when the act names it."""
        seen: set[int] = set()
        found: Node | int | None = node
        while isinstance(found, Node) and found.ceased and id(found) not in seen:
            seen.add(id(found))
            found = found.heir
        return found if isinstance(found, Node) and not found.ceased else None

    def moved(self, code: int) -> int:
        """The code under which a division, touched or not, goes on."""
        known = self.sketch.places.get(code)
        return known.code if known is not None and not known.ceased else moved(self.rules, code)

    def _by_digits(self, code: int) -> int | None:
        while code != NATION:
            code = upper(code)
            if self.there(code) is not None:
                return code
        return NATION if self.sketch.place(NATION) else None

    def there(self, code: int) -> tuple[str, int] | None:
        """Name and level of what will stand under a code; None when nothing will."""
        for node in self.sketch.all_places():
            if not node.ceased and node.code == code:
                return node.name, node.level
        before = self.unmoved(code)
        if before == code and moved(self.rules, code) != code:
            return None  # what stands there goes away
        place = self.sketch.place(before)
        return None if place is None or before in self.sketch.places else (place.name, place.level)

    # checks

    def _check(self) -> None:
        sketch = self.sketch
        for node in sketch.all_places():
            item = (node.items or [0])[-1]
            if node.ceased:
                continue
            if node.before and span(node.code)[1] - node.code != span(node.before.code)[1] - node.before.code:
                code = format_code(node.code)
                sketch.fault(item, T(f"{node.label}的新代码 {code} 与原代码不是一级；请用设立和移动。",
                                     f"the new code {code} of {node.label} is of another level; create and move."))  # fmt: skip
            if not sketch.faulty(item):
                self._check_parent(node, item)
        if not sketch.faults:
            self._check_room()

    def _check_parent(self, node: Node, item: int) -> None:
        sketch = self.sketch
        if node.before and node.before.parent is None:
            return
        above = self.parent(node)
        if above is None or node.code == NATION:
            sketch.fault(item, T(f"{node.label}没有上级。", f"{node.label} has no parent."))
            return
        up = node.parent.before if isinstance(node.parent, Node) else None
        if node.before and up and contains(node.before.code, up.code):
            sketch.fault(item, T(f"隶属关系成环：{up.name}在{node.label}之内。",
                                 f"the divisions run in a circle: {up.name} lies within {node.label}."))  # fmt: skip
            return
        there = self.there(above)
        if there is None:
            name = sketch.office.place_name(self.unmoved(above))
            sketch.fault(item, T(f"{node.label}的上级{name}不在了。", f"the parent {name} of {node.label} is gone."))
        elif not stands_above(there[1], node.level):
            sketch.fault(
                item,
                T(
                    f"{node.label}不能放在{there[0]}之下：层级不对。",
                    f"{node.label} cannot lie below {there[0]}: wrong level.",
                ),
            )
        elif not contains(above, node.code) or above == node.code:
            code, top = format_code(node.code), format_code(above)
            sketch.fault(item, T(f"{node.label}的代码 {code} 不在上级 {top} 的范围内。",
                                 f"the code {code} of {node.label} is not within its parent {top}."))  # fmt: skip

    def unmoved(self, code: int) -> int:
        """The code that a place had before, when it was shifted here."""
        for low, high, delta in self.rules:
            if low + delta <= code <= high + delta:
                return code - delta
        return code

    def _check_room(self) -> None:
        """Nothing else may stand where something goes, and nothing unnamed may stand in what ends."""
        sketch, store = self.sketch, self.sketch.office.store
        ends = {node.before.code for node in sketch.places.values() if node.ceased and node.before}
        vacated = [(low, high) for low, high, _ in self.rules]
        targets = [(low + delta, high + delta, self.item_of(low)) for low, high, delta in self.rules]
        targets += [(*span(node.code), node.items[-1]) for node in sketch.made]
        for low, high, item in targets:
            rows = store.sql("SELECT code, name FROM division WHERE code BETWEEN ? AND ? ORDER BY code", (low, high))
            for code, name in rows:
                if code not in ends and not _within(vacated, code):
                    sketch.fault(
                        item,
                        T(
                            f"代码 {format_code(code)} 已是{name}的。",
                            f"the code {format_code(code)} is taken by {name}.",
                        ),
                    )
                    break
        # what is left in a range that ends is cleared first, unless what takes over is only being made
        cleared = [(low, high) for low, high, node in self.left if self.heir(node) is not None]
        for low, high, delta in self.rules:
            if sketch.faulty(self.item_of(low)):
                continue
            self._check_records(low + delta, high + delta, [*vacated, *cleared], self.item_of(low))
        for low, high, node in self.left:
            for code, name in store.sql("SELECT code, name FROM division WHERE code BETWEEN ? AND ?", (low, high)):
                if code not in ends:
                    sketch.open(node.items[-1], T(f"{node.label}范围内的{name}没有写去向。",
                                                  f"{name} within {node.label} goes nowhere; move it."))  # fmt: skip

    def _check_records(self, low: int, high: int, vacated: list[tuple[int, int]], item: int) -> None:
        """Records where others go would be taken for them afterwards."""
        sketch = self.sketch
        for resource in sketch.office.resources.values():
            if resource.sheeted:
                continue
            outside = "".join(" AND NOT scope BETWEEN ? AND ?" for _ in vacated)
            marks = [value for pair in vacated for value in pair]
            rows = sketch.office.store.sql(
                f"SELECT scope FROM {resource.table} WHERE scope BETWEEN ? AND ?{outside} LIMIT 1", (low, high, *marks)
            )
            if rows:
                sketch.fault(item, T(f"代码 {format_code(rows[0][0])} 处还有{resource.name.zh}，不能占用。",
                                     f"records ({resource.name.en}) still lie at the code {format_code(rows[0][0])}."))  # fmt: skip

    def item_of(self, code: int) -> int:
        """The item that moves what stands under a code."""
        around = [node for node in self.sketch.places.values() if node.before and contains(node.before.code, code)]
        best = max(
            around,
            key=lambda node: span(node.before.code)[0] - span(node.before.code)[1] if node.before else 0,
            default=None,
        )
        return best.items[-1] if best and best.items else 0


def _within(ranges: Iterable[tuple[int, int]], code: int) -> bool:
    return any(low <= code <= high for low, high in ranges)


def common(codes: Iterable[int], within: int) -> int:
    """The lowest scope that holds all of them, and not more than ``within``."""
    found = list(codes)
    top = found[0] if found else within
    while top != NATION and not all(contains(top, code) for code in found):
        top = upper(top)
    return top if contains(within, top) else within
