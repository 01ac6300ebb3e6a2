"""A heading without what people add to it: numbering, asterisks, colons, remarks in brackets or on further lines."""

# zh-data: module (words to recognise, not to show)

import re
from functools import lru_cache

_OPEN, _CLOSE = "（(【[〔〈{", "）)】]〕〉}"
_CLOSED = re.compile(rf"[{re.escape(_OPEN)}][^{re.escape(_OPEN + _CLOSE)}]*[{re.escape(_CLOSE)}]")
_UNCLOSED = re.compile(rf"[{re.escape(_OPEN)}].*", re.DOTALL)
_NUMBER = re.compile(r"\s*(?:[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[A-Za-z])[)）、.．:：]|[①-⑳])\s*")
_BEHIND = re.compile(r"[\n:：].*", re.DOTALL)
_EDGES = " 　*＊※:：、,，.。\n\t"
_MEASURE = re.compile(
    r"[元%％‰㎡亩]|平方|公里|公斤|吨|工作日|小时|分钟|单位[:：]|[（(\[【](?:[万千百亿]?[人件个次条项户份天日月年周])[)）\]】]"
)


@lru_cache(maxsize=4096)
def heading_forms(text: str, measures: bool = False) -> tuple[str, ...]:
    """The heading as it stands, then with less and less of what may be a remark; the first that is known is meant.

    Args:
        measures: keep what says in what something is counted (金额（万元） is not 金额), for columns of figures.
    """
    found = {text: None, text.strip(_EDGES): None}
    bare = text.strip(_EDGES)
    if numbered := _NUMBER.match(bare):
        bare = bare[numbered.end() :]
        found[bare] = None
    if measures and _MEASURE.search(bare):
        return tuple(form for form in found if form)
    while (less := _CLOSED.sub("", bare)) != bare:
        bare = less
    for pattern in (None, _UNCLOSED, _BEHIND):
        bare = (pattern.sub("", bare) if pattern else bare).strip(_EDGES)
        found[bare] = None
    return tuple(form for form in found if form)
