"""Which characters do these bytes mean? Byte order mark, header, meta tag and the bytes themselves; mojibake noticed.

What is declared is often wrong (pages moved to UTF-8 keep an old meta tag), so bytes that are sound UTF-8 are UTF-8, and what is
declared is believed only where it decodes. Labels are read as browsers read them (https://encoding.spec.whatwg.org/).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from w3lib.encoding import http_content_type_encoding, resolve_encoding

HEAD = 4096
"""Bytes in which a meta tag's charset is looked for; browsers look at 1,024, real pages are worse."""
SAMPLE = 65_536
"""Bytes that a guess from content looks at."""
GUESSES = ("cp1251", "gb18030", "cp932", "cp949", "big5", "cp1256", "cp1253", "cp1254", "cp1252")
"""Encodings of the pages in our site facts that do not say theirs; tried when charset-normalizer has no opinion."""

_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BROADER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip
_MOJIBAKE = re.compile(
    "[\u00c2\u00c3\u00d0\u00d1\u00c4\u00c5\u00e2]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e"
    "\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]+"
)
"""Matches 'Ã©' and 'â€™' (UTF-8 read as Windows-1252); not 'é' or '’'."""
_LEADS = ("\u00c3", "\u00c2", "\u00e2\u20ac", "\u00d0", "\u00d1")
_RUN = re.compile("[\u0080-\uffff]{2,400}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read as, where that came from ("bom", "header", "meta", "content"), and what was odd."""

    text: str
    encoding: str
    source: str
    warnings: tuple[str, ...] = ()


def decode(body: bytes, headers: Iterable[tuple[str, str]] = ()) -> Decoded:
    """The text of a page's bytes. Never raises: what no encoding explains becomes U+FFFD, with a warning."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], name, "bom")
    content_type = next((v for k, v in headers if k.lower() == "content-type"), None)
    declared = [(n, s) for n, s in ((_header(content_type), "header"), (_meta(body), "meta")) if n]
    if _is_utf8(body):
        source = next((s for n, s in declared if n == "utf-8"), "content")
        wrong = [f"encoding: {s} says {n}, the bytes are utf-8" for n, s in declared if n != "utf-8" and not body.isascii()]
        return _read(body, "utf-8", source, tuple(wrong))
    best: Decoded | None = None
    for name, source in [*declared, ("utf-8", "content"), *((g, "content") for g in _guesses(body))]:
        found = _read(body, name, source)
        bad = _badness(found.text)
        if bad == 0 or (bad < 1e-4 and source != "content"):
            return found
        if best is None or bad < _badness(best.text):
            best = found
    assert best is not None
    return Decoded(best.text, best.encoding, best.source, (*best.warnings, f"encoding: not all bytes are {best.encoding}"))


def repair_mojibake(text: str) -> tuple[str, str | None]:
    """Undo UTF-8 that was read as Windows-1252 before it reached us; the warning to keep, or None.

    Only runs that decode whole are put right; a page that merely holds an 'Ã' is left alone.
    """
    if not any(mark in text for mark in _LEADS):
        return text, None
    hits = len(_MOJIBAKE.findall(text[:200_000]))
    if hits < 3 or (hits * 400 < min(len(text), 200_000) and hits < 12):
        return text, None
    repaired = _RUN.sub(_undo, text)
    left = len(_MOJIBAKE.findall(repaired[:200_000]))
    return (repaired, "encoding: mojibake repaired") if left * 4 < hits else (text, "encoding: mojibake")


def _undo(match: re.Match[str]) -> str:
    run = match[0]
    try:
        raw = b"".join(c.encode("latin-1") if "\x80" <= c <= "\x9f" else c.encode("cp1252") for c in run)
        return raw.decode("utf-8")
    except UnicodeError:
        return run


def _read(body: bytes, name: str, source: str, warnings: tuple[str, ...] = ()) -> Decoded:
    try:
        return Decoded(body.decode(name, "replace"), name, source, warnings)
    except (LookupError, ValueError):
        return Decoded(body.decode("utf-8", "replace"), "utf-8", "content", (*warnings, f"encoding: {name} is unknown"))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(body) - 3 and error.start > 0  # cut within the last character
    return True


def _label(label: str | None) -> str | None:
    if not label:
        return None
    name = resolve_encoding(label)
    if name is None:
        return None
    return _BROADER.get(name.replace("-", "_") if name.startswith(("shift", "euc")) else name, name)


def _header(content_type: str | None) -> str | None:
    return _label(http_content_type_encoding(content_type)) if content_type else None


def _meta(body: bytes) -> str | None:
    found = _XML.search(body[:HEAD]) or _META.search(body[:HEAD]) or _META.search(body[: HEAD * 8])
    name = _label(found[1].decode("ascii")) if found else None
    return "utf-8" if name and name.startswith("utf-16") else name  # a meta tag that could be read was not UTF-16


def _guesses(body: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    sample = re.sub(rb"<[^>]{0,2000}>|[\x00-\x7f]{40,}", b" ", body[: SAMPLE * 4])[:SAMPLE]
    try:
        match = from_bytes(sample, steps=5, chunk_size=512).best()
    except (LookupError, ValueError, OverflowError):  # a codec that is not here, or bytes that it will not take
        match = None
    return [*([match.encoding] if match else []), *GUESSES]


def _badness(text: str) -> float:
    """Share of characters that show a wrong encoding: replacements and C1 controls."""
    bad = text.count("\ufffd") + sum(map(text.count, map(chr, range(0x80, 0xA0))))
    return bad / max(1, len(text))
