"""docs/tui.md names every key of the screens with the words that the help of the screen uses."""

from pathlib import Path

import pytest

from gongkai.tui.app import GLOBAL_KEYS
from gongkai.tui.inspection.heat import HeatScreen
from gongkai.tui.inspection.sheet import MarkingScreen
from gongkai.tui.keys import Key
from gongkai.tui.review.screen import ReviewScreen
from gongkai.tui.screens.acts import ActsScreen, StoredActScreen
from gongkai.tui.screens.bulk import BulkScreen
from gongkai.tui.screens.conflict import ConflictScreen
from gongkai.tui.screens.detail import DetailScreen
from gongkai.tui.screens.findings import FindingsScreen
from gongkai.tui.screens.form import FormScreen
from gongkai.tui.screens.handover import HandoverScreen
from gongkai.tui.screens.help import names_of
from gongkai.tui.screens.plan import PlanScreen
from gongkai.tui.screens.register import RegisterScreen
from gongkai.tui.screens.reorg import ReorgScreen
from gongkai.tui.screens.reorgform import AskScreen, PartsScreen
from gongkai.tui.screens.reorgpreview import PreviewScreen
from gongkai.tui.screens.scores import ScoresScreen
from gongkai.tui.screens.today import TodayScreen
from gongkai.tui.screens.tree import TreeScreen
from gongkai.tui.screens.unit import UnitScreen
from gongkai.tui.sheet.editor import CellTextScreen
from gongkai.tui.sheet.preview import CellPlanScreen
from gongkai.tui.sheet.screen import SheetScreen
from gongkai.tui.work.board import BoardScreen
from gongkai.tui.work.dueday import DueDayScreen
from gongkai.tui.work.laggards import LaggardsScreen
from gongkai.tui.work.month import MonthScreen

DOC = (Path(__file__).resolve().parents[2] / "docs" / "tui.md").read_text("utf-8")
SCREENS = (
    TodayScreen, TreeScreen, RegisterScreen, DetailScreen, FormScreen, BulkScreen, ConflictScreen, PlanScreen,
    ScoresScreen, UnitScreen, HandoverScreen, ReorgScreen, AskScreen, PartsScreen, PreviewScreen,
    ActsScreen, StoredActScreen, FindingsScreen, SheetScreen, CellPlanScreen, CellTextScreen, ReviewScreen,
    BoardScreen, MonthScreen, DueDayScreen, LaggardsScreen, HeatScreen, MarkingScreen,
)  # fmt: skip
KEYS = {(names_of(key), key.says.en): key for keys in (GLOBAL_KEYS, *(s.KEYS for s in SCREENS)) for key in keys}
EVERYWHERE = {names_of(key) for key in GLOBAL_KEYS} | {"2", "r F5", "Esc"}


@pytest.mark.parametrize("key", KEYS.values(), ids=[f"{name} {words}" for name, words in KEYS])
def test_every_key_is_in_the_documentation(key: Key) -> None:
    name = names_of(key)
    assert f"| `{name}` | {key.says.en} |" in DOC or (name in EVERYWHERE and f"`{name}`" in DOC)
