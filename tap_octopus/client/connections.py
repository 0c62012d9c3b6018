"""Limit how many calls run at once. An errorCode -51 of Octopus lowers the limit."""

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
