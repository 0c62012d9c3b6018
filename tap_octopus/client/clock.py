"""The server's clock, as far as the tap can know it: bookmarks and limits go by it."""

from __future__ import annotations

import datetime
import email.utils
import time
import typing as t

import pendulum

MOST_AHEAD = pendulum.duration(days=1)


class ServerClock:
    """Tells the server's time, from the newest `Date` header and the time since.

    The header has whole seconds, cut off: so this clock is never ahead of the server. It only goes
    back when the server's clock does. Until the first answer the machine's own clock counts.
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
        """Set the clock by an answer's `Date` header; one that cannot be read is ignored.

        The server wrote it at some moment since it was asked, so many seconds ago.
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
        """Tell the time in seconds since 1970."""
        return self._monotonic() + self._offset

    def now(self) -> pendulum.DateTime:
        """Tell the time, in UTC."""
        return pendulum.from_timestamp(self.seconds())

    def lead(self, least: pendulum.Duration) -> pendulum.Duration:
        """Tell by how much this clock is ahead of the machine's own, if it is more than the least.

        One of the two is wrong then, and who asks for changes from the earlier one loses none. If
        they are more than a day apart, it is the machine that does not know the date.
        """
        lead = pendulum.duration(seconds=round(self.seconds() - self._local()))
        return lead if least < lead <= MOST_AHEAD else pendulum.duration()
