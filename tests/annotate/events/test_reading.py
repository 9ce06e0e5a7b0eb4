"""Who does it to whom, where the parse alone does not say: coordination, control, clauses beside, unsaid doers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from crawler.annotate import Annotator
from tests.annotate.events.conftest import PUBLISHED, Read


def test_words_before_one_noun_may_name_several_sides(read: Read) -> None:
    (event,) = read("UK and EU negotiators agreed a fisheries pact.")
    assert {(a.code or "")[:3] for a in event.actors} == {"GBR", "EUR"}


def test_the_noun_that_is_launched_counts_before_the_words_within_it(read: Read) -> None:
    assert [e.type for e in read("Ghana will launch war games near the coast of Togo.")] == ["MOBILIZE"]


def test_air_strikes_are_no_walkout(read: Read) -> None:
    assert [e.type for e in read("Syrian government forces launched air strikes against Idlib.")] == ["ASSAULT"]


def test_an_attack_of_somebody_on_others_has_both_sides(read: Read) -> None:
    (event,) = [e for e in read("Peru condemned the attack of Chilean settlers on worshippers in Bolivia.") if e.type == "ASSAULT"]
    assert [a.text for a in event.actors] == ["Chilean settlers"]
    assert [r.text for r in event.recipients] == ["worshippers"]


def test_an_invasion_of_a_country_is_not_that_country_s_deed(read: Read) -> None:
    assert not [e for e in read("Chile condemned the invasion of Peru.") if e.type == "ASSAULT" and e.actors]


def test_what_goes_on_beside_an_attack_is_another_event(read: Read) -> None:
    events = read("An explosion in Mosul killed ten people as Iraqi forces battled militants.")
    (blast,) = [e for e in events if "ten people" in [r.text for r in e.recipients]]
    assert not blast.actors


def test_a_participle_after_the_source_goes_on_about_the_deed(read: Read) -> None:
    events = read("Kenyan troops overran a base in Garissa, officials said, killing ten fighters.")
    (attack,) = [e for e in events if e.type == "ASSAULT"]
    assert [a.text for a in attack.actors] == ["Kenyan troops"]


def test_police_who_tell_of_an_arrest_made_it(read: Read) -> None:
    (event,) = [e for e in read("Police said three men were arrested near the bridge in Oslo.") if e.type == "COERCE"]
    assert [a.code for a in event.actors] == ["NORCOP"]


def test_a_refused_request_is_a_refusal_whatever_was_asked(read: Read) -> None:
    events = read("The president of Zambia refused a request from the justice minister to dismiss the prosecutor.")
    assert [e.type for e in events] == ["REJECT"]


@pytest.mark.parametrize(
    "text",
    [
        "The aim of the trip of the Peruvian minister was to strengthen trade ties with Egypt.",
        "The idea that Kenya trains the rebels of Chad is absurd.",
        "He hunts down people in Peru suspected of collaborating with Chile.",
        "Passengers from Chile were forced to wait in Lima.",
    ],
)
def test_what_is_explained_thought_or_suffered_is_no_deed(read: Read, text: str) -> None:
    assert not [e for e in read(text) if e.type not in ("STATEMENT", "APPEAL")]


@pytest.mark.parametrize(
    "text",
    [
        "Relations have been poor since Norway expelled two Russian envoys.",
        "Chile, which accuses Peru of spying, held an election.",
    ],
)
def test_what_a_clause_only_recalls_is_background(read: Read, text: str) -> None:
    assert [e.assertion.background for e in read(text) if e.type in ("SANCTION", "ACCUSE")] == [True]


def test_a_doctor_s_word_is_no_political_statement(read: Read) -> None:
    assert not read("A nurse in Nairobi said the ward was full.")


def test_a_threshold_leaves_out_what_is_less_sure(annotator: Annotator) -> None:
    text = (
        "A man called Zork met somebody. " * 4
        + "Foreign Minister Lena Tamm of Estonia met her Dutch counterpart in The Hague on Monday."
    )
    everything = annotator.annotate(text, published=PUBLISHED)
    strict = Annotator(annotator._nlp, least=0.8).annotate(text, published=PUBLISHED)
    assert {e.id for e in strict.events} <= {e.id for e in everything.events}
    assert all(e.confidence >= 0.8 for e in strict.events)
    assert strict.events


def test_importing_the_coder_reads_no_language() -> None:
    code = (
        "import crawler.annotate.events\n"
        "from crawler.ontology.lexicon import grammar, lexicon\n"
        "print(grammar.cache_info().currsize + lexicon.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
