"""The sync of one dossier in one run: its streams are synced one after the other."""

from __future__ import annotations

import dataclasses
import typing as t

import pendulum

from tap_octopus.client import operations as api
from tap_octopus.errors import AnswerError, DossierRefused, OctopusError, TemporaryError
from tap_octopus.moments import stamp
from tap_octopus.sync.stream_sync import StreamSync

if t.TYPE_CHECKING:
    from tap_octopus.client import Client
    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.mapper import RowMapper
    from tap_octopus.settings import Settings
    from tap_octopus.state import Bookmark, Bookmarks

Reader = t.TypeVar("Reader")

FIRST_DAY, LAST_DAY = pendulum.date(1, 1, 1), pendulum.date(9999, 12, 31)
"""Replace the dates of a bookyear that has none."""


@dataclasses.dataclass(frozen=True)
class Bookyear:
    """The part of a bookyear that other streams need for reading."""

    id: int
    days: pendulum.Interval[pendulum.Date]
    closed: bool
    periods: tuple[int, ...]


@dataclasses.dataclass
class DossierSync:
    """The sync of one dossier in one run."""

    id: int
    place: str  # among the dossiers of the run, for messages
    client: Client
    bookmarks: Bookmarks
    settings: Settings
    selected: frozenset[str]  # the names of the streams
    language: str = "nl"  # for names that Octopus has in several languages
    due: list[str] = dataclasses.field(default_factory=list)  # the due ones so far
    syncs: list[StreamSync] = dataclasses.field(default_factory=list)  # the rows of `sync_status`
    _bookyears: list[Record] | None = None
    _lists: dict[str, list[Record] | OctopusError] = dataclasses.field(default_factory=dict)
    _readers: dict[type, t.Any] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start_date = self.settings.start_date
        self.overlap = pendulum.duration(minutes=self.settings.overlap_minutes)

    def bookmark(self, stream: str) -> Bookmark:
        """Return the bookmark of a stream of this dossier."""
        return self.bookmarks.of(stream, self.id)

    def reader(self, kind: type[Reader]) -> Reader:
        """Return the reader of this kind, which several streams of the dossier share."""
        if kind not in self._readers:
            self._readers[kind] = kind(self)  # type: ignore[call-arg]
        return t.cast("Reader", self._readers[kind])

    def begin(self, stream: str, row_mapper: RowMapper) -> StreamSync:
        """Start the sync of a stream, and mark its bookmark as being read."""
        now, bookmark = self.client.clock.now(), self.bookmark(stream)
        lead = self.client.clock.lead(self.overlap)
        sync = StreamSync(
            self.id, self.place, self.client, stream, row_mapper, stamp(now), stamp(now - lead),
            self.bookmarks.next_read(self.id, now), bookmark, bookmark.reading,
        )  # fmt: skip
        if lead:
            hours = lead.total_seconds() / 3600
            sync.remark = f"Octopus' Date header is {hours:.1f} hours ahead of this machine's clock"
        bookmark.reading = True
        self.syncs.append(sync)
        return sync

    def keep_pending(self) -> None:
        """Update the bookmarks by the results of the syncs. All rows are written by now."""
        for sync in self.syncs:
            sync.keep_pending()

    @property
    def is_refused(self) -> bool:
        """Whether Octopus refused to connect to the dossier."""
        return isinstance(self.client.failures.get(self.id), DossierRefused)

    @property
    def is_unreachable(self) -> bool:
        """Whether connecting to the dossier failed with a temporary error."""
        return isinstance(self.client.failures.get(self.id), TemporaryError)

    def listed(self, sync: StreamSync, request: api.Request) -> list[Record]:
        """Return a list that several streams need. It is requested once per run.

        Raises:
            OctopusError: The call failed, now or the first time.
        """
        if request.path not in self._lists:
            try:
                with sync.call(request) as answer:
                    self._lists[request.path] = [*answer.records(request.operation.rows)[0]]
            except OctopusError as error:
                self._lists[request.path] = error
        found = self._lists[request.path]
        if isinstance(found, OctopusError):
            raise found
        return found

    def bookyear_records(self, sync: StreamSync) -> list[Record]:
        """Return the records of the bookyears that `start_date` does not exclude."""
        if self._bookyears is None:
            records = self.listed(sync, api.Request(api.BOOKYEARS, self.id))
            old = [year for year in map(_bookyear, records) if year and self._is_left_out(year)]
            self._bookyears = [record for record in records if _bookyear(record) not in old]
            bookmark = self.bookmark("bookyears")
            bookmark.count = len(self._bookyears)
            if self.start_date:
                bookmark.start_date = self.start_date
                bookmark.left_out = tuple(year.id for year in old)
        return self._bookyears

    def left_out(self, sync: StreamSync) -> set[int]:
        """Return the ids of the bookyears that the setting `start_date` excludes.

        The ids that an earlier run found are used again. Streams that are read more often than the
        bookyears must not spend the calls of the bookyears.
        """
        if self.start_date is None:
            return set()
        if self.bookmark("bookyears").start_date != self.start_date:
            self.bookyear_records(sync)
        return set(self.bookmark("bookyears").left_out)

    def bookyears(self, sync: StreamSync) -> list[Bookyear]:
        """Return the bookyears that `start_date` does not exclude, newest first.

        Raises:
            AnswerError: A bookyear has no id, so its contents could not be read.
        """
        records = self.bookyear_records(sync)
        years = [year for year in map(_bookyear, records) if year]
        if len(years) < len(records):
            raise AnswerError("Octopus lists a bookyear without an id: please report it")
        return sorted(years, key=lambda year: year.days.start, reverse=True)

    def _is_left_out(self, year: Bookyear) -> bool:
        return self.start_date is not None and year.days.end < self.start_date


def _bookyear(record: Record) -> Bookyear | None:
    """Return a bookyear; None for a record that the table `bookyears` rejects."""
    try:
        start = _day(record.get("startDate"), FIRST_DAY)
        return Bookyear(
            id=int(record["bookyearKey"]["id"]),
            days=pendulum.Interval(start, _day(record.get("endDate"), LAST_DAY)),
            closed=record.get("closed") is True,
            periods=tuple(n for n in map(_period, record.get("periods") or ()) if n),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _day(text: object, missing: pendulum.Date) -> pendulum.Date:
    """Return a date, or `missing` for a text that is none (the table rejects it)."""
    try:
        return pendulum.Date.fromisoformat(str(text)[:10])
    except ValueError:
        return missing


def _period(record: Record) -> int | None:
    """Return the number of a period; None when it has none."""
    number = record.get("bookyearPeriod")
    return number if isinstance(number, int) else None
