"""The Singer state: a bookmark for each stream and dossier, which also logs the calls.

    {"bookmarks": {"bookings": {"12": {"since": ..., "synced_at": ..., "calls": [...]}}}}

With `batch_config`, it also counts the files of the run: {"files": {"run": ..., "count": 3}}.
Its size depends on the number of dossiers and streams only. Default values are left out. The state
may come from an earlier version or another tap, or be cut off or edited by hand. The tap ignores
what it cannot use, and reads that from the start again.
"""

from __future__ import annotations

import dataclasses
import datetime  # noqa: TC003 - msgspec reads the types of fields
import json
import logging
import re
import typing as t

import msgspec
import pendulum

from tap_octopus.client.limits import still_counting
from tap_octopus.files import json_text
from tap_octopus.moments import check_moments, stamp, unstamp
from tap_octopus.output.batch_files import BatchFiles

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Operation

_log = logging.getLogger("tap-octopus")

ACCOUNT = "account"
"""The key in place of a dossier's id, for what belongs to the account."""

NAMED = 3
"""How many unusable places of a state a warning names."""

ID = re.compile(r"0|[1-9][0-9]{0,9}")
TICK = pendulum.duration(milliseconds=1)
Number = t.Annotated[int, msgspec.Meta(ge=0, lt=2**33)]
"""A count, an id, or seconds since 1970."""

Partition = t.Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,10}(:[0-9]{1,9})?$")]
"""A bookyear such as 5, or a bookyear and a journal type or number such as 5:1."""

Suspect = t.Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,10}:[0-9]{1,9}$")]


class Progress(msgspec.Struct):
    """The progress of a read in partitions, which may take several runs.

    Attributes:
        began: When it began, by the server's clock.
        synced_at: The `synced_at` of its first run.
        done: The partitions that are complete.
    """

    began: str
    synced_at: str
    done: list[Partition]

    def __post_init__(self) -> None:
        """Check the timestamps.

        Raises:
            ValueError: A text is not a timestamp.
        """
        check_moments(self.began, self.synced_at)


class Bookmark(msgspec.Struct, omit_defaults=True, kw_only=True, rename={"partitions": "parts"}):
    """What the tap knows of one stream of one dossier. Timestamps are of the server's clock.

    Attributes:
        since: The lower bound of the next read; normally when the last complete read began.
        synced_at: The `synced_at` of the rows of the last complete read.
        valid_from: The `synced_at` from which rows are live; left out while it equals `synced_at`.
        finished: When the last complete read began, if `since` is earlier than that.
        open_until: Until then, reads go back before the first load (`IncrementalStream.complete`).
        partitions: The progress of a read in partitions, if one is unfinished.
        reading: Whether a read is under way. It stays True when a run is killed.
        odd: Fingerprints of documents that are out of balance in Octopus itself (bookings).
        repair: Partitions to read again, because a document came incomplete (bookings).
        gaps: Whether Octopus itself skips line numbers (bookings).
        without_deletions: Whether a read dropped deletions, as their stream was not selected
            (bookings).
        deletions_at: The `synced_at` of the last read that returned deletions (bookings).
        by_list: Whether `/modified` failed and the plain list was read instead.
        count: The number of bookyears (bookyears) or of journals (financial_journals).
        start_date: The setting at the last first load.
        left_out: The bookyears that `start_date` excluded.
        calls: The calls of the last 24 hours, in seconds since 1970.
        last_read: The last `synced_at` that any stream of the dossier got (dossiers).
        refused: Whether Octopus refused the dossier in the last run (dossiers).
        start_with: The dossier at which the last run stopped, 0 for none (dossiers, for the
            account).
    """

    since: str | None = None
    synced_at: str | None = None
    valid_from: str | None = None
    finished: str | None = None
    open_until: str | None = None
    partitions: Progress | None = None
    reading: bool = False
    odd: tuple[Number, ...] = ()
    repair: tuple[Suspect, ...] = ()
    gaps: bool = False
    without_deletions: bool = False
    deletions_at: str | None = None
    by_list: bool = False
    count: Number | None = None
    start_date: datetime.date | None = None
    left_out: tuple[Number, ...] = ()
    calls: list[Number] = []
    last_read: str | None = None
    refused: bool = False
    start_with: Number = 0

    def __post_init__(self) -> None:
        """Check the timestamps.

        Raises:
            ValueError: A text is not a timestamp, or two timestamps contradict each other.
        """
        check_moments(self.since, self.synced_at, self.valid_from, self.finished, self.last_read)
        check_moments(self.open_until, self.deletions_at)
        if self.since and not self.live_from:
            raise ValueError("since without synced_at")
        if max(self.since or "", self.valid_from or "") > (self.synced_at or "~"):
            raise ValueError("later than synced_at")

    @property
    def live_from(self) -> str | None:
        """The `synced_at` from which rows are live: that of the last complete first load."""
        return self.valid_from or (self.synced_at if self.since else None)

    def reach_back(self, moment: str) -> None:
        """Move the lower bound of the next read back to a moment, if that is earlier.

        When the last read was made stays known, in `finished`.
        """
        if self.since and moment < self.since:
            self.finished = self.finished or self.since
            self.since = moment
        if self.partitions:
            self.partitions.began = min(self.partitions.began, moment)


@dataclasses.dataclass
class Bookmarks:
    """The bookmarks of a run. They are the Singer state, and the call log of `Limits`.

    Attributes:
        state: The state of the tap, with the bookmarks of `load`. It is changed in place.
        save: Writes the state, if that is due.
        shared_limits: Whether Octopus counts calls for the account instead of for each dossier.
    """

    state: dict[str, t.Any]
    save: t.Callable[[], None] = lambda: None
    shared_limits: bool = False

    def __post_init__(self) -> None:
        self._streams: dict[str, dict[str, Bookmark]] = self.state.setdefault("bookmarks", {})

    def of(self, stream: str, dossier: int | None) -> Bookmark:
        """Return the bookmark of a stream and dossier; the dossier None stands for the account."""
        key, entries = _key(dossier), self._streams.setdefault(stream, {})
        if key not in entries:
            entries[key] = Bookmark()
        return entries[key]

    def next_read(self, dossier: int | None, now: pendulum.DateTime) -> str:
        """Return a new `synced_at`: the server's time, but later than any earlier `synced_at`."""
        entry, moment = self.of("dossiers", dossier), stamp(now)
        if entry.last_read and moment <= entry.last_read:
            moment = stamp(unstamp(entry.last_read) + TICK)
        entry.last_read = moment
        return moment

    def dossiers(self) -> list[int]:
        """Return the ids of all dossiers that were ever listed."""
        return [int(key) for key in self._streams.get("dossiers", {}) if key != ACCOUNT]

    def forget_others(self, is_mine: t.Callable[[int], bool], now: float) -> None:
        """Delete the bookmarks of dossiers that now belong to another shard.

        If such a dossier comes back, it is loaded from the start: its bookmark would be out of
        date. Calls that still count towards a limit are kept.

        Args:
            is_mine: Returns whether a dossier belongs to this shard.
            now: The server's time, in seconds since 1970.
        """
        known = {key for entries in self._streams.values() for key in entries} - {ACCOUNT}
        others = {key for key in known if not is_mine(int(key))}
        since = still_counting(now)
        for entries in self._streams.values():
            for key in others & entries.keys():
                calls = [call for call in entries.pop(key).calls if call > since]
                if calls:
                    entries[key] = Bookmark(calls=calls)

    def calls(self, operation: Operation, dossier: int | None) -> list[int]:
        """Return the times of the calls that share a limit with this operation."""
        stream = _stream(operation)
        if operation.of_account or not self.shared_limits:
            return self.of(stream, None if operation.of_account else dossier).calls
        entries = self._streams.get(stream, {}).items()
        return [call for key, entry in entries if key != ACCOUNT for call in entry.calls]

    def note(
        self, operation: Operation, dossier: int | None, moment: int, *, again: bool = False
    ) -> None:
        """Add a call; with `again`, replace the last one. Delete calls that no longer count."""
        entry = self.of(_stream(operation), None if operation.of_account else dossier)
        since = still_counting(moment) - 1
        recent = [call for call in entry.calls[: -1 if again else None] if call > since]
        entry.calls = [*recent, moment]


class _File(msgspec.Struct):
    """A state in the form that the tap writes."""

    bookmarks: dict[str, dict[str, Bookmark]]
    files: BatchFiles | None = None


_whole = msgspec.json.Decoder(_File)


def read(content: bytes) -> dict[str, t.Any]:
    """Read a state from the content of a file.

    A state that the tap wrote is decoded to bookmarks: dictionaries would take twice the memory.

    Raises:
        ClickException: It is not a JSON object.
    """
    try:
        return msgspec.structs.asdict(_whole.decode(content))
    except (ValueError, RecursionError):
        found: dict[str, t.Any] = json.loads(json_text(content, "state"))
        return found


def load(state: t.Mapping[str, t.Any]) -> dict[str, dict[str, Bookmark]]:
    """Return the usable bookmarks of a state, and warn of the others."""
    found: dict[str, dict[str, Bookmark]] = {}
    lost: list[str] = []
    streams = state.get("bookmarks")
    for stream, entries in streams.items() if isinstance(streams, dict) else [("bookmarks", None)]:
        if not isinstance(entries, dict):
            lost.append(stream[:40])
            continue
        found[stream] = {}
        for key, entry in entries.items():
            is_key = key == ACCOUNT or ID.fullmatch(key) is not None
            bookmark = _bookmark(entry)
            if not (is_key and bookmark):
                lost.append(f"{stream} of {key}"[:40])
            if is_key:
                found[stream][key] = bookmark or _survivors(entry)
    if lost:
        more = f" and {len(lost) - NAMED} more" if len(lost) > NAMED else ""
        _log.warning(
            "The state is not as the tap writes it (%s%s): what it should hold is read from the "
            "start again", ", ".join(lost[:NAMED]), more,
        )  # fmt: skip
    _order_reads(found)
    return found


def files(state: t.Mapping[str, t.Any]) -> BatchFiles | None:
    """Return the files that a state counts; None if there are none, or it is not as we write it."""
    try:
        return msgspec.convert(state.get("files"), BatchFiles | None)
    except msgspec.ValidationError:
        return None


def _order_reads(streams: dict[str, dict[str, Bookmark]]) -> None:
    """Set `last_read` after every read of the dossier; an edited state may have lost it."""
    for key, entry in [pair for entries in streams.values() for pair in entries.items()]:
        if entry.synced_at:
            dossier = streams.setdefault("dossiers", {}).setdefault(key, Bookmark())
            dossier.last_read = max(dossier.last_read or "", entry.synced_at)


def _bookmark(entry: object) -> Bookmark | None:
    try:
        return msgspec.convert(entry, Bookmark)
    except msgspec.ValidationError:
        return None


def _survivors(entry: object) -> Bookmark:
    """Return what can be kept of a bookmark that is not valid: calls, `last_read` and the like.

    Nothing of what was read is kept, so the stream is read from the start again.
    """
    made = Bookmark()
    for name in ("calls", "last_read", "refused", "start_with"):
        if isinstance(entry, dict) and (found := _bookmark({name: entry.get(name)})):
            setattr(made, name, getattr(found, name))
    return made


def _stream(operation: Operation) -> str:
    """Return the stream whose bookmark logs the calls of an operation."""
    return "dossiers" if operation.name == "connect" else operation.name


def _key(dossier: int | None) -> str:
    return ACCOUNT if dossier is None else str(dossier)
