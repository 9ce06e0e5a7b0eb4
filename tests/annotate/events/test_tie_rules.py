"""The tie rules of the ontology, each as a sentence of our own: which of two types it is."""

from __future__ import annotations

import pytest

from tests.annotate.events.conftest import Read

RULES = [
    # what is told, where it could be told as another type
    ("Kenya and Uganda will sign the cattle pact in June.", "AGREE", None),
    ("Norway is to send tents to Pakistan.", "AGREE", None),
    ("The army of Chad announced that it would leave the valley by June.", "CONCEDE", None),
    ("The general of Sudan warned that his guns would open fire.", "THREATEN", None),
    ("The president of Ghana invited his Togolese counterpart for a state visit.", "AGREE", None),
    ("Poland called in the ambassador of Belarus over the flag incident.", "ACCUSE", "disapprove"),
    ("The parliament of Peru ratified the border treaty with Ecuador.", "SUPPORT", None),
    ("The president of Latvia pardoned twelve miners.", "CONCEDE", None),
    ("Belgium apologised to Congo.", "CONCEDE", None),
    ("The junta of Myanmar freed an editor on Friday.", "RETREAT", "release"),
    ("The army of Colombia declared a truce with the rebels.", "CONCEDE", None),
    ("The union of Panama called off its march.", "CONCEDE", None),
    ("The interior minister of Greece stepped down.", "RETREAT", "resign"),
    ("The fleets of Turkey and Pakistan drilled together.", "COOPERATE", None),
    ("Denmark gave Moldova two ferries.", "AID", None),
    ("The army of Belarus held manoeuvres near the river.", "MOBILIZE", "troops"),
    ("China cancelled the debt of Zambia.", "AID", None),
    ("Danish commandos rescued six captive sailors off Nigeria.", "AID", None),
    ("Soldiers of Fiji carried water to villagers.", "AID", None),
    ("The opposition in Nepal demanded the dismissal of the minister.", "REQUEST", "change"),
    ("Vietnam handed a note of protest to the embassy of China.", "ACCUSE", "disapprove"),
    ("A panel of the United Nations opened an inquiry into the shelling in Sudan.", "ACCUSE", "investigate"),
    ("Tunisia called off Monday's summit with Algeria.", "REJECT", "meet"),
    ("The Netherlands cut its aid to Rwanda.", "SANCTION", "discontinue"),
    ("Austria refused to send weapons to Ukraine.", "REJECT", "assist"),
    ("Poland denied entry to three officials from Belarus.", "REJECT", None),
    ("Norway expelled two diplomats of Russia.", "SANCTION", "expel"),
    ("Police in Uganda deported a blogger to Kenya.", "COERCE", "deport"),
    ("A court in Bolivia issued an arrest warrant for the exiled president.", "THREATEN", "arrest"),
    ("Dockers in Greece began a strike.", "PROTEST", "strike"),
    ("Israeli jets struck a depot in Syria.", "ASSAULT", "aerial"),
    ("North Korea tested a missile.", "MOBILIZE", "weapons"),
    ("A court in Kenya convicted the governor.", "SANCTION", "convict"),
    ("Hungary left the International Criminal Court.", "SANCTION", "withdraw"),
    ("The European Union imposed sanctions on Belarus.", "SANCTION", "discontinue"),
    ("The army of Mali captured six insurgents.", "ASSAULT", "abduct"),
    ("Police in Belarus arrested three journalists.", "COERCE", "arrest"),
    ("Police in Kenya beat a clerk.", "ASSAULT", "beat"),
    ("Hackers from Russia broke into the servers of a ministry in Moldova.", "COERCE", "cyber"),
    ("Nepal urged India to reopen the crossing.", "APPEAL", None),
    ("Nepal demanded that India reopen the crossing.", "REQUEST", None),
    ("The presidents of Latvia and Chile signed the fishing treaty on Monday.", "SUPPORT", None),
    ("The armies of Chad and Niger set up a joint patrol on Monday.", "COOPERATE", None),
    ("The rebels of Colombia called for an end to their war with the state.", "AGREE", None),
    ("The truce between Chad and Sudan held on Monday.", "RETREAT", "ceasefire"),
    ("Sweden granted asylum to a dissident from Cuba.", "AID", None),
    ("Villagers in Mali fled from the militia.", "SANCTION", "expel"),
    ("A crowd in Nepal demanded the resignation of the minister.", "PROTEST", "demo"),
    ("The opposition leader of Togo called his supporters to the streets.", "PROTEST", "demo"),
    ("A court in Kenya sentenced the governor to nine years in prison.", "SANCTION", "convict"),
    ("A court in Kenya sentenced the governor to nine years in prison.", "COERCE", "arrest"),
    ("Police in Kenya fired tear gas at students.", "ASSAULT", "crowd-control"),
    ("Police in Kenya pushed back the students.", "COERCE", "restrict"),
    ("Attackers in Oslo stabbed a clerk.", "ASSAULT", "primitive"),
    ("Ships of China planted a flag on a reef that the Philippines claim.", "THREATEN", "territory"),
    ("Teachers in Peru handed in a petition against the minister.", "ACCUSE", "disapprove"),
    ("Nigeria announced the deployment of 230 troops to Liberia on a peacekeeping mission.", "AID", None),
    ("Ghana and Togo launched war games near the coast.", "COOPERATE", None),
]


@pytest.mark.parametrize(("text", "kind", "mode"), RULES, ids=[f"{r[1]} {r[0][:40]}" for r in RULES])
def test_the_type_follows_the_rule(read: Read, text: str, kind: str, mode: str | None) -> None:
    found = [(e.type, e.mode) for e in read(text)]
    assert kind in [t for t, _ in found], found
    if mode is not None:
        assert (kind, mode) in found


def test_two_sides_are_one_event_with_both_as_actors(read: Read) -> None:
    events = read("Troops of Armenia and Azerbaijan traded fire at the border.")
    assert [e.type for e in events] == ["ASSAULT"]
    assert {a.code[:3] for a in events[0].actors if a.code} == {"ARM", "AZE"}
    assert not events[0].recipients


def test_two_actors_of_one_deed_are_a_list_and_no_product(read: Read) -> None:
    events = read("Kenya and Uganda blamed Sudan.")
    assert len(events) == 1
    assert {a.code[:3] for a in events[0].actors if a.code} == {"KEN", "UGA"}


def test_a_disaster_is_nobody_s_deed(read: Read) -> None:
    assert not read("Four people died in Nepal when the slope gave way.")
    assert not read("A cyclone destroyed two hundred homes in Fiji.")


def test_different_deeds_of_one_sentence_are_different_events(read: Read) -> None:
    assert {e.type for e in read("Spain condemned Venezuela and recalled its ambassador from Caracas.")} >= {"ACCUSE", "SANCTION"}


def test_a_visitor_acts_and_the_host_receives(read: Read) -> None:
    (event,) = [e for e in read("The president of Senegal visited Portugal.") if e.type == "CONSULT"]
    assert event.mode == "visit"
    assert [a.code[:3] for a in event.actors if a.code] == ["SEN"]
    assert [r.code[:3] for r in event.recipients if r.code] == ["PRT"]


def test_an_allegation_comes_with_no_conviction_of_its_own(read: Read) -> None:
    events = [
        e for e in read("A judge in Kenya convicted the envoy of the bribery he was accused of.") if not e.assertion.background
    ]
    assert [e.type for e in events] == ["SANCTION"]


def test_soldiers_moved_up_in_an_attack_are_part_of_it(read: Read) -> None:
    events = read("Guards of Ecuador moved up and shot at the raiders.")
    assert [e.type for e in events] == ["ASSAULT"]


def test_what_the_protest_is_about_is_no_event(read: Read) -> None:
    assert {e.type for e in read("Farmers in Poland marched for cheaper diesel.")} == {"PROTEST"}


def test_regions_do_not_act(read: Read) -> None:
    assert not [e for e in read("The West is worried.") if e.type not in ("STATEMENT", "APPEAL")]


def test_dependencies_are_of_the_state_that_controls_them(read: Read) -> None:
    (event,) = read("Puerto Rico signed a power deal with Chile.")
    assert [a.code[:3] for a in event.actors if a.code] == ["USA"]


def test_an_emergency_for_a_storm_coerces_nobody(read: Read) -> None:
    assert not [e for e in read("Fiji declared a state of emergency after the cyclone.") if e.type == "COERCE"]


def test_a_house_hit_in_a_shelling_is_one_attack(read: Read) -> None:
    events = read("Ethiopian artillery shelled the town of Humera in Eritrea and hit two houses.")
    assert [(e.type, e.mode) for e in events] == [("ASSAULT", "heavy-weapons")]


def test_same_actors_may_do_several_deeds_and_others_do_theirs(read: Read) -> None:
    events = read("Chile condemned Bolivia and recalled its ambassador, and Peru praised Ecuador.")
    assert {(e.type, (e.actors[0].code or "")[:3]) for e in events} == {("ACCUSE", "CHL"), ("SANCTION", "CHL"), ("SUPPORT", "PER")}
