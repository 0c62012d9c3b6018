"""Easter, the holidays that follow from it, and the working day after each of them."""

import csv
import datetime

from tests.support.dbt import PROJECT, Dbt, on_duckdb
from tests.support.duck import Duck
from tests.transform.conftest import TODAY

FIXED = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension and Whit Monday."""

MOVED = {
    "2024-03-31": "2024-04-02",  # Easter Sunday
    "2024-05-20": "2024-05-21",  # Whit Monday
    "2024-07-20": "2024-07-22",  # a Saturday before the national holiday, a Sunday
    "2025-04-20": "2025-04-22",  # Easter Sunday
    "2025-07-20": "2025-07-22",  # a Sunday before the national holiday
    "2026-05-20": "2026-05-20",  # a Wednesday
    "2026-12-25": "2026-12-28",  # Christmas, a Friday
    "2027-12-25": "2027-12-27",  # Christmas, a Saturday
    "2028-05-25": "2028-05-26",  # Ascension
    "2029-03-31": "2029-04-03",  # the Saturday before Easter
    "2029-05-20": "2029-05-22",  # Whit Sunday
    "2030-04-20": "2030-04-23",  # the Saturday before Easter
}
"""Due days, and the working days that the calendar on the wall has for them."""


def easter(year: int) -> datetime.date:
    """Compute Easter Sunday by the anonymous Gregorian algorithm, of 1876."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, left = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * left + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


def works(day: datetime.date) -> bool:
    """Tell whether a day is a working day in Belgium."""
    holidays = {easter(day.year) + datetime.timedelta(days=days) for days in AFTER_EASTER}
    return day.weekday() < 5 and (day.month, day.day) not in FIXED and day not in holidays


def test_easter_days() -> None:
    """Every year of the seed has the Easter of the algorithm, and no year is missing."""
    with (PROJECT / "seeds" / "easter_days.csv").open() as file:
        found = [datetime.date.fromisoformat(row["easter_day"]) for row in csv.DictReader(file)]

    assert found == [easter(year) for year in range(2010, 2051)]


def test_due_days(dbt_server: Dbt, unread: Duck) -> None:
    """Every due day of 2010 to 2050 moves to the next working day, and those looked up as told."""
    built = dbt_server.run("build", on_duckdb(unread.path), "--select=+due_days", as_of=TODAY)
    assert built.success, built.log

    found = {
        row["due_date"]: row["due_date_tolerated"]
        for row in unread.query("select due_date, due_date_tolerated from staging.due_days")
    }

    assert len(found) == 41 * 25
    for due, tolerated in found.items():
        expected = next(
            day for day in (due + datetime.timedelta(days=days) for days in range(10)) if works(day)
        )
        assert tolerated == expected, due
    assert {str(due): str(day) for due, day in found.items() if str(due) in MOVED} == MOVED
