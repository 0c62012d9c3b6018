"""The top rung: repeats what may pass by itself, a few times and with growing pauses."""

from __future__ import annotations

import collections
import logging
import math
import random
import typing as t

import backoff

from tap_octopus.errors import CallsSpent, TemporaryError

if t.TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tap_octopus.answers import Answer
    from tap_octopus.client.operations import Request
    from tap_octopus.pen import Pen

TRIES = 4
"""How often one request is made at the most."""

RETRIES_PER_DOSSIER = 6
"""Repetitions for one dossier in one run: when it is down, its calls are not wasted on it."""

LONGEST_WAIT = 60
"""Seconds: a server that asks for a longer pause is left alone in this run."""

_log = logging.getLogger("tap-octopus")


class Retries:
    """Sends a request again after a `TemporaryError`.

    Attributes:
        is_hopeful: Whether trying again is of any use; otherwise a request is made once.
    """

    def __init__(self, below: Callable[[Request], Answer], pen: Pen) -> None:
        self._below = below
        self._pen = pen
        self.is_hopeful = True
        self._used: collections.Counter[int | None] = collections.Counter()

    def __call__(self, request: Request) -> Answer:
        """Send a request.

        Raises:
            TemporaryError: When the last try failed as well.
        """
        try:
            return self._below(request)
        except TemporaryError as error:
            failure = error
        return self._again(request, failure)

    def _again(self, request: Request, failure: TemporaryError) -> Answer:
        """Go on after a first failure: as nearly all calls succeed, the library is for these."""
        failures, pauses = [failure], list[object]()

        def send() -> Answer:
            if not pauses:
                raise failure
            try:
                with self._pen.held():
                    return self._below(request)
            except TemporaryError as error:
                failures.append(error)
                raise
            except CallsSpent:
                # Told by what went wrong, not by what forbids trying again; no pause would help.
                failures[-1].retry_after = math.inf
                raise failures[-1] from None

        def note(details: object) -> None:
            pauses.append(details)
            self._used[request.dossier] += 1
            _log.debug("%s; trying again", failures[-1])

        tries = min(TRIES, 1 + RETRIES_PER_DOSSIER - self._used[request.dossier])
        tries = tries if self.is_hopeful else 1
        again = backoff.on_exception(
            waits, TemporaryError, max_tries=tries, giveup=is_hopeless, jitter=None,
            on_backoff=note, logger=None,
        )  # fmt: skip
        with self._pen.down():  # for the pauses
            return again(send)()


def is_hopeless(error: Exception) -> bool:
    """Tell whether the server asked for a longer pause than a run should make."""
    return isinstance(error, TemporaryError) and (error.retry_after or 0) > LONGEST_WAIT


def waits() -> Generator[float, t.Any, None]:
    """Decide how many seconds to wait after each failure, which is sent in.

    As long as the server asks; otherwise twice as long each time, with jitter.
    """
    longest = 1.0
    error = yield 0
    while True:
        asked = getattr(error, "retry_after", None)
        error = yield random.uniform(longest / 2, longest) if asked is None else asked  # noqa: S311
        longest *= 2
