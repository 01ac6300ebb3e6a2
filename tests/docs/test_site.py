"""mkdocs.yml: every page of docs/ stands in the site once, and every link leads to a page that is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def test_the_site_has_every_page_once() -> None:
    nav = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2]
    assert sorted(re.findall(r"[\w./-]+\.md", nav)) == PAGES


def test_the_first_page_leads_to_every_other() -> None:
    named = set(re.findall(r"\]\(([\w./-]+\.md)\)", (DOCS / "index.md").read_text("utf-8")))
    assert named == set(PAGES) - {"index.md"}


def test_every_link_leads_somewhere() -> None:
    broken = []
    for page in [*(DOCS / name for name in PAGES), *ROOT.glob("*.md")]:
        text = page.read_text("utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)\s]+)\)", text):
            name, _, anchor = target.partition("#")
            path = page.parent / name
            if not path.exists() or (anchor and anchor not in anchors(path)):
                broken.append(f"{page.name}: {target}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The names of a page's headings as links know them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
