"""What stands behind the ledger: whole documents with their lines, and the files of documents.

Octopus tells of each what changed, but never that it was deleted: `deleted_booking_documents` does,
for the ledger and for all of these. So they are read after the ledger, and reach back at least as
far as the deletions do. Then whatever is still there when a deletion is told (its number was used
again, or only its lines were taken out) comes again, later than that deletion.
"""

from __future__ import annotations

import re
import typing as t

from tap_octopus.client.operations import ALL, Request
from tap_octopus.rows.mapper import JOURNAL_LETTERS
from tap_octopus.state import unfolded
from tap_octopus.sync.incremental import IncrementalStream
from tap_octopus.sync.partitions import in_partitions

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.mapper import Row
    from tap_octopus.state import Entry
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

TYPES = {letter: kind for kind, letter in JOURNAL_LETTERS.items()}
JOURNAL = re.compile(rf"([{''.join(TYPES)}])([0-9]{{1,9}})")
DELETIONS = "deleted_booking_documents"


class FollowsDeletions(IncrementalStream):
    """A table whose deletions are told by `deleted_booking_documents`."""

    def _is_forgotten(self, attempt: StreamSync) -> bool:
        """Tell whether deletions may have been missed: also when the ledger began anew since."""
        told_from = self._deletions(attempt.visit).get("valid_from", "")
        began_anew: bool = attempt.known.get("valid_from", "") < told_from
        return super()._is_forgotten(attempt) or began_anew

    def complete(self, attempt: StreamSync, began: str, synced_at: str) -> None:
        """Declare the read complete; the next one reaches back as far as the deletions will."""
        deletions = self._deletions(attempt.visit)
        since = (deletions.get("parts") or {}).get("began") or deletions.get("since", began)
        super().complete(attempt, min(began, since), synced_at)

    def _deletions(self, visit: DossierSync) -> Entry:
        """Give what is known of the table from whose answers the deletions come, if any does."""
        if not self.run.streams[DELETIONS].selected:
            return {}
        name = "bookings" if self.run.streams["bookings"].selected else DELETIONS
        learned = (a.learned for a in visit.attempts if a.stream == name)
        return unfolded(visit.bookmarks.of(name, visit.dossier)) | next(learned, {})


class DocumentsStream(FollowsDeletions):
    """Whole documents: first those of each bookyear, and then what changed in all of them."""

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read the documents for the first time, go on with that, or read what changed."""
        first = self.begin(visit, attempt) or "parts" in attempt.known
        attempt.replication = "first_load" if first else "incremental"
        if not first:
            yield from self.documents(visit, attempt, ALL)
            self.complete(attempt, attempt.began, attempt.synced_at)
            return
        years = {str(year.id): year.id for year in visit.bookyears(attempt)}
        for part in in_partitions(attempt, years):
            yield from self.documents(visit, attempt, years[part])
        self.complete(attempt, **attempt.finished_partitions)

    def documents(self, visit: DossierSync, attempt: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read the documents of one bookyear, or of all."""
        query = {"bookyearId": year, **self.since(attempt)}
        with attempt.call(Request(self.operation, visit.dossier, query=query)) as answer:
            (records,) = answer.records(self.operation.rows)
            yield from attempt.rows(records)


class BookedDocumentsStream(DocumentsStream):
    """Documents of the ledger: one without lines is told here, and nowhere in the ledger."""

    def documents(self, visit: DossierSync, attempt: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read documents, and keep those without lines for `deleted_booking_documents`."""
        for rows in super().documents(visit, attempt, year):
            for row in rows:
                if not row.booking_lines and (record := _as_deleted(row)):
                    visit.emptied.setdefault(attempt.synced_at, []).append(record)
                    attempt.emptied += 1
            yield rows
        if visit.emptied and not self.run.streams[DELETIONS].selected:
            # They are told once. Whoever wants them after all has the ledger loaded anew.
            visit.bookmarks.of("bookings", visit.dossier)["without_deletions"] = True


def _as_deleted(row: Row) -> Record | None:
    """Write the key of a document as the list of deletions does; None for a strange journal."""
    journal = JOURNAL.fullmatch(row.journal_key)
    return journal and {
        "bookyearKey": {"id": row.bookyear_id},
        "journalType": TYPES[journal[1]],
        "journalSequenceNr": int(journal[2]),
        "documentSequenceNr": row.document_sequence_nr,
    }


class BookingFilesStream(FollowsDeletions):
    """The files of documents. The file sync API wants moments without milliseconds."""

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read which files were added or changed."""
        self.begin(visit, attempt)
        with attempt.call(
            Request(self.operation, visit.dossier, query=self.since(attempt))
        ) as answer:
            (records,) = answer.records(self.operation.rows)
            yield from attempt.rows(records)
        self.complete(attempt, attempt.began, attempt.synced_at)

    def since(self, attempt: StreamSync) -> dict[str, str | int]:
        """Give the lower bound of a read, to the second."""
        return {name: str(bound).split(".")[0] for name, bound in super().since(attempt).items()}
