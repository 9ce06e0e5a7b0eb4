"""Workers: what they are given comes back, and whatever a task does, it does to itself."""

import asyncio
import os
import time
from datetime import UTC, datetime

import pytest

from crawler.model import Annotation, Article, Extraction, Page, Rejected, Source
from crawler.sites import load_site
from crawler.workers import child
from crawler.workers.seats import Crew, Lost, Stopped

SECONDS = 1.0


def nothing():
    """No preparation."""


def no_more_memory():
    from crawler.workers.child import bound_memory

    bound_memory(256 << 20)


def act(items):
    for item in items:
        if item == "exit":
            os._exit(3)
        if item == "sleep":
            time.sleep(60)
        if item == "spin":
            while True:
                pass
        if item == "eat":
            bytearray(1 << 34)
        if item == "raise":
            raise KeyError(item)
    return [item.upper() for item in items]


def pid_of():
    return os.getpid()


def crew(test, setup=nothing, seats=2):
    async def run():
        made = Crew(seats, setup, ())
        try:
            return await test(made)
        finally:
            made.stop()

    return asyncio.run(run())


def batch(made, items):
    return made.batch(act, items, lambda part: SECONDS, "timeout_cleaning")


def test_a_batch_comes_back_in_order():
    assert crew(lambda made: batch(made, ["a", "b", "c"])) == ["A", "B", "C"]


@pytest.mark.parametrize(("deed", "reason"), [("exit", "worker_died"), ("spin", "timeout_cleaning"), ("eat", "memory")])
def test_the_item_that_did_it_is_found_among_eight(deed, reason):
    items = ["a", "b", "c", "d", "e", deed, "g", "h"]
    results = crew(lambda made: batch(made, items), no_more_memory)
    assert [r for r in results if not isinstance(r, Lost)] == ["A", "B", "C", "D", "E", "G", "H"]
    assert results[5].reason == reason


def test_several_bad_items_are_all_found():
    results = crew(lambda made: batch(made, ["exit", "b", "sleep", "d"]), seats=1)
    assert [getattr(r, "reason", r) for r in results] == ["worker_died", "B", "timeout_cleaning", "D"]


def test_a_worker_killed_from_outside_costs_nothing():
    async def test(made):
        pid = await made.run(pid_of, (), SECONDS, "timeout_cleaning")
        os.kill(pid, 9)
        return pid, await made.run(pid_of, (), SECONDS, "timeout_cleaning")

    first, second = crew(test, seats=1)
    assert first != second


def test_what_a_task_raises_reaches_who_asked():
    with pytest.raises(KeyError):
        crew(lambda made: made.run(act, (["raise"],), SECONDS, "timeout_cleaning"))


def test_stopping_ends_what_is_under_way_at_once():
    async def test(made):
        task = asyncio.ensure_future(made.run(act, (["sleep"],), 30, "timeout_cleaning"))
        await made.run(pid_of, (), 30, "timeout_cleaning")  # by then the other is at work, too
        began = time.monotonic()
        made.stop()
        with pytest.raises(Stopped):
            await task
        return time.monotonic() - began

    assert crew(test) < 2


def test_a_task_that_waits_for_others_is_not_taken_for_one_that_hangs():
    async def test(made):
        return await made.run(time.sleep, (SECONDS * 2,), SECONDS, "timeout_cleaning")

    assert crew(test) is None


DATED = """name: Ministry, Examplia
hosts: [mfa.example]
find:
  - feed: https://mfa.example/rss
article:
  - {body: div.old, until: 2025-06-30}
  - {body: div.new}
"""


def test_a_page_is_read_by_the_article_block_that_held_when_it_was_fetched_whenever_it_was_published(tmp_path, monkeypatch):
    """A redesign changes old articles too; a replayed archive has the day of its record."""
    path = tmp_path / "ex" / "mfa.yml"
    path.parent.mkdir()
    path.write_text(DATED, encoding="utf-8")
    site, used = load_site(path), []

    def cleaning(body, url, *, site, **_):
        used.append(site.body)
        return Rejected(url=url, stage="clean", reason="empty")

    monkeypatch.setattr(child, "_clean", cleaning)
    early = {"published": "2025-05-01T10:00:00+04:00"}
    for day, hints in (("2025-06-30", {}), ("2025-07-01", {}), ("2026-01-01", early)):
        fetched = datetime.fromisoformat(day).replace(tzinfo=UTC)
        child.clean(Page(url="https://mfa.example/1", body=b"x", fetched=fetched, site=site.id, hints=hints), site, frozenset())
    assert used == ["div.old", "div.new", "div.new"]


def test_a_batch_that_fails_where_each_alone_does_not_is_told_as_our_own_fault(monkeypatch, caplog):
    class Annotator:
        def annotate_many(self, requests):
            if len(requests) > 1:
                raise KeyError("together")
            return [Annotation()]

    monkeypatch.setattr(child, "_annotator", Annotator())
    articles = [
        (Article(url=f"https://mfa.example/{n}", text="x", extraction=Extraction(method="x")), Source(site="s")) for n in "12"
    ]
    assert child.annotate(articles) == [Annotation(), Annotation()]
    assert "2 articles fail together and none alone" in caplog.text
