"""The lexicon is checked as it is read: clashes, unknown classes, dead words, each with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.ontology.lexicon import LexiconError, lexicon
from crawler.ontology.types import ontology

CLASSES = "talks: talk, meeting\nlight: hold\n"
OPERATORS = 'refuse: {none: "REJECT - 120"}\n'


def write(folder: Path, entries: str, classes: str = CLASSES) -> Path:
    home = folder / "xx"
    home.mkdir()
    (home / "classes.yml").write_text(classes)
    (home / "operators.yml").write_text(OPERATORS)
    (home / "entries.yml").write_text(entries)
    return folder


def test_an_entry_is_one_word_in_a_list(tmp_path: Path) -> None:
    found = lexicon("xx", write(tmp_path, "- is: ACCUSE disapprove 111\n  to: [obj]\n  verbs: scold, hold @talks\n"))
    (scold,) = found.verbs["scold"]
    assert (scold.type, scold.mode, scold.cameo, scold.where) == ("ACCUSE", "disapprove", "111", "entries.yml:1")
    assert found.verbs["hold"][0].pattern.objects == {"talk", "meeting"}


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("- is: ACCUSE - 111\n  verbs: scold, scold\n", r"entries.yml:1: 'scold' clashes with 'scold' of entries.yml:1"),
        ("- is: SCOLD - 111\n  verbs: scold\n", r"entries.yml:1: there is no event type 'SCOLD'"),
        ("- is: ACCUSE loud 111\n  verbs: scold\n", r"entries.yml:1: ACCUSE has no mode 'loud'"),
        ("- is: ACCUSE - 999\n  verbs: scold\n", r"entries.yml:1: there is no CAMEO code '999'"),
        ("- is: ACCUSE - 111\n  verbs: hold @parties\n", r"there is no word class '@parties'"),
        ("- is: ACCUSE - 111\n  verbs: hold parties\n", r"'parties' in 'hold parties' is no condition"),
        ("- op: shout\n  verbs: scold\n", r"there is no operator 'shout'"),
        ("- is: ACCUSE - 111\n  verb: scold\n", r"unknown field 'verb'"),
        ("- verbs: scold\n", r"a group needs 'is' or 'op'"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(tmp_path: Path, entries: str, message: str) -> None:
    with pytest.raises(LexiconError, match=message):
        lexicon("xx", write(tmp_path, entries))


def test_on_is_a_preposition_and_no_truth_value(tmp_path: Path) -> None:
    found = lexicon("xx", write(tmp_path, "- is: ACCUSE disapprove 111\n  to: [on, off, no]\n  sides: true\n  verbs: scold\n"))
    (scold,) = found.verbs["scold"]
    assert scold.to == ("on", "off", "no")
    assert scold.sides


def test_an_entry_may_ask_for_two_words_in_its_object(tmp_path: Path) -> None:
    found = lexicon("xx", write(tmp_path, "- is: ASSAULT aerial 195\n  verbs: launch =air =strike|raid, launch @talks\n"))
    pattern = found.verbs["launch"][0].pattern
    assert (pattern.objects, pattern.objects_too) == ({"air"}, {"strike", "raid"})


def test_a_class_may_include_others_but_not_itself(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="includes itself"):
        lexicon("xx", write(tmp_path, "", "talks: talk, @meetings\nmeetings: meeting, @talks\n"))


def test_the_english_lexicon_covers_every_type() -> None:
    found = lexicon("en")
    told = {e.type for entries in (*found.verbs.values(), *found.nouns.values()) for e in entries}
    assert told >= set(ontology().kinds)


def test_no_english_word_class_is_idle() -> None:
    found = lexicon("en")
    assert not found.idle(), found.idle()
