"""The VAT returns that a dossier files, by the rhythm of its declarant."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.returns import return_end, return_start
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.due_dates import due_date, tolerated
from octopus_sandbox.figures.vat import totals
from octopus_sandbox.figures.vat_lines import BASE, UNKNOWN, all_lines, booked_on

_CARRIED = frozenset(("81", "82", "83", "86", "87", "88"))
"""Grids that are not filed below zero, but carried to the next return."""
GRIDS = (
    "00", "01", "02", "03", "44", "45", "46", "47", "48", "49",
    "54", "55", "56", "57", "59", "61", "62", "63", "64",
    "81", "82", "83", "84", "85", "86", "87", "88",
)  # fmt: skip
_Booked = Counter[tuple[str, str]]
"""What is booked by grid and part."""


def vat_return_grids(books: Books, today: date) -> list[Record]:
    """Give what was booked in each grid of each return, what was carried in and out, and filed."""
    rows = []
    carried: dict[str, int] = {}
    for start, booked in _returns(books, today):
        before, carried = carried, {}
        parts = dict(booked) | {(grid, BASE): booked[grid, BASE] for grid in before}
        for (grid, part), cents in sorted(parts.items()):
            into = before.get(grid, 0)
            below = min(cents + into, 0) if grid in _CARRIED else 0
            if below:
                carried[grid] = below
            if cents or into:
                rows.append(
                    {
                        "return_start": start.isoformat(),
                        "grid": grid,
                        "part": part,
                        "booked": cents,
                        "carried_in": into,
                        "amount": cents + into - below,
                        "carried_out": below,
                    }
                )
    return rows


def vat_returns(books: Books, today: date) -> list[Record]:
    """Give every return from the first bookyear to the one that holds today, with its grids."""
    filed: dict[str, dict[tuple[str, str], int]] = {}
    for row in vat_return_grids(books, today):
        filed.setdefault(row["return_start"], {})[row["grid"], row["part"]] = row["amount"]
    return [
        _row(books, start, filed.get(start.isoformat(), {}), today)
        for start, _ in _returns(books, today)
    ]


def _returns(books: Books, today: date) -> Iterator[tuple[date, _Booked]]:
    declarant = books.habits.declarant
    found: dict[date, _Booked] = {}
    for line in all_lines(books):
        start = return_start(booked_on(books, line.document), declarant)
        found.setdefault(start, Counter())[line.grid, line.part] += line.cents
    start = return_start(books.years[0].start, declarant)
    last = max((return_start(today, declarant), *found))
    while start <= last:
        yield start, found.get(start, Counter())
        start = return_end(start, declarant) + timedelta(days=1)


def _row(books: Books, start: date, grids: dict[tuple[str, str], int], today: date) -> Record:
    declarant = books.habits.declarant
    end = return_end(start, declarant)
    due = due_date(start, end, declarant)
    summed: Counter[str] = Counter()
    for (grid, _), cents in grids.items():
        summed[grid] += cents
    return {
        "return_start": start.isoformat(),
        "return_end": end.isoformat(),
        "declarant_type": declarant,
        **{f"grid_{grid}": summed[grid] for grid in GRIDS},
        **{f"grid_{grid.lower()}": cents for grid, cents in totals(summed.items()).items()},
        "unknown_base": grids.get((UNKNOWN, BASE), 0),
        "unknown_vat": grids.get((UNKNOWN, "vat"), 0),
        "due_date": due.isoformat(),
        "due_date_tolerated": tolerated(due).isoformat(),
        "is_protected": _is_protected(books, start, end),
        "is_ended": end < today,
    }


def _is_protected(books: Books, start: date, end: date) -> bool:
    """Tell whether all periods that a return holds are protected, as those of closed years are."""
    held = [
        period.number <= year.protected
        for year in books.years
        for period in year.periods
        if period.start <= end and start <= period.end
    ]
    return bool(held) and all(held)
