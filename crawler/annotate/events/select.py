"""Which drafts are worth keeping? Sport, questions, parties that nobody can count, and speech that only reports a deed."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.annotate.events.background import NOW, YEAR
from crawler.annotate.events.deeds import SPEECH
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.party import Party
from crawler.annotate.events.reader import Reader
from crawler.annotate.events.syntax import is_whole, lemma
from crawler.annotate.events.trust import is_doubtful, is_spoken

BORROWS = frozenset({"057", "036", "0871"})
"""Signings, meetings to come and truces: their sides may stand elsewhere in the text."""
PARAGRAPH = 1500
"""Characters of a paragraph that are looked back at."""
SUPPOSE = re.compile(r"\b(?:Suppose|Imagine|What if|Let us say|hypothetical)\b")
ARMS = frozenset(
    {
        "mine",
        "explosion",
        "blast",
        "shelling",
        "raid",
        "missile",
        "rocket",
        "bomb",
        "gun",
        "shell",
        "gunman",
        "attack",
        "airstrike",
        "drone",
        "troop",
        "rebel",
        "fire",
    }
)
OBITUARY = re.compile(
    r"\b(?:mourns?|passed away|has died|died on|death of|late (?:ambassador|minister|president)|obituary|in memoriam|was born)\b",
    re.IGNORECASE,
)
SAYING = frozenset({"call", "say", "accuse", "describe", "tell", "brand", "label", "claim", "argue", "allege"})
VIOLENT = frozenset({"ASSAULT", "COERCE"})
SPORT_DENSITY = 0.012
"""Share of sport words in a text above which its deeds are those of a game."""


def select(drafts: list[Draft], reader: Reader, *, official: bool = True) -> list[Draft]:
    """The drafts that stay, in order."""
    if _is_sport(reader):
        return []
    kept = [d for d in drafts if _counts(d, reader)]
    if is_whole(reader.doc):
        spoken = is_spoken(reader.people.text)
        kept = [d for d in kept if not is_doubtful(d, reader, spoken=spoken)]
        for draft in kept:
            draft.spoken = spoken
            draft.released = official and not spoken and reader.people.home is not None
    if _is_life(reader):
        for draft in kept:
            if not draft.claim.future:
                draft.claim = replace(draft.claim, background=True)
    return [d for d in kept if d.type != "STATEMENT" or _says_something(d, kept)]


def _is_sport(reader: Reader) -> bool:
    words = [t for t in reader.doc if t.is_alpha]
    sport = reader.lexicon.words("sport")
    found = sum(lemma(t) in sport for t in words)
    return found >= 3 and found > SPORT_DENSITY * len(words)


def _is_life(reader: Reader) -> bool:
    """A biography, an obituary or an anniversary: old years in much of it, and no day of the week."""
    limit = (reader.published.year if reader.published else 2000) - 1
    sentences = list(reader.doc.sents)
    dated = [s for s in sentences if any(int(y) < limit for y in YEAR.findall(s.text))]
    years = {y for s in dated for y in YEAR.findall(s.text) if int(y) < limit}
    if len(years) < 3 or len(dated) < 0.2 * len(sentences):
        return False
    return not NOW.search(reader.people.text) or bool(OBITUARY.search(reader.people.text))


def _counts(draft: Draft, reader: Reader) -> bool:
    """Whether somebody is named who did it or bore it, and the deed is told of rather than asked about."""
    if draft.claim.question:
        return False
    if draft.links:
        return True
    if any(reader.people.text[p.start : p.start + 4].lower() == "any " for p in draft.actors):
        return False
    parties = [*draft.actors, *draft.recipients]
    if draft.claim.modality == "conditional" and draft.type in VIOLENT and not draft.actors:
        return False
    if draft.claim.modality in ("possible", "conditional") and not all(_in_particular(p, reader) for p in draft.actors):
        return False
    if draft.entry.noun and draft.type == "AGREE" and not any(p.coded for p in draft.recipients):
        return False
    if draft.mode == "martial-law" and {lemma(t) for t in draft.trigger.sent} & reader.lexicon.words("disaster"):
        return False
    if draft.type == "SUPPORT" and not draft.sides and not draft.recipients and not draft.entry.noun:
        return _praised(draft, reader)
    _in_words(draft, reader)
    if _figure(draft, reader) or (draft.type == "AID" and _pays_for_itself(draft)):
        return False
    if draft.entry.needs == "recipient" and not _praised(draft, reader) and not any(p.named for p in draft.recipients):
        return False
    if draft.entry.cameo == "042" and draft.recipients and not any(p.coded or _is_person(p, reader) for p in draft.recipients):
        return False
    if _supposed(draft, reader) or _at_home(draft, reader):
        return False
    if draft.type in VIOLENT and not draft.actors and (draft.verb or draft.trigger).dep_ in ("relcl", "acl"):
        return False
    if reader.land is not None and _is_business(draft, reader):
        return False
    if draft.type in VIOLENT and _is_disaster(draft, reader):
        return False
    if draft.type in SPEECH or draft.entry.needs == "actor":
        if draft.type == "STATEMENT":
            return any(reader.grounded(p) for p in draft.actors)
        return any(reader.grounded(p) or p.kind == "group" for p in draft.actors)
    if draft.entry.noun and draft.type == "PROTEST" and not draft.actors:
        return any(reader.grounded(p) for p in draft.recipients) or _has_place(draft, reader)
    if draft.sides and len(parties) < 2 and not any(len(p.codes) > 1 for p in parties):
        return _is_open(draft)
    if draft.type in VIOLENT and not draft.actors and _by_nature(draft, reader):
        return False
    if any(reader.grounded(p) for p in draft.actors):
        return True
    if any(reader.grounded(p) for p in draft.recipients):
        if not draft.actors and draft.guessed:
            return _by_weapon(draft, reader)
        if not draft.actors and draft.type not in VIOLENT:
            told = (draft.verb or draft.trigger).dep_ not in ("relcl", "acl", "amod", "pcomp")
            draft.doer_unsaid = told and draft.slots is not None and draft.slots.passive
            return draft.doer_unsaid
        return True
    if _by_weapon(draft, reader):
        return True
    return draft.type in VIOLENT and bool(parties) and any(p.kind == "group" and p.codes for p in parties)


def _praised(draft: Draft, reader: Reader) -> bool:
    """'welcomed the step': a deed of somebody who need not be named."""
    return draft.slots is not None and bool({lemma(t) for t in draft.slots.obj} & reader.lexicon.words("act"))


def _in_words(draft: Draft, reader: Reader) -> None:
    """'launched a scathing attack on X', 'attacked X, calling him a liar': an attack in words is blame."""
    if draft.type != "ASSAULT" or draft.cameo != "190" or not draft.actors:
        return
    heads = [draft.trigger, *(draft.slots.obj if draft.slots is not None and not draft.entry.noun else [])]
    if not {lemma(h) for h in heads} & {"attack", "assault", "offensive", "onslaught", "broadside", "tirade"}:
        return
    verb = draft.verb or draft.trigger
    kinds = {lemma(c) for h in heads for c in h.children if c.dep_ in ("amod", "compound", "nmod")}
    saying = any(c.dep_ == "advcl" and c.tag_ == "VBG" and lemma(c) in SAYING for c in verb.children)
    if kinds & reader.lexicon.words("in_words") or saying:
        draft.type, draft.mode, draft.cameo = "ACCUSE", "disapprove", "111"
        draft.notes.append("an attack in words")


def _figure(draft: Draft, reader: Reader) -> bool:
    """A PR attack, an inquiry into a virus: figures of speech and science."""
    if draft.type not in ("ASSAULT", "ACCUSE") or (draft.type == "ACCUSE" and draft.cameo != "090"):
        return False
    words = reader.lexicon.words("figurative" if draft.type == "ASSAULT" else "ailment")
    heads = [draft.trigger, *(draft.slots.obj if draft.slots is not None and not draft.entry.noun else [])]
    within = {lemma(c) for h in heads for c in h.children if c.dep_ in ("amod", "compound", "nmod")}
    into = {lemma(t) for t in draft.slots.preps.get("into", [])} if draft.slots is not None else set()
    return bool((within | into) & words)


def _pays_for_itself(draft: Draft) -> bool:
    """Companies that pay for their own people."""
    doers = {c for p in draft.actors for c in p.codes if c}
    lands_hit = {c[:3] for p in draft.recipients for c in p.codes if c}
    return bool(doers) and all(c[3:6] == "BUS" for c in doers) and {c[:3] for c in doers} == lands_hit


def _is_person(party: Party, reader: Reader) -> bool:
    return any(reader.people.cast.entities[i].label == "PERSON" for i in party.entities)


def _is_business(draft: Draft, reader: Reader) -> bool:
    """Bodies that no code is known for, with nobody else: companies among themselves."""
    labels = {reader.people.cast.entities[i].label for p in draft.actors for i in p.entities}
    return labels == {"ORG"} and not any(p.coded for p in draft.actors)


def _in_particular(party: Party, reader: Reader) -> bool:
    """Whether a party is named, and not 'the authorities in some cities'."""
    if party.kind == "pronoun" and not party.entities:
        return False
    if party.entities or party.kind in ("name", "role", "pronoun"):
        return party.coded
    if any(w[:1].isupper() for w in reader.people.text[party.start : party.end].split()[1:]):
        return party.coded
    lands_named = {
        (reader.people.cast.entities[i].code or "")[:3]
        for ref in reader.people.within(party.start - 120 if party.start > 120 else 0, party.end + 60)
        for i in ref.entities
    }
    return any(c[:3] in lands_named for c in party.codes if c and not c.startswith("---"))


def _at_home(draft: Draft, reader: Reader) -> bool:
    """A journey within one's own country is no meeting with it."""
    if draft.entry.cameo != "042" or not draft.recipients:
        return False
    own = {c[:3] for p in draft.actors for c in p.codes if c}
    return (
        bool(own)
        and all(len(c) == 3 and c in own for p in draft.recipients for c in p.codes)
        and any(p.codes for p in draft.recipients)
    )


def _supposed(draft: Draft, reader: Reader) -> bool:
    """Whether the paragraph up to here asks to suppose something."""
    text = reader.people.text
    start = text.rfind("\n", max(0, draft.trigger.idx - PARAGRAPH), draft.trigger.idx) + 1 or max(0, draft.trigger.idx - PARAGRAPH)
    return bool(SUPPOSE.search(text[start : draft.trigger.idx]))


def _is_disaster(draft: Draft, reader: Reader) -> bool:
    """A storm or a crash stands in the sentence, and no weapon."""
    if lemma(draft.trigger) not in ("kill", "destroy", "hit", "strike", "injure", "wound", "displace", "killing"):
        return False
    words = {lemma(t) for t in draft.trigger.sent}
    return bool(words & reader.lexicon.words("disaster")) and not words & ARMS


def _has_place(draft: Draft, reader: Reader) -> bool:
    """Whether the sentence names a country or a town."""
    sentence = draft.trigger.sent
    people = reader.people
    return any(
        people.cast.entities[r.entities[0]].label == "GPE"
        for r in people.within(sentence.start_char, sentence.end_char)
        if len(r.entities) == 1
    )


def _by_weapon(draft: Draft, reader: Reader) -> bool:
    """A mine, a bomb or a missile did it, and it is known where."""
    around = draft.slots
    if draft.type != "ASSAULT" or around is None or around.passive:
        return False
    return bool(reader.matcher.words(around.subj) & ARMS) and (reader.land is not None or _has_place(draft, reader))


def _is_open(draft: Draft) -> bool:
    """Whether a deed of two sides that names fewer may borrow them from the document's meeting."""
    if draft.type == "CONSULT" and not draft.claim.future:
        draft.links = True
        return True
    if draft.claim.future and lemma(draft.trigger) == "discuss":
        return False
    draft.open_sides = draft.cameo in BORROWS and not draft.claim.background
    return draft.open_sides


def _by_nature(draft: Draft, reader: Reader) -> bool:
    """A storm, a well or a quake did it: the subject is a thing, and no weapon."""
    around = draft.slots
    if around is None:
        return False
    subject = around.by if around.passive else around.subj
    named = [t for t in subject if t.pos_ in ("NOUN", "PROPN")]
    return bool(named) and not reader.matcher.words(named) & reader.lexicon.words("weapon")


def _says_something(draft: Draft, kept: list[Draft]) -> bool:
    """A saying whose content is an event of its own is that event's source, not a second event."""
    verb = draft.trigger
    if verb.tag_ == "VBG" and verb.dep_ == "advcl" and any(o.trigger.i == verb.head.i for o in kept if o is not draft):
        return False  # 'praised them, saying …': one deed of words
    left, right = draft.trigger.left_edge.i, draft.trigger.right_edge.i
    for below in draft.trigger.children:
        if below.dep_ in ("ccomp", "xcomp", "parataxis"):
            left, right = below.left_edge.i, below.right_edge.i
            if any(left <= o.trigger.i <= right for o in kept if o is not draft and not o.links and o.type != "STATEMENT"):
                return False
    return True
