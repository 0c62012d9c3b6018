"""Adding up parts by key into rows, and the words and numbers that rows share."""

from collections.abc import Iterable
from datetime import date

from octopus_sandbox.books.bookyears import add_months
from octopus_sandbox.books.feeds import Record

Key = tuple[int | str, ...]
Part = tuple[Key, tuple[int, ...]]
"""A key and what is to be added to its figures."""


def summed(names: str, figures: str, parts: Iterable[Part]) -> list[Record]:
    """Add up the parts of each key into a row, by key; rows of nothing but zeros are left out.

    `names` and `figures` name the columns of the key and of what is added up.
    """
    sums: dict[Key, tuple[int, ...]] = {}
    for key, amounts in parts:
        before = sums.get(key)
        added = amounts if before is None else map(sum, zip(before, amounts, strict=True))
        sums[key] = tuple(added)
    return [
        dict(zip((*names.split(), *figures.split()), (*key, *sums[key]), strict=True))
        for key in sorted(sums)
        if any(sums[key])
    ]


def month(day: str) -> str:
    """Give the first day of the month of a day."""
    return f"{day[:7]}-01"


def twelve_months(as_of: date, years_before: int = 0) -> tuple[str, str]:
    """Give the first day of the twelve full months before the month of a day, and that after them.

    `years_before` gives those of so many years earlier.
    """
    last = add_months(as_of.replace(day=1), -12 * years_before)
    return add_months(last, -12).isoformat(), last.isoformat()


def quotient(total: int, by: int, decimals: int = 2) -> str:
    """Divide by a positive number and write it with two decimals or one, halves away from zero."""
    unit = 10**decimals
    parts = (abs(total) * 2 * unit + by) // (2 * by)
    sign = "-" if total < 0 and parts else ""
    return f"{sign}{parts // unit}.{parts % unit:0{decimals}d}"
