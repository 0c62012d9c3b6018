"""Amounts, scaled by a hidden factor so that everything still adds up.

Rounding each amount by itself would leave every document a cent off. So some are scaled and
rounded: bases, single lines, what is matched; the others follow from them as they did before: VAT
by its rate, the line of the customer, payments, money, openings, totals.
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
"""Entries of a document whose sums are looked for: it takes two to this power."""

Money = dict[tuple[int | None, str], int]
"""The account of a financial journal, by bookyear and journal."""

Part = tuple[int, int]
"""What a line may be made of: an amount, and what it becomes."""


class Scale:
    """Scales the amounts of a dossier; `scaled` is what happens to one that stands alone."""

    def __init__(self, books: Books, factor: Decimal) -> None:
        self._books = books
        self._factor = factor

    def scaled(self, amount: int) -> int:
        """Scale an amount in cents; what is not nothing does not become nothing."""
        new = rounded(amount * self._factor)
        return new or (amount > 0) - (amount < 0)

    def all(self) -> None:
        """Give every line, entry and match of the books its new amount."""
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
        """Give the VAT of a new base by the rate that the old one had."""
        for rate in RATES:
            if vat == percent(base, rate):
                return percent(new_base, rate)
        return self.scaled(vat)

    def _in_euro(self, document: Document, line: Line) -> int:
        """Convert as the document does; where it does so in no known way, by its own scale."""
        if line.booked == line.document:
            return line.new_document
        rate = document.rate or Decimal(1)
        for factor in (rate, 1 / rate):
            if rounded(line.document * factor) == line.booked:
                return rounded(line.new_document * factor)
        return self.scaled(line.booked)

    def _other(self, document: Document, money: int | None) -> None:
        """Scale bank, cash and various operations; lines of items are settled by now."""
        free = [line for line in document.lines if not line.is_item]
        for line in free:
            line.new = self.scaled(line.booked)
        taker = max(free, key=lambda line: _fitness(line, money), default=None)
        if taker is not None:
            _absorb(taker, document.lines, self.scaled)


def _convert(document: Document) -> None:
    """Give lines their new amount in their own currency."""
    for line in document.lines:
        line.new_document = line.new
        if line.document != line.booked:
            line.new_document = rounded(line.new * Decimal(line.document) / (line.booked or 1))


def percent(amount: int, rate: Decimal) -> int:
    """Give a percentage of an amount, in whole cents."""
    return rounded(amount * rate / HUNDRED)


def money_accounts(documents: Iterable[Document]) -> Money:
    """Give the account of each financial journal: that which most of its documents move."""
    counts: dict[tuple[int | None, str], dict[int, int]] = {}
    for document in documents:
        if document.key[1][:1] == "F":
            of_journal = counts.setdefault(document.key[:2], {})
            for account in {line.account for line in document.lines}:
                of_journal[account] = of_journal.get(account, 0) + 1
    return {journal: max(found, key=lambda a: found[a]) for journal, found in counts.items()}


def _fitness(line: Line, money: int | None) -> tuple[bool, bool, bool, int]:
    """Tell how well a line may take what is left of rounding a document."""
    is_cost = line.account >= 600_000  # noqa: PLR2004 - classes 6 and 7
    return line.account == money, line.section is None, is_cost, abs(line.booked)


def _absorb(taker: Line, lines: Iterable[Line], scaled: t.Callable[[int], int]) -> None:
    """Let a line take what the others leave; what was out of balance stays so."""
    others = [line for line in lines if line is not taker]
    off = sum(line.booked for line in others) + taker.booked
    off_document = sum(line.document for line in others) + taker.document
    taker.new = (scaled(off) if off else 0) - sum(line.new for line in others)
    taker.new_document = (scaled(off_document) if off_document else 0) - sum(
        line.new_document for line in others
    )


class _Parts:
    """What lines of the ledger may be made of: bases and VAT of entries, taken together."""

    def __init__(self, entries: list[Entry], scaled: t.Callable[[int], int]) -> None:
        self._entries = entries[:MOST_ENTRIES]
        self._scaled = scaled

    def of(self, line: Line, scaled: t.Callable[[int], int]) -> int:
        """Give what a line becomes, in cents of the document."""
        for parts in ([p for a, p in self._bases if a == line.account], *self._vats):
            if (found := _sum(parts, abs(line.document))) is not None:
                return found if line.document > 0 else -found
        return scaled(line.document)

    @functools.cached_property
    def _bases(self) -> list[tuple[int, Part]]:
        """Bases with what cannot be deducted, by account; and without."""
        found = []
        for entry in self._entries:
            old, new = self._deducted(entry)
            whole = (entry.base + entry.vat - old, entry.new_base + entry.new_vat - new)
            found.append((entry.account, whole))
            found += [(entry.account, (entry.base, entry.new_base))] if old != entry.vat else []
        return found

    @functools.cached_property
    def _vats(self) -> list[list[Part]]:
        """VAT that is deducted; all VAT; and, where lines do not show it, by each rate."""
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
    """Find parts that come to an amount, in either sign; give what they become."""
    signed = [part for part in parts if part[0]][:MOST_ENTRIES]
    for count in range(1, len(signed) + 1):
        for chosen in itertools.combinations(signed, count):
            if abs(sum(old for old, _ in chosen)) == wanted:
                return abs(sum(new for _, new in chosen))
    return None
