"""What does a state of the parser or the recogniser score? The two layers that both of them have, over many states at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from thinc.api import Model

from crawler.annotate.swift.weights import Floats, every, need, only, weight


class Scores:
    """From vectors of words to scores of moves: what each word gives to each place of a state is computed once, beforehand."""

    def __init__(self, model: Model[Any, Any]) -> None:
        need(bool(model.attrs["has_upper"]) and not model.attrs["unseen_classes"], "another kind of transition model")
        narrow = every(model.get_ref("tok2vec"), "linear")
        need(len(narrow) == 1, "another way from vectors to states")
        self._narrow, self._narrow_bias = weight(narrow[0], "W").T.copy(), weight(narrow[0], "b")
        lower, upper = only(model, "precomputable_affine"), model.get_ref("upper")
        w, b, pad = weight(lower, "W"), weight(lower, "b"), weight(lower, "pad")
        self.places, self._hidden, pieces, _ = w.shape
        need(pieces == 2, "states of other pieces")
        wide = w.transpose(0, 2, 1, 3).reshape(self.places * 2 * self._hidden, -1)
        self._lower = np.ascontiguousarray(wide.T)
        self._bias = b.T.reshape(-1)
        self._pad = pad[0].transpose(0, 2, 1).reshape(self.places, -1)
        self._upper, self._upper_bias = weight(upper, "W").T.copy(), weight(upper, "b")

    def given(self, vectors: Floats) -> Floats:
        """What each word gives to each place: (words + 1) x places x pieces. Row 0 is what an empty place gives."""
        found = np.empty((len(vectors) + 1, self.places, 2 * self._hidden), dtype=np.float32)
        flat = found.reshape(len(found), -1)
        np.dot(vectors @ self._narrow + self._narrow_bias, self._lower, out=flat[1:])
        found[0] = self._pad
        found[:, 0] += self._bias
        return found

    def of(self, sums: Floats) -> Floats:
        """The scores of states by the sums of what their places were given: states x moves."""
        hidden = np.maximum(sums[:, : self._hidden], sums[:, self._hidden :])
        scores: Floats = hidden @ self._upper
        scores += self._upper_bias
        return scores
