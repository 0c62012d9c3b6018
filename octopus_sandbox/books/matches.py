"""Matches: which part of a debit is settled by which credit."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import DocumentKey, Item
from octopus_sandbox.books.register import Register

MatchKey = tuple[Item, Item]
"""The debit and the credit; together they are one match."""


class Amounts(NamedTuple):
    """An amount in cents, in the books' currency and in the document's."""

    cents: int
    document_cents: int


class Match(msgspec.Struct, frozen=True, gc=False):
    """A debit matched with a credit of the same relation; all amounts are positive.

    `debit_document_cents` and `credit_document_cents` are what it settles of each side, in that
    side's own currency.
    """

    debit: Item
    credit: Item
    relation: int
    supplier: bool
    cents: int
    debit_document_cents: int
    credit_document_cents: int

    @property
    def key(self) -> MatchKey:
        """The debit and the credit."""
        return (self.debit, self.credit)


class Matches:
    """All matches, and how much of each item they settle."""

    def __init__(self) -> None:
        self.register: Register[MatchKey, Match, Record] = Register()
        self._settled: dict[Item, Amounts] = {}
        self._of_document: dict[DocumentKey, list[MatchKey]] = {}

    def add(self, match: Match, at: datetime) -> None:
        """Match two items that are not matched with each other yet."""
        self.register.put(match.key, match, at)
        self._settle(match, 1)
        for item in match.key:
            self._of_document.setdefault(item.document, []).append(match.key)

    def remove(self, match: Match, record: Record, at: datetime) -> None:
        """Undo a match; its full record stays in the log of undone ones."""
        self.register.remove(match.key, record, at)
        self._settle(match, -1)
        for item in match.key:
            self._of_document[item.document].remove(match.key)

    def settled(self, item: Item) -> Amounts:
        """Give how much of an item is matched, as positive amounts."""
        return self._settled.get(item, _NOTHING)

    def of(self, document: DocumentKey) -> list[Match]:
        """Give the matches that a document takes part in."""
        return [self.register[key] for key in self._of_document.get(document, ())]

    def _settle(self, match: Match, sign: int) -> None:
        cents = sign * match.cents
        self._add(match.debit, cents, sign * match.debit_document_cents)
        self._add(match.credit, cents, sign * match.credit_document_cents)

    def _add(self, item: Item, cents: int, document_cents: int) -> None:
        before = self._settled.get(item)
        if before is not None:
            cents, document_cents = before[0] + cents, before[1] + document_cents
        self._settled[item] = Amounts(cents, document_cents)


_NOTHING = Amounts(0, 0)
