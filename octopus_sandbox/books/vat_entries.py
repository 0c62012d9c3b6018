"""VAT that no invoice shows: private use, corrections, revisions, bank costs, settlements."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date

from octopus_sandbox.books.bank import BANK_COSTS
from octopus_sandbox.books.chart import PRIVATE
from octopus_sandbox.books.diary import Diary
from octopus_sandbox.books.habits import Habits
from octopus_sandbox.books.model import (
    VAT_DEDUCTIBLE,
    VAT_DUE,
    VAT_TO_PAY,
    VAT_TO_RECEIVE,
    Post,
)
from octopus_sandbox.books.payments import Movement
from octopus_sandbox.books.returns import booking_date, return_end, return_start
from octopus_sandbox.books.routine import book
from octopus_sandbox.books.store import Books

_OWED_TO_US, _REVENUE, _OTHER_INCOME, _TAXES = 416000, 700000, 743000, 640000
_DAYS_TO_PAY, _DAYS_TO_RECEIVE = 20, 85


def vat_post(habits: Habits, grid: str, cents: int) -> Post:
    """Write VAT on the account of its grid."""
    together = VAT_DEDUCTIBLE if grid in ("59", "62", "64") else VAT_DUE
    return Post(habits.vat_accounts.get(grid, together), cents, grid)


def book_vat_entries(books: Books, diary: Diary, rng: random.Random) -> None:
    """Book a private use, a correction of sales and both kinds of revision in a bookyear."""
    habits = books.habits
    base = 10_000 + int(rng.random() * 20_000)
    vat = (base * 21 + 50) // 100
    owner = PRIVATE if habits.sole_trader else _OWED_TO_US
    entries = (
        (
            Post(owner, base + vat),
            vat_post(habits, "54", -vat),
            Post(_OTHER_INCOME, -base, "03"),
        ),
        (
            Post(_REVENUE, base, "49"),
            vat_post(habits, "62", vat),
            Post(_OWED_TO_US, -base - vat),
        ),
        (vat_post(habits, "61", -vat), Post(_TAXES, vat)),
        (vat_post(habits, "62", vat // 2), Post(_TAXES, -(vat // 2))),
    )
    told = ("Privégebruik", "Correctie verkopen", "Herziening btw", "Herziening in ons voordeel")
    for (_, last), posts, comment in zip(diary.months()[1:], entries, told, strict=False):
        if last - 4 <= diary.last:
            book(books, diary, last - 4, posts, comment, rng)


def terminal_costs(diary: Diary, habits: Habits) -> list[Movement]:
    """Give the costs of the payment terminal, which carry VAT, twice a year."""
    return [
        Movement(
            last - 2,
            (Post(BANK_COSTS, 1_750, "82"), vat_post(habits, "59", 368)),
            "Kosten betaalterminal",
        )
        for _, last in diary.months()[2::6]
        if last - 2 <= diary.last
    ]


def customs(habits: Habits, day: int, base: int) -> Movement:
    """Give the VAT that customs ask for goods from outside the Union."""
    return Movement(day, (vat_post(habits, "59", (base * 21 + 50) // 100),), "Douane, btw invoer")


def settle_vat(
    books: Books, diary: Diary, movements: list[Movement], rng: random.Random
) -> list[Movement]:
    """Empty the VAT accounts into the current account at the end of every return.

    `movements` are those of the bank that are not booked yet. Gives what is to be paid.
    """
    declarant = books.habits.declarant
    due: dict[date, Counter[int]] = {}
    for at, account, cents in _vat(books, diary, movements):
        due.setdefault(return_start(at, declarant), Counter())[account] += cents
    paid = []
    for start, balances in sorted(due.items()):
        day = return_end(start, declarant).toordinal()
        posts = [Post(account, -cents) for account, cents in sorted(balances.items())]
        balance = -sum(post.cents for post in posts)
        if day > diary.last or not balance:
            continue
        account, days, told = (
            (VAT_TO_PAY, _DAYS_TO_PAY, "Btw")
            if balance < 0
            else (VAT_TO_RECEIVE, _DAYS_TO_RECEIVE, "Terugbetaling btw")
        )
        book(books, diary, day, [*posts, Post(account, balance)], "Btw-afrekening", rng)
        paid.append(Movement(day + days, (Post(account, -balance),), told))
    return paid


def _vat(books: Books, diary: Diary, movements: list[Movement]) -> Iterator[tuple[date, int, int]]:
    year = diary.year
    accounts = {VAT_DEDUCTIBLE, VAT_DUE, *books.habits.vat_accounts.values()}
    for document in books.documents(year.id):
        at: date | None = None
        for line in document.lines:
            if line.account in accounts:
                period = year.period(document.period)
                at = at or booking_date(period, date.fromisoformat(document.date))
                yield at, line.account, line.cents
    for movement in movements:
        for post in movement.posts:
            if post.account in accounts:
                yield date.fromordinal(max(movement.day, diary.first)), post.account, post.cents
