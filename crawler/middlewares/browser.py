"""Where may a browser go that renders a site's pages? To the addresses that were checked for the site's hosts, and nowhere else.

Chromium gets its own rules for names: each of the site's hosts is pinned to a checked address, every other name has none. So
redirects, scripts, frames and sockets inside the browser are held as our own requests are, and nothing it asks a second time.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import shutil
import socket
from typing import Any
from urllib.parse import urlsplit

from crawler.middlewares.addresses import is_public
from crawler.middlewares.guard import allowed_hosts
from crawler.model import Site

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 30
"""For one page to be still; what is there by then is taken."""
BLOCKED = frozenset({"image", "media", "font", "stylesheet", "websocket", "eventsource", "manifest", "ping"})
"""Kinds of resources that a text doesn't need."""


class BrowserMissing(ValueError):
    """The site needs a browser, and something for that is not installed: the message says what to do."""


def settings_for(site: Site, *, allow_private: bool) -> dict[str, Any]:
    """scrapy-playwright's settings for one site. Raises BrowserMissing. Looks its hosts up in the DNS."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        raise BrowserMissing(f"{site.id} needs a browser (`browser: true`): pip install -r requirements-browser.txt")
    binary = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if binary is None:
        raise BrowserMissing(f"{site.id} needs a browser (`browser: true`): install Chromium (e.g. apt-get install chromium)")
    hosts = allowed_hosts(site)

    def unwanted(request: Any) -> bool:
        parts = urlsplit(request.url)
        return request.resource_type in BLOCKED or parts.scheme not in ("http", "https") or (parts.hostname or "") not in hosts

    return {
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": binary,
            "chromium_sandbox": os.getuid() != 0,  # root has no sandbox in Chromium: run it as somebody else
            "args": [f"--host-resolver-rules={name_rules(site, allow_private=allow_private)}", "--no-proxy-server", "--disable-gpu",
                     "--webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-background-networking"],
        },
        "PLAYWRIGHT_ABORT_REQUEST": unwanted,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": SECONDS * 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": site.pace.at_once,
        "PLAYWRIGHT_CONTEXTS": {"default": {"service_workers": "block", "accept_downloads": False}},
    }  # fmt: skip


def name_rules(site: Site, *, allow_private: bool) -> str:
    """Chromium's host rules: the site's hosts to checked addresses, no address for all else."""
    rules = []
    for host in sorted(allowed_hosts(site)):
        address = _checked(host, allow_private=allow_private and host in site.hosts)
        if address:
            rules.append(f"EXCLUDE {host}" if address == host.strip("[]") else f"MAP {host} {address}")
    return ", ".join([*rules, "MAP * ~NOTFOUND"])


def _checked(host: str, *, allow_private: bool) -> str | None:
    """An address of the host that may be connected to."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except OSError:
        return None
    addresses = [str(info[4][0]) for info in found]
    good = next((a for a in addresses if allow_private or is_public(a)), None)
    return f"[{good}]" if good and ipaddress.ip_address(good.partition("%")[0]).version == 6 and good != host.strip("[]") else good


def meta_for(role: str, way: str | None) -> dict[str, Any]:
    """What a request says to be rendered: articles and listings are, feeds, sitemaps and JSON are not."""
    if role != "article" and way != "listing":
        return {}
    return {"playwright": True, "playwright_page_goto_kwargs": {"wait_until": "networkidle", "timeout": SECONDS * 1000}}
