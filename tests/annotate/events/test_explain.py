"""The reasons in words: which entry fired, what was passed over, what became of it."""

from __future__ import annotations

import shutil
from pathlib import Path

from crawler.annotate import Annotator
from crawler.annotate.casting import build_cast
from crawler.annotate.events import explain, extract_events
from crawler.annotate.events.reader import Reader
from crawler.annotate.language import pipeline
from crawler.ontology.lexicon import FOLDER, lexicon
from tests.annotate.events.conftest import PUBLISHED


def reasons(text: str) -> str:
    doc = pipeline("en")(text)
    cast = build_cast(doc)
    return explain(doc, cast, extract_events(doc, cast, published=None))


def test_the_entry_that_fired_is_named_with_its_file_and_line() -> None:
    said = reasons("Mali accused Algeria of sheltering rebels.")
    assert "fires  entry 'accuse' (ACCUSE, speech.yml:" in said
    assert "Mali [MLIGOV]" in said


def test_a_word_that_tells_of_nothing_says_why() -> None:
    said = reasons("The parcel met all customs requirements.")
    assert "not those that an entry asks for" in said
    assert said.endswith("0 events after joining what tells of one happening:")


def test_a_new_verb_is_one_word_in_one_line(tmp_path: Path) -> None:
    text = "Kenya demarched Chad over the border."
    home = tmp_path / "en"
    shutil.copytree(FOLDER / "en", home)
    doc = pipeline("en")(text)
    cast = build_cast(doc, published=PUBLISHED, home_country=None)

    def drafts() -> list[tuple[str, str | None]]:
        lexicon.cache_clear()
        return [(d.type, d.mode) for d in Reader(doc, cast, lexicon("en", tmp_path), PUBLISHED).drafts()]

    assert drafts() == []
    speech = (home / "speech.yml").read_text(encoding="utf-8")
    group, verbs = speech.split("- is: ACCUSE disapprove 111", 1)
    taught = verbs.replace("  verbs: ", "  verbs: demarche, ", 1)
    (home / "speech.yml").write_text(f"{group}- is: ACCUSE disapprove 111{taught}", encoding="utf-8")
    assert drafts() == [("ACCUSE", "disapprove")]
    lexicon.cache_clear()


def test_what_makes_no_event_is_said_with_its_reason(annotator: Annotator) -> None:
    assert "not kept: nobody is named who is known" in annotator.explain("Thieves robbed a shop and workers condemned the raid.")
    assert "not kept: asked or supposed" in annotator.explain("Did Kenya condemn Chad?")


def test_auxiliaries_take_no_lines(annotator: Annotator) -> None:
    assert "'has':" not in annotator.explain("Kenya has condemned Chad.")
