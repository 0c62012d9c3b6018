"""One run: which dossiers are visited, in what order, and what came of it."""

from __future__ import annotations

import collections
import datetime
import logging
import random
import time
import typing as t

from singer_sdk import exceptions as singer

from tap_octopus.client import Client
from tap_octopus.errors import RunFailed
from tap_octopus.reading.attempt import COMPLETE, FAILED, PARTIAL, REFUSED, SKIPPED
from tap_octopus.reading.memory import Memory
from tap_octopus.reading.visit import Visit

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_octopus.reading.attempt import Attempt
    from tap_octopus.reading.stream import OctopusStream
    from tap_octopus.settings import Settings

_log = logging.getLogger("tap-octopus")

STATE_SECONDS = 30
"""Between two STATE messages: each holds the state of every dossier.

There are more where that is cheap: one for as many calls as there are dossiers, so that all of
them take no more room than the dossiers, and a run that is killed forgets fewer calls than that.
"""


class Run:
    """A run over the dossiers of an account.

    Args:
        settings: The tap's settings.
        state: The tap's state, which is written to in place.
        streams: All streams of the tap, by name.

    Attributes:
        visiting: The dossier that is being read.
        overlap: How far an incremental read reaches back.
    """

    visiting: Visit

    def __init__(
        self,
        settings: Settings,
        state: dict[str, t.Any],
        streams: Mapping[str, OctopusStream],
    ) -> None:
        self.settings = settings
        self.streams = streams
        self.overlap = datetime.timedelta(minutes=settings.overlap_minutes)
        shared = settings.daily_limit_scope == "account"
        self.memory = Memory(state, self._save, shared_limits=shared)
        self.client = Client(settings, self.memory)
        self.problems: list[str] = []
        self.complete_reads: collections.Counter[str] = collections.Counter()
        self.outcomes: collections.Counter[str] = collections.Counter()
        self._next_state = time.monotonic() + STATE_SECONDS
        self._unsaved_calls = 0
        self._is_over = False

    def is_state_due(self) -> bool:
        """Tell whether a STATE message should be written: every so often, and at the end."""
        now = time.monotonic()
        many = self._unsaved_calls >= max(len(self.memory.dossiers()), 1)
        if self._is_over or now >= self._next_state or many:
            self._next_state = now + STATE_SECONDS
            self._unsaved_calls = 0
            return True
        return False

    def _save(self) -> None:
        """Write a STATE message before a call, if that is due."""
        self._unsaved_calls += 1
        self.streams["dossiers"].save()

    def visit_all(
        self, dossiers: Sequence[int], streams: Sequence[OctopusStream], listed: Mapping[int, str]
    ) -> None:
        """Visit each dossier and read what is due there, then come to an end.

        The first one is where the last run was broken off. When the calls are shared it is left
        to chance who comes first, so that none is always left out.

        Args:
            dossiers: Their ids.
            streams: What to read in each, in this order.
            listed: For each dossier when it was listed; empty when the list was not read.
        """
        account = self.memory.of("dossiers", None)
        first = account.get("start_with", 0)
        order = sorted(dossiers, key=lambda dossier: (dossier < first, dossier))
        if self.settings.daily_limit_scope == "account":
            random.shuffle(order)
        for number, dossier in enumerate(order, start=1):
            account["start_with"] = dossier
            place = f"dossier {dossier} ({number} of {len(order)})"
            self.visiting = Visit(
                dossier, place, self.client, self.memory, self.settings.start_date
            )
            self._visit(self.visiting, streams, listed)
        account["start_with"] = 0
        for stream in streams:
            if self.complete_reads[stream.name] == len(order):
                stream.activate_version()
        self.client.close()
        self._is_over = True

    def _visit(
        self, visit: Visit, streams: Sequence[OctopusStream], listed: Mapping[int, str]
    ) -> None:
        """Read what is due of one dossier."""
        due = [stream for stream in streams if stream.is_due(visit)]
        if all(stream.name == "sync_status" for stream in due):
            self.outcomes[SKIPPED] += 1
            return
        started, made = time.monotonic(), self.client.limits.made.total()
        if visit.dossier in listed:
            self._note_listed(visit, listed[visit.dossier])
        for stream in due:
            try:
                stream.sync({"dossier_id": visit.dossier})
            except (singer.AbortedSyncFailedException, singer.AbortedSyncPausedException):
                _log.debug("%s: %s stops after its first record", visit.place, stream.name)
        visit.learn()
        self.complete_reads.update(
            a.stream for a in visit.attempts if a.outcome == COMPLETE and a.is_whole
        )
        calls = self.client.limits.made.total() - made
        self._conclude(visit, time.monotonic() - started, calls)

    def _note_listed(self, visit: Visit, synced_at: str) -> None:
        """Note that `dossiers` was read: its one call was for all dossiers."""
        dossiers = self.streams["dossiers"]
        attempt = visit.attempt(dossiers.name, dossiers.shaper)
        with attempt:
            attempt.began = attempt.synced_at = synced_at
            attempt.row_count = 1
            attempt.complete()

    def _conclude(self, visit: Visit, seconds: float, calls: int) -> None:
        """Say in one line what came of a dossier; a problem is also told at the end."""
        attempts = visit.attempts
        outcome = worst(attempts)
        self.outcomes[outcome] += 1
        rows = sum(a.row_count for a in attempts)
        deleted = sum(a.deleted_count for a in attempts)
        text = f"{visit.place}: {outcome}, {rows} rows, {deleted} deletions, {calls} calls"
        text = f"{text}, {seconds:.1f} s{_reasons(attempts)}"
        if outcome == FAILED:
            self.problems.append(text)
            _log.error(text)
        elif outcome == REFUSED:
            _log.warning(text)
            if visit.dossier in self.settings.dossier_ids:
                self.problems.append(f"{text}; the setting dossier_ids names this dossier")
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
            raise RunFailed(
                f"not everything was read ({counts}); all else was, and what is missing "
                "is tried again by the next run:\n  " + "\n  ".join(self.problems)
            )


_SPOKEN = {SKIPPED: "with nothing due"}


def worst(attempts: Iterable[Attempt]) -> str:
    """Give the outcome that speaks for a dossier."""
    outcomes = {attempt.outcome for attempt in attempts if attempt.stream != "dossiers"}
    if outcomes == {REFUSED}:
        return REFUSED
    if FAILED in outcomes:
        return FAILED
    return PARTIAL if outcomes & {PARTIAL, REFUSED} else COMPLETE


def _reasons(attempts: Iterable[Attempt]) -> str:
    """Put the streams that went wrong behind what went wrong, each reason once."""
    streams: dict[str, list[str]] = collections.defaultdict(list)
    for attempt in attempts:
        if attempt.message:
            streams[f"{attempt.outcome}: {attempt.message}"].append(attempt.stream)
    return "".join(f"; {', '.join(names)} {reason}" for reason, names in streams.items())
