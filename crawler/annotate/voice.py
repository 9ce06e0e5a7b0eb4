"""Whose voice is a text? Which government's officials speak in it or publish it, and is it the transcript of what was spoken?"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from crawler.annotate.matching import Match
from crawler.annotate.tokens import Words
from crawler.ontology.english import english
from crawler.ontology.gazetteer import NO_STATE, gazetteer
from crawler.ontology.offices import offices

HEAD = 120
"""Tokens before the first words spoken in which a letterhead stands."""
LABEL = 7
"""Tokens of the longest label of a speaker: 'DEPUTY ASSISTANT SECRETARY VAN DER BERG'."""
TURNS = 2
"""Changes of the speaker that make a text a transcript: one colon is chance."""
OURS = 3
"""Countries named in sentences with 'we' or 'our', from which the most frequent is the speakers' own."""
BODY = 2
"""What a body of a government counts beside a country's name."""
CLEARLY = 2
"""How many times the next country's count it must have."""
_WHERE = frozenset({"to", "with", "in", "from", "of", "for", "on", "at", "into", "between", "toward", "towards", "against", "by"})
_ENDS = frozenset({".", "?", "!", '"', "”", ")", "]", "--", "—", "–", "…", "..."})
_FIRST = frozenset({"we", "our", "us", "ours"})
_PRINCIPAL = frozenset(
    {"president", "vice president", "prime minister", "premier", "chancellor", "king", "secretary", "minister", "foreign minister"}
    | {"foreign secretary", "secretary of state", "minister of foreign affairs", "defence minister", "emir", "crown prince"}
)
_ASKING = frozenset({"q", "question", "interviewer", "reporter", "journalist", "press", "media", "correspondent"})


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says: from token `start`, the first of the label before a `colon`, to the next turn; `asks`: a reporter."""

    start: int
    colon: int
    label: str
    asks: bool

    @property
    def presides(self) -> bool:
        """Whether an office-holder speaks for himself: 'the president', 'foreign minister roe', not 'mr. roe', who briefs."""
        words = self.label.removeprefix("the ").split()
        return any(" ".join(words[:size]) in _PRINCIPAL for size in (1, 2, 3))


@dataclass(frozen=True, slots=True)
class Voice:
    """The country whose officials speak (None: not settled), and the turns of a transcript (none: it isn't one)."""

    country: str | None = None
    turns: tuple[Turn, ...] = ()

    @property
    def spoken(self) -> bool:
        """Whether the text is a transcript."""
        return bool(self.turns)

    def turn_at(self, token: int) -> Turn | None:
        """Who speaks at a token; None before the first turn and in what is no transcript."""
        at = bisect_right(self.turns, token, key=lambda t: t.start) - 1
        return self.turns[at] if at >= 0 else None


def voice_of(doc: Doc, words: Words, matches: Sequence[Match], home: str | None, title: str | None = None) -> Voice:
    """The voice of a text. `home`: the publisher's country, where it is known; else letterhead, title and 'we' must tell."""
    turns = tuple(_turns(words))
    if len(turns) < TURNS and not (turns and _is_titled(turns[0].label)):
        turns = ()
    return Voice(home or _of_head(words, matches, turns, title) or _of_ours(doc, words, matches, turns), turns)


# ---- turns ------------------------------------------------------------------------------------------------------------------


def _turns(words: Words) -> Iterator[Turn]:
    """'MR. ROE:', 'THE PRESIDENT:', 'Question:' and a reporter's 'Q', where a line or a sentence begins."""
    for i, text in enumerate(words.text):
        if text == "Q" and _opens(words, i) and i + 1 < len(words.text):
            yield Turn(i, i, "q", True)
        elif text == ":":
            start = _label(words, i)
            if start is not None:
                label = " ".join(words.lower[start:i]).replace(" .", ".")
                yield Turn(start, i, label, not _ASKING.isdisjoint(words.lower[start:i]))


def _label(words: Words, colon: int) -> int | None:
    """Where a speaker's label before a colon begins; None where none stands there."""
    at = colon - 1
    if at >= 0 and words.lower[at] in english().speakers and _opens(words, at):
        return at
    start, capitals = colon, 0
    while start > 0 and colon - start < LABEL:
        word = words.text[start - 1]
        if words.blank[start - 1] or not (word in (".", "-", "’", "'") or _loud(word)):
            break
        start -= 1
        capitals += sum(c.isupper() for c in word)
    while start < colon and (not words.text[start][0].isalpha() or _is_clock(words, start)):
        start += 1
    return start if start < colon and capitals > 3 and _opens(words, start) else None


def _is_titled(label: str) -> bool:
    """'mr. rhodes', 'the president', 'ambassador rice': one such label is enough."""
    first = label.removeprefix("the ").partition(" ")[0]
    return first in offices().courtesy or first in offices().offices


def _loud(word: str) -> bool:
    """'MR.', 'MS', 'RHODES', 'McDONOUGH': a word of a label in capitals."""
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and letters[0].isupper() and letters[-1].isupper() and sum(c.islower() for c in letters) < 3


def _is_clock(words: Words, i: int) -> bool:
    """'P.M.', 'EDT': what stands before the first speaker of a transcript."""
    plain = words.lower[i].replace(".", "")
    return plain in english().no_names and plain not in offices().courtesy


def _opens(words: Words, i: int) -> bool:
    """Whether a line or a sentence may begin at token i."""
    if not i or (words.blank[i - 1] and "\n" in words.text[i - 1]):
        return True
    before = i - 1
    while before > 0 and words.blank[before]:
        before -= 1
    last = words.text[before]
    return last in _ENDS or last.endswith((".", "?", "!")) or _is_clock(words, before)


# ---- whose ------------------------------------------------------------------------------------------------------------------


def _of_head(words: Words, matches: Sequence[Match], turns: Sequence[Turn], title: str | None) -> str | None:
    """The one country whose bodies and officials stand at the head or in the title of a transcript; else only in a letterhead."""
    stop = min(turns[0].start if turns else _letterhead(words), HEAD)
    said = " ".join(
        [*words.lower[: stop + LABEL if turns else stop], *(t.label for t in turns), (title or "").lower() if turns else "", ""]
    )
    told = {c for sign, c in gazetteer().letterheads.items() if f"{sign} " in said}
    for match in matches:
        country = match.entry.country if match.start < stop and (turns or _fills_line(words, match)) else None
        if country is not None and (_governs(match) or _sends(words, match)):
            told.add(country)
    if turns and title:
        told |= _of_title(title)
    return told.pop() if len(told) == 1 else None


def _letterhead(words: Words) -> int:
    """The end of the lines in capitals at the head of a text."""
    for i, text in enumerate(words.text[:HEAD]):
        if any(c.islower() for c in text) and not words.caps[i] and words.lower[i] not in ("of", "the", "for", "and"):
            return i - 1 if i else 0
    return min(HEAD, len(words.text))


def _fills_line(words: Words, match: Match) -> bool:
    """Whether a name is all that its line holds: 'THE WHITE HOUSE'."""
    start = match.start - (match.start > 0 and words.lower[match.start - 1] == "the")
    return (not start or words.blank[start - 1]) and match.end < len(words.text) and words.blank[match.end]


def _governs(match: Match) -> bool:
    """A seat or a body of a government: 'White House', 'Department of State'."""
    entry = match.entry
    return entry.label == "ORG" and entry.sectors[:1] == ("GOV",) and not entry.default and entry.country not in NO_STATE


def _sends(words: Words, match: Match) -> bool:
    """'U.S. Ambassador to X', 'Polish Foreign Minister': a country before an office, in a heading of who speaks."""
    if match.entry.kind not in ("adjective", "country") or match.end >= len(words.text):
        return False
    return any(" ".join(words.lower[match.end : match.end + n]) in offices().offices for n in (1, 2, 3))


def _of_title(title: str) -> set[str]:
    """Countries of offices and bodies in a title: 'Press Briefing by U.S. Ambassador NAME'."""
    parts, names, told = title.split(), gazetteer().names, set()
    for i in range(len(parts)):
        for size in (3, 2, 1):
            entry = names.get(" ".join(parts[i : i + size]))
            if entry is None or not entry.country or entry.country in NO_STATE:
                continue
            office = " ".join(parts[i + size : i + size + 1]).lower().strip(",.") in offices().offices
            if (entry.kind == "adjective" and office) or (
                entry.label == "ORG" and entry.sectors[:1] == ("GOV",) and not entry.default
            ):
                told.add(entry.country)
            break
    return told


def _of_ours(doc: Doc, words: Words, matches: Sequence[Match], turns: Sequence[Turn]) -> str | None:
    """The country whose bodies the officials name, and that acts rather than being where they go or with whom they meet."""
    if not turns or not doc.has_annotation("SENT_START"):
        return None
    asks = Voice(None, tuple(turns))
    counts: Counter[str] = Counter()
    governed: set[str] = set()
    for match in matches:
        country, kind = match.entry.country, match.entry.kind
        if country is None or country in NO_STATE or kind == "person" or match.entry.name == "Kremlin":
            continue
        turn = asks.turn_at(match.start)
        if turn is not None and turn.asks:
            continue
        if match.entry.label == "ORG" and match.entry.sectors[:1] in (("GOV",), ("LEG",)):
            counts[country] += BODY
            if kind == "seat" or match.entry.default:
                governed.add(country)
        elif kind in ("country", "adjective", "people"):
            counts[country] += -1 if _abroad(words, match.start) else 1
    if not counts:
        return None
    (country, count), (_, next_) = [*counts.most_common(2), ("", 0)][:2]
    return country if country in governed and count >= OURS and count >= CLEARLY * max(next_, 1) else None


def _abroad(words: Words, i: int) -> bool:
    """'to Peru', 'with the Peruvian', 'in Lima', 'of Peru': where somebody goes, with whom, whose."""
    before = i - 1 - (words.lower[i - 1] == "the") if i else -1
    return before >= 0 and words.lower[before] in _WHERE
