"""The invoicing module: invoices with products and custom fields, and delivery notes before them.

Only dossiers that pay for the module have them. An invoice is the other face of a booked sale,
line for line; those that are not booked yet wait in the second sales journal.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.masters import PROJECT, SALESPERSON
from octopus_sandbox.books.model import SALE, Document, Entry, JournalKey, entry, journal_name
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.records import DELIVERIES
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.trade_records import (
    identification,
    intrastat,
    order_reference,
)
from octopus_sandbox.books.vat import SELL

DRAFTS: JournalKey = (SALE, 2)
"""The journal of the invoices that are not booked yet."""
Catalogue = Sequence[Record]
"""The products, by their number from 1 on."""
_SALESPEOPLE = ("Els Martens", "Koen De Smet", "Chloé Lefèvre")
_PROJECTS = ("Noordkaai", "Zuidpark")
_WITHOUT_FIELDS, _DELIVERED, _SERVICES = 6, 3, 705000
_DRAFTED = ((700000, 45_000), (705000, 12_360))
_DISCOUNT = 10
_TO_DELIVER = timedelta(days=2)


def deliver(books: Books, profile: Profile, sale: Document) -> None:
    """Let the goods of some sales leave with a delivery note, which keeps what was sold then."""
    goods = sale.journal == (SALE, 1) and sale.number % _DELIVERED == 0
    within = sale.date >= books.year(sale.bookyear).start.isoformat()
    if profile.products and goods and within and sale.entries[0].vat.kind == SELL:
        books.delivered.append(sale)


def drafts(books: Books, profile: Profile, now: datetime) -> list[Document]:
    """Write two invoices that are not booked yet, and deliver what is on them."""
    if not profile.products:
        return []
    year = books.years[-1]
    day = year.clamp(now.date() - timedelta(days=1))
    relations = books.relations
    client = next(n for n in relations if relations[n]["client"] and relations[n]["vatType"] == 1)
    period, expiry = year.periods[year.index(day)].number, day + timedelta(days=30)
    written = []
    for number, (account, cents) in enumerate(_DRAFTED, 1):
        header = (year.id, *DRAFTS, number, period, day.isoformat(), expiry.isoformat())
        entries = (entry(account, cents, profile.codes["21", SELL]),)
        told = ("Nog te boeken", "")
        draft = Document(*header, "EUR", 1.0, client, *told, entries, (), now - timedelta(hours=2))
        written.append(draft)
        books.delivered.append(draft)
    return written


def invoice_record(books: Books, catalogue: Catalogue, document: Document) -> Record:
    """Write an invoice; on a credit note the lines are negative, or those that go against it."""
    lines = [
        _line(catalogue, document, place, part) for place, part in enumerate(document.entries, 1)
    ]
    record = _header(books, document) | {"invoiceLines": lines}
    return dict(sorted(record.items()))


def delivery_notes(books: Books) -> Iterator[tuple[int, Document]]:
    """Give what was delivered, each with its number in its bookyear."""
    counts: dict[int, int] = {}
    for sale in books.delivered:
        number = counts[sale.bookyear] = counts.get(sale.bookyear, 0) + 1
        yield number, sale


def delivery_note_record(books: Books, catalogue: Catalogue, number: int, sale: Document) -> Record:
    """Write the delivery note of a sale; it is dated before it where the bookyear allows."""
    lines = [
        {name: value for name, value in line.items() if name != "intrastatServiceData"}
        | {"productKey": {"id": _product(part)}}
        for place, part in enumerate(sale.entries, 1)
        for line in (_line(catalogue, sale, place, part),)
    ]
    year = books.year(sale.bookyear)
    day = year.clamp(date.fromisoformat(sale.date) - _TO_DELIVER)
    record = _header(books, sale) | {
        "bookyearPeriodeNr": year.periods[year.index(day)].number,
        "bundled": sale.journal != DRAFTS,
        "comment": "Levering",
        "deliveryNoteLines": [dict(sorted(line.items())) for line in lines],
        "documentDate": day.isoformat(),
        "documentSequenceNr": number,
        "journalKey": journal_name(DELIVERIES),
    }
    return dict(sorted(record.items()))


def _header(books: Books, document: Document) -> Record:
    record: Record = {
        "bookyearKey": {"id": document.bookyear},
        "bookyearPeriodeNr": document.period,
        "comment": document.comment,
        "currencyCode": document.currency,
        "documentDate": document.date,
        "documentSequenceNr": document.number,
        "exchangeRate": document.rate,
        "expiryDate": document.expiry,
        "financialDiscount": 0.0,
        "journalKey": journal_name(document.journal),
        "reference": document.reference,
        "relationIdentificationServiceData": identification(books, document),
    }
    if document.number % _WITHOUT_FIELDS:
        record["customFieldValueList"] = _value(SALESPERSON, document.relation, _SALESPEOPLE)
    return record | order_reference(document)


def _line(catalogue: Catalogue, document: Document, place: int, part: Entry) -> Record:
    product = catalogue[_product(part) - 1]
    cents = abs(part.cents)
    count, discount = _count(document, place, cents)
    price = cents * 100 // (100 - discount) // count
    record: Record = {
        "bookingAccountNr": part.account,
        "count": float(-count if part.vat.credit == (part.cents > 0) else count),
        "customFieldValueList": _value(PROJECT, document.number, _PROJECTS),
        "description": product["description"]["description_NL"],
        "discountPercentage": float(discount),
        "externProductNr": product["externProductNr"],
        "unit": product["unit"],
        "unitPrice": price / 100,
        "vatCodeKey": part.vat.code,
    }
    if part.cost_centre is not None:
        record["costCentreKey"] = {"id": part.cost_centre}
    goods = intrastat(part)
    if goods is not None:
        record["intrastatServiceData"] = goods
    return dict(sorted(record.items()))


def _count(document: Document, place: int, cents: int) -> tuple[int, int]:
    """Give a count and a discount with which the price still comes out to the cent."""
    count = 1 + (document.number + place) % 4
    if cents * 100 % ((100 - _DISCOUNT) * count) == 0:
        return count, _DISCOUNT
    return (count if cents % count == 0 else 1), 0


def _product(part: Entry) -> int:
    return 2 if part.account == _SERVICES else 1


def _value(field: int, of: int | None, values: Sequence[str]) -> list[Record]:
    return [{"customFieldKey": {"id": field}, "value": values[(of or 0) % len(values)]}]
