"""A big newsroom of generated articles, for load and kill tests: as many as asked, no two near-copies, the same every time."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from tests.newsroom.content import Piece, Version

SITE = "bulk"
START = datetime.fromisoformat("2026-01-05T09:00:00+04:00")

_GIVEN = [
    "Aydan",
    "Bruno",
    "Camila",
    "Dario",
    "Elvira",
    "Farid",
    "Greta",
    "Hakan",
    "Irina",
    "Jonas",
    "Kamran",
    "Lidia",
    "Marek",
    "Nigar",
    "Otto",
    "Petra",
    "Ramil",
    "Selin",
    "Tamar",
    "Ulvi",
    "Vera",
    "Walid",
    "Yana",
    "Zaur",
    "Adil",
    "Berta",
    "Cyril",
    "Dilara",
    "Emil",
    "Fidan",
]
_FAMILY = [
    "Abdulov",
    "Barrosa",
    "Cermak",
    "Dzhafarli",
    "Ekholm",
    "Ferreto",
    "Garayli",
    "Halvard",
    "Ilieva",
    "Jansky",
    "Kerimzade",
    "Lomidze",
    "Mammedli",
    "Novotna",
    "Okafo",
    "Petrenk",
    "Qurbanli",
    "Rautio",
    "Salimli",
    "Tamasi",
    "Ubaydov",
    "Vasquer",
    "Wernik",
    "Yilmazer",
    "Zhumagul",
    "Aslanli",
    "Bereket",
    "Cornelis",
    "Dumitrel",
    "Evseev",
]
_STATES = [
    "Kazakhstan",
    "Poland",
    "Chile",
    "Portugal",
    "Kenya",
    "Vietnam",
    "Norway",
    "Peru",
    "Slovenia",
    "Ghana",
    "Malaysia",
    "Austria",
    "Mongolia",
    "Uruguay",
    "Finland",
    "Jordan",
    "Bulgaria",
    "Thailand",
    "Senegal",
    "Ireland",
    "Romania",
    "Morocco",
    "Estonia",
    "Brazil",
    "Latvia",
    "Oman",
    "Croatia",
    "Nepal",
    "Serbia",
    "Iceland",
]
_TOWNS = [
    "Almaty",
    "Poznan",
    "Valparaiso",
    "Porto",
    "Mombasa",
    "Hue",
    "Bergen",
    "Cusco",
    "Maribor",
    "Kumasi",
    "Penang",
    "Graz",
    "Tampere",
    "Aqaba",
    "Varna",
    "Cork",
    "Split",
    "Tartu",
]
_OFFICES = [
    "Foreign Minister",
    "Deputy Foreign Minister",
    "Minister of Trade",
    "Minister of Transport",
    "Minister of Energy",
    "Ambassador",
]
_THEMES = """rail freight|customs data|flood warning|student exchange|grain storage|air routes|museum loans|ferry lines|solar panels|seed
banks|road tolls|radio frequencies|river dredging|beekeeping standards|postal tariffs|textile quotas|port dues|hospital twinning|tourist
visas|fish stocks|glass recycling|bridge repairs|wind farms|vaccine storage|copper prices|timber rules|sports medicine|tax treaties|cable
landing rights|school meals""".replace("\n", " ").split("|")
_NOUNS = [
    "roadmap",
    "protocol",
    "survey",
    "register",
    "pilot",
    "timetable",
    "workshop",
    "fund",
    "tender",
    "forum",
    "catalogue",
    "inventory",
    "manual",
    "index",
    "corridor",
    "depot",
    "laboratory",
    "charter",
    "panel",
    "archive",
    "calendar",
    "bulletin",
    "network",
    "platform",
    "reserve",
]
_VERBS = ["reviewed", "welcomed", "questioned", "updated", "drafted", "postponed", "extended", "compared", "described", "defended"]
_SENTENCES = [
    "{office} {a} met {office2} {b} of {state} in {town} to discuss {theme}.",
    "The two sides {verb} a {noun} on {theme} that officials in {town} had prepared since {month}.",
    "{b} said that {state} would send {n} specialists to a {noun} on {theme2}.",
    "According to {a}, trade in goods related to {theme} grew by {n} percent after the {noun} opened.",
    "A {noun} signed in {town} sets aside {n} million euros for {theme} over {m} years.",
    "Experts from {state} and {state2} {verb} the {noun} and asked for figures on {theme2} before the next round.",
    "{a} thanked the people of {town} for their patience while the {noun} for {theme} was being built.",
    "The delegation from {state2} visited a {noun} near {town}, where {n} people work on {theme2}.",
    "Both ministries agreed to publish the {noun} of {theme} every {m} months.",
    "{b} recalled that the first {noun} dates from 19{y} and covered little more than {theme}.",
    "A working group of {m} members will look at {theme2} and report to {office} {a} by {month}.",
    "Journalists in {town} asked whether {state} still objected to the {noun}; {b} answered that talks on {theme} go on.",
    "The parliament of {state2} {verb} a bill on {theme2} with {n} votes in favour.",
    "Prices for {theme} fell in {town} for the {m}th week, the {noun} shows.",
    "{office2} {b} later opened an exhibition on the history of {theme2} in {town}.",
    "The {noun} lists {n} items, among them {theme}, {theme2} and a hotline between {state} and {state2}.",
    "Heavy rain delayed the visit to the {noun}, and the programme in {town} was cut by {m} hours.",
    "{a} is to travel to {state2} in {month} for a {noun} about {theme}.",
    "Companies from {state} showed interest in a {noun} for {theme2} worth {n} million dollars.",
    "Neither side would comment on reports that the {noun} in {town} had been moved to {month}.",
]


def bulk(n: int, *, seed: int = 7, corrected: int = 0, corrected_at: datetime | None = None, site: str = SITE) -> tuple[Piece, ...]:
    """`n` articles, one every two hours from 5 January 2026; the first `corrected` of them change their text at `corrected_at`.

    Two articles share hardly a phrase of five words: each sentence is drawn from 20 shapes and filled from long lists.
    """
    assert not corrected or corrected_at, "give the moment of the corrections"
    return tuple(_piece(i, seed, site, corrected_at if i < corrected else None) for i in range(n))


def _piece(i: int, seed: int, site: str, corrected_at: datetime | None) -> Piece:
    draw = random.Random(seed * 1_000_003 + i)
    person = lambda: f"{draw.choice(_GIVEN)} {draw.choice(_FAMILY)}"  # noqa: E731
    a, b, state = person(), person(), draw.choice(_STATES)
    paragraphs = []
    for shapes in _halved(draw.sample(_SENTENCES[1:], draw.randint(6, 11))):
        paragraphs.append(" ".join(_filled(s, draw, a, b, state) for s in shapes))
    paragraphs[0] = _filled(_SENTENCES[0], draw, a, b, state) + " " + paragraphs[0]
    title = f"{a} and {b} discuss {draw.choice(_THEMES)} and the {draw.choice(_NOUNS)} of {draw.choice(_TOWNS)} (No. {i + 1})"
    at = START + timedelta(hours=2 * i)
    versions = [Version(at, title, tuple(paragraphs))]
    if corrected_at:
        versions.append(
            Version(
                corrected_at, title, (*paragraphs, f"Correction: the sum first given was wrong by {draw.randint(2, 90)} million.")
            )
        )
    return Piece(site, f"/en/news/{100000 + i}", tuple(versions), at, at)


def _halved(shapes: list[str]) -> list[list[str]]:
    middle = len(shapes) // 2
    return [shapes[:middle], shapes[middle:]]


def _filled(shape: str, draw: random.Random, a: str, b: str, state: str) -> str:
    return shape.format(
        a=a, b=b, state=state, state2=draw.choice(_STATES), town=draw.choice(_TOWNS), theme=draw.choice(_THEMES),
        theme2=draw.choice(_THEMES), noun=draw.choice(_NOUNS), verb=draw.choice(_VERBS), office=draw.choice(_OFFICES),
        office2=draw.choice(_OFFICES), n=draw.randint(11, 990), m=draw.randint(2, 12), y=draw.randint(21, 98),
        month=draw.choice(["March", "April", "June", "September", "October", "December"]),
    )  # fmt: skip
