"""Workers: what they are given comes back, and whatever a task does, it does to itself."""

import asyncio
import os
import time

import pytest

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
