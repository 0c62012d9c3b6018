"""The Singer state: a bookmark for each stream and dossier, and the log of calls.

    {"bookmarks": {"bookings": {"12": {"since": ..., "synced_at": ..., "calls": [...]}}}}

A state grows with dossiers and streams, and never with more than that: what has its default is left
out. A state of an earlier version, one of another tap, one that was cut off or edited by hand: what
of it makes no sense is taken for unknown, and read from the start again.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import logging
import re
import typing as t

import msgspec
import pendulum

from tap_octopus.client.limits import still_counting
from tap_octopus.files import json_text

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Operation

_log = logging.getLogger("tap-octopus")

ACCOUNT = "account"
"""Stands where a dossier's id would, for what counts for the account."""

NAMED = 3
"""Places of a state that a warning names."""

ID = re.compile(r"0|[1-9][0-9]{0,9}")
TICK = pendulum.duration(milliseconds=1)
YEARS = range(1970, 2200)
"""Years that a clock may show: any other is a mistake."""

Number = t.Annotated[int, msgspec.Meta(ge=0, lt=2**33)]
"""A count, an id, or seconds since 1970."""

Partition = t.Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,10}(:[0-9]{1,9})?$")]
"""A bookyear such as 5, or a bookyear and a journal type or number such as 5:1."""

Suspect = t.Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,10}:[0-9]{1,9}$")]


class Progress(msgspec.Struct):
    """How far a read in several partitions has come: when it began, and which are done."""

    began: str
    synced_at: str
    done: list[Partition]

    def __post_init__(self) -> None:
        """Refuse what is no moment."""
        _check_moments(self.began, self.synced_at)


class Bookmark(msgspec.Struct, omit_defaults=True, kw_only=True, rename={"partitions": "parts"}):
    """What the tap knows of one stream of one dossier.

    Attributes:
        since: The server's clock when the last complete read began; the next goes on from there.
        synced_at: When the last complete read began, as its rows carry it.
        valid_from: When the last complete first load began; left out while it is the last read.
        finished: When the last read was made, where the next goes on from an earlier moment.
        open_until: Until when rows of another first load may still arrive.
        reading: Whether a read is under way: a run that is killed leaves it behind.
        odd: Fingerprints of documents that are out of balance in Octopus itself (bookings).
        repair: Partitions to read again, because a document came in part (bookings).
        gaps: Whether Octopus itself leaves out line numbers (bookings).
        without_deletions: Whether deletions were let go, as nobody had selected them (bookings).
        deletions_at: The `synced_at` of the last read that told deletions (bookings).
        by_list: Whether `/modified` has failed, and the plain list took its place.
        count: How many bookyears there are (bookyears), or journals (financial_journals).
        start_date: The setting at the last first load, which left out the bookyears `left_out`.
        calls: The calls of the last 24 hours, in seconds since 1970.
        last_read: When the last read of any stream of the dossier began (dossiers).
        refused: Whether the dossier was refused the last time (dossiers).
        start_with: The dossier at which a run was broken off (dossiers, for the account).
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
        """Refuse what is no moment, and moments that cannot go together."""
        _check_moments(self.since, self.synced_at, self.valid_from, self.finished, self.last_read)
        _check_moments(self.open_until, self.deletions_at)
        if self.since and not self.live_from:
            raise ValueError("since without synced_at")
        if max(self.since or "", self.valid_from or "") > (self.synced_at or "~"):
            raise ValueError("later than synced_at")

    @property
    def live_from(self) -> str | None:
        """When the last complete first load began: older rows are not live."""
        return self.valid_from or (self.synced_at if self.since else None)

    def reach_back(self, moment: str) -> None:
        """Let the next read go on from a moment, if that is earlier; its age stays what it is."""
        if self.since and moment < self.since:
            self.finished = self.finished or self.since
            self.since = moment
        if self.partitions:
            self.partitions.began = min(self.partitions.began, moment)


@dataclasses.dataclass
class Bookmarks:
    """The bookmarks of a run, which are the state itself; also the log of calls.

    Attributes:
        state: The tap's state, which is changed in place. Its bookmarks are those of `load`.
        save: Writes the state, if that is due.
        shared_limits: Whether Octopus counts calls for the account instead of each dossier.
    """

    state: dict[str, t.Any]
    save: t.Callable[[], None] = lambda: None
    shared_limits: bool = False

    def __post_init__(self) -> None:
        self._streams: dict[str, dict[str, Bookmark]] = self.state.setdefault("bookmarks", {})

    def of(self, stream: str, dossier: int | None) -> Bookmark:
        """Give the bookmark of a stream and dossier; None stands for the account."""
        key, entries = _key(dossier), self._streams.setdefault(stream, {})
        if key not in entries:
            entries[key] = Bookmark()
        return entries[key]

    def next_read(self, dossier: int | None, now: pendulum.DateTime) -> str:
        """Give a `synced_at`: the server's time, but later than that of any read before."""
        entry, moment = self.of("dossiers", dossier), stamp(now)
        if entry.last_read and moment <= entry.last_read:
            moment = stamp(unstamp(entry.last_read) + TICK)
        entry.last_read = moment
        return moment

    def dossiers(self) -> list[int]:
        """Give the ids of the dossiers that were ever listed."""
        return [int(key) for key in self._streams.get("dossiers", {}) if key != ACCOUNT]

    def forget_others(self, is_mine: t.Callable[[int], bool], now: float) -> None:
        """Forget what was read of the dossiers that another shard reads by now.

        One that comes back is loaded anew: what this state says of it would be of another time.
        Only calls that still count are kept.
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
        """Give the calls that count together with one more of this operation."""
        stream = _stream(operation)
        if operation.of_account or not self.shared_limits:
            return self.of(stream, None if operation.of_account else dossier).calls
        entries = self._streams.get(stream, {}).items()
        return [call for key, entry in entries if key != ACCOUNT for call in entry.calls]

    def note(
        self, operation: Operation, dossier: int | None, moment: int, *, again: bool = False
    ) -> None:
        """Add a call, or replace the last one by it; drop the calls that no longer count."""
        entry = self.of(_stream(operation), None if operation.of_account else dossier)
        since = still_counting(moment) - 1
        recent = [call for call in entry.calls[: -1 if again else None] if call > since]
        entry.calls = [*recent, moment]


class _File(msgspec.Struct):
    """A state as the tap writes it."""

    bookmarks: dict[str, dict[str, Bookmark]]


_whole = msgspec.json.Decoder(_File)


def read(content: bytes) -> dict[str, t.Any]:
    """Read a state from a file.

    One as the tap writes it becomes bookmarks at once: dictionaries would take twice the memory.
    """
    try:
        return {"bookmarks": _whole.decode(content).bookmarks}
    except (ValueError, RecursionError):
        found: dict[str, t.Any] = json.loads(json_text(content, "state"))
        return found


def load(state: t.Mapping[str, t.Any]) -> dict[str, dict[str, Bookmark]]:
    """Read the bookmarks of a state, as far as they make sense."""
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
    return found


def _bookmark(entry: object) -> Bookmark | None:
    try:
        return msgspec.convert(entry, Bookmark)
    except msgspec.ValidationError:
        return None


def _survivors(entry: object) -> Bookmark:
    """Keep what is still good when something beside it is not: it says nothing of what was read."""
    made = Bookmark()
    for name in ("calls", "last_read", "refused", "start_with"):
        if isinstance(entry, dict) and (found := _bookmark({name: entry.get(name)})):
            setattr(made, name, getattr(found, name))
    return made


def _check_moments(*texts: str | None) -> None:
    """Accept what `stamp` writes.

    Raises:
        ValueError: When a text is something else.
    """
    for text in (text for text in texts if text is not None):
        moment = datetime.datetime.fromisoformat(text)
        is_utc = moment.utcoffset() == datetime.timedelta(0) and moment.year in YEARS
        if not is_utc or moment.isoformat(timespec="milliseconds") != text:
            raise ValueError(text)


def _stream(operation: Operation) -> str:
    """Name the stream with which the calls of an operation are remembered."""
    return "dossiers" if operation.name == "connect" else operation.name


def _key(dossier: int | None) -> str:
    return ACCOUNT if dossier is None else str(dossier)


def stamp(moment: pendulum.DateTime) -> str:
    """Write a moment in the one form that rows and state use: UTC, milliseconds."""
    return moment.in_timezone("UTC").isoformat(timespec="milliseconds")


def unstamp(text: str) -> pendulum.DateTime:
    """Read a moment that `stamp` wrote."""
    return pendulum.instance(datetime.datetime.fromisoformat(text))
