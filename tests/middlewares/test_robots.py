"""robots.txt by RFC 9309: one case a line, and what the answers of servers mean."""

from __future__ import annotations

import pytest

from crawler.middlewares.robots import MAX_BYTES, MAX_DELAY, read_rules, status_rules

US = "dragoman"
HOST = "https://mfa.example"

ALLOWED = [
    ("no rules at all", "", "/a"),
    ("an empty disallow allows all", "User-agent: *\nDisallow:", "/a"),
    ("another's group is not ours", "User-agent: otherbot\nDisallow: /", "/a"),
    ("our own group beats the star's", "User-agent: *\nDisallow: /\n\nUser-agent: dragoman\nDisallow: /x", "/a"),
    ("our group's name in any case", "User-agent: DRAGOMAN\nAllow: /a\nDisallow: /", "/a"),
    ("our group stands first", "User-agent: dragoman\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a"),
    ("the longest match wins: allow", "User-agent: *\nDisallow: /news\nAllow: /news/public", "/news/public/1"),
    ("allow wins a tie", "User-agent: *\nDisallow: /news\nAllow: /news", "/news/1"),
    ("allow wins a tie whatever the order", "User-agent: *\nAllow: /news\nDisallow: /news", "/news/1"),
    ("a rule is a prefix of the path", "User-agent: *\nDisallow: /news/", "/news"),
    ("paths know letter case", "User-agent: *\nDisallow: /News", "/news"),
    ("dollar ends the path", "User-agent: *\nDisallow: /*.pdf$", "/a.pdf?page=2"),
    ("a star within", "User-agent: *\nDisallow: /a/*/c", "/a/c"),
    ("rules before any group are no rules", "Disallow: /\nUser-agent: other\nDisallow: /", "/a"),
    ("comments are not rules", "User-agent: * # all\n# Disallow: /\nDisallow: /x # not /", "/a"),
    ("an unknown line breaks no group", "User-agent: *\nNoise: 1\nDisallow: /x", "/a"),
    ("a name that ours begins with is not ours", "User-agent: drago\nDisallow: /", "/a"),
    ("a letter of our name is not ours", "User-agent: d\nDisallow: /", "/a"),
    ("a name that begins with ours is not ours", "User-agent: dragomanbot\nDisallow: /", "/a"),
    ("a name that ends in ours is not ours", "User-agent: superdragoman\nDisallow: /", "/a"),
    ("robots.txt itself is free", "User-agent: *\nDisallow: /", "/robots.txt"),
    ("an HTML page has no rules", "<!DOCTYPE html><html>User-agent: *\nDisallow: /</html>", "/a"),
    ("an escaped slash is not a slash", "User-agent: *\nDisallow: /a/b", "/a%2Fb"),
    ("a query the rule doesn't name", "User-agent: *\nDisallow: /list?page=", "/list?id=1"),
    ("sitemap lines are in no group", "User-agent: other\nSitemap: https://mfa.example/s.xml\nDisallow: /", "/a"),
]  # fmt: skip

DISALLOWED = [
    ("all", "User-agent: *\nDisallow: /", "/a"),
    ("field names in any case", "USER-AGENT: *\nDISALLOW: /a", "/a"),
    ("white space around", "  User-agent :  *  \n\tDisallow :\t/a ", "/a"),
    ("Windows line ends", "User-agent: *\r\nDisallow: /a\r\n", "/a"),
    ("old Macintosh line ends", "User-agent: *\rDisallow: /a\r", "/a"),
    ("a byte order mark in front", "\ufeffUser-agent: *\nDisallow: /a", "/a"),
    ("our group", "User-agent: dragoman\nDisallow: /a", "/a"),
    ("our name with a version", "User-agent: Dragoman/2.0\nDisallow: /a", "/a"),
    ("one group for several names", "User-agent: other\nUser-agent: dragoman\nDisallow: /a", "/a"),
    ("two groups of ours are one", "User-agent: dragoman\nDisallow: /x\n\nUser-agent: dragoman\nDisallow: /a", "/a"),
    ("an empty line ends no group", "User-agent: *\n\nDisallow: /a", "/a"),
    ("a comment between names ends no group", "User-agent: dragoman\n# and\nUser-agent: other\nDisallow: /a", "/a"),
    ("the longest match wins: disallow", "User-agent: *\nAllow: /news\nDisallow: /news/internal", "/news/internal/1"),
    ("the longest match wins though it stands first", "User-agent: *\nDisallow: /news/internal\nAllow: /news", "/news/internal/1"),
    ("a prefix is enough", "User-agent: *\nDisallow: /fish", "/fish.html"),
    ("a star matches anything", "User-agent: *\nDisallow: /*.php", "/a/b.php?x=1"),
    ("a star matches nothing too", "User-agent: *\nDisallow: /a*b", "/ab"),
    ("a star at the end is idle", "User-agent: *\nDisallow: /fish*", "/fish"),
    ("several stars", "User-agent: *\nDisallow: /*/print/*", "/en/print/1"),
    ("dollar at the end", "User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf"),
    ("the query counts", "User-agent: *\nDisallow: /*?PAGEN", "/news/?PAGEN_1=2"),
    ("any query at all", "User-agent: *\nDisallow: /*?", "/a?b=1"),
    ("escapes in either case", "User-agent: *\nDisallow: /a%3cb", "/a%3Cb"),
    ("a needless escape in the rule", "User-agent: *\nDisallow: /%7Ejoe", "/~joe"),
    ("a needless escape in the URL", "User-agent: *\nDisallow: /~joe", "/%7Ejoe"),
    ("Unicode in the rule", "User-agent: *\nDisallow: /новости", "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1"),
    ("the star's group where none is ours", "User-agent: other\nDisallow:\n\nUser-agent: *\nDisallow: /a", "/a"),
    ("rules that aren't UTF-8 are read around", "User-agent: *\nDisallow: /a\nDisallow: /\udcff", "/a"),
]  # fmt: skip


def rules(text: str) -> object:
    return read_rules(text.encode("utf-8", "surrogateescape"), f"{HOST}/robots.txt", US)


@pytest.mark.parametrize(("case", "text", "path"), ALLOWED, ids=[c[0] for c in ALLOWED])
def test_allowed(case: str, text: str, path: str) -> None:
    assert rules(text).allows(HOST + path, US)


@pytest.mark.parametrize(("case", "text", "path"), DISALLOWED, ids=[c[0] for c in DISALLOWED])
def test_disallowed(case: str, text: str, path: str) -> None:
    assert not rules(text).allows(HOST + path, US)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451])
def test_no_robots_txt_means_no_rules(status: int) -> None:
    assert status_rules(status).allows(f"{HOST}/a", US)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 522])
def test_an_unreachable_robots_txt_lets_nothing_through(status: int) -> None:
    assert not status_rules(status).allows(f"{HOST}/a", US)


def test_what_lies_beyond_500_kib_is_not_read_and_no_rule_is_torn() -> None:
    filler = "".join(f"Disallow: /filler/{i:08}\n" for i in range(MAX_BYTES // 27))
    text = f"User-agent: *\nDisallow: /first\n{filler}Disallow: /last-rule-is-too-late\n" + "x" * MAX_BYTES
    assert not rules(text).allows(f"{HOST}/first", US)
    assert rules(text).allows(f"{HOST}/last-rule-is-too-late", US)
    torn = "User-agent: *\nAllow: /" + "a" * (MAX_BYTES - 40) + "\nDisallow: /private"
    assert rules(torn).allows(f"{HOST}/public", US)


@pytest.mark.parametrize(
    ("text", "delay"), [("10", 10.0), ("0.5", 0.5), ("86400", MAX_DELAY), ("soon", None), ("-1", None), ("nan", None), ("0", None)]
)
def test_crawl_delay(text: str, delay: float | None) -> None:
    assert rules(f"User-agent: *\nCrawl-delay: {text}\nDisallow:").delay == delay


def test_our_groups_crawl_delay_counts() -> None:
    assert rules("User-agent: *\nCrawl-delay: 60\n\nUser-agent: dragoman\nCrawl-delay: 2\nDisallow: /x").delay == 2


def test_sitemap_lines_are_told() -> None:
    text = "Sitemap: /s1.xml\nUser-agent: *\nDisallow: /\nsitemap:https://mfa.example/s2.xml # new\nSitemap: javascript:x"
    assert rules(text).sitemaps == (f"{HOST}/s1.xml", f"{HOST}/s2.xml")


EXAMPLE = """User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""
LONGEST = "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n"
MERGED = "user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\n\nuser-agent: ExampleBot\ndisallow: /baz\n"
CODED = "User-agent: foobot\nDisallow: {}\n"
RFC_9309 = [  # section, robots.txt, product, path, allowed
    ("5.1", EXAMPLE, "foobot", "/example/page.html", True),
    ("5.1", EXAMPLE, "foobot", "/example/allowed.gif", True),
    ("5.1", EXAMPLE, "foobot", "/example/other.html", False),
    ("5.1", EXAMPLE, "foobot", "/", False),
    ("5.1", EXAMPLE, "barbot", "/example/page.html", False),
    ("5.1", EXAMPLE, "bazbot", "/example/page.html", False),
    ("5.1", EXAMPLE, "barbot", "/example/other.html", True),
    ("5.1", EXAMPLE, "quxbot", "/example/page.html", True),
    ("5.1", EXAMPLE, "otherbot", "/example/page.html", False),
    ("5.1", EXAMPLE, "otherbot", "/pictures/cat.gif", False),
    ("5.1", EXAMPLE, "otherbot", "/pictures/cat.gif?size=2", True),
    ("5.1", EXAMPLE, "otherbot", "/publications/2026", True),
    ("5.2", LONGEST, "foobot", "/example/page/disallowed.gif", False),
    ("5.2", LONGEST, "foobot", "/example/page/shown.gif", True),
    ("2.2.1", MERGED, "examplebot", "/foo/1", False),
    ("2.2.1", MERGED, "examplebot", "/bar/1", False),
    ("2.2.1", MERGED, "examplebot", "/baz/1", False),
    ("2.2.1", MERGED, "examplebot", "/qux", True),
    ("2.2.2", CODED.format("/foo/bar?baz=quz"), "foobot", "/foo/bar?baz=quz", False),
    ("2.2.2", CODED.format("/foo/bar?baz=https://foo.bar"), "foobot", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", False),
    ("2.2.2", CODED.format("/foo/bar/\N{KATAKANA LETTER TU}"), "foobot", "/foo/bar/%E3%83%84", False),
    ("2.2.2", CODED.format("/foo/bar/%E3%83%84"), "foobot", "/foo/bar/\N{KATAKANA LETTER TU}", False),
    ("2.2.2", CODED.format("/foo/bar/%62%61%7A"), "foobot", "/foo/bar/baz", False),
    ("2.2.3", CODED.format("/path/file-with-a-%2A.html"), "foobot", "/path/file-with-a-*.html", False),
    ("2.2.3", CODED.format("/path/file-with-a-%2A.html"), "foobot", "/path/file-with-a-b.html", True),
    ("2.2.3", CODED.format("/path/foo-%24"), "foobot", "/path/foo-$", False),
    ("2.2.3", CODED.format("/this/path/exactly$"), "foobot", "/this/path/exactly", False),
    ("2.2.3", CODED.format("/this/path/exactly$"), "foobot", "/this/path/exactly/not", True),
    ("2.2.3", CODED.format("/this/*/exactly"), "foobot", "/this/or/that/exactly", False),
    ("2.2.3", "User-agent: foobot\nDisallow: / # all of it\n", "foobot", "/x", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("section", "text", "product", "path", "allowed"), RFC_9309, ids=[f"{r[0]}-{r[2]}-{r[3]}" for r in RFC_9309]
)
def test_the_examples_of_rfc_9309(section: str, text: str, product: str, path: str, allowed: bool) -> None:
    assert read_rules(text.encode(), f"{HOST}/robots.txt", product).allows(HOST + path, product) == allowed
