"""A notice whose time ran out before it was shown leaves the screen alive."""

import time

import pytest

from gongkai.core.office import Office
from gongkai.testing.journey import travel


async def test_a_notice_that_is_over_before_it_is_shown_freezes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with travel(office, (80, 24)) as at:
        at.app.notify("已经过时", timeout=0.000001)
        time.sleep(0.01)  # the clock goes on before the message is handled
        await at.settle()
        await at.press("2")
        await at.on("TreeScreen")
        assert at.notices == []  # it is over, and was taken away
        at.app.notify("看得到", timeout=30)
        await at.told("看得到")
