"""What does each word mean where it stands? spaCy's convolutions over word vectors, the words' own vectors kept in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import NORM, ORTH, SPACY
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

from crawler.annotate.swift.weights import Floats, every, need, only, weight

KEPT = 50_000
"""Words (with and without a space behind) whose vectors are kept: 40 MB for two encoders. Then the table begins anew."""
ROWS = 512
"""Rows that go through the layers together: what they pass on fits into a core's own cache (1 MB)."""
KNOWN = frozenset({"ORTH", "NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE", "IS_ALPHA", "IS_DIGIT"})
"""Features that follow from (ORTH, NORM, SPACY), by which words are told apart here."""

OPS = NumpyOps(use_blis=False)
"""numpy's own matrix library (OpenBLAS) multiplies what we need 2.8 times as fast as BLIS."""


class Embedding:
    """The vectors of words by themselves, computed by the model's own first layers."""

    def __init__(self, model: Model[Any, Any]) -> None:
        embed = model.get_ref("embed")
        need(len(embed.layers) == 3 and [la.name for la in embed.layers][2] == "ragged2list", "another embedding")
        both, mix = embed.layers[0], embed.layers[1]
        need(len(both.layers) == 2 and both.layers[1].name == "static_vectors", "an embedding without word vectors")
        self.columns: list[int | str] = list(only(both, "extract_features").attrs["columns"])
        need(set(self.columns) <= KNOWN, f"features {self.columns}")
        for node in embed.walk():
            node.ops = OPS
        self._hashed, self._mix = both.layers[0].layers[2].layers[0], mix.layers[0]
        self._static = weight(both.layers[1], "W").T.copy()
        self.width: int = embed.get_dim("nO")

    def __call__(self, features: NDArray[np.uint64], vectors: Floats, missing: NDArray[np.bool_]) -> Floats:
        """Vectors (words x width) of words by their features and the static vectors, which some have not."""
        static = vectors @ self._static
        static[missing] = 0
        found: Floats = self._mix.predict(np.hstack([self._hashed.predict(features), static]))
        return found


class Words:
    """A table of words that were met, each with its vector in every embedding."""

    def __init__(self, embeddings: Sequence[Embedding], vocab: Any) -> None:
        need(getattr(vocab.vectors, "mode", "default") == "default", "word vectors of another kind")
        need(getattr(vocab.vectors, "attr", ORTH) == ORTH, "word vectors by another key than the word")
        self._embeddings = embeddings
        self._vectors = vocab.vectors
        self._clear()

    def _clear(self) -> None:
        self._rows: dict[int, int] = {}
        self._tables = [np.zeros((0, e.width), dtype=np.float32) for e in self._embeddings]

    def look_up(self, docs: Sequence[Doc]) -> tuple[list[NDArray[np.intp]], list[Floats]]:
        """For each text the rows of its words, and the tables in which they lie, one an embedding."""
        keys = [_keys(doc) for doc in docs]
        fresh = self._fresh(keys)
        if len(self._rows) + len(fresh) > KEPT:
            self._clear()
            fresh = self._fresh(keys)
        if fresh:
            self._add(docs, fresh)
        rows = self._rows
        return [np.fromiter((rows[k] for k in of), dtype=np.intp, count=len(of)) for of in keys], self._tables

    def _fresh(self, keys: list[list[int]]) -> dict[int, tuple[int, int]]:
        """Words not yet in the table, each with where it stands: (text, token)."""
        found: dict[int, tuple[int, int]] = {}
        for text, of in enumerate(keys):
            for token, key in enumerate(of):
                if key not in self._rows and key not in found:
                    found[key] = (text, token)
        return found

    def _add(self, docs: Sequence[Doc], fresh: dict[int, tuple[int, int]]) -> None:
        by_text: dict[int, list[int]] = {}
        for text, token in fresh.values():
            by_text.setdefault(text, []).append(token)
        orths = np.concatenate([docs[t].to_array([ORTH, NORM])[tokens, 0] for t, tokens in by_text.items()])
        found = self._vectors.find(keys=orths)
        vectors = np.ascontiguousarray(self._vectors.data[found], dtype=np.float32)
        before = len(self._rows)
        for i, embedding in enumerate(self._embeddings):
            columns = embedding.columns
            features = np.concatenate([docs[t].to_array(columns)[tokens] for t, tokens in by_text.items()])
            self._store(i, before, embedding(np.ascontiguousarray(features), vectors, found < 0))
        for row, key in enumerate(fresh, before):
            self._rows[key] = row

    def _store(self, table: int, before: int, vectors: Floats) -> None:
        old = self._tables[table]
        if before + len(vectors) > len(old):
            self._tables[table] = np.zeros((max(2 * len(old), before + len(vectors), 4096), old.shape[1]), dtype=np.float32)
            self._tables[table][:before] = old[:before]
        self._tables[table][before : before + len(vectors)] = vectors


def _keys(doc: Doc) -> list[int]:
    """A number for each word that stands for (ORTH, NORM, SPACY)."""
    orth, norm, space = doc.to_array([ORTH, NORM, SPACY]).T
    with np.errstate(over="ignore"):
        return (orth * np.uint64(0x9E3779B97F4A7C15) + norm * np.uint64(0xC2B2AE3D27D4EB4F) + space).tolist()  # type: ignore[no-any-return]


class Encoder:
    """spaCy's window encoder: layers of three neighbours, the greatest of three pieces, set to one mean and spread, added."""

    def __init__(self, model: Model[Any, Any]) -> None:
        encode = model.get_ref("encode")
        layers = every(encode, "maxout")
        norms, windows = every(encode, "layernorm"), every(encode, "expand_window")
        self._pad: int = encode.attrs.get("pad", -1)
        need(self._pad == len(layers) > 0, "an encoder with other padding")
        need(len(norms) == len(windows) == len(layers), "an encoder of other layers")
        need(all(w.attrs["window_size"] == 1 for w in windows), "an encoder with other windows")
        self._layers: list[tuple[Floats, Floats, Floats, Floats]] = []
        for maxout, norm in zip(layers, norms, strict=True):
            w, b = weight(maxout, "W"), weight(maxout, "b")
            out, pieces, _ = w.shape
            need(pieces == 3 and w.shape[2] == 3 * out, "an encoder of other pieces")
            matrix = np.ascontiguousarray(w.transpose(1, 0, 2).reshape(pieces * out, -1).T)
            self._layers.append((matrix, b.T.reshape(-1).copy(), weight(norm, "G"), weight(norm, "b")))
        self.width = self._layers[0][2].shape[0]

    def __call__(self, words: list[NDArray[np.intp]], table: Floats) -> Floats:
        """The vectors of all words of the texts, one text after the other."""
        found = np.empty((sum(map(len, words)), self.width), dtype=np.float32)
        done, group, size = 0, [], self._pad
        for of in words:
            group.append(of)
            size += len(of) + self._pad
            if size >= ROWS:
                done = self._layered(group, size, table, found, done)
                group, size = [], self._pad
        if group:
            self._layered(group, size, table, found, done)
        return found

    def _layered(self, words: list[NDArray[np.intp]], size: int, table: Floats, found: Floats, done: int) -> int:
        """Put a group of texts, rows of zeros between them, through the layers; returns how far `found` is filled."""
        width, pad = self.width, self._pad
        held = np.zeros((size + 2, width), dtype=np.float32)
        state = held[1:-1]
        at = pad
        for of in words:
            state[at : at + len(of)] = table[of]
            at += len(of) + pad
        window = np.empty((size, 3 * width), dtype=np.float32)
        pieces = np.empty((size, 3 * width), dtype=np.float32)
        best, square = np.empty_like(state), np.empty_like(state)
        for matrix, bias, gain, shift in self._layers:
            window[:, :width], window[:, width : 2 * width], window[:, 2 * width :] = held[:-2], state, held[2:]
            np.dot(window, matrix, out=pieces)
            pieces += bias
            np.maximum(pieces[:, :width], pieces[:, width : 2 * width], out=best)
            np.maximum(best, pieces[:, 2 * width :], out=best)
            best -= best.mean(axis=1, keepdims=True)
            np.multiply(best, best, out=square)
            best *= (square.mean(axis=1, keepdims=True) + 1e-8) ** -0.5
            best *= gain
            best += shift
            state += best
        at = pad
        for of in words:
            found[done : done + len(of)] = state[at : at + len(of)]
            at += len(of) + pad
            done += len(of)
        return done
