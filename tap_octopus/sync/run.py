"""One run: which dossiers are synced, in which order, and with what outcome."""

from __future__ import annotations

import collections
import dataclasses
import logging
import random
import time
import typing as t

from tap_octopus.client import Client, Network
from tap_octopus.errors import RunFailed
from tap_octopus.state import Bookmarks
from tap_octopus.sync.dossier import DossierSync
from tap_octopus.sync.dossiers import DossierList
from tap_octopus.sync.stream_sync import COMPLETE, FAILED, PARTIAL, REFUSED, SKIPPED

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tap_octopus.output.lock import RunLock
    from tap_octopus.output.writer import States
    from tap_octopus.settings import Settings
    from tap_octopus.sync.dossiers import Dossiers
    from tap_octopus.sync.stream import DossierStream
    from tap_octopus.sync.stream_sync import StreamSync

_log = logging.getLogger("tap-octopus")

HOPELESS = 2
"""After so many unreachable dossiers in a row, the server counts as down: no more retries."""

NAMED = 10
"""The most problems that the closing error names."""

WORDS = {SKIPPED: "with nothing due"}

Task = tuple[int, int]
"""The place of a dossier in the order of the run, and its id."""


@dataclasses.dataclass
class Run:
    """A run over the dossiers of an account.

    Its streams are the selected streams that have rows of each dossier, in the order of reading.
    """

    settings: Settings
    state: dict[str, t.Any]
    streams: Sequence[DossierStream]
    lock: RunLock
    states: States
    network: Network

    def __post_init__(self) -> None:
        self._is_shared = self.settings.daily_limit_scope == "account"
        save = self.states.write_before_call
        self._bookmarks = Bookmarks(self.state, save, shared_limits=self._is_shared)
        self.client = Client(self.settings, self._bookmarks, self.lock, self.network)
        self.dossiers = DossierList(self.client, self._bookmarks, self.settings)
        self._problems = self.dossiers.problems
        self._unfinished: dict[int, int] = {}
        self._complete_reads: collections.Counter[str] = collections.Counter()
        self._outcomes: collections.Counter[str] = collections.Counter()
        self._unreachable = 0

    def begin(self, stream: Dossiers) -> list[Task]:
        """List the dossiers, and return them in the order in which they are synced."""
        limit = 1 if stream.ABORT_AT_RECORD_COUNT else None
        found = self.dossiers.read(stream.row_mapper)[:limit]
        names = [stream.name for stream in self.streams]
        self._selected = frozenset([*names, stream.name] if stream.selected else names)
        self._row_mapper = stream.row_mapper
        self.states.dossiers = max(len({*found, *self._bookmarks.dossiers()}), 1)
        self._order = self._ordered(found)
        return [*enumerate(self._order, start=1)]

    @property
    def threads(self) -> int:
        """How many dossiers are synced at once.

        It is 1 when dossiers share the limits: what is due then depends on the calls of the dossier
        before.
        """
        return 1 if self._is_shared else self.settings.parallel_dossiers

    def sync_dossier(self, task: Task) -> None:
        """Sync the due streams of one dossier. The state notes where to start after a crash."""
        number, dossier_id = task
        account = self._bookmarks.of("dossiers", None)
        self._unfinished[number] = dossier_id
        account.start_with = next(iter(self._unfinished.values()))
        place = f"dossier {dossier_id} ({number} of {len(self._order)})"
        dossier = DossierSync(
            dossier_id, place, self.client, self._bookmarks, self.settings, self._selected,
            self._language(dossier_id),
        )  # fmt: skip
        self._sync(dossier)
        del self._unfinished[number]
        account.start_with = next(iter(self._unfinished.values()), dossier_id)

    def end(self) -> None:
        """Finish the run: reset where to start, send ACTIVATE_VERSION, close the connections."""
        self._bookmarks.of("dossiers", None).start_with = 0
        for stream in self.streams:
            if self._complete_reads[stream.name] == len(self._order):
                stream.activate_version()
        self.client.close()

    def _ordered(self, dossiers: Sequence[int]) -> list[int]:
        """Return the dossiers by id, starting with the one at which the last run stopped.

        When dossiers share the limits, the order is random. In a fixed order, the same dossiers
        could always find the calls of some operation spent.
        """
        if self._is_shared:
            return random.sample(dossiers, len(dossiers))
        first = self._bookmarks.of("dossiers", None).start_with
        return sorted(dossiers, key=lambda dossier: (dossier < first, dossier))

    def _sync(self, dossier: DossierSync) -> None:
        """Sync the streams of a dossier that are due."""
        due = []
        for stream in self.streams:
            if stream.is_due(dossier):
                due.append(stream)
                dossier.due.append(stream.name)
        if set(dossier.due) <= {"sync_status"}:
            self._outcomes[SKIPPED] += 1
            return
        started = time.monotonic()
        self._note_listed(dossier)
        with self.client.connections.dossier(dossier.id):
            for stream in due:
                stream.sync_dossier(dossier)
            dossier.keep_pending()
            self.client.leave(dossier.id)
        self._unreachable = self._unreachable + 1 if dossier.is_unreachable else 0
        self.client.retries.is_hopeful = self._unreachable < HOPELESS
        self._complete_reads.update(
            sync.stream for sync in dossier.syncs if sync.outcome == COMPLETE and sync.is_whole
        )
        self._conclude(dossier, time.monotonic() - started)

    def _language(self, dossier: int) -> str:
        """Return the language of a dossier: from the setting, or from the dossier in Octopus."""
        row = self.dossiers.rows.get(dossier)
        own = str(row.language_code or "").lower() if row is not None else ""
        return own if self.settings.language == "dossier" else self.settings.language

    def _note_listed(self, dossier: DossierSync) -> None:
        """Add the row of the stream `dossiers` to `sync_status`. One call read all dossiers."""
        row = self.dossiers.rows.get(dossier.id)
        if row is not None and "dossiers" in self._selected:
            sync = dossier.begin("dossiers", self._row_mapper)
            sync.began = sync.synced_at = row.synced_at
            sync.api_version = self.dossiers.version
            sync.message = self.dossiers.unwritten.get(dossier.id)
            if sync.message is None:
                sync.row_count = 1
                sync.complete()

    def _conclude(self, dossier: DossierSync, seconds: float) -> None:
        """Log the outcome of a dossier in one line. The closing error repeats a failure."""
        syncs, outcome = dossier.syncs, outcome_of(dossier)
        self._outcomes[outcome] += 1
        entry = self._bookmarks.of("dossiers", dossier.id)
        was_refused, entry.refused = entry.refused, outcome == REFUSED
        rows, deleted = sum(s.row_count for s in syncs), sum(s.deleted_count for s in syncs)
        calls, reasons = dossier.client.limits.calls_made[dossier.id].total(), _reasons(syncs)
        text = f"{dossier.place}: {outcome}, {rows} rows, {deleted} deletions, {calls} calls"
        text = f"{text}, {seconds:.1f} s{reasons}"
        if outcome == FAILED:
            self._problems.append(f"{dossier.place}{_reasons(syncs, FAILED)}")
            _log.error(text)
        elif outcome == REFUSED:
            short = f"{dossier.place}: refused, as the last time (see sync_status)"
            _log.warning(short if was_refused else text)
            if dossier.id in self.settings.dossier_ids:
                reason = "refused; the setting dossier_ids names this dossier"
                self._problems.append(f"{dossier.place}: {reason}")
        else:
            _log.info(text)

    def sum_up(self) -> None:
        """Log the outcome of the run.

        Raises:
            RunFailed: Something was not read, or every dossier was refused.
        """
        counts = ", ".join(f"{n} {WORDS.get(o, o)}" for o, n in self._outcomes.items())
        _log.info("dossiers: %s", counts or "none")
        if self._outcomes and set(self._outcomes) <= {REFUSED}:
            self._problems.append("every dossier was refused: check the user's rights")
        if self._problems:
            more = len(self._problems) - NAMED
            also = [f"and {more} more, see the log"] if more > 0 else []
            raise RunFailed(
                f"Not everything was read ({counts}). The next run tries again what is "
                "missing:\n  " + "\n  ".join([*self._problems[:NAMED], *also])
            )


def outcome_of(dossier: DossierSync) -> str:
    """Return the outcome of a dossier."""
    outcomes = {sync.outcome for sync in dossier.syncs if sync.stream != "dossiers"}
    if dossier.is_refused and outcomes == {REFUSED}:
        return REFUSED
    if FAILED in outcomes:
        return FAILED
    return PARTIAL if outcomes & {PARTIAL, REFUSED} else COMPLETE


def _reasons(syncs: Iterable[StreamSync], only: str | None = None) -> str:
    """Return each reason once, after the streams to which it applies; failures come first.

    Args:
        syncs: The syncs of a dossier.
        only: The outcome to include; None for all.
    """
    streams: dict[str, list[str]] = collections.defaultdict(list)
    for sync in sorted(syncs, key=lambda sync: sync.outcome != FAILED):
        if sync.message and only in {None, sync.outcome}:
            streams[f"{sync.outcome}: {sync.message}"].append(sync.stream)
    return "".join(f"; {', '.join(names)} {reason}" for reason, names in streams.items())
