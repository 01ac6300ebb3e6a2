"""Lines of a document become a tree of numbered headings; what belongs nowhere is kept with its line and a reason.

Page numbers and running heads go, sentences broken by hard line ends are joined, paragraphs that lost their breaks are cut
where the next number stands. A number that is missing, repeated or out of order is told; the order of the document stays.
"""

# zh-data: module (words to recognise, not to show)

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.core.i18n import T
from gongkai.core.text import cells as width_of
from gongkai.plugins.tasks.plans.duties import Duty, is_label, take
from gongkai.plugins.tasks.plans.numbering import SPOKEN, Head, head_of, pieces
from gongkai.plugins.tasks.plans.source import Line

_PAGE = re.compile(r"[-–—―‐·.\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[,，/]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-–—―‐·.\s]*")
_STOPS = "。；！？：;!?:.…”」』"
_ATTACHED = re.compile(r"附\s*(?:件|表|录)\s*(?:\d{1,2}|[一二三四五六七八九十])?\s*(?:[:：.．、]|$)|附[:：]")
_DAY = re.compile(r"[(（]?\s*(?:\d{4}|[二〇○零一三四五六七八九O]{4})年.{1,3}月.{1,3}日\s*[)）]?")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,14}[〔［\[(（【]\s*\d{4}\s*[〕］\])）】]\s*第?\s*\d{1,5}\s*号")
_PLAN_WORDS = re.compile(r"(?:要点|方案|计划|意见|通知|办法|清单|分工|任务|讲话|情况|规定|安排|措施)$")
LONG = 40  # cells; a heading that is longer and has no stop goes on in the next line
OFTEN = 3  # times a short line must come back to be a running head


@dataclass
class Node:
    """A numbered heading: its number, its text and what stands below it, paragraph by paragraph with line numbers."""

    head: Head
    line: int
    text: list[tuple[int, str]]
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """This and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Left:
    """A line that has no place in the tree, or something doubtful at a line; and why."""

    line: int
    text: str
    why: T


@dataclass
class Outline:
    """What a document says: its title, number (文号), tree, rows of tables, and what was left out or is doubtful."""

    title: str = ""
    number: str = ""
    top: list[Node] = field(default_factory=list)
    tables: list[list[Line]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    doubts: list[Left] = field(default_factory=list)


PREFACE = T("在第一个编号之前", "before the first number")
RUNNING = T("页眉、页脚或页码", "running head or page number")
ATTACHED = T("附件", "attachment")
SIGNED = T("落款", "signature")


def outline(lines: Sequence[Line]) -> Outline:
    """Read the lines of a document."""
    found = Outline()
    kept = _without_running(lines, found)
    wrap = _wrap(kept)
    builder = _Builder(found)
    for part in _paragraphs(kept, wrap, found):
        builder.add(part)
    builder.finish()
    return found


def _without_running(lines: Sequence[Line], found: Outline) -> list[Line]:
    short = (line.text for line in lines if line.text and not line.cells and width_of(line.text) <= LONG)
    seen = Counter(text for text in short if text[-1] not in _STOPS and head_of(text) is None and not is_label(text))
    repeated = {text for text, times in seen.items() if times >= OFTEN}
    kept = []
    for line in lines:
        if line.text and not line.cells and (_PAGE.fullmatch(line.text) or line.text in repeated):
            found.left.append(Left(line.number, line.text, RUNNING))
        else:
            kept.append(line)
    return kept


def _wrap(lines: Iterable[Line]) -> int:
    """The width at which a text was broken by hard line ends; 0 where it was not."""
    widths = [width_of(line.text) for line in lines if line.text and not line.cells]
    widest = max(widths, default=0)
    full = sum(1 for width in widths if width >= widest - 3)
    return widest if 30 <= widest <= 100 and full >= max(4, len(widths) // 4) else 0


def _paragraphs(lines: Sequence[Line], wrap: int, found: Outline) -> Iterator[Line]:
    """Lines joined where a sentence goes on; rows of tables are put aside, table by table."""
    waiting: Line | None = None
    last, begun, in_table = "", False, False
    for line in lines:
        if line.cells:
            if not in_table:
                found.tables.append([])
            found.tables[-1].append(line)
            in_table = True
            continue
        if not line.text:
            continue
        in_table = False
        head = head_of(line.text)
        begun = begun or head is not None
        if waiting is not None and begun and _goes_on(waiting.text, last, line.text, head, wrap):
            waiting = Line(waiting.number, waiting.text + line.text)
        else:
            if waiting is not None:
                yield waiting
            waiting = line
        last = line.text
    if waiting is not None:
        yield waiting


def _goes_on(so_far: str, last: str, text: str, head: Head | None, wrap: int) -> bool:
    if head is not None or is_label(text) or _ATTACHED.match(text) or _DAY.fullmatch(text):
        return False
    if head_of(so_far) is None and _ATTACHED.match(so_far):
        return False
    opened = max(so_far.count("（"), so_far.count("(")) > max(so_far.count("）"), so_far.count(")"))
    if opened and len(so_far) - max(so_far.rfind("（"), so_far.rfind("(")) < 200:
        return True
    if last[-1] in _STOPS or last[-1] in ")）":
        return False
    if wrap:
        return width_of(last) >= wrap - 3
    return len(so_far) > LONG // 4 if head_of(so_far) is None else width_of(so_far) > 2 * LONG


class _Builder:
    """Puts paragraph after paragraph into the tree."""

    def __init__(self, found: Outline) -> None:
        self.found = found
        self.path: list[Node] = []
        self.last: dict[int, int] = {}  # rank to the last number used, wherever it stood
        self.attached = False
        self.front: list[Line] = []

    def add(self, part: Line) -> None:
        found = self.found
        if _ATTACHED.match(part.text) and sum(1 for top in found.top for _ in top.walk()) > 1:
            self.attached = True
        if self.attached:
            found.left.append(Left(part.number, part.text, ATTACHED))
            return
        first, *rest = pieces(part.text) or [part.text]
        joined, inner = [first], False
        for piece in rest:
            head = head_of(piece)
            expected = head is not None and self._expected(head, joined[-1])
            # a row of its own inside one part (一是 … 二是 …) stays in the text of that part
            inner = inner or (head is not None and head.rank == SPOKEN and head.number == 1 and not expected)
            if head is not None and expected and not (inner and head.rank == SPOKEN):
                self._piece(part.number, joined[-1])
                joined.append(piece)
                inner = inner and head.rank == SPOKEN
            else:
                joined[-1] += piece
        self._piece(part.number, joined[-1])

    def _expected(self, head: Head, before: str) -> bool:
        """Whether the number inside a paragraph is the one that must come now: the next of an open row, or the first."""
        own = head_of(before)
        last = dict(self.last)
        if own is not None:
            last = {rank: number for rank, number in last.items() if rank < own.rank} | {own.rank: own.number}
        return self._next(head, last)

    @staticmethod
    def _next(head: Head, last: Mapping[int, int]) -> bool:
        if head.rank in last:
            return head.number == last[head.rank] + 1
        return head.number == 1 and (not last or head.rank > max(last))

    def _piece(self, number: int, text: str) -> None:
        head = head_of(text)
        if head is not None and head.rank == SPOKEN and not (self.path and self._next(head, self.last)):
            head = None  # “一是” counts only where it is the next of a row
        if head is None:
            if self.path:
                self._owner(text).text.append((number, text))
            else:
                self.front.append(Line(number, text))
            return
        while self.path and self.path[-1].head.rank >= head.rank:
            self.path.pop()
        siblings = self.path[-1].children if self.path else self.found.top
        self._check(number, text, head, siblings)
        node = Node(head, number, [(number, head.rest)] if head.rest else [])
        siblings.append(node)
        self.path.append(node)
        self.last = {rank: count for rank, count in self.last.items() if rank < head.rank} | {head.rank: head.number}

    def _owner(self, text: str) -> Node:
        """Whose a paragraph is: the last heading's; a line of duties behind several parts that name none is the whole's."""
        here = self.path[-1]
        if len(self.path) < 3 or take(text, Duty()):
            return here
        parts = self.path[-2].children
        silent = not any(take(words, Duty()) != words for part in parts for _, words in part.text)
        return self.path[-2] if len(parts) > 1 and silent else here

    def _check(self, line: int, text: str, head: Head, siblings: Sequence[Node]) -> None:
        before = next((node.head.number for node in reversed(siblings) if node.head.rank == head.rank), None)
        runs_on = self._runs_on(head)
        if head.number == (before or 0) + 1 or (before is None and runs_on):
            return
        if before is None:
            why = T(f"编号从 {head.label} 开始", f"the row begins with {head.label}")
        elif head.number == before:
            why = T(f"编号 {head.label} 重复", f"{head.label} is there twice")
        elif head.number < before:
            why = T(f"编号 {head.label} 倒退", f"{head.label} goes back")
        else:
            why = T(f"{head.label} 之前缺号", f"a number is missing before {head.label}")
        self.found.doubts.append(Left(line, text, why))

    def _runs_on(self, head: Head) -> bool:
        """Whether numbers run on through all aspects, as those of items often do."""
        numbers = [node.head.number for top in self.found.top for node in top.walk() if node.head.rank == head.rank]
        return bool(numbers) and head.number == numbers[-1] + 1

    def finish(self) -> None:
        """The front gives title and number; the end gives away its signature."""
        found = self.found
        if found.top:
            self._signature()
        title = self._title()
        for line in self.front:
            if number := _NUMBER.search(line.text):
                if not found.number and width_of(line.text) <= 2 * LONG:
                    found.number = number[0]
                if number[0] == found.number and len(number[0]) + 4 >= len(line.text):
                    continue
            if line not in title:
                found.left.append(Left(line.number, line.text, PREFACE))
        found.title = "".join(line.text for line in title) or found.title
        found.left.sort(key=lambda one: one.line)

    def _title(self) -> list[Line]:
        """The lines of the title: those right before the first number where they look like one (what a notice passes on),
        else the first ones."""
        plain = [line for line in self.front if line.text[-1] not in _STOPS and not _DAY.fullmatch(line.text)]
        if plain and self.front[-1] is plain[-1] and _PLAN_WORDS.search(plain[-1].text):
            return plain[-1:]
        title: list[Line] = []
        for line in plain[:3]:
            if _NUMBER.fullmatch(line.text):
                break
            title.append(line)
            if _PLAN_WORDS.search(line.text):
                break
        return title

    def _signature(self) -> None:
        node = self.found.top[-1]
        while node.children:
            node = node.children[-1]
        for end in range(len(node.text) - 1, max(len(node.text) - 4, 0), -1):
            line, text = node.text[end]
            if _DAY.fullmatch(text):
                start = end
                while (
                    start > 1
                    and width_of(node.text[start - 1][1]) <= LONG
                    and node.text[start - 1][1][-1] not in _STOPS
                ):
                    start -= 1
                for line, text in node.text[start:]:
                    self.found.left.append(Left(line, text, SIGNED))
                del node.text[start:]
                return
