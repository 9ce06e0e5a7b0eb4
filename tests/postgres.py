"""A PostgreSQL server of one's own for a test: made in a folder, on a socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest


def _programs():
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class Server:
    """A running server; `url` opens its database."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.url = f"postgresql+psycopg://postgres@/postgres?host={self.folder}"

    def start(self):
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off"
        _run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self):
        _run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop", check=False)


def _run(program, *arguments, check=True):
    command = [str(_programs() / program), *arguments]
    if os.geteuid() == 0:  # the server refuses to run as root
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")


@contextmanager
def postgres():
    """A server for the time of the `with`; skips the test where there is none to start."""
    pytest.importorskip("psycopg")
    if _programs() is None:
        pytest.skip("PostgreSQL is not installed")
    folder = tempfile.mkdtemp(prefix="pg-")  # a short path: sockets have no room for long ones
    server = Server(folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        _run("initdb", "-D", str(server.folder / "data"), "-U", "postgres", "-A", "trust", "-N")
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
