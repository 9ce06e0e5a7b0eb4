"""When did it happen? A day that the event's own words give, else the publication day."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date

from spacy.tokens import Doc, Token

from crawler.annotate.dates import DateMention, date_mentions
from crawler.annotate.events.merge import Happening
from crawler.annotate.events.syntax import clause_of
from crawler.model import EventDate

CARRIES = 2
"""Sentences over which a date carries into the next paragraph."""
AHEAD = re.compile(r"\b(?:until|till|by|before|for|ahead of|from|next)\s+(?:the\s+)?$", re.IGNORECASE)
"""Words before a date that is a term, not the day: 'suspended until Sunday'."""
NUMBERED = re.compile(r"\bresolutions?\s(?:\d{3,4},?\s(?:and\s)?){0,3}$", re.IGNORECASE)
"""Words before a number that is no year: 'Resolutions 1970 and 1973'; not 'the resolution of 1970'."""
DAYLIKE = frozenset({"day", "range", "week"})
TODAY_TYPES = frozenset({"AGREE", "CONCEDE", "THREATEN"})
"""Types whose words often give the day of what is promised, not of the promise."""


class Calendar:
    """The dates named in one text."""

    def __init__(self, doc: Doc, published: date | None) -> None:
        self.published = published
        self.text = doc.text
        mentions = date_mentions(self.text, published)
        self.mentions = [m for m in mentions if not NUMBERED.search(self.text[max(0, m.start - 40) : m.start])]
        self.starts = [m.start for m in self.mentions]
        self.last: tuple[Token, EventDate] | None = None

    def of(self, happening: Happening) -> EventDate | None:
        """The day of a happening; None where neither the text nor the publication gives one."""
        lead = happening.lead
        if lead.claim.future or lead.claim.modality in ("planned", "possible", "conditional") or lead.type == "AGREE":
            return None
        for draft in happening.drafts:
            found = self._near(draft.trigger)
            if found is not None:
                if found.granularity == "day" and draft.claim.tense != "future":
                    self.last = (draft.trigger, found)
                return found
        if lead.claim.background:
            return None
        if self.last is not None and self._goes_on(lead.trigger):
            return self.last[1]
        if self.published is None:
            return None
        return EventDate(start=self.published, end=self.published, granularity="day", source="publication")

    def _goes_on(self, trigger: Token) -> bool:
        """Whether the story goes on from the last dated deed: in the same paragraph or the next sentences."""
        if self.last is None or self.last[0].i > trigger.i or trigger.tag_ not in ("VBD", "VBN", "VBG", "NN", "NNS"):
            return False
        if trigger.i - self.last[0].i > 250:
            return False
        between = trigger.doc[self.last[0].i : trigger.i]
        return "\n\n" not in between.text or sum(1 for t in between if t.is_sent_start) <= CARRIES

    def _near(self, trigger: Token) -> EventDate | None:
        """The date in the trigger's clause, else in its sentence, that stands nearest."""
        sentence = trigger.sent
        text = self.text
        here = [
            m
            for m in self.mentions[bisect_left(self.starts, sentence.start_char) : bisect_left(self.starts, sentence.end_char)]
            if sentence.start_char <= m.start < sentence.end_char and not AHEAD.search(text[max(0, m.start - 12) : m.start])
        ]
        if not here:
            return None
        clause = clause_of(trigger)
        left, right = clause.left_edge.idx, clause.right_edge.idx + len(clause.right_edge)
        within = [m for m in here if left <= m.start < right and not self._below(m, clause)]
        pool = within or ([m for m in here if m.start < trigger.idx] if clause.dep_ in ("conj", "xcomp", "advcl") else [])
        if not pool:
            return None
        best = min(pool, key=lambda m: (m.date.granularity not in DAYLIKE, abs(m.start - trigger.idx)))
        return best.date

    def _below(self, mention: DateMention, clause: Token) -> bool:
        """Whether a date stands in a clause below: 'the march that had been set for Saturday'."""
        span = clause.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None:
            return False
        word = span.root
        for _ in range(12):
            if word.i == clause.i or word.head.i == word.i:
                return False
            if word.dep_ in ("relcl", "acl", "advcl", "ccomp") and word.i != clause.i:
                return True
            word = word.head
        return False
