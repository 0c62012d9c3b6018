"""What every line adds to the grids of the VAT return, from the operation that it stands for.

The rules are those of the law and of the choices that the answers document, not of the ledger.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import Document, Entry, Line, deducted, journal_name
from octopus_sandbox.books.returns import booking_date
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.trade import in_euro

BASE, VAT, UNKNOWN = "base", "vat", "?"
_SOLD = {
    "sale_special0": ("00", "49"),
    "sale_exempt44": ("00", "49"),
    "sale_cocontractor": ("45", "49"),
    "sale_eu_services": ("44", "48"),
    "sale_eu_goods": ("46", "48"),
    "sale_triangular": ("46", "48"),
    "sale_export": ("47", "49"),
    "sale_margin_purchase_price": ("00", "49"),
}
"""Where a sale and its credit note stand; those at a rate are in 01 to 03, and in 49."""
_AT_RATE = {6: "01", 12: "02", 21: "03"}
_SHIFTED = {
    "purchase_cocontractor": ("87", "56", "85"),
    "purchase_non_eu_services": ("87", "56", "85"),
    "purchase_import_deferred": ("87", "57", "85"),
    "purchase_eu_goods": ("86", "55", "84"),
    "purchase_eu_services": ("88", "55", "84"),
}
"""Where the base of shifted VAT, the VAT, and the base of a credit note stand."""
_BOUGHT = {"goods": "81", "services": "82", "investment": "83"}
_CREDIT_POSITIVE = frozenset(
    ("00", "01", "02", "03", "44", "45", "46", "47", "54", "55", "56", "57", "61", "63", "84", "85")
)
_TURNED = {
    **dict.fromkeys(("00", "01", "02", "03", "45", "47"), "49"),
    **dict.fromkeys(("44", "46"), "48"),
    **dict.fromkeys(("54", "55", "56", "57", "61", "63"), "62"),
    **dict.fromkeys(("59", "62", "64"), "61"),
    **dict.fromkeys(("48", "49", "84", "85"), UNKNOWN),
}
"""Where an amount that is booked without an invoice goes when it is negative."""
_VAT_GRIDS = frozenset(("54", "55", "56", "57", "59", "61", "62", "63", "64"))


class VatLine(NamedTuple):
    """What a line adds to a grid; `entry` is None where no invoice shows it."""

    document: Document
    number: int
    account: int
    grid: str
    part: str
    cents: int
    entry: Entry | None = None
    credit: bool = False


class _Running:
    """Converts each sum of a document once, and gives every line its growth."""

    def __init__(self, document: Document) -> None:
        self._rate = document.rate
        self._sums: dict[tuple[str, int], int] = {}

    def add(self, grid: str, percentage: int, cents: int) -> int:
        before = self._sums.get((grid, percentage), 0)
        self._sums[grid, percentage] = before + cents
        return in_euro(before + cents, self._rate) - in_euro(before, self._rate)


def lines_of(books: Books, document: Document) -> Iterator[VatLine]:
    """Give what the lines of a document add to grids."""
    if document.is_trade:
        found = _of_trade(document)
    elif document.journal == books.habits.opening:
        return
    else:
        found = _of_ledger(document)
    yield from (line for line in found if line.cents)


def all_lines(books: Books) -> Iterator[VatLine]:
    """Give what everything that is booked adds to grids."""
    for document in books.documents():
        yield from lines_of(books, document)


def booked_on(books: Books, document: Document) -> date:
    """Give the day on which a document counts in the return."""
    period = books.year(document.bookyear).period(document.period)
    return booking_date(period, date.fromisoformat(document.date))


def vat_lines(books: Books) -> list[Record]:
    """Give what each line adds to each grid."""
    return [_row(books, line) for line in all_lines(books)]


def _of_trade(document: Document) -> Iterator[VatLine]:
    nets: dict[str, int] = {}
    for entry in document.entries:
        signed = -entry.cents if entry.vat.credit else entry.cents
        nets[entry.vat.code] = nets.get(entry.vat.code, 0) + signed
    running = _Running(document)
    for number, entry in enumerate(document.entries, 1):
        credit = nets[entry.vat.code] < 0
        amounts = (_purchase if entry.vat.purchase else _sale)(entry, document, running, credit)
        for grid, part, cents in amounts:
            yield VatLine(document, number, entry.account, grid, part, cents, entry, credit)


Amounts = Iterator[tuple[str, str, int]]


def _sale(entry: Entry, document: Document, running: _Running, credit: bool) -> Amounts:  # noqa: FBT001 said once
    sign = -1 if entry.vat.credit else 1
    base, vat = sign * in_euro(entry.cents, document.rate), sign * entry.vat_cents
    fixed, noted = _SOLD.get(entry.vat.operation.name, (None, "49"))
    if credit:
        yield noted, BASE, -base
        yield "64", VAT, running.add("64", 0, -vat)
    else:
        yield fixed or _AT_RATE[entry.vat.rate], BASE, base
        yield "54", VAT, running.add("54", 0, vat)


def _purchase(entry: Entry, document: Document, running: _Running, credit: bool) -> Amounts:  # noqa: FBT001
    sign, share = -1 if entry.vat.credit else 1, entry.recuperation
    vat, back = sign * entry.vat_cents, sign * deducted(entry.vat_cents, share)
    base = in_euro(sign * entry.cents, document.rate)
    cost = in_euro(sign * entry.cents + vat - back, document.rate)
    repeated, owed, noted = _SHIFTED.get(entry.vat.operation.name, ("", "", "85"))
    yield _BOUGHT[entry.vat.nature_of(entry.account)], BASE, cost
    if repeated:
        yield repeated, BASE, base
    if credit:
        yield noted, BASE, -(base if noted == "84" else cost)
        returned = running.add("63", share, -back)
        if owed:
            yield "62", VAT, running.add("62", share, -vat) - returned
        else:
            yield "63", VAT, returned
        return
    yield "59", VAT, running.add("59", share, back)
    if owed:
        yield owed, VAT, running.add(owed, share, vat)


def _of_ledger(document: Document) -> Iterator[VatLine]:
    for number, line in enumerate(document.lines, 1):
        if line.grid is not None:
            grid, cents = _at_face_value(line, line.grid)
            part = VAT if line.grid in _VAT_GRIDS else BASE
            yield VatLine(document, number, line.account, grid, part, cents)


def _at_face_value(line: Line, grid: str) -> tuple[str, int]:
    cents = -line.cents if grid in _CREDIT_POSITIVE else line.cents
    if cents >= 0 or grid not in _TURNED:
        return grid, cents
    turned = _TURNED[grid]
    return turned, cents if turned == UNKNOWN else -cents


def _row(books: Books, line: VatLine) -> Record:
    document, code = line.document, line.entry.vat if line.entry else None
    return {
        "bookyear_id": document.bookyear,
        "bookyear_period_nr": document.period,
        "journal_key": journal_name(document.journal),
        "document_sequence_nr": document.number,
        "line_nr": line.number,
        "grid": line.grid,
        "part": line.part,
        "document_date": document.date,
        "booking_date": booked_on(books, document).isoformat(),
        "relation_id": document.relation,
        "account_nr": line.account,
        "vat_code": code and code.code,
        "operation": code and code.operation.name,
        "nature": code.nature_of(line.account) if code and code.purchase else None,
        "rate": code and code.rate,
        "is_credit": line.credit,
        "amount": line.cents,
    }
