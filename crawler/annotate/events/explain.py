"""Why does the coder say so? For every word of a text: which entry fired, what else was considered, what became of it."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc

from crawler.annotate.cast import Cast
from crawler.annotate.events.draft import Draft
from crawler.annotate.events.reader import Reader
from crawler.annotate.events.select import select
from crawler.model import Event
from crawler.ontology.lexicon import Entry, lexicon

LONGEST = 60
"""Characters of an entry that are shown."""
MARKS = "(marks: = these words as object, @ a class of words, ^ as subject, ~ with particle, + with preposition, > with verb)"


def explain(doc: Doc, cast: Cast, events: tuple[Event, ...], *, published: date | None = None) -> str:
    """The reasons behind the events of a parsed text, in plain lines for a reader who never saw the lexicon."""
    reader = Reader(doc, cast, lexicon(doc.lang_ or "en"), published)
    reader.matcher.considered = []
    drafts = reader.drafts()
    kept = {id(d) for d in select(drafts, reader)}
    by_word = {d.trigger.i: d for d in drafts}
    considered: dict[int, list[tuple[Entry, bool]]] = {}
    for word, entry, fits in reader.matcher.considered:
        tried = considered.setdefault(word.i, [])
        if (entry, fits) not in tried:
            tried.append((entry, fits))
    lines: list[str] = []
    for sentence in doc.sents:
        words = [i for i in range(sentence.start, sentence.end) if i in by_word or _is_tried(doc, i, considered.get(i, []))]
        if not words:
            continue
        lines.append(sentence.text.strip().replace("\n", " "))
        for i in words:
            lines += [f"  {line}" for line in _word(doc, i, by_word.get(i), considered.get(i, []), kept, doc.text)]
    if lines:
        lines.append(MARKS)
    lines.append(f"{len(events)} event{'s' if len(events) != 1 else ''} after joining what tells of one happening:")
    for event in events:
        lines.append(f"  {event.id} {_event(event)}")
    return "\n".join(lines)


def _short(pattern: str) -> str:
    """An entry without the end of a long list of words."""
    cut = pattern.rfind("|", 0, LONGEST)
    return pattern if len(pattern) <= LONGEST or cut < 0 else pattern[:cut] + "|…"


def _is_tried(doc: Doc, i: int, tried: list[tuple[Entry, bool]]) -> bool:
    """Whether a word without an event is worth a line: 'has' and 'was' before a verb are not."""
    return bool(tried) and (doc[i].dep_ not in ("aux", "auxpass") or any(fits for _, fits in tried))


def _why_not(draft: Draft) -> str:
    """Why a reading makes no event, in words."""
    if draft.claim.question:
        return "asked or supposed, not told"
    if not any(p.named for p in (*draft.actors, *draft.recipients)):
        return "nobody is named who is known: no country, body or office, and no person"
    if not draft.actors:
        return "who did it is not said"
    return "a game, a figure of speech, or sides that cannot be told apart"


def _word(doc: Doc, i: int, draft: Draft | None, tried: list[tuple[Entry, bool]], kept: set[int], text: str) -> list[str]:
    lines = [f"'{doc[i].text}':"]
    for entry, fits in [t for t in tried if t[1]] + [t for t in tried if not t[1]][:4]:
        lines.append(
            f"  {'fires ' if fits else 'passed over:'} entry '{_short(entry.text)}' ({entry.type or entry.operator}, {entry.where})"
        )
    rest = sum(not fits for _, fits in tried) - 4
    if rest > 0:
        lines.append(f"  passed over: {rest} more")
    if draft is None:
        lines.append(
            "  no event: "
            + (
                "told with another word of the sentence, or only background to it"
                if any(fits for _, fits in tried)
                else "the words around it are not those that an entry asks for"
            )
        )
        return lines
    claim = draft.claim
    said = [
        "denied" if claim.negated else "", claim.modality if claim.modality != "asserted" else "", claim.tense,
        "background" if claim.background else "", "asked" if claim.question else "",
    ]  # fmt: skip
    who = ", ".join(text[p.start : p.end] for p in draft.actors) or "nobody named"
    whom = ", ".join(text[p.start : p.end] for p in draft.recipients) or "nobody named"
    mode = f" {draft.mode}" if draft.mode else ""
    lines.append(f"  {draft.type}{mode} (CAMEO {draft.cameo}): {who} → {whom}; {', '.join(s for s in said if s)}")
    if draft.notes:
        lines.append("  because: " + "; ".join(draft.notes))
    if draft.links:
        lines.append("  only points to a happening told elsewhere")
    elif id(draft) not in kept:
        lines.append(f"  not kept: {_why_not(draft)}")
    return lines


def _event(event: Event) -> str:
    who = ", ".join(f"{a.text} [{a.code or '?'}]" for a in event.actors) or "-"
    whom = ", ".join(f"{r.text} [{r.code or '?'}]" for r in event.recipients) or "-"
    place = f" in {event.place.text}" if event.place else ""
    when = f" on {event.date.start}" if event.date else ""
    flags: list[str] = [f for f in (event.assertion.polarity, event.assertion.modality) if f not in ("affirmed", "asserted")]
    flags += ["background"] if event.assertion.background else []
    return (
        f"{event.type} {event.mode or ''}".strip()
        + f": {who} → {whom}{place}{when}, told {len(event.evidence)} time{'s' if len(event.evidence) != 1 else ''}"
        + (f" ({', '.join(flags)})" if flags else "")
        + f", confidence {event.confidence}"
    )
