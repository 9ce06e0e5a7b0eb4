"""Whom does 'the minister', 'his Turkish counterpart', 'both sides' or 'he' stand for? Rules over what the text said before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from spacy.tokens import Doc, Token

from crawler.annotate.codes import code
from crawler.annotate.stage import Figure, Setting
from crawler.annotate.tokens import Name, Phrase, Words
from crawler.ontology.english import english

NOBODY = -1
REACH = 8
"""Sentences back that 'the minister' may reach; 'he' reaches 2."""
_MALE, _FEMALE = frozenset({"he", "him", "himself"}), frozenset({"she", "herself"})
_AMBIGUOUS = frozenset({"president", "vice president", "secretary", "secretary of state"})
"""Offices of so many countries that in a transcript of unknown origin the last one named may not be meant."""
_LEADERS = frozenset(
    {
        "leader",
        "leaders",
        "official",
        "officials",
        "politician",
        "politicians",
        "diplomat",
        "diplomats",
        "head of state",
        "heads of state",
        "statesman",
    }
)
_GENERIC = frozenset({"side", "sides", "delegation", "delegations"})


@dataclass(slots=True)
class Said:
    """Somebody named at some token: figure, sentence number, whether as a subject."""

    figure: int
    token: int
    sentence: int
    subject: bool
    speaks: bool = False
    """Whether the words say of somebody that he said something, outside of what is quoted."""
    codes: tuple[str, ...] = ()
    """Of somebody whom the text doesn't name."""


@dataclass(slots=True)
class Resolved:
    """What a phrase stands for: figures, and codes where it gives them itself."""

    figures: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    kind: Literal["name", "role", "side", "pronoun", "group"] = "role"
    plural: bool = False


@dataclass(slots=True)
class Memory:
    """What the text has said so far, in its order."""

    doc: Doc
    words: Words
    names: list[Name]
    of_name: list[int]
    figures: list[Figure]
    setting: Setting
    sentence_of: list[int]
    said: list[Said] = field(default_factory=list)
    pair: tuple[int, ...] = ()
    unnamed: list[Said] = field(default_factory=list)
    """Somebody meant by an office or a kind of person, whom the text doesn't name: figure NOBODY."""
    own: set[str] = field(default_factory=set)
    """Offices that the publisher's own holder has been called by, and nobody else."""

    def note(self, figure: int, token: int) -> None:
        """Somebody is named or meant at a token."""
        sentence = self.sentence_of[token]
        subject = _is_subject(self.doc[token])
        speaks = subject and not self.words.quoted[token] and _says(self.doc[token])
        self.said.append(Said(figure, token, sentence, subject, speaks))
        self._pair(sentence)

    def pass_by(self, token: int, codes: tuple[str, ...] = ()) -> None:
        """Somebody without a name is meant at a token: 'he' behind it may be that one."""
        self.unnamed.append(Said(NOBODY, token, self.sentence_of[token], _is_subject(self.doc[token]), codes=codes))

    def _pair(self, sentence: int) -> None:
        """Two in office of different countries in one sentence deal with each other from there on."""
        here: list[int] = []
        for one in reversed(self.said):
            if one.sentence != sentence:
                break
            figure = self.figures[one.figure]
            if figure.label == "PERSON" and figure.phrases and figure.country and one.figure not in here:
                here.insert(0, one.figure)
        lands = {self.figures[f].country for f in here}
        if len(here) == len(lands) == 2:
            self.pair = tuple(here)

    def office(self, head: str, sentence: int, country: str | None, portfolio: str | None = None) -> int | None:
        """The last person said to hold such an office; the publisher's own, where it has one.

        Officials who speak mean their own President; so does a publisher who has spoken of "the President" before any was named.
        """
        only = country is None and self.is_own(head)
        latest: int | None = None
        for one in reversed(self.said):
            if sentence - one.sentence > REACH * 4:
                break
            figure = self.figures[one.figure]
            if figure.label != "PERSON" or (country and figure.country and figure.country != country):
                continue
            if any(_holds(p, self.words, head, portfolio) for p in figure.phrases):
                if country or self.setting.state in (None if not only else "", figure.country):
                    return one.figure
                if only:
                    continue
                latest = one.figure if latest is None else latest
        return latest

    def is_own(self, head: str) -> bool:
        """Whether an office without a country can be nobody's but the publisher's own."""
        spoken = self.setting.voice.spoken
        if spoken and self.setting.state is None:
            return head in _AMBIGUOUS
        return self.setting.is_own(head) and (spoken or head in self.own)

    def holders(self, head: str, sentence: int) -> list[int]:
        """All persons so far with such an office, the latest named first."""
        found: list[int] = []
        for one in reversed(self.said):
            figure = self.figures[one.figure]
            if (
                one.figure not in found
                and figure.label == "PERSON"
                and any(_holds(p, self.words, head, None) for p in figure.phrases)
            ):
                found.append(one.figure)
        return found

    def owner(self, possessive: str, sentence: int, token: int) -> int | None:
        """Whom 'his' or 'its' means: the last person, or the last body or country as a subject, of this sentence or the last."""
        labels = ("PERSON",) if possessive in ("his", "her") else ("ORG", "GPE")
        near = [
            s for s in self.said
            if sentence - s.sentence <= 1 and s.token < token and self.figures[s.figure].label in labels
            and (s.subject or len(labels) == 1)
        ]  # fmt: skip
        return near[-1].figure if near else None

    def body(self, noun: str, country: str | None) -> int | None:
        """The last organisation whose name holds the noun: 'the ministry', 'the court'."""
        for one in reversed(self.said):
            figure = self.figures[one.figure]
            if figure.label != "ORG" or (country and figure.country and figure.country != country):
                continue
            name = self.names[figure.names[0]]
            if noun in self.words.lower[name.start : name.end]:
                return one.figure
        return None

    def person(self, sentence: int, token: int, female: bool | None, within: int = 2) -> Said | None:
        """Whom 'he' means: the subject before it, else the last person of this sentence or the two before; None where two vie."""
        near = [
            s for s in self.said if sentence - s.sentence <= within and self.figures[s.figure].label == "PERSON" and s.token < token
        ]
        if self.words.quoted[token]:
            near = [s for s in near if not s.speaks]  # somebody quoted calls himself 'I'
        if self.doc[token].dep_ in ("dobj", "iobj", "dative") and not self.words.lower[token].endswith("self"):
            clause = self.doc[token].head  # 'he named her': who acts and whom it is done to are two
            doers = {s.figure for s in near if s.subject and s.sentence == sentence and self.doc[s.token].head == clause}
            near = [s for s in near if s.figure not in doers]
        fit = [s for s in near if female is None or self.figures[s.figure].female in (None, female)]
        fit += [s for s in self.unnamed if sentence - s.sentence <= within and s.token < token]
        fit.sort(key=lambda s: s.token)
        if not fit:
            return None
        for back in range(within + 1):
            here = [s for s in fit if s.sentence == sentence - back]
            subjects = [s for s in here if s.subject]
            if subjects:
                return subjects[-1] if back == 0 else subjects[0]
            if here and len({s.figure for s in here}) == 1:
                return here[0]
            if here:
                return None
        return None

    def sides(self, sentence: int, countries: bool) -> tuple[int, ...]:
        """The two that deal with each other: the last two persons of different countries in office, else the last two countries."""
        people: list[int] = []
        lands: list[int] = []
        for one in reversed(self.said):
            figure = self.figures[one.figure]
            if figure.label == "PERSON" and figure.phrases and figure.country and one.figure not in people:
                if all(self.figures[p].country != figure.country for p in people):
                    people.append(one.figure)
            elif _is_country(figure) and one.figure not in lands and (one.subject or len(lands) < 2):
                lands.append(one.figure)
        if not countries and self.pair and all(self.figures[f].label == "PERSON" for f in self.pair):
            return self.pair
        if not countries and len(people) == 2:
            return tuple(reversed(people))
        last = max((s.sentence for s in self.said if s.figure in lands), default=-1)
        if countries and len({s.figure for s in self.said if s.sentence == last and _is_country(self.figures[s.figure])}) > 2:
            return ()
        first = [f for f in dict.fromkeys(s.figure for s in self.said) if f in lands]
        if len(first) == 2:
            return tuple(first)
        if len(people) == 2:
            wanted = [self.figures[p].country for p in reversed(people)]
            own = [next((f for f in lands if self.figures[f].country == c), None) for c in wanted]
            if all(o is not None for o in own):
                return tuple(o for o in own if o is not None)
            return tuple(reversed(people))
        return tuple(first[:2]) if len(first) > 2 and self._bilateral(first) else ()

    def _bilateral(self, lands: list[int]) -> bool:
        counts = sorted((sum(s.figure == f for s in self.said) for f in lands), reverse=True)
        return len(counts) > 2 and counts[1] >= 2 * counts[2]


def _holds(phrase: Phrase, words: Words, head: str, portfolio: str | None) -> bool:
    if phrase.office is None:
        return False
    own = phrase.office.words
    if head in _LEADERS:
        return phrase.sectors[:1] in (("GOV",), ("ELI",))
    if head in ("minister", "secretary") and own.endswith(head) and own != "prime minister":
        return True
    if head == "premier" or head == "pm":
        return own in ("prime minister", "premier", "pm")
    return (
        own == head
        or (
            own.endswith(" " + head)
            and not (head == "minister" and own.endswith("prime minister"))
            and not (head == "president" and "vice" in own)
        )
        or (head == "minister" and own == "foreign minister")
    )


def _is_country(figure: Figure) -> bool:
    return figure.label == "GPE" and figure.entry is not None and figure.entry.kind == "country"


def _is_subject(token: Token) -> bool:
    for _ in range(4):
        if token.dep_ in ("nsubj", "nsubjpass"):
            return True
        if token.dep_ not in ("compound", "appos", "conj", "nmod", "flat") or token.head is token:
            return False
        token = token.head
    return False


def _says(token: Token) -> bool:
    """Whether somebody said something: the subject of 'said', 'explained'."""
    while token.dep_ in ("compound", "appos", "flat") and token.head is not token:
        token = token.head
    return token.head.lower_ in english().human


def resolve_phrase(memory: Memory, phrase: Phrase) -> Resolved:
    """What an office or actor phrase without a name stands for at its place in the text."""
    sentence = memory.sentence_of[phrase.head]
    head = " ".join(memory.words.lower[phrase.head : phrase.tail])
    if phrase.side and (phrase.noun is None or (head in ("party", "parties") and phrase.definite and phrase.bare)):
        return _side(memory, phrase, head, sentence)
    if head in ("delegation", "delegations") and not phrase.countries and phrase.bare and phrase.plural:
        return Resolved(memory.sides(sentence, False), (), "side", True)
    office = phrase.office
    if office is not None and phrase.definite and not phrase.organisation and phrase.status is None:
        country = phrase.countries[0] if phrase.countries else None
        if phrase.plural:
            found = memory.holders(office.words, sentence)
            many = _count(memory.words, phrase)
            if found and not phrase.countries and (phrase.bare or many):
                pick = memory.pair if memory.pair and set(memory.pair) <= set(found) else tuple(reversed(found[: many or 2]))
                if len(pick) > 1:
                    return Resolved(pick, (), "role", True)
            if many == 2 and not phrase.countries and not found:
                return Resolved((), _both(memory, phrase, sentence), "role", True)
        elif phrase.possessive is None or phrase.countries:
            one = memory.office(office.words, sentence, country)
            if (
                one is not None
                and (phrase.bare or country or phrase.end == phrase.tail)
                and not (country and memory.figures[one].country is None)
            ):
                return Resolved((one,), (), "role")
            if one is None and phrase.bare and not country and not memory.is_own(office.words):
                last = memory.person(sentence, phrase.head, None, 1)
                if (
                    last is not None
                    and last.figure != NOBODY
                    and any(p.office is not None and office.words in p.office.words for p in memory.figures[last.figure].phrases)
                ):
                    return Resolved((last.figure,), (), "role")
    noun = phrase.noun
    if head == "delegations" and phrase.definite and _count(memory.words, phrase) == 2 and not phrase.countries:
        return Resolved(memory.sides(sentence, False), (), "side", True)
    if noun is not None and noun.body and phrase.definite and not noun.plural and not phrase.countries:
        found_body = memory.body(head.split()[-1], None)
        here = memory.setting.place_before(phrase.head)
        if found_body is not None and here not in (None, memory.figures[found_body].country):
            found_body = None
        if found_body is not None and (phrase.bare or head.split()[0] in memory.words.lower):
            return Resolved((found_body,), (), "role")
    return Resolved((), (), "group" if noun is not None else "role", phrase.plural)


def _both(memory: Memory, phrase: Phrase, sentence: int) -> tuple[str, ...]:
    """'the two deputy ministers' whom the text doesn't name: an office of each side."""
    sides = memory.sides(sentence, False)
    lands = [memory.figures[f].country for f in sides]
    return tuple(code(c, phrase.sectors) or "" for c in lands if c) if len(sides) == 2 else ()


def _count(words: Words, phrase: Phrase) -> int:
    for low, number in (("two", 2), ("both", 2), ("three", 3), ("four", 4)):
        if low in words.lower[phrase.start : phrase.head]:
            return number
    return 0


def _is_restricted(memory: Memory, phrase: Phrase) -> bool:
    """'The countries that …', 'these states', 'the states applying sanctions': some that the text describes, not the two."""
    low = memory.words.lower
    if any(w in ("these", "those", "such", "other", "some", "many") for w in low[phrase.start : phrase.head]) or phrase.elsewhere:
        return True
    if phrase.end >= len(low):
        return False
    follows = memory.doc[phrase.end]
    return low[phrase.end] in ("that", "which", "who", "whose", "where") or (
        follows.dep_ in ("acl", "relcl") and follows.tag_[:2] == "VB"
    )


def _side(memory: Memory, phrase: Phrase, head: str, sentence: int) -> Resolved:
    each = {"each", "either", "neither", "both", "two"}.intersection(memory.words.lower[phrase.start : phrase.head])
    if head == "side" and not phrase.countries and phrase.entry is None and not each:
        return Resolved((), (), "side", False)  # 'on the economic side', 'on the side of'
    if phrase.entry is not None and phrase.entry.label == "ORG" and not phrase.countries:
        body = phrase.entry.code()
        return Resolved((), (body,) if body else (), "side", phrase.plural)
    if head in ("countries", "nations", "states", "parties") and _is_restricted(memory, phrase):
        return Resolved((), (), "side", True)
    if head in ("country", "nation", "state", "neighbour", "neighbor"):
        return Resolved((), (), "side", False)
    if head in ("counterpart", "colleague") and phrase.countries:
        return _counterpart(memory, phrase, sentence)
    if head in ("counterparts", "colleagues") and phrase.countries:
        return Resolved((), tuple(c + "GOV" for c in phrase.countries), "role", True)
    if head in ("colleague", "colleagues"):
        return Resolved((), (), "side", phrase.plural)
    if phrase.countries and head not in ("countries", "nations", "states"):
        own = phrase.countries
        figures = []
        if head == "counterpart":
            figures = [f for f in (memory.office("minister", sentence, c) for c in own) if f is not None]
        acting = head in ("side", "sides", "interlocutor", "interlocutors")  # those who deal with each other are governments
        return Resolved(tuple(figures), tuple((code(c, ("GOV",)) or c) if acting else c for c in own), "side", phrase.plural)
    if head in english().pairs or (head in _GENERIC and phrase.plural):
        if not phrase.definite and "two" not in memory.words.lower[phrase.start : phrase.head] and head != "sides":
            return Resolved((), (), "side", True)
        return Resolved(memory.sides(sentence, head in ("countries", "nations", "states")), (), "side", True)
    return Resolved((), (), "side", phrase.plural)


def _counterpart(memory: Memory, phrase: Phrase, sentence: int) -> Resolved:
    """'his Turkish counterpart': the person of that country, best of the same office; else the country's office."""
    country = phrase.countries[0]
    for one in reversed(memory.said):
        figure = memory.figures[one.figure]
        if figure.label == "PERSON" and figure.country == country and figure.phrases:
            return Resolved((one.figure,), (), "role")
    return Resolved((), (country + "GOV",), "role")
