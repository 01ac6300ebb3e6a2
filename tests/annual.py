"""A published report of a city, whose sums all hold, for tests of the annual report."""

from functools import cache
from typing import Any

from gongkai.core.levels import level_layers
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile
from gongkai.plugins.tasks.annual.forms import Cells, Form, Quality, form_among
from gongkai.plugins.tasks.annual.layout import content_of
from gongkai.plugins.tasks.annual.reading import keyed
from gongkai.plugins.tasks.annual.rules import SECTIONS
from gongkai.plugins.tasks.plugin import FOLDER

GOLDEN: dict[str, dict[str, list[int]]] = {
    "2": {
        "rules": [3, 5, 74], "normative": [564, 984, 4185], "licence": [11398889], "penalty": [6937489],
        "coercion": [166105], "charge": [316441],
    },
    "3": {
        "new": [13612, 252, 0, 45, 128, 32, 14069], "carry_in": [535, 6, 0, 1, 18, 0, 560],
        "open": [5345, 129, 0, 41, 19, 14, 5548], "part": [2120, 39, 0, 1, 6, 2, 2168], "deny1": [13, 0, 0, 0, 0, 0, 13],
        "deny2": [30, 0, 0, 0, 0, 0, 30], "deny3": [11, 0, 0, 0, 0, 0, 11], "deny4": [49, 2, 0, 0, 0, 0, 51],
        "deny5": [103, 1, 0, 0, 0, 0, 104], "deny6": [84, 1, 0, 0, 0, 0, 85], "deny7": [282, 4, 0, 0, 0, 0, 286],
        "deny8": [147, 0, 0, 0, 1, 2, 150], "cannot1": [3075, 50, 0, 0, 89, 8, 3222], "cannot2": [177, 3, 0, 0, 0, 0, 180],
        "cannot3": [19, 0, 0, 0, 0, 0, 19], "noproc1": [199, 1, 0, 0, 3, 0, 203], "noproc2": [147, 1, 0, 0, 0, 0, 148],
        "noproc3": [0, 0, 0, 0, 0, 0, 0], "noproc4": [100, 1, 0, 0, 0, 0, 101], "noproc5": [5, 0, 0, 0, 0, 0, 5],
        "other1": [315, 3, 0, 0, 0, 0, 318], "other2": [202, 0, 0, 1, 0, 0, 203], "other3": [941, 17, 0, 1, 3, 3, 965],
        "total": [13364, 252, 0, 44, 121, 29, 13810], "carry_out": [783, 6, 0, 2, 25, 3, 819],
    },
    "4": {"review": [376, 97, 196, 121, 790], "suit": [16, 1, 12, 27, 56], "suit_after_review": [74, 1, 30, 51, 156]},
}  # fmt: skip


@cache
def profile() -> Profile:
    """The forms as they are shipped."""
    layers = [*level_layers(), Layer.load("tasks", FOLDER / "annual.toml")]
    return Profile(layers, [*CORE_SECTIONS, *SECTIONS], whole=False)


def forms() -> dict[str, Form]:
    """Every form."""
    return profile().items("annual_form", Form)


def form(year: int = 2025) -> Form:
    """The form of a year."""
    return form_among(forms(), year)


def quality() -> Quality:
    """What growth is usual."""
    return profile().items("annual_quality", Quality)["ratio"]


def golden() -> Cells:
    """The report's cells."""
    return keyed(form(), GOLDEN)


def content(value: Any) -> Any:
    """A value as a report keeps it."""
    return content_of(value)
