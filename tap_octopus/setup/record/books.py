"""The books of a recorded dossier: documents, lines and matches, with amounts in cents."""

from __future__ import annotations

import dataclasses
import decimal
import typing as t

from tap_octopus.setup.check.evidence import (
    DocumentKey,
    booked_document,
    document_of,
    number,
    records_in,
    text,
    value,
)

if t.TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_octopus.rows.answers import Record

ItemKey = tuple[DocumentKey, int | None]
"""The key of a line that can be matched; the number -1 stands for a whole purchase or sale."""

WHOLE = -1
HUNDRED = 100


def cents(record: object, *path: str) -> int:
    """Return an amount of a record in cents, rounded; 0 when there is none."""
    found = value(record, *path)
    if isinstance(found, bool) or not isinstance(found, int | decimal.Decimal):
        return 0
    return rounded(decimal.Decimal(found) * HUNDRED)


def rounded(given: decimal.Decimal) -> int:
    """Round to a whole number. A half is rounded away from zero."""
    return int(given.quantize(decimal.Decimal(1), decimal.ROUND_HALF_UP))


@dataclasses.dataclass
class Line:
    """A ledger line, in cents.

    Attributes:
        booked: The amount in euro.
        document: The amount in the currency of the document.
        new: The scaled amount in euro.
        new_document: The scaled amount in the currency of the document.
        is_item: Whether its scaled amount follows from what it was matched with.
    """

    number: int | None
    period: int | None
    account: int
    relation: int | None
    section: str | None
    booked: int
    document: int
    new: int = 0
    new_document: int = 0
    is_item: bool = False


@dataclasses.dataclass
class Entry:
    """A line of a purchase or sale as it was entered, in cents of the document's currency."""

    account: int
    base: int
    vat: int
    recuperation: decimal.Decimal
    new_base: int = 0
    new_vat: int = 0


@dataclasses.dataclass
class Document:
    """A document: its ledger lines and, for a purchase or sale, its entries."""

    key: DocumentKey
    rate: decimal.Decimal = decimal.Decimal(1)
    lines: list[Line] = dataclasses.field(default_factory=list)
    entries: list[Entry] = dataclasses.field(default_factory=list)

    @property
    def is_trade(self) -> bool:
        """Whether it is a purchase or a sale."""
        return self.key[1][:1] in {"A", "V"}

    @property
    def control(self) -> Line | None:
        """The line of the customer or supplier: the largest with a relation, or the first line."""
        of_relation = [line for line in self.lines if line.relation] or self.lines[:1]
        return max(of_relation, key=lambda line: abs(line.booked), default=None)


@dataclasses.dataclass
class Match:
    """A match of two items (a balancing), in cents."""

    debit: ItemKey
    credit: ItemKey
    amount: int
    new: int = 0


@dataclasses.dataclass
class Books:
    """The books of a dossier."""

    years: list[int] = dataclasses.field(default_factory=list)
    documents: dict[DocumentKey, Document] = dataclasses.field(default_factory=dict)
    matches: list[Match] = dataclasses.field(default_factory=list)

    def document(self, key: DocumentKey) -> Document:
        """Return a document. It is added if it is new."""
        return self.documents.setdefault(key, Document(key))

    def line(self, item: ItemKey) -> Line | None:
        """Return the ledger line of an item; None when it is not known."""
        key, place = item
        document = self.documents.get(key)
        if document is None:
            return None
        if place == WHOLE:
            return document.control
        return next((line for line in document.lines if line.number == place), None)

    def read_years(self, records: Iterable[Record]) -> None:
        """Read the bookyears. They are kept in order, oldest first."""
        found = [(text(r, "startDate") or "", number(r, "bookyearKey", "id")) for r in records]
        self.years = [year for _, year in sorted(found) if year is not None]

    def read_ledger(self, records: Iterable[Record]) -> None:
        """Read ledger lines."""
        for record in records:
            document = self.document(booked_document(record, "journalNr"))
            rate = value(record, "exchangeRate")
            document.rate = (
                decimal.Decimal(rate)
                if isinstance(rate, int | decimal.Decimal)
                else (document.rate)
            )
            document.lines.append(
                Line(
                    number(record, "lineSequenceNr"),
                    number(record, "bookyearPeriodeNr"),
                    number(record, "accountKey") or 0,
                    number(record, "relationKey", "id"),
                    text(record, "vatSectionCode"),
                    cents(record, "bookingAmount"),
                    cents(record, "documentAmount"),
                )
            )

    def read_trade(self, records: Iterable[Record]) -> None:
        """Read purchases and sales."""
        for record in records:
            document = self.document(document_of(record))
            for line in records_in(record, "bookingLines"):
                part = value(line, "vatRecupPercentage")
                known = isinstance(part, int | decimal.Decimal)
                document.entries.append(
                    Entry(
                        number(line, "accountKey") or 0,
                        cents(line, "baseAmount"),
                        cents(line, "vatAmount"),
                        decimal.Decimal(part) if known else decimal.Decimal(HUNDRED),
                    )
                )

    def read_matches(self, records: Iterable[Record]) -> None:
        """Read balancings."""
        self.matches += [match_of(record) for record in records]


def match_of(record: Record) -> Match:
    """Return the match of a balancing."""
    sides = [_item(record.get(f"{side}Document")) for side in ("debet", "credit")]
    amounts = [cents(record, f"{side}BalancedBookingAmount") for side in ("debet", "credit")]
    return Match(sides[0], sides[1], max(amounts, key=abs))


def _item(side: object) -> ItemKey:
    key = value(side, "balancingKey")
    return document_of(key if isinstance(key, dict) else {}), number(key, "lineSequenceNr")
