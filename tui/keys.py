"""Keys of a screen, said once: the binding, the word in the bar at the bottom and the sentence in the help."""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from gongkai.core.i18n import T

_SHOWN = {
    "enter": "Enter", "space": "Space", "escape": "Esc", "tab": "Tab", "slash": "/", "question_mark": "?",
    "delete": "Del", "backspace": "⌫", "up": "↑", "down": "↓", "left": "←", "right": "→", "f1": "F1", "f2": "F2", "f5": "F5",
    "shift+up": "Shift+↑", "pageup": "PgUp", "pagedown": "PgDn",
}  # fmt: skip

_PAIRS = {"up,down": "↑↓", "left,right": "←→", "right,left": "→←"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a screen.

    Attributes:
        key: Textual's name of the key; several with commas.
        action: the action it takes; empty when a widget has the key itself.
        word: one or two words for the bar; empty keeps it out of the bar.
        help: the sentence in the help; the word when it says enough.
        priority: taken before the widget that has the focus.
    """

    key: str
    action: str
    word: T
    help: T | None = None
    bar: bool = True
    priority: bool = False

    @property
    def shown(self) -> str:
        """The key as a person knows it."""
        return _PAIRS.get(self.key) or shown(self.key.split(",")[0])

    @property
    def says(self) -> T:
        """What the help says."""
        return self.help or self.word


def shown(key: str) -> str:
    """A key as a person knows it: ``^P`` for ctrl+p."""
    key = key.strip()
    if key.startswith("ctrl+"):
        return "^" + key[5:].upper()
    return _SHOWN.get(key, key)


def bindings(keys: Iterable[Key]) -> list[BindingType]:
    """Textual's bindings of the keys that have an action. They carry no words: words are ours, in two languages."""
    return [Binding(key.key, key.action, "", show=False, priority=key.priority) for key in keys if key.action]
