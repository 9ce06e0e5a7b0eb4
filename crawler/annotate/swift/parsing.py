"""Which word depends on which? spaCy's own moves, scored for a whole batch of texts at every step."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
from spacy.ml.parser_model import ParserStepModel
from spacy.pipeline import DependencyParser
from spacy.tokens import Doc

from crawler.annotate.swift.states import Scores
from crawler.annotate.swift.weights import Floats, need


class Parser:
    """Sets heads, relations and sentences. spaCy's `_parseC` lets go of Python's lock and takes it again for every question it
    asks of a state; a step called from here holds it, and one step serves all texts."""

    def __init__(self, parser: DependencyParser) -> None:
        need(parser.cfg["beam_width"] == 1, "a parser with a beam")
        self._parser = parser
        self._scores = Scores(parser.model)
        self._shape = SimpleNamespace(state2vec=SimpleNamespace(nF=self._scores.places))
        self._places = np.arange(self._scores.places)

    def __call__(self, docs: Sequence[Doc], vectors: Floats) -> None:
        """Parse texts, none of them empty, whose words' vectors follow each other."""
        given, places = self._scores.given(vectors), self._scores.places
        flat = given.reshape(len(given) * places, -1)
        states = begun = self._parser.moves.init_batch(docs)
        while states:
            ids = ParserStepModel.get_token_ids(self._shape, states)
            ids += 1  # a place without a word is -1, and row 0
            ids *= places
            sums = flat.take(ids + self._places, axis=0).sum(axis=1)
            states = self._parser.transition_states(states, self._scores.of(sums))
        self._parser.set_annotations(docs, begun)
