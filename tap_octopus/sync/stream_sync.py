"""The sync of one stream of one dossier: what came of it is a row of `sync_status`."""

from __future__ import annotations

import dataclasses
import logging
import operator
import time
import traceback
import typing as t

import msgspec

from tap_octopus.errors import CallsSpent, DossierRefused, ModuleRefused, OctopusError, RunFailed
from tap_octopus.state import Progress

if t.TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Collection,
        Container,
        Hashable,
        Iterable,
        Iterator,
        Mapping,
    )
    from types import TracebackType

    from tap_octopus.client import Client
    from tap_octopus.client.operations import Operation, Request
    from tap_octopus.rows.answers import Answer, Record, Records
    from tap_octopus.rows.mapper import Mapped, RowMapper
    from tap_octopus.rows.values import Row
    from tap_octopus.state import Bookmark
    from tap_octopus.sync.document_check import DocumentCheck

_log = logging.getLogger("tap-octopus")

COMPLETE, PARTIAL, REFUSED, FAILED, SKIPPED = "complete", "partial", "refused", "failed", "skipped"

TWICE = "a key comes twice in one answer"

OUTCOMES: dict[type[Exception], str] = {
    DossierRefused: REFUSED,
    ModuleRefused: REFUSED,
    CallsSpent: SKIPPED,
    OctopusError: FAILED,
    Exception: FAILED,
}
"""What each error makes of a sync; the first that fits."""


_encode = msgspec.msgpack.Encoder().encode


class SeenKeys:
    """Remembers the keys of an answer's rows, of which no two may be the same.

    It keeps a hash of 64 bits for each key: about 75 bytes, where the keys themselves would take
    two to four times as much. Two of a million keys have the same hash in one of 30 million
    answers. A row is then rejected by mistake, and the read fails. Nothing is lost: the next run
    reads it again, and Python's hashes of bytes are others in each process.
    """

    def __init__(self, columns: Iterable[str]) -> None:
        self._key: Callable[[Row], Hashable] = operator.attrgetter(*columns)
        self._hashes: set[int] = set()

    def new(self, rows: list[Row]) -> list[Row]:
        """Give the rows whose keys have not come before."""
        found = []
        for row in rows:
            key = hash(_encode(self._key(row)))
            if key not in self._hashes:
                self._hashes.add(key)
                found.append(row)
        return found


@dataclasses.dataclass
class StreamSync:
    """A sync, from its beginning to its outcome.

    Attributes:
        dossier: The dossier's id.
        place: Where the dossier stands in the run, for messages.
        began: When it began, by the server's clock.
        goes_on_from: Where the next read goes on: `began`, or earlier if that clock may be wrong.
        synced_at: What its rows carry: `began`, but always later than any read before.
        pending: What the bookmark is to hold once all rows of the dossier are written.
        finished_partitions: When a read in partitions began, once all of them are done.
        api_version: That of Octopus, of the list of dossiers only.
        remark: What a user should know of a read even though it is complete.
        left_out: Bookyears whose rows are not wanted.
        emptied: Documents without lines. A killed run reads their partition again.
        was_broken_off: Whether a run was killed during the read before.
        is_whole: Whether all rows came in this run; a read in partitions may have begun before.
    """

    dossier: int
    place: str
    client: Client
    stream: str
    row_mapper: RowMapper
    began: str
    goes_on_from: str
    synced_at: str
    bookmark: Bookmark
    was_broken_off: bool = False
    left_out: Container[int] = ()
    outcome: str = FAILED
    message: str | None = None
    api_version: str | None = None
    remark: str | None = None
    replication: str = "full"
    modified_since: str | None = None
    row_count: int = 0
    deleted_count: int = 0
    call_count: int = 0
    unbalanced: int = 0
    is_whole: bool = True
    rejected: int = 0
    withheld: int = 0
    emptied: int = 0
    pending: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    finished_partitions: dict[str, str] = dataclasses.field(default_factory=dict)
    duration: float = 0.0
    _operations: set[Operation] = dataclasses.field(default_factory=set)
    _started: float = dataclasses.field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self._seen = SeenKeys(self.row_mapper.keys)

    def __enter__(self) -> t.Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> bool:
        """Turn an error into an outcome, so that one stream never stops the others.

        Only what ends the run does.
        """
        self.duration = time.monotonic() - self._started
        if isinstance(error, GeneratorExit):
            self.outcome = COMPLETE  # as far as --test goes, which wants one record only
        if not isinstance(error, Exception) or isinstance(error, RunFailed):
            return False
        self.outcome = next(v for k, v in OUTCOMES.items() if isinstance(error, k))
        self.message = str(error)
        if self.outcome == SKIPPED and self.call_count:
            self.outcome = PARTIAL
            self.message = f"{error}; what is missing follows when calls are allowed again"
        if not isinstance(error, OctopusError):
            self.message = f"unexpected {type(error).__name__}: please report it"
            log_unexpected(error)
        return True

    def call(self, request: Request) -> Answer:
        """Make a call that this sync needs."""
        operation, made = request.operation, self.client.limits.calls_made[self.dossier]
        self._operations.add(operation)
        before = made[operation.name]
        try:
            return self.client.call(request)
        finally:
            self.call_count += made[operation.name] - before

    def in_partitions(self, partitions: Collection[str]) -> Iterator[str]:
        """Go through the partitions of a read that may take several runs: those not done yet.

        A partition is done, and the state says so, when its rows have been written: that is when
        the next one is asked for. When one that is done is no longer there (its bookyear is gone,
        or left out now), the read begins anew: otherwise its rows would count as live.
        """
        progress = self.bookmark.partitions
        if progress is None or not set(progress.done) <= set(partitions):
            progress = self.bookmark.partitions = Progress(self.goes_on_from, self.synced_at, [])
        self.is_whole = not progress.done
        for partition in partitions:
            if partition in progress.done:
                continue
            unsafe = self.rejected + self.emptied
            yield partition
            if self.rejected + self.emptied == unsafe:
                progress.done.append(partition)
        self.finished_partitions = {"began": progress.began, "synced_at": progress.synced_at}

    def rows(
        self, records: Records | Iterable[Record], *, once: bool = False, **given: str | int
    ) -> Iterator[list[Row]]:
        """Make rows of an answer's records; what cannot become one is counted and left out.

        They come some at a time: when the next are asked for, these have been written. A key that
        comes twice is rejected. With `once` it is passed by, also when another answer had it.
        """
        if not once:
            self._seen = SeenKeys(self.row_mapper.keys)
        for rows in self._wanted(records, **given):
            new = self._seen.new(rows)
            if not once:
                self.reject(TWICE, len(rows) - len(new))
            self.row_count += len(new)
            yield new

    def lines(self, records: Records, check: DocumentCheck) -> Iterator[list[Row]]:
        """Make rows of lines of documents, as `rows` does, and check the documents.

        Of a document of which a line is left out no other line is given either, as far as it is
        known by then: with a newer `synced_at` they would hide the last good rows of it.
        """
        for rows, rejected in self._mapped(records):
            for broken in rejected:
                self.reject(broken.why)
            check.withhold(self.row_mapper, rows, rejected)
            yield self._checked(check, check.add(self._not_left_out(rows)))
        yield self._checked(check, check.rest())

    def deletions(self, records: Records | Iterable[Record]) -> Iterator[list[Row]]:
        """Make rows of deleted records, except of those that are there again in the same answer."""
        for rows in self._wanted(records, _sdc_deleted_at=self.synced_at):
            new = self._seen.new(rows)
            self.deleted_count += len(new)
            yield new

    def reject(self, why: str, count: int = 1) -> None:
        """Count records that cannot become rows; the message has the first reason."""
        self.rejected += count
        if count:
            self.message = self.message or why

    def complete(self, **pending: t.Any) -> None:  # noqa: ANN401 - fields of the bookmark
        """Declare the read complete: unless rows were rejected, they are the valid ones now."""
        if self.rejected:
            self.outcome = FAILED
            also = f" (and {self.withheld} other lines of their documents)" if self.withheld else ""
            self.message = f"{self.rejected} rows were left out{also}: {self.message}"
            self.pending.clear()
            return
        self.outcome = COMPLETE
        self.pending |= {"synced_at": self.synced_at, **pending}

    def keep_pending(self) -> None:
        """Put what is pending into the bookmark."""
        for name, value in self.pending.items():
            setattr(self.bookmark, name, value)
        self.bookmark.reading = False

    def status(self) -> Mapping[str, t.Any]:
        """Tell what came of it, as a row of `sync_status`."""
        after = msgspec.structs.replace(self.bookmark, **self.pending)
        is_full = self.replication == "full"
        return {
            "dossier_id": self.dossier,
            "stream": self.stream,
            "outcome": self.outcome,
            "attempted_at": self.began,
            "synced_at": after.synced_at,
            "valid_from": after.synced_at if is_full else after.live_from,
            "replication": self.replication,
            "modified_since": self.modified_since,
            "row_count": self.row_count,
            "deleted_count": self.deleted_count,
            "call_count": self.call_count,
            "calls_left": self._calls_left(),
            "duration_seconds": round(self.duration, 3),
            "unbalanced_document_count": self.unbalanced if self.stream == "bookings" else None,
            "rejected_row_count": self.rejected,
            "message": self.message,
            "api_version": self.api_version,
        }

    def _calls_left(self) -> int | None:
        left = self.client.limits.left
        counted = [o for o in self._operations if o.limit is not None]
        return min((left(operation, self.dossier) for operation in counted), default=None)

    def _wanted(
        self, records: Records | Iterable[Record], **given: str | int
    ) -> Iterator[list[Row]]:
        """Make rows of all records but those of bookyears left out."""
        for rows, rejected in self._mapped(records, **given):
            for broken in rejected:
                self.reject(broken.why)
            yield self._not_left_out(rows)

    def _mapped(self, records: Records | Iterable[Record], **given: str | int) -> Iterator[Mapped]:
        fixed = {"dossier_id": self.dossier, "synced_at": self.synced_at, **given}
        return self.row_mapper.rows(records, fixed)

    def _not_left_out(self, rows: list[Row]) -> list[Row]:
        if not self.left_out or "bookyear_id" not in self.row_mapper.columns:
            return rows
        return [row for row in rows if row.bookyear_id not in self.left_out]

    def _checked(self, check: DocumentCheck, rows: list[Row]) -> list[Row]:
        """Count what the check let through, and what it did not."""
        twice, withheld = check.take_counts()
        self.reject(TWICE, twice)
        self.withheld += withheld
        self.row_count += len(rows)
        return rows


_logged: set[str] = set()


def log_unexpected(error: Exception) -> None:
    """Log where an error came from that nobody thought of, each kind once, and no value with it."""
    place = "".join(traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__name__} at\n{place}"
    if kind not in _logged:
        _logged.add(kind)
        _log.error("Please report this error of the tap, which holds no value: %s", kind)
