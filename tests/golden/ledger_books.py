"""Cases of the balance sheet and the income statement as books."""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal

from tests.golden.books import (
    BANK,
    CUSTOMERS,
    SUPPLIERS,
    Books,
    Line,
    Year,
    balanced,
    calendar,
    is_control,
    total,
)
from tests.golden.cases import Case
from tests.golden.deals import BELGIAN
from tests.golden.shapes import WrongCase

LAST = 2025
"""The last of the years of a case."""

PROFIT, LOSS = 140000, 141000
Ledger = Iterable[tuple[int, Decimal]]


def balance_books(case: Case) -> Iterator[Books]:
    """Give a case whose ledger is that of one year and adds up to zero."""
    _check(case.says["ledger"], f"{case.id}.ledger")
    yield from result_books(case)


def result_books(case: Case) -> Iterator[Books]:
    """Give a case whose ledger is that of one year; what is missing in it was paid by the bank.

    `previous_14` is part of what the ledger has on 14: the year opens with it.
    """
    books = Books(case.id, "one_year", calendar(LAST, LAST))
    (year,) = books.years
    carried = -case.says.get("previous_14", Decimal())
    if carried:
        account = LOSS if carried > 0 else PROFIT
        _open(books, year, [(account, carried), (BANK, -carried)])
        _move(books, year, [*case.says["ledger"], (account, -carried), (BANK, carried)])
    else:
        _move(books, year, case.says["ledger"])
    yield books


def years_books(case: Case) -> Iterator[Books]:
    """Give a case of several years, of which one opens with what was carried over, or not."""
    years = case.says["years"]
    if not 1 <= case.says["at_end_of"] <= len(years):
        raise WrongCase(f"{case.id}.at_end_of: there is no such year")
    books = Books(case.id, "years", calendar(LAST + 1 - len(years), LAST))
    for year, said in zip(books.years, years, strict=True):
        if "opening" in said:
            _open(books, year, said["opening"])
        _check(said["ledger"], f"{case.id}.years[{year.id - 1}].ledger")
        _move(books, year, said["ledger"])
    yield books


def _check(ledger: Ledger, where: str) -> None:
    rest = sum((amount for _, amount in ledger), Decimal())
    if rest:
        raise WrongCase(f"{where}: it adds up to {rest}")


def _open(books: Books, year: Year, ledger: Ledger) -> None:
    """Book an opening entry on the first day of a year."""
    books.book("D1", year.start, [_line(books, account, amount) for account, amount in ledger])


def _move(books: Books, year: Year, ledger: Ledger) -> None:
    """Book all that moved in a year as one statement of the bank, which takes part in all of it."""
    lines = [_line(books, account, amount) for account, amount in ledger if account != BANK]
    if not lines:
        return
    day = datetime.date(year.end.year, 6, 30)
    if total(lines):
        books.book("F1", day, balanced(lines, BANK))
    else:
        books.book("D2", day, lines)


def _line(books: Books, account: int, amount: Decimal) -> Line:
    """Write a line: with a relation on a control account, with its grid on an account of VAT."""
    relation = None
    if is_control(account, CUSTOMERS):
        relation = books.relation("BE0123456749", BELGIAN, "BE")
    if is_control(account, SUPPLIERS):
        relation = books.relation("BE0999000129", BELGIAN, "BE", supplier=True)
    return Line(account, amount, _grid(account, amount), relation)


def _grid(account: int, amount: Decimal) -> str | None:
    grids = {"411": ("59", "63"), "451": ("62", "54")}.get(f"{account:06}"[:3])
    return grids[amount < 0] if grids else None
