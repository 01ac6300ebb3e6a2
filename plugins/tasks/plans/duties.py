"""Who must act, as documents say it: （牵头单位：…；责任单位：…）, （责任单位：…）, （县财政局牵头，各乡镇配合）, and lines of their own.

Only what is written is taken; names are matched to units of the office in ``units``.
"""

# zh-data: module (words to recognise, not to show)

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LEAD, UNIT, JOINT, SECTION, PERSON, DUE = "lead", "unit", "joint", "section", "person", "due"
_LABEL = re.compile(
    r"(?P<what>牵头|责任|负责|主办|承办|协办|主责|配合|参与|参加|落实|实施|联合|完成|时限|时间|办结|分管|具体)"
    r"(?:(?P<of>单位|部门|机关|科室|处室|股室|人员|人|领导|时限|时间|日期|期限|要求|节点))\s*[:：]\s*"
)
_VERBS = re.compile(
    r"^(?:由)?(?P<who>.+?)(?P<verb>牵头|主办|负责|承办|落实|实施|配合|协办|协助|参与|参加)(?:负责|落实|办理|实施|推进)?$"
)
_ROLE = {
    "牵头": LEAD, "主办": LEAD, "主责": LEAD, "配合": JOINT, "协办": JOINT, "协助": JOINT, "参与": JOINT, "参加": JOINT, "联合": JOINT,
}  # fmt: skip
_OF = {"科室": SECTION, "处室": SECTION, "股室": SECTION, "人员": PERSON, "人": PERSON, "领导": PERSON, "时限": DUE,
       "时间": DUE, "日期": DUE, "期限": DUE, "要求": DUE, "节点": DUE}  # fmt: skip
_OPEN, _CLOSE = "（([【〔", "）)]】〕"
_LIST = re.compile(r"[、,，;；/\s]+")
_ENDS = " ；;。，,.、"


@dataclass
class Duty:
    """What a heading says of who must act and when: names as written, by their part."""

    names: dict[str, list[str]] = field(default_factory=dict)
    due: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.names or self.due)

    def add(self, role: str, text: str) -> None:
        """Names (or a time) under a label."""
        text = text.strip(_ENDS)
        if not text:
            return
        if role == DUE:
            self.due.append(text)
        else:
            self.names.setdefault(role, []).extend(name for name in split_names(text) if name)


def is_label(text: str) -> bool:
    """Whether a line begins with ``责任单位：`` and the like."""
    return _LABEL.match(text.lstrip("（(【[ ")) is not None


def take(text: str, duty: Duty) -> str:
    """Move what a paragraph says of duties into ``duty``; gives the paragraph without it."""
    if is_label(text) and text[0] not in _OPEN:
        _labelled(text, duty)
        return ""
    kept, at = [], 0
    for start, end in _groups(text):
        inner = text[start + 1 : end].strip()
        if _LABEL.match(inner):
            _labelled(inner, duty)
        elif not _by_verbs(inner, duty):
            continue
        kept.append(text[at:start])
        at = end + 1
    kept.append(text[at:])
    return _sentences("".join(kept).strip(), duty)


def _sentences(text: str, duty: Duty) -> str:
    """Sentences that are labels go, too: 公开年度预算。责任单位：县财政局；完成时限：6月底。"""
    if not _LABEL.search(text):
        return text
    kept = []
    for sentence in re.split(r"(?<=[。！？])", text):
        if is_label(sentence.strip()):
            _labelled(sentence.strip(), duty)
        else:
            kept.append(sentence)
    return "".join(kept).strip()


def split_names(text: str) -> list[str]:
    """A list of names cut at its commas, not inside brackets."""
    depth, parts, now = 0, [], ""
    for char in text:
        depth += (char in _OPEN) - (char in _CLOSE and depth > 0)
        if depth == 0 and _LIST.fullmatch(char):
            parts.append(now)
            now = ""
        else:
            now += char
    return [part.strip(_ENDS) for part in (*parts, now) if part.strip(_ENDS)]


def _labelled(text: str, duty: Duty) -> None:
    marks = list(_LABEL.finditer(text))
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        value = text[mark.end() : after.start() if after else len(text)]
        duty.add(_OF.get(mark["of"]) or _ROLE.get(mark["what"], UNIT), value)


def _by_verbs(text: str, duty: Duty) -> bool:
    """``县财政局牵头，县教育局、各乡镇配合``: every clause must end so, else it is ordinary text in brackets."""
    found: list[tuple[str, str]] = []
    waiting = ""
    for clause in re.split(r"[,，;；]", text.rstrip("。")):
        waiting = f"{waiting}、{clause.strip()}" if waiting else clause.strip()
        match = _VERBS.match(waiting)
        if match:
            found.append((_ROLE.get(match["verb"], UNIT), match["who"]))
            waiting = ""
    if waiting or not found or any(len(name) > 30 for _, who in found for name in split_names(who)):
        return False
    for role, who in found:
        duty.add(role, who)
    return True


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Outermost brackets: where each opens and closes; one that never closes reaches to the end when it holds a label."""
    depth = start = 0
    for index, char in enumerate(text):
        if char in _OPEN:
            if depth == 0:
                start = index
            depth += 1
        elif char in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                yield start, index
    if depth and _LABEL.match(text[start + 1 :].lstrip()):
        yield start, len(text)
