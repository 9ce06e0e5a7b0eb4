"""How is somebody told that a site broke? One message a process, to a webhook (`NOTIFY_WEBHOOK`) or a command (`NOTIFY_COMMAND`).

    {"text": "mfa_az: articles: the site listed none (1 × timeout, as https://…)",
     "alarms": [{"site": "mfa_az", "what": "articles: …", "since": "2026-03-02T09:17:00+00:00", "run": "…", "last_good": {…}}]}

`text` is what Slack, Mattermost and others show. The command gets the same on its standard input, and `text` in DRAGOMAN_ALARM.
"""

from __future__ import annotations

import json
import logging
import os
import shlex
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

logger = logging.getLogger("dragoman")

SECONDS = 15
"""What a webhook or a command may take. An alarm that could not be delivered is tried again after the next run."""

LONGEST = 3_000
"""Characters of `text`: what chat services take in one message."""


class NotDelivered(Exception):
    """Nobody was told; says why, without the webhook's address, which is a secret."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: one entry an alarm."""

    alarms: tuple[dict[str, Any], ...]

    def body(self) -> dict[str, Any]:
        """As the receiver gets it."""
        text = "\n".join(f"{a['site']}: {a['what']}" for a in self.alarms)
        return {"text": text if len(text) <= LONGEST else text[:LONGEST] + "…", "alarms": list(self.alarms)}


def doors(webhook: str | None, command: str | None) -> None:
    """Raises ValueError in words when a message could never be delivered so."""
    if webhook and (urlsplit(webhook).scheme not in ("http", "https") or not urlsplit(webhook).hostname):
        raise ValueError("NOTIFY_WEBHOOK is not an http or https address")
    if command:
        try:
            if not shlex.split(command):
                raise ValueError("it is empty")
        except ValueError as error:
            raise ValueError(f"NOTIFY_COMMAND cannot be read: {error}") from None


def deliver(message: Message, webhook: str | None, command: str | None) -> None:
    """Tell whoever is named. Raises NotDelivered when one of them could not be told."""
    body = message.body()
    failures = []
    for door, given in ((_post, webhook), (_run, command)):
        try:
            if given:
                door(given, body)
        except NotDelivered as error:
            failures.append(str(error))
    if failures:
        raise NotDelivered("; ".join(failures))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A message goes where it was sent and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _post(webhook: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(  # noqa: S310 http and https only: see doors()
        webhook, json.dumps(body).encode(), {"Content-Type": "application/json", "User-Agent": "Dragoman"}
    )
    opener = urllib.request.build_opener(_NoRedirect())
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            answer.read(1024)
    except urllib.error.HTTPError as error:
        raise NotDelivered(f"the webhook answered {error.code}") from None
    except (OSError, ValueError) as error:
        raise NotDelivered(f"the webhook did not answer: {getattr(error, 'reason', None) or type(error).__name__}") from None


def _run(command: str, body: dict[str, Any]) -> None:
    words = shlex.split(command)
    try:
        subprocess.run(  # noqa: S603 the operator's own command; what pages said goes in as data, never as its words
            words, input=json.dumps(body).encode(), env=os.environ | {"DRAGOMAN_ALARM": body["text"].replace("\x00", "")},
            timeout=SECONDS, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise NotDelivered(f"{words[0]} ended with {error.returncode}") from None
    except subprocess.TimeoutExpired:
        raise NotDelivered(f"{words[0]} did not end within {SECONDS} s") from None
    except OSError as error:
        raise NotDelivered(f"{words[0]}: {error.strerror}") from None
