"""What was spent, and on whom."""

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import PURCHASE
from octopus_sandbox.books.store import Books
from octopus_sandbox.figures.keyed import Keyed, keyed
from octopus_sandbox.figures.sums import Part, month, summed


def spend(books: Books) -> list[Record]:
    """Give purchases less credit notes by supplier, cost centre (0 is none) and month.

    VAT that is shifted counts as VAT; the cost is the base with the VAT that is lost.
    """
    return summed(
        "bookyear_id month relation_id cost_centre_id",
        "base_amount vat_amount deductible_vat lost_vat cost",
        map(_spent, keyed(books, PURCHASE)),
    )


def _spent(part: Keyed) -> Part:
    document, sign = part.document, part.sign
    centre = part.entry.cost_centre or 0
    key = (document.bookyear, month(document.date), document.relation or 0, centre)
    amounts = (part.base, part.vat, part.vat - part.lost, part.lost, part.cost)
    return key, tuple(sign * cents for cents in amounts)
