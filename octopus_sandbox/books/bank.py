"""Bank and cash: movements gathered into statements, which settle what they pay."""

import random
from collections.abc import Iterator
from datetime import datetime

from octopus_sandbox.books.diary import Diary, iso
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import CUSTOMERS, FINANCIAL, Document, Item, JournalKey, Line
from octopus_sandbox.books.payments import Movement, Settled
from octopus_sandbox.books.store import Books

BANK, SECOND_BANK, CASH = 550000, 551000, 570000
TRANSFERS = 580000
BANK_COSTS = 657000
_LARGEST_STATEMENT = 5
_TRANSFER = 25_000


def book_statements(
    books: Books, diary: Diary, movements: list[Movement], rng: random.Random, *, cash: bool
) -> None:
    """Book a bookyear's movements in the two financial journals."""
    for second in (False, True):
        account = (CASH if cash else SECOND_BANK) if second else BANK
        own = sorted((m for m in movements if m.second == second), key=lambda m: m.day)
        for statement in _statements(own, diary, rng):
            _book(books, diary, statement, account, rng)


def routine(diary: Diary, place: int) -> list[Movement]:
    """Give what the bank does by itself: monthly costs, and a transfer with both its legs."""
    movements = []
    for number, period in enumerate(diary.year.periods):
        day = period.end.toordinal() - 2
        if day > diary.last:
            break
        costs = ((BANK_COSTS, 10), (BANK_COSTS, 20))
        movements.append(Movement(day, costs, "Bankkosten"))
        if number % 3 == place % 3:
            out, into = ((TRANSFERS, _TRANSFER),), ((TRANSFERS, -_TRANSFER),)
            movements.append(Movement(day, out, "Interne overboeking"))
            movements.append(Movement(day, into, "Interne overboeking", second=True))
    return movements


def _statements(
    movements: list[Movement], diary: Diary, rng: random.Random
) -> Iterator[list[Movement]]:
    statement: list[Movement] = []
    size = 1
    for movement in movements:
        full = len(statement) >= size
        if statement and (full or diary.period(statement[0].day) != diary.period(movement.day)):
            yield statement
            statement, size = [], 1 + int(rng.random() * _LARGEST_STATEMENT)
        statement.append(movement)
    if statement:
        yield statement


def _book(
    books: Books, diary: Diary, statement: list[Movement], account: int, rng: random.Random
) -> None:
    last = statement[-1]
    at = diary.moment(last.day, rng)
    lines, paying = _lines(statement, account, at)
    journal: JournalKey = (FINANCIAL, 2 if last.second else 1)
    number = len(books.journal(diary.year.id, journal)) + 1
    header = (diary.year.id, *journal, number, diary.period(last.day), iso(last.day))
    told = (last.comment, last.reference)
    document = books.add(Document(*header, None, "EUR", 1.0, None, *told, (), lines, at))
    for line, movement in paying:
        for part in movement.settles:
            _match(books, document, line, movement, part, at)


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
        for number, cents in movement.legs:
            told = "" if relation is None else movement.reference
            lines.append(Line(number, cents, cents, relation, None, None, None, at, told))
            cash -= cents
            relation = None
    lines.append(Line(account, cash, cash, None, None, None, None, at))
    return tuple(lines), paying


def _match(  # noqa: PLR0913, PLR0917 both sides of a match
    books: Books, document: Document, line: int, movement: Movement, part: Settled, at: datetime
) -> None:
    payment: Item = document.item(line)
    supplier = movement.legs[0][0] != CUSTOMERS
    cents, document_cents = abs(part.cents), abs(part.document_cents)
    relation = movement.relation or 0
    if part.cents > 0:
        match = Match(part.item, payment, relation, supplier, cents, document_cents, cents)
    else:
        match = Match(payment, part.item, relation, supplier, cents, cents, document_cents)
    books.matches.add(match, at)
