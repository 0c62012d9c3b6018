"""The two tables around the others: the dossiers, from which a run begins, and its outcome."""

from __future__ import annotations

import logging
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.errors import OctopusError, RowRejected, RunFailed, TemporaryError
from tap_octopus.sync.stream import OctopusStream
from tap_octopus.sync.stream_sync import SKIPPED

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_octopus.rows.answers import Answer, Record
    from tap_octopus.rows.mapper import Row
    from tap_octopus.shards import Shard
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

_log = logging.getLogger("tap-octopus")


class DossiersStream(OctopusStream):
    """The dossiers. The SDK reads this table; its rows written, it visits each dossier.

    Where shards divide the dossiers, the first writes this table, whole: what is live in it are
    the rows of its newest list. The others would overwrite each other's rows at the same time.

    A dossier token lives 10 minutes and connecting is limited (octopus-api.md 3.5), so the
    other streams are read dossier by dossier, as the SDK's child streams of this one.
    """

    operation = api.DOSSIERS

    def batches(self) -> Iterator[list[Row]]:
        """List the dossiers, then visit them."""
        self._answered(self.run.client.sign_in, Request(api.SIGN_IN))
        self.run.bookmarks.keep(self._is_mine, self.run.client.clock.seconds())
        is_listed = self._can_list()
        rows = self._chosen() if is_listed else {}
        if self._shard is None or self._shard.is_first:
            yield list(rows.values())[: self.ABORT_AT_RECORD_COUNT]
        rows = {dossier: row for dossier, row in rows.items() if self._is_mine(dossier)}
        known = [
            d for d in self.run.bookmarks.dossiers() if self._is_wanted(d) and self._is_mine(d)
        ]
        dossiers = list(rows) if is_listed else known
        if not dossiers:
            where = "in this shard" if self._shard else "this user reaches none that is wanted"
            _log.warning("There is no dossier to read: %s", where)
        if self.ABORT_AT_RECORD_COUNT:
            dossiers = dossiers[:1]
        listed = {d: row.synced_at for d, row in rows.items()} if self.selected else {}
        streams = [t.cast("OctopusStream", s) for s in self.child_streams if s.selected]
        self.run.visit_all(dossiers, streams, listed)
        if rows:
            self.activate_version()
        if self.ABORT_AT_RECORD_COUNT:
            self.run.sum_up()

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Not read in a visit: it is what the visits begin with."""
        raise AssertionError(visit, attempt)

    def log_sync_costs(self) -> None:
        """Sum up: the SDK calls this once all is written, the last STATE included."""
        super().log_sync_costs()
        self.run.sum_up()

    def _can_list(self) -> bool:
        """Tell whether a call is left; otherwise the dossiers that are remembered will do."""
        left = self.run.client.limits.left(self.operation, None)
        if left < 1:
            _log.info("no call is left to list the dossiers: those of earlier runs are visited")
        return left > 0

    def _chosen(self) -> dict[int, Row]:
        """Give the rows of the dossiers that the settings choose.

        Raises:
            RunFailed: When there is no list to begin with, or a chosen dossier is not on it.
        """
        rows = self._rows(self._answered(self.run.client.call, Request(self.operation)))
        self._check_known(rows)
        return {dossier: row for dossier, row in rows.items() if self._is_wanted(dossier)}

    @staticmethod
    def _answered(call: Callable[[Request], Answer], request: Request) -> list[Record]:
        """Make a call without which there is no run.

        Raises:
            RunFailed: When it brings no answer.
        """
        try:
            with call(request) as answer:
                return [*answer.records(None)[0]]
        except TemporaryError as error:
            raise RunFailed(f"{error}. Is api_url right, and can it be reached?") from None
        except OctopusError as error:
            raise RunFailed(str(error)) from None

    def _rows(self, records: list[Record]) -> dict[int, Row]:
        """Make rows; a dossier without a key is left out with a warning, as is a second one.

        One that has a key should be read: when it cannot be, the run has failed.
        """
        synced_at = self.run.bookmarks.next_read(None, self.run.client.clock.now())
        rows: dict[int, Row] = {}
        for record in records:
            try:
                row = self.row_mapper.row(record, {"synced_at": synced_at})
            except RowRejected as error:
                problem = f"Octopus lists a dossier that cannot be read: {error}"
                _log.warning(problem)
                if isinstance(record, dict) and record.get("dossierKey"):
                    self.run.problems.append(problem)
                continue
            if rows.setdefault(row.dossier_id, row) is not row:
                _log.warning("Octopus lists dossier %s twice", row.dossier_id)
        return rows

    def _is_wanted(self, dossier: int) -> bool:
        return self.run.settings.left_out_by(dossier) in {None, "dossier_shard"}

    @property
    def _shard(self) -> Shard | None:
        return self.run.settings.dossier_shard

    def _is_mine(self, dossier: int) -> bool:
        """Tell whether a dossier is for this run, and not for that of another shard."""
        return self._shard is None or self._shard.has(dossier)

    def _check_known(self, rows: dict[int, Row]) -> None:
        """Note each dossier that the settings name and Octopus doesn't.

        Raises:
            RunFailed: When none is left to be read.
        """
        for dossier in sorted(set(self.run.settings.dossier_ids) - set(rows)):
            if not self._is_mine(dossier):
                continue  # the run of its shard says so
            problem = f"dossier_ids names {dossier}, which this user cannot reach in Octopus"
            _log.error(problem)
            self.run.problems.append(problem)
        if self.run.problems and not any(map(self._is_wanted, rows)):
            raise RunFailed("; ".join(self.run.problems))


class SyncStatusStream(OctopusStream):
    """What came of each attempt to read a stream of a dossier; the last to be read in a visit."""

    operation = api.DOSSIERS
    has_versions = False

    def is_due(self, visit: DossierSync) -> bool:  # noqa: ARG002
        """Come along with whatever is read."""
        return True

    def read(self, visit: DossierSync, attempt: StreamSync) -> Iterator[list[Row]]:
        """Not an attempt of its own: it tells of the others."""
        raise AssertionError(visit, attempt)

    def batches(self) -> Iterator[list[Row]]:
        """Give a row for each attempt; one that was skipped leaves its row as it was."""
        yield [
            self.row_mapper.made(attempt.status())
            for attempt in self.run.dossier_sync.attempts
            if attempt.outcome != SKIPPED and self.run.streams[attempt.stream].selected
        ]
