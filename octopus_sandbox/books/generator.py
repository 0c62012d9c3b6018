"""From a dossier's profile to its books: one bookyear after the other, up to now."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

from octopus_sandbox.books.bank import book_statements
from octopus_sandbox.books.bookyears import Bookyear, layout
from octopus_sandbox.books.chart import LATER, account_record, chart
from octopus_sandbox.books.clearings import book_clearings
from octopus_sandbox.books.diary import Diary
from octopus_sandbox.books.habits import Habits
from octopus_sandbox.books.invoices import Invoices
from octopus_sandbox.books.model import FINANCIAL, PURCHASE, SALE, SUNDRY, JournalKey
from octopus_sandbox.books.payments import Payments
from octopus_sandbox.books.people import Partner, people, stranger, vat_receipts
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.rng import stream
from octopus_sandbox.books.routine import (
    book_depreciation,
    book_months,
    by_bank,
    starting_balance,
    starting_money,
)
from octopus_sandbox.books.sisters import book_sisters, sister_cards
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.sundry import VARIOUS, opening, sundry
from octopus_sandbox.books.vat_entries import book_vat_entries, settle_vat, terminal_costs
from octopus_sandbox.books.year_end import appropriate, correct_late

_OPEN_FOR_DAYS, _FILED_AFTER = 240, 25
_PER_DOCUMENT = 40_000
_CARRIED_AFTER = timedelta(days=20)


def journals(habits: Habits) -> list[JournalKey]:
    """Give the journals of every bookyear; V2 never holds a document."""
    found: list[JournalKey] = [
        habits.opening, (FINANCIAL, 1), VARIOUS, (SALE, 2), (PURCHASE, 1), (SALE, 1),
        (PURCHASE, 2), (FINANCIAL, 2),
    ]  # fmt: skip
    if habits.shares_bank:
        found.append((FINANCIAL, 3))
    if (SUNDRY, 1) not in found:
        found.append((SUNDRY, 1))
    return found


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
    books = Books(journals(profile.habits), profile.habits)
    shape = (profile.shape, list(profile.bookyear_ids), profile.months_per_period, now.date())
    years = layout(*shape, yearly_last=profile.habits.yearly_last)
    for year in years:
        if (now.date() - year.end).days > _OPEN_FOR_DAYS:
            year.close()
        elif profile.habits.protects:
            filed = [p.number for p in year.periods if (now.date() - p.end).days > _FILED_AFTER]
            year.protected = max(filed, default=0)
    if not profile.habits.booked:
        for year in years:
            books.open_year(year, _opened(year, now))
        return books
    partners, sisters = _settle_people(books, profile, years[0], now)
    firm = (_first(partners, supplier=True), _first(partners, supplier=False))
    rng = stream(profile.seed, profile.id, "payments")
    payments = Payments(books, profile, rng, firm)
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
    for place, year in enumerate(years):
        _open(books, profile, year, place, now)
        diary = Diary(year, now)
        book_sisters(books, profile, diary, payments, sisters, now.date())
        _live_through(books, profile, diary, place, desks, payments)
    return books


def add_chart(books: Books, profile: Profile, year: Bookyear, place: int, at: datetime) -> None:
    """Give a bookyear its chart of accounts; one account only exists from the second on."""
    for account in (*chart(profile.habits), *([LATER] if place else [])):
        books.accounts.put((year.id, account.number), account_record(year.id, account, profile), at)


def _settle_people(
    books: Books, profile: Profile, first: Bookyear, now: datetime
) -> tuple[list[Partner], int]:
    """Add all relations; give those that are traded with, and the first id of the sisters."""
    drawn = people(profile)
    at = min(datetime.combine(first.start, time(8), UTC), now)
    for partner, record in drawn:
        books.relations.put(partner.id, record, at)
    number = len(drawn) + 1
    books.relations.put(number, stranger(profile, number), at)
    books.relations.put(number + 1, vat_receipts(profile, number + 1), at)
    for sister, record in sister_cards(profile, number + 2):
        books.relations.put(sister, record, at)
    return [partner for partner, _ in drawn], number + 2


def _first(partners: list[Partner], *, supplier: bool) -> int:
    return next(partner.id for partner in partners if partner.supplier == supplier)


def _open(books: Books, profile: Profile, year: Bookyear, place: int, now: datetime) -> None:
    at = _opened(year, now)
    books.open_year(year, at)
    carried_at = min(at + _CARRIED_AFTER, now)
    add_chart(books, profile, year, place, at)
    last = place == len(profile.bookyear_ids) - 1
    if not place:
        posts = starting_balance(*_money(profile), profile.habits)
        first = year.periods[0]
        journal = profile.habits.opening
        books.add(sundry(year.id, journal, first.start.toordinal(), first.number, posts, at))
    elif profile.habits.carried_over or not last:
        books.add(opening(books, place, carried_at))
        correct_late(books, place, now)


def _opened(year: Bookyear, now: datetime) -> datetime:
    return min(datetime.combine(year.start, time(9), UTC), now)


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
    rng, habits = stream(profile.seed, profile.id, "sundry", diary.year.id), profile.habits
    payments.due += by_bank(diary, place, habits, payments.customer)
    payments.due += terminal_costs(diary, habits)
    if place == 0:
        payments.due += starting_money(diary, *_money(profile))
    for desk in desks:
        desk.book_year(diary, place)
    payments.end_year()
    payments.clearings = book_clearings(books, diary, payments.clearings, rng)
    payments.due += book_months(books, diary, rng, profile.documents_per_year)
    book_vat_entries(books, diary, rng)
    is_last = place == len(profile.bookyear_ids) - 1
    stated = diary.last - (habits.statements_behind if is_last else 0)
    payments.due += settle_vat(books, diary, payments.until(stated), rng)
    book_depreciation(books, diary, rng)
    movements = [m._replace(day=max(m.day, diary.first)) for m in payments.until(stated)]
    payments.due = [movement for movement in payments.due if movement.day > stated]
    book_statements(books, diary, movements, rng, cash=profile.cash)
    payments.due += appropriate(books, diary, rng)
