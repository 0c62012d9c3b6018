"""Cases of open items, payments, late interest and references as books."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.golden.books import BANK, Books, Entry, Item, Line, Trade, Year, calendar
from tests.golden.cases import Case
from tests.golden.deals import BELGIAN

MONTH = datetime.date(2025, 12, 1)
"""The month at whose end days outstanding are counted."""

LONG_AGO = datetime.date(2024, 9, 10)
HALFWAY, IN_MONTH = datetime.date(2025, 6, 10), datetime.date(2025, 12, 10)
TERM = datetime.timedelta(days=30)
Kind = tuple[str, int, str]
SALE: Kind = ("V1", 700000, "00")
PURCHASE: Kind = ("A1", 604000, "00")
"""The journal, account and VAT code of what is bought and sold here."""


def ageing_books(case: Case) -> Iterator[Books]:
    """Give what customers owed on a day; an invoice stands thirty days before it is due."""
    as_of, items = case.says["as_of"], case.says["items"]
    days = [as_of]
    for item in items:
        days += [_written(item, as_of), *(payment["date"] for payment in item.get("payments", []))]
    books = _books(case, "customers", days)
    for item in items:
        day = _written(item, as_of)
        invoice = _owed(books, SALE, day, item.get("open", item.get("amount")), item["due"])
        for payment in item.get("payments", []):
            books.pay(invoice, payment["date"], payment["amount"])
    yield books


def payments_books(case: Case) -> Iterator[Books]:
    """Give invoices of one customer that were paid."""
    found = case.says["payments"]
    books = _books(case, "customer", [row[name] for row in found for name in ("invoice", "paid")])
    for row in found:
        invoice = _owed(books, SALE, row["invoice"], row["amount"], row["due"])
        books.pay(invoice, row["paid"], row["amount"])
    yield books


def ratio_books(case: Case) -> Iterator[Books]:
    """Give a year's sales and purchases, of which so much is open at its end.

    More than was sold in it can only be open when it was sold before: hence the long bookyear.
    """
    books = Books(case.id, "ratio", [Year(1, LONG_AGO.replace(day=1), MONTH.replace(day=31))])
    if "dso" in case.says:
        _trade(books, SALE, case.says["dso"]["receivables"], case.says["dso"]["sales_with_vat"])
    if "dpo" in case.says:
        _trade(
            books, PURCHASE, case.says["dpo"]["payables"], case.says["dpo"]["purchases_with_vat"]
        )
    yield books


def _trade(books: Books, kind: Kind, left: Decimal, whole: Decimal) -> None:
    """Book a year of sales or purchases, of which so much is left to be paid."""
    if left > whole:
        _owed(books, kind, LONG_AGO, left - whole, LONG_AGO + TERM)
    if left and whole:
        _owed(books, kind, HALFWAY, min(left, whole), HALFWAY + TERM)
    if whole > left:
        paid = _owed(books, kind, HALFWAY, whole - left, HALFWAY + TERM)
        books.pay(paid, IN_MONTH, whole - left)


def interest_books(case: Case) -> Iterator[Books]:
    """Give an invoice to an enterprise that was paid late."""
    due, paid = case.says["due"], case.says["paid"]
    books = _books(case, "enterprise", [due - TERM, paid])
    invoice = _owed(books, SALE, due - TERM, case.says["amount"], due)
    books.pay(invoice, paid, case.says["amount"])
    yield books


def reference_books(case: Case) -> Iterator[Books]:
    """Give statements of the bank whose lines say these references, right ones first."""
    books = Books(case.id, "bank", calendar(MONTH.year, MONTH.year))
    relation = books.relation("BE0123456749", BELGIAN, "BE")
    for text in [*(row["text"] for row in case.says["rows"]), *case.says["invalid"]]:
        lines = [Line(BANK, Decimal(10)), Line(400000, Decimal(-10), relation=relation)]
        books.book("F1", IN_MONTH, lines, text)
    yield books


def _written(item: dict[str, Any], as_of: datetime.date) -> datetime.date:
    """Give the date of an item: a credit note is due at once, and every one was there by then."""
    due: datetime.date = item["due"]
    return min(due if item.get("open", 0) < 0 else due - TERM, as_of)


def _books(case: Case, form: str, days: list[datetime.date]) -> Books:
    return Books(case.id, form, calendar(min(days).year, max(days).year))


def _owed(
    books: Books, kind: Kind, day: datetime.date, amount: Decimal, due: datetime.date
) -> Item:
    """Book a sale or purchase without VAT."""
    journal, account, code = kind
    books.codes[code] = Decimal()
    bought = journal == "A1"
    relation = books.relation("BE0123456749", BELGIAN, "BE", supplier=bought)
    entry = Entry(account, code, amount, Decimal(), Decimal(100) if bought else None)
    line = Line(account, amount if bought else -amount)
    return books.bill(journal, day, Trade(relation, [entry], due), [line])
