"""The evidence of a check: what was read. It holds values of the books and is never shown."""

from __future__ import annotations

import collections
import dataclasses
import decimal
import typing as t

if t.TYPE_CHECKING:
    from tap_octopus.rows.answers import Record
    from tap_octopus.setup.check.watch import Seen

DocumentKey = tuple[int | None, str, int | None]
"""Bookyear, journal such as A1, and number."""

AmountKey = tuple[int | None, int | None]
"""Period and account."""

LETTERS = {1: "A", 2: "V", 3: "F", 4: "D", 7: "L"}

OK, REJECTED, NOTHING = 200, 401, 404

RECENTLY, FROM_NOW, LATELY, NEVER = "recently", "from now", "lately", "never"
NO_JOURNAL, WITHOUT_PERIODS = "no journal", "without periods"
"""The names of calls that are made for one question only."""

WITH_404 = (
    "accounts", "account_amounts", "relations", "balancings", "bookings", "buysell_bookings",
    "financialdivers_bookings", "report_open_clients", "report_open_suppliers", "rappels",
    "costcentres", "customfields", "productgroups", "products", "vat_codes", NEVER, FROM_NOW,
    RECENTLY, LATELY,
)  # fmt: skip
WITHOUT_404 = ("bank_paymentlist", "bank_unbalancedinvoices", "bank_envelopes", NO_JOURNAL)
"""Calls for which a 404 is documented as empty (`WITH_404`), and calls for which it is not."""

ZERO = decimal.Decimal(0)


class Year(t.NamedTuple):
    """A bookyear."""

    number: int
    start: str
    end: str
    periods: tuple[tuple[int, str], ...]
    """The number and the first day of each period."""


class Line(t.NamedTuple):
    """A line of the ledger."""

    document: DocumentKey
    number: int | None
    period: int | None
    account: int | None
    amount: decimal.Decimal
    section: str | None
    relation: int | None


class Trade(t.NamedTuple):
    """A purchase or a sale, with the sums of its lines."""

    document: DocumentKey
    amount: decimal.Decimal
    base: decimal.Decimal
    vat: decimal.Decimal
    lines: int


class OpenItem(t.NamedTuple):
    """An open item of a report."""

    document: DocumentKey
    line: int | None
    debit: decimal.Decimal
    credit: decimal.Decimal
    open: decimal.Decimal
    expiry: str | None
    relation: int | None


@dataclasses.dataclass
class Evidence:
    """What was read of one dossier.

    Attributes:
        calls: What the answer of each call was like, by the name of the call.
        rows: How many records each call returned, by the name of the call.
        oauth: What the exchange of the refresh token showed, by question.
        years: The bookyears.
        year: The bookyear whose ledger was read.
        booked: The number of documents by bookyear, as the journals tell.
        lines: The ledger of the bookyear.
        is_whole: Whether all of that ledger was read.
        deleted: The documents that the first load of the ledger lists as deleted.
        gone: The number of deleted records, by operation.
        recent: The ledger lines of documents that changed in the last 31 days.
        recently_gone: The documents that were deleted in the last 31 days.
        amounts: The balances of the bookyear, by period and account.
        trade: The purchases and sales of the bookyear.
        cash: The number of lines of each bank, cash or various document.
        relations: Whether each relation is active, by its number.
        charts: The bookyears that have accounts.
        balanced: How often each side of a balancing holds an amount.
        moments: How many delivery times have a time zone (True), and how many have none (False).
        in_order: Whether the records of a list came in the order of their keys, by operation.
        seen: What each answer was like.
        open: The open items, by side: clients or suppliers.
        overdue: The sales that `rappels` lists for the day `overdue_on`.
        overdue_on: The newest expiry date of an open item that is not after today.
        changed_lately: Whether the user says that something was booked within half an hour.
        tokens: What a second connection did to the first token: keeps, renews or invalidates.
        hidden: The answer to connecting to a dossier of `dossier_ids` that Octopus does not list.
        refused: How many listed dossiers were refused.
    """

    calls: dict[str, Seen] = dataclasses.field(default_factory=dict)
    rows: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    oauth: dict[str, str] = dataclasses.field(default_factory=dict)
    years: list[Year] = dataclasses.field(default_factory=list)
    year: Year | None = None
    booked: collections.Counter[int] = dataclasses.field(default_factory=collections.Counter)
    lines: list[Line] = dataclasses.field(default_factory=list)
    is_whole: bool = False
    deleted: set[DocumentKey] = dataclasses.field(default_factory=set)
    gone: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    recent: list[Line] = dataclasses.field(default_factory=list)
    recently_gone: set[DocumentKey] = dataclasses.field(default_factory=set)
    amounts: dict[AmountKey, decimal.Decimal] = dataclasses.field(default_factory=dict)
    trade: list[Trade] = dataclasses.field(default_factory=list)
    cash: dict[DocumentKey, int] = dataclasses.field(default_factory=dict)
    relations: dict[int | None, bool] = dataclasses.field(default_factory=dict)
    charts: set[int | None] = dataclasses.field(default_factory=set)
    balanced: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)
    moments: collections.Counter[bool] = dataclasses.field(default_factory=collections.Counter)
    in_order: dict[str, bool] = dataclasses.field(default_factory=dict)
    seen: list[Seen] = dataclasses.field(default_factory=list)
    open: dict[str, list[OpenItem]] = dataclasses.field(default_factory=dict)
    overdue: set[DocumentKey] = dataclasses.field(default_factory=set)
    overdue_on: str = ""
    changed_lately: bool = False
    tokens: str | None = None
    hidden: Seen | None = None
    refused: int = 0

    def came(self, name: str) -> bool:
        """Return whether a call was made and succeeded. A 404 with an `ErrorResult` counts too."""
        seen = self.calls.get(name)
        return seen is not None and (
            seen.status == OK or (seen.status == NOTHING and seen.is_error_result)
        )

    def empty(self, names: t.Collection[str]) -> str | None:
        """Return how an empty result was answered: `list`, `null` or `404`; None without one."""
        for name in names:
            if self.came(name) and not self.rows[name]:
                seen = self.calls[name]
                return "404" if seen.status != OK else "null" if seen.is_null else "list"
        return None


def number(record: t.Any, *path: str) -> int | None:  # noqa: ANN401 - JSON may be anything
    """Return the integer at a path in a record; None when there is none."""
    found = value(record, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def amount(record: t.Any, *path: str) -> decimal.Decimal:  # noqa: ANN401
    """Return the amount at a path in a record; zero when there is none."""
    found = value(record, *path)
    is_number = isinstance(found, int | decimal.Decimal) and not isinstance(found, bool)
    return decimal.Decimal(found) if is_number else ZERO


def text(record: t.Any, *path: str) -> str | None:  # noqa: ANN401
    """Return the text at a path in a record; None when there is none."""
    found = value(record, *path)
    return found if isinstance(found, str) else None


def value(record: t.Any, *path: str) -> t.Any:  # noqa: ANN401
    """Return the value at a path in a record."""
    for step in path:
        record = record.get(step) if isinstance(record, dict) else None
    return record


def records_in(record: Record, name: str) -> list[t.Any]:
    """Return the records of a list inside a record."""
    found = record.get(name)
    return found if isinstance(found, list) else []


def document_of(record: Record) -> DocumentKey:
    """Return the key of the document to which a record belongs."""
    year, place = number(record, "bookyearKey", "id"), number(record, "documentSequenceNr")
    return year, text(record, "journalKey") or "", place


def booked_document(record: Record, journal: str) -> DocumentKey:
    """Return the document of a ledger line or a deletion.

    These records have the journal in two fields: its type and its number.

    Args:
        record: The record.
        journal: The name of the field with the number of the journal.
    """
    letter = LETTERS.get(number(record, "journalType") or 0, "?")
    key = f"{letter}{number(record, journal)}"
    return number(record, "bookyearKey", "id"), key, number(record, "documentSequenceNr")


def line_of(record: Record) -> Line:
    """Read a line of the ledger."""
    return Line(
        booked_document(record, "journalNr"),
        number(record, "lineSequenceNr"),
        number(record, "bookyearPeriodeNr"),
        number(record, "accountKey"),
        amount(record, "bookingAmount"),
        text(record, "vatSectionCode"),
        number(record, "relationKey", "id"),
    )


def trade_of(record: Record) -> Trade:
    """Read a purchase or a sale."""
    lines = records_in(record, "bookingLines")
    base = sum((amount(line, "baseAmount") for line in lines), ZERO)
    vat = sum((amount(line, "vatAmount") for line in lines), ZERO)
    return Trade(document_of(record), amount(record, "amount"), base, vat, len(lines))


def open_item_of(record: Record) -> OpenItem:
    """Read an open item."""
    debit, credit = amount(record, "debetBookingAmount"), amount(record, "creditBookingAmount")
    return OpenItem(
        document_of(record),
        number(record, "lineSequenceNr"),
        debit,
        credit,
        amount(record, "openBookingAmount"),
        text(record, "expirationDate"),
        number(record, "relationKey", "id"),
    )
