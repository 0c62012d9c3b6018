"""When and how documents are paid: on time, late, in parts, several at once, in cash, never.

Some are settled without money: written off, or set off against what the other side owes.
"""

import random
from datetime import datetime
from typing import NamedTuple

from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import CUSTOMERS, SUPPLIERS, Document, Item, Post
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.scenarios import PLANS
from octopus_sandbox.books.store import Books

_CASH_LIMIT = 300_000
_LOSS, _GAIN = 654000, 754000
_WRITTEN_OFF = (642000, 634000)
_GIVEN_UP_AFTER = 90
_SECOND = 2
_NEVER_FIRST = PLANS.index("never") - 1
"""Where purchases begin in the plans: small books have one that is open, too."""


class Settled(NamedTuple):
    """What a payment settles of an item: amounts with the sign of the item."""

    item: Item
    cents: int
    document_cents: int


def settle(  # noqa: PLR0913 both sides of a match
    books: Books, payment: Item, relation: int, part: Settled, at: datetime, *, supplier: bool
) -> None:
    """Match what settles an item with the item."""
    cents, document_cents = abs(part.cents), abs(part.document_cents)
    if part.cents > 0:
        match = Match(part.item, payment, relation, supplier, cents, document_cents, cents)
    else:
        match = Match(payment, part.item, relation, supplier, cents, cents, document_cents)
    books.matches.add(match, at)


class Movement(NamedTuple):
    """Money in or out: what is booked for it, of which the first line settles something.

    `journal` is the number of the financial journal.
    """

    day: int
    posts: tuple[Post, ...]
    comment: str
    relation: int | None = None
    reference: str = ""
    settles: tuple[Settled, ...] = ()
    journal: int = 1


class Clearing(NamedTuple):
    """What settles items without money: posts, and what some of these lines settle."""

    day: int
    posts: tuple[Post, ...]
    comment: str
    settles: tuple[tuple[int, Settled], ...]


class _Held(NamedTuple):
    document: Document
    expires: int
    whole: Settled


class Payments:
    """Plans the payments of documents.

    `due` are movements that have not been booked yet, `clearings` what is settled without money.
    `firm` is the supplier and the customer that are one firm.
    """

    def __init__(
        self, books: Books, profile: Profile, rng: random.Random, firm: tuple[int, int]
    ) -> None:
        self.due: list[Movement] = []
        self.clearings: list[Clearing] = []
        self._firm = firm
        self._held: dict[int, _Held] = {}
        self._given_up = profile.id % 2
        self._books = books
        self._rng = rng
        self._cash = profile.cash
        self._planned = [0, _NEVER_FIRST]
        self._waiting: dict[int, tuple[Settled, str]] = {}

    @property
    def customer(self) -> int:
        """The customer who is a supplier as well."""
        return self._firm[1]

    def until(self, day: int) -> list[Movement]:
        """Give the movements up to a day that have not been booked yet."""
        return [movement for movement in self.due if movement.day <= day]

    def plan(self, document: Document, day: int, expires: int) -> None:
        """Decide how a document will be paid."""
        line = document.lines[0]
        whole = Settled(document.item(), line.cents, line.document_cents)
        expires = max(expires, day)
        if document.rate != 1.0:
            self._pay(document, expires + 2, (whole,), self._exchange(line.cents))
        elif self._can_be_set_off(document, whole):
            self._held[document.relation or 0] = _Held(document, expires, whole)
        elif (line.cents < 0) != (line.account == SUPPLIERS):
            self._pay(document, expires, self._together(document, whole))
        else:
            self._follow_plan(document, day, expires, whole)

    def pay(self, document: Document, day: int) -> None:
        """Let the whole of a document be paid on a day."""
        line = document.lines[0]
        self._pay(document, day, (Settled(document.item(), line.cents, line.document_cents),))

    def _follow_plan(self, document: Document, day: int, expires: int, whole: Settled) -> None:
        side = document.lines[0].account == SUPPLIERS
        self._planned[side] += 1
        plan = PLANS[self._planned[side] % len(PLANS)]
        if plan == "cash" and self._cash and not side and whole.cents <= _CASH_LIMIT:
            self._pay(document, day, (whole,), journal=_SECOND)
        elif plan == "with_next" and document.relation not in self._waiting:
            self._waiting[document.relation or 0] = (whole, document.reference)
        elif plan == "parts":
            self._pay_in_parts(document, expires, whole)
        elif plan == "never":
            self._give_up(document, expires, whole)
        else:
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

    def end_year(self) -> None:
        """Set off what a firm and the books owe each other, and let the rest be paid."""
        supplier, customer = (self._held.get(relation) for relation in self._firm)
        self._held.clear()
        cents = 0
        if supplier and customer:
            cents = min(-supplier.whole.cents, customer.whole.cents)
            self.clearings.append(self._set_off(supplier, customer, cents))
        for held, sign in ((supplier, 1), (customer, -1)):
            if held:
                rest = held.whole.cents + sign * cents
                self._pay(
                    held.document,
                    held.expires,
                    (held.whole._replace(cents=rest, document_cents=rest),),
                )

    def _set_off(self, supplier: _Held, customer: _Held, cents: int) -> Clearing:
        owed, claimed = self._firm
        return Clearing(
            max(supplier.expires, customer.expires),
            (Post(SUPPLIERS, cents, None, owed), Post(CUSTOMERS, -cents, None, claimed)),
            "Compensatie",
            (
                (1, supplier.whole._replace(cents=-cents, document_cents=-cents)),
                (2, customer.whole._replace(cents=cents, document_cents=cents)),
            ),
        )

    def _can_be_set_off(self, document: Document, whole: Settled) -> bool:
        relation = document.relation or 0
        owes = relation == self._firm[whole.cents > 0]
        return owes and relation not in self._held

    def _give_up(self, document: Document, expires: int, whole: Settled) -> None:
        """Write every other sale off that is never paid: some dossiers begin with the first."""
        if whole.cents < 0 or document.lines[0].account != CUSTOMERS:
            return
        if self._given_up % 2 == 0:
            cost = _WRITTEN_OFF[self._given_up // 2 % 2]
            posts = (
                Post(CUSTOMERS, -whole.cents, None, document.relation),
                Post(cost, whole.cents),
            )
            day = expires + _GIVEN_UP_AFTER
            self.clearings.append(Clearing(day, posts, "Oninbaar", ((1, whole),)))
        self._given_up += 1

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
        journal: int = 1,
    ) -> None:
        cents = sum(settled.cents for settled in settles)
        if not cents:
            return
        posts: tuple[Post, ...] = (Post(document.lines[0].account, -cents),)
        if exchange:
            posts = (*posts, Post(_GAIN if exchange > 0 else _LOSS, -exchange))
        told = (document.comment, document.relation, document.reference)
        self.due.append(Movement(day, posts, *told, settles, journal))
