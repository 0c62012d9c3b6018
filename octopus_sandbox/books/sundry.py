"""Various operations: opening entries, wages, VAT settlements and depreciation."""

import random
from datetime import datetime

from octopus_sandbox.books.diary import Diary, iso
from octopus_sandbox.books.ledger import carried
from octopus_sandbox.books.model import (
    SUNDRY,
    VAT_DEDUCTIBLE,
    VAT_DUE,
    Document,
    JournalKey,
    Line,
)
from octopus_sandbox.books.payments import Movement
from octopus_sandbox.books.store import OPENING, Books

Legs = list[tuple[int, int]]
"""Accounts and cents."""
VARIOUS: JournalKey = (SUNDRY, 2)
START = 588888
_VAT_TO_PAY, _VAT_TO_RECEIVE = 451200, 411200
_EQUIPMENT, _EQUIPMENT_WRITTEN_OFF = 230000, 230900
_FURNITURE, _FURNITURE_WRITTEN_OFF = 240000, 240900
_WRITE_DOWN, _DEPRECIATION_YEARS = 630200, 5
_GROSS, _EMPLOYER, _NET, _TAX, _SOCIAL = 620200, 621000, 455000, 453000, 454000


def starting_balance(bank: int, second: int) -> Legs:
    """Give what a company brings along: bank and cash follow through 588888."""
    legs = [(100000, -1_860_000), (130000, -186_000), (_EQUIPMENT, 6_000_000), (340000, 2_500_000)]
    legs.append((START, bank + second))
    return [*legs, (140000, -sum(cents for _, cents in legs))]


def starting_money(diary: Diary, bank: int, second: int) -> list[Movement]:
    """Give the first movements of bank and cash, the other side of the starting balance."""
    return [
        Movement(diary.first, ((START, -bank),), "Beginsaldo"),
        Movement(diary.first, ((START, -second),), "Beginsaldo", second=True),
    ]


def opening(books: Books, place: int, at: datetime) -> Document:
    """Write the opening entry of a bookyear (the how-many-th): last year's closing balances."""
    before, year = books.years[place - 1], books.years[place]
    legs = carried(books.ledger.closing(before.id))
    return sundry(year.id, OPENING, year.start.toordinal(), year.periods[0].number, legs, at)


def sundry(  # noqa: PLR0913, PLR0917 the header of a document
    bookyear: int,
    journal: JournalKey,
    day: int,
    period: int,
    legs: Legs,
    at: datetime,
    comment: str = "Opening",
) -> Document:
    """Write a document of plain lines; the store gives it its number."""
    lines = tuple(Line(number, cents, cents, None, None, None, None, at) for number, cents in legs)
    header = (bookyear, *journal, 1, period, iso(day), None, "EUR", 1.0, None, comment, "")
    return Document(*header, (), lines, at)


def book_sundries(
    books: Books, diary: Diary, rng: random.Random, documents_per_year: int
) -> list[Movement]:
    """Book a bookyear's wages, VAT settlements and depreciation; give what is to be paid."""
    movements: list[Movement] = []
    for period in diary.year.periods:
        day = period.end.toordinal()
        if day > diary.last:
            break
        months = round((day - period.start.toordinal()) / 30)
        for legs, comment in (
            (_wages(months * documents_per_year, rng), "Lonen"),
            (_vat(books, diary.year.id, period.number), "Btw-afrekening"),
        ):
            _book(books, diary, day, legs, comment, rng)
            movements += _paid(day, legs)
    if diary.year.end.toordinal() <= diary.last:
        legs = _depreciation(books, diary)
        _book(books, diary, diary.last, legs, "Afschrijvingen", rng)
    return movements


def _book(  # noqa: PLR0913, PLR0917 the header of a document
    books: Books, diary: Diary, day: int, legs: Legs, comment: str, rng: random.Random
) -> None:
    if legs:
        at = diary.moment(day, rng)
        period = diary.period(day)
        books.add(sundry(diary.year.id, VARIOUS, day, period, legs, at, comment))


def _wages(work: int, rng: random.Random) -> Legs:
    gross = work * (900 + int(rng.random() * 200))
    employer, own, tax = gross * 27 // 100, gross * 1307 // 10_000, gross * 22 // 100
    return [
        (_GROSS, gross),
        (_EMPLOYER, employer),
        (_TAX, -tax),
        (_SOCIAL, -own - employer),
        (_NET, tax + own - gross),
    ]


def _vat(books: Books, bookyear: int, period: int) -> Legs:
    due = books.ledger.movement(bookyear, period, VAT_DUE)
    deductible = books.ledger.movement(bookyear, period, VAT_DEDUCTIBLE)
    balance = due + deductible
    account = _VAT_TO_PAY if balance < 0 else _VAT_TO_RECEIVE
    legs = [(VAT_DUE, -due), (VAT_DEDUCTIBLE, -deductible), (account, balance)]
    return [leg for leg in legs if leg[1]]


def _paid(day: int, legs: Legs) -> list[Movement]:
    when = {
        _NET: (5, "Nettolonen"),
        _TAX: (15, "Bedrijfsvoorheffing"),
        _SOCIAL: (20, "RSZ"),
        _VAT_TO_PAY: (20, "Btw"),
        _VAT_TO_RECEIVE: (85, "Terugbetaling btw"),
    }
    return [
        Movement(day + when[account][0], ((account, -cents),), when[account][1])
        for account, cents in legs
        if account in when
    ]


def _depreciation(books: Books, diary: Diary) -> Legs:
    balances = books.ledger.closing(diary.year.id)
    legs: Legs = []
    for asset, written_off in (
        (_EQUIPMENT, _EQUIPMENT_WRITTEN_OFF),
        (_FURNITURE, _FURNITURE_WRITTEN_OFF),
    ):
        bought = balances.get(asset, 0)
        value = bought + balances.get(written_off, 0)
        cents = min(bought // _DEPRECIATION_YEARS, value)
        legs += [(_WRITE_DOWN, cents), (written_off, -cents)] if cents > 0 else []
    return legs
