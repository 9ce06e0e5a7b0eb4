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
        words = [i for i in range(sentence.start, sentence.end) if i in considered or i in by_word]
        if not words:
            continue
        lines.append(sentence.text.strip().replace("\n", " "))
        for i in words:
            lines += [f"  {line}" for line in _word(doc, i, by_word.get(i), considered.get(i, []), kept, doc.text)]
    lines.append(f"{len(events)} event{'s' if len(events) != 1 else ''} after joining what tells of one happening:")
    for event in events:
        lines.append(f"  {event.id} {_event(event)}")
    return "\n".join(lines)


def _word(doc: Doc, i: int, draft: Draft | None, tried: list[tuple[Entry, bool]], kept: set[int], text: str) -> list[str]:
    lines = [f"'{doc[i].text}':"]
    for entry, fits in [t for t in tried if t[1]] + [t for t in tried if not t[1]][:4]:
        lines.append(
            f"  {'fires ' if fits else 'passed over:'} entry '{entry.text}' ({entry.type or entry.operator}, {entry.where})"
        )
    rest = sum(not fits for _, fits in tried) - 4
    if rest > 0:
        lines.append(f"  passed over: {rest} more")
    if draft is None:
        lines.append(
            "  no event: "
            + ("spoken of under another word" if any(fits for _, fits in tried) else "no entry fits the words around it")
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
        lines.append("  not kept: a question, a game, or nobody in particular is named")
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
