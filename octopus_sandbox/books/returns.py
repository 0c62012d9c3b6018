"""Days of the VAT return: when a document counts, and the return that a day is in."""

from datetime import date

from octopus_sandbox.books.bookyears import Period
from octopus_sandbox.books.habits import Declarant


def booking_date(period: Period, day: date) -> date:
    """Give the day that a document counts on: its own, or the nearest of its period."""
    return min(max(day, period.start), period.end)


def return_start(day: date, declarant: Declarant) -> date:
    """Give the first day of the return of a day: of its month, or of its quarter."""
    month = day.month if declarant == "MONTHLY" else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def return_end(start: date, declarant: Declarant) -> date:
    """Give the last day of the return that begins on a day."""
    months = 1 if declarant == "MONTHLY" else 3
    after = start.month + months
    return date.fromordinal(date(start.year + after // 13, after % 12 or 12, 1).toordinal() - 1)
