"""What takes a call for each bookyear or journal, and the reminders."""

from __future__ import annotations

import re
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.sync.full import FullStream, NeedsBookyears, PerBookyearStream
from tap_octopus.sync.partitions import in_partitions

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.answers import Record
    from tap_octopus.rows.mapper import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

FINANCIAL = re.compile("F([0-9]{1,9})")


class JournalsStream(PerBookyearStream):
    """The journals of each bookyear; the visit keeps them for what is read of each of them."""

    def read_year(self, visit: DossierSync, attempt: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read those of one bookyear."""
        yield from attempt.rows(_listed(visit, attempt, year))


class BookyearDetailsStream(PerBookyearStream):
    """The bookyears in detail."""

    def read_year(self, visit: DossierSync, attempt: StreamSync, year: int) -> Iterator[list[Row]]:
        """Read one: the answer is the record itself."""
        with attempt.call(Request(self.operation, visit.dossier, year)) as answer:
            yield from attempt.rows([answer.record(self.row_mapper.fields)])


class FinancialJournalsStream(NeedsBookyears):
    """The financial journals, with their bank accounts, of the bookyears that are not closed.

    Which there are the list of journals tells; that of this visit will do.
    """

    def is_due(self, visit: DossierSync) -> bool:
        """Tell whether to read: when the journals are read anyway, or may be listed for this."""
        journals = self.run.streams["journals"]
        if journals.selected:
            return journals.is_due(visit) and super().is_due(visit)
        return self.may_call(visit, api.JOURNALS) and super().is_due(visit)

    def calls_needed(self, visit: DossierSync) -> int:
        """Tell how many journals wait to be read; a whole day's calls at the most."""
        known = visit.bookmarks.of(self.name, visit.dossier)
        count: int = known.get("count", 1)
        done = known.get("parts", {"done": ()})["done"]
        most = visit.client.limits.most(self.operation)
        return max(min(count - len(done), most), 1)

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read each journal; what a day's calls don't reach, the next run does."""
        years = [year.id for year in visit.bookyears(attempt) if not year.closed]
        found = {
            f"{year}:{number}": (year, number)
            for year in years
            for number in self._numbers(visit, attempt, year)
        }
        attempt.known["count"] = len(found)
        enough = visit.client.limits.left(self.operation, visit.dossier) >= len(found)
        if attempt.was_broken_off and enough:
            attempt.known.pop("parts", None)
        for part in in_partitions(attempt, found):
            yield from self._journal(visit, attempt, *found[part])
        attempt.complete(parts=None, synced_at=attempt.finished_partitions["synced_at"])

    def _numbers(self, visit: DossierSync, attempt: StreamSync, year: int) -> list[int]:
        """List the financial journals of a bookyear."""
        found = [FINANCIAL.fullmatch(_key_of(record)) for record in _listed(visit, attempt, year)]
        return sorted({int(journal[1]) for journal in found if journal})

    def _journal(
        self, visit: DossierSync, attempt: StreamSync, year: int, number: int
    ) -> Iterator[list[Row]]:
        request = Request(self.operation, visit.dossier, year, number=number)
        with attempt.call(request) as answer:
            record = answer.record(self.row_mapper.fields)
            yield from attempt.rows([record], bookyear_id=year, journal_key=f"F{number}")


def _listed(visit: DossierSync, attempt: StreamSync, year: int) -> list[Record]:
    return visit.listed(attempt, Request(api.JOURNALS, visit.dossier, year))


def _key_of(record: Record) -> str:
    """Read the key of a journal; an empty text for a record that the table `journals` rejects."""
    key = record.get("journalKey") if isinstance(record, dict) else None
    return key if isinstance(key, str) else ""


class RappelsStream(FullStream):
    """The reminders for what is overdue on the day of the run, by the server's clock."""

    def request(self, visit: DossierSync, attempt: StreamSync) -> Request:
        """Make the request."""
        return Request(self.operation, visit.dossier, query={"expirationDate": attempt.began[:10]})
