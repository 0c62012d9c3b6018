"""Bookyears, journals, balancings, open items and bank lists in the shapes of the API."""

from typing import NamedTuple

from octopus_sandbox.books.bookyears import Bookyear
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.habits import Habits
from octopus_sandbox.books.masters import PROJECT, SALESPERSON
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import (
    DELIVERY,
    FINANCIAL,
    PURCHASE,
    SALE,
    SUNDRY,
    WHOLE,
    Document,
    Item,
    JournalKey,
    journal_name,
)
from octopus_sandbox.books.open_items import OpenItem
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import Books

LANGUAGES = ("nl", "fr", "en", "de")
"""The languages of localeId 1 to 4."""
_BOOKYEAR = ("Boekjaar", "Exercice", "Bookyear", "Geschäftsjahr")
_JOURNALS: dict[JournalKey, tuple[str, str, str, str]] = {
    (PURCHASE, 1): ("Aankopen", "Achats", "Purchases", "Einkauf"),
    (PURCHASE, 2): ("Creditnota's en kosten", "Notes de crédit", "Credit notes", "Gutschriften"),
    (SALE, 1): ("Verkopen", "Ventes", "Sales", "Verkauf"),
    (SALE, 2): ("Webshop", "Boutique en ligne", "Web shop", "Webshop"),
    (FINANCIAL, 1): ("Bank", "Banque", "Bank", "Bank"),
    (FINANCIAL, 2): ("Tweede rekening", "Deuxième compte", "Second account", "Zweites Konto"),
    (FINANCIAL, 3): ("Bank (kaarten)", "Banque (cartes)", "Bank (cards)", "Bank (Karten)"),
    (SUNDRY, 1): ("Lonen", "Salaires", "Wages", "Löhne"),
    (SUNDRY, 2): ("Diversen", "Opérations diverses", "Various", "Diverses"),
    (DELIVERY, 1): ("Leveringsbonnen", "Bons de livraison", "Delivery notes", "Lieferscheine"),
}
_NOTES_EXCLUSIVE, _INVOICES_EXCLUSIVE, _BOOKINGS = 4, 2, 1
_OPENING = ("Opening", "Ouverture", "Opening", "Eröffnung")
DELIVERIES: JournalKey = (DELIVERY, 1)
"""The journal of the delivery notes; nothing is ever booked in it."""


def bookyear_name(year: Bookyear, language: str) -> str:
    """Write how a bookyear is called in one language."""
    span = str(year.start.year)
    if year.end.year != year.start.year:
        span += f"-{year.end.year}"
    return f"{_BOOKYEAR[LANGUAGES.index(language)]} {span}"


def journal_names(journal: JournalKey, habits: Habits) -> tuple[str, str, str, str]:
    """Give how a journal is called in each language."""
    return _OPENING if journal == habits.opening else _JOURNALS[journal]


def bookyear_record(year: Bookyear, language: str) -> Record:
    """Write a bookyear in one language."""
    return {
        "bookyearDescription": bookyear_name(year, language),
        "bookyearKey": {"id": year.id},
        "closed": year.closed,
        "endDate": year.end.isoformat(),
        "periods": [
            {
                "bookyearPeriod": period.number,
                "endDate": period.end.isoformat(),
                "startDate": period.start.isoformat(),
            }
            for period in year.periods
        ],
        "startDate": year.start.isoformat(),
    }


def journal_record(
    year: Bookyear, journal: JournalKey, last: int, language: str, profile: Profile
) -> Record:
    """Write a journal of a bookyear, of which so many documents are booked, in one language."""
    record: Record = {
        "bookyearKey": {"id": year.id},
        "closed": year.closed,
        "closedPeriod": year.periods[-1].number if year.closed else 0,
    }
    if journal[0] == FINANCIAL:
        record["currencyCode"] = "EUR"
    custom_fields = profile.products
    invoices = journal == (SALE, 2) or (custom_fields and journal == (SALE, 1))
    if custom_fields and (invoices or journal == DELIVERIES):
        record["customFieldLineList"] = [{"id": PROJECT}]
        record["customFieldList"] = [{"id": SALESPERSON}]
    insertion = _INVOICES_EXCLUSIVE if invoices else _BOOKINGS
    return record | {
        "insertionType": _NOTES_EXCLUSIVE if journal == DELIVERIES else insertion,
        "journalKey": journal_name(journal),
        "lastBookedDocumentNr": last,
        "name": journal_names(journal, profile.habits)[LANGUAGES.index(language)],
        "protectedPeriod": year.protected,
    }


class Sides(NamedTuple):
    """A match with the documents of its two sides, as they are at one moment."""

    match: Match
    debit: Document
    credit: Document


def sides(books: Books, match: Match) -> Sides:
    """Look up the documents of a match."""
    return Sides(match, books.document(match.debit.document), books.document(match.credit.document))


def balancing_record(books: Books, found: Sides) -> Record:
    """Write a match; the matched amount stands under credit, as was recorded."""
    match = found.match
    return {
        "creditBalancedBookingAmount": match.cents / 100,
        "creditDocument": _balanced(match.credit, found.credit),
        "debetBalancedBookingAmount": 0.0,
        "debetDocument": _balanced(match.debit, found.debit),
        "type": {
            "accountNr": 0,
            "externalRelationId": external_id(books, match.relation),
            "relationKey": {"id": match.relation},
            "type": "S" if match.supplier else "C",
        },
    }


def _balanced(item: Item, document: Document) -> Record:
    line = document.lines[0 if item.line == WHOLE else item.line - 1]
    cents, document_cents = line.cents / 100, line.document_cents / 100
    return {
        "balancingKey": {
            "bookyearKey": {"id": item.bookyear},
            "documentSequenceNr": item.number,
            "journalKey": journal_name((item.journal_type, item.journal_nr)),
            "lineSequenceNr": item.line,
        },
        "comment": document.comment,
        "creditBookingAmount": -cents if cents < 0 else 0.0,
        "creditDocumentAmount": -document_cents if cents < 0 else 0.0,
        "currencyCode": document.currency,
        "debetBookingAmount": cents if cents > 0 else 0.0,
        "debetDocumentAmount": document_cents if cents > 0 else 0.0,
        "documentDate": document.date,
        "exchangeRate": document.rate,
        "reference": document.reference,
    }


def open_record(books: Books, item: OpenItem) -> Record:
    """Write an open item; what is open is debit positive, like bookings."""
    document = item.document
    record: Record = {
        "bookyearKey": {"id": document.bookyear},
        "bookyearPeriodNr": document.period,
        "comment": document.comment,
        "creditBookingAmount": max(-item.cents, 0) / 100,
        "creditDocumentAmount": max(-item.document_cents, 0) / 100,
        "currencyCode": document.currency,
        "debetBookingAmount": max(item.cents, 0) / 100,
        "debetDocumentAmount": max(item.document_cents, 0) / 100,
        "documentDate": document.date,
        "documentSequenceNr": document.number,
        "exchangeRate": document.rate,
    }
    if document.expiry is not None:
        record["expirationDate"] = document.expiry
    return record | {
        "externalRelationId": external_id(books, item.relation),
        "journalKey": journal_name(document.journal),
        "lineSequenceNr": item.item.line,
        "openBookingAmount": item.open_cents / 100,
        "openDocAmount": item.open_document_cents / 100,
        "reference": document.reference,
        "relationKey": {"id": item.relation},
    }


def external_id(books: Books, relation: int) -> int:
    """Give the number by which others know a relation; 0 when there is none."""
    identification = books.relations[relation]["relationIdentificationServiceData"]
    return int(identification["externalRelationId"])
