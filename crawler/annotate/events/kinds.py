"""What do phrases without a name of their own say? Kinds of people, whose they are, several countries in one phrase."""

from __future__ import annotations

import re

from spacy.tokens import Token

from crawler.annotate.cast import Cast, Reference
from crawler.annotate.events.party import Party
from crawler.annotate.events.syntax import lemma, with_conjuncts_of_adjective
from crawler.ontology.gazetteer import gazetteer
from crawler.ontology.lexicon import Lexicon

DATELINE = re.compile(
    r"^(?:[A-Z][A-Z'./ -]{2,40}(?:, [A-Z][\w. ]{1,30})?(?:, [A-Z][\w. ]{1,20}\d{0,4})?(?: ?\([^)\n]{1,40}\))? ?(?:--?|–|—|:) ?"
    r"|[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2}, (?:\d{1,2} )?[A-Z][a-z]{2,8}\.?(?: \d{1,2})?"
    r"(?: ?\([^)\n]{1,30}\))? ?(?:--?|–|—) )(?=\S)",
    re.MULTILINE,
)
"""The place a report comes from: matches 'KYIV, Ukraine (ABC) — ', 'GENEVA - '; not 'Geneva talks'."""
NO_HUMANS = frozenset(
    {"blacklist", "whitelist", "watchlist", "checklist", "shortlist", "wishlist", "playlist", "heist", "placeholder"}
)
HUMAN = ("ist", "cian", "man", "woman", "person", "keeper", "worker", "seeker", "holder")


class Kinds:
    """Reads phrases of one text that name people by their kind."""

    def __init__(self, text: str, cast: Cast, lexicon: Lexicon, home: str | None = None) -> None:
        self.cast = cast
        self.home = home
        self.text = text
        self.datelines = [m.span() for m in DATELINE.finditer(text)]
        self.forces = lexicon.words("force")
        self.agents = (
            lexicon.words("body")
            | lexicon.words("person")
            | lexicon.words("force")
            | lexicon.words("protester")
            | lexicon.words("victim")
        )
        self.happenings = frozenset(lexicon.nouns)
        self.officials = lexicon.words("sector_GOV")
        self.sectors = {
            word: name.removeprefix("sector_")
            for name, words in lexicon.classes.items()
            if name.startswith("sector_")
            for word in words
        }
        self.things = lexicon.words("site")
        self.weapons = lexicon.words("weapon") | lexicon.words("ship") | frozenset({"attack", "offensive", "operation", "assault"})
        self._by_token: dict[int, Reference | None] = {}

    def reference(self, token: Token) -> Reference | None:
        """The cast's phrase that holds the word."""
        if token.i not in self._by_token:
            found = self.cast.at(token.idx, token.idx + len(token))
            if found is not None and any(a <= found.start < b for a, b in self.datelines):
                found = None
            self._by_token[token.i] = found
        return self._by_token[token.i]

    def is_human(self, token: Token) -> bool:
        """A common noun for people or bodies of people: listed, or made like 'musician', 'lobbyist', 'New Yorkers'."""
        if token.pos_ not in ("NOUN", "PROPN"):
            return False
        word = lemma(token)
        if token.tag_ == "NNPS" and token.lower_.endswith(("ers", "ians")):
            return True
        made = token.pos_ == "NOUN" and len(word) > 5 and word.endswith(HUMAN) and word not in NO_HUMANS
        return word in self.agents or made

    def is_own(self, token: Token) -> bool:
        """'its troops', 'their arms': what belongs to the doer."""
        return any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in token.children)

    def nameless(self, token: Token) -> Party:
        """People or things without a name: the words from the phrase's start to its head; people by sector, their country open."""
        left = min(
            (c.left_edge for c in token.children if c.i < token.i and c.dep_ in ("amod", "compound", "nummod", "det", "poss")),
            default=token,
        )
        first = left if 0 <= token.i - left.i <= 6 else token
        last = self._own_name(token)
        sector = self.sectors.get(lemma(token)) or next(
            (
                self.sectors[lemma(p)]
                for c in token.children
                if c.dep_ == "prep" and c.lower_ == "of"
                for p in c.children
                if lemma(p) in self.sectors
            ),
            None,
        )
        return Party(first.idx, last.idx + len(last), (), (f"---{sector}",) if sector else (), "group", 0.5)

    def _own_name(self, token: Token) -> Token:
        """The last word of 'leaders of the Reform Party': the name of those they belong to, which no list knows; else the head."""
        for prep in token.children:
            if prep.dep_ == "prep" and prep.lower_ == "of" and prep.i == token.i + 1:
                for name in prep.children:
                    if name.dep_ == "pobj" and name.pos_ == "PROPN" and self.reference(name) is None and name.i - token.i <= 6:
                        return name
        return token

    def several(self, token: Token) -> list[Party]:
        """'Thai and Cambodian troops': one phrase, two countries."""
        ref = self.reference(token)
        if not self.is_human(token) and (ref is None or ref.kind not in ("role", "group") or ref.entities):
            return []
        first = next(
            (
                c
                for c in token.children
                if c.dep_ in ("amod", "nmod", "compound") and c.i < token.i and any(x.dep_ == "conj" for x in c.children)
            ),
            None,
        )
        if first is None:
            words = [c for c in token.children if c.dep_ == "amod" and c.i < token.i and self.nation(c)]
        else:
            words = with_conjuncts_of_adjective(first)
        lands: list[str] = []
        for word in words:
            code = self.nation(word)
            if code and code not in lands:
                lands.append(code)
        if len(lands) < 2:
            return self._bodies(words, token) if first is not None else []
        sector = self.sectors.get(lemma(token), "")
        sector = "GOV" if sector == "CVL" and lemma(token) in self.officials else sector
        return [Party(words[0].left_edge.idx, token.idx + len(token), (), tuple(land + sector for land in lands), "group", 0.9)]

    def _bodies(self, words: list[Token], token: Token) -> list[Party]:
        """'UK and EU negotiators', 'House and Senate leaders': each is named by the body or country that sends it."""
        sector = self.sectors.get(lemma(token), "")
        found: list[Party] = []
        for word in words:
            ref = self.reference(word)
            entity = self.cast.entities[ref.entities[0]] if ref is not None and len(ref.entities) == 1 else None
            code = entity.code if entity is not None else ref.codes[0] if ref is not None and len(ref.codes) == 1 else None
            if not code or (entity is not None and entity.label not in ("ORG", "GPE", "NORP")):
                return []
            country = code + sector if len(code) == 3 and entity is not None and entity.label != "ORG" else code
            last = word.i == words[-1].i
            end = token.idx + len(token) if last else word.idx + len(word)
            found.append(Party(word.idx, end, (), (country,), "group", 0.8))
        return found if len(found) > 1 else []

    def nation(self, word: Token) -> str | None:
        """The country an adjective names."""
        ref = self.reference(word)
        for i in ref.entities if ref is not None else ():
            entity = self.cast.entities[i]
            if entity.code and len(entity.code) == 3 and entity.label in ("GPE", "NORP"):
                return entity.code
        if ref is not None and not ref.entities and len(ref.codes) == 1 and ref.start == word.idx:
            return ref.codes[0][:3] if ref.codes[0][:3].isalpha() else None
        entry = gazetteer().names.get(word.text)
        return entry.country if entry is not None and entry.kind == "country" else None
