"""The sandbox's clock: real time until a test sets, stops or advances it."""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that can be set; everything in the sandbox that depends on time asks it."""

    def __init__(self, start: datetime | None = None) -> None:
        self._base = start or datetime.now(UTC)
        self._mark = time.monotonic()
        self._running = True

    def now(self) -> datetime:
        """Give the present moment in UTC."""
        if not self._running:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._mark)

    def set(self, moment: datetime) -> None:
        """Put the clock to a moment, forward or back."""
        self._base, self._mark = moment, time.monotonic()

    def advance(self, seconds: float) -> None:
        """Move the clock on by some seconds."""
        self.set(self.now() + timedelta(seconds=seconds))

    def run(self, *, running: bool) -> None:
        """Let the clock run on, or stop it where it stands."""
        self.set(self.now())
        self._running = running


def parse_moment(text: str) -> datetime:
    """Read an ISO moment; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
