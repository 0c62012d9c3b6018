"""How many days of sales and purchases are outstanding at the end of each month."""

from collections import Counter
from datetime import date

from octopus_sandbox.books.bookyears import add_months
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import CUSTOMERS, PURCHASE, SALE, SUPPLIERS
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.ledger import moving
from octopus_sandbox.figures.sums import quotient

_DAYS, _MONTHS = 365, 12
_Amounts = Counter[date]
"""Cents by the first day of a month."""


def days_outstanding(books: Books, today: date) -> list[Record]:
    """Give DSO and DPO of every month from the first document on, with VAT on both sides."""
    owed, sold, owing, bought = _Amounts(), _Amounts(), _Amounts(), _Amounts()
    for document in moving(books):
        first = date.fromisoformat(document.date).replace(day=1)
        for line in document.lines:
            if line.account == CUSTOMERS:
                owed[first] += line.cents
                sold[first] += line.cents if document.journal_type == SALE else 0
            elif line.account == SUPPLIERS:
                owing[first] -= line.cents
                bought[first] -= line.cents if document.journal_type == PURCHASE else 0
    months = sorted({*owed, *owing})
    rows = []
    at = months[0] if months else today
    while months and at <= max(today.replace(day=1), months[-1]):
        receivables, payables = _until(owed, at), _until(owing, at)
        sales, purchases = _of_a_year(sold, at), _of_a_year(bought, at)
        rows.append(
            {
                "month": at.isoformat(),
                "receivables": receivables,
                "sales_with_vat": sales,
                "dso": _days(receivables, sales),
                "payables": payables,
                "purchases_with_vat": purchases,
                "dpo": _days(payables, purchases),
            }
        )
        at = add_months(at, 1)
    return rows


def _until(amounts: _Amounts, month: date) -> int:
    return sum(cents for at, cents in amounts.items() if at <= month)


def _of_a_year(amounts: _Amounts, month: date) -> int:
    first = add_months(month, 1 - _MONTHS)
    return sum(cents for at, cents in amounts.items() if first <= at <= month)


def _days(outstanding: int, traded: int) -> str | None:
    return quotient(outstanding * _DAYS, traded) if traded > 0 else None
