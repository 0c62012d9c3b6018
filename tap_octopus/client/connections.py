"""Limit how many calls run at once. An errorCode -51 of Octopus lowers the limit.

Octopus may count each good token of a dossier as a connection (octopus-api.md 13, question 1). So a dossier
that is not connected waits for those that began before it, as soon as the limit is lowered.
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
    """Limits how many calls run at once.

    Attributes:
        limit: How many calls may run at once. As many dossiers are synced at once.
    """

    def __init__(self, lock: RunLock, limit: int) -> None:
        self.limit = limit
        self._lock = lock
        self._used = 0
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

    def wait_for_turn(self, dossier: int) -> None:
        """Wait until a dossier may connect: fewer than the limit began before it."""
        while dossier in self._dossiers[self.limit :]:
            self._lock.wait_for_change()

    @contextlib.contextmanager
    def slot(self) -> Iterator[None]:
        """Wait until a call may start, and count it as running while the context lasts."""
        while self._used >= self.limit:
            self._lock.wait_for_change()
        self._used += 1
        try:
            yield
        finally:
            self._used -= 1
            self._lock.notify()

    def lower_limit(self) -> None:
        """Set the limit one below the calls that are running now, but at least to 1, and log it."""
        fewer = max(min(self.limit, self._used) - 1, 1)
        if fewer < self.limit:
            self.limit = fewer
            _log.warning(
                "Octopus has too many connections (errorCode -51): going on with %s at a time. "
                "If this comes again, set parallel_dossiers to %s", fewer, fewer,
            )  # fmt: skip
