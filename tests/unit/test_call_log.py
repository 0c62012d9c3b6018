"""Each call is written down before it leaves; a quarter of a day's calls may be made at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tap_octopus.client.limits import DAY, MARGIN, Limits
from tap_octopus.client.operations import CONNECT, DOSSIERS, SIGN_IN, Request
from tap_octopus.errors import CallsSpent, TemporaryError
from tap_octopus.state import Bookmarks
from tests.unit.doubles import MIDNIGHT, FakeSender, FakeService, Time, answer, settings
from tests.unit.test_limits import Schedule, operation

if TYPE_CHECKING:
    from tap_octopus.client.operations import Operation
    from tap_octopus.rows.answers import Answer

NOON = int(MIDNIGHT)


class Log:
    """A call log that keeps what is done with it, and when."""

    def __init__(self, *calls: int) -> None:
        self.done: list[object] = []
        self._calls = list(calls)

    def calls(self, _: Operation, __: int | None) -> list[int]:
        """Return the calls so far."""
        return self._calls

    def note(
        self, operation: Operation, dossier: int | None, moment: int, *, again: bool = False
    ) -> None:
        """Keep a call."""
        self.done.append((operation.name, dossier, moment - NOON, again))

    def save(self) -> None:
        """Keep that the log was saved."""
        self.done.append("saved")


@pytest.mark.parametrize("fails", [False, True])
def test_order(fails: bool) -> None:  # noqa: FBT001
    """A call is noted and saved, then sent, and then has the time of its answer."""
    time, log = Time(MIDNIGHT + 0.5), Log()

    def send(_: Request) -> Answer:
        log.done.append("sent")
        time.now += 60
        if fails:
            raise TemporaryError("no answer")
        return answer([])

    sender = Limits(send, log, time.clock(), settings())
    try:
        sender(Request(operation(2), 7))
    except TemporaryError:
        assert fails

    assert log.done == [("it", 7, 1, False), "saved", "sent", ("it", 7, 61, True)]
    assert sender.calls_made[7] == {"it": 1}


def test_without_a_limit() -> None:
    """A call that is not limited is counted for the summary only."""
    log = Log()
    sender = Limits(FakeSender(), log, Time().clock(), settings())

    sender(Request(SIGN_IN))

    assert log.done == []
    assert sender.calls_made[None] == {"sign_in": 1}
    assert sender.left(SIGN_IN, None) == DAY


def test_spent() -> None:
    """A call that may not be made is told with its limit, and is not counted."""
    log = Log(*[NOON] * 24)
    sender = Limits(FakeSender(), log, Time().clock(), settings())

    with pytest.raises(CallsSpent) as spent:
        sender(Request(operation(24), 7))

    assert str(spent.value) == "The 24 calls a day for it are spent"
    assert (log.done, sender.calls_made[7].total()) == ([], 0)


@pytest.mark.parametrize(("age", "left"), [(DAY + MARGIN - 1, 1), (DAY + MARGIN, 2)])
def test_how_long_a_call_counts(age: int, left: int) -> None:
    """A call counts for a day, and two seconds more, as the clock is known to the second."""
    sender = Limits(FakeSender(), Log(NOON - age), Time().clock(), settings())

    assert sender.left(operation(2), 7) == left


@pytest.mark.parametrize(("age", "left"), [(90_001, 1), (90_002, 2)])
def test_the_day_on_which_summer_time_ends(age: int, left: int) -> None:
    """On that day a call counts for 25 hours: Octopus may count by calendar day."""
    monday = 1_792_926_000  # 25 October 2026 at 12:00 in Belgium
    sender = Limits(FakeSender(), Log(monday - age), Time(monday).clock(), settings())

    assert sender.left(operation(2), 7) == left


@pytest.mark.parametrize(
    ("limit", "calls", "reads"), [(24, 1, 6), (48, 1, 12), (24, 2, 3), (24, 5, 1), (2, 1, 1)]
)
def test_at_once(limit: int, calls: int, reads: int) -> None:
    """A quarter of a day's calls may be made minute by minute; then the pace sets in."""
    schedule = Schedule(limit, calls)

    for _ in range(15):
        schedule.run()
        schedule.time.now += 60

    assert len(schedule.reads) == reads


@pytest.mark.parametrize(
    ("calls", "left", "due"), [(3, 3, True), (4, 3, False), (1, 0, False), (24, 24, True)]
)
def test_all_or_nothing(calls: int, left: int, due: bool) -> None:  # noqa: FBT001
    """A read is due only when all its calls are left."""
    log = Log(*[NOON - DAY + 60] * (24 - left))
    sender = Limits(FakeSender(), log, Time().clock(), settings())

    assert sender.is_due(operation(24), 7, calls) is due


@pytest.mark.parametrize(("ago", "due"), [(3599, False), (3601, True)])
def test_pace(ago: int, due: bool) -> None:  # noqa: FBT001
    """Later reads come at the pace of the day, less half the time between two runs."""
    state: dict[str, object] = {}
    bookmarks, time = Bookmarks(state), Time()
    bookmarks.of("dossiers", None).calls = [NOON - 3600, NOON]
    # 8 of 24 calls are made, long ago but for the last: one an hour is the pace.
    bookmarks.of("it", 7).calls = [*[NOON - 16 * 3600] * 7, NOON - ago + 1800]
    sender = Limits(FakeService(), bookmarks, time.clock(), settings())

    assert sender.is_due(operation(24), 7) is due


@pytest.mark.parametrize(("hours", "due"), [(5.9, False), (6, True)])
def test_pace_of_several_calls(hours: float, due: bool) -> None:  # noqa: FBT001
    """A read of five calls can be made four times in a day of 24 calls: every six hours."""
    bookmarks = Bookmarks({})
    bookmarks.of("dossiers", None).calls = [NOON - 1, NOON]
    bookmarks.of("it", 7).calls = [*[NOON - 20 * 3600] * 5, int(NOON - hours * 3600)]
    sender = Limits(FakeSender(), bookmarks, Time().clock(), settings())

    assert sender.is_due(operation(24), 7, 5) is due


def test_pace_of_a_first_run() -> None:
    """Who has run once only is taken to run once a day: what is left is read at once."""
    bookmarks = Bookmarks({})
    bookmarks.of("dossiers", None).calls = [NOON]
    bookmarks.of("it", 7).calls = [NOON - 60] * 10
    sender = Limits(FakeService(), bookmarks, Time().clock(), settings())

    assert sender.is_due(operation(24), 7)


def test_limits_of_the_account() -> None:
    """Dossiers that share their calls are stopped together; the list counts on its own."""
    bookmarks = Bookmarks({}, shared_limits=True)
    sender = Limits(FakeService(), bookmarks, Time().clock(), settings())
    for dossier in (1, 2):
        sender(Request(operation(2), dossier))

    with pytest.raises(CallsSpent):
        sender(Request(operation(2), 3))

    assert sender.left(CONNECT, 3) == sender.left(DOSSIERS, None) == 150
