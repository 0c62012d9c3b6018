"""Bank and cash: movements gathered into statements, which settle what they pay."""

import random
from collections.abc import Iterator
from datetime import datetime

from octopus_sandbox.books.diary import Diary, iso
from octopus_sandbox.books.model import CUSTOMERS, FINANCIAL, Document, JournalKey, Line
from octopus_sandbox.books.payments import Movement, settle
from octopus_sandbox.books.store import Books

BANK, SECOND_BANK, CASH = 550000, 551000, 570000
TRANSFERS = 580000
BANK_COSTS = 657000
_LARGEST_STATEMENT = 5
_MONTH = len("2026-06")
_SECOND = 2


def account_of(journal: int, *, cash: bool) -> int:
    """Give the ledger account of a financial journal; the third shares that of the first."""
    if journal == _SECOND:
        return CASH if cash else SECOND_BANK
    return BANK


def book_statements(
    books: Books, diary: Diary, movements: list[Movement], rng: random.Random, *, cash: bool
) -> None:
    """Book a bookyear's movements in the financial journals."""
    by_journal: dict[int, list[Movement]] = {}
    for movement in movements:
        by_journal.setdefault(movement.journal, []).append(movement)
    for journal in sorted(by_journal):
        own = sorted(by_journal[journal], key=lambda m: m.day)
        for statement in _statements(own, rng):
            _book(books, diary, statement, account_of(journal, cash=cash), rng)


def _statements(movements: list[Movement], rng: random.Random) -> Iterator[list[Movement]]:
    statement: list[Movement] = []
    size = 1
    for movement in movements:
        full = len(statement) >= size
        if statement and (full or _month(statement[0]) != _month(movement)):
            yield statement
            statement, size = [], 1 + int(rng.random() * _LARGEST_STATEMENT)
        statement.append(movement)
    if statement:
        yield statement


def _month(movement: Movement) -> str:
    return iso(movement.day)[:_MONTH]


def _book(
    books: Books, diary: Diary, statement: list[Movement], account: int, rng: random.Random
) -> None:
    last = statement[-1]
    at = diary.moment(last.day, rng)
    lines, paying = _lines(statement, account, at)
    journal: JournalKey = (FINANCIAL, last.journal)
    number = len(books.journal(diary.year.id, journal)) + 1
    header = (diary.year.id, *journal, number, diary.period(last.day), iso(last.day))
    told = (last.comment, last.reference)
    document = books.add(Document(*header, None, "EUR", 1.0, None, *told, (), lines, at))
    for line, movement in paying:
        supplier = movement.posts[0].account != CUSTOMERS
        for part in movement.settles:
            settle(books, document.item(line), movement.relation or 0, part, at, supplier=supplier)


def _lines(
    statement: list[Movement], account: int, at: datetime
) -> tuple[tuple[Line, ...], list[tuple[int, Movement]]]:
    lines: list[Line] = []
    paying: list[tuple[int, Movement]] = []
    cash = 0
    for movement in statement:
        if movement.settles:
            paying.append((len(lines) + 1, movement))
        relation = movement.relation
        for number, cents, grid, _ in movement.posts:
            told = "" if relation is None else movement.reference
            lines.append(Line(number, cents, cents, relation, grid, None, None, at, told))
            cash -= cents
            relation = None
    lines.append(Line(account, cash, cash, None, None, None, None, at))
    return tuple(lines), paying
