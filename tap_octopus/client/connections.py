"""Limit how many dossiers make calls at once. An errorCode -51 of Octopus lowers the limit.

Octopus may count the running calls or the good tokens (octopus-api.md 13, question 1). So as soon
as the limit is lowered, both are fewer: later dossiers wait until earlier ones are done.
"""

from __future__ import annotations

import contextlib
import logging
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.output.lock import RunLock

_log = logging.getLogger("tap-octopus")


class Connections:
    """Limits how many dossiers make calls at once.

    Attributes:
        limit: How many dossiers are synced at once.
    """

    def __init__(self, lock: RunLock, limit: int) -> None:
        self.limit = limit
        self._lock = lock
        self._running = 0  # calls
        self._dossiers: list[int] = []  # those that are synced now, in the order of their beginning

    @contextlib.contextmanager
    def dossier(self, dossier: int) -> Iterator[None]:
        """Count a dossier among those that are synced now, while the context lasts."""
        self._dossiers.append(dossier)
        try:
            yield
        finally:
            self._dossiers.remove(dossier)
            self._lock.notify()

    @contextlib.contextmanager
    def slot(self, dossier: int | None) -> Iterator[None]:
        """Wait until a call may start, and count it as running while the context lasts."""
        while self._running >= self.limit or dossier in self._dossiers[self.limit :]:
            self._lock.wait_for_change()
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            self._lock.notify()

    def lower_limit(self) -> None:
        """Set the limit one below the calls that are running now, but at least to 1, and log it."""
        fewer = max(min(self.limit, self._running) - 1, 1)
        if fewer < self.limit:
            self.limit = fewer
            _log.warning(
                "Octopus has too many connections (errorCode -51): going on with %s at a time. "
                "If this comes again, set parallel_dossiers to %s", fewer, fewer,
            )  # fmt: skip
