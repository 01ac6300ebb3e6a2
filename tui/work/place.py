"""Screens that show the work of a place with what lies below it; the office's own place until another is chosen."""

from typing import Any

from gongkai.core.codes import parse_code
from gongkai.core.i18n import T
from gongkai.core.text import clean_line
from gongkai.tui.keys import Key
from gongkai.tui.screens.base import Page
from gongkai.tui.screens.pick import PickScreen
from gongkai.tui.units import place_items

WITHIN = Key("w", "within", T("区划", "Division"), T("只看一个区划及其下级", "one division and what lies below it"))


class OfPlace(Page):
    """A page whose figures are those of one place."""

    def __init__(self) -> None:
        super().__init__()
        self._within: int | None = None

    @property
    def place_shown(self) -> int:
        """Scope of the place."""
        return self.office.scope if self._within is None else self._within

    @property
    def place_words(self) -> str:
        """Its name."""
        return clean_line(self.office.place_name(self.place_shown))

    def action_within(self) -> None:
        """Another place, by characters, initials or code."""

        def chosen(code: Any) -> None:
            if code is not None:
                self._within = parse_code(str(code))
                self.action_reload()

        self.app.push_screen(
            PickScreen(T("只看哪个区划", "Which division"), lambda text: place_items(self.office, text)), chosen
        )

    def action_reload(self) -> None:
        """Count anew, for the place of now."""
