"""Booked documents as `bookings/modified` gives them: one row per ledger line."""

from collections.abc import Iterable
from datetime import datetime

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
    bookyear_key: Key | UnsetType
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


class _Keys(dict[int | None, Key | UnsetType]):
    def __missing__(self, number: int) -> Key:
        key = self[number] = Key(number)
        return key


class _Percentages(dict[int | None, float | UnsetType]):
    def __missing__(self, percentage: int) -> float:
        found = self[percentage] = float(percentage)
        return found


_KEYS = _Keys({None: UNSET})
_PERCENTAGES = _Percentages({None: UNSET})


class Sections(dict[str | None, str | UnsetType]):
    """What `vatSectionCode` holds for a grid of the VAT return; nobody knows what it is.

    It is the grid itself, or `none`: always missing, or `other`: a code of Octopus' own.
    """

    def __init__(self, kind: str) -> None:
        super().__init__({None: UNSET})
        self._kind = kind

    def __missing__(self, grid: str) -> str | UnsetType:
        """Write the section of a grid that was not asked for yet."""
        found: str | UnsetType = UNSET
        if self._kind != "none":
            found = grid if self._kind == "grid" else f"S{(int(grid) * 37 + 11) % 101:03d}"
        self[grid] = found
        return found


SECTIONS = {kind: Sections(kind) for kind in ("grid", "none", "other")}
"""By the setting of the switch `vat_section_code`."""


class BookedDocument:
    """A booked document as `bookings/modified` sees it; immutable, a change replaces it."""

    __slots__ = ("_document", "modified_at")

    def __init__(self, document: Document) -> None:
        self.modified_at = document.modified_at
        self._document = document

    @property
    def key(self) -> DocumentKey:
        """Bookyear id, journal type, journal number and document number."""
        return self._document.key

    @property
    def is_empty(self) -> bool:
        """Whether it was emptied: it is still there but has no lines."""
        return not self._document.lines

    def rows(self, sections: Sections = SECTIONS["grid"]) -> list[Booking]:
        """Give all its lines, in the order of their numbers; none for an emptied document."""
        return _rows(self._document, enumerate(self._document.lines, 1), sections)

    def rows_since(self, moment: datetime, sections: Sections = SECTIONS["grid"]) -> list[Booking]:
        """Give only the lines that changed at or after the moment (their own modified_at)."""
        numbered = enumerate(self._document.lines, 1)
        changed = ((number, line) for number, line in numbered if line.modified_at >= moment)
        return _rows(self._document, changed, sections)


def document_key_record(key: DocumentKey) -> Record:
    """Write the key of a deleted document as the API does."""
    bookyear, journal_type, journal_nr, number = key
    return {
        "bookyearKey": {"id": bookyear},
        "documentSequenceNr": number,
        "journalSequenceNr": journal_nr,
        "journalType": journal_type,
    }


def _rows(
    document: Document, lines: Iterable[tuple[int, Line]], sections: Sections
) -> list[Booking]:
    # A million rows pass here: what the header says is looked up once per document.
    bookyear, period, date = _KEYS[document.bookyear], document.period, document.date
    journal_type, journal_nr, number = document.key[1:]
    comment, reference = document.comment, document.reference
    currency, rate, expiry = document.currency, document.rate, document.expiry or UNSET
    return [
        Booking(
            line.account,
            line.cents / 100,
            bookyear,
            period,
            comment,
            _KEYS[line.cost_centre],
            currency,
            line.document_cents / 100,
            date,
            number,
            rate,
            expiry,
            journal_nr,
            journal_type,
            line_number,
            reference,
            _KEYS[line.relation],
            _PERCENTAGES[line.recuperation],
            sections[line.grid],
        )
        for line_number, line in lines
    ]
