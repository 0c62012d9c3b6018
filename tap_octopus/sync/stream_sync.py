"""The sync of one stream of one dossier. Its outcome becomes a row of `sync_status`."""

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
"""The outcome of a sync that ends with an error: that of the first class that fits."""


_encode = msgspec.msgpack.Encoder().encode


class SeenKeys:
    """Finds rows of an answer that have the same key.

    It keeps a 64-bit hash of each key: about 75 bytes, a half to a quarter of what the key would
    take. In one of 30 million answers of a million rows, two keys have the same hash. Then a row is
    rejected by mistake and the read fails. Nothing is lost: the next run reads it again, with other
    hashes.
    """

    def __init__(self, columns: Iterable[str]) -> None:
        self._key: Callable[[Row], Hashable] = operator.attrgetter(*columns)
        self._hashes: set[int] = set()

    def new(self, rows: list[Row]) -> list[Row]:
        """Return the rows whose keys have not come before."""
        found = []
        for row in rows:
            key = hash(_encode(self._key(row)))
            if key not in self._hashes:
                self._hashes.add(key)
                found.append(row)
        return found


@dataclasses.dataclass
class StreamSync:
    """The sync of one stream of one dossier, from its beginning to its outcome.

    Attributes:
        dossier: The id of the dossier.
        place: The dossier and its place in the run, for messages.
        began: When it began, by the server's clock.
        goes_on_from: The lower bound of the next read: `began`, or earlier if that clock may be
            wrong.
        synced_at: The `synced_at` of its rows: `began`, but later than any earlier `synced_at`.
        pending: The changes to the bookmark, to be made when all rows of the dossier are written.
        finished_partitions: When a read in partitions began, once all partitions are complete.
        api_version: The version of the API (only for the stream `dossiers`).
        remark: A warning about a complete read, for `sync_status`.
        left_out: Bookyears whose rows are not written.
        emptied: The number of documents without lines. Their partition is not marked as done.
        was_broken_off: Whether the previous read was killed.
        is_whole: Whether this run read all rows; False if an earlier run read some partitions.
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
    left_out: Collection[int] = ()
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
        """Turn an error into an outcome, so that other streams are still synced.

        An error that ends the run, such as `RunFailed`, is not caught.
        """
        self.duration = time.monotonic() - self._started
        if isinstance(error, GeneratorExit):
            self.outcome = COMPLETE  # for --test, which reads one record only
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
        """Make a call for this sync, and count it.

        Raises:
            OctopusError: The call failed.
        """
        operation, made = request.operation, self.client.limits.calls_made[self.dossier]
        self._operations.add(operation)
        before = made[operation.name]
        try:
            return self.client.call(request)
        finally:
            self.call_count += made[operation.name] - before

    def in_partitions(self, partitions: Collection[str]) -> Iterator[str]:
        """Yield the partitions that are not read yet. Such a read may take several runs.

        When the next partition is requested, the rows of the last one are written, and the state
        marks it as done. If a done partition no longer exists (its bookyear is gone, or excluded
        now), the read starts again, so that its rows do not stay live.
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
        """Yield the rows of records in batches. Count and skip records that cannot become rows.

        A batch is written before the next one is requested.

        Args:
            records: The records.
            once: Skip a repeated key, also from an earlier answer. Otherwise it is rejected.
            given: The values of columns that the tap sets itself.
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
        """Yield the rows of document lines in batches, and check their documents.

        If a line of a document is rejected, its other lines are withheld as far as possible. With a
        newer `synced_at` they would hide the last good rows of the document.
        """
        for rows, rejected in self._mapped(records):
            for broken in rejected:
                self.reject(broken.why)
            check.withhold(self.row_mapper, rows, rejected)
            yield self._checked(check, check.add(self._not_left_out(rows)))
        yield self._checked(check, check.rest())

    def deletions(self, records: Records | Iterable[Record]) -> Iterator[list[Row]]:
        """Yield the rows of deleted records, without those whose key also came as changed."""
        for rows in self._wanted(records, _sdc_deleted_at=self.synced_at):
            new = self._seen.new(rows)
            self.deleted_count += len(new)
            yield new

    def reject(self, why: str, count: int = 1) -> None:
        """Count rejected records. The message keeps the first reason."""
        self.rejected += count
        if count:
            self.message = self.message or why

    def complete(self, **pending: t.Any) -> None:  # noqa: ANN401 - fields of the bookmark
        """Mark the read as complete, or as failed if rows were rejected.

        Args:
            pending: The new values of the bookmark.
        """
        if self.rejected:
            self.outcome = FAILED
            also = f" (and {self.withheld} other lines of their documents)" if self.withheld else ""
            self.message = f"{self.rejected} rows were left out{also}: {self.message}"
            self.pending.clear()
            return
        self.outcome = COMPLETE
        self.pending |= {"synced_at": self.synced_at, **pending}

    def keep_pending(self) -> None:
        """Write the pending values to the bookmark."""
        for name, value in self.pending.items():
            setattr(self.bookmark, name, value)
        self.bookmark.reading = False

    def status(self) -> Mapping[str, t.Any]:
        """Return the row of `sync_status`."""
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
        """Yield the rows of all records, without those of excluded bookyears."""
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
        """Count the rows that the check returned and those that it withheld."""
        twice, withheld = check.take_counts()
        self.reject(TWICE, twice)
        self.withheld += withheld
        self.row_count += len(rows)
        return rows


_logged: set[str] = set()


def log_unexpected(error: Exception) -> None:
    """Log where an unforeseen error was raised, once for each kind, without any value."""
    place = "".join(traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__name__} at\n{place}"
    if kind not in _logged:
        _logged.add(kind)
        _log.error("Please report this error of the tap, which holds no value: %s", kind)
