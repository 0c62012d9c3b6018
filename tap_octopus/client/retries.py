"""The sender that repeats a request after a temporary failure, with growing pauses."""

from __future__ import annotations

import collections
import itertools
import logging
import random
import typing as t

import backoff

from tap_octopus.errors import CallsSpent, TemporaryError, TooManyConnections

if t.TYPE_CHECKING:
    from collections.abc import Generator

    from backoff.types import Details

    from tap_octopus.client.operations import Request, Send
    from tap_octopus.output.lock import RunLock
    from tap_octopus.rows.answers import Answer

TRIES = 4
"""The most times that one request is sent."""

RETRIES_PER_DOSSIER = 6
"""The retries for one dossier in one run. Beyond them, a failed call of it is not repeated."""

LEAST_FOR_ROOM = 8.0
"""The longest first pause, in seconds, after Octopus had too many connections."""

TOKEN_SECONDS = 600
"""The last pause, in seconds, after Octopus had too many connections: each token has ended then."""

LONGEST_WAIT = 60
"""Seconds. If a server asks for a longer pause, the request is not repeated in this run."""

_log = logging.getLogger("tap-octopus")


class Retries:
    """Sends a request, and repeats it after a `TemporaryError`: at most 4 tries.

    Attributes:
        is_hopeful: Whether retries make sense. When False, each request is sent once.
    """

    def __init__(self, next_sender: Send, lock: RunLock) -> None:
        self._next = next_sender
        self._lock = lock
        self.is_hopeful = True
        self._used: collections.Counter[int | None] = collections.Counter()

    def __call__(self, request: Request) -> Answer:
        """Send a request.

        Raises:
            TemporaryError: When the last try failed as well.
        """
        failed: list[TemporaryError] = []

        def note(details: Details) -> None:
            failed.append(t.cast("TemporaryError", details["exception"]))
            self._used[request.dossier] += 1
            level = logging.WARNING if details["wait"] > LONGEST_WAIT else logging.DEBUG
            place = "" if request.dossier is None else f"dossier {request.dossier}: "
            told = f"{place}{failed[-1]}; trying again in {details['wait']:.0f} seconds"
            _log.log(level, told)

        retrying = backoff.on_exception(
            waits, TemporaryError, max_tries=self._tries(request), giveup=asks_too_much,
            jitter=None, on_backoff=note, logger=None,
        )  # fmt: skip
        try:
            with self._lock.released():  # for the pauses
                return retrying(self._send)(request)
        except CallsSpent:
            if not failed or isinstance(failed[-1], TooManyConnections):
                raise
            raise failed[-1] from None  # it says more than that the calls are spent

    def _send(self, request: Request) -> Answer:
        with self._lock.held():
            return self._next(request)

    def _tries(self, request: Request) -> int:
        left = RETRIES_PER_DOSSIER - self._used[request.dossier]
        return min(TRIES, 1 + left) if self.is_hopeful else 1


def asks_too_much(error: Exception) -> bool:
    """Return whether the server asks for a longer pause than 60 seconds."""
    return isinstance(error, TemporaryError) and (error.retry_after or 0) > LONGEST_WAIT


def waits() -> Generator[float, t.Any, None]:
    """Yield the seconds to wait after each failure; the failure is sent into the generator.

    They are the seconds that the server asked for. Without those they double each time, with
    jitter. Where Octopus has too many connections, the last pause outlasts the tokens: Octopus may
    count each of them as a connection (octopus-api.md 13, question 1).
    """
    longest = 1.0
    error = yield 0
    for tries in itertools.count(1):
        is_crowded = isinstance(error, TooManyConnections)
        if is_crowded:
            longest = max(longest, LEAST_FOR_ROOM)
        asked = getattr(error, "retry_after", None)
        pause = random.uniform(longest / 2, longest) if asked is None else asked  # noqa: S311
        error = yield TOKEN_SECONDS if is_crowded and tries == TRIES - 1 else pause
        longest *= 2
