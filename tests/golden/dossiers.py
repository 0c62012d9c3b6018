"""Every case as books, each in a dossier of its own, side by side in one warehouse."""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from tests.golden import ledger_books, listing_books, payment_books, vat_books
from tests.golden.books import Books
from tests.golden.cases import FILES, Case, case, raw_cases
from tests.golden.rows import rows
from tests.golden.shapes import WrongCase
from tests.targets.columns import schemas

MAKERS: dict[str, Callable[[Case], Iterator[Books]]] = {
    "vat": vat_books.vat_books,
    "quarter": vat_books.quarter_books,
    "check": vat_books.check_books,
    "listing": listing_books.listing_books,
    "intracom": listing_books.intracom_books,
    "balance": ledger_books.balance_books,
    "result": ledger_books.result_books,
    "balance_years": ledger_books.years_books,
    "ageing": payment_books.ageing_books,
    "payments": payment_books.payments_books,
    "ratio": payment_books.ratio_books,
    "interest": payment_books.interest_books,
    "reference": payment_books.reference_books,
    "number": listing_books.number_books,
    "due": listing_books.due_books,
}
QUARTERS_LAST = datetime.date(2026, 6, 30)


class Dossier(NamedTuple):
    """A dossier: its number, the case that it holds, and its books."""

    id: int
    case: Case
    books: Books

    @property
    def name(self) -> str:
        """Name it as the tests do."""
        return f"{self.case.id}-{self.books.form}"


class Taken(NamedTuple):
    """The dossiers of a file of cases, and what is wrong with the cases that are not among them."""

    dossiers: list[Dossier]
    wrong: list[str]


def taken(*files: Path) -> Taken:
    """Put the cases of files into books; one that is not of the form stops no other."""
    found: list[Dossier] = []
    wrong: list[str] = []
    for raw in chain.from_iterable(map(raw_cases, files or FILES)):
        try:
            said = case(raw)
            made = list(MAKERS[said.kind](said))
        except WrongCase as error:
            wrong.append(str(error))
            continue
        if any(said.id == dossier.case.id for dossier in found):
            wrong.append(f"{said.id}.id: another case has it")
        else:
            first = len(found) + 1
            found += [Dossier(first + place, said, books) for place, books in enumerate(made)]
    return Taken(found, wrong)


def today(found: Iterable[Dossier]) -> datetime.date:
    """Give a day on which everything has happened, and each return that is asked for has begun."""
    days = [QUARTERS_LAST]
    for dossier in found:
        days += [document.day for document in dossier.books.documents]
        if dossier.case.kind == "due":
            rows = dossier.case.says["rows"]
            days += [listing_books.first_day(row["period"]) for row in rows]
    return max(days)


def messages(found: Iterable[Dossier], moment: datetime.datetime) -> list[str]:
    """Write what a tap says that reads all dossiers at one moment, message by message."""
    told = list(schemas())
    for dossier in found:
        for table, records in rows(dossier.books, dossier.id, moment).items():
            told += [{"type": "RECORD", "stream": table, "record": record} for record in records]
    return [f"{json.dumps(message, default=_plain)}\n" for message in told]


def _plain(value: object) -> object:
    """Write amounts as the tap does, as numbers, and moments and days as texts."""
    return float(value) if isinstance(value, Decimal) else str(value)
