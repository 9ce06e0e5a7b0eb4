"""Loading: the same lines give the same tables, whatever the order, the repetition, the company or the accident."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa

from crawler.load import LoadError, load, merging, open_database
from crawler.load.search import QUERY
from crawler.load.tables import VERSION, metadata
from crawler.model import Document
from tests.load.conftest import ask, contents
from tests.load.synthetic import article, documents, write

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def records() -> list[Document]:
    return list(documents(60))


@pytest.fixture
def files(records: list[Document], tmp_path: Path) -> list[Path]:
    return write(tmp_path / "out" / "mixed", records, 20)


def one(**changes: object) -> Document:
    made = article(random.Random(3), 5, seed=1, events=2).model_dump(by_alias=True, mode="json")
    return Document.model_validate(made | changes)


def test_every_line_is_there_with_all_its_parts(url, files, records):
    done = load(url, files)
    rows = contents(url)
    assert done.merged.new == len(records) == len(rows["revisions"])
    assert len(rows["articles"]) == len({d.id for d in records})
    assert len(rows["event_articles"]) == sum(len(d.events) for d in records) > 50
    assert len(rows["events"]) == len({e.id for d in records for e in d.events})
    assert len(rows["mentions"]) == sum(len(e.mentions) for d in records for e in d.entities)
    assert len(rows["actors"]) == sum(len(e.actors) + len(e.recipients) for d in records for e in d.events)


def test_spans_still_fit_the_text_in_the_database(url, files):
    load(url, files)
    cut = "substr(r.text, m.start_at + 1, m.end_at - m.start_at)"
    query = f"SELECT m.text, {cut} FROM mentions m JOIN revisions r ON r.article_id = m.article_id AND r.revision = m.revision"
    rows = ask(url, query)
    assert rows
    assert all(said == there for said, there in rows)


def test_loading_twice_changes_nothing(url, files):
    load(url, files)
    before = contents(url)
    assert load(url, files).merged.new == 0
    assert contents(url) == before


def test_any_order_in_any_batches_gives_the_same_tables(kind, new_database, files, records, tmp_path, monkeypatch):
    straight, shuffled = new_database(kind), new_database(kind)
    load(straight, files)
    mixed = records * 2
    random.Random(1).shuffle(mixed)
    monkeypatch.setattr("crawler.load.BATCH_LINES", 17)
    load(shuffled, write(tmp_path / "shuffled", mixed, 30))
    assert contents(shuffled) == contents(straight)


def test_two_processes_at_once_give_the_same_tables(kind, new_database, files, tmp_path):
    alone, together = new_database(kind), new_database(kind)
    load(alone, files)
    code = (
        "import sys, crawler.load as l; l.BATCH_LINES = 10; names = sys.argv[2:]\n"
        "l.load(sys.argv[1], names); l.load(sys.argv[1], names[::-1])"
    )
    command = [sys.executable, "-c", code, together]
    running = [subprocess.Popen([*command, *map(str, files[::step])], cwd=HOUSE) for step in (1, -1)]
    assert [p.wait(60) for p in running] == [0, 0]
    assert contents(together) == contents(alone)


def test_a_kill_in_the_middle_of_a_batch_costs_nothing(kind, new_database, files):
    whole, killed = new_database(kind), new_database(kind)
    load(whole, files)
    code = (
        "import os, signal, sys, crawler.load as l, crawler.load.merging as m; l.BATCH_LINES = 10; real = m._events; seen = []\n"
        "def die(*a, **k):\n    seen.append(1); len(seen) == 3 and os.kill(os.getpid(), signal.SIGKILL); real(*a, **k)\n"
        "m._events = die; l.load(sys.argv[1], sys.argv[2:])"
    )
    run = subprocess.run([sys.executable, "-c", code, killed, *map(str, files)], cwd=HOUSE, check=False)
    assert run.returncode == -signal.SIGKILL
    assert ask(killed, "SELECT count(*) FROM revisions") == [(20,)]
    load(killed, files)
    assert contents(killed) == contents(whole)


def test_the_newest_revision_is_the_article_though_it_came_first(url, tmp_path):
    first, second = one(), one(revision=2, title="Corrected", crawled="2026-02-01T00:00:00Z")
    load(url, write(tmp_path / "a", [second]))
    load(url, write(tmp_path / "b", [first]))
    assert ask(url, "SELECT title, revision, revisions FROM articles") == [("Corrected", 2, 2)]


def test_one_happening_told_by_two_articles_is_one_event(url, tmp_path):
    first = one()
    other = one(id="b" * 64, url="https://other.example/1", crawled="2026-05-01T00:00:00Z")
    load(url, write(tmp_path, [first, other]))
    assert ask(url, "SELECT id, articles FROM events ORDER BY id") == sorted((e.id, 2) for e in first.events)


def test_an_event_that_the_newest_revision_no_longer_tells_is_withdrawn_not_lost(url, tmp_path):
    first = one()
    load(url, write(tmp_path / "a", [first]))
    assert ask(url, "SELECT DISTINCT articles FROM events") == [(1,)]
    load(url, write(tmp_path / "b", [one(revision=2, events=[])]))
    assert ask(url, "SELECT DISTINCT articles FROM events") == [(0,)]
    assert ask(url, "SELECT count(*) FROM happened") == [(0,)]


def test_of_two_lines_that_claim_one_revision_the_later_crawled_stays(url, tmp_path):
    early, late = one(crawled="2026-01-01T00:00:00Z"), one(crawled="2026-01-02T00:00:00Z", title="Later", events=[])
    load(url, write(tmp_path / "a", [late]))
    load(url, write(tmp_path / "b", [early]))
    after = contents(url)
    assert [row[8] for row in after["revisions"]] == ["Later"]
    assert after["events"] == after["actors"] == []
    load(url, write(tmp_path / "c", [early]))
    assert contents(url) == after


def test_a_line_replaced_by_a_later_one_takes_its_events_with_it(url, tmp_path):
    load(url, write(tmp_path / "a", [one(crawled="2026-01-01T00:00:00Z")]))
    assert load(url, write(tmp_path / "b", [one(crawled="2026-01-02T00:00:00Z", events=[], entities=[])])).merged.replaced == 1
    rows = contents(url)
    assert rows["events"] == rows["event_articles"] == rows["actors"] == rows["entities"] == []


def test_a_copy_counts_as_an_outlet_of_the_events_it_repeats(url, tmp_path):
    first = one()
    copy = one(id="c" * 64, duplicate_of=first.id, entities=[], events=[], source={"site": "agency_ken"})
    load(url, write(tmp_path, [first, copy]))
    rows = ask(url, "SELECT DISTINCT site FROM event_outlets ORDER BY site")
    assert rows == sorted([("agency_ken",), (first.source.site,)])


def test_text_with_nothing_harmless_in_it_is_stored_as_it_is(url, tmp_path):
    nasty = '\'; DROP TABLE articles; -- \\copy \x00 \t\\N \u202e \U0001f9ff "quoted" {a,b}'
    load(url, write(tmp_path, [one(title=nasty, text=nasty, entities=[], events=[], authors=[nasty])]))
    assert ask(url, "SELECT title, text FROM revisions") == [(nasty.replace("\x00", "\ufffd"),) * 2]


def test_a_line_that_is_no_record_is_told_by_its_place_and_the_others_are_loaded(url, records, tmp_path):
    file = write(tmp_path, records[:3])[0]
    lines = file.read_text().splitlines(keepends=True)
    newer = lines[2].replace('"schema":1', '"schema":2')
    file.write_text(lines[0] + "no json\n" + '{"a": 1}\n' + newer + lines[1] + '{"torn": ')
    done = load(url, [file])
    assert done.merged.new == 2
    assert [(b.number, b.file) for b in done.bad] == [(2, file), (3, file), (4, file)]
    assert "not JSON" in done.bad[0].why
    assert "another schema" in done.bad[2].why


def test_following_loads_lines_as_they_are_written(url, records, tmp_path):
    file = write(tmp_path, records[:2])[0]
    counts: list[int] = []
    late = [d.line() for d in records[2:4]]
    torn = late[1][:50]

    def wait(_: float) -> None:
        counts.append(len(ask(url, "SELECT 1 FROM revisions")) if not url.startswith("duckdb") else 0)
        with file.open("a") as out:
            out.write([late[0] + "\n" + torn, late[1][50:] + "\n", ""][len(counts) - 1])

    done = load(url, [tmp_path], follow=True, stop=lambda: len(counts) == 3, wait=wait)
    assert done.merged.new == 4
    assert done.bad == []
    assert url.startswith("duckdb") or counts == [2, 3, 4]


def test_following_tells_a_bad_line_once_and_by_its_number(url, records, tmp_path):
    file = write(tmp_path, records[:2])[0]
    parts = ["bad\n", records[2].line() + "\n", "worse\n", ""]

    def wait(_: float) -> None:
        with file.open("a") as out:
            out.write(parts.pop(0))

    done = load(url, [tmp_path], follow=True, stop=lambda: not parts, wait=wait)
    assert [b.number for b in done.bad] == [3, 5]
    assert done.merged.new == 3


def test_words_find_articles_in_their_newest_revision(kind, new_database, tmp_path):
    if kind == "duckdb":
        pytest.skip("DuckDB's full-text index is an extension that must be downloaded")
    url = new_database(kind)
    bare = {"entities": [], "events": []}
    load(url, write(tmp_path, [one(text="The pipeline treaty", **bare), one(revision=2, text="The cotton treaty", **bare)]))
    assert len(ask(url, QUERY[kind], words="cotton")) == 1
    assert ask(url, QUERY[kind], words="pipeline") == []


def test_run_reports_beside_the_segments_become_runs(url, files, tmp_path):
    report = '{"run": "r1", "site": "mixed", "started": "2026-01-01T00:00:00+00:00", "balance": {"found": 3, "written": 2}}'
    (files[0].parent / "run-20260101T000000Z-1.json").write_text(report)
    assert load(url, [tmp_path / "out"]).runs == load(url, [tmp_path / "out"]).runs == 1
    assert ask(url, "SELECT site, run, found, written, rejected FROM runs") == [("mixed", "r1", 3, 2, None)]


def test_tables_of_a_newer_version_are_left_alone(url, files):
    load(url, files[:1])
    database = open_database(url)
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE schema_version SET version = :v"), {"v": VERSION + 1})
    database.close()
    with pytest.raises(LoadError, match="use a newer one"):
        load(url, files)


def test_no_key_points_at_nothing(new_database, files):
    url = new_database("sqlite")
    load(url, files)
    assert ask(url, "PRAGMA foreign_key_check") == []
    assert ask(url, "PRAGMA integrity_check") == [("ok",)]


def test_postgresql_knows_what_every_column_means(new_database, files):
    pytest.importorskip("psycopg", reason="requirements-load.txt is not installed")
    url = new_database("postgresql")
    load(url, files[:1])
    query = (
        "SELECT table_name, column_name, col_description(table_name::regclass, ordinal_position) FROM information_schema.columns "
    )
    rows = ask(url, query + "WHERE table_schema = current_schema() AND table_name IN (SELECT tablename FROM pg_tables)")
    assert len(rows) > 50
    assert [r for r in rows if not r[2]] == []


def test_every_column_and_table_says_what_it_means():
    assert [c for t in metadata.tables.values() for c in t.columns if not c.comment] == []
    assert [t for t in metadata.tables.values() if not t.comment] == []


def test_a_process_that_reads_ahead_gives_the_same_tables_and_tells_the_same_bad_lines(new_database, files, monkeypatch):
    with files[0].open("a") as out:
        out.write("no json\n")
    thread, process = new_database("sqlite"), new_database("sqlite")
    told = [str(b) for b in load(thread, files).bad]
    monkeypatch.setattr("crawler.load.reading.LARGE", 0)
    monkeypatch.setattr("crawler.load.BATCH_LINES", 7)
    assert [str(b) for b in load(process, files).bad] == told != []
    assert contents(process) == contents(thread)


def test_lines_that_the_database_has_are_passed_by_and_counted_as_known(url, files, records, monkeypatch):
    monkeypatch.setattr("crawler.load.reading.LARGE", 0)
    load(url, files[1:])
    done = load(url, files)
    assert done.merged.new == 20
    assert done.merged.lines == len(records)
    before = contents(url)
    monkeypatch.setattr("crawler.load.merging._stamps", None)  # nothing of it is looked up again
    assert load(url, files).merged == merging.Merged(lines=len(records))
    assert contents(url) == before


def test_a_reader_that_is_killed_ends_the_load_in_words_and_the_next_one_goes_on(new_database, files, monkeypatch):
    monkeypatch.setattr("crawler.load.reading.LARGE", 0)
    monkeypatch.setattr("crawler.load.BATCH_LINES", 7)
    url, real = new_database("sqlite"), merging.merge

    others = set(psutil.Process().children())

    def kill(*args: object) -> object:
        for child in set(psutil.Process().children()) - others:
            child.kill()
        return real(*args)

    many = [*files, *write(files[0].parent / "more", documents(2000), 500)]  # more than a pipe holds
    with monkeypatch.context() as once:
        once.setattr("crawler.load.merge", kill)
        with pytest.raises(LoadError, match="was killed; run again"):
            load(url, many)
    load(url, files)
    whole = new_database("sqlite")
    load(whole, files)
    assert set(contents(whole)["revisions"]) <= set(contents(url)["revisions"])


def test_a_file_that_cannot_be_read_is_told_by_the_reading_process_too(new_database, files, monkeypatch):
    monkeypatch.setattr("crawler.load.reading.LARGE", 0)
    broken = files[0].with_name("20270101T000000Z-0.jsonl.gz")
    broken.write_bytes(b"\x1f\x8b\x08\x00 no gzip at all")
    with pytest.raises(OSError, match="damaged"):
        load(new_database("sqlite"), [broken])
