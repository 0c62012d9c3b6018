"""Bank, cash and sundry documents as `financialdiversbookings` gives them: whole, with CODA."""

from octopus_sandbox.books.coda import Payment, movement
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.journal_details import bank_account
from octopus_sandbox.books.model import (
    CONTROL,
    CUSTOMERS,
    FINANCIAL,
    Document,
    Line,
    journal_name,
)
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.records import external_id
from octopus_sandbox.books.store import Books

_CODA_VERSION = 2
_BY_HAND = 8
"""One statement in so many was keyed in, and carries no CODA."""


def cash_record(books: Books, profile: Profile, document: Document) -> Record:
    """Write a document of an F or D journal."""
    financial = document.journal_type == FINANCIAL
    own = bank_account(profile, document.journal) if financial else None
    lines = [line for line in document.lines if line.account != own]
    return {
        "bookingLines": [_line(books, document, n, line) for n, line in enumerate(lines, 1)],
        "bookyearKey": {"id": document.bookyear},
        "bookyearPeriodeNr": document.period,
        "documentDate": document.date,
        "documentSequenceNr": document.number,
        "exchangeRate": document.rate,
        "journalKey": journal_name(document.journal),
    }


def _line(books: Books, document: Document, place: int, line: Line) -> Record:
    """Write a line: in F journals received is positive; in D journals (unknown) debit is."""
    financial = document.journal_type == FINANCIAL
    cents = -line.cents if financial else line.cents
    of_relation = line.account in CONTROL and line.relation is not None
    record: Record = {
        "accountKey": 0 if of_relation else line.account,
        "amount": cents / 100,
    }
    if document.journal == (FINANCIAL, 1) and document.number % _BY_HAND:
        told = movement(_payment(books, document, place, line))
        version = {"codaVersion": _CODA_VERSION}
        record["codaInfo"] = {"codaMoveLineData": told, "codaVersion": version}
    if line.cost_centre is not None:
        record["costCentreKey"] = {"id": line.cost_centre}
    kind = "C" if line.account == CUSTOMERS else "S"
    return record | {
        "externalRelationId": external_id(books, line.relation or 0) if of_relation else 0,
        "reference": line.reference,
        "relationId": line.relation if of_relation else 0,
        "type": kind if of_relation else "A",
    }


def _payment(books: Books, document: Document, place: int, line: Line) -> Payment:
    account = bic = name = ""
    if line.relation is not None:
        relation = books.relations[line.relation]
        account, bic = relation["ibanAccountNr"], relation["bicCode"]
        name = relation["name"]
    return Payment(
        document.number, place, document.date, -line.cents, line.reference, account, bic, name
    )
