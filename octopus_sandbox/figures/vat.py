"""The periodic VAT return, worked out from the VAT code of everything that was keyed in."""

from collections.abc import Iterator

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import PURCHASE, SALE, Document
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.trade import in_euro
from octopus_sandbox.books.vat import BUY, VAT_CODES, VatCode
from octopus_sandbox.figures.keyed import Keyed, deducted, keyed
from octopus_sandbox.figures.sums import Part, summed

_OWED = ("54", "55", "56", "57", "61", "63")
_BACK = ("59", "62", "64")
_GOODS, _SERVICES = "81", "82"
_SHIFTED = {
    ("86", "55"): _GOODS,
    ("88", "55"): _SERVICES,
    ("87", "56"): _SERVICES,  # co-contractors work on buildings
    ("87", "57"): _GOODS,  # only goods are imported
}
"""What is bought when VAT is shifted, by the boxes of its base and of what is owed."""
_Period = tuple[int, int]
"""Bookyear id and number of a period."""


def vat_position(books: Books) -> list[Record]:
    """Give the boxes of the return of every period that something was booked in.

    Boxes 71 (to pay) and 72 (to get back) are both there, one of them zero.
    """
    names = "bookyear_id bookyear_period_nr grid"
    rows = summed(names, "amount", (*_bases(books), *_vat(books)))
    periods: dict[_Period, list[Record]] = {}
    for row in rows:
        periods.setdefault((row["bookyear_id"], row["bookyear_period_nr"]), []).append(row)
    return [row for period, boxes in periods.items() for row in (*boxes, *_result(period, boxes))]


def _result(period: _Period, boxes: list[Record]) -> Iterator[Record]:
    owed = sum(row["amount"] for row in boxes if row["grid"] in _OWED)
    back = sum(row["amount"] for row in boxes if row["grid"] in _BACK)
    for grid, amount in (("XX", owed), ("YY", back)):
        if amount:
            yield _row(period, grid, amount)
    yield _row(period, "71", max(owed - back, 0))
    yield _row(period, "72", max(back - owed, 0))


def _row(period: _Period, grid: str, amount: int) -> Record:
    bookyear, number = period
    return {
        "bookyear_id": bookyear,
        "bookyear_period_nr": number,
        "grid": grid,
        "amount": amount,
    }


def _bases(books: Books) -> Iterator[Part]:
    """Fill the boxes of what was sold and bought, line by line as it is in the ledger."""
    for part in keyed(books, SALE):
        yield _in(part.document, part.entry.vat.base_grid, part.base)
    for part in keyed(books, PURCHASE):
        for grid, amount in _bought(part):
            yield _in(part.document, grid, amount)


def _bought(part: Keyed) -> Iterator[tuple[str, int]]:
    """Fill 81 to 83 with the VAT that is lost and less credit notes, and what repeats them."""
    code = part.entry.vat
    yield _nature(VAT_CODES[code.code, BUY]), part.sign * part.cost
    if code.credit:
        yield code.base_grid, part.cost
    elif code.due_grid:
        yield code.base_grid, part.base


def _nature(purchase: VatCode) -> str:
    if purchase.due_grid is None:
        return purchase.base_grid
    return _SHIFTED[purchase.base_grid, purchase.due_grid]


def _vat(books: Books) -> Iterator[Part]:
    """Fill the boxes of VAT; like the ledger, a document's share of a box is converted at once."""
    for kind in (PURCHASE, SALE):
        for document in books.documents(journal_type=kind):
            for (grid, _), cents in _of_document(document).items():
                yield _in(document, grid, in_euro(cents, document.rate))


def _of_document(document: Document) -> dict[tuple[str, int], int]:
    boxes: dict[tuple[str, int], int] = {}
    for entry in document.entries:
        code, percentage = entry.vat, entry.recuperation
        full, back = entry.vat_cents, deducted(entry) if code.purchase else entry.vat_cents
        for grid, cents in ((code.vat_grid, back), (code.due_grid, full)):
            if grid:
                boxes[grid, percentage] = boxes.get((grid, percentage), 0) + cents
    return boxes


def _in(document: Document, grid: str, amount: int) -> Part:
    return (document.bookyear, document.period, grid), (amount,)
