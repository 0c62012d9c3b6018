"""Books that are small enough to work everything out by hand.

A broken bookyear in quarters from July 2025 and the next one; a car, an import in dollars, goods
from within the Union, a machine that is booked a period late, credit notes, a customer who pays in
parts and in two bookyears, and a profit of which a part is put aside.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from octopus_sandbox.books.bank import BANK
from octopus_sandbox.books.bookyears import bookyear, successor
from octopus_sandbox.books.generator import journals
from octopus_sandbox.books.matches import Match
from octopus_sandbox.books.model import (
    CUSTOMERS,
    FINANCIAL,
    PURCHASE,
    SALE,
    Document,
    Entry,
    Item,
    JournalKey,
    Line,
    Post,
    entry,
)
from octopus_sandbox.books.profile import profile
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.sundry import VARIOUS, opening, sundry
from octopus_sandbox.books.trade import ledger_lines
from octopus_sandbox.books.vat import BUY, BUY_CREDIT, SELL, SELL_CREDIT, codes
from octopus_sandbox.figures.catalogue import FIGURES, AsOf

AT = datetime(2026, 7, 31, tzinfo=UTC)
PROFILE = profile(1, 1, 0, None)
VAT_CODES = codes("usual")
SUPPLIER, AMERICAN, SMALL, LARGE, BRANCH, INVALID = 5, 6, 7, 8, 9, 10
_NUMBERS = {
    SUPPLIER: "BE0895.747.092",
    AMERICAN: "",
    SMALL: "BE0477.525.753",
    LARGE: "BE0861.077.215",
    BRANCH: "0861 077 215",
    INVALID: "BE0123.456.700",
}


def example() -> Books:
    """Book everything."""
    books = Books(journals(PROFILE.habits), PROFILE.habits)
    first = bookyear(1, date(2025, 7, 1), 12, 3)
    books.open_year(first, AT)
    for number, vat_number in _NUMBERS.items():
        identified = {"relationIdentificationServiceData": {"externalRelationId": 0}}
        books.relations.put(number, {"vatNr": vat_number} | identified, AT)
    _purchases(books)
    invoices = _sales(books)
    _pay(books, 1, "2025-10-01", 205_00, invoices[1])
    _pay(books, 1, "2025-10-15", 302_50, invoices[0])
    _pay(books, 1, "2025-10-16", 12_10, invoices[2])
    reserved = [Post(692000, 50_00), Post(130000, -50_00)]
    books.add(sundry(1, VARIOUS, date(2026, 6, 30).toordinal(), 202504, reserved, AT))
    books.open_year(successor(first, 2), AT)
    books.add(opening(books, 1, AT))
    _pay(books, 2, "2026-07-10", 400_00, invoices[1])
    return books


def figures(name: str, as_of: str = "2026-07-31") -> list[tuple[Any, ...]]:
    """Give the figures of the example, each row as a tuple."""
    rows = FIGURES[name](example(), PROFILE, AsOf(date.fromisoformat(as_of), AT))
    return [tuple(row.values()) for row in rows]


def _purchases(books: Books) -> None:
    bought, credited = (PURCHASE, 1), (PURCHASE, 2)
    car = entry(612000, 100_00, VAT_CODES["D21", BUY], 2, 50)
    goods = [entry(604000, cents, VAT_CODES["IMP21", BUY]) for cents in (10_03, 20_01)]
    machine = entry(240000, 1000_00, VAT_CODES["I21", BUY])
    _trade(books, bought, "2025-08-10", SUPPLIER, [car])
    _trade(books, bought, "2025-08-20", AMERICAN, goods, rate=0.92)
    _trade(books, bought, "2025-09-05", SUPPLIER, [entry(604000, 200_00, VAT_CODES["EU21", BUY])])
    _trade(books, bought, "2025-09-30", SUPPLIER, [machine], period=202502)
    returned = entry(604000, 40_00, VAT_CODES["21", BUY_CREDIT])
    cheaper = entry(612000, 20_00, VAT_CODES["D21", BUY_CREDIT], 2, 50)
    _trade(books, credited, "2025-09-20", SUPPLIER, [returned, cheaper])


def _sales(books: Books) -> list[Item]:
    def sell(day: str, relation: int, cents: int, code: str = "21", kind: int = SELL) -> Item:
        sold = [entry(700000, cents, VAT_CODES[code, kind])] if cents else []
        return _trade(books, (SALE, 1), day, relation, sold)

    invoices = [sell("2025-08-31", SMALL, 250_00), sell("2025-09-15", LARGE, 1000_00)]
    credit = sell("2025-09-20", LARGE, 100_00, kind=SELL_CREDIT)
    books.matches.add(Match(invoices[1], credit, LARGE, False, 121_00, 121_00, 121_00), AT)  # noqa: FBT003
    invoices.append(sell("2025-09-16", BRANCH, 10_00))
    sell("2026-02-01", INVALID, 300_00, "00")
    sell("2026-02-02", INVALID, 0)
    return invoices


def _trade(  # noqa: PLR0913 what there is to say of a document
    books: Books,
    journal: JournalKey,
    day: str,
    relation: int,
    entries: list[Entry],
    *,
    rate: float = 1.0,
    period: int | None = None,
) -> Item:
    year = books.year(1)
    at = date.fromisoformat(day)
    if period is None:
        period = year.periods[year.index(at)].number
    expiry = (at + timedelta(days=30)).isoformat()
    header = (1, *journal, 0, period, day, expiry, "EUR" if rate == 1.0 else "USD", rate)
    lines = ledger_lines(entries, relation, rate, AT)
    return books.add(Document(*header, relation, "", "", tuple(entries), lines, AT)).item()


def _pay(books: Books, year: int, day: str, cents: int, invoice: Item) -> None:
    relation = books.document(invoice.document).relation or 0
    lines = (
        Line(CUSTOMERS, -cents, -cents, relation, None, None, None, AT),
        Line(BANK, cents, cents, None, None, None, None, AT),
    )
    where = books.year(year)
    period = where.periods[where.index(date.fromisoformat(day))].number
    header = (year, FINANCIAL, 1, 0, period, day, None, "EUR", 1.0, None)
    payment = books.add(Document(*header, "", "", (), lines, AT)).item(1)
    books.matches.add(Match(invoice, payment, relation, False, cents, cents, cents), AT)  # noqa: FBT003
