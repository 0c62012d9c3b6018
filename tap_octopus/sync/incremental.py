"""Tables of which Octopus lists what changed since a moment, and what was deleted."""

from __future__ import annotations

import logging
import typing as t

import pendulum
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_octopus.client.operations import Request
from tap_octopus.state import stamp, unstamp
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
"""What a first load asks for (octopus-api.md 6.1)."""


class IncrementalStream(ReadStream):
    """A table of which one call brings the changes, or everything at the first time."""

    replication_key = "synced_at"

    def is_due(self, dossier: DossierSync) -> bool:
        """Tell whether to read: a first load in partitions goes on as long as there are calls."""
        progress = dossier.bookmark(self.name).partitions
        if progress and progress.done:
            return dossier.client.limits.left(self.operation, dossier.id) > 0
        return super().is_due(dossier)

    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read what changed; what was deleted before a first load does not matter."""
        first = self.begin(dossier, sync)
        request = Request(self.operation, dossier.id, query=self.since(dossier, sync))
        with sync.call(request) as answer:
            modified, *deleted = answer.records(*self.operation.lists)
            yield from sync.rows(modified)
            for records in deleted if not first else ():
                yield from sync.deletions(records)
        self.complete(dossier, sync, sync.goes_on_from, sync.synced_at)

    def begin(self, dossier: DossierSync, sync: StreamSync) -> bool:
        """Decide whether this is a first load, and what the setting `start_date` leaves out."""
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
        """Tell whether Octopus may have forgotten what was deleted since the last read.

        How long it lists deletions is not known (octopus-api.md 13, question 8).
        """
        last = sync.bookmark.finished or sync.bookmark.since or sync.goes_on_from
        age = unstamp(sync.goes_on_from) - unstamp(last)
        if age < -(dossier.overlap + MINUTE):
            _log.warning(
                "%s: the state says that %s was read at %s, which is still to come: it is loaded "
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
        """Give the lower bound of a read: the last one's beginning, less an overlap.

        It is sent in UTC: if Octopus reads it as Belgian time it answers an hour or two too much,
        while the other way round it would leave them out (octopus-api.md 13, question 2).
        """
        if sync.replication == "first_load" or sync.bookmark.since is None:
            return {"modifiedTimeStamp": FROM_THE_START}
        bound = unstamp(sync.bookmark.since) - dossier.overlap
        sync.modified_since = bound.isoformat(timespec="milliseconds")
        return {"modifiedTimeStamp": api_time(bound)}

    def complete(self, dossier: DossierSync, sync: StreamSync, began: str, synced_at: str) -> None:
        """Declare the read complete; only after a first load older rows are no longer live.

        A first load of which the state knew nothing may not be the only one: a run with another
        state may fill the same tables, and its rows may come later although they are older. So for
        half a day each read goes back to half a day before the load, and makes rows live that are
        as old: what is gone of them, that read tells.
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
                "valid_from": None,  # for it is synced_at
                "start_date": dossier.start_date,
                "left_out": tuple(sorted(t.cast("set[int]", sync.left_out))),
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
    """Write a moment as the API wants it: no zone, milliseconds (octopus-api.md 6.1)."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03d}"
