"""Reminders (rappels): per customer, the sales that are overdue at a date."""

from collections.abc import Iterator
from datetime import date, timedelta

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import SALE, journal_name
from octopus_sandbox.books.open_items import OpenItem, open_items
from octopus_sandbox.books.store import Books

_EVERY = timedelta(days=15)
_MOST = 3


def rappels(books: Books, day: date, *, on_the_day: bool) -> list[Record]:
    """Write what each customer must be reminded of at a date.

    `on_the_day` tells whether a sale that expires on that very day is already overdue.
    """
    by_relation: dict[int, list[Record]] = {}
    for item in _overdue(books, day, on_the_day=on_the_day):
        by_relation.setdefault(item.relation, []).append(_invoice(item, day))
    return [
        {"invoiceList": invoices, "relation": books.relations[relation]}
        for relation, invoices in by_relation.items()
    ]


def _overdue(books: Books, day: date, *, on_the_day: bool) -> Iterator[OpenItem]:
    last = (day if on_the_day else day - timedelta(days=1)).isoformat()
    for item in open_items(books, supplier=False):
        expiry = item.document.expiry
        sold = item.document.journal_type == SALE and item.open_cents > 0
        if sold and expiry is not None and expiry <= last:
            yield item


def _invoice(item: OpenItem, day: date) -> Record:
    document = item.document
    return {
        "bookyearKey": {"id": document.bookyear},
        "comment": document.comment,
        "currencyCode": document.currency,
        "documentDate": document.date,
        "documentSequenceNr": document.number,
        "expirationDate": document.expiry,
        "journalKey": journal_name(document.journal),
        "openAmount": item.open_document_cents / 100,
        "rappelInfoList": _sent(date.fromisoformat(document.expiry or document.date), day),
        "reference": document.reference,
    }


def _sent(expiry: date, day: date) -> list[Record]:
    """Give the reminders that went out before a date: one every so many days after the expiry."""
    days = [expiry + number * _EVERY for number in range(1, _MOST + 1)]
    return [
        {"rappelDate": sent.isoformat(), "rappelId": number}
        for number, sent in enumerate(days, 1)
        if sent < day
    ]
