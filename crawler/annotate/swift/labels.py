"""Which part of speech, form and lemma has a word? The ruler's and the lemmatizer's own answers, kept by word, tag and relation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

from crawler.annotate.swift.weights import Floats, need, only, weight

KEPT = 100_000
"""Answers kept, some 300 bytes each. Then the table begins anew."""
ASKED = frozenset({"TAG", "DEP", "LOWER", "ORTH", "IS_SPACE"})
"""What a rule may ask of a word: all of it follows from the word, its tag and its relation."""
SET = (TAG, DEP, POS, MORPH, LEMMA)

Key = tuple[int, int, int]
"""(ORTH, TAG, DEP), by which words are told apart here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a word by itself gets, in the order of SET; the rules that say so; which parts of rules about two words it fits."""

    values: tuple[int, ...]
    rules: tuple[int, ...]
    fits: int


class Tagger:
    """Fine tags of words."""

    def __init__(self, tagger: Any) -> None:
        last = only(tagger.model, "softmax")
        self._w, self._b = weight(last, "W").T.copy(), weight(last, "b")
        self._tags = np.array([tagger.vocab.strings[label] for label in tagger.labels], dtype=np.uint64)
        need(len(self._tags) == self._w.shape[1], "a tagger with other labels")

    def __call__(self, vectors: Floats) -> NDArray[np.uint64]:
        """A tag's hash for each word."""
        found: NDArray[np.uint64] = self._tags[(vectors @ self._w + self._b).argmax(axis=1)]
        return found


class Labels:
    """Sets tag, part of speech, form and lemma of parsed texts."""

    def __init__(self, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        need(lemmatizer.mode == "rule" and not lemmatizer.overwrite, "another lemmatizer")
        self._ruler, self._lemmatizer, self._vocab = ruler, lemmatizer, ruler.vocab
        self._parts = Matcher(ruler.vocab)
        self._pairs: list[tuple[int, int, int, int]] = []
        """Rules about two words: (rule, the word that it changes, and the bits of its two parts)."""
        parts = 0
        patterns: list[Any] = ruler.patterns
        for rule, pattern in enumerate(patterns):
            need(set(pattern["attrs"]) <= {"TAG", "DEP", "POS", "MORPH", "LEMMA"}, "rules that set other things")
            for words in pattern["patterns"]:
                need(all(set(word) <= ASKED for word in words), "rules that ask for other things")
                need(len(words) in (1, 2) and 0 <= pattern["index"] < len(words), "rules about more than two words")
                if len(words) == 2:
                    for part, word in enumerate(words, parts):
                        self._parts.add(str(part), [[word]])
                    self._pairs.append((rule, pattern["index"], 1 << parts, 1 << (parts + 1)))
                    parts += 2
        self._kept: dict[Key, Answer] = {}

    def __call__(self, docs: Sequence[Doc], tags: NDArray[np.uint64]) -> None:
        """Label texts whose words' tags follow each other."""
        if len(self._kept) > KEPT:
            self._kept = {}
        first = 0
        for doc in docs:
            words = doc.to_array([ORTH, DEP])
            keys = list(zip(words[:, 0].tolist(), tags[first : first + len(doc)].tolist(), words[:, 1].tolist(), strict=True))
            first += len(doc)
            kept = self._kept
            answers = [kept.get(key) or self._ask(key) for key in keys]
            values = np.array([a.values for a in answers], dtype=np.uint64)
            for i, rules in self._of_pairs(answers).items():
                values[i] = self._settle(keys[i], tuple(sorted({*answers[i].rules, *rules})))
            doc.from_array(list(SET), values)  # type: ignore[arg-type]

    def _of_pairs(self, answers: list[Answer]) -> dict[int, list[int]]:
        """Words that rules about two words change, and which rules those are."""
        found: dict[int, list[int]] = {}
        fits = [a.fits for a in answers]
        for i, fit in enumerate(fits[:-1]):
            if fit and fits[i + 1]:
                for rule, index, one, other in self._pairs:
                    if fit & one and fits[i + 1] & other:
                        found.setdefault(i + index, []).append(rule)
        return found

    def _ask(self, key: Key) -> Answer:
        doc = _alone(self._vocab, key)
        rules = tuple(rule for rule, _, start, end in self._ruler.match(doc) if end - start == 1)
        fits = 0
        for part, _, _ in self._parts(doc, allow_missing=True):
            fits |= 1 << int(self._vocab.strings[part])
        self._kept[key] = answer = Answer(self._settle(key, rules), rules, fits)
        return answer

    def _settle(self, key: Key, rules: tuple[int, ...]) -> tuple[int, ...]:
        """What a word gets by rules, in the order of SET, later rules before earlier ones; its lemma where no rule gives it."""
        doc = _alone(self._vocab, key)
        given = dict.fromkeys(SET, 0) | {TAG: key[1], DEP: key[2]}
        for rule in rules:
            given |= self._ruler.attrs[rule]
        _set(doc, [given[name] for name in SET])
        self._lemmatizer(doc)
        return tuple(doc.to_array(list(SET))[0].tolist())


def _alone(vocab: Vocab, key: Key) -> Doc:
    """A text of one word."""
    doc = Doc(vocab, words=[vocab.strings[key[0]]], spaces=[False])
    _set(doc, [*key[1:], 0, 0, 0])
    return doc


def _set(doc: Doc, values: list[int]) -> None:
    doc.from_array(list(SET), np.array([values], dtype=np.uint64))  # type: ignore[arg-type]
