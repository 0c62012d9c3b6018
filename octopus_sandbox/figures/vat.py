"""The grids of the VAT return by period of the bookyear."""

from collections.abc import Iterable, Iterator

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.sums import summed
from octopus_sandbox.figures.vat_lines import all_lines

_OWED = frozenset(("54", "55", "56", "57", "61", "63"))
_BACK = frozenset(("59", "62", "64"))
TOTAL = "total"
_Period = tuple[int, int]
"""Bookyear id and number of a period."""


def vat_position(books: Books) -> list[Record]:
    """Give the grids of every period that something was booked in, as they are: also negative.

    Grids 71 (to pay) and 72 (to get back) are both there, one of them zero.
    """
    rows = summed(
        "bookyear_id bookyear_period_nr grid part",
        "amount",
        (
            ((line.document.bookyear, line.document.period, line.grid, line.part), (line.cents,))
            for line in all_lines(books)
        ),
    )
    periods: dict[_Period, list[Record]] = {}
    for row in rows:
        periods.setdefault((row["bookyear_id"], row["bookyear_period_nr"]), []).append(row)
    return [
        row | _told(books, period)
        for period, grids in periods.items()
        for row in (*grids, *_totals(period, grids))
    ]


def totals(grids: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Give XX, YY, 71 and 72 of the grids of a return."""
    owed = back = 0
    for grid, cents in grids:
        owed += cents if grid in _OWED else 0
        back += cents if grid in _BACK else 0
    return {"XX": owed, "YY": back, "71": max(owed - back, 0), "72": max(back - owed, 0)}


def _totals(period: _Period, grids: list[Record]) -> Iterator[Record]:
    for grid, cents in totals((row["grid"], row["amount"]) for row in grids).items():
        if cents or grid in ("71", "72"):
            yield {
                "bookyear_id": period[0],
                "bookyear_period_nr": period[1],
                "grid": grid,
                "part": TOTAL,
                "amount": cents,
            }


def _told(books: Books, period: _Period) -> Record:
    found = books.year(period[0]).period(period[1])
    return {
        "period_start": found.start.isoformat(),
        "period_end": found.end.isoformat(),
        "declarant_type": books.habits.declarant,
    }
