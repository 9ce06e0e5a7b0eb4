"""Watching a site for weeks by the test's own clock: a healthy one is left in peace, an outage of whatever shape is one alarm."""

from __future__ import annotations

import json
import random
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from crawler.extensions.alarms import FILE, Watch
from crawler.extensions.expectations import Tally, broken
from crawler.extensions.metrics import write_metrics
from crawler.extensions.notify import Message, NotDelivered, deliver, doors
from crawler.extensions.usual import HISTORY, History, Run, history, unusual
from crawler.ledger import Balance
from crawler.model import Expect, Rejected
from tests.faults.harness import Run as Crawl
from tests.newsroom import Fault, Newsroom
from tests.newsroom.bulk import bulk

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
EXPECT = Expect(articles=5, title=1.0, text=0.95)
Sites = Callable[[datetime], dict[str, object]]


class Receiver:
    """A webhook on loopback that keeps what it was told."""

    def __init__(self, status: int = 200) -> None:
        told: list[dict] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        outer = self
        self.status, self.told = status, told
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/secret-token"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


class Site:
    """One site and its runs, an hour apart: what a run does with its report, its watch and its alarms, without the crawl."""

    def __init__(self, folder: Path, webhook: str, *, rate: float = 1.5, seed: int = 1) -> None:
        self.folder, self.webhook, self.rate = folder, webhook, rate
        self.rng = random.Random(seed)
        folder.mkdir(parents=True, exist_ok=True)
        self.lines: list[tuple[datetime, str]] = []
        self.runs: list[Run] = []

    def articles(self, at: datetime) -> int:
        """How many came in the last hour: working days from 8 to 18, now and then one on a weekend."""
        busy = at.weekday() < 5 and 8 <= at.hour < 18
        chance = self.rate if busy else self.rate / 40
        return sum(self.rng.random() < chance / 10 for _ in range(10))

    def run(self, at: datetime, *, new: int = 0, listed: int = 20, unread: str | None = None, fields: dict | None = None) -> None:
        tally = Tally(documents=new, title=new, published=new, events=new)
        if unread:
            for _ in range(8):
                tally.reject(Rejected(url="https://mfa.example/rss", stage="find" if not listed else "fetch", reason=unread))
        balance = Balance(found=new + tally.reasons.total(), written=new, rejected=tally.reasons.total())
        had = {"documents": new, "title": new, "published": new, "authors": 0, "events": new, "length": 900}
        had["languages"] = {"en": new}
        report = {
            "site": "mfa_ex", "run": f"{at:%Y%m%dT%H%M%SZ}-1", "started": at.isoformat(), "finished": "finished", "failure": None,
            "balance": {"found": new, "written": new, "duplicate": 0}, "fields": had | (fields or {}),
        }  # fmt: skip
        lines = [
            *broken(EXPECT, tally, balance, listed, partial=False),
            *unusual(Run.of(report), self.history(at)),
        ]
        self.runs.append(Run.of(report))
        self.lines += [(at, line) for line in lines]
        (self.folder / f"run-{report['run']}.json").write_text(json.dumps(report | {"broken": lines}))
        watch = Watch.of(self.folder, "mfa_ex")
        watch.after(report["run"], at, lines, whole=True)
        if news := watch.news(at):
            alarms = tuple({"site": "mfa_ex", "what": a.line, "since": a.since} for a in news)
            try:
                deliver(Message(alarms), self.webhook, None)
            except NotDelivered:
                pass
            else:
                for alarm in news:
                    alarm.told = True
        watch.save(self.folder)

    def history(self, now: datetime) -> History:
        """As `history()` reads it from the folder, which another test compares."""
        runs = [r for r in self.runs if r.at >= now - HISTORY]
        return History(tuple(runs), max(self.runs[0].at + DAY, runs[0].at)) if runs else History()

    def weeks(self, start: datetime, count: float) -> datetime:
        """A run an hour while all is well; the moment after."""
        self.run(start, new=200) if not any(self.folder.glob("run-*")) else None  # the first brings what was there before
        at = start + HOUR
        while at < start + WEEK * count:
            self.run(at, new=self.articles(at))
            at += HOUR
        return at


@pytest.fixture
def site(tmp_path: Path, receiver: Receiver) -> Site:
    return Site(tmp_path / "mfa_ex", receiver.url)


@pytest.mark.parametrize(("rate", "seed"), [(1.5, 1), (1.5, 2), (0.3, 3), (0.05, 4), (6.0, 5)])
def test_healthy_weeks_raise_no_alarm(tmp_path, receiver, rate, seed):
    site = Site(tmp_path / "mfa_ex", receiver.url, rate=rate, seed=seed)
    site.weeks(MONDAY, 5)
    assert site.lines == []
    assert receiver.told == []
    assert json.loads((site.folder / FILE).read_text())["state"] == "well"


def test_an_outage_of_two_days_raises_exactly_one_clear_alarm_at_its_first_run(site, receiver):
    began = site.weeks(MONDAY, 3) + DAY + 10 * HOUR
    site.weeks(MONDAY + 3 * WEEK, (DAY + 10 * HOUR) / WEEK)
    for hour in range(48):
        site.run(began + hour * HOUR, listed=0, unread="timeout")
    site.weeks(began + 48 * HOUR, 1)
    (message,) = receiver.told
    assert message["text"].startswith("mfa_ex: articles: expected at least 5, the site listed 0 (8 × timeout, as https://mfa.ex")
    assert message["alarms"][0]["since"] == began.isoformat(timespec="seconds")
    assert json.loads((site.folder / FILE).read_text())["state"] == "well"


def test_while_a_site_is_broken_its_last_good_run_is_known(site):
    began = site.weeks(MONDAY, 1)
    site.run(began, listed=0, unread="timeout")
    watch = json.loads((site.folder / FILE).read_text())
    assert watch["state"] == "broken"
    assert watch["last_good"]["started"] == (began - HOUR).isoformat()


def test_a_server_that_comes_and_goes_is_one_outage(site, receiver):
    began = site.weeks(MONDAY, 3)
    for hour in range(60):
        up = hour % 5 == 0
        site.run(began + hour * HOUR, new=up, listed=20 * up, unread=None if up else "refused")
    assert len(receiver.told) == 1


def test_a_site_that_answers_but_shows_nothing_new_is_told_within_two_working_days_and_once(site, receiver):
    began = site.weeks(MONDAY, 4) + 9 * HOUR
    site.weeks(MONDAY + 4 * WEEK, 9 * HOUR / WEEK)
    for hour in range(24 * 6):
        site.run(began + hour * HOUR)
    (message,) = receiver.told
    assert "silent: nothing new since 2026-03-" in message["text"]
    assert "the same hours of the weeks before brought" in message["text"]
    first = datetime.fromisoformat(message["alarms"][0]["since"])
    assert first - began < 2 * DAY


def test_pages_that_no_longer_answer_and_then_silence_are_one_alarm(site, receiver):
    began = site.weeks(MONDAY, 3) + 9 * HOUR
    for hour in range(24 * 3):
        site.run(began + hour * HOUR, unread="http_status")
    (message,) = receiver.told
    assert "answers: none of 8 articles" in message["text"]


def test_the_alarm_after_an_outage_that_ended_is_a_new_one(site, receiver):
    at = site.weeks(MONDAY, 1)
    for _ in range(2):
        site.run(at, listed=0, unread="timeout")
        at = site.weeks(at + HOUR, 2 * DAY / WEEK)
    assert len(receiver.told) == 2


def test_an_alarm_that_could_not_be_delivered_is_told_after_the_next_run(site, receiver):
    at = site.weeks(MONDAY, 0.5)
    receiver.status = 503
    site.run(at, listed=0, unread="timeout")
    receiver.status = 200
    site.run(at + HOUR, listed=0, unread="timeout")
    site.run(at + 2 * HOUR, listed=0, unread="timeout")
    assert len(receiver.told) == 2
    assert receiver.told[0] == receiver.told[1]


def test_a_week_with_a_trickle_of_what_there_was_is_told(tmp_path, receiver):
    site = Site(tmp_path / "mfa_ex", receiver.url, rate=0.6)
    at = site.weeks(MONDAY, 5)
    for hour in range(24 * 7):
        site.run(at + hour * HOUR, new=int(hour % 30 == 9))
    (message,) = receiver.told
    assert "fewer: " in message["text"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"published": 0}, "published: usually in 100% of the articles, in "),
        ({"events": 0}, "events: usually in 100%"),
        ({"languages": {"az": 5}}, "language: usually en, az in most of the last"),
        ({"length": 120}, "length: a text usually has 900 characters, of the last 20 articles 120"),
    ],
)
def test_what_articles_always_had_and_no_longer_have_is_told_once(site, receiver, fields, words):
    at = site.weeks(MONDAY, 3)
    for hour in range(10):
        site.run(at + hour * HOUR, new=5, fields=fields)
    (message,) = receiver.told
    assert words in message["text"]


def test_twenty_articles_of_a_run_are_too_few_to_know_what_is_usual(site, receiver):
    site.run(MONDAY, new=40)
    site.run(MONDAY + DAY, new=40, fields={"published": 0, "events": 0})
    assert receiver.told == []


def test_what_a_first_run_brings_is_no_usual_week(site):
    site.run(MONDAY, new=500)
    assert history(site.folder, MONDAY + HOUR).since == MONDAY + DAY


def test_the_history_of_a_site_is_what_its_run_reports_tell(site):
    at = site.weeks(MONDAY, 1)
    assert history(site.folder, at) == site.history(at)
    assert len(history(site.folder, at).runs) == 7 * 24
    later = at + HISTORY - 3 * DAY
    assert history(site.folder, later) == site.history(later)
    assert len(history(site.folder, later).runs) < 7 * 24


def test_a_damaged_watch_or_report_is_as_none(site, receiver):
    at = site.weeks(MONDAY, 0.3)
    (site.folder / FILE).write_text('{"open": {"articles": {"line": 1}}}')
    (site.folder / "run-20260302T000000Z-9.json").write_text('{"balance": null}')
    site.run(at, listed=0, unread="timeout")
    assert len(receiver.told) == 1


def test_a_run_of_a_part_closes_no_alarm():
    watch = Watch("mfa_ex", {})
    watch.after("r1", MONDAY, ["articles: none"], whole=True)
    watch.after("r2", MONDAY + 3 * DAY, [], whole=False)
    assert list(watch.open) == ["articles"]
    watch.after("r3", MONDAY + 3 * DAY, [], whole=True)
    assert watch.open == {}


ALARM = Message(({"site": "mfa_ex", "what": "articles: \x1b[31mnone; $(touch /tmp/owned) `id`"},))


def test_a_command_gets_the_alarm_as_data_and_never_as_its_words(tmp_path):
    code = "import os, sys; open(sys.argv[1], 'w').write(sys.stdin.read() + os.environ['DRAGOMAN_ALARM'])"
    (tmp_path / "told.py").write_text(code)
    deliver(ALARM, None, f"{sys.executable} {tmp_path / 'told.py'} {tmp_path / 'out'}")
    said = (tmp_path / "out").read_text()
    assert json.loads(said[: said.rindex("}") + 1])["alarms"][0]["what"] == ALARM.alarms[0]["what"]
    assert said.endswith("mfa_ex: " + ALARM.alarms[0]["what"])


@pytest.mark.parametrize(("command", "words"), [("false", "false ended with 1"), ("/no/such/program now", "No such file")])
def test_a_command_that_fails_is_said_in_words(command, words):
    with pytest.raises(NotDelivered, match=words):
        deliver(ALARM, None, command)


def test_a_webhook_that_fails_is_said_without_its_address(receiver):
    receiver.status = 302
    with pytest.raises(NotDelivered) as caught:
        deliver(ALARM, receiver.url, None)
    assert "302" in str(caught.value)
    assert "secret" not in str(caught.value)
    with pytest.raises(NotDelivered) as caught:
        deliver(ALARM, "http://127.0.0.1:1/secret", None)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("webhook", "command"), [("ftp://x.example/", None), ("nonsense", None), (None, "'open"), (None, " ")])
def test_a_door_that_could_never_be_used_is_refused_at_once(webhook, command):
    with pytest.raises(ValueError, match="NOTIFY_"):
        doors(webhook, command)


def test_the_metrics_file_tells_of_the_newest_run_of_each_site(site, tmp_path):
    at = site.weeks(MONDAY, 0.2)
    site.run(at, new=3)
    site.run(at + HOUR, listed=0, unread="timeout")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "run-20260302T000000Z-1.json").write_text("{")
    write_metrics(tmp_path / "metrics" / "dragoman.prom", tmp_path)
    text = (tmp_path / "metrics" / "dragoman.prom").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert f'dragoman_run_start_timestamp_seconds{{site="mfa_ex"}} {(at + HOUR).timestamp()}' in lines
    assert f'dragoman_good_run_timestamp_seconds{{site="mfa_ex"}} {at.timestamp()}' in lines
    assert 'dragoman_alarms_open{site="mfa_ex"} 1' in lines
    assert 'dragoman_run_urls{site="mfa_ex",outcome="written"} 0' in lines
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert {line.split("{")[0] for line in lines} == names, "every sample has its type"
    assert list((tmp_path / "metrics").iterdir()) == [tmp_path / "metrics" / "dragoman.prom"]


def test_an_outage_in_real_runs_is_one_message_and_every_run_says_3(tmp_path, receiver):
    with Newsroom(sites=(), extra=bulk(6)) as room:
        crawl = Crawl(room, tmp_path)
        crawl.settings = {"RETRY_TIMES": 0, "NOTIFY_WEBHOOK": receiver.url, "METRICS_FILE": tmp_path / "dragoman.prom"}
        assert crawl()[0] == 0
        assert receiver.told == []
        room.fault("bulk", r"/.*", Fault(status=500))
        codes = [crawl() for _ in range(2)]
        assert [code for code, _ in codes] == [3, 3], codes[0][1]
        (message,) = receiver.told
        assert "bulk_room: articles: expected at least 5, the site listed 0" in message["text"]
        assert message["alarms"][0]["last_good"]
        assert 'dragoman_alarms_open{site="bulk_room"} 1' in (tmp_path / "dragoman.prom").read_text()
        assert "bulk_room: found" in codes[-1][1].splitlines()[-1]


def test_a_webhook_that_is_no_address_is_a_mistake_of_the_command(tmp_path):
    with Newsroom(sites=(), extra=bulk(2)) as room:
        crawl = Crawl(room, tmp_path)
        crawl.settings = {"NOTIFY_WEBHOOK": "chat.example"}
        code, said = crawl()
    assert code == 1
    assert "NOTIFY_WEBHOOK is not an http or https address" in said


def test_a_run_with_a_window_that_could_read_no_list_is_told_and_one_that_found_all_old_is_not():
    away, quiet = Tally(), Tally()
    away.reject(Rejected(url="https://mfa.example/rss", stage="find", reason="timeout"))
    lines = [broken(Expect(articles=5), t, Balance(), 0, partial=True, windowed=True) for t in (away, quiet)]
    assert lines == [["articles: no list could be read (1 × timeout, as https://mfa.example/rss)"], []]


@pytest.mark.parametrize(("dead", "read", "told"), [(5, 0, True), (4, 0, False), (50, 1, False)])
def test_single_dead_links_are_no_outage_but_a_site_of_which_nothing_comes_is(dead, read, told):
    tally = Tally(documents=read)
    for _ in range(dead):
        tally.reject(Rejected(url="https://mfa.example/news/1", stage="fetch", reason="timeout"))
    assert any(line.startswith("answers: ") for line in broken(Expect(), tally, Balance(), 60, partial=False)) is told


def test_runs_that_cannot_start_are_one_message_though_no_site_was_reached(tmp_path, receiver):
    with Newsroom(sites=(), extra=bulk(6)) as room:
        crawl = Crawl(room, tmp_path)
        crawl.settings = {"NOTIFY_WEBHOOK": receiver.url, "SPACY_MODEL": "no_such_model"}
        assert [crawl()[0] for _ in range(2)] == [6, 6]
        (message,) = receiver.told
        assert message["text"].startswith("dragoman: failed: could not start: SPACY_MODEL=no_such_model")
        del crawl.settings["SPACY_MODEL"]
        assert crawl()[0] == 0
    assert len(receiver.told) == 1


def test_a_site_whose_storage_is_gone_before_it_starts_is_told_by_its_name(tmp_path, receiver):
    with Newsroom(sites=(), extra=bulk(2)) as room:
        crawl = Crawl(room, tmp_path)
        crawl.settings = {"NOTIFY_WEBHOOK": receiver.url, "LEDGER_URL": "sqlite:////proc/nowhere/ledger.db"}
        assert [crawl()[0] for _ in range(2)] == [4, 4]
    (message,) = receiver.told
    assert message["text"].startswith("bulk_room: failed: could not start: ")
    assert message["alarms"][0]["since"]
