"""Costs and revenue, from the ledger: by cost centre, and by customer."""

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.statutory import INCOME_TOTALS, income_lines, with_totals
from octopus_sandbox.figures.sums import month, summed
from octopus_sandbox.figures.vat_lines import booked_on

_TURNOVER, _RESULT = 70, 600_000
_APPROPRIATION = (69, 79)
_NONE = 0


def results(books: Books) -> list[Record]:
    """Give the steps from turnover to result by cost centre and month of booking."""
    booked: dict[tuple[int, int, str], list[tuple[int, int]]] = {}
    for document in books.documents():
        day = booked_on(books, document).isoformat()
        for line in document.lines:
            if line.account >= _RESULT:
                key = (document.bookyear, line.cost_centre or _NONE, month(day))
                booked.setdefault(key, []).append((line.account, line.cents))
    rows = [_row(key, booked[key]) for key in sorted(booked)]
    keys = ("bookyear_id", "cost_centre_id", "month")
    return [row for row in rows if any(row[name] for name in row if name not in keys)]


def revenue_by_customer(books: Books) -> list[Record]:
    """Give what was sold by customer and month."""
    return summed(
        "bookyear_id month relation_id",
        "revenue",
        (
            (
                (
                    document.bookyear,
                    month(document.date),
                    line.relation or document.relation or _NONE,
                ),
                (-line.cents,),
            )
            for document in books.documents()
            for line in document.lines
            if line.account // 10_000 == _TURNOVER
        ),
    )


def _row(key: tuple[int, int, str], booked: list[tuple[int, int]]) -> Record:
    lines = with_totals(income_lines(booked), INCOME_TOTALS)
    divided = sum(cents for account, cents in booked if account // 10_000 in _APPROPRIATION)
    return {
        "bookyear_id": key[0],
        "cost_centre_id": key[1],
        "month": key[2],
        "turnover": lines.get("70", 0),
        "trade_margin": lines.get("70", 0) - lines.get("60", 0),
        "gross_margin": lines["9900"],
        "ebitda": lines["ebitda"],
        "operating_result": lines["9901"],
        "result_before_tax": lines["9903"],
        "result_after_tax": lines["9904"],
        "result_to_appropriate": lines["9905"],
        "appropriation": divided,
    }
