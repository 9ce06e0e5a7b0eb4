"""Of which drafts is it unsure who is meant? In whole texts such are left out: a wrong side costs more than a missing event."""

from __future__ import annotations

import re

from crawler.annotate.events.draft import Draft
from crawler.annotate.events.merge import lands
from crawler.annotate.events.party import Party
from crawler.annotate.events.reader import Reader
from crawler.annotate.events.syntax import is_verbal

QUOTED = re.compile(r"[“\"][^“”\"]{0,2000}[”\"]")
"""Words in quotation marks: matches '"we met", he said', not an apostrophe."""
WORD = re.compile(r"[A-Za-z]+")
SPEAKER = frozenset({"i", "we", "you", "our", "us", "my", "your"})
SPOKEN = 0.02
"""Share of words of the first and second person outside quotation marks above which a text is spoken: a briefing, an interview.

Measured on public texts: releases and news have under 0.01, transcripts 0.03 to 0.1.
"""
OWN_WORD = frozenset({"SUPPORT", "ACCUSE", "REJECT", "REQUEST", "APPEAL", "THREATEN", "SANCTION"})
"""Types that 'we' of a ministry does by saying so: 'we condemn', 'we welcome'."""
SEVERAL = re.compile(r"(?:both|(?:the|these) two|each)\b", re.IGNORECASE)
"""How a phrase begins that means people of more than one country: 'both presidents', 'the two leaders'; not 'two inspectors'."""
REGIME = re.compile(r"\bregimes?\b", re.IGNORECASE)
"""What nobody calls one's own government."""
OURS = ("our ", "my ", "his ", "her ", "its ", "their ")


def is_spoken(text: str) -> bool:
    """Whether a text is somebody's speech set down, not a report."""
    words = WORD.findall(QUOTED.sub(" ", text))
    spoken = [w for w in words if w != "US" and w.lower() in SPEAKER]
    return len(spoken) > SPOKEN * len(words)


def is_doubtful(draft: Draft, reader: Reader, *, spoken: bool) -> bool:
    """Whether a side of a draft is no more than a guess."""
    if draft.links:
        return False
    text = reader.people.text
    if draft.actors and all(p.kind == "pronoun" and not p.entities for p in draft.actors):
        if draft.type not in OWN_WORD or (spoken and not _told(draft)):
            return True
        if not any(p.coded for p in draft.recipients) and draft.type not in ("SUPPORT", "ACCUSE"):
            return True
    parties = [*draft.actors, *draft.recipients]
    several = [p for p in parties if p.kind != "name" and len(p.entities) < 2 and SEVERAL.match(text[p.start : p.end])]
    if (spoken or draft.sides) and any(_one_country(p) for p in several):
        return True
    home = reader.people.home
    if home is not None and any(REGIME.search(text[p.start : p.end]) and lands([p]) == {home} for p in parties):
        return True
    if spoken and _same_bare(draft, text, home):
        return True
    if spoken and draft.type == "CONSULT" and "both sides named at the noun" in draft.notes:
        return True
    if spoken and (draft.open_sides or any(c.startswith("---") for p in draft.actors for c in p.codes)):
        return True
    if spoken and draft.recipients and all(p.kind == "pronoun" and not p.entities for p in draft.recipients):
        return True
    if draft.type == "CONSULT" and "both sides named at the noun" in draft.notes and _bodies(parties, reader):
        return True
    if spoken and draft.type == "CONSULT" and draft.verb is not None and draft.verb.tag_ in ("VBZ", "VBP"):
        return True  # 'he then meets with X': a plan of the day
    return spoken and draft.type in ("AGREE", "APPEAL") and not draft.open_sides and len(parties) < 2


def _told(draft: Draft) -> bool:
    """Whether the deed is the sentence's own word, not a clause within it."""
    verb = draft.verb or draft.trigger
    while verb.dep_ == "conj" and is_verbal(verb.head) and verb.head.i != verb.i:
        verb = verb.head
    return verb.dep_ == "ROOT"


def _bodies(parties: list[Party], reader: Reader) -> bool:
    """'the meetings of the Bank and the Fund': bodies by name, whose own gatherings they are."""
    labels = {reader.people.cast.entities[i].label for p in parties for i in p.entities}
    return labels == {"ORG"}


def _one_country(party: Party) -> bool:
    return len(lands([party])) < 2 and not any(c.startswith("---") for c in party.codes)


def _same_bare(draft: Draft, text: str, home: str | None) -> bool:
    """'the President welcomed the Emir', both taken for the publisher's own: an office without a name or a country."""
    if home is None or lands(draft.actors) != {home} or lands(draft.recipients) != {home}:
        return False
    return any(
        p.kind in ("role", "group", "name") and not p.entities and not text[p.start : p.end].lower().startswith(OURS)
        for p in draft.recipients
    )
