"""What the first three dossiers of an office sell each other, in a ring, as each of them books it.

Both sides have the same invoices. The first one's customer buys more and pays later every month,
the second one's is new, and the third one's stays as it is. The buyer books one invoice twice, and
another one on an unusual account: a large one, but from the third.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from octopus_sandbox.books.bookyears import months_between
from octopus_sandbox.books.diary import Diary, iso
from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.identifiers import structured_message
from octopus_sandbox.books.model import PURCHASE, SALE, Document, Entry, JournalKey, entry
from octopus_sandbox.books.payments import Payments
from octopus_sandbox.books.people import firm
from octopus_sandbox.books.profile import Profile, profile
from octopus_sandbox.books.rng import stream
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.trade import ledger_lines
from octopus_sandbox.books.vat import BUY, SELL

_DOSSIERS = 3
_GROWS, _NEW, _STEADY = 1, 2, 3
_SINCE, _LATE_SINCE, _NEW_FOR = date(2023, 1, 1), 12, 8
_LEAST, _MORE, _GROWTH, _TIMES_ODD = 60_000, 20_000, 1_000, 4
_DAY, _EXPIRES_AFTER, _AGAIN_AFTER = 4, 30, 3
_ODD, _TWICE = 1, 2
"""How many months ago an invoice was booked oddly, and one twice."""
_BOOKED_AT = time(8)
_SERVICES, _COST, _ODD_COST = 705000, 613200, 612300
_DELIVERY: tuple[Record, ...] = (
    {"invoiceDeliveryMethod": 1, "participantId": "0208:0123456749"},
    {"invoiceDeliveryMethod": 3},
    {"invoiceDeliveryMethod": 3, "participantId": ""},
)
"""How the customer gets invoices: by e-mail, or by Peppol although its address is not known."""


class _Invoice(NamedTuple):
    """An invoice between two dossiers: its day, base and reference, and how late it is paid.

    `months` is how many months ago it was.
    """

    day: int
    cents: int
    late: int
    months: int
    reference: str


def sister_cards(own: Profile, first: int) -> list[tuple[int, Record]]:
    """Write the dossiers that a dossier sells to and buys from, as relations with these ids."""
    if not _has_sisters(own):
        return []
    customer, supplier = (profile(own.seed, number, 0, None) for number in _beside(own))
    sold = {"vatNr": customer.vat_number} | _DELIVERY[own.id % len(_DELIVERY)]
    bought = {"vatNr": supplier.vat_number.replace(".", " ")}
    return [
        (first, firm(own, first, customer.name, sold, supplier=False)),
        (first + 1, firm(own, first + 1, supplier.name, bought, supplier=True)),
    ]


def book_sisters(  # noqa: PLR0913, PLR0917 all who work on a bookyear
    books: Books, own: Profile, diary: Diary, payments: Payments, first: int, today: date
) -> None:
    """Book a bookyear's sales to the one, purchases from the other, and let them be paid."""
    if not _has_sisters(own):
        return
    _, seller = _beside(own)
    for invoice in _invoices(own.seed, own.id, diary, today):
        sold = entry(_SERVICES, invoice.cents, own.codes["21", SELL])
        _book(books, (SALE, 1), first, invoice, sold, diary, payments)
    for invoice in _invoices(own.seed, seller, diary, today):
        account = _ODD_COST if invoice.months == _ODD else _COST
        bought = entry(account, invoice.cents, own.codes["D21", BUY])
        _book(books, (PURCHASE, 1), first + 1, invoice, bought, diary, payments)
        again = invoice.day + _AGAIN_AFTER
        if invoice.months == _TWICE and again <= diary.last:
            _book(books, (PURCHASE, 1), first + 1, invoice._replace(day=again), bought, diary)


def _has_sisters(own: Profile) -> bool:
    """Tell whether a dossier is in the ring; one that trades with nobody else is not."""
    return own.id <= _DOSSIERS and own.documents_per_year > 0


def _beside(own: Profile) -> tuple[int, int]:
    """Give the dossier that this one sells to, and the one that it buys from."""
    return own.id % _DOSSIERS + 1, (own.id + 1) % _DOSSIERS + 1


def _invoices(seed: int, seller: int, diary: Diary, today: date) -> Iterator[_Invoice]:
    usual = _LEAST + stream(seed, "sisters", seller).randrange(_MORE)
    for start, _ in diary.months():
        first = date.fromordinal(start)
        place, months = months_between(_SINCE, first), months_between(first, today)
        day = start + _DAY + seller
        if day > diary.last or place < 0 or (seller == _NEW and months > _NEW_FOR):
            continue
        grown = usual + (_GROWTH * place if seller == _GROWS else 0)
        is_odd = months == _ODD and seller != _STEADY
        yield _Invoice(
            day,
            grown * (_TIMES_ODD if is_odd else 1),
            max(place - _LATE_SINCE, 0) if seller == _GROWS else 0,
            months,
            structured_message(seller * 100_000_000 + place),
        )


def _book(  # noqa: PLR0913, PLR0917 all that is to be said of a document
    books: Books,
    journal: JournalKey,
    relation: int,
    invoice: _Invoice,
    booked: Entry,
    diary: Diary,
    payments: Payments | None = None,
) -> None:
    at = datetime.combine(date.fromordinal(invoice.day), _BOOKED_AT, UTC)
    expires = invoice.day + _EXPIRES_AFTER
    number = len(books.journal(diary.year.id, journal)) + 1
    header = (diary.year.id, *journal, number, diary.period(invoice.day), iso(invoice.day))
    told = (iso(expires), "EUR", 1.0, relation, f"Factuur {booked.account // 100}/{number}")
    lines = ledger_lines([booked], relation, 1.0, at, books.habits.vat_accounts)
    document = books.add(Document(*header, *told, invoice.reference, (booked,), lines, at))
    if payments is not None:
        payments.pay(document, expires + invoice.late)
