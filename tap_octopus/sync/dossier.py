"""One dossier in one run: its streams are read one after the other over one connection."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.errors import AnswerError, OctopusError, TemporaryError
from tap_octopus.state import stamp, unfolded
from tap_octopus.sync.stream_sync import StreamSync

if t.TYPE_CHECKING:
    import datetime

    from tap_octopus.client import Client
    from tap_octopus.rows.answers import Answer, Record, Records
    from tap_octopus.rows.mapper import RowMapper
    from tap_octopus.state import Bookmarks


@dataclasses.dataclass(frozen=True)
class Bookyear:
    """A bookyear, as far as reading other tables needs it."""

    id: int
    name: str
    start: str
    end: str
    closed: bool
    periods: tuple[int, ...]


class DossierSync:
    """A dossier while it is read.

    Args:
        dossier: Its id.
        place: Where it stands among the dossiers of the run, for messages.
        client: The way to Octopus.
        memory: What the tap remembers.
        start_date: Bookyears that end before it are left out.

    Attributes:
        attempts: What came of each stream so far; the rows of `sync_status`.
        deleted_documents: What `bookings` found deleted, for the stream of that name.
        emptied: Documents that were found without lines, by the `synced_at` of that read.
        journals: The journals that were listed, by bookyear.
    """

    def __init__(
        self,
        dossier: int,
        place: str,
        client: Client,
        bookmarks: Bookmarks,
        start_date: datetime.date | None,
    ) -> None:
        self.dossier = dossier
        self.place = place
        self.client = client
        self.bookmarks = bookmarks
        self.start_date = start_date
        self.attempts: list[StreamSync] = []
        self.deleted_documents: Records | None = None
        self.emptied: dict[str, list[Record]] = {}
        self._closed: OctopusError | None = None
        self._bookyears: list[Record] | None = None
        self._lists: dict[str, list[Record] | OctopusError] = {}

    def attempt(self, stream: str, row_mapper: RowMapper) -> StreamSync:
        """Begin to read a stream."""
        now = self.client.clock.now()
        synced_at = self.bookmarks.next_read(self.dossier, now)
        known = self.bookmarks.of(stream, self.dossier)
        known.update(unfolded(known))
        attempt = StreamSync(self, stream, row_mapper, stamp(now), synced_at, known)
        attempt.was_broken_off = "reading" in known
        known["reading"] = True
        self.attempts.append(attempt)
        return attempt

    def call(self, request: Request) -> Answer:
        """Make a call; when connecting to the dossier has failed, no other is tried.

        Raises:
            OctopusError: What went wrong, or what closed the dossier before.
        """
        if self._closed is not None:
            raise self._closed
        try:
            return self.client.call(request)
        except OctopusError as error:
            if not self.client.is_connected(self.dossier):
                self._closed = error
            raise

    @property
    def is_unreachable(self) -> bool:
        """Whether connecting to the dossier has failed in a way that may pass."""
        return isinstance(self._closed, TemporaryError)

    def listed(self, attempt: StreamSync, request: Request) -> list[Record]:
        """Give a list that several tables need; it is asked for once in a visit.

        Raises:
            OctopusError: What went wrong, now or when it was asked for.
        """
        if request.path not in self._lists:
            try:
                with attempt.call(request) as answer:
                    self._lists[request.path] = [*answer.records(request.operation.rows)[0]]
            except OctopusError as error:
                self._lists[request.path] = error
        found = self._lists[request.path]
        if isinstance(found, OctopusError):
            raise found
        return found

    def bookyear_records(self, attempt: StreamSync) -> list[Record]:
        """Give the records of the bookyears that are read."""
        if self._bookyears is None:
            records = self.listed(attempt, Request(api.BOOKYEARS, self.dossier))
            old = [y for y in map(_bookyear, records) if y and self._is_left_out(y)]
            self._bookyears = [r for r in records if _bookyear(r) not in old]
            known = self.bookmarks.of("bookyears", self.dossier)
            known["count"] = len(self._bookyears)
            if self.start_date:
                known["start_date"] = self.start_date.isoformat()
                known["left_out"] = [year.id for year in old]
        return self._bookyears

    def left_out(self, attempt: StreamSync) -> set[int]:
        """Give the ids of the bookyears that the setting `start_date` leaves out.

        What an earlier run has found will do: tables that are read more often than the bookyears
        must not spend the calls of these.
        """
        if self.start_date is None:
            return set()
        known = self.bookmarks.of("bookyears", self.dossier)
        if known.get("start_date") != self.start_date.isoformat() or "left_out" not in known:
            self.bookyear_records(attempt)
        return set(known["left_out"])

    def bookyears(self, attempt: StreamSync) -> list[Bookyear]:
        """Give the bookyears that are read, newest first.

        Raises:
            AnswerError: When one has no id: what is in it would be left out without a word.
        """
        records = self.bookyear_records(attempt)
        years = [year for year in map(_bookyear, records) if year]
        if len(years) < len(records):
            raise AnswerError("Octopus lists a bookyear without an id")
        return sorted(years, key=lambda year: year.start, reverse=True)

    def learn(self) -> None:
        """Put into the state what the visit has learned; its rows have all been written."""
        for attempt in self.attempts:
            attempt.learn()

    def _is_left_out(self, year: Bookyear) -> bool:
        return self.start_date is not None and year.end < self.start_date.isoformat()


def _bookyear(record: Record) -> Bookyear | None:
    """Read a bookyear; None for a record that the table `bookyears` will reject."""
    try:
        return Bookyear(
            id=int(record["bookyearKey"]["id"]),
            name=str(record.get("bookyearDescription", "")),
            start=record.get("startDate") or "",
            end=record.get("endDate") or "9999-12-31",
            closed=record.get("closed") is True,
            periods=tuple(n for n in map(_period, record.get("periods") or ()) if n),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _period(record: Record) -> int | None:
    """Read the number of a period; None for one that says none."""
    number = record.get("bookyearPeriod")
    return number if isinstance(number, int) else None
