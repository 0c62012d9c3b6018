"""Days, periods and moments of one bookyear, up to the moment the books are kept."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from octopus_sandbox.books.bookyears import Bookyear, add_months

_OPENS_AT, _OFFICE_SECONDS, _LONGEST_WAIT = 7 * 3600, 10 * 3600, 6


@lru_cache(maxsize=100_000)
def iso(day: int) -> str:
    """Write a day (an ordinal) as the API does."""
    return date.fromordinal(day).isoformat()


class Diary:
    """A bookyear's days, as ordinals, of which those up to `now` have been lived."""

    def __init__(self, year: Bookyear, now: datetime) -> None:
        self.year = year
        self.first = year.start.toordinal()
        self.last = min(year.end.toordinal(), now.date().toordinal() - 1)
        self._now = now
        self._periods = [
            period.number
            for period in year.periods
            for _ in range(period.start.toordinal(), period.end.toordinal() + 1)
        ]

    @property
    def elapsed(self) -> int:
        """How many days have been lived; 0 when the bookyear has only just begun."""
        return max(self.last - self.first + 1, 0)

    def period(self, day: int) -> int:
        """Give the number of the period that a day lies in."""
        return self._periods[day - self.first]

    def months(self) -> list[tuple[int, int]]:
        """Give the first and the last day of each month of the bookyear."""
        start, count = self.year.start, (self.year.end - self.year.start).days // 30
        firsts = [add_months(start, place).toordinal() for place in range(count + 1)]
        return [(first, after - 1) for first, after in pairwise(firsts)]

    def moment(self, day: int, rng: random.Random) -> datetime:
        """Draw the moment at which a document of this day is booked, never after now."""
        wait = int(rng.random() * _LONGEST_WAIT)
        seconds = _OPENS_AT + int(rng.random() * _OFFICE_SECONDS)
        at = _EPOCH + timedelta(days=day - _EPOCH_DAY + wait, seconds=seconds)
        return at if at < self._now else self._now - timedelta(seconds=1 + wait)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
