"""What a plugin's screens are made of. Import it in the screen's own module: it loads the terminal UI."""

from gongkai.tui.chrome import Words
from gongkai.tui.keys import Key, bindings
from gongkai.tui.screens.base import Dialog, Page

__all__ = ["Dialog", "Key", "Page", "Words", "bindings"]
