"""How does the model read as fast as it can? The same weights, the same answers, without what spaCy spends on being general.

`quicken` gives a pipeline of the shape that Explosion's English models have (tok2vec, tagger, parser, attribute_ruler,
lemmatizer, ner) another way through its weights; whatever has another shape stays as it is. Measured on news of 300 words, of
the pipeline's own time: the matrix library that numpy brings in place of BLIS saves a quarter; the words' own vectors, which
depend on the word alone, are kept (`encoder`); the parser's steps hold Python's lock instead of taking it a thousand times a
word, and go over a whole batch (`parsing`); what the entity recogniser decides outside of a name needs no step at all
(`naming`); parts of speech and lemmas, which depend on (word, tag, relation), are kept as well (`labels`).

The sums are done in another order, so scores differ in their sixth digit; labels are the same but for ties. Tests compare.
"""

from crawler.annotate.swift.reading import Reader, Unlike, quicken

__all__ = ["Reader", "Unlike", "quicken"]
