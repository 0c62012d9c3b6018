"""Bookyears and their periods: calendar, broken, or with a long first year."""

from datetime import date, timedelta
from typing import Literal, NamedTuple

import msgspec

Shape = Literal["calendar", "broken", "long"]
_MONTHS, _LONG_BY, _BROKEN_START = 12, 3, 7


class Period(NamedTuple):
    """A booking period; its number is the year's YYYY and a running NN."""

    number: int
    start: date
    end: date


class Bookyear(msgspec.Struct):
    """A bookyear; its id says nothing of its place in time.

    Nothing is to be changed any more up to the period `protected`; 0 is none.
    """

    id: int
    start: date
    end: date
    periods: tuple[Period, ...]
    closed: bool = False
    protected: int = 0

    def index(self, day: date) -> int:
        """Give the place of the period with this day, or of the nearest one."""
        for place, period in enumerate(self.periods):
            if day <= period.end:
                return place
        return len(self.periods) - 1

    def period(self, number: int) -> Period:
        """Give the period with this number."""
        return self.periods[number % 100 - 1]

    def close(self) -> None:
        """Close the bookyear, and so protect all its periods."""
        self.closed, self.protected = True, self.periods[-1].number

    def clamp(self, day: date) -> date:
        """Give the day of the bookyear that is nearest."""
        return min(max(day, self.start), self.end)


def bookyear(number: int, start: date, months: int, per_period: int) -> Bookyear:
    """Lay out one bookyear of so many months, in periods of one or three of them, or a single one.

    `per_period` is how many months a period has.
    """
    periods = tuple(
        Period(
            start.year * 100 + place + 1,
            add_months(start, place * per_period),
            add_months(start, (place + 1) * per_period) - timedelta(days=1),
        )
        for place in range(months // per_period)
    )
    return Bookyear(number, start, periods[-1].end, periods)


def successor(year: Bookyear, number: int) -> Bookyear:
    """Lay out the twelve months after a bookyear, in periods of the same length."""
    return bookyear(number, year.end + timedelta(days=1), _MONTHS, months_in(year.periods[0]))


def months_in(period: Period) -> int:
    """Give how many months a period has."""
    return months_between(period.start, period.end) + 1


def layout(
    shape: Shape, ids: list[int], per_period: int, today: date, *, yearly_last: bool
) -> list[Bookyear]:
    """Lay out consecutive bookyears, oldest first, of which the last holds today.

    `yearly_last` makes it one of a single period, if there are others.
    """
    month = _BROKEN_START if shape == "broken" else 1
    last = today.year if today.month >= month else today.year - 1
    years = []
    for place, number in enumerate(ids):
        start, months = date(last - len(ids) + 1 + place, month, 1), _MONTHS
        if shape == "long" and place == 0:
            start, months = add_months(start, -_LONG_BY), _MONTHS + _LONG_BY
        single = yearly_last and 0 < place == len(ids) - 1
        years.append(bookyear(number, start, months, months if single else per_period))
    return years


def add_months(day: date, months: int) -> date:
    """Give the first day of a month so many months away from a first day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)


def months_between(first: date, last: date) -> int:
    """Give how many months the month of a day is before that of another."""
    return (last.year - first.year) * _MONTHS + last.month - first.month
