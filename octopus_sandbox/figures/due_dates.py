"""When returns and listings are due, and on which working day they are still in time."""

from datetime import date, timedelta

from octopus_sandbox.books.habits import Declarant

_MONTHLY, _QUARTERLY = 20, 25
_TWENTY_FIFTH_SINCE = date(2024, 10, 1)
"""The first quarter whose return is due on the 25th; before, it was the 20th."""
_FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension Day and Whit Monday; other moving holidays are Sundays."""
_FRIDAY = 4


def due_date(start: date, end: date, declarant: Declarant) -> date:
    """Give the day on which the return of a month or quarter is due by law."""
    late = declarant == "QUARTERLY" and start >= _TWENTY_FIFTH_SINCE
    after = end + timedelta(days=1)
    return after.replace(day=_QUARTERLY if late else _MONTHLY)


def listing_due(year: int) -> date:
    """Give the day on which the client listing of a year is due."""
    return date(year + 1, 3, 31)


def tolerated(day: date) -> date:
    """Give the day itself when it is a working day, or the next one."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def is_working_day(day: date) -> bool:
    """Tell whether a day is no Saturday, Sunday or holiday."""
    return day.weekday() <= _FRIDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    """Tell whether a day is a legal holiday in Belgium."""
    return (day.month, day.day) in _FIXED or (day - _easter(day.year)).days in _AFTER_EASTER


def _easter(year: int) -> date:
    """Compute Easter Sunday after Gauss, for the years 1900 to 2099."""
    moon = (19 * (year % 19) + 24) % 30
    week = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    days = moon + week
    if days == 35 or (days == 34 and moon == 28 and year % 19 > 10):  # noqa: PLR2004 his exceptions
        days -= 7
    return date(year, 3, 22) + timedelta(days=days)
