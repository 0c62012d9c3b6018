"""What comes round in every bookyear whatever is traded: start, wages, depreciation, bank."""

import random

from octopus_sandbox.books.bank import BANK_COSTS, TRANSFERS
from octopus_sandbox.books.chart import PRIVATE
from octopus_sandbox.books.diary import Diary
from octopus_sandbox.books.habits import Habits
from octopus_sandbox.books.model import CUSTOMERS, SUNDRY, JournalKey, Post
from octopus_sandbox.books.payments import Movement
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.sundry import VARIOUS, Posts, sundry

START = 588888
SUSPENSE = 499000
_EQUIPMENT, _FURNITURE = 230000, 240000
_WRITE_DOWN, _DEPRECIATION_YEARS = 630200, 5
_GROSS, _EMPLOYER, _NET, _TAX, _SOCIAL = 620200, 621000, 455000, 453000, 454000
_PAID = {_NET: (5, "Nettolonen"), _TAX: (15, "Bedrijfsvoorheffing"), _SOCIAL: (20, "RSZ")}
"""After how many days wages are paid, and what the bank says then."""
_TRANSFER = 25_000
_GUARANTEED, _GUARANTEES, _GUARANTEE = 10000, 11000, 500_000
_SECOND, _THIRD = 2, 3
_FIRST_SUNDRY: JournalKey = (SUNDRY, 1)


def starting_balance(bank: int, second: int, habits: Habits) -> list[Post]:
    """Give what a business brings along: bank and cash follow through 588888."""
    posts = [Post(_EQUIPMENT, 6_000_000), Post(340000, 2_500_000), Post(START, bank + second)]
    if habits.sole_trader:
        return [*posts, Post(100000, -sum(post.cents for post in posts))]
    posts = [Post(100000, -1_860_000), Post(130000, -186_000), *posts]
    return [*posts, Post(140000, -sum(post.cents for post in posts))]


def starting_money(diary: Diary, bank: int, second: int) -> list[Movement]:
    """Give the first movements of bank and cash, the other side of the starting balance."""
    return [
        Movement(diary.first, (Post(START, -bank),), "Beginsaldo"),
        Movement(diary.first, (Post(START, -second),), "Beginsaldo", journal=_SECOND),
    ]


def by_bank(diary: Diary, place: int, habits: Habits, customer: int) -> list[Movement]:
    """Give what comes and goes on the bank by itself: costs, transfers, and what is not known."""
    movements = []
    for number, (_, last) in enumerate(diary.months()):
        day = last - 2
        if day > diary.last:
            break
        movements.append(Movement(day, (Post(BANK_COSTS, 10), Post(BANK_COSTS, 20)), "Bankkosten"))
        if number % 3 == place % 3:
            out, into = (Post(TRANSFERS, _TRANSFER),), (Post(TRANSFERS, -_TRANSFER),)
            movements.append(Movement(day, out, "Interne overboeking"))
            movements.append(Movement(day, into, "Interne overboeking", journal=_SECOND))
        if habits.sole_trader:
            drawn = 150_000 if number % 6 else -200_000
            movements.append(Movement(day - 9, (Post(PRIVATE, drawn),), "Privé"))
        if number == 1:
            paid = (Post(CUSTOMERS, -12_100 - 100 * place),)
            movements.append(Movement(day - 4, paid, "Voorschot", relation=customer))
            unknown = (Post(SUSPENSE, -7_500 - place),)
            movements.append(Movement(day - 3, unknown, "Onbekende ontvangst"))
    if not habits.shares_bank:
        return movements
    return [m._replace(journal=_THIRD) if m.comment == "Bankkosten" else m for m in movements]


def book_months(
    books: Books, diary: Diary, rng: random.Random, documents_per_year: int
) -> list[Movement]:
    """Book the wages of every month, and a guarantee in the first bookyear; give what is paid."""
    movements: list[Movement] = []
    opens_first = books.habits.opening == _FIRST_SUNDRY
    for _, day in diary.months():
        if day > diary.last:
            break
        posts = _wages(documents_per_year, rng)
        book(books, diary, day, posts, "Lonen", rng, VARIOUS if opens_first else _FIRST_SUNDRY)
        movements += _paid(day, posts)
    if diary.year is books.years[0] and diary.elapsed:
        posts = [Post(_GUARANTEED, _GUARANTEE), Post(_GUARANTEES, -_GUARANTEE)]
        book(books, diary, diary.first, posts, "Waarborg", rng)
    return movements


def book_depreciation(books: Books, diary: Diary, rng: random.Random) -> None:
    """Write down the fixed assets at the end of a bookyear."""
    if diary.year.end.toordinal() > diary.last:
        return
    balances = books.ledger.closing(diary.year.id)
    posts: list[Post] = []
    for asset in (_EQUIPMENT, _FURNITURE):
        written_off = depreciation_account(asset, books.habits)
        bought = balances.get(asset, 0)
        value = bought + balances.get(written_off, 0)
        cents = min(bought // _DEPRECIATION_YEARS, value)
        posts += [Post(_WRITE_DOWN, cents), Post(written_off, -cents)] if cents > 0 else []
    book(books, diary, diary.last, posts, "Afschrijvingen", rng)


def depreciation_account(asset: int, habits: Habits) -> int:
    """Give the account on which a fixed asset is written down."""
    return asset + (900 if habits.four_digits else 9)


def book(  # noqa: PLR0913, PLR0917 the header of a document
    books: Books,
    diary: Diary,
    day: int,
    posts: Posts,
    comment: str,
    rng: random.Random,
    journal: JournalKey = VARIOUS,
) -> None:
    """Book a various operation, if anything is left of it."""
    posts = [post for post in posts if post.cents]
    if posts:
        at, period = diary.moment(day, rng), diary.period(day)
        books.add(sundry(diary.year.id, journal, day, period, posts, at, comment))


def _wages(documents_per_year: int, rng: random.Random) -> list[Post]:
    gross = documents_per_year * (900 + int(rng.random() * 200))
    employer, own, tax = gross * 27 // 100, gross * 1307 // 10_000, gross * 22 // 100
    return [
        Post(_GROSS, gross),
        Post(_EMPLOYER, employer),
        Post(_TAX, -tax),
        Post(_SOCIAL, -own - employer),
        Post(_NET, tax + own - gross),
    ]


def _paid(day: int, posts: Posts) -> list[Movement]:
    due = [(post, *_PAID[post.account]) for post in posts if post.account in _PAID]
    return [
        Movement(day + days, (Post(post.account, -post.cents),), told)
        for post, days, told in due
        if post.cents
    ]
