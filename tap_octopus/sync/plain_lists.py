"""Incremental streams with a fallback: where `/modified` fails, the plain list is read.

On some dossiers one of the two answers 400 (octopus-api.md 13). The list may be called twice a day.
"""

from __future__ import annotations

import typing as t

from tap_octopus.client import operations as api
from tap_octopus.errors import NotAnswered
from tap_octopus.sync.incremental import IncrementalStream
from tap_octopus.sync.stream_sync import PARTIAL

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

BY_LIST = "{}/modified fails with 400 or 404: read from the plain list"
ACTIVE_ONLY = f"{BY_LIST}, which has active ones only. Deleted and inactive ones stay live"


class Accounts(IncrementalStream, operation=api.ACCOUNTS, keys=("bookyear_id", "account_nr")):
    """The chart of accounts of each bookyear."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read what changed. If that fails, read each bookyear, over several days if needed."""
        try:
            yield from super().read(dossier, sync)
        except NotAnswered:
            sync.replication = "full"
            years = {str(year.id): year.id for year in dossier.bookyears(sync)}
            for partition in sync.in_partitions(years):
                query: api.Query = {"bookyearId": years[partition]}
                request = api.Request(api.ACCOUNTS_LIST, dossier.id, query=query)
                with sync.call(request) as answer:
                    yield from sync.rows(answer.records(None)[0])
            read_at = sync.finished_partitions["synced_at"]
            sync.complete(partitions=None, synced_at=read_at, since=None, valid_from=None)
            sync.message = sync.message or BY_LIST.format(self.name)


class Relations(IncrementalStream, operation=api.RELATIONS, keys=("relation_id",)):
    """Customers and suppliers, inactive ones too."""

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read what changed. If that fails, read the list, which has active relations only.

        The outcome is then `partial`, since relations that became inactive or were deleted stay
        live.
        """
        try:
            yield from super().read(dossier, sync)
        except NotAnswered:
            with sync.call(api.Request(api.RELATIONS_LIST, dossier.id)) as answer:
                yield from sync.rows(answer.records(None)[0])
            if not sync.rejected:
                sync.outcome, sync.message = PARTIAL, ACTIVE_ONLY.format(self.name)
