"""A person at the keyboard: opens the app on an office, presses keys, waits for what must show, reads the screen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.keys import _character_to_key
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
        self.heard: list[str] = []
        plain = app.notify

        def notify(message: str, **how: Any) -> None:
            self.heard.append(message)
            plain(message, **how)

        app.notify = notify  # type: ignore[method-assign]

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
            await asyncio.sleep(0.002)
            self._paint()

    async def settle(self) -> None:
        """Wait until nothing is under way: rules loaded, messages handled, background work done.

        A pilot's own pause guesses from the processor's idleness; here every queue is looked at.
        """
        await self.until("rules and plugins", lambda: self.app.ready)
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until every message is handled and no background work is under way."""
        still = 0
        end = asyncio.get_running_loop().time() + 60
        while still < 2 and self.app.is_running:
            await self.pilot._wait_for_screen()  # every pump has come to the end of its queue
            still = still + 1 if self._idle() else 0
            if not still:
                self._paint()
                await asyncio.sleep(0.001)
                assert asyncio.get_running_loop().time() < end, f"never quiet: {self.name}\n{self.text}"

    def _idle(self) -> bool:
        app = self.app
        screens = app.screen_stack
        pumps: list[Any] = [app, *screens, *(widget for screen in screens for widget in screen.walk_children())]
        if any(not pump._message_queue.empty() or pump._next_callbacks for pump in pumps):
            return False
        top: Any = app.screen
        if top._layout_required or top._callbacks or not top.is_running:
            return False
        return not any(isinstance(screen, Base) and screen.background_work.busy for screen in screens)

    def _paint(self) -> None:
        """What the timer of the screen does sixty times a second."""
        if self.app.is_running and self.app.screen.is_running:
            self.app.screen._on_timer_update()

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has done its work."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
            event = events.Key(name, key if len(key) == 1 else {"space": " ", "slash": "/"}.get(key))
            event.set_sender(self.app)
            driver.send_message(event)
            await asyncio.sleep(0)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*text)

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
        """Wait for a notice that holds a text; one that has gone again counts."""
        await self.until(f"a notice with {text!r}", lambda: any(text in notice for notice in self.heard))


@asynccontextmanager
async def travel(
    office: Office, size: tuple[int, int] = (100, 30), language: str = "zh", ready: bool = True
) -> AsyncIterator[Journey]:
    """The app on an office (waited for unless it will never be ``ready``); nothing may go wrong inside it."""
    i18n.use(language)
    app = GongkaiApp(office)
    async with app.run_test(size=size, notifications=True) as pilot:
        journey = Journey(app, pilot)
        if ready:
            await journey.settle()
        yield journey
        if app.bugs:
            raise AssertionError("a fault inside the app") from app.bugs[0]
