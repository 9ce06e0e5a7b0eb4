"""Which drafts tell of the same happening? One event per happening, with all its evidence."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from crawler.annotate.events.draft import Draft
from crawler.annotate.events.party import Party
from crawler.annotate.events.syntax import ancestors

LOOK_BACK = 60
"""Happenings back among which the same one is looked for: a bound for very long texts, above what one article tells."""
LOSSES = 120
"""Words after an attack within which losses told without a doer are its own."""
FOLLOWS = 120
"""Words after the last telling of a meeting within which 'the talks' mean it."""
DISTINCT = frozenset({"AGREE", "SUPPORT", "CONCEDE", "AID", "REJECT", "REQUEST", "COOPERATE"})
"""Types of which the same sides may do two different ones in a day: a visit promised and a loan promised."""


@dataclass(slots=True)
class Happening:
    """Drafts joined: the first that tells it leads; parties are filled from the others."""

    lead: Draft
    drafts: list[Draft] = field(default_factory=list)
    actors: list[Party] = field(default_factory=list)
    recipients: list[Party] = field(default_factory=list)

    @property
    def sides(self) -> set[str]:
        """Countries or bodies on either side."""
        return lands(self.actors) | lands(self.recipients)


def lands(parties: list[Party]) -> set[str]:
    """The first three letters of all codes: countries, or kinds of bodies."""
    return {code[:3] for party in parties for code in party.codes if code and not code.startswith("---")}


def persons(parties: list[Party]) -> set[int]:
    """Entities of all parties."""
    return {i for party in parties for i in party.entities}


def merge(drafts: list[Draft]) -> list[Happening]:
    """Happenings in the order in which the text first tells them."""
    found: list[Happening] = []
    links: list[Draft] = []
    borrowers: list[Draft] = []
    for draft in drafts:
        if draft.links:
            links.append(draft)
            continue
        if draft.open_sides:
            borrowers.append(draft)
            continue
        same = next((h for h in reversed(found[-LOOK_BACK:]) if _same(h, draft)), None)
        if same is None:
            found.append(Happening(draft, [draft], list(draft.actors), list(draft.recipients)))
        else:
            _join(same, draft)
    for draft in borrowers:
        meeting = _meeting_for(found, draft)
        if meeting is not None:
            draft.actors, draft.recipients = list(meeting.actors), list(meeting.recipients)
            draft.confidence -= 0.15
            draft.notes.append("sides borrowed from the meeting told of")
            same = next((h for h in found[-LOOK_BACK:] if _same(h, draft)), None)
            if same is not None:
                same.drafts.append(draft)
            else:
                found.append(Happening(draft, [draft], draft.actors, draft.recipients))
    told = sorted(found, key=lambda h: h.lead.trigger.i)
    starts = [h.lead.trigger.i for h in told]
    for draft in links:
        if draft.claim.background:
            continue
        at = bisect_right(starts, draft.trigger.i)
        near = [
            h
            for h in told[max(0, at - LOOK_BACK) : at + 3]
            if h.lead.type == draft.type and not h.lead.claim.negated and _may_be(h, draft)
        ]
        before = [h for h in near if h.lead.trigger.i < draft.trigger.i]
        if before and draft.trigger.i - max(d.trigger.i for d in before[-1].drafts if d.trigger.i <= draft.trigger.i) < FOLLOWS:
            before[-1].drafts.append(draft)
    return found


def _meeting_for(found: list[Happening], draft: Draft) -> Happening | None:
    """The meeting of two or more sides that was told last before the draft; for a truce, the fight."""
    kind = ("ASSAULT", "CONSULT") if draft.cameo == "0871" else ("CONSULT",)
    before = [
        h
        for h in found[-LOOK_BACK:]
        if h.lead.type in kind and h.lead.trigger.i < draft.trigger.i and len(h.sides) > 1 and not h.lead.claim.background
    ]
    return before[-1] if before else None


def _claims_agree(a: Draft, b: Draft) -> bool:
    x, y = a.claim, b.claim
    return (x.negated, x.modality, x.background) == (y.negated, y.modality, y.background)


def _same(one: Happening, draft: Draft) -> bool:
    lead = one.lead
    if lead.type != draft.type or not _claims_agree(lead, draft):
        return False
    if draft.type == "STATEMENT" and persons(one.actors) != persons(draft.actors):
        return False
    if draft.type == "CONSULT":
        return _same_meeting(one, draft)
    if draft.type == "ASSAULT" and _same_attack(one, draft):
        return True
    if (
        draft.type == "AID"
        and one.drafts[-1].trigger.sent.start == draft.trigger.sent.start
        and _fit(one.actors, draft.actors, missing_ok=False)
    ):
        return True
    if (
        lead.mode
        and draft.mode
        and lead.mode != draft.mode
        and draft.type in ("ASSAULT", "COERCE", "PROTEST", "RETREAT", "SANCTION")
    ):
        return False
    if _goes_on(one, draft):
        return True
    if draft.type in DISTINCT and (lead.cameo or "")[:3] != (draft.cameo or "")[:3]:
        return False
    if lead.sides and draft.sides:
        return one.sides == lands(draft.actors) | lands(draft.recipients) and bool(one.sides)
    return _fit(one.actors, draft.actors, missing_ok=False) and _fit(one.recipients, draft.recipients, missing_ok=True)


def _same_attack(one: Happening, draft: Draft) -> bool:
    """Deeds of one sentence by the same hand ('attacked the base, killing two'), and losses told later without a doer."""
    if "abduct" in (one.lead.mode, draft.mode) and one.lead.mode != draft.mode:
        return False
    last = one.drafts[-1]
    if last.trigger.sent.start == draft.trigger.sent.start:
        return (
            not draft.actors
            or (not one.actors and not _meanwhile(draft))
            or bool({p.start for p in one.actors} & {p.start for p in draft.actors})
            or (bool(lands(one.actors)) and lands(one.actors) == lands(draft.actors))
        )
    known, new = lands(one.recipients), lands(draft.recipients)
    near = draft.trigger.i - last.trigger.i < LOSSES
    return near and not draft.actors and (not known or not new or known == new)


def _meanwhile(draft: Draft) -> bool:
    """'… as troops fought rebels': a clause of its own beside what was told."""
    for clause in [draft.verb or draft.trigger, *ancestors(draft.verb or draft.trigger, 2)]:
        if clause.dep_ == "advcl":
            return any(c.dep_ == "mark" and c.lower_ in ("as", "while", "after", "before") for c in clause.children)
    return False


def _goes_on(one: Happening, draft: Draft) -> bool:
    """'carried out an operation, sharing data': a participle that goes on about the same deed."""
    verb = draft.verb or draft.trigger
    return (
        verb.tag_ == "VBG"
        and verb.dep_ in ("advcl", "xcomp", "conj")
        and any(
            a.i in {d.trigger.i for d in one.drafts} | {d.verb.i for d in one.drafts if d.verb is not None}
            for a in ancestors(verb, 3)
        )
    )


def _fit(known: list[Party], new: list[Party], *, missing_ok: bool) -> bool:
    a, b = persons(known), persons(new)
    if a and b and a & b:
        return True
    codes_a, codes_b = lands(known), lands(new)
    if codes_a and codes_b:
        return codes_a == codes_b
    return missing_ok and (not codes_a or not codes_b)


def _same_meeting(one: Happening, draft: Draft) -> bool:
    new = lands(draft.actors) | lands(draft.recipients)
    people = persons(draft.actors) | persons(draft.recipients)
    known = persons(one.actors) | persons(one.recipients)
    if new and one.sides:
        if new == one.sides:
            named_new, named_old = people, known
            return not named_new or not named_old or bool(named_new & named_old) or len(new) > 1
        return len(new & one.sides) >= 2 or (new <= one.sides and not (people - known))
    return bool(people & known)


def _may_be(one: Happening, draft: Draft) -> bool:
    new = lands(draft.actors) | lands(draft.recipients)
    return not new or bool(new & one.sides) or not one.sides


def _join(one: Happening, draft: Draft) -> None:
    one.drafts.append(draft)
    if one.lead.sides or draft.sides:
        known = one.sides
        more = [p for p in [*draft.actors, *draft.recipients] if p.coded and not lands([p]) <= known]
        if more and not one.recipients:
            one.recipients += more
        return
    if not lands(one.actors) and lands(draft.actors):
        one.actors = list(draft.actors)
    if draft.type == "ASSAULT" and one.recipients and draft.recipients and one.lead.trigger.sent.start == draft.trigger.sent.start:
        one.recipients += [p for p in draft.recipients if not any(p.start < r.end and r.start < p.end for r in one.recipients)]
        return
    if draft.recipients and (not lands(one.recipients) or (draft.type == "AID" and one.lead.guessed)):
        one.recipients = list(draft.recipients)
