"""Tables that tell what changed since a moment, and what was deleted."""

from __future__ import annotations

import logging
import typing as t

import pendulum
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE

from tap_octopus.client.operations import Request
from tap_octopus.state import unstamp
from tap_octopus.sync.stream import OctopusStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_octopus.rows.mapper import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

_log = logging.getLogger("tap-octopus")

DAY = pendulum.duration(days=1)

FROM_THE_START = "1980-01-01 00:00:00.000"
"""What a first load asks for (octopus-api.md 6.1)."""


class IncrementalStream(OctopusStream):
    """A table of which one call brings the changes, or everything at the first time."""

    replication_key = "synced_at"

    def is_due(self, visit: DossierSync) -> bool:
        """Tell whether to read: a first load in parts goes on as long as there are calls."""
        parts = visit.bookmarks.of(self.name, visit.dossier).get("parts")
        if parts and parts["done"]:
            return visit.client.limits.left(self.operation, visit.dossier) > 0
        return super().is_due(visit)

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Read what changed; a first load has no use for what was deleted before it."""
        first = self.begin(visit, attempt)
        request = Request(self.operation, visit.dossier, query=self.since(attempt))
        with attempt.call(request) as answer:
            modified, deleted = answer.records(self.operation.rows, self.operation.deleted)
            yield from attempt.rows(modified)
            if not first:
                yield from attempt.deletions(deleted)
        self.complete(attempt, attempt.began, attempt.synced_at)

    def begin(self, visit: DossierSync, attempt: StreamSync) -> bool:
        """Decide whether this is a first load, and what the setting `start_date` leaves out."""
        start_date = visit.start_date.isoformat() if visit.start_date else None
        known = attempt.known
        first = (
            "since" not in known
            or known.get("start_date") != start_date
            or self.replication_method == REPLICATION_FULL_TABLE
            or self._is_forgotten(attempt)
        )
        attempt.replication = "first_load" if first else "incremental"
        if start_date:
            left_out = visit.left_out(attempt) if first else set(known.get("left_out", ()))
            attempt.left_out = left_out
        return first

    def _is_forgotten(self, attempt: StreamSync) -> bool:
        """Tell whether Octopus may have forgotten what was deleted since the last read.

        How long it lists deletions is not known (octopus-api.md 13, question 8).
        """
        last = attempt.known.get("finished") or attempt.known["since"]
        age = unstamp(attempt.began) - unstamp(last)
        if age < -DAY:
            _log.warning(
                "%s: the state says that %s was read at %s, which is still to come: it is loaded "
                "from the start again", attempt.visit.place, self.name, last,
            )  # fmt: skip
            return True
        forgotten = age.in_days() >= self.run.settings.deletions_kept_days
        if age > DAY + self.run.overlap:
            found = "loaded from the start again" if forgotten else "deletions may have been missed"
            attempt.remark = f"not read for {age.total_seconds() / 86_400:.1f} days: {found}"
        if forgotten and "parts" not in attempt.known:
            _log.info("%s: %s was %s", attempt.visit.place, self.name, attempt.remark)
        return forgotten

    def since(self, attempt: StreamSync) -> dict[str, str | int]:
        """Give the lower bound of a read: the last one's beginning, less an overlap.

        It is told in UTC: if Octopus reads it as Belgian time it sends an hour or two too much,
        while the other way round it would leave them out (octopus-api.md 13, question 2).
        """
        if attempt.replication == "first_load":
            return {"modifiedTimeStamp": FROM_THE_START}
        bound = unstamp(attempt.known["since"]) - self.run.overlap
        attempt.modified_since = bound.isoformat(timespec="milliseconds")
        return {"modifiedTimeStamp": api_time(bound)}

    def complete(self, attempt: StreamSync, began: str, synced_at: str) -> None:
        """Declare the read complete; only a first load makes older rows invalid."""
        learned: dict[str, t.Any] = {
            "since": began,
            "finished": attempt.began if attempt.began != began else None,
            "synced_at": synced_at,
            "parts": None,
        }
        if attempt.replication == "first_load":
            start_date = self.run.settings.start_date
            learned |= {
                "valid_from": synced_at,
                "start_date": start_date.isoformat() if start_date else None,
                "left_out": sorted(t.cast("set[int]", attempt.left_out)) or None,
            }
        attempt.complete(**learned)
        attempt.message = attempt.message or attempt.remark


def api_time(moment: pendulum.DateTime) -> str:
    """Write a moment as the API wants it: no zone, milliseconds (octopus-api.md 6.1)."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.") + f"{moment.microsecond // 1000:03d}"
