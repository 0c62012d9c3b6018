"""The listing of what was sold to VAT payers elsewhere in the Union."""

import re
from datetime import date

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import SALE, Document
from octopus_sandbox.books.returns import return_end, return_start
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.vat_lines import booked_on, lines_of

_CODES = {"sale_eu_goods": "L", "sale_triangular": "T", "sale_eu_services": "S"}


def intracommunity_listing(books: Books) -> list[Record]:
    """Give goods (L), triangular sales (T) and services (S) by customer's number and return.

    A credit note that is matched with an invoice of an earlier return corrects that one.
    """
    declarant = books.habits.declarant
    amounts: dict[tuple[str, str, str, str], int] = {}
    cards: dict[tuple[str, str, str, str], set[int]] = {}
    for document in books.documents(journal_type=SALE):
        start = return_start(booked_on(books, document), declarant)
        number = re.sub(r"[^0-9A-Z]", "", _number(books, document))
        for line in lines_of(books, document):
            code = line.entry and _CODES.get(line.entry.vat.operation.name)
            if code:
                corrected = _corrected(books, document, start) if line.credit else ""
                key = (start.isoformat(), number, code, corrected)
                signed = -line.cents if line.credit else line.cents
                amounts[key] = amounts.get(key, 0) + signed
                cards.setdefault(key, set()).add(document.relation or 0)
    return [
        {
            "return_start": key[0],
            "return_end": return_end(date.fromisoformat(key[0]), declarant).isoformat(),
            "vat_nr": key[1],
            "code": key[2],
            "correcting_start": key[3] or None,
            "relations": len(cards[key]),
            "amount": amounts[key],
        }
        for key in sorted(amounts)
        if amounts[key]
    ]


def _number(books: Books, document: Document) -> str:
    return str(books.relations[document.relation or 0]["vatNr"]).upper()


def _corrected(books: Books, document: Document, start: date) -> str:
    """Give the first day of the earliest return before, of an invoice that is credited here."""
    declarant = books.habits.declarant
    credited = (
        books.document(match.debit.document)
        for match in books.matches.of(document.key)
        if match.credit.document == document.key and match.debit.journal_type == SALE
    )
    starts = (return_start(booked_on(books, invoice), declarant) for invoice in credited)
    earlier = [found for found in starts if found < start]
    return min(earlier).isoformat() if earlier else ""
