"""A document's tree, or a sheet's rows, as the items of a plan. What the document does not say stays empty and is listed."""

# zh-data: module (words to recognise, not to show)

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.core.i18n import T
from gongkai.core.rules import Selector
from gongkai.core.text import cells, clean_line, truncate
from gongkai.plugins.tasks.plans.due import dates_in, due_of, spans_in
from gongkai.plugins.tasks.plans.duties import JOINT, LEAD, PERSON, SECTION, UNIT, Duty, take
from gongkai.plugins.tasks.plans.numbering import DIGIT, SPOKEN
from gongkai.plugins.tasks.plans.outline import Left, Node, Outline
from gongkai.plugins.tasks.plans.units import Matched, Matcher

TITLE = 60  # cells; a longer first sentence ends at its first clause
_YEAR = re.compile(r"(20\d\d|二[○〇零oO]?[○〇零oO][○〇零一二三四五六七八九十oO]{2})年")
_SENTENCE = re.compile(r"。|[.](?!\d)")
_CLAUSE = re.compile(r"[；;]|(?<=.{6})[:：](?=.)|(?<=.{8})\s+(?=.{20})")
_CHINESE = str.maketrans("○〇零oO一二三四五六七八九", "00000123456789")


@dataclass
class Draft:
    """One item as it was understood.

    Attributes:
        line: where it stands; ``no`` is its number as printed, with those above it.
        lead, to: names of units; ``groups``: collective names as selectors.
        due: ISO date or limit; empty where nothing clear was said. ``said``: the words that say when.
        below: sub-items: (line, number, text).
    """

    line: int
    no: str
    title: str
    aspect: str = ""
    requirement: str = ""
    lead: list[str] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    groups: list[Selector] = field(default_factory=list)
    section: str = ""
    person: str = ""
    due: str = ""
    said: str = ""
    below: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Reading:
    """All that was understood of a document: its head, the items in their order, and what a person must look at."""

    title: str
    number: str
    year: int | None
    items: list[Draft] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    doubts: list[Left] = field(default_factory=list)

    @property
    def aspects(self) -> list[str]:
        """The aspects in their order."""
        return list(dict.fromkeys(item.aspect for item in self.items if item.aspect))


def year_of(text: str) -> int | None:
    """The year that a title or a document number names; None where it names none or several."""
    found = {int(year.translate(_CHINESE)) for year in _YEAR.findall(text) if len(year.translate(_CHINESE)) == 4}
    found |= {int(year) for year in re.findall(r"[〔［\[(（【](20\d\d)[〕］\])）】]", text)} if not found else set()
    return found.pop() if len(found) == 1 else None


def read_outline(found: Outline, matcher: Matcher, title: str = "", year: int | None = None) -> Reading:
    """The items of a document.

    Args:
        title, year: said by the person; else the document's own.
    """
    named = title or found.title
    reading = Reading(
        named, found.number, year or year_of(named) or year_of(found.number), [], found.left, found.doubts
    )
    for top in found.top:
        _aspect(top, reading, matcher)
    reading.left.sort(key=lambda one: one.line)
    reading.doubts.sort(key=lambda one: one.line)
    return reading


def _aspect(top: Node, reading: Reading, matcher: Matcher) -> None:
    duty = _own(top)
    if not top.children:
        if duty or top.head.rank >= DIGIT:
            reading.items.append(_item(top, (), "", Duty(), reading, matcher))
        else:
            reading.left += [
                Left(line, text, T("标题下没有条目", "no items under this heading")) for line, text in top.text
            ]
        return
    aspect = _title([(line, take(text, Duty())) for line, text in top.text])[0]
    for line, text in _title(top.text)[1]:
        if take(text, Duty()):
            reading.left.append(Left(line, text, T("方面的说明文字", "words on the aspect as a whole")))
    for child in top.children:
        _items(child, (top,), aspect, duty, reading, matcher)


def _items(node: Node, above: tuple[Node, ...], aspect: str, duty: Duty, reading: Reading, matcher: Matcher) -> None:
    """A heading is an item, unless those below it name their own units."""
    if (
        node.children
        and not _own(node).names
        and any(_own(one).names for child in node.children for one in child.walk())
    ):
        for child in node.children:
            _items(child, (*above, node), aspect, duty, reading, matcher)
        return
    reading.items.append(_item(node, above, aspect, duty, reading, matcher))


def number_of(nodes: Sequence[Node]) -> str:
    """The number of an item with those above it, as a person says it: 二（一）3."""
    said = ""
    for node in nodes:
        label = node.head.label.rstrip("、.．,，:： ").replace("(", "（").replace(")", "）")
        label = label[:-1] if node.head.rank == SPOKEN else label
        said += label if not said or label[0] in "（①②③④⑤⑥⑦⑧⑨⑩" else f"·{label}"
    return said


def _own(node: Node) -> Duty:
    duty = Duty()
    for _, text in node.text:
        take(text, duty)
    return duty


def _item(
    node: Node, above: tuple[Node, ...], aspect: str, inherited: Duty, reading: Reading, matcher: Matcher
) -> Draft:
    duty = Duty()
    text = [(line, kept) for line, words in node.text if (kept := take(words, duty))]
    title, rest = _title(text)
    draft = Draft(node.line, number_of((*above, node)), title, aspect)
    for one in [below for child in node.children for below in child.walk()]:
        words = " ".join(kept for _, part in one.text if (kept := take(part, duty)))
        draft.below.append((one.line, one.head.label, words))
    draft.requirement = "\n".join(
        [kept for _, kept in rest] + [f"{label} {words}".strip() for _, label, words in draft.below]
    )
    if not duty.names and inherited.names:
        duty.names = inherited.names
        reading.doubts.append(Left(node.line, title, T("单位取自所属方面", "its units are those of the aspect")))
    if not duty.due and inherited.due:
        duty.due = inherited.due
    settle_units(draft, duty, reading, matcher)
    settle_due(draft, duty, [kept for _, kept in text] + [words for _, _, words in draft.below], reading)
    return draft


def _title(text: Sequence[tuple[int, str]]) -> tuple[str, list[tuple[int, str]]]:
    """The first sentence names the item; the rest says what is to be done."""
    if not text:
        return "", []
    line, first = text[0]
    stop = _SENTENCE.search(first) or (_CLAUSE.search(first) if cells(first) > TITLE else None)
    name, rest = (first[: stop.start()], first[stop.end() :].strip()) if stop else (first, "")
    if cells(name) > 2 * TITLE:
        return truncate(name, TITLE), list(text)
    return clean_line(name.rstrip("。；;.,，")), [*([(line, rest)] if rest else []), *text[1:]]


def settle_units(draft: Draft, duty: Duty, reading: Reading, matcher: Matcher) -> None:
    names = duty.names
    lead, to = matcher.match(names.get(LEAD, [])), matcher.match([*names.get(UNIT, []), *names.get(JOINT, [])])
    draft.lead = list(dict.fromkeys(lead.units))
    draft.to = [name for name in dict.fromkeys(to.units) if name not in draft.lead]
    draft.groups = list(dict.fromkeys((*lead.groups, *to.groups)))
    draft.section = "、".join(names.get(SECTION, ()))
    draft.person = "、".join(names.get(PERSON, ()))
    for matched in (lead, to):
        _tell(draft, matched, reading)


def _tell(draft: Draft, matched: Matched, reading: Reading) -> None:
    for name, near in matched.unknown:
        why = T(f"“{name}”对不上单位", f"“{name}” fits no unit")
        if near:
            why += T(f"，相近的有：{'、'.join(near)}", f"; the nearest: {', '.join(near)}")
        reading.doubts.append(Left(draft.line, draft.title, why))
    for name, unit in matched.short:
        why = T(f"“{name}”按简称对应{unit}，请核对", f"“{name}” was read as {unit}; look whether it is")
        reading.doubts.append(Left(draft.line, draft.title, why))
    for name in matched.open_end:
        why = T(f"“{name}”没有列全单位", f"“{name}” does not name all units")
        reading.doubts.append(Left(draft.line, draft.title, why))


def settle_due(draft: Draft, duty: Duty, texts: Iterable[str], reading: Reading) -> None:
    year = reading.year
    if duty.due:
        if not _named(duty):
            reading.doubts.append(Left(draft.line, draft.title, T("没有写责任单位", "no unit is named")))
        draft.said = "；".join(duty.due)
        found = {due_of(words, year) for words in duty.due}
        draft.due = found.pop() if len(found) == 1 else ""
        if not draft.due:
            why = T(f"时限“{draft.said}”定不出日期", f"“{draft.said}” gives no day")
            reading.doubts.append(Left(draft.line, draft.title, why))
        return
    texts = list(texts)
    named = {day: words for text in texts for day, words in dates_in(text, year)}
    if named and not _named(duty):
        reading.doubts.append(Left(draft.line, draft.title, T("没有写责任单位", "no unit is named")))
    if len(named) == 1:
        draft.due, draft.said = next(iter(named.items()))
        return
    if named:
        why = T(f"写了几个日期：{'、'.join(named.values())}", f"several days are named: {', '.join(named)}")
        reading.doubts.append(Left(draft.line, draft.title, why))
        return
    _lacking(draft, duty, reading, [words for text in texts for words in spans_in(text)])


def _lacking(draft: Draft, duty: Duty, reading: Reading, spans: Sequence[str]) -> None:
    """Neither a time nor units, or one of them: one line for each item."""
    why = T("没有写时限", "no time is named") if _named(duty) else T("没有写责任单位和时限", "neither units nor a time")
    if spans:
        said = "、".join(dict.fromkeys(spans))
        why = T(f"只写了“{said}”，没有写到哪天为止", f"says only “{said}”, not by which day")
        if not _named(duty):
            why += T("；没有写责任单位", "; no unit is named")
    reading.doubts.append(Left(draft.line, draft.title, why))


def _named(duty: Duty) -> bool:
    return any(duty.names.get(role) for role in (LEAD, UNIT, JOINT))


def check(reading: Reading) -> Iterator[T]:
    """What must be settled before the plan can be stored: a year, at least one item; and what is odd about its dates."""
    if reading.year is None:
        yield T("看不出年度，请用 --year 指明。", "No year can be seen; give it with --year.")
    if not reading.title:
        yield T("看不出名称，请用 --title 指明。", "No title can be seen; give it with --title.")
    if not reading.items:
        yield T("没有读出条目。", "No items were found.")
