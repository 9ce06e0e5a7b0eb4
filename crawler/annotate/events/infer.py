"""Whom does the text mean where the sentence doesn't say? 'dismissed the offer': the one who offered."""

from __future__ import annotations

from bisect import bisect_left

from spacy.tokens import Doc

from crawler.annotate.events.draft import Draft
from crawler.annotate.events.merge import Happening, lands
from crawler.annotate.events.party import Party
from crawler.annotate.events.roles import is_nobodys, spoken_of

ANSWERS = frozenset({"REJECT", "REQUEST", "ACCUSE", "AGREE", "AID", "THREATEN", "SUPPORT", "SANCTION", "APPEAL"})
"""Types that are done to somebody who, if unsaid, was spoken of just before."""
POWER = frozenset({"COERCE"})
COUNTRIES = frozenset({"nation", "country", "side", "power", "neighbour", "neighbor", "ally", "church"})
NEAR = 3
"""Sentences back in which the other side is looked for."""
FAR = 250
"""Words beyond which nothing is near."""
UNSURE = 0.12
"""What a guess takes off the confidence."""


def infer(happenings: list[Happening]) -> list[Happening]:
    """Fills sides that the sentence leaves out from what was told just before; marks it in the notes."""
    ordered = sorted(happenings, key=lambda h: h.lead.trigger.i)
    for i, happening in enumerate(ordered):
        lead = happening.lead
        if lead.claim.background:
            continue
        before = [h for h in ordered[max(0, i - 15) : i] if _near(h.lead, lead)]
        if lead.doer_unsaid and not happening.actors:
            doer = _last_doer(happening, before)
            if doer:
                happening.actors = doer
                lead.confidence -= UNSURE
                lead.notes.append("doer from what was told before")
        if lead.sides or (lead.entry.noun and lead.type == "AGREE"):
            continue
        if lead.type in POWER or lead.mode == "crowd-control":
            crowd = _crowd(happening, before)
            if crowd:
                happening.recipients = crowd
                lead.notes.append("recipient from what was told before")
        if (
            lead.type in ANSWERS
            and lands(happening.actors)
            and _open(happening)
            and (happening.lead.guessed or not any(p.entities for p in happening.recipients))
            and not _said(happening)
        ):
            other = _other_side(happening, before)
            if other:
                happening.recipients = other
                lead.confidence -= UNSURE
                lead.notes.append("recipient from what was told before")
        if lead.type in POWER and not happening.actors and happening.recipients:
            force = _force(happening, before)
            if force:
                happening.actors = force
                lead.confidence -= UNSURE
                lead.notes.append("doer from what was told before")
    for happening in happenings:
        doers = {p.start for p in happening.actors}
        if not happening.lead.sides and doers and doers == {p.start for p in happening.recipients}:
            happening.actors = []
    told = [h for h in happenings if h.actors or not h.lead.doer_unsaid]
    told = [h for h in told if h.actors or h.lead.links or any(p.coded or p.entities for p in h.recipients)]
    return [h for h in told if h.recipients or h.lead.type != "AID"]


def _said(happening: Happening) -> bool:
    """'accused Western nations', 'blamed me', 'thanked the sides': somebody is named there, though of no country."""
    lead = happening.lead
    if lead.slots is not None and not lead.entry.noun and any(is_nobodys(t) for t in spoken_of(lead.slots)):
        return True
    if lead.type not in ("ACCUSE", "SUPPORT", "APPEAL", "THREATEN") or lead.slots is None or lead.slots.passive or lead.entry.noun:
        return False
    if any(t.tag_ == "PRP" and t.lower_ not in ("it", "this") for t in lead.slots.obj):
        return True
    people = [t for t in lead.slots.obj if t.lemma_.lower() in COUNTRIES or t.ent_type_ in ("ORG", "NORP")]
    return any(p.kind == "group" and any(p.start <= t.idx < p.end for t in people) for p in happening.recipients)


def _open(happening: Happening) -> bool:
    """Whether the other side is not said, or only guessed to be the doer's own country by a bare name ('their Mexican exports')."""
    if not lands(happening.recipients):
        return True
    own = lands(happening.actors)
    return happening.lead.guessed and all(len(c) == 3 and c in own for p in happening.recipients for c in p.codes if c)


def _last_doer(happening: Happening, before: list[Happening]) -> list[Party]:
    """Who acted last, if it is not the one it was done to."""
    bearers = {c for p in happening.recipients for c in p.codes if c}
    for earlier in reversed(before):
        doers = [p for p in earlier.actors if lands([p]) and not set(p.codes) & bearers]
        if doers and len(lands(doers)) == 1 and not earlier.lead.claim.background:
            return doers[:1]
    return []


def _near(one: Draft, other: Draft) -> bool:
    if other.trigger.i - one.trigger.i > FAR:
        return False
    starts = _starts(one.trigger.doc)
    return bisect_left(starts, other.trigger.i) - bisect_left(starts, one.trigger.i) <= NEAR


def _starts(doc: Doc) -> list[int]:
    """Where sentences start; asked for each pair of happenings, so counted once a text."""
    if _STARTS not in doc.user_data:
        doc.user_data[_STARTS] = [sentence.start for sentence in doc.sents]
    starts: list[int] = doc.user_data[_STARTS]
    return starts


_STARTS = "dragoman_sentence_starts"


def _other_side(happening: Happening, before: list[Happening]) -> list[Party]:
    """Of the last happening that has another side than the actor's: that side, if it is one."""
    own = {c for p in happening.actors for c in p.codes if c}
    known = {i for p in happening.actors for i in p.entities}
    for strict in (True, False):
        for earlier in reversed(before):
            both = (
                (earlier.recipients, earlier.actors)
                if happening.lead.type in ("AID", "AGREE")
                else (earlier.actors, earlier.recipients)
            )
            for parties in both:
                others = [p for p in parties if lands([p]) and not set(p.codes) & own and not set(p.entities) & known]
                if strict:
                    others = [p for p in others if not lands([p]) & lands(happening.actors)]
                if others and (len(lands(others)) == 1 or (strict and earlier.lead.type == "ACCUSE")):
                    return others[: len(lands(others))]
    return []


def _crowd(happening: Happening, before: list[Happening]) -> list[Party]:
    """Whom police met: the crowd of the sentences before; whom a judge sent to prison: the one found guilty."""
    if lands(happening.recipients) or any(p.kind == "group" and p.codes for p in happening.recipients):
        return []
    for earlier in reversed(before):
        if earlier.lead.type == "PROTEST" and earlier.actors:
            return earlier.actors[:1]
        if (
            earlier.lead.type in ("SANCTION", "COERCE", "ACCUSE")
            and earlier.recipients
            and lands(earlier.actors) == lands(happening.actors)
        ):
            return earlier.recipients[:1]
    return []


def _force(happening: Happening, before: list[Happening]) -> list[Party]:
    """Police, courts or soldiers who acted in the sentences before."""
    for earlier in reversed(before):
        for party in earlier.actors:
            if any(c[3:6] in ("COP", "JUD", "MIL", "GOV") for c in party.codes if c) and earlier.lead.type in (
                "COERCE",
                "ASSAULT",
                "SANCTION",
                "REQUEST",
            ):
                return [party]
    return []
