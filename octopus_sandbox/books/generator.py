"""From a dossier's profile to its books: one bookyear after the other, up to now."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

from octopus_sandbox.books.bank import book_statements, routine
from octopus_sandbox.books.bookyears import Bookyear, layout
from octopus_sandbox.books.chart import ACCOUNTS, LATER, account_record
from octopus_sandbox.books.diary import Diary
from octopus_sandbox.books.draws import stream
from octopus_sandbox.books.invoices import Invoices
from octopus_sandbox.books.model import FINANCIAL, PURCHASE, SALE
from octopus_sandbox.books.payments import Payments
from octopus_sandbox.books.people import Partner, people, stranger
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.store import OPENING, Books
from octopus_sandbox.books.sundry import (
    VARIOUS,
    book_sundries,
    opening,
    starting_balance,
    starting_money,
    sundry,
)

JOURNALS = [
    OPENING, (FINANCIAL, 1), VARIOUS, (SALE, 2), (PURCHASE, 1), (SALE, 1), (PURCHASE, 2),
    (FINANCIAL, 2),
]  # fmt: skip
"""The journals of every bookyear; V2 never holds a document."""
_OPEN_FOR_DAYS = 240
_PER_DOCUMENT = 40_000
_CARRIED_AFTER = timedelta(days=20)


def generate(profile: Profile, now: datetime) -> Books:
    """Generate the books of a dossier as they are now."""
    with _collector_at_rest():
        return _generated(profile, now)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    # Millions of new objects and no garbage: looking for cycles would double the time.
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _generated(profile: Profile, now: datetime) -> Books:
    books = Books(JOURNALS)
    partners = _settle_people(books, profile, now)
    payments = Payments(books, stream(profile.seed, profile.id, "payments"), cash=profile.cash)
    desks = [
        Invoices(
            books,
            profile,
            [partner for partner in partners if partner.supplier == supplier],
            payments,
            stream(profile.seed, profile.id, "invoices", supplier),
        )
        for supplier in (True, False)
    ]
    years = layout(profile.shape, list(profile.bookyear_ids), profile.months_per_period, now.date())
    for place, year in enumerate(years):
        year.closed = (now.date() - year.end).days > _OPEN_FOR_DAYS
        _open(books, profile, year, place, now)
        _live_through(books, profile, Diary(year, now), place, desks, payments)
    return books


def add_chart(books: Books, profile: Profile, year: Bookyear, place: int, at: datetime) -> None:
    """Give a bookyear its chart of accounts; one account only exists from the second on."""
    for account in (*ACCOUNTS, *([LATER] if place else [])):
        record = account_record(year.id, account, cost_centres=bool(profile.cost_centres))
        books.accounts.put((year.id, account.number), record, at)


def _settle_people(books: Books, profile: Profile, now: datetime) -> list[Partner]:
    drawn = people(profile)
    year = layout(profile.shape, list(profile.bookyear_ids), profile.months_per_period, now.date())
    at = min(datetime.combine(year[0].start, time(8), UTC), now)
    for partner, record in drawn:
        books.relations.put(partner.id, record, at)
    number = len(drawn) + 1
    books.relations.put(number, stranger(profile, number), at)
    return [partner for partner, _ in drawn]


def _open(books: Books, profile: Profile, year: Bookyear, place: int, now: datetime) -> None:
    books.open_year(year)
    at = min(datetime.combine(year.start, time(9), UTC), now)
    carried_at = min(at + _CARRIED_AFTER, now)
    add_chart(books, profile, year, place, at)
    if place:
        books.add(opening(books, place, carried_at))
        return
    legs = starting_balance(*_money(profile))
    first = year.periods[0]
    books.add(sundry(year.id, OPENING, first.start.toordinal(), first.number, legs, at))


def _money(profile: Profile) -> tuple[int, int]:
    return 5_000_000 + _PER_DOCUMENT * profile.documents_per_year, 50_000


def _live_through(  # noqa: PLR0913, PLR0917 all who work on a bookyear
    books: Books,
    profile: Profile,
    diary: Diary,
    place: int,
    desks: list[Invoices],
    payments: Payments,
) -> None:
    if not diary.elapsed:
        return
    rng = stream(profile.seed, profile.id, "sundry", diary.year.id)
    movements = routine(diary, place)
    if place == 0:
        movements += starting_money(diary, *_money(profile))
    for desk in desks:
        desk.book_year(diary, place)
    payments.due += book_sundries(books, diary, rng, profile.documents_per_year)
    movements += [movement for movement in payments.due if movement.day <= diary.last]
    payments.due = [movement for movement in payments.due if movement.day > diary.last]
    book_statements(books, diary, movements, rng, cash=profile.cash)
