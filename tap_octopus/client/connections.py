"""How many calls may be on their way at once: fewer, once Octopus has had too many (code -51)."""

from __future__ import annotations

import contextlib
import logging
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.output.lock import RunLock

_log = logging.getLogger("tap-octopus")


class Connections:
    """Lets a call begin when there is room for it.

    Attributes:
        limit: How many calls there may be at once, and dossiers too.
    """

    def __init__(self, lock: RunLock, limit: int) -> None:
        self.limit = limit
        self._lock = lock
        self._used = 0

    @contextlib.contextmanager
    def slot(self) -> Iterator[None]:
        """Wait for room, and take it as long as the context lasts."""
        while self._used >= self.limit:
            self._lock.wait_for_change()
        self._used += 1
        try:
            yield
        finally:
            self._used -= 1
            self._lock.notify()

    def lower_limit(self) -> None:
        """Make room for one less than there are now, but for one."""
        fewer = max(min(self.limit, self._used) - 1, 1)
        if fewer < self.limit:
            self.limit = fewer
            _log.warning(
                "Octopus has too many connections (errorCode -51): going on with %s at a time; "
                "parallel_dossiers may be less", fewer,
            )  # fmt: skip
