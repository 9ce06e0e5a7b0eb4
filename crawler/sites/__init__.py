"""Which sites do we know? Reads the definitions: DIR/<folder>/<name>.yml is the site `<name>_<folder>`.

A mistake is reported as `file:line: field: message`. `platform: NAME` lays `sites/platforms/NAME.yml` beneath the site's own
fields: mappings are merged, everything else is the site's if it gives it; `{host}` in the platform's addresses is the site's
first host.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from crawler.model.site import ArticleHints, Expect, Find, Pace, Site
from crawler.model.url import MalformedUrl, canonical_host
from crawler.sites import document

PLATFORMS = Path(__file__).parent / "platforms"
REFUSED = "refused.yml"
"""The list of sites that refused us (crawler/sites/refused.py): it lies among the definitions and is none."""
MAX_BYTES = 64 * 1024
"""A definition has 10 to 25 lines; the longest platform is under 4 KiB. More than this is not a definition."""

_ID = re.compile(r"^[a-z0-9_]{1,64}$")
_PARTS: Mapping[str, type[BaseModel]] = {"find": Find, "article": ArticleHints, "pace": Pace, "expect": Expect}


@dataclass(eq=False)
class SiteError(ValueError):
    """A definition that can't be used. Its text is `file:line: field: message`."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


def load_sites(dirs: Sequence[Path]) -> dict[str, Site]:
    """All sites of these folders by id, in order of id. A later folder's site replaces an earlier one's of the same id.

    Raises SiteError at the first bad definition.
    """
    return {name: load_site(path, name=name) for name, path in sorted(site_files(dirs).items())}


def site_files(dirs: Sequence[Path]) -> dict[str, Path]:
    """The definition file of each site id, told by names alone: nothing is opened."""
    return {site_id(path): path for folder in dirs for path in _definitions(folder)}


def site_id(path: Path) -> str:
    """`az/mfa.yml` is `mfa_az`; `demo/mfa.yml` of the bundled newsroom is `demo_mfa`. Raises SiteError for other characters."""
    stem, folder = path.stem.replace("-", "_"), path.resolve().parent.name.replace("-", "_")
    name = f"demo_{stem}" if folder == "demo" else f"{stem}_{folder}"
    if not _ID.match(name):
        raise SiteError(str(path), 1, "file name", f"{name!r} must be 1 to 64 of a-z, 0-9 and _: rename the file or its folder")
    return name


def load_site(path: Path, *, name: str | None = None) -> Site:
    """One definition, checked. Raises SiteError."""
    name = name or site_id(path)
    file = _display(path)
    own = _read(path, file)
    _check_fields(own, file)
    data = _with_platform(own, file)
    try:
        site = Site.model_validate({**data, "id": name})
        replay = str(path.parent / site.replay) if site.replay else None
        return site.model_copy(update={"hosts": tuple(canonical_host(h) for h in site.hosts), "replay": replay})
    except ValidationError as error:
        raise _first(error, own, file) from None
    except MalformedUrl as error:
        raise SiteError(file, own.line("hosts"), "hosts", str(error)) from None


def _definitions(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder and its sub-folders, one level deep, in order of name."""
    if not folder.is_dir():
        raise SiteError(str(folder), 0, "SITES_DIR", "no such folder")
    for path in sorted([*folder.glob("*.yml"), *folder.glob("*/*.yml")]):
        if path.parent.name != "platforms" and path.name != REFUSED and not path.name.startswith((".", "_")):
            yield path


def _display(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _read(path: Path, file: str) -> document.Mapped:
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise SiteError(file, 1, "file", f"{len(raw)} bytes; a definition has at most {MAX_BYTES}")
        return document.read(raw.decode("utf-8"))
    except OSError as error:
        raise SiteError(file, 0, "file", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SiteError(file, 1 + error.object[: error.start].count(b"\n"), "file", "is not UTF-8") from None
    except document.BadDocument as error:
        raise SiteError(file, error.line, error.field, error.message) from None
    except RecursionError:
        raise SiteError(file, 1, "YAML", "nested too deeply") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise SiteError(file, mark.line + 1 if mark else 1, "YAML", problem) from None


def _check_fields(own: document.Mapped, file: str) -> None:
    """Unknown fields, with the nearest known one; `id` comes from the file's name."""
    for field in own.data:
        if field not in Site.model_fields or field == "id":
            raise SiteError(file, own.line(field), field, "unknown field" + _nearest(field, set(Site.model_fields) - {"id"}))
    for part, model in _PARTS.items():
        value = own.data.get(part)
        for i, block in enumerate(value if isinstance(value, list) else [value]):
            where = (part, i) if isinstance(value, list) else (part,)
            for field in block if isinstance(block, dict) else ():
                if field not in model.model_fields:
                    raise SiteError(
                        file, own.line(*where, field), f"{part}.{field}", "unknown field" + _nearest(field, set(model.model_fields))
                    )


def _nearest(field: str, known: set[str]) -> str:
    close = difflib.get_close_matches(str(field), sorted(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"


def _with_platform(own: document.Mapped, file: str) -> dict[str, Any]:
    platform = own.data.get("platform")
    if platform is None:
        return own.data
    path = PLATFORMS / f"{platform}.yml"
    if not isinstance(platform, str) or not _ID.match(platform) or not path.is_file():
        known = {p.stem for p in PLATFORMS.glob("*.yml")}
        raise SiteError(file, own.line("platform"), "platform", f"{platform!r} is not one" + _nearest(str(platform), known))
    beneath = _read(path, _display(path))
    _check_fields(beneath, _display(path))
    hosts = own.data.get("hosts")
    host = str(hosts[0]) if isinstance(hosts, list) and hosts else ""
    return _merged(_placed(beneath.data, host), own.data)


def _placed(value: Any, host: str) -> Any:
    if isinstance(value, dict):
        return {k: _placed(v, host) for k, v in value.items()}
    if isinstance(value, list):
        return [_placed(v, host) for v in value]
    return value.replace("{host}", host) if isinstance(value, str) else value


def _merged(beneath: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {k: _merged(beneath[k], v) for k, v in own.items() if isinstance(v, dict) and isinstance(beneath.get(k), dict)}
    return {**beneath, **own, **both}


def _first(error: ValidationError, own: document.Mapped, file: str) -> SiteError:
    """The first of pydantic's complaints, in the words and lines of the file."""
    complaint = error.errors(include_url=False)[0]
    where = [p for p in complaint["loc"] if p != "id"]
    if where and where[0] == "article" and isinstance(own.data.get("article"), dict):
        where = [w for w in where if w != 0]  # one block was given as a mapping, not as a list
    field = ".".join(str(p) for p in where) or "file"
    message = complaint["msg"].removeprefix("Value error, ")
    if complaint["type"] == "missing":
        message = "is missing"
    elif complaint["type"] not in ("value_error", "missing"):
        message += f", not {str(complaint['input'])[:80]!r}"
    return SiteError(file, own.line(*where), field, message)
