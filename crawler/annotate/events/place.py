"""Where did it happen? A place said in the event's own clause, where a visit goes, what is struck; else where the text stands."""

from __future__ import annotations

from bisect import bisect_left

from spacy.tokens import Doc, Token

from crawler.annotate.cast import Cast, Reference
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.localise import posted
from crawler.annotate.events.merge import Happening, lands
from crawler.annotate.events.party import Party
from crawler.annotate.events.people import People
from crawler.annotate.events.syntax import ancestors, is_whole
from crawler.model import Entity, Place

PLACES = frozenset({"GPE", "LOC", "FAC"})
WHERE = frozenset({"in", "at", "near", "outside", "inside", "off", "across", "around", "throughout"})
GOES = frozenset({"to", "in"})
DELIVERS = frozenset(
    {"deliver", "distribute", "hand", "carry", "send", "airlift", "ship", "fly", "donate", "provide", "bring", "vaccinate"}
)
"""Deeds of help that happen where the recipient is."""
AT_HOME = frozenset({"SUPPORT", "ACCUSE", "SANCTION", "REJECT", "REQUEST", "THREATEN"})
"""Words and measures, taken at the doer's own desk."""
DOMESTIC = frozenset({"COERCE", "PROTEST", "CONCEDE", "RETREAT", "SANCTION", "ASSAULT", "MOBILIZE"})
"""Types that happen in the doer's country where the text says no other."""
NEAR = 600
"""Characters on either side of the trigger within which its place is looked for: a bound for sentences without an end."""


class Atlas:
    """The places named in one text."""

    def __init__(self, doc: Doc, cast: Cast, people: People, home: str | None) -> None:
        self.doc = doc
        self.cast = cast
        self.people = people
        self.home = home
        self.labels = {e.id: e.label for e in cast.entities}
        self.posted = posted(cast, people.text)
        self.whole = is_whole(doc)
        self.named = [r for r in cast.references if self._entity(r) is not None]
        self.starts = [r.start for r in self.named]

    def _of_country(self, place: Place, happening: Happening) -> Place:
        """A place that the gazetteer doesn't know lies in the country that the text comes from, or that both sides are of."""
        if place.country:
            return place
        sides = lands(happening.actors) | lands(happening.recipients)
        country = self.home or self.dateline or (next(iter(sides)) if len(sides) == 1 else None)
        return place.model_copy(update={"country": country}) if country and country.isalpha() else place

    @property
    def dateline(self) -> str | None:
        """The country that the report comes from."""
        for start, end in self.people.datelines:
            for ref in self.people.within(start, end):
                entity = self._entity(ref)
                if entity is not None and entity.code:
                    return entity.code[:3]
        return None

    def of(self, happening: Happening) -> Place | None:
        """The place of a happening, or None where the text gives none."""
        lead = happening.lead
        if lead.mode == "phone":
            return None
        for find in (self._goal, self._said, self._struck):
            for draft in happening.drafts:
                found = None if draft.claim.background and not lead.claim.background else find(draft)
                if found is not None:
                    return self._of_country(found, happening)
        if lead.claim.future:
            return None
        return self._implied(happening)

    def _entity(self, ref: Reference) -> Entity | None:
        if len(ref.entities) != 1:
            return None
        entity = self.cast.entities[ref.entities[0]]
        return entity if entity.label in PLACES else None

    def _goal(self, draft: Draft) -> Place | None:
        """Where a visit goes: 'paid a visit to X', 'arrived in X', 'visited X', 'received': the host's own country."""
        if draft.type != "CONSULT" or draft.mode != "visit" or draft.slots is None:
            return None
        words = [*draft.slots.preps.get("to", []), *draft.slots.preps.get("in", [])] + (
            draft.slots.obj if draft.cameo == "042" else []
        )
        for word in words:
            place = self._at(word)
            if place is not None:
                return place
        if draft.cameo == "042":
            return self._country_of(draft.recipients)
        return self._country_of(draft.actors)

    def _said(self, draft: Draft) -> Place | None:
        sentence = draft.trigger.sent
        best: tuple[int, Place] | None = None
        first = max(sentence.start_char, draft.trigger.idx - NEAR)
        last = min(sentence.end_char, draft.trigger.idx + NEAR)
        for ref in self.named[bisect_left(self.starts, first) : bisect_left(self.starts, last)]:
            span = self.doc.char_span(ref.start, ref.end, alignment_mode="expand")
            entity = self._entity(ref)
            if span is None or entity is None or any(a <= ref.start < b for a, b in self.people.datelines):
                continue
            root = span.root
            if root.dep_ != "pobj" or root.head.lower_ not in WHERE:
                continue
            holder = root.head.head
            if self.people.is_human(holder) or self.people.party(holder) is not None:
                continue
            if not self._same_clause(root, draft):
                continue
            rank = abs(root.i - draft.trigger.i)
            if best is None or rank < best[0]:
                best = (rank, self._place(entity, ref))
        return best[1] if best else None

    @staticmethod
    def _same_clause(word: Token, draft: Draft) -> bool:
        """Whether nothing but phrases lies between the place and the trigger or its verb."""
        goal = {draft.trigger.i} | ({draft.verb.i} if draft.verb is not None else set())
        for above in ancestors(word, 10):
            if above.i in goal:
                return True
            if above.dep_ in ("relcl", "ccomp", "advcl") and above.pos_ in ("VERB", "AUX"):
                return False
        return draft.trigger.head.i in {a.i for a in ancestors(word, 10)} and draft.trigger.dep_ in (
            "conj",
            "xcomp",
            "advcl",
            "dobj",
        )

    def _struck(self, draft: Draft) -> Place | None:
        if draft.type not in ("ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "CONCEDE", "RETREAT"):
            return None
        for party in draft.recipients:
            if len(party.entities) == 1 and self.cast.entities[party.entities[0]].label in PLACES:
                entity = self.cast.entities[party.entities[0]]
                return self._place(entity, Reference(party.start, party.end))
        return None

    def _implied(self, happening: Happening) -> Place | None:
        """The country that both sides belong to, the place the report comes from, or the publisher's own country."""
        one, two = lands(happening.actors), lands(happening.recipients)
        kind = happening.lead.type
        if kind in DOMESTIC and len(one) == 1 and (not two or two == one) and kind != "MOBILIZE":
            return self._country_of(happening.actors)
        if kind in AT_HOME and len(one) == 1 and two == one and self.dateline in (None, *one):
            return self._country_of(happening.actors)  # 'senators accused the police': among one country's own
        if kind == "AID" and len(two) == 1 and two != one and happening.lead.trigger.lemma_.lower() in DELIVERS:
            return self._country_of(happening.recipients)
        if kind in ("CONSULT", "COERCE", "PROTEST", "ASSAULT") or (kind in AT_HOME and self.dateline in one):
            for start, end in self.people.datelines:
                for ref in self.people.within(start, end):
                    entity = self._entity(ref)
                    if entity is not None and (kind != "ASSAULT" or (entity.code or "")[:3] in one | two):
                        return self._place(entity, ref)
        if self.home and self.home in one | two and (kind == "CONSULT" or kind in AT_HOME) and happening.lead.mode != "visit":
            return self._country_of([p for p in [*happening.actors, *happening.recipients] if self.home in lands([p])])
        return None

    def _at(self, word: Token) -> Place | None:
        ref = self.people.reference(word)
        entity = self._entity(ref) if ref is not None else None
        return self._place(entity, ref) if entity is not None and ref is not None else None

    def _country_of(self, parties: list[Party]) -> Place | None:
        """The country of parties, at a mention of it in the text, else at their own words."""
        for land in sorted(lands(parties)):
            if not land.isalpha() or land in ("UNO", "EUR", "IGO", "NGO", "MNC", "IMG"):
                continue
            for entity in self.cast.entities:
                if entity.label == "GPE" and entity.code == land:
                    first = entity.mentions[0]
                    return self._place(entity, Reference(first.start, first.end))
            party = next(p for p in parties if land in lands([p]))
            return Place(text=self.people.text[party.start : party.end], start=party.start, end=party.end, country=land)
        return None

    def _place(self, entity: Entity, ref: Reference) -> Place:
        country = entity.code[:3] if entity.code else None
        text = self.people.text[ref.start : ref.end]
        return Place(text=text, start=ref.start, end=ref.end, country=country, latitude=entity.latitude, longitude=entity.longitude)
