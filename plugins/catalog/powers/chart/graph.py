"""From steps to a graph: what stands in the boxes of a flow chart, and which arrows join them.

Steps of one parallel group become one block, whose members are handled at the same time. Arrows that lead back (return
for correction) are told apart from those that lead on, so that the chart has layers and the time of a case can be summed.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

_TARGET = re.compile(r"(?:(?P<label>.{0,60}?)\s*(?::|：|→|->|=>)\s*)?第?(?P<number>[0-9]{1,6})步?")  # zh-data
_PARTS = re.compile(r"[;；,，、\n]+")  # zh-data
LONGEST_LABEL = 20


def read_targets(text: str) -> list[tuple[str, int]]:
    """Where a step leads, as (label, number): ``3``, ``是:3；否:5``, ``通过→4``.

    Raises:
        BadInput: a part of it names no number of a step.
    """
    found = []
    for part in _PARTS.split(text):
        if not part.strip():
            continue
        match = _TARGET.fullmatch(part.strip())
        if match is None:
            raise BadInput(
                T(f"转至“{part.strip()[:40]}”读不懂。", f"“{part.strip()[:40]}” names no step to go to."),
                T(
                    "写下一环节的序号，分支写 是:3；否:5。",
                    "Write the number of the next step, branches as yes:3; no:5.",
                ),
            )
        found.append(((match["label"] or "").strip()[:LONGEST_LABEL], int(match["number"])))
    return found


@dataclass(frozen=True)
class Node:
    """One step as it is drawn; every text is already in the language of the chart."""

    number: int
    name: str
    kind: str = "step"
    post: str = ""
    time: str = ""
    handler: str = ""
    restraint: str = ""
    goes_to: str = ""
    together: str = ""
    size: int = 0

    @property
    def facts(self) -> list[str]:
        """Who, how long, who checks; what is known of it."""
        who = " ".join(text for text in (self.handler, self.post) if text)
        first = " · ".join(text for text in (who, self.time) if text)
        check = str(T(f"监督：{self.restraint}", f"check: {self.restraint}")) if self.restraint else ""
        return [text for text in (first, check) if text]


@dataclass(frozen=True)
class Block:
    """A box: one step, or the steps of a parallel group."""

    nodes: tuple[Node, ...]
    group: str = ""

    @property
    def kind(self) -> str:
        """The kind of its step; ``group`` for several."""
        return "group" if self.group else self.nodes[0].kind

    @property
    def size(self) -> int:
        """How long it takes: the longest of what runs side by side."""
        return max(node.size for node in self.nodes)


@dataclass(frozen=True)
class Edge:
    """An arrow between two blocks, by their places in the list; ``back`` when it leads to where the case was before."""

    source: int
    target: int
    label: str = ""
    back: bool = False


@dataclass(frozen=True)
class Chart:
    """A flow chart: its blocks in order of number, its arrows, what stands above and below.

    Attributes:
        lost: (number of a step, number it names) where there is no such step.
    """

    title: str
    blocks: tuple[Block, ...]
    edges: tuple[Edge, ...]
    head: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    lost: tuple[tuple[int, int], ...] = ()

    @cached_property
    def layers(self) -> list[int]:
        """The layer of each block: below everything that leads to it, arrows back left out."""
        return _longest(self, lambda block: 1)

    @property
    def order(self) -> list[int]:
        """The blocks one below the other: each after all that lead to it, by number where that leaves a choice."""
        onward = _ways(edge for edge in self.edges if not edge.back)
        before = Counter(edge.target for edges in onward.values() for edge in edges)
        ready = [at for at in range(len(self.blocks)) if not before[at]]
        found = []
        while ready:
            at = heappop(ready)
            found.append(at)
            for edge in onward.get(at, ()):
                before[edge.target] -= 1
                if not before[edge.target]:
                    heappush(ready, edge.target)
        return found

    @property
    def longest(self) -> int:
        """The time of the longest way through, in the size of ``limits``; loops are gone through once."""
        after = _longest(self, lambda block: block.size)
        return max((start + block.size for start, block in zip(after, self.blocks, strict=True)), default=0)

    @property
    def unreached(self) -> list[int]:
        """Numbers of the steps that no way from the first one reaches."""
        if not self.blocks:
            return []
        ways = _ways(self.edges)
        seen, waiting = {0}, [0]
        while waiting:
            for edge in ways.get(waiting.pop(), ()):
                if edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
        return [node.number for at, block in enumerate(self.blocks) if at not in seen for node in block.nodes]


@dataclass
class _Joining:
    """Blocks and arrows while they are made."""

    blocks: list[Block] = field(default_factory=list)
    place: dict[int, int] = field(default_factory=dict)


def chart_of(
    title: str, nodes: Iterable[Node], head: Sequence[str] = (), facts: Sequence[tuple[str, str]] = ()
) -> Chart:
    """The chart of some steps; numbers that stand twice are drawn one after the other."""
    ordered = sorted(nodes, key=lambda node: node.number)
    made = _Joining()
    groups: dict[str, list[Node]] = {}
    for node in ordered:
        if node.together:
            groups.setdefault(node.together, []).append(node)
    for node in ordered:
        members = groups.get(node.together, [])
        if members and members[0] is not node:
            made.place.setdefault(node.number, made.place[members[0].number])
            continue
        made.place.setdefault(node.number, len(made.blocks))
        made.blocks.append(Block(tuple(members) or (node,), node.together))
    edges, lost = _edges(made)
    return Chart(
        title, tuple(made.blocks), tuple(_turned(len(made.blocks), edges)), tuple(head), tuple(facts), tuple(lost)
    )


def _edges(made: _Joining) -> tuple[list[Edge], list[tuple[int, int]]]:
    edges: dict[tuple[int, int], list[str]] = {}
    lost = []
    for at, block in enumerate(made.blocks):
        said = False
        for node in block.nodes:
            for label, number in _targets(node):
                said = True
                if number not in made.place:
                    lost.append((node.number, number))
                    continue
                labels = edges.setdefault((at, made.place[number]), [])
                if label and label not in labels:
                    labels.append(label)
        if not said and block.kind != "end" and at + 1 < len(made.blocks):
            edges.setdefault((at, at + 1), [])
    return [Edge(source, target, " / ".join(labels)) for (source, target), labels in edges.items()], lost


def _targets(node: Node) -> list[tuple[str, int]]:
    try:
        return read_targets(node.goes_to)
    except BadInput:
        return []  # the register refuses such a text; a chart is drawn all the same


def _ways(edges: Iterable[Edge]) -> Mapping[int, list[Edge]]:
    ways: dict[int, list[Edge]] = {}
    for edge in edges:
        ways.setdefault(edge.source, []).append(edge)
    return ways


def _turned(count: int, edges: Sequence[Edge]) -> list[Edge]:
    """The same arrows, with those that close a circle marked as leading back."""
    ways = _ways(edges)
    state = [0] * count  # 0 not seen, 1 on the way, 2 done
    back: set[tuple[int, int]] = set()
    for first in range(count):
        if state[first]:
            continue
        state[first] = 1
        path = [(first, iter(ways.get(first, ())))]
        while path:
            at, rest = path[-1]
            edge = next(rest, None)
            if edge is None:
                state[at] = 2
                path.pop()
            elif state[edge.target] == 1:
                back.add((edge.source, edge.target))
            elif not state[edge.target]:
                state[edge.target] = 1
                path.append((edge.target, iter(ways.get(edge.target, ()))))
    return [Edge(e.source, e.target, e.label, (e.source, e.target) in back) for e in edges]


def _longest(chart: Chart, weight: Callable[[Block], int]) -> list[int]:
    """For each block the greatest weight of what lies before it."""
    count = len(chart.blocks)
    onward = _ways(edge for edge in chart.edges if not edge.back)
    waiting = [0] * count
    for edges in onward.values():
        for edge in edges:
            waiting[edge.target] += 1
    before = [0] * count
    ready = [at for at in range(count) if not waiting[at]]
    while ready:
        at = ready.pop()
        for edge in onward.get(at, ()):
            before[edge.target] = max(before[edge.target], before[at] + weight(chart.blocks[at]))
            waiting[edge.target] -= 1
            if not waiting[edge.target]:
                ready.append(edge.target)
    return before
