"""Records by the thousand with invented people and countries' ministries: events, copies, revisions, hostile texts. Seeded."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.model import Document

COUNTRIES = {"AZE": "Baku", "TUR": "Ankara", "GEO": "Tbilisi", "POL": "Warsaw", "JPN": "Tokyo", "KAZ": "Astana", "FRA": "Paris",
             "BRA": "Brasilia", "KEN": "Nairobi", "CAN": "Ottawa"}  # fmt: skip
GIVEN = ("Leyla", "Orhan", "Nino", "Marta", "Kenji", "Aigerim", "Luc", "Beatriz", "Wanjiru", "Owen")
FAMILY = ("Qasimli", "Demirsoy", "Lomtadze", "Wolniewicz", "Takemori", "Suleimen", "Fontrel", "Sabroza", "Kirubi", "Tallis")
KINDS = (
    ("CONSULT", "visit", "042", 1, 1.9, "met"), ("CONSULT", "meet", "036", 1, 4.0, "received"),
    ("AGREE", None, "057", 1, 8.0, "signed"),
    ("AID", "economic", "071", 2, 7.4, "aided"), ("ACCUSE", None, "111", 3, -2.0, "criticised"),
    ("SANCTION", None, "163", 4, -8.0, "sanctioned"), ("STATEMENT", None, "010", None, 0.0, "addressed"),
)  # fmt: skip
FIRST = datetime(2026, 1, 1, 9, tzinfo=UTC)


def documents(count: int, *, seed: int = 7, events: int = 3, padding: int = 0) -> Iterator[Document]:
    """`count` articles of up to `events` events each, every tenth revised once and every seventh a copy of the one before."""
    rng = random.Random(seed)
    before: Document | None = None
    for number in range(count):
        if before and number % 7 == 3:
            copy = before.model_dump(by_alias=True)
            copy |= {
                "id": _hash(f"copy {seed} {number}"), "url": f"https://agency.example/{seed}/{number}", "duplicate_of": before.id,
                "source": _source("KEN", "agency"), "entities": [], "events": [], "revision": 1, "changes": None,
            }  # fmt: skip
            yield Document.model_validate(copy)
            before = None
            continue
        first = article(rng, number, seed=seed, events=rng.randint(0, events), padding=padding)
        yield first
        if number % 10 == 4:
            yield article(rng, number, seed=seed, events=rng.randint(0, events), revision=2)
            before = None
        else:
            before = first


def article(rng: random.Random, number: int, *, seed: int, events: int, revision: int = 1, padding: int = 0) -> Document:
    """One article of a ministry, one sentence an event."""
    home = list(COUNTRIES)[(number * 7 + seed) % len(COUNTRIES)]
    when = FIRST + timedelta(minutes=41 * number)
    title = f"Readout {number}: the minister's day"
    text, entities, told = title, [], []
    for _ in range(events):
        who, whom = rng.sample(list(COUNTRIES), 2)
        text, one = _event(rng, text, entities, who, whom, when.date().isoformat())
        told.append(one)
    text += "\n\n" + "The talks went on. " * (padding // 19) if padding else ""
    return Document.model_validate(
        {
            "schema": 1, "id": _hash(f"{seed} {number}"), "revision": revision, "content_hash": _hash(text),
            "url": f"https://mfa.{home.lower()}.example/news/{number}", "source": _source(home, "ministry"), "title": title,
            "published": when.isoformat(), "crawled": (when + timedelta(hours=1, days=revision - 1)).isoformat(), "language": "en",
            "text": text, "entities": entities, "events": told, "extraction": {"method": "synthetic"},
            "changes": {"fields": ["text"]} if revision > 1 else None,
        }
    )  # fmt: skip


def _event(rng: random.Random, text: str, entities: list, who: str, whom: str, day: str) -> tuple[str, dict]:
    kind, mode, cameo, quad, goldstein, verb = rng.choice(KINDS)
    sides, start = [], len(text) + 2
    text += "\n\n"
    for country, after in ((who, f" {verb} "), (whom, " in ")):
        name = f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
        span = {"text": name, "start": len(text), "end": len(text) + len(name)}
        entities.append({
            "id": len(entities), "label": "PERSON", "name": name, "code": f"{country}GOV", "mentions": [span],
            "role": {"title": "Foreign Minister", "country": country, "sectors": ["GOV"]},
        })  # fmt: skip
        sides.append({**span, "entity": entities[-1]["id"], "code": f"{country}GOV"})
        text += name + after
    trigger_at = sides[0]["end"] + 1
    city = COUNTRIES[whom]
    place = {"text": city, "start": len(text), "end": len(text) + len(city), "country": whom, "latitude": 40.0, "longitude": 49.5}
    text += city + "."
    event = {
        "id": "e-" + _hash(f"{kind} {who} {whom} {day}")[:16], "type": kind, "mode": mode, "contexts": ["diplomatic"],
        "cameo": cameo,
        "quad": quad, "goldstein": goldstein, "actors": [sides[0]], "recipients": [sides[1]], "place": place,
        "date": {"start": day, "end": day}, "confidence": round(rng.uniform(0.4, 0.99), 3),
        "assertion": {"modality": "planned" if rng.random() < 0.1 else "asserted", "background": rng.random() < 0.05},
        "evidence": [{"start": start, "end": len(text),
                      "trigger": {"text": verb, "start": trigger_at, "end": trigger_at + len(verb)}}],
    }  # fmt: skip
    return text, event


def write(folder: Path, records: Iterator[Document] | list[Document], lines_a_file: int = 1000) -> list[Path]:
    """The records as segments of one site's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [d.line() for d in records]
    files = []
    for n in range(0, len(lines), lines_a_file):
        files.append(folder / f"20260101T000000Z-{n // lines_a_file}.jsonl")
        files[-1].write_text("".join(line + "\n" for line in lines[n : n + lines_a_file]), encoding="utf-8")
    return files


def _source(country: str, kind: str) -> dict:
    return {"site": f"{kind}_{country.lower()}", "name": f"The {kind} of {country}", "kind": kind, "country": country}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
