"""How many dossiers call at once, and how that gets fewer when Octopus has too many connections."""

from __future__ import annotations

import contextlib
import logging

import pytest

from tap_octopus.client import Client
from tap_octopus.client.connections import Connections
from tap_octopus.client.operations import ACCOUNTS, DOSSIERS, Request
from tap_octopus.errors import TemporaryError, TooManyConnections
from tap_octopus.output.lock import RunLock
from tap_octopus.output.workers import work
from tap_octopus.state import Bookmarks
from tests.unit.doubles import settings
from tests.unit.test_client import TOKENS, Octopus


@pytest.mark.parametrize(
    ("limit", "running", "lowered"), [(8, 8, 7), (8, 3, 2), (8, 1, 1), (2, 2, 1), (1, 1, 1)]
)
def test_lowered(limit: int, running: int, lowered: int, caplog: pytest.LogCaptureFixture) -> None:
    """One fewer than the calls that are running now is what Octopus can take; the log says so."""
    connections = Connections(RunLock(), limit)

    with contextlib.ExitStack() as calls:
        for dossier in range(running):
            calls.enter_context(connections.dossier(dossier))
            calls.enter_context(connections.slot(dossier))
        connections.lower_limit()

    assert connections.limit == lowered
    told = (
        f"Octopus has too many connections (errorCode -51): going on with {lowered} at a time. "
        f"If this comes again, set parallel_dossiers to {lowered}"
    )
    assert caplog.messages == [told] * (lowered < limit)
    assert {r.levelno for r in caplog.records} <= {logging.WARNING}


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_most_at_once(limit: int) -> None:
    """No more calls run at once than the limit says, however many threads there are."""
    lock = RunLock()
    connections, running, most = Connections(lock, limit), list[int](), list[int]()

    def call(dossier: int) -> None:
        with connections.dossier(dossier), connections.slot(dossier):
            running.append(dossier)
            most.append(len(running))
            with lock.released():
                pass
            running.remove(dossier)

    work(lock, call, range(1, 9), 4)

    assert max(most) <= limit
    assert len(most) == 8


def test_places_are_given_back() -> None:
    """A call that has ended, also in an error, leaves its place to the next one."""
    connections = Connections(RunLock(), 1)

    for dossier in (1, 2, None):
        with contextlib.suppress(ValueError), connections.slot(dossier):
            raise ValueError
    with connections.slot(3):
        connections.lower_limit()

    assert connections.limit == 1


def client(limit: int, **answers: object) -> Client:
    """Return a client that may make so many calls at once."""
    octopus = Octopus(**TOKENS | answers)
    chosen = settings(parallel_dossiers=limit)
    return Client(chosen, Bookmarks({}), RunLock(), lambda *_: octopus)


@pytest.mark.parametrize(
    ("error", "limit"), [(TooManyConnections("busy"), 1), (TemporaryError("down"), 5)]
)
def test_answer_that_lowers_the_limit(error: Exception, limit: int) -> None:
    """Only Octopus' own word for too many connections lowers the limit, and is still an error."""
    made = client(5, accounts=error)

    with pytest.raises(type(error)):
        made.call(Request(ACCOUNTS, 1))

    assert made.connections.limit == limit


def test_limit_is_that_of_the_settings() -> None:
    """As many dossiers call at once as the settings say, as long as Octopus does not object."""
    made = client(3)

    with made.call(Request(DOSSIERS)):
        assert made.connections.limit == 3
