"""The sender that counts calls and stops each one that would exceed a limit (octopus-api.md 5)."""

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
"""Seconds. A limit holds in any 24 hours, as it is not known when Octopus starts to count."""

BELGIUM = "Europe/Brussels"
LONGEST_DAY = DAY + 3600
"""Seconds of the Belgian day on which summer time ends. Octopus may count by calendar day."""

MARGIN = 2
"""Seconds that a call counts longer: the server's clock is only known to the second."""

FREE_SHARE = 4
"""A quarter of a day's calls may be made at once. The others are spread evenly over 24 hours."""


class CallLog(t.Protocol):
    """Where the calls are stored between runs: the Singer state."""

    def calls(self, operation: Operation, dossier: int | None) -> list[int]:
        """Return the times of the calls that share a limit, in seconds since 1970."""

    def note(
        self, operation: Operation, dossier: int | None, moment: int, *, again: bool = False
    ) -> None:
        """Add a call; with `again`, replace the time of the last call by this one."""

    def save(self) -> None:
        """Write the call log to the state. It is called before the call is made."""


class Limits:
    """Counts calls, and spreads them over the day so that some are left at any time."""

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
        """Send a request and count it, whether or not it succeeds.

        The call is counted before it is sent, since the run may be killed while it waits.
        Afterwards it gets the time of its answer, since Octopus may have counted it that late.

        Raises:
            CallsSpent: No call is left. The request was not sent.
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
        """Return how many calls may still be made now."""
        if operation.limit is None or not self._enforce:
            return operation.limit or DAY
        return self.most(operation) - len(self._recent(operation, dossier))

    def most(self, operation: Operation) -> int:
        """Return how many calls are allowed in 24 hours. Shards divide a limit of the account."""
        limit = operation.limit or DAY
        if self._shard and (self._is_shared or operation.of_account):
            return self._shard.share(limit, self._clock.seconds())
        return limit

    def is_due(self, operation: Operation, dossier: int | None, calls: int = 1) -> bool:
        """Return whether a repeated read should be made now.

        A quarter of a day's calls may be made at any time, so that a second run by hand brings new
        rows. The others are spread over the day, so that frequent runs keep all tables equally
        fresh. A run seldom falls exactly on the due time: the run nearest to it makes the read.

        Args:
            operation: The operation that the read calls.
            dossier: The dossier; None for the account.
            calls: How many calls the read takes.
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
        """Return the seconds between the last two runs; each run begins by listing dossiers."""
        runs = self._call_log.calls(DOSSIERS, None)
        return runs[-1] - runs[-2] if len(runs) > 1 else DAY

    def _recent(self, operation: Operation, dossier: int | None) -> list[int]:
        since = still_counting(self._clock.seconds())
        return [moment for moment in self._call_log.calls(operation, dossier) if moment > since]


def still_counting(moment: float) -> float:
    """Return the time after which a call still counts at `moment`, both in seconds since 1970."""
    return moment - _day_before(int(moment) // 3600) - MARGIN


@functools.lru_cache(maxsize=64)
def _day_before(hour: int) -> int:
    """Return the seconds since the same time on the day before in Belgium; at least 24 hours.

    Args:
        hour: Hours since 1970. The result is the same within an hour, since clocks change on the
            hour.
    """
    now = pendulum.from_timestamp(hour * 3600, tz=BELGIUM)
    return max(DAY, now.subtract(days=1).diff(now).in_seconds())
