"""Why did a fetch fail? Exceptions of the network and of our own refusals, as reasons from the closed list."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet import error as tx

from crawler.archive import ArchiveError, NotInArchive
from crawler.middlewares import addresses
from crawler.middlewares.refused import Refused
from crawler.model import Reason

_KINDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Reason], ...] = (
    (NotInArchive, "not_in_archive"),
    (DownloadConnectionRefusedError, "refused"),
    ((DownloadTimeoutError, tx.TimeoutError, tx.TCPTimedOutError, TimeoutError), "timeout"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "reset"),
    ((SSL.Error, VerificationError), "tls"),
    ((UnsupportedURLSchemeError, NotSupported), "malformed_url"),
    ((tx.ConnectionRefusedError, ConnectionRefusedError), "refused"),
    ((tx.ConnectionLost, tx.ConnectionDone, tx.ConnectionAborted, ConnectionResetError), "reset"),
    (tx.ConnectError, "refused"),
    (ArchiveError, "unreadable"),
)


def reason_of(error: BaseException, url: str) -> tuple[Reason, str]:
    """The reason and, in words, what was seen."""
    if isinstance(error, Refused):
        return error.reason, error.detail
    if isinstance(error, CannotResolveHostError | tx.DNSLookupError):
        host = urlsplit(url).hostname or ""
        if forbidden := addresses.was_forbidden(host):
            return "forbidden_address", f"{host} is {forbidden}, not a public address"
        return "dns", f"{host} has no address"
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in str(error):
        return "too_large", "unpacks to more than DOWNLOAD_MAXSIZE"
    for cause in _causes(error):
        for kinds, reason in _KINDS:
            if isinstance(cause, kinds):
                return reason, _words(cause)
    if isinstance(error, OSError | EOFError):  # what decompression raises
        return "bad_encoding", _words(error)
    return "fetch_error", _words(error)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and what lies beneath it: Twisted wraps the true reason once or twice."""
    waiting, seen = [error], 0
    while waiting and seen < 10:
        cause, seen = waiting.pop(0), seen + 1
        wrapped = [getattr(f, "value", None) for f in getattr(cause, "reasons", None) or ()]
        beneath = [*wrapped, cause.__cause__]
        waiting += [b for b in beneath if isinstance(b, BaseException)]
        if not isinstance(cause, DownloadFailedError) and not wrapped:
            yield cause


def _words(error: BaseException) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in str(error)[:400]).split())
    return f"{type(error).__name__}: {text}"[:200] if text else type(error).__name__
