"""Walls, errors, lists, tickers, films and forms are told from articles, and articles about them are not taken for them."""

import html
from pathlib import Path
from typing import get_args

import pytest
import yaml

from crawler.extract import article
from crawler.model import Reason, Rejected
from crawler.read import clean

CASES = yaml.safe_load((Path(__file__).parent / "verdicts.yml").read_text(encoding="utf-8"))
PROSE = [
    "The talks on the canal between Marland and Kestria ended on Tuesday without a result, as both delegations said in the "
    "evening after a meeting of nine hours in the old customs house of Steinort.",
    "They will meet again in May, said the mediator Ilse Brandvoll, who spoke of a good atmosphere and of hard questions that "
    "remain. Until then the pilots of both countries will go on with their strike, their union announced.",
    "The canal has been closed to large ships since January. Some four hundred vessels wait in the northern straits, and the "
    "price of grain in the ports of the region has risen by a fifth.",
    "“We have time, but not for ever,” said the Kestrian minister Tomas Feld before he left the city by train.",
]
PROSE2 = [
    "Before the talks, engineers of both sides had visited the two locks. Their report, seen by this agency, says that the gates "
    "can be repaired within six weeks if divers may work at night.",
    "Marland wants the repair to be paid by the shipping companies. Kestria refuses this and points to the treaty of 1926, in "
    "which the costs are shared in equal parts by the two governments.",
]
STORIES = [
    "Minister opens the hydrographic school in Saltholm", "Statement on the elections in Marland", "Consular days in Port Tarn",
    "Ambassador of Valdoria presents her credentials", "Agreement on pilots enters into force", "Delegation returns from Orun",
    "Conference of coastal states ends in Steinort", "Deputy minister receives students of navigation",
]  # fmt: skip
TIMES = [f"{h:02}:{m:02}" for h, m in ((18, 40), (18, 12), (17, 55), (17, 20), (16, 48), (16, 5), (15, 30), (14, 10))]
UPDATES = [
    "The port authority has closed the outer mole to the public.", "Two trawlers have reached the inner harbour.",
    "Ferries to Saltholm are cancelled for the rest of the day.", "Power is out in the northern districts of the city.",
    "The mayor asks people to stay away from the shore road.", "The wind has reached a speed of 130 kilometres an hour.",
    "Schools will stay closed on Tuesday, the ministry of education has decided.", "Firefighters have been called out forty times.",
]  # fmt: skip
MARKUP = {
    "LINKS": "<ul>" + "".join(f'<li><a href="/n/{n}">{s}</a></li>' for n, s in enumerate(STORIES)) + "</ul>",
    "DATED": "".join(
        f'<div class="item"><span>{n + 1:02}.03.2026</span><p><a href="/n/{n}">{s}</a></p></div>' for n, s in enumerate(STORIES)
    ),
    "TEASERS": "".join(
        f'<div><h3><a href="/n/{n}">{s}</a></h3><p>{u}</p></div>' for n, (s, u) in enumerate(zip(STORIES, UPDATES, strict=True))
    ),
    "TICKER": "<main>" + "".join(
        f"<div class='entry'><p>{t}</p><p>{u} {PROSE[2]}</p></div>" for t, u in zip(TIMES, UPDATES, strict=True)
    ) + "</main>",
    "TICKER_UHR": "<main>" + "".join(
        f"<div class='entry'><h3>{t} Uhr: Meldung {n}</h3><p>{u} {PROSE[0]}</p></div>"
        for n, (t, u) in enumerate(zip(TIMES, UPDATES, strict=True))
    ) + "</main>",
}  # fmt: skip


def page(case):
    if "raw" in case:
        return case["raw"]
    paragraphs = [q for p in case.get("p", []) for q in {"PROSE": PROSE, "PROSE2": PROSE2}.get(p, [p])]
    inner = "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in paragraphs)
    h1 = f"<h1>{html.escape(case['h1'], quote=False)}</h1>" if case.get("h1") else ""
    extra = MARKUP.get(case.get("html", ""), case.get("html", ""))
    return (
        f"<!DOCTYPE html><html><head><title>{html.escape(case['title'], quote=False)}</title>{case.get('head', '')}</head><body>"
        f'<nav><a href="/">Home</a> <a href="/news">News</a></nav><div class="content">{h1}{inner}{extra}</div></body></html>'
    )


EACH = [(reason, side, n, case) for reason, sides in CASES.items() for side, cases in sides.items() for n, case in enumerate(cases)]


def read(case, body=None):
    return clean(body if body is not None else page(case), case.get("url", "https://news.example/2026/a-story"))


@pytest.mark.parametrize("case", [e for e in EACH if e[1] == "rejected"], ids=lambda e: f"{e[0]}-{e[2]}")
def test_what_is_no_article_is_rejected_with_its_reason(case):
    body = page(case[3])
    found = read(case[3], body.encode("latin-1") if body.startswith("\x89PNG") else body)
    assert isinstance(found, Rejected), found.text[:300]
    assert found.reason == case[0], f"{found.reason}: {found.detail}"
    assert found.detail.isprintable()


@pytest.mark.parametrize("case", [e for e in EACH if e[1] == "kept"], ids=lambda e: f"{e[0]}-{e[2]}")
def test_what_only_looks_like_it_is_kept(case):
    found = read(case[3])
    assert not isinstance(found, Rejected), f"{found.reason}: {found.detail}"


def test_each_reason_has_five_pages_and_five_near_misses():
    assert {r: len(s[k]) for r, s in CASES.items() for k in ("rejected", "kept") if len(s[k]) < 5} == {}


def test_every_reason_that_reading_gives_has_its_pages():
    from tests.extract.test_hostile import LARGE, TOO_LARGE
    from tests.extract.test_pdf import READABLE, UNREADABLE

    source = "".join(p.read_text(encoding="utf-8") for p in Path(article.__file__).parent.glob("*.py"))
    given = {r for r in get_args(Reason) if f'"{r}"' in source}
    assert given - set(CASES) == {"too_large", "pdf_unreadable"}
    assert min(map(len, (LARGE, TOO_LARGE, READABLE, UNREADABLE))) >= 5


def test_the_story_before_a_tickers_entries_is_an_article():
    def live(lead):
        story = "".join(f"<p>{p}</p>" for p in lead)
        entries = "".join(
            f"<div><p>{t}</p><p>{u} So says the {n}th notice.</p></div>"
            for n, (t, u) in enumerate(zip(TIMES, UPDATES, strict=True))
        )
        head = "<head><title>Live: storm reaches the coast</title></head>"
        page = f"<html>{head}<body><h1>Live: storm reaches the coast</h1><div>{story}{entries}</div></body></html>"
        return clean(page, "https://news.example/2026/storm")

    more = "The harbour master of Steinort keeps forty pilots in readiness, for whom beds stand in the old customs house. " * 2
    whole = live([*PROSE, *PROSE2, more])
    assert whole.text.split("\n\n") == [*PROSE, *PROSE2, more.strip()]
    assert whole.extraction.warnings == ("live: 8 entries with times of their own were left out",)
    assert live(PROSE2).reason == "live_ticker"


def test_a_sites_own_error_words_are_a_soft_404():
    body = page({"title": "Ministry", "h1": "Ministry", "p": ["The requested record is unavailable at this time.", *PROSE]})
    found = clean(body, "https://mfa.example/a", error_markers=("requested record is unavailable",))
    assert (bool(found), found.reason) == (False, "soft_404")
    assert clean(body, "https://mfa.example/a")
