"""What is remembered from run to run, how much room it takes, and what of an odd state is kept."""

from __future__ import annotations

import datetime
import itertools
import json
import logging
from pathlib import Path
from typing import Any

import msgspec
import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.client import operations as api
from tap_octopus.client.limits import DAY, MARGIN
from tap_octopus.moments import stamp, unstamp
from tap_octopus.state import Bookmark, Bookmarks, Progress, load, read
from tests.unit.doubles import MIDNIGHT
from tests.unit.fake_octopus import fake_octopus, run
from tests.unit.ledger import WHOLE, Ledger

STATES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "facts/states.json").read_text(encoding="utf-8")
)
"""States as the tap wrote them before bookmarks had a type (commit 73c4b18)."""

THEN = "2026-12-31T00:00:00.000+00:00"
LATER = "2026-12-31T00:00:00.001+00:00"
moments = st.datetimes(
    datetime.datetime(1980, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from(
        [datetime.UTC, *(datetime.timezone(datetime.timedelta(hours=h)) for h in (-11, 2))]
    ),
).map(pendulum.instance)


def loaded(entry: object, key: str = "12", stream: str = "accounts") -> dict[str, Bookmark]:
    """Return what is read of one entry of a state."""
    return load({"bookmarks": {stream: {key: entry}}})[stream]


@given(moments)
def test_stamps(moment: pendulum.DateTime) -> None:
    """For every moment: what is written is UTC in milliseconds, and never later than it."""
    text = stamp(moment)

    assert text.endswith("+00:00")
    assert datetime.timedelta(0) <= moment - unstamp(text) < datetime.timedelta(milliseconds=1)


@given(st.lists(moments, min_size=2), st.booleans())
def test_synced_at_only_grows(clock: list[pendulum.DateTime], restart: bool) -> None:  # noqa: FBT001
    """For every clock, standing, jumping or going back: each read is later than the one before."""
    state: dict[str, Any] = {}
    bookmarks = Bookmarks(state)
    reads = []

    for now in clock:
        reads.append(bookmarks.next_read(1, now))
        if restart:
            state = {"bookmarks": load(msgspec.to_builtins(state))}
            bookmarks = Bookmarks(state)

    assert [a < b for a, b in itertools.pairwise(reads)] == [True] * (len(reads) - 1)
    assert [unstamp(r) >= unstamp(stamp(n)) for r, n in zip(reads, clock, strict=True)] == [
        True
    ] * len(clock)


@pytest.mark.parametrize("dossiers", [{}, {"12": {"last_read": THEN}}, {"12": None}])
def test_a_state_of_two_runs(dossiers: dict[str, Any]) -> None:
    """The next read comes after every read in the state, also when `last_read` is lost or older."""
    entries = {"since": THEN, "synced_at": LATER}
    state = {"bookmarks": {"dossiers": dossiers, "accounts": {"12": entries}}}

    bookmarks = Bookmarks({"bookmarks": load(state)})

    assert bookmarks.next_read(12, pendulum.datetime(2026, 1, 1)) > LATER


def test_the_state_is_written_in_place() -> None:
    """What is remembered stands in the tap's own state at once, and nothing else does."""
    state: dict[str, Any] = {}

    Bookmarks(state).of("accounts", 12).since = THEN
    Bookmarks(state).of("dossiers", None).start_with = 3

    assert msgspec.to_builtins(state) == {
        "bookmarks": {
            "accounts": {"12": {"since": THEN}},
            "dossiers": {"account": {"start_with": 3}},
        }
    }


def test_the_state_is_found_again() -> None:
    """What one run remembers the next one finds: every field of it."""
    whole = Bookmark(
        since=THEN, synced_at=LATER, valid_from=THEN, finished=LATER, last_read=LATER,
        partitions=Progress(THEN, LATER, ["5", "5:1", "-1"]), reading=True, odd=(2**32,),
        repair=("5:1",), gaps=True, without_deletions=True, by_list=True, count=0, left_out=(1,),
        calls=[2], start_date=datetime.date(2026, 1, 31), start_with=7, refused=True,
        deletions_at=THEN, open_until=LATER,
    )  # fmt: skip
    state: dict[str, Any] = {"bookmarks": {"dossiers": {"12": whole}}}
    content = msgspec.json.encode(state)

    assert load(json.loads(content)) == state["bookmarks"]
    assert (
        load(read(content)) == load(read(content.decode().encode("utf-16"))) == state["bookmarks"]
    )
    assert len(msgspec.to_builtins(whole)) == len(Bookmark.__struct_fields__)


@pytest.mark.parametrize("name", STATES)
def test_older_states(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """A state of an earlier version is read, and would be written as it was, defaults aside."""
    with caplog.at_level(logging.WARNING):
        found = msgspec.json.decode(msgspec.json.encode(load(STATES[name])))

    assert caplog.messages == []
    assert found == {
        stream: {
            key: {n: value for n, value in entry.items() if value or n == "count"}
            for key, entry in entries.items()
        }
        for stream, entries in STATES[name]["bookmarks"].items()
    }


@pytest.mark.parametrize("name", STATES)
def test_going_on_from_older_states(name: str) -> None:
    """A run goes on from a state of an earlier version: what is loaded is not loaded again."""
    entry = STATES[name]["bookmarks"].get("bookings", {}).get("1", {})
    config: dict[str, Any] = {"start_date": "2022-01-31"} if entry.get("start_date") else {}
    ledger = Ledger([], WHOLE)
    with fake_octopus(bookings=ledger) as octopus:
        octopus.now += 3 * DAY
        output = run(STATES[name], dossier_ids=[1], **config)

    progress = entry.get("parts", {}).get("done", [])
    is_loaded = "since" in entry and not entry.get("without_deletions")
    expected = len(entry.get("repair", ())) if is_loaded else 8 - len(progress)
    assert output.error is None
    if set(progress) <= {f"{year}:{kind}" for year in (1, 2) for kind in range(1, 5)}:
        assert len(ledger.parts) == expected


@pytest.mark.parametrize(
    ("entry", "live_from"),
    [
        (Bookmark(), None),
        (Bookmark(synced_at=THEN), None),
        (Bookmark(since=THEN, synced_at=THEN), THEN),
        (Bookmark(since=THEN, synced_at=LATER, valid_from=THEN), THEN),
        (Bookmark(since=THEN, valid_from=LATER), LATER),
        (Bookmark(synced_at=LATER, valid_from=THEN), THEN),
    ],
)
def test_live_from(entry: Bookmark, live_from: str | None) -> None:
    """What is live begins with the last first load, which is the last read unless it says so."""
    assert entry.live_from == live_from


MOMENTS = ("since", "synced_at", "valid_from", "finished", "last_read")
NO_MOMENTS: list[Any] = [
    5, [], True, "", "x", "2026-12-31", "2026-12-31T00:00:00.000", "2026-02-30T00:00:00.000+00:00",
    "2026-12-31T00:00:00+00:00", "2026-12-31T02:00:00.000+02:00", "2026-12-31T00:00:00.000Z",
    "1969-12-31T00:00:00.000+00:00", "2200-01-01T00:00:00.000+00:00",
]  # fmt: skip
NO_NUMBERS: list[Any] = [-1, 2**33, 1.5, "1", True, [], {}, None]
NO_LISTS: list[Any] = [5, "x", {}, None]
NO_BOOLEANS: list[Any] = [1, "x", None]
NO_DATES: list[Any] = ["2026-02-30", "x", 5, []]
NO_PLACES: list[Any] = ["1", "x", "1:x", 5]
NO_PROGRESS: list[Any] = [
    [], "x", {}, {"began": THEN, "synced_at": THEN}, {"began": THEN, "done": []},
    {"began": "x", "synced_at": THEN, "done": []}, {"began": THEN, "synced_at": "x", "done": []},
    *({"began": THEN, "synced_at": THEN, "done": [odd]} for odd in ("", "x", "1:", ":1", "1:2:3")),
    {"began": THEN, "synced_at": THEN, "done": [5]},
]  # fmt: skip
ODD: list[tuple[str, Any]] = [
    *((name, odd) for name in MOMENTS for odd in NO_MOMENTS),
    *((name, odd) for name in ("count", "start_with") for odd in NO_NUMBERS if odd is not None),
    *((name, [odd]) for name in ("odd", "calls", "left_out") for odd in NO_NUMBERS),
    *((name, odd) for name in ("odd", "calls", "left_out", "repair") for odd in NO_LISTS),
    *(("repair", [odd]) for odd in NO_PLACES),
    *(
        (name, odd)
        for name in ("reading", "gaps", "without_deletions", "by_list")
        for odd in NO_BOOLEANS
    ),
    *(("start_date", odd) for odd in NO_DATES),
    *(("parts", odd) for odd in NO_PROGRESS),
]


@pytest.mark.parametrize(("name", "odd"), ODD)
def test_odd_values(name: str, odd: object, caplog: pytest.LogCaptureFixture) -> None:
    """An odd value makes its bookmark unknown, with a warning; calls are never forgotten."""
    whole: dict[str, Any] = {"since": THEN, "synced_at": THEN, "valid_from": THEN, "calls": [5]}

    found = loaded({**whole, name: odd})

    assert found == {"12": Bookmark(calls=[] if name == "calls" else [5])}
    assert "accounts of 12" in caplog.text


@pytest.mark.parametrize(
    "entry",
    [
        {"since": THEN},
        {"since": LATER, "synced_at": THEN},
        {"since": THEN, "synced_at": THEN, "valid_from": LATER},
        None, 5, [], "x",
    ],
)  # fmt: skip
def test_moments_that_cannot_be(entry: object) -> None:
    """Moments that cannot go together make a bookmark unknown, as do values that are none."""
    assert loaded(entry) == {"12": Bookmark()}


def test_what_survives() -> None:
    """What says nothing of what was read is kept beside what makes no sense, if it makes sense."""
    good = {"calls": [5], "last_read": THEN, "start_with": 7}

    assert loaded({**good, "since": 5}) == {"12": Bookmark(calls=[5], last_read=THEN, start_with=7)}
    assert loaded({**good, "last_read": 5}) == {"12": Bookmark(calls=[5], start_with=7)}


@pytest.mark.parametrize("key", ["x", "01", "-1", "", "1" * 11, "1.0", "\u0661"])
def test_keys_that_are_none(key: str, caplog: pytest.LogCaptureFixture) -> None:
    """What stands under a key that is no dossier is dropped, with a warning."""
    assert loaded({"calls": [5]}, key) == {}
    assert "The state is not as the tap writes it" in caplog.text


@pytest.mark.parametrize("key", ["0", "7", "4294967296", "account"])
def test_keys(key: str) -> None:
    """A dossier's id or the account is a key."""
    assert loaded({"calls": [5]}, key) == {key: Bookmark(calls=[5])}


@pytest.mark.parametrize("state", [{}, {"bookmarks": None}, {"bookmarks": []}, {"bookmarks": 5}])
def test_states_that_are_none(state: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    """A state without bookmarks is an empty one, with a warning."""
    assert load(state) == {}
    assert "(bookmarks)" in caplog.text


def test_many_odd_streams(caplog: pytest.LogCaptureFixture) -> None:
    """One warning names three places and counts the others; good streams are kept."""
    odd = dict.fromkeys("abcde", 5)

    found = load({"bookmarks": {**odd, "accounts": {"1": {"calls": [5]}}, "x" * 99: 5}})

    assert found == {"accounts": {"1": Bookmark(calls=[5])}}
    assert ["(a, b, c and 3 more)" in message for message in caplog.messages] == [True]


def test_dossiers() -> None:
    """The dossiers that were ever listed are remembered, the account is none of them."""
    bookmarks = Bookmarks({})
    for dossier in (7, None, 12):
        bookmarks.of("dossiers", dossier)

    assert bookmarks.dossiers() == [7, 12]


def test_calls_that_no_longer_count() -> None:
    """Calls are forgotten a little more than a day after they were made, and not before."""
    bookmarks = Bookmarks({})
    moments = [int(MIDNIGHT) + second for second in (0, 10, DAY, DAY + MARGIN + 5)]

    for moment in moments:
        bookmarks.note(api.BOOKYEARS, 1, moment)

    assert bookmarks.calls(api.BOOKYEARS, 1) == moments[1:]


def test_a_call_is_noted_again() -> None:
    """A call that was answered counts from then on, and once."""
    bookmarks = Bookmarks({})
    for moment in (10, 20):
        bookmarks.note(api.BOOKYEARS, 1, int(MIDNIGHT) + moment)

    bookmarks.note(api.BOOKYEARS, 1, int(MIDNIGHT) + 25, again=True)

    assert bookmarks.calls(api.BOOKYEARS, 1) == [int(MIDNIGHT) + 10, int(MIDNIGHT) + 25]


@pytest.mark.parametrize("limit", [api.BOOKYEARS, api.ACCOUNTS, api.PRODUCTS])
def test_the_state_stays_small(limit: api.Operation) -> None:
    """However long the tap runs, it remembers no more calls than a day may have."""
    bookmarks = Bookmarks({})
    assert limit.limit is not None

    for number in range(1000):
        bookmarks.note(limit, 1, int(MIDNIGHT) + number * (DAY // limit.limit))

    assert len(bookmarks.calls(limit, 1)) <= limit.limit + 1


def test_calls_of_all_dossiers() -> None:
    """When the account is what counts, the calls of all dossiers count together."""
    state: dict[str, Any] = {}
    for dossier in (1, 2):
        Bookmarks(state).note(api.BOOKYEARS, dossier, int(MIDNIGHT) + dossier)

    assert len(Bookmarks(state).calls(api.BOOKYEARS, 3)) == 0
    assert len(Bookmarks(state, shared_limits=True).calls(api.BOOKYEARS, 3)) == 2


def test_connections_and_the_list() -> None:
    """Connections to dossiers and the listing of them are counted apart."""
    bookmarks = Bookmarks({}, shared_limits=True)

    bookmarks.note(api.DOSSIERS, None, int(MIDNIGHT))
    bookmarks.note(api.CONNECT, 1, int(MIDNIGHT))

    assert len(bookmarks.calls(api.DOSSIERS, None)) == 1
    assert len(bookmarks.calls(api.CONNECT, 1)) == 1
