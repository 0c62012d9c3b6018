"""Put the scaled amounts into the records."""

from __future__ import annotations

import decimal
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.setup.check.evidence import booked_document, document_of, number, records_in, value
from tap_octopus.setup.record.books import WHOLE, Books, Line, cents, match_of

if t.TYPE_CHECKING:
    from tap_octopus.rows.answers import Record
    from tap_octopus.setup.record.books import Document, ItemKey, Match
    from tap_octopus.setup.record.scale import Scale

Decimal = decimal.Decimal
ONE_DECIMAL = Decimal("0.1")
SIDES = ("debet", "credit")
Totals = dict[tuple[int | None, int | None, int | None], list[int]]


class Amounts:
    """Puts the scaled amounts into the records of a dossier.

    Args:
        books: The books with their scaled amounts.
        scale: Scales amounts that are not in the books.
    """

    def __init__(self, books: Books, scale: Scale) -> None:
        self._books = books
        self._scale = scale
        self._lines = {key: iter(d.lines) for key, d in books.documents.items()}
        self._entries = {key: iter(d.entries) for key, d in books.documents.items()}
        self._matches = {(m.debit, m.credit): m for m in books.matches}
        self._of_item: dict[ItemKey, list[Match]] = {}
        for match in books.matches:
            for item in (match.debit, match.credit):
                self._of_item.setdefault(item, []).append(match)
        self._moved, self._running = _totals(books)
        self._by = {
            api.BOOKINGS: self._booking,
            api.BUYSELL_BOOKINGS: self._trade,
            api.FINANCIALDIVERS_BOOKINGS: self._cash,
            api.BALANCINGS: self._balancing,
            api.ACCOUNT_AMOUNTS: self._account_amount,
            api.REPORT_OPEN_CLIENTS: self._open_item,
            api.REPORT_OPEN_SUPPLIERS: self._open_item,
            api.BANK_PAYMENTLIST: self._of_document,
            api.BANK_UNBALANCEDINVOICES: self._of_document,
            api.BANK_ENVELOPES: self._of_document,
            api.RAPPELS: self._reminder,
        }

    def put(self, operation: api.Operation, old: Record, new: Record) -> None:
        """Put the scaled amounts of a record into its anonymised copy.

        Args:
            operation: The operation that returned the record.
            old: The record.
            new: Its anonymised copy.
        """
        if put := self._by.get(operation):
            put(old, new)

    def _set(self, old: Record, new: Record, name: str, amount: int) -> None:
        """Set an amount, if the record has one. A missing or null amount stays so."""
        if name in new and isinstance(old.get(name), int | Decimal):
            new[name] = _written(amount)

    def _scaled(self, old: Record, new: Record, name: str) -> None:
        self._set(old, new, name, self._scale.scaled(cents(old, name)))

    def _booking(self, old: Record, new: Record) -> None:
        line = next(self._lines[booked_document(old, "journalNr")])
        self._set(old, new, "bookingAmount", line.new)
        self._set(old, new, "documentAmount", line.new_document)

    def _trade(self, old: Record, new: Record) -> None:
        document = self._books.document(document_of(old))
        for old_line, new_line in zip(
            records_in(old, "bookingLines"), records_in(new, "bookingLines"), strict=True
        ):
            entry = next(self._entries[document.key])
            self._set(old_line, new_line, "baseAmount", entry.new_base)
            self._set(old_line, new_line, "vatAmount", entry.new_vat)
        self._set(old, new, "amount", self._total(document, cents(old, "amount")))

    def _total(self, document: Document, amount: int) -> int:
        control = document.control
        if control and abs(control.document) == abs(amount):
            return abs(control.new_document) * (1 if amount > 0 else -1)
        return self._scale.scaled(amount)

    def _cash(self, old: Record, new: Record) -> None:
        document = self._books.document(document_of(old))
        waiting = list(document.lines)
        for old_line, new_line in zip(
            records_in(old, "bookingLines"), records_in(new, "bookingLines"), strict=True
        ):
            amount = cents(old_line, "amount")
            line = next((one for one in waiting if _is_same(one, old_line, amount)), None)
            if line is None:
                self._scaled(old_line, new_line, "amount")
                continue
            waiting.remove(line)
            is_document = abs(line.booked) != abs(amount)
            was, becomes = (
                (line.document, line.new_document) if is_document else (line.booked, line.new)
            )
            self._set(old_line, new_line, "amount", becomes if was == amount else -becomes)

    def _balancing(self, old: Record, new: Record) -> None:
        match = match_of(old)
        known = self._matches.get((match.debit, match.credit))
        matched = known.new if known else self._scale.scaled(match.amount)
        for side, item in zip(SIDES, (match.debit, match.credit), strict=True):
            document, made = old.get(f"{side}Document"), new.get(f"{side}Document")
            if isinstance(document, dict) and isinstance(made, dict):
                self._sides(document, made, self._books.line(item))
            name = f"{side}BalancedBookingAmount"
            self._set(old, new, name, matched if cents(old, name) else 0)

    def _sides(self, old: Record, new: Record, line: Line | None) -> None:
        for side in SIDES:
            for kind in ("Booking", "Document"):
                name = f"{side}{kind}Amount"
                was = cents(old, name)
                becomes = self._scale.scaled(was)
                if line and abs(was) == abs(line.booked if kind == "Booking" else line.document):
                    becomes = abs(line.new if kind == "Booking" else line.new_document)
                self._set(old, new, name, becomes if was else 0)

    def _account_amount(self, old: Record, new: Record) -> None:
        key = old.get("accountAmountKey")
        year = number(key, "bookyearPeriodKey", "bookyearKey", "id")
        place = (
            year,
            number(key, "bookyearPeriodKey", "bookyearPeriodNr"),
            number(key, "accountKey", "id"),
        )
        was = cents(old, "balance")
        for totals in (self._moved, self._running):
            if place in totals and totals[place][0] == was:
                self._set(old, new, "balance", totals[place][1])
                return
        self._set(old, new, "balance", self._scale.scaled(was))

    def _open_item(self, old: Record, new: Record) -> None:
        item: ItemKey = (document_of(old), number(old, "lineSequenceNr"))
        line = self._books.line(item)
        self._sides(old, new, line)
        left, left_document = self._left(item, line)
        for name, known in (("openBookingAmount", left), ("openDocAmount", left_document)):
            was = cents(old, name)
            is_known = known is not None and abs(known[0]) == abs(was)
            becomes = abs(known[1]) if known and is_known else abs(self._scale.scaled(was))
            self._set(old, new, name, becomes if was > 0 else -becomes)

    def _left(
        self, item: ItemKey, line: Line | None
    ) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        """Return the open amount of an item before and after scaling: in euro, in its own currency.

        Each is None when it is not known.
        """
        if line is None:
            return None, None
        matches = self._of_item.get(item, [])
        was = abs(line.booked) - sum(match.amount for match in matches)
        becomes = abs(line.new) - sum(match.new for match in matches)
        if not matches:
            return (was, becomes), (abs(line.document), abs(line.new_document))
        return (was, becomes), (was, becomes) if line.booked == line.document else None

    def _of_document(self, old: Record, new: Record) -> None:
        """Set the amount to be paid of a document: its whole amount, or its open amount."""
        key = document_of(old)
        document = self._books.documents.get(key)
        was = cents(old, "amount")
        if document and (control := document.control):
            _, left = self._left((key, WHOLE), control)
            for known in ((abs(control.document), abs(control.new_document)), left):
                if known and known[0] == abs(was):
                    self._set(old, new, "amount", known[1] if was > 0 else -known[1])
                    return
        self._scaled(old, new, "amount")

    def _reminder(self, old: Record, new: Record) -> None:
        for was, becomes in zip(
            records_in(old, "invoiceList"), records_in(new, "invoiceList"), strict=True
        ):
            key = document_of(was)
            _, left = self._left((key, WHOLE), self._books.line((key, WHOLE)))
            amount = cents(was, "openAmount")
            if left and left[0] == abs(amount):
                self._set(was, becomes, "openAmount", left[1] if amount > 0 else -left[1])
            else:
                self._scaled(was, becomes, "openAmount")


def _written(amount: int) -> Decimal:
    """Convert cents to a number as Octopus writes it: with at least one decimal."""
    exact = Decimal(amount).scaleb(-2)
    return exact.quantize(ONE_DECIMAL) if amount % 10 == 0 else exact


def _is_same(line: Line, record: Record, amount: int) -> bool:
    """Return whether a ledger line and a line of a bank document are the same line."""
    relation = number(record, "relationId")
    of_whom = line.relation == relation if relation else line.account == value(record, "accountKey")
    return bool(of_whom) and abs(amount) in {abs(line.booked), abs(line.document)}


def _totals(books: Books) -> tuple[Totals, Totals]:
    """Return balances by bookyear, period and account: of the period alone, and up to its end.

    Each holds the balance before and after scaling.
    """
    moved: Totals = {}
    for document in books.documents.values():
        for line in document.lines:
            total = moved.setdefault((document.key[0], line.period, line.account), [0, 0])
            total[0] += line.booked
            total[1] += line.new
    running: Totals = {}
    sums: dict[tuple[int | None, int | None], list[int]] = {}
    for year, period, account in sorted(moved, key=lambda p: (p[0] or 0, p[1] or 0, p[2] or 0)):
        total = sums.setdefault((year, account), [0, 0])
        for place in (0, 1):
            total[place] += moved[year, period, account][place]
        running[year, period, account] = list(total)
    return moved, running
