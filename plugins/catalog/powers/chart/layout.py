"""Where the boxes and arrows of a flow chart lie on a page: layers from top to bottom, few crossings, right angles.

An arrow that passes over a layer gets a place of its own there, so that no line runs through a box. Arrows that lead back
run along the nearer edge of the page. Units are pixels.
"""

from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.core.text import cells, truncate
from gongkai.plugins.catalog.powers.chart.graph import Block, Chart, Edge
from gongkai.plugins.catalog.powers.chart.words import wrap

CELL, LINE, PAD = 7.2, 20, 10
WORDS = 28  # cells of a branch's words
NAME, GROUP_COLUMNS = 22, 4  # cells of a line in a box, members of a group beside each other
GAP, CHANNEL, TRACK = 28, 34, 10
MARGIN, SLOT = 24, 14
SWEEPS = 4


@dataclass
class Item:
    """What stands in a layer: a block, or the place where an arrow passes (``block`` is -1)."""

    block: int
    width: float
    height: float
    x: float = 0.0
    above: list["Item"] = field(default_factory=list)
    below: list["Item"] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Where arrows enter and leave."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Path:
    """An arrow as the corners it goes round, with its words and where they stand."""

    points: tuple[tuple[float, float], ...]
    label: str
    at: tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """A block on the page, with the lines of each of its steps (the first is the name's)."""

    block: Block
    x: float
    y: float
    width: float
    height: float
    cells: tuple[tuple[float, float, float, float, tuple[str, ...], int], ...]


@dataclass(frozen=True)
class Page:
    """The whole drawing."""

    width: float
    height: float
    frames: tuple[Frame, ...]
    paths: tuple[Path, ...]


def lines_of(block: Block, at: int) -> tuple[tuple[str, ...], int]:
    """The lines of one step, and how many of them are its name."""
    node = block.nodes[at]
    name = wrap(f"{node.number} {node.name}", NAME)
    return (*name, *(line for fact in node.facts for line in wrap(fact, NAME))), len(name)


def _box(block: Block, at: int) -> tuple[float, float, tuple[str, ...], int]:
    lines, names = lines_of(block, at)
    wide = max((cells(line) for line in lines), default=0)
    return (
        max(96.0, wide * CELL + 2 * PAD + (24 if block.kind == "decision" else 0)),
        len(lines) * LINE + 2 * PAD,
        lines,
        names,
    )


def _size(block: Block) -> tuple[float, float]:
    boxes = [_box(block, at) for at in range(len(block.nodes))]
    if not block.group:
        return boxes[0][0], boxes[0][1]
    wide = max(box[0] for box in boxes)
    rows = [boxes[n : n + GROUP_COLUMNS] for n in range(0, len(boxes), GROUP_COLUMNS)]
    columns = min(GROUP_COLUMNS, len(boxes))
    title = cells(block.group) * CELL + 2 * PAD
    return max(columns * (wide + PAD) + PAD, title), sum(max(b[1] for b in row) + PAD for row in rows) + LINE + 2 * PAD


def page_of(chart: Chart, top: float = 0.0) -> Page:
    """Lay the chart out, its first layer at ``top``."""
    layers, items = _layers(chart)
    chains = _chains(chart, layers, items)
    _order(layers)
    _place(layers)
    left = min((item.x for layer in layers for item in layer), default=0.0)
    middle = (left + max((item.x + item.width for layer in layers for item in layer), default=0.0)) / 2
    outer = {edge for edge in chart.edges if edge.back and items[edge.source].middle < middle}
    shift = MARGIN + SLOT * len(outer) - left
    for layer in layers:
        for item in layer:
            item.x += shift
    tracks = _tracks(chart, chains, len(layers))
    tops, y = [], top
    for number, layer in enumerate(layers):
        y += CHANNEL + TRACK * tracks[number]
        tops.append(y)
        y += max(item.height for item in layer)
    bottom = y + CHANNEL + TRACK * tracks[len(layers)]
    right = max((item.x + item.width for layer in layers for item in layer), default=0.0)
    frames = tuple(_frame(chart.blocks[at], item, tops[chart.layers[at]]) for at, item in enumerate(items))
    paths = _paths(chart, chains, items, layers, tops, _lanes(chart, outer, shift + left, right))
    others = sum(edge.back for edge in chart.edges) - len(outer)
    return Page(right + SLOT * others + 2 * MARGIN, bottom, frames, tuple(paths))


def _layers(chart: Chart) -> tuple[list[list[Item]], list[Item]]:
    items = [Item(at, *_size(block)) for at, block in enumerate(chart.blocks)]
    layers: list[list[Item]] = [[] for _ in range(max(chart.layers, default=-1) + 1)]
    for item, layer in zip(items, chart.layers, strict=True):
        layers[layer].append(item)
    return layers, items


def _chains(chart: Chart, layers: list[list[Item]], items: list[Item]) -> list[list[Item]]:
    """For each arrow that leads on, what it passes from its source to its target."""
    chains = []
    for edge in chart.edges:
        if edge.back:
            chains.append([items[edge.source], items[edge.target]])
            continue
        chain = [items[edge.source]]
        for layer in range(chart.layers[edge.source] + 1, chart.layers[edge.target]):
            passing = Item(-1, SLOT, 0)
            layers[layer].append(passing)
            chain.append(passing)
        chain.append(items[edge.target])
        for above, below in pairwise(chain):
            above.below.append(below)
            below.above.append(above)
        chains.append(chain)
    return chains


def _order(layers: list[list[Item]]) -> None:
    """Put each layer in the order of the middles of what it is joined with."""
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        for layer in layers if downward else layers[::-1]:
            for place, item in enumerate(layer):
                item.x = place
        for number in range(1, len(layers)) if downward else range(len(layers) - 2, -1, -1):
            layer = layers[number]
            layer.sort(key=lambda item: _mean([o.x for o in (item.above if downward else item.below)], item.x))
            for place, item in enumerate(layer):
                item.x = place


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _place(layers: list[list[Item]]) -> None:
    """Give every item its x: side by side, then drawn towards what it is joined with as far as there is room."""
    for layer in layers:
        whole = sum(item.width + GAP for item in layer) - GAP
        x = -whole / 2
        for item in layer:
            item.x = x
            x += item.width + GAP
    for sweep in range(2 * SWEEPS):
        downward = sweep % 2 == 0
        for layer in layers if downward else layers[::-1]:
            wanted = [
                _mean([o.middle for o in (item.above if downward else item.below)], item.middle) - item.width / 2
                for item in layer
            ]
            _spread(layer, wanted)


def _spread(layer: list[Item], wanted: list[float]) -> None:
    """Items at the places wanted where they do not touch; else moved apart evenly."""
    rightward: list[float] = []
    for item, x in zip(layer, wanted, strict=True):
        least = rightward[-1] if rightward else x
        rightward.append(max(x, least) + item.width + GAP)
    leftward: list[float] = []
    for item, x in zip(layer[::-1], wanted[::-1], strict=True):
        most = leftward[-1] - item.width - GAP if leftward else x
        leftward.append(min(x, most))
    for item, end, start in zip(layer, rightward, leftward[::-1], strict=True):
        item.x = ((end - item.width - GAP) + start) / 2


def _bend(chain: list[Item], at: int) -> bool:
    return abs(chain[at].middle - chain[at + 1].middle) > 0.5


def _tracks(chart: Chart, chains: list[list[Item]], count: int) -> list[int]:
    """How many lines run across above each layer, and below the last."""
    tracks = [0] * (count + 1)
    for edge, chain in zip(chart.edges, chains, strict=True):
        if edge.back:
            tracks[chart.layers[edge.source] + 1] += 1
            tracks[chart.layers[edge.target]] += 1
            continue
        for step in range(len(chain) - 1):
            if _bend(chain, step):
                tracks[chart.layers[edge.source] + 1 + step] += 1
    return tracks


def _lanes(chart: Chart, outer: set[Edge], left: float, right: float) -> dict[Edge, float]:
    """Where the arrows that lead back go up: beside the page's left edge, or its right one."""
    lanes: dict[Edge, float] = {}
    used = [0, 0]
    for edge in chart.edges:
        if edge.back:
            side = int(edge in outer)
            used[side] += 1
            lanes[edge] = left - SLOT * used[1] if side else right + SLOT * used[0]
    return lanes


def _paths(
    chart: Chart, chains: list[list[Item]], items: list[Item], layers: list[list[Item]], tops: list[float],
    lanes: dict[Edge, float],
) -> list[Path]:  # fmt: skip
    """Every arrow with its corners; lines across take the tracks above a layer one after the other."""
    heights = [max(item.height for item in layer) for layer in layers]
    next_track = [0] * (len(layers) + 1)

    def across(layer: int) -> float:
        """The next free line above a layer."""
        next_track[layer] += 1
        bottom = tops[layer - 1] + heights[layer - 1] if layer else tops[0] - CHANNEL - TRACK * len(chart.edges)
        if layer < len(tops):
            return tops[layer] - CHANNEL / 2 - TRACK * (next_track[layer] - 1)
        return bottom + CHANNEL / 2 + TRACK * (next_track[layer] - 1)

    paths = []
    for edge, chain in zip(chart.edges, chains, strict=True):
        source, target = items[edge.source], items[edge.target]
        first, last = chart.layers[edge.source], chart.layers[edge.target]
        start = tops[first] + source.height
        if edge.back:
            lane, low, high = lanes[edge], across(first + 1), across(last)
            turn = 1 if lane > source.middle else -1
            shift = turn * min(18.0, source.width / 4), turn * min(18.0, target.width / 4)
            points = [
                (source.middle + shift[0], start), (source.middle + shift[0], low), (lane, low), (lane, high),
                (target.middle + shift[1], high), (target.middle + shift[1], tops[last]),
            ]  # fmt: skip
            beside = points[0][0] + (4 if turn > 0 else -4 - _width(edge.label))
            paths.append(Path(tuple(points), _short(edge.label), (beside, low - 4)))
            continue
        points = [(source.middle, start)]
        for step in range(len(chain) - 1):
            here, there = chain[step], chain[step + 1]
            if _bend(chain, step):
                y = across(first + 1 + step)
                points += [(here.middle, y), (there.middle, y)]
        points.append((target.middle, tops[last]))
        returns = any(o.back and o.source == edge.source and lanes[o] > source.middle for o in chart.edges)
        paths.append(Path(tuple(points), _short(edge.label), _words_at(points, edge, returns)))
    return paths


def _short(label: str) -> str:
    """A branch's words as they are drawn; the finding and the register have them whole."""
    return truncate(label, WORDS)


def _width(label: str) -> float:
    """How wide a branch's words are drawn; they are smaller than the rest."""
    return cells(_short(label)) * CELL * 12 / 14


def _words_at(points: list[tuple[float, float]], edge: Edge, returns: bool) -> tuple[float, float]:
    """Words stand over the first line across, or beside the first line down: left of it when a way back leaves to the right."""
    (x, y), (_, below) = points[0], points[1]
    if len(points) > 2:
        to = points[2][0]
        return (min(x, to) + 6 if to > x else max(to + 6, x - _width(edge.label) - 6)), below - 4
    return x - 6 - _width(edge.label) if returns else x + 6, (y + below) / 2 + 4


def _frame(block: Block, item: Item, top: float) -> Frame:
    if not block.group:
        _, height, lines, names = _box(block, 0)
        cell = (item.x, top, item.width, height, lines, names)
        return Frame(block, item.x, top, item.width, height, (cell,))
    boxes = [_box(block, at) for at in range(len(block.nodes))]
    columns = min(GROUP_COLUMNS, len(boxes))
    wide = (item.width - PAD) / columns - PAD
    made = []
    y = top + LINE + PAD
    for start in range(0, len(boxes), columns):
        row = boxes[start : start + columns]
        tall = max(box[1] for box in row)
        for place, (_, _, lines, names) in enumerate(row):
            made.append((item.x + PAD + place * (wide + PAD), y, wide, tall, lines, names))
        y += tall + PAD
    return Frame(block, item.x, top, item.width, item.height, tuple(made))
