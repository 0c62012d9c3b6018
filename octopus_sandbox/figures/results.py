"""Costs and revenue, from the ledger: by cost centre, and by customer."""

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import Line
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.sums import month, summed

_COSTS, _REVENUE = 6, 7
_TURNOVER, _APPROPRIATION = 70, 8
"""The group of sales; and the second digit from which on a result is only divided."""
_NONE = 0


def margin(books: Books) -> list[Record]:
    """Give revenue, other income, costs, margin and appropriation by cost centre and month."""
    return summed(
        "bookyear_id cost_centre_id month",
        "revenue other_income costs margin appropriation",
        (
            (
                (document.bookyear, line.cost_centre or _NONE, month(document.date)),
                _result(line),
            )
            for document in books.documents()
            for line in document.lines
            if line.account // 100_000 in (_COSTS, _REVENUE)
        ),
    )


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


def _result(line: Line) -> tuple[int, int, int, int, int]:
    group, cents = line.account // 10_000, line.cents
    if group % 10 >= _APPROPRIATION:
        return 0, 0, 0, 0, cents
    if group == _TURNOVER:
        return -cents, 0, 0, -cents, 0
    if group // 10 == _REVENUE:
        return 0, -cents, 0, -cents, 0
    return 0, 0, cents, -cents, 0
