"""The pages about fields and columns say what the definitions say, and every link between the pages leads somewhere."""

import re
from pathlib import Path

import pytest

from crawler.load.reference import DOCS, PAGES


@pytest.mark.parametrize("file", PAGES)
def test_the_page_is_what_the_definitions_say(file):
    assert (DOCS / file).read_text(encoding="utf-8") == PAGES[file](), "run python -m crawler.load.reference"


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda p: p.name)
def test_links_to_other_pages_lead_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), target
