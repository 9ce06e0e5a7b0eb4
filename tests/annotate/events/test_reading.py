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


@pytest.mark.parametrize("whose", ["Norwegian delegation", "delegation of Norway", "delegation of the Kingdom of Norway"])
@pytest.mark.parametrize("led", ["headed", "led"])
def test_a_delegation_is_the_one_who_leads_it(annotator: Annotator, whose: str, led: str) -> None:
    text = f"President Maria Silva of Portugal met with the {whose} {led} by Foreign Minister Ola Hansen in Lisbon."
    found = annotator.annotate(text, published=PUBLISHED)
    (event,) = [e for e in found.events if e.type == "CONSULT"]
    sides = [*event.actors, *event.recipients]
    assert {found.entities[p.entity].name for p in sides if p.entity is not None} == {"Maria Silva", "Ola Hansen"}
    assert {(p.code or "")[:3] for p in sides} == {"PRT", "NOR"}


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
    strict = Annotator(annotator._nlp, least=0.7).annotate(text, published=PUBLISHED)
    assert {e.id for e in strict.events} <= {e.id for e in everything.events}
    assert all(e.confidence >= 0.7 for e in strict.events)
    assert strict.events


def test_importing_the_coder_reads_no_language() -> None:
    code = (
        "import crawler.annotate.events\n"
        "from crawler.ontology.lexicon import grammar, lexicon\n"
        "print(grammar.cache_info().currsize + lexicon.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_who_agrees_to_cut_threatens_nobody(read: Read) -> None:
    assert not [e for e in read("Peru agreed to impose tariffs on timber from Chile.") if e.type == "THREATEN"]
    assert [e.type for e in read("Norway offered to send troops to Fiji.")] == ["AGREE"]


def test_an_invitation_is_a_promise_to_meet(read: Read) -> None:
    assert [e.type for e in read("President Idris Sow of Senegal invited the king of Jordan to visit Dakar.")] == ["AGREE"]


def test_a_stance_is_no_deed_but_what_one_was_able_to_do_is(read: Read) -> None:
    assert not read("The minister of Peru is eager to withdraw.")
    assert [(e.type, e.assertion.modality) for e in read("The minister of Peru was able to meet the king of Jordan.")] == [
        ("CONSULT", "asserted")
    ]


def test_a_media_attack_wounds_nobody(read: Read) -> None:
    assert not [e for e in read("Peru launched another PR attack on Chile.") if e.type == "ASSAULT"]


def test_drones_that_hit_a_town_are_not_its_own(read: Read) -> None:
    events = [e for e in read("Drones hit a school in Kyiv.") if e.type == "ASSAULT"]
    assert not [a.code for e in events for a in e.actors if a.code]


def test_the_first_of_three_names_is_not_lost(read: Read) -> None:
    (event,) = [e for e in read("Iran, Russia and Syria have been pressuring the U.S. to leave the base.") if e.type == "REQUEST"]
    assert {(a.code or "")[:3] for a in event.actors} == {"IRN", "RUS", "SYR"}


def test_the_dead_of_an_attack_are_its_doer_s(read: Read) -> None:
    (event,) = [e for e in read("Nineteen villagers were killed in Pakistani strikes in Kunar.") if e.type == "ASSAULT"]
    assert [(a.code or "")[:3] for a in event.actors] == ["PAK"]


def test_a_word_with_a_hyphen_is_one_word_in_all_its_forms(read: Read) -> None:
    assert [e.type for e in read("Poland and Mali co-operated closely in Bamako on Friday.")] == ["COOPERATE"]
    assert [e.mode for e in read("Two sit-ins were held in Madrid against the Spanish government.")] == ["demo"]


def test_police_arrest_whom_rebels_abduct(read: Read) -> None:
    assert [e.mode for e in read("Kenyan police detained two Swiss doctors.")] == ["arrest"]
    assert [e.mode for e in read("Kenyan rebels detained two Swiss doctors.")] == ["abduct"]


def test_who_is_waited_for_is_whom_one_refuses(read: Read) -> None:
    (refusal,) = [e for e in read("Serbia will not lift the ban until Croatia opens the bridge.") if e.type == "REJECT"]
    assert [r.text for r in refusal.recipients] == ["Croatia"]


def test_both_who_fail_to_agree_are_sides(read: Read) -> None:
    (refusal,) = read("Negotiators from Chile and Peru failed to reach a deal on fishing.")
    assert {a.code for a in refusal.actors} == {"CHLGOV", "PERGOV"}


def test_people_without_a_name_are_the_person_named_beside_them(read: Read) -> None:
    (charge,) = [e for e in read("A Polish court charged one of its critics, Ewa Zielinska, with fraud.") if e.type == "ACCUSE"]
    assert [r.text for r in charge.recipients] == ["Ewa Zielinska"]
