"""Streams that take one call for each bookyear, or for each journal of a bookyear."""

from __future__ import annotations

import abc
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.sync.full import NeedsBookyears

if t.TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync


class PartitionedStream(NeedsBookyears):
    """A table that takes one call for each of its partitions."""

    counted_by: t.ClassVar[str]
    """The stream whose bookmark holds the number of partitions."""

    list_operation: t.ClassVar[api.Operation | None] = None
    """The operation that reads a partition, if it is not the operation of the stream."""

    def is_due(self, dossier: DossierSync) -> bool:
        """Return whether to read: calls of the bookyears and of the partitions are due."""
        calls = self.calls_needed(dossier)
        return self.may_call(dossier, api.BOOKYEARS) and self.may_call(dossier, self.calls, calls)

    @property
    def calls(self) -> api.Operation:
        """The operation that reads a partition."""
        return self.list_operation or self.operation

    def calls_needed(self, dossier: DossierSync) -> int:
        """Return how many partitions are not read yet, but at most the calls of a day."""
        count = dossier.bookmark(self.counted_by).count
        progress = dossier.bookmark(self.name).partitions
        waiting = (1 if count is None else count) - len(progress.done if progress else ())
        return max(min(waiting, dossier.client.limits.most(self.calls)), 1)

    def partitions_of(self, sync: StreamSync, partitions: Collection[str]) -> Iterator[str]:
        """Yield the partitions to read. The next run continues where today's calls end."""
        enough = sync.client.limits.left(self.calls, sync.dossier) >= len(partitions)
        if sync.was_broken_off and enough:
            sync.bookmark.partitions = None  # rows may have changed since the run was killed
        yield from sync.in_partitions(partitions)
        sync.complete(partitions=None, synced_at=sync.finished_partitions["synced_at"])


class PerBookyearStream(PartitionedStream):
    """A table that takes one call for each bookyear."""

    counted_by = "bookyears"

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read each bookyear, newest first."""
        years = {str(year.id): year.id for year in dossier.bookyears(sync)}
        for partition in self.partitions_of(sync, years):
            yield from self.read_year(dossier, sync, years[partition])

    @abc.abstractmethod
    def read_year(self, dossier: DossierSync, sync: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read the rows of one bookyear."""


class BookyearDetails(PerBookyearStream, operation=api.BOOKYEAR_DETAILS, keys=("bookyear_id",)):
    """The settings of each bookyear."""

    def read_year(self, dossier: DossierSync, sync: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read the details of one bookyear. The answer is a single record."""
        with sync.call(api.Request(self.operation, dossier.id, year)) as answer:
            yield from sync.rows([answer.record(self.row_mapper.fields)])
