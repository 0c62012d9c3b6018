"""The tap goes by the server's clock, as far as it can know it."""

from __future__ import annotations

import email.utils
import math
import time
from typing import TYPE_CHECKING

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.client.clock import ServerClock
from tests.unit.doubles import MIDNIGHT, Time

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run the tap where it is never the time of Greenwich."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def date(moment: float) -> str:
    """Write a `Date` header as a server does: the seconds are cut off."""
    return email.utils.formatdate(math.floor(moment), usegmt=True)


def test_before_the_first_answer() -> None:
    """Until the server has told the time, the tap goes by its own clock."""
    here = Time()
    clock = here.clock()

    here.now += 5

    assert clock.seconds() == MIDNIGHT + 5


@pytest.mark.parametrize("ahead", [-86_400, -3.5, 0, 3600])
def test_first_answer(ahead: float) -> None:
    """From the first answer on the tap goes by the server, whatever its own clock says."""
    here = Time()
    clock = here.clock()

    clock.set_from_date(date(MIDNIGHT + ahead))
    here.now += 10

    assert clock.seconds() == math.floor(MIDNIGHT + ahead) + 10


@given(
    st.floats(-1e6, 1e6),
    st.lists(st.tuples(st.floats(0, 400), st.floats(0, 60), st.floats(0, 60)), max_size=20),
)
def test_steady_server(ahead: float, calls: list[tuple[float, float, float]]) -> None:
    """For every server with a steady clock: ours is never ahead of it, and never goes back."""
    here, told = Time(), -math.inf
    clock = here.clock()
    clock.set_from_date(date(here.now + ahead))

    for pause, there, back in calls:
        here.now += pause
        began = here.now
        here.now += there
        header = date(here.now + ahead)
        here.now += back
        clock.set_from_date(header, here.now - began)

        assert told - 1e-6 <= clock.seconds() <= here.now + ahead + 1e-6
        told = clock.seconds()


@pytest.mark.parametrize("seconds", [1, 3600])
def test_server_goes_back(seconds: int) -> None:
    """When the server's clock is set back, ours follows."""
    here = Time()
    clock = here.clock()
    clock.set_from_date(date(MIDNIGHT))

    clock.set_from_date(date(MIDNIGHT - seconds))

    assert clock.seconds() == MIDNIGHT - seconds


def test_second_within_a_second() -> None:
    """An answer later in the same second of the header does not set the clock back."""
    here = Time()
    clock = here.clock()
    clock.set_from_date(date(MIDNIGHT))

    here.now += 0.9
    clock.set_from_date(date(MIDNIGHT + 0.9))

    assert clock.seconds() == MIDNIGHT + 0.9


@pytest.mark.parametrize(
    "header",
    [None, "", "soon", "Mon, 32 Jan 2027 00:00:00 GMT", "2027-01-01T00:00:00Z", "\x00", "1", ";",
     "Fri, 01 Jan 99999 00:00:00 GMT", "Fri, 01 Jan 2027 00:00:00 +999999999999", "Fri, 01 Jan",
     "Fri, 01 Jan 2027 00:00:00 +99999999999999999999", "Fri, 01 Jan 99999999999999999999 00:00"],
)  # fmt: skip
def test_garbage(header: str | None) -> None:
    """A header that tells no time is ignored."""
    clock = Time().clock()

    clock.set_from_date(header)

    assert clock.seconds() == MIDNIGHT


@given(st.text(max_size=40))
def test_any_header(header: str) -> None:
    """Whatever a proxy writes into the header, it never stops the tap."""
    clock = Time().clock()

    clock.set_from_date(header)

    assert clock.now().timezone_name == "UTC"


@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0000", ""])
@pytest.mark.usefixtures("far_away")
def test_zones(zone: str) -> None:
    """The header is read in UTC, also when it does not say so, wherever the tap runs."""
    clock = Time().clock()

    clock.set_from_date(f"Thu, 31 Dec 2026 23:00:00 {zone}")

    assert clock.seconds() == MIDNIGHT - 3600


@pytest.mark.parametrize(
    ("ahead", "seconds"),
    [(0, 0), (-7200, 0), (3600, 0), (3601, 3601), (86_400, 86_400), (86_401, 0)],
)
def test_lead(ahead: int, seconds: int) -> None:
    """How far the server's clock is ahead counts from an hour to a day: else one does not know."""
    clock = Time().clock()

    clock.set_from_date(date(MIDNIGHT + ahead))

    assert clock.lead(pendulum.duration(hours=1)) == pendulum.duration(seconds=seconds)


def test_lead_is_known_to_the_second() -> None:
    """The lead is rounded, as the header tells no part of a second."""
    clock = ServerClock(lambda: 100.0, lambda: MIDNIGHT - 0.4)

    clock.set_from_date(date(MIDNIGHT + 10))

    assert clock.lead(pendulum.duration(seconds=9)) == pendulum.duration(seconds=10)
    assert clock.lead(pendulum.duration(seconds=10)) == pendulum.duration()


@pytest.mark.parametrize(("waited", "seconds"), [(0, 11), (5, 10)])
def test_answer_that_was_long_on_its_way(waited: float, seconds: float) -> None:
    """A header that is as late as its answer was waited for does not set the clock back."""
    here = Time()
    clock = here.clock()
    clock.set_from_date(date(MIDNIGHT))
    here.now += 10

    clock.set_from_date(date(MIDNIGHT + 10 - waited - (0 if waited else -1)), waited)

    assert clock.seconds() == MIDNIGHT + seconds
