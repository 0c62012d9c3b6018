"""The sender that counts calls: none is made that Octopus would refuse (octopus-api.md 5)."""

from __future__ import annotations

import collections
import functools
import typing as t

import pendulum

from tap_octopus.client.operations import DOSSIERS
from tap_octopus.errors import CallsSpent

if t.TYPE_CHECKING:
    from tap_octopus.client.clock import ServerClock
    from tap_octopus.client.operations import Operation, Request, Send
    from tap_octopus.rows.answers import Answer
    from tap_octopus.settings import Settings

DAY = 86_400
"""Seconds. The tap keeps to a limit in any 24 hours: when Octopus begins to count is not known."""

BELGIUM = "Europe/Brussels"
LONGEST_DAY = DAY + 3600
"""A Belgian day on which summer time ends. Octopus may count its calls by the calendar."""

MARGIN = 2
"""Seconds that a call counts longer: the server's clock is only known to the second."""

FREE_SHARE = 4
"""One call in so many may be made at once; the others are spread evenly over the day."""


class CallLog(t.Protocol):
    """Where made calls are remembered, from run to run."""

    def calls(self, operation: Operation, dossier: int | None) -> list[int]:
        """Give the moments (seconds since 1970) of the calls that count together."""

    def note(
        self, operation: Operation, dossier: int | None, moment: int, *, again: bool = False
    ) -> None:
        """Remember one call; or, once it was answered, that it was made a little later."""

    def save(self) -> None:
        """Write what is remembered to the state, before the call is made."""


class Limits:
    """Knows how many calls are left, and spreads them so that no day ends without any."""

    def __init__(
        self, next_sender: Send, call_log: CallLog, clock: ServerClock, settings: Settings
    ) -> None:
        self._next = next_sender
        self._call_log = call_log
        self._clock = clock
        self._enforce = settings.respect_daily_limits
        self._shard = settings.dossier_shard
        self._is_shared = settings.daily_limit_scope == "account"
        self.calls_made: collections.defaultdict[int | None, collections.Counter[str]]
        self.calls_made = collections.defaultdict(collections.Counter)

    def __call__(self, request: Request) -> Answer:
        """Send a request and count it, whatever comes of it.

        It is counted before it leaves, since a run may be killed while it waits for the answer;
        and counted from when it was answered, since it may have reached Octopus that late.

        Raises:
            CallsSpent: When no call is left; the request has not left.
        """
        operation, dossier = request.operation, request.dossier
        if self.left(operation, dossier) < 1:
            message = f"The {self.most(operation)} calls a day for {operation.name} are spent"
            raise CallsSpent(message)
        self.calls_made[dossier][operation.name] += 1
        if operation.limit is None:
            return self._next(request)
        self._call_log.note(operation, dossier, self._moment())
        self._call_log.save()
        try:
            return self._next(request)
        finally:
            self._call_log.note(operation, dossier, self._moment(), again=True)

    def left(self, operation: Operation, dossier: int | None) -> int:
        """Tell how many calls may still be made now."""
        if operation.limit is None or not self._enforce:
            return operation.limit or DAY
        return self.most(operation) - len(self._recent(operation, dossier))

    def most(self, operation: Operation) -> int:
        """Tell how many calls may be made in 24 hours: of the account's, those of this shard."""
        limit = operation.limit or DAY
        if self._shard and (self._is_shared or operation.of_account):
            return self._shard.share(limit, self._clock.seconds())
        return limit

    def is_due(self, operation: Operation, dossier: int | None, calls: int = 1) -> bool:
        """Tell whether a repeated read that takes this many calls should be made now.

        A quarter of a day's calls may be made at any time, so that a second run by hand brings
        news. The rest is spread over the day, so that runs every ten minutes keep every table
        equally fresh. Runs rarely fall exactly on the due time; the nearest run does the read.
        """
        if operation.limit is None or not self._enforce:
            return True
        recent, most = self._recent(operation, dossier), self.most(operation)
        left = most - len(recent)
        if calls > left:
            return False
        if len(recent) + calls <= most // FREE_SHARE or not recent:
            return True
        now = self._clock.seconds()
        pace = max(DAY / (most // calls), (min(recent) + DAY - now) / (left // calls))
        return now - max(recent) >= pace - self._pause() / 2

    def _moment(self) -> int:
        return int(self._clock.seconds()) + 1

    def _pause(self) -> float:
        """Give the seconds between the last two runs: each begins with the list of dossiers."""
        runs = self._call_log.calls(DOSSIERS, None)
        return runs[-1] - runs[-2] if len(runs) > 1 else DAY

    def _recent(self, operation: Operation, dossier: int | None) -> list[int]:
        since = still_counting(self._clock.seconds())
        return [moment for moment in self._call_log.calls(operation, dossier) if moment > since]


def still_counting(moment: float) -> float:
    """Give the moment after which calls still count at another."""
    return moment - _day_before(int(moment) // 3600) - MARGIN


@functools.lru_cache(maxsize=64)
def _day_before(hour: int) -> int:
    """Give the seconds since the same time on the day before in Belgium; at least 24 hours.

    The clocks change on the hour, so it is the same for all of an hour (counted since 1970).
    """
    now = pendulum.from_timestamp(hour * 3600, tz=BELGIUM)
    return max(DAY, now.subtract(days=1).diff(now).in_seconds())
