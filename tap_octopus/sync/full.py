"""Tables that are read whole each time."""

from __future__ import annotations

import abc
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.sync.partitions import in_partitions
from tap_octopus.sync.stream import OctopusStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.mapper import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync


class FullStream(OctopusStream):
    """A table that one call brings whole."""

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read the whole table."""
        if visit.start_date and "bookyear_id" in self.schema["properties"]:
            attempt.left_out = visit.left_out(attempt)
        with attempt.call(self.request(visit, attempt)) as answer:
            (records,) = answer.records(self.operation.rows)
            yield from attempt.rows(records)
        attempt.complete()

    def request(self, visit: DossierSync, attempt: StreamSync) -> Request:  # noqa: ARG002 - some ask it
        """Make the request."""
        return Request(self.operation, visit.dossier)


class BookyearsStream(OctopusStream):
    """The bookyears: several other tables need them as well, so the visit keeps them."""

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read the bookyears."""
        yield from attempt.rows(visit.bookyear_records(attempt))
        attempt.complete()


class NeedsBookyears(OctopusStream):
    """A table whose requests name bookyears."""

    def is_due(self, visit: DossierSync) -> bool:
        """Tell whether to read: when the bookyears are read anyway, for their calls are few too."""
        return self.may_call(visit, api.BOOKYEARS) and super().is_due(visit)


class PerBookyearStream(NeedsBookyears):
    """A table that takes one call for each bookyear."""

    def calls_needed(self, visit: DossierSync) -> int:
        """Tell how many bookyears wait to be read; a whole day's calls at the most."""
        years: int = visit.bookmarks.of("bookyears", visit.dossier).get("count", 1)
        parts = visit.bookmarks.of(self.name, visit.dossier).get("parts", {"done": ()})
        most = visit.client.limits.most(self.operation)
        return max(min(years - len(parts["done"]), most), 1)

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read each bookyear, newest first; what a day's calls don't reach, the next run does."""
        years = {str(year.id): year for year in visit.bookyears(attempt)}
        enough = visit.client.limits.left(self.operation, visit.dossier) >= len(years)
        if attempt.was_broken_off and enough:
            attempt.known.pop("parts", None)  # its parts may have changed since the run was killed
        for part in in_partitions(attempt, years):
            yield from self.read_year(visit, attempt, years[part].id)
        attempt.complete(parts=None, synced_at=attempt.finished_partitions["synced_at"])

    @abc.abstractmethod
    def read_year(self, visit: DossierSync, attempt: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read what belongs to one bookyear."""


class OpenItemsStream(NeedsBookyears, FullStream):
    """A report of what is open now, over all bookyears that are read."""

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read the report; a dossier without bookyears has none."""
        if visit.bookyears(attempt):
            yield from super().read(visit, attempt)
        else:
            attempt.complete()

    def request(self, visit: DossierSync, attempt: StreamSync) -> Request:
        """Ask from the first period to the last, with both relation filters off (7.14)."""
        years = visit.bookyears(attempt)
        newest, oldest = years[0], years[-1]
        body = {
            "fromBookyearKey": {"id": oldest.id},
            "fromBookyearPeriodNr": min(oldest.periods, default=0),
            "toBookyearKey": {"id": newest.id},
            "toBookyearPeriodNr": max(newest.periods, default=0),
            "externalRelationId": -1,
            "relationId": -1,
        }
        return Request(self.operation, visit.dossier, json=body)
