"""Incremental streams: Octopus lists the records that changed or were deleted since a moment."""

from __future__ import annotations

import logging
import typing as t

import pendulum
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_octopus.client.operations import Request
from tap_octopus.moments import stamp, unstamp
from tap_octopus.sync.stream import ReadStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

_log = logging.getLogger("tap-octopus")

DAY, HALF_A_DAY = pendulum.duration(days=1), pendulum.duration(hours=12)
MINUTE = pendulum.duration(minutes=1)

FROM_THE_START = "1980-01-01 00:00:00.000"
"""The lower bound of a first load (octopus-api.md 6.1)."""


class IncrementalStream(ReadStream):
    """A table that one call reads: all records in a first load, later those that changed."""

    replication_key = "synced_at"

    def is_due(self, dossier: DossierSync) -> bool:
        """Return whether to read. A first load in partitions continues while calls are left."""
        progress = dossier.bookmark(self.name).partitions
        if progress and progress.done:
            return dossier.client.limits.left(self.operation, dossier.id) > 0
        return super().is_due(dossier)

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read all records or what changed. The deletions of a first load are ignored."""
        first = self.begin(dossier, sync)
        request = Request(self.operation, dossier.id, query=self.since(dossier, sync))
        with sync.call(request) as answer:
            modified, *deleted = answer.records(*self.operation.lists)
            yield from sync.rows(modified)
            for records in deleted if not first else ():
                yield from sync.deletions(records)
        self.complete(dossier, sync, sync.goes_on_from, sync.synced_at)

    def begin(self, dossier: DossierSync, sync: StreamSync) -> bool:
        """Return whether this is a first load, and set which bookyears `start_date` excludes."""
        bookmark = sync.bookmark
        first = (
            bookmark.since is None
            or bookmark.start_date != dossier.start_date
            or self.replication_method == REPLICATION_FULL_TABLE
            or self._is_forgotten(dossier, sync)
        )
        sync.replication = "first_load" if first else "incremental"
        if dossier.start_date:
            sync.left_out = dossier.left_out(sync) if first else set(bookmark.left_out)
        return first

    def _is_forgotten(self, dossier: DossierSync, sync: StreamSync) -> bool:
        """Return whether Octopus may no longer list deletions since the last read.

        How long Octopus lists them is not known (octopus-api.md 13, question 8).
        """
        last = sync.bookmark.finished or sync.bookmark.since or sync.goes_on_from
        age = unstamp(sync.goes_on_from) - unstamp(last)
        if age < -(dossier.overlap + MINUTE):
            _log.warning(
                "%s: the state says that %s was read at %s, which is in the future: it is loaded "
                "from the start again", sync.place, self.name, last,
            )  # fmt: skip
            return True
        forgotten = age.in_days() >= dossier.settings.deletions_kept_days
        if age > DAY + dossier.overlap:
            found = "loaded from the start again" if forgotten else "deletions may have been missed"
            pause = f"not read for {age.total_seconds() / 86_400:.1f} days: {found}"
            sync.remark = f"{sync.remark}; {pause}" if sync.remark else pause
        if forgotten and sync.bookmark.partitions is None:
            _log.info("%s: %s was %s", sync.place, self.name, sync.remark)
        return forgotten

    def since(self, dossier: DossierSync, sync: StreamSync) -> dict[str, str | int]:
        """Return the lower bound of a read: the beginning of the last one, less an overlap.

        It is sent in UTC. If Octopus takes it as Belgian time, it returns an hour or two too much.
        The other way round, changes would be missed (octopus-api.md 13, question 2).
        """
        if sync.replication == "first_load" or sync.bookmark.since is None:
            return {"modifiedTimeStamp": FROM_THE_START}
        bound = unstamp(sync.bookmark.since) - dossier.overlap
        sync.modified_since = bound.isoformat(timespec="milliseconds")
        return {"modifiedTimeStamp": api_time(bound)}

    def complete(self, dossier: DossierSync, sync: StreamSync, began: str, synced_at: str) -> None:
        """Mark the read as complete. After a first load, older rows are no longer live.

        If the state knew nothing of the stream, another run with another state may have loaded it
        too. Its older rows may arrive in the target later than these. So for half a day, each read
        goes back to half a day before the first load, and rows from then on are live again. Such a
        read also lists what was deleted since.

        Args:
            dossier: The dossier.
            sync: The sync of the stream.
            began: When the read began: the next lower bound.
            synced_at: The `synced_at` of its rows.
        """
        bookmark, now = sync.bookmark, sync.goes_on_from
        pending: dict[str, t.Any] = {
            "since": began,
            "synced_at": synced_at,
            "valid_from": bookmark.live_from,
            "partitions": None,
            "open_until": None,
        }
        if sync.replication == "first_load":
            pending |= {
                "valid_from": None,  # it equals synced_at
                "start_date": dossier.start_date,
                "left_out": tuple(sorted(sync.left_out)),
            }
            if bookmark.synced_at is None:
                pending["since"] = stamp(unstamp(began) - HALF_A_DAY)
                pending["open_until"] = stamp(unstamp(now) + HALF_A_DAY)
        elif bookmark.since and bookmark.open_until:
            age = unstamp(now) - unstamp(bookmark.since)
            if age.in_days() < dossier.settings.deletions_kept_days:
                pending["valid_from"] = min(bookmark.live_from or "", bookmark.since)
            if now < bookmark.open_until:
                pending |= {"since": bookmark.since, "open_until": bookmark.open_until}
        pending["finished"] = now if now != pending["since"] else None
        sync.complete(**pending)
        sync.message = sync.message or sync.remark


def api_time(moment: pendulum.DateTime) -> str:
    """Format a time for the API: without a zone, with milliseconds (octopus-api.md 6.1)."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03d}"
