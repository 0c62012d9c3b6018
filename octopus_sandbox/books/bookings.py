"""Booked documents as `bookings/modified` gives them: one row per ledger line."""

from datetime import datetime
from functools import lru_cache

import msgspec
from msgspec import UNSET, UnsetType

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import Document, DocumentKey, Line


class Key(msgspec.Struct, frozen=True, gc=False):
    """A key of the API: an object that holds an id."""

    id: int


class Booking(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A ledger line; fields are in the API's order, and left out where UNSET."""

    account_key: int
    booking_amount: float
    bookyear_key: Key
    bookyear_periode_nr: int
    comment: str
    cost_centre_key: Key | UnsetType
    currency_code: str
    document_amount: float
    document_date: str
    document_sequence_nr: int
    exchange_rate: float
    expiry_date: str | UnsetType
    journal_nr: int
    journal_type: int
    line_sequence_nr: int
    reference: str
    relation_key: Key | UnsetType
    vat_recuperation_percentage: float | UnsetType
    vat_section_code: str | UnsetType


class BookedDocument:
    """A booked document as `bookings/modified` sees it; immutable, a change replaces it."""

    __slots__ = ("_document", "modified_at")

    def __init__(self, document: Document) -> None:
        self.modified_at = document.modified_at
        self._document = document

    def rows(self) -> list[Booking]:
        """Give all its lines, in the order of their numbers; none for an emptied document."""
        document = self._document
        return [_row(document, number, line) for number, line in enumerate(document.lines, 1)]

    def rows_since(self, moment: datetime) -> list[Booking]:
        """Give only the lines that changed at or after the moment (their own modified_at)."""
        document = self._document
        return [
            _row(document, number, line)
            for number, line in enumerate(document.lines, 1)
            if line.modified_at >= moment
        ]


def document_key_record(key: DocumentKey) -> Record:
    """Write the key of a deleted document as the API does."""
    bookyear, journal_type, journal_nr, number = key
    return {
        "bookyearKey": {"id": bookyear},
        "documentSequenceNr": number,
        "journalSequenceNr": journal_nr,
        "journalType": journal_type,
    }


def _row(document: Document, number: int, line: Line) -> Booking:
    relation, cost_centre, percentage = line.relation, line.cost_centre, line.recuperation
    return Booking(
        line.account,
        line.cents / 100,
        _key(document.bookyear),
        document.period,
        document.comment,
        UNSET if cost_centre is None else _key(cost_centre),
        document.currency,
        line.document_cents / 100,
        document.date,
        document.number,
        document.rate,
        document.expiry or UNSET,
        document.journal_nr,
        document.journal_type,
        number,
        document.reference,
        UNSET if relation is None else _key(relation),
        UNSET if percentage is None else float(percentage),
        line.grid or UNSET,
    )


@lru_cache(maxsize=50_000)
def _key(number: int) -> Key:
    return Key(number)
