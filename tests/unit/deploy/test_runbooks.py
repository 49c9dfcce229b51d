"""The runbooks are whole: every page can be found from the index, every link leads somewhere, no output was left out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
RUNBOOKS = ROOT / "docs" / "runbooks"
PAGES = sorted(RUNBOOKS.glob("*.md"))
ALSO = [ROOT / "docs/scaling.md", ROOT / "docs/operations/retention.md"]
LINK = re.compile(r"\]\(([^)#]+\.md)[^)]*\)")


def links(page: Path) -> set[Path]:
    return {(page.parent / target).resolve() for target in LINK.findall(page.read_text()) if "://" not in target}


def test_the_index_names_every_page():
    assert {page for page in PAGES if page.name != "README.md"} <= links(RUNBOOKS / "README.md")


@pytest.mark.parametrize("page", [*PAGES, *ALSO], ids=lambda page: page.name)
def test_links_lead_somewhere_and_no_output_is_missing(page):
    assert [str(target) for target in links(page) if not target.exists()] == []
    assert "@@" not in page.read_text()


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.name not in ("README.md", "proxy.md")], ids=lambda p: p.name
)
def test_a_page_says_what_it_means_and_what_to_do(page):
    text = page.read_text()
    assert (
        "**What it means.**" in text
        or "**When.**" in text
        or "| if it leaks |" in text
        or "**Upgrade**" in text
        or "**Do at once.**" in text
    )
    assert "**Do" in text or "## To a moment" in text or "console" in text or "to change it" in text
