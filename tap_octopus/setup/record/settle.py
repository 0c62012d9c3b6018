"""Scale matches and open items: the amount of an item stays the sum of both."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from tap_octopus.setup.record.books import Books, Document, ItemKey, Line, Match

Scaled = t.Callable[[int], int]


@dataclasses.dataclass
class Item:
    """An item that was matched.

    Attributes:
        line: Its ledger line.
        is_fixed: Whether its document sets its amount (a purchase or sale). Otherwise its matches
            do.
        matches: Its matches.
    """

    line: Line
    is_fixed: bool
    matches: list[Match] = dataclasses.field(default_factory=list)

    @property
    def open(self) -> int:
        """The amount of it that is not matched."""
        return abs(self.line.booked) - sum(match.amount for match in self.matches)

    def set(self, amount: int) -> None:
        """Set its scaled amount, keeping its sign."""
        self.line.new = amount if self.line.booked > 0 else -amount

    def add(self, amount: int) -> None:
        """Increase its scaled amount."""
        self.set(abs(self.line.new) + amount)


def settle(books: Books, scaled: Scaled) -> None:
    """Set the scaled amounts of all matches, and of matched lines outside purchases and sales.

    Items are the nodes of a graph and matches its edges. The graph is mostly made of trees. Each
    tree is solved from its leaves to its root. A match of a fixed item takes what the item's other
    matches leave. The amount of any other item is the sum of its matches and its open amount.
    """
    items = _items(books)
    for match in books.matches:
        match.new = scaled(match.amount)
    done: set[ItemKey] = set()
    for root in sorted(items, key=lambda key: (items[key].is_fixed, items[key].open == 0)):
        if root not in done:
            _settle(items, root, done, scaled)
    for item in items.values():
        item.line.is_item = not item.is_fixed
    for document in books.documents.values():
        if document.lines and all(line.is_item for line in document.lines):
            _set_off(document, items, scaled)


def _items(books: Books) -> dict[ItemKey, Item]:
    items: dict[ItemKey, Item] = {}
    for match in books.matches:
        for key in (match.debit, match.credit):
            line = books.line(key)
            if line is None:
                continue
            is_fixed = books.documents[key[0]].is_trade
            items.setdefault(key, Item(line, is_fixed)).matches.append(match)
    return items


def _settle(items: dict[ItemKey, Item], root: ItemKey, done: set[ItemKey], scaled: Scaled) -> None:
    """Set the scaled amounts of all items and matches that are connected with an item."""
    order: list[tuple[ItemKey, Match | None]] = []
    waiting: collections.deque[tuple[ItemKey, Match | None]] = collections.deque([(root, None)])
    done.add(root)
    while waiting:
        key, came_by = waiting.popleft()
        order.append((key, came_by))
        for match in items[key].matches:
            other = match.credit if match.debit == key else match.debit
            if other in items and other not in done:
                done.add(other)
                waiting.append((other, match))
    for key, came_by in reversed(order):
        item = items[key]
        rest = sum(match.new for match in item.matches if match is not came_by)
        if not item.is_fixed:
            left = item.open
            item.set(rest + (came_by.new if came_by else 0) + (scaled(left) if left else 0))
        elif came_by is not None and not item.open:
            came_by.new = abs(item.line.new) - rest


def _set_off(document: Document, items: dict[ItemKey, Item], scaled: Scaled) -> None:
    """Balance a document that consists of matched lines only (a set-off).

    One of its lines was matched with a purchase or sale that was also matched with a payment, or is
    partly open. The payment or the open part takes the difference.
    """
    was = sum(line.booked for line in document.lines)
    left = sum(line.new for line in document.lines) - (scaled(was) if was else 0)
    for line in document.lines if left else ():
        item = items[document.key, line.number]
        more = -left if line.booked > 0 else left
        for match in item.matches:
            other = items.get(match.credit if items.get(match.debit) is item else match.debit)
            if other is not None and other.is_fixed and _give(other, match, items, more):
                match.new += more
                item.add(more)
                return


def _give(item: Item, match: Match, items: dict[ItemKey, Item], more: int) -> bool:
    """Increase a match of an item, and decrease its match with a payment or its open amount.

    Returns:
        Whether that was possible.
    """
    if item.open:
        return True
    for another in item.matches:
        if another is match:
            continue
        for key in (another.debit, another.credit):
            payment = items.get(key)
            if payment is not None and not payment.is_fixed and another.new > more:
                another.new -= more
                payment.add(-more)
                return True
    return False
