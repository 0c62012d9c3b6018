"""Streams that take one call for each journal of a type."""

from __future__ import annotations

import re
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.sync.journals import journals_of
from tap_octopus.sync.per_bookyear import PartitionedStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

FINANCIAL, SALES = re.compile("F([0-9]{1,9})"), re.compile("V([0-9]{1,9})")
LAST_NUMBER = 999_999_999
"""Stands for the last document of a journal, including invoices that are not booked yet."""


class PerJournalStream(PartitionedStream):
    """A table that takes one call for each journal of a type."""

    kind: t.ClassVar[re.Pattern[str]]

    def is_due(self, dossier: DossierSync) -> bool:
        """Return whether to read: only when the journals are also due."""
        if "journals" in dossier.selected:
            is_turn = "journals" in dossier.due
        else:
            is_turn = self.may_call(dossier, api.JOURNALS_MODIFIED)
        return is_turn and super().is_due(dossier)

    def journals(
        self, dossier: DossierSync, sync: StreamSync, *, closed: bool
    ) -> dict[str, tuple[int, int]]:
        """Return bookyear and number of each journal, by partition, newest bookyear first.

        Args:
            dossier: The dossier.
            sync: The sync of the stream.
            closed: Whether to include the journals of closed bookyears.
        """
        found = {
            f"{year.id}:{number}": (year.id, number)
            for year in dossier.bookyears(sync)
            if closed or not year.closed
            for number in _numbers(journals_of(dossier, sync, year.id), self.kind)
        }
        sync.bookmark.count = len(found)
        return found


class FinancialJournals(
    PerJournalStream, operation=api.FINANCIAL_JOURNALS, keys=("bookyear_id", "journal_key")
):
    """The bank accounts of the financial journals, for bookyears that are not closed."""

    counted_by = "financial_journals"
    kind = FINANCIAL

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read each financial journal."""
        found = self.journals(dossier, sync, closed=False)
        for partition in self.partitions_of(sync, found):
            year, number = found[partition]
            request = api.Request(self.operation, dossier.id, year, number=number)
            with sync.call(request) as answer:
                record = answer.record(self.row_mapper.fields)
                yield from sync.rows([record], bookyear_id=year, journal_key=f"F{number}")


class InvoiceDeliveries(
    PerJournalStream,
    operation=api.INVOICE_DELIVERIES,
    keys=("bookyear_id", "journal_key", "document_sequence_nr"),
):
    """How invoices were sent, by Peppol or otherwise; a paid module of Octopus."""

    counted_by = "invoice_deliveries"
    kind = SALES

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read each sales journal. One answer has the delivery states of all its invoices."""
        found = self.journals(dossier, sync, closed=True)
        for partition in self.partitions_of(sync, found):
            year, number = found[partition]
            body = {
                "bookyearKey": {"id": year},
                "journal": f"V{number}",
                "documentSequenceNr": 1,
                "toDocumentSequenceNr": LAST_NUMBER,
            }
            with sync.call(api.Request(self.operation, dossier.id, json=body)) as answer:
                yield from sync.rows(answer.records(None)[0])


def _numbers(journals: list[Record], kind: re.Pattern[str]) -> list[int]:
    """Return the numbers of the journals of a type. A record without a key is skipped."""
    keys = [journal.get("journalKey") for journal in journals if isinstance(journal, dict)]
    found = [kind.fullmatch(key) for key in keys if isinstance(key, str)]
    return sorted({int(journal[1]) for journal in found if journal})
