"""The streams beside the ledger: whole documents, totals, details, reminders and files."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from threading import RLock
from typing import NamedTuple

from octopus_sandbox.books.amounts import account_amounts
from octopus_sandbox.books.attachments import files
from octopus_sandbox.books.bank_envelopes import envelopes
from octopus_sandbox.books.cash_records import cash_record
from octopus_sandbox.books.deliveries import delivery_record
from octopus_sandbox.books.errors import UnknownEnvelopeError, UnknownJournalError
from octopus_sandbox.books.feeds import Feed, Record
from octopus_sandbox.books.invoice_records import (
    delivery_note_record,
    delivery_notes,
    drafts,
    invoice_record,
)
from octopus_sandbox.books.journal_details import bookyear_detail, financial_journal
from octopus_sandbox.books.masters import products, vat_codes
from octopus_sandbox.books.model import (
    FINANCIAL,
    PURCHASE,
    SALE,
    SUNDRY,
    Document,
    journal_name,
)
from octopus_sandbox.books.profile import Profile
from octopus_sandbox.books.records import DELIVERIES
from octopus_sandbox.books.reminders import rappels
from octopus_sandbox.books.store import Books
from octopus_sandbox.books.trade_records import trade_record

Covers = Callable[[datetime], bool]
"""Tells whether something that changed at a moment is asked for."""


def always(_moment: datetime) -> bool:
    """Ask for everything."""
    return True


class Scope(NamedTuple):
    """Which documents are asked for; -1 and None are all."""

    bookyear: int = -1
    journal: str | None = None
    number: int | None = None

    def holds(self, bookyear: int, journal: str, number: int) -> bool:
        """Tell whether a document is asked for."""
        return (
            self.bookyear in (-1, bookyear)
            and self.journal in (None, journal)
            and self.number in (None, number)
        )


class DocumentLists:
    """The documents of one dossier; like all its answers, each is a snapshot."""

    def __init__(self, books: Books, profile: Profile, now: datetime, lock: RLock) -> None:
        self.has_invoices = profile.products
        self._books = books
        self._profile = profile
        self._catalogue = products(profile)
        self._drafts = books.drafts = drafts(books, profile, now)
        self._lock = lock

    def vat_codes(self) -> list[Record]:
        """Give the VAT codes."""
        return vat_codes(self._profile)

    def account_amounts(self, *, cumulative: bool = False, keeps_zero: bool = False) -> Feed:
        """Give what was booked on each account in each period, live and deleted."""
        with self._lock:
            return account_amounts(self._books, cumulative=cumulative, keeps_zero=keeps_zero)

    def trade(
        self, scope: Scope, covers: Covers = always, *, reverse_charge: bool = True
    ) -> Iterator[Record]:
        """Give purchases and sales. Raises UnknownBookyearError."""
        found = self._documents(scope, covers, PURCHASE, SALE)
        return (trade_record(self._books, one, reverse_charge=reverse_charge) for one in found)

    def cash(self, scope: Scope, covers: Covers = always) -> Iterator[Record]:
        """Give the documents of bank, cash and various operations. Raises UnknownBookyearError."""
        found = self._documents(scope, covers, FINANCIAL, SUNDRY)
        return (cash_record(self._books, self._profile, one) for one in found)

    def invoices(self, scope: Scope, covers: Covers = always) -> Iterator[Record]:
        """Give the invoices, booked or not. Raises UnknownBookyearError."""
        found = self._invoices(scope, covers)
        return (invoice_record(self._books, self._catalogue, one) for one in found)

    def deliveries(self, scope: Scope, now: datetime, last: int | None = None) -> list[Record]:
        """Give how far the delivery of each invoice is; up to number `last` from that of scope.

        Raises UnknownBookyearError and UnknownJournalError.
        """
        first = scope.number or 0
        with self._lock:
            journals = {journal_name(key) for key in self._books.journal_keys if key[0] == SALE}
            if scope.journal is not None and scope.journal not in journals:
                raise UnknownJournalError(f"There is no sales journal {scope.journal}.")
            return [
                delivery_record(self._books, one, now)
                for one in self._invoices(scope._replace(number=None), always)
                if first <= one.number and (last is None or one.number <= last)
            ]

    def _invoices(self, scope: Scope, covers: Covers) -> list[Document]:
        if not self.has_invoices:
            return []
        found = self._documents(scope, covers, SALE)
        with self._lock:
            for draft in self._drafts:
                booked = len(self._books.journal(draft.bookyear, draft.journal))
                if draft.number > booked and _asked(scope, covers, draft):
                    found.append(draft)
        return found

    def delivery_notes(self, scope: Scope, covers: Covers = always) -> Iterator[Record]:
        """Give the delivery notes. Raises UnknownBookyearError."""
        with self._lock:
            self._check(scope)
            found = [
                (number, sale)
                for number, sale in delivery_notes(self._books)
                if scope.holds(sale.bookyear, journal_name(DELIVERIES), number)
                and covers(sale.modified_at)
            ]
        return (delivery_note_record(self._books, self._catalogue, *one) for one in found)

    def booking_files(
        self, scope: Scope, covers: Covers = always, *, follow_document: bool = False
    ) -> Iterator[Record]:
        """Give the files of booked documents, by when they were attached or the document changed.

        Raises UnknownBookyearError.
        """

        def moment(one: Document) -> datetime:
            return one.modified_at if follow_document else one.filed_at or one.modified_at

        found = self._documents(scope, always, PURCHASE)
        return (file for one in found if covers(moment(one)) for file in files(one))

    def bookyear_detail(self, bookyear: int) -> Record:
        """Give a bookyear in detail. Raises UnknownBookyearError."""
        with self._lock:
            return bookyear_detail(self._books.year(bookyear), self._profile)

    def bookyear_details(self) -> list[Record]:
        """Give all bookyears in detail."""
        with self._lock:
            return [bookyear_detail(year, self._profile) for year in self._books.years]

    def financial_journal(self, bookyear: int, number: int) -> Record:
        """Give a financial journal. Raises UnknownBookyearError and UnknownJournalError."""
        journal = (FINANCIAL, number)
        with self._lock:
            year = self._books.year(bookyear)
            gone = (bookyear, journal) in self._books.journals_gone
            if gone or journal not in self._books.journal_keys:
                raise UnknownJournalError(f"There is no journal F{number} in this dossier.")
            booked = len(self._books.journal(bookyear, journal))
            return financial_journal(year, journal, booked, self._profile)

    def financial_journals(self) -> list[Record]:
        """Give the financial journals of all bookyears."""
        with self._lock:
            numbers = [nr for kind, nr in self._books.journal_keys if kind == FINANCIAL]
            return [
                self.financial_journal(year.id, number)
                for year in self._books.years
                for number in numbers
                if (year.id, (FINANCIAL, number)) not in self._books.journals_gone
            ]

    def bank_envelopes(self, waiting: list[Record]) -> list[Record]:
        """Give the envelopes of payments, with one for the payment list that waits."""
        with self._lock:
            return [envelope.record() for envelope in envelopes(self._books, waiting)]

    def envelope_payments(self, waiting: list[Record]) -> dict[int, list[Record]]:
        """Give the payments of every envelope, by its number."""
        with self._lock:
            return {one.number: one.payments for one in envelopes(self._books, waiting)}

    def payments_in(self, envelope: int, waiting: list[Record]) -> list[Record]:
        """Give the payments of one envelope. Raises UnknownEnvelopeError."""
        found = self.envelope_payments(waiting)
        if envelope not in found:
            raise UnknownEnvelopeError(f"There is no envelope {envelope} in this dossier.")
        return found[envelope]

    def rappels(self, day: date, *, on_the_day: bool = False) -> list[Record]:
        """Give what every customer must be reminded of at a date."""
        with self._lock:
            return rappels(self._books, day, on_the_day=on_the_day)

    def _documents(self, scope: Scope, covers: Covers, *kinds: int) -> list[Document]:
        with self._lock:
            self._check(scope)
            return [
                document
                for kind in kinds
                for document in self._books.documents(scope.bookyear, kind)
                if _asked(scope, covers, document)
            ]

    def _check(self, scope: Scope) -> None:
        if scope.bookyear != -1:
            self._books.year(scope.bookyear)


def _asked(scope: Scope, covers: Covers, document: Document) -> bool:
    return covers(document.modified_at) and scope.holds(
        document.bookyear, journal_name(document.journal), document.number
    )
