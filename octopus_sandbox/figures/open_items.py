"""What was open at a date, and how old it was then."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import (
    CONTROL,
    CUSTOMERS,
    WHOLE,
    Document,
    Item,
    Line,
    journal_name,
)
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.ledger import moving

_AGES = ((0, "not due"), (30, "1-30"), (60, "31-60"), (90, "61-90"))
_OLDEST = "over 90"


class OpenAt(NamedTuple):
    """An open item: its document (bookyear, journal, number) and line, and the cents left of it."""

    key: tuple[int, str, int]
    line: int
    relation: int
    cents: int
    expires: date


def open_items(books: Books, as_of: date) -> list[Record]:
    """Give what was open at the end of a day, by what was dated up to then.

    A match counts from the later of its two documents' dates on.
    """
    settled = _settled(books, as_of.isoformat())
    rows = []
    for document, line, item in _items(books):
        left = line.cents + settled.get(item, 0)
        if document.date <= as_of.isoformat() and left:
            rows.append(_row(document, line, item, left, as_of))
    return rows


def open_at(books: Books, as_of: date, account: int) -> Iterator[OpenAt]:
    """Give what was open on a control account at the end of a day."""
    settled = _settled(books, as_of.isoformat())
    for document, line, item in _items(books):
        left = line.cents + settled.get(item, 0)
        if line.account == account and document.date <= as_of.isoformat() and left:
            key = (document.bookyear, journal_name(document.journal), document.number)
            yield OpenAt(key, item.line, line.relation or 0, left, _expires(document))


def _items(books: Books) -> Iterator[tuple[Document, Line, Item]]:
    for document in moving(books):
        for number, line in enumerate(document.lines, 1):
            if line.account in CONTROL:
                yield document, line, document.item(WHOLE if document.is_trade else number)


def _settled(books: Books, day: str) -> dict[Item, int]:
    settled: dict[Item, int] = {}
    for match in books.matches.register.values():
        if max(books.document(item.document).date for item in match.key) <= day:
            settled[match.debit] = settled.get(match.debit, 0) - match.cents
            settled[match.credit] = settled.get(match.credit, 0) + match.cents
    return settled


def _row(document: Document, line: Line, item: Item, left: int, as_of: date) -> Record:
    overdue = _overdue(document, as_of)
    return {
        "side": "customers" if line.account == CUSTOMERS else "suppliers",
        "bookyear_id": item.bookyear,
        "journal_key": journal_name(document.journal),
        "document_sequence_nr": item.number,
        "line_sequence_nr": item.line,
        "amount": line.cents,
        "open_amount": left,
        "days_overdue": overdue,
        "ageing": next((name for days, name in _AGES if overdue <= days), _OLDEST),
    }


def _overdue(document: Document, as_of: date) -> int:
    return (as_of - _expires(document)).days


def _expires(document: Document) -> date:
    return date.fromisoformat(document.expiry or document.date)
