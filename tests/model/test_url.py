"""When are two URLs one page? Examples by rule, and properties over generated URLs."""

from __future__ import annotations

import re
import string
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.model.url import MAX_LENGTH, MalformedUrl, canonical, host_of, url_id

SAME = [
    ("scheme and host case", "HTTP://MFA.Example/News", "http://mfa.example/News"),
    ("default port of http", "http://mfa.example:80/a", "http://mfa.example/a"),
    ("default port of https", "https://mfa.example:443/a", "https://mfa.example/a"),
    ("empty port", "https://mfa.example:/a", "https://mfa.example/a"),
    ("port with zeros in front", "http://mfa.example:08080/a", "http://mfa.example:8080/a"),
    ("trailing dot of the host", "https://mfa.example./a", "https://mfa.example/a"),
    ("empty path", "https://mfa.example", "https://mfa.example/"),
    ("dot segments", "https://mfa.example/a/./b/../c", "https://mfa.example/a/c"),
    ("more dots than path", "https://mfa.example/../../a", "https://mfa.example/a"),
    ("fragment", "https://mfa.example/a#comments", "https://mfa.example/a"),
    ("empty query", "https://mfa.example/a?", "https://mfa.example/a"),
    ("needless escape", "https://mfa.example/%7Euser/%61", "https://mfa.example/~user/a"),
    ("escape in small letters", "https://mfa.example/%c3%bc", "https://mfa.example/%C3%BC"),
    ("unescaped Unicode path", "https://mfa.example/новости", "https://mfa.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
    ("space in the path", "https://mfa.example/a b", "https://mfa.example/a%20b"),
    ("white space around", " \thttps://mfa.example/a\n", "https://mfa.example/a"),
    ("line break within", "https://mfa.example/a\nb", "https://mfa.example/ab"),
    ("Unicode host", "https://президент.рф/a", "https://xn--d1abbgf6aiiy.xn--p1ai/a"),
    ("capital letters of a Unicode host", "https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"),
    ("full-width host", "https://ｍｆａ.example/a", "https://mfa.example/a"),
    ("escaped host", "https://m%66a.example/a", "https://mfa.example/a"),
    ("credentials", "https://user:secret@mfa.example/a", "https://mfa.example/a"),
    ("IPv6 spelling", "http://[2001:DB8:0:0::1]/", "http://[2001:db8::1]/"),
    ("campaign", "https://mfa.example/a?utm_source=x&utm_medium=y", "https://mfa.example/a"),
    ("click id among keys", "https://mfa.example/a?id=7&fbclid=AbC", "https://mfa.example/a?id=7"),
    ("capital campaign", "https://mfa.example/a?UTM_Source=x", "https://mfa.example/a"),
    ("order of pairs", "https://mfa.example/a?b=2&a=1", "https://mfa.example/a?a=1&b=2"),
    ("empty pieces", "https://mfa.example/a?&a=1&&b=2&", "https://mfa.example/a?a=1&b=2"),
    ("session in the path", "https://mfa.example/a;jsessionid=0A1B2C3D4E5F60718293A4B5C6D7E8F9?id=7", "https://mfa.example/a?id=7"),
    ("session in the query", "https://mfa.example/a?PHPSESSID=q1w2e3r4t5y6u7i8o9p0&id=7", "https://mfa.example/a?id=7"),
]  # fmt: skip

DIFFERENT = [
    ("http and https", "http://mfa.example/a", "https://mfa.example/a"),
    ("www", "https://www.mfa.example/a", "https://mfa.example/a"),
    ("trailing slash", "https://mfa.example/a/", "https://mfa.example/a"),
    ("letter case of the path", "https://mfa.example/MediaHub", "https://mfa.example/mediahub"),
    ("letter case of a key", "https://mfa.example/?ID=1", "https://mfa.example/?id=1"),
    ("index page", "https://mfa.example/index.html", "https://mfa.example/"),
    ("doubled slash", "https://mfa.example//a", "https://mfa.example/a"),
    ("escaped slash", "https://mfa.example/a%2Fb", "https://mfa.example/a/b"),
    ("escaped ampersand", "https://mfa.example/?a=1%26b=2", "https://mfa.example/?a=1&b=2"),
    ("plus and space", "https://mfa.example/?q=a+b", "https://mfa.example/?q=a%20b"),
    ("another port", "https://mfa.example:8443/a", "https://mfa.example/a"),
    ("key as the whole query", "https://mfa.example/?dtl/40846", "https://mfa.example/?dtl/40847"),
    ("order of bare words", "https://mfa.example/?b&a", "https://mfa.example/?a&b"),
    ("order of one key's values", "https://mfa.example/?a=2&a=1", "https://mfa.example/?a=1&a=2"),
    ("number as a key", "https://mfa.example/?PRID=2026030212345678", "https://mfa.example/?PRID=2026030212345679"),
    ("session-like name with a number", "https://mfa.example/?sid=2026030212345678", "https://mfa.example/?sid=2026030212345679"),
    ("session-like name with a word", "https://mfa.example/?sid=politics", "https://mfa.example/?sid=economy"),
    ("ref chooses content on many sites", "https://mfa.example/?ref=1", "https://mfa.example/"),
    ("empty value and none", "https://mfa.example/?a=", "https://mfa.example/?a"),
    ("route of a one-page application", "https://mfa.example/#!/news/1", "https://mfa.example/#!/news/2"),
    ("path parameter", "https://mfa.example/a;v=1", "https://mfa.example/a;v=2"),
]  # fmt: skip

MALFORMED = [
    "", "mfa.example/a", "/a", "//mfa.example/a", "mailto:press@mfa.example", "javascript:alert(1)", "data:text/html,x",
    "file:///etc/passwd", "ftp://mfa.example/", "https://", "https:///a", "http:mfa.example", "https://mfa.example:0/",
    "https://mfa.example:65536/", "https://mfa.example:port/", "https://mfa .example/", "https://mfa_.-example-/",
    "https://[::1", "https://[v1.x]/", "https://mfa.example\\@evil.example/", "https://a..b/", "https://" + "a" * 64 + ".example/",
    "https://mfa.example/" + "a" * MAX_LENGTH, "https://%00.example/", "https://xn--\ud800.example/",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "one", "other"), SAME, ids=[s[0] for s in SAME])
def test_spellings_of_one_page_are_one(rule: str, one: str, other: str) -> None:
    assert canonical(one) == canonical(other) == other
    assert url_id(one) == url_id(other)


@pytest.mark.parametrize(("rule", "one", "other"), DIFFERENT, ids=[d[0] for d in DIFFERENT])
def test_what_could_be_two_pages_stays_two(rule: str, one: str, other: str) -> None:
    assert canonical(one) != canonical(other)
    assert url_id(one) != url_id(other)


@pytest.mark.parametrize("url", MALFORMED, ids=lambda u: u[:30] or "empty")
def test_what_is_no_url_of_a_page_is_refused_with_a_reason(url: str) -> None:
    with pytest.raises(MalformedUrl, match=r"\w"):
        canonical(url)


def test_the_host_is_told_apart_from_credentials_and_port() -> None:
    assert host_of("https://mfa.example@evil.example:8443/a") == "evil.example"
    assert host_of("http://[::1]:8080/") == "[::1]"


# ---- properties ------------------------------------------------------------------------------------------------------

hosts = st.from_regex(r"\A[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z]{2,6}){1,2}\Z")
texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\\"), max_size=12)
raw_paths = st.lists(texts, max_size=5).map(lambda parts: "/" + "/".join(parts))


def _joined(scheme: str, host: str, path: str, query: str, fragment: str) -> str:
    return f"{scheme}://{host}{path}" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


schemes = st.sampled_from(["http", "https", "HTTP", "Https"])
queries = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
loose_urls = st.builds(_joined, schemes, hosts, raw_paths, queries, texts)
NOISE = re.compile(r"(?i)utm_|sid$|spm$|scm$|cfid")
keys = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=6).filter(
    lambda k: not re.match(r"(?i)utm_|sid$|spm$|scm$|cfid", k)
)
values = st.text(string.ascii_letters + string.digits + "-. +/&=%ü", max_size=10)
plain_segments = st.text(string.ascii_letters + string.digits + "-_~", min_size=1, max_size=8)


@given(loose_urls)
@example("http://h.example/%%34%31")
@example("http://h.example/%2%35")
@example("http://h.example/a;jsessionid=0A1B2C3D4E5F6071;jsessionid=0A1B2C3D4E5F6071")
@example("http://h.example/;jsessionid=0A1B2C3D4E5F6071../b")
@example("http://h.example/a?b&utm_source=1&a=1")
@example("http://h.example//../a")
@example("http://h.example/.;jsessionid=0A1B2C3D4E5F6071/b")
@settings(max_examples=1500)
def test_canonical_is_idempotent_and_plain_ascii(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert once.isascii()
    assert " " not in once
    assert urlsplit(once).scheme in ("http", "https")


@given(st.text(max_size=60))
@settings(max_examples=1500)
def test_any_text_is_a_url_or_refused_never_an_accident(text: str) -> None:
    for candidate in (text, f"http://{text}", f"https://mfa.example/{text}"):
        try:
            once = canonical(candidate)
        except MalformedUrl:
            continue
        assert canonical(once) == once


@given(hosts, st.lists(plain_segments, max_size=4), st.lists(st.tuples(keys, values), max_size=5))
@settings(max_examples=800)
def test_it_keeps_every_segment_and_every_pair(host: str, segments: list[str], pairs: list[tuple[str, str]]) -> None:
    """Nothing that a server could look at is lost: the decoded path is the same, and so are each key's values, in order."""
    from urllib.parse import quote

    url = f"https://{host}/{'/'.join(segments)}?" + "&".join(f"{k}={quote(v, safe='+')}" for k, v in pairs)
    result = urlsplit(canonical(url))
    assert unquote_to_bytes(result.path) == unquote_to_bytes(urlsplit(url).path or "/")
    before, after = parse_qsl(urlsplit(url).query, keep_blank_values=True), parse_qsl(result.query, keep_blank_values=True)
    for key in {k for k, _ in before}:
        assert [v for k, v in before if k == key] == [v for k, v in after if k == key]
    assert len(before) == len(after)


@given(
    hosts, st.lists(plain_segments, max_size=4), st.lists(plain_segments, max_size=4),
    st.dictionaries(keys, plain_segments, max_size=3), st.dictionaries(keys, plain_segments, max_size=3),
)  # fmt: skip
@settings(max_examples=800)
def test_pages_with_other_paths_or_other_values_never_merge(
    host: str, one: list[str], other: list[str], these: dict[str, str], those: dict[str, str]
) -> None:
    first = f"https://{host}/{'/'.join(one)}?" + "&".join(f"{k}={v}" for k, v in these.items())
    second = f"https://{host}/{'/'.join(other)}?" + "&".join(f"{k}={v}" for k, v in those.items())
    assert (canonical(first) == canonical(second)) == (one == other and these == those)


@given(loose_urls, st.permutations(["utm_source=a", "fbclid=b", "gclid=c"]))
@settings(max_examples=300)
def test_campaigns_never_make_a_second_page(url: str, noise: list[str]) -> None:
    bare = url.partition("#")[0].strip("".join(map(chr, range(0x21))))
    joint = "&" if "?" in bare else "?"
    assert canonical(bare + joint + "&".join(noise)) == canonical(bare)
