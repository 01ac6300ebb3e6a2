"""What was understood of a plan, in words for the command line and the screen."""

from typing import TYPE_CHECKING

from gongkai.core.codes import Level
from gongkai.core.i18n import T
from gongkai.core.text import truncate

if TYPE_CHECKING:
    from gongkai.core.office import Office
    from gongkai.core.rules import Selector
    from gongkai.plugins.tasks.plans.outline import Left


def group_key(selector: "Selector") -> str:
    """Which units a selector means, in short, by the keys of levels and kinds."""
    return "+".join((*selector.levels, *selector.kinds))


def group_words(office: "Office", selector: "Selector") -> str:
    """The same in words."""
    kinds = dict(office.profile.choices.get("unit_kind", ()))
    words = [str(Level.from_key(key).label) for key in selector.levels]
    return "·".join([*words, *(str(kinds.get(key, key)) for key in selector.kinds)])


def left_words(one: "Left") -> T:
    """A line that has no place, or is doubtful, and why."""
    text = truncate(one.text, 60)
    at = T(f"  第 {one.line} 行 ", f"  line {one.line} ") if one.line else T("  ", "  ")
    return at + T(f"{text}（{one.why.zh}）", f"{text} ({one.why.en})")
