"""Streams of documents behind the ledger: documents with their lines, and names of their files.

Octopus lists the documents that changed, but not the deleted ones. Those come with the ledger, as
rows of `deleted_booking_documents`. A listed deletion may be of a document that exists: its number
was used again, or it only lost its lines. So documents are read after the ledger, and from at least
as early a moment. Such a document then comes again with a later `synced_at` than its deletion.
"""

from __future__ import annotations

import re
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.rows.values import JOURNAL_LETTERS
from tap_octopus.sync.document_check import DOCUMENT
from tap_octopus.sync.incremental import IncrementalStream
from tap_octopus.sync.ledger import BOOKINGS, Ledger

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

TYPES = {letter: kind for kind, letter in JOURNAL_LETTERS.items()}
JOURNAL = re.compile(rf"([{''.join(TYPES)}])([0-9]{{1,9}})")


class FollowsDeletions(IncrementalStream):
    """A table whose deletions are rows of `deleted_booking_documents`."""

    def begin(self, dossier: DossierSync, sync: StreamSync) -> bool:
        """Return whether this is a first load. Tell the ledger the `synced_at` of this read."""
        dossier.reader(Ledger).seen_at.append(sync.synced_at)
        return super().begin(dossier, sync)

    def _is_forgotten(self, dossier: DossierSync, sync: StreamSync) -> bool:
        """Return whether deletions may have been missed.

        That is also so if the deletions were loaded from the start after the last first load of
        this table.
        """
        deleted_from = dossier.reader(Ledger).deletions_bookmark().live_from or ""
        began_anew = (sync.bookmark.live_from or "") < deleted_from
        return super()._is_forgotten(dossier, sync) or began_anew


class DocumentsStream(FollowsDeletions):
    """Documents with their lines. A first load takes a call for each bookyear, an update one."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Make a first load, continue one, or read what changed."""
        first = self.begin(dossier, sync) or sync.bookmark.partitions is not None
        sync.replication = "first_load" if first else "incremental"
        if not first:
            yield from self.documents(dossier, sync, api.ALL)
            self.complete(dossier, sync, sync.goes_on_from, sync.synced_at)
            return
        years = {str(year.id): year.id for year in dossier.bookyears(sync)}
        for partition in sync.in_partitions(years):
            yield from self.documents(dossier, sync, years[partition])
        self.complete(dossier, sync, **sync.finished_partitions)

    def documents(self, dossier: DossierSync, sync: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read the documents of one bookyear, or of all (`ALL`)."""
        query = {"bookyearId": year, **self.since(dossier, sync)}
        with sync.call(api.Request(self.operation, dossier.id, query=query)) as answer:
            (records,) = answer.records(self.operation.rows)
            yield from sync.rows(records)


class BookedDocumentsStream(DocumentsStream):
    """Documents of the ledger. A document without lines is listed here, but not in the ledger."""

    def documents(self, dossier: DossierSync, sync: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read documents. Pass those without lines on to the ledger, as deletions."""
        for rows in super().documents(dossier, sync, year):
            emptied = [_as_deleted(row) for row in rows if not row.booking_lines]
            sync.emptied += dossier.reader(Ledger).add_emptied(sync.synced_at, emptied)
            yield rows


def _as_deleted(row: Row) -> Record | None:
    """Return the key of a document in the form of a deletion; None for an unknown journal type."""
    journal = JOURNAL.fullmatch(row.journal_key)
    return journal and {
        "bookyearKey": {"id": row.bookyear_id},
        "journalType": TYPES[journal[1]],
        "journalSequenceNr": int(journal[2]),
        "documentSequenceNr": row.document_sequence_nr,
    }


class BookingFiles(FollowsDeletions, operation=api.BOOKING_FILES, keys=(*DOCUMENT, "file_name")):
    """The names of the files that are attached to documents.

    A document in the list of deletions may exist: it lost its lines, or its number was used again.
    Its files are then not listed again. So after any deletion all files are read again, with one
    call.
    """

    def _is_forgotten(self, dossier: DossierSync, sync: StreamSync) -> bool:
        """Return whether deletions were, or may have been, listed since the last first load."""
        deletions_at = dossier.bookmark(BOOKINGS).deletions_at or ""
        is_doubtful = (sync.bookmark.live_from or "") < deletions_at
        return super()._is_forgotten(dossier, sync) or is_doubtful

    def since(self, dossier: DossierSync, sync: StreamSync) -> dict[str, str | int]:
        """Return the lower bound of a read. The file sync API takes times without milliseconds."""
        found = super().since(dossier, sync)
        return {name: str(bound).split(".")[0] for name, bound in found.items()}
