"""The clock of the server, as the tap estimates it. Bookmarks and daily limits use this clock."""

from __future__ import annotations

import datetime
import email.utils
import time
import typing as t

import pendulum

MOST_AHEAD = pendulum.duration(days=1)


class ServerClock:
    """Estimates the server's time from the `Date` headers of answers and the time since.

    The header has whole seconds, rounded down, so this clock is never ahead of the server. It goes
    back only if the server's clock does. Before the first answer it shows the time of this machine.
    """

    def __init__(
        self,
        monotonic: t.Callable[[], float] = time.monotonic,
        local: t.Callable[[], float] = time.time,
    ) -> None:
        self._monotonic = monotonic
        self._local = local
        self._offset = local() - monotonic()
        self._is_set = False

    def set_from_date(self, header: str | None, waited: float = 0) -> None:
        """Set the clock by the `Date` header of an answer. An unreadable header is ignored.

        Args:
            header: The header.
            waited: Seconds between the request and the answer. The server wrote the header within
                them.
        """
        try:
            moment = email.utils.parsedate_to_datetime(header or "")
        except (ValueError, OverflowError):
            return
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        least = moment.timestamp() - self._monotonic()
        if not (self._is_set and least <= self._offset < least + 1 + waited):
            self._offset = least
        self._is_set = True

    def seconds(self) -> float:
        """Return the time in seconds since 1970."""
        return self._monotonic() + self._offset

    def now(self) -> pendulum.DateTime:
        """Return the time, in UTC."""
        return pendulum.from_timestamp(self.seconds())

    def lead(self, least: pendulum.Duration) -> pendulum.Duration:
        """Return how far this clock is ahead of the machine's; zero unless that exceeds `least`.

        One of the two clocks is then wrong. A bookmark from the earlier one loses no change. A lead
        of more than a day is also returned as zero: then the machine does not know the date.

        Args:
            least: A smaller lead is ignored.
        """
        lead = pendulum.duration(seconds=round(self.seconds() - self._local()))
        return lead if least < lead <= MOST_AHEAD else pendulum.duration()
