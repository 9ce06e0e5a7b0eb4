"""Who may open a ledger, which one, and what happens when it is lost."""

import subprocess
import sys

import pytest
import sqlalchemy as sa

from crawler.ledger import Ledger, LedgerError, LedgerLocked
from tests.ledger.conftest import ONE, TWO


def test_a_second_run_of_the_site_is_refused_and_another_site_is_not(opened):
    ledger = opened()
    with pytest.raises(LedgerLocked, match="one_ex"):
        opened()
    opened("two_ex")
    ledger.close()
    opened()


def test_a_newer_ledger_is_refused_in_words(url, opened):
    opened().close()
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text("UPDATE dragoman_ledger SET version = 2"))
    with pytest.raises(LedgerError, match="newer Dragoman"):
        opened()
    with sa.create_engine(url).begin() as connection:
        connection.execute(sa.text("UPDATE dragoman_ledger SET version = 0"))
    with pytest.raises(LedgerError, match="builds it anew"):
        opened()


@pytest.mark.parametrize("bad", ["nonsense", "mysql://x/y", "postgresql+psycopg://nobody@127.0.0.1:1/x"])
def test_a_ledger_that_cannot_be_opened_says_so_in_one_line(tmp_path, bad):
    with pytest.raises(LedgerError) as failed:
        Ledger.open(bad, "one_ex", run="r", output=tmp_path)
    assert "\n" not in str(failed.value)
    Ledger.open(f"sqlite:///{tmp_path / 'l.db'}", "one_ex", run="r", output=tmp_path).close()


def test_a_missing_driver_is_named_with_the_way_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match="pip install 'psycopg"):
        Ledger.open("postgresql://127.0.0.1:1/x", "one_ex", run="r", output=tmp_path)


def test_first_runs_of_several_sites_at_once_make_one_ledger(tmp_path):
    program = (
        "import sys; from pathlib import Path; from crawler.ledger import Ledger; folder = Path(sys.argv[1]);"
        "ledger = Ledger.open(f'sqlite:///{folder}/ledger.db', sys.argv[2], run='r', output=folder);"
        "[ledger.found(f'https://news.example/{n}') for n in range(2000)]; ledger.close()"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), f"site{n}_ex"], stderr=subprocess.PIPE, text=True)
        for n in range(5)
    ]
    said = [run.communicate(timeout=60)[1] for run in runs]
    assert [run.returncode for run in runs] == [0] * 5, said
    with sa.create_engine(f"sqlite:///{tmp_path / 'ledger.db'}").connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM pages")).scalar() == 10_000


def test_a_password_is_never_shown(tmp_path):
    with pytest.raises(LedgerError) as failed:
        Ledger.open("postgresql+psycopg://me:s3cret@127.0.0.1:1/x", "one_ex", run="r", output=tmp_path)
    assert "s3cret" not in str(failed.value)


def test_a_lost_ledger_is_told_at_once_and_for_ever(opened, tmp_path, url):
    if not url.startswith("sqlite"):
        pytest.skip("a file can be deleted, a server stopped: see the next test")
    told = []
    ledger = opened()
    ledger.on_failure(told.append)
    (tmp_path / "ledger.db").unlink()
    ledger.found(ONE)
    with pytest.raises(LedgerError, match="removed"):
        ledger.flush()
    assert told
    with pytest.raises(LedgerError):
        ledger.found(TWO)


def test_a_stopped_server_is_a_lost_ledger(server, tmp_path):
    ledger = Ledger.open(server.url, "three_ex", run="r", output=tmp_path)
    ledger.found(ONE)
    server.stop()
    try:
        with pytest.raises(LedgerError):
            ledger.flush()
        with pytest.raises(LedgerError):
            ledger.close()
    finally:
        server.start()
    again = Ledger.open(server.url, "three_ex", run="r", output=tmp_path)
    assert again.found(ONE).why == "new"
    again.close()
