"""How customers pay: how soon, and how late."""

from datetime import date
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import SALE, Document
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.sums import quotient


class _Paid(NamedTuple):
    """A part of an invoice that was paid: its cents, when, and after how many days."""

    cents: int
    day: str
    days: int
    days_late: int


def payment_behaviour(books: Books) -> list[Record]:
    """Give of each customer what was paid of invoices; averages are weighted by amount."""
    by_relation: dict[int, list[_Paid]] = {}
    for match in books.matches.register.values():
        invoice = books.document(match.debit.document)
        payment = books.document(match.credit.document)
        if invoice.journal_type == SALE and not payment.is_trade:
            by_relation.setdefault(match.relation, []).append(_paid(match, invoice, payment))
    return [_row(relation, by_relation[relation]) for relation in sorted(by_relation)]


def _paid(match: Match, invoice: Document, payment: Document) -> _Paid:
    day = date.fromisoformat(payment.date)
    expiry = date.fromisoformat(invoice.expiry or invoice.date)
    taken, late = day - date.fromisoformat(invoice.date), day - expiry
    return _Paid(match.cents, payment.date, taken.days, late.days)


def _row(relation: int, payments: list[_Paid]) -> Record:
    total = sum(paid.cents for paid in payments)
    days = sum(paid.cents * paid.days for paid in payments)
    late = sum(paid.cents * paid.days_late for paid in payments)
    return {
        "relation_id": relation,
        "payments": len(payments),
        "paid_amount": total,
        "average_days_to_pay": quotient(days, total),
        "average_days_late": quotient(late, total),
        "paid_late_amount": sum(paid.cents for paid in payments if paid.days_late > 0),
        "worst_days_late": max(paid.days_late for paid in payments),
        "last_payment_date": max(paid.day for paid in payments),
    }
