"""How are names compared? Folded: lower case, without diacritics, apostrophes and hyphens, blanks single."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_OWN = str.maketrans({
    "ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ħ": "h",
    "'": "", "’": "", "‘": "", "ʻ": "", "ʼ": "", "`": "", "-": " ", "‐": " ", "‑": " ", "–": " ", "\u00a0": " ",
})  # fmt: skip


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """'Sana’a' → 'sanaa', 'İstanbul' → 'istanbul', 'Nagorno-Karabakh' → 'nagorno karabakh'."""
    if name.isascii():
        plain = name.lower()
    else:
        plain = "".join(c for c in unicodedata.normalize("NFKD", name).lower() if not unicodedata.combining(c))
    return " ".join(plain.translate(_OWN).split())


_LETTERS = str.maketrans({
    "ı": "i", "ə": "a", "Ə": "A", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "Þ": "Th",
    "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe",
})  # fmt: skip


def plain(name: str) -> str:
    """A name in English letters, capitals kept: 'Çavuşoğlu' → 'Cavusoglu'."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.translate(_LETTERS)) if not unicodedata.combining(c))
