"""Which words are a name? spaCy's moves (begin, in, last, unit, out), those outside of a name decided for all words at once.

Outside of a name a state is the word alone: what came before it doesn't count. So each word's move there is known before any
step is made, and only the insides of names are gone through, all of them at once, a word further at each step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_SPACE, SENT_START
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

from crawler.annotate.swift.states import Scores
from crawler.annotate.swift.weights import Floats, need


class Recogniser:
    """Sets the entities of parsed texts that have none."""

    def __init__(self, ner: EntityRecognizer) -> None:
        need(ner.cfg["beam_width"] == 1 and ner.moves.neg_key is None, "another kind of recogniser")
        self._scores = Scores(ner.model)
        need(self._scores.places == 3, "a recogniser of other states")
        moves = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        self._kinds = np.array([ord(name[0]) for name in moves], dtype=np.uint8)
        self._labels = [name[2:] for name in moves]
        self._begins = np.flatnonzero(self._kinds == ord("B"))
        self._units = np.flatnonzero(self._kinds == ord("U"))
        never = [i for i, name in enumerate(moves) if name[0] in "ILM" or name == "U-"]
        self._never = np.array(never)
        self._in = self._of_same_label(moves, "I")
        self._last = self._of_same_label(moves, "L")

    def _of_same_label(self, moves: list[str], kind: str) -> NDArray[np.intp]:
        """For each move the one of the other kind with its label."""
        places = {name: i for i, name in enumerate(moves)}
        need(all(kind + name[1:] in places for name in moves if name[0] == "B"), "a recogniser with odd moves")
        return np.array([places.get(kind + name[1:], 0) for name in moves])

    def __call__(self, docs: Sequence[Doc], vectors: Floats) -> None:
        """Name what is named in texts, none of them empty, whose words' vectors follow each other."""
        given = self._scores.given(vectors)
        marks = np.concatenate([doc.to_array([IS_SPACE, SENT_START]) for doc in docs])
        blank = marks[:, 0] == 1
        closes = np.append(marks[1:, 1] == 1, True)  # before a sentence, and at the end of a text, a name ends
        ends = np.cumsum([len(doc) for doc in docs])
        closes[ends - 1] = True
        moves = self._outside(given, blank, closes)
        starts = np.flatnonzero(self._kinds[moves] == ord("B"))
        stops = dict(zip(starts.tolist(), self._inside(given, starts, moves, closes).tolist(), strict=True))
        self._set(docs, moves, stops)

    def _outside(self, given: Floats, blank: NDArray[np.bool_], closes: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Each word's move where no name is open."""
        scores = self._scores.of(given[1:, 0] + (given[0, 1] + given[0, 2]))
        scores[:, self._never] = -np.inf
        scores[np.ix_(blank | closes, self._begins)] = -np.inf
        scores[np.ix_(blank, self._units)] = -np.inf
        return np.asarray(scores.argmax(axis=1), dtype=np.intp)

    def _inside(
        self, given: Floats, starts: NDArray[np.intp], moves: NDArray[np.intp], closes: NDArray[np.bool_]
    ) -> NDArray[np.intp]:
        """The last word of the name that begins at each start."""
        last = starts + 1
        going = np.flatnonzero(~closes[last])
        while len(going):
            at, start = last[going], starts[going]
            scores = self._scores.of(given[at + 1, 0] + given[start + 1, 1] + given[at, 2])
            move, rows = moves[start], np.arange(len(at))
            # of equal scores the first move is taken, and moves IN stand before LAST
            going = going[scores[rows, self._in[move]] >= scores[rows, self._last[move]]]
            last[going] += 1
            going = going[~closes[last[going]]]
        return last

    def _set(self, docs: Sequence[Doc], moves: NDArray[np.intp], stops: dict[int, int]) -> None:
        named = np.flatnonzero(self._kinds[moves] != ord("O")).tolist()
        kinds, first, here = self._kinds, 0, 0
        for doc in docs:
            spans, free = [], first
            while here < len(named) and named[here] < first + len(doc):
                at = named[here]
                here += 1
                if at < free:
                    continue  # inside of a name that is open
                move = moves[at]
                free = (stops[at] if kinds[move] == ord("B") else at) + 1
                spans.append(Span(doc, at - first, free - first, label=self._labels[move]))
            doc.set_ents(spans, default="outside")
            first += len(doc)
