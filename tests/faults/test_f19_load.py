"""F19: PostgreSQL stops while `scrapy load` writes: one line says so; the same command again gives every row once."""

from __future__ import annotations

import subprocess
import sys

import sqlalchemy as sa

from tests.faults.harness import HOUSE
from tests.load.synthetic import documents
from tests.postgres import postgres


def test_f19_a_server_that_stops_during_a_load_costs_nothing_but_a_rerun(tmp_path):
    path = tmp_path / "20260301T120000Z-0.jsonl"
    made = list(documents(3000))
    path.write_text("".join(r.line() + "\n" for r in made), encoding="utf-8")
    with postgres() as server:
        command = [sys.executable, "-m", "scrapy", "load", server.url, str(path)]
        first = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        engine = sa.create_engine(server.url)
        count = 0
        while not count and first.poll() is None:
            try:
                with engine.connect() as connection:
                    count = connection.execute(sa.text("SELECT count(*) FROM articles")).scalar()
            except sa.exc.SQLAlchemyError:
                continue
        server.stop()
        said = first.communicate(timeout=60)[0]
        if count and count < len({r.id for r in made}):
            assert first.returncode == 4, said
            assert "Traceback" not in said
        server.start()
        again = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=120, check=False)
        assert again.returncode == 0, again.stdout + again.stderr
        with sa.create_engine(server.url).connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM articles")).scalar() == len({r.id for r in made})
