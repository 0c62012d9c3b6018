"""One run: which dossiers are visited, in what order, and what came of it."""

from __future__ import annotations

import collections
import logging
import random
import threading
import time
import typing as t

import pendulum
from singer_sdk import exceptions as singer

from tap_octopus.client import Client, Network
from tap_octopus.client.transport import Transport
from tap_octopus.errors import RunFailed
from tap_octopus.output.workers import Workers
from tap_octopus.state import Bookmarks
from tap_octopus.sync.dossier import DossierSync
from tap_octopus.sync.stream_sync import COMPLETE, FAILED, PARTIAL, REFUSED, SKIPPED

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_octopus.output.lock import RunLock
    from tap_octopus.settings import Settings
    from tap_octopus.sync.stream import OctopusStream
    from tap_octopus.sync.stream_sync import StreamSync

_log = logging.getLogger("tap-octopus")

STATE_SECONDS = 30
"""Between two STATE messages: each holds the state of every dossier."""

STATE_SHARE = 10
"""A run that is killed forgets its calls since the last STATE: there are more where that is cheap.

With D dossiers there is one every D * D / 10 calls, so that these take the same room together
however many dossiers there are. A small account has one for each call, and forgets none.
"""

HOPELESS = 2
"""When so many dossiers in a row could not be connected to, it is the server that is down."""

NAMED = 10
"""Problems that are told once more at the end of a run."""


class Run:
    """A run over the dossiers of an account.

    Args:
        settings: The tap's settings.
        state: The tap's state, which is written to in place.
        streams: All streams of the tap, by name.
        pen: What a thread holds that reads or writes any of this.
        network: Makes the lowest rung of the way to Octopus.

    Attributes:
        overlap: How far an incremental read reaches back.
    """

    def __init__(
        self,
        settings: Settings,
        state: dict[str, t.Any],
        streams: Mapping[str, OctopusStream],
        lock: RunLock,
        network: Network = Transport,
    ) -> None:
        self.settings = settings
        self.streams = streams
        self.lock = lock
        self.overlap = pendulum.duration(minutes=settings.overlap_minutes)
        self.is_shared = settings.daily_limit_scope == "account"
        self.bookmarks = Bookmarks(state, self._save, shared_limits=self.is_shared)
        self.client = Client(settings, self.bookmarks, lock, network)
        self.problems: list[str] = []
        self.complete_reads: collections.Counter[str] = collections.Counter()
        self.outcomes: collections.Counter[str] = collections.Counter()
        self._next_state = time.monotonic() + STATE_SECONDS
        self._unsaved_calls = 0
        self._size = 1
        self._own = threading.local()
        self._unreachable = 0
        self._is_over = False

    def is_state_due(self) -> bool:
        """Tell whether a STATE message should be written: every so often, and at the end."""
        many = self._unsaved_calls * STATE_SHARE >= self._size**2
        return self._is_over or many or time.monotonic() >= self._next_state

    def note_state(self) -> None:
        """Note that a STATE message was written."""
        self._next_state = time.monotonic() + STATE_SECONDS
        self._unsaved_calls = 0

    def _save(self) -> None:
        """Write a STATE message before a call, if that is due."""
        self._unsaved_calls += 1
        self.streams["dossiers"].save()

    @property
    def dossier_sync(self) -> DossierSync:
        """The dossier that this thread is reading."""
        visit: DossierSync = self._own.visit
        return visit

    def visit_all(
        self, dossiers: Sequence[int], streams: Sequence[OctopusStream], listed: Mapping[int, str]
    ) -> None:
        """Visit each dossier and read what is due there, then come to an end.

        Several are visited at a time, unless the calls are shared: then what is due in a dossier
        depends on what the one before has taken.

        Args:
            dossiers: Their ids.
            streams: What to read in each, in this order.
            listed: For each dossier when it was listed; empty when the list was not read.
        """
        self._size = max(len({*dossiers, *self.bookmarks.dossiers()}), 1)
        order = self._order(dossiers)
        account = self.bookmarks.of("dossiers", None)
        unfinished: dict[int, int] = {}

        def visit(number: int, dossier: int) -> None:
            unfinished[number] = dossier
            account["start_with"] = next(iter(unfinished.values()))
            place = f"dossier {dossier} ({number} of {len(order)})"
            self._own.visit = DossierSync(
                dossier, place, self.client, self.bookmarks, self.settings.start_date
            )
            self._visit(self.dossier_sync, streams, listed)
            del unfinished[number]
            account["start_with"] = next(iter(unfinished.values()), dossier)

        workers = Workers(self.lock, 1 if self.is_shared else self.settings.parallel_dossiers)
        workers.work(visit, enumerate(order, start=1))
        account["start_with"] = 0
        for stream in streams:
            if self.complete_reads[stream.name] == len(order):
                stream.activate_version()
        self.client.close()
        self._is_over = True

    def _order(self, dossiers: Sequence[int]) -> list[int]:
        """Begin where the last run was broken off.

        When the calls are shared it is left to chance who comes first, so that none is always
        left out: any fixed turn could meet the turn of some table's calls again and again.
        """
        if not self.is_shared:
            first = self.bookmarks.of("dossiers", None).get("start_with", 0)
            return sorted(dossiers, key=lambda dossier: (dossier < first, dossier))
        return random.sample(dossiers, len(dossiers))

    def _visit(
        self, visit: DossierSync, streams: Sequence[OctopusStream], listed: Mapping[int, str]
    ) -> None:
        """Read what is due of one dossier."""
        due = [stream for stream in streams if stream.is_due(visit)]
        if all(stream.name == "sync_status" for stream in due):
            self.outcomes[SKIPPED] += 1
            return
        started = time.monotonic()
        if visit.dossier in listed:
            self._note_listed(visit, listed[visit.dossier])
        for stream in due:
            try:
                stream.sync({"dossier_id": visit.dossier})
            except (singer.AbortedSyncFailedException, singer.AbortedSyncPausedException):
                _log.debug("%s: %s stops after its first record", visit.place, stream.name)
        visit.learn()
        self.client.leave(visit.dossier)
        self._unreachable = self._unreachable + 1 if visit.is_unreachable else 0
        self.client.call.is_hopeful = self._unreachable < HOPELESS
        self.complete_reads.update(
            a.stream for a in visit.attempts if a.outcome == COMPLETE and a.is_whole
        )
        self._conclude(visit, time.monotonic() - started)

    def _note_listed(self, visit: DossierSync, synced_at: str) -> None:
        """Note that `dossiers` was read: its one call was for all dossiers."""
        dossiers = self.streams["dossiers"]
        attempt = visit.attempt(dossiers.name, dossiers.row_mapper)
        with attempt:
            attempt.began = attempt.synced_at = synced_at
            attempt.row_count = 1
            attempt.complete()

    def _conclude(self, visit: DossierSync, seconds: float) -> None:
        """Say in one line what came of a dossier; a problem is also told at the end."""
        attempts = visit.attempts
        outcome = worst(attempts)
        calls = self.client.limits.calls_made[visit.dossier].total()
        self.outcomes[outcome] += 1
        rows = sum(a.row_count for a in attempts)
        deleted = sum(a.deleted_count for a in attempts)
        text = f"{visit.place}: {outcome}, {rows} rows, {deleted} deletions, {calls} calls"
        text = f"{text}, {seconds:.1f} s{_reasons(attempts)}"
        if outcome == FAILED:
            self.problems.append(f"{visit.place}{_reasons(attempts, 1)}")
            _log.error(text)
        elif outcome == REFUSED:
            _log.warning(text)
            if visit.dossier in self.settings.dossier_ids:
                reason = "refused; the setting dossier_ids names this dossier"
                self.problems.append(f"{visit.place}: {reason}")
        else:
            _log.info(text)

    def sum_up(self) -> None:
        """Say what came of the run.

        Raises:
            RunFailed: When something was not read, or every dossier was refused.
        """
        counts = ", ".join(f"{n} {_SPOKEN.get(o, o)}" for o, n in self.outcomes.items())
        _log.info("dossiers: %s", counts or "none")
        if self.outcomes and set(self.outcomes) <= {REFUSED}:
            self.problems.append("every dossier was refused: has the user rights on them?")
        if self.problems:
            more = len(self.problems) - NAMED
            told = [
                *self.problems[:NAMED],
                *([f"and {more} more, see the log"] if more > 0 else []),
            ]
            raise RunFailed(
                f"not everything was read ({counts}); all else was, and what is missing "
                "is tried again by the next run:\n  " + "\n  ".join(told)
            )


_SPOKEN = {SKIPPED: "with nothing due"}


def worst(attempts: Iterable[StreamSync]) -> str:
    """Give the outcome that speaks for a dossier."""
    outcomes = {attempt.outcome for attempt in attempts if attempt.stream != "dossiers"}
    if outcomes == {REFUSED}:
        return REFUSED
    if FAILED in outcomes:
        return FAILED
    return PARTIAL if outcomes & {PARTIAL, REFUSED} else COMPLETE


def _reasons(attempts: Iterable[StreamSync], most: int | None = None) -> str:
    """Put the streams that went wrong behind what went wrong, each reason once, failures first."""
    streams: dict[str, list[str]] = collections.defaultdict(list)
    for attempt in sorted(attempts, key=lambda attempt: attempt.outcome != FAILED):
        if attempt.message:
            streams[f"{attempt.outcome}: {attempt.message}"].append(attempt.stream)
    told = [f"; {', '.join(names)} {reason}" for reason, names in streams.items()]
    return "".join(told[:most])
