"""No day, wherever it begins, has more calls than Octopus allows; and none is wasted."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.client import operations as api
from tap_octopus.client.limits import DAY, Limits
from tap_octopus.client.operations import Operation, Request
from tap_octopus.errors import CallsSpent, TemporaryError
from tap_octopus.state import Bookmarks, load
from tests.unit.doubles import FakeSender, FakeService, Time, settings
from tests.unit.test_clock import date

TEN_MINUTES = 600
FIVE_DAYS = 5 * DAY


def operation(limit: int | None, name: str = "it") -> Operation:
    """Return an operation with this limit."""
    return Operation(name=name, path="/dossiers/{dossier}/it", limit=limit)


@dataclasses.dataclass
class Schedule:
    """A tap that is started again and again, each time with the state that the last one left."""

    limit: int
    calls_per_read: int = 1
    fraction: float = 0.0
    dossiers: tuple[int, ...] = (1,)
    shared: bool = False

    def __post_init__(self) -> None:
        self.time = Time()
        self.time.now += self.fraction
        self.state: dict[str, Any] = {}
        self.calls: list[float] = []
        self.reads: list[float] = []

    def run(self) -> None:
        """Run once: read every dossier that is due, call by call."""
        clock = self.time.clock()
        clock.set_from_date(date(self.time.now))
        bookmarks = Bookmarks(self.state, shared_limits=self.shared)
        scope = "account" if self.shared else "dossier"
        limits = Limits(FakeSender(), bookmarks, clock, settings(daily_limit_scope=scope))
        if limits.left(api.DOSSIERS, None):
            limits(Request(api.DOSSIERS))
        for dossier in self.dossiers:
            if limits.is_due(operation(self.limit), dossier, self.calls_per_read):
                self.reads.append(self.time.now)
                for _ in range(self.calls_per_read):
                    limits(Request(operation(self.limit), dossier))
                    self.calls.append(self.time.now)
                    self.time.now += 0.3
        self.state = {"bookmarks": load(msgspec.to_builtins(self.state))}

    def every(self, seconds: float, until: float = FIVE_DAYS) -> Schedule:
        """Run at a fixed interval."""
        begin = self.time.now
        count = int(until / seconds)
        for number in range(count):
            self.time.now = max(self.time.now, begin + number * seconds)
            self.run()
        return self

    @property
    def busiest_day(self) -> int:
        """The most calls in any 24 hours."""
        return max(
            bisect.bisect_left(self.calls, call + DAY) - number
            for number, call in enumerate(self.calls)
        )

    @property
    def longest_gap(self) -> float:
        """The longest time between two reads once the first day is over."""
        steady = [read for read in self.reads if read > self.reads[0] + DAY]
        return max(b - a for a, b in itertools.pairwise(steady))


@pytest.mark.parametrize("limit", [2, 24, 48, 150])
@pytest.mark.parametrize("interval", [TEN_MINUTES, 1800, 3600, 5 * 3600])
@pytest.mark.parametrize("fraction", [0.0, 0.999])
def test_no_day_is_too_full(limit: int, interval: float, fraction: float) -> None:
    """However often the tap runs, no 24 hours have more calls than the limit."""
    schedule = Schedule(limit, fraction=fraction).every(interval)

    assert schedule.busiest_day <= limit


@pytest.mark.parametrize(("limit", "calls"), [(24, 2), (24, 5), (24, 8), (24, 24), (48, 4)])
def test_no_day_is_too_full_for_several_calls(limit: int, calls: int) -> None:
    """A read that takes several calls never begins when they are not all left."""
    schedule = Schedule(limit, calls).every(TEN_MINUTES)

    assert schedule.busiest_day <= limit
    assert len(schedule.calls) == len(schedule.reads) * calls


@given(
    st.sampled_from([2, 24, 48]),
    st.integers(1, 6),
    st.lists(st.floats(0.1, 20_000), min_size=20, max_size=80),
)
def test_no_schedule_fills_a_day(limit: int, calls: int, pauses: list[float]) -> None:
    """For every schedule, however odd: no 24 hours have more calls than the limit."""
    schedule = Schedule(limit, min(calls, limit))

    for pause in pauses:
        schedule.run()
        schedule.time.now += pause

    assert schedule.busiest_day <= limit


@pytest.mark.parametrize(("limit", "calls"), [(2, 1), (24, 1), (48, 1), (24, 5), (24, 8)])
def test_fresh_all_day(limit: int, calls: int) -> None:
    """Run every ten minutes, a table is never older than its share of the day and one run."""
    schedule = Schedule(limit, calls).every(TEN_MINUTES)

    reads_a_day = limit // calls

    assert schedule.longest_gap <= DAY / reads_a_day + TEN_MINUTES


@pytest.mark.parametrize("limit", [2, 24, 48])
def test_hourly_runs_read_all_they_may(limit: int) -> None:
    """Runs that are rarer than the limit asks for are all of use."""
    pause = DAY / limit * 1.01

    schedule = Schedule(limit).every(pause)

    assert len(schedule.reads) == int(FIVE_DAYS / pause)


@pytest.mark.parametrize("hours", [(8, 20), (8, 18)])
@pytest.mark.parametrize("later", [5, 30])
def test_twice_a_day(hours: tuple[int, int], later: float) -> None:
    """Run twice a day, a little later each day, the tap reads twice-a-day lists every time."""
    schedule = Schedule(2)
    begin = schedule.time.now

    for day in range(10):
        for hour in hours:
            schedule.time.now = begin + day * (DAY + later) + hour * 3600
            schedule.run()

    assert len(schedule.reads) == 20
    assert schedule.busiest_day <= 2


@given(st.lists(st.floats(-300, 300), min_size=40, max_size=40))
def test_twice_a_day_about_the_same_time(jitter: list[float]) -> None:
    """Run about every twelve hours, it is a full window that keeps a list from being read."""
    schedule = Schedule(2)
    begin = schedule.time.now + 300

    for number, offset in enumerate(jitter):
        schedule.time.now = begin + number * DAY / 2 + offset
        before = sum(call > schedule.time.now - DAY - 5 for call in schedule.calls)
        schedule.run()
        read = schedule.reads[-1] >= schedule.time.now - 1
        assert read or before == 2

    assert schedule.busiest_day <= 2


@pytest.mark.parametrize(("limit", "reads"), [(2, 1), (24, 2), (48, 2)])
def test_second_run_by_hand(limit: int, reads: int) -> None:
    """A second run right after the first brings news, but not of what two calls a day allow."""
    schedule = Schedule(limit)

    schedule.run()
    schedule.time.now += 60
    schedule.run()

    assert len(schedule.reads) == reads


def test_first_read_may_take_all_calls() -> None:
    """The first read is made although it takes the calls of a whole day."""
    schedule = Schedule(24, 24)

    schedule.run()

    assert len(schedule.calls) == 24


@pytest.mark.parametrize(("shared", "most"), [(True, 24), (False, 72)])
def test_scope(shared: bool, most: int) -> None:  # noqa: FBT001
    """Calls count for each dossier, or all together when the account is what counts."""
    schedule = Schedule(24, dossiers=(1, 2, 3), shared=shared).every(TEN_MINUTES, DAY)

    assert most * 0.9 <= len(schedule.calls) <= most
    assert schedule.busiest_day <= most


def limits(fake: FakeSender | FakeService, *, enforce: bool = True, shared: bool = False) -> Limits:
    """Make the sender that is tested."""
    bookmarks = Bookmarks({}, shared_limits=shared)
    return Limits(fake, bookmarks, Time().clock(), settings(respect_daily_limits=enforce))


def test_spent() -> None:
    """When no call is left the request does not leave, and the message names no dossier."""
    fake = FakeSender()
    sender = limits(fake)
    for _ in range(2):
        sender(Request(operation(2), 4711))

    with pytest.raises(CallsSpent) as spent:
        sender(Request(operation(2), 4711))

    assert len(fake.requests) == 2
    assert "4711" not in str(spent.value)
    assert sender.left(operation(2), 4711) == 0


def test_failed_calls_count() -> None:
    """A call that failed was made all the same: Octopus may have counted it."""
    fake = FakeSender(TemporaryError("no answer"), TemporaryError("no answer"))
    sender = limits(fake)

    for _ in range(2):
        with pytest.raises(TemporaryError):
            sender(Request(operation(2), 1))

    assert sender.left(operation(2), 1) == 0
    assert sender.calls_made[1]["it"] == 2


@pytest.mark.parametrize("other", [(operation(2), 2), (operation(2, "other"), 1)])
def test_each_on_its_own(other: tuple[Operation, int]) -> None:
    """The calls of one operation and dossier take none away from another."""
    sender = limits(FakeSender())

    sender(Request(operation(2), 1))

    assert sender.left(*other) == 2


@pytest.mark.parametrize("shared", [True, False])
def test_list_of_dossiers(shared: bool) -> None:  # noqa: FBT001
    """The list of dossiers counts for the account, connections as the settings say."""
    sender = limits(FakeSender(), shared=shared)

    sender(Request(api.DOSSIERS))
    sender(Request(api.CONNECT, 1))

    assert sender.left(api.DOSSIERS, None) == 149
    assert sender.left(api.CONNECT, 1) == 149
    assert sender.left(api.CONNECT, 2) == (149 if shared else 150)


def test_without_a_limit() -> None:
    """What Octopus does not limit is always due, and takes no room in the state."""
    state: dict[str, Any] = {}
    sender = Limits(FakeSender(), Bookmarks(state), Time().clock(), settings())

    for _ in range(1000):
        sender(Request(api.SIGN_IN))

    assert sender.is_due(api.SIGN_IN, None)
    assert "calls" not in str(msgspec.to_builtins(state))


def test_not_enforced() -> None:
    """When Octopus is left to count, every call leaves, and is still remembered."""
    fake = FakeSender()
    sender = limits(fake, enforce=False)

    for _ in range(10):
        sender(Request(operation(2), 1))

    assert len(fake.requests) == 10
    assert sender.is_due(operation(2), 1, 5)


def test_enforced_again() -> None:
    """Calls that were made while nobody counted are known when they count again."""
    state: dict[str, Any] = {}
    loose = Limits(
        FakeSender(), Bookmarks(state), Time().clock(), settings(respect_daily_limits=False)
    )
    for _ in range(10):
        loose(Request(operation(2), 1))

    strict = Limits(FakeSender(), Bookmarks(state), Time().clock(), settings())

    assert not strict.is_due(operation(2), 1)
    assert strict.left(operation(2), 1) < 1
