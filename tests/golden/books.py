"""The books of one dossier: its years, relations, documents in balance, and what is matched."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from tests.golden.shapes import WrongCase

CENT = Decimal("0.01")
CUSTOMERS, SUPPLIERS, BANK, COUNTERPART = 400000, 440000, 550000, 489000
WHOLE = -1
"""The line number of a purchase or sale as a whole."""


def cents(amount: Decimal) -> Decimal:
    """Round to cents, halves away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


class Period(NamedTuple):
    """A bookkeeping period: YYYYNN, its first and its last day."""

    number: int
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Year:
    """A bookyear, in periods of a month."""

    id: int
    start: datetime.date
    end: datetime.date

    def periods(self) -> Iterator[Period]:
        """Give its periods."""
        start, place = self.start, 1
        while start < self.end:
            after = next_month(start)
            number = self.start.year * 100 + place
            yield Period(number, start, after - datetime.timedelta(days=1))
            start, place = after, place + 1

    def period(self, day: datetime.date) -> int:
        """Give the number of the period that a day is in."""
        return next(period.number for period in self.periods() if day <= period.end)


class Relation(NamedTuple):
    """A customer or supplier."""

    id: int
    vat_nr: str
    vat_type: int
    country: str
    is_supplier: bool


class Line(NamedTuple):
    """A line of the ledger, debit positive; grid is what stands in vat_section_code."""

    account: int
    amount: Decimal
    grid: str | None = None
    relation: int | None = None
    recuperation: Decimal | None = None


class Entry(NamedTuple):
    """A line of a purchase or sale as it was keyed in; negative where it is credited."""

    account: int
    code: str
    base: Decimal
    vat: Decimal
    recuperation: Decimal | None


class Trade(NamedTuple):
    """What a purchase or sale has beside its lines in the ledger."""

    relation: int
    entries: Sequence[Entry]
    due: datetime.date | None = None


@dataclass(frozen=True)
class Document:
    """A document: its lines in the ledger, the first of a purchase or sale is what is owed."""

    year: Year
    journal: str
    number: int
    day: datetime.date
    lines: Sequence[Line]
    reference: str = ""
    trade: Trade | None = None

    @property
    def total(self) -> Decimal:
        """What a purchase or sale comes to; less than nothing on a credit note."""
        return self.lines[0].amount if self.journal[0] == "V" else -self.lines[0].amount


class Item(NamedTuple):
    """What can be matched: a purchase or sale as a whole, or a line of another document."""

    document: Document
    line: int = WHOLE


class Match(NamedTuple):
    """A debit and a credit of one relation, and how much of them is settled."""

    debit: Item
    credit: Item
    amount: Decimal


@dataclass
class Books:
    """What is booked in a dossier, and what its office says of its own codes and customers.

    Attributes:
        case: The id of the case that it holds.
        form: How the case is put into books, where there are several ways.
        years: Its bookyears, one after the other.
        filer: MONTHLY or QUARTERLY.
        codes: The percentage of each VAT code.
        operations: Its rows of the seed vat_code_operations, without the dossier.
        exempt: Its rows of the seed exempt_customers.
    """

    case: str
    form: str
    years: Sequence[Year]
    filer: str = "MONTHLY"
    relations: list[Relation] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    codes: dict[str, Decimal] = field(default_factory=dict)
    operations: list[dict[str, str]] = field(default_factory=list)
    exempt: list[str] = field(default_factory=list)

    def relation(self, vat_nr: str, vat_type: int, country: str, *, supplier: bool = False) -> int:
        """Give the relation with these properties."""
        wanted = (vat_nr, vat_type, country, supplier)
        for known in self.relations:
            if known[1:] == wanted:
                return known.id
        self.relations.append(Relation(len(self.relations) + 1, *wanted))
        return len(self.relations)

    def bill(self, journal: str, day: datetime.date, trade: Trade, lines: Sequence[Line]) -> Item:
        """Book a purchase or sale; the line on the control account is added to the others."""
        control = CUSTOMERS if journal[0] == "V" else SUPPLIERS
        owed = Line(control, -total(lines), relation=trade.relation)
        return Item(self._booked(journal, day, [owed, *lines], trade=trade))

    def book(
        self, journal: str, day: datetime.date, lines: Sequence[Line], reference: str = ""
    ) -> Document:
        """Book a document of another journal."""
        return self._booked(journal, day, lines, reference)

    def pay(self, invoice: Item, day: datetime.date, amount: Decimal) -> None:
        """Book that a purchase or sale was paid through the bank, and match the two."""
        owed = invoice.document.lines[0]
        came = amount if owed.account == CUSTOMERS else -amount
        lines = [Line(BANK, came), Line(owed.account, -came, relation=owed.relation)]
        payment = Item(self.book("F1", day, lines), 2)
        debit, credit = (invoice, payment) if came > 0 else (payment, invoice)
        self.matches.append(Match(debit, credit, amount))

    def keyed_in(self) -> Decimal:
        """Give the sum of all that was keyed in for purchases and sales, without VAT."""
        trades = [document.trade for document in self.documents if document.trade]
        return sum((entry.base for trade in trades for entry in trade.entries), Decimal())

    def open_items(self, control: int) -> Iterator[tuple[Item, Decimal]]:
        """Give each item on the control accounts of a side, and what is open of it."""
        for document in self.documents:
            if document.journal == "D1" and document.year != self.years[0]:
                continue  # an opening entry repeats what is open
            for place, line in enumerate(document.lines, 1):
                if is_control(line.account, control):
                    item = Item(document, WHOLE if document.trade else place)
                    matched = (m.amount for m in self.matches if item in (m.debit, m.credit))
                    settled = sum(matched, Decimal())
                    yield item, line.amount - settled if line.amount > 0 else line.amount + settled

    def _booked(
        self,
        journal: str,
        day: datetime.date,
        lines: Sequence[Line],
        reference: str = "",
        trade: Trade | None = None,
    ) -> Document:
        if total(lines):
            raise WrongCase(f"{self.case}: a document of {journal} is off by {total(lines)}")
        year = next(year for year in self.years if year.start <= day <= year.end)
        number = 1 + sum((d.year, d.journal) == (year, journal) for d in self.documents)
        document = Document(year, journal, number, day, lines, reference, trade)
        self.documents.append(document)
        return document


def is_control(account: int, control: int) -> bool:
    """Tell whether an account is a control account: one of 400 or 440."""
    return account // 1000 == control // 1000


def balanced(lines: Iterable[Line], account: int = COUNTERPART) -> list[Line]:
    """Give lines in balance, by one more on an account if there must be one."""
    given = list(lines)
    rest = -total(given)
    return [*given, Line(account, rest)] if rest else given


def calendar(first: int, last: int) -> list[Year]:
    """Lay out bookyears that are calendar years."""
    return [
        Year(place, datetime.date(year, 1, 1), datetime.date(year, 12, 31))
        for place, year in enumerate(range(first, last + 1), 1)
    ]


def next_month(day: datetime.date) -> datetime.date:
    """Give the first day of the next month."""
    return datetime.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def total(lines: Iterable[Line]) -> Decimal:
    """Add up lines."""
    return sum((line.amount for line in lines), Decimal())
