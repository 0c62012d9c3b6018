"""Tables that are read whole each time."""

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
    """A table that one call brings whole."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the whole table."""
        if dossier.start_date and "bookyear_id" in self.schema["properties"]:
            sync.left_out = dossier.left_out(sync)
        with sync.call(self.request(dossier, sync)) as answer:
            (records,) = answer.records(self.operation.rows)
            yield from sync.rows(records)
        sync.complete()

    def request(self, dossier: DossierSync, sync: StreamSync) -> api.Request:  # noqa: ARG002 - some ask it
        """Make the request."""
        return api.Request(self.operation, dossier.id)


class Bookyears(ReadStream, operation=api.BOOKYEARS, keys=("bookyear_id",)):
    """Bookyears with their periods."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the bookyears; several other tables need them as well, so the dossier keeps them."""
        yield from sync.rows(dossier.bookyear_records(sync))
        sync.complete()


class NeedsBookyears(ReadStream):
    """A table whose requests name bookyears."""

    def is_due(self, dossier: DossierSync) -> bool:
        """Tell whether to read: when the bookyears are read anyway, for their calls are few too."""
        return self.may_call(dossier, api.BOOKYEARS) and super().is_due(dossier)


class OpenItemsStream(NeedsBookyears, FullStream):
    """A report of what is open now, over all bookyears that are read."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the report; a dossier without bookyears has none."""
        if dossier.bookyears(sync):
            yield from super().read(dossier, sync)
        else:
            sync.complete()

    def request(self, dossier: DossierSync, sync: StreamSync) -> api.Request:
        """Ask from the first period to the last, with both relation filters off (7.14)."""
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
    """Who has to be reminded of what is overdue on the day of the run, by the server's clock."""

    def request(self, dossier: DossierSync, sync: StreamSync) -> api.Request:
        """Ask for the reminders of the day."""
        return api.Request(self.operation, dossier.id, query={"expirationDate": sync.began[:10]})
