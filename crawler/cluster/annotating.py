"""Files annotated on a cluster: each part of a file by one worker, into one segment, written whole or not at all.

A segment is renamed into its place when all of it is on the disk. So a part that was under way on a machine that died is done
again elsewhere, a part that was done is not, and the segments together are what one process would have written.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawler.cluster import cores
from crawler.inputs import Given, UnreadableInput, read_one, read_part
from crawler.inputs.parts import Part, cut
from crawler.model import Rejected
from crawler.model.exits import NOT_STARTED, STORAGE
from crawler.workers import Bench, CannotWork, Limits

MANIFEST = "job.json"
"""In the output folder: which inputs its segments are of."""


class OtherJob(Exception):
    """The folder holds what came out of other inputs or other options: the two would be mixed."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a part: documents and rejections written, whether it was there already, and what was unreadable."""

    part: str
    written: int = 0
    rejected: int = 0
    before: bool = False
    unreadable: str | None = None
    failed: str | None = None
    code: int = 0


def annotate(ray: Any, files: Iterable[str], given: Given, limits: Limits, folder: Path, size: int) -> Iterator[Done]:
    """Annotate files into segments of `folder`, part by part, in the order in which they are done.

    Stops no other part for one that fails: `failed` and `code` (exit code) say so. Raises OtherJob, OSError.
    """
    parts, unreadable = _cut_all(ray, list(files), size)
    yield from unreadable
    _claim(folder, parts, given, limits)
    if not parts:
        return
    rows = [{"part": json.dumps(asdict(part))} for part in parts]
    done = ray.data.from_items(rows, override_num_blocks=len(rows)).map(
        Annotating,
        fn_constructor_args=(given, limits, str(folder)),
        compute=ray.data.ActorPoolStrategy(size=min(cores(ray), len(rows))),
        num_cpus=1,
    )
    for row in done.iter_rows():
        yield Done(**row)


class Annotating:
    """One worker: a core, an annotator and a cleaner of its own, which stay from part to part."""

    def __init__(self, given: Given, limits: Limits, folder: str) -> None:
        """The processes start with the first part."""
        self._given, self._folder = given, Path(folder)
        self._bench = Bench(limits)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """One part to its segment; says what became of it."""
        part = Part(**json.loads(row["part"]))
        try:
            return asdict(self._annotated(part))
        except CannotWork as error:
            return asdict(Done(part.name, failed=str(error), code=NOT_STARTED))
        except OSError as error:
            return asdict(Done(part.name, failed=f"cannot write: {error.strerror or error}", code=STORAGE))

    def _annotated(self, part: Part) -> Done:
        segment = self._folder / f"{part.name}.jsonl"
        rejects = self._folder / f"{part.name}.rejects"
        if segment.exists():
            return Done(part.name, _lines(segment), _lines(rejects), before=True)
        unreadable: list[str] = []

        def inputs() -> Iterator[Any]:
            try:
                yield from read_part(part, self._given)
            except UnreadableInput as error:  # what came before it in the part counts
                unreadable.append(str(error))

        written: list[str] = []
        rejected: list[str] = []
        for result in self._bench.stream(read_one, inputs()):
            (rejected if isinstance(result, Rejected) else written).append(result.line())
        _put(rejects, rejected)
        _put(segment, written)  # last: its being there says that the part is done
        return Done(part.name, len(written), len(rejected), unreadable=unreadable[0] if unreadable else None)


def _cut_all(ray: Any, files: list[str], size: int) -> tuple[list[Part], list[Done]]:
    """Every file's parts, found where there is room; and the files that cannot be read."""

    def one(path: str) -> list[Part] | str:
        try:
            return cut(path, size)
        except OSError as error:
            return f"{path}: {error.strerror or error}"

    parts: list[Part] = []
    unreadable: list[Done] = []
    cutting = ray.remote(one)
    for path, found in zip(files, ray.get([cutting.remote(os.path.abspath(p)) for p in files]), strict=True):
        if isinstance(found, str):
            unreadable.append(Done(path, unreadable=found))
        else:
            parts += found
    return list(dict.fromkeys(parts)), unreadable


def _claim(folder: Path, parts: list[Part], given: Given, limits: Limits) -> None:
    """Make the folder this job's; a folder of the same job is gone on with. Raises OtherJob, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    seen = {path: os.stat(path) for path in {part.path for part in parts}}
    job = {
        "given": {k: str(v) if v is not None else None for k, v in asdict(given).items()},
        "model": limits.model,
        "files": {path: [seen[path].st_size, seen[path].st_mtime_ns] for path in sorted(seen)},
        "parts": [part.name for part in parts],
    }
    manifest = folder / MANIFEST
    if manifest.exists():
        try:
            same = json.loads(manifest.read_text(encoding="utf-8")) == job
        except ValueError:
            same = False
        if not same:
            raise OtherJob(f"{folder} holds what came out of other files or options: give an empty folder")
    elif any(folder.glob("*.jsonl")):
        raise OtherJob(f"{folder} holds JSON Lines that are not of this job: give an empty folder")
    else:
        _put(manifest, [json.dumps(job, ensure_ascii=False, indent=1)])


def _put(path: Path, lines: list[str]) -> None:
    """A file that is whole or absent, whatever dies."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in lines)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for _ in stream)
