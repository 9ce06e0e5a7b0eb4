"""Texts in, parsed texts out: the parts of a pipeline in their order, each over a whole batch."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from crawler.annotate.swift.encoder import Embedding, Encoder, Words
from crawler.annotate.swift.labels import Labels, Tagger
from crawler.annotate.swift.naming import Recogniser
from crawler.annotate.swift.parsing import Parser
from crawler.annotate.swift.weights import Unlike, need

logger = logging.getLogger(__name__)

PARTS = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"]

__all__ = ["Reader", "Unlike", "quicken"]


class Reader:
    """Reads as the pipeline does that it was made from; only what it sets on texts is the same, not `Doc.tensor`."""

    def __init__(self, nlp: Language) -> None:
        """Raises Unlike when the pipeline is of another shape."""
        need(nlp.pipe_names == PARTS, f"parts {nlp.pipe_names}")
        tok2vec, tagger, parser, ruler, lemmatizer, ner = (nlp.get_pipe(name) for name in PARTS)
        shared, own = _model(tok2vec), _model(ner).get_ref("tok2vec").layers[0]
        self._nlp = nlp
        self._words = Words([Embedding(shared), Embedding(own)], nlp.vocab)
        self._shared, self._own = Encoder(shared), Encoder(own)
        self._tagger, self._parser = Tagger(tagger), Parser(parser)
        self._labels, self._recogniser = Labels(ruler, lemmatizer), Recogniser(ner)  # type: ignore[arg-type]

    @property
    def lang(self) -> str:
        """The language, as ISO 639-1."""
        return self._nlp.lang or "en"

    @property
    def vocab(self) -> Vocab:
        """The words' store."""
        return self._nlp.vocab

    def make_doc(self, text: str) -> Doc:
        """A text in words, not yet read."""
        return self._nlp.make_doc(text)

    def __call__(self, text: str) -> Doc:
        """One text."""
        return next(self.pipe([text]))

    def pipe(self, texts: Iterable[str], batch_size: int = 16) -> Iterator[Doc]:
        """Several texts, in order, so many of them at a time."""
        left = iter(texts)
        while batch := [self.make_doc(text) for text in islice(left, batch_size)]:
            self._read([doc for doc in batch if len(doc)])
            yield from batch

    def _read(self, docs: list[Doc]) -> None:
        if not docs:
            return
        rows, (shared, own) = self._words.look_up(docs)
        vectors = self._shared(rows, shared)
        tags = self._tagger(vectors)
        self._parser(docs, vectors)
        self._labels(docs, tags)
        self._recogniser(docs, self._own(rows, own))


def _model(part: Any) -> Any:
    return part.model


def quicken(nlp: Language) -> Language | Reader:
    """A faster way through the same pipeline, or the pipeline itself where it is of another shape."""
    try:
        return Reader(nlp)
    except (Unlike, AttributeError, KeyError, IndexError) as error:
        logger.info("the model is read as spaCy does: %s", error)
        return nlp
