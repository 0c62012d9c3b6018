"""One attempt to read one stream of one dossier: what came of it is a row of `sync_status`."""

from __future__ import annotations

import dataclasses
import logging
import time
import typing as t

from tap_octopus.errors import CallsSpent, DossierRefused, ModuleRefused, OctopusError, RunFailed
from tap_octopus.state import fold
from tap_octopus.sync.keys import Keys

if t.TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping
    from types import TracebackType

    from tap_octopus.client.operations import Operation, Request
    from tap_octopus.rows.answers import Answer, Record, Records
    from tap_octopus.rows.mapper import Batch, Row, RowMapper
    from tap_octopus.state import Entry
    from tap_octopus.sync.document_check import DocumentCheck
    from tap_octopus.sync.dossier import DossierSync

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
"""What each error makes of an attempt; the first that fits."""


@dataclasses.dataclass
class StreamSync:
    """An attempt, from its beginning to its outcome.

    Attributes:
        visit: The dossier in which it is made.
        began: When it began, by the server's clock.
        synced_at: What its rows carry: `began`, but always later than any read before.
        known: What the state holds of the stream and dossier so far.
        finished_parts: When a read in parts began, once all of them are done.
        learned: What the state is to hold once all rows are written; None takes a key away.
        remark: What a user should know of a read even though it is complete.
        left_out: Bookyears whose rows are not wanted.
        seen: The keys of the rows of the last answer.
        emptied: Documents without lines so far; a part with such is not done before the visit is.
        was_broken_off: Whether a run was killed during the read before.
        is_whole: Whether all rows came in this run; a read in parts may have begun before.
    """

    visit: DossierSync
    stream: str
    row_mapper: RowMapper
    began: str
    synced_at: str
    known: Entry
    left_out: Container[int] = ()
    outcome: str = FAILED
    message: str | None = None
    remark: str | None = None
    replication: str = "full"
    modified_since: str | None = None
    row_count: int = 0
    deleted_count: int = 0
    call_count: int = 0
    unbalanced: int = 0
    was_broken_off: bool = False
    is_whole: bool = True
    rejected: int = 0
    emptied: int = 0
    learned: Entry = dataclasses.field(default_factory=dict)
    finished_partitions: Entry = dataclasses.field(default_factory=dict)
    withheld: int = 0
    seen: Keys = dataclasses.field(default_factory=Keys)
    _operations: set[Operation] = dataclasses.field(default_factory=set)
    _started: float = dataclasses.field(default_factory=time.monotonic)
    duration: float = 0.0

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
            _log.debug("Unexpected", exc_info=error)
        return True

    def call(self, request: Request) -> Answer:
        """Make a call that this attempt needs."""
        operation, made = request.operation, self.visit.client.limits.calls_made[self.visit.dossier]
        self._operations.add(operation)
        before = made[operation.name]
        try:
            return self.visit.call(request)
        finally:
            self.call_count += made[operation.name] - before

    def rows(self, records: Records | Iterable[Record], **given: str | int) -> Iterator[list[Row]]:
        """Make rows of an answer's records; what cannot become one is counted and left out.

        They come some at a time: when the next are asked for, these have been written.
        """
        self.seen = Keys(self.row_mapper.keys)
        for rows in self._wanted(records, **given):
            new = [row for row in rows if self.seen.add(row)]
            for _ in range(len(rows) - len(new)):
                self.reject(TWICE)
            self.row_count += len(new)
            yield new

    def lines(self, records: Records, balance: DocumentCheck) -> Iterator[list[Row]]:
        """Make rows of lines of documents, as `rows` does, and put them on the balance.

        Of a document of which a line is left out no other line is given either, as far as it is
        known by then: with a newer `synced_at` they would bury the last good picture of it.
        """
        for rows, rejected in self._batches(records):
            for broken in rejected:
                self.reject(broken.why)
            balance.withhold(self.row_mapper, rows, rejected)
            yield self._on_balance(balance, balance.add(self._not_left_out(rows)))
        yield self._on_balance(balance, balance.rest())

    def deletions(self, records: Records | Iterable[Record]) -> Iterator[list[Row]]:
        """Make rows of deleted records, except of those that live again in the same answer."""
        for rows in self._wanted(records, _sdc_deleted_at=self.synced_at):
            new = [row for row in rows if self.seen.add(row)]
            self.deleted_count += len(new)
            yield new

    def rows_once(self, records: Records | Iterable[Record]) -> Iterator[list[Row]]:
        """Make rows of records that may come twice: once is enough."""
        seen = Keys(self.row_mapper.keys)
        for rows in self._wanted(records):
            new = [row for row in rows if seen.add(row)]
            self.row_count += len(new)
            yield new

    def reject(self, why: str) -> None:
        """Count a record that cannot become a row; the first reason is told."""
        self.rejected += 1
        self.message = self.message or why

    def complete(self, **learned: t.Any) -> None:  # noqa: ANN401 - the state holds any JSON
        """Declare the read complete: unless rows were rejected, its picture is the valid one."""
        if self.rejected:
            self.outcome = FAILED
            also = f" (and {self.withheld} other lines of their documents)" if self.withheld else ""
            self.message = f"{self.rejected} rows were left out{also}: {self.message}"
            self.learned.clear()
            return
        self.outcome = COMPLETE
        self.learned |= {"synced_at": self.synced_at, **learned}

    def learn(self) -> None:
        """Put what was learned into the state."""
        self.known.update(self.learned, reading=None)
        for key in [key for key, value in self.known.items() if value is None]:
            del self.known[key]
        fold(self.known)

    def status(self) -> Mapping[str, t.Any]:
        """Say what came of it, as a row of `sync_status`."""
        now_known = self.known | self.learned
        last = now_known.get("synced_at")
        return {
            "dossier_id": self.visit.dossier,
            "stream": self.stream,
            "outcome": self.outcome,
            "attempted_at": self.began,
            "synced_at": last,
            "valid_from": last if self.replication == "full" else now_known.get("valid_from"),
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
        }

    def _calls_left(self) -> int | None:
        left, dossier = self.visit.client.limits.left, self.visit.dossier
        counted = [o for o in self._operations if o.limit is not None]
        return min((left(o, dossier) for o in counted), default=None)

    def _wanted(
        self, records: Records | Iterable[Record], **given: str | int
    ) -> Iterator[list[Row]]:
        """Make rows of all records but those of bookyears left out."""
        for rows, rejected in self._batches(records, **given):
            for broken in rejected:
                self.reject(broken.why)
            yield self._not_left_out(rows)

    def _batches(self, records: Records | Iterable[Record], **given: str | int) -> Iterator[Batch]:
        fixed = {"dossier_id": self.visit.dossier, "synced_at": self.synced_at, **given}
        return self.row_mapper.rows(records, fixed)

    def _not_left_out(self, rows: list[Row]) -> list[Row]:
        if not self.left_out or "bookyear_id" not in self.row_mapper.columns:
            return rows
        return [row for row in rows if row.bookyear_id not in self.left_out]

    def _on_balance(self, balance: DocumentCheck, rows: list[Row]) -> list[Row]:
        """Count what the balance gave, and what it did not."""
        for _ in range(balance.take_twice()):
            self.reject(TWICE)
        self.withheld += balance.take_withheld()
        self.row_count += len(rows)
        return rows
