"""Which language is the text in? Told by the text; the page's own word counts only where the text is too short to tell."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

SAMPLE = 900
"""Characters that are looked at: more does not change the verdict."""
ENOUGH = 120
"""Characters from which the text alone decides."""
SURE = 0.8
"""Probability from which the text's verdict stands against what the page declares."""

_LETTERS = re.compile(r"[\W\d_]+")
_CODE = re.compile(r"^\s*([A-Za-z]{2})(?:[-_].*)?\s*$")


def language_of(text: str, declared: str | None = None) -> str | None:
    """The ISO 639-1 code of a text's language ("nb" and "nn" as "no"), or None where nothing tells."""
    match = _CODE.match(declared or "")
    said = _plain(match[1].lower()) if match else None
    sample = _LETTERS.sub(" ", text[:SAMPLE]).strip()
    if len(sample) < 20:
        return said
    code, probability = _identifier().classify(sample)
    code = _plain(str(code))
    if said is None or code == said:
        return code
    return code if len(sample) >= ENOUGH and float(probability) >= SURE else said


def _plain(code: str) -> str:
    return {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi"}.get(code, code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
