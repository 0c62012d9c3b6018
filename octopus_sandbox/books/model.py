"""The parts of a ledger: lines, entries, documents, and how they are pointed at.

Amounts are whole cents, debit positive; a change puts a new document in place of the old one.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec

from octopus_sandbox.books.vat import VatCode

PURCHASE, SALE, FINANCIAL, SUNDRY, DELIVERY = 1, 2, 3, 4, 7
LETTERS = {PURCHASE: "A", SALE: "V", FINANCIAL: "F", SUNDRY: "D", DELIVERY: "L"}
WHOLE = -1
"""The line number that stands for a purchase or sale document as a whole."""

CUSTOMERS, SUPPLIERS = 400000, 440000
VAT_DEDUCTIBLE, VAT_DUE = 411000, 451000
VAT_TO_RECEIVE, VAT_TO_PAY = 411200, 451200
"""The current account of VAT, into which a return is settled."""
CONTROL = (CUSTOMERS, SUPPLIERS)

JournalKey = tuple[int, int]
"""Journal type and number."""
DocumentKey = tuple[int, int, int, int]
"""Bookyear id, journal type, journal number, document number."""


class Item(NamedTuple):
    """What can be matched: a purchase or sale as a whole, or one line of another document."""

    bookyear: int
    journal_type: int
    journal_nr: int
    number: int
    line: int

    @property
    def document(self) -> DocumentKey:
        """The document it is in."""
        return self[:4]


class Post(NamedTuple):
    """What is to be booked on an account, debit positive, and the grid of VAT that it fills."""

    account: int
    cents: int
    grid: str | None = None
    relation: int | None = None


class Scheduled(NamedTuple):
    """A payment that waits to be sent; its number in the list is its id.

    It pays the purchase `item`, or else `cents` to someone who is no relation.
    """

    number: int
    pay_date: str
    item: Item | None = None
    name: str = ""
    iban: str = ""
    cents: int = 0


class Line(msgspec.Struct, frozen=True, gc=False):
    """A ledger line; its number is its place in the document.

    `grid` is the grid of the VAT return that tells most of it; `reference` is what a payment says,
    on the lines of financial documents.
    """

    account: int
    cents: int
    document_cents: int
    relation: int | None
    grid: str | None
    recuperation: int | None
    cost_centre: int | None
    modified_at: datetime
    reference: str = ""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """What was keyed in for a purchase or sale: an account, a base and its VAT.

    Amounts are in the document's currency, and positive also on a credit note; negative ones go
    against the rest of their document. `recuperation` is how much of the VAT can be deducted.
    """

    account: int
    cents: int
    vat: VatCode
    vat_cents: int
    recuperation: int
    cost_centre: int | None


def deducted(vat_cents: int, recuperation: int) -> int:
    """Give the part of VAT that can be deducted, halves away from zero."""
    cents = (abs(vat_cents) * recuperation + 50) // 100
    return cents if vat_cents > 0 else -cents


class Document(msgspec.Struct, frozen=True, gc=False):
    """A booked document: a header, its lines, and for a purchase or sale its entries."""

    bookyear: int
    journal_type: int
    journal_nr: int
    number: int
    period: int
    date: str
    expiry: str | None
    currency: str
    rate: float
    relation: int | None
    comment: str
    reference: str
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]
    modified_at: datetime

    @property
    def key(self) -> DocumentKey:
        """What points at this document."""
        return (self.bookyear, self.journal_type, self.journal_nr, self.number)

    @property
    def journal(self) -> JournalKey:
        """The journal it is booked in."""
        return (self.journal_type, self.journal_nr)

    @property
    def is_trade(self) -> bool:
        """Whether it is a purchase or a sale."""
        return self.journal_type in (PURCHASE, SALE)

    def item(self, line: int = WHOLE) -> Item:
        """Point at the whole document or one of its lines."""
        return Item(self.bookyear, self.journal_type, self.journal_nr, self.number, line)


def entry(
    account: int, cents: int, vat: VatCode, cost_centre: int | None = None, recuperation: int = 100
) -> Entry:
    """Key in a base with the VAT that its code asks for."""
    return Entry(account, cents, vat, vat.vat_on(cents), recuperation, cost_centre)


def journal_name(journal: JournalKey) -> str:
    """Write a journal as the API does: a letter and a number."""
    return f"{LETTERS[journal[0]]}{journal[1]}"
