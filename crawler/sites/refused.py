"""Which sites were tried and refused us, when and why? Read from `refused.yml`, checked like a definition."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from crawler.model.site import RefusedSite
from crawler.sites import REFUSED, SiteError, document

LIST = Path(__file__).parent / REFUSED


def load_refused(path: Path = LIST) -> dict[str, RefusedSite]:
    """The refusals by the id that the site would have (`mfa_jp`). Raises SiteError."""
    try:
        read = document.read(path.read_text(encoding="utf-8"))
    except document.BadDocument as error:
        raise SiteError(path.name, error.line, error.field, error.message) from None
    refused = {}
    for name, entry in read.data.items():
        try:
            refused[name] = RefusedSite.model_validate(entry)
        except ValidationError as error:
            complaint = error.errors(include_url=False)[0]
            where = [str(p) for p in complaint["loc"]]
            raise SiteError(path.name, read.line(name, *where), ".".join([name, *where]), complaint["msg"]) from None
    return refused


def refusal_of(host: str, refused: dict[str, RefusedSite]) -> tuple[str, RefusedSite] | None:
    """The refusal that concerns this host (`www.` aside), with its id; None if it never refused us."""
    bare = host.lower().removeprefix("www.")
    return next(((n, r) for n, r in refused.items() if bare in {h.removeprefix("www.") for h in r.hosts}), None)
