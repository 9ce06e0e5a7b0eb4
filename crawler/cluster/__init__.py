"""How do more machines than one share the work? Ray places it; nothing is lost or doubled when one of them dies.

Every machine has the project and its Python at the same path, and sees the same output folder. Ray is an extra
(requirements-ray.txt) and is imported where it is used.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
"""Where the package lies, here and on every node."""
LOOPBACK = "127.0.0.1"


class NoCluster(Exception):
    """Ray is not installed, or no cluster answers at RAY_ADDRESS: in words (exit code 6)."""


@contextlib.contextmanager
def connected() -> Iterator[Any]:
    """The `ray` module, connected: to the cluster that RAY_ADDRESS names, else to one of its own on this machine. Raises NoCluster.

    A cluster of our own listens on loopback alone and ends with the block.
    """
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # quiet: there is no GPU here
    try:
        import ray
    except ImportError:
        raise NoCluster("Ray is not installed: pip install -r requirements-ray.txt") from None
    address = os.environ.get("RAY_ADDRESS")
    given: dict[str, Any] = {} if address else {"_node_ip_address": LOOPBACK, "include_dashboard": False}
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    ours = not ray.is_initialized()
    if ours:
        try:
            ray.init(
                logging_level=logging.ERROR,
                log_to_driver=False,
                runtime_env={"env_vars": {"PYTHONPATH": path}},
                **given,
            )
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise NoCluster(f"no cluster{f' at {address}' if address else ''}: {str(error).splitlines()[0][:200]}") from None
    try:
        yield ray
    finally:
        if ours:
            ray.shutdown()


def cores(ray: Any) -> int:
    """Cores of the whole cluster, as its nodes say."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))
