"""The ledger: lines of booked documents.

Octopus wants the first load to go by bookyear and journal type; after that one call brings what
changed (octopus-api.md 6.3). The changes come by document, so that a line that an edit removed
is told by its age: its document has lines of a later `synced_at`.
"""

from __future__ import annotations

import logging
import time
import typing as t

from tap_octopus.client.operations import ALL, Request
from tap_octopus.errors import CallsSpent
from tap_octopus.rows.answers import Records
from tap_octopus.sync.document_check import Document, DocumentCheck, part_of
from tap_octopus.sync.incremental import FROM_THE_START, IncrementalStream
from tap_octopus.sync.partitions import in_partitions

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.client.operations import Query
    from tap_octopus.rows.mapper import Row
    from tap_octopus.sync.dossier import Bookyear, DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

_log = logging.getLogger("tap-octopus")

JOURNAL_TYPES = (1, 2, 3, 4)
"""The journal types whose bookings can be asked for."""

PROGRESS_SECONDS = 30
MOST_ODD = 50
"""Documents that are known to be out of balance, at most, for the state stays small."""


class BookingsStream(IncrementalStream):
    """The lines of booked documents."""

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read the ledger for the first time, go on with that, or read what changed."""
        first = self.begin(visit, attempt) or "parts" in attempt.known or self._is_unsure(attempt)
        attempt.replication = "first_load" if first else "incremental"
        visit.deleted_documents = Records()
        yield from (self._first_load if first else self._changes)(visit, attempt)

    @property
    def _has_deletions(self) -> bool:
        return self.run.streams["deleted_booking_documents"].selected

    def _is_unsure(self, attempt: StreamSync) -> bool:
        """Tell whether deletions are wanted now and were let go before: they never come again."""
        return self._has_deletions and "without_deletions" in attempt.known

    def _first_load(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read all that there is, by bookyear and journal type, newest bookyear first."""
        years = visit.bookyears(attempt)
        parts = {f"{year.id}:{kind}": year for year in years for kind in JOURNAL_TYPES}
        odd: dict[Document, int] = {}
        for part in in_partitions(attempt, parts):
            self._tell(visit, attempt, parts[part], part)
            yield from self._part(visit, attempt, part, odd)
            self._remember_odd(attempt, odd)
        attempt.unbalanced = len(odd)
        attempt.learned["without_deletions"] = None
        self.complete(attempt, **attempt.finished_partitions)

    def _changes(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read what changed in all bookyears and journals with one call."""
        query: Query = {"journalTypeId": ALL, **self.since(attempt)}
        balance = DocumentCheck()
        visit.deleted_documents = yield from self._answer(visit, attempt, ALL, query, balance)
        yield from self._repair(visit, attempt, balance)
        if not self._has_deletions:
            attempt.learned["without_deletions"] = True
        self.complete(attempt, attempt.began, attempt.synced_at)

    def _repair(
        self, visit: DossierSync, attempt: StreamSync, balance: DocumentCheck
    ) -> Iterator[list[Row]]:
        """Read again what holds a document of which only a part can have been sent.

        One that was out of balance in a full read as well is not read again: so it is in Octopus.
        The same goes for line numbers, should Octopus leave some out.
        """
        odd, known_odd = balance.unbalanced(), set(attempt.known.get("odd", ()))
        suspect = {part_of(d) for d, print_ in odd.items() if print_ not in known_odd}
        if "gaps" not in attempt.known:
            suspect |= set(map(part_of, balance.gapped()))
        waiting = sorted(suspect | set(attempt.known.get("repair", ())))
        waiting = [part for part in waiting if int(part.split(":")[1]) in JOURNAL_TYPES]
        while waiting:
            try:
                yield from self._part(visit, attempt, waiting[0], odd)
            except CallsSpent:
                break
            waiting.pop(0)
        # What came in part and still waits must not pass for odd when it comes in part again.
        self._remember_odd(attempt, {d: p for d, p in odd.items() if part_of(d) not in waiting})
        attempt.learned["repair"] = waiting or None
        attempt.unbalanced = len(odd)
        if waiting:
            attempt.message = "some documents came in part and wait for calls to be read whole"

    def _part(
        self, visit: DossierSync, attempt: StreamSync, part: str, odd: dict[Document, int]
    ) -> Iterator[list[Row]]:
        """Read one bookyear and journal type from the start; it says anew what is odd in it."""
        year, kind = map(int, part.split(":"))
        balance = DocumentCheck()
        query: Query = {"journalTypeId": kind, "modifiedTimeStamp": FROM_THE_START}
        yield from self._answer(visit, attempt, year, query, balance)
        for document in [d for d in odd if part_of(d) == part]:
            del odd[document]
        odd |= balance.unbalanced()
        if balance.gapped():
            attempt.known["gaps"] = True

    def _answer(
        self,
        visit: DossierSync,
        attempt: StreamSync,
        year: int,
        query: Query,
        balance: DocumentCheck,
    ) -> t.Generator[list[Row], None, Records]:
        """Read one answer; its lines go into the balance.

        Returns:
            The records of the documents that were deleted.
        """
        next_word = time.monotonic() + PROGRESS_SECONDS
        with attempt.call(Request(self.operation, visit.dossier, year, query)) as answer:
            lines, deleted = answer.records(self.operation.rows, self.operation.deleted)
            for rows in attempt.lines(lines, balance):
                yield rows
                if time.monotonic() > next_word:
                    next_word += PROGRESS_SECONDS
                    _log.info("%s: bookings, %d rows so far", visit.place, attempt.row_count)
            return deleted.kept()

    @staticmethod
    def _remember_odd(attempt: StreamSync, odd: dict[Document, int]) -> None:
        """Remember what is out of balance in Octopus itself, to tell it from a part."""
        prints = dict.fromkeys([*odd.values(), *attempt.known.get("odd", [])])
        if prints:
            attempt.known["odd"] = [*prints][:MOST_ODD]

    def _tell(self, visit: DossierSync, attempt: StreamSync, year: Bookyear, part: str) -> None:
        """Tell how far a first load is, once for each bookyear."""
        if part.endswith(f":{JOURNAL_TYPES[0]}"):
            left = visit.client.limits.left(self.operation, visit.dossier)
            _log.info(
                "%s: first load of bookings, bookyear %s (%s to %s), %d rows so far, %d calls left",
                visit.place, year.id, year.start, year.end, attempt.row_count, left,
            )  # fmt: skip
