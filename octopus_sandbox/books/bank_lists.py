"""What the bank screens show: purchases still to pay, and payments waiting to be sent."""

from datetime import date, timedelta

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import PURCHASE, Scheduled, journal_name
from octopus_sandbox.books.open_items import OpenItem, items, open_items
from octopus_sandbox.books.people import VAT_ACCOUNTS, VAT_RECEIPTS
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books

_SCHEDULED = 4
_FREE = ("Voorschot", "BE68539007547034", 12_345)
_VAT_PAYMENT, _VAT_AFTER = 2 + _SCHEDULED, 5


def unmatched_purchases(books: Books) -> list[OpenItem]:
    """Give purchases and purchase credit notes that are not fully matched."""
    found = open_items(books, supplier=True)
    return [item for item in found if item.document.journal_type == PURCHASE]


def schedule(books: Books, profile: Profile, today: date) -> list[Scheduled]:
    """Put the newest unmatched purchases in euro on the payment list, and two free payments."""
    pay_date = (today + timedelta(days=3)).isoformat()
    candidates = [
        found.item
        for found in unmatched_purchases(books)
        if found.cents < 0
        and found.document.currency == "EUR"
        and books.relations[found.relation]["ibanAccountNr"]
    ]
    chosen = candidates[-_SCHEDULED:]
    vat_date = (today + timedelta(days=_VAT_AFTER)).isoformat()
    account = VAT_ACCOUNTS[(profile.id + 1) % len(VAT_ACCOUNTS)]
    vat = (VAT_RECEIPTS, account, 1_000 * profile.documents_per_year + 1)
    return [
        Scheduled(1, today.isoformat(), None, *_FREE),
        *(Scheduled(number, pay_date, item) for number, item in enumerate(chosen, 2)),
        Scheduled(_VAT_PAYMENT, vat_date, None, *vat),
    ]


def payment_list(books: Books) -> list[Record]:
    """Write the payment list: payments tied to no document, and what is still open of the rest."""
    rows = []
    for payment in books.scheduled:
        if payment.item is None:
            rows.append(_free(payment))
            continue
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


def _free(payment: Scheduled) -> Record:
    return {
        "amount": payment.cents / 100,
        "bankAccountNr": payment.iban,
        "bankPaymentListKey": {"id": payment.number},
        "bicCode": "",
        "currencyCode": "EUR",
        "payDate": payment.pay_date,
        "reference": "",
        "relationName": payment.name,
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
