"""The ledger: lines of booked documents (`bookings`), and deletions (`deleted_booking_documents`).

Octopus requires a first load by bookyear and journal type. After that, one call lists what changed
and what was deleted (octopus-api.md 6.3). A changed document is sent with all its lines. So a line
that an edit removed can be recognised: its `synced_at` is older than that of the other lines.
"""

from __future__ import annotations

import logging
import time
import typing as t

import msgspec

from tap_octopus.client import operations as api
from tap_octopus.errors import CallsSpent
from tap_octopus.moments import stamp, unstamp
from tap_octopus.state import Bookmark
from tap_octopus.sync.document_check import DOCUMENT, Document, DocumentCheck, partition_of
from tap_octopus.sync.incremental import FROM_THE_START, IncrementalStream, api_time
from tap_octopus.sync.stream_sync import COMPLETE, FAILED, SKIPPED

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import Bookyear, DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

_log = logging.getLogger("tap-octopus")

BOOKINGS, DELETIONS = "bookings", "deleted_booking_documents"
BOOKED_DOCUMENTS = {"buysell_bookings", "financialdivers_bookings"}
"""The streams that list documents without lines."""

FOLLOWERS = (*sorted(BOOKED_DOCUMENTS), "invoices", "delivery_notes", "booking_files")
"""The streams whose deletions come with the ledger."""

JOURNAL_TYPES = (1, 2, 3, 4)
"""The journal types whose bookings the API returns."""

DELETED, EMPTIED = "deleted", "emptied"
"""Why a document is gone from the ledger. An emptied document still exists, with its files."""

PROGRESS_SECONDS = 30
MOST_ODD = 50
"""The most unbalanced documents that are remembered, to keep the state small."""


class Ledger:
    """Reads the ledger of one dossier for both of its streams."""

    def __init__(self, dossier: DossierSync) -> None:
        self._dossier = dossier
        self._lines: StreamSync | None = None
        self._deleted: Sequence[Record] = ()
        self._emptied: dict[str, list[Record]] = {}
        self.seen_at: list[str] = []  # the `synced_at` of each read of documents in this run
        self.deletions_are_due = False

    def expect_deletions(self) -> None:
        """Make the document streams read from as early a moment as the deletions are read from."""
        self.deletions_are_due = True
        bookings = self._dossier.bookmark(BOOKINGS)
        since = self._deletions_since() if self._is_alone else bookings.since
        if since:
            for stream in FOLLOWERS:
                self._dossier.bookmark(stream).reach_back(since)

    def read_lines(self, stream: Bookings, sync: StreamSync) -> Iterator[list[Row]]:
        """Make a first load of the lines, continue one, or read what changed."""
        self._lines = sync
        # Octopus does not send again the deletions that an earlier run dropped.
        is_unsure = self._has_deletions and sync.bookmark.without_deletions
        first = stream.begin(self._dossier, sync) or sync.bookmark.partitions is not None
        first = first or is_unsure
        sync.replication = "first_load" if first else "incremental"
        yield from (self._first_load if first else self._changes)(stream, sync)

    @property
    def _has_deletions(self) -> bool:
        return DELETIONS in self._dossier.selected

    def _first_load(self, stream: Bookings, sync: StreamSync) -> Iterator[list[Row]]:
        """Read all lines by bookyear and journal type, newest bookyear first."""
        years = self._dossier.bookyears(sync)
        partitions = {f"{year.id}:{kind}": year for year in years for kind in JOURNAL_TYPES}
        odd: dict[Document, int] = {}
        for partition in sync.in_partitions(partitions):
            if partition.endswith(f":{JOURNAL_TYPES[0]}"):
                _log_progress(sync, partitions[partition])
            yield from self._partition(sync, partition, odd)
            _remember_odd(sync, odd)
        sync.unbalanced = len(odd)
        sync.pending["without_deletions"] = False
        stream.complete(self._dossier, sync, **sync.finished_partitions)

    def _changes(self, stream: Bookings, sync: StreamSync) -> Iterator[list[Row]]:
        """Read what changed in all bookyears and journals, with one call."""
        query: api.Query = {"journalTypeId": api.ALL, **stream.since(self._dossier, sync)}
        check = DocumentCheck()
        self._deleted = yield from self._answer(sync, api.ALL, query, check)
        self._note_deleted(self._deleted, sync)
        yield from self._repair(sync, check)
        if not self._has_deletions:
            sync.pending["without_deletions"] = True
        stream.complete(self._dossier, sync, sync.goes_on_from, sync.synced_at)

    def _repair(self, sync: StreamSync, check: DocumentCheck) -> Iterator[list[Row]]:
        """Read again the partitions of documents that came incomplete.

        A document that was also unbalanced in a full read is not read again: it is so in Octopus.
        The same goes for missing line numbers, if Octopus itself skips numbers.
        """
        odd, known_odd = check.unbalanced(), set(sync.bookmark.odd)
        suspect = {partition_of(d) for d, print_ in odd.items() if print_ not in known_odd}
        if not sync.bookmark.gaps:
            suspect |= set(map(partition_of, check.gapped()))
        waiting = sorted(suspect | set(sync.bookmark.repair))
        waiting = [part for part in waiting if int(part.split(":")[1]) in JOURNAL_TYPES]
        while waiting:
            try:
                yield from self._partition(sync, waiting[0], odd)
            except CallsSpent:
                break
            waiting.pop(0)
        # An incomplete document that waits for calls must not count as unbalanced in Octopus.
        _remember_odd(sync, {d: p for d, p in odd.items() if partition_of(d) not in waiting})
        sync.pending["repair"] = tuple(waiting)
        sync.unbalanced = len(odd)
        if waiting:
            sync.message = "some documents came incomplete: they are read again when calls are left"

    def _partition(
        self, sync: StreamSync, partition: str, odd: dict[Document, int]
    ) -> Iterator[list[Row]]:
        """Read one bookyear and journal type from the start, and update `odd` for it."""
        year, kind = map(int, partition.split(":"))
        check = DocumentCheck()
        query: api.Query = {"journalTypeId": kind, "modifiedTimeStamp": FROM_THE_START}
        yield from self._answer(sync, year, query, check)
        for document in [d for d in odd if partition_of(d) == partition]:
            del odd[document]
        odd |= check.unbalanced()
        if check.gapped():
            sync.bookmark.gaps = True

    def _answer(
        self, sync: StreamSync, year: int, query: api.Query, check: DocumentCheck
    ) -> t.Generator[list[Row], None, list[Record]]:
        """Read the lines of one answer, and check their documents.

        Returns:
            The records of the deleted documents.
        """
        next_word = time.monotonic() + PROGRESS_SECONDS
        with sync.call(api.Request(api.BOOKINGS, self._dossier.id, year, query)) as answer:
            lines, deleted = answer.records(*api.BOOKINGS.lists)
            for rows in sync.lines(lines, check):
                yield rows
                if time.monotonic() > next_word:
                    next_word += PROGRESS_SECONDS
                    _log.info("%s: bookings, %d rows so far", sync.place, sync.row_count)
            return [*deleted]

    def add_emptied(self, seen_at: str, documents: Sequence[Record | None]) -> int:
        """Add documents without lines. Return how many there are.

        Args:
            seen_at: The `synced_at` of the read that found them.
            documents: Their keys in the form of deletions. None is skipped.
        """
        emptied = [*filter(None, documents)]
        if emptied:
            self._emptied.setdefault(seen_at, []).extend(emptied)
            if not self._has_deletions:
                # They come once, so a later run that selects the deletions needs a first load.
                self._dossier.bookmark(BOOKINGS).without_deletions = True
        return len(emptied)

    def read_deletions(
        self, stream: DeletedBookingDocuments, sync: StreamSync
    ) -> Iterator[list[Row]]:
        """Read the deleted documents: from the answers of this run, or with a call of its own.

        Documents without lines are written first. If the ledger also lists such a document as
        deleted, that row is skipped: the document was seen later, or the next run lists its
        deletion.
        """
        own = sync.synced_at
        for seen_at, documents in self._emptied.items():
            sync.synced_at = seen_at  # from then on its lines are gone
            yield from sync.rows(documents, once=True, reason=EMPTIED)
        sync.synced_at = own
        if self._lines:
            yield from self._deletions_of_lines(sync, self._lines)
        elif self._is_alone and self.deletions_are_due:
            yield from self._deletions_alone(stream, sync)
        else:
            sync.outcome = SKIPPED

    @property
    def _is_alone(self) -> bool:
        """Whether the deletions are selected without the bookings."""
        return BOOKINGS not in self._dossier.selected

    def _note_deleted(self, deleted: Sequence[Record], sync: StreamSync) -> None:
        """Note when deletions were last listed. The names of files are then read again."""
        if deleted:
            self._dossier.bookmark(BOOKINGS).deletions_at = sync.synced_at

    def _deletions_of_lines(self, sync: StreamSync, lines: StreamSync) -> Iterator[list[Row]]:
        """Yield the deletions that came with the lines. If one is rejected, the lines fail too."""
        sync.replication, sync.left_out = lines.replication, lines.left_out
        sync.modified_since = lines.modified_since
        # The same answer may hold a new document with the number of a deleted one. A deletion
        # with the same synced_at does not hide it.
        sync.synced_at = lines.synced_at
        if lines.outcome != COMPLETE:
            sync.outcome, sync.message = lines.outcome, lines.message
            return
        try:
            yield from sync.rows(self._deleted, once=True, reason=DELETED)
            sync.complete(valid_from=self.deletions_bookmark().live_from)
        finally:
            if sync.outcome != COMPLETE:
                lines.outcome, lines.message = FAILED, "a deleted document could not be read"
                lines.pending.clear()

    def _deletions_alone(
        self, stream: DeletedBookingDocuments, sync: StreamSync
    ) -> Iterator[list[Row]]:
        """Read the deletions with a call of their own. The bookings keep their bookmark.

        Older deletions are not read again: they would hide documents that use their numbers now.
        """
        stream.begin(self._dossier, sync)
        bound = unstamp(self._deletions_since() or sync.goes_on_from) - self._dossier.overlap
        sync.modified_since = stamp(bound)
        # A deletion must not hide a document that was read in this run before it.
        sync.synced_at = min([sync.synced_at, *self.seen_at])
        query: api.Query = {"journalTypeId": api.ALL, "modifiedTimeStamp": api_time(bound)}
        with sync.call(api.Request(api.BOOKINGS, self._dossier.id, api.ALL, query)) as answer:
            _, records = answer.records(*api.BOOKINGS.lists)
            deleted = [*records]
            self._note_deleted(deleted, sync)
            yield from sync.rows(deleted, once=True, reason=DELETED)
        stream.complete(self._dossier, sync, min(sync.goes_on_from, sync.synced_at), sync.synced_at)

    def _deletions_since(self) -> str | None:
        """Return the lower bound of the last read of deletions, with or without the bookings."""
        bookings = self._dossier.bookmark(BOOKINGS)
        with_bookings = None if bookings.without_deletions else bookings.since
        return max(self._dossier.bookmark(DELETIONS).since or "", with_bookings or "") or None

    def deletions_bookmark(self) -> Bookmark:
        """Return the bookmark of the stream that reads deletions; an empty one if none does."""
        if not self._has_deletions:
            return Bookmark()
        name = DELETIONS if self._is_alone else BOOKINGS
        pending = next((s.pending for s in self._dossier.syncs if s.stream == name), {})
        return msgspec.structs.replace(self._dossier.bookmark(name), **pending)


class Bookings(IncrementalStream, operation=api.BOOKINGS, keys=(*DOCUMENT, "line_sequence_nr")):
    """The lines of the ledger."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the lines."""
        return dossier.reader(Ledger).read_lines(self, sync)


class DeletedBookingDocuments(
    IncrementalStream, name="deleted_booking_documents", operation=api.BOOKINGS, keys=DOCUMENT
):
    """Documents that were deleted from the ledger, or that have no lines any more."""

    has_versions = False
    """No run reads all deletions there ever were, so the target must not drop older rows."""

    def is_due(self, dossier: DossierSync) -> bool:
        """Return whether bookings or documents are due in this run: both may find deletions."""
        is_told = BOOKINGS in dossier.due
        if BOOKINGS not in dossier.selected:
            is_told = super().is_due(dossier)
        # Called here, since `is_due` takes a read under way for an interrupted one.
        if is_told:
            dossier.reader(Ledger).expect_deletions()
        return is_told or not BOOKED_DOCUMENTS.isdisjoint(dossier.due)

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the deleted documents."""
        return dossier.reader(Ledger).read_deletions(self, sync)


def _remember_odd(sync: StreamSync, odd: dict[Document, int]) -> None:
    """Keep fingerprints of documents that are unbalanced in Octopus itself."""
    prints = dict.fromkeys([*odd.values(), *sync.bookmark.odd])
    sync.bookmark.odd = tuple(prints)[:MOST_ODD]


def _log_progress(sync: StreamSync, year: Bookyear) -> None:
    """Log the progress of a first load, once for each bookyear."""
    _log.info(
        "%s: first load of bookings, bookyear %s (%s to %s), %d rows so far, %d calls left",
        sync.place, year.id, year.days.start, year.days.end, sync.row_count,
        sync.client.limits.left(api.BOOKINGS, sync.dossier),
    )  # fmt: skip
