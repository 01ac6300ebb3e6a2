"""A flow chart for the terminal: boxes one below the other, arrows that skip or lead back beside them, 80 cells wide.

Each block stands below all that lead to it, by number where that leaves a choice. An arrow to the next box goes straight
down; one that leads further down runs on the right, one that leads back up on the left, short ones nearest to the boxes.
Arrows for which no lane is left are told by number inside the box.
"""

from dataclasses import dataclass

from gongkai.core.i18n import T
from gongkai.core.text import cells, clean_line, truncate
from gongkai.plugins.catalog.powers.chart.graph import Block, Chart, Edge
from gongkai.plugins.catalog.powers.chart.words import wrap

WIDTH = 80
BOX = 46
LANES = 5  # on each side
UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
LINES = {
    UP | DOWN: "│", LEFT | RIGHT: "─", DOWN | RIGHT: "┌", DOWN | LEFT: "┐", UP | RIGHT: "└", UP | LEFT: "┘",
    UP | DOWN | RIGHT: "├", UP | DOWN | LEFT: "┤", LEFT | RIGHT | DOWN: "┬", LEFT | RIGHT | UP: "┴",
    UP | DOWN | LEFT | RIGHT: "┼", UP: "│", DOWN: "│", LEFT: "─", RIGHT: "─",
}  # fmt: skip
SIGNS = {"start": "○", "end": "●", "decision": "◇"}


class _Canvas:
    """Cells with lines, which join where they meet, and characters on top of them."""

    def __init__(self) -> None:
        self.lines: dict[tuple[int, int], int] = {}
        self.signs: dict[tuple[int, int], str] = {}

    def across(self, y: int, left: int, right: int) -> None:
        for x in range(left, right + 1):
            self._join(x, y, (LEFT if x > left else 0) | (RIGHT if x < right else 0))

    def down(self, x: int, top: int, bottom: int) -> None:
        for y in range(top, bottom + 1):
            self._join(x, y, (UP if y > top else 0) | (DOWN if y < bottom else 0))

    def box(self, left: int, top: int, right: int, bottom: int) -> None:
        for y in (top, bottom):
            self.across(y, left, right)
        for x in (left, right):
            self.down(x, top, bottom)

    def write(self, x: int, y: int, text: str) -> None:
        for char in text:
            width = cells(char)
            if not width and (x - 1, y) in self.signs:  # a mark that joins the one before
                before = x - 1 if self.signs[x - 1, y] else x - 2
                self.signs[before, y] = self.signs.get((before, y), "") + char
                continue
            self.signs[x, y] = char
            for more in range(1, width):
                self.signs[x + more, y] = ""
            x += width

    def _join(self, x: int, y: int, mask: int) -> None:
        self.lines[x, y] = self.lines.get((x, y), 0) | mask

    def text(self) -> list[str]:
        places = {*self.lines, *self.signs}
        height = max((y for _, y in places), default=-1) + 1
        rows: list[list[str]] = [[] for _ in range(height)]
        for x, y in sorted(places):
            row = rows[y]
            row += [" "] * (x - len(row))
            row.append(self.signs[x, y] if (x, y) in self.signs else LINES.get(self.lines[x, y], " "))
        return ["".join(row).rstrip() for row in rows]


@dataclass
class _Box:
    """A block while the drawing is laid out: its text, its top, and the rows on its sides that arrows use."""

    lines: list[str]
    top: int = 0
    height: int = 0
    right: int = 0
    left: int = 0


@dataclass
class _Arrow:
    """An arrow beside the boxes: between the rows of two boxes, in a lane."""

    edge: Edge
    source: int
    target: int
    side: str
    first: int = 0
    last: int = 0
    lane: int = 0


def draw(chart: Chart) -> list[str]:
    """The chart as lines of at most 80 cells: title, drawing, and the facts below it."""
    lines = [*wrap(chart.title, WIDTH), *(line for text in chart.head for line in wrap(text, WIDTH)), ""]
    lines += _drawing(chart)
    if chart.facts:
        lines.append("")
    for label, value in chart.facts:
        lead = truncate(clean_line(label), WIDTH // 2) + str(T("：", ": "))
        room = WIDTH - cells(lead)
        told = wrap(value, room) or [""]
        lines.append(lead + told[0])
        lines += [" " * (WIDTH - room) + more for more in told[1:]]
    return lines


def _drawing(chart: Chart) -> list[str]:
    order = chart.order
    place = {at: row for row, at in enumerate(order)}
    arrows, straight, told = _sorted(chart, place)
    boxes = [_Box(_words(chart, chart.blocks[at], told.get(at, []))) for at in order]
    _ports(boxes, arrows)
    sides = {"left": 0, "right": 0}
    for side in sides:
        sides[side] = _lanes([arrow for arrow in arrows if arrow.side == side])
    rooms = _rooms(arrows, WIDTH - BOX - 2 * sum(sides.values()) - 2)
    x = 2 * sides["left"] + rooms["left"] if sides["left"] else 0
    right = x + BOX - 1
    canvas = _Canvas()
    for box in boxes:
        canvas.box(x, box.top, right, box.top + box.height + 1)
        for row, line in enumerate(box.lines):
            canvas.write(x + 2, box.top + 1 + row, line)
    for row, label in straight.items():
        top = boxes[row].top + boxes[row].height + 1
        middle = x + BOX // 2
        canvas.down(middle, top, boxes[row + 1].top - 1)
        canvas.write(middle, boxes[row + 1].top - 1, "▼")
        canvas.write(middle + 2, top + 1, truncate(label, BOX // 2 - 3))
    for arrow in arrows:
        _side(canvas, arrow, x, right, rooms[arrow.side])
    return canvas.text()


def _sorted(chart: Chart, place: dict[int, int]) -> tuple[list[_Arrow], dict[int, str], dict[int, list[Edge]]]:
    """The arrows beside the boxes, the straight ones by the row they leave, and those that no lane is left for."""
    straight: dict[int, str] = {}
    arrows: list[_Arrow] = []
    for edge in chart.edges:
        source, target = place[edge.source], place[edge.target]
        if target == source + 1:
            straight[source] = edge.label
        else:
            arrows.append(_Arrow(edge, source, target, "right" if target > source else "left"))
    arrows.sort(key=lambda a: (abs(a.target - a.source), a.source))
    kept: list[_Arrow] = []
    told: dict[int, list[Edge]] = {}
    for side in ("left", "right"):
        taken: list[_Arrow] = []
        for arrow in (a for a in arrows if a.side == side):
            low, high = sorted((arrow.source, arrow.target))
            beside = sum(min(a.source, a.target) <= high and max(a.source, a.target) >= low for a in taken)
            if beside < LANES:
                taken.append(arrow)
            else:
                told.setdefault(arrow.edge.source, []).append(arrow.edge)
        kept += taken
    return kept, straight, told


def _words(chart: Chart, block: Block, told: list[Edge]) -> list[str]:
    """What stands in a box."""
    room = BOX - 4
    lines: list[str] = []
    if block.group:
        count = len(block.nodes)
        lines += wrap(
            str(
                T(
                    f"并联：{block.group}（{count} 个环节同时办理）",
                    f"In parallel: {block.group} ({count} steps at once)",
                )
            ),
            room,
        )
    for node in block.nodes:
        sign = SIGNS.get(node.kind, "")
        lead = f"{node.number} {sign} " if sign else f"{node.number} "
        if block.group:
            lead = "· " + lead
        indent = cells(lead)
        name = wrap(node.name, room - indent) or [""]
        lines += [lead + name[0], *(" " * indent + more for more in name[1:])]
        for fact in node.facts:
            lines += [" " * indent + more for more in wrap(fact, room - indent)]
    for edge in told:
        to = chart.blocks[edge.target].nodes[0].number
        lines += wrap(f"{edge.label} → {to}".strip(), room)
    return lines


def _ports(boxes: list[_Box], arrows: list[_Arrow]) -> None:
    """Give each arrow its rows: on the right arrows come in above those that go out, on the left the other way."""
    used: dict[tuple[int, str], int] = {}
    rows: list[tuple[_Arrow, str, int, int]] = []
    incoming = sorted(arrows, key=lambda a: a.side == "left")
    for first in (True, False):
        for arrow in incoming:
            end = "target" if (arrow.side == "right") == first else "source"
            at = arrow.target if end == "target" else arrow.source
            row = used.get((at, arrow.side), 0)
            used[at, arrow.side] = row + 1
            rows.append((arrow, end, at, row))
    y = 0
    for at, box in enumerate(boxes):
        box.height = max(len(box.lines), used.get((at, "left"), 0), used.get((at, "right"), 0))
        box.top = y
        y += box.height + 4
    ends: dict[int, list[int]] = {}
    for arrow, _, at, row in rows:
        ends.setdefault(id(arrow), []).append(boxes[at].top + 1 + row)
    for arrow in arrows:
        arrow.first, arrow.last = min(ends[id(arrow)]), max(ends[id(arrow)])


def _lanes(arrows: list[_Arrow]) -> int:
    """Put each arrow into the nearest free lane; gives how many lanes there are."""
    lanes: list[list[tuple[int, int]]] = []
    for arrow in sorted(arrows, key=lambda a: (a.last - a.first, a.first)):
        free = (
            n for n, taken in enumerate(lanes) if all(arrow.last < low or arrow.first > high for low, high in taken)
        )
        arrow.lane = next(free, len(lanes))
        if arrow.lane == len(lanes):
            lanes.append([])
        lanes[arrow.lane].append((arrow.first, arrow.last))
    return len(lanes)


def _rooms(arrows: list[_Arrow], spare: int) -> dict[str, int]:
    """The cells on each side between boxes and lanes, for the words on the arrows."""
    wanted = {
        side: max((cells(a.edge.label) + 1 for a in arrows if a.side == side and a.edge.label), default=1)
        for side in ("left", "right")
    }
    left = min(wanted["left"], max(1, spare - min(wanted["right"], spare // 2)))
    return {"left": left, "right": min(wanted["right"], max(1, spare - left))}


def _side(canvas: _Canvas, arrow: _Arrow, left: int, right: int, room: int) -> None:
    """An arrow beside the boxes, with its words where it leaves and its head where it ends."""
    words = truncate(arrow.edge.label, room - 1)
    if arrow.side == "right":
        lane = right + room + 2 * arrow.lane + 1
        leaves, ends = arrow.first, arrow.last
        canvas.across(leaves, right, lane)
        canvas.across(ends, right + 1, lane)
        canvas.down(lane, leaves, ends)
        canvas.write(right + 1, ends, "◄")
        canvas.write(right + 1, leaves, words)
        return
    lane = left - room - 2 * arrow.lane - 1
    ends, leaves = arrow.first, arrow.last
    if ends == leaves:  # a step that leads to itself has one row
        canvas.across(ends, lane, left - 1)
    else:
        canvas.across(leaves, lane, left)
        canvas.across(ends, lane, left - 1)
        canvas.down(lane, ends, leaves)
    canvas.write(left - 1, ends, "►")
    canvas.write(left - cells(words), leaves, words)
