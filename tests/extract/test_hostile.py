"""Broken, giant and hostile pages end as an Article or a Rejected, soon and without an exception."""

# ruff: noqa: E501 markup reads better on its own lines

import pytest

from crawler.read import clean
from tests.extract.hostile import SECONDS, mutations, outcome
from tests.extract.press.press import pages
from tests.extract.test_verdicts import PROSE

STORY = "".join(f"<p>{p}</p>" for p in PROSE)
ATTACKS = {
    "forty thousand attributes": "<p " + " ".join(f"a{n}=1" for n in range(40_000)) + f">x</p>{STORY}",
    "attributes that hold tags": "<p " + " ".join(f'a{n}="<"' for n in range(10_000)) + f">x</p>{STORY}",
    "a hundred thousand levels": "<div>" * 100_000 + STORY,
    "inline levels": "<span>" * 50_000 + STORY,
    "one text of six million letters": "<p>" + "word " * 1_200_000 + "</p>",
    "nothing but opening brackets": "<" * 1_000_000,
    "open tags without an end": "<a " * 300_000,
    "NUL between letters": STORY.replace("e", "e\x00"),
    "a lone surrogate": STORY.replace("talks", "ta\ud800lks"),
    "JSON-LD of brackets": f'<script type="application/ld+json">{"[" * 100_000}</script>{STORY}',
    "a headline of a million letters": f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{"a" * 1_000_000}"}}</script>{STORY}',
    "three thousand nested tables": "<table><tr><td>" * 3000 + STORY,
    "ten thousand headings": "<h1>Talks end here</h1>" * 10_000 + STORY,
    "dates without end": f"<h1>Talks</h1><span class=date>{'1.' * 200}</span><p class=date>{'12/' * 100}</p>{STORY}",
    "a title of separators": f"<title>{'a | ' * 50_000}</title>{STORY}",
    "twenty thousand authors": "".join(f'<meta name=author content="Ann Bee{n}">' for n in range(20_000)) + STORY,
    "a state of escaped quotes": '<script>window.state = "' + '\\"' * 600_000 + "</script><p>Talks end.</p>",
    "combining marks": f"<p>a{chr(0x301) * 300_000}</p>{STORY}",
    "spaces": f"<p>{'&nbsp;' * 300_000}</p>{STORY}",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_hostile_page_costs_no_more_than_its_time(attack):
    body = f"<html><body>{ATTACKS[attack]}</body></html>".encode("utf-8", "surrogatepass")
    _, taken = outcome(body)
    assert taken < SECONDS


TOO_LARGE = {
    "characters": lambda: "<html><body>" + "<p>word</p>" * 1_300_000,
    "one script": lambda: f"<html><body><script>{'x' * 13_000_000}</script>{STORY}",
    "elements": lambda: "<html><body>" + ("<div>" + "<p>word</p>" * 1000 + "</div>") * 130,
    "links in a row": lambda: "<html><body>" + "<a href=/x>word</a> " * 20_000,
    "rows of a table": lambda: "<html><body><table>" + "<tr><td>1</td></tr>" * 20_000 + "</table>",
}
LARGE = {
    "a script of ten million characters": lambda: f"<html><body><script>{'x' * 10_000_000}</script><h1>Talks end</h1>{STORY}",
    "a table of three thousand rows": lambda: (
        f"<html><body><h1>Talks end</h1>{STORY}<table>" + "<tr><td>a<td>1</tr>" * 3000 + "</table>"
    ),
    "ten thousand links in many lists": lambda: (
        f"<html><body><h1>Talks end</h1><article>{STORY}</article>" + ("<ul>" + "<li><a href=/x>a</a></li>" * 100 + "</ul>") * 100
    ),
    "an embedded picture": lambda: f'<html><body><h1>Talks end</h1><img src="data:image/png;base64,{"A" * 3_000_000}">{STORY}',
    "styles": lambda: f"<html><head><style>{'a{color:red}' * 200_000}</style></head><body><h1>Talks end</h1>{STORY}",
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_too_much_is_rejected_unread(name):
    found = clean(TOO_LARGE[name](), "https://news.example/a")
    assert (bool(found), found.reason) == (False, "too_large")


@pytest.mark.parametrize("name", LARGE)
def test_large_pages_with_a_story_are_read(name):
    article = clean(LARGE[name](), "https://news.example/a")
    assert article, article.detail
    assert PROSE[1] in article.text


def test_mutated_pages_never_raise():
    seeds = [page.html.encode() for page in pages()]
    slowest = max(outcome(body)[1] for body in mutations(seeds, 150, seed=3))
    assert slowest < SECONDS
