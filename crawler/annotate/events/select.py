"""Which drafts are worth keeping? Sport, questions, parties that nobody can count, and speech that only reports a deed."""

from __future__ import annotations

from crawler.annotate.events.draft import Draft
from crawler.annotate.events.reader import SPEECH, Reader
from crawler.annotate.events.syntax import lemma

SPORT_DENSITY = 0.012
"""Share of sport words in a text above which its deeds are those of a game."""


def select(drafts: list[Draft], reader: Reader) -> list[Draft]:
    """The drafts that stay, in order."""
    if _is_sport(reader):
        return []
    kept = [d for d in drafts if _counts(d)]
    return [d for d in kept if d.type != "STATEMENT" or _says_something(d, kept)]


def _is_sport(reader: Reader) -> bool:
    words = [t for t in reader.doc if t.is_alpha]
    sport = reader.lexicon.words("sport")
    found = sum(lemma(t) in sport for t in words)
    return found >= 3 and found > SPORT_DENSITY * len(words)


def _counts(draft: Draft) -> bool:
    if draft.claim.question:
        return False
    if draft.links:
        return True
    coded = any(p.coded for p in draft.actors) or any(p.coded for p in draft.recipients)
    anybody = draft.actors or draft.recipients
    if draft.type in SPEECH or draft.entry.needs == "actor":
        return any(p.coded or p.kind == "group" or p.entities for p in draft.actors) and (
            draft.type != "STATEMENT" or any(p.coded for p in draft.actors)
        )
    if (
        draft.sides
        and len(draft.actors) + len(draft.recipients) < 2
        and not any(len(p.codes) > 1 for p in [*draft.actors, *draft.recipients])
    ):
        return False
    return bool(coded or anybody)


def _says_something(draft: Draft, kept: list[Draft]) -> bool:
    """A saying whose content is an event of its own is that event's source, not a second event."""
    left, right = draft.trigger.left_edge.i, draft.trigger.right_edge.i
    for below in draft.trigger.children:
        if below.dep_ in ("ccomp", "xcomp", "parataxis"):
            left, right = below.left_edge.i, below.right_edge.i
            if any(left <= o.trigger.i <= right for o in kept if o is not draft and not o.links and o.type != "STATEMENT"):
                return False
    return True
