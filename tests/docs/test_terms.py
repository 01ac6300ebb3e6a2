"""docs/terms.md says the words of the registers and the rules in both languages."""

import re
from pathlib import Path

from tools.terms_page import page

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "terms.md").read_text("utf-8")


def test_the_page_is_made_from_registers_and_rules() -> None:
    assert page() == PAGE, "python -m tools.terms_page > docs/terms.md"


def test_every_term_has_both_languages() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) > 200
    assert [
        row
        for row in rows
        if not re.search("[\u4e00-\u9fff]", row[1]) or not row[2] or re.search("[\u4e00-\u9fff]", row[2])
    ] == []
