"""docs/rubrics.md: its example is worked out from the page itself; its tables name what there is."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.core.measures import Figure
from gongkai.core.profile import CORE_SECTIONS, Layer, Profile, Section
from gongkai.plugins.inspection.arithmetic import OPERATORS, Evaluator, Kind, plan, shown
from gongkai.plugins.inspection.rules import Rubric

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rubrics.md").read_text("utf-8")
[EXAMPLE] = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
HEAD, _, *ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in re.findall(r"^\| case .*?\n\n", PAGE, re.DOTALL | re.MULTILINE)[0].strip().splitlines()
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_worked_example_comes_out_as_the_page_says(tmp_path: Path, row: list[str]) -> None:
    path = tmp_path / "example.toml"
    path.write_text(EXAMPLE, "utf-8")
    rubric = Profile([Layer.load("page", path)], [*CORE_SECTIONS, Section("rubric", Rubric)]).items("rubric", Rubric)[
        "example"
    ]
    said = dict(zip(HEAD, row, strict=True))
    unit_class = "B" if said["case"] == "department" else ""
    rules = Evaluator(plan(rubric, unit_class, lambda measure: measure != "entry.blank"))
    figures = {"coverage": Figure(Decimal(18), Decimal(20)), "blank": Figure(Decimal(2), Decimal(20))}
    marks = {
        "service.third": Decimal(90),
        "service.daily": Decimal(80),
        "bonus": Decimal(4),
        "leak": Decimal(said["case"] == "leak"),
    }
    score = rules.score(figures, marks)
    by_id = {leaf.node.indicator.id: result for leaf, result in zip(rules.plan.leaves, score.results, strict=True)}
    for key in ("coverage", "blank", "tasks", "service"):
        result = by_id[key]
        assert said[key] == ("-" if result.kind is Kind.NOT_APPLICABLE else shown(result.earned)), key
    parts = dict(zip(by_id, score.contributions, strict=True))
    before = sum((part for key, part in parts.items() if part is not None and key != "bonus"), Decimal(0))
    assert (said["base"], said["before the bonus"]) == (shown(score.base), shown(before))
    gates = [one for one in score.adjustments if one.kind == "gate"]
    assert (said["gate"] == "open") == (gates == [])
    assert (said["score"], said["verdict"]) == (str(score.published), score.verdict.value)


def test_every_operator_kind_and_key_is_told() -> None:
    assert [key for key in OPERATORS if f"`{key}`" not in PAGE] == []
    assert [kind.value for kind in Kind if f"`{kind.value}`" not in PAGE] == []
    told = set(Rubric.__struct_fields__) - {"id", "edition", "name", "to", "indicator"}
    assert [key for key in sorted(told) if f"`{key}`" not in PAGE] == []
