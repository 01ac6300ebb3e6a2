"""Division codes and scopes.

A *scope* is a 15-digit integer: the 12-digit division code (PP CC DD TTT VVV) times 1000, plus three digits
for what lies below the village (组, 社) or stands beside the list (管委会). 000 is the division itself, and 0
is the nation. Divisions, records and grants all carry a scope, so a subtree is one integer range: a list, a
permission and a roll-up are the same test. No province code begins with 0, so no leading zero can be lost.

The digits say where a row lies, never of which level it is. The towns of 东莞, 中山 and 儋州 hang directly on
their prefecture, and a body beside the list may be of any level: ``level`` and ``parent`` of a row are
stored data. ``natural_level`` and ``upper`` only tell what the digits suggest, for want of anything better.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T

NATION: Final = 0
"""Scope of the whole country."""

END: Final = 10**15
"""One more than the highest scope."""

LOWEST: Final = 10**14
"""The lowest scope that is not the nation: a code begins with 1-9."""

_WIDTHS: Final = (10**3, 10**6, 10**9, 10**11, 10**13)
"""How many scopes lie in a village, township, county, prefecture, province."""

_SCALE: Final = {2: 10**13, 4: 10**11, 6: 10**9, 9: 10**6, 12: 10**3, 15: 1}
"""Digits of a code as people write it, and what makes a scope of it."""

# What a cell copied from a table brings along: spaces of all kinds, hyphens and dashes, full-width digits.
_TIDY: Final = {
    ord(c): None for c in " \t\r\n\u00a0\u2002\u2003\u2009\u3000\ufeff-\u2010\u2011\u2012\u2013\u2014\uff0d"
} | {0xFF10 + n: str(n) for n in range(10)}

OWN_KINDS: Final = {
    "group": ("社", "组", "小组", "自然村", "屯", "队"),  # zh-data
    "committee": ("管委会", "管理委员会", "管理区", "指挥部"),  # zh-data
    "area": ("片区", "网格", "园区", "小区", "新区"),  # zh-data
}
"""Kinds of divisions that an office adds itself, and how their names end."""

_KEYS: Final = ("nation", "province", "prefecture", "county", "township", "village", "below")
_LABELS: Final = (
    T("国家级", "National level"),
    T("省级", "Province level"),
    T("地级", "Prefecture level"),
    T("县级", "County level"),
    T("乡级", "Township level"),
    T("村级", "Village level"),
    T("村级以下", "Below village level"),
)


class Level(IntEnum):
    """Level of an office or a division; a smaller number is higher up."""

    NATION = 0
    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWNSHIP = 4
    VILLAGE = 5
    BELOW = 6

    @property
    def key(self) -> str:
        """The word used in files and on the command line, such as ``county``."""
        return _KEYS[self]

    @property
    def label(self) -> T:
        """The words shown to a person, such as 县级."""
        return _LABELS[self]

    @classmethod
    def from_key(cls, key: str) -> "Level":
        """The level called ``key``; BadInput when there is none of that name."""
        try:
            return cls(_KEYS.index(key))
        except ValueError:
            raise BadInput(
                T("没有“{key}”这一级。", "There is no level “{key}”.").format(key=str(key)[:40]),
                T("可用的级别：{keys}。", "Levels are: {keys}.").format(keys=", ".join(_KEYS)),
            ) from None


_NATURAL: Final = tuple(zip(_WIDTHS, reversed(list(Level)[2:]), strict=True))


def parse_code(text: str | int) -> int:
    """The scope of a code as people write it: 2, 4, 6, 9, 12 or 15 digits; 0 (or zeros) is the nation.

    Spaces, hyphens and full-width digits are tolerated. BadInput for anything else.
    """
    digits = str(text) if not isinstance(text, bool) else ""
    # Most codes are clean, and tidying costs more than the rest. A minus in front is a number gone wrong.
    if not (digits.isascii() and digits.isdigit()) and not digits.lstrip().startswith("-"):
        digits = digits.translate(_TIDY)
    if digits.isascii() and digits.isdigit():
        if digits.strip("0") == "" and (len(digits) == 1 or len(digits) in _SCALE):
            return NATION
        if digits[0] != "0" and len(digits) in _SCALE:
            return int(digits) * _SCALE[len(digits)]
    raise BadInput(
        T("“{text}”不是区划代码。", "“{text}” is not a division code.").format(text=str(text)[:40]),
        T(
            "区划代码为 2、4、6、9、12 或 15 位数字，首位不为 0，如 511923；全国写 0。",
            "A code has 2, 4, 6, 9, 12 or 15 digits, the first not 0, such as 511923; 0 is the nation.",
        ),
    )


def format_code(scope: int) -> str:
    """The code of a scope: 12 digits, or 15 when it lies below a village or beside the list."""
    text = f"{_checked(scope):015d}"
    return text if scope % 1000 else text[:12]


def span(scope: int) -> tuple[int, int]:
    """Lowest and highest scope of the subtree, both inclusive, from the trailing zero groups."""
    if _checked(scope) == NATION:
        return NATION, END - 1
    unit = 1
    for width in _WIDTHS:
        if scope % width:
            break
        unit = width
    return scope, scope + unit - 1


def contains(outer: int, inner: int) -> bool:
    """Whether ``inner`` lies in the subtree of ``outer``; a scope contains itself."""
    low, high = span(outer)
    return low <= _checked(inner) <= high


def upper(scope: int) -> int:
    """The scope that the digit groups put directly above; the nation for a province and for itself.

    Groups of zeros count for nothing: above the town 441900003 is the prefecture 4419.
    """
    _checked(scope)
    for width in _WIDTHS:
        rest = scope % width
        if rest:
            return scope - rest
    return NATION


def ancestors(scope: int) -> tuple[int, ...]:
    """Every scope strictly above by digit groups, nation first; nothing is above the nation."""
    found: list[int] = []
    while scope != NATION:
        scope = upper(scope)
        found.append(scope)
    return tuple(reversed(found))


def natural_level(scope: int) -> Level:
    """The level that the digits suggest; the level of a listed division is stored with it."""
    if _checked(scope) == NATION:
        return Level.NATION
    for width, level in _NATURAL:
        if scope % width:
            return level
    return Level.PROVINCE


KINDS: Final[dict[str, T]] = {
    "pseudo": T("统计用汇总行", "summary row"),
    "no-county": T("不设区县的市", "city without counties"),
    "direct": T("省直辖县级", "county-level, directly under the province"),
    "zone": T("开发区", "development zone"),
    "special": T("农场、园区等", "farm, zone and the like"),
    "virtual": T("虚拟村、社区", "virtual village"),
    "group": T("社、组", "group below a village"),
    "committee": T("管委会", "administrative committee"),
    "area": T("片区", "area"),
    "own": T("自设区划", "added by the office"),
}
"""What is special about a division, in words; see ``kind_of``."""


def kind_label(kind: str) -> str:
    """A kind as a person reads it; an unknown one as it is."""
    return str(KINDS.get(kind, kind))


_LEAPS: Final = ((Level.PROVINCE, Level.COUNTY), (Level.PREFECTURE, Level.TOWNSHIP))


def stands_above(upper_level: int, level: int) -> bool:
    """Whether a division of one level may hang on one of another: on the next one up, a county also directly on its
    province, a township on a prefecture without counties, and what is beside the list on anything above it."""
    return level - upper_level == 1 or (upper_level, level) in _LEAPS or upper_level < level == Level.BELOW


def kind_of(scope: int, level: int, name: str, has_counties: bool = True) -> str:
    """What is special about a division; "" for an ordinary one.

    ``pseudo``: summary row standing in for a prefecture (市辖区, 县, 省直辖县级行政区划);
    ``no-county``: prefecture whose townships hang directly on it (``has_counties`` false);
    ``direct``: county-level division that its province administers itself (below a summary row 90);
    ``zone``: development zone counted as a county (county digits 71-80);
    ``special``: farm, prison or zone counted as a township (township digits 400-599, GB/T 10114);
    ``virtual``: statistical village without residents' committee (虚拟);
    ``group``, ``committee``, ``area``, ``own``: what an office added itself, see ``own_kind_of``.
    """
    if scope % 1000:
        return own_kind_of(name)
    if level == Level.VILLAGE:
        return "virtual" if "虚拟" in name else ""  # zh-data
    if level == Level.TOWNSHIP:
        return "special" if 400 <= scope // 10**6 % 1000 <= 599 else ""
    if level == Level.COUNTY:
        if scope // 10**11 % 100 == 90:
            return "direct"
        return "zone" if 71 <= scope // 10**9 % 100 <= 80 else ""
    if level == Level.PREFECTURE:
        if scope // 10**11 % 100 == 90 or name in ("市辖区", "县"):  # zh-data
            return "pseudo"
        return "" if has_counties else "no-county"
    return ""


def own_kind_of(name: str) -> str:
    """What a division that stands below the village or beside the list is, by the end of its name."""
    for kind, ends in OWN_KINDS.items():
        if name.endswith(ends):
            return kind
    return "own"


def kinds_of(
    heads: Sequence[int], scopes: list[int], names: list[str], levels: list[int], parents: list[int | None]
) -> list[str]:
    """``kind_of`` for a whole list at once; ``heads`` are the numbers of all rows that are no villages.

    A city whose only county bears its own name (嘉峪关市) has no counties either: that county is a summary row.
    """
    kinds = ["virtual" if "虚拟" in name else "" for name in names]  # zh-data
    bare = {parents[row] for row in heads if levels[row] == Level.TOWNSHIP}
    counties: dict[int | None, list[int]] = {}
    for row in heads:
        if levels[row] == Level.COUNTY:
            counties.setdefault(parents[row], []).append(row)
    bare -= counties.keys()
    at = {scopes[row]: row for row in heads if levels[row] == Level.PREFECTURE}
    for row in heads:
        kinds[row] = kind_of(scopes[row], levels[row], names[row], scopes[row] not in bare)
    for parent, rows in counties.items():
        if len(rows) == 1 and parent in at and names[rows[0]] == names[at[parent]]:
            kinds[rows[0]], kinds[at[parent]] = "pseudo", "no-county"
    return kinds


def _checked(scope: int) -> int:
    if scope != NATION and not LOWEST <= scope < END:
        raise BadInput(
            T("{scope} 不是有效的区划范围。", "{scope} is not a valid scope.").format(scope=scope),
            T(
                "范围为 15 位整数：12 位区划代码加三位；全国为 0。可用区划代码重新选择。",
                "A scope is a 15-digit number, the 12-digit code plus three digits; 0 is the nation. "
                "Choose again by division code.",
            ),
        )
    return scope
