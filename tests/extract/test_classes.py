"""Each class of failure that readers are known for: the story is read, and what stands around it is not."""

import html
import json
from pathlib import Path

import pytest
import yaml

from crawler.read import clean
from tests.extract.test_verdicts import PROSE

CASES = yaml.safe_load((Path(__file__).parent / "classes.yml").read_text(encoding="utf-8"))
EACH = [(name, n, case) for name, cases in CASES.items() for n, case in enumerate(cases)]
LEAD = "Nine hours of talks in the old customs house brought the two countries no nearer to each other."
ALIEN = (
    "The keeper of the lighthouse on the northern cape has seen forty winters, and none of them, he says, was like this one, in "
    "which the sea came up to his door three times in a week and took the boat, the shed and half of the garden with it."
)


def page(case):
    headline = case.get("h", "Talks on the canal end without a result")
    story = [html.escape(p, quote=False) for p in PROSE]
    parts = {f"p{n}": f"<p>{p}</p>" for n, p in enumerate(story)}
    parts |= {
        "h": headline, "lead": LEAD, "alien": ALIEN, "all": "".join(parts.values()), "br": "<br><br>".join(story),
        "divs": "".join(f"<div>{p}</div>" for p in story), "spans": "".join(f"<span>{p}</span><br>" for p in story),
        "json": json.dumps("\n".join(PROSE), ensure_ascii=False)[1:-1],
        "jsonhtml": json.dumps("".join(f"<p>{p}</p>" for p in story), ensure_ascii=False)[1:-1],
        "soft1": story[1].replace("ing", "\u00ading"),
        **{f"t{n}": p for n, p in enumerate(story)},
    }  # fmt: skip
    head = case.get("head", "").format(**parts)
    body = case["page"].format(**parts)
    return f"<!DOCTYPE html><html><head><title>{headline} | Herald</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize("case", EACH, ids=lambda e: f"{e[0]}-{e[1]}")
def test_the_story_and_nothing_but_the_story(case):
    _, _, case = case
    article = clean(page(case), "https://herald.example/2026/canal-talks")
    assert article, article.detail
    paragraphs = article.text.split("\n\n")
    assert [p for p in PROSE if paragraphs.count(p) != 1] == []
    assert [n for n in case.get("not", ()) if n in article.text] == []
    assert [n for n in case.get("has", ()) if n not in article.text] == []
    assert (LEAD in paragraphs) == bool(case.get("lead"))
    assert case.get("h", "Talks on the canal end without a result") not in paragraphs
    assert [p for p in paragraphs if p in PROSE] == PROSE


def test_together_with_verdicts_and_releases_there_are_more_than_120_pages():
    from tests.extract.press.press import pages
    from tests.extract.test_verdicts import EACH as verdicts

    assert len(EACH) >= 85
    assert len(EACH) + len(verdicts) + len(pages()) >= 275


def test_each_class_of_failure_has_at_least_five_pages():
    assert {name: len(cases) for name, cases in CASES.items() if len(cases) < 5} == {}
