"""Tables that take a call for each bookyear, or for each journal of a bookyear."""

from __future__ import annotations

import abc
import re
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.sync.full import NeedsBookyears

if t.TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

FINANCIAL = re.compile("F([0-9]{1,9})")


class PartitionedStream(NeedsBookyears):
    """A table that takes one call for each of its partitions."""

    counted_by: t.ClassVar[str]
    """The stream whose bookmark holds how many partitions there are."""

    def calls_needed(self, dossier: DossierSync) -> int:
        """Tell how many partitions wait to be read; a whole day's calls at the most."""
        count = dossier.bookmark(self.counted_by).count
        progress = dossier.bookmark(self.name).partitions
        waiting = (1 if count is None else count) - len(progress.done if progress else ())
        return max(min(waiting, dossier.client.limits.most(self.operation)), 1)

    def partitions_of(self, sync: StreamSync, partitions: Collection[str]) -> Iterator[str]:
        """Go through the partitions; the next run reads those for which no calls are left today."""
        enough = sync.client.limits.left(self.operation, sync.dossier) >= len(partitions)
        if sync.was_broken_off and enough:
            sync.bookmark.partitions = (
                None  # what is done may have changed since the run was killed
            )
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
        """Read what belongs to one bookyear."""


class Journals(PerBookyearStream, operation=api.JOURNALS, keys=("bookyear_id", "journal_key")):
    """Journals of each bookyear."""

    def read_year(self, dossier: DossierSync, sync: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read those of one bookyear."""
        yield from sync.rows(_journals(dossier, sync, year))


class BookyearDetails(PerBookyearStream, operation=api.BOOKYEAR_DETAILS, keys=("bookyear_id",)):
    """How each bookyear is set up."""

    def read_year(self, dossier: DossierSync, sync: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read one: the answer is the record itself."""
        with sync.call(api.Request(self.operation, dossier.id, year)) as answer:
            yield from sync.rows([answer.record(self.row_mapper.fields)])


class FinancialJournals(
    PartitionedStream, operation=api.FINANCIAL_JOURNALS, keys=("bookyear_id", "journal_key")
):
    """The bank accounts behind the financial journals of bookyears that are not closed."""

    counted_by = "financial_journals"

    def is_due(self, dossier: DossierSync) -> bool:
        """Tell whether to read: when the journals are read anyway, or may be listed for this."""
        if "journals" in dossier.selected:
            return "journals" in dossier.due and super().is_due(dossier)
        return self.may_call(dossier, api.JOURNALS) and super().is_due(dossier)

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read each financial journal on the list of journals, which is asked for once."""
        found = {
            f"{year.id}:{number}": (year.id, number)
            for year in dossier.bookyears(sync)
            if not year.closed
            for number in _financial(_journals(dossier, sync, year.id))
        }
        sync.bookmark.count = len(found)
        for partition in self.partitions_of(sync, found):
            year, number = found[partition]
            request = api.Request(self.operation, dossier.id, year, number=number)
            with sync.call(request) as answer:
                record = answer.record(self.row_mapper.fields)
                yield from sync.rows([record], bookyear_id=year, journal_key=f"F{number}")


def _journals(dossier: DossierSync, sync: StreamSync, year: int) -> list[Record]:
    return dossier.listed(sync, api.Request(api.JOURNALS, dossier.id, year))


def _financial(journals: list[Record]) -> list[int]:
    """Give the numbers of the financial journals; the table `journals` rejects other records."""
    keys = [journal.get("journalKey") for journal in journals if isinstance(journal, dict)]
    found = [FINANCIAL.fullmatch(key) for key in keys if isinstance(key, str)]
    return sorted({int(journal[1]) for journal in found if journal})
