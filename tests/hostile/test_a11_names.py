"""A11: definitions that would build objects or climb out of their folder, and addresses that would."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crawler.model.url import canonical, url_id
from crawler.sites import SiteError, load_site, site_id
from tests.hostile.server import ARTICLE, Hostile, reply
from tests.hostile.test_where_requests_go import definition
from tests.spiders.harness import crawl, write_site

EVIL = [
    "name: !!python/object/apply:os.system ['touch {mark}']\n",
    "name: !!python/name:os.system x\n",
    "name: !!python/object/new:subprocess.Popen [['touch', '{mark}']]\n",
    "name: !<tag:yaml.org,2002:python/module:os> x\n",
    "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n",
    "name: {{" + "a: {" * 400 + "\n",
    "name: " + "[" * 5000 + "\n",
    "<<: {name: x}\n",
    "? {a: b}\n: x\n",
]
REST = "hosts: [mfa.example]\nfind:\n  - feed: https://mfa.example/rss\n"


@pytest.mark.parametrize("text", EVIL)
def test_a11_a_definition_is_plain_data_or_refused(text: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    path = tmp_path / "ex" / "mfa.yml"
    path.parent.mkdir()
    path.write_text(text.replace("{mark}", str(mark)) + REST)
    began = time.process_time()
    with pytest.raises(SiteError, match=r"mfa\.yml:\d+: "):
        load_site(path)
    assert time.process_time() - began < 2
    assert not mark.exists()


@pytest.mark.parametrize("name", ["..", "a b", "a;b", "ä", "a" * 80, "a\nb", "-rf $HOME", "a%2fb"])
def test_a11_no_file_name_becomes_another_path(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "ex"
    try:
        id = site_id(folder / f"{name}.yml")
    except SiteError:
        return
    assert id.replace("_", "").isalnum()
    assert id.isascii()


@pytest.mark.parametrize("secret", ["https://user:s3cret@mfa.example/rss", "http://:s3cret@mfa.example/rss"])
def test_a11_a_password_in_a_definition_is_refused_without_being_repeated(secret: str, tmp_path: Path) -> None:
    path = tmp_path / "ex" / "mfa.yml"
    path.parent.mkdir()
    path.write_text(f"name: M\nhosts: [mfa.example]\nfind:\n  - feed: {secret}\n")
    with pytest.raises(SiteError) as told:
        load_site(path)
    assert "s3cret" not in str(told.value)


def test_a11_an_address_that_climbs_is_a_name_and_no_path(tmp_path: Path) -> None:
    climbing = [
        "/en/news/1/../../../../etc/passwd",
        "/en/news/..%2f..%2f..%2fetc",
        "/en/news/1%00.html",
        "/en/news/1/%2e%2e/%2e%2e/x",
    ]
    for path in climbing:
        assert len(url_id(f"https://mfa.example{path}")) == 64
        assert "/../" not in canonical(f"https://mfa.example{path}")
    with Hostile({}) as site:
        site.routes["/rss"] = reply(
            200, f"<rss><channel>{''.join(f'<item><link>{p}</link></item>' for p in climbing)}</channel></rss>".encode()
        )
        site.routes["/en/news/7"] = reply(200, ARTICLE)
        crawl(write_site(tmp_path, "climb", definition(site)), tmp_path)
    made = {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*")}
    assert made <= {"sites", "output", "yielded.json"}
