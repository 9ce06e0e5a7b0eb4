"""The river on one page, in real runs of a small newsroom: what is written, what is not, and under which name."""

import dataclasses
import json
from datetime import timedelta

import pytest

from crawler.model import Document, Entity, Event, Evidence, Extraction, Mention, Source, Trigger
from crawler.pipelines import changes
from tests.faults.harness import QUICK, Run
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk, copies

PIECES = bulk(6)


@pytest.fixture
def room():
    with Newsroom(sites=(), extra=PIECES) as running:
        yield running


@pytest.fixture
def run(room, tmp_path):
    return Run(room, tmp_path)


def edited(piece, extra):
    """The piece with a paragraph more, from an hour after it appeared."""
    first = piece.versions[0]
    later = dataclasses.replace(first, since=first.since + timedelta(hours=1), paragraphs=(*first.paragraphs, extra))
    return dataclasses.replace(piece, versions=(first, later))


def ended_well(run):
    code, said = run()
    assert code == 0, said[-2000:]
    return said


def page(url, title, text, head=""):
    return f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


def test_a_second_run_writes_nothing_cleans_nothing_and_annotates_nothing(run):
    ended_well(run)
    before = [p.read_bytes() for p in run.segments()]
    ended_well(run)
    assert [p.read_bytes() for p in run.segments()] == before
    report = run.report()
    assert (report["lines"], report["cleaned"], report["annotated"]) == (0, 0, 0)


def test_pages_that_changed_without_their_article_write_nothing_and_run_no_nlp(room, run):
    ended_well(run)
    for path in run.output.glob("ledger.db*"):
        path.unlink()  # forgets bodies and validators, not articles
    ended_well(run)
    report = run.report()
    assert report["balance"]["unchanged"] == report["cleaned"] == len(PIECES)
    assert (report["lines"], report["annotated"]) == (0, 0)


def test_a_changed_article_becomes_the_next_revision_and_says_what_changed(room, run):
    ended_well(run)
    room.publish(edited(PIECES[0], "The ministry later added a sentence about the harbour."))
    ended_well(run)
    first, second = (d for d in run.documents() if d.url == room.url("bulk", PIECES[0].path))
    assert (first.revision, second.revision) == (1, 2)
    assert first.content_hash != second.content_hash
    assert second.changes.text_added == ("The ministry later added a sentence about the harbour.",)
    assert second.changes.text_withdrawn == ()
    assert len(run.documents()) == len(PIECES) + 1


def test_an_article_that_is_gone_is_booked_and_its_line_stays(room, run):
    ended_well(run)
    room.withdraw("bulk", PIECES[2].path)
    ended_well(run)
    code, said = run("-a", f"url={room.url('bulk', PIECES[2].path)}")
    assert code == 0, said[-2000:]
    assert run.report()["balance"]["gone"] == 1
    assert len(run.documents()) == len(PIECES)


def test_copies_on_another_site_name_their_originals_and_are_not_annotated(tmp_path):
    made = tuple(
        dataclasses.replace(p, site="agency", path=f"/world/2026/01/copied-{i}") for i, p in enumerate(copies(PIECES, 0.05))
    )
    with Newsroom(sites=(), extra=(*PIECES, *made)) as room:
        run = Run(room, tmp_path, site="bulk_room")
        ended_well(run)
        run.site = "agency_room"
        code, said = run()
        assert code in (0, 3), said[-2000:]
        copied = [d for d in run.documents() if "/copied-" in d.url]
        originals = {d.id for d in Run(room, tmp_path, site="bulk_room").documents()}
        assert {d.duplicate_of for d in copied} == originals
        assert all(d.entities == d.events == () for d in copied)
        assert run.report()["balance"]["duplicate"] >= len(PIECES)


def test_a_users_pipeline_gets_documents_and_what_it_drops_is_in_the_books(room, tmp_path):
    (tmp_path / "mine.py").write_text(
        "from scrapy.exceptions import DropItem\n"
        "from itemadapter import ItemAdapter\n"
        "class Mine:\n"
        "    def process_item(self, item):\n"
        "        if ItemAdapter(item)['url'].endswith('100003'):\n"
        "            raise DropItem('not for us')\n"
        "        return item\n"
    )
    house = "crawler.pipelines"
    pipelines = {f"{house}.Clean": 100, f"{house}.Unique": 200, f"{house}.Annotate": 300, f"{house}.Check": 400}
    given = {**pipelines, "mine.Mine": 500, f"{house}.Write": 900}
    run = Run(room, tmp_path, settings={"ITEM_PIPELINES": json.dumps(given)})
    run.environment = {"PYTHONPATH": f"{tmp_path}:{QUICK}"}
    ended_well(run)
    assert [r["reason"] for r in run.rejects()] == ["filtered"]
    run.assert_whole(without={room.url("bulk", PIECES[3].path)})


def annotated(text, people, events=(), **given):
    entities = tuple(
        Entity(id=i, label="PERSON", name=n, mentions=(Mention(text=n, start=text.index(n), end=text.index(n) + len(n)),))
        for i, n in enumerate(people)
    )
    made = tuple(
        Event(id=id, type=kind, evidence=(Evidence(start=0, end=4, trigger=Trigger(text=text[:3], start=0, end=3)),))
        for id, kind in events
    )
    base = {"id": "x", "content_hash": text, "url": "https://news.example/1", "source": Source(site="one_ex")}
    return Document(**base, text=text, entities=entities, events=made, extraction=Extraction(method="test"), **given)


def test_changes_name_paragraphs_entities_events_and_fields():
    old = annotated("Ada met Bo.\n\nThey spoke.", ["Ada", "Bo"], [("e1", "CONSULT"), ("e2", "AGREE")], title="Old")
    new = annotated("Ada met Cy.\n\nThey spoke.", ["Ada", "Cy"], [("e1", "AGREE"), ("e3", "AID")], title="New")
    found = changes(json.loads(old.line()), new)
    assert (found.text_added, found.text_withdrawn) == (("Ada met Cy.",), ("Ada met Bo.",))
    assert (found.entities_added, found.entities_withdrawn) == (("Cy",), ("Bo",))
    assert (found.events_added, found.events_withdrawn, found.events_altered) == (("e3",), ("e2",), ("e1",))
    assert found.fields == ("title",)


def test_the_same_document_has_no_changes():
    one = annotated("Ada met Bo.", ["Ada"], [("e1", "CONSULT")])
    found = changes(json.loads(one.line()), one)
    assert not any(found.model_dump().values())
