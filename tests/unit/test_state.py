"""What is remembered from run to run, and how much room it takes."""

from __future__ import annotations

import datetime
import itertools
import json
from typing import Any

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.client import operations as api
from tap_octopus.client.limits import DAY, MARGIN
from tap_octopus.state import Bookmarks, stamp, unstamp
from tests.unit.doubles import MIDNIGHT

moments = st.datetimes(
    datetime.datetime(1980, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from(
        [datetime.UTC, *(datetime.timezone(datetime.timedelta(hours=h)) for h in (-11, 2))]
    ),
).map(pendulum.instance)


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
            bookmarks = Bookmarks(json.loads(json.dumps(state)))
            state = {"bookmarks": bookmarks._bookmarks}

    assert [a < b for a, b in itertools.pairwise(reads)] == [True] * (len(reads) - 1)
    assert [unstamp(r) >= unstamp(stamp(n)) for r, n in zip(reads, clock, strict=True)] == [
        True
    ] * len(clock)


def test_the_state_is_written_in_place() -> None:
    """What is remembered stands in the tap's own state at once."""
    state: dict[str, Any] = {}

    Bookmarks(state).of("accounts", 12)["since"] = "then"

    assert state == {"bookmarks": {"accounts": {"12": {"since": "then"}}}}


def test_the_state_is_found_again() -> None:
    """What one run remembers the next one finds."""
    state: dict[str, Any] = {}
    Bookmarks(state).of("accounts", 12)["since"] = "then"

    found = Bookmarks(json.loads(json.dumps(state))).of("accounts", 12)

    assert found == {"since": "then"}


def test_dossiers() -> None:
    """The dossiers that were ever visited are remembered, the account is none of them."""
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
