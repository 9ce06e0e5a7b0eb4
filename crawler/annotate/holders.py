"""Which office does a person of the text hold? Titles before and after the name, joint ones too, become its role."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from crawler.annotate.tokens import Name, Phrase, Words
from crawler.model import Role
from crawler.ontology.gazetteer import gazetteer
from crawler.ontology.offices import offices

ALONE = frozenset({"president", "vice president", "secretary", "king", "queen", "emir", "sultan", "first lady", "pope"})
"""Offices that their holder shares with no other: 'the President and Prime Minister NAME' are two."""
_SMALL = frozenset({"of", "for", "and", "the", "to", "at", "on", "in"})


@dataclass(frozen=True, slots=True)
class Held:
    """A title phrase and the name (by index) that it belongs to."""

    name: int
    phrase: Phrase


def holders(doc: Doc, words: Words, names: list[Name], phrases: list[Phrase]) -> list[Held]:
    """Every title that stands at a person's name, the nearest before it first."""
    by_end: dict[int, Phrase] = {}
    by_start: dict[int, Phrase] = {}
    for phrase in phrases:
        if phrase.end not in by_end or phrase.start < by_end[phrase.end].start:
            by_end[phrase.end] = phrase
        by_start[phrase.start] = phrase
    starts = {n.start for n in names if n.label == "PERSON"}
    found: list[Held] = []
    used: set[int] = set()
    for index, name in enumerate(names):
        if name.label == "PERSON":
            for phrase in _before(words, name, by_end):
                if id(phrase) not in used:
                    used.add(id(phrase))
                    found.append(Held(index, phrase))
    for index, name in enumerate(names):
        if name.label == "PERSON":
            for phrase in _after(doc, words, name, by_start, starts):
                if id(phrase) not in used:
                    used.add(id(phrase))
                    found.append(Held(index, phrase))
    return found


def _is_title(phrase: Phrase) -> bool:
    return phrase.office is not None and not phrase.plural


def _before(words: Words, name: Name, by_end: dict[int, Phrase]) -> list[Phrase]:
    """'Prime Minister and Foreign Minister of X, NAME': the phrases that lead up to the name, nearest first."""
    i = name.start
    known = offices()
    while i > 0 and i not in by_end:
        last = words.text[i - 1]
        courtesy = words.lower[i - 1] in known.courtesy or (last == "the" and words.lower[i] in known.courtesy)
        if not courtesy and last not in (".", '"', "“", "(") and not (last in ("'", "’") and words.lower[i - 2] in known.courtesy):
            break
        i -= 1
    phrase = by_end.get(i)
    if phrase is None and i > 0 and words.text[i - 1] == ",":
        phrase = by_end.get(i - 1)
        if phrase is not None and (
            (phrase.bare and not _explains(words, name, phrase))
            or not _is_title(phrase)
            or not (phrase.definite or phrase.countries or phrase.end - phrase.tail)
        ):
            phrase = None
    found: list[Phrase] = []
    while phrase is not None and (
        _is_title(phrase) or (not found and phrase.noun is not None and not phrase.noun.body and not phrase.plural)
    ):
        if phrase.possessive and phrase.side:
            break
        found.append(phrase)
        j = phrase.start
        if j > 0 and words.lower[j - 1] in ("and", ",", "-", "–", "/", "&"):
            j -= 1
            if j > 0 and words.lower[j] == "and" and words.lower[j - 1] == ",":
                j -= 1
        before = by_end.get(j) if j < phrase.start else by_end.get(phrase.start)
        if (
            before is None
            or not _is_title(before)
            or (before.definite and words.lower[before.start] == "the" and words.lower[j] == ",")
            or (before.definite and before.bare and before.office is not None and before.office.words in ALONE)
        ):
            break
        phrase = before
    return found


def _explains(words: Words, name: Name, phrase: Phrase) -> bool:
    """'a meeting with the Prime Minister, NAME.': a name between commas or before the end says who the office's holder is."""
    served = words.lower[phrase.start - 1] == "to" and words.lower[phrase.start - 2] in offices().offices
    return (
        phrase.definite
        and not served
        and phrase.possessive is None
        and words.text[name.end : name.end + 1] in ([","], ["."], [";"], [")"])
    )


def _after(doc: Doc, words: Words, name: Name, by_start: dict[int, Phrase], starts: set[int]) -> list[Phrase]:
    """'NAME, Foreign Minister of X and …', 'NAME (spokesman)', 'NAME, who is the …': the phrases that explain a name."""
    n = len(words.text)
    i = name.end
    if i >= n:
        return []
    opener = words.text[i]
    if opener not in (",", "(", "–", "-", "—"):
        if (
            words.lower[i] in ("is", "was", "became", "becomes")
            and i + 1 in by_start
            and _is_title(by_start[i + 1])
            and not by_start[i + 1].bare
        ):
            return [by_start[i + 1]]
        return []
    i += 1
    for lead in (("who", "is"), ("who", "was"), ("who", "serves", "as"), ("who", "has", "been"), ("now",), ("himself",)):
        if tuple(words.lower[i : i + len(lead)]) == lead:
            i += len(lead)
            break
    if i < n and words.text[i].isdigit() and i + 1 < n and words.text[i + 1] == ",":
        i += 2
    found: list[Phrase] = []
    while i in by_start:
        phrase = by_start[i]
        if not _is_title(phrase) and not (
            phrase.noun is not None and not phrase.plural and not phrase.side and not phrase.noun.body
        ):
            break
        if phrase.end in starts or (phrase.end < n and words.lower[phrase.end] in offices().courtesy):
            break
        follows = words.lower[phrase.end] if phrase.end < n else "."
        if follows == "by" and words.lower[phrase.end + 1 : phrase.end + 2] in (["training"], ["profession"], ["trade"]):
            break
        subject = phrase.definite and doc[phrase.tail - 1].dep_ in ("nsubj", "nsubjpass")
        if subject and phrase.end < n and doc[phrase.end].pos_ in ("VERB", "AUX"):
            break
        bare = phrase.bare and phrase.end == phrase.tail and phrase.definite
        if bare and follows not in (",", ")", ".", "–", "—", "-"):
            break
        if follows == "," and phrase.end + 1 in starts and not found and phrase.bare:
            break
        found.append(phrase)
        i = phrase.end
        if i < n and words.lower[i] in ("and", ",", "&", "-") and i + 1 in by_start:
            i += 1
        else:
            break
    return found


def role_of(phrases: list[Phrase], words: Words, country: str | None) -> Role:
    """The role that one or several titles give; `country` where they name none."""
    titles = [title_of(p, words) for p in phrases]
    own = next((p.countries[0] for p in phrases if p.countries), None)
    entry = next((p.entry for p in phrases if p.entry is not None and not p.entry.default), None)
    body = next((p.organisation for p in phrases if p.organisation), None)
    sectors: list[str] = []
    for phrase in sorted(phrases, key=lambda p: p.sectors[:1] == ("REL",)):  # an ayatollah who is supreme leader rules
        sectors += [s for s in phrase.sectors if s not in sectors]
    status = next((p.status for p in phrases if p.status), None)
    if entry is not None and own is None and entry.country not in (None, "IGO", "NGO", "MNC", "IMG"):
        own = entry.country
    elif entry is not None and own is None and entry.country in ("IGO", "NGO"):
        own = None
    organisation = (
        " ".join(_joined(words, *body).split()) if body else entry.name if entry is not None and entry.label == "ORG" else None
    )
    return Role(
        title=_join([title for _, title in sorted(zip([p.start for p in phrases], titles, strict=True))]), country=own or country,
        organisation=organisation, sectors=tuple(sectors), status=status if status in ("acting", "former", "elect") else None,  # type: ignore[arg-type]
    )  # fmt: skip


def _join(titles: list[str]) -> str:
    unique = list(dict.fromkeys(titles))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " and " + unique[-1]


def title_of(phrase: Phrase, words: Words) -> str:
    """The title in plain English without country, status and article: 'Deputy Foreign Minister', 'Minister of Energy and Mines'."""
    table = offices()
    start = phrase.head
    while start > phrase.start and (
        (words.lower[start - 1] in table.portfolios and table.status.get(words.lower[start - 1]) is None)
        or (words.text[start - 1] == "-" and words.lower[start - 2] in table.portfolios)
        or (words.lower[start - 1] in ("and", "&") and words.lower[start - 2] in table.portfolios)
    ):
        start -= 1
    head = " ".join(words.lower[start : phrase.tail])
    tail = _portfolio(words, phrase)
    whole = f"{head} {tail.lower()}".strip()
    for spelled in (whole, head):
        if spelled in table.canonical:
            return table.canonical[spelled] + ("" if spelled == whole or not tail else f" {tail}")
    for lead in ("deputy ", "first deputy ", "vice ", "acting "):
        if whole.startswith(lead) and whole.removeprefix(lead) in table.canonical:
            return _titled(lead.strip()) + " " + table.canonical[whole.removeprefix(lead)]
    return (_titled(head) + (f" {tail}" if tail else "")).replace(" - ", "-")


def _portfolio(words: Words, phrase: Phrase) -> str:
    """What the office is of, where that is a field and no country or body: 'of Energy and Mines'."""
    if phrase.tail >= phrase.end or words.lower[phrase.tail] not in ("of", "for", "on"):
        return ""
    out = [words.text[phrase.tail]]
    i = phrase.tail + 1
    while i < phrase.end and i - phrase.tail < 9:
        if phrase.organisation and phrase.organisation[0] <= i < phrase.organisation[1]:
            break
        if phrase.owner is not None and phrase.owner.start <= i < phrase.owner.end:
            break
        if words.lower[i] in offices().portfolios or words.lower[i] in ("and", "&", "the", "'s", "-", ",") or _field(words, i):
            out.append(words.text[i])
            i += 1
        else:
            break
    while out and out[-1].lower() in ("and", "&", "the", "of", "for", "on", ",", "-"):
        out.pop()
    return " ".join(w if w in _SMALL else w[:1].upper() + w[1:] for w in out).replace(" ,", ",")


def _field(words: Words, i: int) -> bool:
    """A capitalised word that is no name of the gazetteer's: 'Policy', 'Mines'."""
    return (
        words.caps[i]
        and words.text[i] not in gazetteer().names
        and words.text[i] not in ("Republic", "Kingdom", "State", "Islamic", "Arab")
    )


def _titled(text: str) -> str:
    return " ".join(w if w in _SMALL or w in ("'s", "-") else w[:1].upper() + w[1:] for w in text.split())


def _joined(words: Words, start: int, end: int) -> str:
    return "".join(words.text[i] + (" " if words.space[i] else "") for i in range(start, end)).strip()
