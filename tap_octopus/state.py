"""What the tap remembers from run to run: the Singer state, laid out by stream and dossier.

    {"bookmarks": {"bookings": {"12": {"since": ..., "synced_at": ..., "calls": [...]}}}}

For each dossier and stream, and never for more than that:

    synced_at    when the last complete read began
    last_read    when the last read began, complete or not (once for all streams of a dossier)
    valid_from   when the last complete first load began (incremental streams); left out beside
                 `since` where it is the same as `synced_at`
    since        the server's clock at the last complete read, from where the next one goes on
    finished     when the last part of a first load was read, if that took several runs
    parts        how far a read in several calls has come: began, since, done
    odd          fingerprints of documents that are out of balance in Octopus itself (bookings)
    repair       parts to be read again, because a document came in part (bookings)
    gaps         true when Octopus itself leaves out line numbers (bookings)
    without_deletions  true when they were read without their deletions (bookings)
    start_with   the dossier at which a run was broken off (once for the account)
    count        how many bookyears there are (bookyears), or journals (financial_journals)
    start_date   the setting at the last first load, and
    left_out     the bookyears that it left out
    calls        the calls of the last 24 hours, in seconds since 1970
    reading      true while it is being read: a run that is killed leaves it behind
"""

from __future__ import annotations

import datetime
import typing as t

import pendulum

from tap_octopus.client.limits import still_counting

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Operation

ACCOUNT = "account"
"""Stands where a dossier's id would, for what counts for the account."""

TICK = pendulum.duration(milliseconds=1)

Entry = dict[str, t.Any]


class Bookmarks:
    """Reads and writes the Singer state; also the ledger of calls.

    Args:
        state: The tap's state, which is written to in place.
        save: Writes the state, if that is due.
        shared_limits: Whether Octopus counts calls for the account instead of each dossier.
    """

    def __init__(
        self,
        state: dict[str, t.Any],
        save: t.Callable[[], None] = lambda: None,
        *,
        shared_limits: bool = False,
    ) -> None:
        self._bookmarks: dict[str, dict[str, Entry]] = state.setdefault("bookmarks", {})
        self.save = save
        self._shared = shared_limits

    def of(self, stream: str, dossier: int | None) -> Entry:
        """Give what is remembered of one stream and dossier, to read or to change."""
        return self._bookmarks.setdefault(stream, {}).setdefault(_key(dossier), {})

    def next_read(self, dossier: int | None, now: pendulum.DateTime) -> str:
        """Give a `synced_at`: the server's time, but later than that of any read before."""
        entry = self.of("dossiers", dossier)
        last = entry.get("last_read")
        moment = max(now, unstamp(last) + TICK) if last else now
        entry["last_read"] = stamp(moment)
        return stamp(moment)

    def dossiers(self) -> list[int]:
        """Give the ids of the dossiers that were ever listed."""
        return [int(key) for key in self._bookmarks.get("dossiers", {}) if key != ACCOUNT]

    def keep(self, is_mine: t.Callable[[int], bool], now: float) -> None:
        """Forget what was read of the dossiers that another shard reads by now.

        One that comes back is loaded anew: what this state says of it would be of another time.
        Only calls that still count are kept.

        Args:
            is_mine: Tells whether a dossier stays.
            now: Seconds since 1970.
        """
        known = {key for entries in self._bookmarks.values() for key in entries} - {ACCOUNT}
        others = {key for key in known if not is_mine(int(key))}
        since = still_counting(now)
        for entries in self._bookmarks.values():
            for key in others & entries.keys():
                calls = [c for c in entries[key].get("calls", ()) if c > since]
                entries[key] = {"calls": calls}
                if not calls:
                    del entries[key]

    def calls(self, operation: Operation, dossier: int | None) -> list[int]:
        """Give the calls that count together with one more of this operation."""
        place = _place(operation)
        if operation.of_account:
            return list(self.of(place, None).get("calls", ()))
        if not self._shared:
            return list(self.of(place, dossier).get("calls", ()))
        everyone = (e for key, e in self._bookmarks.get(place, {}).items() if key != ACCOUNT)
        return [moment for entry in everyone for moment in entry.get("calls", ())]

    def note(
        self, operation: Operation, dossier: int | None, moment: int, *, again: bool = False
    ) -> None:
        """Remember one call, in the place of the last one or not; forget what counts no longer."""
        entry = self.of(_place(operation), None if operation.of_account else dossier)
        calls = entry.get("calls", [])[: -1 if again else None]
        since = still_counting(moment) - 1
        recent = [call for call in calls if call > since]
        entry["calls"] = [*recent, moment]


def unfolded(entry: Entry) -> Entry:
    """Give an entry with what a state leaves out of it."""
    if "since" in entry and "synced_at" in entry:
        return {"valid_from": entry["synced_at"], **entry}
    return dict(entry)


def fold(entry: Entry) -> None:
    """Leave out what another key says as well, for a state has hundreds of entries."""
    if "since" in entry and entry.get("valid_from") == entry.get("synced_at"):
        del entry["valid_from"]


def _place(operation: Operation) -> str:
    """Name the stream that an operation's calls are remembered with."""
    return "dossiers" if operation.name == "connect" else operation.name


def _key(dossier: int | None) -> str:
    return ACCOUNT if dossier is None else str(dossier)


def stamp(moment: pendulum.DateTime) -> str:
    """Write a moment in the one form that rows and state use: UTC, milliseconds."""
    return moment.in_timezone("UTC").isoformat(timespec="milliseconds")


def unstamp(text: str) -> pendulum.DateTime:
    """Read a moment that `stamp` wrote."""
    return pendulum.instance(datetime.datetime.fromisoformat(text))
