"""When are two URLs the same page? Canonical URLs, and the id that they give an article.

The rules follow RFC 3986, section 6.2 (case, percent-encoding, dot segments, ports) and the WHATWG URL standard where
browsers are laxer (white space, Unicode hosts). Beyond them only what never chooses content is dropped: tracking parameters
and session tokens (`tracking.yml`), fragments, credentials. Two URLs that could be two pages stay two: no guessing about
`www.`, `index.html`, a trailing slash, letter case of the path, or http and https.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

import idna
import yaml

MAX_LENGTH = 4096
"""Characters of a URL. Servers refuse longer request lines (8 KiB with headers is common); no article in our site facts has 600."""

_PARTS = re.compile(
    r"^(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):(?://(?P<authority>[^/?#]*))?(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?$",
    re.DOTALL,
)
_HOST = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_TOKEN = re.compile(r"^[0-9A-Za-z._!-]{16,}$")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE = _PATH_SAFE | frozenset("?")
_PORTS = {"http": "80", "https": "443"}
_ROUTE = ("!", "/")
"""A fragment that begins so is a route of a one-page application, not a place within the page."""


class MalformedUrl(ValueError):
    """Not a URL of a web page: the message says which part is wrong."""


@lru_cache(maxsize=4096)  # one page is asked about twenty times on its way
def canonical(url: str) -> str:
    """The one spelling of a page's address. `canonical(canonical(u)) == canonical(u)`.

    Raises MalformedUrl for anything but an absolute http or https URL with a sound host and port.
    """
    cleaned = re.sub(r"[\t\n\r]", "", url.strip("".join(map(chr, range(0x21)))))
    if len(cleaned) > MAX_LENGTH:
        raise MalformedUrl(f"longer than {MAX_LENGTH} characters: {cleaned[:80]}…")
    match = _PARTS.match(cleaned)
    if not match:
        raise MalformedUrl(f"not an absolute URL: {cleaned[:200]!r}")
    scheme = match["scheme"].lower()
    if scheme not in _PORTS:
        raise MalformedUrl(f"scheme {scheme!r} is not http or https")
    if match["authority"] is None:
        raise MalformedUrl(f"no host: {cleaned[:200]!r}")
    authority = _authority(match["authority"], scheme)
    path = _path(match["path"])
    query = _query(match["query"] or "")
    fragment = match["fragment"] or ""
    tail = "#" + _encoded(fragment, _QUERY_SAFE) if fragment.startswith(_ROUTE) and len(fragment) > 1 else ""
    result = f"{scheme}://{authority}{path}{'?' + query if query else ''}{tail}"
    if len(result) > MAX_LENGTH:
        raise MalformedUrl(f"longer than {MAX_LENGTH} characters: {result[:80]}…")
    return result


def url_id(url: str) -> str:
    """The article's id: SHA-256 of the canonical URL, in hexadecimal. A URN (a text that came without a URL) names itself."""
    name = url if url.startswith("urn:") else canonical(url)
    return hashlib.sha256(name.encode()).hexdigest()


def host_of(url: str) -> str:
    """The canonical host of a URL, without port; raises MalformedUrl."""
    authority = canonical(url).split("/", 3)[2]
    return authority.rsplit(":", 1)[0] if re.search(r":\d+$", authority) else authority


def canonical_host(host: str) -> str:
    """A host name in lower case and ASCII (IDNA 2008 with UTS 46), without a trailing dot; IPv6 in brackets, compressed."""
    if host.startswith("["):
        if not host.endswith("]"):
            raise MalformedUrl(f"host {host!r} has an unclosed bracket")
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
        except ValueError:
            raise MalformedUrl(f"host {host!r} is not an IPv6 address") from None
    name = unquote(host)
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise MalformedUrl(f"host {host[:80]!r} is not a name: {error}") from None
    name = name.lower().removesuffix(".")
    if len(name) > 253 or not _HOST.match(name):
        raise MalformedUrl(f"host {host[:80]!r} is not a name")
    return name


def _authority(authority: str, scheme: str) -> str:
    if "\\" in authority:
        raise MalformedUrl("a backslash in the host")
    host_port = authority.rpartition("@")[2]
    match = re.match(r"^(\[[^\]]*\]|[^:\[\]]*)(?::(\d*))?$", host_port)
    if not match:
        raise MalformedUrl(f"host {host_port[:80]!r} is not a name with a port")
    host = canonical_host(match[1])
    port = (match[2] or "").lstrip("0") if match[2] else ""
    if match[2] and (not port or int(port[:6]) > 65535 or len(port) > 5):
        raise MalformedUrl(f"port {match[2][:12]!r} is not 1 to 65535")
    return host if not port or port == _PORTS[scheme] else f"{host}:{port}"


def _path(path: str) -> str:
    segments: list[str] = []
    parts = _without_sessions(_encoded(path, _PATH_SAFE)).split("/")[1:] if path.startswith("/") else ([path] if path else [])
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        if part == ".":
            segments += [""] if last else []
        elif part == "..":
            if segments:
                segments.pop()
            segments += [""] if last else []
        else:
            segments.append(part)
    return "/" + "/".join(segments)


def _without_sessions(path: str) -> str:
    return re.sub(r";([^;/=]+)=([^;/]*)", lambda m: "" if _is_session(m[1], m[2]) else m[0], path) if ";" in path else path


def _query(query: str) -> str:
    pieces = [p for p in _encoded(query, _QUERY_SAFE).split("&") if p]
    kept = [p for p in pieces if not _is_noise(p)]
    keys = [p.partition("=")[0] for p in kept]
    if all("=" in p for p in kept):  # a bare word such as `?dtl/40846` or a GUID is a position, not a pair: then order may matter
        kept = [p for _, p in sorted(zip(keys, kept, strict=True), key=lambda pair: pair[0])]
    return "&".join(kept)


def _is_noise(piece: str) -> bool:
    key, equals, value = piece.partition("=")
    return bool(equals) and (_listed("tracking", unquote(key).lower()) or _is_session(key, value))


def _is_session(key: str, value: str) -> bool:
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)  # digits alone may be an article's number
    return mixed and bool(_TOKEN.match(value)) and _listed("session", unquote(key).lower())


def _listed(group: str, key: str) -> bool:
    names, prefixes = _noise()[group]
    return key in names or key.startswith(prefixes)


@cache
def _noise() -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    data: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "tracking.yml").read_text(encoding="utf-8"))
    return {
        group: (frozenset(n for n in names if not n.endswith("*")), tuple(n[:-1] for n in names if n.endswith("*")))
        for group, names in data.items()
    }


def _encoded(text: str, safe: frozenset[str]) -> str:
    """Percent-encoding made uniform: needless escapes undone, hexadecimal in capitals, everything else escaped as UTF-8.

    A percent sign that begins no escape is itself escaped, or undoing its neighbours could make it begin one.
    """
    out: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char == "%" and (escape := _ESCAPE.match(text, at)):
            byte = unquote_to_bytes(escape[0])[0]
            out.append(chr(byte) if byte < 0x80 and chr(byte) in _UNRESERVED else escape[0].upper())
            at += 3
            continue
        out.append(char if char in safe else "".join(f"%{b:02X}" for b in char.encode("utf-8", "surrogatepass")))
        at += 1
    return "".join(out)
