"""The documents that are gone from the ledger: deleted, or left without lines."""

from __future__ import annotations

import typing as t

from tap_octopus.client import operations as api
from tap_octopus.client.operations import ALL, Request
from tap_octopus.rows.answers import Records
from tap_octopus.state import stamp, unstamp
from tap_octopus.sync.documents import BookedDocumentsStream, FollowsDeletions
from tap_octopus.sync.incremental import IncrementalStream, api_time
from tap_octopus.sync.stream_sync import COMPLETE, FAILED, SKIPPED

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.client.operations import Query
    from tap_octopus.rows.mapper import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.ledger import BookingsStream
    from tap_octopus.sync.stream import OctopusStream
    from tap_octopus.sync.stream_sync import StreamSync


class DeletedDocumentsStream(IncrementalStream):
    """The documents that the same answers report as deleted."""

    operation = api.BOOKINGS
    has_versions = False
    """No run brings all that was ever deleted: there is nothing for a target to drop."""

    def is_due(self, visit: DossierSync) -> bool:
        """Go along with the bookings, and with whatever shows documents without lines."""
        streams = self.run.streams.values()
        shown = (s.is_due(visit) for s in streams if s.selected and _shows_emptied(s))
        return self._is_told(visit) or any(shown)

    def _is_told(self, visit: DossierSync) -> bool:
        return self._bookings.is_due(visit) if self._bookings.selected else super().is_due(visit)

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Take what the bookings brought, or ask for it when they are not selected."""
        source = next((a for a in visit.attempts if a.stream == self._bookings.name), None)
        if source:
            yield from self._along(visit, attempt, source)
        yield from self._emptied(visit, attempt)
        if not source and not self._bookings.selected and self._is_told(visit):
            yield from self._alone(visit, attempt)
        elif not source:
            attempt.outcome = SKIPPED

    def _emptied(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Bury the lines of documents that have none any more; each when that was seen."""
        own = attempt.synced_at
        for seen_at, records in visit.emptied.items():
            attempt.synced_at = seen_at
            yield from attempt.rows_once(records)
        attempt.synced_at = own

    def _alone(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Ask for the deletions only; the bookings keep their bookmark, and what they miss.

        Nothing from before that bookmark is told again: it would bury what has its number now.
        """
        self.begin(visit, attempt)
        bookings = visit.bookmarks.of(self._bookings.name, visit.dossier)
        since = max(entry.get("since", "") for entry in (attempt.known, bookings))
        bound = unstamp(since or attempt.began) - self.run.overlap
        attempt.modified_since = stamp(bound)
        # A document that was seen in this visit is not buried by a deletion that comes after it.
        seen = (
            a.synced_at
            for a in visit.attempts
            if isinstance(self.run.streams[a.stream], FollowsDeletions)
        )
        attempt.synced_at = min([attempt.synced_at, *seen])
        query: Query = {"journalTypeId": ALL, "modifiedTimeStamp": api_time(bound)}
        with attempt.call(Request(self.operation, visit.dossier, ALL, query)) as answer:
            (deleted,) = answer.records(self.operation.deleted)
            yield from attempt.rows_once(deleted)
        self.complete(attempt, min(attempt.began, attempt.synced_at), attempt.synced_at)

    def _along(
        self, visit: DossierSync, attempt: StreamSync, source: StreamSync
    ) -> Iterator[list[Row]]:
        """Take what the bookings brought; when it cannot be read they have failed as well."""
        attempt.replication, attempt.left_out = source.replication, source.left_out
        attempt.modified_since = source.modified_since
        # The same answer may bring a new document under a deleted number: it is not buried by
        # a deletion of its own age.
        attempt.synced_at = source.synced_at
        if source.outcome != COMPLETE:
            attempt.outcome, attempt.message = source.outcome, source.message
            return
        try:
            yield from attempt.rows_once(visit.deleted_documents or Records())
            attempt.complete(valid_from=(source.known | source.learned).get("valid_from"))
        finally:
            if attempt.outcome != COMPLETE:
                source.outcome, source.message = FAILED, "a deleted document could not be read"
                source.learned.clear()

    @property
    def _bookings(self) -> BookingsStream:
        return t.cast("BookingsStream", self.run.streams["bookings"])


def _shows_emptied(stream: OctopusStream) -> bool:
    return isinstance(stream, BookedDocumentsStream)
