"""Rubrics as TOML: what ``doctor`` says of a bad one, how indicators are found, what a round is."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gongkai.core.errors import BadInput
from gongkai.core.i18n import T
from gongkai.core.measures import Measure
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile, Section
from gongkai.plugins.inspection.models import parse_round
from gongkai.plugins.inspection.rubrics import findings, indicator_of, rubric_of
from gongkai.plugins.inspection.rules import Rubric

GOOD = """
[[rubric]]
id = "r"
edition = "1"
name = { zh = "考核", en = "Assessment" }

[[rubric.indicator]]
id = "coverage"
name = { zh = "公开率", en = "Coverage" }
points = "60"
operator = "ratio"
measure = "entry.coverage"

[[rubric.indicator]]
id = "quality"
name = { zh = "质量", en = "Quality" }
points = "40"
operator = "mark"
"""


def office_with(folder: Path, *texts: str) -> Any:
    """What reads rubrics: a profile of these files and one measure."""
    layers = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.toml"
        path.write_text(text, "utf-8")
        layers.append(Layer.load(f"layer{number}", path))
    measure = Measure("entry.coverage", T("公开率", "Coverage"), "share", lambda office, low, high: {})
    plugins = SimpleNamespace(measures={measure.key: measure})
    plugins.load = lambda: plugins
    profile = Profile(layers, [*CORE_SECTIONS, Section("rubric", Rubric)])
    return SimpleNamespace(profile=profile, plugins=plugins, remembered={})


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('points = "40"', 'points = "30"', "合计 90 分"),
        ('points = "40"', 'points = "forty"', "“forty”不可用"),
        ('"ratio"', '"rato"', "算法 rato 不存在"),
        ('"entry.coverage"', '"entry.coverge"', "最接近的是 entry.coverage"),
        ('measure = "entry.coverage"', "", "没有写数据来源"),
        ('id = "quality"', 'id = "coverage"', "重复"),
    ],
    ids=["sum", "number", "operator", "measure", "no measure", "twice"],
)
def test_a_bad_rubric_is_told_in_words(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert list(findings(office_with(tmp_path, GOOD))) == []
    words = [str(text) for text in findings(office_with(tmp_path, GOOD.replace(old, new)))]
    assert any(what in text and "考核（r）" in text for text in words)


def test_a_later_layer_changes_one_number(tmp_path: Path) -> None:
    over = '[[rubric]]\nid = "r"\nedition = "2"\n[[rubric.indicator]]\nid = "quality"\npoints = "45"\n'
    rubric = rubric_of(office_with(tmp_path, GOOD, over), "r")
    assert (rubric.edition, [i.points for i in rubric.indicator]) == ("2", ["60", "45"])
    assert rubric.indicator[1].operator == "mark"


def test_rubrics_and_indicators_are_found_or_the_nearest_is_named(tmp_path: Path) -> None:
    office = office_with(tmp_path, GOOD)
    rubric = rubric_of(office, "r")
    assert indicator_of(rubric, "质量") is indicator_of(rubric, "quality") is indicator_of(rubric, "Quality")
    with pytest.raises(BadInput, match="quality"):
        indicator_of(rubric, "qualty")
    with pytest.raises(BadInput, match="可用的有：r"):
        rubric_of(office, "default")


@pytest.mark.parametrize(
    ("text", "kept"), [("2026", "2026"), (" 2026年 ", "2026"), ("2026-Q3", "2026-Q3"), ("2026q3", "2026-Q3")]
)
def test_rounds(text: str, kept: str) -> None:
    assert parse_round(text) == kept


@pytest.mark.parametrize("text", ["26", "2026-Q5", "2026-07", "Q3", "2026-Q3x"])
def test_what_is_no_round(text: str) -> None:
    with pytest.raises(BadInput, match="轮次"):
        parse_round(text)
