"""When and how documents are paid: on time, late, in parts, several at once, in cash, never."""

import random
from datetime import datetime
from typing import NamedTuple

from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import CUSTOMERS, SUPPLIERS, Document, Item
from octopus_sandbox.books.scenarios import PLANS
from octopus_sandbox.books.store import Books

_CASH_LIMIT = 300_000
_LOSS, _GAIN = 654000, 754000


class Settled(NamedTuple):
    """What a payment settles of an item: amounts with the sign of the item."""

    item: Item
    cents: int
    document_cents: int


class Movement(NamedTuple):
    """Money in or out: the other side's (account, cents), and what its first line settles."""

    day: int
    legs: tuple[tuple[int, int], ...]
    comment: str
    relation: int | None = None
    reference: str = ""
    settles: tuple[Settled, ...] = ()
    second: bool = False


class Payments:
    """Plans the payments of documents; `due` are movements that have not been booked yet."""

    def __init__(self, books: Books, rng: random.Random, *, cash: bool) -> None:
        self.due: list[Movement] = []
        self._books = books
        self._rng = rng
        self._cash = cash
        self._planned = [0, 0]
        self._waiting: dict[int, tuple[Settled, str]] = {}

    def plan(self, document: Document, day: int, expires: int) -> None:
        """Decide how a document will be paid."""
        line = document.lines[0]
        side = line.account == SUPPLIERS
        self._planned[side] += 1
        plan = PLANS[self._planned[side] % len(PLANS)]
        whole = Settled(document.item(), line.cents, line.document_cents)
        if document.rate != 1.0:
            self._pay(document, expires + 2, (whole,), self._exchange(line.cents))
        elif plan == "cash" and self._cash and not side and 0 < line.cents <= _CASH_LIMIT:
            self._pay(document, day, (whole,), second=True)
        elif plan == "with_next" and document.relation not in self._waiting:
            self._waiting[document.relation or 0] = (whole, document.reference)
        elif plan == "parts":
            self._pay_in_parts(document, expires, whole)
        elif plan != "never":
            late = int(self._rng.random() * 70) + 5 if plan == "late" else 0
            self._pay(document, expires + late, self._together(document, whole))

    def give_back(
        self, document: Document, credit_note: Document, day: int, expires: int, at: datetime
    ) -> None:
        """Match a credit note with the document it takes back, and pay the rest of that."""
        whole, back = document.lines[0], credit_note.lines[0]
        debit, credit = document.item(), credit_note.item()
        if whole.cents < 0:
            debit, credit = credit, debit
        cents, document_cents = abs(back.cents), abs(back.document_cents)
        supplier = whole.account != CUSTOMERS
        self._books.matches.add(
            Match(
                debit,
                credit,
                document.relation or 0,
                supplier,
                cents,
                document_cents,
                document_cents,
            ),
            at,
        )
        rest = Settled(
            document.item(), whole.cents + back.cents, whole.document_cents + back.document_cents
        )
        self._pay(document, max(expires, day), (rest,))

    def _pay_in_parts(self, document: Document, expires: int, whole: Settled) -> None:
        part = whole.cents * 47 // 100
        first = whole._replace(cents=part, document_cents=part)
        left = whole.cents - part
        second = whole._replace(cents=left, document_cents=left)
        self._pay(document, expires, (first,))
        self._pay(document, expires + 25 + int(self._rng.random() * 20), (second,))

    def _together(self, document: Document, whole: Settled) -> tuple[Settled, ...]:
        waiting = self._waiting.pop(document.relation or 0, None)
        if waiting is None:
            return (whole,)
        earlier, _ = waiting
        if (earlier.cents < 0) != (whole.cents < 0):
            self._waiting[document.relation or 0] = waiting
            return (whole,)
        return (earlier, whole)

    def _exchange(self, cents: int) -> int:
        return round(cents * (self._rng.random() - 0.45) * 0.06)

    def _pay(
        self,
        document: Document,
        day: int,
        settles: tuple[Settled, ...],
        exchange: int = 0,
        *,
        second: bool = False,
    ) -> None:
        cents = sum(settled.cents for settled in settles)
        if not cents:
            return
        legs: tuple[tuple[int, int], ...] = ((document.lines[0].account, -cents),)
        if exchange:
            legs = (*legs, (_GAIN if exchange > 0 else _LOSS, -exchange))
        self.due.append(
            Movement(
                day, legs, document.comment, document.relation, document.reference, settles, second
            )
        )
