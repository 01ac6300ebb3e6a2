"""The search prompt at the bottom of a screen."""

import pytest
from textual import events
from textual.app import ComposeResult
from textual.pilot import Pilot

from gongkai.testing.hostile import live_controls
from gongkai.tui.widgets.grid import Grid
from gongkai.tui.widgets.prompt import Prompt
from tests.tui.fake import CountingSource, Host, until


class Screen(Host):
    """A grid and a prompt."""

    def __init__(self) -> None:
        super().__init__(Prompt())
        self.grid = Grid(CountingSource(range(50)))

    @property
    def prompt(self) -> Prompt:
        """The prompt under test."""
        assert isinstance(self.widget, Prompt)
        return self.widget

    def compose(self) -> ComposeResult:
        """The grid above the prompt."""
        yield self.grid
        yield self.prompt


async def ready(pilot: Pilot[None], app: Screen) -> None:
    await until(pilot, "the grid", lambda: app.grid.held and app.focused is app.grid)
    assert not app.prompt.asking and app.prompt.size.height == 0


async def test_a_text_is_handed_over_and_the_focus_given_back() -> None:
    app = Screen()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        app.prompt.ask("衢")
        await until(pilot, "the prompt", lambda: app.focused is app.prompt.query_one("Input"))
        assert app.prompt.region.bottom == 24 and app.prompt.size.height == 1
        await pilot.press("q", "z", "space", "[", "enter")
        await until(pilot, "Submitted", lambda: app.of(Prompt.Submitted))
        assert [message.text for message in app.of(Prompt.Submitted)] == ["衢qz ["]
        assert app.of(Prompt.Submitted)[0].control is app.prompt
        await until(pilot, "the focus", lambda: app.focused is app.grid)
        assert not app.prompt.asking


async def test_escape_cancels() -> None:
    app = Screen()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        app.prompt.ask()
        await until(pilot, "the prompt", lambda: app.focused is not app.grid)
        await pilot.press("a", "escape")
        await until(pilot, "Cancelled", lambda: app.of(Prompt.Cancelled))
        assert app.of(Prompt.Cancelled)[0].control is app.prompt
        assert app.of(Prompt.Submitted) == []
        await until(pilot, "the focus", lambda: app.focused is app.grid)
        app.prompt.ask()
        await until(pilot, "an empty prompt", lambda: app.focused is not app.grid)
        await pilot.press("enter")
        await until(pilot, "Submitted", lambda: app.of(Prompt.Submitted))
        assert app.of(Prompt.Submitted)[0].text == ""


async def test_a_pasted_text_is_cleaned(hostile_texts: tuple[str, ...]) -> None:
    app = Screen()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        line = app.prompt.query_one("Input")
        harmful = [text for text in hostile_texts if live_controls(text) or len(text) > 1_000]
        for number, pasted in enumerate(harmful, 1):
            app.prompt.ask()
            await until(pilot, "the prompt", lambda: app.focused is line)
            line.post_message(events.Paste(pasted))
            await pilot.press("enter")
            await until(pilot, "Submitted", lambda number=number: len(app.of(Prompt.Submitted)) == number)
            text = app.of(Prompt.Submitted)[-1].text
            assert live_controls(text) == "" and "\n" not in text and len(text) <= 200
            assert live_controls(line.render_line(0).text) == ""


@pytest.mark.parametrize("text", ["公开\x1b[2J", "公\n开"])
async def test_a_given_text_is_cleaned_too(text: str) -> None:
    app = Screen()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        app.prompt.ask(text)
        await until(pilot, "the prompt", lambda: app.focused is not app.grid)
        assert live_controls(app.prompt.query_one("Input").render_line(0).text) == ""
