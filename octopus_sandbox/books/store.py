"""The books of one dossier: documents by journal, with balances and matches kept in step."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from octopus_sandbox.books.bookyears import Bookyear
from octopus_sandbox.books.errors import UnknownBookyearError
from octopus_sandbox.books.feeds import Record  # noqa: TC001 read again by type checkers only
from octopus_sandbox.books.habits import Habits
from octopus_sandbox.books.ledger import Ledger
from octopus_sandbox.books.matches import Matches
from octopus_sandbox.books.model import Document, DocumentKey, JournalKey, Line, Scheduled
from octopus_sandbox.books.register import Register

AmountKey = tuple[int, int, int]
"""Bookyear id, period and account of an amount."""


class Books:
    """Everything that is booked; documents of a journal are numbered from 1 without gaps.

    `delivered` are sales as they were when their goods left; `touched` tells when an amount last
    lost or changed a line, for a removed line leaves nothing else behind. `late` are corrections
    of a bookyear that the opening entry of the next one does not hold yet. `scheduled` are the
    payments that wait to be sent, `drafts` the invoices that are not booked yet. `settled` tells
    when a bookyear was opened or closed, `booked` when a journal last got or lost a document, and
    `journals_gone` which journals were deleted when.
    """

    def __init__(self, journals: list[JournalKey], habits: Habits) -> None:
        self.journal_keys = journals
        self.habits = habits
        self.years: list[Bookyear] = []
        self.ledger = Ledger()
        self.matches = Matches()
        self.accounts: Register[tuple[int, int], Record, Record] = Register()
        self.relations: Register[int, Record, Record] = Register()
        self.deleted: list[tuple[datetime, DocumentKey]] = []
        self.delivered: list[Document] = []
        self.drafts: list[Document] = []
        self.scheduled: list[Scheduled] = []
        self.late: set[DocumentKey] = set()
        self.touched: dict[AmountKey, datetime] = {}
        self.settled: dict[int, datetime] = {}
        self.booked: dict[tuple[int, JournalKey], datetime] = {}
        self.journals_gone: dict[tuple[int, JournalKey], datetime] = {}
        self._journals: dict[int, dict[JournalKey, list[Document]]] = {}

    def open_year(self, year: Bookyear, at: datetime) -> None:
        """Add a bookyear after the others, with empty journals."""
        self.years.append(year)
        self.settled[year.id] = at
        self._journals[year.id] = {journal: [] for journal in self.journal_keys}

    def year(self, bookyear: int) -> Bookyear:
        """Give a bookyear by its id."""
        for year in self.years:
            if year.id == bookyear:
                return year
        raise UnknownBookyearError(f"There is no bookyear {bookyear} in this dossier.")

    def journal(self, bookyear: int, journal: JournalKey) -> list[Document]:
        """Give the documents of a journal in a bookyear, by number."""
        return self._journals[bookyear][journal]

    def document(self, key: DocumentKey) -> Document:
        """Give the document with this key."""
        return self._journals[key[0]][(key[1], key[2])][key[3] - 1]

    def opening(self, bookyear: int) -> Document | None:
        """Give the opening entry of a bookyear; None when it was not carried over to yet."""
        found = self._journals[bookyear][self.habits.opening]
        return found[0] if found else None

    def documents(self, bookyear: int = -1, journal_type: int = -1) -> Iterator[Document]:
        """Give documents by bookyear, journal and number; -1 is all."""
        if bookyear != -1:
            self.year(bookyear)
        for year in self.years:
            if bookyear in (-1, year.id):
                for journal, documents in self._journals[year.id].items():
                    if journal_type in (-1, journal[0]):
                        yield from list(documents)

    def add(self, document: Document) -> Document:
        """Book a document as the next of its journal; its number is set here."""
        documents = self._journals[document.bookyear][document.journal]
        if document.number != len(documents) + 1:
            document = msgspec.structs.replace(document, number=len(documents) + 1)
        documents.append(document)
        self.ledger.post(document)
        place = document.bookyear, document.journal
        self.booked[place] = max(document.modified_at, self.booked.get(place, document.modified_at))
        self.journals_gone.pop(place, None)
        return document

    def replace(self, document: Document) -> Document:
        """Put a document in place of the one with its key; lines that stay keep their moment."""
        before = self.document(document.key)
        lines = tuple(
            old if _same(old, new) else new
            for old, new in zip(before.lines, document.lines, strict=False)
        )
        document = msgspec.structs.replace(document, lines=lines + document.lines[len(lines) :])
        self.ledger.post(before, -1)
        self.ledger.post(document)
        self._touch(before, document.modified_at)
        self._touch(document, document.modified_at)
        self._journals[document.bookyear][document.journal][document.number - 1] = document
        return document

    def delete_last(self, bookyear: int, journal: JournalKey, at: datetime) -> Document:
        """Delete the last document of a journal and log it."""
        document = self._journals[bookyear][journal].pop()
        self.ledger.post(document, -1)
        self._touch(document, at)
        self.booked[bookyear, journal] = at
        self.deleted.append((at, document.key))
        self.late.discard(document.key)
        return document

    def _touch(self, document: Document, at: datetime) -> None:
        for line in document.lines:
            self.touched[document.bookyear, document.period, line.account] = at


def _same(old: Line, new: Line) -> bool:
    return msgspec.structs.replace(old, modified_at=new.modified_at) == new
