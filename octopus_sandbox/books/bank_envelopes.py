"""Envelopes of payments: one waiting to be sent, and those that the bank carried out."""

from collections.abc import Iterator
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import FINANCIAL, SUPPLIERS, Document, JournalKey, journal_name
from octopus_sandbox.books.store import Books

_BANK: JournalKey = (FINANCIAL, 1)
_OPEN = 1
_MOST = 100_000
"""More payments than an envelope holds: its number and theirs make one that is unique."""


class Envelope(NamedTuple):
    """An envelope: what is in it, as the payment list would have it."""

    number: int
    bookyear: int
    paid: bool
    payments: list[Record]

    def record(self) -> Record:
        """Write it as the list of envelopes has it."""
        return {
            "amount": sum(round(row["amount"] * 100) for row in self.payments) / 100,
            "bookyearKey": {"id": self.bookyear},
            "currencyCode": "EUR",
            "enveloppeKey": {"id": self.number},
            "journalKey": journal_name(_BANK),
            "payDate": max(row["payDate"] for row in self.payments),
            "paymentCount": len(self.payments),
            "status": self.paid,
        }


def envelopes(books: Books, waiting: list[Record]) -> Iterator[Envelope]:
    """Give the envelope of what waits (the purchases of the payment list in euro), and the paid."""
    payments = [
        row for row in waiting if "documentSequenceNr" in row and row["currencyCode"] == "EUR"
    ]
    if payments:
        yield Envelope(_OPEN, books.years[-1].id, paid=False, payments=payments)
    yield from _paid(books)


def _paid(books: Books) -> Iterator[Envelope]:
    """Give an envelope per period with what was paid to suppliers from the bank."""
    for year in books.years:
        found: dict[int, list[Record]] = {}
        for document in books.journal(year.id, _BANK):
            for place, line in enumerate(document.lines, 1):
                if line.account == SUPPLIERS and line.cents > 0:
                    number = year.id * 100 + document.period % 100
                    inside = found.setdefault(number, [])
                    key = number * _MOST + len(inside) + 1
                    inside.append(_payment(books, document, place, key))
        for number, payments in found.items():
            yield Envelope(number, year.id, paid=True, payments=payments)


def _payment(books: Books, document: Document, place: int, key: int) -> Record:
    """Write a payment; it names the purchase that it settles, if it is one."""
    line = document.lines[place - 1]
    record: Record = {
        "amount": line.cents / 100,
        "bankPaymentListKey": {"id": key},
        "currencyCode": "EUR",
        "payDate": document.date,
        "reference": line.reference,
    }
    if line.relation is not None:
        relation = books.relations[line.relation]
        record |= {
            "bankAccountNr": relation["ibanAccountNr"],
            "bicCode": relation["bicCode"],
            "relationKey": {"id": line.relation},
            "relationName": relation["name"],
        }
    settled = [m for m in books.matches.of(document.key) if m.debit == document.item(place)]
    if len(settled) == 1:
        record |= _purchase(books, settled[0])
    return dict(sorted(record.items()))


def _purchase(books: Books, match: Match) -> Record:
    purchase = books.document(match.credit.document)
    return {
        "bookyearKey": {"id": purchase.bookyear},
        "documentDate": purchase.date,
        "documentSequenceNr": purchase.number,
        "journalKey": journal_name(purchase.journal),
    }
