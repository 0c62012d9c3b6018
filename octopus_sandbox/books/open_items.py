"""What is still open: documents and payment lines, less what they are matched with."""

from collections.abc import Iterator
from typing import NamedTuple

from octopus_sandbox.books.model import CONTROL, CUSTOMERS, PURCHASE, SALE, Document, Item
from octopus_sandbox.books.store import Books


class OpenItem(NamedTuple):
    """An item that can be matched: its full amounts and what is open of them, debit positive."""

    item: Item
    document: Document
    relation: int
    supplier: bool
    cents: int
    document_cents: int
    open_cents: int
    open_document_cents: int


def items(books: Books, document: Document) -> Iterator[OpenItem]:
    """Give what is open of a document; opening lines never are, they only repeat."""
    for number, line in enumerate(document.lines, 1):
        if line.account not in CONTROL or line.relation is None:
            continue
        item = document.item() if document.is_trade else document.item(number)
        settled = books.matches.settled(item)
        sign = 1 if line.cents > 0 else -1
        if line.cents != sign * settled.cents:
            yield OpenItem(
                item,
                document,
                line.relation,
                line.account != CUSTOMERS,
                line.cents,
                line.document_cents,
                line.cents - sign * settled.cents,
                line.document_cents - sign * settled.document_cents,
            )


def open_items(books: Books, *, supplier: bool) -> Iterator[OpenItem]:
    """Give everything that is open for customers or suppliers, by bookyear and journal."""
    other_side = SALE if supplier else PURCHASE
    for document in books.documents():
        if document.journal_type != other_side:
            for item in items(books, document):
                if item.supplier == supplier:
                    yield item


def again(books: Books, found: list[OpenItem]) -> Iterator[OpenItem]:
    """Give what is open once more as items of the opening entry of every later bookyear."""
    places = {year.id: place for place, year in enumerate(books.years)}
    for place, year in enumerate(books.years):
        entry = books.opening(year.id) if place else None
        earlier = [item for item in found if places[item.item.bookyear] < place]
        for number, item in enumerate(earlier, 1):
            if entry is not None:
                yield item._replace(item=entry.item(number), document=entry)
