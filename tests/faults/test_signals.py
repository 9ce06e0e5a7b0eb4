"""SIGTERM and SIGINT end a run in order, whatever its servers do; the next run finishes what is left."""

import os
import signal
import time

import pytest

from tests.faults.harness import Run, end
from tests.newsroom.room import Fault

HANG = 300
"""Seconds for which a server says nothing. A run that waited for it would be seen; how fast it ends depends on the machine."""


def wait_for_lines(run, process, most=60):
    deadline = time.monotonic() + most
    while not run.segments():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)


def wait_for_lists(room, process, most=60):
    """Until the lists were read, after which articles are asked for."""
    deadline = time.monotonic() + most
    while not room.requests("bulk", "/sitemap.xml"):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(1)  # the server logs a request when it was answered, and articles here are not


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_in_order(room, tmp_path, number):
    run = Run(room, tmp_path, delay=0.3)
    process = run.start()
    wait_for_lines(run, process)
    began = time.monotonic()
    os.killpg(process.pid, number)  # as a terminal or a service manager does: to every process of the group
    said = process.communicate(timeout=HANG / 2)[1]
    took = time.monotonic() - began
    end(process)
    assert process.returncode == 0, said[-2000:]
    assert took < HANG / 4
    assert "Traceback" not in said
    assert "found" in said.splitlines()[-1]
    assert {r["stage"] for r in run.rejects()} <= {"fetch"}  # the dead link of the listing
    assert run.report()["balances"]
    assert 0 < len(run.documents()) < 40
    run.delay = 0
    Run.__post_init__(run)
    assert run()[0] == 0
    run.assert_whole()


def test_a_silent_server_does_not_hold_a_run_that_is_told_to_end(room, tmp_path):
    room.fault("bulk", r"/en/news/1000[0-9]+", Fault(hang=HANG))
    run = Run(room, tmp_path)
    process = run.start()
    wait_for_lists(room, process)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=HANG / 2)[1]
    end(process)
    assert time.monotonic() - began < HANG / 4
    assert process.returncode == 0, said[-2000:]
    room.heal()
    assert run()[0] == 0
    run.assert_whole()


def test_a_second_signal_ends_at_once(room, tmp_path):
    room.fault("bulk", r"/en/news/1000[0-9]+", Fault(delay=300))
    run = Run(room, tmp_path)
    process = run.start()
    wait_for_lists(room, process)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=HANG / 2)
    end(process)
    assert time.monotonic() - began < HANG / 4
    room.heal()
    assert run()[0] == 0
    run.assert_whole()
