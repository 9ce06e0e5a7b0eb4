"""Serves the newsroom by hand: `python -m tests.newsroom.server` prints where each site stands and waits to be interrupted."""

from __future__ import annotations

import argparse
import threading
from contextlib import suppress
from datetime import datetime

from tests.newsroom.bulk import bulk
from tests.newsroom.content import HOSTS
from tests.newsroom.definitions import write_sites
from tests.newsroom.room import Asked, Fault, Newsroom
from tests.newsroom.truth import CLOSING

__all__ = ["Asked", "Fault", "Newsroom", "main"]


def main() -> None:
    """Serves until interrupted; prints where each site stands."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.newsroom.server", description="Serves the invented newsroom on loopback."
    )
    parser.add_argument("--port", type=int, default=0, help="port of the first site; the others follow (default: free ports)")
    parser.add_argument(
        "--now", type=datetime.fromisoformat, default=CLOSING, help="the newsroom's time, with offset (default: %(default)s)"
    )
    parser.add_argument("--bulk", type=int, default=0, metavar="N", help="adds a site of N generated articles")
    parser.add_argument("--sites-dir", metavar="DIR", help="writes site definitions to DIR, for -s SITES_DIR=DIR")
    args = parser.parse_args()
    extra = bulk(args.bulk)
    names = (*HOSTS, *(["bulk"] if args.bulk else []))
    ports = {name: args.port + i for i, name in enumerate(names)} if args.port else {}
    with Newsroom(args.now, extra=extra, ports=ports) as room:
        for site, base in room.bases.items():
            print(f"{site:8} {base}  {len(room.view(site).shown)} articles", flush=True)
        if args.sites_dir:
            print(*write_sites(room, args.sites_dir), sep="\n", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
