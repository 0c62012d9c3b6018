"""What the bank screens show: purchases still to pay, and payments waiting to be sent."""

from datetime import date, timedelta
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import PURCHASE, Item, journal_name
from octopus_sandbox.books.open_items import OpenItem, items, open_items
from octopus_sandbox.books.store import Books

_SCHEDULED, _FREE_AMOUNT = 4, 12_345


class Scheduled(NamedTuple):
    """A purchase whose payment waits to be sent; the place in the list is its id."""

    number: int
    item: Item
    pay_date: str


def unmatched_purchases(books: Books) -> list[OpenItem]:
    """Give purchases and purchase credit notes that are not fully matched."""
    found = open_items(books, supplier=True)
    return [item for item in found if item.document.journal_type == PURCHASE]


def schedule(books: Books, today: date) -> list[Scheduled]:
    """Put the newest unmatched purchases in euro on the payment list; 1 is the free payment."""
    pay_date = (today + timedelta(days=3)).isoformat()
    candidates = [
        found.item
        for found in unmatched_purchases(books)
        if found.cents < 0
        and found.document.currency == "EUR"
        and books.relations[found.relation]["ibanAccountNr"]
    ]
    chosen = candidates[-_SCHEDULED:]
    return [Scheduled(number, item, pay_date) for number, item in enumerate(chosen, 2)]


def payment_list(books: Books, scheduled: list[Scheduled], today: date) -> list[Record]:
    """Write the payment list: a payment tied to no document, and what is still open of the rest."""
    rows = [_free(today)]
    for payment in scheduled:
        journal = books.journal(payment.item.bookyear, payment.item.document[1:3])
        if payment.item.number <= len(journal):
            document = journal[payment.item.number - 1]
            found = (item for item in items(books, document) if item.open_cents < 0)
            rows += [_row(books, payment, item) for item in found]
    return rows


def invoice_record(books: Books, item: OpenItem) -> Record:
    """Write an unmatched purchase; its amount is the full one, in its own currency."""
    document = item.document
    return {
        "amount": abs(item.document_cents) / 100,
        "bookyearKey": {"id": document.bookyear},
        "comment": document.comment,
        "credit": item.cents > 0,
        "currencyCode": document.currency,
        "documentDate": document.date,
        "documentSequenceNr": document.number,
        "expiryDate": document.expiry,
        "journalKey": journal_name(document.journal),
        "reference": document.reference,
        "relationKey": {"id": item.relation},
        "relationName": books.relations[item.relation]["name"],
    }


def _free(today: date) -> Record:
    return {
        "amount": _FREE_AMOUNT / 100,
        "bankAccountNr": "BE68539007547034",
        "bankPaymentListKey": {"id": 1},
        "bicCode": "",
        "currencyCode": "EUR",
        "payDate": today.isoformat(),
        "reference": "",
        "relationName": "Voorschot",
    }


def _row(books: Books, payment: Scheduled, item: OpenItem) -> Record:
    relation = books.relations[item.relation]
    document = item.document
    return {
        "amount": -item.open_document_cents / 100,
        "bankAccountNr": relation["ibanAccountNr"],
        "bankPaymentListKey": {"id": payment.number},
        "bicCode": relation["bicCode"],
        "bookyearKey": {"id": document.bookyear},
        "currencyCode": document.currency,
        "documentDate": document.date,
        "documentSequenceNr": document.number,
        "journalKey": journal_name(document.journal),
        "payDate": payment.pay_date,
        "reference": document.reference,
        "relationKey": {"id": item.relation},
        "relationName": relation["name"],
    }
