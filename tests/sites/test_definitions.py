"""What the bundled definitions promise: they load, they are many, and their patterns tell articles from other pages."""

import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from lxml.cssselect import CSSSelector

from crawler import sites
from crawler.model import Site
from crawler.model.url import canonical
from crawler.sites import PLATFORMS, document, load_sites, site_files
from crawler.sites.refused import load_refused, refusal_of
from crawler.spiders.articles import Articles

DEFINITIONS = Path(sites.__file__).parent
SITES = load_sites([DEFINITIONS])
FILES = site_files([DEFINITIONS])
OFFICIAL = {"ministry", "presidency", "government", "parliament", "igo"}
PRESS = {"agency", "news"}
SEED = ("AZE", "TUR", "GEO", "ARM", "IRN", "IRQ", "SYR", "GRC", "BGR", "RUS", "KAZ", "TKM", "UZB", "KGZ", "TJK", "UKR")
"""Azerbaijan, Türkiye, their neighbours and the other states of the region."""


class Addresses(NamedTuple):
    """Addresses of one site: of articles, and of pages that are none."""

    articles: tuple[str, ...]
    other: tuple[str, ...]


def _addresses() -> dict[str, Addresses]:
    known: dict[str, Addresses] = {}
    for path in sorted((Path(__file__).parent / "urls").glob("*.yml")):
        for site, lists in document.read(path.read_text(encoding="utf-8")).data.items():
            known[site] = Addresses(tuple(lists["articles"]), tuple(lists["other"]))
    return known


ADDRESSES = _addresses()


def _mistakes(site: Site, addresses: Addresses) -> list[str]:
    articles = Articles(site)
    missed = [u for u in addresses.articles if not articles.matches(canonical(u))]
    taken = [u for u in addresses.other if articles.matches(canonical(u))]
    return [f"not taken for an article: {u}" for u in missed] + [f"taken for an article: {u}" for u in taken]


def _own_addresses(site: Site) -> list[str]:
    """Where the site's lists, feeds and front pages are."""
    filled = [f.address.replace("{n}", "2").replace("{offset}", "10") for f in site.find]
    return [*filled, *(f"https://{host}/" for host in site.hosts)]


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def test_the_collection_is_as_wide_as_it_claims():
    kinds = Counter(site.kind for site in SITES.values())
    countries = {site.country for site in SITES.values() if site.country}
    assert len(SITES) >= 150
    assert sum(kinds[k] for k in ("ministry", "presidency", "igo")) >= 90
    assert sum(kinds[k] for k in PRESS) >= 40
    assert len(countries) >= 60


@pytest.mark.parametrize("country", SEED)
def test_every_country_of_the_seed_region_has_an_official_site(country):
    assert [s.id for s in SITES.values() if s.country == country and s.kind in OFFICIAL]


def test_a_definition_stays_short():
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in FILES.items()}
    assert median(lines.values()) <= 15
    assert {name: n for name, n in lines.items() if n > 30} == {}


def test_each_says_how_well_it_is_known_and_since_when():
    assert [s.id for s in SITES.values() if s.known is None or s.known_when is None] == []


def test_each_names_its_kind_and_languages():
    assert [s.id for s in SITES.values() if s.kind == "other" or not s.languages] == []


def test_the_folder_is_the_country():
    """One folder a country: two countries in one folder, or one in two, is a slip of the pen."""
    folders: dict[str, set[str | None]] = {}
    for name, path in FILES.items():
        folders.setdefault(path.parent.name, set()).add(SITES[name].country)
    mixed = {folder: found for folder, found in folders.items() if len(found) != 1}
    assert mixed == {}
    national = [found.pop() for folder, found in folders.items() if folder not in ("igo", "int")]
    assert len(national) == len(set(national))
    assert None not in national


def test_no_two_sites_read_the_same_list():
    readers = Counter(f.address for s in SITES.values() for f in s.find)
    assert {address: n for address, n in readers.items() if n > 1} == {}


@pytest.mark.parametrize("name", sorted(SITES))
def test_its_css_selectors_are_css(name):
    site = SITES[name]
    hints = [s for a in site.article for s in (a.body, a.title, a.published, a.authors, *a.drop)]
    paging = [f.next for f in site.find if f.next and "{" not in f.next]
    for selector in filter(None, [*hints, *paging, *(f.links for f in site.find)]):
        CSSSelector(selector)


def test_every_platform_is_used():
    assert {p.stem for p in PLATFORMS.glob("*.yml")} == {s.platform for s in SITES.values() if s.platform}


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_the_pattern_tells_articles_from_other_pages(name):
    assert _mistakes(SITES[name], ADDRESSES[name]) == []


@pytest.mark.parametrize("name", sorted(n for n, s in SITES.items() if Articles(s).has_pattern))
def test_no_pattern_takes_the_sites_own_lists_for_articles(name):
    articles = Articles(SITES[name])
    assert [u for u in _own_addresses(SITES[name]) if articles.matches(canonical(u))] == []


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_articles_lie_on_the_sites_hosts(name):
    hosts = {_bare(h) for h in SITES[name].hosts}
    assert [u for u in ADDRESSES[name].articles if _bare(urlsplit(u).hostname) not in hosts] == []


@pytest.mark.parametrize("noise", ["?utm_source=rss", "?cmp=rss", "?traffic_source=rss"])
def test_a_parameter_that_says_nothing_does_not_hide_an_article(noise):
    """Feeds add such parameters, and not all of them are known to the canonical form."""
    hidden = [
        u
        for name, addresses in ADDRESSES.items()
        for u in addresses.articles
        if "?" not in u and not Articles(SITES[name]).matches(canonical(u + noise))
    ]
    assert hidden == []


@pytest.mark.parametrize("hostile", ["/a-" * 700, "/en/news/" + "1-" * 1000, "/" + "a" * 2000, "/2026/10/01/" + "-9" * 1000 + "!"])
def test_no_pattern_is_slow_on_hostile_addresses(hostile):
    slow = {}
    for name, site in SITES.items():
        start = time.perf_counter()
        Articles(site).matches(f"https://{site.hosts[0]}{hostile}")
        if (taken := time.perf_counter() - start) > 0.5:
            slow[name] = taken
    assert slow == {}


def test_patterns_are_measured_on_at_least_sixty_sites_without_a_mistake():
    """At least two addresses of each sort a site; `pytest -rP` shows the table."""
    measured = {n: a for n, a in ADDRESSES.items() if len(a.articles) >= 2 and len(a.other) >= 2}
    wrong = {n: len(_mistakes(SITES[n], a)) for n, a in measured.items()}
    tried = sum(len(a.articles) + len(a.other) for a in measured.values())
    for title, kinds in (("official", OFFICIAL), ("press", PRESS), ("all", OFFICIAL | PRESS)):
        group = [n for n in measured if SITES[n].kind in kinds]
        articles, other = (sum(len(measured[n][i]) for n in group) for i in (0, 1))
        right = 1 - sum(wrong[n] for n in group) / (articles + other)
        print(f"{title:>9}: {len(group):>3} sites, {articles:>4} articles, {other:>4} other pages, {right:.1%} right")
    assert sum(1 for n in measured if not wrong[n]) >= 60
    assert sum(wrong.values()) / tried <= 0.01


def test_a_site_is_either_defined_or_refused():
    refused = load_refused()
    assert set(refused) & set(SITES) == set()
    defined = {_bare(h) for s in SITES.values() for h in s.hosts}
    assert {n for n, r in refused.items() if {_bare(h) for h in r.hosts} & defined} == set()


def test_what_to_read_instead_of_a_refused_site_is_defined():
    assert [r.instead for r in load_refused().values() if r.instead and r.instead not in SITES] == []


def test_a_refusal_is_found_by_host():
    refused = load_refused()
    found = refusal_of("MOFA.go.jp", refused)
    assert found is not None
    assert (found[0], found[1].status) == ("mfa_jp", 403)
    assert refusal_of("mfa.example", refused) is None


def test_a_mistake_in_the_list_of_refusals_names_its_line(tmp_path):
    listed = tmp_path / "refused.yml"
    listed.write_text(
        "mfa_xx:\n  name: X\n  hosts: [x.example]\n  since: soon\n  cause: forbidden\n  reason: none\n", encoding="utf-8"
    )
    with pytest.raises(sites.SiteError, match=r"refused\.yml:4: mfa_xx\.since"):
        load_refused(listed)
