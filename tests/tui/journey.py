"""A person at the keyboard: opens the app on an office, presses keys, waits for what must show, reads the screen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.pilot import Pilot

from gongkai.core import i18n
from gongkai.core.office import Office
from gongkai.tui.app import GongkaiApp
from gongkai.tui.screens.base import Base

SIZES = ((80, 24), (160, 50))


class Journey:
    """The app under the keys of a test."""

    def __init__(self, app: GongkaiApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> Any:
        """The top screen."""
        return self.app.screen

    @property
    def name(self) -> str:
        """The class of the top screen."""
        return type(self.app.screen).__name__

    @property
    def lines(self) -> list[str]:
        """What the top screen shows, line by line."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """What the top screen shows."""
        return "\n".join(self.lines)

    @property
    def notices(self) -> list[str]:
        """The notices that stand now."""
        return [notice.message for notice in self.app._notifications]

    async def until(self, what: str, condition: Callable[[], object], seconds: float = 30) -> None:
        """Wait for a condition; fail with its words and the screen when it does not come."""
        end = asyncio.get_running_loop().time() + seconds
        while not condition():
            assert asyncio.get_running_loop().time() < end, (
                f"waited in vain: {what}\n{self.name}\n{self.text}\n{self.notices}"
            )
            await self.pilot.pause(0.005)

    async def settle(self) -> None:
        """Wait until nothing is under way: rules loaded, background work done, messages handled."""
        await self.until("rules and plugins", lambda: self.app.ready)
        await self.pilot.pause()
        await self.until("background work", self._idle)
        await self.pilot.pause()

    def _idle(self) -> bool:
        return not any(isinstance(s, Base) and s.background_work.busy for s in self.app.screen_stack)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.pilot.press(*text)
        await self.settle()

    async def paste(self, text: str) -> None:
        """What a terminal sends when something is pasted."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def on(self, name: str) -> None:
        """Wait for a screen by the name of its class."""
        await self.until(f"the screen {name}", lambda: self.name == name)
        await self.settle()

    async def sees(self, *texts: str) -> None:
        """Wait until all of the texts stand on the screen."""
        await self.until(f"{texts} on the screen", lambda: all(text in self.text for text in texts))

    async def told(self, text: str) -> None:
        """Wait for a notice that holds a text."""
        await self.until(f"a notice with {text!r}", lambda: any(text in notice for notice in self.notices))


@asynccontextmanager
async def travel(
    office: Office, size: tuple[int, int] = (100, 30), language: str = "zh", bugs: bool = False
) -> AsyncIterator[Journey]:
    """The app on an office; at the end nothing may have gone wrong inside it (unless ``bugs``)."""
    i18n.use(language)
    app = GongkaiApp(office)
    async with app.run_test(size=size, notifications=True) as pilot:
        journey = Journey(app, pilot)
        await journey.settle()
        yield journey
        if not bugs and app.bugs:
            raise AssertionError("a fault inside the app") from app.bugs[0]
