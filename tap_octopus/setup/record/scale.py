"""Scale amounts by a secret factor, so that everything still adds up.

If each amount were rounded by itself, documents would be a cent out of balance. So only some are
scaled and rounded: bases, single lines and matched amounts. The others are calculated from them:
VAT by its rate, then the lines of relations, payments, bank lines, openings and totals.
"""

from __future__ import annotations

import decimal
import functools
import itertools
import typing as t

from tap_octopus.setup.record.books import HUNDRED, Books, Document, Entry, Line, rounded
from tap_octopus.setup.record.settle import settle
from tap_octopus.setup.record.year_end import carry_over

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Decimal = decimal.Decimal
RATES = tuple(Decimal(rate) for rate in (21, 12, 6))
MOST_ENTRIES = 10
"""The most entries of a document of which sums are tried: there are 2 to this power."""

Money = dict[tuple[int | None, str], int]
"""The account of a financial journal, by bookyear and journal."""

Part = tuple[int, int]
"""An amount that may be part of a line, before and after scaling."""


class Scale:
    """Scales the amounts of a dossier."""

    def __init__(self, books: Books, factor: Decimal) -> None:
        self._books = books
        self._factor = factor

    def scaled(self, amount: int) -> int:
        """Return an amount in cents, multiplied and rounded. An amount other than zero stays so."""
        new = rounded(amount * self._factor)
        return new or (amount > 0) - (amount < 0)

    def all(self) -> None:
        """Set the scaled amounts of all lines, entries and matches."""
        documents = self._books.documents.values()
        for document in documents:
            if document.is_trade:
                self._trade(document)
        settle(self._books, self.scaled)
        money = money_accounts(documents)
        for document in documents:
            if not document.is_trade:
                self._other(document, money.get(document.key[:2]))
        carry_over(self._books, money, self.scaled)
        for document in documents:
            if not document.is_trade:
                _convert(document)

    def _trade(self, document: Document) -> None:
        for entry in document.entries:
            entry.new_base = self.scaled(entry.base)
            entry.new_vat = self._vat(entry.base, entry.vat, entry.new_base)
        control = document.control
        parts = _Parts(document.entries, self.scaled)
        for line in document.lines:
            if line is not control:
                line.new_document = parts.of(line, self.scaled)
                line.new = self._in_euro(document, line)
        if control is not None:
            _absorb(control, document.lines, self.scaled)

    def _vat(self, base: int, vat: int, new_base: int) -> int:
        """Return the VAT of a scaled base, by the rate of the original VAT."""
        for rate in RATES:
            if vat == percent(base, rate):
                return percent(new_base, rate)
        return self.scaled(vat)

    def _in_euro(self, document: Document, line: Line) -> int:
        """Return the scaled amount of a line in euro, by the exchange rate of its document.

        If the rate does not explain the original amount, that amount is scaled.
        """
        if line.booked == line.document:
            return line.new_document
        rate = document.rate or Decimal(1)
        for factor in (rate, 1 / rate):
            if rounded(line.document * factor) == line.booked:
                return rounded(line.new_document * factor)
        return self.scaled(line.booked)

    def _other(self, document: Document, money: int | None) -> None:
        """Scale a bank, cash or various document. Matched lines have their amounts already."""
        free = [line for line in document.lines if not line.is_item]
        for line in free:
            line.new = self.scaled(line.booked)
        taker = max(free, key=lambda line: _fitness(line, money), default=None)
        if taker is not None:
            _absorb(taker, document.lines, self.scaled)


def _convert(document: Document) -> None:
    """Set the scaled amounts of lines in the currency of their document."""
    for line in document.lines:
        line.new_document = line.new
        if line.document != line.booked:
            line.new_document = rounded(line.new * Decimal(line.document) / (line.booked or 1))


def percent(amount: int, rate: Decimal) -> int:
    """Return a percentage of an amount, in whole cents."""
    return rounded(amount * rate / HUNDRED)


def money_accounts(documents: Iterable[Document]) -> Money:
    """Return the bank account of each financial journal: the one that most of its documents use."""
    counts: dict[tuple[int | None, str], dict[int, int]] = {}
    for document in documents:
        if document.key[1][:1] == "F":
            of_journal = counts.setdefault(document.key[:2], {})
            for account in {line.account for line in document.lines}:
                of_journal[account] = of_journal.get(account, 0) + 1
    return {journal: max(found, key=lambda a: found[a]) for journal, found in counts.items()}


def _fitness(line: Line, money: int | None) -> tuple[bool, bool, bool, int]:
    """Return a sort key: the line with the highest takes the rounding difference of a document."""
    is_cost = line.account >= 600_000  # noqa: PLR2004 - classes 6 and 7
    return line.account == money, line.section is None, is_cost, abs(line.booked)


def _absorb(taker: Line, lines: Iterable[Line], scaled: t.Callable[[int], int]) -> None:
    """Set a line so that its document is as balanced as it was.

    Args:
        taker: The line.
        lines: All lines of the document.
        scaled: Scales an amount.
    """
    others = [line for line in lines if line is not taker]
    off = sum(line.booked for line in others) + taker.booked
    off_document = sum(line.document for line in others) + taker.document
    taker.new = (scaled(off) if off else 0) - sum(line.new for line in others)
    taker.new_document = (scaled(off_document) if off_document else 0) - sum(
        line.new_document for line in others
    )


class _Parts:
    """The amounts of which ledger lines may be sums: bases and VAT of entries."""

    def __init__(self, entries: list[Entry], scaled: t.Callable[[int], int]) -> None:
        self._entries = entries[:MOST_ENTRIES]
        self._scaled = scaled

    def of(self, line: Line, scaled: t.Callable[[int], int]) -> int:
        """Return the scaled amount of a line, in cents of the document's currency."""
        for parts in ([p for a, p in self._bases if a == line.account], *self._vats):
            if (found := _sum(parts, abs(line.document))) is not None:
                return found if line.document > 0 else -found
        return scaled(line.document)

    @functools.cached_property
    def _bases(self) -> list[tuple[int, Part]]:
        """The bases of entries by account: with their VAT that is not deductible, and without."""
        found = []
        for entry in self._entries:
            old, new = self._deducted(entry)
            whole = (entry.base + entry.vat - old, entry.new_base + entry.new_vat - new)
            found.append((entry.account, whole))
            found += [(entry.account, (entry.base, entry.new_base))] if old != entry.vat else []
        return found

    @functools.cached_property
    def _vats(self) -> list[list[Part]]:
        """Sets of VAT amounts, tried in this order: the deductible VAT; all VAT; VAT by each rate.

        VAT by rate is for reverse charge, where entries show no VAT.
        """
        return [
            [self._deducted(entry) for entry in self._entries],
            [(entry.vat, entry.new_vat) for entry in self._entries],
            *([*self._by_rate(rate)] for rate in RATES),
        ]

    def _by_rate(self, rate: Decimal) -> Iterator[Part]:
        for entry in self._entries:
            vat, new = percent(entry.base, rate), percent(entry.new_base, rate)
            yield vat, new
            if entry.recuperation != HUNDRED:
                yield percent(vat, entry.recuperation), percent(new, entry.recuperation)

    def _deducted(self, entry: Entry) -> Part:
        part = entry.recuperation
        return percent(entry.vat, part), percent(entry.new_vat, part)


def _sum(parts: list[Part], wanted: int) -> int | None:
    """Find parts whose sum, positive or negative, is an amount. Return their scaled sum."""
    signed = [part for part in parts if part[0]][:MOST_ENTRIES]
    for count in range(1, len(signed) + 1):
        for chosen in itertools.combinations(signed, count):
            if abs(sum(old for old, _ in chosen)) == wanted:
                return abs(sum(new for _, new in chosen))
    return None
