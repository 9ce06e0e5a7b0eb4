"""Can a run go as it is set? What a setting may be, so that a slip of the pen is told before the first request."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LEAST_WHOLE: Mapping[str, int] = {
    "WORKER_ANNOTATORS": 0, "WORKER_CLEANERS": 0, "WORKER_MEMORY": 1 << 26, "WORKER_BATCH": 1, "REVISIT_MOST": 0,
    "BUDGET_REQUESTS": 1, "BUDGET_PER_SHAPE": 1, "MAX_PATH_DEPTH": 1, "FIND_MAX_DEPTH": 0, "FIND_MAX_SOURCES": 1,
    "DOWNLOAD_MAXSIZE": 1, "REDIRECT_MAX_TIMES": 0, "RETRY_TIMES": 0, "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 1,
    "CONCURRENT_ITEMS": 1, "RAY_PART_BYTES": 1,
}  # fmt: skip
"""Settings that are whole numbers, with the least that makes sense."""

LEAST: Mapping[str, float] = {
    "WORKER_CLEAN_SECONDS": 0.1, "WORKER_ANNOTATE_SECONDS": 0.1, "STOP_SECONDS": 0, "RETRY_MAX_WAIT": 0, "FULL_PASS_DAYS": 0,
    "REVISIT_HOT_HOURS": 0, "REVISIT_WARM_HOURS": 0, "REVISIT_COLD_DAYS": 0, "DOWNLOAD_TIMEOUT": 0.1, "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_DELAY_JITTER": 0, "DNS_TIMEOUT": 0.1, "AUTOTHROTTLE_START_DELAY": 0, "AUTOTHROTTLE_MAX_DELAY": 0,
    "AUTOTHROTTLE_TARGET_CONCURRENCY": 0.01, "FEED_REST_HOURS": 0,
}  # fmt: skip
"""Settings that are numbers, likewise."""

FLAGS = ("ALLOW_PRIVATE", "AUTOTHROTTLE_ENABLED", "DOWNLOAD_VERIFY_CERTIFICATES", "COOKIES_ENABLED", "LOG_JSON")


def check(settings: Any) -> None:
    """Look at every setting of ours, and at Scrapy's that we lean on.

    Raises ValueError in words where a value makes no sense, FileNotFoundError where what it names is not there.
    """
    for name in LEAST_WHOLE:
        whole(settings, name)
    for name in LEAST:
        number(settings, name)
    share(settings, "EVENT_CONFIDENCE")
    for name in FLAGS:
        try:
            settings.getbool(name)
        except ValueError:
            raise ValueError(f"{name}={settings.get(name)!r} is neither True nor False") from None
    level = settings.get("LOG_LEVEL")
    if not isinstance(level, int) and str(level).upper() not in logging.getLevelNamesMapping():
        raise ValueError(f"LOG_LEVEL={level!r} is none of DEBUG, INFO, WARNING, ERROR")
    if not str(settings.get("USER_AGENT") or "").strip():
        raise ValueError("USER_AGENT is empty: a webmaster must be able to see who comes")
    if url := settings.get("LOAD_URL"):
        _loadable(str(url))
    if model := settings.get("SPACY_MODEL"):
        _installed(str(model))
    for name in ("REPLAY", "SITES_DIR"):
        if (given := settings.get(name)) and not Path(str(given)).exists():
            raise FileNotFoundError(f"{name}={given}: there is no such file or folder")


def whole(settings: Any, name: str) -> int:
    """A setting that is a whole number. Raises ValueError in words."""
    given = settings.get(name)
    try:
        if isinstance(given, float) and given != int(given):
            raise ValueError
        return int(_at_least(name, given, int(given), LEAST_WHOLE[name]))
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(_words(error) or f"{name}={given!r} is not a whole number") from None


def number(settings: Any, name: str) -> float:
    """A setting that is a number. Raises ValueError in words."""
    given = settings.get(name)
    try:
        return _at_least(name, given, float(given), LEAST[name])
    except (TypeError, ValueError) as error:
        raise ValueError(_words(error) or f"{name}={given!r} is not a number") from None


def share(settings: Any, name: str) -> float | None:
    """A setting that is a number of 0 to 1, or None. Raises ValueError in words."""
    given = settings.get(name)
    if given is None or given == "None":
        return None
    try:
        value = float(given)
    except (TypeError, ValueError):
        raise ValueError(f"{name}={given!r} is not a number") from None
    if not 0 <= value <= 1:
        raise ValueError(f"{name}={given} is not between 0 and 1")
    return value


class _TooLittle(ValueError):
    pass


def _words(error: Exception) -> str | None:
    return str(error) if isinstance(error, _TooLittle) else None


def _at_least(name: str, given: object, value: float, least: float) -> float:
    if not value >= least:  # not a number, the value of that name, is not either
        raise _TooLittle(f"{name}={given} is less than {least}, the least that makes sense")
    return value


def _loadable(url: str) -> None:
    from crawler.load import BadTarget, MissingExtra, open_database

    try:
        open_database(url)
    except (BadTarget, MissingExtra) as error:
        raise ValueError(f"LOAD_URL: {error}") from None


def _installed(model: str) -> None:
    try:
        found = Path(model).exists() or importlib.util.find_spec(model) is not None
    except (ImportError, ValueError):
        found = False
    if not found:
        raise FileNotFoundError(f"SPACY_MODEL={model}: no package and no folder of that name is here")
