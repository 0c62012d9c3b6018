"""Streams that are read completely each time (full table)."""

from __future__ import annotations

import typing as t

from tap_octopus.client import operations as api
from tap_octopus.sync.stream import ReadStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync


class FullStream(ReadStream):
    """A table that one call returns completely."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the complete table."""
        if dossier.start_date and "bookyear_id" in self.schema["properties"]:
            sync.left_out = dossier.left_out(sync)
        with sync.call(self.request(dossier, sync)) as answer:
            (records,) = answer.records(self.operation.rows)
            yield from sync.rows(records)
        sync.complete()

    def request(self, dossier: DossierSync, sync: StreamSync) -> api.Request:  # noqa: ARG002 - some ask it
        """Return the request."""
        return api.Request(self.operation, dossier.id)


class Bookyears(ReadStream, operation=api.BOOKYEARS, keys=("bookyear_id",)):
    """Bookyears with their periods."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the bookyears. The dossier keeps them, since other streams need them too."""
        yield from sync.rows(dossier.bookyear_records(sync))
        sync.complete()


class NeedsBookyears(ReadStream):
    """A table whose requests need the bookyears."""

    def is_due(self, dossier: DossierSync) -> bool:
        """Return whether to read: only when a call of the bookyears is also due."""
        return self.may_call(dossier, api.BOOKYEARS) and super().is_due(dossier)


class OpenItemsStream(NeedsBookyears, FullStream):
    """A report of open items, over all bookyears that are not excluded."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the report. A dossier without bookyears has no open items."""
        if dossier.bookyears(sync):
            yield from super().read(dossier, sync)
        else:
            sync.complete()

    def request(self, dossier: DossierSync, sync: StreamSync) -> api.Request:
        """Return a request for all periods and all relations (octopus-api.md 7)."""
        years = dossier.bookyears(sync)
        newest, oldest = years[0], years[-1]
        body = {
            "fromBookyearKey": {"id": oldest.id},
            "fromBookyearPeriodNr": min(oldest.periods, default=0),
            "toBookyearKey": {"id": newest.id},
            "toBookyearPeriodNr": max(newest.periods, default=0),
            "externalRelationId": -1,
            "relationId": -1,
        }
        return api.Request(self.operation, dossier.id, json=body)


class Rappels(FullStream, operation=api.RAPPELS, keys=("relation_id",)):
    """Customers to be reminded of invoices that are overdue today, by the server's clock."""

    def request(self, dossier: DossierSync, sync: StreamSync) -> api.Request:
        """Return a request for the reminders of today."""
        return api.Request(self.operation, dossier.id, query={"expirationDate": sync.began[:10]})
