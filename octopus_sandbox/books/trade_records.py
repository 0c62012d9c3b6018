"""Purchases and sales as `buysellbookings` gives them: whole, with the VAT code on every line."""

from collections.abc import Iterable

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import Document, Entry, journal_name
from octopus_sandbox.books.records import external_id
from octopus_sandbox.books.store import Books

_WITHIN_THE_UNION = ("purchase_eu_goods", "sale_eu_goods")
"""The operations that are reported to Intrastat."""
_FLANDERS = 1
_BY_BANK = 1
_WITH_ORDER = 4


def trade_record(books: Books, document: Document, *, reverse_charge: bool) -> Record:
    """Write a purchase or a sale; `reverse_charge` tells whether lines show VAT that is shifted.

    Lines are positive, also on a credit note, whose amount is negative; a negative line goes
    against the rest.
    """
    record: Record = {
        "amount": amount(document.entries) / 100,
        "bookingLines": [_line(entry, reverse_charge=reverse_charge) for entry in document.entries],
        "bookyearKey": {"id": document.bookyear},
        "bookyearPeriodeNr": document.period,
        "comment": document.comment,
        "currencyCode": document.currency,
        "documentDate": document.date,
        "documentSequenceNr": document.number,
        "exchangeRate": document.rate,
        "expiryDate": document.expiry,
        "journalKey": journal_name(document.journal),
    }
    record |= order_reference(document)
    return record | {
        "paymentMethod": _BY_BANK,
        "reference": document.reference,
        "relationIdentificationServiceData": identification(books, document),
    }


def amount(entries: Iterable[Entry]) -> int:
    """Give what is to be paid, in cents: VAT included where the supplier charges it."""
    return sum(
        (-1 if entry.vat.credit else 1) * (entry.cents + charged(entry)) for entry in entries
    )


def charged(entry: Entry) -> int:
    """Give the VAT that the seller asks for; of a reverse charge there is none."""
    return 0 if entry.vat.shifted else entry.vat_cents


def order_reference(document: Document) -> Record:
    """Write the reference of the order; not everyone who orders gives one."""
    if document.number % _WITH_ORDER != _WITH_ORDER // 2:
        return {}
    return {"orderReference": f"PO-{document.bookyear}{document.number:05d}"}


def identification(books: Books, document: Document) -> Record:
    """Write who a document is about."""
    relation = document.relation or 0
    return {
        "externalRelationId": external_id(books, relation),
        "relationKey": {"id": relation},
    }


def intrastat(entry: Entry) -> Record | None:
    """Write what the statistics of goods within the Union want to know of an entry."""
    if entry.vat.operation.name not in _WITHIN_THE_UNION or entry.vat.credit:
        return None
    return {
        "incoTerms": "EXW",
        "isoCountrycode": "DE",
        "originCountry": "DE",
        "productCode": "44071190",
        "region": _FLANDERS,
        "transactionCode": 11,
        "transportCode": 3,
        "unitCount": 0.0,
        "weight": entry.cents / 1000,
    }


def _line(entry: Entry, *, reverse_charge: bool) -> Record:
    vat = entry.vat_cents if reverse_charge else charged(entry)
    record: Record = {
        "accountKey": entry.account,
        "baseAmount": entry.cents / 100,
        "comment": entry.vat.code,
    }
    if entry.cost_centre is not None:
        record["costCentreKey"] = {"id": entry.cost_centre}
    goods = intrastat(entry)
    if goods is not None:
        record["intrastatServiceData"] = goods
    record |= {"vatAmount": vat / 100, "vatCodeKey": entry.vat.code}
    if entry.vat.purchase:
        record["vatRecupPercentage"] = float(entry.recuperation)
    return record
