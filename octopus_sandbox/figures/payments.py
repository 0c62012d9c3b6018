"""How customers pay: how soon and how late, what they settle otherwise, and what they still owe."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import CUSTOMERS, FINANCIAL, SALE, Document, DocumentKey
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.open_items import open_at
from octopus_sandbox.figures.sums import month, quotient

_CASH = (54, 55, 57, 58)


class _Paid(NamedTuple):
    """A part of an invoice that was paid: its cents, when, and after how many days."""

    invoice: Document
    cents: int
    day: str
    days: int
    days_late: int


def payment_behaviour(books: Books, as_of: date) -> list[Record]:
    """Give of each customer with an invoice what was paid, settled otherwise, and is open."""
    paid = _by_relation(books)
    otherwise: dict[int, int] = {}
    for match, _, other in _settled(books):
        if not other.is_trade and not _is_payment(other):
            otherwise[match.relation] = otherwise.get(match.relation, 0) + match.cents
    owing: dict[int, list[int]] = {}
    for item in open_at(books, as_of, CUSTOMERS):
        sums = owing.setdefault(item.relation, [0, 0])
        sums[0] += item.cents
        sums[1] += item.cents if item.expires < as_of else 0
    invoices, settled = _invoices(books), _settled_with_payments(books)
    return [
        {
            "relation_id": relation,
            "invoices": invoices[relation],
            "paid_invoices": settled[relation],
            **_told(paid.get(relation, [])),
            "worst_days_late": max((p.days_late for p in paid.get(relation, ())), default=None),
            "last_payment_date": max((p.day for p in paid.get(relation, ())), default=None),
            "settled_otherwise": otherwise.get(relation, 0),
            "open_amount": owing.get(relation, [0, 0])[0],
            "open_overdue": owing.get(relation, [0, 0])[1],
        }
        for relation in sorted(invoices)
    ]


def payments_by_month(books: Books) -> list[Record]:
    """Give of each customer and month of payment how soon and how late was paid."""
    by_month: dict[tuple[int, str], list[_Paid]] = {}
    for relation, parts in _by_relation(books).items():
        for part in parts:
            by_month.setdefault((relation, month(part.day)), []).append(part)
    return [
        {"relation_id": key[0], "month": key[1], **_told(by_month[key])} for key in sorted(by_month)
    ]


def average_days_late(books: Books) -> tuple[dict[int, str], str | None]:
    """Give how late each customer pays, and all of them together; None where nobody has paid."""
    paid = _by_relation(books)
    each = {relation: _days_late(parts) for relation, parts in paid.items()}
    return each, _days_late([part for parts in paid.values() for part in parts]) if paid else None


def days_late_between(books: Books, first: str, last: str) -> dict[int, str]:
    """Give how late each customer paid from a day until before another."""
    found = {
        relation: [part for part in parts if first <= part.day < last]
        for relation, parts in _by_relation(books).items()
    }
    return {relation: _days_late(parts) for relation, parts in found.items() if parts}


def _by_relation(books: Books) -> dict[int, list[_Paid]]:
    found: dict[int, list[_Paid]] = {}
    for match, invoice, payment in _settled(books):
        if _is_payment(payment):
            found.setdefault(match.relation, []).append(_paid(match, invoice, payment))
    return found


def _settled(books: Books) -> Iterator[tuple[Match, Document, Document]]:
    """Give what settles invoices: the match, the invoice and the other document."""
    for match in books.matches.register.values():
        invoice = books.document(match.debit.document)
        if invoice.journal_type == SALE:
            yield match, invoice, books.document(match.credit.document)


def _is_payment(document: Document) -> bool:
    return document.journal_type == FINANCIAL or (
        not document.is_trade and any(line.account // 10_000 in _CASH for line in document.lines)
    )


def _invoices(books: Books) -> dict[int, int]:
    found: dict[int, int] = {}
    for document in books.documents(journal_type=SALE):
        if document.lines and document.lines[0].cents > 0:
            relation = document.relation or 0
            found[relation] = found.get(relation, 0) + 1
    return found


def _settled_with_payments(books: Books) -> Counter[int]:
    """Count the invoices of each customer of which nothing is open, and that were paid in part."""
    left: Counter[DocumentKey] = Counter()
    paid: dict[DocumentKey, int] = {}
    for match, invoice, other in _settled(books):
        left[invoice.key] += match.cents
        if _is_payment(other):
            paid[invoice.key] = match.relation
    return Counter(
        relation
        for key, relation in paid.items()
        if left[key] >= books.document(key).lines[0].cents
    )


def _paid(match: Match, invoice: Document, payment: Document) -> _Paid:
    day = date.fromisoformat(payment.date)
    expiry = date.fromisoformat(invoice.expiry or invoice.date)
    taken, late = day - date.fromisoformat(invoice.date), day - expiry
    return _Paid(invoice, match.cents, payment.date, taken.days, late.days)


def _told(payments: Iterable[_Paid]) -> Record:
    parts = list(payments)
    late = [part for part in parts if part.days_late > 0]
    total = sum(part.cents for part in parts)
    days = sum(part.cents * part.days for part in parts)
    simple = sum(part.days_late for part in parts)
    return {
        "payments": len(parts),
        "paid_amount": total,
        "average_days_to_pay": quotient(days, total) if parts else None,
        "average_days_late": _days_late(parts) if parts else None,
        "average_days_late_simple": quotient(simple, len(parts)) if parts else None,
        "late_payments": len(late),
        "late_share": quotient(100 * len(late), len(parts)) if parts else None,
        "paid_late_amount": sum(part.cents for part in late),
    }


def _days_late(parts: Sequence[_Paid]) -> str:
    """Weigh the days by what was paid."""
    days = sum(part.cents * part.days_late for part in parts)
    return quotient(days, sum(part.cents for part in parts))
