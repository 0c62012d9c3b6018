"""What may pass by itself is tried again: a few times, and not for long."""

from __future__ import annotations

import logging

import pytest

from tap_octopus.client.operations import BOOKYEARS, DOSSIERS, Request
from tap_octopus.client.retries import (
    LONGEST_WAIT,
    RETRIES_PER_DOSSIER,
    TOKEN_SECONDS,
    TRIES,
    Retries,
)
from tap_octopus.errors import (
    AnswerError,
    CallsSpent,
    DossierRefused,
    ModuleRefused,
    RequestForbidden,
    SignInError,
    TemporaryError,
    TokenRejected,
    TooManyConnections,
)
from tap_octopus.output.lock import RunLock
from tests.unit.doubles import FakeSender

REQUEST = Request(BOOKYEARS, 1)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were asked for: none is made."""
    asked: list[float] = []
    monkeypatch.setattr("backoff._sync.time.sleep", asked.append)
    return asked


def failures(count: int) -> list[TemporaryError]:
    """Return some failures that may pass."""
    return [TemporaryError(f"failure {number}") for number in range(1, count + 1)]


@pytest.mark.parametrize("count", range(TRIES))
def test_passing_failures(pauses: list[float], count: int) -> None:
    """A request that fails less often than it may be tried brings its answer."""
    fake = FakeSender(*failures(count), [{"a": 1}])

    with Retries(fake, RunLock())(REQUEST) as answer:
        (records,) = map(list, answer.records(None))

    assert records == [{"a": 1}]
    assert fake.requests == [REQUEST] * (count + 1)
    assert len(pauses) == count


def test_lasting_failure(pauses: list[float]) -> None:
    """A failure that lasts is told after the last try, with ever longer pauses before it."""
    fake = FakeSender(*failures(9))

    with pytest.raises(TemporaryError, match=f"failure {TRIES}"):
        Retries(fake, RunLock())(REQUEST)

    assert len(fake.requests) == TRIES
    assert [0.5 * 2**n <= pause <= 2**n for n, pause in enumerate(pauses)] == [True] * (TRIES - 1)


@pytest.mark.parametrize(
    "error",
    [AnswerError, DossierRefused, ModuleRefused, SignInError, RequestForbidden, TokenRejected,
     CallsSpent],
)  # fmt: skip
def test_other_errors(pauses: list[float], error: type[Exception]) -> None:
    """What would not pass by itself is not tried again, a refused sign-in least of all."""
    fake = FakeSender(error("no"))

    with pytest.raises(error, match="no"):
        Retries(fake, RunLock())(REQUEST)

    assert (len(fake.requests), pauses) == (1, [])


@pytest.mark.parametrize("asked", [0, 1, 7, LONGEST_WAIT])
def test_server_asks_for_a_pause(pauses: list[float], asked: float) -> None:
    """A server that asks for a short pause gets exactly that."""
    fake = FakeSender(TemporaryError("busy", asked), [])

    Retries(fake, RunLock())(REQUEST)

    assert pauses == [asked]


def test_server_asks_for_a_long_pause(pauses: list[float]) -> None:
    """A server that asks for a long pause is left alone in this run."""
    fake = FakeSender(TemporaryError("busy", LONGEST_WAIT + 1))

    with pytest.raises(TemporaryError, match="busy"):
        Retries(fake, RunLock())(REQUEST)

    assert (len(fake.requests), pauses) == (1, [])


@pytest.mark.parametrize("asked", [None, 5])
def test_too_many_connections(pauses: list[float], asked: float | None) -> None:
    """The last pause outlasts every token that Octopus may count as a connection."""
    fake = FakeSender(*(TooManyConnections("busy", asked) for _ in range(3)), [])

    Retries(fake, RunLock())(REQUEST)

    *short, last = pauses
    assert last == TOKEN_SECONDS
    assert [4 <= pause <= 16 for pause in short] == [True] * 2


@pytest.mark.usefixtures("pauses")
def test_a_dossier_that_is_down() -> None:
    """A dossier of which everything fails is soon tried only once per request."""
    fake = FakeSender(*failures(100))
    retries = Retries(fake, RunLock())

    for _ in range(10):
        with pytest.raises(TemporaryError):
            retries(REQUEST)

    assert len(fake.requests) == 10 + RETRIES_PER_DOSSIER


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("other", [Request(BOOKYEARS, 2), Request(DOSSIERS)])
def test_other_dossiers(other: Request) -> None:
    """A dossier that is down takes no tries away from another, nor from the list of dossiers."""
    fake = FakeSender(*failures(100))
    retries = Retries(fake, RunLock())
    for _ in range(10):
        with pytest.raises(TemporaryError):
            retries(REQUEST)
    fake.requests.clear()

    with pytest.raises(TemporaryError):
        retries(other)

    assert len(fake.requests) == TRIES


@pytest.mark.usefixtures("pauses")
def test_calls_run_out_while_others_call() -> None:
    """Calls that go to too many connections are calls too: the rest follows, nothing failed."""
    fake = FakeSender(TooManyConnections("busy"), CallsSpent("spent"))

    with pytest.raises(CallsSpent):
        Retries(fake, RunLock())(REQUEST)


def test_calls_run_out(pauses: list[float]) -> None:
    """When no call is left for another try, what went wrong is told, and at once."""
    fake = FakeSender(TemporaryError("no answer in time"), CallsSpent("spent"), CallsSpent("spent"))

    with pytest.raises(TemporaryError, match="no answer in time"):
        Retries(fake, RunLock())(REQUEST)

    assert (len(fake.requests), len(pauses)) == (2, 1)


@pytest.mark.usefixtures("pauses")
def test_told(caplog: pytest.LogCaptureFixture) -> None:
    """A short pause is told to whoever looks closer; one of ten minutes to everybody."""
    fake = FakeSender(TemporaryError("slow", 7), TemporaryError("slow", 60), [])
    crowded = FakeSender(*(TooManyConnections("busy", 5) for _ in range(3)), [])

    with caplog.at_level(logging.DEBUG, "tap-octopus"):
        Retries(fake, RunLock())(REQUEST)
        Retries(crowded, RunLock())(REQUEST)

    assert [f"{entry.levelname} {entry.getMessage()}" for entry in caplog.records] == [
        "DEBUG dossier 1: slow; trying again in 7 seconds",
        "DEBUG dossier 1: slow; trying again in 60 seconds",
        "DEBUG dossier 1: busy; trying again in 5 seconds",
        "DEBUG dossier 1: busy; trying again in 5 seconds",
        "WARNING dossier 1: busy; trying again in 600 seconds",
    ]


def test_first_pause_in_a_crowd(pauses: list[float]) -> None:
    """Where there are too many connections even the first pause is of some seconds."""
    fake = FakeSender(TooManyConnections("busy"), TooManyConnections("busy"), [])

    Retries(fake, RunLock())(REQUEST)

    first, second = pauses
    assert (4 <= first <= 8, 8 <= second <= 16) == (True, True)


def test_no_hope(pauses: list[float]) -> None:
    """When the server counts as down each request is sent once."""
    fake = FakeSender(*failures(2), [])
    retries = Retries(fake, RunLock())
    retries.is_hopeful = False

    for number in (1, 2):
        with pytest.raises(TemporaryError, match=f"failure {number}"):
            retries(REQUEST)

    assert (len(fake.requests), pauses) == (2, [])
