"""The page in a browser: nothing serious for axe in either theme and width, quick with 5,000 articles, and no request leaves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.report.gather import gather, latest_first
from crawler.report.page import render
from tests.load.synthetic import documents

playwright = pytest.importorskip("playwright.sync_api", reason="requirements-browser.txt is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install -y chromium")
MADE = datetime(2026, 3, 1, tzinfo=UTC)
RUN = {
    "site": "ministry_aze", "run": "r1", "started": "2026-01-01T00:00:00+00:00", "finished": "finished", "failure": None,
    "balances": True, "balance": {"found": 7, "written": 4, "rejected": 3}, "broken": ["published: expected in 90%"],
    "fields": {"documents": 4, "published": 2, "events": 1}, "causes": [{"reason": "robots", "count": 3, "example": "u"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def written(folder: Path, count: int, *, events: int = 3, padding: int = 0) -> Path:
    file = folder / "report.html"
    records = latest_first(documents(count, events=events, padding=padding))
    file.write_text(render(gather(records, [RUN], texts=count), title="Who met whom", made=MADE), encoding="utf-8")
    return file


def opened(browser: Any, file: Path, width: int, scheme: str, **options: Any) -> tuple[Any, list[str]]:
    """The page after its script ran, and what it asked for or complained of."""
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **options).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(f"error: {error}"))
    page.goto(file.as_uri() + "#?article=4")
    page.wait_for_selector("html[data-ready]")
    return page, asked


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("report"), 80)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_wrong_in_any_view(chromium, report, width, scheme):
    axe = pytest.importorskip("axe_playwright_python", reason="requirements-browser.txt is not installed")
    page, _ = opened(chromium, report, width, scheme, bypass_csp=True)  # axe itself is a script that the page's policy forbids
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.locator("#month button").nth(1).click()
    page.locator("#matrix td button").first.click()
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 30, "axe looked at the page"
    assert [(v["impact"], v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found["violations"]] == []


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_is_wider_than_the_screen_and_nothing_is_asked_for(chromium, report, width):
    page, asked = opened(chromium, report, width, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]


def test_a_click_on_a_country_of_the_map_filters_by_it(chromium, report):
    page, _ = opened(chromium, report, 1280, "light")
    before = page.locator("#found").inner_text()
    page.locator("#map-figure path.pick", has_text="JPN").dispatch_event("click")
    playwright.expect(page.locator("#found")).not_to_have_text(before)
    assert page.evaluate("document.getElementById('f-country').selectedOptions[0].text") == "JPN"
    shown, of = page.locator("#found").inner_text().split(" of ")
    assert 0 < int(shown) < int(of.split()[0])


def test_the_keyboard_alone_reaches_an_article_and_the_proof_of_its_event(chromium, report):
    page, _ = opened(chromium, report, 1280, "light")
    button = page.locator("#article button.event").first
    pressed = button.get_attribute("aria-pressed")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") != pressed
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


@pytest.mark.long
def test_the_report_of_5000_articles_is_below_15_mb_and_interactive_within_3_seconds(chromium, tmp_path, capsys):
    file = written(tmp_path, 5000, events=20, padding=2500)
    page, _ = opened(chromium, file, 1280, "light")
    ready = page.evaluate("Number(document.documentElement.dataset.ready)")
    with capsys.disabled():
        print(
            f"\n5,000 articles: {file.stat().st_size / 1e6:.1f} MB, ready after {ready} ms, {page.locator('#found').inner_text()}"
        )
    assert file.stat().st_size < 15e6
    assert ready < 3000
