"""A ledger in PostgreSQL: crawls, kills, two at once, and a server that goes away during a run."""

import os
import signal
import time

import pytest

from tests.faults.harness import Run, end
from tests.postgres import postgres


@pytest.fixture(scope="module")
def server():
    with postgres() as running:
        yield running


@pytest.fixture
def run(room, tmp_path, server):
    import sqlalchemy as sa

    with sa.create_engine(server.url).begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    return Run(room, tmp_path, settings={"LEDGER_URL": server.url})


def first_lines(run, process):
    while not run.segments():
        assert process.poll() is None
        time.sleep(0.01)


def test_a_killed_run_with_a_shared_ledger_gives_every_article_once(run):
    process = run.start()
    first_lines(run, process)
    os.kill(process.pid, signal.SIGKILL)
    end(process)
    code, said = run()
    assert code == 0, said[-2000:]
    run.assert_whole()


def test_two_machines_with_one_ledger_don_t_crawl_a_site_at_once(room, run, tmp_path):
    slow = Run(room, tmp_path, settings=run.settings, delay=1)
    process = slow.start()
    first_lines(slow, process)
    other = Run(room, tmp_path / "other", settings=run.settings)
    code, said = other()
    end(process)
    assert code == 5, said[-2000:]
    assert "another run holds" in said


def test_a_server_that_stops_during_a_run_stops_it_and_a_rerun_goes_on(room, run, tmp_path, server):
    slow = Run(room, tmp_path, settings=run.settings, delay=0.5)
    process = slow.start()
    first_lines(slow, process)
    server.stop()
    try:
        said = process.communicate(timeout=60)[1]
    finally:
        end(process)
        server.start()
    assert process.returncode == 4, said[-2000:]
    assert "Traceback" not in said
    again = Run(room, tmp_path, settings=run.settings)
    code, said = again()
    assert code == 0, said[-2000:]
    again.assert_whole()
