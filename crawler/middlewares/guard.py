"""May that request go there? Only http and https, only a site's hosts, only public addresses; redirects included.

A request says in `meta["role"]` what it is for: "article", "file", "robots" or "find". Articles and their files stay on the
site's `hosts`; what finds them may also lie where the definition itself says (a feed on another host); robots.txt may be
redirected (RFC 9309).
"""

from __future__ import annotations

import ipaddress
import logging
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.middlewares import addresses
from crawler.middlewares.refused import Refused
from crawler.model import Site
from crawler.model.url import MalformedUrl, canonical_host, host_of

logger = logging.getLogger(__name__)

COMMON_PORTS = frozenset({80, 443})


class GuardMiddleware:
    """The first downloader middleware: everything that will touch the network passes here, each redirect anew."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._replay = False
        self._private: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        from scrapy import signals

        guard = cls(crawler)
        crawler.signals.connect(guard.spider_opened, signals.spider_opened)
        return guard

    def spider_opened(self, spider: Spider) -> None:
        """Put the checking resolver in its place, and open it for a site's own private hosts where that is allowed."""
        from twisted.internet import reactor

        addresses.PublicResolver(reactor).install_on_reactor()
        site: Site | None = getattr(spider, "site", None)
        self._replay = bool(getattr(spider, "replay", None))
        if site and self._crawler.settings.getbool("ALLOW_PRIVATE"):
            self._private = frozenset(site.hosts)
            addresses.allow_private(site.hosts)

    def process_request(self, request: Request) -> None:
        """Raises Refused."""
        try:
            host = host_of(request.url)
        except MalformedUrl as error:
            raise Refused("malformed_url", str(error)) from None
        parts = urlsplit(request.url)
        if parts.username or parts.password:
            raise Refused("malformed_url", "credentials in the URL")
        site: Site | None = getattr(self._crawler.spider, "site", None)
        if site is not None:
            self._on_site(request, site, host)
            if host not in self._private and parts.port not in (None, *COMMON_PORTS, *ports_of(site)):
                raise Refused("forbidden_address", f"port {parts.port}")
        self._not_private_literal(host)

    def process_response(self, request: Request, response: Response) -> Response:
        """A second look at where the answer came from, should anything have connected past the resolver."""
        ip = response.ip_address
        if ip is not None and not addresses.may_connect(host_of(request.url), str(ip)):
            raise Refused("forbidden_address", f"answered from {ip}")
        return response

    def _on_site(self, request: Request, site: Site, host: str) -> None:
        role = request.meta.get("role")
        if role == "robots" or host in allowed_hosts(site, find=role == "find"):
            return
        if request.meta.get("redirect_times"):
            raise Refused("redirect_off_site", f"redirected to {host}")
        raise Refused("off_site", f"{host} is not one of the site's hosts")

    def _not_private_literal(self, host: str) -> None:
        """An address written out needs no resolver; refuse it before a connection is thought of."""
        try:
            address = str(ipaddress.ip_address(host.strip("[]")))
        except ValueError:
            return
        if not self._replay and not addresses.may_connect(host, address):
            raise Refused("forbidden_address", f"{address} is not a public address")


def allowed_hosts(site: Site, *, find: bool = False) -> frozenset[str]:
    """The site's hosts, each also with and without `www.`; with `find`, also the hosts of the addresses in its `find`."""
    hosts = set(site.hosts)
    if find:
        hosts |= {h for f in site.find if (h := _host(f.address))}
    return frozenset(
        hosts | {h.removeprefix("www.") for h in hosts} | {f"www.{h}" for h in hosts if not h.startswith(("www.", "["))}
    )


def ports_of(site: Site) -> frozenset[int]:
    """Ports that the definition's own addresses name."""
    return frozenset(p for f in site.find if (p := urlsplit(_plain(f.address)).port))


def _plain(address: str) -> str:
    return address.replace("{", "").replace("}", "")


def _host(address: str) -> str | None:
    try:
        return canonical_host(urlsplit(_plain(address)).hostname or "")
    except MalformedUrl:
        return None
