"""What was keyed in for purchases and sales, in euro."""

from collections.abc import Iterator
from typing import NamedTuple

from octopus_sandbox.books.model import Document, Entry, deducted
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.trade import in_euro


class Keyed(NamedTuple):
    """An entry in cents of euro, positive also on a credit note; `sign` is -1 there.

    A line that goes against its document is negative. `cost` is the base with the VAT that is
    lost; VAT that is shifted to the buyer counts as VAT.
    """

    document: Document
    entry: Entry
    sign: int
    base: int
    vat: int
    cost: int

    @property
    def lost(self) -> int:
        """The VAT that cannot be deducted."""
        return self.cost - self.base


def keyed(books: Books, journal_type: int) -> Iterator[Keyed]:
    """Give every entry of the purchases or the sales."""
    for document in books.documents(journal_type=journal_type):
        for entry in document.entries:
            lost = entry.vat_cents - deducted(entry.vat_cents, entry.recuperation)
            amounts = (entry.cents, entry.vat_cents, entry.cents + lost)
            sign = -1 if entry.vat.credit else 1
            yield Keyed(document, entry, sign, *(in_euro(a, document.rate) for a in amounts))
