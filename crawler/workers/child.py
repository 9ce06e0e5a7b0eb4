"""What does a worker process do? It cleans one page, or annotates one batch of articles, and holds to its limits.

Everything here runs outside the crawler's own process. A worker gets bytes and gives values; it opens no file of a page's
choosing and no connection. The crawler's own process imports this file without trafilatura and spaCy: workers alone need them.
"""

from __future__ import annotations

import ctypes
import gc
import json
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawler.ledger.near import Signature
from crawler.model import Annotation, Article, Page, Rejected, Site, Source

if TYPE_CHECKING:
    from crawler.annotate import Annotator

logger = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that the kernel sends when the parent dies."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page's article, and its text's signature for the search of copies."""

    article: Article
    signature: Signature


class CannotWork(Exception):
    """A worker lacks what it works with, the language model, a library or a process: no page can go on (exit code 6)."""


AHEAD = "DRAGOMAN_MODEL"
"""The variable by which the fork server learns which model its workers will want, as JSON: [name, plain]."""

_ahead: dict[tuple[str | None, bool], Annotator] = {}
_annotator: Annotator | CannotWork | None = None
_clean: Callable[..., Article | Rejected] | CannotWork | None = None


def start(memory: int, model: str | None, *, annotates: bool, plain: bool = False, least: float | None = None) -> None:
    """Prepare this process: it dies with its parent, has a bound on its memory and, to annotate, a model in it."""
    global _annotator, _clean
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the crawler decides when workers end
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))
    if sys.platform == "linux":
        die_with_parent()
        if os.getppid() == 1:
            os._exit(1)
    if annotates:
        _annotator = _load(model, plain, least)
    else:
        _clean = _cleaning()
    gc.collect()
    gc.freeze()  # the model and the lists stay: looking through them again and again takes a twentieth of the time
    bound_memory(memory)


def die_with_parent() -> None:
    """On Linux: let the kernel kill this process when its parent dies."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def bound_memory(headroom: int) -> None:
    """Let this process take `headroom` bytes of address space beyond what it has now; more is a MemoryError."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        used = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + headroom, used + headroom))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_ahead() -> None:
    """In the fork server: read the model that AHEAD names, for all workers to come."""
    model, plain = json.loads(os.environ.get(AHEAD, "[null, false]"))
    if not isinstance(found := _load(model, plain, None), CannotWork):
        _ahead[model, plain] = found


def _load(model: str | None, plain: bool, least: float | None) -> Annotator | CannotWork:
    if (model, plain) in _ahead:
        return _ahead[model, plain].at(least)
    try:
        from crawler.annotate import Annotator

        return Annotator.load("en", model=model, plain=plain, least=least)
    except Exception as error:  # whatever the reason, the run must end with it in words
        return CannotWork(f"the language model {model or 'en'} cannot be loaded: {in_words(error)}")


def _cleaning() -> Callable[..., Article | Rejected] | CannotWork:
    try:
        from crawler import read

        return read.clean
    except Exception as error:  # not a fault of any page: none may be rejected for it
        return CannotWork(f"the extraction cannot be loaded: {in_words(error)}")


def clean(page: Page, site: Site | None, boilerplate: frozenset[str]) -> Cleaned | Rejected:
    """One page to its article. Raises CannotWork; never for what the page holds."""
    if _clean is None or isinstance(_clean, CannotWork):
        raise _clean or CannotWork("the worker was started without the extraction")
    try:
        hints = site.hints(page.fetched.date()) if site else None
        found = _clean(
            page.body, page.url, site=hints, hints=page.hints, headers=page.headers, fetched=page.fetched, boilerplate=boilerplate,
            error_markers=site.error_markers if site else (),
        )  # fmt: skip
        if isinstance(found, Rejected):
            return found
        return Cleaned(found, Signature.of(found.text))
    except MemoryError:
        return Rejected(url=page.url, stage="clean", reason="memory", detail="cleaning it takes more memory than a worker may have")
    except Exception as error:
        return Rejected(url=page.url, stage="clean", reason="cleaning_failed", detail=in_words(error))


def annotate(batch: list[tuple[Article, Source]]) -> list[Annotation | Rejected]:
    """A batch of articles to their annotations, in order. Raises CannotWork; never for what a text holds."""
    if _annotator is None or isinstance(_annotator, CannotWork):
        raise _annotator or CannotWork("the worker was started without a language model")
    failed: Exception | None = None
    if len(batch) > 1:
        try:
            return list(_annotator.annotate_many([_request(article, source) for article, source in batch]))
        except Exception as error:
            gc.collect()  # one of them did it; what it left must not count against the others
            failed = error
    alone = [_alone(article, source) for article, source in batch]
    if failed and not isinstance(failed, MemoryError) and not any(isinstance(one, Rejected) for one in alone):
        logger.error("%d articles fail together and none alone, which is a bug of ours: %s", len(batch), in_words(failed))
    return alone


def _alone(article: Article, source: Source) -> Annotation | Rejected:
    assert _annotator is not None
    assert not isinstance(_annotator, CannotWork)
    try:
        (annotation,) = _annotator.annotate_many([_request(article, source)])
        return annotation
    except MemoryError:
        reason, detail = "memory", "annotating it takes more memory than a worker may have"
    except Exception as error:
        reason, detail = "annotation_failed", in_words(error)
    return Rejected(url=article.url, stage="annotate", reason=reason, detail=detail)  # type: ignore[arg-type]


def _request(article: Article, source: Source) -> Any:
    from crawler.annotate import Request

    published = article.published
    day = published.date() if isinstance(published, datetime) else published
    return Request(article.text, day, source.country, article.title, official=source.official)


def in_words(error: BaseException) -> str:
    """An exception as one bounded line without control characters."""
    words = f"{type(error).__name__}: {error}"
    return "".join(c if c.isprintable() else " " for c in words)[:300]
