"""The record keeps its promises: spans fit, nothing changes in place, the published schema is the code's."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
from itemadapter import ItemAdapter
from pydantic import ValidationError

from crawler import model

SCHEMA_FILE = Path(model.__file__).parent / "schema" / "document-1.json"
TEXT = "Foreign Minister Leyla Qasimli met Orhan Tezel in Baku."


def document(**fields):
    given = {
        "id": "9b1f", "content_hash": "c0ff", "url": "https://mfa.example/en/news/1", "source": model.Source(site="mfa_example"),
        "text": TEXT, "extraction": model.Extraction(method="test"),
    }  # fmt: skip
    return model.Document(**(given | fields))


def span(kind, words, **fields):
    start = TEXT.index(words)
    return kind(text=words, start=start, end=start + len(words), **fields)


def meeting():
    return model.Event(
        id="e-1",
        type="CONSULT",
        actors=(span(model.Actor, "Leyla Qasimli", entity=0, code="AZEGOV"),),
        recipients=(span(model.Recipient, "Orhan Tezel", code="TURGOV"),),
        place=span(model.Place, "Baku", country="AZE"),
        date=model.EventDate(start=date(2026, 3, 2), end=date(2026, 3, 2)),
        evidence=(model.Evidence(start=0, end=len(TEXT), trigger=span(model.Trigger, "met")),),
    )


def test_the_published_schema_is_the_schema_of_the_code():
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == model.json_schema(), "run: scrapy schema --write"


def test_a_line_is_valid_by_the_published_schema_and_reads_back_as_the_same_document():
    entity = model.Entity(id=0, label="PERSON", name="Leyla Qasimli", mentions=(span(model.Mention, "Leyla Qasimli"),))
    written = document(entities=(entity,), events=(meeting(),), crawled=datetime(2026, 3, 2, 11, 20, 31, tzinfo=UTC))
    jsonschema.validate(json.loads(written.line()), json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    assert "\n" not in written.line()
    assert model.Document.model_validate_json(written.line()) == written


@pytest.mark.parametrize(
    ("published", "written"),
    [
        (datetime(2026, 3, 2, 14, 5, tzinfo=timezone(timedelta(hours=4))), "2026-03-02T14:05:00+04:00"),
        (datetime(2026, 3, 2, 14, 5), "2026-03-02T14:05:00"),
        (date(2026, 3, 2), "2026-03-02"),
        (None, None),
    ],
)
def test_a_publication_time_is_written_as_far_as_it_is_known(published, written):
    line = document(published=published).line()
    assert json.loads(line)["published"] == written
    assert model.Document.model_validate_json(line).published == published


def test_a_span_that_is_not_what_the_text_says_there_is_refused():
    with pytest.raises(ValidationError, match="is not 'Baku' in the text"):
        document(events=(meeting().model_copy(update={"place": model.Place(text="Baku", start=0, end=4)}),))
    with pytest.raises(ValidationError, match="does not fit"):
        model.Mention(text="Baku", start=3, end=5)


def test_a_record_is_not_changed_in_place():
    with pytest.raises(ValidationError):
        document().title = "another"


def test_a_field_that_the_record_does_not_have_is_refused():
    with pytest.raises(ValidationError):
        document(mood="cheerful")


def test_a_users_own_pipeline_reads_the_record_through_itemadapter():
    assert ItemAdapter(document())["text"] == TEXT


def test_a_rejection_is_falsy_and_takes_only_reasons_of_the_closed_list():
    assert not model.Rejected(url="https://mfa.example/", stage="clean", reason="empty")
    with pytest.raises(ValidationError):
        model.Rejected(url="https://mfa.example/", stage="clean", reason="bad luck")
