"""Cases of the listings, of enterprise numbers and of due dates as books."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.golden.books import Books, Trade, Year, calendar
from tests.golden.cases import Case
from tests.golden.codes import Codes
from tests.golden.deals import BELGIAN, IN_UNION, PRIVATE, deals, entry, ledger
from tests.golden.vat_books import FILED, YEAR

SOLD = datetime.date(2025, 5, 10)
"""When customers of numbers bought something."""

UNION = (
    "AT", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
)  # fmt: skip
"""The countries of the Union but Belgium, as VAT numbers begin; XI is Northern Ireland."""

THOUSAND = Decimal(1000)


def listing_books(case: Case) -> Iterator[Books]:
    """Give a client listing of a filer whose bookyears begin in July."""
    days = [sale["date"] for sale in case.says["sales"]]
    days += [datetime.date(case.says["year"], month, 1) for month in (1, 12)]
    for form in ("usual", "own_codes"):
        books = Books(case.id, form, broken(min(days), max(days)))
        books.exempt = [number(text) for text in case.says.get("exempt_only_customers", [])]
        codes = Codes(books, form)
        for sale in case.says["sales"]:
            sell(books, codes, sale, sale["date"])
        yield books


def intracom_books(case: Case) -> Iterator[Books]:
    """Give an intra-community listing of one month."""
    for form in ("usual", "own_codes"):
        books = Books(case.id, form, calendar(YEAR, YEAR))
        codes = Codes(books, form)
        for sale in case.says["sales"]:
            sell(books, codes, sale, FILED)
        yield books


def number_books(case: Case) -> Iterator[Books]:
    """Give customers with numbers that are right, wrong, and written as they once were."""
    for form in ("valid", "invalid", "old_form"):
        books = Books(case.id, form, calendar(SOLD.year, SOLD.year))
        codes = Codes(books, "usual")
        for text in case.says.get(form, []):
            sell(books, codes, _invoice(text), SOLD)
        yield books


def due_books(case: Case) -> Iterator[Books]:
    """Give a filer of each rhythm, who sold something in each year whose listing is asked for."""
    rows = case.says["rows"]
    for filer in sorted({row["filer"] for row in rows}):
        periods = [first_day(row["period"]) for row in rows if row["filer"] == filer]
        years = calendar(min(periods).year, max(periods).year)
        rhythm = "QUARTERLY" if filer == "quarterly" else "MONTHLY"
        books = Books(case.id, filer, years, filer=rhythm)
        if filer == "client_listing":
            codes = Codes(books, "usual")
            for day in periods:
                sell(books, codes, _invoice("BE0123456749"), day)
        yield books


def first_day(period: str) -> datetime.date:
    """Give the first day of a year, of a quarter such as 2026-Q1, or of a month such as 2026-01."""
    year, _, part = period.partition("-")
    month = int(part[1:]) * 3 - 2 if part.startswith("Q") else int(part or 1)
    return datetime.date(int(year), month, 1)


def number(text: str) -> str:
    """Give the ten digits of a Belgian number."""
    return "".join(sign for sign in text if sign.isdigit()).zfill(10)


def broken(first: datetime.date, last: datetime.date) -> list[Year]:
    """Lay out bookyears from July to June that hold two days."""
    begin, end = (day.year if day.month > 6 else day.year - 1 for day in (first, last))
    return [
        Year(place, datetime.date(year, 7, 1), datetime.date(year + 1, 6, 30))
        for place, year in enumerate(range(begin, end + 1), 1)
    ]


def sell(books: Books, codes: Codes, sale: dict[str, Any], day: datetime.date) -> None:
    """Book a sale to the customer with that number."""
    made = deals(sale)
    relation = books.relation(sale["vat_nr"], *_kind(sale["vat_nr"]))
    entries = [entry(deal, codes.of(deal), shows_shifted=False) for deal in made]
    books.bill("V1", day, Trade(relation, entries), ledger(made, with_grids=False))


def _kind(vat_nr: str) -> tuple[int, str]:
    """Give the VAT type and the country of a customer."""
    if not vat_nr:
        return PRIVATE, "BE"
    country = vat_nr[:2].upper()
    return (IN_UNION, country) if country in UNION else (BELGIAN, "BE")


def _invoice(vat_nr: str) -> dict[str, Any]:
    return {
        "doc": "invoice",
        "regime": "domestic",
        "rate": Decimal(21),
        "base": THOUSAND,
        "vat_nr": vat_nr,
    }
