"""Which screen shows a register, and which one of its records: the general ones, or those made for it."""

from typing import TYPE_CHECKING, Any

from gongkai.core.i18n import T
from gongkai.core.register import Query, Register

if TYPE_CHECKING:
    from gongkai.tui.screens.detail import DetailScreen
    from gongkai.tui.screens.register import RegisterScreen


def register_screen(register: Register, query: Query | None = None, title: T | None = None) -> "RegisterScreen":
    """A grid over a register."""
    if register.resource.key == "act":
        from gongkai.tui.screens.acts import ActsScreen

        return ActsScreen(register, query, title)
    from gongkai.tui.screens.register import RegisterScreen

    return RegisterScreen(register, query, title)


def record_screen(register: Register, record: Any) -> "DetailScreen":
    """One record of a register."""
    if register.resource.key == "unit":
        from gongkai.tui.screens.unit import UnitScreen

        return UnitScreen(register, record)
    if register.resource.key == "act":
        from gongkai.tui.screens.acts import StoredActScreen

        return StoredActScreen(register, record)
    from gongkai.tui.screens.detail import DetailScreen

    return DetailScreen(register, record)
