"""How does a process say how it went? The exit codes; docs/operations.md says what to do about each."""

from __future__ import annotations

OK = 0
USAGE = 1
"""A mistake in the command or a setting; for commands that read records also lines that are none."""
EXPECTATION = 3
"""A site gave less than its definition says it should."""
STORAGE = 4
"""A disk, a folder or a database failed."""
LOCKED = 5
"""Another run holds the site."""
NOT_STARTED = 6
"""What is needed is not there: a definition, a model, an archive, a driver."""

WORST_FIRST = (STORAGE, NOT_STARTED, USAGE, LOCKED, EXPECTATION, OK)
"""Which one several sites give together."""
