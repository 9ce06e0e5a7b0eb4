"""Which addresses may be connected to? Public ones, checked where names become addresses, so that what is checked is what is used.

Twisted connects to the very addresses that its resolver gives: a name that answers differently a second time (DNS rebinding)
gains nothing, and every spelling of an address (decimal, octal, hexadecimal, IPv6-mapped …) has become one address by then.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_IPV4_COMPATIBLE = ipaddress.ip_network("::/96")
_REMEMBERED = 1024
"""Names of which it is remembered that they lead to a forbidden address: far more than the hosts of all definitions."""

_private_allowed: set[str] = set()
_forbidden: OrderedDict[str, str] = OrderedDict()


def is_public(address: str) -> bool:
    """May a crawler of public sites connect to this IP address? False for what isn't one.

    Not loopback, private, link-local (cloud metadata), shared, reserved, documentation or multicast, nor an IPv6 address that
    carries such an IPv4 address: mapped (RFC 4291), 6to4 (RFC 3056), Teredo (RFC 4380), NAT64 (RFC 6052).
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _carried(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local or ip in _NAT64_LOCAL or ip in _IPV4_COMPATIBLE:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _carried(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None


def allow_private(hosts: Iterable[str]) -> None:
    """Let these hosts be private from now on in this process (a site's own `hosts` under ALLOW_PRIVATE)."""
    _private_allowed.update(_bare(h) for h in hosts)


def was_forbidden(host: str) -> str | None:
    """The address for which a connection to this host was refused, if its last resolution was."""
    return _forbidden.get(_bare(host))


def may_connect(host: str, address: str) -> bool:
    """The rule: a public address, or a host that was allowed to be private."""
    return is_public(address) or _bare(host) in _private_allowed


def _bare(host: str) -> str:
    return host.strip("[]").lower().rstrip(".")


@implementer(IResolutionReceiver)
class _Checked:
    """Passes on the addresses that may be connected to."""

    def __init__(self, receiver: Any, host: str) -> None:
        self._receiver, self._host = receiver, host

    def resolutionBegan(self, resolution: Any) -> None:
        _forbidden.pop(_bare(self._host), None)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:
        if may_connect(self._host, address.host):
            self._receiver.addressResolved(address)
        else:
            _forbidden[_bare(self._host)] = address.host
            while len(_forbidden) > _REMEMBERED:
                _forbidden.popitem(last=False)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PublicResolver:
    """Scrapy's TWISTED_DNS_RESOLVER: the system's resolver (IPv4 and IPv6), answering public addresses only."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor
        self._resolver = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicResolver:
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver, once."""
        if not isinstance(self._reactor.nameResolver, PublicResolver):
            self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        checked = _Checked(resolutionReceiver, hostName)
        return self._resolver.resolveHostName(checked, hostName, portNumber, addressTypes, transportSemantics)
