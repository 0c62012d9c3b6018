"""Envelopes of payments: one waiting to be sent, and those that the bank carried out."""

from collections.abc import Iterator
from operator import itemgetter

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import FINANCIAL, SUPPLIERS, JournalKey, journal_name
from octopus_sandbox.books.store import Books

_BANK: JournalKey = (FINANCIAL, 1)
_OPEN = 1


def envelopes(books: Books, waiting: list[Record]) -> list[Record]:
    """Write the envelope of what waits (the payment list less its free payment), and the paid."""
    return [*_open(books, waiting), *_paid(books)]


def _open(books: Books, waiting: list[Record]) -> Iterator[Record]:
    payments = [row for row in waiting if "documentSequenceNr" in row]
    if payments:
        cents = sum(round(row["amount"] * 100) for row in payments)
        pay_date = payments[0]["payDate"]
        yield _record(_OPEN, books.years[-1].id, pay_date, cents, len(payments), paid=False)


def _paid(books: Books) -> Iterator[Record]:
    """Give an envelope per period with what was paid to suppliers from the bank."""
    found: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for year in books.years:
        for document in books.journal(year.id, _BANK):
            for line in document.lines:
                if line.account == SUPPLIERS and line.cents > 0:
                    key = (year.id, document.period)
                    found.setdefault(key, []).append((document.date, line.cents))
    for (bookyear, period), payments in found.items():
        day, cents = max(map(itemgetter(0), payments)), sum(map(itemgetter(1), payments))
        number = bookyear * 100 + period % 100
        yield _record(number, bookyear, day, cents, len(payments), paid=True)


def _record(  # noqa: PLR0913 the fields of an envelope
    number: int, bookyear: int, pay_date: str, cents: int, count: int, *, paid: bool
) -> Record:
    return {
        "amount": cents / 100,
        "bookyearKey": {"id": bookyear},
        "currencyCode": "EUR",
        "enveloppeKey": {"id": number},
        "journalKey": journal_name(_BANK),
        "payDate": pay_date,
        "paymentCount": count,
        "status": paid,
    }
