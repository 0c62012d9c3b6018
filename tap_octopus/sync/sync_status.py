"""The table `sync_status`: the outcome of each stream of each dossier."""

from __future__ import annotations

import typing as t

from tap_octopus.errors import MapFailed
from tap_octopus.sync.stream import DossierStream
from tap_octopus.sync.stream_sync import SKIPPED

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync


class SyncStatus(DossierStream, name="sync_status", keys=("stream",)):
    """How fresh each table of each dossier is."""

    has_versions = False

    def is_due(self, dossier: DossierSync) -> bool:  # noqa: ARG002
        """Return True: its rows describe the other streams."""
        return True

    def rows_of(self, dossier: DossierSync) -> Iterator[list[Row]]:
        """Yield a row for each synced stream. The row of a skipped stream stays as it was."""
        try:
            yield [
                self.row_mapper.own_row(sync.status())
                for sync in dossier.syncs
                if sync.outcome != SKIPPED and sync.stream in dossier.selected
            ]
        except MapFailed as error:  # raised here when the rows are written
            dossier.begin(self.name, self.row_mapper).message = str(error)
